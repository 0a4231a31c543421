"""One basis for many draws: solved for all at once, and proved in each to be its answer, or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from biofuel_mandate.arrays import Number
from biofuel_mandate.solve.bases import Basis
from biofuel_mandate.solve.factors import Factors
from biofuel_mandate.solve.programs import Programs, is_endless
from biofuel_mandate.solve.proofs import Claim, Proof
from biofuel_mandate.solve.walk import FLAT, NONE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Tried:
    """What a basis comes to.

    Attributes
    ----------
    claim : Claim
    fits : array of bool
        Where that is the answer, and of those that cost the same the one that goes first.
    on_bound : array of bool
        Where something that is free stands at a bound all the same.
    """

    claim: Claim
    fits: Flags
    on_bound: Flags


def try_basis(programs: Programs, basis: Basis) -> Tried:
    """Solve for a basis in all draws, and check in each whether that is the answer."""
    factors = Factors(programs.rows, basis.pivots)
    claim = _claim(programs, basis, factors)
    proof = Proof(programs, claim)
    fits = proof.holds
    if fits.any():
        for move, tie in _ties(programs, basis, claim, proof):
            here = tie & fits
            if here.any():
                fits &= ~(here & _gains(programs.draws, factors, move))
    return Tried(claim, fits, proof.on_bound)


def _claim(programs: Programs, basis: Basis, factors: Factors) -> Claim:
    right = {row: programs.right(row) for row, _ in basis.pivots}
    amounts: list[Number] = [0.0] * len(programs.costs)
    duals: list[Number] = [0.0] * len(programs.rows)
    for unknown in basis.full:
        amounts[unknown] = programs.most[unknown]
        for row, x in programs.columns[unknown].items():
            if row in right:
                right[row] = right[row] - x * amounts[unknown]
    for unknown, amount in factors.amounts(_not_zero(right)).items():
        amounts[unknown] = amount
    costs = {unknown: programs.costs[unknown] for _, unknown in basis.pivots}
    for row, dual in factors.duals(_not_zero(costs)).items():
        duals[row] = dual
    free = {unknown for _, unknown in basis.pivots}
    is_free = [unknown in free for unknown in range(len(amounts))]
    is_free += [row not in right for row in range(len(duals))]
    return Claim(amounts, duals, is_free, [at in basis.full for at in range(len(amounts))])


@dataclass(frozen=True)
class _Move:
    """Something that leaves its bound: what that asks of the rows, and which unknown it is."""

    right: Mapping[int, Number]
    unknown: int
    rises: bool


def _ties(
    programs: Programs, basis: Basis, claim: Claim, proof: Proof
) -> list[tuple[_Move, Flags]]:
    """Return what may leave its bound at no cost, and where."""
    flat, found = FLAT * programs.dearest, []
    binding, width = {row for row, _ in basis.pivots}, len(programs.costs)
    for unknown, reduced in enumerate(proof.reduced):
        if not claim.is_free[unknown]:
            way = -1.0 if claim.is_full[unknown] else 1.0
            tie = (reduced if way > 0.0 else -reduced) <= flat
            if not is_endless(programs.most[unknown]):
                tie = tie & np.not_equal(programs.most[unknown], 0.0)
            sides = {at: x * -way for at, x in programs.columns[unknown].items() if at in binding}
            found.append((_Move(sides, unknown, way > 0.0), np.asarray(tie)))
    for row in binding:
        way = float(programs.sense(row))
        if way:
            tie = claim.duals[row] * way * programs.scales[row] <= flat
            found.append((_Move({row: way}, width, rises=False), np.asarray(tie)))
    return found


def _gains(draws: int, factors: Factors, move: _Move) -> Flags:
    """Return where moving raises an unknown, and lowers none before it."""
    changes = factors.amounts(move.right)
    undecided, gains = np.ones(draws, bool), np.zeros(draws, bool)
    for unknown in sorted(at for at in changes if at < move.unknown):
        rises, falls = changes[unknown] > NONE, changes[unknown] < -NONE
        gains |= undecided & rises
        undecided &= ~np.asarray(rises | falls)
    return gains | undecided if move.rises else gains


def _not_zero(numbers: Mapping[int, Number]) -> dict[int, Number]:
    return {at: x for at, x in numbers.items() if not (isinstance(x, float) and x == 0.0)}
