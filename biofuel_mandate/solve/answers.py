"""The answers of many linear programs at once, and which of them are proved.

The basis of one draw is that of most others: it is solved for in all at once, and every draw is
checked. Draws that have none of the common bases walk on from one, all in step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from biofuel_mandate.arrays import Number
from biofuel_mandate.solve.arrivals import arrived, weights_of_clash
from biofuel_mandate.solve.bases import Bases
from biofuel_mandate.solve.common import try_basis
from biofuel_mandate.solve.programs import Programs
from biofuel_mandate.solve.proofs import Claim, clashes, confirmed
from biofuel_mandate.solve.tableau import start
from biofuel_mandate.solve.walk import (
    gathered,
    towards_bounds,
    towards_first,
    towards_least_cost,
    walk,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Places = NDArray[np.intp]
    Flags = NDArray[np.bool_]

# So many draws try the common bases, or walk, at a time: more need memory, fewer time.
_TRY, _WALK = 16_384, 4_096
# So many numbers walk in step as stay close at hand.
_AT_HAND = 1_000_000
# But not fewer draws than this.
_FEW = 64


class Answers:
    """What is found of each draw.

    Parameters
    ----------
    programs : Programs
    bases : Bases
        How to begin.

    Attributes
    ----------
    amounts, duals : array
        Of unknowns and rows, by draw; zero where there is no answer.
    holds, clashes : array of bool
        Where the answer is proved, and where it is proved that nothing is feasible.
    on_bound : array of bool
        Where something that is free stands at a bound all the same.
    way : array of int
        Which of the common bases an answer has; after the last of them, one that walked.
    """

    def __init__(self, programs: Programs, bases: Bases) -> None:
        self._programs = programs
        self.amounts = np.zeros((len(programs.costs), programs.draws))
        self.duals = np.zeros((len(programs.rows), programs.draws))
        self.holds = np.zeros(programs.draws, bool)
        self.clashes = np.zeros(programs.draws, bool)
        self.on_bound = np.zeros(programs.draws, bool)
        self.way = np.zeros(programs.draws, np.int32)
        with np.errstate(all="ignore"):  # what is no number proves nothing
            for draws in _some(np.arange(programs.draws), _TRY):
                self._try_common(draws, bases)
            # What does not matter in most draws does in some.
            for some_bases in (bases, bases.whole(programs)):
                for draws in _some(np.flatnonzero(~self.holds & ~self.clashes), _WALK):
                    self._walk(draws, some_bases)

    def _try_common(self, draws: Places, bases: Bases) -> None:
        """Try the common bases, each on what the others have left."""
        left, programs = draws, self._programs.core(bases.rows, bases.unknowns).taken(draws)
        for number, basis in enumerate(bases.core.common):
            if not left.size:
                break
            tried = try_basis(programs, basis)
            self._keep(left, bases, tried.claim, tried.fits, tried.on_bound)
            self.way[left[tried.fits]] = number
            rest = np.flatnonzero(~tried.fits)
            if len(rest) < len(left):
                left, programs = left[rest], programs.taken(rest)
        self._confirm(draws[self.holds[draws]], bases)

    def _walk(self, draws: Places, bases: Bases) -> None:
        """Let draws walk from where they start, each to its own answer."""
        programs = self._programs.core(bases.rows, bases.unknowns).taken(draws)
        in_step = _AT_HAND // ((len(programs.costs) + 1) * (len(programs.rows) + 2))
        in_step = max(_FEW, min(in_step, _WALK))
        dearest = np.broadcast_to(np.asarray(programs.dearest), len(draws))
        found = walk(start(programs, bases.core, in_step), towards_bounds)
        for tableau in gathered(found.stuck, _WALK):
            weights: list[Number] = [0.0] * len(self._programs.rows)
            core = weights_of_clash(programs.taken(tableau.draws), tableau, bases.core)
            for row, weight in zip(bases.rows, core, strict=True):
                weights[row] = weight
            mine = draws[tableau.draws]
            self.clashes[mine] = clashes(self._programs.taken(mine), weights)
        for way in (towards_least_cost, towards_first(dearest)):
            found = walk(gathered(found.arrived, in_step), way)
        for tableau in gathered(found.arrived, _WALK):
            claim, proof = arrived(programs.taken(tableau.draws), tableau, bases.core)
            self._keep(draws[tableau.draws], bases, claim, proof.holds, proof.on_bound)
        self.way[draws] = len(bases.common)
        self._confirm(draws[self.holds[draws]], bases)

    def _keep(
        self, draws: Places, bases: Bases, claim: Claim, fits: Flags, on_bound: Flags
    ) -> None:
        """Write down what is proved of the unknowns and rows that matter."""
        if not fits.any():
            return
        mine = draws[fits]
        self.holds[mine], self.on_bound[mine] = True, on_bound[fits]
        for kept, places, numbers in (
            (self.amounts, bases.unknowns, claim.amounts),
            (self.duals, bases.rows, claim.duals),
        ):
            for at, number in zip(places, numbers, strict=True):
                kept[at, mine] = number if isinstance(number, float) else number[fits]

    def _confirm(self, draws: Places, bases: Bases) -> None:
        """Let go of what does not stand with all unknowns and rows."""
        unknowns = sorted({*range(len(self.amounts))} - {*bases.unknowns})
        rows = sorted({*range(len(self.duals))} - {*bases.rows})
        if not draws.size or not (unknowns or rows):
            return
        claim = Claim(list(self.amounts[:, draws]), list(self.duals[:, draws]), (), ())
        holds, on_bound = confirmed(self._programs.taken(draws), claim, unknowns, rows)
        self.holds[draws] = holds
        self.on_bound[draws] = (self.on_bound[draws] | on_bound) & holds


def _some(draws: Places, most: int) -> list[Places]:
    """Return draws in parts, in order."""
    return [draws[at : at + most] for at in range(0, len(draws), most)]
