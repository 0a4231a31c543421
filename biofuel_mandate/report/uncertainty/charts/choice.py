"""In which share of draws each case is best, and by how much it falls behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.chart import Chart
from biofuel_mandate.report.charts.layout import balance
from biofuel_mandate.report.charts.style import GAP, PAD, PANEL_GAP, SMALL, VALUE
from biofuel_mandate.report.uncertainty.charts.names import Rows, rows_of
from biofuel_mandate.report.uncertainty.charts.sheet import (
    DARK,
    MIDDLE,
    Sheet,
    beside,
    chart,
    key,
    tick_marks,
)
from biofuel_mandate.report.uncertainty.facts import Facts
from biofuel_mandate.report.uncertainty.measures import Measure, decimals_of
from biofuel_mandate.report.uncertainty.sentences import equally_good
from biofuel_mandate.report.uncertainty.words import Words

NAME = "choice"
_ROW, _BAR = 17.0, 9.0


@dataclass(frozen=True)
class Option:
    """A case to choose.

    Attributes
    ----------
    case : str
    share : float
        Of the draws that can be ranked, in which it is best.
    mean, p95 : float
        Of its regret, in the result's unit.
    """

    case: str
    share: float
    mean: float
    p95: float


def options(facts: Facts) -> tuple[Option, ...]:
    """Return every case with its share and its regret, the best in most draws first."""
    ranking, sums = facts.plan.ranking, facts.sums
    whole = int(sums.best[:-1].sum()) if ranking else 0
    if ranking is None or not whole:
        return ()
    found = [
        Option(case, count / whole, tally.average(), tally.quantile(0.95))
        for case, count, tally in zip(ranking.cases, sums.best.tolist(), sums.regrets, strict=False)
    ]
    return tuple(sorted(found, key=lambda one: (-one.share, one.mean)))


def choice(facts: Facts, words: Words, width_mm: float) -> Chart | None:
    """Draw how often each case is best, and its regret; None where nothing is ranked.

    Parameters
    ----------
    facts : Facts
    words : Words
    width_mm : float
    """
    found, ranking = options(facts), facts.plan.ranking
    if not found or ranking is None:
        return None
    first = found[0]
    case = words.quoted(words.case(first.case))
    title = words.own("chart.choice.title", case=case, share=words.share(first.share))
    side = "lowest" if ranking.is_lowest else "highest"
    best = words.own(f"chart.choice.{side}")
    result = words.dated(ranking.headlines[0])
    subtitle = words.own("chart.choice.subtitle", result=result, best=best)
    errors = [tally.error() for tally in facts.sums.regrets]
    how = words.measure(ranking.headlines[0])
    tops = [0.0, *(one.p95 * how.scale for one in found)]
    decimals = decimals_of(tops, max(errors) * how.scale, how.decimals)
    drawing = _Drawing(words, found, how, decimals)
    told = "; ".join(map(drawing.alt, found))
    said, notes = (title, subtitle, f"{told}."), tuple(equally_good(facts, words))
    return chart(NAME, words, said, drawing.draw, width_mm, notes)


class _Drawing:
    """Draws bars of shares beside bars of regret."""

    def __init__(self, words: Words, found: Sequence[Option], how: Measure, decimals: int) -> None:
        self._words, self._found = words, found
        self._how, self._decimals = how, decimals

    def alt(self, one: Option) -> str:
        """Return a case in words and numbers."""
        unit = self._how.unit
        mean, p95 = (
            self._words.with_unit(self._number(value), unit) for value in (one.mean, one.p95)
        )
        named = {"case": self._words.case(one.case), "share": self._words.share(one.share)}
        return self._words.own("chart.choice.alt", mean=mean, p95=p95, **named)

    def _number(self, value: float) -> str:
        return self._words.number(value, self._decimals, self._how.scale)

    def draw(self, sheet: Sheet, top: float) -> float:
        """Draw both panels and return where they end."""
        rows = rows_of([self._words.case(one.case) for one in self._found], sheet.width, _ROW)
        room = sheet.width - rows.width - PANEL_GAP
        wide = (0.45 * room, 0.55 * room)
        lefts = rows.width, rows.width + wide[0] + PANEL_GAP
        unit = self._words.long_unit(self._how.unit)
        keys = ("chart.choice.best", "chart.choice.regret")
        headings = [
            balance(self._words.own(key, unit=unit), style.HEADING, width)
            for key, width in zip(keys, wide, strict=True)
        ]
        top += max(map(len, headings)) * style.HEADING.leading
        for left, lines in zip(lefts, headings, strict=True):
            for up, line in enumerate(reversed(lines)):
                sheet.text((left, top - up * style.HEADING.leading), line, style.HEADING)
        own = self._words.own
        entries = [(own("chart.choice.mean"), DARK), (own("chart.choice.p95"), MIDDLE)]
        top = key(sheet, top + PAD, lefts[1], entries)
        rows.draw(sheet, top)
        foot = top + rows.height
        self._shares(sheet, (lefts[0], top, foot), wide[0], rows)
        self._regrets(sheet, (lefts[1], top, foot), wide[1], rows)
        return foot + SMALL.leading + 3 * GAP

    def _shares(
        self, sheet: Sheet, place: tuple[float, float, float], wide: float, rows: Rows
    ) -> None:
        left, top, foot = place
        said = {one.case: self._words.share(one.share, short=True) for one in self._found}
        # Each bar leaves room for its own words.
        room = min(
            (wide - PAD - VALUE.width(said[one.case])) / max(one.share, 0.05) for one in self._found
        )
        room = min(room, wide - VALUE.width(self._words.number(100, 0)) / 2)
        for share in (0.0, 0.5, 1.0):
            x = left + share * room
            sheet.line([(x, top), (x, foot)], style.RULE if share else style.QUIET, 0.6)
            sheet.mark((x, foot + SMALL.leading), self._words.number(share, 0, 100))
        for one, middle in zip(self._found, rows.middles, strict=True):
            y, end = top + middle, left + one.share * room
            sheet.box((left, y - _BAR / 2), (end - left, _BAR), DARK)
            beside(sheet, (end + PAD, y), said[one.case])

    def _regrets(
        self, sheet: Sheet, place: tuple[float, float, float], wide: float, rows: Rows
    ) -> None:
        left, top, foot = place
        most = max(max(one.p95, one.mean) for one in self._found) or 1.0
        room = wide - max(VALUE.width(self._number(one.p95)) for one in self._found) - 2 * PAD
        for value, mark in tick_marks(self._words, 0.0, most, room, self._how.scale):
            x = left + value / most * room
            sheet.line([(x, top), (x, foot)], style.RULE if value else style.QUIET, 0.6)
            sheet.mark((x, foot + SMALL.leading), mark)
        for one, middle in zip(self._found, rows.middles, strict=True):
            y, unit = top + middle, room / most
            sheet.box((left, y - _BAR / 2), (one.p95 * unit, _BAR), MIDDLE)
            sheet.box((left, y - _BAR / 2), (one.mean * unit, _BAR), DARK)
            said = self._number(one.mean)
            if VALUE.width(said) + 2 * PAD <= one.mean * unit:
                at = left + one.mean * unit - PAD - VALUE.width(said)
                sheet.text((at, y + style.DROP * VALUE.size), said, VALUE, colour=style.PAPER)
            end = left + max(one.p95, one.mean) * unit + PAD
            beside(sheet, (end, y), self._number(one.p95))
