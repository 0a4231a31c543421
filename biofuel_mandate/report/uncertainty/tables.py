"""The tables of an analysis: headlines, what is uncertain, what is fixed, what failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from biofuel_mandate.report.numbers import decimals_for, figures
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.report.texts import sentence
from biofuel_mandate.report.uncertainty.distribution_words import distribution_words
from biofuel_mandate.report.uncertainty.facts import Facts, Figure
from biofuel_mandate.report.uncertainty.measures import decimals_of
from biofuel_mandate.report.uncertainty.words import Words
from biofuel_mandate.uncertainty.headlines import Headline
from biofuel_mandate.uncertainty.inputs import Input
from biofuel_mandate.uncertainty.run import statistics
from biofuel_mandate.uncertainty.sensitivity import LEVELS

# Digits of a standard error.
_ERROR_DIGITS = 2
_MOST_TOLD = 6
UNVERIFIED = "unverified"


def results_table(facts: Facts, words: Words) -> Table:
    """Return the main headlines: as they are, mean, median, P5 to P95, standard error.

    Of several cases they stand together, headline by headline.
    """
    main = facts.analysis.main
    cases = tuple(dict.fromkeys(one.row.case for one in main))
    if len(cases) == 1:
        rows = [_result_row(words, facts.figure(one), _named(words, one)) for one in main]
        groups: tuple[int, ...] = ()
    else:
        rows, groups = _by_headline(facts, words)
    names = ("result", "now", "mean", "median", "range", "se")
    columns = tuple(words.own(f"column.{name}") for name in names)
    title = _results_title(facts, words, cases)
    return Table("uncertain results", title, columns, tuple(rows), words=(0,), groups=groups)


def _results_title(facts: Facts, words: Words, cases: tuple[str, ...]) -> str:
    against = ""
    if len(cases) == 1:
        baseline = facts.scenario.structure.cases[cases[0]].baseline
        case, other = words.case(cases[0]), words.case(baseline)
        against = words.own("against", case=case, baseline=other) if baseline != cases[0] else ""
    main = facts.analysis.main
    year = words.year(main[0]) if main else ""
    key = "heading.results_year" if year else "heading.results"
    return words.own(key, year=year, against=against)


def _by_headline(facts: Facts, words: Words) -> tuple[list[tuple[Cell, ...]], tuple[int, ...]]:
    rows: list[tuple[Cell, ...]] = []
    groups = []
    together: dict[str, list[Headline]] = {}
    for one in facts.analysis.main:
        together.setdefault(_named(words, one), []).append(one)
    for name, headlines in together.items():
        groups.append(len(rows))
        rows.append((name, *[""] * 5))
        figures_of = [facts.figure(one) for one in headlines]
        # Numbers that stand under one another are as fine as the coarsest of them.
        decimals = min(one.decimals for one in figures_of)
        rows += [
            _result_row(words, replace(one, decimals=decimals), words.case(one.headline.row.case))
            for one in figures_of
        ]
    return rows, tuple(groups)


def _named(words: Words, headline: Headline) -> str:
    unit = words.unit(words.measure(headline).unit)
    return ", ".join(part for part in (words.result(headline), unit) if part)


def _result_row(words: Words, one: Figure, name: str) -> tuple[Cell, ...]:
    scale, digits = words.measure(one.headline).scale, one.decimals
    error = None if one.se is None else one.se * scale
    # What rounds up to the next power of ten has a digit less.
    finest = decimals_for(float(f"{error:.1e}"), _ERROR_DIGITS) if error else 0
    return (
        name,
        *(Amount(value, digits, scale) for value in (one.now, one.mean, one.median)),
        _range(words, one, scale),
        Amount(error, finest),
    )


def _range(words: Words, one: Figure, scale: float) -> str:
    if one.p5 is None or one.p95 is None:
        return words.common("missing")
    low, high = (words.number(value, one.decimals, scale) for value in (one.p5, one.p95))
    return words.span(low, high)


def inputs_table(facts: Facts, words: Words, *, short: bool = False) -> Table:
    """Return what is uncertain: value, P5 to P95, distribution, evidence and source.

    The short form leaves out sources, ids, and how distributions are shaped.
    """
    rows = tuple(tuple(_input_cells(words, one, short=short)) for one in facts.plan.inputs)
    names = ["name", "value", "range", "distribution", "marks"]
    names += [] if short else ["source", "id"]
    columns = tuple(words.own(f"column.{name}") for name in names)
    kinds = (0, *range(3, len(names)))
    return Table("uncertain inputs", words.own("heading.inputs"), columns, rows, words=kinds)


def _input_cells(words: Words, one: Input, *, short: bool) -> Iterator[str]:
    given, drawn = one.given, one.drawn
    low, high = (words.bare(value, given) for value in drawn.ordered(np.array(LEVELS)))
    yield sentence(words.input(one.id))
    yield words.quantity(given.value, given)
    yield words.span(low, high)
    if short:
        yield words.own(f"form.{drawn.form}")
        yield evidence(words, one).partition("; ")[0]
        return
    yield distribution_words(words, given, drawn)
    yield evidence(words, one)
    yield source_of(words, one)
    yield f"`{one.id}`"


def source_of(words: Words, one: Input) -> str:
    """Return what a distribution rests on; what its value does, where it has no source itself."""
    given, drawn = one.given, one.drawn
    if drawn.source:
        return drawn.source
    return ", ".join(part for part in (words.common.source(given), given.locator) if part)


def evidence(words: Words, one: Input) -> str:
    """Return how well an uncertain value is evidenced; what is unverified stands out."""
    given = replace(one.given, evidence=one.drawn.evidence or one.given.evidence)
    told = [
        words.own("inputs.unverified")
        if code == UNVERIFIED
        else words.common(f"mark.{code}", detail=detail)
        for code, detail in given.marks()
    ]
    return "; ".join(told) or words.common("mark.published")


def fixed_table(facts: Facts, words: Words) -> Table | None:
    """Return the fixed values that headlines hang on most; None where that is not known."""
    rows = []
    for one in facts.telling[:_MOST_TOLD]:
        headline, change = one.moved[0]
        name, value = words.input(one.given.id), words.quantity(one.given.value, one.given)
        moved = words.own(
            "fixed.change", result=words.result(headline), change=_change(words, headline, change)
        )
        rows.append((sentence(name), value, moved))
    if not rows:
        return None
    columns = tuple(words.own(f"column.{name}") for name in ("name", "value", "change"))
    return Table("fixed", words.own("fixed.telling"), columns, tuple(rows), words=(0, 2))


def _change(words: Words, headline: Headline, change: float) -> str:
    """Write by how much a result changes, with its sign and unit."""
    how = words.measure(headline)
    number = figures(abs(change * how.scale), _ERROR_DIGITS, words.common)
    sign = words.common("number.minus") if change < 0 else "+"
    return f"{sign}{number} {words.unit(how.unit)}".rstrip()


def failed_table(facts: Facts, words: Words) -> Table | None:
    """Return the draws without a solution: case, year, why, how many; None where there are none."""
    if not facts.failures:
        return None
    has_years = len(facts.scenario.years) > 1
    rows = []
    for one in facts.failures:
        cells: tuple[Cell, ...] = (words.case(one.case), words.own(f"reason.{one.reason}"))
        year = (facts.year(one.position),) if has_years else ()
        counts = (Amount(one.draws, 0), words.share(one.draws / facts.sums.draws, short=True))
        rows.append((*cells, *year, *counts))
    names = ("case", "why", *(["year"] if has_years else []), "draws", "share")
    columns = tuple(words.own(f"column.{name}") for name in names)
    return Table("failed", words.own("heading.failed"), columns, tuple(rows), words=(0, 1))


def regret_table(facts: Facts, words: Words) -> Table | None:
    """Return in which share of draws each case is best, and by how much it falls behind."""
    ranking, sums = facts.plan.ranking, facts.sums
    if ranking is None:
        return None
    how = words.measure(ranking.headlines[0])
    whole = int(sums.best[:-1].sum())
    found = [statistics(tally) for tally in sums.regrets]
    tops = [(one["p95"] or 0.0) * how.scale for one in found]
    errors = [(one["se"] or 0.0) * how.scale for one in found]
    decimals = decimals_of([0.0, *tops], max(errors, default=0.0), how.decimals)
    rows = [
        (
            words.case(case),
            words.share(count / whole, short=True) if whole else words.common("missing"),
            Amount(one["mean"], decimals, how.scale),
            Amount(one["p95"], decimals, how.scale),
        )
        for case, count, one in zip(ranking.cases, sums.best.tolist(), found, strict=False)
    ]
    unit = words.unit(how.unit)
    names = [words.own(f"column.{name}") for name in ("case", "best", "regret", "regret_p95")]
    columns = (*names[:2], *(f"{name}, {unit}" if unit else name for name in names[2:]))
    return Table("regret", words.own("heading.ranking"), columns, tuple(rows))
