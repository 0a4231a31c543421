"""A headline over years: the median, and where half and nine of ten draws lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.chart import Chart
from biofuel_mandate.report.charts.ends import spread
from biofuel_mandate.report.charts.layout import balance, columns, ticks, widest
from biofuel_mandate.report.charts.style import GAP, PAD, PANEL_GAP, SMALL, VALUE
from biofuel_mandate.report.charts.year_marks import Frame
from biofuel_mandate.report.uncertainty.charts.sheet import (
    DARK,
    MIDDLE,
    PALE,
    Sheet,
    chart,
    plain,
    slug,
)
from biofuel_mandate.report.uncertainty.facts import Facts, Figure
from biofuel_mandate.report.uncertainty.words import Words
from biofuel_mandate.uncertainty.headlines import Headline

NAME = "fan"
_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
_MOST = 4
_HIGH, _ALONE, _LEAST = 112.0, 150.0, 130.0
_NOW: style.Line = (style.INK, 0.9, (3.0, 2.5))


@dataclass(frozen=True)
class Course:
    """One headline of one case, year by year.

    Attributes
    ----------
    case : str
    figures : tuple of Figure
    quantiles : tuple of tuple of float
        P5, P25, median, P75 and P95 of each year.
    """

    case: str
    figures: tuple[Figure, ...]
    quantiles: tuple[tuple[float, ...], ...]


def courses(facts: Facts, headline: Headline) -> tuple[Course, ...]:
    """Return a headline of every case that has it, over the years."""
    kind = _kind(headline)
    found: dict[str, list[Headline]] = {}
    for one in facts.plan.headlines:
        if _kind(one) == kind and facts.tally(one).total:
            found.setdefault(one.row.case, []).append(one)
    return tuple(
        Course(
            case,
            tuple(map(facts.figure, mine)),
            tuple(tuple(facts.tally(one).quantile(share) for share in _SHARES) for one in mine),
        )
        for case, mine in found.items()
        if len(mine) > 1
    )


def _kind(headline: Headline) -> tuple[str, ...]:
    row = headline.row
    return row.variable, row.detail, row.pool, row.component, row.rule


def fans(facts: Facts, words: Words, width_mm: float) -> Iterator[Chart]:
    """Draw each leading headline over the years; nothing where there is one year.

    Parameters
    ----------
    facts : Facts
    words : Words
    width_mm : float
    """
    for headline in facts.leading[:_MOST]:
        found = courses(facts, headline)
        if found:
            yield _fan(words, headline, found, width_mm)


def _fan(words: Words, headline: Headline, found: Sequence[Course], width_mm: float) -> Chart:
    mine = next((one for one in found if one.case == headline.row.case), found[-1])
    last, how = mine.figures[-1], words.measure(headline)
    title = words.own(
        "chart.fan.title",
        result=words.result(headline),
        year=last.headline.row.year,
        low=words.number(last.p5, last.decimals, how.scale),
        high=words.amount(last.p95 or 0.0, headline, last.decimals),
    )
    if len(found) > 1:
        case = words.quoted(words.case(mine.case))
        title = words.own("chart.density.title_case", title=title, case=case)
    subtitle = words.own(
        "chart.fan.subtitle", result=words.result(headline), unit=words.long_unit(how.unit)
    )
    told = "; ".join(_alt(words, one) for one in found)
    drawing = _Drawing(words, found)
    name = f"{NAME}-{slug(headline)}"
    return chart(name, words, (title, subtitle, f"{told}."), drawing.draw, width_mm)


def _alt(words: Words, one: Course) -> str:
    last = one.figures[-1]
    scale = words.measure(last.headline).scale
    values = {
        name: words.number(getattr(last, name), last.decimals, scale)
        for name in ("now", "p5", "median", "p95")
    }
    named = {"case": words.case(one.case), "year": last.headline.row.year}
    return words.own("chart.fan.alt", **named, **values)


class _Drawing:
    """Draws a panel for each case."""

    def __init__(self, words: Words, found: Sequence[Course]) -> None:
        self._words, self._found = words, found
        self._scale = words.measure(found[0].figures[0].headline).scale
        self._years = [one.headline.row.year for one in found[0].figures]
        values = [value for one in found for row in one.quantiles for value in row]
        values += [one.now for course in found for one in course.figures if one.now is not None]
        low, high = min(0.0, *values) * self._scale, max(0.0, *values) * self._scale
        step = _step(low, high)
        self._low, self._high = step * (low // step), -step * (-high // step)
        self._ticks = ticks(self._low, self._high, round((self._high - self._low) / step))
        self._decimals = min(course.figures[-1].decimals for course in found)

    def draw(self, sheet: Sheet, top: float) -> float:
        """Draw all panels and return where they end."""
        decimals = plain(self._ticks)
        self._marks = [self._words.number(value, decimals) for value in self._ticks]
        self._left = widest(self._marks, SMALL) + GAP
        self._aside = self._room()
        most = max(1, int((sheet.width - self._left) // (_LEAST + self._aside + PANEL_GAP)))
        count = columns(len(self._found), most)
        self._wide = (sheet.width - self._left - (count - 1) * PANEL_GAP) / count
        for first in range(0, len(self._found), count):
            top = self._line(sheet, top, self._found[first : first + count])
        return top

    def _room(self) -> float:
        texts = [text for one in self._found for _, text, _ in self._ends(one)]
        return max(VALUE.width(text) for text in texts) + 3 * PAD

    def _ends(self, one: Course) -> list[tuple[float, str, bool]]:
        """Return what stands where the bands end: value, words, and whether it is the median."""
        keys = ("p5", "p25", "median", "p75", "p95")
        found = []
        for key, value in zip(keys, one.quantiles[-1], strict=True):
            number = self._words.number(value, self._decimals, self._scale)
            said = self._words.own(f"chart.density.{key}")
            found.append((value, f"{said} {number}", key == "median"))
        return found

    def _line(self, sheet: Sheet, top: float, found: Sequence[Course]) -> float:
        several = len(self._found) > 1
        names = [
            balance(self._words.case(one.case), style.HEADING, self._wide) if several else []
            for one in found
        ]
        top += max(map(len, names)) * style.HEADING.leading + 2 * GAP
        foot = top + (_HIGH if several else _ALONE)
        for at, (one, lines) in enumerate(zip(found, names, strict=True)):
            left = self._left + at * (self._wide + PANEL_GAP)
            for up, line in enumerate(reversed(lines)):
                base = top - 2 * GAP - up * style.HEADING.leading
                sheet.text((left if at else 0.0, base), line, style.HEADING)
            right = left + self._wide - self._aside
            frame = Frame(left, right, top, foot, self._low, self._high, len(self._years))
            self._axes(sheet, frame, with_marks=not at)
            self._bands(sheet, frame, one)
            self._names(sheet, frame, one)
        return foot + SMALL.leading + 3 * GAP

    def _axes(self, sheet: Sheet, frame: Frame, *, with_marks: bool) -> None:
        for value, mark in zip(self._ticks, self._marks, strict=True):
            y = frame.y(value)
            colour = style.RULE if value else style.QUIET
            sheet.line([(frame.left, y), (frame.right, y)], colour, 0.6)
            if with_marks:
                where = frame.left - GAP, y + style.DROP * SMALL.size
                sheet.text(where, mark, SMALL, align="right")
        wide = SMALL.width("2000") + 3 * PAD
        every = max(1, -(-wide // frame.slot))
        last = len(self._years) - 1
        for at, year in enumerate(self._years):
            if (last - at) % every:
                continue
            x = frame.x(at)
            sheet.line([(x, frame.foot), (x, frame.foot + 2.5)], style.QUIET, 0.6)
            sheet.mark((x, frame.foot + SMALL.leading + 2), year)

    def _bands(self, sheet: Sheet, frame: Frame, one: Course) -> None:
        def places(values: Sequence[float | None]) -> list[tuple[float, float]]:
            return [
                (frame.x(self._years.index(figure.headline.row.year)), frame.y(v * self._scale))
                for figure, v in zip(one.figures, values, strict=True)
                if v is not None
            ]

        lines = [places([row[at] for row in one.quantiles]) for at in range(len(_SHARES))]
        sheet.area([*lines[0], *reversed(lines[4])], PALE)
        sheet.area([*lines[1], *reversed(lines[3])], MIDDLE)
        sheet.line(lines[2], DARK, 1.6)
        now = places([figure.now for figure in one.figures])
        if len(now) > 1:
            sheet.line(now, *_NOW)

    def _names(self, sheet: Sheet, frame: Frame, one: Course) -> None:
        """Write at the ends of the bands what they are, and how much."""
        ends = sorted(self._ends(one), key=lambda end: -end[0])
        strong = style.Type(VALUE.size, VALUE.leading, 600)
        wanted = [frame.y(value * self._scale) for value, _, _ in ends]
        heights = [VALUE.leading] * len(ends)
        middles = spread(wanted, heights, frame.top - PAD, frame.foot + PAD)
        for (_, text, is_median), y, middle in zip(ends, wanted, middles, strict=True):
            x = frame.x(len(self._years) - 1)
            sheet.line([(x + 1, y), (frame.right + PAD, middle)], style.RULE, 0.6)
            at = frame.right + 2 * PAD, middle + style.DROP * VALUE.size
            sheet.text(at, text, strong if is_median else VALUE)


def _step(low: float, high: float) -> float:
    found = ticks(0.0, (high - low) or 1.0, 5)
    return found[1] - found[0] if len(found) > 1 else (high - low) or 1.0
