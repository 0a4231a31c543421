"""Why a case has no solution, in the words of its rules and blends, and by how much."""

from __future__ import annotations

from dataclasses import replace

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import Key
from biofuel_mandate.rules.frame import Source
from biofuel_mandate.rules.rows import Column, Row
from biofuel_mandate.solve.check import (
    CLASHES,
    TORN,
    UNBOUNDED,
    UNCOUNTED,
    UNPARTED,
    UNSETTLED,
    UNSOLVED,
    CaseSolution,
    driver_of,
)
from biofuel_mandate.solve.pieces import solve_in_parts

Reading = tuple[tuple[str, ...], str, str]


def diagnose(solution: CaseSolution, case: str, source: Source) -> Reading:
    """Say what clashes in a single draw that has no solution.

    Parameters
    ----------
    solution : CaseSolution
        Of floats, with a reason other than 0.
    case : str
    source : Source
        Gives the savings that a biofuel may not count for.

    Returns
    -------
    path, got, do : as in a fault
    """
    driver = driver_of(solution.system)
    path = ("cases", case, "fulfil")
    if solution.reason == UNSETTLED:
        got = f'demand and the price at the pump of "{case}" do not come to rest'
        do = "Bring the elasticity nearer to 0, check the prices, or leave the elasticity out."
        return ("consumers", "price_elasticity"), got, do
    if solution.reason in (CLASHES, UNBOUNDED, UNSOLVED, TORN):
        from biofuel_mandate.solve.failed_choice import explain_choice  # HiGHS, for who needs it

        return path, *explain_choice(solution)
    if solution.reason == UNPARTED and isinstance(solution.broken, Row):
        got = f'nothing holds of what may stand within "{solution.broken.name}" and beyond it'
        return path, got, "Check its level, and how often what it counts does so."
    filler = solution.broken
    if solution.reason == UNCOUNTED and driver is not None and isinstance(filler, Column):
        place = (*path, *(part for part in (filler.pool, filler.component) if part))
        got = f'{filler.component} fills up to "{driver.name}", which does not count it'
        key = Key(rule=driver.name, pool=filler.pool, component=filler.component)
        got += _shortfall(source, key)
        return place, got, "Let a biofuel fill up that the rule counts."
    return path, *_clash(solution, driver)


def _clash(solution: CaseSolution, driver: Row | None) -> tuple[str, str]:
    """Say which fuel, limit or rule of a given blend stands in the way."""
    if isinstance(solution.broken, Column):
        return _negative(solution, driver, solution.broken)
    if isinstance(solution.broken, Row) and solution.volumes:
        return _over_limit(solution, driver, solution.broken)
    name = solution.broken.name if isinstance(solution.broken, Row) else "this case"
    got = f"there is no blend with the {name} asked for, or more than one"
    if solution.broken is not None and solution.broken is driver:
        got = f'what this case holds can meet "{name}" in no way, or in more than one'
    return got, "Check the shares and ratios given: one may be 0 or 100 %."


def _shortfall(source: Source, key: Key) -> str:
    if not (source.has("own_saving", key) and source.has("minimum_saving", key)):
        return ""
    own, least = source.get("own_saving", key), source.get("minimum_saving", key)
    if own >= least:
        return ""
    return (
        f": its saving of {_number(own * 100)} % is under the minimum of {_number(least * 100)} %"
    )


def _negative(solution: CaseSolution, driver: Row | None, column: Column) -> tuple[str, str]:
    unit = "TJ" if column in solution.system.gases else "Ml"
    volume = f"{_number(solution.volumes[column])} {unit}"
    name = _name(column)
    if driver is not None and driver.solves_for == column:
        others = [c for c, x in driver.left.items() if c != column and solution.volumes[c] * x > 0]
        names = tuple(dict.fromkeys(c.component for c in others))
        listed = " and ".join(names) or "what is given"
        exceed = "exceed" if len(names) > 1 else "exceeds"
        got = (
            f'{name} fills up to "{driver.name}" and would have to be {volume}: '
            f"{listed} alone {exceed} it"
        )
        return got, "Lower the other shares, raise the quota, or let nothing fill up."
    got = (
        f"{name} would have to be {volume}: "
        f"the other fuels hold more energy than the {column.pool} pool needs"
    )
    return got, "Lower the volumes or shares given, or the quota."


