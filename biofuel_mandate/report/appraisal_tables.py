"""The tables of appraisal, where it is asked for: CO2, imports, administration, the oil price."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.case_tables import NO_COST, case_words, compared_cases
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.report.texts import Texts, of_years

# Variable, component, decimals and scale of each column of what stands beside the cost.
_BESIDE = (
    ("carbon_value", BIOFUEL, 1, 1.0),
    ("import_share", BIOFUEL, 1, 100.0),
    ("extra_imported_volume", BIOFUEL, 1, 1.0),
    ("extra_administrative_work", "", 1, 1.0),
    ("extra_administrative_cost", "", 2, 1.0),
)


def appraisal_tables(assessment: Assessment, texts: Texts) -> Iterator[Table]:
    """Yield the tables of what the scenario asks about beside the cost; none where it does not."""
    build = _AppraisalTables(assessment, texts)
    if not build.cases:
        return
    if build.asked:
        yield build.beside()
    if assessment.scenario.structure.tasks:
        yield build.tasks()
    if assessment.scenario.structure.oils:
        if not assessment.years:
            yield build.oil_gaps()
        yield build.oil_costs()


class _AppraisalTables:
    def __init__(self, assessment: Assessment, texts: Texts) -> None:
        self._assessment, self._texts = assessment, texts
        self._currency = assessment.scenario.file.currency
        self.cases = compared_cases(assessment)
        # A year each, where there are several; else the one that there is.
        years = assessment.years if len(assessment.years) > 1 else {}
        self._singles = [(str(year), one) for year, one in years.items()] or [("", assessment)]
        told = {row.variable for row in assessment.rows}
        self.asked = tuple(column for column in _BESIDE if column[0] in told)

    def _heading(self, name: str, **values: object) -> str:
        return self._texts(f"column.{name}", cur=self._currency, **values)

    def _of_whom(self, case: str, year: str) -> tuple[Cell, ...]:
        return (self._name(case), year) if year else (self._name(case),)

    def _whose(self) -> tuple[str, ...]:
        """Return the headings of case and, where there are several, year."""
        year = of_years(self._texts)("column.year")
        named = self._heading("case")
        return (named, year) if len(self._singles) > 1 else (named,)

    def _name(self, case: str) -> str:
        return case_words(self._assessment, case, self._texts)

    def _title(self, name: str) -> str:
        return self._texts(f"heading.{name}", year=self._assessment.scenario.file.price_year)

    def beside(self) -> Table:
        """Return one row a case of what stands beside the cost."""
        rows: list[tuple[Cell, ...]] = []
        for case in self.cases:
            for year, single in self._singles:
                cells = (
                    Amount(single.value(variable, case, component), decimals, scale)
                    for variable, component, decimals, scale in self.asked
                )
                rows.append((*self._of_whom(case, year), *cells))
        variables = [variable for variable, *_ in self.asked]
        headings = [self._heading(variable) for variable in variables]
        known = ("carbon_value", "import_share", "extra_administrative_cost")
        noted = [name for name in known if name in variables]
        return Table(
            "appraisal",
            self._title("appraisal"),
            (*self._whose(), *headings),
            tuple(rows),
            tuple(self._texts(f"note.{name}") for name in noted),
            tuple(range(len(self._whose()))),
        )

    def tasks(self) -> Table:
        """Return the tasks of each case: working time, and cost."""
        structure = self._assessment.scenario.structure
        is_worked = any(row.variable == "administrative_work" for row in self._assessment.rows)
        variables = (
            *([("administrative_work", 1, "missing")] if is_worked else []),
            ("administrative_cost", 2, NO_COST),
        )
        rows: list[tuple[Cell, ...]] = []
        sums: list[int] = []
        for case in structure.cases:
            if not self._assessment.scenario.file.cases[case].administration:
                continue
            for year, single in self._singles:
                for task in (*structure.tasks, ""):
                    cells = [
                        Amount(single.value(name, case, detail=task), decimals, lacks=lacks)
                        for name, decimals, lacks in variables
                    ]
                    if not task:
                        sums.append(len(rows))
                    named = self._texts.called(task) or self._texts("sum")
                    rows.append((*self._of_whom(case, year), named, *cells))
        headings = (self._heading(name) for name, *_ in variables)
        return Table(
            "administration",
            self._title("administration"),
            (*self._whose(), self._heading("task"), *headings),
            tuple(rows),
            words=tuple(range(len(self._whose()) + 1)),
            sums=tuple(sums),
        )

    def _levels(self, single: Assessment) -> Iterator[tuple[str, str]]:
        """Yield the oil prices: what each adds to a detail of results, and how it is read."""
        oil = single.scenario.file.oil
        if oil is None:
            return
        yield "", self._barrel(oil.price)
        for label, given in zip(single.scenario.structure.oils, oil.at, strict=True):
            yield label, self._barrel(given)

    def _barrel(self, given: Given) -> str:
        number = f"{given.value:.10g}".replace(".", self._texts("number.decimal"))
        return f"{number} {given.unit}"

    def oil_gaps(self) -> Table:
        """Return the price gap of each biofuel at each oil price, in the first compared case."""
        case, gases = self.cases[0], self._assessment.gases
        levels = list(self._levels(self._assessment))
        rows: list[tuple[Cell, ...]] = [
            (
                self._texts.name_of(one),
                *(Amount(self._gap(case, one, label), 2, lacks=NO_COST) for label, _ in levels),
            )
            for one in self._assessment.biofuels
            if one not in gases
        ]
        headings = (self._heading("gap_at", oil=words) for _, words in levels)
        return Table(
            "oil_gaps", self._title("oil_gaps"), ("", *headings), tuple(rows), self._assumed()
        )

    def _gap(self, case: str, component: str, label: str) -> float | None:
        detail = label or "energy-corrected"
        return self._assessment.value("price_gap", case, component, detail=detail)

    def _assumed(self) -> tuple[str, ...]:
        """Say how much of the oil price each fuel follows."""
        oil = self._assessment.scenario.file.oil
        shares = oil.pass_through.items() if oil else ()
        told = [f"{self._texts.name_of(one)} {self._texts.written(share)}" for one, share in shares]
        return (self._texts("note.oil", shares=", ".join(told)),)

    def oil_costs(self) -> Table:
        """Return what the price gaps of each case cost at each oil price."""
        ways = [("gap", "price gap")]
        if self._assessment.scenario.structure.lines:
            ways.append(("bottom_up", "bottom up"))
        rows: list[tuple[Cell, ...]] = []
        for case in self.cases:
            for year, single in self._singles:
                for label, words in self._levels(single):
                    costs = (_cost(single, case, way, label) for _, way in ways)
                    cells = (Amount(cost, 1, lacks=NO_COST) for cost in costs)
                    rows.append((*self._of_whom(case, year), words, *cells))
        names = ("oil", *(name for name, _ in ways))
        headings = (*self._whose(), *(self._heading(name) for name in names))
        named = tuple(range(len(self._whose()) + 1))
        notes = self._assumed() if self._assessment.years else ()
        title = self._title("oil_costs")
        return Table("oil_costs", title, headings, tuple(rows), notes, words=named)


def _cost(single: Assessment, case: str, way: str, label: str) -> float | None:
    detail = f"{way}, {label}" if label else way
    return single.value("cost", case, BIOFUEL, detail=detail)
