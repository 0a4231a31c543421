"""The rows of a case as a linear program: arrays for HiGHS, and what its answers mean.

The unknowns are the columns of the case, then what each priced rule may miss, then the steps of
supply curves. The rows are the same that a given blend is checked against.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from biofuel_mandate.rules.rows import Column, Curve, Row, System, Terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

OPTIMAL = "Optimal"
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
    like : Program or None
        One that may have the same terms: then where they stand need not be found again.
    """

    system: System
    rows: tuple[Row, ...]
    like: Program | None = None

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
        columns = self.system.columns
        is_ordered = tuple(offer.costs) == columns
        own = offer.costs.values() if is_ordered else [offer.costs[column] for column in columns]
        paid = [offer.penalties[self.rows[at].name] for at in self.paid]
        steps = [price for curve in offer.curves for price in curve.prices]
        return np.array([*own, *paid, *steps], float)

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
    def dense(self) -> Vector:
        """Coefficients, rows by unknowns; the rows of the curves come last."""
        columns = self.system.columns
        found = np.zeros((len(self.rows) + len(self.curves), len(self.costs)))
        sides = np.zeros((2, len(self.rows), len(columns)))
        values = chain.from_iterable(side.values() for side in self._sides)
        sides.ravel()[self._places] = np.fromiter(values, float)
        levels = np.array([[row.level] for row in self.rows])
        found[: len(self.rows), : len(columns)] = sides[0] - levels * sides[1]
        for number, at in enumerate(self.paid):
            found[at, len(columns) + number] = -1.0 if self.rows[at].sense == "<=" else 1.0
        step = len(columns) + len(self.paid)
        for number, curve in enumerate(self.curves, len(self.rows)):
            found[number, [columns.index(column) for column in curve.columns]] = 1.0
            found[number, step : step + len(curve.sizes)] = -1.0
            step += len(curve.sizes)
        return found

    @cached_property
    def _sides(self) -> tuple[Terms, ...]:
        return (*(row.left for row in self.rows), *(row.base for row in self.rows))

    @cached_property
    def _terms(self) -> list[Column]:
        """The columns of all terms, side after side."""
        return list(chain.from_iterable(self._sides))

    @cached_property
    def _places(self) -> NDArray[np.intp]:
        """Where the terms stand, with all sides one after the other."""
        columns, like = self.system.columns, self.like
        counts = [len(side) for side in self._sides]
        known = like and (like.system.columns, [len(side) for side in like._sides], like._terms)
        if like is not None and known == (columns, counts, self._terms):
            return like._places
        place = {column: at for at, column in enumerate(columns)}
        found = np.fromiter(map(place.__getitem__, self._terms), np.intp)
        return found + np.repeat(np.arange(len(counts)) * len(columns), counts)

    @cached_property
    def matrix(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Vector]:
        """Starts, indices and values of the rows, without what is zero."""
        rows, columns = np.nonzero(self.dense)
        starts = np.searchsorted(rows, np.arange(len(self.dense)))
        return starts.astype(np.int32), columns.astype(np.int32), self.dense[rows, columns]

    @cached_property
    def bounds(self) -> tuple[Vector, Vector]:
        """Least and greatest value of each row."""
        lower = [-inf if row.sense == "<=" else row.constant for row in self.rows]
        upper = [inf if row.sense == ">=" else row.constant for row in self.rows]
        of_curves = [0.0] * len(self.curves)
        return np.array([*lower, *of_curves], float), np.array([*upper, *of_curves], float)

    def make(self) -> None:
        """Make all arrays now, where many are made before any is solved."""
        _ = self.costs, self.uppers, self.matrix, self.bounds

    def without(self, dropped: Sequence[int]) -> Program:
        """Return the program without some of its rows."""
        kept = tuple(row for at, row in enumerate(self.rows) if at not in dropped)
        return Program(self.system, kept)


def program(system: System, alone: bool = False, like: Program | None = None) -> Program:
    """Return the linear program of a case.

    Parameters
    ----------
    system : System
        Of floats, with an offer.
    alone : bool
        Whether each supplier meets the rules by itself.
    like : Program or None
        One that may have the same terms, as that of another year: it saves time.
    """
    return Program(system, (*system.equations, *_binding(system, alone)), like)


def _binding(system: System, alone: bool) -> Iterator[Row]:
    rules = {row.name for row in system.rules}
    apart = [row for row in system.apart if row.name in rules]
    for row in apart if alone else system.rules:
        yield system.divided(row)
    # Each supplier's grades keep their limits, whoever meets the rules.
    own = [row for row in system.apart if row.name not in rules]
    market = [row for row in system.limits if not own or row.kind == "supply"]
    yield from (*own, *market)


_NOTHING = np.empty(0)


class Answer(NamedTuple):
    """What the solver says of a program; nothing but the status where there is no best answer.

    Attributes
    ----------
    status : str
        The solver's own word.
    amounts : array
        Of the unknowns, and after them what the rows come to.
    reduced, duals : array
        By how much the cost rises per unit of each unknown at its bound, and of each row.
    basic : array of int
        The unknowns, and after them the rows, that are not held by a bound.
    """

    status: str
    amounts: Vector = _NOTHING
    reduced: Vector = _NOTHING
    duals: Vector = _NOTHING
    basic: NDArray[np.intp] = _NOTHING.astype(np.intp)


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

    def answer(self, linear: Program) -> Answer:
        """Solve, and return all that is said of the answer."""
        status = self.solve(linear)
        if status != OPTIMAL:
            return Answer(status)
        found = self.highs.getSolution()
        _, basic = self.highs.getBasicVariables()
        return Answer(
            status,
            amounts=np.array([*found.col_value, *found.row_value]),
            reduced=np.array(found.col_dual),
            duals=np.array(found.row_dual),
            # The solver counts rows down from -1.
            basic=np.where(basic < 0, len(linear.costs) - 1 - basic, basic),
        )

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
