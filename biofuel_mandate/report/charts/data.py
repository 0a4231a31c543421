"""The numbers behind each chart, in the unit that it shows; nothing here draws or words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.effects.costs import LEAST_TONNES
from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.report.case_tables import compared_cases
from biofuel_mandate.report.charts.model import Bar, ChartData, Number, Panel, drawn_of
from biofuel_mandate.scenario.shapes import Pool

DIRECT, LIFE_CYCLE, ILUC = "direct", "life cycle", "iluc"
SOLD, COUNTED = "sold", "counted"
PRICE_GAP, BOTTOM_UP, ABATEMENT_COST = "price gap", "bottom up", "abatement cost"
ALL_FUEL = "all fuel"


def chart_data(name: str, assessment: Assessment) -> ChartData:
    """Return the numbers behind a chart.

    Parameters
    ----------
    name : str
        One of ``CHARTS``.
    assessment : Assessment

    Raises
    ------
    KeyError
        When there is no such chart.
    """
    unit, decimals, panels = _CHARTS[name]
    whole = tuple(panels(assessment))
    sizes = [abs(v) for p in whole for bar in p.bars for v in (bar.total, bar.mark) if v]
    # A small market would show nothing but 0.0.
    if sizes and max(sizes) < 1:
        decimals = max(decimals, 3)
    drawn = drawn_of(whole, decimals) if name in _THINNED else whole
    return ChartData(name, unit, decimals, drawn, whole)


def _blend(assessment: Assessment) -> Iterator[Panel]:
    structure = assessment.scenario.structure
    pools = {pool.name: _liquids_of(pool) for pool in structure.pools.values()}
    if len(pools) > 1:
        pools[ALL_FUEL] = [member for members in pools.values() for member in members]
    for name, biofuels in pools.items():
        bars = []
        for case in structure.cases:
            at = "" if name == ALL_FUEL else name
            fuel = assessment.value("volume", case, TOTAL, pool=at)
            parts = {
                component: _percent(assessment.value("volume", case, component, pool=pool), fuel)
                for component, pool in biofuels
            }
            total = _percent(assessment.value("volume", case, BIOFUEL, pool=at), fuel)
            bars.append(Bar(case, "case", parts, total))
        yield Panel(name, "pool", tuple(bars))


def _percent(part: Number, whole: Number) -> Number:
    return 100 * part / whole if part is not None and whole else None


def _extra_litres(assessment: Assessment) -> Iterator[Panel]:
    pools = assessment.scenario.structure.pools.values()
    at = [member for pool in pools for member in _liquids_of(pool)]
    at += [(BIOFUEL, ""), *((pool.name, pool.name) for pool in pools), (TOTAL, "")]
    for case in compared_cases(assessment):
        bars = []
        for component, pool in at:
            litres = assessment.value("extra_volume", case, component, pool=pool)
            bars.append(Bar(component, "component", {component: litres}, litres))
        yield Panel(case, "case", tuple(bars))


def _reductions(assessment: Assessment) -> Iterator[Panel]:
    for case in compared_cases(assessment):
        direct = _kt(assessment.value("direct_co2_reduction", case, BIOFUEL))
        bars = [Bar(DIRECT, "account", {DIRECT: direct}, direct)]
        for saving in assessment.scenario.structure.savings:
            found = _kt(assessment.value("life_cycle_reduction", case, BIOFUEL, detail=saving))
            bars.append(Bar(saving, "saving", {LIFE_CYCLE: found}, found))
        emission = _kt(assessment.value("iluc_emission", case, BIOFUEL))
        # An emission points the other way than a reduction.
        iluc = None if emission is None else -emission
        bars.append(Bar(ILUC, "account", {ILUC: iluc}, iluc))
        yield Panel(case, "case", tuple(bars))


def _kt(tonnes: Number) -> Number:
    return None if tonnes is None else tonnes / 1e3


def _cost(assessment: Assessment) -> Iterator[Panel]:
    lines = assessment.scenario.structure.lines
    # Without a line of logistics the price gap is the sum.
    rows = [(PRICE_GAP, "line", PRICE_GAP)] if lines else []
    rows += [(line, "logistics", f"logistics: {line}") for line in lines]
    rows += [(BOTTOM_UP, "line", BOTTOM_UP), (ABATEMENT_COST, "line", ABATEMENT_COST)]
    for case in compared_cases(assessment):
        bars = []
        for of, kind, detail in rows:
            parts = {
                component: assessment.value("cost", case, component, pool=pool, detail=detail)
                for component, pool in _biofuels(assessment)
            }
            total = assessment.value("cost", case, BIOFUEL, detail=detail)
            bars.append(Bar(of, kind, parts, total))
        yield Panel(case, "case", tuple(bars))


def _abatement_cost(assessment: Assessment) -> Iterator[Panel]:
    for case in compared_cases(assessment):
        bars = []
        for component, pool in (*_biofuels(assessment), (BIOFUEL, "")):
            moved = assessment.value("direct_co2_reduction", case, component, pool=pool)
            cost, mark = _per_tonne(assessment, case, component, pool, DIRECT)
            parts = {component: cost}
            bars.append(Bar(component, "component", parts, cost, DIRECT, mark, _is_nought(moved)))
        for saving in assessment.scenario.structure.savings:
            moved = assessment.value("life_cycle_reduction", case, BIOFUEL, detail=saving)
            cost, mark = _per_tonne(assessment, case, BIOFUEL, "", saving)
            parts = {LIFE_CYCLE: cost}
            bars.append(Bar(saving, "saving", parts, cost, LIFE_CYCLE, mark, _is_nought(moved)))
        yield Panel(case, "case", tuple(bars))


def _sold_and_counted(assessment: Assessment) -> Iterator[Panel]:
    cases = assessment.scenario.structure.cases
    for rule, shape in assessment.scenario.structure.rules.items():
        if shape.measure != "volume":
            continue  # of other measures nothing here is litres
        bars: list[Bar] = []
        for case in cases:
            solution = assessment.evaluation.solution(case)
            row = next((row for row in solution.system.rules if row.name == rule), None)
            if row is None:
                for of in (SOLD, COUNTED):
                    bars.append(Bar(of, "litres", {of: None}, None, case, unheld=True))
                continue
            sold = solution.litres_sold(row)
            counted = float(row.left_amount(solution.volumes))
            bars.append(Bar(SOLD, "litres", {SOLD: sold}, sold, case))
            bars.append(
                Bar(
                    COUNTED,
                    "litres",
                    {COUNTED: counted},
                    counted,
                    case,
                    mark=float(row.right_amount(solution.volumes)),
                    limit="allowed" if row.sense == "<=" else "required",
                    broken=not row.is_met(solution.volumes),
                )
            )
        yield Panel(rule, "rule", tuple(bars))


def _biofuels(assessment: Assessment) -> list[tuple[str, str]]:
    pools = assessment.scenario.structure.pools.values()
    return [member for pool in pools for member in _biofuels_of(pool)]


def _biofuels_of(pool: Pool) -> list[tuple[str, str]]:
    return [(component, pool.name) for component in pool.biofuels]


def _liquids_of(pool: Pool) -> list[tuple[str, str]]:
    """Return the biofuels that a chart of litres shows: a gas has none."""
    return [member for member in _biofuels_of(pool) if member[0] not in pool.gases]


def _per_tonne(
    assessment: Assessment, case: str, component: str, pool: str, basis: str
) -> tuple[Number, Number]:
    """Return the cost per tonne by abatement cost, and bottom up."""
    by_cost, bottom_up = (
        assessment.value("cost_per_tonne", case, component, pool=pool, detail=f"{basis}, {way}")
        for way in (ABATEMENT_COST, BOTTOM_UP)
    )
    return by_cost, bottom_up


def _is_nought(tonnes: Number) -> bool:
    return tonnes is not None and abs(tonnes) < LEAST_TONNES


_CHARTS: Mapping[str, tuple[str, int, Callable[[Assessment], Iterator[Panel]]]] = {
    "blend": ("vol-%", 2, _blend),
    "extra-litres": ("Ml", 1, _extra_litres),
    "reductions": ("kt", 1, _reductions),
    "cost": ("M¤", 1, _cost),
    "abatement-cost": ("¤/t", 0, _abatement_cost),
    "sold-and-counted": ("Ml", 1, _sold_and_counted),
}
CHARTS = tuple(_CHARTS)
_THINNED = ("extra-litres", "cost", "abatement-cost")
