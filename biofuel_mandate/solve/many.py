"""Least cost in very many draws: an exact answer of each, or the reason why there is none.

What is proved stands; what nothing proves, in one draw of very many, is given to the solver.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from biofuel_mandate.arrays import Number
from biofuel_mandate.rules.rows import Column, System
from biofuel_mandate.solve.answers import Answers
from biofuel_mandate.solve.bases import Bases
from biofuel_mandate.solve.check import CLASHES, ENDS, STANDS, TORN, UNSOLVED
from biofuel_mandate.solve.draws import floats
from biofuel_mandate.solve.least_cost import Optimum, RowName, optimum
from biofuel_mandate.solve.pieces import is_torn, lifted
from biofuel_mandate.solve.pilot import pilot
from biofuel_mandate.solve.program import Program, Solver, program
from biofuel_mandate.solve.programs import Programs, programs
from biofuel_mandate.solve.walk import FLAT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Codes = NDArray[np.int_]

# An amount smaller than this, against the largest, is a rounding error.
_NOTHING = 1e-12


@dataclass(frozen=True)
class Counts:
    """How many draws were answered in which way.

    Attributes
    ----------
    by_basis : tuple of int
        By each of the common bases, in their order.
    by_walking : int
        By walking on from one of them.
    by_solver : int
        By the solver, one by one, whether or not it found an answer.
    infeasible : int
        Proved to have none, together.
    degenerate : int
        With a marginal value that is not the only one.
    """

    by_basis: tuple[int, ...]
    by_walking: int
    by_solver: int
    infeasible: int
    degenerate: int


@dataclass(frozen=True)
class ManyOptima:
    """What suppliers do in every draw.

    Attributes
    ----------
    volumes : mapping of Column to array
        What is sold, in the unit of the column; NaN where there is no answer.
    values : mapping of (row, supplier) to array
        Marginal values, as of an `Optimum`; NaN where there is no answer.
    reason : array of int
        0 where the answer stands; else why not, as of a `CaseSolution`.
    cost : array
        What suppliers pay in all [millions of currency]; NaN where there is no answer.
    degenerate : array of bool
        Where something that is free stands at a bound all the same: some marginal value is then
        one of several.
    counts : Counts
    bases : Bases
        How this began; given to other draws of the case, they begin in the same way.
    """

    volumes: Mapping[Column, Vector]
    values: Mapping[RowName, Vector]
    reason: Codes
    cost: Vector
    degenerate: Flags
    counts: Counts
    bases: Bases


def many(system: System, alone: bool = False, bases: Bases | None = None) -> ManyOptima:
    """Return what costs suppliers least in every draw.

    Every answer is that of `solve.least_cost.optimum`: of those that cost the same, the one that
    sells most of the first column, then of the second, and so on. It does not depend on which other
    draws there are, as long as the bases are given.

    Parameters
    ----------
    system : System
        With an offer; its numbers are floats, or arrays over draws.
    alone : bool
        Whether each supplier meets the rules by itself.
    bases : Bases or None
        How to begin, as found of other draws of the same case; found of these where there is none.

    Raises
    ------
    ValueError
        When the bases are of a case with other rows.
    """
    linears = programs(system, alone)
    bases = bases or pilot(linears)
    if len(bases.sizes) != len(linears.rows):
        raise ValueError(
            f"bases of {len(bases.sizes)} rows do not suit a case of {len(linears.rows)}"
        )
    answers = Answers(linears, bases)
    found = _Found(program(system, alone), linears, answers)
    asked = np.flatnonzero(~answers.holds & ~answers.clashes)
    solver = Solver() if asked.size else None
    for draw in asked.tolist():
        found.take(draw, optimum(floats(system, draw), alone, solver))
    *of_common, walked = np.bincount(answers.way[answers.holds], minlength=len(bases.common) + 1)
    counts = Counts(
        tuple(map(int, of_common)),
        int(walked),
        len(asked),
        int(answers.clashes.sum()),
        int(found.degenerate.sum()),
    )
    return ManyOptima(
        found.volumes, found.values, found.reason, found.cost, found.degenerate, counts, bases
    )


class _Found:
    """What answers mean, in the words of a case."""

    def __init__(self, linear: Program, linears: Programs, answers: Answers) -> None:
        self._answered = answers.holds
        self.degenerate = answers.on_bound
        self.reason: Codes = np.where(answers.clashes, CLASHES, STANDS)
        self.cost = self._only_answered(_cost(linears, answers.amounts))
        self.volumes, torn = _volumes(linear, answers.amounts)
        self.volumes = {at: self._only_answered(x) for at, x in self.volumes.items()}
        self.reason[torn & answers.holds] = TORN
        self.values = {
            (row.name, row.supplier): self._only_answered(x)
            for row, x in zip(linear.rows, _values(linears, answers.duals), strict=False)
        }

    def _only_answered(self, numbers: Vector) -> Vector:
        return numbers if self._answered.all() else np.where(self._answered, numbers, np.nan)

    def take(self, draw: int, one: Optimum) -> None:
        """Write down what the solver says of a draw."""
        self.reason[draw] = TORN if one.is_torn else ENDS.get(one.status, UNSOLVED)
        self.cost[draw] = one.cost
        for column, volume in one.volumes.items():
            self.volumes[column][draw] = volume
        for name, value in one.values.items():
            self.values[name][draw] = value
        self.degenerate[draw] = one.is_degenerate


def _volumes(linear: Program, amounts: Vector) -> tuple[dict[Column, Vector], Flags]:
    """Return volumes by column, and where a level is missed that others count from."""
    system, largest = linear.system, np.abs(amounts).max(axis=0, initial=0.0)
    columns: dict[Column, Number] = {
        column: np.where(np.abs(x) < _NOTHING * largest, 0.0, x)
        for column, x in zip(system.columns, amounts, strict=False)
    }
    torn = np.zeros(amounts.shape[1], bool)
    if system.splits:
        columns = lifted(system, linear.rows, columns)
        for at in linear.paid:
            torn |= is_torn(system, linear.rows[at], columns)
    return {column: np.asarray(x) for column, x in columns.items()}, torn


def _cost(linears: Programs, amounts: Vector) -> Vector:
    found = np.zeros(linears.draws)
    for cost, amount in zip(linears.costs, amounts, strict=True):
        if np.any(amount):
            found += cost * amount
    return found


def _values(linears: Programs, duals: Vector) -> list[Vector]:
    """Return the marginal value of each row; what is too small to be one is none."""
    flat, found = FLAT * linears.dearest, []
    for row, dual in enumerate(duals):
        value = -dual if linears.sense(row) == -1 else dual
        found.append(np.where(np.abs(dual) * linears.scales[row] > flat, value, 0.0) + 0.0)
    return found
