"""What is told of an analysis in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan

from biofuel_mandate.report.texts import sentence
from biofuel_mandate.report.uncertainty.facts import Facts
from biofuel_mandate.report.uncertainty.tables import UNVERIFIED
from biofuel_mandate.report.uncertainty.words import Words
from biofuel_mandate.uncertainty.headlines import Headline
from biofuel_mandate.uncertainty.moves import ends_of
from biofuel_mandate.uncertainty.plan import Passing
from biofuel_mandate.uncertainty.sampling import SOBOL
from biofuel_mandate.uncertainty.sensitivity import Turn, given_at

_RANGES, _TURNS = 12, 8


def head(facts: Facts, words: Words) -> Iterator[str]:
    """Yield how many draws there are, how they were made, and what failed among them."""
    sampling, own = facts.uncertain.job.sampling, words.own
    draws = words.number(sampling.draws, 0)
    told = own(f"head.{sampling.kind}", draws=draws, seed=sampling.seed)
    if sampling.kind == SOBOL and sampling.draws != facts.uncertain.asked_draws:
        asked = words.number(facts.uncertain.asked_draws, 0)
        told = f"{told} {own('head.rounded', asked=asked)}"
    yield told
    inputs = words.counted("head.count", len(facts.plan.inputs))
    together = _together(facts)
    correlated = f" {own('head.correlated', count=words.number(together, 0))}" if together else ""
    yield f"{inputs}.{correlated} {own('head.error')}"


def _together(facts: Facts) -> int:
    """Return how many inputs move together with another."""
    streams = [one.stream for one in facts.plan.inputs]
    moving = set(facts.plan.dependence.streams)
    return sum(stream in moving or streams.count(stream) > 1 for stream in streams)


def warnings(facts: Facts, words: Words) -> Iterator[str]:
    """Yield in which share of draws a case has no solution, year by year where there are such."""
    found: dict[tuple[str, int], int] = {}
    for one in facts.failures:
        key = one.case, one.position
        found[key] = found.get(key, 0) + one.draws
    for (case, position), count in found.items():
        share = words.share(count / facts.sums.draws)
        year = _year(words, facts.year(position))
        yield words.own("head.failed", case=words.quoted(words.case(case)), year=year, share=share)


def _year(words: Words, year: str) -> str:
    return words.own("in_year", year=year) if year else ""


# Questions ----------------------------------------------------------------------------------


def probabilities(facts: Facts, words: Words) -> Iterator[str]:
    """Yield in which share of the draws each question's amount is passed."""
    for at, question in enumerate(facts.plan.questions):
        share, error, whole = facts.probability(at)
        case = words.quoted(words.case(question.headline.row.case))
        if isnan(share):
            yield words.own("question.none", case=case, result=words.result(question.headline))
            continue
        told = _question(words, question, case, words.share(share, error))
        draws = words.number(whole, 0)
        if share in (0.0, 1.0):
            key = "never" if not share else "always"
            yield words.own(f"question.{key}", told=told, draws=draws)
            continue
        key = "counted" if whole == facts.sums.draws else "counted_of"
        points = words.number(max(100 * error, 0.01), 2)
        yield f"{told} {words.own(f'question.{key}', error=points, draws=draws)}"


def _question(words: Words, question: Passing, case: str, share: str) -> str:
    row = question.headline.row
    side = "above" if question.is_above else "below"
    said = {"case": case, "amount": words.asked(question.text), "share": share}
    said["year"] = _year(words, words.year(question.headline))
    ways: dict[str, str] = words.own.words["way"]
    if row.variable == "cost" and row.detail in ways and words.is_whole(question.headline):
        return words.own(f"question.cost.{side}", way=ways[row.detail], **said)
    result = words.in_sentence(question.headline)
    return words.own(f"question.{side}", result=result, **said)


def passings(facts: Facts, words: Words) -> Iterator[str]:
    """Yield at which values of single inputs each question's amount is reached."""
    for question, turns in zip(facts.plan.questions, facts.analysis.passing, strict=True):
        row = question.headline.row
        said = {"case": words.quoted(words.case(row.case)), "amount": words.asked(question.text)}
        said["result"] = words.dated(question.headline)
        if not turns:
            yield words.own("passing.none", **said)
            continue
        told = []
        for turn in sorted(turns, key=lambda one: _way(facts, one, question.headline)):
            key = "passing.jump" if turn.is_jump else "passing.at"
            told.append(words.own(key, **_turn(facts, words, turn, question.headline)))
        listed = "; ".join(told[:_TURNS])
        if len(told) > _TURNS:
            listed = words.own("passing.more", listed=listed, count=len(told) - _TURNS)
        yield words.own("passing.line", **said, listed=listed)


