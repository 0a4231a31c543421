"""The table of contents: a field of Word's, with its entries in place from the first."""

from __future__ import annotations

from collections.abc import Callable

from biofuel_mandate.report.document.tree import Block, Heading, every_block
from biofuel_mandate.report.document.word.marks import Marks
from biofuel_mandate.report.document.word.markup import (
    Element,
    Setting,
    one_line,
    put,
    put_field_end,
    put_field_start,
    put_text,
)

DEEPEST = 2
# Without page numbers, which nobody but Word knows: what is read is true from the first.
_FIELD = f'TOC \\o "1-{DEEPEST}" \\n \\h \\z'


def put_contents(
    parent: Element,
    heading: str,
    blocks: tuple[Block, ...],
    marks: Marks,
    paragraph: Callable[[Element, Setting], Element],
) -> bool:
    """Append the table of contents, each entry a way to its heading.

    Parameters
    ----------
    parent : lxml element
    heading : str
        What stands above it.
    blocks : tuple of Block
    marks : Marks
    paragraph : callable
        Appends a paragraph.

    Returns
    -------
    bool
        Whether there was anything to list.
    """
    headings = (block for block in every_block(blocks) if isinstance(block, Heading))
    listed = [one for one in headings if one.level <= DEEPEST]
    if not listed:
        return False
    inside = _gallery(parent)
    put_text(paragraph(inside, Setting("TOC Heading")), one_line(heading))
    for at, one in enumerate(listed):
        entry = paragraph(inside, Setting(f"toc {one.level}"))
        if at == 0:
            put_field_start(entry, _FIELD)
        link = put(entry, "hyperlink", anchor=marks.name(one.anchor), history=1)
        put_text(link, one_line(one.said))
        if one is listed[-1]:
            put_field_end(entry)
    return True


def _gallery(parent: Element) -> Element:
    """Return what Word shows its button for updating on."""
    control = put(parent, "sdt")
    kind = put(put(control, "sdtPr"), "docPartObj")
    put(kind, "docPartGallery", val="Table of Contents")
    put(kind, "docPartUnique")
    return put(control, "sdtContent")
