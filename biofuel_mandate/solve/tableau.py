"""The simplex tableau of many draws at once, each at a corner of its own.

What is free is written by what stands at its lower bound: free + numbers · others = right side.
The unknowns come first, then what each row leaves over. What stands at its upper bound is turned
round: it is counted down from there. All is done number by number, so that what comes of a draw
does not depend on which others it stands beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from biofuel_mandate.arrays import Number
from biofuel_mandate.solve.bases import Bases
from biofuel_mandate.solve.programs import Programs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Places = NDArray[np.intp]
    Flags = NDArray[np.bool_]


class Exchange(NamedTuple):
    """What moves in each draw.

    Attributes
    ----------
    moves : array of bool
        Where anything does.
    row, other : array of int
        What is free and meets a bound, and what leaves its own.
    turned : array of bool
        Where what is free meets its upper bound.
    """

    moves: Flags
    row: Places
    other: Places
    turned: Flags


@dataclass
class Tableau:
    """Corners of many draws; draws are the last axis of every array.

    Attributes
    ----------
    numbers : array
        One row for each that is free, then the reduced costs, then those that a walk goes by; one
        column for each other, then the right side.
    free, others : array of int
        Which they are.
    most_free, most_others : array
        Their upper bounds.
    is_turned : array of bool
        Of each unknown and each row, whether it is counted from its upper bound.
    draws : array of int
        Which draws they are.
    """

    numbers: Vector
    free: Places
    others: Places
    most_free: Vector
    most_others: Vector
    is_turned: Flags
    draws: Places

    @property
    def height(self) -> int:
        """How many rows the programs have."""
        return len(self.free)

    @property
    def width(self) -> int:
        """How many unknowns the programs have."""
        return len(self.others)

    def row(self, at: Places) -> Vector:
        """Return one row of each draw."""
        return pick(self.numbers, at)

    def column(self, at: Places) -> Vector:
        """Return one column of each draw."""
        height, width, count = self.numbers.shape
        rows = (np.arange(height) * (width * count))[:, None]
        places = rows + (at * count + np.arange(count))
        found: Vector = self.numbers.reshape(-1).take(places, mode="clip")
        return found

    def taken(self, draws: Places | Flags) -> Tableau:
        """Return the corners of some of the draws."""
        places = np.flatnonzero(draws) if draws.dtype == bool else draws
        arrays = (getattr(self, field.name) for field in fields(self))
        return Tableau(*(array.take(places, axis=-1) for array in arrays))

    def exchange(self, step: Exchange) -> None:
        """Let what leaves its bound and what meets one change places, in every draw that moves."""
        moves, every = step.moves, np.arange(len(self.draws))
        self._turn(step)
        row, column = self.row(step.row), self.column(step.other)
        # One product of a column and a row does it all: the row itself is divided by the pivot,
        # and the column of what comes becomes that of what leaves.
        inverse = np.where(moves, 1.0 / np.where(moves, row[step.other, every], 1.0), 0.0)
        row *= inverse
        row[step.other, every] += inverse
        column[step.row, every] -= 1.0
        product = np.empty_like(row)
        for at, factor in enumerate(column):
            np.multiply(row, factor, out=product)
            self.numbers[at] -= product
        for free, other in ((self.free, self.others), (self.most_free, self.most_others)):
            leaves, comes = free[step.row, every], other[step.other, every]
            free[step.row, every] = np.where(moves, comes, leaves)
            other[step.other, every] = np.where(moves, leaves, comes)

    def _turn(self, step: Exchange) -> None:
        """Count what meets its upper bound from there."""
        turned = np.flatnonzero(step.turned & step.moves)
        if turned.size:
            at = step.row[turned]
            self.numbers[at, :, turned] *= -1.0
            self.numbers[at, -1, turned] += self.most_free[at, turned]
            self.is_turned[self.free[at, turned], turned] ^= True

    def cross(self, at: Places, moves: Flags) -> None:
        """Let something go from one of its bounds to the other."""
        moving = np.flatnonzero(moves)
        if moving.size:
            at = at[moving]
            column = self.numbers[:, at, moving]
            self.numbers[:, -1, moving] -= column * self.most_others[at, moving]
            self.numbers[:, at, moving] = -column
            self.is_turned[self.others[at, moving], moving] ^= True


def pick(numbers: Vector, at: Places) -> Vector:
    """Return one of what stands along the first axis, for each draw of the last."""
    rest = numbers[0].size
    places = np.arange(rest).reshape(numbers[0].shape) + at * rest
    found: Vector = numbers.reshape(-1).take(places, mode="clip")
    return found


def joined(parts: Sequence[Tableau]) -> Tableau:
    """Return one tableau of the draws of several."""
    if len(parts) == 1:
        return parts[0]
    names = [field.name for field in fields(Tableau)]
    return Tableau(
        *(np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in names)
    )


def start(programs: Programs, bases: Bases, in_step: int) -> list[Tableau]:
    """Return all programs at one corner, wherever that lies.

    Parameters
    ----------
    programs : Programs
        Of the draws.
    bases : Bases
        The corner is their start.
    in_step : int
        How many draws are in a tableau, at most.
    """
    height, width, count = len(programs.rows), len(programs.costs), programs.draws
    free, others = np.arange(width, width + height), np.arange(width)
    for at, unknown in bases.start.pivots:
        free[at], others[unknown] = unknown, width + at
    endless = [0.0 if programs.sense(at) == 0 else np.inf for at in range(height)]
    most = np.array([np.broadcast_to(x, count) for x in (*programs.most, *endless)])
    rows, found = _eliminated(programs, bases), []
    for first in range(0, count, in_step):
        mine = slice(first, min(first + in_step, count))
        draws = np.arange(mine.start, mine.stop)
        tableau = Tableau(
            _numbers(rows, (height + 2, width + 1, len(draws)), mine),
            np.repeat(free[:, None], len(draws), axis=1),
            np.repeat(others[:, None], len(draws), axis=1),
            most[free, mine],
            most[others, mine],
            np.zeros((width + height, len(draws)), bool),
            draws,
        )
        for unknown in bases.start.full:
            tableau.cross(np.full(len(draws), unknown), most[unknown, mine] < np.inf)
        # What would gain by leaving its bound is held there, until all else is within bounds.
        tableau.numbers[-1] = np.maximum(tableau.numbers[-2], 0.0)
        found.append(tableau)
    return found


def _numbers(
    rows: Sequence[Mapping[int, Number]], shape: tuple[int, int, int], draws: slice
) -> Vector:
    found = np.zeros(shape)
    for at, row in enumerate(rows):
        for place, x in row.items():
            found[at, place] = x if isinstance(x, float) else x[draws]
    return found


def _eliminated(programs: Programs, bases: Bases) -> list[dict[int, Number]]:
    """Return the rows and the costs, solved for the unknowns of a bases."""
    right = len(programs.costs)
    work: list[dict[int, Number]] = []
    for at, way in enumerate(bases.ways(programs)):
        terms = {place: x * way for place, x in programs.rows[at].items()}
        work.append(terms | {right: programs.right(at) * way})
    work.append(dict(enumerate(programs.costs)))
    for at, unknown in bases.start.pivots:
        pivot = work[at].pop(unknown, 0.0)
        inverse = 1.0 / pivot if np.any(pivot) else np.nan
        mine = {place: x * inverse for place, x in work[at].items()}
        work[at] = mine | {unknown: inverse}
        for other, terms in enumerate(work):
            if other != at and unknown in terms:
                factor = terms.pop(unknown)
                for place, x in work[at].items():
                    product = factor * x
                    terms[place] = terms[place] - product if place in terms else -product
    return work
