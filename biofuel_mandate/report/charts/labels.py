"""Where the number of a bar stands: at the bar's own end, so that no mark passes for its own."""

from __future__ import annotations

from typing import NamedTuple

from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.layout import Extent, Scale
from biofuel_mandate.report.charts.model import Bar
from biofuel_mandate.report.charts.parts import spans
from biofuel_mandate.report.charts.style import PAD
from biofuel_mandate.report.charts.wording import Wording

_BESIDE = PAD + style.MARK  # from a mark to what stands beside it


class Label(NamedTuple):
    """Words beside or in a bar, from their left edge [pt]."""

    left: float
    words: str
    is_inside: bool = False


def is_left(words: Wording, bar: Bar) -> bool:
    """Tell whether a bar's number stands left of it: one that is shown as zero never does."""
    return bar.total is not None and bar.total < 0 and not words.same(bar.total, 0.0)


def extent(words: Wording, bar: Bar, *, spelt_out: bool = False) -> Extent:
    """Return how far a bar reaches, and the room that its number needs beyond.

    ``spelt_out`` keeps room for a number behind a mark with the words that it is not the mark's.
    """
    ends = [0.0, *(span.end for span in spans(bar))]
    edge = PAD
    if bar.mark is not None:
        ends.append(bar.mark)
        edge = _BESIDE
    text = _beyond(words, bar) if spelt_out else words.end(bar)
    room = style.VALUE.width(text) + edge
    if is_left(words, bar):
        return Extent(min(ends), max(ends), room, edge)
    left = style.VALUE.width(lone_part(words, bar)) + edge
    return Extent(min(ends), max(ends), left if min(ends) < 0 else 0.0, room)


def lone_part(words: Wording, bar: Bar) -> str:
    """Return the number of the only part of a bar without a sum, if it lies left of the axis.

    The words for what is missing stand right of the axis, so there is room for it.
    """
    found = list(spans(bar))
    if bar.total is not None or len(found) != 1 or found[0].end > 0:
        return ""
    return words.number(found[0].end)


def place(words: Wording, bar: Bar, scale: Scale) -> Label:
    """Place a bar's number at its end, before a mark that stands further out or in the bar."""
    text = words.end(bar)
    wide = style.VALUE.width(text)
    reach = [0.0, *(span.end for span in spans(bar))]
    sign = -1 if is_left(words, bar) else 1
    far = max(reach, key=lambda end: sign * end)
    at = scale.at(far)
    if bar.mark is None:
        return Label(_beside(at, sign * PAD, wide), text)
    mark = scale.at(bar.mark)
    if bar.total is None:
        return Label(_beside(mark, _BESIDE, wide), text)
    ahead = sign * (mark - at)  # how far beyond the bar's end the mark stands
    if ahead < 0 or _is_at_end(words, bar):
        edge = _BESIDE if abs(ahead) <= _BESIDE else PAD
        return Label(_beside(at, sign * edge, wide), text)
    if ahead <= _BESIDE + wide + PAD:
        if bar.limit and abs(at - scale.zero) >= wide + 2 * PAD:
            return Label(_beside(at, -sign * PAD, wide), text, is_inside=True)
        beyond = _beyond(words, bar)
        return Label(_beside(mark, sign * _BESIDE, style.VALUE.width(beyond)), beyond)
    return Label(_beside(at, sign * PAD, wide), text)


def _is_at_end(words: Wording, bar: Bar) -> bool:
    return bar.total is not None and words.same(bar.total, bar.mark or 0.0)


def fits(words: Wording, bar: Bar, scale: Scale, width: float) -> bool:
    """Tell whether a bar's number keeps within a panel."""
    label = place(words, bar, scale)
    return label.left + style.VALUE.width(label.words) <= width


def _beyond(words: Wording, bar: Bar) -> str:
    """Return a bar's number as it stands behind a mark: in words that it is not the mark's."""
    if bar.limit and bar.total is not None and not _is_at_end(words, bar):
        return words.own("limit.counted", amount=words.end(bar))
    return words.end(bar)


def _beside(at: float, off: float, wide: float) -> float:
    """Return the left edge of words that begin or end at a distance from a place."""
    return at + off if off > 0 else at + off - wide
