"""What every row of a case is built from: its columns, and where its numbers come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import Key
from biofuel_mandate.rules.rows import Column, Node
from biofuel_mandate.scenario.shapes import CaseShape, SplitShape, Structure


class Source(Protocol):
    """Whatever gives numbers by name and key."""

    def get(self, name: str, key: Key) -> Number:
        """Return the number of that name."""
        ...

    def has(self, name: str, key: Key) -> bool:
        """Return whether a value is bound there."""
        ...


class Numbers:
    """Fetches numbers and remembers which, so that a row can say what it is made of."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._nodes: list[Node] = []

    def __call__(self, name: str, key: Key) -> Number:
        """Return the number of that name, and remember it."""
        self._nodes.append((name, key))
        return self._source.get(name, key)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """What was fetched, in order."""
        return tuple(self._nodes)


@dataclass(frozen=True)
class Frame:
    """A case with its columns, before it has rows.

    Attributes
    ----------
    source : Source
        Gives heat values, levels, blends; floats, or arrays over draws.
    structure : Structure
    case : CaseShape
    columns : tuple of Column
    supplier : str
        The obligated party whose columns these are; blank for the whole market.
    """

    source: Source
    structure: Structure
    case: CaseShape
    columns: tuple[Column, ...]
    supplier: str = ""

    def numbers(self) -> Numbers:
        """Return what fetches the numbers of one row."""
        return Numbers(self.source)

    def in_pool(self, pool: str, grades: Sequence[str] | None = None) -> list[Column]:
        """Return the columns of a pool, or of some of its grades."""
        return [
            column
            for column in self.columns
            if column.pool == pool and (grades is None or column.grade in grades)
        ]

    def of(self, pool: str, grade: str, component: str) -> list[Column]:
        """Return the columns of a component in a grade: its parts, and those of all suppliers."""
        wanted = (pool, grade, component)
        return [column for column in self.columns if column[:3] == wanted]

    def alone(self, supplier: str) -> Frame:
        """Return the frame of one obligated party."""
        mine = tuple(column for column in self.columns if column.supplier == supplier)
        return replace(self, columns=mine, supplier=supplier)

    def split_of(self, column: Column) -> SplitShape | None:
        """Return what tells a column's second part from its first; None for a first part."""
        at = (column.pool, column.component)
        splits = self.case.splits if column.part else ()
        return next((split for split in splits if at in split.components), None)

    def demand(self, numbers: Numbers, pool: str) -> Number:
        """Return the energy that is sold of a pool: by all, or by the obligated party."""
        demand = numbers("demand_tj", Key(case=self.case.name, pool=pool))
        if not self.supplier:
            return demand
        return demand * numbers("supplier_energy_share", Key(pool=pool, supplier=self.supplier))

    def part_of_duty(self, numbers: Numbers, pools: Sequence[str]) -> Number:
        """Return which part of an absolute level falls on the obligated party: that of energy."""
        if not self.supplier:
            return 1.0
        mine: Number = 0.0
        whole: Number = 0.0
        for pool in pools:
            mine = mine + self.demand(numbers, pool)
            whole = whole + numbers("demand_tj", Key(case=self.case.name, pool=pool))
        return mine / whole

    def is_gas(self, column: Column) -> bool:
        """Return whether a column is an energy, not a volume."""
        return column.component in self.structure.pools[column.pool].gases

    def biofuels(self) -> list[Column]:
        """Return the columns that are not fossil fuel."""
        return [column for column in self.columns if column.component != column.pool]

    def litres(self, pool: str, grades: Sequence[str] | None = None) -> dict[Column, Number]:
        """Return what counts as a litre each: everything but gas."""
        columns = self.in_pool(pool, grades)
        return {column: 1.0 for column in columns if not self.is_gas(column)}

    def useful_energy(self, numbers: Numbers, columns: Sequence[Column]) -> dict[Column, Number]:
        """Return the energy of one unit of each column, as its pool's vehicles use it."""
        terms = {}
        for column in columns:
            key = Key(pool=column.pool, component=column.component)
            terms[column] = numbers("efficiency_ratio", key)
            if not self.is_gas(column):
                terms[column] = terms[column] * numbers("lhv_mj_per_l", key)
        return terms
