"""From a scenario to its results: the whole story on one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from biofuel_mandate.equations import AGGREGATES, EQUATIONS, UNATTRIBUTED, Equation, Key
from biofuel_mandate.errors import Fault, InfeasibleError
from biofuel_mandate.evaluation import ROW_MEASURES, Evaluation, MissingValue
from biofuel_mandate.quantities import Given
from biofuel_mandate.results import COLUMNS, ResultRow
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.scenario.wording import dotted
from biofuel_mandate.solve.diagnose import diagnose

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Assessment:
    """The results of a scenario, and what they are made of.

    Attributes
    ----------
    scenario : Scenario
    evaluation : Evaluation
        Every number by name and key; ``explain`` walks it.
    rows : tuple of ResultRow
        The long table.
    missing : dict
        Position in ``rows`` to the reason why that value is missing.
    """

    scenario: Scenario
    evaluation: Evaluation
    rows: tuple[ResultRow, ...]
    missing: Mapping[int, str]

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, ...], float | None]:
        return {
            (
                row.variable,
                row.case,
                row.pool,
                row.grade,
                row.component,
                row.rule,
                row.detail,
            ): row.value
            for row in self.rows
        }

    def value(self, variable: str, case: str, component: str = "", **where: str) -> float | None:
        """Return one result.

        Parameters
        ----------
        variable, case, component : str
            As in results.csv.
        **where : str
            ``pool``, ``grade``, ``rule``, ``detail``. A component's own pool need not be named.

        Returns
        -------
        float or None
            None where the value is missing.

        Raises
        ------
        KeyError
            When there is no such result.
        """
        pool = where.get("pool", "" if component in ("", *AGGREGATES, UNATTRIBUTED) else None)
        for at in [pool] if pool is not None else [*self.scenario.structure.pools]:
            key = (
                variable,
                case,
                at,
                where.get("grade", ""),
                component,
                where.get("rule", ""),
                where.get("detail", ""),
            )
            if key in self._by_key:
                return self._by_key[key]
        raise KeyError(f"no result {variable} of {component or 'the case'} in {case}, {where}")

    @property
    def values_used(self) -> tuple[Given, ...]:
        """Return every given value that a result rests on, by id."""
        return tuple(given for _, given in sorted(self.evaluation.used.items()))

    @cached_property
    def results(self) -> pd.DataFrame:
        """All results, long and tidy, in the columns of results.csv."""
        import pandas as pd  # only who asks for a table waits for it

        return pd.DataFrame(self.rows, columns=list(COLUMNS))

    def _select(self, *variables: str) -> pd.DataFrame:
        table = self.results
        return table[table["variable"].isin(variables)].reset_index(drop=True)

    @property
    def volumes(self) -> pd.DataFrame:
        """Litres, energy and shares of every case, and what changes from its baseline."""
        return self._select(
            "volume",
            "energy",
            "volume_share",
            "energy_share",
            "extra_volume",
            "extra_volume_share",
            "extra_energy",
        )

    @property
    def emissions(self) -> pd.DataFrame:
        """Direct, biogenic and life-cycle emissions and reductions."""
        return self._select(
            *(
                name
                for name in dict.fromkeys(eq.variable for eq in EQUATIONS.values())
                if "co2" in name
            ),
            "life_cycle_reduction",
            "iluc_emission",
            "life_cycle_reduction_including_iluc",
        )

    @property
    def costs(self) -> pd.DataFrame:
        """Costs and price gaps; missing ones are blank."""
        return self._select("cost", "cost_per_tonne", "cost_per_litre", "price_gap")

    @property
    def rules(self) -> pd.DataFrame:
        """Each rule and limit: what it demands, what fulfils it, and the slack."""
        return self._select("counted_volume", *ROW_MEASURES, "counted_share", "rule_met")

    def _repr_html_(self) -> str:
        """Show the summary in a notebook."""
        from biofuel_mandate.report.summary import to_html

        return to_html(self)


def assess(scenario: Scenario) -> Assessment:
    """Solve every case of a scenario and evaluate every registered equation.

    Parameters
    ----------
    scenario : Scenario
        As ``load_scenario`` returns it.

    Returns
    -------
    Assessment

    Raises
    ------
    InfeasibleError
        When a case has no solution: one fault a case, with what clashes and the gap.
    """
    evaluation = Evaluation(scenario.table, scenario.structure)
    faults = [
        _infeasible(scenario, evaluation, case)
        for case in scenario.structure.cases
        if evaluation.solution(case).reason
    ]
    if faults:
        raise InfeasibleError(faults)
    rows: list[ResultRow] = []
    missing: dict[int, str] = {}
    for case in scenario.structure.cases:
        for row, why in _case_rows(scenario, evaluation, case):
            if why:
                missing[len(rows)] = why
            rows.append(row)
    return Assessment(scenario, evaluation, tuple(rows), missing)


def _infeasible(scenario: Scenario, evaluation: Evaluation, case: str) -> Fault:
    path, got, do = diagnose(evaluation.solution(case), case)
    line = scenario.document.line(path)
    return Fault(got, do, dotted(path), line, str(scenario.path))


def _case_rows(
    scenario: Scenario, evaluation: Evaluation, case: str
) -> Iterator[tuple[ResultRow, str]]:
    blank = ResultRow(scenario.name, case, year=str(scenario.file.market.year))
    baseline = scenario.structure.cases[case].baseline
    for equation in result_equations():
        if equation.is_difference and baseline == case:
            continue
        unit = equation.unit.replace("¤", scenario.file.currency)
        against = baseline if equation.is_difference else ""
        for key in result_keys(scenario, equation, case):
            value, why = _number(evaluation, equation.name, key)
            row = ResultRow(
                scenario=blank.scenario,
                case=case,
                baseline=against,
                year=blank.year,
                pool=key.pool,
                component=key.component,
                rule=key.rule,
                variable=equation.variable,
                detail=detail_of(equation, key),
                unit=unit,
                value=value,
                equation=equation.number,
            )
            yield row, why
    for row in (*_grade_rows(evaluation, blank), *_rule_rows(evaluation, blank)):
        yield row, ""


@cache
def result_equations() -> tuple[Equation, ...]:
    """Return the equations that have a variable of results.csv, in the method's order."""
    found = [equation for equation in EQUATIONS.values() if equation.variable]
    return tuple(sorted(found, key=lambda equation: int(equation.number)))


