"""Why suppliers have no least cost: rules that clash, cost without end, or a level bought out."""

from __future__ import annotations

import numpy as np

from biofuel_mandate.rules.rows import Column, System
from biofuel_mandate.solve.check import CLASHES, TORN, UNBOUNDED, CaseSolution
from biofuel_mandate.solve.clash import clash
from biofuel_mandate.solve.clash_words import listed, tell
from biofuel_mandate.solve.figures import amount
from biofuel_mandate.solve.pieces import is_torn
from biofuel_mandate.solve.program import Solver, program

_NOTHING = 1e-9


def explain_choice(solution: CaseSolution) -> tuple[str, str]:
    """Say why a least-cost case has no solution, and what to do.

    Parameters
    ----------
    solution : CaseSolution
        Of floats, of a least-cost case, with a reason other than 0.

    Returns
    -------
    got, do : as in a fault
    """
    # Where suppliers meet the rules together, what each would do alone is known too.
    alone = bool(solution.system.apart) and solution.alone is None
    if solution.reason == CLASHES:
        return tell(clash(solution.system, alone))
    if solution.reason == UNBOUNDED:
        return _unbounded(endless(solution.system, alone))
    if solution.reason == TORN:
        return _torn(solution, alone)
    word = solution.optimum.status if solution.optimum else "no answer"
    got = f'the solver ends with "{word}": neither a least cost, nor proof that there is none'
    return got, "Check values that are very large or very small."


def endless(system: System, alone: bool = False) -> tuple[str, ...]:
    """Return the fuels of which ever more is sold where cost falls without end."""
    linear, solver = program(system, alone), Solver()
    solver.solve(linear)
    _, has_ray, ray = solver.highs.getPrimalRay()
    if has_ray:
        size = np.abs(ray).max(initial=0.0)
        grows = [x > _NOTHING * size for x in ray[: len(system.columns)]]
    else:
        held = {column for row in system.equations for column in row.terms()}
        pairs = zip(system.columns, linear.costs, strict=False)
        grows = [cost < 0 and column not in held for column, cost in pairs]
    names = [column for column, is_more in zip(system.columns, grows, strict=True) if is_more]
    return tuple(dict.fromkeys(_fuel(column) for column in names))


def _fuel(column: Column) -> str:
    return f"{column.component} in {column.grade}" if column.grade else column.component


def _unbounded(names: tuple[str, ...]) -> tuple[str, str]:
    more = f": suppliers gain by ever more {listed(names)}" if names else ""
    got = f"cost falls without end{more}"
    return got, (
        "Check efficiencies and heat values, which may be next to 0, "
        "and prices and taxes, which may be below 0."
    )


def _torn(solution: CaseSolution, alone: bool) -> tuple[str, str]:
    """Say which level is missed at a price while what is above it counts double."""
    system = solution.system
    volumes = {column: float(volume) for column, volume in solution.volumes.items()}
    rules = {row.name for row in system.rules}
    bound = [row for row in system.apart if row.name in rules] if alone else system.rules
    for split in system.splits:
        for row in (row for row in bound if row.name == split.row.name):
            if not is_torn(system, row, volumes):
                continue
            missing = -float(system.divided(row).slack(volumes))
            of = f" of {row.supplier}" if row.supplier else ""
            short = amount(missing, row.unit, "<=", 0.0)
            got = f'"{row.name}"{of} is missed by {short}, which is paid for, while'
            got += f' "{split.target}" counts double what is sold above it'
            do = f'Raise the price of missing "{row.name}", or let'
            return got, f'{do} "{split.target}" count single.'
    raise AssertionError("no level is missed")
