"""How demand answers the price at the pump (equation 20).

The price hangs on the blend, the blend on demand, and demand on the price: the three are settled
together, in rounds, and for every draw of an array by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from biofuel_mandate.arrays import (
    Flag,
    Number,
    chosen,
    larger,
    magnitude,
    negated,
    smaller,
    somewhere,
    truth,
)
from biofuel_mandate.equations import TOTAL, Key
from biofuel_mandate.library import Derived
from biofuel_mandate.solve.check import STANDS, CaseSolution

# Case and pool.
At = tuple[str, str]
SETTLED_RATIO = "settled_price_ratio"
# A price that moves by less, relative to itself, is settled; and how often it may move.
TOLERANCE = 1e-12
ROUNDS = 200
# No demand answers a price beyond these, as a ratio to the baseline's.
_LEAST, _MOST = 1e-3, 1e3
# A price moves by no more than this, as a ratio, in one round.
_FARTHEST = 2.0


class Trial(Protocol):
    """An evaluation at price ratios that are tried."""

    def get(self, name: str, key: Key) -> Number:
        """Return the number of that name."""
        ...

    def solution(self, case: str) -> CaseSolution:
        """Return the rows and volumes of a case."""
        ...


@dataclass(frozen=True)
class Settled:
    """What demand and price come to.

    Attributes
    ----------
    ratios : mapping of case and pool to number
        Price of energy at the pump, as a ratio to that of the case's baseline.
    loose : mapping of case and pool to flag
        Where they do not settle.
    rounds : int
        How many it took.
    """

    ratios: Mapping[At, Number]
    loose: Mapping[At, Flag] = field(default_factory=dict)
    rounds: int = 0

    def is_loose(self, case: str) -> Flag:
        """Return whether any pool of a case does not settle."""
        found: Flag = False
        for (at, _), flag in self.loose.items():
            found = found | flag if at == case else found
        return found


def answering(table: Mapping[str, Mapping[tuple[str, ...], Any]]) -> tuple[At, ...]:
    """Return the cases and pools in which demand answers the price."""
    return tuple(
        (scope[0], scope[1])
        for scope, bound in table.get("demand_ratio", {}).items()
        if isinstance(bound, Derived) and bound.equation == "demand_answer_ratio"
    )


def settle(trial: Callable[[Settled], Trial], places: Sequence[At]) -> Settled:
    """Find the price ratios at which demand asks for what is sold at that price.

    Each round solves every case at the demand that the last prices give. Where a price swings,
    its steps are halved, so that it comes to rest; where a case has no solution at some demand,
    half of the way is taken back.

    Parameters
    ----------
    trial : callable
        Gives the evaluation at some price ratios.
    places : sequence of case and pool
        Where demand answers.

    Returns
    -------
    Settled
        Within a relative 10⁻¹², or loose after 200 rounds. A case that has no solution at the
        demand of its baseline keeps that, so that its own reason is told.
    """
    searches = {at: _Search() for at in places}
    rounds = 0
    while rounds < ROUNDS and any(somewhere(one.loose) for one in searches.values()):
        found = trial(Settled({at: one.tried for at, one in searches.items()}))
        searches = {at: one.after(found, at) for at, one in searches.items()}
        rounds += 1
    return Settled(
        {at: one.ratio for at, one in searches.items()},
        {at: one.loose | one.lost for at, one in searches.items()},
        rounds,
    )


@dataclass(frozen=True)
class _Search:
    """The search for one price ratio.

    Attributes
    ----------
    tried, ratio, sound : Number
        What is tried next, what was tried last, and the last at which the case had a solution.
    move, weight : Number
        How far the price was from what was tried, and how much of that a step takes.
    loose, stood, lost : Flag
        Whether it may still move, whether the case ever had a solution, and whether it has lost
        that, or its price has run away.
    """

    tried: Number = 1.0
    ratio: Number = 1.0
    sound: Number = 1.0
    move: Number = 0.0
    weight: Number = 1.0
    loose: Flag = True
    stood: Flag = False
    lost: Flag = False

    def after(self, found: Trial, at: At) -> _Search:
        """Return the search as it goes on from what was found."""
        case, pool = at
        ratio = self.tried
        stands: Flag = found.solution(case).reason == STANDS
        wanted: Number = 1.0
        if somewhere(stands):
            wanted = found.get("pump_price_ratio", Key(case, pool, component=TOTAL))
        far: Flag = (ratio < _LEAST) | (ratio > _MOST)
        near = smaller(larger(wanted, ratio / _FARTHEST), ratio * _FARTHEST)
        # Back half of the way to where there was a solution; nowhere from a price out of bounds.
        move = chosen(stands, chosen(far, ratio, near), self.sound) / ratio - 1
        swings = (move * self.move < 0) & (magnitude(move) > magnitude(self.move) / 2)
        turns: Flag = negated(stands) | swings
        weight = self.weight * (1 - truth(turns) / 2)
        step = chosen(stands, weight, 0.5)
        return _Search(
            tried=ratio * (1 + move) ** step,
            ratio=ratio,
            sound=chosen(stands, ratio, self.sound),
            move=chosen(stands, move, 0.0),
            weight=weight,
            loose=magnitude(move) > TOLERANCE,
            stood=self.stood | stands,
            lost=(stands & far) | (negated(stands) & self.stood),
        )
