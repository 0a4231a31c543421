"""Charts over years as panels on one scale: bars, steps and lines, each named where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor

from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.canvas import Canvas
from biofuel_mandate.report.charts.ends import End, Written, height_of, spread, width_of, written
from biofuel_mandate.report.charts.layout import balance, columns, ticks, widest
from biofuel_mandate.report.charts.style import GAP, PAD, PANEL_GAP, SMALL, VALUE
from biofuel_mandate.report.charts.year_data import CO2
from biofuel_mandate.report.charts.year_marks import Frame, draw_series
from biofuel_mandate.report.charts.year_model import PART, YearPanel
from biofuel_mandate.report.charts.year_words import YearWords

_HIGH, _ALONE, _LOW = 104.0, 150.0, 84.0  # of a plot [pt]: beside others, alone, of many
_MANY = 6  # panels: of more, plots are lower
_LEAST_PLOT = 96.0  # width of a plot beside another [pt]
_ASIDE = {"case": 86.0, "pool": 124.0, "cases": 124.0}  # most room for names at the ends [pt]
_MOST_ASIDE = 0.42  # of a panel's width
_SAMPLE = 12.0  # length of line, or of the box, before a name [pt]
_ROUND = 5  # years: ticks this far apart are round years
_CUT_ABOVE = 0.6  # of the largest emission: a smallest one over it lets the scale begin later


class YearGrid:
    """All panels of a chart over years, laid out for a width.

    Parameters
    ----------
    words : YearWords
    width : float
        [pt]

    Attributes
    ----------
    low : str
        Where the scale begins; blank where that is zero or below.
    """

    def __init__(self, words: YearWords, width: float) -> None:
        self._words, self._panels = words, words.data.panels
        self._low, self._high, self._ticks = self._scale()
        self._marks = [words.number(value, self._tick_decimals()) for value in self._ticks]
        self.low = self._marks[0] if self._low > 0 else ""
        self._left = widest(self._marks, SMALL) + GAP
        kind = self._panels[0].kind
        most = 1
        if kind == "case":
            most = max(1, int((width - self._left) // (_LEAST_PLOT + _ASIDE["case"] + PANEL_GAP)))
        self._columns = columns(len(self._panels), most)
        self._panel = (width - self._left - (self._columns - 1) * PANEL_GAP) / self._columns
        room = min(_ASIDE[kind], _MOST_ASIDE * self._panel)
        named = {panel: self._names(panel, room - _SAMPLE - 3 * PAD) for panel in self._panels}
        self._named = named
        lines = [one for found in named.values() for one in found.values()]
        self._aside = min(room, max(map(width_of, lines), default=0.0) + _SAMPLE + 3 * PAD)
        highs = [sum(map(height_of, found.values())) for found in named.values()]
        self._height = max(self._least_height(), *highs)

    def draw(self, canvas: Canvas, top: float) -> float:
        """Draw every panel and return where they end."""
        for first in range(0, len(self._panels), self._columns):
            top = self._draw_line(canvas, top, self._panels[first : first + self._columns])
        return top

    # Layout --------------------------------------------------------------------------------

    def _scale(self) -> tuple[float, float, list[float]]:
        """Return where the scale begins and ends, and its ticks."""
        found = [v for one in self._words.data.lines for v in one.values if v is not None]
        if any(one.form == PART for one in self._words.data.lines):
            found = [v for panel in self._panels for v in panel.sums() if v is not None]
        low, high = min([0.0, *found]), max([0.0, *found])
        if found and self._words.name == CO2 and min(found) > _CUT_ABOVE * high:
            low = min(found)
        if high <= low:
            high = low + 1.0
        step = _step(low, high)
        low, high = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
        return low, high, ticks_between(low, high, step)

    def _tick_decimals(self) -> int:
        step = self._ticks[1] - self._ticks[0] if len(self._ticks) > 1 else 1.0
        return next((n for n in range(6) if abs(step * 10**n - round(step * 10**n)) < 1e-6), 6)

    def _least_height(self) -> float:
        if len(self._panels) == 1:
            return _ALONE
        return _HIGH if len(self._panels) <= _MANY else _LOW

    def _names(self, panel: YearPanel, room: float) -> dict[str, Written]:
        """Return what stands at the end of each series that has one: its name and last number."""
        found: dict[str, Written] = {}
        if panel.series[0].form == PART and len(panel.series) > 1:
            total = panel.sums()[-1]
            if total is not None:
                named = self._words.own("series.sum"), self._words.number(total)
                found[""] = written(*named, VALUE, room)
        for one in panel.series:
            if one.last is None:
                continue
            number = self._words.number(one.values[one.last] or 0.0)
            if one.last < len(self._words.data.years) - 1:
                number = f"{number} ({self._words.data.years[one.last]})"
            found[one.of] = written(self._words.series(one), number, VALUE, room)
        return found

    # Drawing -------------------------------------------------------------------------------

    def _draw_line(self, canvas: Canvas, top: float, panels: Sequence[YearPanel]) -> float:
        headings = [self._heading(panel) for panel in panels]
        lines = max(map(len, headings))
        top += lines * style.HEADING.leading + (2 * GAP if lines else GAP)
        foot = top + self._height
        for position, (panel, heading) in enumerate(zip(panels, headings, strict=True)):
            left = self._left + position * (self._panel + PANEL_GAP)
            for up, line in enumerate(reversed(heading)):
                across = left if position else 0.0
                for text, kind in line:
                    canvas.text((across, top - 2 * GAP - up * kind.leading), text, kind)
                    across += kind.width(text + " ")
            right = left + self._panel - self._aside
            frame = Frame(
                left, right, top, foot, self._low, self._high, len(self._words.data.years)
            )
            self._draw_axes(canvas, frame, with_marks=position == 0)
            ends = draw_series(canvas, self._words, panel, frame)
            self._draw_years(canvas, frame)
            self._draw_ends(canvas, frame, panel, ends)
        return foot + SMALL.leading + 3 * GAP

    def _heading(self, panel: YearPanel) -> list[list[tuple[str, style.Type]]]:
        """Return the lines of a heading; what it comes to is grey, on its own lines if it must."""
        named, beside = self._words.heading(panel), self._words.beside(panel)
        lines = balance(named, style.HEADING, self._panel) if named else []
        found = [[(line, style.HEADING)] for line in lines]
        if not beside:
            return found
        room = self._panel - style.HEADING.width(named + " ")
        if len(found) == 1 and style.AGAINST.width(beside) <= room:
            return [[(named, style.HEADING), (beside, style.AGAINST)]]
        return found + [
            [(line, style.AGAINST)] for line in balance(beside, style.AGAINST, self._panel)
        ]

    def _draw_axes(self, canvas: Canvas, frame: Frame, *, with_marks: bool) -> None:
        for value, mark in zip(self._ticks, self._marks, strict=True):
            y = frame.y(value)
            canvas.line([(frame.left, y), (frame.right, y)], style.RULE, 0.6)
            if with_marks:
                at = frame.left - GAP, y + style.DROP * SMALL.size
                canvas.text(at, mark, SMALL, align="right")

    def _draw_years(self, canvas: Canvas, frame: Frame) -> None:
        """Draw the zero line, the years beneath the plot, and marks at those made up of parts."""
        words = self._words
        if self._low <= 0:
            zero = frame.y(0.0)
            canvas.line([(frame.left, zero), (frame.right, zero)], style.QUIET, 0.8)
        base = frame.foot + SMALL.leading + 2
        for at in self._told_years(frame):
            x = frame.x(at)
            canvas.line([(x, frame.foot), (x, frame.foot + 2.5)], style.QUIET, 0.6)
            canvas.text((x, base), str(words.data.years[at]), SMALL, align="center")
        for year in words.data.parted:
            canvas.diamond((frame.x(words.data.years.index(year)), frame.foot), 2.2)

    def _told_years(self, frame: Frame) -> list[int]:
        """Return which years are written: the first, the last, and round ones with room."""
        years = self._words.data.years
        wide = SMALL.width("2000") + 3 * PAD
        ends = sorted({0, len(years) - 1})
        for every in (1, 2, 5, 10, 20):
            found = [at for at, year in enumerate(years) if year % every == 0]
            if every >= _ROUND:  # what is near an end gives way
                gaps = {at: min(abs(frame.x(at) - frame.x(end)) for end in ends) for at in found}
                found = [at for at in found if gaps[at] >= wide]
            found = sorted({*ends, *found})
            if all(frame.x(after) - frame.x(at) >= wide for at, after in pairwise(found)):
                return found
        return ends

    def _draw_ends(
        self, canvas: Canvas, frame: Frame, panel: YearPanel, ends: dict[str, End]
    ) -> None:
        named = self._named[panel]
        found = sorted(
            ((ends[of], lines) for of, lines in named.items() if of in ends),
            key=lambda one: round(one[0].start[1]),  # what ends together keeps its order
        )
        heights = [height_of(lines) for _, lines in found]
        wanted = [end.start[1] for end, _ in found]
        middles = spread(wanted, heights, frame.top - PAD, frame.foot + PAD)
        left = frame.right + 2 * PAD + _SAMPLE
        for (end, lines), middle, height in zip(found, middles, heights, strict=True):
            _draw_sample(canvas, end, frame.right, middle)
            base = middle - height / 2
            for line in lines:
                base += line[0][1].leading
                across = left
                for text, kind in line:
                    canvas.text((across, base - 0.25 * kind.size), text, kind)
                    across += kind.width(text + " ")


_LEADER = "#aab3ba"


def _draw_sample(canvas: Canvas, end: End, right: float, middle: float) -> None:
    """Draw what a name is of, line or colour, and lead to it from where it ends."""
    x, y = end.start
    first, last = right + PAD, right + PAD + _SAMPLE
    if not end.colour:
        return
    canvas.line([(x + 1, y), (right + 1, y), (first + 1, middle)], _LEADER, 0.6)
    if end.width:
        canvas.line([(first, middle), (last, middle)], end.colour, end.width, end.dashes)
    else:
        size = VALUE.size - 2
        canvas.box((last - size, middle - size / 2), (size, size), end.colour)


def _step(low: float, high: float) -> float:
    found = ticks(0.0, high - low, 4)
    return found[1] - found[0] if len(found) > 1 else high - low


def ticks_between(low: float, high: float, step: float) -> list[float]:
    """Return every step from low to high.

    Examples
    --------
    >>> ticks_between(-10, 20, 10)
    [-10, 0, 10, 20]
    """
    return [low + step * n for n in range(round((high - low) / step) + 1)]
