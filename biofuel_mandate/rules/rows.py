"""Rows and columns: the rules and blends of a case as data.

A row says that its left side is equal to, at least, or at most its right side plus a constant.
Coefficients are floats, or arrays over draws where they vary. Whoever solves reads these rows,
as a given blend does that eliminates on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from biofuel_mandate.arrays import Flag, Number, larger, magnitude
from biofuel_mandate.equations import Key

# Rules and limits hold to this, relative: E5 stands at 5.0 % exactly.
TOLERANCE = 1e-9


class Column(NamedTuple):
    """One unknown volume [Ml], of a gas its energy [TJ]; blank dimensions have a single member."""

    pool: str
    grade: str
    component: str
    supplier: str = ""
    part: str = ""


Terms = Mapping[Column, Number]
Node = tuple[str, Key]


@dataclass(frozen=True)
class Row:
    """One equation or inequality over the columns.

    Attributes
    ----------
    name, kind : str
        What it is called, and which sort it is: ``energy``, ``blend``, ``quota``, ``cap``, ...
    sense : str
        ``=``, ``>=`` or ``<=``.
    left, base : mapping of Column to number
        Coefficients. For a rule: what counts, and what it is measured against.
    constant : number
        Added to the right side, in ``unit``.
    equation : str
        Number in the method.
    place : tuple of str
        Path in the scenario where it is asked for.
    inputs : tuple of (name, Key)
        Values and results that the coefficients are made of.
    solves_for : Column or None
        The column that this row settles, when it is part of a blend.
    level : number
        Share of the base that the right side asks for.
    supplier : str
        The obligated party that it binds; blank for the whole market.
    titles : mapping
        What reports call it, by language; its name where there is none.
    missed : number
        Of a year in parts, by how much the parts that miss it do so, whatever is over in others.
    """

    name: str
    kind: str
    sense: str
    left: Terms
    base: Terms
    constant: Number
    unit: str
    equation: str
    place: tuple[str, ...]
    inputs: tuple[Node, ...] = ()
    solves_for: Column | None = None
    level: Number = 1.0
    supplier: str = ""
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)
    missed: float = 0.0

    @property
    def right(self) -> Terms:
        """Coefficients of the right side: the level of the base."""
        return {column: self.level * weight for column, weight in self.base.items()}

    def terms(self) -> dict[Column, Number]:
        """Return left minus right, without terms that are zero by structure."""
        found: dict[Column, Number] = dict(self.left)
        for column, coefficient in self.right.items():
            found[column] = found.get(column, 0.0) - coefficient
        return {c: v for c, v in found.items() if not (isinstance(v, float) and v == 0.0)}

    def of_first_parts(self) -> Row:
        """Return the row with the first parts alone on its left side."""
        first = {column: x for column, x in self.left.items() if not column.part}
        return replace(self, left=first)

    def left_amount(self, volumes: Terms) -> Number:
        """Return what the left side comes to at given volumes."""
        return _total(self.left, volumes)

    def right_amount(self, volumes: Terms) -> Number:
        """Return what the right side comes to at given volumes."""
        return _total(self.right, volumes) + self.constant

    def base_amount(self, volumes: Terms) -> Number:
        """Return what the level is a share of, at given volumes."""
        return _total(self.base, volumes)

    def slack(self, volumes: Terms) -> Number:
        """Return by how much the row is met; negative when it is missed."""
        gap = self.left_amount(volumes) - self.right_amount(volumes)
        return -gap if self.sense == "<=" else gap

    def is_met(self, volumes: Terms) -> Flag:
        """Return whether the row holds, to the tolerance of limits."""
        if self.missed:
            return False
        sides = (self.left_amount(volumes), self.right_amount(volumes))
        scale = larger(magnitude(sides[0]), magnitude(sides[1]))
        return self.slack(volumes) >= -TOLERANCE * scale


@dataclass(frozen=True)
class Split:
    """A level that divides components in two parts (equations 4 and 6).

    Attributes
    ----------
    row : Row
        The rule whose level it is, its left side the first parts alone.
    target : str
        The rule that weighs the parts differently.
    part : str
        What the second parts are: ``above`` a sub-quota, or ``over`` a cap.
    """

    row: Row
    target: str
    part: str


@dataclass(frozen=True)
class Curve:
    """A stepped supply curve: what a component costs more and more of.

    Attributes
    ----------
    columns : tuple of Column
        What is supplied.
    sizes : tuple of number or None
        How much can be had at each step [Ml]; None without end.
    prices : tuple of number
        Of each step, in millions of currency per Ml.
    """

    columns: tuple[Column, ...]
    sizes: tuple[Number | None, ...]
    prices: tuple[Number, ...]


@dataclass(frozen=True)
class Offer:
    """What suppliers weigh when they choose.

    Attributes
    ----------
    costs : mapping of Column to number
        What they pay, in millions of currency per unit of the column.
    penalties : mapping of str to number
        What a unit of a rule's row costs that is missing, in millions; without, none may be.
    curves : tuple of Curve
    """

    costs: Terms
    penalties: Mapping[str, Number]
    curves: tuple[Curve, ...] = ()


@dataclass(frozen=True)
class System:
    """The rows of one case.

    Attributes
    ----------
    columns : tuple of Column
        The unknown volumes.
    equations : tuple of Row
        Of a given blend as many as columns, so that solving them gives the volumes; of least cost
        the energy of each pool.
    rules : tuple of Row
        Policy instruments; reported met or missed.
    limits : tuple of Row
        Grade and vehicle limits; a solution that breaks one is none.
    gases : frozenset of Column
        The columns that are energies [TJ], not volumes.
    splits : tuple of Split
        Levels that divide components in parts.
    offer : Offer or None
        What suppliers pay, where they choose.
    apart : tuple of Row
        Rules and limits of each supplier, where there are several.
    """

    columns: tuple[Column, ...]
    equations: tuple[Row, ...]
    rules: tuple[Row, ...]
    limits: tuple[Row, ...]
    gases: frozenset[Column] = frozenset()
    splits: tuple[Split, ...] = ()
    offer: Offer | None = None
    apart: tuple[Row, ...] = ()

    def divided(self, row: Row) -> Row:
        """Return what a level binds: where it divides parts, the first parts alone."""
        is_dividing = any(split.row.name == row.name for split in self.splits)
        return row.of_first_parts() if is_dividing else row


def _total(terms: Terms, volumes: Terms) -> Number:
    total: Number = 0.0
    for column, coefficient in terms.items():
        total = total + coefficient * volumes[column]
    return total
