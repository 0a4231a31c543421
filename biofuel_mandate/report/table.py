"""A table as data: words and amounts, for any medium to lay out."""

from __future__ import annotations

from dataclasses import dataclass

from biofuel_mandate.report.numbers import shown
from biofuel_mandate.report.texts import Texts


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
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    words: tuple[int, ...] = (0,)
    sums: tuple[int, ...] = ()
    added: tuple[int, ...] = ()


def cell_text(cell: Cell, texts: Texts) -> str:
    """Return a cell as it is read."""
    if isinstance(cell, str):
        return cell
    if cell.value is None:
        return texts(cell.lacks)
    number = shown(cell.value, cell.decimals, texts, cell.scale)
    return f"{number} {cell.unit}" if cell.unit else number
