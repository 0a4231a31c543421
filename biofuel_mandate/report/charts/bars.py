"""Bars with their numbers, in as many panels side by side as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.canvas import Canvas
from biofuel_mandate.report.charts.labels import extent, fits, lone_part, place
from biofuel_mandate.report.charts.layout import Scale, balance, columns, fit, ticks, widest
from biofuel_mandate.report.charts.model import Bar, Panel
from biofuel_mandate.report.charts.parts import fills, part_words, spans
from biofuel_mandate.report.charts.rows import lay_rows
from biofuel_mandate.report.charts.style import BAR, DROP, GAP, PAD, PANEL_GAP, ROW
from biofuel_mandate.report.charts.style import SMALL as CAPTION
from biofuel_mandate.report.charts.wording import Wording
from biofuel_mandate.report.numbers import shown

_LEAST_BAR = 46.0  # the longest bar is no shorter, where panels stand side by side
_FEW_ROWS, _LONGER_BAR = 2, 80.0  # panels of cases that are so low may be wider


class BarGrid:
    """All bars of a chart, laid out for a width.

    Parameters
    ----------
    words : Wording
    width : float
        [pt]

    Attributes
    ----------
    key : tuple of str
        The parts that no bar has room to name.
    fills : dict
        Colour by part.
    """

    def __init__(self, words: Wording, width: float) -> None:
        self._words, self._panels = words, words.data.panels
        captions = {
            position: words.caption(bar)
            for panel in self._panels
            for position, bar in enumerate(panel.bars)
            if words.caption(bar)
        }
        self._rows = lay_rows(words, width, frozenset(captions))
        self._bars = [bar for panel in self._panels for bar in panel.bars]
        self._extents = [extent(words, bar) for bar in self._bars]
        beyond = max(one.left for one in self._extents) + max(one.right for one in self._extents)
        is_low = len(self._panels[0].bars) <= _FEW_ROWS and self._panels[0].kind == "case"
        longest = _LONGER_BAR if is_low else _LEAST_BAR
        least = max(longest + beyond, 2 * GAP + widest(list(captions.values()), CAPTION))
        self._lay_columns(width - self._rows.width, least)
        self._ticks = self._lay_ticks()
        named = part_words(words, self._scale.unit)
        self._inside, self.key = named.inside, named.key
        self.fills = fills(words)

    def draw(self, canvas: Canvas, top: float) -> float:
        """Draw every panel and return where they end."""
        for first in range(0, len(self._panels), self._columns):
            top = self._draw_line(canvas, top, self._panels[first : first + self._columns])
        return top

    def _lay_columns(self, room: float, least: float) -> None:
        """Set as many panels side by side as hold every number."""
        for most in range(max(1, int(room // (least + PANEL_GAP))), 0, -1):
            self._columns = columns(len(self._panels), most)
            self._panel = room / self._columns - PANEL_GAP
            self._scale = fit(self._extents, self._panel)
            if all(fits(self._words, bar, self._scale, self._panel + GAP) for bar in self._bars):
                return
        self._extents = [extent(self._words, bar, spelt_out=True) for bar in self._bars]
        self._scale = fit(self._extents, self._panel)

    def _lay_ticks(self) -> list[tuple[float, str]]:
        """Return as many ticks as stand clear of each other and of the next panel's."""
        low = min(one.low for one in self._extents)
        high = max(one.high for one in self._extents)
        edge = PANEL_GAP / 2 - 1
        for most in range(6, 0, -1):
            found = []
            for value in ticks(low, high, most):
                label = _plain(self._words, value)
                at, half = self._scale.at(value), style.SMALL.width(label) / 2
                if -edge <= at - half and at + half <= self._panel + edge:
                    found.append((value, label, at - half, at + half))
            if all(left[3] + 2 * GAP <= right[2] for left, right in pairwise(found)):
                break
        return [(value, label) for value, label, _, _ in found]

    # Drawing -------------------------------------------------------------------------------

    def _draw_line(self, canvas: Canvas, top: float, panels: Sequence[Panel]) -> float:
        """Draw the panels that stand side by side, with their labels on the left."""
        headings = [self._heading(panel) for panel in panels]
        lines = max(map(len, headings))
        top += lines * style.HEADING.leading + (GAP if lines else 0.0)
        self._rows.draw(canvas, top)
        for position, (panel, heading) in enumerate(zip(panels, headings, strict=True)):
            left = self._rows.width + PANEL_GAP + position * (self._panel + PANEL_GAP)
            for up, line in enumerate(reversed(heading)):
                across = left
                for text, kind in line:
                    canvas.text((across, top - GAP - 2 - up * kind.leading), text, kind)
                    across += kind.width(text + " ")
            scale = Scale(left + self._scale.zero, self._scale.unit)
            self._draw_ticks(canvas, scale, top)
            for index, bar in enumerate(panel.bars):
                middle = top + self._rows.middles[index]
                self._draw_bar(canvas, bar, scale, middle)
                for span in spans(bar):
                    text = self._inside.get((panel.of, index, span.name), "")
                    at = scale.at((span.start + span.end) / 2), middle + DROP * style.VALUE.size
                    ink = style.ink_on(self.fills[span.name])
                    if text:
                        canvas.text(at, text, style.VALUE, align="center", colour=ink)
                    elif lone := lone_part(self._words, bar):
                        beside = scale.at(span.end) - PAD - style.VALUE.width(lone), at[1]
                        _clear(canvas, beside, lone, style.VALUE)
                        canvas.text(beside, lone, style.VALUE)
        return top + self._rows.height + style.SMALL.leading + 3 * GAP

    def _heading(self, panel: Panel) -> list[list[tuple[str, style.Type]]]:
        """Return the lines of a heading; a baseline is grey, on its own lines if it must."""
        if panel.kind == "case" and len(self._words.data.whole) == 1:
            return []  # the subtitle says it
        against, whole = self._words.against(panel), self._words.panel(panel)
        named = whole.removesuffix(against).strip()
        lines = [[(line, style.HEADING)] for line in balance(named, style.HEADING, self._panel)]
        if not against:
            return lines
        room = self._panel - style.HEADING.width(named + " ")
        if len(lines) == 1 and style.AGAINST.width(against) <= room:
            return [[(named, style.HEADING), (against, style.AGAINST)]]
        beneath = balance(against, style.AGAINST, self._panel)
        return lines + [[(line, style.AGAINST)] for line in beneath]

    def _draw_ticks(self, canvas: Canvas, scale: Scale, top: float) -> None:
        foot = top + self._rows.height
        for value, label in self._ticks:
            x = scale.at(value)
            canvas.line([(x, top), (x, foot + 2)], style.RULE, 0.6)
            canvas.text((x, foot + style.SMALL.leading + 1), label, style.SMALL, align="center")

    def _draw_bar(self, canvas: Canvas, bar: Bar, scale: Scale, middle: float) -> None:
        above, below = middle - BAR / 2, middle + BAR / 2
        for span in spans(bar):
            left = scale.at(span.start)
            canvas.box((left, above), (scale.at(span.end) - left, BAR), self.fills[span.name])
            if span.start:  # keeps parts apart in grey print
                canvas.line([(left, above), (left, below)], style.PAPER, 0.8)
        canvas.line([(scale.zero, above - 2.5), (scale.zero, below + 2.5)], style.QUIET, 0.8)
        if bar.mark is not None:
            self._draw_caption(canvas, bar, scale, middle)
            draw_mark(canvas, self._words.data.name, (scale.at(bar.mark), middle))
        base = middle + DROP * style.VALUE.size
        label = place(self._words, bar, scale)
        if label.is_inside:
            colour = style.ink_on(self.fills[bar.of])
        else:
            colour = style.INK if bar.total is not None else style.QUIET
            _clear(canvas, (label.left, base), label.words, style.VALUE)
        canvas.text((label.left, base), label.words, style.VALUE, colour=colour)

    def _draw_caption(self, canvas: Canvas, bar: Bar, scale: Scale, middle: float) -> None:
        """Write what a rule asks for at the foot of its mark, which reaches down to it."""
        text = self._words.caption(bar)
        if not text or bar.mark is None:
            return
        at, foot = scale.at(bar.mark), middle + ROW / 2 + CAPTION.leading
        wide, first = CAPTION.width(text), scale.zero - self._scale.zero
        last = first + self._panel
        left = at + PAD
        if left + wide > last and at - PAD - wide >= first:
            left = at - PAD - wide
        if left + wide <= last + GAP:
            canvas.line([(at, middle), (at, foot - 1)], style.INK, 0.6)
        else:
            left = last - wide
        base = foot - 0.25 * CAPTION.size
        _clear(canvas, (left, base), text, CAPTION)
        colour = style.INK if bar.broken else style.QUIET
        canvas.text((left, base), text, CAPTION, colour=colour)


def draw_mark(canvas: Canvas, chart: str, at: tuple[float, float]) -> None:
    """Draw what marks a second number: a line that is to be reached, or a diamond."""
    if chart == "sold-and-counted":
        x, y = at
        canvas.line([(x, y - BAR / 2 - 2), (x, y + BAR / 2 + 2)], style.INK, 1.6)
    else:
        canvas.diamond(at, style.MARK)


def _clear(canvas: Canvas, at: tuple[float, float], text: str, kind: style.Type) -> None:
    """Let the lines of the scale stop at words rather than strike them out."""
    left, base = at
    canvas.box(
        (left - 1, base - 0.85 * kind.size), (kind.width(text) + 2, 1.15 * kind.size), style.PAPER
    )


def _plain(words: Wording, value: float) -> str:
    exponent = Decimal(f"{value:.10g}").normalize().as_tuple().exponent
    return shown(value, max(0, -int(exponent)), words.common)
