"""Where numbers are found: the assessment of a year, or of a part of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.explain import Numbers
from biofuel_mandate.results import COLUMNS, ResultRow, asked_of
from biofuel_mandate.rules.rows import Node
from biofuel_mandate.scopes import OF_ROWS
from biofuel_mandate.years.sums import adds_up_over_time

_YEAR, _PERIOD = COLUMNS.index("year"), COLUMNS.index("period")
_UNIT = COLUMNS.index("unit")


@dataclass(eq=False)
class Home:
    """One year, or one part of a year, and the numbers in it.

    Attributes
    ----------
    assessment : Assessment
    said : str
        What tells its numbers from those of other years and parts; blank where there are none.
    weight : float
        The share of the year's months that a part has.
    """

    assessment: Assessment
    said: str = ""
    weight: float = 1.0
    _asked: dict[str, Mapping[tuple[str, ...], Node]] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers in it."""
        return Numbers(self.assessment)

    def about(self, name: str, about: str) -> str:
        """Return what a number is of, with the year or the part where there are several."""
        adds_up = name in OF_ROWS or adds_up_over_time(name)
        # As a trace has it: the weight of a part ends what its amounts are of.
        weight = f", {self.weight:.6g} x" if self.weight != 1.0 and adds_up else ""
        return "; ".join(part for part in (about, f"{self.said}{weight}") if part)

    def node(self, row: ResultRow) -> Node | None:
        """Return name and key of the equation's number that a row of results holds."""
        if row.case not in self._asked:
            asked = asked_of(self.assessment.scenario, row.case)
            blank = [one.row("", None) for one in asked]
            self._asked[row.case] = {
                _place(row): (one.name, one.key) for row, one in zip(blank, asked, strict=True)
            }
        known = self._asked[row.case]
        found = known.get(_place(row))
        if found is not None or not row.supplier:
            return found
        # What is told of each supplier is asked for as that of all.
        of_all = known.get(_place(row._replace(supplier="")))
        return of_all and (of_all[0], of_all[1]._replace(supplier=row.supplier))


def _place(row: ResultRow) -> tuple[str, ...]:
    """Return what tells a row of one year from all others."""
    texts = [str(field) for field in row[: _UNIT + 1]]
    texts[_YEAR] = texts[_PERIOD] = ""
    return (*texts, row.equation)


class Homes:
    """The years of an assessment, and their parts.

    Parameters
    ----------
    assessment : Assessment
        Of one year, or of many.
    """

    def __init__(self, assessment: Assessment) -> None:
        years = assessment.years
        several = len(years) > 1
        self._years = {
            str(year): Home(one, str(year) if several else "") for year, one in years.items()
        }
        self._only = None if years else Home(assessment)
        self._parts: dict[int, Home] = {}

    @property
    def years(self) -> tuple[Home, ...]:
        """The home of each year, where there are several."""
        return tuple(self._years.values())

    def of_year(self, year: str) -> Home | None:
        """Return the home of a year; None where the assessment has none such."""
        return self._only or self._years.get(year)

    def of_part(self, part: tuple[str, float, Assessment]) -> Home:
        """Return the home of a part of a year."""
        period, weight, assessment = part
        # By identity, as the whole assessment holds each part for as long as this lives.
        if id(assessment) not in self._parts:
            self._parts[id(assessment)] = Home(assessment, period, weight)
        return self._parts[id(assessment)]

    def of_period(self, row: ResultRow) -> tuple[Home, ...]:
        """Return the parts that make up the one that a row is of."""
        year = self.of_year(row.year)
        first, _, last = row.period.partition("/")
        if year is None or not last:
            return ()
        found = []
        for part in year.assessment.parts.get(row.case, ()):
            start, _, end = part[0].partition("/")
            # Days as ISO writes them are in order of time.
            if first <= start and end <= last:
                found.append(self.of_part(part))
        return tuple(found)
