"""How likely each value of the main headlines is: small multiples, a row for each case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.chart import Chart
from biofuel_mandate.report.charts.ends import spread
from biofuel_mandate.report.charts.layout import balance, columns
from biofuel_mandate.report.charts.style import GAP, PAD, PANEL_GAP, SMALL, VALUE
from biofuel_mandate.report.uncertainty.charts.sheet import (
    DARK,
    MIDDLE,
    PALE,
    Sheet,
    chart,
    tick_marks,
)
from biofuel_mandate.report.uncertainty.facts import Facts, Figure
from biofuel_mandate.report.uncertainty.words import Words
from biofuel_mandate.uncertainty.tally import QUANTILE_ERROR, Tally

Vector = NDArray[np.float64]
Place = Callable[[float], float]

NAME = "density"
_ALONE, _FEW, _AMONG = 54.0, 34.0, 22.0  # height of a hill [pt]: of one case, of few, of many
_MOST_FEW = 3
_BINS, _DRAWS_A_BIN = 48, 200
_REST = 0.002  # of the draws on either side that are not drawn
_LEAST_PANEL, _LEAST_OF_SEVERAL = 150.0, 92.0
_LABELS = 118.0  # most room for the names of cases [pt]
_STRONG = style.Type(VALUE.size, VALUE.leading, 600)


@dataclass(frozen=True)
class Hill:
    """How likely each value of a headline is.

    Attributes
    ----------
    figure : Figure
    points : tuple of (float, float)
        Values, rising, and how likely they are beside the likeliest, 0 to 1.
    """

    figure: Figure
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Panel:
    """The hills of one headline, of each case that has it, on one scale."""

    hills: tuple[Hill, ...]
    low: float
    high: float


def panels(facts: Facts) -> tuple[Panel, ...]:
    """Return what the chart draws: of one case all main headlines, of several the leading ones."""
    main = facts.analysis.main
    cases = tuple(dict.fromkeys(one.row.case for one in main))
    told = {(one.row.variable, one.row.detail) for one in facts.leading}
    together: dict[tuple[str, str, str], list[Hill]] = {}
    for one in main:
        key = one.row.variable, one.row.detail, one.row.rule
        if (len(cases) > 1 and key[:2] not in told) or not facts.tally(one).total:
            continue
        if facts.varies(one) or len(cases) > 1:
            together.setdefault(key, []).append(hill(facts.figure(one), facts.tally(one)))
    return tuple(_panel(hills) for hills in together.values())


def _panel(hills: Sequence[Hill]) -> Panel:
    ends = [value for one in hills for value, _ in one.points]
    ends += [one.figure.now for one in hills if one.figure.now is not None]
    # Numbers that stand under one another are as fine as the coarsest of them.
    decimals = min(one.figure.decimals for one in hills)
    alike = (replace(one, figure=replace(one.figure, decimals=decimals)) for one in hills)
    return Panel(tuple(alike), min(ends), max(ends))


def hill(figure: Figure, tally: Tally) -> Hill:
    """Return how likely each value is, from the counts of draws."""
    low, high = tally.quantile(_REST), tally.quantile(1 - _REST)
    size = max(abs(low), abs(high))
    finest = 4 * QUANTILE_ERROR * size  # counts are of bins this wide
    count = int(min(_BINS, tally.total / _DRAWS_A_BIN + 8, (high - low) / finest if finest else 1))
    if high <= low or count < 3:
        return Hill(figure, ((low, 1.0), (high, 1.0)))
    edges = np.linspace(low, high, count + 1)
    shares = tally.histogram(edges.tolist())
    smooth = _smoother(_smoother(shares))
    middles = (edges[:-1] + edges[1:]) / 2
    heights = smooth / (smooth.max() or 1.0)
    inner = list(zip(middles.tolist(), heights.tolist(), strict=True))
    whole = [(low, inner[0][1] / 2), *inner, (high, inner[-1][1] / 2)]
    return Hill(figure, tuple(whole))


def _smoother(shares: Vector) -> Vector:
    """Return each share with half of its neighbours, to tell less of chance."""
    padded = np.pad(shares, 1, mode="edge")
    return np.asarray((padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4)


def density(facts: Facts, words: Words, width_mm: float) -> Chart | None:
    """Draw how likely each value of the main headlines is; None where nothing varies.

    Parameters
    ----------
    facts : Facts
    words : Words
    width_mm : float
    """
    found = panels(facts)
    if not found or not facts.leading:
        return None
    one = facts.figure(facts.leading[0])
    several = len(found[0].hills) > 1
    title = words.own("chart.density.title", **_said(words, one))
    if len(facts.cases) > 1:
        case = words.quoted(words.case(one.headline.row.case))
        title = words.own("chart.density.title_case", title=title, case=case)
    key = "several" if several else "one"
    subtitle = words.own(f"chart.density.{key}")
    told = "; ".join(_alt(words, hill.figure) for panel in found for hill in panel.hills)
    drawing = _Drawing(words, found)
    return chart(NAME, words, (title, subtitle, f"{told}."), drawing.draw, width_mm)


def _said(words: Words, one: Figure) -> dict[str, str]:
    scale = words.measure(one.headline).scale
    low = words.number(one.p5, one.decimals, scale)
    high = words.amount(one.p95 or 0.0, one.headline, one.decimals)
    return {"result": words.result(one.headline), "low": low, "high": high}


def _alt(words: Words, one: Figure) -> str:
    how = words.measure(one.headline)
    values = {
        name: words.number(value, one.decimals, how.scale)
        for name, value in (
            *(("now", one.now), ("p5", one.p5)),
            *(("median", one.median), ("p95", one.p95)),
        )
    }
    named = {"case": words.case(one.headline.row.case), "result": words.result(one.headline)}
    return words.own("chart.density.alt", unit=words.long_unit(how.unit), **named, **values)


class _Drawing:
    """Draws panels with their rows."""

    def __init__(self, words: Words, found: Sequence[Panel]) -> None:
        self._words, self._panels = words, found
        self._cases = tuple(
            dict.fromkeys(one.figure.headline.row.case for panel in found for one in panel.hills)
        )
        self._several = len(self._cases) > 1
        few = _FEW if len(self._cases) <= _MOST_FEW else _AMONG
        self._high = few if self._several else _ALONE

    def draw(self, sheet: Sheet, top: float) -> float:
        """Draw all panels and return where they end."""
        self._left = min(_LABELS, 0.34 * sheet.width) if self._several else 0.0
        room = sheet.width - self._left
        least = _LEAST_OF_SEVERAL if self._several else _LEAST_PANEL
        most = max(1, int((room + PANEL_GAP) // (least + PANEL_GAP)))
        count = columns(len(self._panels), most)
        self._wide = (room - (count - 1) * PANEL_GAP) / count
        for first in range(0, len(self._panels), count):
            top = self._line(sheet, top, self._panels[first : first + count])
        return top

    def _line(self, sheet: Sheet, top: float, found: Sequence[Panel]) -> float:
        headings = [self._heading(panel) for panel in found]
        down = top + max(map(len, headings)) * style.HEADING.leading + GAP
        rows, end = self._rows(down)
        for at, (panel, heading) in enumerate(zip(found, headings, strict=True)):
            left = self._left + at * (self._wide + PANEL_GAP)
            for up, line in enumerate(reversed(heading)):
                base = down - GAP - up * style.HEADING.leading
                sheet.text((left, base), line, style.HEADING)
            self._panel(sheet, panel, (left, down, end), rows)
        if self._several:
            self._names(sheet, rows)
        return end + SMALL.leading + 3 * GAP

    def _heading(self, panel: Panel) -> list[str]:
        headline = panel.hills[0].figure.headline
        unit = self._words.long_unit(self._words.measure(headline).unit)
        said = ", ".join(part for part in (self._words.result(headline), unit) if part)
        return balance(said, style.HEADING, self._wide)

    def _rows(self, top: float) -> tuple[dict[str, float], float]:
        """Return where the foot of each case's hill stands, and where the last row ends."""
        feet = {}
        for case in self._cases:
            top += self._high + (GAP if self._several else VALUE.leading)
            feet[case] = top
            top += VALUE.leading + GAP
        return feet, top

    def _names(self, sheet: Sheet, rows: dict[str, float]) -> None:
        room = self._left - 2 * GAP
        for case, foot in rows.items():
            lines = balance(self._words.case(case), style.LABEL, room)
            first = foot - (len(lines) - 1) * style.LABEL.leading
            for at, line in enumerate(lines):
                where = (room, first + at * style.LABEL.leading)
                sheet.text(where, line, style.LABEL, align="right")

    def _panel(
        self, sheet: Sheet, panel: Panel, place: tuple[float, float, float], rows: dict[str, float]
    ) -> None:
        left, top, end = place
        reach = panel.high - panel.low or 1.0
        inner = self._wide - 2 * PAD

        def x(value: float) -> float:
            return left + PAD + (value - panel.low) / reach * inner

        how = self._words.measure(panel.hills[0].figure.headline)
        for value, mark in tick_marks(self._words, panel.low, panel.high, inner, how.scale):
            sheet.line([(x(value), top), (x(value), end)], style.RULE, 0.6)
            sheet.mark((x(value), end + SMALL.leading), mark)
        for one in panel.hills:
            foot = rows[one.figure.headline.row.case]
            points = [(x(value), foot - height * self._high) for value, height in one.points]
            _draw_hill(sheet, one.figure, points, foot, x)
            self._label(sheet, one.figure, foot, (left, left + self._wide), x)

    def _label(
        self, sheet: Sheet, one: Figure, foot: float, ends: tuple[float, float], x: Place
    ) -> None:
        """Write P5, median and P95 under a hill, and over it where the result is now."""
        scale = self._words.measure(one.headline).scale
        end = SMALL if self._several else VALUE
        named = (("p5", one.p5, end), ("median", one.median, _STRONG), ("p95", one.p95, end))
        known = [(key, value, kind) for key, value, kind in named if value is not None]
        numbers = [self._words.number(value, one.decimals, scale) for _, value, _ in known]
        kinds = [kind for _, _, kind in known]
        keys = [self._words.own(f"chart.density.{key}") for key, _, _ in known]
        texts = [f"{key} {number}" for key, number in zip(keys, numbers, strict=True)]
        if self._several or _wide(texts, kinds) > ends[1] - ends[0]:
            texts = numbers
        widths = [kind.width(text) + 2 * PAD for text, kind in zip(texts, kinds, strict=True)]
        at = spread([x(value) for _, value, _ in known], widths, *ends)
        base = foot + VALUE.leading
        for middle, text, kind, wide in zip(at, texts, kinds, widths, strict=True):
            sheet.box((middle - wide / 2, foot + 1.5), (wide, VALUE.leading), style.PAPER)
            sheet.text((middle, base), text, kind, align="center")
        if one.now is not None:
            self._draw_now(sheet, one, foot, ends, x)

    def _draw_now(
        self, sheet: Sheet, one: Figure, foot: float, ends: tuple[float, float], x: Place
    ) -> None:
        now = one.now or 0.0
        if self._several:
            sheet.diamond((x(now), foot), style.MARK - 0.6)
            return
        number = self._words.number(now, one.decimals, self._words.measure(one.headline).scale)
        said = self._words.own("chart.now", value=number)
        where, half = x(now), VALUE.width(said) / 2
        middle = min(max(where, ends[0] + half), ends[1] - half)
        top = foot - self._high - PAD
        sheet.line([(where, foot), (where, top)], style.INK, 0.7, (1.5, 2.0))
        sheet.clear((middle, top - 1), said, VALUE)
        sheet.diamond((where, foot), style.MARK)


def _wide(texts: Sequence[str], kinds: Sequence[style.Type]) -> float:
    return sum(kind.width(text) + 2 * PAD for text, kind in zip(texts, kinds, strict=True))


def _draw_hill(
    sheet: Sheet, one: Figure, points: Sequence[tuple[float, float]], foot: float, x: Place
) -> None:
    """Draw a hill, darker between P5 and P95, and its median."""
    sheet.area([(points[0][0], foot), *points, (points[-1][0], foot)], PALE)
    if one.p5 is not None and one.p95 is not None and one.median is not None:
        low, high, middle = x(one.p5), x(one.p95), x(one.median)
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        if high > low:
            inner = [point for point in points if low < point[0] < high]
            first, last = (float(np.interp(end, xs, ys)) for end in (low, high))
            sheet.area([(low, foot), (low, first), *inner, (high, last), (high, foot)], MIDDLE)
        top = float(np.interp(middle, xs, ys)) if high > low else min(ys)
        sheet.line([(middle, foot), (middle, top)], DARK, 1.6)
    sheet.line([(points[0][0], foot), (points[-1][0], foot)], style.QUIET, 0.8)
