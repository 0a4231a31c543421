"""Curves as steps: what is sold solid, what could be had pale, each with its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from matplotlib.colors import to_hex, to_rgb

from biofuel_mandate.merit import SHORTFALL, SPARE, Step
from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.canvas import Canvas
from biofuel_mandate.report.charts.curve_words import CurveWords, tick_words
from biofuel_mandate.report.charts.curves import CurvePanel
from biofuel_mandate.report.charts.layout import balance, ticks, widest
from biofuel_mandate.report.charts.style import GAP, PAD, SMALL, STRONG, VALUE

HEIGHT = 130.0  # of the plot [pt]
_MARGIN = 66.0  # room right of the plot for the words at a marked height, at most
_NARROW = 300.0  # a sheet narrower than this has less
_PALE = 0.72  # how far a colour is taken towards the paper
_EDGE = "#aab3ba"
_HEAD = 12.0  # from the highest mark to the top of the plot, where no label stands above


class _Label(NamedTuple):
    """The name of a step: where its line begins, its left edge, and how high it hangs."""

    at: float
    top: float
    left: float
    lane: int
    words: str
    colour: str

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + VALUE.width(self.words)


@dataclass(frozen=True)
class _Frame:
    """Where a panel's plot stands, and its scales [pt of a unit]."""

    left: float
    right: float
    top: float
    foot: float
    low: float
    across: float
    up: float

    def x(self, value: float) -> float:
        """Return where an amount stands."""
        return self.left + value * self.across

    def y(self, value: float) -> float:
        """Return where a cost stands."""
        return self.foot - (value - self.low) * self.up


