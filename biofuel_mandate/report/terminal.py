"""Tables on a terminal: no number and no column is ever cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from biofuel_mandate.report.table import Table, cell_text
from biofuel_mandate.report.texts import Texts

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

# A column of words gives way to this width; rich puts three spaces beside each column.
LONGEST_WORD = 24
BESIDE = 3


def print_table(table: Table, console: Console, words: Texts) -> None:
    """Print one table with its notes; one too wide in parts that each start with the names."""
    from rich.markup import escape

    console.print(f"[bold]{escape(table.title)}[/bold]")
    rows = [[cell_text(cell, words) for cell in row] for row in table.rows]
    widths = [_least_width(table, rows, index) for index in range(len(table.columns))]
    for columns in column_groups(widths, table.words, console.width):
        console.print(_laid_out(table, rows, columns, console.width))
    for note in table.notes:
        console.print(escape(note), style="dim")


def column_groups(
    widths: Sequence[int], words: Sequence[int], room: int
) -> Iterator[tuple[int, ...]]:
    """Yield the columns of each part of a table, so that every part fits.

    Examples
    --------
    >>> list(column_groups([6, 8, 8, 8], words=(0,), room=33))
    [(0, 1, 2), (0, 3)]
    """
    names = [index for index in range(len(widths)) if index in words and index <= len(words)]
    names = names[: next((at for at, index in enumerate(names) if at != index), len(names))]
    group = list(names)
    for index in range(len(widths)):
        if index in names:
            continue
        taken = sum(widths[one] + BESIDE for one in (*group, index))
        if taken > room and len(group) > len(names):
            yield tuple(group)
            group = list(names)
        group.append(index)
    yield tuple(group)


def _least_width(table: Table, rows: Sequence[Sequence[str]], index: int) -> int:
    """Return the width that keeps numbers whole, and words where there is room."""
    is_number = index not in table.words
    parts = [row[index] if is_number else _longest_word(row[index]) for row in rows]
    least = max((len(part) for part in (*parts, _longest_word(table.columns[index]))), default=0)
    return least if is_number else min(least, LONGEST_WORD)


def _widths(
    table: Table, rows: Sequence[Sequence[str]], columns: Sequence[int], room: int
) -> dict[int, int]:
    """Return the width of each column: the least, and what room is left, words first."""
    found = {index: _least_width(table, rows, index) for index in columns}
    left = room - sum(width + BESIDE for width in found.values())
    for index in sorted(columns, key=lambda one: one not in table.words):
        longest = max(len(row[index]) for row in (*rows, table.columns))
        more = max(0, min(longest - found[index], left))
        found[index] += more
        left -= more
    return found


def _laid_out(
    table: Table, rows: Sequence[Sequence[str]], columns: Sequence[int], room: int
) -> RichTable:
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table as RichTable

    laid_out = RichTable(box=SIMPLE_HEAD, show_header=any(table.columns), pad_edge=False)
    widths = _widths(table, rows, columns, room)
    for index in columns:
        side: Literal["left", "right"] = "left" if index in table.words else "right"
        heading = escape(table.columns[index])
        laid_out.add_column(heading, justify=side, overflow="fold", width=widths[index])
    for at, row in enumerate(rows):
        cells = (escape(row[index]) for index in columns)
        laid_out.add_row(*cells, style="bold" if at in table.sums else "")
    return laid_out


def _longest_word(text: str) -> str:
    return max(text.split(), key=len, default="")
