"""Of all answers that cost the same: that which has most of the first unknown, then of the second.

Whatever has a price of its own stands at its bound in every best answer. What else stands at a
bound may move: it is exchanged against what gives way, as the simplex method does, as long as that
raises an unknown without lowering one before it. This is maximising the first unknown, and among
the answers the second, and so on, in one pass: such gains are compared like words in a dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Places = NDArray[np.int_]
    Flags = NDArray[np.bool_]

# A change smaller than this, per unit of what moves, is none.
_NONE = 1e-9


@dataclass(frozen=True)
class Corner:
    """An answer at a corner: everything stands at a bound, but as many as there are rows.

    The unknowns come first, then what the rows come to; a unit of each changes the rows by a
    column of ``matrix``, which is zero in all.

    Attributes
    ----------
    matrix : array
        Rows by unknowns, beside minus one for what each row comes to.
    lower, upper : array
        Bounds of the unknowns and of the rows.
    amounts : array
        Where they stand.
    basic : array of int
        Those between their bounds.
    """

    matrix: Vector
    lower: Vector
    upper: Vector
    amounts: Vector
    basic: Places

    def changes(self, rows: Places) -> Vector:
        """Return how what is basic changes per unit of what rows come to; one column a row."""
        units = np.eye(len(self.basic))[:, rows]
        return np.asarray(np.linalg.solve(self.matrix[:, self.basic], units), np.float64)


def first_of_ties(corner: Corner, priced: Flags) -> Corner:
    """Return the corner that is first among those of the same cost.

    Parameters
    ----------
    corner : Corner
        Of least cost.
    priced : array of bool
        What has a reduced cost or a dual, so that moving it costs something.
    """
    free = ~priced & (corner.lower < corner.upper)
    free[corner.basic] = False
    movable = np.flatnonzero(free)
    if not movable.size:
        return corner
    walk = _Walk(corner, movable)
    # Taking the first that gains, and the first that gives way, never comes back to a corner.
    while walk.step():
        pass
    return walk.corner()


class _Walk:
    """From corner to corner, along what costs nothing.

    It is few numbers: lists take less time than arrays.
    """

    def __init__(self, corner: Corner, movable: Places) -> None:
        self._from = corner
        table = np.linalg.solve(corner.matrix[:, corner.basic], corner.matrix[:, movable])
        # By what moves: how much of each that is basic gives way.
        self._falls: dict[int, list[float]] = dict(
            zip(movable.tolist(), table.T.tolist(), strict=True)
        )
        self._basic: list[int] = corner.basic.tolist()
        self._amounts: list[float] = corner.amounts.tolist()
        self._lower: list[float] = corner.lower.tolist()
        self._upper: list[float] = corner.upper.tolist()
        self._unknowns = corner.matrix.shape[1] - len(corner.basic)

    def step(self) -> bool:
        """Go to a corner that has more of an earlier unknown; return whether there was one."""
        order = sorted(range(len(self._basic)), key=self._basic.__getitem__)
        for place in sorted(self._falls):
            way = self._way(place)
            if self._gains(place, way, order):
                return self._move(place, way, order)
        return False

    def _way(self, place: int) -> float:
        """Return which way something can move: up, or down from its upper bound."""
        amount = self._amounts[place]
        return 1.0 if amount - self._lower[place] < self._upper[place] - amount else -1.0

    def _gains(self, place: int, way: float, order: list[int]) -> bool:
        """Return whether moving raises an unknown, and lowers none before it."""
        falls, last = self._falls[place], min(place, self._unknowns - 1)
        for row in order:
            if self._basic[row] > last:
                break
            if abs(falls[row]) > _NONE:
                return falls[row] * way < 0.0
        return place < self._unknowns and way > 0.0

    def _move(self, place: int, way: float, order: list[int]) -> bool:
        """Move until something reaches its bound."""
        falls = [x * way for x in self._falls[place]]
        far, gives_way = self._upper[place] - self._lower[place], -1
        for row in order:
            if abs(falls[row]) > _NONE:
                room = abs(self._amounts[self._basic[row]] - self._bound(row, falls[row]))
                if room / abs(falls[row]) < far:
                    far, gives_way = room / abs(falls[row]), row
        if far == inf:
            return False
        for row, fall in enumerate(falls):
            self._amounts[self._basic[row]] -= far * fall
        self._amounts[place] += far * way
        if gives_way < 0:
            self._amounts[place] = (self._upper if way > 0 else self._lower)[place]
        else:
            self._amounts[self._basic[gives_way]] = self._bound(gives_way, falls[gives_way])
            self._exchange(gives_way, place)
        return True

    def _bound(self, row: int, fall: float) -> float:
        return (self._lower if fall > 0 else self._upper)[self._basic[row]]

    def _exchange(self, row: int, place: int) -> None:
        """Let what moves take the place of what gives way."""
        by = self._falls.pop(place)
        pivot, leaves = by[row], self._basic[row]
        self._basic[row] = place
        for falls in self._falls.values():
            share = falls[row] / pivot
            if share:
                falls[:] = [x - share * y for x, y in zip(falls, by, strict=True)]
            falls[row] = share
        if self._lower[leaves] < self._upper[leaves]:  # else it cannot move again
            self._falls[leaves] = [-x / pivot for x in by]
            self._falls[leaves][row] = 1.0 / pivot

    def corner(self) -> Corner:
        """Return where the walk stands, computed anew from what is at its bounds."""
        start, basic = self._from, np.array(self._basic)
        amounts = np.array(self._amounts)
        amounts[basic] = 0.0
        rest = -(start.matrix @ amounts)
        amounts[basic] = np.linalg.solve(start.matrix[:, basic], rest)
        return Corner(start.matrix, start.lower, start.upper, amounts, basic)
