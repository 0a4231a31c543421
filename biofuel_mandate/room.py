"""What a least-cost case takes of each biofuel, at what price, and how much more could be had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import NamedTuple

from biofuel_mandate.rules.rows import Column, Curve, Row, System
from biofuel_mandate.scenario.shapes import ABOVE, Structure
from biofuel_mandate.solve.check import CaseSolution


class Offered(NamedTuple):
    """A biofuel at one price, in the unit of its column.

    ``number`` is that of a step of its supply curve; ``price`` what suppliers pay, in millions.
    """

    column: Column
    number: str
    price: float
    used: float
    spare: float


def fossil_of(system: System, column: Column) -> Column:
    """Return the fossil fuel that a biofuel stands in for: of its grade, else of its pool."""
    mine = [
        one
        for one in system.columns
        if one.component == one.pool == column.pool and one.supplier == column.supplier
    ]
    return next((one for one in mine if one.grade == column.grade), mine[0])


def useful_ratio(system: System, column: Column) -> float:
    """Return how much fossil fuel a unit of a biofuel stands in for, by useful energy."""
    row = next(row for row in system.equations if column in row.left)
    return float(row.left[column]) / float(row.left[fossil_of(system, column)])


class Room:
    """What limits leave room for, beyond what a case sells.

    Of each supply limit, grade limit and cap the slack is given out once, cheapest first, and no
    more fossil fuel is replaced than is sold.

    Parameters
    ----------
    solution : CaseSolution
        Of a least-cost case.
    structure : Structure
    columns : sequence of Column
        The biofuels that are asked for.
    """

    def __init__(
        self, solution: CaseSolution, structure: Structure, columns: Sequence[Column]
    ) -> None:
        self._system, self._volumes = solution.system, solution.volumes
        self._columns, self._structure = columns, structure
        system = self._system
        paid = {name for name, rule in structure.rules.items() if rule.is_paid}
        caps = [row for row in system.rules if row.sense == "<=" and row.name not in paid]
        alone = [row for row in system.apart if row.name not in {one.name for one in system.rules}]
        rows = [system.divided(row) for row in (*system.limits, *alone, *caps)]
        self._limits = [(row, row.terms()) for row in rows]
        self._slacks = [max(0.0, float(row.slack(self._volumes))) for row in rows]
        self._fossil = {
            (column.pool, column.supplier): 0.0
            for column in system.columns
            if column.component == column.pool
        }
        for column in system.columns:
            if column.component == column.pool:
                self._fossil[column.pool, column.supplier] += float(self._volumes[column])

    def offers(self) -> Iterator[Offered]:
        """Yield every biofuel at every price of it, cheapest first."""
        offered = [one for column in self._columns for one in _at_prices(self._system, column)]
        taken = self._taken()
        left = {
            (curve.columns, number): size - self._used_of(curve, number)
            for curve in self._curves()
            for number, size in _sizes(curve)
        }
        for one in sorted(offered, key=self._net):
            spare = 0.0 if self._is_filled(one.column) else self._spare(one.column)
            at = next(
                ((c.columns, one.number) for c in self._curves() if one.column in c.columns), None
            )
            if at is not None:
                spare = min(spare, left[at])
                left[at] -= spare
            self._give(one.column, spare)
            yield one._replace(used=taken.get((one.column, one.number), 0.0), spare=spare)

    def _net(self, one: Offered) -> float:
        """Return the net cost per unit of energy that is replaced, to be given room by."""
        costs = self._system.offer.costs if self._system.offer else {}
        ratio = useful_ratio(self._system, one.column)
        return one.price / ratio - float(costs[fossil_of(self._system, one.column)])

    def _curves(self) -> tuple[Curve, ...]:
        return self._system.offer.curves if self._system.offer else ()

    def _taken(self) -> dict[tuple[Column, str], float]:
        """Return how much of each column stands at each step of its curve, cheapest first."""
        taken = {(column, ""): float(self._volumes[column]) for column in self._columns}
        for curve in self._curves():
            start = 0.0
            for column in curve.columns:
                end = start + float(self._volumes[column])
                for number, (low, high) in _spans(curve).items():
                    taken[column, number] = max(0.0, min(end, high) - max(start, low))
                start = end
        return taken

    def _used_of(self, curve: Curve, number: str) -> float:
        whole = sum(float(self._volumes[column]) for column in curve.columns)
        low, high = _spans(curve)[number]
        return max(0.0, min(whole, high) - low)

    def _is_filled(self, column: Column) -> bool:
        """Return whether more of a first part would stand in its second: above a sub-quota."""
        for split in self._system.splits:
            second = column._replace(part=ABOVE)
            if split.part == ABOVE and not column.part and column in split.row.left:
                return second in self._columns and bool(split.row.is_met(self._volumes))
        return False

    def _spare(self, column: Column) -> float:
        """Return how much more fits, as fossil fuel of the same energy gives way."""
        found = self._fossil[column.pool, column.supplier] / useful_ratio(self._system, column)
        for (row, _), slack in zip(self._limits, self._slacks, strict=True):
            step = self._change(row, column)
            if step > 0.0:
                found = min(found, slack / step)
        return max(0.0, found)

    def _change(self, row: Row, column: Column) -> float:
        """Return by how much a unit more narrows a limit."""
        terms = next(terms for one, terms in self._limits if one is row)
        fossil = fossil_of(self._system, column)
        ratio = useful_ratio(self._system, column)
        change = float(terms.get(column, 0.0)) - ratio * float(terms.get(fossil, 0.0))
        return -change if row.sense == ">=" else change

    def _give(self, column: Column, amount: float) -> None:
        self._fossil[column.pool, column.supplier] -= amount * useful_ratio(self._system, column)
        for at, (row, _) in enumerate(self._limits):
            self._slacks[at] = max(0.0, self._slacks[at] - amount * self._change(row, column))


def _at_prices(system: System, column: Column) -> Iterator[Offered]:
    """Yield a column at its price, or at each price of its supply curve."""
    offer = system.offer
    beside = float(offer.costs[column]) if offer else 0.0
    curve = next((one for one in offer.curves if column in one.columns), None) if offer else None
    if curve is None:
        yield Offered(column, "", beside, 0.0, 0.0)
        return
    for number, price in enumerate(curve.prices, 1):
        yield Offered(column, str(number), beside + float(price), 0.0, 0.0)


def _sizes(curve: Curve) -> Iterator[tuple[str, float]]:
    for number, size in enumerate(curve.sizes, 1):
        yield str(number), inf if size is None else float(size)


def _spans(curve: Curve) -> dict[str, tuple[float, float]]:
    """Return where each step begins and ends."""
    start, found = 0.0, {}
    for number, size in _sizes(curve):
        found[number] = (start, start + size)
        start += size
    return found
