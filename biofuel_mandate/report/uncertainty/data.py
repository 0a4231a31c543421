"""The data of an analysis as CSV: UTF-8, full precision, no words of any language."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from math import isfinite

import numpy as np

from biofuel_mandate.quantities import Given
from biofuel_mandate.report.uncertainty.facts import Facts
from biofuel_mandate.results import to_csv
from biofuel_mandate.uncertainty.headlines import Headline
from biofuel_mandate.uncertainty.outcomes import NO_SOLUTION, REASONS, values_of
from biofuel_mandate.uncertainty.run import statistics
from biofuel_mandate.uncertainty.sensitivity import LEVELS

Field = str | float | int | None
# The columns of results.csv that tell which result a row is of.
KEY = ("case", "baseline", "year", "pool", "component", "rule", "variable", "detail", "unit")
DEGENERATE = "degenerate"


def data_files(facts: Facts) -> dict[str, bytes]:
    """Return every data file by name."""
    files = {
        "uncertainty.csv": to_csv(facts.uncertain.rows),
        "inputs.csv": _inputs(facts),
        "fixed.csv": _fixed(facts),
        "draws.csv": _draws(facts),
        "sensitivity.csv": _sensitivity(facts),
    }
    if facts.plan.questions:
        files["questions.csv"] = _questions(facts)
    if facts.plan.ranking:
        files["choice.csv"] = _choice(facts)
    if facts.plan.grids:
        files["grids.csv"] = _grids(facts)
    return files


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Field]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if _is_nothing(field) else field for field in row])
    return text.getvalue().encode()


def _is_nothing(field: Field) -> bool:
    return field is None or (isinstance(field, float) and not isfinite(field))


def _key(headline: Headline) -> list[str]:
    return [str(getattr(headline.row, name)) for name in KEY]


# Values -------------------------------------------------------------------------------------


def _by_year(facts: Facts, id_: str) -> Iterator[tuple[str, Given]]:
    """Yield a value in each year that has it; once, with no year, where it is always the same."""
    years = [year.scenario for year in facts.scenario.years] or [facts.scenario]
    found = [
        (facts.year(position), given)
        for position, one in enumerate(years)
        if (given := values_of(one).get(id_)) is not None
    ]
    if len(found) < len(years) or any(given != found[0][1] for _, given in found):
        yield from found
    else:
        yield "", found[0][1]


def _inputs(facts: Facts) -> bytes:
    columns = ("id", "year", "unit", "value", "low", "high", "distribution", "p5", "p95")

    def rows() -> Iterator[Sequence[Field]]:
        for one in facts.plan.inputs:
            for year, given in _by_year(facts, one.id):
                drawn = given.distribution or one.drawn
                p5, p95 = map(float, drawn.ordered(np.array(LEVELS)))
                ends = (given.value, given.low, given.high, drawn.text, p5, p95)
                evidence = drawn.evidence or given.evidence
                yield (one.id, year, given.unit, *ends, drawn.source or given.source, evidence)

    return _csv((*columns, "source", "evidence"), rows())


def _fixed(facts: Facts) -> bytes:
    rows = (
        (one.id, year, given.unit, given.value)
        for one in facts.fixed
        for year, given in _by_year(facts, one.id)
    )
    return _csv(("id", "year", "unit", "value"), rows)


# Draws --------------------------------------------------------------------------------------


def _draws(facts: Facts) -> bytes:
    def rows() -> Iterator[Sequence[Field]]:
        whole = facts.sums.draws
        for one in facts.failures:
            year, share = facts.year(one.position), one.draws / whole
            yield one.case, year, REASONS.get(one.reason, NO_SOLUTION), one.draws, share
        for position, case, count in facts.degenerate:
            yield case, facts.year(position), DEGENERATE, count, count / whole

    return _csv(("case", "year", "reason", "draws", "share"), rows())


# Sensitivity --------------------------------------------------------------------------------


def _sensitivity(facts: Facts) -> bytes:
    orders = ("first", "total")
    ends = [f"{order}{end}" for order in orders for end in ("", "_low", "_high")]
    columns = (*KEY, "input", "input_p5", "input_p95", "now", "at_p5", "at_p95", *ends)
    analysis = facts.analysis
    known = {
        (headline, one.input): one
        for headline, found in zip(analysis.indices.headlines, analysis.indices.found, strict=True)
        for one in found
    }

    def rows() -> Iterator[Sequence[Field]]:
        for one in analysis.swings:
            index = known.get((one.headline, one.input.id))
            numbers = [None if index is None else getattr(index, name) for name in ends]
            told = (one.low_value, one.high_value, one.now, one.low, one.high)
            yield (*_key(one.headline), one.input.id, *told, *numbers)

    return _csv(columns, rows())


def _questions(facts: Facts) -> bytes:
    """Return the share of draws that pass each amount, and where single inputs pass it."""
    columns = (*KEY, "side", "amount", "share", "se", "draws", "input", "turns_at", "jumps")

    def rows() -> Iterator[Sequence[Field]]:
        turns = facts.analysis.passing
        for at, (question, found) in enumerate(zip(facts.plan.questions, turns, strict=True)):
            side = "above" if question.is_above else "below"
            head: tuple[Field, ...] = (*_key(question.headline), side, question.amount)
            yield (*head, *facts.probability(at), "", "", "")
            for turn in found:
                yield (*head, "", "", "", turn.input.id, turn.value, int(turn.is_jump))

    return _csv(columns, rows())


def _choice(facts: Facts) -> bytes:
    """Return how often each case is best, its regret, and where another becomes the best."""
    columns = ("case", "share_best", "regret_mean", "regret_p95", "unit")
    turned = ("input", "turns_at", "best_below", "jumps")
    ranking, sums = facts.plan.ranking, facts.sums

    def rows() -> Iterator[Sequence[Field]]:
        if ranking is None:
            return
        whole = int(sums.best[:-1].sum())
        unit = ranking.headlines[0].row.unit
        for case, count, tally in zip(
            ranking.cases, sums.best.tolist(), sums.regrets, strict=False
        ):
            told = statistics(tally)
            share = count / whole if whole else None
            # Rounding may leave a mean of nothing a hair below it.
            mean = max(told["mean"], 0.0) if told["mean"] is not None else None
            yield (case, share, mean, told["p95"], unit, "", "", "", "")
        for turn in facts.analysis.turns:
            where = (turn.input.id, turn.value, turn.before, int(turn.is_jump))
            yield (turn.after, "", "", "", "", *where)

    return _csv((*columns, *turned), rows())


def _grids(facts: Facts) -> bytes:
    columns = (*KEY, "across", "across_value", "up", "up_value", "value")

    def rows() -> Iterator[Sequence[Field]]:
        for one in facts.analysis.maps:
            head = _key(one.asked.headline)
            across, up = one.asked.across.id, one.asked.up.id
            for y, line in zip(one.ys.tolist(), one.numbers.tolist(), strict=True):
                for x, value in zip(one.xs.tolist(), line, strict=True):
                    yield (*head, across, x, up, y, value)

    return _csv(columns, rows())
