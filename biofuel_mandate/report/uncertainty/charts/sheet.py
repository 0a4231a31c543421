"""What the charts of an analysis share: a sheet with curved shapes and dots, heads, feet, axes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path

from biofuel_mandate import __version__
from biofuel_mandate.equations import BIOFUEL
from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.canvas import Canvas, own_settings
from biofuel_mandate.report.charts.chart import Chart
from biofuel_mandate.report.charts.layout import balance, ticks
from biofuel_mandate.report.charts.style import GAP, PAD, POINTS_PER_MM, SMALL, VALUE, Type
from biofuel_mandate.report.uncertainty.words import Words
from biofuel_mandate.uncertainty.headlines import Headline

# From pale to dark, for bands, and two for the ends of an input: they keep apart in grey print.
PALE, MIDDLE, DARK = "#d3dfeb", "#8fb0d1", "#16406b"
LOW_END, HIGH_END = "#e8a33d", "#16406b"
_BOX = 8.0  # of a key
_CLEAR = 0.85  # of a line of type that words cover


class Sheet(Canvas):
    """A sheet that curved shapes and dots can be drawn on."""

    def shape(
        self, rings: Iterable[Sequence[tuple[float, float]]], colour: str, edge: str = ""
    ) -> None:
        """Fill what some closed lines run around; one within another is a hole in it."""
        points: list[tuple[float, float]] = []
        codes: list[Any] = []
        for ring in rings:
            points += [*ring, ring[0]]
            codes += [Path.MOVETO, *[Path.LINETO] * (len(ring) - 1), Path.CLOSEPOLY]
        if points:
            path = Path(points, codes)
            self._add(PathPatch(path, facecolor=colour, edgecolor=edge or "none", linewidth=0.6))

    def dot(self, at: tuple[float, float], radius: float, colour: str, edge: str) -> None:
        """Draw a round mark."""
        self._add(Circle(at, radius, facecolor=colour, edgecolor=edge, linewidth=0.9))

    def mark(self, at: tuple[float, float], words: str) -> None:
        """Write a number of a scale, where the sheet has room for all of it."""
        half = SMALL.width(words) / 2
        if half <= at[0] + 1 and at[0] + half <= self.width + 1:
            self.text(at, words, SMALL, align="center")

    def clear(self, at: tuple[float, float], words: str, kind: Type, colour: str = "") -> None:
        """Write words with nothing behind them, centred."""
        x, base = at
        wide = kind.width(words) + 2
        size = (wide, 1.15 * kind.size)
        self.box((x - wide / 2, base - _CLEAR * kind.size), size, colour or style.PAPER)
        ink = style.ink_on(colour) if colour else ""
        self.text(at, words, kind, align="center", colour=ink)


def write(sheet: Canvas, top: float, text: str, kind: Type) -> float:
    """Write a paragraph over the width of the sheet, and return where it ends."""
    for line in balance(text, kind, sheet.width):
        top += kind.leading
        sheet.text((0.0, top - 0.25 * kind.size), line, kind)
    return top


def chart(
    name: str,
    words: Words,
    said: tuple[str, str, str],
    draw: Callable[[Sheet, float], float],
    width_mm: float,
    notes: Sequence[str] = (),
) -> Chart:
    """Lay a chart out: title, what is seen, the plot, notes and source.

    Parameters
    ----------
    name : str
    words : Words
    said : tuple of str
        Title, subtitle, and all in words and numbers.
    draw : callable
        Draws the plot from a height on and returns where it ends.
    width_mm : float
    notes : sequence of str

    Raises
    ------
    ValueError
        When it would be too narrow to be read.
    """
    if width_mm < style.LEAST_MM:
        raise ValueError(f"{width_mm:g} mm is too narrow for a chart; {style.LEAST_MM:g} is least.")
    title, subtitle, told = said
    with own_settings():
        sheet = Sheet(width_mm * POINTS_PER_MM)
        top = write(sheet, 0.0, title, style.TITLE)
        top = write(sheet, top + 1, subtitle, style.SUBTITLE)
        top = draw(sheet, top + 2 * GAP)
        for note in (*notes, source(words)):
            top = write(sheet, top + 1, note, SMALL)
        sheet.crop(top + PAD)
        alt = " ".join((f"{title}.", f"{subtitle}.", told, *notes))
        svg = sheet.to_svg(name, title, alt, words.language)
    return Chart(name, title, svg, alt, words.language)


def source(words: Words) -> str:
    """Return where the numbers are from: scenario, draws and seed."""
    sampling = words.analysis.uncertain.job.sampling
    return words.own(
        "chart.source",
        scenario=words.scenario.name,
        version=__version__,
        draws=words.number(sampling.draws, 0),
        seed=sampling.seed,
    )


def tick_marks(
    words: Words, low: float, high: float, width: float, scale: float = 1.0
) -> list[tuple[float, str]]:
    """Return round numbers that stand clear of each other on a scale of some width.

    Parameters
    ----------
    words : Words
    low, high : float
        What the scale reaches from and to, in the result's own unit.
    width : float
        [pt]
    scale : float
        Multiplies a number before it is written.
    """
    low, high = low * scale, high * scale
    per_unit = width / (high - low) if high > low else 0.0
    for most in range(8, 0, -1):
        values = ticks(low, high, most)
        decimals = plain(values)
        found = [(value, words.number(value, decimals)) for value in values]
        edges = [
            (value * per_unit - SMALL.width(mark) / 2, value * per_unit + SMALL.width(mark) / 2)
            for value, mark in found
        ]
        if all(one[1] + 2 * GAP <= other[0] for one, other in pairwise(edges)):
            return [(value / scale, mark) for value, mark in found]
    return [(found[0][0] / scale, found[0][1])]


def plain(values: Sequence[float]) -> int:
    """Return the decimals that write all of some round numbers."""
    exponents = (Decimal(f"{value:.10g}").normalize().as_tuple().exponent for value in values)
    return max((max(0, -int(one)) for one in exponents), default=0)


def slug(headline: Headline) -> str:
    """Return what a result is called in the name of a file: ``cost-bottom-up``.

    Parameters
    ----------
    headline : Headline
    """
    row = headline.row
    component = "" if row.component == BIOFUEL else row.component
    parts = (row.variable, row.detail, row.rule, component)
    return re.sub(r"[^a-z0-9]+", "-", " ".join(filter(None, parts)).lower()).strip("-")


def key(sheet: Sheet, top: float, left: float, entries: Sequence[tuple[str, str]]) -> float:
    """Say what colours are, in one line where there is room; ink stands for an upright line.

    Returns
    -------
    float
        Where what it is the key of begins.
    """
    widths = [_BOX + PAD + VALUE.width(words) + 4 * GAP for words, _ in entries]
    first = left if left + sum(widths) - 4 * GAP <= sheet.width else 0.0
    across, base = first, top + VALUE.leading
    for (words, colour), wide in zip(entries, widths, strict=True):
        if across > first and across + wide - 4 * GAP > sheet.width:
            across, base = first, base + VALUE.leading + 1
        middle = base - style.DROP * VALUE.size
        if colour == style.INK:
            at = across + _BOX / 2
            sheet.line([(at, middle - _BOX / 2), (at, middle + _BOX / 2)], colour, 0.9)
        else:
            sheet.box((across, middle - _BOX / 2), (_BOX, _BOX), colour)
        sheet.text((across + _BOX + PAD, base), words, VALUE)
        across += wide
    return base + 2 * GAP


def beside(sheet: Sheet, at: tuple[float, float], words: str, *, left: bool = False) -> None:
    """Write words right of a place, or left of it, in the middle of a line and over its rules."""
    x, middle = at
    wide, base = VALUE.width(words), middle + style.DROP * VALUE.size
    start = x - wide if left else x
    size = (wide + 2, 1.15 * VALUE.size)
    sheet.box((start - 1, base - _CLEAR * VALUE.size), size, style.PAPER)
    sheet.text((start, base), words, VALUE)
