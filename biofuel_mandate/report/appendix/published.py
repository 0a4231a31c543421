"""The published figures beside the model's, where the scenario names any."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.appendix.laid_out import laid_out
from biofuel_mandate.report.appendix.phrases import Phrases, see
from biofuel_mandate.report.document.tree import Block, Paragraph
from biofuel_mandate.report.reproduction import comparison_table, count_table
from biofuel_mandate.report.texts import sentence
from biofuel_mandate.validation import source_of, validate


def published_blocks(assessment: Assessment, phrases: Phrases) -> Iterator[Block]:
    """Yield every published figure beside the model's, and how much hangs on the factor set."""
    scenario = assessment.scenario
    if scenario.file.published is None:
        return
    own, others = validate(scenario)
    source = source_of(scenario)
    yield Paragraph(phrases("published.intro", source=source))
    said = {"exact": sentence(phrases.few(own.exact)), "within": phrases.few(own.within)}
    every = str(len(own.comparisons))
    yield Paragraph(phrases("published.verdict", all=every, **said))
    if own.within < len(own.comparisons):
        yield Paragraph(phrases("published.outside"), "warning")
    yield laid_out(comparison_table(own, source, phrases.words), phrases)
    counts = laid_out(count_table([own, *others], phrases.words), phrases)
    yield Paragraph(phrases("published.counts", table=see(counts.anchor)))
    yield counts
