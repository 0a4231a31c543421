"""What stands at the foot of every page."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

from docx.document import Document as WordDocument
from docx.section import _Footer as Footer

from biofuel_mandate.report.document.tree import Document
from biofuel_mandate.report.document.word.markup import (
    Element,
    Setting,
    one_line,
    put,
    put_field,
    put_paragraph,
    put_run,
    put_text,
    w,
)
from biofuel_mandate.report.document.word.styles import Styles
from biofuel_mandate.report.document.word.widths import em

_STYLE, _POINTS = "Report Stamp", 7.5
_FIELDS = {"page": "PAGE", "pages": "NUMPAGES"}
_DRAWN = (w("drawing"), w("pict"), w("object"))


def put_footers(made: WordDocument, document: Document, styles: Styles, room: int) -> None:
    """Put stamp and page at the foot of every page, unless the template says something there.

    Parameters
    ----------
    made : docx document
    document : Document
    styles : Styles
    room : int
        Width of the text [twips].
    """
    footers = list(_footers(made))
    if any(_says(footer) for footer in footers):
        return
    for footer in footers:
        footer.is_linked_to_previous = False
        root: Element = footer.part.element
        for paragraph in root.findall(w("p")):
            # A logo stays where it is.
            if next(paragraph.iter(*_DRAWN), None) is None:
                root.remove(paragraph)
        _put(root, document, styles, room)


def _footers(made: WordDocument) -> Iterator[Footer]:
    section = made.sections[-1]
    yield section.footer
    if section.different_first_page_header_footer:
        yield section.first_page_footer
    if made.settings.odd_and_even_pages_header_footer:
        yield section.even_page_footer


def _says(footer: Footer) -> bool:
    if footer.is_linked_to_previous:
        return False
    root: Element = footer.part.element
    return any((text.text or "").strip() for text in root.iter(w("t"), w("instrText")))


def _put(root: Element, document: Document, styles: Styles, room: int) -> None:
    stamp, page = one_line(document.stamp), document.own.page_of
    # Both on one line where they fit, else below each other; the page to the right.
    fits = em(f"{stamp}    {page}") * _POINTS * 20 < room
    tabs = dict.fromkeys(styles.tabs(_STYLE), "clear") | {room: "right"}
    paragraph = put_paragraph(root, styles.id(_STYLE), Setting(_STYLE, tabs=tabs))
    put_text(paragraph, stamp)
    if not fits:
        put(put_run(paragraph), "br")
    put(put_run(paragraph), "tab")
    for words, name, _, _ in Formatter().parse(page):
        put_text(paragraph, words)
        if name:
            put_field(paragraph, _FIELDS[name], "1")
