"""How far a headline moves with each input alone, widest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.chart import Chart
from biofuel_mandate.report.charts.style import GAP, PAD, SMALL, VALUE
from biofuel_mandate.report.texts import sentence
from biofuel_mandate.report.uncertainty.charts.names import rows_of
from biofuel_mandate.report.uncertainty.charts.sheet import (
    HIGH_END,
    LOW_END,
    Sheet,
    beside,
    chart,
    key,
    slug,
    tick_marks,
)
from biofuel_mandate.report.uncertainty.facts import Facts, is_broken, reach_of
from biofuel_mandate.report.uncertainty.words import Words
from biofuel_mandate.targets import measure_of
from biofuel_mandate.uncertainty.headlines import Headline
from biofuel_mandate.uncertainty.sensitivity import Swing

NAME = "tornado"
_MOST = 12
_LITTLE = 0.01  # of the widest: a bar under it is not seen
_BAR, _ROW = 9.0, 14.0
_DIGITS = 3


@dataclass(frozen=True)
class Tornado:
    """The swings of a headline that are drawn, and what is left of the others.

    Attributes
    ----------
    headline : Headline
    swings : tuple of Swing
    others : int
        How many inputs more move it.
    most : float
        The widest of these, in the headline's unit.
    still : int
        How many do not move it.
    """

    headline: Headline
    swings: tuple[Swing, ...]
    others: int
    most: float
    still: int


def tornado_of(facts: Facts, headline: Headline) -> Tornado:
    """Return what the chart of a headline draws."""
    found = facts.swings(headline)
    moving = [one for one in found if is_broken(one) or reach_of(one)]
    least = _LITTLE * max(map(reach_of, moving), default=0.0)
    seen = [one for one in moving if is_broken(one) or reach_of(one) >= least]
    drawn, rest = seen[:_MOST], [*seen[_MOST:], *(one for one in moving if one not in seen)]
    most = max(map(reach_of, rest), default=0.0)
    return Tornado(headline, tuple(drawn), len(rest), most, len(found) - len(moving))


def tornados(facts: Facts, words: Words, width_mm: float) -> Iterator[Chart]:
    """Draw how far each leading headline moves with each input alone.

    Parameters
    ----------
    facts : Facts
    words : Words
    width_mm : float
    """
    for headline in facts.leading:
        found = tornado_of(facts, headline)
        if any(map(reach_of, found.swings)):
            yield _tornado(facts, words, found, width_mm)


def _tornado(facts: Facts, words: Words, found: Tornado, width_mm: float) -> Chart:
    headline, decimals = found.headline, facts.figure(found.headline).decimals
    scale = words.measure(headline).scale
    first = max(found.swings, key=reach_of)
    ends = [value for value in (first.low, first.high) if isfinite(value)] or [first.now]
    low, high = min(ends), max(ends)
    title = words.own(
        "chart.tornado.title",
        input=words.mention(first.input.id),
        result=words.in_sentence(headline),
        low=words.number(low, decimals, scale),
        high=words.amount(high, headline, decimals),
    )
    case = words.quoted(words.case(headline.row.case))
    unit = words.long_unit(words.measure(headline).unit)
    named = ", ".join(part for part in (words.result(headline), unit) if part)
    year = words.year(headline)
    when = words.own("in_year", year=year) if year else ""
    subtitle = words.own("chart.tornado.subtitle", result=named, case=case, year=when)
    told = "; ".join(_alt(words, one, decimals) for one in found.swings)
    drawing = _Drawing(words, found, decimals)
    notes = tuple(_rest(words, found, decimals))
    said = (sentence(title), subtitle, f"{told}.")
    return chart(f"{NAME}-{slug(headline)}", words, said, drawing.draw, width_mm, notes)


def _known(one: Swing) -> list[float]:
    return [value for value in (one.low, one.now, one.high) if isfinite(value)]


def _rest(words: Words, found: Tornado, decimals: int) -> Iterator[str]:
    """Yield what is told of the inputs that are not drawn."""
    if found.others:
        least = words.at_least(found.most, found.headline, decimals)
        yield words.counted("chart.tornado.others", found.others, least=least)
    if found.still:
        yield words.counted("chart.tornado.still", found.still)
    if any(map(is_broken, found.swings)):
        yield words.own("chart.tornado.broken")


def _alt(words: Words, one: Swing, decimals: int) -> str:
    scale = words.measure(one.headline).scale
    ends = [
        words.number(value, decimals, scale) if isfinite(value) else words.own("chart.nothing")
        for value in (one.low, one.high)
    ]
    inputs = [words.quantity(value, one.input.given) for value in (one.low_value, one.high_value)]
    said = dict(zip(("from_value", "to_value", "low", "high"), (*inputs, *ends), strict=True))
    return words.own("chart.tornado.alt", input=words.input(one.input.id), **said)


class _Drawing:
    """Draws the bars, with the values of the inputs at their ends."""

    def __init__(self, words: Words, found: Tornado, decimals: int) -> None:
        self._words, self._found, self._decimals = words, found, decimals
        self._scale = words.measure(found.headline).scale
        self._now = found.swings[0].now
        values = [value for one in found.swings for value in _known(one)]
        self._low, self._high = min(values), max(values)

    def draw(self, sheet: Sheet, top: float) -> float:
        """Draw all bars and return where they end."""
        names = [self._name(one) for one in self._found.swings]
        rows = rows_of(names, sheet.width, _ROW)
        top = self._key(sheet, top, rows.width)
        rows.draw(sheet, top)
        aside = max(VALUE.width(text) for one in self._found.swings for text in self._ends(one))
        left, right = rows.width + aside + PAD, sheet.width - aside - PAD
        unit = (right - left) / ((self._high - self._low) or 1.0)
        self._left, self._unit = left, unit
        foot = top + rows.height + PAD
        wide = right - left
        for value, mark in tick_marks(self._words, self._low, self._high, wide, self._scale):
            sheet.line([(self._x(value), top), (self._x(value), foot)], style.RULE, 0.6)
            sheet.mark((self._x(value), foot + SMALL.leading), mark)
        for one, middle in zip(self._found.swings, rows.middles, strict=True):
            self._bar(sheet, one, top + middle)
        if isfinite(self._now):
            x = self._x(self._now)
            sheet.line([(x, top - PAD), (x, foot)], style.INK, 0.9)
        return foot + SMALL.leading + 3 * GAP

    def _x(self, value: float) -> float:
        return self._left + (value - self._low) * self._unit

    def _name(self, one: Swing) -> str:
        unit = measure_of(one.input.given).unit
        name = sentence(self._words.input(one.input.id))
        return f"{name}, {unit}" if unit else name

    def _ends(self, one: Swing) -> tuple[str, str]:
        given = one.input.given
        low, high = (
            self._words.bare(value, given, _DIGITS) for value in (one.low_value, one.high_value)
        )
        none = self._words.own("chart.nothing")
        low = low if isfinite(one.low) else f"{low}: {none}"
        return low, high if isfinite(one.high) else f"{high}: {none}"

    def _key(self, sheet: Sheet, top: float, left: float) -> float:
        """Say what the two colours are, and where the headline is now."""
        own = self._words.own
        entries = [(own("chart.tornado.p5"), LOW_END), (own("chart.tornado.p95"), HIGH_END)]
        if isfinite(self._now):
            number = self._words.number(self._now, self._decimals, self._scale)
            entries.append((own("chart.tornado.now", value=number), style.INK))
        return key(sheet, top, left, entries)

    def _bar(self, sheet: Sheet, one: Swing, middle: float) -> None:
        start = one.now if isfinite(one.now) else self._low
        pairs = zip((one.low, one.high), self._ends(one), (LOW_END, HIGH_END), strict=True)
        parts = [(end if isfinite(end) else start, text, colour) for end, text, colour in pairs]
        # Where both ends lie on one side, the nearer is drawn over the farther, and lower.
        sides = [end >= start for end, _, _ in parts]
        parts.sort(key=lambda part: -abs(part[0] - start))
        is_twice = sides[0] == sides[1] and all(end != start for end, _, _ in parts)
        for at, (end, _, colour) in enumerate(parts):
            high = _BAR / 2 if is_twice and at else _BAR
            size = (self._x(end) - self._x(start), high)
            sheet.box((self._x(start), middle - high / 2), size, colour)
        ordered = sorted(parts, key=lambda part: part[0])
        (low, left, _), (high_end, right, _) = ordered
        at_low, at_high = self._x(min(low, start)), self._x(max(high_end, start))
        beside(sheet, (at_low - PAD, middle), left, left=True)
        beside(sheet, (at_high + PAD, middle), right)
