"""Solve the rows of a given blend: elimination on mappings, one scenario or many draws alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from biofuel_mandate.arrays import Flag, Number, both, everywhere, larger, magnitude
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

    def eliminate(self, pivot: _Work, column: Column) -> None:
        """Replace ``column`` by what the pivot row says of it."""
        factor = self.terms.pop(column) / pivot.terms[column]
        for other, coefficient in pivot.terms.items():
            if other != column:
                self.terms[other] = self.terms.get(other, 0.0) - factor * coefficient
        self.constant = self.constant - factor * pivot.constant


def solve(rows: Sequence[Row]) -> Solution:
    """Solve as many equations as there are columns.

    Each row settles the column it names. The order depends on the rows' structure alone, so that
    one draw and a million take the same steps; every pivot is checked in every draw.

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
    for position, work in enumerate(waiting):
        column = work.row.solves_for
        if column is None or column not in work.terms:
            return Solution({}, False, work.row)
        holds = magnitude(work.terms[column]) > SMALLEST_PIVOT * work.scale
        if stuck is None and not everywhere(holds):
            stuck = work.row
            if isinstance(holds, bool):
                return Solution({}, False, work.row)
        ok = both(ok, holds)
        for other in waiting[position + 1 :]:
            if column in other.terms:
                other.eliminate(work, column)
    return Solution(_substitute_back(waiting), ok, stuck)


def _substitute_back(eliminated: Sequence[_Work]) -> dict[Column, Number]:
    volumes: dict[Column, Number] = {}
    for work in reversed(eliminated):
        column = work.row.solves_for
        if column is None:
            continue
        known = work.constant
        for other, coefficient in work.terms.items():
            if other != column:
                known = known - coefficient * volumes[other]
        volumes[column] = known / work.terms[column]
    return volumes
