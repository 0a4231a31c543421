"""A result over two inputs: bands from pale to dark, with the number of each line between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import contourpy
import numpy as np
from matplotlib.colors import to_hex, to_rgb
from numpy.typing import NDArray

from biofuel_mandate.quantities import Given
from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.chart import Chart
from biofuel_mandate.report.charts.layout import balance, ticks
from biofuel_mandate.report.charts.style import GAP, PAD, SMALL, VALUE
from biofuel_mandate.report.texts import sentence
from biofuel_mandate.report.uncertainty.charts.map_frame import (
    Box,
    Frame,
    Point,
    length_of,
    meet,
    stripes,
)
from biofuel_mandate.report.uncertainty.charts.sheet import Sheet, chart, plain
from biofuel_mandate.report.uncertainty.facts import Facts
from biofuel_mandate.report.uncertainty.words import Words
from biofuel_mandate.targets import measure_of
from biofuel_mandate.uncertainty.sensitivity import HeatMap, given_at

NAME = "heat-map"
# Evenly darker in grey print, whatever the eyes: one hue.
_PALEST, _DARKEST = "#eef3f8", "#16406b"
_BANDS = 8
_HATCHED = "#f4f4f4"
_HIGH, _WIDEST = 0.62, 380.0  # of the width; and the widest plot [pt]
Matrix = NDArray[np.float64]


def heat_maps(facts: Facts, words: Words, width_mm: float) -> Iterator[Chart]:
    """Draw every grid that the scenario asks for.

    Parameters
    ----------
    facts : Facts
    words : Words
    width_mm : float
    """
    maps = facts.analysis.maps
    for number, one in enumerate(maps, 1):
        name = f"{NAME}-{number}" if len(maps) > 1 else NAME
        if np.isfinite(one.numbers).any():
            yield _heat_map(facts, words, one, (name, width_mm))


def _heat_map(facts: Facts, words: Words, one: HeatMap, how: tuple[str, float]) -> Chart:
    name, width_mm = how
    headline = one.asked.headline
    drawing = _Drawing(facts, words, one)
    said = {
        "across": words.mention(one.asked.across.id),
        "up": words.mention(one.asked.up.id),
        "result": words.result(headline),
    }
    low, high = float(np.nanmin(one.numbers)), float(np.nanmax(one.numbers))
    amounts = {
        "low": words.number(low, drawing.decimals, drawing.scale),
        "high": words.amount(high, headline, drawing.decimals),
    }
    title = words.own("chart.heat-map.title", **said, **amounts)
    unit = words.long_unit(words.measure(headline).unit)
    year = words.year(headline)
    subtitle = words.own(
        "chart.heat-map.subtitle",
        result=", ".join(part for part in (words.result(headline), unit) if part),
        case=words.quoted(words.case(headline.row.case)),
        year=words.own("in_year", year=year) if year else "",
    )
    notes = () if np.isfinite(one.numbers).all() else (words.own("chart.heat-map.failed"),)
    texts = (sentence(title), subtitle, drawing.alt())
    return chart(name, words, texts, drawing.draw, width_mm, notes)


def levels_of(numbers: Matrix, scale: float) -> list[float]:
    """Return round amounts between the least and the most of a map, in the result's unit."""
    known = numbers[np.isfinite(numbers)] * scale
    low, high = float(known.min()), float(known.max())
    return [value / scale for value in ticks(low, high, _BANDS) if low < value < high]


def colours_of(count: int) -> list[str]:
    """Return so many colours from pale to dark."""
    ends = np.array([to_rgb(_PALEST), to_rgb(_DARKEST)])
    parts = np.linspace(0.0, 1.0, count) if count > 1 else np.array([0.3])
    return [str(to_hex(tuple(ends[0] + part * (ends[1] - ends[0])))) for part in parts]


