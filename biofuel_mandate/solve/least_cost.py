"""Least cost: what suppliers sell under the rules of a case, and what each rule is worth.

The rows become a linear program, solved by HiGHS. Among answers that cost the same, that which
sells the most of the first column is taken, then of the second, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from biofuel_mandate.rules.rows import Column, Row, System
from biofuel_mandate.solve.draws import draws_in, floats
from biofuel_mandate.solve.pieces import is_torn, lifted
from biofuel_mandate.solve.program import OPTIMAL, Answer, Program, Solver, program
from biofuel_mandate.solve.ties import Corner, first_of_ties

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

# A dual or reduced cost smaller than this, against the largest cost, is none.
_FLAT = 1e-9
# An amount smaller than this, against the largest, is a rounding error.
_NOTHING = 1e-12
# What is free and nearer to a bound than this, against all that is sold, is on it.
ON_BOUND = 1e-9
# So many programs are made before they are solved: the solver and we do not share a cache well.
_AT_A_TIME = 64

RowName = tuple[str, str]  # name, supplier


@dataclass(frozen=True)
class Optimum:
    """What suppliers do, and what that says of each rule.

    Attributes
    ----------
    status : str
        The solver's word; anything but "Optimal" means that there is no answer here.
    volumes : mapping of Column to float
        What is sold, in the unit of the column.
    values : mapping of (row, supplier) to float
        Marginal value: by how much the cost rises as a row is tightened by one unit [millions of
        currency per unit of the row]; 0 where it does not bind. Of an equation of energy: cost of
        one TJ more.
    responses : mapping of (row, supplier) to mapping of Column to float
        How the volumes answer to that, of each rule that binds.
    is_torn : bool
        Whether something counts twice above a sub-quota that is itself missed at a price.
    cost : float
        What suppliers pay in all, shortfalls included [millions of currency].
    """

    status: str
    volumes: Mapping[Column, float]
    values: Mapping[RowName, float]
    responses: Mapping[RowName, Mapping[Column, float]]
    is_torn: bool = False
    cost: float = nan

    @property
    def is_degenerate(self) -> bool:
        """Whether something that is free stands at a bound: some value is then one of several."""
        return isinstance(self.responses, Responses) and self.responses.is_degenerate


def optimum(system: System, alone: bool = False, solver: Solver | None = None) -> Optimum:
    """Return what costs suppliers least.

    Parameters
    ----------
    system : System
        Of floats, with an offer.
    alone : bool
        Whether each supplier meets the rules by itself.
    solver : Solver or None
        One that is used for many systems; else one is made.
    """
    linear = program(system, alone)
    return _optimum(linear, (solver or Solver()).answer(linear))


def optima(system: System, alone: bool = False) -> tuple[Optimum, ...]:
    """Return what costs suppliers least in every draw; one where numbers are single."""
    count = draws_in(system)
    draws = (floats(system, draw) for draw in range(count)) if count else (system,)
    return tuple(optima_of(draws, alone))


def optima_of(systems: Iterable[System], alone: bool = False) -> Iterator[Optimum]:
    """Yield what costs suppliers least in each of many systems, as of independent years.

    Each is solved by itself, as if it were the only one; but what they have in common is made once,
    and some are made, solved and read at a time, so that each step runs without a break.

    Parameters
    ----------
    systems : iterable of System
        Of floats, with an offer.
    alone : bool
        Whether each supplier meets the rules by itself.
    """
    solver, waiting = Solver(), iter(systems)
    first: Program | None = None
    while some := list(islice(waiting, _AT_A_TIME)):
        linears = []
        for system in some:
            linears.append(program(system, alone, first))
            first = first or linears[0]
            linears[-1].make()
        answers = [solver.answer(linear) for linear in linears]
        yield from map(_optimum, linears, answers)


def _optimum(linear: Program, answer: Answer) -> Optimum:
    """Return what an answer means; the first among those of the same cost."""
    if answer.status != OPTIMAL:
        return Optimum(answer.status, {}, {}, {})
    system, scales = linear.system, np.abs(linear.dense).max(axis=1, initial=0.0)
    flat = _FLAT * np.abs(linear.costs).max(initial=0.0)
    duals = np.where(np.abs(answer.duals) * scales > flat, answer.duals, 0.0)
    priced = np.concatenate((np.abs(answer.reduced) > flat, duals != 0.0))
    corner = first_of_ties(_corner(linear, answer), priced)
    amounts = corner.amounts[: len(linear.costs)].copy()
    amounts[np.abs(amounts) < _NOTHING * np.abs(amounts).max(initial=0.0)] = 0.0
    chosen = dict(zip(system.columns, amounts.tolist(), strict=False))
    volumes: Mapping[Column, float] = chosen
    if system.splits:
        volumes = {column: float(x) for column, x in lifted(system, linear.rows, chosen).items()}
    return Optimum(
        answer.status,
        volumes,
        _values(linear, duals),
        Responses(linear, corner, duals),
        any(bool(is_torn(system, linear.rows[at], volumes)) for at in linear.paid),
        float(linear.costs @ amounts),
    )


def _corner(linear: Program, answer: Answer) -> Corner:
    """Return an answer as a corner."""
    least, most = linear.bounds
    return Corner(
        np.concatenate((linear.dense, -np.eye(len(least))), axis=1),
        np.concatenate((np.zeros(len(linear.costs)), least)),
        np.concatenate((linear.uppers, most)),
        answer.amounts,
        answer.basic,
    )


def _values(linear: Program, duals: Vector) -> dict[RowName, float]:
    """Return the marginal value of each row."""
    pairs = zip(linear.rows, duals.tolist(), strict=False)
    return {_name(row): (-dual if row.sense == "<=" else dual) + 0.0 for row, dual in pairs}


@dataclass(frozen=True, eq=False)
class Responses(Mapping[RowName, Mapping[Column, float]]):
    """How volumes change as each rule that binds is tightened by one unit.

    Computed when first asked for; most ask only for volumes.
    """

    linear: Program
    corner: Corner
    duals: Vector

    def __getitem__(self, name: RowName) -> Mapping[Column, float]:
        return self._found[name]

    def __iter__(self) -> Iterator[RowName]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    @property
    def is_degenerate(self) -> bool:
        """Whether something that is free stands at a bound, to a part of all that is sold."""
        corner, unknowns = self.corner, len(self.linear.costs)
        sizes = np.abs(self.linear.dense).max(axis=1, initial=0.0)
        sizes = np.concatenate((np.ones(unknowns), sizes))[corner.basic]
        room = np.minimum(corner.amounts - corner.lower, corner.upper - corner.amounts)
        sold = np.abs(corner.amounts[:unknowns]).sum()
        return bool((room[corner.basic] <= ON_BOUND * sold * sizes).any())

    @cached_property
    def _found(self) -> Mapping[RowName, Mapping[Column, float]]:
        rows, columns = self.linear.rows, self.linear.system.columns
        duals = enumerate(self.duals[: len(rows)])
        binding = [at for at, dual in duals if dual and rows[at].sense != "="]
        mine = np.flatnonzero(self.corner.basic < len(columns))
        names = [columns[at] for at in self.corner.basic[mine].tolist()]
        changes = self.corner.changes(np.array(binding, int))[mine]
        found = {}
        for at, change in zip(binding, changes.T, strict=True):
            tighter = -change if rows[at].sense == "<=" else change
            pairs = zip(names, tighter.tolist(), strict=True)
            found[_name(rows[at])] = {column: x for column, x in pairs if x}
        return found


def _name(row: Row) -> RowName:
    return row.name, row.supplier
