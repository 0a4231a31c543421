"""Litres sold against litres counted: what each biofuel adds to each rule of each case."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import AGGREGATES
from biofuel_mandate.known import Calculated, Known
from biofuel_mandate.report.appendix.phrases import Phrases
from biofuel_mandate.report.case_tables import case_words
from biofuel_mandate.report.row_words import rule_words
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.results import ResultRow

# What a rule counts, by its variable: the decimals that it is shown with.
_COUNTED = {"counted_volume": 1, "counted_energy": 1, "counted_tonnes": 0}
# Less than this is nothing: a least-cost answer is not always exactly 0.
_NOUGHT = 1e-6


def sold_table(assessment: Assessment, phrases: Phrases) -> Table:
    """Return what is sold of each biofuel, and what of it counts towards each rule.

    Parameters
    ----------
    assessment : Assessment
        Of one year.
    phrases : Phrases
    """
    said = phrases.said
    names = ("case", "rule", "fuel", "sold", "times", "counted")
    return Table(
        "sold",
        said("sold.caption"),
        tuple(said(f"sold.column.{name}") for name in names),
        tuple(_row(assessment, row, phrases) for row in _counted(assessment)),
        (said("sold.note"),),
        words=(0, 1, 2),
    )


def _counted(assessment: Assessment) -> Iterator[ResultRow]:
    for row in assessment.rows:
        is_one = row.component and row.component not in AGGREGATES
        is_of_year = not row.period and not row.supplier
        is_any = abs(row.value or 0.0) > _NOUGHT
        if row.variable in _COUNTED and is_one and is_of_year and is_any:
            yield row


def _row(assessment: Assessment, row: ResultRow, phrases: Phrases) -> tuple[Cell, ...]:
    structure = assessment.scenario.structure
    counted = Amount(Known(row), _COUNTED[row.variable], unit=row.unit)
    sold: Cell = ""
    times: Cell = ""
    if row.component not in assessment.gases:
        litres = assessment.value("volume", row.case, row.component, pool=row.pool)
        sold = Amount(litres, 1)
        if row.variable == "counted_volume" and litres and row.value is not None:
            times = Amount(Calculated(row.value / litres, [Known(row), litres], "quotient", "1"), 2)
    return (
        case_words(assessment, row.case, phrases.words),
        rule_words(structure, row.rule, phrases.words),
        phrases.words.name_of(row.component),
        sold,
        times,
        counted,
    )
