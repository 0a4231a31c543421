"""The rows of a chart's panels: the labels beside the bars, and where each row stands."""

from __future__ import annotations

from dataclasses import dataclass

from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.canvas import Canvas
from biofuel_mandate.report.charts.data import BOTTOM_UP
from biofuel_mandate.report.charts.layout import balance, widest
from biofuel_mandate.report.charts.style import GAP, ROW, Type
from biofuel_mandate.report.charts.wording import Wording

_MANY = 48  # bars: of more, rows are lower, so that the chart fits on a page
_SUMS = (BIOFUEL, TOTAL, BOTTOM_UP)
_AT_MOST, _WIDEST = 0.4, 140.0  # labels: of the chart's width, and [pt]


@dataclass(frozen=True)
class _Line:
    """One line of type: its base line, measured from the top of the panel."""

    base: float
    words: str
    kind: Type


@dataclass(frozen=True)
class Rows:
    """The rows that every panel of a chart has.

    Attributes
    ----------
    middles : tuple of float
        Middle of each bar [pt from the top].
    height, width : float
        Height of all rows, and width of the widest label [pt].
    lines : tuple
        The labels and the headings of groups.
    """

    middles: tuple[float, ...]
    height: float
    width: float
    lines: tuple[_Line, ...]

    def draw(self, canvas: Canvas, top: float) -> None:
        """Write labels and headings in the column on the left."""
        for line in self.lines:
            at = self.width, top + line.base
            canvas.text(at, line.words, line.kind, align="right")


def lay_rows(words: Wording, width: float, captioned: frozenset[int] = frozenset()) -> Rows:
    """Lay out one row for each bar, in a chart of a width [pt]; some have a line beneath."""
    panels = words.data.panels
    bars = panels[0].bars
    least = ROW if len(panels) * len(bars) <= _MANY else style.LOW_ROW
    middles: list[float] = []
    lines: list[_Line] = []
    down, group = 0.0, ""
    room = min(_AT_MOST * width, _WIDEST)
    for position, bar in enumerate(bars):
        if bar.group != group:
            group = bar.group
            down += GAP if middles else 0.0
            for text in balance(words.group(group), style.STRONG, room):
                down += style.STRONG.leading
                lines.append(_Line(down - 2, text, style.STRONG))
        kind = style.STRONG if bar.of in _SUMS else style.LABEL
        label = balance(words.bar(bar), kind, room)
        high = (len(label) - 1) * kind.leading + least
        middles.append(down + high / 2)
        first = middles[-1] - (len(label) - 1) * kind.leading / 2 + style.DROP * kind.size
        lines += [_Line(first + n * kind.leading, text, kind) for n, text in enumerate(label)]
        down += high + (style.SMALL.leading if position in captioned else 0.0)
    wide = max(widest([line.words], line.kind) for line in lines)
    return Rows(tuple(middles), down, wide, tuple(lines))
