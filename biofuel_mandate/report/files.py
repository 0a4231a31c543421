"""The files that a run writes."""

from __future__ import annotations

import json

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.provenance import provenance
from biofuel_mandate.report.case_tables import is_many
from biofuel_mandate.report.summary import to_markdown
from biofuel_mandate.results import to_csv


def all_files(assessment: Assessment, language: str = "en") -> dict[str, bytes]:
    """Return the content of every result file by name, the charts among them.

    Of very many cases there are no charts: none could be read.
    """
    if is_many(assessment):
        return result_files(assessment, language)
    from biofuel_mandate.report.render import begin_charts

    _, charts = begin_charts(assessment, language)
    # PDF and PNG are made in the meantime.
    return {**result_files(assessment, language), **charts()}


def _series(assessment: Assessment) -> dict[str, bytes]:
    """Return the results over time for other tools, where there is more than one year."""
    if len(assessment.years) < 2:
        return {}
    from biofuel_mandate.report.iamc import to_iamc

    return {"results-iamc.csv": to_iamc(assessment.rows, assessment.scenario)}


def result_files(assessment: Assessment, language: str = "en") -> dict[str, bytes]:
    """Return the content of every result file but the charts, by name."""
    from biofuel_mandate.report.excel import to_excel

    made_of = json.dumps(provenance(assessment), ensure_ascii=False, indent=1) + "\n"
    return {
        "results.csv": to_csv(assessment.rows),
        **_series(assessment),
        "results.xlsx": to_excel(assessment, language),
        "summary.md": to_markdown(assessment, language).encode(),
        "provenance.json": made_of.encode(),
    }
