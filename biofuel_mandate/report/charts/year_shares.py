"""What quotas ask for over years, what counts towards them, and what is sold, as shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.report.charts.data import COUNTED, SOLD
from biofuel_mandate.report.charts.model import Number
from biofuel_mandate.report.charts.year_model import AREA, STEP, Series, YearPanel
from biofuel_mandate.report.charts.year_values import added, of_years
from biofuel_mandate.rules.rows import Row

DEMANDED = "demanded"


def share_panels(assessment: Assessment, case: str) -> Iterator[YearPanel]:
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
        # What is over from the year before counts too, so that the level is what it is.
        carried = _carried(one, case, row)
        counted.append(100 * (float(row.left_amount(volumes)) + carried) / base)
        demanded.append(100 * (float(row.right_amount(volumes)) + carried) / base)
        if not row.is_met(volumes):
            broken.append(at)
    pools = {column.pool for row in rows if row is not None for column in row.base}
    series = [Series(SOLD, "measure", AREA, _physical(assessment, case, measure, pools))]
    series = [one for one in series if one.has_number]
    series.append(Series(COUNTED, "measure", STEP, tuple(counted)))
    series.append(Series(DEMANDED, "measure", STEP, tuple(demanded)))
    return YearPanel(case, "case", tuple(series), rule, measure, tuple(broken))


def _carried(one: Assessment, case: str, row: Row) -> float:
    try:
        return one.value("carried_over", case, rule=row.name, detail=row.kind) or 0.0
    except KeyError:
        return 0.0


def _physical(
    assessment: Assessment, case: str, measure: str, pools: set[str]
) -> tuple[Number, ...]:
    """Return the share of biofuel in what a quota is measured against, each sold litre once."""
    if measure not in ("volume", "energy"):
        return ()
    sums = [
        added([of_years(assessment, measure, case, of, pool=at) for at in sorted(pools)])
        for of in (BIOFUEL, TOTAL)
    ]
    pairs = zip(*sums, strict=True)
    return tuple(
        100 * part / whole if part is not None and whole else None for part, whole in pairs
    )
