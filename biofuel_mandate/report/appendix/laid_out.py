"""Tables of the reports as tables of a document, each number with its trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from biofuel_mandate.report.appendix.phrases import Phrases, chemical
from biofuel_mandate.report.document.tree import Run, TableBlock, TableCell
from biofuel_mandate.report.table import Cell, Table, cell_text, headed


def laid_out(
    table: Table, phrases: Phrases, anchor: str = "", ids: Sequence[int] = ()
) -> TableBlock:
    """Return a table as a block of a document.

    Parameters
    ----------
    table : Table
    phrases : Phrases
    anchor : str
        What references know it by; its name where none is given.
    ids : sequence of int
        Columns of names such as ``norway/ethanol.lhv_mj_per_l``.
    """
    table = headed(table, phrases.words.language)
    rows = tuple(
        tuple(
            # A key of a file stays as it is written there.
            TableCell(cell, id=True)
            if at in ids and isinstance(cell, str)
            else cell_of(cell, phrases)
            for at, cell in enumerate(row)
        )
        for row in table.rows
    )
    return TableBlock(
        anchor=f"table-{anchor or table.name}",
        caption=chemical(table.title),
        columns=tuple(chemical(column) for column in table.columns),
        rows=rows,
        words=table.words,
        sums=table.sums,
        groups=table.groups,
        notes=tuple((Run(chemical(note)),) for note in table.notes),
        row_heads=_row_heads(table.words),
    )


def cell_of(cell: Cell, phrases: Phrases) -> TableCell:
    """Return a cell with its text and the trace behind its number."""
    text = cell_text(cell, phrases.words)
    if isinstance(cell, str):
        return TableCell(chemical(text))
    return TableCell(text, phrases.trace_of(cell.value), missing=cell.value is None)


def _row_heads(words: Iterable[int]) -> int:
    """Return how many columns name a row: the first alone; a code and what follows do not."""
    return 1 if 0 in set(words) else 0
