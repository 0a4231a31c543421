"""What is drawn in a panel over years: bars on one another, steps, lines, and what lies between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from biofuel_mandate.equations import BIOFUEL
from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.canvas import Canvas
from biofuel_mandate.report.charts.data import COUNTED, SOLD
from biofuel_mandate.report.charts.ends import End
from biofuel_mandate.report.charts.model import Number
from biofuel_mandate.report.charts.year_data import CO2
from biofuel_mandate.report.charts.year_model import AREA, LINE, PART, Series, YearPanel
from biofuel_mandate.report.charts.year_shares import DEMANDED
from biofuel_mandate.report.charts.year_words import YearWords

_BAR = 0.8  # of a year's width, where bars stand apart
_CLOSE = 3.4  # a year's width [pt] under which bars touch
_STEPS: dict[str, style.Line] = {
    COUNTED: ("#6d9ac4", 3.0, ()),
    DEMANDED: (style.INK, 1.0, ()),
}
_Point = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """Where a plot stands [pt], what it reaches from and to, and how many years it has."""

    left: float
    right: float
    top: float
    foot: float
    low: float
    high: float
    years: int

    @property
    def slot(self) -> float:
        """Width of a year."""
        return (self.right - self.left) / self.years

    def x(self, at: int) -> float:
        """Return the middle of a year, by its position."""
        return self.left + (at + 0.5) * self.slot

    def y(self, value: float) -> float:
        """Return where a value stands."""
        part = (value - self.low) / (self.high - self.low)
        return self.foot - part * (self.foot - self.top)


def draw_series(canvas: Canvas, words: YearWords, panel: YearPanel, frame: Frame) -> dict[str, End]:
    """Draw all that a panel shows, and return where each series ends, by what it is of.

    The sum of parts is under a blank name.
    """
    if panel.series[0].form == PART:
        return _draw_parts(canvas, words, panel, frame)
    if words.name == CO2 and len(panel.series) > 1:
        _shade(canvas, panel.series[0].values, panel.series[1].values, frame)
    ends = {}
    for one in panel.series:
        if one.form == AREA:
            for run in one.runs:
                _draw_area(canvas, one, run, frame)
            look: style.Line = (style.LITRES[SOLD], 0.0, ())
        elif one.form == LINE:
            look = _line_of(words, one.of)
            for first, last in one.runs:
                span = range(first, last + 1)
                points = [(frame.x(at), frame.y(one.values[at] or 0.0)) for at in span]
                canvas.line(_seen(points), *look)
        else:
            look = _STEPS[one.of]
            for run in one.runs:
                canvas.line(_steps(one, run, frame), *look)
        if one.last is not None:
            ends[one.of] = End(one.of, _end(one, frame), *look)
    return ends


def _end(one: Series, frame: Frame) -> _Point:
    at = one.last or 0
    half = 0.0 if one.form == LINE else frame.slot / 2
    y = frame.y(one.values[at] or 0.0)
    if one.form == AREA:
        y = (y + frame.y(max(0.0, frame.low))) / 2
    return frame.x(at) + half, y


def _seen(points: Sequence[_Point]) -> Sequence[_Point]:
    """Let a single year between gaps be seen."""
    if len(points) > 1:
        return points
    ((x, y),) = points
    return [(x - 1.5, y), (x + 1.5, y)]


def _line_of(words: YearWords, case: str) -> style.Line:
    """Return the look of a case's line: the same in every chart."""
    cases = words.structure.cases
    baselines = [name for name, one in cases.items() if one.baseline == name]
    if baselines[:1] == [case]:
        return style.BASELINE_LINE
    others = [name for name in cases if name not in baselines[:1]]
    if len(others) > len(style.CASE_LINES):  # no two that are drawn are alike
        drawn = {one.of for one in words.data.lines}
        others = [name for name in others if name in drawn]
    return style.CASE_LINES[others.index(case) % len(style.CASE_LINES)]


def _shade(canvas: Canvas, one: Sequence[Number], other: Sequence[Number], frame: Frame) -> None:
    both = [at for at, pair in enumerate(zip(one, other, strict=True)) if None not in pair]
    there = [(frame.x(at), frame.y(one[at] or 0.0)) for at in both]
    back = [(frame.x(at), frame.y(other[at] or 0.0)) for at in reversed(both)]
    if len(both) > 1:
        canvas.area([*there, *back], style.SHADE)


def _steps(one: Series, run: tuple[int, int], frame: Frame) -> list[_Point]:
    """Return a line that holds for a whole year and then steps."""
    points = []
    for at in range(run[0], run[1] + 1):
        y = frame.y(one.values[at] or 0.0)
        points += [(frame.x(at) - frame.slot / 2, y), (frame.x(at) + frame.slot / 2, y)]
    return points


def _draw_area(canvas: Canvas, one: Series, run: tuple[int, int], frame: Frame) -> None:
    edge = _steps(one, run, frame)
    zero = frame.y(max(0.0, frame.low))
    canvas.area([(edge[0][0], zero), *edge, (edge[-1][0], zero)], style.LITRES[SOLD])


def _draw_parts(canvas: Canvas, words: YearWords, panel: YearPanel, frame: Frame) -> dict[str, End]:
    pools = words.structure.pools.values()
    components = tuple(dict.fromkeys(name for pool in pools for name in pool.components))
    fills = {**style.component_colours(components), BIOFUEL: style.SUM}
    half = frame.slot / 2 * (_BAR if frame.slot >= _CLOSE else 1.0)
    right = frame.x(frame.years - 1) + half
    below = [0.0] * frame.years
    ends = {}
    for one in panel.series:
        boxes, edges = [], []
        under = frame.y(below[-1])
        for at, value in enumerate(one.values):
            if value:
                x, foot, top = frame.x(at), frame.y(below[at]), frame.y(below[at] + value)
                boxes.append((x - half, top, x + half, foot))
                if below[at]:
                    edges.append((x - half, foot - 0.3, x + half, foot + 0.3))
                below[at] += value
        canvas.boxes(boxes, fills[one.of])
        canvas.boxes(edges, style.PAPER)  # keeps parts apart in grey print
        colour = "" if one.of == BIOFUEL else fills[one.of]
        ends[one.of] = End(one.of, (right, (under + frame.y(below[-1])) / 2), colour)
    ends[""] = End("", (right, frame.y(below[-1]) - 6))
    return ends
