"""The rows of a case as a linear program: arrays for HiGHS, and what its answers mean.

The unknowns are the columns of the case, then what each priced rule may miss, then the steps of
supply curves. The rows are the same that a given blend is checked against.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from biofuel_mandate.rules.rows import Curve, Row, System

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

# Feasible and optimal to this, the finest that HiGHS takes.
_TOLERANCE = 1e-10


@dataclass(frozen=True)
class Program:
    """A linear program: least cost of columns under rows.

    Attributes
    ----------
    system : System
        Of floats, with an offer.
    rows : tuple of Row
        What binds, each once: equations, then rules, limits and supply.
    """

    system: System
    rows: tuple[Row, ...]

    @cached_property
    def paid(self) -> tuple[int, ...]:
        """Positions of the rows that may be missed at a price."""
        penalties = self.system.offer.penalties if self.system.offer else {}
        return tuple(at for at, row in enumerate(self.rows) if row.name in penalties)

    @cached_property
    def costs(self) -> Vector:
        """Cost of each unknown."""
        offer = self.system.offer
        if offer is None:
            return np.zeros(len(self.system.columns))
        own = [float(offer.costs[column]) for column in self.system.columns]
        paid = [float(offer.penalties[self.rows[at].name]) for at in self.paid]
        steps = [float(price) for curve in offer.curves for price in curve.prices]
        return np.array(own + paid + steps)

    @cached_property
    def uppers(self) -> Vector:
        """The most of each unknown; the least is 0."""
        found = np.full(len(self.costs), inf)
        at = len(self.system.columns) + len(self.paid)
        for curve in self.curves:
            for size in curve.sizes:
                found[at] = inf if size is None else float(size)
                at += 1
        return found

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The supply curves."""
        return self.system.offer.curves if self.system.offer else ()

    @cached_property
    def matrix(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Vector]:
        """Starts, indices and values of the rows; those of the curves come last."""
        place = {column: at for at, column in enumerate(self.system.columns)}
        starts, indices, values = [0], list[int](), list[float]()
        missed = {row: len(place) + at for at, row in enumerate(self.paid)}
        for at, row in enumerate(self.rows):
            for column, x in row.terms().items():
                indices.append(place[column])
                values.append(float(x))
            if at in missed:
                indices.append(missed[at])
                values.append(-1.0 if row.sense == "<=" else 1.0)
            starts.append(len(indices))
        step = len(place) + len(missed)
        for curve in self.curves:
            for column in curve.columns:
                indices.append(place[column])
                values.append(1.0)
            for _ in curve.sizes:
                indices.append(step)
                values.append(-1.0)
                step += 1
            starts.append(len(indices))
        return (
            np.array(starts[:-1], dtype=np.int32),
            np.array(indices, dtype=np.int32),
            np.array(values),
        )

    @cached_property
    def bounds(self) -> tuple[Vector, Vector]:
        """Least and greatest value of each row."""
        rights = [float(row.constant) for row in self.rows] + [0.0] * len(self.curves)
        senses = [row.sense for row in self.rows] + ["="] * len(self.curves)
        lower = [-inf if sense == "<=" else x for x, sense in zip(rights, senses, strict=True)]
        upper = [inf if sense == ">=" else x for x, sense in zip(rights, senses, strict=True)]
        return np.array(lower), np.array(upper)

    def without(self, dropped: Sequence[int]) -> Program:
        """Return the program without some of its rows."""
        kept = tuple(row for at, row in enumerate(self.rows) if at not in dropped)
        return Program(self.system, kept)


def program(system: System, alone: bool = False) -> Program:
    """Return the linear program of a case.

    Parameters
    ----------
    system : System
        Of floats, with an offer.
    alone : bool
        Whether each supplier meets the rules by itself.
    """
    return Program(system, (*system.equations, *_binding(system, alone)))


def _binding(system: System, alone: bool) -> Iterator[Row]:
    rules = {row.name for row in system.rules}
    apart = [row for row in system.apart if row.name in rules]
    for row in apart if alone else system.rules:
        yield system.divided(row)
    # Each supplier's grades keep their limits, whoever meets the rules.
    own = [row for row in system.apart if row.name not in rules]
    market = [row for row in system.limits if not own or row.kind == "supply"]
    yield from (*own, *market)


