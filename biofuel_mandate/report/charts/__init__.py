"""The charts of an assessment, in one style: what each shows, what it says, how it is drawn.

``data`` holds the numbers behind each chart and draws nothing; ``titles`` and ``wording`` say in
one language what is seen; ``style``, ``canvas`` and ``layout`` are shared by every chart. Those of
least cost are steps: ``curves``, ``curve_words`` and ``curve_grid``.
"""

from __future__ import annotations

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.charts.chart import Chart, draw
from biofuel_mandate.report.charts.curves import CURVES, curve_panels
from biofuel_mandate.report.charts.data import CHARTS, chart_data
from biofuel_mandate.report.charts.model import Bar, ChartData, Panel

__all__ = ["CHARTS", "CURVES", "Bar", "Chart", "ChartData", "Panel", "chart_data", "charts_of"]
__all__ += ["curve_panels", "draw"]


def charts_of(assessment: Assessment) -> tuple[str, ...]:
    """Return the charts that a scenario has: curves only where suppliers choose."""
    return CHARTS + (CURVES if assessment.scenario.structure.has_choice else ())
