"""Documents as PDF: tagged, for archives (PDF/A-2a) and for every reader (PDF/UA-1) at once.

``data`` gives a document as plain data, ``columns`` the widths of its tables; ``sheet.typ`` is
fixed, and sets them; ``rowheads`` tags what names a row. What a scenario says is data to the sheet,
never source.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from functools import cache
from html import unescape
from pathlib import Path

import typst

from biofuel_mandate.errors import Fault, ReportError
from biofuel_mandate.report.characters import check_characters
from biofuel_mandate.report.document.pdf.data import data_of
from biofuel_mandate.report.document.pdf.rowheads import with_row_heads
from biofuel_mandate.report.document.tree import (
    CodeBlock,
    Document,
    Figure,
    Heading,
    Paragraph,
    TableBlock,
    every_block,
    plain,
)
from biofuel_mandate.report.typesetting import typesetter

_SHEET = Path(__file__).parent / "sheet.typ"
_TEXT = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def to_pdf(document: Document) -> bytes:
    """Return a document as PDF, by PDF/A-2a and PDF/UA-1; the same document gives the same bytes.

    Parameters
    ----------
    document : Document
        Numbered.

    Raises
    ------
    ReportError
        When it has a character that no font of the package holds, a table is wider than a page, or
        either standard would be broken.
    """
    check_characters(_texts(document))
    given = json.dumps(data_of(document), ensure_ascii=False)
    at = datetime.combine(document.day, time(), UTC)
    try:
        with typesetter() as compiler:
            made = compiler.compile(
                _sheet(),
                format="pdf",
                pdf_standards=["a-2a", "ua-1"],
                sys_inputs={"document": given},
                timestamp=at,
            )
    except typst.TypstError as error:
        raise ReportError([_fault(error)]) from error
    if not isinstance(made, bytes):
        raise TypeError(f"typst gave {type(made).__name__} for a PDF")
    return with_row_heads(made, list(_row_heads(document)))


@cache
def _sheet() -> bytes:
    return _SHEET.read_bytes()


def _fault(error: typst.TypstError) -> Fault:
    said = "; ".join([error.message, *error.hints])
    do = "Mend what it names, or write the document in another format."
    return Fault(f"the PDF cannot be made ({said})", do)


def _row_heads(document: Document) -> Iterator[int]:
    """Yield how many columns of each table name the row."""
    for block in every_block(document.blocks):
        if isinstance(block, TableBlock):
            rows, columns = len(block.rows) - len(block.groups), len(block.columns)
            # Where there would be more headings than numbers, a name beside its number tells more.
            are_few = columns + rows * block.row_heads <= rows * (columns - block.row_heads)
            yield block.row_heads if are_few else 0


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    """Yield all that is read in a document, each with the place it stands in."""
    yield "title", document.title
    yield "subtitle", document.subtitle
    yield "author", document.author
    yield "foot of the page", document.stamp
    place = document.title
    for block in every_block(document.blocks):
        if isinstance(block, Heading):
            place = block.said
            yield "heading", place
        elif isinstance(block, Paragraph):
            yield place, plain(block.words)
        elif isinstance(block, CodeBlock):
            yield place, block.text
        elif isinstance(block, TableBlock):
            named = block.label or place
            for text in _in_table(block):
                yield named, text
        elif isinstance(block, Figure):
            named = block.label or place
            for text in _in_figure(block):
                yield named, text


def _in_table(table: TableBlock) -> Iterator[str]:
    yield table.caption
    yield from table.columns
    yield from (cell.text for row in table.rows for cell in row)
    yield from map(plain, table.notes)


def _in_figure(figure: Figure) -> Iterator[str]:
    yield figure.caption
    yield figure.alt
    for inside in _TEXT.findall(figure.svg.decode()):
        yield unescape(_TAG.sub("", inside))
