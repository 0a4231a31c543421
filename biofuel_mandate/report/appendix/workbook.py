"""The workbook of the appendix: that of a run, with the appendix's own tables before the data."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.compare import Comparison
from biofuel_mandate.report.appendix.alternatives import alternative_tables
from biofuel_mandate.report.appendix.phrases import Phrases
from biofuel_mandate.report.appendix.sold import sold_table
from biofuel_mandate.report.case_tables import is_many
from biofuel_mandate.report.comparison import comparison_tables
from biofuel_mandate.report.excel import to_excel
from biofuel_mandate.report.reproduction import comparison_table, count_table
from biofuel_mandate.report.table import Table
from biofuel_mandate.report.texts import texts_for
from biofuel_mandate.report.years import covers_years
from biofuel_mandate.validation import source_of, validate


def appendix_workbook(
    assessment: Assessment, language: str, comparison: Comparison | None = None
) -> bytes:
    """Return the workbook (xlsx) of the appendix.

    Parameters
    ----------
    assessment : Assessment
    language : str
        ``en``, ``nb`` or ``nn``.
    comparison : Comparison or None
        With an earlier version.
    """
    phrases = Phrases(texts_for(assessment.scenario, language))
    return to_excel(assessment, language, tuple(_tables(assessment, phrases, comparison)))


def _tables(
    assessment: Assessment, phrases: Phrases, comparison: Comparison | None
) -> Iterator[tuple[str, Table]]:
    """Yield each table with the name of its sheet."""

    def named(key: str, table: Table) -> tuple[str, Table]:
        return phrases.said(f"sheet.{key}"), table

    if not is_many(assessment):
        for table in alternative_tables(assessment, phrases):
            yield named("alternatives", table)
    if not covers_years(assessment) and not is_many(assessment):
        yield named("sold", sold_table(assessment.only, phrases))
    if assessment.scenario.file.published is not None:
        own, others = validate(assessment.scenario)
        source = source_of(assessment.scenario)
        yield named("published", comparison_table(own, source, phrases.words))
        yield named("counts", count_table([own, *others], phrases.words))
    if comparison is not None:
        for table in comparison_tables(comparison, phrases.words.language):
            yield named("changes", table)
