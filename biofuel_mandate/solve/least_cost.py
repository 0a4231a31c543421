"""Least cost: what suppliers sell under the rules of a case, and what each rule is worth.

The rows become a linear program, solved by HiGHS. Among answers that cost the same, that which
sells the most of the first column is taken, then of the second, and so on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from biofuel_mandate.rules.rows import Column, Row, System
from biofuel_mandate.solve.program import Program, Solver, draws_in, floats, program

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

OPTIMAL = "Optimal"
# A dual or reduced cost smaller than this, against the largest cost, is none.
_FLAT = 1e-9
# An amount smaller than this, against the largest, is a rounding error.
_NOTHING = 1e-12

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
    """

    status: str
    volumes: Mapping[Column, float]
    values: Mapping[RowName, float]
    responses: Mapping[RowName, Mapping[Column, float]]
    is_torn: bool = False


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
    solver = solver or Solver()
    status = solver.solve(linear)
    if not solver.is_optimal:
        return Optimum(status, {}, {}, {})
    values, responses = _values(linear, solver)
    amounts = _without_ties(linear, solver)
    amounts[np.abs(amounts) < _NOTHING * np.abs(amounts).max(initial=0.0)] = 0.0
    volumes = dict(zip(system.columns, amounts.tolist(), strict=False))
    missed = amounts[len(system.columns) :]
    pairs = zip(linear.paid, missed.tolist(), strict=False)
    torn = any(_is_torn(system, linear.rows[row], amount, volumes) for row, amount in pairs)
    return Optimum(status, volumes, values, responses, torn)


def optima(system: System, alone: bool = False) -> tuple[Optimum, ...]:
    """Return what costs suppliers least in every draw; one where numbers are single."""
    count = draws_in(system)
    solver = Solver()
    if not count:
        return (optimum(system, alone, solver),)
    return tuple(optimum(floats(system, draw), alone, solver) for draw in range(count))


def _is_torn(system: System, row: Row, missed: float, volumes: Mapping[Column, float]) -> bool:
    mine = [split for split in system.splits if split.row.name == row.name]
    columns = [column for column in row.base if column.part] if mine else []
    return missed > 0.0 and any(volumes[column] > 0.0 for column in columns)


def _values(
    linear: Program, solver: Solver
) -> tuple[dict[RowName, float], dict[RowName, dict[Column, float]]]:
    """Return the marginal value of each row, and how volumes answer to those that bind."""
    duals = np.array(solver.highs.getSolution().row_dual)
    flat = _FLAT * np.abs(linear.costs).max(initial=0.0)
    scales = _scales(linear)
    values: dict[RowName, float] = {}
    responses: dict[RowName, dict[Column, float]] = {}
    for at, row in enumerate(linear.rows):
        dual = float(duals[at]) if abs(duals[at]) * scales[at] > flat else 0.0
        name = (row.name, row.supplier)
        values[name] = (-dual if row.sense == "<=" else dual) + 0.0
        if dual and row.sense != "=":
            tighter = -1.0 if row.sense == "<=" else 1.0
            responses[name] = _response(linear, solver, at, tighter, dual)
    return values, responses


def _scales(linear: Program) -> Vector:
    """Return the largest coefficient of each row."""
    starts, _, values = linear.matrix
    ends = [*starts[1:].tolist(), len(values)]
    pairs = zip(starts.tolist(), ends, strict=True)
    return np.array([np.abs(values[a:b]).max(initial=0.0) for a, b in pairs])


def _response(
    linear: Program, solver: Solver, at: int, tighter: float, dual: float
) -> dict[Column, float]:
    """Return how the volumes change as the right side of a row moves by one unit."""
    _, basic = solver.highs.getBasicVariables()
    _, column = solver.highs.getBasisInverseCol(at)
    change = {int(j): float(x) for j, x in zip(basic, column, strict=True) if j >= 0}
    cost = sum(linear.costs[j] * x for j, x in change.items())
    # The solver's sign of a row's slack is its own; the cost tells which way is up.
    sign = tighter if cost * dual >= 0 else -tighter
    columns = linear.system.columns
    return {columns[j]: sign * x for j, x in change.items() if j < len(columns) and x}


def _without_ties(linear: Program, solver: Solver) -> Vector:
    """Return the answer that sells most of the first column, then of the second, and so on.

    Whatever has a reduced cost or a dual stands at its bound in every best answer: held there, what
    is left free is the face of all best answers, on which one column after the other is raised.
    """
    amounts = np.array(solver.highs.getSolution().col_value)
    held_columns, held_rows = np.zeros(len(amounts), bool), np.zeros(len(linear.bounds[0]), bool)
    costs, scales = linear.costs, _scales(linear)
    for column in range(-1, len(linear.system.columns)):
        if column >= 0:
            if held_columns[column]:
                continue
            costs = np.zeros(len(amounts))
            costs[column] = -1.0
            places = np.arange(len(costs), dtype=np.int32)
            solver.highs.changeColsCost(len(costs), places, costs)
            solver.run()
            amounts = np.array(solver.highs.getSolution().col_value)
        if _hold(linear, solver, (costs, scales), held_columns, held_rows):
            break
    return amounts


def _hold(
    linear: Program,
    solver: Solver,
    scaled: tuple[Vector, Vector],
    columns: NDArray[np.bool_],
    rows: NDArray[np.bool_],
) -> bool:
    """Hold what has a price at its bound; return whether only one answer is left."""
    costs, scales = scaled
    found, basis = solver.highs.getSolution(), solver.highs.getBasis()
    flat = _FLAT * np.abs(costs).max(initial=0.0)
    nonbasic = [status != solver.basic for status in (*basis.col_status, *basis.row_status)]
    loose = np.array(nonbasic)
    n = len(columns)
    priced = np.abs(np.array(found.col_dual)) > flat
    priced_rows = np.abs(np.array(found.row_dual)) * scales > flat
    lower, upper = linear.bounds
    fixed = np.concatenate((np.zeros(n, bool) | (linear.uppers == 0), lower == upper))
    open_ = loose & ~np.concatenate((priced | columns, priced_rows | rows)) & ~fixed
    if not open_.any():
        return True
    amounts, sides = np.array(found.col_value), np.array(found.row_value)
    for at in np.flatnonzero(priced & ~columns):
        bound = 0.0 if amounts[at] <= linear.uppers[at] / 2 else linear.uppers[at]
        solver.highs.changeColBounds(int(at), bound, bound)
    for at in np.flatnonzero(priced_rows & ~rows):
        near_lower = abs(sides[at] - lower[at]) <= abs(upper[at] - sides[at])
        bound = lower[at] if near_lower else upper[at]
        solver.highs.changeRowBounds(int(at), bound, bound)
    columns |= priced
    rows |= priced_rows
    return False
