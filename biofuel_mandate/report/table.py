"""A table as data: words and amounts, for any medium to lay out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from biofuel_mandate.report.numbers import shown
from biofuel_mandate.report.texts import Texts, texts


@dataclass(frozen=True)
class Amount:
    """A number in a cell: its value, and how it is shown.

    ``value`` None is missing. It is multiplied by ``scale`` and rounded to ``decimals``; ``unit``
    is written behind it where the column has no unit of its own. ``lacks`` is the key of the words
    for a missing one.
    """

    value: float | None
    decimals: int
    scale: float = 1.0
    unit: str = ""
    lacks: str = "missing"


Cell = str | Amount


@dataclass(frozen=True)
class Table:
    """A table, ready to be laid out.

    Attributes
    ----------
    name : str
        What it is about, whatever the language.
    title : str
    columns : tuple of str
    rows : tuple of tuple of Cell
    notes : tuple of str
    words : tuple of int
        Columns that hold words rather than numbers.
    sums : tuple of int
        Rows that are sums of the rows above them.
    added : tuple of int
        Columns in which those sums are plain sums.
    groups : tuple of int
        Rows that head those below them, with words in their first cell alone.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    words: tuple[int, ...] = (0,)
    sums: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()


def headed(table: Table, language: str) -> Table:
    """Give a heading to the columns that go without one on a terminal, where it is plain."""
    headings = texts(f"excel.{language}").words["headings"].get(table.name, {})
    columns = (column or headings.get(at, "") for at, column in enumerate(table.columns))
    return replace(table, columns=tuple(columns))


def cell_text(cell: Cell, words: Texts) -> str:
    """Return a cell as it is read."""
    if isinstance(cell, str):
        return cell
    if cell.value is None:
        return words(cell.lacks)
    number = shown(cell.value, cell.decimals, words, cell.scale)
    return f"{number} {cell.unit}" if cell.unit else number
