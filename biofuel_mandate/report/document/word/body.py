"""The blocks of a document, one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from biofuel_mandate.report.document.tree import (
    Block,
    CodeBlock,
    Document,
    Figure,
    Heading,
    Inlines,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    TableBlock,
)
from biofuel_mandate.report.document.word.contents import put_contents
from biofuel_mandate.report.document.word.lists import DEEPEST, Lists
from biofuel_mandate.report.document.word.marks import counted
from biofuel_mandate.report.document.word.markup import (
    STRONG,
    Element,
    Setting,
    holder,
    one_line,
    put_field,
    put_paragraph,
    put_text,
)
from biofuel_mandate.report.document.word.pages import Room
from biofuel_mandate.report.document.word.pictures import Pictures
from biofuel_mandate.report.document.word.tables import put_table
from biofuel_mandate.report.document.word.words import Writer, split_start

_KINDS = {
    "": "Normal",
    "lead": "Report Lead",
    "note": "Report Note",
    "source": "Report Source",
    "missing": "Report Missing",
    "warning": "Report Warning",
}
_INDENT, _QUOTE_INDENT = 357, 284
_AFTER_TABLE = 160
# These have space above that is right after a table, too.
_SPACED = re.compile("heading|caption|Report (Note|Source|Missing|Warning|Figure|Code)")


@dataclass(frozen=True)
class _Place:
    """How deep in lists and quotes a block stands."""

    lists: int = 0
    quotes: int = 0


_TOP = _Place()


class Body:
    """The text of a document, being written.

    Parameters
    ----------
    writer : Writer
    lists : Lists
    pictures : Pictures
    room : Room
        On a page.
    missing : str
        The word in front of what is yet to be written.
    """

    def __init__(
        self, writer: Writer, lists: Lists, pictures: Pictures, room: Room, missing: str
    ) -> None:
        self._root = holder()
        self._writer, self._lists, self._pictures, self._room = writer, lists, pictures, room
        self._styles, self._missing = writer.styles, missing
        self._after_table = self._new_page = False
        self._ways: dict[type, Callable[..., None]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            ListBlock: self._list,
            Quote: self._quote,
            CodeBlock: self._code,
            TableBlock: self._table,
            Figure: self._figure,
        }

    def write(self, document: Document, root: Element) -> None:
        """Write a document into a body that has nothing but the setting of its pages."""
        self._root, section = root, root[-1]
        root.remove(section)
        for style, text in (("Title", document.title), ("Subtitle", document.subtitle)):
            if text:
                put_text(self._start(self._root, Setting(style)), one_line(text))
        self._new_page = put_contents(
            self._root, document.own.contents, document.blocks, self._writer.marks, self._start
        )
        for block in document.blocks:
            self._block(block, _TOP)
        if self._after_table:
            # Word wants a paragraph at the end.
            self._start(self._root, Setting("Report Note"))
        root.append(section)

    def _block(self, block: Block, place: _Place) -> None:
        self._ways[type(block)](block, place)

    def _start(self, parent: Element, setting: Setting) -> Element:
        """Append an empty paragraph, numbered only where it is asked for."""
        is_list = setting.style.startswith("List")
        if not is_list and self._styles.numbering(setting.style):
            # The number stands in the text: one that the template counts would be a second.
            setting = replace(setting, numbering=("0", 0), left=setting.left or 0)
        if self._new_page:
            setting, self._new_page = replace(setting, new_page=True), False
        if self._after_table and not _SPACED.match(setting.style):
            setting = replace(setting, before=_AFTER_TABLE)
        self._after_table = False
        return put_paragraph(parent, self._styles.id(setting.style), setting)

    def _heading(self, heading: Heading, _: _Place) -> None:
        setting = Setting(f"heading {heading.level}", new_page=heading.annex)
        paragraph = self._start(self._root, setting)
        mark = self._writer.marks.start(paragraph, heading.anchor)
        put_text(paragraph, one_line(heading.said))
        self._writer.marks.end(paragraph, mark)

    def _paragraph(self, block: Paragraph, place: _Place) -> None:
        quoted = bool(place.quotes) and not block.kind
        style = "Quote" if quoted else _KINDS[block.kind]
        self._words(block, Setting(style, left=_left(place, in_style=quoted)))

    def _words(self, block: Paragraph, setting: Setting) -> None:
        paragraph = self._start(self._root, setting)
        words: Inlines = block.words
        if block.kind == "missing":
            self._writer.put(paragraph, (Run(f"{self._missing}: ", strong=True),))
        elif block.kind == "warning":
            first, words = split_start(words)
            self._writer.put(paragraph, first, strong=True)
        self._writer.put(paragraph, words)

    def _list(self, block: ListBlock, place: _Place) -> None:
        depth = min(place.lists + 1, DEEPEST)
        suffix = f" {depth}" if depth > 1 else ""
        style = f"List {'Number' if block.ordered else 'Bullet'}{suffix}"
        if block.ordered:
            numbering: tuple[str, int] | None = self._lists.ordered(style, depth - 1, block.start)
        else:
            numbering = self._lists.bullets(style, depth - 1)
        inside = _Place(depth, place.quotes)
        setting = Setting(style, numbering=numbering)
        more = Setting(f"List Continue{suffix}")
        if place.quotes:
            left = depth * _INDENT + place.quotes * _QUOTE_INDENT
            setting = replace(setting, left=left, hanging=_INDENT)
            more = replace(more, left=left)
        for item in block.items:
            self._item(item, inside, (setting, more))

    def _item(
        self, item: tuple[Block, ...], place: _Place, settings: tuple[Setting, Setting]
    ) -> None:
        first, more = settings
        if not item or not isinstance(item[0], Paragraph):
            # Its number or bullet has to stand somewhere.
            self._start(self._root, replace(first, keep_next=bool(item)))
        for at, block in enumerate(item):
            if isinstance(block, Paragraph) and not block.kind:
                self._words(block, more if at else first)
            else:
                self._block(block, place)

    def _quote(self, block: Quote, place: _Place) -> None:
        for one in block.blocks:
            self._block(one, replace(place, quotes=place.quotes + 1))

    def _code(self, block: CodeBlock, place: _Place) -> None:
        paragraph = self._start(self._root, Setting("Report Code", left=_left(place)))
        put_text(paragraph, block.text)

    def _table(self, block: TableBlock, _: _Place) -> None:
        self._caption(block, keep_next=True)
        put_table(self._root, block, self._room.width, self._styles)
        self._after_table = True
        for note in block.notes:
            self._writer.put(self._start(self._root, Setting("Report Note")), note)

    def _figure(self, block: Figure, _: _Place) -> None:
        self._pictures.put(self._start(self._root, Setting("Report Figure", keep_next=True)), block)
        self._caption(block, keep_next=False)

    def _caption(self, block: TableBlock | Figure, *, keep_next: bool) -> None:
        paragraph = self._start(self._root, Setting("caption", keep_next=keep_next))
        marks, parts = self._writer.marks, counted(block.label)
        if parts:
            word, space, number = parts
            put_text(paragraph, f"{word}{space}", STRONG)
            mark = marks.start(paragraph, block.anchor)
            put_field(paragraph, f"SEQ {word} \\* ARABIC", number, STRONG)
        else:
            mark = marks.start(paragraph, block.anchor)
            put_text(paragraph, one_line(block.label), STRONG)
        marks.end(paragraph, mark)
        if block.label:
            put_text(paragraph, ".", STRONG)
            put_text(paragraph, " ")
        put_text(paragraph, one_line(block.caption))


def _left(place: _Place, *, in_style: bool = False) -> int | None:
    """Return how far in a paragraph stands that no list sets [twips]; None as its style has it."""
    if not place.lists and place.quotes == in_style:
        return None
    return place.lists * _INDENT + place.quotes * _QUOTE_INDENT
