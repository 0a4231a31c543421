"""By how little a rule or limit must be lifted, so that a case has a solution.

A level is a share of what is sold, which changes as the level does: its least relaxation is a ratio
of two sums, found by Dinkelbach's method, for which each step is a linear program.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite

import numpy as np

from biofuel_mandate.rules.rows import Column, Row
from biofuel_mandate.solve.program import Program, Solver

# Steps of Dinkelbach's method; it needs three or four.
_MOST_STEPS = 50
# Two levels nearer than this, relative, are one.
_SAME = 1e-13
_MISSING, _BEYOND = Column("", "", "missing"), Column("", "", "beyond")
_AMOUNTS = frozenset(("level_ml", "level_tj", "level_kt"))


@dataclass(frozen=True)
class Lever:
    """What can be lifted: a rule or limit, of all suppliers that it binds at once.

    Attributes
    ----------
    rows : tuple of Row
        Of one name; one row, or one for each supplier.
    """

    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        """What the rule or limit is called."""
        return self.rows[0].name

    @property
    def sense(self) -> str:
        """``>=`` where lifting it means a lower amount, ``<=`` where it means a higher one."""
        return self.rows[0].sense

    @property
    def is_share(self) -> bool:
        """Whether its level is a share of what is sold, not an amount."""
        return is_share(self.rows[0])

    @property
    def amount(self) -> float:
        """Its level: a share, or an amount of all suppliers together in the unit of the row."""
        if self.is_share:
            return float(self.rows[0].level)
        return sum(float(row.constant) for row in self.rows)

    def at(self, amount: float) -> tuple[Row, ...]:
        """Return its rows with another level."""
        if self.is_share:
            return tuple(replace(row, level=amount) for row in self.rows)
        pairs = zip(self.rows, self._parts(), strict=True)
        return tuple(replace(row, constant=amount * part) for row, part in pairs)

    def reached(self, volumes: Mapping[Column, float]) -> float:
        """Return the level that volumes meet just so, the worst of all suppliers."""
        found = []
        for row, part in zip(self.rows, self._parts(), strict=True):
            whole = float(row.base_amount(volumes)) if self.is_share else part
            if whole > 0.0:
                found.append(float(row.left_amount(volumes)) / whole)
        if self.sense == "<=":
            return max(found, default=-inf)
        return min(found, default=inf)

    def _parts(self) -> list[float]:
        """Return what part of an amount falls on each row."""
        whole = sum(float(row.constant) for row in self.rows)
        if not whole:
            return [1.0 / len(self.rows)] * len(self.rows)
        return [float(row.constant) / whole for row in self.rows]


def is_share(row: Row) -> bool:
    """Return whether a row asks for a share of what is sold, not for an amount."""
    return bool(row.base) and _AMOUNTS.isdisjoint(name for name, _ in row.inputs)


def levers(rows: Iterable[Row]) -> tuple[Lever, ...]:
    """Return what can be lifted of some rows; those of one name are lifted together."""
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        by_name.setdefault(row.name, []).append(row)
    return tuple(Lever(tuple(mine)) for mine in by_name.values())


def least(ground: Program, lever: Lever) -> float | None:
    """Return the level nearest to what a lever asks for at which all rows can be met.

    The rows are met by as much as can be, at a level; what is met then is the next level, until it
    is the same. Where there are several rows, that which is met worst leads.

    Parameters
    ----------
    ground : Program
        What binds; the lever's own rows are taken out of it.
    lever : Lever

    Returns
    -------
    float or None
        None where the rows cannot be met at any level.
    """
    others = tuple(row for row in ground.rows if row.name != lever.name)
    columns = (*ground.system.columns, _MISSING, _BEYOND)
    system = replace(ground.system, columns=columns)
    costs = np.array([0.0] * len(ground.system.columns) + [1.0, -1.0])
    solver, amount = Solver(), lever.amount
    for _ in range(_MOST_STEPS):
        eased = [_eased(row, {_MISSING: 1.0, _BEYOND: -1.0}) for row in lever.at(amount)]
        solver.solve(Program(system, (*others, *eased)), costs)
        if not solver.is_optimal:
            return None
        reached = lever.reached(_volumes(columns, solver))
        if not isfinite(reached):
            return None
        if abs(reached - amount) <= _SAME * abs(reached):
            break
        amount = reached
    return amount


def together(ground: Program, kinds: Collection[str]) -> dict[str, float]:
    """Return levels that are enough together where lifting one is not: few, and each the least.

    The sum of what is lifted, each against its size, is made as small as it can be (the elastic
    program); then each level goes back as far as the others let it.

    Parameters
    ----------
    ground : Program
    kinds : collection of str
        Which sorts of rows may be lifted.

    Returns
    -------
    dict
        Level by name; empty where lifting those is not enough.
    """
    soft = [row for row in ground.rows[len(ground.system.equations) :] if row.kind in kinds]
    extra = [Column("", "", "missing", "", str(at)) for at, _ in enumerate(soft)]
    columns = (*ground.system.columns, *extra)
    eased = [_eased(row, {column: 1.0}) for row, column in zip(soft, extra, strict=True)]
    hard = [row for row in ground.rows if row not in soft]
    elastic = Program(replace(ground.system, columns=columns), (*hard, *eased))
    costs = np.array([0.0] * len(ground.system.columns) + _weights(ground, soft))
    solver = Solver()
    solver.solve(elastic, costs)
    if not solver.is_optimal:
        return {}
    volumes = _volumes(columns, solver)
    missed = {row.name for row in soft if not row.is_met(volumes)}
    lifted = {one.name: one for one in levers(soft) if one.name in missed}
    found = {name: lever.reached(volumes) for name, lever in lifted.items()}
    for name, lever in lifted.items():
        at = least(_lifted(ground, {**found, name: lever.amount}, lifted), lever)
        found[name] = found[name] if at is None else at
    return found


def _lifted(ground: Program, amounts: Mapping[str, float], lifted: Mapping[str, Lever]) -> Program:
    kept = tuple(row for row in ground.rows if row.name not in lifted)
    rows = [row for name, lever in lifted.items() for row in lever.at(amounts[name])]
    return Program(ground.system, (*kept, *rows))


def _weights(ground: Program, soft: Sequence[Row]) -> list[float]:
    """Return what a unit missing of each row weighs: less, the larger the row."""
    solver = Solver()
    solver.solve(Program(ground.system, ground.system.equations))
    if not solver.is_optimal:
        return [1.0] * len(soft)
    volumes = _volumes(ground.system.columns, solver)
    sides = [(row.right_amount(volumes), row.base_amount(volumes)) for row in soft]
    return [1.0 / max(1.0, *(abs(float(side)) for side in pair)) for pair in sides]


def _eased(row: Row, by: Mapping[Column, float]) -> Row:
    """Return a row that may be missed by what some columns come to."""
    sign = -1.0 if row.sense == "<=" else 1.0
    return replace(row, left={**row.left, **{column: sign * x for column, x in by.items()}})


def _volumes(columns: Sequence[Column], solver: Solver) -> dict[Column, float]:
    amounts = np.array(solver.highs.getSolution().col_value).tolist()
    return dict(zip(columns, amounts, strict=True))
