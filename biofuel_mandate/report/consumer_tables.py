"""The tables of prices at the pump, of a driver's year, and of demand that answers the price."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.effects.consumers import CHARGES
from biofuel_mandate.equations import BIOFUEL, TOTAL, UNATTRIBUTED
from biofuel_mandate.report.case_tables import NO_COST, case_words, compared_cases
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.report.texts import Texts, of_years, texts
from biofuel_mandate.report.years import covers_years, years_words
from biofuel_mandate.results import ALL_CHARGES

Row = tuple[Cell, ...]
# On a terminal, a longer table shows the first, the last and every fifth year.
_MOST_ROWS = 60


def consumer_tables(
    assessment: Assessment, words: Texts, *, short: bool = False
) -> Iterator[Table]:
    """Yield the tables of those who buy the fuel; none where the scenario says nothing of them.

    The short form leaves years out where the table of them is long.
    """
    consumers = assessment.scenario.file.consumers
    if consumers is None:
        return
    if covers_years(assessment):
        yield _years(assessment, words, short=short)
        return
    build = _ConsumerTables(assessment, words)
    yield build.prices()
    if compared_cases(assessment):
        yield build.changes()
    if consumers.yearly_use:
        yield build.driver()
    if consumers.price_elasticity and compared_cases(assessment):
        yield build.demand()
        yield build.co2()


class _ConsumerTables:
    def __init__(self, assessment: Assessment, words: Texts) -> None:
        self._assessment, self._words = assessment, words
        self._own = texts(f"consumers.{words.language}")
        self._currency = assessment.scenario.file.currency
        self._pools = tuple(assessment.scenario.structure.pools)

    def _value(self, variable: str, case: str, pool: str = "", detail: str = "") -> float | None:
        return self._assessment.value(variable, case, TOTAL, pool=pool, detail=detail)

    def _about(self, case: str, pool: str) -> Row:
        fuel = self._words.name_of(pool) if pool else self._words("sum")
        return case_words(self._assessment, case, self._words), fuel

    def _baseline(self, case: str) -> str:
        return self._assessment.scenario.structure.cases[case].baseline

    def _table(self, name: str, columns: tuple[str, ...], rows: list[Row], note: str) -> Table:
        """Lay out rows that begin with a case and a fuel; ``columns`` are keys of headings."""
        of_charges = tuple(
            self._own(f"column.charges.{charge}", cur=self._currency)
            for charge in (CHARGES if name == "pump_prices" else ())
        )
        headings = tuple(self._own(f"column.{key}", cur=self._currency) for key in columns)
        first = (self._words("column.case"), self._own("column.fuel"), *of_charges)
        title = self._own(f"heading.{name}")
        notes = (self._own(f"note.{note}"),)
        return Table(name, title, (*first, *headings), tuple(rows), notes, words=(0, 1))

    def prices(self) -> Table:
        """Return what a price at the pump is made of, in every case."""
        rows: list[Row] = []
        for case in self._assessment.scenario.structure.cases:
            for pool in self._pools:
                parts = (
                    Amount(self._value("pump_price", case, pool, charge), 3, lacks=NO_COST)
                    for charge in (*CHARGES, ALL_CHARGES)
                )
                per_mj = self._value("pump_price_per_mj", case, pool, ALL_CHARGES)
                last = Amount(per_mj, 4, lacks=NO_COST)
                rows.append((*self._about(case, pool), *parts, last))
        return self._table("pump_prices", ("all", "all_per_mj"), rows, "per_mj")

    def changes(self) -> Table:
        """Return what changes at the pump, per litre and per MJ."""
        rows: list[Row] = []
        for case in compared_cases(self._assessment):
            for pool in self._pools:
                extra = [
                    self._value(f"extra_{name}", case, pool, ALL_CHARGES)
                    for name in ("pump_price", "pump_price_per_mj")
                ]
                before = self._value("pump_price_per_mj", self._baseline(case), pool, ALL_CHARGES)
                percent = _percent(extra[1], before)
                cells = (
                    Amount(extra[0], 3, lacks=NO_COST),
                    Amount(extra[1], 5, lacks=NO_COST),
                    Amount(percent, 2, lacks=NO_COST),
                    Amount(self._value("extra_volume_same_energy", case, pool), 1),
                )
                rows.append((*self._about(case, pool), *cells))
            if len(self._pools) > 1:
                more = Amount(self._value("extra_volume_same_energy", case), 1)
                rows.append((*self._about(case, ""), "", "", "", more))
        columns = ("extra", "extra_per_mj", "percent_per_mj", "same_energy")
        return self._table("pump_changes", columns, rows, "per_mj")

    def driver(self) -> Table:
        """Return the litres and the bill of a driver whose energy stays the same."""
        consumers = self._assessment.scenario.file.consumers
        drivers = [pool for pool in self._pools if consumers and pool in consumers.yearly_use]
        rows: list[Row] = []
        for case in self._assessment.scenario.structure.cases:
            for pool in drivers:
                extra: Cell = ""
                if self._baseline(case) != case:
                    extra = Amount(self._value("extra_yearly_bill", case, pool), 0, lacks=NO_COST)
                cells = (
                    Amount(self._value("yearly_litres", case, pool), 1),
                    Amount(self._value("yearly_bill", case, pool), 0, lacks=NO_COST),
                    extra,
                )
                rows.append((*self._about(case, pool), *cells))
        return self._table("driver", ("litres", "bill", "extra_bill"), rows, "driver")

    def demand(self) -> Table:
        """Return how demand answers, and what consumers lose or gain."""
        consumers = self._assessment.scenario.file.consumers
        asked = [pool for pool in self._pools if consumers and pool in consumers.price_elasticity]
        rows: list[Row] = []
        for case in compared_cases(self._assessment):
            for pool in asked:
                before = self._value("demand", self._baseline(case), pool)
                extra = self._value("extra_demand", case, pool)
                cells = (
                    Amount(before, 0),
                    Amount(self._value("demand", case, pool), 0),
                    Amount(extra, 1),
                    Amount(_percent(extra, before), 2),
                    Amount(self._value("consumer_surplus_change", case, pool), 1),
                )
                rows.append((*self._about(case, pool), *cells))
            if len(asked) > 1:
                extra_all = Amount(self._value("extra_demand", case), 1)
                surplus = Amount(self._value("consumer_surplus_change", case), 1)
                rows.append((*self._about(case, ""), "", "", extra_all, "", surplus))
        columns = ("before", "after", "extra_demand", "percent", "surplus")
        return self._table("demand", columns, rows, "surplus")

    def year(self) -> tuple[tuple[str, ...], list[Row]]:
        """Return headings and rows of one year out of several; blank where nothing is compared."""
        consumers = self._assessment.scenario.file.consumers
        columns = {
            "all": ("pump_price", ALL_CHARGES, 3),
            "all_per_mj": ("pump_price_per_mj", ALL_CHARGES, 4),
            "extra_per_mj": ("extra_pump_price_per_mj", ALL_CHARGES, 5),
        }
        if consumers and consumers.yearly_use:
            columns["bill"] = ("yearly_bill", "", 0)
            columns["extra_bill"] = ("extra_yearly_bill", "", 0)
        if consumers and consumers.price_elasticity:
            columns["extra_demand"] = ("extra_demand", "", 1)
            columns["surplus"] = ("consumer_surplus_change", "", 1)
        rows: list[Row] = []
        for case in self._assessment.scenario.structure.cases:
            for pool in self._pools:
                cells = (self._told(case, pool, *column) for column in columns.values())
                rows.append((*self._about(case, pool), *cells))
        headings = tuple(self._own(f"column.{key}", cur=self._currency) for key in columns)
        return (self._words("column.case"), self._own("column.fuel"), *headings), rows

    def _told(self, case: str, pool: str, variable: str, detail: str, decimals: int) -> Cell:
        """Return a result; blank where nobody asked for it."""
        try:
            return Amount(self._value(variable, case, pool, detail), decimals, lacks=NO_COST)
        except KeyError:
            return ""

    def co2(self) -> Table:
        """Return what of the fall of direct CO2 is due to biofuel, and what to demand."""
        rows: list[Row] = []
        for case in compared_cases(self._assessment):
            for pool in (*self._pools, *([""] if len(self._pools) > 1 else [])):
                parts = (
                    self._assessment.value("direct_co2_reduction", case, part, pool=pool)
                    for part in (BIOFUEL, UNATTRIBUTED, TOTAL)
                )
                cells = (Amount(part, 1, 1e-3) for part in parts)
                rows.append((*self._about(case, pool), *cells))
        columns = ("by_biofuel", "by_demand", "in_all")
        return self._table("demand_co2", columns, rows, "answered")


def _years(assessment: Assessment, words: Texts, *, short: bool) -> Table:
    """Return the price of energy, a driver's bill and demand, a row a year, case and pool."""
    found: dict[int, list[Row]] = {}
    headings: tuple[str, ...] = ()
    for year, single in assessment.years.items():
        headings, found[year] = _ConsumerTables(single, words).year()
    told = list(found)
    notes: tuple[str, ...] = ()
    if short and sum(map(len, found.values())) > _MOST_ROWS:
        told = [year for year in told if year in (told[0], told[-1]) or year % 5 == 0]
        notes = (of_years(words)("some", years=years_words(told, words)),)
    rows = [(str(year), *row) for year in told for row in found[year]]
    own = texts(f"consumers.{words.language}")
    columns = (own("column.year"), *headings)
    notes = (*notes, own("note.per_mj"))
    return Table("pump_years", own("heading.pump_years"), columns, tuple(rows), notes, (0, 1, 2))


def _percent(extra: float | None, before: float | None) -> float | None:
    return None if extra is None or not before else 100 * extra / before
