"""The numbers behind each chart over years, in the unit that it shows; nothing draws or words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.report.case_tables import compared_cases
from biofuel_mandate.report.charts.data import ABATEMENT_COST, BOTTOM_UP
from biofuel_mandate.report.charts.model import Number
from biofuel_mandate.report.charts.year_model import LINE, PART, Series, YearChart, YearPanel
from biofuel_mandate.report.charts.year_shares import share_panels
from biofuel_mandate.report.charts.year_values import added, of_years, scaled

LITRES, BLEND, SHARES, CO2, COST = (
    f"{name}-by-year" for name in ("litres", "blend", "shares", "co2", "cost")
)
YEAR_CHARTS = (LITRES, BLEND, SHARES, CO2, COST)
FUEL_COST = "fuel cost"
MOST_CASES, _MOST_PANELS = 8, 12
# Variable, component and detail of each account of cost.
_WAYS = {
    FUEL_COST: ("extra_fuel_cost", TOTAL, "without taxes"),
    BOTTOM_UP: ("cost", BIOFUEL, BOTTOM_UP),
    ABATEMENT_COST: ("cost", BIOFUEL, ABATEMENT_COST),
}
_MEGA = 1000.0  # kt that are shown as Mt


def year_chart(name: str, assessment: Assessment) -> YearChart:
    """Return the numbers behind a chart over years.

    Parameters
    ----------
    name : str
        One of ``YEAR_CHARTS``.
    assessment : Assessment
        Of a scenario that covers years.

    Raises
    ------
    KeyError
        When there is no such chart.
    """
    return _CHARTS[name](assessment)


def _decimals(panels: Sequence[YearPanel], least: int = 0) -> int:
    """Return decimals that show three digits or so of the largest number."""
    sizes = [
        abs(value) for panel in panels for one in panel.series for value in one.values if value
    ]
    largest = max(sizes, default=0.0)
    found = next((n for n, size in enumerate((100, 10, 1)) if largest >= size), 3)
    return max(least, found)


def _made(
    name: str,
    unit: str,
    assessment: Assessment,
    panels: Sequence[YearPanel],
    cases: _Cases,
) -> YearChart:
    """Return a chart of the panels that have a number, and of the rest by name."""
    drawn = tuple(panel for panel in panels if any(one.has_number for one in panel.series))
    told = {panel.of for panel in drawn if panel.kind == "case"}
    told |= {one.of for panel in drawn for one in panel.series if one.kind == "case"}
    return YearChart(
        name,
        unit,
        _decimals(drawn, least=1 if unit == "%" else 0),
        tuple(assessment.years),
        drawn,
        tuple(case for case in cases.drawn if case not in told),
        cases.undrawn,
        tuple(year.span.year for year in assessment.scenario.years if year.courses),
    )


class _Cases(NamedTuple):
    """The cases to draw, and those that are too many for it."""

    drawn: tuple[str, ...]
    undrawn: tuple[str, ...]


def _cases(assessment: Assessment, *, compared: bool = False) -> _Cases:
    every = tuple(assessment.scenario.structure.cases)
    mine = compared_cases(assessment)
    chosen = mine if compared or (len(every) > MOST_CASES and mine) else every
    drawn = chosen[:MOST_CASES]
    among = mine if compared else every
    return _Cases(drawn, tuple(case for case in among if case not in drawn))


def _litres(assessment: Assessment) -> YearChart:
    cases = _cases(assessment)
    sold: dict[str, list[str]] = {}
    for one in assessment.years.values():
        for pool in one.scenario.structure.pools.values():
            for component in pool.biofuels:
                pools = sold.setdefault(component, [])
                if component not in pool.gases and pool.name not in pools:
                    pools.append(pool.name)
    panels = []
    for case in cases.drawn:
        series = []
        for component, pools in sold.items():
            found = [of_years(assessment, "volume", case, component, pool=at) for at in pools]
            values = added(found) if found else ()
            if any(value is not None and abs(value) > _NOUGHT for value in values):
                series.append(Series(component, "component", PART, values))
        # A case that sells none has bars of no height, which is a number too.
        nothing = Series(BIOFUEL, "component", PART, of_years(assessment, "volume", case, BIOFUEL))
        panels.append(YearPanel(case, "case", tuple(series) or (nothing,)))
    # Bars of no height are drawn only where there are no others.
    idle = [
        panel.of
        for panel in panels
        if all(value is not None and abs(value) <= _NOUGHT for value in panel.sums())
    ]
    if len(idle) == len(panels):
        idle = []
    panels = [panel for panel in panels if panel.of not in idle]
    drawn = _Cases(tuple(case for case in cases.drawn if case not in idle), cases.undrawn)
    return replace(_made(LITRES, "Ml", assessment, panels, drawn), idle=tuple(idle))


_NOUGHT = 1e-9  # litres that are none, of a least-cost choice


def _blend(assessment: Assessment) -> YearChart:
    cases = _cases(assessment)
    panels = []
    for pool in assessment.scenario.structure.pools:
        series = []
        for case in cases.drawn:
            share = of_years(assessment, "volume_share", case, BIOFUEL, pool=pool)
            series.append(Series(case, "case", LINE, scaled(share, 100)))
        panels.append(YearPanel(pool, "pool", tuple(series)))
    return _made(BLEND, "%", assessment, panels, cases)


def _shares(assessment: Assessment) -> YearChart:
    cases = _cases(assessment)
    by_case = {case: list(share_panels(assessment, case)) for case in cases.drawn}
    if sum(map(len, by_case.values())) > _MOST_PANELS:
        by_case = {case: panels[:1] for case, panels in by_case.items()}
    panels = [panel for found in by_case.values() for panel in found]
    return _made(SHARES, "%", assessment, panels, cases)


def _co2(assessment: Assessment) -> YearChart:
    cases = _cases(assessment, compared=True)
    structure = assessment.scenario.structure
    if not cases.drawn:  # nothing to compare with
        cases = _cases(assessment)
    panels: list[YearPanel] = []
    gaps: list[float] = []
    for case in cases.drawn:
        baseline = structure.cases[case].baseline
        names = [case] if baseline == case else [baseline, case]
        series = []
        for name in names:
            tonnes = of_years(assessment, "direct_co2_emission", name, TOTAL)
            series.append(Series(name, "case", LINE, scaled(tonnes, 1e-3)))
        panels.append(YearPanel(case, "case", tuple(series)))
        gaps += [abs(gap) for gap in gap_of(panels[-1]) if gap is not None] or [_MEGA]
    largest = max((v for p in panels for one in p.series for v in one.values if v), default=0.0)
    if largest < _MEGA or max(gaps) < _MEGA:
        return _made(CO2, "kt", assessment, panels, cases)
    panels = [_rescaled(panel, 1 / _MEGA) for panel in panels]
    return replace(_made(CO2, "Mt", assessment, panels, cases), decimals=2)


def _rescaled(panel: YearPanel, scale: float) -> YearPanel:
    series = tuple(
        Series(one.of, one.kind, one.form, scaled(one.values, scale)) for one in panel.series
    )
    return YearPanel(panel.of, panel.kind, series)


def gap_of(panel: YearPanel) -> tuple[Number, ...]:
    """Return by how much the first line of a panel lies over the second in each year."""
    if len(panel.series) < 2:
        return ()
    pairs = zip(panel.series[0].values, panel.series[1].values, strict=True)
    return tuple(
        None if before is None or after is None else before - after for before, after in pairs
    )


def _cost(assessment: Assessment) -> YearChart:
    compared = compared_cases(assessment)
    ways = list(_WAYS if assessment.scenario.structure.has_choice else (BOTTOM_UP, ABATEMENT_COST))
    found = {
        way: tuple(
            Series(case, "case", LINE, of_years(assessment, of, case, component, detail=detail))
            for case in compared
        )
        for way in ways
        for of, component, detail in (_WAYS[way],)
    }
    way = max(found, key=lambda one: sum(v is not None for s in found[one] for v in s.values))
    known = [one for one in found[way] if one.has_number]
    drawn, more = known[:MOST_CASES], known[MOST_CASES:]
    undrawn = tuple(one.of for one in more)
    cases = _Cases(tuple(case for case in compared if case not in undrawn), undrawn)
    panels = [YearPanel("cases", "cases", tuple(drawn))] if drawn else []
    return replace(_made(COST, "M¤", assessment, panels, cases), way=way)


_CHARTS: Mapping[str, Callable[[Assessment], YearChart]] = {
    LITRES: _litres,
    BLEND: _blend,
    SHARES: _shares,
    CO2: _co2,
    COST: _cost,
}