class CurveGrid:
    """All panels of a curve, one under another.

    Parameters
    ----------
    words : CurveWords
    width : float
        [pt]
    """

    def __init__(self, words: CurveWords, width: float) -> None:
        self._words, self._width = words, width
        pools = words.assessment.scenario.structure.pools.values()
        components = tuple(dict.fromkeys(name for pool in pools for name in pool.components))
        self._fills = style.component_colours(components)
        self._aside = min(_MARGIN, 0.28 * width) if width < _NARROW else _MARGIN

    def draw(self, canvas: Canvas, top: float) -> float:
        """Draw every panel and return where they end."""
        for panel in self._words.panels:
            if panel.steps:
                top = self._panel(canvas, panel, top) + 2 * GAP
        return top

    def _panel(self, canvas: Canvas, panel: CurvePanel, top: float) -> float:
        height, width = self._words.axes(panel)
        for text, kind in ((self._words.heading(panel), style.HEADING), (height, SMALL)):
            for line in balance(text, kind, self._width):
                top += kind.leading
                canvas.text((0.0, top - 0.25 * kind.size), line, kind)
        up, low = _scale(panel)
        scale = ticks(low, low + (HEIGHT - _HEAD) / up, 5)
        marks = tick_words(self._words, scale)
        left = widest(marks, SMALL) + GAP
        across = (self._width - self._aside - left) / panel.reach
        rough = _Frame(left, self._width - self._aside, 0.0, HEIGHT, low, across, up)
        labels = self._labels(panel, rough)
        top += GAP + VALUE.leading * (1 + max((one.lane for one in labels), default=-1))
        frame = replace(rough, top=top, foot=top + HEIGHT)
        for value, mark in zip(scale, marks, strict=True):
            y = frame.y(value)
            canvas.line([(left, y), (frame.right, y)], style.RULE, 0.6)
            canvas.text((left - GAP, y + style.DROP * SMALL.size), mark, SMALL, align="right")
        self._draw_steps(canvas, panel, frame)
        self._draw_labels(canvas, panel, frame, labels)
        self._draw_levels(canvas, panel, frame)
        return self._draw_foot(canvas, panel, frame, width)

    # Steps ---------------------------------------------------------------------------------

    def _colour(self, step: Step) -> str:
        if step.kind == SHORTFALL:
            return style.RULE
        colour = self._fills[step.component]
        return _pale(colour) if step.kind == SPARE else colour

    def _draw_steps(self, canvas: Canvas, panel: CurvePanel, frame: _Frame) -> None:
        zero = frame.y(0.0)
        for step, start, end in panel.drawn:
            left, right, y = frame.x(start), frame.x(end), frame.y(step.cost)
            canvas.box((left, y), (right - left, zero - y), self._colour(step))
            if step.kind == SPARE:
                canvas.line([(left, zero), (left, y), (right, y)], _EDGE, 0.6)
            elif start:
                canvas.line([(left, zero), (left, y)], style.PAPER, 0.8)
        canvas.line([(frame.left, zero), (frame.right, zero)], style.QUIET, 0.8)

    def _inside(self, panel: CurvePanel, step: Step, wide: float) -> float | None:
        """Return how far over the foot a name stands in its step; None where there is no room."""
        up, low = _scale(panel)
        high, zero = (step.cost - low) * up, -low * up
        if wide < VALUE.width(self._words.label(panel, step)) + 2 * PAD:
            return None
        marked = [(value - low) * up for value in panel.levels.values()]
        for base in (
            high - VALUE.leading,
            *(mark - VALUE.leading for mark in sorted(marked)[::-1]),
        ):
            clear = all(not base - 3 < mark < base + VALUE.size for mark in marked)
            if clear and zero + PAD < base <= high - VALUE.leading:
                return base
        return None

    def _labels(self, panel: CurvePanel, frame: _Frame) -> list[_Label]:
        """Hang the names that no step has room for above the plot."""
        outside = [
            (step, (frame.x(start) + frame.x(end)) / 2)
            for step, start, end in panel.drawn
            if self._inside(panel, step, frame.x(end) - frame.x(start)) is None
        ]
        hung: list[_Label] = []
        for position, (step, at) in reversed(list(enumerate(outside))):
            words = self._words.label(panel, step)
            to_come = [other for _, other in outside[:position]]
            edge, lane = _hang(hung, to_come, at, (VALUE.width(words), self._width))
            colour = style.QUIET if step.kind == SPARE else style.INK
            hung.append(_Label(at, step.cost, edge, lane, words, colour))
        return hung

    def _draw_labels(
        self, canvas: Canvas, panel: CurvePanel, frame: _Frame, hung: Sequence[_Label]
    ) -> None:
        for step, start, end in panel.drawn:
            left, right = frame.x(start), frame.x(end)
            base = self._inside(panel, step, right - left)
            if base is not None:
                ink = style.ink_on(self._colour(step))
                words, at = self._words.label(panel, step), ((left + right) / 2, frame.foot - base)
                canvas.text(at, words, VALUE, "center", ink)
        for one in hung:
            base = frame.top - GAP - one.lane * VALUE.leading
            canvas.line([(one.at, base + 2), (one.at, frame.y(max(0.0, one.top)))], _EDGE, 0.6)
        for one in hung:
            base = frame.top - GAP - one.lane * VALUE.leading
            size = (one.right - one.left, 1.1 * VALUE.size)
            canvas.box((one.left, base - 0.85 * VALUE.size), size, style.PAPER)
            canvas.text((one.left, base), one.words, VALUE, colour=one.colour)

    # Marks ---------------------------------------------------------------------------------

    def _draw_levels(self, canvas: Canvas, panel: CurvePanel, frame: _Frame) -> None:
        """Draw marked heights across the plot, and say at their end what each is."""
        room = self._aside - GAP
        blocks = []
        for of, value in sorted(panel.levels.items(), key=lambda one: -one[1]):
            y = frame.y(value)
            canvas.line([(frame.left, y), (frame.right + PAD, y)], style.INK, 1.0)
            named = balance(self._words.level(panel, of), SMALL, room)
            told = self._words.level_cost(panel, value)
            blocks.append((y, [*((line, SMALL) for line in named), (told, STRONG)]))
        above = frame.top
        for y, lines in blocks:
            high = sum(kind.leading for _, kind in lines)
            base = max(above, y - high / 2)
            for text, kind in lines:
                base += kind.leading
                canvas.text((frame.right + PAD + GAP, base - 0.25 * kind.size), text, kind)
            above = base

    def _draw_foot(self, canvas: Canvas, panel: CurvePanel, frame: _Frame, caption: str) -> float:
        """Draw the scale of amounts, what the rule asks for, and what the amounts are."""
        base = frame.foot + SMALL.leading + 1
        line = None if panel.demand is None else frame.x(min(panel.demand, panel.reach))
        values = ticks(0.0, panel.reach, max(2, int((frame.right - frame.left) // 60)))
        is_hit = False
        for value, mark in zip(values, tick_words(self._words, values), strict=True):
            x, half = frame.x(value), SMALL.width(mark) / 2
            canvas.line([(x, frame.foot), (x, frame.foot + 2)], style.QUIET, 0.6)
            canvas.text((x, base), mark, SMALL, align="center")
            is_hit = is_hit or (line is not None and abs(x - line) < half + PAD)
        if line is not None:
            base += VALUE.leading
            # The line stops over a number that it would strike out.
            end = frame.foot if is_hit else base - VALUE.size
            canvas.line([(line, frame.top), (line, end)], style.INK, 1.0)
            said = self._words.demand(panel)
            left = min(max(0.0, line - VALUE.width(said) / 2), self._width - VALUE.width(said))
            canvas.text((left, base), said, VALUE)
            if SMALL.width(caption) + 2 * GAP <= left:
                canvas.text((0.0, base), caption, SMALL)
                return base + PAD
        for text in balance(caption, SMALL, self._width):
            base += SMALL.leading
            canvas.text((0.0, base), text, SMALL)
        return base + PAD


def _hang(
    hung: Sequence[_Label], to_come: Sequence[float], at: float, widths: tuple[float, float]
) -> tuple[float, int]:
    """Return left edge and lane of a name, in the lowest lane where no line meets a name.

    It begins at its line, or ends there, or is pushed in from the sheet's edge. Where a line
    must run behind a name, it hangs over all that hang already.
    """
    wide, sheet = widths
    pushed = max(0.0, min(at - PAD, sheet - wide))
    edges = [edge for edge in (at - PAD, at + PAD - wide) if 0.0 <= edge <= sheet - wide]
    for lane in range(len(hung) + 1):
        for edge in (*edges, pushed):
            span = edge, edge + wide
            is_clear = _is_free(hung, span, lane) and _is_clear(hung, span, at, lane)
            if is_clear and not _covers(span, to_come):
                return edge, lane
    highest = max((one.lane for one in hung), default=-1)
    below = max(0, highest)
    return pushed, below if _is_free(hung, (pushed, pushed + wide), below) else highest + 1


def _is_free(hung: Sequence[_Label], span: tuple[float, float], lane: int) -> bool:
    """Return whether no name stands there."""
    left, right = span
    return not any(
        one.lane == lane and left < one.right + 2 * PAD and one.left < right + 2 * PAD
        for one in hung
    )


def _is_clear(hung: Sequence[_Label], span: tuple[float, float], at: float, lane: int) -> bool:
    """Return whether a name stands on no line, and its own line meets no name."""
    above = [one.at for one in hung if one.lane > lane]
    below = [one for one in hung if one.lane < lane]
    return not _covers(span, above) and not any(
        _covers((one.left, one.right), [at]) for one in below
    )


def _covers(span: tuple[float, float], lines: Sequence[float]) -> bool:
    return any(span[0] - PAD < line < span[1] + PAD for line in lines)


def _scale(panel: CurvePanel) -> tuple[float, float]:
    """Return the points of a unit of cost, and the lowest that is drawn."""
    costs = [0.0, *(step.cost for step, _, _ in panel.drawn), *panel.levels.values()]
    return (HEIGHT - _HEAD) / (max(costs) - min(costs) or 1.0), min(costs)


def _pale(colour: str) -> str:
    red, green, blue = (part + (1 - part) * _PALE for part in to_rgb(colour))
    return str(to_hex((red, green, blue)))
