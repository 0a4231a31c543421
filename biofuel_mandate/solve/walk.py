"""The simplex method in many draws at once, from one corner to the answer of each.

First whatever gains by leaving its bound is held there, while what lies beyond its bounds is
brought within (the dual method); then it is let go (the primal method); and among answers of equal
cost the first unknowns go first, as in `solve.ties`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from biofuel_mandate.solve.tableau import Exchange, Tableau, joined, pick

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Places = NDArray[np.intp]
    Flags = NDArray[np.bool_]

# Within bounds to this, and to so much of all that is free.
TOLERANCE, ROUNDING = 0.5e-10, 0.5e-13
# A reduced cost smaller than this, against the largest cost, is none; and so is a change smaller
# than this, per unit of what moves. As in `least_cost` and `ties`.
FLAT = NONE = 1e-9
# Steps nearer to one another than this, relative, are as short.
_AS_SHORT = 1e-12
# Draws that take more steps than this, for each unknown and row, go another way.
_MOST_STEPS = 3
# Draws that have arrived are set aside when they are so many of those that walk together.
_SET_ASIDE = 0.4
# When one of so many is left, it waits for those that others leave.
_TOGETHER = 8


class Step(NamedTuple):
    """What a way of walking says of all draws.

    Attributes
    ----------
    exchange : Exchange
    crosses : array of bool
        Where something goes from bound to bound, and nothing else changes place.
    stuck : array of bool
        Where there is no end to it: nothing feasible, or no least cost.
    """

    exchange: Exchange
    crosses: Flags
    stuck: Flags

    def taken(self, draws: Flags) -> Step:
        """Return the same of some of the draws."""
        moves, row, other, turned = self.exchange
        exchange = Exchange(moves[draws], row[draws], other[draws], turned[draws])
        return Step(exchange, self.crosses[draws], self.stuck[draws])


Way = Callable[[Tableau], Step]


class Walked(NamedTuple):
    """Where draws have come to: those that arrived, that got stuck, and that took too long."""

    arrived: list[Tableau]
    stuck: list[Tableau]
    lost: list[Tableau]


def walk(tableaus: Sequence[Tableau], way: Way) -> Walked:
    """Go on until every draw has arrived or is stuck; what it is given is used up.

    Parameters
    ----------
    tableaus : sequence of Tableau
        Few enough draws in each that their numbers stay close at hand.
    way : callable
        What moves next.
    """
    found, waiting = Walked([], [], []), list(tableaus)
    while waiting:
        # The last of many are brought together, so that few are never long on their way alone.
        few = len(waiting[0].draws) // _TOGETHER if len(waiting) > 1 else 0
        left = [_go(tableau, way, found, few) for tableau in waiting]
        waiting = gathered(
            [tableau for tableau in left if tableau is not None], len(waiting[0].draws)
        )
    return found


def _go(tableau: Tableau, way: Way, found: Walked, few: int) -> Tableau | None:
    """Go on until so few draws are left, and return these; None where all have arrived."""
    for _ in range(_MOST_STEPS * (tableau.width + tableau.height)):
        step = way(tableau)
        going = ~step.stuck & (step.exchange.moves | step.crosses)
        count = int(going.sum())
        is_last = count <= few
        if is_last or count < (1.0 - _SET_ASIDE) * len(going):
            _set_aside(found.arrived, tableau, ~going & ~step.stuck)
            _set_aside(found.stuck, tableau, step.stuck)
            if is_last:
                return tableau.taken(going) if count else None
            tableau, step = tableau.taken(going), step.taken(going)
            going = going[going]
        tableau.cross(step.exchange.other, step.crosses & going)
        tableau.exchange(step.exchange._replace(moves=step.exchange.moves & going))
    found.lost.append(tableau)
    return None


def gathered(parts: Sequence[Tableau], most: int) -> list[Tableau]:
    """Return few tableaus of many small ones, none of more draws than that where it need not be."""
    found: list[list[Tableau]] = []
    count = most
    for part in parts:
        if count + len(part.draws) > most:
            found.append([])
            count = 0
        found[-1].append(part)
        count += len(part.draws)
    return [joined(some) for some in found]


def _set_aside(parts: list[Tableau], tableau: Tableau, draws: Flags) -> None:
    if draws.any():
        parts.append(tableau if draws.all() else tableau.taken(draws))


def towards_bounds(tableau: Tableau) -> Step:
    """Let what lies furthest beyond a bound go there, and come in what costs least by it."""
    amounts = tableau.numbers[:-2, -1]
    noise = TOLERANCE + ROUNDING * np.abs(amounts).sum(axis=0)
    above = amounts - tableau.most_free
    beyond = np.maximum(-amounts, above)
    row = beyond.argmax(axis=0)
    moves = pick(beyond, row) > noise
    turned = pick(above, row) > noise
    falls = -tableau.row(row)[:-1] * np.where(turned, -1.0, 1.0)
    helps = (falls > NONE) & (tableau.most_others > 0.0)
    ratios = np.where(helps, tableau.numbers[-1, :-1], np.inf) / np.where(helps, falls, 1.0)
    other = _largest_of_least(ratios, falls)
    stuck = moves & ~helps.any(axis=0)
    return Step(Exchange(moves, row, other, turned), np.zeros_like(moves), stuck)


def towards_least_cost(tableau: Tableau) -> Step:
    """Let what gains most leave its bound, until something meets one."""
    gains = np.where(tableau.most_others > 0.0, -tableau.numbers[-2, :-1], 0.0)
    other = gains.argmax(axis=0)
    return _leaving(tableau, other, pick(gains, other) > TOLERANCE)


def _leaving(tableau: Tableau, other: Places, moves: Flags) -> Step:
    """Return what meets a bound first when something leaves its own."""
    falls = tableau.column(other)[:-2]
    amounts, most = tableau.numbers[:-2, -1], tableau.most_free
    down, up = falls > NONE, (falls < -NONE) & (most < np.inf)
    room = np.where(down, amounts, np.where(up, most - amounts, np.inf))
    ratios = np.maximum(room, 0.0) / np.where(down | up, np.abs(falls), 1.0)
    row = _largest_of_least(ratios, np.abs(falls))
    far, own = pick(ratios, row), pick(tableau.most_others, other)
    crosses = moves & (own <= far) & (own < np.inf)
    stuck = moves & np.isinf(far) & np.isinf(own)
    turned = pick(np.where(up, 1.0, 0.0), row) > 0.0
    return Step(Exchange(moves & ~crosses, row, other, turned), crosses, stuck)


def _largest_of_least(ratios: Vector, sizes: Vector) -> Places:
    """Return where the ratio is least; of those as short, where the pivot is largest."""
    least = ratios.min(axis=0)
    as_short = ratios <= least + _AS_SHORT * np.abs(least)
    return np.asarray(np.where(as_short, sizes, -np.inf).argmax(axis=0), np.intp)


def towards_first(dearest: Vector) -> Way:
    """Return the way among answers of equal cost: an unknown rises, and none before it falls."""

    def way(tableau: Tableau) -> Step:
        flat = FLAT * dearest[tableau.draws]
        ties = (np.abs(tableau.numbers[-2, :-1]) <= flat) & (tableau.most_others > 0.0)
        none, moves = tableau.width + tableau.height, _Changes(tableau)
        first = np.full(len(tableau.draws), none)
        other = np.zeros(len(tableau.draws), np.intp)
        for at in np.flatnonzero(ties.any(axis=1)).tolist():
            name = tableau.others[at]
            better = ties[at] & (name < first) & moves.gains(at)
            first[better], other[better] = name[better], at
        return _leaving(tableau, other, first < none)

    return way


class _Changes:
    """What changes first when something leaves its bound: the first unknown, and which way."""

    def __init__(self, tableau: Tableau) -> None:
        width, every = tableau.width, np.arange(len(tableau.draws))
        # An even number says that an unknown rises, the odd one after it that it falls.
        self._none = np.int16(2 * (width + tableau.height))
        self._numbers, self._is_turned = tableau.numbers, tableau.is_turned.any()
        self._free = np.where(tableau.free < width, 2 * tableau.free, self._none).astype(np.int16)
        self._own = np.where(tableau.others < width, 2 * tableau.others, self._none)
        if self._is_turned:
            self._turned = tableau.is_turned[tableau.free, every]
            self._own += tableau.is_turned[tableau.others, every]

    def gains(self, at: int) -> Flags:
        """Return where leaving a bound raises an unknown, and lowers none before it."""
        falls = self._numbers[:-2, at]
        way = falls > 0.0
        if self._is_turned:
            way ^= self._turned
        names = np.where(np.abs(falls) > NONE, self._free + way, self._none)
        first = np.minimum(names.min(axis=0), self._own[at])
        return np.asarray((first < self._none) & (first % 2 == 0), bool)
