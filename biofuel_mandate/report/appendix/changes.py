"""What has changed since the last version: inputs, library values, results."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.compare import Comparison
from biofuel_mandate.report.appendix.laid_out import laid_out
from biofuel_mandate.report.appendix.phrases import Phrases, chemical, see
from biofuel_mandate.report.comparison import comparison_lines, comparison_tables
from biofuel_mandate.report.document.tree import Block, Heading, Paragraph, Run

# What stands where a reader begins; the rest is for an annex.
_FIRST = ("headlines", "inputs")


def change_blocks(comparison: Comparison, phrases: Phrases) -> Iterator[Block]:
    """Yield how much differs in sentences, then headlines and inputs."""
    for line in comparison_lines(comparison, phrases.words.language):
        yield Paragraph((Run(chemical(line)),))
    yield from _tables(comparison, phrases, first=True)
    if any(_tables(comparison, phrases, first=False)):
        yield Paragraph(phrases("changes.more", annex=see("every_change")))


def change_annex(comparison: Comparison, phrases: Phrases) -> Iterator[Block]:
    """Yield library values and results that differ, in an annex of their own, if any do."""
    tables = tuple(_tables(comparison, phrases, first=False))
    if tables:
        text = phrases.said("heading.every_change")
        yield Heading(1, text, "every_change", annex=True)
        yield from tables


def _tables(comparison: Comparison, phrases: Phrases, *, first: bool) -> Iterator[Block]:
    every = comparison_tables(comparison, phrases.words.language)
    for at, table in enumerate(every, 1):
        if (table.name in _FIRST) == first:
            yield laid_out(table, phrases, f"changes-{at}", ids=(0,))
