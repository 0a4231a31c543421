"""Heads of rows as such: typst tags only the headings of columns, and has no way to say more.

A screen reader then says of "86,7" both which column and which row it stands in. Only the tags of
cells change; all else stays as typst has written it, by the standards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_TABLE_OF_OBJECTS = re.compile(rb"xref\n0 (\d+)\n")
_PLACE = 20  # bytes of each line of that table
_ROW = re.compile(rb"<</Type/StructElem/S/TR/P \d+ 0 R/K\[([\d R]*)\]")
_CELL = b"<</Type/StructElem/S/TD/"
# The headings of a cell's column, by table, column and row, as in U1x0y0.
_UNDER = re.compile(rb"/Headers\[\(U(\d+)x\d+y\d+\)")
_GROUP = re.compile(rb"<</Type/StructElem/S/TH/P \d+ 0 R/ID\(U\d+x0y[1-9]\d*\)")
_SPAN = re.compile(rb"/ColSpan \d+")
_ATTRIBUTES = re.compile(rb"/A\[(?:[^][]|\[(?:[^][]|\[[^][]*\])*\])*\]")
_NAMES_ROW = b"/A[<</O/Table/Scope/Row>>]"


def with_row_heads(pdf: bytes, heads: Sequence[int]) -> bytes:
    """Return a PDF of typst's whose tables have heads of rows too, each known by its scope.

    One that typst has written in another way than is known here is returned as it is.

    Parameters
    ----------
    pdf : bytes
    heads : sequence of int
        For each table in order, how many columns from the first name the row.

    Returns
    -------
    bytes
    """
    start = _START.search(pdf)
    listed = _TABLE_OF_OBJECTS.match(pdf, int(start[1])) if start else None
    if start is None or listed is None:
        return pdf
    places = _places(pdf, listed.end(), int(listed[1]))
    order = sorted(places, key=places.__getitem__)
    ends = [*(places[number] for number in order[1:]), listed.start()]
    whole = [pdf[: places[order[0]]]]
    items = {number: pdf[places[number] : end] for number, end in zip(order, ends, strict=True)}
    columns = dict(_columns(items.values()))
    at, moved = len(whole[0]), {}
    for number, item in items.items():
        moved[number] = at
        whole.append(_said(item, columns.get(number, 0), heads))
        at += len(whole[-1])
    lines = bytearray(pdf[listed.start() : start.start()])
    for number, place in moved.items():
        line = listed.end() - listed.start() + number * _PLACE
        lines[line : line + 10] = b"%010d" % place
    return b"".join([*whole, lines, b"startxref\n%d\n%%%%EOF" % at])


def _places(pdf: bytes, at: int, count: int) -> dict[int, int]:
    """Return where each object starts, by its number."""
    starts = range(at, at + count * _PLACE, _PLACE)
    lines = (pdf[start : start + _PLACE] for start in starts)
    return {number: int(line[:10]) for number, line in enumerate(lines) if line[17:18] == b"n"}


def _columns(items: Iterable[bytes]) -> Iterator[tuple[int, int]]:
    """Yield the number of each cell with the column that it stands in."""
    for item in items:
        if row := _ROW.search(item[:100_000]):
            for column, number in enumerate(row[1].split(b" 0 R")[:-1]):
                yield int(number), column


def _said(item: bytes, column: int, heads: Sequence[int]) -> bytes:
    """Return an object; a cell that names its row as that, and any by scopes alone."""
    if _GROUP.search(item[:200]):
        # It heads rows, not a column.
        return _plain(item.replace(b"/S/TH/", b"/S/TD/", 1))
    under = _UNDER.search(item) if _CELL in item[:50] else None
    if under is None:
        return item
    if column < heads[int(under[1]) - 1] and not _SPAN.search(item):
        return _ATTRIBUTES.sub(_NAMES_ROW, item.replace(b"/S/TD/", b"/S/TH/", 1), count=1)
    return _plain(item)


def _plain(cell: bytes) -> bytes:
    """Return a cell that says no more of itself than how many columns it spans."""
    span = _SPAN.search(cell)
    return _ATTRIBUTES.sub(b"/A[<</O/Table%b>>]" % span[0] if span else b"", cell, count=1)
