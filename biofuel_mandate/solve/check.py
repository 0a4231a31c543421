"""Whether a solution stands: no volume below zero, no grade or vehicle limit broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from biofuel_mandate.arrays import Code, Flag, Number, first_code, magnitude, negated, somewhere
from biofuel_mandate.rules.assemble import System
from biofuel_mandate.rules.rows import TOLERANCE, Column, Row
from biofuel_mandate.solve.blend import solve

STANDS, SINGULAR, NEGATIVE, OVER_LIMIT = 0, 1, 2, 3


@dataclass(frozen=True)
class CaseSolution:
    """The rows of a case and the volumes that solve them.

    Attributes
    ----------
    system : System
    volumes : mapping of Column to number
        Volumes [Ml]; meaningless where the reason is not 0, empty when no draw has any.
    reason : int or array of int
        0 where the solution stands, else ``SINGULAR``, ``NEGATIVE`` or ``OVER_LIMIT``.
    broken : Row, Column or None
        What fails first.
    """

    system: System
    volumes: Mapping[Column, Number]
    reason: Code
    broken: Row | Column | None


def check(system: System) -> CaseSolution:
    """Solve a case's rows and say, for each draw, whether the solution stands."""
    solved = solve(system.equations)
    if not solved.volumes:
        return CaseSolution(system, {}, SINGULAR, solved.stuck)
    reason: Code = first_code(0, negated(solved.ok), SINGULAR)
    broken: Row | Column | None = solved.stuck
    of_pool: dict[str, Number] = {}
    for column, volume in solved.volumes.items():
        of_pool[column.pool] = of_pool.get(column.pool, 0.0) + magnitude(volume)
    for column, volume in solved.volumes.items():
        failed: Flag = volume < -TOLERANCE * of_pool[column.pool]
        reason = first_code(reason, failed, NEGATIVE)
        broken = broken or (column if somewhere(failed) else None)
    for row in system.limits:
        failed = negated(row.is_met(solved.volumes))
        reason = first_code(reason, failed, OVER_LIMIT)
        broken = broken or (row if somewhere(failed) else None)
    return CaseSolution(system, solved.volumes, reason, broken)
