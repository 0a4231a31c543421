"""Solve a given blend of which a rule tells parts apart: piece by piece (equations 4 and 6).

A component has two parts: below and above a sub-quota, or within and over a cap. How much of it
stands in each follows from the level that divides them. Suppliers fill the first parts with what
gains least by standing in the second, so that only one component is cut in two by a level. Each way
to cut is a piece: a square system, and the assumption that it was the right one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import inf

from biofuel_mandate.arrays import (
    Flag,
    Number,
    both,
    chosen,
    everywhere,
    magnitude,
    negated,
    smaller,
    somewhere,
)
from biofuel_mandate.rules.rows import TOLERANCE, Column, Row, Split, System
from biofuel_mandate.scenario.shapes import ABOVE
from biofuel_mandate.solve.blend import Solution, solve

FIRST, CUT, SECOND = "first", "cut", "second"


@dataclass(frozen=True)
class Piece:
    """One way to cut: the rows that say so, and where it was the right order to fill in."""

    rows: tuple[Row, ...]
    fits: Flag


def solve_in_parts(system: System) -> Solution:
    """Solve a case whose rules tell parts apart; the piece is chosen in every draw.

    Returns
    -------
    Solution
        Where no piece holds, that of the first piece, so that what fails can be told.
    """
    if not system.splits:
        return solve(system.equations)
    best: Solution | None = None
    held: Flag = False
    for piece in pieces(system):
        found = solve((*system.equations, *piece.rows))
        if not found.volumes:
            best = best or found
            continue
        holds = both(both(found.ok, piece.fits), parts_hold(system, found.volumes))
        if best is None or not best.volumes:
            best, held = found, holds
        else:
            best = _where(both(holds, negated(held)), found, best)
            held = held | holds
        if everywhere(held):
            break
    return best or solve(system.equations)


def pieces(system: System) -> Iterator[Piece]:
    """Yield every way to cut components in two by the levels that divide them."""
    for orders, fits in _orders(system):
        for cuts in product(*map(_cuts, orders)):
            rows = _rows(system, cuts)
            if rows is not None:
                yield Piece(rows, fits)


def second_parts(system: System) -> tuple[Column, ...]:
    """Return the columns that are second parts."""
    return tuple(column for column in system.columns if column.part)


def first_of(column: Column) -> Column:
    """Return the first part of what a column is the second part of."""
    return column._replace(part="")


def _orders(system: System) -> Iterator[tuple[tuple[tuple[Column, ...], ...], Flag]]:
    """Yield in which order each level fills its first parts, and where it is that."""
    scored = [_scores(system, split) for split in system.splits]
    scores = [score for one in scored for score in one.values()]
    if all(isinstance(score, float) for score in scores):
        yield tuple(map(_in_order, scored)), True
        return
    import numpy as np

    shape = np.broadcast_shapes(*(np.shape(score) for score in scores))
    tables = [np.stack([np.broadcast_to(x, shape) for x in one.values()]) for one in scored]
    ranks = [np.argsort(table, axis=0, kind="stable") for table in tables]
    found = np.concatenate([*ranks, *(np.isfinite(table) for table in tables)])
    for draw in np.unique(found, axis=1, return_index=True)[1]:
        pairs = zip(scored, (table[:, draw] for table in tables), strict=True)
        orders = (_in_order(dict(zip(one, at_draw, strict=True))) for one, at_draw in pairs)
        yield tuple(orders), (found == found[:, [draw]]).all(axis=0)


def _in_order(scores: Mapping[Column, Number]) -> tuple[Column, ...]:
    """Return the second parts that a level divides off, by what is gained there."""
    counted = [column for column, score in scores.items() if score < inf]
    return tuple(sorted(counted, key=lambda column: float(scores[column])))


def _scores(system: System, split: Split) -> dict[Column, Number]:
    """Return what the target gains by a unit of the level's measure in each second part.

    What the level does not count, it cannot divide: that is told by a gain without end.
    """
    target = next(row for row in system.rules if row.name == split.target).terms()
    found = {}
    for column in (one for one in second_parts(system) if first_of(one) in split.row.left):
        gain = target.get(column, 0.0) - target.get(first_of(column), 0.0)
        found[column] = _per(gain, split.row.left[first_of(column)])
    return found


def _per(gain: Number, weight: Number) -> Number:
    if isinstance(weight, float):
        return gain / weight if weight > 0.0 else inf
    import numpy as np

    return np.where(weight > 0.0, gain / np.where(weight > 0.0, weight, 1.0), inf)


def _cuts(order: Sequence[Column]) -> list[Mapping[Column, str]]:
    """Return what a level may say of each component: whole in one part, or cut in two."""
    found: list[Mapping[Column, str]] = [dict.fromkeys(order, FIRST)]
    for at, _ in enumerate(order):
        states = [FIRST] * at + [CUT] + [SECOND] * (len(order) - at - 1)
        found.append(dict(zip(order, states, strict=True)))
    return found


def _rows(system: System, cuts: Sequence[Mapping[Column, str]]) -> tuple[Row, ...] | None:
    """Return one equation for each component; None where two levels cut the same."""
    rows = []
    for column in second_parts(system):
        states = [(cut.get(column), split) for cut, split in zip(cuts, system.splits, strict=True)]
        says = [state for state, _ in states]
        if SECOND in says:
            if CUT in says:
                return None
            rows.append(_empty(system, first_of(column), column))
        elif CUT in says:
            cutting = [split for state, split in states if state == CUT]
            if len(cutting) > 1:
                return None
            rows.append(_at_level(cutting[0].row, column))
        else:
            rows.append(_empty(system, column, column))
    return tuple(rows)


def _empty(system: System, empty: Column, settles: Column) -> Row:
    unit = "TJ" if empty in system.gases else "Ml"
    return Row("parts", "part", "=", {empty: 1.0}, {}, 0.0, unit, "6", (), solves_for=settles)


def _at_level(row: Row, settles: Column) -> Row:
    return replace(row, kind="part", sense="=", equation="6", solves_for=settles)


def parts_hold(system: System, volumes: Mapping[Column, Number]) -> Flag:
    """Return where no part is below zero, and no first part over the level that divides."""
    holds: Flag = True
    for column in second_parts(system):
        whole = magnitude(volumes[column]) + magnitude(volumes[first_of(column)])
        for part in (column, first_of(column)):
            holds = both(holds, volumes[part] >= -TOLERANCE * whole)
    for split in system.splits:
        within = replace(split.row, sense="<=")
        holds = both(holds, within.is_met(volumes))
    return holds


def lifted(
    system: System, rows: Sequence[Row], volumes: Mapping[Column, Number]
) -> dict[Column, Number]:
    """Return chosen volumes with all that is over a sub-quota above it (equation 6).

    Where counting twice gains nothing, least cost says nothing of where it stands.

    Parameters
    ----------
    system : System
    rows : sequence of Row
        What binds: sub-quotas by their first parts, of the market or of each supplier.
    volumes : mapping of Column to number
    """
    found = dict(volumes)
    for split in (split for split in system.splits if split.part == ABOVE):
        for row in (row for row in rows if row.name == split.row.name):
            mine = replace(system, splits=(replace(split, row=row),))
            for (order,), fits in _orders(mine):
                _lift(row, order, found, fits)
    return found


def is_torn(system: System, row: Row, volumes: Mapping[Column, Number]) -> Flag:
    """Return whether a level is missed while something counts twice above it."""
    if not any(split.part == ABOVE and split.row.name == row.name for split in system.splits):
        return False
    above = [column for column in second_parts(system) if first_of(column) in row.left]
    is_above: Flag = False
    for column in above:
        is_above = is_above | (volumes[column] > 0.0)
    return both(negated(system.divided(row).is_met(volumes)), is_above)


def _lift(row: Row, order: Sequence[Column], volumes: dict[Column, Number], fits: Flag) -> None:
    """Move what a level leaves over to second parts, where most is gained first."""
    over = row.slack(volumes)
    least = TOLERANCE * magnitude(row.left_amount(volumes))
    for column in reversed(order):
        is_left = both(over > least, fits)
        if not somewhere(is_left):
            return
        first = first_of(column)
        weight = chosen(is_left, row.left[first], 1.0)
        moved = chosen(is_left, smaller(volumes[first], over / weight), 0.0)
        volumes[first] = volumes[first] - moved
        volumes[column] = volumes[column] + moved
        over = over - moved * weight


def _where(flag: Flag, new: Solution, old: Solution) -> Solution:
    if isinstance(flag, bool):
        return new if flag else old
    if not somewhere(flag):
        return old
    import numpy as np

    volumes: dict[Column, Number] = {
        column: np.where(flag, new.volumes[column], old.volumes[column]) for column in old.volumes
    }
    return Solution(volumes, np.where(flag, new.ok, old.ok), old.stuck or new.stuck)
