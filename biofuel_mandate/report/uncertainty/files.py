"""The files of a folder of an analysis: summary, data and charts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from biofuel_mandate.report.uncertainty.data import data_files
from biofuel_mandate.report.uncertainty.facts import Facts
from biofuel_mandate.report.uncertainty.summary import markdown_of
from biofuel_mandate.report.uncertainty.words import Words
from biofuel_mandate.uncertainty.analysis import Analysis

# Of more cases, charts and tables of each are read by nobody.
_MOST_CASES = 30


def uncertainty_files(
    analysis: Analysis, language: str = "en", *, with_charts: bool = True
) -> dict[str, bytes]:
    """Return the content of every file of an analysis by name, the charts among them.

    Of very many cases there are no charts: none could be read.

    Parameters
    ----------
    analysis : Analysis
    language : str
        ``en``, ``nb`` or ``nn``.
    with_charts : bool

    Raises
    ------
    ReportError
        When a chart has a character that no font of the package holds.
    """
    facts, words = Facts(analysis), Words(analysis, language)
    is_drawn = with_charts and len(facts.cases) <= _MOST_CASES
    charts = _charts(facts, words) if is_drawn else {}
    summary = markdown_of(facts, words).encode()
    return {"summary.md": summary, **data_files(facts), **charts}


def _charts(facts: Facts, words: Words) -> dict[str, bytes]:
    """Return every chart in every format; typst works while the next one is drawn."""
    from biofuel_mandate.report.render import FORMATS, to_file
    from biofuel_mandate.report.uncertainty.charts import uncertainty_charts

    made = {}
    with ThreadPoolExecutor(1, "charts") as with_typst:
        for one in uncertainty_charts(facts, words):
            for form in FORMATS:
                made[f"{one.name}.{form}"] = with_typst.submit(to_file, one, form)
    return {name: file.result() for name, file in made.items()}
