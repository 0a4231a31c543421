"""Traces as they are read: on the terminal, in Markdown, on a page, and many at once as a graph."""

from __future__ import annotations

from biofuel_mandate.explain import Step
from biofuel_mandate.report.texts import texts_for
from biofuel_mandate.report.trace.terminal import to_lines
from biofuel_mandate.scenario.load import Scenario

__all__ = ["to_lines", "trace_as"]


def trace_as(form: str, step: Step, scenario: Scenario, result: str, language: str) -> str | bytes:
    """Return the trace of a result in one of its forms; a page as its bytes, in UTF-8.

    Parameters
    ----------
    form : str
        ``text``, ``md`` or ``html``.
    step : Step
        What ``explain`` returned.
    scenario : Scenario
    result : str
        What was asked for, as in ``policy.extra_volume.ethanol``.
    language : str

    Raises
    ------
    ValueError
        When there is no such form.
    """
    words, title = texts_for(scenario, language), scenario.file.title.said(language)
    if form == "text":
        return "".join(f"{line}\n" for line in to_lines(step, words))
    if form == "md":
        from biofuel_mandate.report.trace.markdown import to_markdown

        return to_markdown(step, words, result, title)
    if form == "html":
        from biofuel_mandate.report.trace.html import to_html  # lxml takes a while to load

        return to_html(step, words, result, title)
    raise ValueError(f"a trace has no form {form!r}")
