"""How wide the columns of a table are, from what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from biofuel_mandate.report.document.tree import TableBlock

# Widths of signs in Calibri, of the height of the type; what is not here is as wide as a digit.
_SIGNS = {
    0.0: "\u200b\u00ad",
    0.25: "\u202f\u2009\u00a0 ,.:;Iijl'|",
    0.33: "!()-J[]`f{}rt/",
    0.42: 'Lcsz\\"',
    0.57: "BCRVdhnopqubADHÅø",
    0.7: "GNOQUØ%&w",
    0.85: "mMWÆæ@—…",
}
_OTHER = 0.51
_WIDTH = {sign: width for width, signs in _SIGNS.items() for sign in signs}
_BOLD = 1.06
# A directorate's type may be wider than ours, and so may what stands in for ours.
_SLACK = 1.06
_BREAKS = re.compile("[ \t\n\u200b]+|(?<=[-–])")
# No sign or two are left for the next line.
_ID_BREAKS = re.compile("([/._:])(?=.{3})")
_TWIPS_PER_POINT = 20
_LINES = 10  # of a cell [twips]
INDENT = 110  # of words beside numbers [twips]
# How much of the text's width one column may ask for, or insist on.
_MOST_ASKED, _MOST_INSISTED = 0.6, 0.4
_COMFORT = 1300  # what a column of words wants at least [twips]
_AIRY = 950  # any column, where there is room [twips]
_NEARLY_FULL = 0.7
_LONG_LINES = 25
_UNIT = 12  # the longest, in signs


def em(text: str) -> float:
    """Return about how wide a text is, of the height of its type.

    Examples
    --------
    >>> em("11,5") < em("MMMM")
    True
    """
    return sum([_WIDTH.get(sign, _OTHER) for sign in text])


def stands_in(column: int, words: Sequence[int]) -> bool:
    """Return whether a column of words needs room to the numbers on its left."""
    return column > 0 and column in words and column - 1 not in words


def breakable(name: str) -> str:
    r"""Return a name that may break at its marks.

    Examples
    --------
    >>> breakable("norway/fame.mj_per_l")
    'norway/\u200bfame.\u200bmj_\u200bper_l'
    """
    return _ID_BREAKS.sub("\\1\u200b", name)


def heading(text: str) -> str:
    r"""Return a heading of a column whose unit stays on one line, as does a number with its "%".

    Examples
    --------
    >>> heading("Ved 35 %, mill. l")
    'Ved 35\xa0%, mill.\xa0l'
    """
    name, comma, unit = text.replace(" %", "\u00a0%").rpartition(", ")
    return name + comma + (unit.replace(" ", "\u00a0") if len(unit) <= _UNIT else unit)


@dataclass(frozen=True)
class Size:
    """A size of the type in tables.

    Attributes
    ----------
    points : float
    side : int
        Room on either side of a cell [twips].
    style : str
        How the names of its styles end.
    """

    points: float
    side: int
    style: str

    def twips(self, ems: float) -> int:
        """Return how wide a cell is with words in it."""
        return int(ems * self.points * _TWIPS_PER_POINT) + 2 * self.side + _LINES


SIZES = (Size(9.0, 70, ""), Size(8.0, 60, " Small"), Size(7.0, 45, " Smallest"))


@dataclass(frozen=True)
class Layout:
    """The columns of a table that stand side by side.

    Attributes
    ----------
    size : Size
    columns, widths : tuple of int
        Which columns, and how wide each is [twips].
    """

    size: Size
    columns: tuple[int, ...]
    widths: tuple[int, ...]


def layouts(table: TableBlock, room: int) -> tuple[Layout, ...]:
    """Return how a table is laid out: whole, or in parts that each name the rows.

    Parameters
    ----------
    table : TableBlock
    room : int
        Width of the text [twips].
    """
    needs = _needs(table)
    every = tuple(range(len(needs)))
    for comfort in (_COMFORT, 0):
        for size in SIZES:
            columns = _Columns(needs, size, room, comfort)
            if sum(columns.least) <= room:
                return (_Columns(needs, size, room).layout(every),)
    # Type that is small and cells that are narrow both hinder reading.
    columns = _Columns(needs, SIZES[1], room)
    return tuple(columns.layout(part) for part in _parts(table, columns))


@dataclass(frozen=True)
class _Need:
    """What a column needs: for its longest word, and for its longest line [of the type].

    ``indent`` is what it needs beside that [twips].
    """

    least: float
    most: float
    indent: int


def _needs(table: TableBlock) -> tuple[_Need, ...]:
    found = []
    # The heads of groups stand across all columns.
    rows = [row for at, row in enumerate(table.rows) if at not in table.groups]
    for at, column in enumerate(table.columns):
        words = [_BOLD * em(word) for word in _BREAKS.split(heading(column))]
        # Headings may take more lines than numbers.
        least, most = max(words), max(*words, sum(words) / 2)
        for row in rows:
            cell = row[at]
            text = breakable(cell.text) if cell.id else cell.text
            line = em(text)
            most = max(most, line)
            if line > least:
                least = max(least, *map(em, _BREAKS.split(text)))
        indent = INDENT * stands_in(at, table.words)
        found.append(_Need(least * _SLACK, most * _SLACK, indent))
    return tuple(found)


class _Columns:
    """Columns at a size of type: how wide each must be at least, and would be at most [twips].

    ``comfort`` is what a column with much in it shall have.
    """

    def __init__(self, needs: Sequence[_Need], size: Size, room: int, comfort: int = 0) -> None:
        self.size, self.room = size, room
        most = [size.twips(one.most) + one.indent for one in needs]
        insisted = int(room * _MOST_INSISTED)
        self.least = [
            max(min(size.twips(one.least) + one.indent, insisted), min(comfort, high))
            for one, high in zip(needs, most, strict=True)
        ]
        asked = int(room * _MOST_ASKED)
        self.most = [max(low, min(high, asked)) for low, high in zip(self.least, most, strict=True)]

    def layout(self, columns: tuple[int, ...]) -> Layout:
        """Return how wide some of the columns are beside each other."""
        least, most = [self.least[at] for at in columns], [self.most[at] for at in columns]
        room, insisted = self.room, sum(least)
        if sum(most) <= room:
            airy = [max(width, _AIRY) for width in most]
            most = airy if sum(airy) <= room else most
            # A table that is nearly as wide as the text is as wide.
            grow = room / sum(most) if sum(most) > room * _NEARLY_FULL else 1.0
            return Layout(self.size, columns, tuple(int(width * grow) for width in most))
        if insisted >= room:
            widths = tuple(low * room // insisted for low in least)
            return Layout(self.size, columns, widths)
        given = _fair([high - low for low, high in zip(least, most, strict=True)], room - insisted)
        widths = tuple(low + more for low, more in zip(least, given, strict=True))
        return Layout(self.size, columns, widths)


def _parts(table: TableBlock, columns: _Columns) -> tuple[tuple[int, ...], ...]:
    """Return groups of columns that fit beside those that name the rows, of much the same width."""
    least, last = columns.least, len(columns.least)
    heads = tuple(range(min(table.row_heads, last - 1)))
    left = columns.room - sum(least[at] for at in heads)
    if left < max(least[len(heads) :]):
        # Nothing fits beside the names of the rows, so they are a part like the others.
        heads, left = (), columns.room
    # A column without a heading goes with the one on its left.
    starts = [at for at in range(len(heads), last) if at == len(heads) or table.columns[at]]
    groups = [range(at, end) for at, end in zip(starts, [*starts[1:], last], strict=True)]
    wide = [sum(least[at] for at in group) for group in groups]
    fair = sum(wide) / -(-sum(wide) // left)
    parts: list[list[int]] = []
    used = left
    for group, width in zip(groups, wide, strict=True):
        if used + width > left or used >= fair:
            parts.append([])
            used = 0
        parts[-1] += group
        used += width
    return tuple((*heads, *part) for part in parts)


def _fair(wanted: Sequence[int], room: int) -> tuple[int, ...]:
    """Share room out: who wants little gets it all, who wants much gets what is left, alike.

    Examples
    --------
    >>> _fair((10, 500, 300), 410)
    (10, 200, 200)
    """
    given = [0] * len(wanted)
    left = len(wanted)
    for at in sorted(range(len(wanted)), key=lambda one: wanted[one]):
        given[at] = min(wanted[at], room // left)
        room, left = room - given[at], left - 1
    return tuple(given)


def is_long(text: str, width: int, size: Size) -> bool:
    """Return whether a text takes so many lines that its row may split over pages."""
    if len(text) < _LONG_LINES * 2:
        return False
    of_words = max(width - size.twips(0), 1)
    return em(text) * size.points * _TWIPS_PER_POINT > _LONG_LINES * of_words
