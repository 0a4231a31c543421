"""The files of the appendix: Word, PDF, HTML and a workbook from one document, and the charts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.compare import Comparison
from biofuel_mandate.provenance import provenance
from biofuel_mandate.report.appendix import compose
from biofuel_mandate.report.appendix.figures import figures_of
from biofuel_mandate.report.appendix.workbook import appendix_workbook
from biofuel_mandate.report.case_tables import is_many
from biofuel_mandate.report.charts import Chart
from biofuel_mandate.report.document.html import to_html
from biofuel_mandate.report.document.pdf import to_pdf
from biofuel_mandate.report.document.word import to_word
from biofuel_mandate.report.render import begin_charts
from biofuel_mandate.report.texts import texts_for
from biofuel_mandate.report.trace.graph import Traces
from biofuel_mandate.results import to_csv


def _begun(
    assessment: Assessment, language: str
) -> tuple[tuple[Chart, ...], Callable[[], dict[str, bytes]]]:
    """Begin the charts; of very many cases there are none, as none could be read."""
    if is_many(assessment):
        return (), dict
    return begin_charts(assessment, language)


@dataclass(frozen=True)
class Template:
    """A directorate's own Word template: its content, and the name that faults carry."""

    content: bytes
    name: str


def appendix_files(
    assessment: Assessment,
    language: str,
    template: Template | None = None,
    comparison: Comparison | None = None,
) -> dict[str, bytes]:
    """Return the content of every file of the appendix, by name.

    Parameters
    ----------
    assessment : Assessment
    language : str
        ``en``, ``nb`` or ``nn``.
    template : Template or None
        What the Word document takes its styles, headers and pages from.
    comparison : Comparison or None
        With an earlier version, told in the appendix.

    Raises
    ------
    ReportError
        When a template cannot be used, or a character is in no font of the package.
    """
    charts, chart_files = _begun(assessment, language)
    traces = Traces(assessment)
    made_of = json.dumps(provenance(assessment), ensure_ascii=False, indent=1) + "\n"
    files = {
        "results.csv": to_csv(assessment.rows),
        "provenance.json": made_of.encode(),
        "report.xlsx": appendix_workbook(assessment, language, comparison),
    }
    drawn = chart_files()
    figures = figures_of(charts, drawn)
    document = compose(assessment, language, figures, traces, comparison)
    files |= {
        "report.docx": to_word(
            document, template.content if template else None, template.name if template else ""
        ),
        "report.pdf": to_pdf(document),
        "report.html": to_html(document, traces, texts_for(assessment.scenario, language)),
    }
    return {**files, **drawn}
