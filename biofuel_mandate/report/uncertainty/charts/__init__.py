"""The charts of an analysis: how likely, over years, what hangs on what, which case is best.

Each module holds one: the numbers behind it, what it says, and how it is drawn on a `Sheet`.
"""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.report.charts.chart import A4_COLUMN_MM, Chart
from biofuel_mandate.report.uncertainty.charts.choice import choice
from biofuel_mandate.report.uncertainty.charts.density import density
from biofuel_mandate.report.uncertainty.charts.fan import fans
from biofuel_mandate.report.uncertainty.charts.heat_map import heat_maps
from biofuel_mandate.report.uncertainty.charts.indices import indices
from biofuel_mandate.report.uncertainty.charts.tornado import tornados
from biofuel_mandate.report.uncertainty.facts import Facts
from biofuel_mandate.report.uncertainty.words import Words

__all__ = ["uncertainty_charts"]


def uncertainty_charts(
    facts: Facts, words: Words, width_mm: float = A4_COLUMN_MM
) -> Iterator[Chart]:
    """Draw every chart that an analysis has something to show in.

    Parameters
    ----------
    facts : Facts
    words : Words
    width_mm : float
        70 or more.

    Raises
    ------
    ReportError
        When a chart has a character that no font of the package holds.
    """
    for one in (density, indices, choice):
        drawn = one(facts, words, width_mm)
        if drawn is not None:
            yield drawn
    for several in (fans, tornados, heat_maps):
        yield from several(facts, words, width_mm)
