"""The blocks of a document as elements of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from biofuel_mandate.report.document.html.numbers import Numbered
from biofuel_mandate.report.document.html.pictures import inline_svg
from biofuel_mandate.report.document.tree import (
    Block,
    CodeBlock,
    Document,
    Figure,
    Heading,
    Inline,
    Inlines,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Reference,
    Run,
    TableBlock,
    TableCell,
)
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.report.trace.elements import Content, Element, breaking, put, tag
from biofuel_mandate.report.trace.words import own_words

_URL = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)


@dataclass(frozen=True)
class Blocks:
    """Writes blocks as elements.

    Parameters
    ----------
    document : Document
    numbers : Numbered
        Its numbers that have a trace.
    words : Texts
        Of the document's language.
    """

    document: Document
    numbers: Numbered
    words: Texts

    def elements(self, blocks: Iterable[Block]) -> Iterator[Element]:
        """Yield each block as an element."""
        for block in blocks:
            yield self._element(block)

    def _element(self, block: Block) -> Element:
        if isinstance(block, Heading):
            return self._heading(block)
        if isinstance(block, Paragraph):
            return self._paragraph(block)
        if isinstance(block, ListBlock):
            start = str(block.start) if block.ordered and block.start != 1 else None
            items = (tag("li", *self.elements(item)) for item in block.items)
            return tag("ol" if block.ordered else "ul", *items, start=start)
        if isinstance(block, Quote):
            return tag("blockquote", *self.elements(block.blocks))
        if isinstance(block, CodeBlock):
            return tag("pre", tag("code", block.text))
        return self._table(block) if isinstance(block, TableBlock) else self._figure(block)

    def _heading(self, heading: Heading) -> Element:
        number = tag("span", heading.number, class_="number-of") if heading.number else None
        kind = "annex" if heading.annex and heading.level == 1 else None
        return tag(
            # The title of the document is the only heading of the first level.
            f"h{heading.level + 1}",
            number,
            " " if heading.number else None,
            heading.text,
            id=self.numbers.anchor(heading.anchor),
            class_=kind,
        )

    def _paragraph(self, paragraph: Paragraph) -> Element:
        said = self._inlines(paragraph.words)
        mark = None
        if paragraph.kind == "missing":
            mark = tag("strong", f"{self.document.own.missing}: ")
        elif paragraph.kind == "warning":
            mark = tag("span", f"{own_words(self.words)('warning')}: ", class_="hidden")
        return tag("p", mark, *said, class_=paragraph.kind or None)

    def _inlines(self, words: Inlines) -> Iterator[Content]:
        for one in words:
            yield from self._inline(one)

    def _inline(self, one: Inline) -> Iterator[Content]:
        if isinstance(one, Reference):
            yield tag("a", one.text, href=f"#{self.numbers.anchor(one.to)}")
        elif isinstance(one, Link):
            # One link stands in no other, so a number in it leads where it does.
            said = [_run(run, run.text) for run in one.words]
            if _URL.fullmatch(one.url):
                yield tag("a", *said, href=one.url, rel="noopener")
            else:
                yield from said
        else:
            link = self.numbers.link(one.text, one.trace)
            yield _run(one, one.text if link is None else link)

    def _table(self, table: TableBlock) -> Element:
        place = self.numbers.anchor(table.anchor)
        caption = tag("caption", tag("span", *_caption(table.label, table.caption)))
        caption.set("id", f"{place}_caption")
        heads = [self._column(text, at, table) for at, text in enumerate(table.columns)]
        bodies: list[list[Element]] = [[]]
        for number, row in enumerate(table.rows):
            if number in table.groups and bodies[-1]:
                bodies.append([])
            bodies[-1].append(self._row(row, number, table))
        parts = (tag("tbody", *rows) for rows in bodies)
        made = tag("table", caption, tag("thead", tag("tr", *heads)), *parts)
        notes = (tag("p", *self._inlines(note), class_="note") for note in table.notes)
        return tag("div", _scrolling(made, f"{place}_caption"), *notes, id=place, class_="table")

    def _row(self, row: Sequence[TableCell], number: int, table: TableBlock) -> Element:
        if number in table.groups:
            across = {"colspan": str(len(row))} if len(row) > 1 else {}
            return tag("tr", tag("th", row[0].text, scope="rowgroup", **across), class_="group")
        look = "sum" if number in table.sums else None
        return tag("tr", *(self._cell(cell, at, table) for at, cell in enumerate(row)), class_=look)

    def _column(self, text: str, at: int, table: TableBlock) -> Element:
        look = None if at in table.words else "amount"
        # A heading that says nothing is none.
        return tag("th", text, scope="col", class_=look) if text else tag("td", class_=look)

    def _cell(self, cell: TableCell, at: int, table: TableBlock) -> Element:
        looks = [] if at in table.words else ["amount"]
        looks += ["lacking"] if cell.missing else []
        link = self.numbers.link(cell.text, cell.trace)
        said = [link] if link is not None else breaking(cell.text) if cell.id else [cell.text]
        if cell.id:
            said = [tag("code", *said)]
        is_head = at < table.row_heads and bool(cell.text)
        scope = {"scope": "row"} if is_head else {}
        return tag("th" if is_head else "td", *said, class_=" ".join(looks) or None, **scope)

    def _figure(self, figure: Figure) -> Element:
        place = self.numbers.anchor(figure.anchor)
        caption = tag("figcaption", *_caption(figure.label, figure.caption))
        caption.set("id", f"{place}_caption")
        picture = inline_svg(figure, place)
        return tag("figure", _scrolling(picture, f"{place}_caption"), caption, id=place)


def _run(run: Run, said: Content) -> Content:
    for name, is_so in (("code", run.code), ("em", run.emphasis), ("strong", run.strong)):
        if is_so:
            said = tag(name, said)
    return said


def _caption(label: str, caption: str) -> tuple[Content, ...]:
    return (tag("strong", f"{label}."), f" {caption}") if label else (caption,)


def _scrolling(element: Element, named_by: str) -> Element:
    """Return what may be wider than the screen in a box that scrolls, by keyboard too."""
    box = tag("div", class_="scroll", role="region", tabindex="0", aria_labelledby=named_by)
    return put(box, element)
