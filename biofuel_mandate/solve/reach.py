"""Where a function of one number reaches a target, and where it comes nearest.

The function may be flat, bent or broken, and may have no value in parts of the range: its edges are
found to the last digit, so that what is nearest is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from biofuel_mandate.solve.jumps import Jump, jumps_past

Function = Callable[[float], float | None]

# Points in each stretch that has values, beside those of the scan.
_FINER = 64
# Of the range: between points nearer than this, nothing bends.
_NARROW = 1e-9
# Of the range: places nearer than this are of one stretch.
_APART = 1e-6
# Of the range: a turn is sought no closer.
_FINEST = 1e-13
_GOLDEN = (math.sqrt(5) - 1) / 2


class Point(NamedTuple):
    """A place, and what the function is there."""

    place: float
    value: float


class Edge(NamedTuple):
    """The last place that has a value, and a point of the scan beyond it that has none."""

    place: float
    beyond: float


class Span(NamedTuple):
    """A place where the target is reached, or a stretch along which the function stays there."""

    low: float
    high: float

    def nearest(self, place: float) -> float:
        """Return the place of the span that is nearest to another one."""
        return min(max(place, self.low), self.high)


@dataclass(frozen=True)
class Reach:
    """What a search found.

    Attributes
    ----------
    spans : tuple of Span
        Where the target is reached, in order.
    nearest : Point or None
        Where it is reached, or where the function comes nearest to it; of several the one that is
        nearest to the start. None where the function has no value at all.
    moves : bool
        Whether the function has more than one value.
    edges, jumps : tuple of Edge, tuple of Jump
        Jumps are where the function passes the target without reaching it.
    """

    spans: tuple[Span, ...]
    nearest: Point | None
    moves: bool
    edges: tuple[Edge, ...]
    jumps: tuple[Jump, ...] = ()


def reach(
    function: Function, points: Sequence[float], target: float, *, start: float, noise: float
) -> Reach:
    """Find where a function reaches a target.

    Parameters
    ----------
    function : callable
        Returns None where it has no value.
    points : sequence of float
        The scan, from the least to the greatest. What happens and is undone between two of them
        may be missed.
    target : float
    start : float
        Of several places the nearest to this one is chosen.
    noise : float
        Values no further apart than this are one.

    Returns
    -------
    Reach

    Examples
    --------
    >>> found = reach(lambda x: x * x, [-2.0, -1.0, 0.5, 2.0], 1.0, start=0.5, noise=1e-9)
    >>> [round(span.low, 9) for span in found.spans], found.nearest.place == found.spans[1].low
    ([-1.0, 1.0], True)
    """
    search = _Search(function, target, noise, points[-1] - points[0])
    for place in points:
        search.gap(place)
    search.find_edges()
    search.look_closer()
    search.find_edges()
    grid = set(search.gaps)
    search.find_dips()
    search.find_crossings()
    search.find_edges()
    spans = tuple(search.spans(grid))
    jumps = tuple(jumps_past(search.gaps, target, points[-1] - points[0], noise))
    return Reach(spans, search.nearest(spans, start), search.moves(), search.edges(points), jumps)


class _NoValueError(Exception):
    """The function has no value at a place that a solver asked for."""


class _Search:
    """Every place tried so far, and how far the function is from the target there."""

    def __init__(self, function: Function, target: float, noise: float, width: float) -> None:
        self._function, self._target = function, target
        self._noise, self._width = noise, width
        self.gaps: dict[float, float | None] = {}

    def gap(self, place: float) -> float | None:
        """Return value less target; None where there is no value."""
        if place not in self.gaps:
            value = self._function(place)
            self.gaps[place] = None if value is None else value - self._target
        return self.gaps[place]

    def _gap_or_raise(self, place: float) -> float:
        gap = self.gap(place)
        if gap is None:
            raise _NoValueError
        return gap

    def _pairs(self) -> list[tuple[float, float]]:
        return list(pairwise(sorted(self.gaps)))

    def _stretches(self) -> Iterator[list[tuple[float, float]]]:
        """Yield the points of each stretch that has values, as place and gap."""
        in_order = ((place, self.gaps[place]) for place in sorted(self.gaps))
        for has_value, group in groupby(in_order, key=lambda one: one[1] is not None):
            if has_value:
                yield [(place, gap) for place, gap in group if gap is not None]

    # The search, step by step -------------------------------------------------------------

    def find_edges(self) -> None:
        """Try the places at which values begin and end, to the last digit."""
        for a, b in self._pairs():
            if (self.gaps[a] is None) != (self.gaps[b] is None):
                self._halve(a, b, lambda gap: gap is None)

    def _halve(self, a: float, b: float, test: Callable[[float | None], bool]) -> None:
        """Close in on where a test changes its answer, until no number lies between."""
        at_a = test(self.gap(a))
        while a < (middle := a + (b - a) / 2) < b:
            if test(self.gap(middle)) == at_a:
                a = middle
            else:
                b = middle

    def look_closer(self) -> None:
        """Try more places in each stretch: it may be a small part of the range."""
        for stretch in list(self._stretches()):
            low, high = stretch[0][0], stretch[-1][0]
            for step in range(1, _FINER):
                self.gap(low + (high - low) * step / _FINER)

    def find_dips(self) -> None:
        """Try the places between two points where the function turns before the target."""
        for stretch in list(self._stretches()):
            for one, (_, gap), other in zip(stretch, stretch[1:], stretch[2:], strict=False):
                sides = (abs(one[1]), abs(other[1]))
                turns = abs(gap) <= min(sides) and abs(gap) + self._noise < max(sides)
                wide = other[0] - one[0] > _NARROW * self._width
                if turns and wide and min(one[1] * gap, other[1] * gap) > 0:
                    self._descend(one[0], other[0], 1.0 if gap > 0 else -1.0)

    def _descend(self, a: float, b: float, sign: float) -> None:
        """Close in on the least of what turns once, by golden sections: bent or smooth alike."""

        def height(place: float) -> float:
            gap = self.gap(place)
            return math.inf if gap is None else sign * gap

        one, other = b - _GOLDEN * (b - a), a + _GOLDEN * (b - a)
        while b - a > _FINEST * self._width:
            if height(one) <= height(other):
                b, other = other, one
                one = b - _GOLDEN * (b - a)
            else:
                a, one = one, other
                other = a + _GOLDEN * (b - a)

    def find_crossings(self) -> None:
        """Try the places between two points where the function passes the target."""
        for a, b in self._pairs():
            self._cross(a, b)

    def _cross(self, a: float, b: float) -> None:
        from scipy.optimize import brentq  # only who turns a question around waits for it

        at_a, at_b = self.gap(a), self.gap(b)
        if at_a is None or at_b is None or at_a * at_b >= 0:
            return
        try:
            root = float(
                brentq(self._gap_or_raise, a, b, xtol=1e-16 * self._width, maxiter=500, disp=False)
            )
        except _NoValueError:
            self._cross_around_hole(a, b)
            return
        if abs(self._gap_or_raise(root)) > self._noise:
            # It jumps over the target: the last places on either side may be the nearest.
            self._halve(a, b, lambda gap: gap is not None and gap > 0)

    def _cross_around_hole(self, a: float, b: float) -> None:
        self.find_edges()
        for one, other in self._pairs():
            if a <= one and other <= b:
                self._cross(one, other)

    # What was found -----------------------------------------------------------------------

    def _is_root(self, gap: float | None) -> bool:
        return gap is not None and abs(gap) <= self._noise

    def spans(self, grid: set[float]) -> Iterator[Span]:
        """Yield where the target is reached; a stretch where more than one grid point is."""
        for is_root, group in groupby(sorted(self.gaps), lambda x: self._is_root(self.gaps[x])):
            places = list(group)
            if not is_root:
                continue
            low, high = places[0], places[-1]
            if len(grid.intersection(places)) > 1 and high - low > _NARROW * self._width:
                yield self._stretched(low, high)
            else:
                best = min(places, key=lambda place: abs(self._gap_or_raise(place)))
                yield Span(best, best)

    def _stretched(self, low: float, high: float) -> Span:
        """Follow a stretch that stays at the target to its ends."""
        before = [place for place in self.gaps if place < low]
        after = [place for place in self.gaps if place > high]
        if before:
            self._halve(max(before), low, self._is_root)
        if after:
            self._halve(high, min(after), self._is_root)
        outside = [place for place in self.gaps if not self._is_root(self.gaps[place])]
        least = max((place for place in outside if place < low), default=-float("inf"))
        most = min((place for place in outside if place > high), default=float("inf"))
        within = [place for place in self.gaps if least < place < most]
        return Span(min(within), max(within))

    def nearest(self, spans: Sequence[Span], start: float) -> Point | None:
        """Return where the target is reached, or missed by least, next to the start."""
        if spans:
            place = min((span.nearest(start) for span in spans), key=lambda x: abs(x - start))
            return Point(place, self._gap_or_raise(place) + self._target)
        known = [(place, gap) for place, gap in self.gaps.items() if gap is not None]
        if not known:
            return None
        best = min(known, key=lambda one: (abs(one[1]), abs(one[0] - start)))
        # As near as that elsewhere, as on a flat stretch; beside it, the best is the exact one.
        near = [
            one
            for one in known
            if abs(one[1]) <= abs(best[1]) * (1 + 1e-12)
            and abs(one[0] - best[0]) > _APART * self._width
        ]
        place, gap = min([best, *near], key=lambda one: abs(one[0] - start))
        return Point(place, gap + self._target)

    def moves(self) -> bool:
        """Return whether the function has more than one value."""
        known = [gap for gap in self.gaps.values() if gap is not None]
        return bool(known) and max(known) - min(known) > self._noise

    def edges(self, points: Sequence[float]) -> tuple[Edge, ...]:
        """Return the ends of each stretch, each with the point of the scan beyond it."""
        found = []
        for a, b in self._pairs():
            if self.gaps[a] is not None and self.gaps[b] is None:
                found.append(Edge(a, min((x for x in points if x >= b), default=b)))
            elif self.gaps[a] is None and self.gaps[b] is not None:
                found.append(Edge(b, max((x for x in points if x <= a), default=a)))
        return tuple(found)
