"""Measured, never guessed: lines that fit a width, scales that leave room for every number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from math import ceil, floor, log10
from typing import NamedTuple

from biofuel_mandate.report.charts.style import Type

# Where a line never ends: before a unit or a further number, and within a grade's name (EN 590).
_UNITS = "%|[A-Z]{3}|TJ|MJ|Ml|kt|kr|kroner|euro|million|millioner|tusen"
_HELD = re.compile(rf"(?<=\d) (?=\d|(?:{_UNITS})(?!\w))|(?<=[A-ZÆØÅ][A-ZÆØÅ]) (?=\d)")
_HOLD = "\0"


def wrap(text: str, kind: Type, width: float) -> list[str]:
    """Break a text into lines that are no wider than a width; a longer word is cut.

    A number keeps its unit beside it, and a name in capitals its number.

    Examples
    --------
    >>> wrap("one two", Type(8, 10), 1000)
    ['one two']
    """
    lines: list[str] = []
    line = ""
    for word in _words(text, kind, width):
        longer = f"{line} {word}" if line else word
        if kind.width(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _cut(word, kind, width)
        lines += whole
    return [*lines, line]


def _words(text: str, kind: Type, width: float) -> Iterator[str]:
    """Yield what a line may end after; what is held together comes apart where it does not fit."""
    for held in _HELD.sub(_HOLD, text).split(" "):
        word = held.replace(_HOLD, " ")
        if kind.width(word) <= width:
            yield word
        else:
            yield from word.split(" ")


def balance(text: str, kind: Type, width: float) -> list[str]:
    """Break a text into as few lines as fit a width, and these as even as can be.

    No word is cut for evenness.
    """
    lines = wrap(text, kind, width)
    longest = widest(list(_words(text, kind, width)), kind)
    narrow, wide = max(width / 2, min(width, longest)), width
    while len(lines) > 1 and wide - narrow > 1:
        middle = (narrow + wide) / 2
        if len(wrap(text, kind, middle)) > len(lines):
            narrow = middle
        else:
            wide = middle
    return wrap(text, kind, wide)


def _cut(word: str, kind: Type, width: float) -> Iterator[str]:
    while kind.width(word) > width and len(word) > 1:
        fits = next((n for n in range(len(word) - 1, 1, -1) if kind.width(word[:n]) <= width), 1)
        yield word[:fits]
        word = word[fits:]
    yield word


class Extent(NamedTuple):
    """How far a bar reaches to both sides of zero, and the room [pt] its words need beyond."""

    low: float
    high: float
    left: float
    right: float


class Scale(NamedTuple):
    """Where zero stands [pt], and the points of one unit."""

    zero: float
    unit: float

    def at(self, value: float) -> float:
        """Return where a value stands."""
        return self.zero + self.unit * value


def fit(extents: Iterable[Extent], width: float) -> Scale:
    """Return the largest scale at which bars and words keep within a width.

    Examples
    --------
    >>> fit([Extent(0, 10, 0, 20)], 120)
    Scale(zero=0.0, unit=10.0)
    """
    found = list(extents)
    # Zero is always seen, and a chart of nothing but zeros has a scale too.
    lefts = [(0.0, 0.0), *((-one.low, one.left) for one in found)]
    rights = [(0.0, 0.0), *((one.high, one.right) for one in found)]
    units = [
        (width - left - right) / (low + high)
        for low, left in lefts
        for high, right in rights
        if low + high > 0
    ]
    unit = max(0.0, min(units, default=1.0))
    return Scale(max(left + unit * low for low, left in lefts), unit)


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return round numbers from low to high, zero among them.

    Examples
    --------
    >>> ticks(-20, 55, 4)
    [-20.0, 0.0, 20.0, 40.0]
    """
    if high <= low:
        return [0.0]
    least = (high - low) / max(1, most)
    power = 10.0 ** floor(log10(least))
    step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= least * (1 - 1e-9))
    return [step * n for n in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def columns(count: int, most: int) -> int:
    """Return how many columns hold a number of panels in rows as even as can be.

    Examples
    --------
    >>> columns(6, 4), columns(7, 4), columns(2, 4)
    (3, 4, 2)
    """
    return ceil(count / ceil(count / max(1, min(count, most))))


def widest(texts: Sequence[str], kind: Type) -> float:
    """Return the width of the widest text [pt]."""
    return max((kind.width(text) for text in texts), default=0.0)