class Solver:
    """HiGHS, made once and used for many programs.

    Its options are set so that an answer is exact to rounding, and found by one way alone.
    """

    def __init__(self) -> None:
        import highspy

        made: Any = highspy.Highs
        self.highs: Any = made()
        self.highs.silent()
        self.statuses = highspy.HighsModelStatus
        self.basic = highspy.HighsBasisStatus.kBasic
        options = {
            "presolve": "off",
            "solver": "simplex",
            "threads": 1,
            "primal_feasibility_tolerance": _TOLERANCE,
            "dual_feasibility_tolerance": _TOLERANCE,
            "small_matrix_value": 1e-12,
        }
        for name, value in options.items():
            self.highs.setOptionValue(name, value)

    def solve(self, linear: Program, costs: Vector | None = None) -> str:
        """Solve, and return the solver's own word for how that ended."""
        starts, indices, values = linear.matrix
        lower, upper = linear.bounds
        costs = linear.costs if costs is None else costs
        n, m = len(costs), len(lower)
        self.highs.passModel(
            *(n, m, len(values), 2, 1, 0.0, costs, np.zeros(n), linear.uppers),
            *(lower, upper, starts, indices, values, np.zeros(n, dtype=np.int32)),
        )
        return self.run()

    def run(self) -> str:
        """Solve what is loaded, and return how that ended."""
        self.highs.run()
        return str(self.highs.modelStatusToString(self.highs.getModelStatus()))

    @property
    def is_optimal(self) -> bool:
        """Whether the last answer is proved to be the best."""
        return bool(self.highs.getModelStatus() == self.statuses.kOptimal)

    @property
    def is_infeasible(self) -> bool:
        """Whether the last program is proved to have no answer at all."""
        return bool(self.highs.getModelStatus() == self.statuses.kInfeasible)


def floats(system: System, draw: int) -> System:
    """Return the rows of one draw, where numbers are arrays over draws."""
    offer = system.offer
    return replace(
        system,
        equations=tuple(_row(row, draw) for row in system.equations),
        rules=tuple(_row(row, draw) for row in system.rules),
        limits=tuple(_row(row, draw) for row in system.limits),
        apart=tuple(_row(row, draw) for row in system.apart),
        splits=tuple(replace(split, row=_row(split.row, draw)) for split in system.splits),
        offer=offer
        and replace(
            offer,
            costs=_numbers(offer.costs, draw),
            penalties=_numbers(offer.penalties, draw),
            curves=tuple(
                replace(
                    curve,
                    sizes=tuple(size if size is None else _at(size, draw) for size in curve.sizes),
                    prices=tuple(_at(price, draw) for price in curve.prices),
                )
                for curve in offer.curves
            ),
        ),
    )


def _row(row: Row, draw: int) -> Row:
    return replace(
        row,
        left=_numbers(row.left, draw),
        base=_numbers(row.base, draw),
        constant=_at(row.constant, draw),
        level=_at(row.level, draw),
    )


def _numbers(numbers: Any, draw: int) -> dict[Any, float]:
    return {key: _at(number, draw) for key, number in numbers.items()}


def _at(number: Any, draw: int) -> float:
    return float(number) if np.ndim(number) == 0 else float(number[draw])


def draws_in(system: System) -> int:
    """Return how many draws the numbers of a system hold; 0 where all are single."""
    offer = system.offer
    numbers: list[Any] = [x for row in _all_rows(system) for x in (row.constant, row.level)]
    numbers += [x for row in _all_rows(system) for x in (*row.left.values(), *row.base.values())]
    if offer is not None:
        numbers += [*offer.costs.values(), *offer.penalties.values()]
        numbers += [x for curve in offer.curves for x in (*curve.prices, *curve.sizes)]
    return max((len(x) for x in numbers if isinstance(x, np.ndarray) and x.ndim), default=0)


def _all_rows(system: System) -> tuple[Row, ...]:
    return (*system.equations, *system.rules, *system.limits, *system.apart)
