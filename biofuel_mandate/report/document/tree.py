"""A document as a tree that Word, PDF and HTML share: blocks, and the words in them.

Nothing here is markup: every text is plain words, whoever wrote it, and each writer escapes it in
its own way. Numbers and references are words too, with what they point to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Run:
    """Words of one look.

    Attributes
    ----------
    text : str
    strong, emphasis, code : bool
        How they look; code keeps a width for each sign.
    trace : str
        The id of the trace behind a number; blank where there is none.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    trace: str = ""


@dataclass(frozen=True)
class Link:
    """Words that lead to a page elsewhere; ``url`` starts with https:, http: or mailto:."""

    words: tuple[Run, ...]
    url: str


@dataclass(frozen=True)
class Reference:
    """Words that lead to a heading, a table or a figure of the same document.

    ``text`` is what is read, as in "Table 3"; ``numbering`` gives it.
    """

    to: str
    text: str = ""


Inline = Run | Link | Reference
Inlines = tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    """A heading.

    Attributes
    ----------
    level : int
        1 to 3.
    text : str
    anchor : str
        What references and bookmarks know it by: letters, digits and hyphens.
    number : str
        As in "4.2" or "A"; ``numbering`` gives it.
    numbered : bool
    annex : bool
        Whether it is lettered, and starts on a new page.
    """

    level: int
    text: str
    anchor: str
    number: str = ""
    numbered: bool = True
    annex: bool = False

    @property
    def said(self) -> str:
        """The heading with its number."""
        return f"{self.number} {self.text}" if self.number else self.text


# What a paragraph is: plain; the lead of the summary; a note under a table or figure; the words of
# a source; what the directorate has not written; what a reader must be warned of.
Kind = Literal["", "lead", "note", "source", "missing", "warning"]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, of one of the kinds."""

    words: Inlines
    kind: Kind = ""


@dataclass(frozen=True)
class ListBlock:
    """A list; each item holds blocks, and ``start`` is the first number of an ordered one."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True)
class Quote:
    """What is quoted."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class CodeBlock:
    """Lines that are shown as they stand, each sign of one width."""

    text: str


@dataclass(frozen=True)
class TableCell:
    """A cell of a table.

    Attributes
    ----------
    text : str
    trace : str
        The id of the trace behind its number; blank where there is none.
    missing : bool
        Whether it says that a value is missing.
    id : bool
        Whether it is a name such as ``norway/ethanol.lhv_mj_per_l``, which may break at its marks.
    """

    text: str
    trace: str = ""
    missing: bool = False
    id: bool = False


@dataclass(frozen=True)
class TableBlock:
    """A table with its caption.

    Attributes
    ----------
    anchor : str
    caption : str
        Without its number.
    columns : tuple of str
        Headings; a blank one names what stands in the column to its left as nothing.
    rows : tuple of tuple of TableCell
    words : tuple of int
        Columns of words, to the left; the others are numbers, to the right.
    sums : tuple of int
        Rows that are sums of those above.
    groups : tuple of int
        Rows that head those below them, with words in their first cell alone.
    notes : tuple of Inlines
        Under the table.
    row_heads : int
        How many columns, from the first, name the row.
    label : str
        As in "Table 3"; ``numbering`` gives it.
    """

    anchor: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    words: tuple[int, ...] = (0,)
    sums: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    notes: tuple[Inlines, ...] = ()
    row_heads: int = 1
    label: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture with its caption.

    Attributes
    ----------
    anchor, caption : str
        The caption without its number.
    svg, png : bytes
        The same picture, for what can show lines and what cannot.
    alt : str
        What it shows, in words and numbers.
    width_mm, height_mm : float
    label : str
        As in "Figure 1"; ``numbering`` gives it.
    """

    anchor: str
    caption: str
    svg: bytes
    png: bytes
    alt: str
    width_mm: float
    height_mm: float
    label: str = ""


Block = Heading | Paragraph | ListBlock | Quote | CodeBlock | TableBlock | Figure


@dataclass(frozen=True)
class Words:
    """The few words that writers say themselves, in the document's language.

    Attributes
    ----------
    contents : str
        Heading of the table of contents.
    page_of : str
        As in "Page {page} of {pages}".
    missing : str
        What marks a paragraph that is yet to be written.
    open_trace, close, back, trace_heading : str
        For pages: what opens and closes a trace, and what leads back.
    """

    contents: str
    page_of: str
    missing: str
    open_trace: str
    close: str
    back: str
    trace_heading: str


@dataclass(frozen=True)
class Document:
    """A document whole.

    Attributes
    ----------
    title, subtitle : str
    language : str
        ``nb``, ``nn`` or ``en``.
    day : date
        The only date in it.
    author : str
        Who asks; blank where the scenario does not say.
    stamp : str
        Version and hashes, at the foot of every page.
    blocks : tuple of Block
    own : Words
    """

    title: str
    subtitle: str
    language: str
    day: date
    author: str
    stamp: str
    blocks: tuple[Block, ...]
    own: Words


def every_block(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield every block, those inside lists and quotes too, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, Quote):
            yield from every_block(block.blocks)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from every_block(item)


def plain(words: Inlines) -> str:
    """Return what is read of some words."""
    return "".join(
        "".join(run.text for run in one.words) if isinstance(one, Link) else one.text
        for one in words
    )
