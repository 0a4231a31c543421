"""The charts of an assessment, in one style: what each shows, what it says, how it is drawn.

``data`` holds the numbers behind each chart and draws nothing; ``titles`` and ``wording`` say in
one language what is seen; ``style``, ``canvas`` and ``layout`` are shared by every chart. Those of
least cost are steps: ``curves``, ``curve_words`` and ``curve_grid``. Those over years are
``year_*``, with ``ends`` for the names where lines end.
"""

from __future__ import annotations

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.charts.chart import Chart, draw
from biofuel_mandate.report.charts.curves import CURVES, curve_panels
from biofuel_mandate.report.charts.data import CHARTS, chart_data
from biofuel_mandate.report.charts.model import Bar, ChartData, Panel
from biofuel_mandate.report.charts.year_data import COST, YEAR_CHARTS, year_chart
from biofuel_mandate.report.years import covers_years, tells_cost
from biofuel_mandate.scenario.load import Scenario

__all__ = ["CHARTS", "CURVES", "Bar", "Chart", "ChartData", "Panel", "chart_data", "charts_of"]
__all__ += ["YEAR_CHARTS", "charts_for", "curve_panels", "draw", "year_chart"]


def charts_of(assessment: Assessment) -> tuple[str, ...]:
    """Return the charts that an assessment has; over years without costs, none of cost."""
    names = charts_for(assessment.scenario)
    if covers_years(assessment) and not tells_cost(assessment):
        return tuple(name for name in names if name != COST)
    return names


def charts_for(scenario: Scenario) -> tuple[str, ...]:
    """Return the charts that a scenario has: over years, or of one year and of choice."""
    if len(scenario.years) > 1:
        return YEAR_CHARTS
    return CHARTS + (CURVES if scenario.structure.has_choice else ())