def _over_limit(solution: CaseSolution, driver: Row | None, limit: Row) -> tuple[str, str]:
    takes = f'"{driver.name}" would take' if driver else "this case would take"
    got = f"{takes} {_reached(limit, solution)}"
    uncounted = _uncounted(solution, driver)
    if uncounted:
        got += f"; {' and '.join(uncounted)} {'do' if uncounted[1:] else 'does'} not count"
    if driver is None and limit.kind == "supply":
        return got, "Give less of it, or raise what can be had."
    if driver is None:
        return got, "Give less of it, or sell it in another grade."
    gap = _gap(solution, driver, limit)
    if gap is not None:
        attained, demanded, base = gap
        short = f"{_number(demanded - attained)} {driver.unit} short"
        got += (
            f"; at the limit {_number(attained / base * 100)} % is counted of the "
            f"{_number(demanded / base * 100)} % required, {short}"
        )
    return got, "Lower the quota, give more of another biofuel, or let another grade fill up."


def _uncounted(solution: CaseSolution, driver: Row | None) -> tuple[str, ...]:
    """Return the biofuels of the case that the rule filled up to does not count."""
    if driver is None:
        return ()
    sold = (column for column, volume in solution.volumes.items() if float(volume) > 0)
    names = (
        column.component
        for column in sold
        if column.component != column.pool and driver.left.get(column, 0.0) == 0.0
    )
    return tuple(dict.fromkeys(names))


def _reached(limit: Row, solution: CaseSolution) -> str:
    amount, most = limit.left_amount(solution.volumes), limit.right_amount(solution.volumes)
    if limit.kind == "grade limit":
        held = _number(amount / limit.base_amount(solution.volumes) * 100)
        return f"{held} % {limit.name}, over the limit of {_number(limit.level * 100)} %"
    if limit.kind == "supply":
        what = limit.name.removeprefix("supply of ")
        had = f"{_number(most)} {limit.unit} can be had"
        return f"{_number(amount)} {limit.unit} of {what}, of which {had}"
    return (
        f"{_number(amount)} {limit.unit} of {limit.name}, "
        f"which can use {_number(most)} {limit.unit}"
    )


def _gap(solution: CaseSolution, driver: Row, limit: Row) -> tuple[float, float, float] | None:
    """Hold the case at the limit instead of the rule; return counted, required and base."""
    held = replace(limit, sense="=", solves_for=driver.solves_for)
    rows = tuple(held if row is driver else row for row in solution.system.equations)
    at_limit = solve_in_parts(replace(solution.system, equations=rows))
    if at_limit.ok is not True or any(float(x) < 0 for x in at_limit.volumes.values()):
        return None
    rule = next(row for row in solution.system.rules if row.name == driver.name)
    base = rule.base_amount(at_limit.volumes)
    attained, demanded = rule.left_amount(at_limit.volumes), rule.right_amount(at_limit.volumes)
    if not base or attained >= demanded:
        return None
    return float(attained), float(demanded), float(base)


def _name(column: Column) -> str:
    is_graded = column.grade not in ("", column.pool)
    return f"{column.component} in {column.grade}" if is_graded else column.component


def _number(amount: Number) -> str:
    """Write four figures, and never an exponent for what can be counted.

    Examples
    --------
    >>> _number(9.3581), _number(28412.0)
    ('9.358', '28412')
    """
    return f"{amount:.4g}" if abs(float(amount)) < 1e4 else f"{amount:.0f}"
