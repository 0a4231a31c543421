"""Whether what is claimed to be the answer is: checked in every draw, against the rows themselves.

Amounts within all bounds, and duals of the right sign that price all that is sold at its cost,
prove one another to be best. A sum of rows that no amounts can meet proves that there are none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from biofuel_mandate.arrays import Flag, Number, magnitude
from biofuel_mandate.solve.least_cost import ON_BOUND
from biofuel_mandate.solve.programs import Programs, is_endless
from biofuel_mandate.solve.walk import FLAT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Flags = NDArray[np.bool_]

# Feasible and optimal to this, as the solver is, and to so much of the sizes at hand.
_TOLERANCE, _ROUNDING = 1e-10, 1e-13
# By so much of their size must rows miss one another to be said to clash.
_CLEARLY, _NO_GAIN = 1e-9, 1e-12


@dataclass(frozen=True)
class Claim:
    """What is said to be the answer.

    Attributes
    ----------
    amounts, duals : sequence of number
        Of each unknown, and of each row.
    is_free : sequence of bool or array of bool
        Whether an unknown, or what a row leaves over, is not held by a bound.
    is_full : sequence of bool or array of bool
        Whether an unknown that is held is so by its upper bound.
    """

    amounts: Sequence[Number]
    duals: Sequence[Number]
    is_free: Sequence[Flag]
    is_full: Sequence[Flag]


class Proof:
    """What a claim comes to, in every draw.

    Attributes
    ----------
    holds : array of bool
        Where it is proved to be the answer.
    on_bound : array of bool
        Where something that is free stands at a bound all the same.
    reduced : list of number
        By how much the cost rises per unit of each unknown.
    """

    def __init__(self, programs: Programs, claim: Claim) -> None:
        self._programs, self._claim = programs, claim
        self.holds = np.ones(programs.draws, bool)
        self.on_bound = np.zeros(programs.draws, bool)
        self.reduced: list[Number] = []
        sold = sold_in_all(claim.amounts)
        self.holds &= sold < np.inf
        self._noise, self._near = _TOLERANCE + _ROUNDING * sold, ON_BOUND * sold
        for unknown, amount in enumerate(claim.amounts):
            self._check_amount(unknown, amount)
        for row, terms in enumerate(programs.rows):
            over = total(terms, claim.amounts) - programs.right(row)
            self._check_row(row, over)
        if self.holds.any():
            self._check_costs()

    def _check_amount(self, unknown: int, amount: Number) -> None:
        """Check that an amount is not below zero, or above its bound."""
        is_free = self._claim.is_free[unknown]
        if is_free is False:
            return
        rooms = [amount]
        if not is_endless(self._programs.most[unknown]):
            rooms.append(self._programs.most[unknown] - amount)
        for room in rooms:
            self.holds &= room >= -self._noise
            self._note(room <= self._near, is_free)

    def _note(self, is_near: Flag, is_free: Flag) -> None:
        self.on_bound |= is_near if is_free is True else is_near & is_free

    def _check_row(self, row: int, over: Number) -> None:
        """Check that a row is not missed, and if it is held that it is met just so."""
        sense, scale = self._programs.sense(row), self._programs.scales[row]
        is_free = self._claim.is_free[len(self._programs.costs) + row]
        least, near = self._noise * scale, self._near * scale
        size = magnitude(over)
        if is_free is not False:
            self.holds &= -least <= over * float(sense) if sense else size <= least
            self._note(size <= near, is_free)
        if is_free is not True:
            just_so = size <= least
            self.holds &= just_so if is_free is False else just_so | is_free

    def _check_costs(self) -> None:
        """Check that what is free is priced at its cost, and that nothing else would gain."""
        programs, claim = self._programs, self._claim
        noise = cost_noise(programs)
        for unknown, terms in enumerate(programs.columns):
            reduced = programs.costs[unknown] - total(terms, claim.duals)
            self.reduced.append(reduced)
            is_free, is_full = claim.is_free[unknown], claim.is_full[unknown]
            if is_free is not False:
                paid = magnitude(reduced) <= noise
                self.holds &= paid if is_free is True else paid | np.logical_not(is_free)
            if is_free is not True:
                gain = np.where(is_full, -reduced, reduced) if np.any(is_full) else reduced
                least: Flag = gain >= -noise
                if not is_endless(programs.most[unknown]):
                    least = least | (programs.most[unknown] == 0.0)
                self.holds &= least if is_free is False else least | is_free
        for row, dual in enumerate(claim.duals):
            sense = programs.sense(row)
            if sense and not _is_nothing(dual):
                self.holds &= dual * programs.scales[row] * float(sense) >= -noise


def sold_in_all(amounts: Sequence[Number]) -> Number:
    """Return the sum of all amounts, whatever their signs."""
    found: Number = 0.0
    for amount in amounts:
        if not _is_nothing(amount):
            found = found + magnitude(amount)
    return found


def cost_noise(programs: Programs) -> Number:
    """Return how large a rounding error of a cost may be."""
    return _TOLERANCE + 100 * _ROUNDING * programs.dearest


def confirmed(
    programs: Programs, claim: Claim, unknowns: Sequence[int], rows: Sequence[int]
) -> tuple[Flags, Flags]:
    """Return where an answer stands with unknowns and rows that were left out, and on a bound.

    Parameters
    ----------
    programs : Programs
        Of all unknowns and rows.
    claim : Claim
        Amounts and duals, proved without what was left out.
    unknowns, rows : sequence of int
        What was left out: not sold, and not binding.
    """
    sold = sold_in_all(claim.amounts)
    noise, near = _TOLERANCE + _ROUNDING * sold, ON_BOUND * sold
    holds, on_bound = np.ones(programs.draws, bool), np.zeros(programs.draws, bool)
    for row in rows:
        over = total(programs.rows[row], claim.amounts) - programs.right(row)
        sense, scale = programs.sense(row), programs.scales[row]
        holds &= over * float(sense) >= -noise * scale if sense else False
        on_bound |= magnitude(over) <= near * scale
    flat = FLAT * programs.dearest
    for unknown in unknowns:
        reduced = programs.costs[unknown] - total(programs.columns[unknown], claim.duals)
        holds &= (reduced > flat) | np.equal(programs.most[unknown], 0.0)
    return holds, on_bound


def clashes(programs: Programs, weights: Sequence[Number]) -> Flags:
    """Return where a sum of rows proves that no amounts meet them all.

    Parameters
    ----------
    programs : Programs
    weights : sequence of number
        By how much each row enters the sum: lower bounds by a positive number, upper bounds by a
        negative one.
    """
    right: Number = 0.0
    size: Number = 0.0
    scale: Number = 0.0
    for row, weight in enumerate(weights):
        if _is_nothing(weight):
            continue
        side = weight * programs.right(row)
        right, size = right + side, size + np.abs(side)
        scale = scale + np.abs(weight) * programs.scales[row]
    holds = np.isfinite(np.broadcast_to(size, programs.draws))
    for unknown, terms in enumerate(programs.columns):
        gain, most = total(terms, weights), programs.most[unknown]
        endless = np.isinf(np.broadcast_to(np.asarray(most), holds.shape))
        holds &= ~endless | (gain <= _NO_GAIN * scale)
        met = np.maximum(gain, 0.0) * np.where(endless, 0.0, most)
        right, size = right - met, size + met
    return np.asarray(holds & (right > _CLEARLY * size), bool)


def total(terms: Mapping[int, Number], numbers: Sequence[Number] | Vector) -> Number:
    """Return the sum of terms, without numbers that are zero in every draw."""
    found: Number = 0.0
    for at, x in terms.items():
        if not _is_nothing(numbers[at]):
            found = found + x * numbers[at]
    return found


def _is_nothing(number: Number) -> bool:
    return isinstance(number, float) and number == 0.0
