"""Whether a solution stands: no volume below zero, no grade or vehicle limit broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from biofuel_mandate.arrays import (
    Code,
    Flag,
    Number,
    everywhere,
    first_code,
    magnitude,
    negated,
    somewhere,
    truth,
)
from biofuel_mandate.rules.rows import TOLERANCE, Column, Row, System
from biofuel_mandate.solve.pieces import parts_hold, solve_in_parts

if TYPE_CHECKING:
    from biofuel_mandate.solve.bases import Bases
    from biofuel_mandate.solve.least_cost import Optimum

STANDS, SINGULAR, NEGATIVE, OVER_LIMIT, UNCOUNTED, WAITS = 0, 1, 2, 3, 4, 5
# Of a least-cost case, and of parts that no piece fits.
CLASHES, UNBOUNDED, UNSOLVED, TORN, UNPARTED = 6, 7, 8, 9, 10
# Of a case whose demand answers a price that does not come to rest.
UNSETTLED = 11
# The solver's own words.
ENDS = {"Optimal": STANDS, "Infeasible": CLASHES, "Unbounded": UNBOUNDED}


@dataclass(frozen=True)
class CaseSolution:
    """The rows of a case and the volumes that solve them.

    Attributes
    ----------
    system : System
    volumes : mapping of Column to number
        Volumes [Ml]; meaningless where the reason is not 0, empty when no draw has any.
    reason : int or array of int
        0 where the solution stands, else ``SINGULAR``, ``NEGATIVE``, ``OVER_LIMIT``,
        ``UNCOUNTED``: what fills up does not count, or ``WAITS``: a case that amounts are taken
        from has no solution itself.
        ``CLASHES``, ``UNBOUNDED`` and ``UNSOLVED`` are of a least-cost case; ``TORN`` of one that
        counts twice above a sub-quota missed at a price; ``UNPARTED`` of parts that no piece fits;
        ``UNSETTLED`` of demand and price that do not come to rest.
    broken : Row, Column or None
        What fails first.
    values : mapping of (row, supplier) to number
        Marginal values of a least-cost case, as of an `Optimum`.
    optimum : Optimum or None
        Of a least-cost case of single numbers: what each rule is worth.
    alone : Optimum or None
        The same where each supplier meets the rules by itself, if in this case they do together.
    optima : tuple of (Optimum, Optimum or None)
        Both of the above in each draw, where there are several.
    degenerate : bool or array of bool
        Of very many draws solved together, where some marginal value is one of several.
    suppliers : str
        Of such draws, whether suppliers meet the rules alone or together.
    """

    system: System
    volumes: Mapping[Column, Number]
    reason: Code
    broken: Row | Column | None
    values: Mapping[tuple[str, str], Number] = field(default_factory=dict)
    optimum: Optimum | None = None
    alone: Optimum | None = None
    optima: tuple[tuple[Optimum, Optimum | None], ...] = ()
    degenerate: Flag = False
    suppliers: str = ""

    def at(self, draw: int) -> CaseSolution:
        """Return the solution of one draw, in single numbers."""
        from biofuel_mandate.solve.draws import at_draw, floats

        system = floats(self.system, draw)
        best, alone = self.optima[draw] if self.optima else (self.optimum, self.alone)
        if system.offer and best is None and self.volumes:
            one = choose(system, self.suppliers)
            best, alone = one.optimum, one.alone
        return CaseSolution(
            system,
            {column: at_draw(volume, draw) for column, volume in self.volumes.items()},
            int(at_draw(self.reason, draw)),
            self.broken,
            {name: at_draw(value, draw) for name, value in self.values.items()},
            best,
            alone,
            degenerate=bool(at_draw(self.degenerate, draw)),
            suppliers=self.suppliers,
        )

    def litres_sold(self, row: Row) -> float:
        """Return the litres of what a row counts, each once [Ml]; a gas has none."""
        gases = self.system.gases
        return sum(float(self.volumes[column]) for column in row.left if column not in gases)


def check(system: System) -> CaseSolution:
    """Solve a case's rows and say, for each draw, whether the solution stands."""
    driver, filler = driver_of(system), filler_of(system)
    uncounted = driver is not None and _counts_nothing(driver, filler)
    reason: Code = first_code(0, uncounted, UNCOUNTED)
    broken: Row | Column | None = filler[0] if somewhere(uncounted) else None
    solved = solve_in_parts(system)
    if not solved.volumes:
        return CaseSolution(system, {}, first_code(reason, True, SINGULAR), broken or solved.stuck)
    reason = first_code(reason, negated(solved.ok), SINGULAR)
    broken = broken or solved.stuck
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
    if system.splits:
        failed = negated(parts_hold(system, solved.volumes))
        reason = first_code(reason, failed, UNPARTED)
        broken = broken or (system.splits[0].row if somewhere(failed) else None)
    return CaseSolution(system, solved.volumes, reason, broken)


