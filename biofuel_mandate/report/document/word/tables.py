"""Tables, built element by element: the usual way to fill cells takes a time that squares."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from biofuel_mandate.report.document.tree import TableBlock, TableCell
from biofuel_mandate.report.document.word.markup import (
    PLAIN,
    STRONG,
    Element,
    Look,
    one_line,
    put,
    put_text,
    w,
)
from biofuel_mandate.report.document.word.styles import Styles
from biofuel_mandate.report.document.word.widths import (
    INDENT,
    Layout,
    breakable,
    heading,
    is_long,
    layouts,
    stands_in,
)

_MISSING = Look(emphasis=True, quiet=True)
_SUM_LINE: dict[str, str | int] = {"val": "single", "sz": 6, "space": 0, "color": "1C2329"}
# A table of so few rows is kept on one page.
_FEW_ROWS = 12
# What of a style's look a table takes.
_HEADED, _ROW_HEADS, _NO_BANDS = 0x0020, 0x0080, 0x0600
_GAP = 120  # between the parts of a table [twips]
_PARAGRAPH = w("p")


def put_table(parent: Element, table: TableBlock, room: int, styles: Styles) -> None:
    """Append a table, in parts below each other where it is too wide for the text.

    Parameters
    ----------
    parent : lxml element
    table : TableBlock
    room : int
        Width of the text [twips].
    styles : Styles
    """
    for at, layout in enumerate(layouts(table, room)):
        if at:
            _put_gap(parent, styles)
        _Part(table, layout, styles).put(parent)


def _put_gap(parent: Element, styles: Styles) -> None:
    """Append what keeps two tables from becoming one."""
    setting = put(put(parent, "p"), "pPr")
    put(setting, "pStyle", val=styles.id("Report Table Text Smallest"))
    put(setting, "spacing", before=0, after=0, line=_GAP, lineRule="exact")


@dataclass(frozen=True)
class _Row:
    """How a row is set: whether it stays with the next one, and may split over pages."""

    is_heading: bool = False
    is_group: bool = False
    is_sum: bool = False
    kept: bool = True
    splits: bool = False


class _Part:
    """The columns of a table that stand side by side."""

    def __init__(self, table: TableBlock, layout: Layout, styles: Styles) -> None:
        self._table, self._layout = table, layout
        self._style = styles.id("Report Table")
        self._words = styles.id(f"Report Table Text{layout.size.style}")
        self._numbers = styles.id(f"Report Table Number{layout.size.style}")
        # Rows without words, to copy: there are thousands, and few kinds.
        self._blank: dict[_Row, Element] = {}

    def put(self, parent: Element) -> None:
        """Append the part."""
        table, made = self._table, put(parent, "tbl")
        headed = any(table.columns[at] for at in self._layout.columns) or not table.rows
        self._put_about(made, headed)
        grid = put(made, "tblGrid")
        for width in self._layout.widths:
            put(grid, "gridCol", w=width)
        if headed:
            paragraphs = self._row(made, _Row(is_heading=True))
            for at, paragraph in zip(self._layout.columns, paragraphs, strict=True):
                put_text(paragraph, heading(table.columns[at]), STRONG)
        last = len(table.rows) - 1
        for at, row in enumerate(table.rows):
            # The last stays with the one before it, and with its notes.
            kept = at == last - 1 if at < last else bool(table.notes)
            kept = kept or (last < _FEW_ROWS and at < last)
            if at in table.groups:
                (paragraph,) = self._row(made, _Row(is_group=True))
                put_text(paragraph, row[0].text, STRONG)
            else:
                self._put_row(made, row, kept=kept, is_sum=at in table.sums)

    def _put_about(self, made: Element, headed: bool) -> None:
        table, about = self._table, put(made, "tblPr")
        put(about, "tblStyle", val=self._style)
        put(about, "tblW", w=sum(self._layout.widths), type="dxa")
        put(about, "tblLayout", type="fixed")
        margins = put(about, "tblCellMar")
        for side in ("left", "right"):
            put(margins, side, w=self._layout.size.side, type="dxa")
        heads = bool(table.row_heads)
        look = {"firstRow": int(headed), "lastRow": 0, "firstColumn": int(heads), "lastColumn": 0}
        value = f"{_NO_BANDS | headed * _HEADED | heads * _ROW_HEADS:04X}"
        put(about, "tblLook", val=value, **look, noHBand=1, noVBand=1)
        for name in ("tblCaption", "tblDescription"):
            put(about, name, val=one_line(f"{table.label} {table.caption}"))

    def _put_row(
        self, made: Element, cells: tuple[TableCell, ...], *, kept: bool, is_sum: bool
    ) -> None:
        shown = [cells[at] for at in self._layout.columns]
        splits = any(
            is_long(cell.text, width, self._layout.size)
            for cell, width in zip(shown, self._layout.widths, strict=True)
        )
        look = STRONG if is_sum else PLAIN
        paragraphs = self._row(made, _Row(is_sum=is_sum, kept=kept, splits=splits))
        for cell, paragraph in zip(shown, paragraphs, strict=True):
            text = breakable(cell.text) if cell.id else cell.text
            put_text(paragraph, text, _MISSING if cell.missing else look)

    def _row(self, made: Element, how: _Row) -> list[Element]:
        """Append a row without words; return the paragraphs for them."""
        if how not in self._blank:
            self._blank[how] = self._blank_row(how)
        row = deepcopy(self._blank[how])
        made.append(row)
        return list(row.iter(_PARAGRAPH))

    def _blank_row(self, how: _Row) -> Element:
        row = etree.Element(w("tr"))
        if not how.splits:
            about = put(row, "trPr")
            put(about, "cantSplit")
            if how.is_heading:
                put(about, "tblHeader")
        if how.is_group:
            cell = put(row, "tc")
            about = put(cell, "tcPr")
            put(about, "tcW", w=sum(self._layout.widths), type="dxa")
            put(about, "gridSpan", val=len(self._layout.widths))
            setting = put(put(cell, "p"), "pPr")
            put(setting, "pStyle", val=self._words)
            put(setting, "keepNext")
            return row
        for at, width in zip(self._layout.columns, self._layout.widths, strict=True):
            self._put_cell(row, how, at, width)
        return row

    def _put_cell(self, row: Element, how: _Row, at: int, width: int) -> None:
        cell = put(row, "tc")
        about = put(cell, "tcPr")
        put(about, "tcW", w=width, type="dxa")
        if how.is_sum:
            put(put(about, "tcBorders"), "top", **_SUM_LINE)
        setting = put(put(cell, "p"), "pPr")
        is_words = at in self._table.words
        put(setting, "pStyle", val=self._words if is_words else self._numbers)
        if how.kept:
            put(setting, "keepNext")
        if stands_in(at, self._table.words):
            put(setting, "ind", left=INDENT)
