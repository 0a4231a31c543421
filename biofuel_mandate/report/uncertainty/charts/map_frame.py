"""Where a map stands on its sheet, and what lies on it: boxes, lines and stripes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_HATCH = 4.0  # from one stripe to the next, across or down [pt]

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, foot [pt]


@dataclass(frozen=True)
class Frame:
    """Where the plot stands [pt], and what it reaches over, in the units of both inputs."""

    left: float
    top: float
    right: float
    foot: float
    xs: tuple[float, float]
    ys: tuple[float, float]

    def at(self, x: float, y: float) -> Point:
        """Return where two values stand."""
        across = (x - self.xs[0]) / ((self.xs[1] - self.xs[0]) or 1.0)
        up = (y - self.ys[0]) / ((self.ys[1] - self.ys[0]) or 1.0)
        width, height = self.right - self.left, self.foot - self.top
        return self.left + across * width, self.foot - up * height


def meet(one: Box, other: Box) -> bool:
    """Return whether two boxes overlap."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    return across > 0 and min(one[3], other[3]) - max(one[1], other[1]) > 0


def length_of(line: list[Point]) -> float:
    """Return about how long a line is [pt]."""
    return sum(abs(b[0] - a[0]) + abs(b[1] - a[1]) for a, b in pairwise(line))


def stripes(left: float, top: float, right: float, foot: float) -> Iterator[list[Point]]:
    """Yield slanting lines across a field, that go on in the fields beside it."""
    first = int((left + top) // _HATCH) + 1
    for number in range(first, int((right + foot) // _HATCH) + 1):
        total = number * _HATCH  # x + y is the same along a line
        x0, x1 = max(left, total - foot), min(right, total - top)
        if x1 > x0:
            yield [(x0, total - x0), (x1, total - x1)]
