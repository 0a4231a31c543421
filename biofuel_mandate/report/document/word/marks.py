"""The bookmarks that references lead to."""

from __future__ import annotations

import re

from biofuel_mandate.report.document.tree import Block, Figure, Heading, TableBlock, every_block
from biofuel_mandate.report.document.word.markup import Element, put

# What Word counts, as in "Tabell 3": a word that can name a row of numbers, and the number.
_COUNTED = re.compile(r"([^\W\d_]{1,40})(\s+)(\d+)")
_LONGEST = 40  # of a bookmark's name, in Word
_FIRST = 1000  # well past those in the headers of any template


def counted(label: str) -> tuple[str, str, str] | None:
    """Split a label into its word, the space and the number; None where there is no number.

    Examples
    --------
    >>> counted("Tabell 3")
    ('Tabell', ' ', '3')
    """
    found = _COUNTED.fullmatch(label)
    return (found[1], found[2], found[3]) if found else None


class Marks:
    """The bookmarks of a document: a hidden name for each anchor.

    That of a heading is about its text. That of a table or figure is about its number alone, as
    its word starts with a small letter in the middle of a sentence.
    """

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self._names: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._next = _FIRST
        for block in every_block(blocks):
            if isinstance(block, Heading | TableBlock | Figure):
                self._names.setdefault(block.anchor, self._free(block.anchor))
                if not isinstance(block, Heading) and (parts := counted(block.label)):
                    self._numbers[block.anchor] = parts[2]

    def name(self, anchor: str) -> str:
        """Return the name of the bookmark of an anchor."""
        return self._names[anchor]

    def number(self, anchor: str) -> str:
        """Return the number of a table or figure; blank for what has none that Word counts."""
        return self._numbers.get(anchor, "")

    def start(self, paragraph: Element, anchor: str) -> str:
        """Append the start of a bookmark; return its id, for its end."""
        self._next += 1
        put(paragraph, "bookmarkStart", id=self._next, name=self.name(anchor))
        return str(self._next)

    def end(self, paragraph: Element, id_: str) -> None:
        """Append the end of a bookmark."""
        put(paragraph, "bookmarkEnd", id=id_)

    def _free(self, anchor: str) -> str:
        # Word knows letters, digits and underscores; a first underscore hides the name.
        stem = "_Ref_" + re.sub(r"[^0-9A-Za-z_]", "_", anchor)
        name, number = stem[:_LONGEST], 1
        taken = {one.lower() for one in self._names.values()}
        while name.lower() in taken:
            number += 1
            tail = f"_{number}"
            name = stem[: _LONGEST - len(tail)] + tail
        return name
