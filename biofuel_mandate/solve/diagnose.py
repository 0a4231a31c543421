"""Why a case has no solution, in the words of its rules and blends, and by how much."""

from __future__ import annotations

from dataclasses import replace

from biofuel_mandate.rules.rows import Column, Row
from biofuel_mandate.solve.blend import Solution, solve
from biofuel_mandate.solve.check import CaseSolution

Reading = tuple[tuple[str, ...], str, str]


def diagnose(solution: CaseSolution, case: str) -> Reading:
    """Say what clashes in a single draw that has no solution.

    Parameters
    ----------
    solution : CaseSolution
        Of floats, with a reason other than 0.
    case : str

    Returns
    -------
    path, got, do : as in a fault
    """
    driver = next((row for row in solution.system.equations if _drives(row)), None)
    uncounted = _uncounted(driver)
    if driver is not None and uncounted:
        return _does_not_count(driver, uncounted, case)
    if isinstance(solution.broken, Column):
        return _negative(solution, driver, solution.broken, case)
    if isinstance(solution.broken, Row) and solution.volumes:
        return _over_limit(solution, driver, solution.broken, case)
    name = solution.broken.name if isinstance(solution.broken, Row) else "a row"
    got = f'the blends and rules of this case do not settle "{name}"'
    return ("cases", case, "fulfil"), got, "Check the shares given there; one may be 100 %."


def _drives(row: Row) -> bool:
    return row.kind in ("quota", "sub-quota", "cap")


def _uncounted(driver: Row | None) -> str:
    """Return the filler's name when the rule that it fills up to does not count it."""
    column = driver.solves_for if driver else None
    if driver is None or column is None or column.component == column.pool:
        return ""
    return column.component if driver.left.get(column, 0.0) == 0.0 else ""


def _does_not_count(driver: Row, component: str, case: str) -> Reading:
    got = f'{component} fills up to "{driver.name}", which does not count it'
    do = "Let a biofuel fill up that counts and whose saving is at least the minimum."
    return ("cases", case, "fulfil"), got, do


def _negative(solution: CaseSolution, driver: Row | None, column: Column, case: str) -> Reading:
    path = ("cases", case, "fulfil")
    volume = solution.volumes[column]
    name = _name(column)
    if driver is not None and driver.solves_for == column:
        others = [c for c, x in driver.left.items() if c != column and solution.volumes[c] * x > 0]
        listed = " and ".join(dict.fromkeys(c.component for c in others)) or "what is given"
        got = (
            f'{name} fills up to "{driver.name}" and would have to be {volume:.4g} Ml: '
            f"{listed} alone exceed{'s' if len(others) == 1 else ''} it by {-volume:.4g} Ml"
        )
        return path, got, "Lower the other shares, raise the quota, or let nothing fill up."
    got = (
        f"{name} would have to be {volume:.4g} Ml: "
        "the biofuels hold more energy than the pool needs"
    )
    return path, got, "Lower the volumes or shares given, or the quota."


def _over_limit(solution: CaseSolution, driver: Row | None, limit: Row, case: str) -> Reading:
    path = ("cases", case, "fulfil")
    reached = _share_words(limit, solution)
    clash = f'"{driver.name}" and the limit on {limit.name} clash' if driver else f"{limit.name}"
    got = f"{clash}: it would take {reached}"
    gap = _gap(solution, driver, limit) if driver else None
    if driver is not None and gap is not None:
        attained, demanded, base = gap
        got += (
            f". At the limit {attained / base * 100:.4g} % is counted of "
            f"{demanded / base * 100:.4g} % required, {demanded - attained:.4g} Ml short"
        )
    return path, got, "Lower the quota, give more of another biofuel, or let another grade fill up."


def _share_words(limit: Row, solution: CaseSolution) -> str:
    amount, most = limit.left_amount(solution.volumes), limit.right_amount(solution.volumes)
    if limit.kind == "grade limit":
        share = next(iter(limit.right.values()))
        return f"{amount / most * share * 100:.4g} %, and at most {share * 100:.4g} % is allowed"
    return f"{amount:.4g} {limit.unit}, and there is room for {most:.4g} {limit.unit}"


def _gap(solution: CaseSolution, driver: Row, limit: Row) -> tuple[float, float, float] | None:
    """Hold the case at the limit instead of the rule; return counted, required and base [Ml]."""
    held = replace(limit, sense="=", solves_for=driver.solves_for)
    rows = [held if row is driver else row for row in solution.system.equations]
    at_limit: Solution = solve(rows)
    if at_limit.ok is not True or any(x < 0 for x in at_limit.volumes.values()):
        return None
    rule = next(row for row in solution.system.rules if row.name == driver.name)
    base = sum(at_limit.volumes[column] for column in rule.right)
    attained, demanded = rule.left_amount(at_limit.volumes), rule.right_amount(at_limit.volumes)
    return float(attained), float(demanded), float(base)


def _name(column: Column) -> str:
    return f"{column.component} in {column.grade}" if column.grade else column.component
