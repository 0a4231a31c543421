"""How wide the columns of a table are, from what stands in them.

Numbers are never broken; words wrap so that the rows are as low as they can be together. Lengths
are in points.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from biofuel_mandate.errors import Fault, ReportError
from biofuel_mandate.report.charts.style import POINTS_PER_MM, Type

MEASURE = 160 * POINTS_PER_MM
GAP = 11.0  # between columns
LINE, AIR = 1.32, 6.4  # height of a line in sizes of type, and of what is above and below a row

_SIZES = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
_FEW_LINES = 2.6  # on average in a row, beyond which smaller type is easier to read
_SMALLER = 7.5  # but no smaller than this for the sake of that
_STEPS = (36.0, 16.0, 6.0)  # of width, tried from column to column
_SLACK = 0.6  # for what is measured by another reader of fonts
_NARROW = 0.72  # of the measure: a table that needs less keeps its own width
_WIDER = 1.6  # how much a column grows for the sake of its heading
_DIGIT = re.compile(r"\d")  # words among numbers may wrap
_BREAKS = re.compile("[ \n\u200b]|(?<=-)(?=[^\\W\\d])")

_Grid = NDArray[np.float64]


@dataclass(frozen=True)
class Columns:
    """How a table is laid out.

    Attributes
    ----------
    widths : tuple of float
        Of columns, with half of the gaps beside them [pt].
    size : float
        Of its type [pt].
    height, tallest : float
        About how high the table is, and its tallest row [pt].
    lines : float
        In a row, on average.
    hyphenate : bool
        Whether words of headings are too long for their columns.
    """

    widths: tuple[float, ...]
    size: float
    height: float
    tallest: float
    lines: float
    hyphenate: bool


def columns_of(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    words: Sequence[int],
    strong: Sequence[int],
    named: str,
) -> Columns:
    """Return how wide the columns of a table are.

    Parameters
    ----------
    heads : sequence of str
    rows : sequence of sequence of str
        With zero-width spaces where a long word may break.
    words : sequence of int
        Columns of words; the others are numbers.
    strong : sequence of int
        Rows in heavier type.
    named : str
        What the table is called, should it be too wide.

    Raises
    ------
    ReportError
        When it has more columns than the page is wide.
    """
    table = _Measured.of(heads, rows, words, strong)
    for hyphenate in (False, True):
        best: Columns | None = None
        for size in _SIZES:
            if best and size < _SMALLER:
                break
            best = table.at(size, hyphenate) or best
            if best and best.lines <= _FEW_LINES:
                break
        if best:
            return best
    got = f"the table has {len(heads)} columns, more than the page is wide"
    raise ReportError([Fault(got, "Ask for fewer cases or years, or for Excel.", named)])


@dataclass(frozen=True)
class _Measured:
    """Widths at a size of 1: of cells on one line, and of what in them cannot break."""

    whole: _Grid
    least: _Grid
    head: _Grid
    head_least: _Grid
    is_words: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        words: Sequence[int],
        strong: Sequence[int],
    ) -> _Measured:
        heavy = set(strong)
        shape = (len(rows), len(heads))
        cells = [
            _cell(cell, 600 if at in heavy else 400, across in words or not _DIGIT.search(cell))
            for at, row in enumerate(rows)
            for across, cell in enumerate(row)
        ]
        head = np.array([_cell(text, 600, True) for text in heads], dtype=np.float64)
        both = np.array(cells, dtype=np.float64).reshape(*shape, 2)
        is_words = np.isin(np.arange(len(heads)), list(words))
        return cls(both[..., 0], both[..., 1], head[:, 0], head[:, 1], is_words)

    def at(self, size: float, hyphenate: bool) -> Columns | None:
        """Return the columns at a size of type, or None when they do not fit."""
        count = len(self.head)
        room = MEASURE - GAP * (count - 1) - _SLACK * count
        head_least = self.head_least * (0.5 if hyphenate else 1.0)
        least = size * np.maximum(_most(self.least), head_least)
        if least.sum() > room:
            return None
        # A heading may take two lines before its column grows.
        full = np.maximum(size * np.maximum(_most(self.whole), 0.55 * self.head), least)
        widths = self._even(full, room) if full.sum() <= room else self._shared(least, room, size)
        lines = self._lines(widths, size).max(axis=1)
        heights = lines * size * LINE + AIR
        beside = np.full(count, GAP)
        beside[0] -= GAP / 2
        beside[-1] -= GAP / 2
        whole = widths + beside + _SLACK
        return Columns(
            tuple(round(float(width), 2) for width in whole),
            size,
            float(heights.sum()),
            float(heights.max()),
            float(lines.mean()),
            hyphenate,
        )

    def _even(self, full: _Grid, room: float) -> _Grid:
        """Return widths with room to spare: numbers in columns of one width, if it suffices."""
        numbers = full[~self.is_words]
        widths = full.copy()
        if numbers.size:
            widths[~self.is_words] = numbers.max()
        if widths.sum() > room:
            widths = full.copy()
        gaps = MEASURE - room
        if widths.sum() + gaps >= _NARROW * MEASURE:
            widths += (room - widths.sum()) / len(widths)
            return widths
        # Not so far apart that the eye loses the row.
        widths[1:] += min(GAP, (room - widths.sum()) / len(widths))
        return widths

    def _shared(self, least: _Grid, room: float, size: float) -> _Grid:
        """Share what is left among columns of words, so that the rows get low."""
        roomy = np.maximum(least, np.minimum(size * self.head, _WIDER * least))
        if roomy.sum() < _NARROW * room:
            least = roomy
        full = np.maximum(size * _most(self.whole), least)
        wish = np.sqrt(np.where(self.is_words, full - least, 0.0))
        if not wish.sum():
            wish = np.ones_like(least)
        widths: _Grid = least + (room - least.sum()) * wish / wish.sum()
        for step in _STEPS:
            widths = self._moved(widths, least, size, step)
        return widths

    def _moved(self, widths: _Grid, least: _Grid, size: float, step: float) -> _Grid:
        """Move steps of width from column to column for as long as the rows get lower."""
        cost, better = self._cost(widths, size), True
        while better:
            better = False
            for giver, taker in permutations(range(len(widths)), 2):
                tried = widths.copy()
                tried[giver] -= step
                tried[taker] += step
                if tried[giver] < least[giver]:
                    continue
                found = self._cost(tried, size)
                if found < cost - 1e-9:
                    widths, cost, better = tried, found, True
        return widths

    def _lines(self, widths: _Grid, size: float) -> _Grid:
        """Return about how many lines each cell takes, headings first."""
        whole = size * np.vstack([self.head, self.whole])
        # Lines that wrap are not full.
        lines: _Grid = np.where(whole <= widths, 1.0, np.ceil(whole / (0.9 * widths)))
        return lines

    def _cost(self, widths: _Grid, size: float) -> float:
        lines = self._lines(widths, size)
        # Smoothly, so that a step that saves no line yet still counts.
        loose = size * self.whole / widths
        return float(lines.max(axis=1).sum() + 0.1 * lines.sum() + 0.02 * (loose**2).sum())


def _most(of_cells: _Grid) -> _Grid:
    most: _Grid = of_cells.max(axis=0, initial=0.0)
    return most


@lru_cache(4096)
def _cell(text: str, weight: int, may_break: bool) -> tuple[float, float]:
    """Return how wide a cell is on one line, and the widest that cannot break, at a size of 1."""
    kind = Type(1.0, 1.0, weight)
    whole = max(kind.width(line.replace("\u200b", "")) for line in text.split("\n"))
    if not may_break:
        return whole, whole
    return whole, max(kind.width(piece) for piece in _BREAKS.split(text))
