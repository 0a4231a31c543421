"""Solve the rows of a given blend: elimination on mappings, one scenario or many draws alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from biofuel_mandate.arrays import Flag, Number, both, everywhere, larger, magnitude, only_where
from biofuel_mandate.rules.rows import Column, Row

# A pivot smaller than this, against the largest coefficient of its row, settles nothing.
SMALLEST_PIVOT = 1e-12


@dataclass(frozen=True)
class Solution:
    """Volumes that meet every equation.

    Attributes
    ----------
    volumes : dict of Column to number
        Volumes [Ml]; meaningless where ``ok`` is false.
    ok : bool or array of bool
        Whether every pivot held.
    stuck : Row or None
        The first row whose pivot failed in any draw.
    """

    volumes: dict[Column, Number]
    ok: Flag
    stuck: Row | None


class _Work:
    """One row under elimination."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.terms = row.terms()
        self.constant: Number = row.constant
        self.scale: Number = 0.0
        for coefficient in self.terms.values():
            self.scale = larger(self.scale, magnitude(coefficient))

    def holds(self, column: Column) -> Flag:
        """Return in which draws a column can be settled by this row."""
        return magnitude(self.terms[column]) > SMALLEST_PIVOT * self.scale

    def pivot(self) -> Column | None:
        """Return the column that the row settles: its own, or at a share of 100 % another."""
        own = self.row.solves_for
        if own in self.terms and everywhere(self.holds(own)):
            return own
        fitting = [column for column in self.terms if everywhere(self.holds(column))]
        return fitting[0] if fitting else own if own in self.terms else None

    def eliminate(self, pivot: _Work, column: Column) -> None:
        """Replace ``column`` by what the pivot row says of it."""
        factor = self.terms.pop(column) / pivot.terms[column]
        for other, coefficient in pivot.terms.items():
            if other != column:
                self.terms[other] = self.terms.get(other, 0.0) - factor * coefficient
        self.constant = self.constant - factor * pivot.constant


def solve(rows: Sequence[Row]) -> Solution:
    """Solve as many equations as there are columns.

    Each row settles the column it names; where that cannot be, as at a share of 100 %, the first
    of its columns that can. The order depends on the rows' structure, so that one draw and a
    million take the same steps; every pivot is checked in every draw.

    Parameters
    ----------
    rows : sequence of Row
        Each with its own ``solves_for``; senses are read as equality.

    Returns
    -------
    Solution

    Examples
    --------
    >>> x = Column("petrol", "E5", "ethanol")
    >>> half = Row("half", "volume", "=", {x: 2.0}, {}, 1.0, "Ml", "1", (), solves_for=x)
    >>> solve([half]).volumes[x]
    0.5
    """
    waiting = sorted((_Work(row) for row in rows), key=lambda work: len(work.terms))
    ok: Flag = True
    stuck: Row | None = None
    settled: list[tuple[_Work, Column]] = []
    for position, work in enumerate(waiting):
        column = work.pivot()
        if column is None:
            return Solution({}, False, work.row)
        holds = work.holds(column)
        if not everywhere(holds):
            stuck = stuck or work.row
            if isinstance(holds, bool):
                return Solution({}, False, stuck)
            work.terms[column] = only_where(holds, work.terms[column])
        ok = both(ok, holds)
        for other in waiting[position + 1 :]:
            if column in other.terms:
                other.eliminate(work, column)
        settled.append((work, column))
    found = {column for _, column in settled}
    unsettled = [work.row for work in waiting if work.row.solves_for not in found]
    if unsettled:
        return Solution({}, False, unsettled[0])
    return Solution(_substitute_back(settled), ok, stuck)


def _substitute_back(settled: Sequence[tuple[_Work, Column]]) -> dict[Column, Number]:
    volumes: dict[Column, Number] = {}
    for work, column in reversed(settled):
        known = work.constant
        for other, coefficient in work.terms.items():
            if other != column:
                known = known - coefficient * volumes[other]
        volumes[column] = known / work.terms[column]
    return volumes
