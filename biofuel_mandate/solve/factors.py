"""Square systems of many draws at once: elimination in an order that is the same for all.

What does not vary between draws stays a float. Where a pivot fails in a draw, what comes out there
is no number, and whoever asked checks it against the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from biofuel_mandate.arrays import Number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

# A row, and the unknown that it settles.
Pivot = tuple[int, int]
# A pivot is at least this part of the largest number of its column, so that errors do not grow.
_LEAST_PART = 0.05
# A number smaller than this, against the largest of its row, is a rounding error.
_NOTHING = 1e-11


class Factors:
    """A square system, taken apart so that it can be solved for many right sides.

    Parameters
    ----------
    rows : sequence of mapping of int to number
        Coefficients by row and unknown; there may be more than the pivots name.
    pivots : sequence of (row, unknown)
        In the order of elimination.
    """

    def __init__(self, rows: Sequence[Mapping[int, Number]], pivots: Sequence[Pivot]) -> None:
        mine = {unknown for _, unknown in pivots}
        work = {row: {j: x for j, x in rows[row].items() if j in mine} for row, _ in pivots}
        self._pivots, self._rows = tuple(pivots), work
        self._factors: list[list[tuple[int, Number]]] = []
        for at, (row, unknown) in enumerate(pivots):
            pivot, taken = work[row], []
            for other, _ in pivots[at + 1 :]:
                if unknown in work[other]:
                    factor = _ratio(work[other].pop(unknown), pivot.get(unknown, 0.0))
                    taken.append((other, factor))
                    for j, x in pivot.items():
                        if j != unknown:
                            _subtract(work[other], j, factor * x)
            self._factors.append(taken)

    def amounts(self, right: Mapping[int, Number]) -> dict[int, Number]:
        """Return the unknowns for a right side by row; what is not there is zero."""
        sides = dict(right)
        for (row, _), taken in zip(self._pivots, self._factors, strict=True):
            if row in sides:
                for other, factor in taken:
                    _subtract(sides, other, factor * sides[row])
        found: dict[int, Number] = {}
        for row, unknown in reversed(self._pivots):
            side = {unknown: sides[row]} if row in sides else {}
            for j, x in self._rows[row].items():
                if j in found:
                    _subtract(side, unknown, x * found[j])
            if unknown in side:
                found[unknown] = _ratio(side[unknown], self._rows[row].get(unknown, 0.0))
        return found

    def duals(self, costs: Mapping[int, Number]) -> dict[int, Number]:
        """Return by how much of each row the rows add up to these costs of the unknowns."""
        sides = dict(costs)
        found: dict[int, Number] = {}
        for row, unknown in self._pivots:
            if unknown in sides:
                found[row] = _ratio(sides[unknown], self._rows[row].get(unknown, 0.0))
                for j, x in self._rows[row].items():
                    if j != unknown:
                        _subtract(sides, j, x * found[row])
        for (row, _), taken in zip(reversed(self._pivots), reversed(self._factors), strict=True):
            for other, factor in taken:
                if other in found:
                    _subtract(found, row, factor * found[other])
        return found


def _subtract(numbers: dict[int, Number], at: int, amount: Number) -> None:
    """Take an amount from what stands at a place; what is zero in all draws is left out."""
    left = numbers[at] - amount if at in numbers else -amount
    if isinstance(left, float) and left == 0.0:
        numbers.pop(at, None)
    else:
        numbers[at] = left


def _ratio(number: Number, pivot: Number) -> Number:
    if isinstance(pivot, float):
        if pivot == 0.0:
            return float("nan")
        return number if pivot == 1.0 else number / pivot
    return number / pivot


def pivot_order(matrix: Vector, rows: Sequence[int], unknowns: Sequence[int]) -> tuple[Pivot, ...]:
    """Return an order of elimination that leaves few terms, with pivots that are large enough.

    Parameters
    ----------
    matrix : array
        Coefficients of one draw.
    rows, unknowns : sequence of int
        Those that settle one another.

    Returns
    -------
    tuple of (row, unknown)
        Fewer than the rows where these settle no more.

    Examples
    --------
    >>> pivot_order(np.array([[1.0, 2.0], [0.0, 4.0]]), (0, 1), (0, 1))
    ((1, 1), (0, 0))
    """
    work = matrix[np.ix_(list(rows), list(unknowns))].copy()
    sizes = np.abs(work).max(axis=1, initial=0.0, keepdims=True)
    work /= np.where(sizes > 0.0, sizes, 1.0)
    found: list[Pivot] = []
    while len(found) < len(rows):
        size = np.abs(work)
        filled = size > _NOTHING
        sound = filled & (size >= _LEAST_PART * size.max(axis=0, initial=0.0))
        if not sound.any():
            break
        others = (filled.sum(axis=1, keepdims=True) - 1) * (filled.sum(axis=0) - 1)
        fill = np.where(sound, others - size, np.inf)
        row, unknown = divmod(int(fill.argmin()), len(unknowns))
        found.append((rows[row], unknowns[unknown]))
        work -= np.outer(work[:, unknown] / work[row, unknown], work[row])
        work[row] = 0.0
        work[:, unknown] = 0.0
    return tuple(found)
