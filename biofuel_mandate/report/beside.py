"""What stands beside litres, reductions and cost where a scenario asks for it, in one order."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.air_tables import air_tables
from biofuel_mandate.report.appraisal_tables import appraisal_tables
from biofuel_mandate.report.case_tables import is_many
from biofuel_mandate.report.consumer_tables import consumer_tables
from biofuel_mandate.report.table import Table
from biofuel_mandate.report.tax_tables import tax_tables, year_tax_tables
from biofuel_mandate.report.texts import Texts


def beside_tables(
    assessment: Assessment, words: Texts, *, short: bool = False, with_taxes: bool = True
) -> Iterator[Table]:
    """Yield tax revenue, the lines of an appraisal, prices at the pump, and exhaust.

    Parameters
    ----------
    assessment : Assessment
        Of one year, or of several.
    words : Texts
    short : bool
        As on a terminal; of very many cases it leaves the longer tables out, and of long ones
        years.
    """
    few = not is_many(assessment)
    if len(assessment.years) > 1:
        yield from year_tax_tables(assessment, words)
    elif few and with_taxes:
        yield from tax_tables(assessment, words)
    yield from appraisal_tables(assessment, words)
    if few:
        yield from consumer_tables(assessment, words, short=short)
    if few or not short:
        yield from air_tables(assessment, words, short=short)
