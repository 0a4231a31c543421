"""The linear programs of many draws at once: terms that are floats, or arrays over the draws.

Unknowns and rows stand in the order of `solve.program.Program`, one program of which is one draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING, cast

import numpy as np

from biofuel_mandate.arrays import Number, larger, magnitude
from biofuel_mandate.rules.rows import Column, Row, System
from biofuel_mandate.solve.draws import draws_in
from biofuel_mandate.solve.program import Program, program

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Places = NDArray[np.intp]

Numbers = tuple[Number, ...]
# By position of an unknown, or of a row.
Entries = Mapping[int, Number]


@dataclass(frozen=True)
class Programs:
    """Linear programs of one structure, one for each draw: least cost of unknowns under rows.

    Attributes
    ----------
    draws : int
        How many there are; arrays have that length.
    rows : tuple of mapping
        Coefficients of each row, by position of the unknown; what is not there is zero.
    lower, upper : tuple of number
        Bounds of each row.
    costs, most : tuple of number
        Cost of each unknown, and its upper bound; the lower is 0.
    """

    draws: int
    rows: tuple[Entries, ...]
    lower: Numbers
    upper: Numbers
    costs: Numbers
    most: Numbers

    @cached_property
    def columns(self) -> tuple[Entries, ...]:
        """The coefficients of each unknown, by position of the row."""
        found: tuple[dict[int, Number], ...] = tuple({} for _ in self.costs)
        for at, row in enumerate(self.rows):
            for unknown, x in row.items():
                found[unknown][at] = x
        return found

    @cached_property
    def scales(self) -> Numbers:
        """The largest coefficient of each row."""
        return tuple(_largest(row.values()) for row in self.rows)

    @cached_property
    def dearest(self) -> Number:
        """The largest cost of any unknown."""
        return _largest(self.costs)

    def right(self, row: int) -> Number:
        """Return the bound that a row has when it binds; none has two that differ."""
        lower = self.lower[row]
        return self.upper[row] if is_endless(lower) else lower

    def sense(self, row: int) -> int:
        """Return 1 of a row that has only a lower bound, -1 of an upper one, 0 of an equation."""
        if is_endless(self.upper[row]):
            return 1
        return -1 if is_endless(self.lower[row]) else 0

    def taken(self, draws: Places) -> Programs:
        """Return the programs of some draws; what they share is taken once."""
        known: dict[int, Number] = {}

        def take(number: Number) -> Number:
            if isinstance(number, float):
                return number
            if id(number) not in known:
                known[id(number)] = number[draws]
            return known[id(number)]

        def all_of(numbers: Numbers) -> Numbers:
            return tuple(map(take, numbers))

        rows = tuple({at: take(x) for at, x in row.items()} for row in self.rows)
        bounds = (all_of(self.lower), all_of(self.upper), all_of(self.costs), all_of(self.most))
        found = Programs(len(draws), rows, *bounds)
        # Found already, so that it need not be again.
        found.__dict__.update(scales=all_of(self.scales), dearest=take(self.dearest))
        return found

    def core(self, rows: Sequence[int], unknowns: Sequence[int]) -> Programs:
        """Return the programs with some of the rows and unknowns alone."""
        place = {unknown: at for at, unknown in enumerate(unknowns)}
        kept = [{place[at]: x for at, x in self.rows[row].items() if at in place} for row in rows]
        return Programs(
            self.draws,
            tuple(kept),
            tuple(self.lower[row] for row in rows),
            tuple(self.upper[row] for row in rows),
            tuple(self.costs[unknown] for unknown in unknowns),
            tuple(self.most[unknown] for unknown in unknowns),
        )

    def dense(self, draw: int) -> Vector:
        """Return the coefficients of one draw, rows by unknowns."""
        found = np.zeros((len(self.rows), len(self.costs)))
        for at, row in enumerate(self.rows):
            for unknown, x in row.items():
                found[at, unknown] = x if isinstance(x, float) else x[draw]
        return found


def programs(system: System, alone: bool = False) -> Programs:
    """Return the linear programs of a case, one for each draw; one where numbers are single.

    Parameters
    ----------
    system : System
        With an offer; its numbers are floats, or arrays over draws.
    alone : bool
        Whether each supplier meets the rules by itself.
    """
    linear = program(system, alone)
    place = {column: at for at, column in enumerate(system.columns)}
    products = _Products()
    rows = [products.terms(row, place) for row in linear.rows]
    for number, at in enumerate(linear.paid, len(place)):
        rows[at][number] = -1.0 if linear.rows[at].sense == "<=" else 1.0
    step = len(place) + len(linear.paid)
    for curve in linear.curves:
        of_curve: dict[int, Number] = {place[column]: 1.0 for column in curve.columns}
        rows.append(of_curve | dict.fromkeys(range(step, step + len(curve.sizes)), -1.0))
        step += len(curve.sizes)
    lower = [-inf if row.sense == "<=" else _plain(row.constant) for row in linear.rows]
    upper = [inf if row.sense == ">=" else _plain(row.constant) for row in linear.rows]
    of_curves = (0.0,) * len(linear.curves)
    return Programs(
        max(1, draws_in(system)),
        tuple(rows),
        (*lower, *of_curves),
        (*upper, *of_curves),
        tuple(_costs(linear)),
        tuple(_most(linear)),
    )


def is_endless(number: Number) -> bool:
    """Return whether a bound is none, in every draw."""
    return isinstance(number, float) and abs(number) == inf


def _costs(linear: Program) -> Iterator[Number]:
    """Yield the cost of each unknown, in order."""
    offer = linear.system.offer
    if offer is None:
        yield from (0.0 for _ in linear.system.columns)
        return
    yield from (_plain(offer.costs[column]) for column in linear.system.columns)
    yield from (_plain(offer.penalties[linear.rows[at].name]) for at in linear.paid)
    yield from (_plain(price) for curve in offer.curves for price in curve.prices)


def _most(linear: Program) -> Iterator[Number]:
    """Yield the most of each unknown, in order."""
    yield from (inf for _ in (*linear.system.columns, *linear.paid))
    for curve in linear.curves:
        yield from (inf if size is None else _plain(size) for size in curve.sizes)


class _Products:
    """Coefficients of rows: one that occurs often is one array, computed once."""

    def __init__(self) -> None:
        self._known: dict[object, Number] = {}

    def terms(self, row: Row, place: Mapping[Column, int]) -> dict[int, Number]:
        """Return left minus right by position, without terms that are zero in every draw."""
        found = {}
        for column in dict.fromkeys((*row.left, *row.base)):
            left, weight = row.left.get(column, 0.0), row.base.get(column, 0.0)
            name = (_name(left), _name(row.level), _name(weight))
            if name not in self._known:
                self._known[name] = _plain(left - row.level * weight)
            if np.any(self._known[name]):
                found[place[column]] = self._known[name]
        return found


def _name(number: Number) -> object:
    """Return what two numbers have in common if they are the same in all draws."""
    return number if isinstance(number, float) else ("array", id(number))


def _plain(number: Number) -> Number:
    """Return a float where a number is one, if an array of no dimension."""
    if isinstance(number, float):
        return number
    return float(number) if np.ndim(number) == 0 else cast("Number", number)


def _largest(numbers: Iterable[Number]) -> Number:
    found: Number = 0.0
    for number in {id(x): x for x in numbers}.values():
        found = larger(found, magnitude(number))
    return found
