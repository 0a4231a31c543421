"""Numbers of headings, tables and figures, and what references to them say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from string import ascii_uppercase

from biofuel_mandate.report.document.tree import (
    Block,
    Document,
    Figure,
    Heading,
    Inlines,
    ListBlock,
    Paragraph,
    Quote,
    Reference,
    TableBlock,
)


@dataclass(frozen=True)
class Labels:
    """How a language calls what is numbered: "Table {number}", "annex {number}".

    ``table`` and ``figure`` begin a caption; the others stand within a sentence.
    """

    table: str
    figure: str
    table_in_text: str
    figure_in_text: str
    section: str
    annex: str


def numbered(document: Document, labels: Labels) -> Document:
    """Return a document whose headings, tables, figures and references carry their numbers.

    Raises
    ------
    ValueError
        When two blocks have one anchor, or a reference leads nowhere.
    """
    counter = _Counter(labels)
    blocks = tuple(counter.each(document.blocks))
    return replace(document, blocks=tuple(_referring(blocks, counter.said)))


@dataclass
class _Counter:
    labels: Labels
    said: dict[str, str] = field(default_factory=dict)
    _levels: list[int] = field(default_factory=lambda: [0, 0, 0])
    _annexes: int = 0
    _in_annex: bool = False
    _tables: int = 0
    _figures: int = 0

    def each(self, blocks: tuple[Block, ...]) -> Iterator[Block]:
        for block in blocks:
            if isinstance(block, Heading):
                yield self._heading(block)
            elif isinstance(block, TableBlock):
                self._tables += 1
                label, said = self._named("table", self._tables)
                self._known(block.anchor, said)
                yield replace(block, label=label)
            elif isinstance(block, Figure):
                self._figures += 1
                label, said = self._named("figure", self._figures)
                self._known(block.anchor, said)
                yield replace(block, label=label)
            else:
                yield block

    def _named(self, kind: str, number: int) -> tuple[str, str]:
        forms = (getattr(self.labels, kind), getattr(self.labels, f"{kind}_in_text"))
        label, said = (form.format(number=number) for form in forms)
        return label, said

    def _known(self, anchor: str, said: str) -> None:
        if anchor in self.said:
            raise ValueError(f"two blocks have the anchor {anchor!r}")
        self.said[anchor] = said

    def _heading(self, heading: Heading) -> Heading:
        if not heading.numbered:
            self._known(heading.anchor, heading.text)
            return heading
        self._levels[heading.level - 1] += 1
        self._levels[heading.level :] = [0] * (len(self._levels) - heading.level)
        if heading.level == 1:
            self._in_annex = heading.annex
            self._annexes += heading.annex
            # Annexes are lettered, and count apart from the sections before them.
            self._levels[0] -= heading.annex
        first = ascii_uppercase[self._annexes - 1] if self._in_annex else str(self._levels[0])
        number = ".".join([first, *map(str, self._levels[1 : heading.level])])
        word = self.labels.annex if self._in_annex else self.labels.section
        self._known(heading.anchor, word.format(number=number))
        return replace(heading, number=number)


def _referring(blocks: tuple[Block, ...], said: Mapping[str, str]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield replace(block, words=_words(block.words, said))
        elif isinstance(block, TableBlock):
            yield replace(block, notes=tuple(_words(note, said) for note in block.notes))
        elif isinstance(block, Quote):
            yield Quote(tuple(_referring(block.blocks, said)))
        elif isinstance(block, ListBlock):
            items = tuple(tuple(_referring(item, said)) for item in block.items)
            yield replace(block, items=items)
        else:
            yield block


def _words(words: Inlines, said: Mapping[str, str]) -> Inlines:
    return tuple(
        replace(one, text=_of(one.to, said)) if isinstance(one, Reference) else one for one in words
    )


def _of(anchor: str, said: Mapping[str, str]) -> str:
    if anchor not in said:
        raise ValueError(f"a reference leads to {anchor!r}, which is not there")
    return said[anchor]
