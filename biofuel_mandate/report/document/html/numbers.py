"""The numbers of a document that have a trace, and the places on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from biofuel_mandate.report.document.tree import (
    Document,
    Inlines,
    Paragraph,
    Run,
    TableBlock,
    every_block,
)
from biofuel_mandate.report.trace.elements import Element, tag
from biofuel_mandate.report.trace.graph import Told, Traces


@dataclass
class Numbered:
    """The numbers of a document that lead to a trace.

    Own places on the page have an underline in their ids, which no anchor has; only traces go by
    short ids of their own.

    Parameters
    ----------
    document : Document
    traces : Traces or None
        Without, no number leads anywhere.
    """

    document: Document
    traces: Traces | None
    told: dict[str, Told] = field(default_factory=dict, init=False)
    _met: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        if self.traces is not None:
            shown = self.traces.told(_traces(self.document))
            self.told = {one.id: one for one in shown}

    def anchor(self, name: str) -> str:
        """Return the id on the page of a heading, a table or a figure."""
        return f"{name}_" if name in self.told else name

    def place(self, trace: str) -> str:
        """Return the id of the first place that shows the number of a trace; blank where none."""
        return f"number_{trace}" if trace in self._met else ""

    def link(self, text: str, trace: str) -> Element | None:
        """Return a number that leads to its trace; None where it has none to lead to."""
        if trace not in self.told or not text.strip():
            return None
        is_first = trace not in self._met
        self._met.add(trace)
        return tag(
            "a",
            text,
            href=f"#{trace}",
            class_="number",
            id=f"number_{trace}" if is_first else None,
            aria_label=self.document.own.open_trace.format(number=text.strip()),
        )


def _traces(document: Document) -> Iterator[str]:
    """Yield the trace of each number of a document, in reading order."""
    for block in every_block(document.blocks):
        if isinstance(block, Paragraph):
            yield from _of_words(block.words)
        elif isinstance(block, TableBlock):
            for row in block.rows:
                yield from (cell.trace for cell in row if cell.trace)
            for note in block.notes:
                yield from _of_words(note)


def _of_words(words: Inlines) -> Iterator[str]:
    yield from (one.trace for one in words if isinstance(one, Run) and one.trace)
