"""What a walk has come to: the amounts and duals of its corner, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from biofuel_mandate.solve.bases import Bases
from biofuel_mandate.solve.programs import Programs
from biofuel_mandate.solve.proofs import Claim, Proof, total
from biofuel_mandate.solve.tableau import Tableau
from biofuel_mandate.solve.walk import towards_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]


def arrived(programs: Programs, tableau: Tableau, bases: Bases) -> tuple[Claim, Proof]:
    """Return what a corner claims to be the answer, and where that is proved.

    Parameters
    ----------
    programs : Programs
        Of the draws of the tableau.
    tableau : Tableau
        Where a walk has arrived.
    bases : Bases
        From where it began.
    """
    claim = _claim(tableau, bases.ways(programs))
    proof = Proof(programs, claim)
    if not proof.holds.all():
        # What a long walk has rounded off is found again from what the rows are missed by.
        loose = np.flatnonzero(~proof.holds)
        fewer, again = programs.taken(loose), tableau.taken(loose)
        _refine(fewer, again, bases.ways(programs))
        better = _claim(again, bases.ways(programs))
        better_proof = Proof(fewer, better)
        for old, new in ((claim.amounts, better.amounts), (claim.duals, better.duals)):
            for kept, numbers in zip(old, new, strict=True):
                np.asarray(kept)[loose] = numbers
        proof.holds[loose], proof.on_bound[loose] = better_proof.holds, better_proof.on_bound
    return claim, proof


def _claim(tableau: Tableau, ways: Sequence[float]) -> Claim:
    amounts, duals = _numbers(tableau, ways)
    is_free = np.zeros(tableau.is_turned.shape, bool)
    np.put_along_axis(is_free, tableau.free, True, axis=0)
    is_full = tableau.is_turned[: tableau.width]
    return Claim(list(amounts[: tableau.width]), list(duals), list(is_free), list(is_full))


def weights_of_clash(programs: Programs, tableau: Tableau, bases: Bases) -> list[Vector]:
    """Return the sum of rows that nothing seems to meet, where a walk towards bounds got stuck.

    Parameters
    ----------
    programs : Programs
        Of the draws of the tableau.
    tableau : Tableau
    bases : Bases
        From where the walk began.

    Returns
    -------
    list of array
        By how much each row enters: of the right sign.
    """
    exchange, width = towards_bounds(tableau).exchange, tableau.width
    found = np.zeros(tableau.is_turned.shape)
    np.put_along_axis(found, tableau.others, tableau.row(exchange.row)[:-1], axis=0)
    names = np.take_along_axis(tableau.free, exchange.row[None], axis=0)
    np.put_along_axis(found, names, 1.0, axis=0)
    found *= np.where(exchange.turned, -1.0, 1.0) * _signs(tableau)
    weights = []
    for row, way in enumerate(bases.ways(programs)):
        weight, sense = -found[width + row] * way, programs.sense(row)
        weights.append(weight if sense == 0 else np.maximum(weight * sense, 0.0) * sense)
    return weights


def _refine(programs: Programs, tableau: Tableau, ways: Sequence[float]) -> None:
    """Correct right side and reduced costs by what rows and costs are missed by."""
    amounts, duals = _numbers(tableau, ways)
    width, numbers = tableau.width, tableau.numbers
    missed, unpaid = np.zeros_like(amounts), np.zeros_like(amounts)
    for row, (terms, way) in enumerate(zip(programs.rows, ways, strict=True)):
        over = programs.right(row) - total(terms, amounts[:width])
        missed[width + row] = over * way - amounts[width + row]
    for unknown, terms in enumerate(programs.columns):
        unpaid[unknown] = programs.costs[unknown] - total(terms, duals)
    signs = _signs(tableau)
    missed, unpaid = missed * signs, unpaid * signs
    of_others = np.take_along_axis(missed, tableau.others, axis=0)
    costs = np.take_along_axis(unpaid, tableau.free, axis=0)
    numbers[:-2, -1] += np.take_along_axis(missed, tableau.free, axis=0)
    # One after the other: a sum over an axis is rounded by how many draws there are.
    for at, amount in enumerate(of_others):
        numbers[:-2, -1] += numbers[:-2, at] * amount
    for at, cost in enumerate(costs):
        numbers[-2, :-1] -= numbers[at, :-1] * cost


def _numbers(tableau: Tableau, ways: Sequence[float]) -> tuple[Vector, Vector]:
    """Return amounts of unknowns and of what rows leave over, and duals of rows."""
    amounts = np.zeros(tableau.is_turned.shape)
    reduced = np.zeros_like(amounts)
    np.put_along_axis(amounts, tableau.free, tableau.numbers[:-2, -1], axis=0)
    np.put_along_axis(reduced, tableau.others, tableau.numbers[-2, :-1], axis=0)
    if tableau.is_turned.any():
        most = np.zeros_like(amounts)
        np.put_along_axis(most, tableau.free, tableau.most_free, axis=0)
        np.put_along_axis(most, tableau.others, tableau.most_others, axis=0)
        # Where there is no upper bound, nothing is counted from it.
        amounts = np.where(tableau.is_turned, most, 0.0) + amounts * _signs(tableau)
        reduced *= _signs(tableau)
    return amounts, -reduced[tableau.width :] * np.array(ways)[:, None]


def _signs(tableau: Tableau) -> Vector:
    return np.where(tableau.is_turned, -1.0, 1.0)
