"""Rows of a chart, each with its name on the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.layout import balance, widest
from biofuel_mandate.report.charts.style import GAP, LABEL, LOW_ROW
from biofuel_mandate.report.uncertainty.charts.sheet import Sheet

_AT_MOST, _WIDEST = 0.38, 156.0  # names: of the chart's width, and [pt]


@dataclass(frozen=True)
class Rows:
    """Where the rows of a chart stand, and their names.

    Attributes
    ----------
    middles : tuple of float
        Middle of each row [pt from the top].
    height, width : float
        Of all rows, and of the names with the room beside them [pt].
    lines : tuple of tuple of str
        The name of each row.
    """

    middles: tuple[float, ...]
    height: float
    width: float
    lines: tuple[tuple[str, ...], ...]

    def draw(self, sheet: Sheet, top: float) -> None:
        """Write the names."""
        right = self.width - 2 * GAP
        for middle, lines in zip(self.middles, self.lines, strict=True):
            first = top + middle - (len(lines) - 1) * LABEL.leading / 2 + style.DROP * LABEL.size
            for at, line in enumerate(lines):
                where = (right, first + at * LABEL.leading)
                sheet.text(where, line, LABEL, align="right")


def rows_of(names: Sequence[str], width: float, least: float = LOW_ROW, wide: float = 0.0) -> Rows:
    """Lay out rows of some names, each as high as it needs.

    Parameters
    ----------
    names : sequence of str
    width : float
        Of the chart [pt].
    least : float
        Height of a row of one line [pt].
    wide : float
        Room for the names, where others give it; else what they need.
    """
    room = min(_AT_MOST * width, _WIDEST)
    lines = tuple(tuple(balance(name, LABEL, room)) for name in names)
    middles, down = [], 0.0
    for one in lines:
        high = (len(one) - 1) * LABEL.leading + least
        middles.append(down + high / 2)
        down += high
    wide = wide or widest([line for one in lines for line in one], LABEL) + 2 * GAP
    return Rows(tuple(middles), down, wide, lines)
