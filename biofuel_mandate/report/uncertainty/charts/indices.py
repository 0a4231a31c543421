"""Which share of the variance of each leading headline every input brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.chart import Chart
from biofuel_mandate.report.charts.layout import balance
from biofuel_mandate.report.charts.style import GAP, PAD, SMALL, VALUE
from biofuel_mandate.report.texts import sentence
from biofuel_mandate.report.uncertainty.charts.names import rows_of
from biofuel_mandate.report.uncertainty.charts.sheet import DARK, Sheet, beside, chart
from biofuel_mandate.report.uncertainty.facts import Facts
from biofuel_mandate.report.uncertainty.words import Words
from biofuel_mandate.uncertainty.headlines import Headline
from biofuel_mandate.uncertainty.indices import Index

NAME = "indices"
_MOST, _LEAST = 8, 0.01
_ROW, _DOT, _APART = 15.0, 2.6, 2.8


@dataclass(frozen=True)
class Shares:
    """What is drawn of a headline.

    Attributes
    ----------
    headline : Headline
    told : tuple of Index
        Of the inputs that bring something, what brings most first.
    others : int
        Inputs that are left out.
    """

    headline: Headline
    told: tuple[Index, ...]
    others: int


def shares(facts: Facts) -> tuple[Shares, ...]:
    """Return what the chart draws of each leading headline; nothing where there are no indices."""
    indices = facts.analysis.indices
    known = dict(zip(indices.headlines, indices.found, strict=True))
    found = []
    for headline in facts.leading:
        ordered = sorted(known.get(headline, ()), key=lambda one: (-one.total, one.input))
        told = tuple(one for one in ordered if one.total >= _LEAST)[:_MOST]
        if told:
            found.append(Shares(headline, told, len(ordered) - len(told)))
    return tuple(found)


def indices(facts: Facts, words: Words, width_mm: float) -> Chart | None:
    """Draw which share of the variance each input brings; None where that is not known.

    Parameters
    ----------
    facts : Facts
    words : Words
    width_mm : float
    """
    found = shares(facts)
    if not found:
        return None
    headline, first = found[0].headline, found[0].told[0]
    title = words.own(
        "chart.indices.title",
        input=words.mention(first.input),
        result=words.result(headline),
        share=words.share(_within(first.total)),
    )
    year = words.year(headline)
    subtitle = words.own(
        "chart.indices.subtitle",
        case=words.quoted(words.case(headline.row.case)),
        year=words.own("in_year", year=year) if year else "",
    )
    notes: tuple[str, ...] = ()
    if any(one.others for one in found):
        left = max((one.told[-1].total for one in found if one.others), default=_LEAST)
        is_full = any(len(one.told) == _MOST for one in found)
        notes = (
            words.own("chart.indices.others", least=words.ceiling(left if is_full else _LEAST)),
        )
    told = "; ".join(_alt(words, one) for one in found)
    drawing = _Drawing(words, found)
    said = (sentence(title), subtitle, f"{told}.")
    return chart(NAME, words, said, drawing.draw, width_mm, notes)


def _alt(words: Words, found: Shares) -> str:
    listed = ", ".join(
        words.own(
            "chart.indices.value",
            input=words.input(one.input),
            first=words.share(_within(one.first)),
            total=words.share(_within(one.total)),
        )
        for one in found.told
    )
    return words.own("chart.indices.alt", result=words.result(found.headline), listed=listed)


def _within(share: float) -> float:
    """Return a share from 0 to 1: estimates may lie a little outside."""
    return min(1.0, max(0.0, share))


class _Drawing:
    """Draws a group of dots for each headline, on one scale."""

    def __init__(self, words: Words, found: Sequence[Shares]) -> None:
        self._words, self._found = words, found

    def draw(self, sheet: Sheet, top: float) -> float:
        """Draw all groups and return where they end."""
        names = [
            sentence(self._words.input(one.input)) for group in self._found for one in group.told
        ]
        self._left = rows_of(names, sheet.width, _ROW).width
        self._reach = sheet.width - self._left - VALUE.width("100") - PAD - 2 * _DOT
        first = top
        places = []
        for group in self._found:
            for line in balance(self._words.result(group.headline), style.HEADING, sheet.width):
                top += style.HEADING.leading
                places.append((line, top - 2))
            mine = [sentence(self._words.input(one.input)) for one in group.told]
            top += rows_of(mine, sheet.width, _ROW).height + GAP
        self._scale(sheet, first, top)
        top = first
        for group in self._found:
            top = self._group(sheet, group, top)
        for line, base in places:
            wide = style.HEADING.width(line)
            size = (wide + 2, 1.1 * style.HEADING.size)
            sheet.box((0.0, base - style.HEADING.size), size, style.PAPER)
            sheet.text((0.0, base), line, style.HEADING)
        return top + SMALL.leading + 3 * GAP

    def _x(self, share: float) -> float:
        return self._left + _DOT + _within(share) * self._reach

    def _scale(self, sheet: Sheet, top: float, foot: float) -> None:
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            x = self._x(share)
            sheet.line([(x, top), (x, foot)], style.RULE if share else style.QUIET, 0.6)
            sheet.mark((x, foot + SMALL.leading), self._words.number(share, 0, 100))

    def _group(self, sheet: Sheet, group: Shares, top: float) -> float:
        lines = balance(self._words.result(group.headline), style.HEADING, sheet.width)
        top += len(lines) * style.HEADING.leading
        names = [sentence(self._words.input(one.input)) for one in group.told]
        rows = rows_of(names, sheet.width, _ROW, self._left)
        rows.draw(sheet, top)
        for one, middle in zip(group.told, rows.middles, strict=True):
            self._dots(sheet, one, top + middle)
        return top + rows.height + GAP

    def _dots(self, sheet: Sheet, one: Index, y: float) -> None:
        x, above, below = self._x, y - _APART, y + _APART
        sheet.line([(x(one.first_low), below), (x(one.first_high), below)], style.QUIET, 0.9)
        sheet.line([(x(one.total_low), above), (x(one.total_high), above)], DARK, 1.2)
        sheet.dot((x(one.first), below), _DOT - 0.4, style.PAPER, style.QUIET)
        sheet.dot((x(one.total), above), _DOT, DARK, DARK)
        at = max(x(one.total_high), x(one.first_high), x(one.total) + _DOT) + PAD
        beside(sheet, (at, y), self._words.number(_within(one.total), 0, 100))