class _Drawing:
    """Draws one map."""

    def __init__(self, facts: Facts, words: Words, one: HeatMap) -> None:
        self._facts, self._words, self._map = facts, words, one
        self.scale = words.measure(one.asked.headline).scale
        self._levels = levels_of(one.numbers, self.scale)
        shown = [level * self.scale for level in self._levels]
        self.decimals = max(words.measure(one.asked.headline).decimals, plain(shown))
        position = one.asked.headline.position
        self._across = given_at(facts.plan, one.asked.across.id, position) or one.asked.across
        self._up = given_at(facts.plan, one.asked.up.id, position) or one.asked.up

    def alt(self) -> str:
        """Return the map in words and numbers."""
        corners = [self._map.numbers[y, x] for y in (0, -1) for x in (0, -1)]
        told = [
            self._words.number(float(value), self.decimals, self.scale)
            if np.isfinite(value)
            else self._words.own("chart.nothing")
            for value in corners
        ]
        ends = {}
        for name, values, given in (
            ("x", self._map.xs, self._across),
            ("y", self._map.ys, self._up),
        ):
            ends[f"{name}_low"] = self._words.bare(float(values[0]), given)
            ends[f"{name}_high"] = self._words.quantity(float(values[-1]), given)
        named = {
            "across": self._words.input(self._across.id),
            "up": self._words.input(self._up.id),
        }
        return self._words.own("chart.heat-map.alt", corners=", ".join(told), **named, **ends)

    def draw(self, sheet: Sheet, top: float) -> float:
        """Draw the map with both scales and return where it ends."""
        marks = self._marks(self._up, self._map.ys, 6)
        left = max(SMALL.width(text) for _, text in marks) + GAP
        right = min(sheet.width - SMALL.width("0000"), left + _WIDEST)
        for line in balance(self._axis(self._up), SMALL, sheet.width):
            top += SMALL.leading
            sheet.text((0.0, top), line, SMALL)
        top += 2 * GAP
        ends = [(float(one[0]), float(one[-1])) for one in (self._map.xs, self._map.ys)]
        frame = Frame(left, top, right, top + _HIGH * (right - left), *ends)
        self._bands(sheet, frame)
        self._hatch(sheet, frame)
        self._lines(sheet, frame)
        for value, text in marks:
            _, y = frame.at(frame.xs[0], value)
            sheet.text((left - GAP, y + style.DROP * SMALL.size), text, SMALL, align="right")
        base = frame.foot + SMALL.leading + 1
        wide = right - left
        for value, text in self._marks(self._across, self._map.xs, max(2, int(wide // 55))):
            x, _ = frame.at(value, frame.ys[0])
            sheet.line([(x, frame.foot), (x, frame.foot + 2)], style.QUIET, 0.6)
            sheet.mark((x, base), text)
        base += SMALL.leading
        said = self._axis(self._across)
        sheet.text((max(0.0, right - SMALL.width(said)), base), said, SMALL)
        self._now(sheet, frame)
        return base + 2 * GAP

    def _axis(self, given: Given) -> str:
        unit = measure_of(given).unit
        name = sentence(self._words.input(given.id))
        return f"{name}, {unit}" if unit else name

    def _marks(self, given: Given, values: Matrix, most: int) -> list[tuple[float, str]]:
        """Return round values of an input, in the unit that it is given in."""
        how = measure_of(given)
        low, high = sorted((how.written(float(values[0])), how.written(float(values[-1]))))
        found = ticks(low, high, most)
        decimals = plain(found)
        return [(value * how.factor, self._words.number(value, decimals)) for value in found]

    # Drawing -------------------------------------------------------------------------------

    def _generator(self) -> contourpy.ContourGenerator:
        return contourpy.contour_generator(
            self._map.xs,
            self._map.ys,
            np.ma.masked_invalid(self._map.numbers),
            corner_mask=False,
            fill_type=contourpy.FillType.OuterOffset,
        )

    def _bands(self, sheet: Sheet, frame: Frame) -> None:
        """Fill what lies between neighbouring levels, the darker the more."""
        known = self._map.numbers[np.isfinite(self._map.numbers)]
        reach = float(np.ptp(known)) or 1.0
        ends = [float(known.min()) - reach, *self._levels, float(known.max()) + reach]
        made = self._generator()
        for (low, high), colour in zip(pairwise(ends), colours_of(len(ends) - 1), strict=True):
            found: Any = made.filled(low, high)
            rings = [
                [frame.at(x, y) for x, y in points[start : end - 1]]
                for points, starts in zip(*found, strict=True)
                for start, end in pairwise(starts.tolist())
            ]
            # An edge of its own colour closes the seam between neighbours.
            sheet.shape(rings, colour, colour)

    def _lines(self, sheet: Sheet, frame: Frame) -> None:
        """Draw the line of each level, with its number where there is room."""
        made, taken = self._generator(), list(self._taken(frame))
        colours = colours_of(len(self._levels) + 1)
        for at, level in enumerate(self._levels):
            light = style.lightness(colours[at])
            ink = style.INK if light > 0.5 else style.PAPER
            found: Any = made.lines(level)
            lines = [[frame.at(x, y) for x, y in line] for line in found if len(line) > 1]
            for line in lines:
                sheet.line(line, ink, 0.6)
            if lines:
                self._number(sheet, frame, max(lines, key=length_of), level, taken)

    def _number(
        self, sheet: Sheet, frame: Frame, line: list[Point], level: float, taken: list[Box]
    ) -> None:
        """Write the number of a line on it, clear of all that is written and of the frame."""
        text = self._words.number(level, plain([level * self.scale]), self.scale)
        half, high = VALUE.width(text) / 2 + PAD, 0.65 * VALUE.leading
        for part in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9):
            x, y = line[min(int(part * len(line)), len(line) - 1)]
            box = x - half, y - high, x + half, y + high
            inside = frame.left <= box[0] and box[2] <= frame.right
            inside = inside and frame.top <= box[1] and box[3] <= frame.foot
            if inside and not any(meet(box, other) for other in taken):
                taken.append(box)
                sheet.clear((x, y + style.DROP * VALUE.size), text, VALUE)
                return

    def _hatch(self, sheet: Sheet, frame: Frame) -> None:
        """Hatch where there is no solution: fields with a corner that has none."""
        known = np.isfinite(self._map.numbers)
        whole = known[:-1, :-1] & known[:-1, 1:] & known[1:, :-1] & known[1:, 1:]
        for row, column in np.argwhere(~whole).tolist():
            x0, y0 = frame.at(self._map.xs[column], self._map.ys[row])
            x1, y1 = frame.at(self._map.xs[column + 1], self._map.ys[row + 1])
            left, right, top, foot = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
            sheet.box((left, top), (right - left, foot - top), _HATCHED)
            for line in stripes(left, top, right, foot):
                sheet.line(line, style.QUIET, 0.5)

    def _place(self) -> Point:
        return self._across.value, self._up.value

    def _label(self, frame: Frame) -> tuple[Point, str] | None:
        """Return where it is written what the result is now, and the words; None outside."""
        x, y = frame.at(*self._place())
        now = self._facts.now(self._map.asked.headline)
        inside = frame.left <= x <= frame.right and frame.top <= y <= frame.foot
        if now is None or not inside:
            return None
        number = self._words.number(now, self.decimals, self.scale)
        said = self._words.own("chart.now", value=number)
        half = VALUE.width(said) / 2
        at = min(max(x, frame.left + half), frame.right - half)
        up = y - style.MARK - 2 * PAD
        return (at, up if up - VALUE.size > frame.top else y + VALUE.leading + PAD), said

    def _taken(self, frame: Frame) -> Iterator[Box]:
        """Yield the room of the mark of what is now, and of its words."""
        x, y = frame.at(*self._place())
        yield x - 5, y - 5, x + 5, y + 5
        label = self._label(frame)
        if label is not None:
            (at, base), said = label
            half = VALUE.width(said) / 2 + PAD
            yield at - half, base - VALUE.leading, at + half, base + PAD

    def _now(self, sheet: Sheet, frame: Frame) -> None:
        """Mark both inputs as they are, with the result there."""
        x, y = frame.at(*self._place())
        if not (frame.left <= x <= frame.right and frame.top <= y <= frame.foot):
            return
        sheet.diamond((x, y), style.MARK + 0.5)
        label = self._label(frame)
        if label is not None:
            sheet.clear(label[0], label[1], VALUE)
