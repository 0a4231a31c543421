"""The tables on air quality: how much exhaust changes by the curves, and which way else."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from math import isclose

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import TOTAL, Key
from biofuel_mandate.known import added
from biofuel_mandate.languages import in_language
from biofuel_mandate.library.air import directions, esters
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.case_tables import case_words, compared_cases
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.report.texts import texts as words_of

_CHANGE, _TONNES = "exhaust_change", "exhaust_change_tonnes"
_BY_GRADE = "grade by grade"


def air_tables(assessment: Assessment, texts: Texts, *, short: bool = False) -> Iterator[Table]:
    """Yield the tables on air quality, where the scenario asks for them.

    The short form leaves out which way exhaust goes that no curve tells of, and years.
    """
    if assessment.scenario.file.air_quality is None:
        return
    if compared_cases(assessment) and not (short and assessment.years):
        yield curves_table(assessment, texts)
    years = assessment.years.values() or (assessment,)
    pools = [pool for one in years for pool in one.scenario.structure.pools.values()]
    told = directions_table({fuel for pool in pools for fuel in pool.fuels.values()}, texts)
    if not short and told.rows:
        yield told


def curves_table(assessment: Assessment, texts: Texts) -> Table:
    """Return what the curves tell: a row a case, of several years a row a year and case."""
    if not assessment.years:
        return _Curves(assessment, texts).table()
    by_year = {year: _Curves(one, texts).table() for year, one in assessment.years.items()}
    first = next(iter(by_year.values()))
    rows = tuple((str(year), *row) for year, table in by_year.items() for row in table.rows)
    notes = dict.fromkeys(note for table in by_year.values() for note in table.notes)
    columns = (words_of(f"air.{texts.language}")("column.year"), *first.columns)
    return replace(first, columns=columns, rows=rows, notes=tuple(notes), words=(0, 1))


def directions_table(fuels: Collection[str], texts: Texts) -> Table:
    """Return which way exhaust changes, and how sure that is, one row a fuel and pollutant."""
    own = words_of(f"air.{texts.language}")
    kept = [one for one in directions() if one.fuel in fuels]
    rows = tuple(
        (
            texts.name_of(one.fuel),
            in_language(one.what, texts.language),
            own(f"direction.{one.direction}"),
            own(f"sure.{one.sure}"),
        )
        for one in kept
    )
    columns = tuple(own(f"column.{name}") for name in ("fuel", "what", "way", "sure"))
    sources = dict.fromkeys(one.source for one in kept)
    notes = tuple(own("note.directions", source=source) for source in sources)
    return Table("directions", own("heading.directions"), columns, rows, notes, (0, 1, 2, 3))


class _Curves:
    """What the curves tell, one row a case; another where each grade is taken by itself."""

    def __init__(self, assessment: Assessment, texts: Texts) -> None:
        self._assessment, self._texts = assessment, texts
        self._own = words_of(f"air.{texts.language}")
        self._pollutants = assessment.scenario.structure.pollutants
        details = {row.detail for row in assessment.rows if row.variable == _CHANGE}
        self._by_grade = any(_BY_GRADE in detail for detail in details)
        # A pollutant that the scenario states no tonnes of has no such column.
        of_tonnes = {row.detail for row in assessment.rows if row.variable == _TONNES}
        self._tonnes = [name for name in self._pollutants if name in of_tonnes]

    def table(self) -> Table:
        own = self._own
        rows: list[tuple[Cell, ...]] = []
        for case in compared_cases(self._assessment):
            name = case_words(self._assessment, case, self._texts)
            rows.append(self._row(case, name))
            if self._by_grade:
                rows.append(self._row_by_grade(case, own("by_grade", case=name)))
        columns = (
            own("column.case"),
            own("column.fame_before"),
            own("column.fame_after"),
            *(own("column.change", name=name) for name in self._pollutants),
            *(own("column.tonnes", name=name) for name in self._tonnes),
        )
        title = own("heading.exhaust")
        return Table("exhaust", title, columns, tuple(rows), tuple(self._notes()))

    def _row(self, case: str, name: str) -> tuple[Cell, ...]:
        baseline = self._assessment.scenario.structure.cases[case].baseline
        tonnes = (self._value(_TONNES, case, pollutant) for pollutant in self._tonnes)
        return (
            name,
            *(Amount(self._share(at), 2, 100) for at in (baseline, case)),
            *(Amount(self._value(_CHANGE, case, one), 2, 100) for one in self._pollutants),
            *(Amount(one, 1) for one in tonnes),
        )

    def _row_by_grade(self, case: str, name: str) -> tuple[Cell, ...]:
        details = (f"{pollutant}, {_BY_GRADE}" for pollutant in self._pollutants)
        changes = (Amount(self._value(_CHANGE, case, one), 2, 100) for one in details)
        return (name, "", "", *changes, *([""] * len(self._tonnes)))

    def _value(self, variable: str, case: str, detail: str) -> float | None:
        return self._assessment.value(variable, case, TOTAL, pool="diesel", detail=detail)

    def _share(self, case: str) -> float:
        key = Key(case=case, pool="diesel", component=TOTAL)
        share = float(self._assessment.evaluation.get("ester_volume_share", key))
        pool = self._assessment.scenario.structure.pools["diesel"]
        of_fuels = [
            self._assessment.value("volume_share", case, name, pool="diesel")
            for name in pool.biofuels
            if pool.fuels[name] in esters()
        ]
        # Shares of the pool add up to it, where each of its fuels has one.
        total = added(of_fuels)
        return total if total is not None and isclose(total, share, rel_tol=1e-9) else share

    def _notes(self) -> Iterator[str]:
        own = self._own
        keys = (Key(pollutant=pollutant) for pollutant in self._pollutants)
        bounds = (self._assessment.evaluation.bound("fame_curve_per_percent", key) for key in keys)
        curves = [bound for bound in bounds if isinstance(bound, Given)]
        sources = dict.fromkeys(given.source for given in curves)
        told = [self._texts.marks(given) for given in curves]
        marks = "; ".join(dict.fromkeys(mark for mark in told if mark))
        in_brackets = f" ({marks})" if marks else ""
        yield own("note.curve", source="; ".join(sources), marks=in_brackets)
        if any(given.low is None for given in curves):
            yield own("note.no_range")
        if self._by_grade:
            yield own("note.by_grade")
        pool = self._assessment.scenario.structure.pools["diesel"]
        left = [name for name in pool.biofuels if pool.fuels[name] not in esters()]
        if left:
            names = ", ".join(self._texts.name_of(name) for name in left)
            yield own("note.no_curve", names=names)
        if self._tonnes:
            yield own("note.tonnes")
