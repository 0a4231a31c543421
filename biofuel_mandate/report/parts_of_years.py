"""The table of the parts of a year, where cases tell them apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL
from biofuel_mandate.known import Calculated, Known
from biofuel_mandate.report.case_tables import case_words
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.report.texts import Texts, of_years
from biofuel_mandate.results import ResultRow

# What is told of a part: of all biofuel, and of the first quota.
_OF_BIOFUEL = ("volume", "volume_share")
_OF_QUOTA = ("counted_share", "rule_slack", "rule_demand", "rule_fulfilment")


def parts_tables(assessment: Assessment, words: Texts) -> Iterator[Table]:
    """Yield for each year in parts what each part comes to, case by case."""
    own = of_years(words)
    for year, single in assessment.years.items():
        parts: dict[tuple[str, str], dict[str, Known]] = {}
        for row in assessment.rows:
            if row.period and row.year == str(year):
                _note(parts.setdefault((row.case, row.period), {}), row)
        if not parts:
            continue
        is_choice = any("marginal_value" in at for at in parts.values())
        rows = tuple(
            (
                case_words(single, case, words),
                period_words(period, words),
                *_cells(at),
                *([_worth(at)] if is_choice else []),
            )
            for (case, period), at in parts.items()
        )
        names = ("case", "part", "biofuel", "share", "counted", "to_be_met", "over")
        headings = tuple(own(f"column.{name}") for name in names)
        cur = single.scenario.file.currency
        headings += (own("column.worth", cur=cur),) if is_choice else ()
        title = own("heading.parts", year=year)
        yield Table("parts", title, headings, rows, (own("note.parts"),), words=(0, 1))


def period_words(period: str, words: Texts) -> str:
    """Return the days of a part of a year, ``2015-01-01/2015-06-30``, as the language has them."""
    own = of_years(words)
    months = own("period.months").split()
    first, last = (date.fromisoformat(day) for day in period.split("/"))
    ends = {
        f"{name}_{what}": value
        for name, day in (("first", first), ("last", last))
        for what, value in (("day", day.day), ("month", months[day.month - 1]))
    }
    return own("period.days", **ends, year=last.year)


def _note(at: dict[str, Known], row: ResultRow) -> None:
    if row.value is None:
        return
    is_biofuel = (row.component, row.pool, row.grade) == (BIOFUEL, "", "")
    if row.variable in _OF_BIOFUEL and is_biofuel:
        at[row.variable] = Known(row)
    if row.detail != "quota":
        return
    per_litre = row.variable == "marginal_value" and row.unit.endswith("/l")
    if per_litre or row.variable in _OF_QUOTA:
        at.setdefault(row.variable, Known(row))


def _cells(at: Mapping[str, Known]) -> Iterator[Cell]:
    yield Amount(at.get("volume"), 1)
    yield Amount(at.get("volume_share"), 2, 100)
    counted, fulfilled = at.get("counted_share"), at.get("rule_fulfilment")
    if counted is None or not fulfilled:
        yield from ("", "", "")
        return
    base = fulfilled / counted
    yield Amount(counted, 2, 100)
    demand = at["rule_demand"]
    yield Amount(Calculated(demand / base, [demand], "required_share", "1"), 2, 100)
    yield Amount(at["rule_slack"], 1)


def _worth(at: Mapping[str, Known]) -> Cell:
    """Return what a counted litre of the quota is worth in a part in which suppliers choose."""
    return Amount(at["marginal_value"], 2) if "marginal_value" in at else ""