def result_keys(scenario: Scenario, equation: Equation, case: str) -> Iterator[Key]:
    """Yield every key that an equation gives a result row for in a case."""
    structure = scenario.structure
    each = {"saving": structure.savings, "line": structure.lines, "rule": tuple(structure.rules)}
    extras: list[dict[str, str]] = [{}]
    for dim in equation.each:
        extras = [{**extra, dim: name} for extra in extras for name in each[dim]]
    for extra in extras:
        for pool, component in _components(scenario, equation.over):
            yield Key(case=case, pool=pool, component=component, **extra)


def _components(scenario: Scenario, over: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    pools = scenario.structure.pools
    for group in over:
        for pool in pools.values():
            members = {
                "each": pool.components,
                "each biofuel": pool.biofuels,
                "each fossil": (pool.name,),
            }.get(group, (group,))
            for component in members:
                yield pool.name, component
        if not group.startswith("each"):
            yield "", group


def detail_of(equation: Equation, key: Key) -> str:
    """Return what results.csv says of a result beside variable and component."""
    if key.line:
        return f"{equation.detail}: {key.line}"
    return ", ".join(part for part in (key.saving, equation.detail) if part)


def _number(evaluation: Evaluation, name: str, key: Key) -> tuple[float | None, str]:
    try:
        return float(evaluation.get(name, key)), ""
    except MissingValue as missing:
        return None, str(missing)
    except ZeroDivisionError:
        return None, "nothing changes, so there is nothing to divide by"


def _grade_rows(evaluation: Evaluation, blank: ResultRow) -> Iterator[ResultRow]:
    volumes = evaluation.solution(blank.case).volumes
    for column in evaluation.solution(blank.case).system.columns:
        if column.grade:
            sold = [c for c in volumes if (c.pool, c.grade) == (column.pool, column.grade)]
            total = sum(float(volumes[c]) for c in sold)
            at = blank._replace(
                pool=column.pool, grade=column.grade, component=column.component, equation="8"
            )
            volume = float(volumes[column])
            yield at._replace(variable="volume", unit="Ml", value=volume)
            share = volume / total if total else None
            yield at._replace(variable="volume_share", unit="1", value=share)


def _rule_rows(evaluation: Evaluation, blank: ResultRow) -> Iterator[ResultRow]:
    solution = evaluation.solution(blank.case)
    for row in (*solution.system.rules, *solution.system.limits):
        at = blank._replace(rule=row.name, detail=row.kind, unit=row.unit, equation=row.equation)
        for variable in ROW_MEASURES:
            amount = evaluation.get(variable, Key(case=blank.case, rule=row.name))
            yield at._replace(variable=variable, value=float(amount))
        met = row.is_met(solution.volumes)
        yield at._replace(variable="rule_met", unit="1", value=float(met))
        base = sum(float(solution.volumes[column]) for column in row.right)
        if base:
            counted = float(row.left_amount(solution.volumes)) / base
            yield at._replace(variable="counted_share", unit="1", value=counted)
