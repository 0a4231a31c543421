"""The charts of a run as figures of a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from biofuel_mandate.report.charts import Chart
from biofuel_mandate.report.document.tree import Figure
from biofuel_mandate.report.texts import texts

_MM_PER_POINT = 25.4 / 72
_SIZE = re.compile(rb'<svg[^>]*? width="([\d.]+)pt" height="([\d.]+)pt"')


def figures_of(charts: Iterable[Chart], files: Mapping[str, bytes]) -> dict[str, Figure]:
    """Return a figure of each chart by its name.

    Parameters
    ----------
    charts : iterable of Chart
    files : mapping of str to bytes
        Their files by name; ``chart-<name>.png`` is the picture for what cannot show lines.

    Raises
    ------
    ValueError
        When a chart does not say how large it is.
    """
    return {chart.name: _figure(chart, files[f"chart-{chart.name}.png"]) for chart in charts}


def _figure(chart: Chart, png: bytes) -> Figure:
    found = _SIZE.search(chart.svg)
    if found is None:
        raise ValueError(f"the chart {chart.name} does not say how large it is")
    width, height = (float(side) * _MM_PER_POINT for side in found.groups())
    named = texts(f"appendix.{chart.language}")(f"figure.{chart.name}")
    anchor = f"figure-{chart.name}"
    return Figure(anchor, named, chart.svg, png, chart.alt, width, height)
