"""Bases of a case, from a pilot of a few of its draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from biofuel_mandate.solve.arrivals import weights_of_clash
from biofuel_mandate.solve.bases import Bases, Basis, at_nothing
from biofuel_mandate.solve.factors import pivot_order
from biofuel_mandate.solve.programs import Programs
from biofuel_mandate.solve.tableau import Tableau, joined, start
from biofuel_mandate.solve.walk import (
    FLAT,
    gathered,
    towards_bounds,
    towards_first,
    towards_least_cost,
    walk,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

# So many draws tell which bases are common.
PILOT = 512
# A basis is common that so many have, of the pilot and of those that no basis before it has.
_LEAST_SHARE, _LEAST_OF_REST = 0.004, 0.05

# An unknown or a row matters that does in so many of the pilot.
_LEAST_OFTEN = 0.01

# What is free, and what stands at its upper bound.
_Held = tuple[frozenset[int], frozenset[int]]


def pilot(programs: Programs) -> Bases:
    """Return how to begin with draws like these.

    Parameters
    ----------
    programs : Programs
        Of which up to 512 are looked at, evenly spread.
    """
    draws = np.unique(np.linspace(0, programs.draws - 1, PILOT).astype(np.intp))
    few, bases = programs.taken(draws), at_nothing(programs)
    ways = (towards_least_cost, towards_first(np.broadcast_to(few.dearest, len(draws))))
    with np.errstate(all="ignore"):
        found = walk(start(few, bases, PILOT), towards_bounds)
        clashing = _rows_that_clash(few, found.stuck, bases)
        for way in ways:
            found = walk(gathered(found.arrived, PILOT), way)
    if not found.arrived:
        return bases
    tableau = joined(found.arrived)
    held = [_held(tableau, at) for at in range(len(tableau.draws))]
    example = {one: int(tableau.draws[at]) for at, one in reversed(list(enumerate(held)))}
    common, rest = _divided(Counter(held), len(draws))
    centre = _nearest_to_all(rest or Counter(held), tableau.width + tableau.height)
    ties = np.abs(tableau.numbers[-2, :-1]) <= FLAT * np.asarray(few.taken(tableau.draws).dearest)
    mattering = _mattering(tableau, (*common, centre), clashing, ties)
    return Bases(
        tuple(_basis(few, example[one], one) for one in common),
        _basis(few, example[centre], centre),
        bases.sizes,
        *mattering,
    )


def _held(tableau: Tableau, at: int) -> _Held:
    """Return what is free in a draw, and which unknowns stand at their upper bounds."""
    full = np.flatnonzero(tableau.is_turned[: tableau.width, at])
    free = frozenset(tableau.free[:, at].tolist())
    return free, frozenset(full.tolist()) - free


def _divided(counts: Counter[_Held], whole: int) -> tuple[list[_Held], Counter[_Held]]:
    """Return what is common, most frequent first, and the rest; whole counts all draws."""
    left = whole
    common = []
    for one, count in counts.most_common():
        if count < max(_LEAST_SHARE * whole, _LEAST_OF_REST * left):
            break
        common.append(one)
        left -= count
    return common, Counter({one: x for one, x in counts.items() if one not in set(common)})


def _mattering(
    tableau: Tableau, always: Sequence[_Held], clashing: Flags, ties: Flags
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the unknowns and the rows that matter, and always those of what is named.

    An unknown does that is sold in some draws, or could be at the same cost; a row that binds, or
    clashes with others.
    """
    width, height = tableau.width, tableau.height
    often = _LEAST_OFTEN * len(tableau.draws)
    times = np.bincount(tableau.free.ravel(), minlength=width + height)
    tied = np.bincount(tableau.others[ties], minlength=width + height)[:width]
    sold = times[:width] + tied + tableau.is_turned[:width].sum(axis=1) > often
    binds = (len(tableau.draws) - times[width:] > often) | clashing
    for free, full in always:
        sold[[at for at in (*free, *full) if at < width]] = True
        binds[[at for at in range(height) if width + at not in free]] = True
    # Where nothing is sold at all, everything is looked at.
    unknowns, rows = (
        np.flatnonzero(some if some.any() else ~some).tolist() for some in (sold, binds)
    )
    return tuple(unknowns), tuple(rows)


def _rows_that_clash(programs: Programs, stuck: Sequence[Tableau], bases: Bases) -> Flags:
    """Return which rows make that nothing is feasible, in some of the pilot."""
    times = np.zeros(len(programs.rows))
    for tableau in stuck:
        weights = weights_of_clash(programs.taken(tableau.draws), tableau, bases)
        times += np.count_nonzero(weights, axis=1)
    return np.asarray(times > _LEAST_OFTEN * programs.draws, bool)


def _nearest_to_all(counts: Counter[_Held], most: int) -> _Held:
    """Return that from which it is the shortest way to the others."""
    names = list(counts)
    is_free = np.zeros((len(names), most))
    for at, (free, _) in enumerate(names):
        is_free[at, list(free)] = 1.0
    ways = is_free @ (1.0 - is_free).T
    return names[int((ways @ np.array(list(counts.values()))).argmin())]


def _basis(programs: Programs, draw: int, held: _Held) -> Basis:
    """Return the basis of a draw, in an order of elimination that suits it."""
    free, full = held
    height, width = len(programs.rows), len(programs.costs)
    binding = [row for row in range(height) if width + row not in free]
    unknowns = [unknown for unknown in range(width) if unknown in free]
    return Basis(pivot_order(programs.dense(draw), binding, unknowns), tuple(sorted(full)))
