"""What has changed since the last version: inputs, library values, results."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.compare import Comparison
from biofuel_mandate.report.appendix.laid_out import laid_out
from biofuel_mandate.report.appendix.phrases import Phrases, chemical
from biofuel_mandate.report.comparison import comparison_lines, comparison_tables
from biofuel_mandate.report.document.tree import Block, Paragraph, Run


def change_blocks(comparison: Comparison, phrases: Phrases) -> Iterator[Block]:
    """Yield how much differs in sentences, and then each difference in tables."""
    language = phrases.words.language
    for line in comparison_lines(comparison, language):
        yield Paragraph((Run(chemical(line)),))
    for at, table in enumerate(comparison_tables(comparison, language), 1):
        yield laid_out(table, phrases, f"changes-{at}", ids=(0,))
