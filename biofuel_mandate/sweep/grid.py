"""A grid of inputs: what each of them is tried at, and which point is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm, prod
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from biofuel_mandate.quantities import Given

Vector = NDArray[np.float64]
# Points are numbered in 64 bits.
MOST_POINTS = 2**63 - 1


class Steps(Protocol):
    """What an input is tried at, in its held unit."""

    @property
    def count(self) -> int:
        """How many values there are."""
        ...

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value."""
        ...

    def at(self, position: int) -> float:
        """Return the value at a position, from 0."""
        ...

    def to_dict(self) -> dict[str, object]:
        """Return it as plain data."""
        ...


@dataclass(frozen=True)
class Listed:
    """Values one by one.

    Attributes
    ----------
    values : tuple of float
    """

    values: tuple[float, ...]

    @property
    def count(self) -> int:
        """How many values there are."""
        return len(self.values)

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value."""
        return min(self.values), max(self.values)

    def at(self, position: int) -> float:
        """Return the value at a position, from 0."""
        return self.values[position]

    def to_dict(self) -> dict[str, object]:
        """Return it as plain data."""
        return {"values": list(self.values)}


@dataclass(frozen=True)
class Spaced:
    """Evenly spaced values with both ends among them.

    Attributes
    ----------
    first, last : float
    count : int
        2 or more.

    Examples
    --------
    >>> steps = Spaced(0.04, 0.1, 61)
    >>> [steps.at(position) for position in (0, 1, 15, 60)]
    [0.04, 0.041, 0.055, 0.1]
    """

    first: float
    last: float
    count: int

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value."""
        return self.first, self.last

    def at(self, position: int) -> float:
        """Return the value at a position: the number nearest to the exact one, so 5.5 % is 0.055.

        Examples
        --------
        >>> Spaced(0.04, 0.1, 61).at(3), 0.04 + 3 * (0.1 - 0.04) / 60
        (0.043, 0.043000000000000003)
        """
        start, step, parts = self._in_parts
        # Division of whole numbers is exact up to the last digit.
        return (start + step * position) / parts

    @cached_property
    def _in_parts(self) -> tuple[int, int, int]:
        """The first value and the step, as whole numbers of one part, and how many make one."""
        first, last = Fraction(repr(self.first)), Fraction(repr(self.last))
        step = (last - first) / (self.count - 1)
        parts = lcm(first.denominator, step.denominator)
        return int(first * parts), int(step * parts), parts

    def to_dict(self) -> dict[str, object]:
        """Return it as plain data."""
        return {"from": self.first, "to": self.last, "steps": self.count}


@dataclass(frozen=True)
class Axis:
    """An input of a grid.

    Attributes
    ----------
    given : Given
        The value as the scenario has it; in a scenario of years, as in the first that has it.
    steps : Steps
        What it is tried at, in the same unit and price year.
    """

    given: Given
    steps: Steps

    @property
    def id(self) -> str:
        """The id of the value."""
        return self.given.id

    def to_dict(self) -> dict[str, object]:
        """Return it as plain data."""
        about = {"id": self.id, "unit": self.given.unit, "price_year": self.given.price_year}
        return {**about, "scenario_value": self.given.value, **self.steps.to_dict()}


@dataclass(frozen=True)
class Grid:
    """Every combination of the values of some inputs, the last of which moves first.

    Attributes
    ----------
    axes : tuple of Axis

    Examples
    --------
    >>> price = Axis(Given(3.0, "NOK/l", "price per litre", id="price"), Listed((2.0, 4.0)))
    >>> quota = Axis(Given(0.05, "1", "share", id="quota"), Spaced(0.04, 0.06, 3))
    >>> grid = Grid((quota, price))
    >>> grid.points
    6
    >>> {name: list(map(float, values)) for name, values in grid.values(1, 3).items()}
    {'quota': [0.04, 0.05, 0.05], 'price': [4.0, 2.0, 4.0]}
    """

    axes: tuple[Axis, ...]

    @property
    def points(self) -> int:
        """How many points there are."""
        return prod(axis.steps.count for axis in self.axes)

    def values(self, first: int, count: int) -> Mapping[str, Vector]:
        """Return the values of each input at some points in a row.

        Parameters
        ----------
        first : int
            Number of the first point, from 0.
        count : int
        """
        return self.at(range(first, first + count))

    def at(self, points: Sequence[int]) -> Mapping[str, Vector]:
        """Return the values of each input at some points."""
        found: dict[str, Vector] = {}
        stride = self.points
        for axis in self.axes:
            stride //= axis.steps.count
            # Plain integers: a grid may have more points than 64 bits can count.
            places = [point // stride % axis.steps.count for point in points]
            found[axis.id] = _looked_up(axis.steps, places)
        return found


def _looked_up(steps: Steps, places: Sequence[int]) -> Vector:
    known = {place: steps.at(place) for place in dict.fromkeys(places)}
    return np.array([known[place] for place in places], np.float64)
