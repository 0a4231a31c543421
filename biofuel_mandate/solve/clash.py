"""Which rules and limits clash where a least-cost case has no solution, and by how much.

A set that clashes is irreducible where it no longer does without any one of its rows. The energy of
each pool is what a case is about: it stands in every set, and is never lifted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from biofuel_mandate.rules.rows import Row, System
from biofuel_mandate.solve.program import Program, Solver, program
from biofuel_mandate.solve.relax import Lever, least, together

# Up to so many rows, the smallest of all sets that clash is looked for.
MOST_TRIED = 20
# HiGHS: an irreducible set, not only the rows that the simplex method ended at.
_IRREDUCIBLE = 4
_RULES = ("quota", "sub-quota", "cap")
_KINDS = (*_RULES, "grade limit", "vehicle limit", "supply")


@dataclass(frozen=True)
class Clash:
    """What clashes, and what would be enough.

    Attributes
    ----------
    ground : Program
        All that binds the case: equations, then rules and limits that may not be missed.
    rows : tuple of Row
        A set that clashes and is irreducible, beside the equations; that which asks first leads.
        Empty where the equations alone have no solution.
    allowed : float or None
        Level of the first row that the others of the set allow; None where they allow none.
    unsupplied : float or None
        The same with nothing of what is limited in supply, where that is less.
    relaxed : mapping of str to float
        Level of a rule or limit at which the case has a solution, each alone being enough.
    second : tuple of Row
        Another set that clashes, where lifting the first row alone is not enough.
    together : mapping of str to float
        Levels that are enough together then: of rules, if that can be.
    """

    ground: Program
    rows: tuple[Row, ...]
    allowed: float | None = None
    unsupplied: float | None = None
    relaxed: Mapping[str, float] = field(default_factory=dict)
    second: tuple[Row, ...] = ()
    together: Mapping[str, float] = field(default_factory=dict)

    def lever(self, name: str) -> Lever:
        """Return what is lifted by that name."""
        return lever_of(self.ground, name)


def lever_of(ground: Program, name: str) -> Lever:
    """Return what is lifted by that name, of all suppliers."""
    return Lever(tuple(row for row in ground.rows if row.name == name))


def clash(system: System, alone: bool = False) -> Clash:
    """Return what clashes in a least-cost case without a solution.

    Parameters
    ----------
    system : System
        Of floats.
    alone : bool
        Whether each supplier meets the rules by itself.
    """
    ground = bare(system, alone)
    rows = tuple(sorted(clashing(ground), key=_rank))
    if not rows:
        return Clash(ground, ())
    hard = ground.rows[: len(system.equations)]
    own = Program(ground.system, (*hard, *rows))
    first = Lever(rows[:1])
    allowed = least(own, first)
    named = dict.fromkeys(row.name for row in rows)
    lifted = {name: least(ground, lever_of(ground, name)) for name in named}
    relaxed = {name: amount for name, amount in lifted.items() if amount is not None}
    found = Clash(ground, rows, allowed, _unsupplied(own, first, allowed), relaxed)
    if first.name in relaxed:
        return found
    both = together(ground, _RULES) or together(ground, _KINDS)
    return replace(found, second=_second(ground, rows), together=both)


def bare(system: System, alone: bool = False) -> Program:
    """Return what binds a case, as rows alone: no costs, and nothing that may be missed."""
    linear = program(system, alone)
    kept = [row for at, row in enumerate(linear.rows) if at not in linear.paid]
    return Program(replace(system, offer=None), (*kept, *_ends(system)))


def clashing(ground: Program) -> tuple[Row, ...]:
    """Return an irreducible set of rows that clash, the equations aside.

    Parameters
    ----------
    ground : Program
        Without a solution; its first rows are the equations of the system.

    Returns
    -------
    tuple of Row
        The smallest set, up to ``MOST_TRIED`` rows; nothing where the equations alone have no
        solution.
    """
    trials = _Trials(ground)
    found = _reduced(trials, _irreducible(trials))
    if len(trials.liftable) <= MOST_TRIED:
        found = _smallest(trials, found)
    return tuple(ground.rows[at] for at in found)


class _Trials:
    """Tries which rows clash, with one solver for all."""

    def __init__(self, ground: Program) -> None:
        self.ground, self.solver = ground, Solver()
        self.solver.highs.setOptionValue("iis_strategy", _IRREDUCIBLE)
        self.liftable = range(len(ground.system.equations), len(ground.rows))

    def clash(self, kept: Iterable[int]) -> bool:
        """Return whether some rows are proved to clash."""
        held = frozenset(kept)
        self.solver.solve(self.ground.without([at for at in self.liftable if at not in held]))
        return self.solver.is_infeasible

    def met(self) -> frozenset[int]:
        """Return which rows the last answer meets."""
        amounts = np.array(self.solver.highs.getSolution().col_value).tolist()
        volumes = dict(zip(self.ground.system.columns, amounts, strict=True))
        return frozenset(at for at in self.liftable if self.ground.rows[at].is_met(volumes))


def _irreducible(trials: _Trials) -> tuple[int, ...]:
    """Return the rows that the solver finds to clash; all, where it finds none."""
    trials.clash(trials.liftable)
    _, found = trials.solver.highs.getIis()
    kept = tuple(int(at) for at in found.row_index_ if at in trials.liftable)
    return kept if found.valid_ and trials.clash(kept) else tuple(trials.liftable)


def _reduced(trials: _Trials, found: Sequence[int]) -> tuple[int, ...]:
    """Leave out, from the last on, each row without which the others still clash."""
    kept = tuple(found)
    for at in reversed(found):
        rest = tuple(one for one in kept if one != at)
        kept = rest if trials.clash(rest) else kept
    return kept


def _smallest(trials: _Trials, found: Sequence[int]) -> tuple[int, ...]:
    """Return the first of the smallest sets that clash.

    Sets are tried in order of size. One that an answer found before meets needs no trial.
    """
    met: list[frozenset[int]] = []
    for size in range(len(found) + 1):
        for chosen in combinations(trials.liftable, size):
            if any(seen.issuperset(chosen) for seen in met):
                continue
            if trials.clash(chosen):
                return chosen
            if trials.solver.is_optimal:
                met.append(trials.met())
    return tuple(found)


def _ends(system: System) -> Iterator[Row]:
    """Yield that of each supply curve no more can be had than all its steps."""
    for curve in system.offer.curves if system.offer else ():
        sizes = [size for size in curve.sizes if size is not None]
        if len(sizes) == len(curve.sizes):
            component = curve.columns[0].component
            yield Row(
                name=f"supply curve of {component}",
                kind="supply",
                sense="<=",
                left=dict.fromkeys(curve.columns, 1.0),
                base={},
                constant=sum(float(size) for size in sizes),
                unit="Ml",
                equation="9",
                place=("supply", component, "steps"),
            )


def _rank(row: Row) -> tuple[bool, int]:
    """Rank what asks for something before what allows only so much, rules before limits."""
    return row.sense != ">=", _KINDS.index(row.kind)


def _unsupplied(own: Program, first: Lever, allowed: float | None) -> float | None:
    """Return what a set allows with nothing of what is limited in supply, if that is less."""
    limited = [row for row in own.rows if is_had(row)]
    others = len(own.rows) - len(own.system.equations) - len(limited)
    if allowed is None or first.sense == "<=" or not limited or others < 2:
        return None
    kept = tuple(row for row in own.rows if not is_had(row))
    none = tuple(replace(row, constant=0.0) for row in limited)
    without = least(Program(own.system, (*kept, *none)), first)
    return without if without is not None and without < allowed * (1 - 1e-6) else None


def is_had(row: Row) -> bool:
    """Return whether a row says how much can be had of something, and that is not nothing."""
    return row.kind == "supply" and float(row.constant) > 0.0


def _second(ground: Program, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return another set that clashes: one that shares no rule or limit, or not the first."""
    for apart in (rows, rows[:1]):
        names = {row.name for row in apart}
        rest = Program(ground.system, tuple(row for row in ground.rows if row.name not in names))
        if _Trials(rest).clash(range(len(rest.rows))):
            return tuple(sorted(clashing(rest), key=_rank))
    return ()