def choose(system: System, suppliers: str = "", bases: Bases | None = None) -> CaseSolution:
    """Let suppliers choose what costs least, in every draw.

    Parameters
    ----------
    system : System
        With an offer.
    suppliers : str
        ``alone`` or ``together`` where there are several; blank for one market.
    bases : Bases or None
        How to begin with very many draws, which are then solved together. What suppliers that meet
        the rules together would do alone is not found then: only reports tell it.
    """
    from biofuel_mandate.solve.least_cost import optima  # HiGHS is for those who need it

    if bases is not None:
        from biofuel_mandate.solve.draws import draws_in

        if draws_in(system):
            return _choose_many(system, suppliers, bases)
    found = optima(system, alone=suppliers == "alone")
    apart = optima(system, alone=True) if suppliers == "together" else (None,) * len(found)
    reasons = [TORN if one.is_torn else ENDS.get(one.status, UNSOLVED) for one in found]
    if len(found) == 1:
        best = found[0]
        return CaseSolution(system, best.volumes, reasons[0], None, best.values, best, apart[0])
    import numpy as np

    nothing = float("nan")
    volumes: dict[Column, Number] = {
        column: np.array([one.volumes.get(column, nothing) for one in found])
        for column in system.columns
    }
    names = dict.fromkeys(name for one in found for name in one.values)
    values: dict[tuple[str, str], Number] = {
        name: np.array([one.values.get(name, nothing) for one in found]) for name in names
    }
    pairs = tuple(zip(found, apart, strict=True))
    return CaseSolution(system, volumes, np.array(reasons), None, values, optima=pairs)


def _choose_many(system: System, suppliers: str, bases: Bases) -> CaseSolution:
    from biofuel_mandate.solve.many import many

    found = many(system, suppliers == "alone", bases)
    return CaseSolution(
        system,
        found.volumes,
        found.reason,
        None,
        found.values,
        degenerate=found.degenerate,
        suppliers=suppliers,
    )


def after(
    sources: Sequence[CaseSolution],
    build: Callable[[], System],
    solved: Callable[[System], CaseSolution] = check,
) -> CaseSolution:
    """Solve a case that takes amounts from others; where one of those fails, so does this.

    Parameters
    ----------
    sources : sequence of CaseSolution
        Solutions of the cases that amounts are taken from.
    build : callable
        Gives the rows; not asked for when a source failed in every draw.
    solved : callable
        Solves them.
    """
    failed = [_failed(source) for source in sources]
    if any(everywhere(flag) for flag in failed):
        return CaseSolution(System((), (), (), ()), {}, WAITS, None)
    found = solved(build())
    # Where a source fails there is nothing to solve with, whatever comes of it.
    waits: Code = 0
    for flag in failed:
        waits = first_code(waits, flag, WAITS)
    return replace(found, reason=waits + found.reason * (waits == 0))


def unless_settled(solution: CaseSolution, is_loose: Flag) -> CaseSolution:
    """Say of a solution, draw by draw, where demand and price do not come to rest.

    Whatever else is wrong there is so at a demand that nothing asks for.
    """
    if not somewhere(is_loose):
        return solution
    settled = truth(negated(is_loose))
    reason = solution.reason * settled + UNSETTLED * (1 - settled)
    whole = int(reason) if isinstance(reason, float) else reason.astype(int)
    return replace(solution, reason=whole)


def _failed(solution: CaseSolution) -> Flag:
    return cast("Flag", solution.reason != STANDS)


def driver_of(system: System) -> Row | None:
    """Return the rule that a case fills up to."""
    rules = ("quota", "sub-quota", "cap")
    return next((row for row in system.equations if row.kind in rules), None)


def filler_of(system: System) -> tuple[Column, ...]:
    """Return the columns of what fills up: a component, a grade, or all that scale together."""
    driver = driver_of(system)
    settled = driver.solves_for if driver else None
    if settled is None:
        return ()
    biofuels = [column for column in system.columns if column.component != column.pool]
    if any(row.kind == "proportion" for row in system.equations):
        return tuple(biofuels)
    if settled.component != settled.pool:
        return (settled,)
    return tuple(column for column in biofuels if column[:2] == settled[:2]) or (settled,)


def _counts_nothing(driver: Row, filler: tuple[Column, ...]) -> Flag:
    """Return whether a rule counts nothing of what fills up: then it would only dilute."""
    counted: Number = 0.0
    for column in filler:
        counted = counted + magnitude(driver.left.get(column, 0.0))
    return counted == 0.0
