"""The numbers behind each chart over years, in the unit that it shows; nothing draws or words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.report.case_tables import compared_cases
from biofuel_mandate.report.charts.data import ABATEMENT_COST, BOTTOM_UP, COUNTED, SOLD
from biofuel_mandate.report.charts.model import Number
from biofuel_mandate.report.charts.year_model import (
    AREA,
    LINE,
    PART,
    STEP,
    Series,
    YearChart,
    YearPanel,
)
from biofuel_mandate.rules.rows import Row

LITRES, BLEND, SHARES, CO2, COST = (
    f"{name}-by-year" for name in ("litres", "blend", "shares", "co2", "cost")
)
YEAR_CHARTS = (LITRES, BLEND, SHARES, CO2, COST)
DEMANDED, FUEL_COST = "demanded", "fuel cost"
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


def _of_years(
    assessment: Assessment, variable: str, case: str, component: str, **where: str
) -> tuple[Number, ...]:
    """Return a number in each year; None where it is missing, or nobody asks for it."""

    def one(year: Assessment) -> Number:
        try:
            return year.value(variable, case, component, **where)
        except KeyError:
            return None

    return tuple(map(one, assessment.years.values()))


def _scaled(values: Sequence[Number], scale: float) -> tuple[Number, ...]:
    return tuple(None if value is None else value * scale for value in values)


def _added(columns: Sequence[Sequence[Number]]) -> tuple[Number, ...]:
    """Add what has a number in each year; None where nothing has."""
    return tuple(
        sum(known) if (known := [value for value in values if value is not None]) else None
        for values in zip(*columns, strict=True)
    )


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
            found = [_of_years(assessment, "volume", case, component, pool=at) for at in pools]
            values = _added(found) if found else ()
            if any(value is not None and abs(value) > _NOUGHT for value in values):
                series.append(Series(component, "component", PART, values))
        # A case that sells none has bars of no height, which is a number too.
        nothing = Series(BIOFUEL, "component", PART, _of_years(assessment, "volume", case, BIOFUEL))
        panels.append(YearPanel(case, "case", tuple(series) or (nothing,)))
    return _made(LITRES, "Ml", assessment, panels, cases)


_NOUGHT = 1e-9  # litres that are none, of a least-cost choice


def _blend(assessment: Assessment) -> YearChart:
    cases = _cases(assessment)
    panels = []
    for pool in assessment.scenario.structure.pools:
        series = []
        for case in cases.drawn:
            share = _of_years(assessment, "volume_share", case, BIOFUEL, pool=pool)
            series.append(Series(case, "case", LINE, _scaled(share, 100)))
        panels.append(YearPanel(pool, "pool", tuple(series)))
    return _made(BLEND, "%", assessment, panels, cases)


# Shares ------------------------------------------------------------------------------------


def _shares(assessment: Assessment) -> YearChart:
    cases = _cases(assessment)
    by_case = {case: list(_share_panels(assessment, case)) for case in cases.drawn}
    if sum(map(len, by_case.values())) > _MOST_PANELS:
        by_case = {case: panels[:1] for case, panels in by_case.items()}
    panels = [panel for found in by_case.values() for panel in found]
    return _made(SHARES, "%", assessment, panels, cases)


def _share_panels(assessment: Assessment, case: str) -> Iterator[YearPanel]:
    """Yield one panel a quota; of quotas that follow one another in a measure, one in all."""
    years = list(assessment.years.values())
    found = [list(_quotas(one, case)) for one in years]
    names = dict.fromkeys((row.name, measure) for rows in found for row, measure in rows)
    measures = dict.fromkeys(measure for _, measure in names)
    for measure in measures:
        mine = [[row for row, of in rows if of == measure] for rows in found]
        if all(len(rows) <= 1 for rows in mine):
            rule = next(name for name, of in names if of == measure) if len(measures) > 1 else ""
            yield _share_panel(assessment, case, rule, measure, [[*rows, None][0] for rows in mine])
            continue
        for rule in (name for name, of in names if of == measure):
            of_rule = [next((row for row in rows if row.name == rule), None) for rows in mine]
            yield _share_panel(assessment, case, rule, measure, of_rule)


def _quotas(one: Assessment, case: str) -> Iterator[tuple[Row, str]]:
    """Yield the quotas that a case holds in a year, each with its measure."""
    solution, rules = one.evaluation.solution(case), one.scenario.structure.rules
    for row in solution.system.rules:
        if row.kind == "quota" and not row.supplier and row.base_amount(solution.volumes):
            yield row, rules[row.name].measure


def _share_panel(
    assessment: Assessment, case: str, rule: str, measure: str, rows: Sequence[Row | None]
) -> YearPanel:
    counted: list[Number] = []
    demanded: list[Number] = []
    broken = []
    for at, (one, row) in enumerate(zip(assessment.years.values(), rows, strict=True)):
        if row is None:
            counted.append(None)
            demanded.append(None)
            continue
        volumes = one.evaluation.solution(case).volumes
        base = float(row.base_amount(volumes))
        counted.append(100 * float(row.left_amount(volumes)) / base)
        demanded.append(100 * float(row.right_amount(volumes)) / base)
        if not row.is_met(volumes):
            broken.append(at)
    pools = {column.pool for row in rows if row is not None for column in row.base}
    series = [Series(SOLD, "measure", AREA, _physical(assessment, case, measure, pools))]
    series = [one for one in series if one.has_number]
    series.append(Series(COUNTED, "measure", STEP, tuple(counted)))
    series.append(Series(DEMANDED, "measure", STEP, tuple(demanded)))
    return YearPanel(case, "case", tuple(series), rule, measure, tuple(broken))


def _physical(
    assessment: Assessment, case: str, measure: str, pools: set[str]
) -> tuple[Number, ...]:
    """Return the share of biofuel in what a quota is measured against, each sold litre once."""
    if measure not in ("volume", "energy"):
        return ()
    sums = [
        _added([_of_years(assessment, measure, case, of, pool=at) for at in sorted(pools)])
        for of in (BIOFUEL, TOTAL)
    ]
    pairs = zip(*sums, strict=True)
    return tuple(
        100 * part / whole if part is not None and whole else None for part, whole in pairs
    )


# CO2 and cost ------------------------------------------------------------------------------


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
            tonnes = _of_years(assessment, "direct_co2_emission", name, TOTAL)
            series.append(Series(name, "case", LINE, _scaled(tonnes, 1e-3)))
        panels.append(YearPanel(case, "case", tuple(series)))
        gaps += [abs(gap) for gap in gap_of(panels[-1]) if gap is not None] or [_MEGA]
    largest = max((v for p in panels for one in p.series for v in one.values if v), default=0.0)
    if largest < _MEGA or max(gaps) < _MEGA:
        return _made(CO2, "kt", assessment, panels, cases)
    panels = [_rescaled(panel, 1 / _MEGA) for panel in panels]
    return replace(_made(CO2, "Mt", assessment, panels, cases), decimals=2)


def _rescaled(panel: YearPanel, scale: float) -> YearPanel:
    series = tuple(
        Series(one.of, one.kind, one.form, _scaled(one.values, scale)) for one in panel.series
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
    cases = _cases(assessment, compared=True)
    ways = list(_WAYS if assessment.scenario.structure.has_choice else (BOTTOM_UP, ABATEMENT_COST))
    found = {
        way: tuple(
            Series(case, "case", LINE, _of_years(assessment, of, case, component, detail=detail))
            for case in cases.drawn
        )
        for way in ways
        for of, component, detail in (_WAYS[way],)
    }
    way = max(found, key=lambda one: sum(v is not None for s in found[one] for v in s.values))
    series = tuple(one for one in found[way] if one.has_number)
    panels = [YearPanel("cases", "cases", series)] if series else []
    return replace(_made(COST, "M¤", assessment, panels, cases), way=way)


_CHARTS: Mapping[str, Callable[[Assessment], YearChart]] = {
    LITRES: _litres,
    BLEND: _blend,
    SHARES: _shares,
    CO2: _co2,
    COST: _cost,
}
