"""The parts of bars: where each stands, its colour, and the words that fit in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.model import Bar, ChartData
from biofuel_mandate.report.charts.wording import Wording
from biofuel_mandate.report.numbers import rounded


class Span(NamedTuple):
    """A part of a bar, from where to where on the chart's scale."""

    name: str
    start: float
    end: float


def spans(bar: Bar) -> Iterator[Span]:
    """Yield the parts of a bar end to end: what rises to the right of zero, what falls left."""
    high = low = 0.0
    for name, value in bar.parts.items():
        if not value:
            continue
        if value > 0:
            yield Span(name, high, high + value)
            high += value
        else:
            yield Span(name, low, low + value)
            low += value


def fills(words: Wording) -> dict[str, str]:
    """Return the colour of everything that bars of this scenario are made of."""
    pools = words.assessment.scenario.structure.pools.values()
    components = tuple(dict.fromkeys(name for pool in pools for name in pool.components))
    return {
        **style.component_colours(components),
        **dict.fromkeys((BIOFUEL, TOTAL), style.SUM),
        **style.ACCOUNTS,
        **style.LITRES,
    }


@dataclass(frozen=True)
class PartWords:
    """What stands in the parts of bars.

    Attributes
    ----------
    inside : dict
        Words by panel, position of the bar, and part.
    key : tuple of str
        The parts that a key must name, as there is no room in the bars.
    """

    inside: Mapping[tuple[str, int, str], str]
    key: tuple[str, ...]


def part_words(words: Wording, unit: float) -> PartWords:
    """Name each part once a panel where there is room, or else none, and leave it to a key."""
    parts = _to_name(words.data)
    inside, named = _place(words, unit, with_names=True)
    if named >= set(parts):
        return PartWords(inside, ())
    inside, _ = _place(words, unit, with_names=False)
    return PartWords(inside, parts)


def _to_name(data: ChartData) -> tuple[str, ...]:
    """Return the parts that are not what their bar's label names."""
    if data.name not in ("blend", "cost"):
        return ()
    found = (
        span.name
        for panel in data.panels
        for bar in panel.bars
        for span in spans(bar)
        if rounded(span.end - span.start, data.decimals)
    )
    return tuple(dict.fromkeys(found))


def _place(
    words: Wording, unit: float, *, with_names: bool
) -> tuple[dict[tuple[str, int, str], str], set[str]]:
    inside: dict[tuple[str, int, str], str] = {}
    named: set[str] = set()
    if not _to_name(words.data):
        return inside, named
    for panel in words.data.panels:
        seen: set[str] = set()
        for position, bar in enumerate(panel.bars):
            found = list(spans(bar))
            for name, start, end in found:
                # A lone part's number is its bar's, unless the bar has none.
                is_told = len(found) == 1 and bar.total is not None
                value = "" if is_told else words.number(end - start)
                first = with_names and name not in seen
                whole = f"{words.component(name)} {value}".strip() if first else value
                room = abs(end - start) * unit - 2 * style.PAD
                fitting = [text for text in (whole, value) if style.VALUE.width(text) <= room]
                if fitting and fitting[0]:
                    inside[panel.of, position, name] = fitting[0]
                    if first and fitting[0] == whole:
                        seen.add(name)
        named |= seen
    return inside, named