def _way(facts: Facts, turn: Turn, headline: Headline) -> tuple[float, str]:
    """Return how far an input must go to where something turns, of all that it may go."""
    given = given_at(facts.plan, turn.input.id, headline.position) or turn.input.given
    low, high = ends_of(given)
    return abs(turn.value - given.value) / ((high - low) or 1.0), turn.input.id


def _turn(facts: Facts, words: Words, turn: Turn, headline: Headline) -> dict[str, str]:
    given = given_at(facts.plan, turn.input.id, headline.position) or turn.input.given
    return {
        "input": words.input(turn.input.id),
        "value": words.quantity(turn.value, given),
        "now": words.bare(given.value, given),
    }


# Ranking ------------------------------------------------------------------------------------


def ranking(facts: Facts, words: Words) -> Iterator[str]:
    """Yield which case is best in which share of draws, and where the ranking turns."""
    plan, sums = facts.plan.ranking, facts.sums
    if plan is None:
        return
    side = "lowest" if plan.is_lowest else "highest"
    result = words.dated(plan.headlines[0])
    yield words.own(f"ranking.by.{side}", result=result)
    *counts, _, _ = sums.best.tolist()
    whole = int(sums.best[:-1].sum())
    if whole:
        yield _best(words, sorted(zip(counts, plan.cases, strict=True), key=_most), whole)
    yield from equally_good(facts, words)
    if sums.best[-1]:
        yield words.own("ranking.unranked", share=words.share(int(sums.best[-1]) / sums.draws))
    yield from _ranking_turns(facts, words)


def equally_good(facts: Facts, words: Words) -> Iterator[str]:
    """Yield in which share of the draws several cases are best; nothing where in none."""
    best = facts.sums.best
    if len(best) and best[-2]:
        share = words.share(int(best[-2]) / int(best[:-1].sum()))
        yield words.own("ranking.equal", share=share)


def _most(one: tuple[int, str]) -> int:
    return -one[0]


def _best(words: Words, ordered: Sequence[tuple[int, str]], whole: int) -> str:
    (first, case), *others = ordered
    also = "".join(
        words.own("ranking.also", case=words.quoted(words.case(name)), share=words.share(n / whole))
        for n, name in others
        if n
    )
    best, share = words.quoted(words.case(case)), words.share(first / whole)
    return words.own("ranking.best", case=best, share=share, also=also)


def _ranking_turns(facts: Facts, words: Words) -> Iterator[str]:
    plan = facts.plan.ranking
    if plan is None:
        return
    for turn in facts.analysis.turns:
        said = _turn(facts, words, turn, plan.headlines[0])
        said["input"] = words.mention(turn.input.id)
        names = {end: words.quoted(words.case(getattr(turn, end))) for end in ("before", "after")}
        key = "ranking.jump" if turn.is_jump else "ranking.turn"
        yield sentence(words.own(key, **said, **names))
    if facts.analysis.turns:
        return
    now = [(facts.now(one), one.row.case) for one in plan.headlines]
    known = [(value, case) for value, case in now if value is not None]
    if len(known) == len(now):
        best = (min if plan.is_lowest else max)(known, key=lambda one: one[0])
        yield words.own("ranking.steady", case=words.quoted(words.case(best[1])))


# Inputs and failures ------------------------------------------------------------------------


def about_inputs(facts: Facts, words: Words, *, short: bool = False) -> Iterator[str]:
    """Yield how many uncertain values are unverified, and which year they are told of."""
    inputs = facts.plan.inputs
    count = sum((one.drawn.evidence or one.given.evidence) == UNVERIFIED for one in inputs)
    if count:
        yield words.counted("inputs.count", count, all=words.number(len(inputs), 0))
    if len(facts.scenario.years) > 1:
        yield words.own("inputs.first", year=facts.year(0))
    if short:
        yield words.own("inputs.whole")


def fixed(facts: Facts, words: Words) -> Iterator[str]:
    """Yield how many values are taken as fixed, and which of them have a range."""
    yield words.counted("fixed.count", len(facts.fixed))
    if facts.with_range:
        names = [words.input(one.id) for one in facts.with_range]
        told = (
            words.listed(names[:_RANGES]) if len(names) <= _RANGES else ", ".join(names[:_RANGES])
        )
        if len(names) > _RANGES:
            told = words.own("fixed.more", listed=told, count=len(names) - _RANGES)
        yield words.own("fixed.ranges", listed=told)


def failed(facts: Facts, words: Words) -> Iterator[str]:
    """Yield that no draw failed, if none did, and in how many no one set of values fits."""
    if not facts.failures:
        yield words.own("failed.none")
    for position, case, count in facts.degenerate:
        said = {"case": words.case(case), "year": _year(words, facts.year(position))}
        yield words.counted("failed.degenerate", count, **said)
