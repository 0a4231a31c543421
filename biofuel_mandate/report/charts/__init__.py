"""The charts of an assessment, in one style: what each shows, what it says, how it is drawn.

``data`` holds the numbers behind each chart and draws nothing; ``titles`` and ``wording`` say in
one language what is seen; ``style``, ``canvas`` and ``layout`` are shared by every chart.
"""

from __future__ import annotations

from biofuel_mandate.report.charts.chart import Chart, draw
from biofuel_mandate.report.charts.data import CHARTS, chart_data
from biofuel_mandate.report.charts.model import Bar, ChartData, Panel

__all__ = ["CHARTS", "Bar", "Chart", "ChartData", "Panel", "chart_data", "draw"]
