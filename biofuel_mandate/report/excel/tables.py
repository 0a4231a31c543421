"""Sheets of tables: titles, headings, numbers, live sums, notes and source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from math import ceil, fsum, isclose

from biofuel_mandate.report.excel.book import Sheet, lines_of, side
from biofuel_mandate.report.numbers import rounded
from biofuel_mandate.report.table import Amount, Cell, Table, cell_text
from biofuel_mandate.report.texts import Texts

WIDEST = 60
# Titles and notes are read in lines about as long as a printed page is wide.
PAGE = 100
_FILLER = 12
_HEADING_LINES = 3
_NARROWEST = 7
_BOLD = 1.1


def tables_sheet(
    sheet: Sheet,
    groups: Sequence[Sequence[Table]],
    words: Texts,
    source: str,
    opening: Sequence[str] = (),
) -> None:
    """Write groups of tables one under another, each group on a new page.

    Parameters
    ----------
    sheet : Sheet
    groups : sequence of sequence of Table
    words : Texts
    source : str
        Under the last table.
    opening : sequence of str
        A heading over several tables, and what to know of them. One table is its own heading.
    """
    every = list(chain.from_iterable(groups))
    widths = column_widths(every, words)
    sheet.set_widths([*widths, *[_FILLER] * ceil(max(0, PAGE - sum(widths)) / _FILLER)])
    row = 0
    for line, text in enumerate(opening):
        sheet.across(row, text, "note" if line else "title")
        row += 1
    if opening:
        sheet.freeze(1)
        row += 1
    else:
        sheet.freeze(2, 1)
    breaks = []
    for group in groups:
        breaks.append(row)
        for table in group:
            row = _write(sheet, table, row, words, alone=not opening) + 1
    sheet.across(row, source, "note")
    sheet.finish(row, breaks[1:])


def column_widths(tables: Sequence[Table], words: Texts) -> list[int]:
    """Return the widths that hold every cell, with headings on a few lines."""
    return [
        measured(
            [table.columns[at] for table in tables if at < len(table.columns)],
            [
                cell_text(row[at], words)
                for table in tables
                for row in table.rows
                if at < len(table.columns)
            ],
        )
        for at in range(max(len(table.columns) for table in tables))
    ]


def measured(headings: Sequence[str], cells: Sequence[str], widest: int = WIDEST) -> int:
    """Return the width of a column in characters, from what stands in it."""
    needed = max((len(line) for cell in cells for line in cell.split("\n")), default=0)
    for heading in headings:
        width = max((len(word) for word in heading.split()), default=0)
        while lines_of(heading, width) > _HEADING_LINES:
            width += 1
        needed = max(needed, ceil(_BOLD * width))
    return min(widest, max(_NARROWEST, needed) + 2)


def _write(sheet: Sheet, table: Table, row: int, words: Texts, *, alone: bool) -> int:
    """Write one table from a row on, and return the row after it."""
    sheet.across(row, table.title, "title" if alone else "strong")
    sheet.headings(row + 1, table.columns, table.words)
    top = row + 2
    for index, cells in enumerate(table.rows):
        for col, cell in enumerate(cells):
            _write_cell(sheet, table, (top, index, col), cell, words)
        sheet.fit(top + index, [cell if isinstance(cell, str) else "" for cell in cells])
    row = top + len(table.rows)
    for note in table.notes:
        sheet.across(row, note, "note")
        row += 1
    return row


def _write_cell(
    sheet: Sheet, table: Table, at: tuple[int, int, int], cell: Cell, words: Texts
) -> None:
    top, index, col = at
    looks = ("sum",) if index in table.sums else ("strong",) if index in table.groups else ()
    row = top + index
    if isinstance(cell, str):
        sheet.text(row, col, cell, "wrapped", *looks, *side(col, table.words))
    elif cell.value is None:
        sheet.text(row, col, words(cell.lacks), "text", *looks, "missing")
    else:
        value, shape = shown_value(cell), number_format(cell)
        if index in table.sums and col in table.added and _adds_up(table, index, col):
            ranges = [(top + first, top + last) for first, last in _parts(table, index)]
            sheet.total((row, col), ranges, value, shape, "text", *looks)
        else:
            sheet.number(row, col, value, shape, "text", *looks)
        if value < 0 and not rounded(value, cell.decimals):
            sheet.hide_sign_of_zero(row, col, 10.0**-cell.decimals, shape)


def shown_value(amount: Amount) -> float:
    """Return an amount as its cell holds it: scaled, unrounded."""
    return (amount.value or 0.0) * amount.scale


def number_format(amount: Amount) -> str:
    """Return the number format of an amount, in the form of every spreadsheet language.

    Examples
    --------
    >>> number_format(Amount(149.6, 1, unit="Ml"))
    '#,##0.0" Ml"'
    """
    decimals = f".{'0' * amount.decimals}" if amount.decimals > 0 else ""
    unit = amount.unit.replace('"', "")
    return f"#,##0{decimals}" + (f'" {unit}"' if unit else "")


def _parts(table: Table, index: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of rows that a sum adds up."""
    first = 0
    for end in (*(at for at in table.sums if at < index), index):
        if first < end:
            yield first, end - 1
        first = end + 1


def _adds_up(table: Table, index: int, col: int) -> bool:
    """Tell whether a sum is what its rows give: a spreadsheet skips what is missing."""
    rows = [row for first, last in _parts(table, index) for row in range(first, last + 1)]
    # A gas has no litres: its cell is empty, not missing.
    parts = [cell for row in rows if (cell := table.rows[row][col]) != ""]
    amounts = [part for part in parts if isinstance(part, Amount) and part.value is not None]
    total = table.rows[index][col]
    if not isinstance(total, Amount) or len(amounts) < len(parts) or not parts:
        return False
    added = fsum(shown_value(part) for part in amounts)
    return isclose(added, shown_value(total), rel_tol=1e-9, abs_tol=1e-6)
