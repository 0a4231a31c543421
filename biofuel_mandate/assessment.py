"""From a scenario to its results: the whole story on one page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from biofuel_mandate.equations import AGGREGATES, EQUATIONS, UNATTRIBUTED
from biofuel_mandate.errors import Fault, InfeasibleError, ScenarioError
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.known import Known
from biofuel_mandate.quantities import Given
from biofuel_mandate.results import COLUMNS, Missing, ResultRow, tabulate
from biofuel_mandate.scenario.grouping import named_by_years
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.scenario.structure import unpriced
from biofuel_mandate.scenario.wording import dotted
from biofuel_mandate.scopes import ROW_MEASURES
from biofuel_mandate.solve.check import CLASHES, WAITS
from biofuel_mandate.solve.diagnose import diagnose

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False, eq=False)
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
    parts : dict
        Of a year, by case: the parts that it went through, each an assessment whose amounts are
        those of a whole year at its rate, with its period and its weight.
    years : dict
        Of a scenario that covers years, the assessment of each; the evaluation is then that of the
        first, and ``rows`` hold them all.
    """

    scenario: Scenario
    evaluation: Evaluation
    rows: tuple[ResultRow, ...]
    missing: Mapping[int, Missing]
    years: Mapping[int, Assessment] = field(default_factory=dict)
    parts: Mapping[str, tuple[tuple[str, float, Assessment], ...]] = field(default_factory=dict)

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, ...], ResultRow]:
        return {
            (
                row.variable,
                row.case,
                row.pool,
                row.grade,
                row.component,
                row.rule,
                row.detail,
                row.supplier,
            ): row
            for row in self.rows
            if not row.period
        }

    @cached_property
    def biofuels(self) -> tuple[str, ...]:
        """Every biofuel by name; where two pools hold one, by pool and name: diesel/ethanol."""
        pools = self.scenario.structure.pools.values()
        names = [component for pool in pools for component in pool.biofuels]
        return tuple(
            component if names.count(component) == 1 else f"{pool.name}/{component}"
            for pool in pools
            for component in pool.biofuels
        )

    @property
    def gases(self) -> frozenset[str]:
        """Those of the biofuels that are sold by energy, and are in no sum of litres."""
        return frozenset(
            name
            for pool in self.scenario.structure.pools.values()
            for component in pool.gases
            for name in (component, f"{pool.name}/{component}")
        )

    def value(  # noqa: PLR0913 - these columns together tell one result from another
        self,
        variable: str,
        case: str,
        component: str = "",
        *,
        pool: str | None = None,
        grade: str = "",
        rule: str = "",
        detail: str = "",
        supplier: str = "",
    ) -> Known | None:
        """Return one result, which knows its row.

        Parameters
        ----------
        variable, case, component, pool, grade, rule, detail, supplier : str
            As in results.csv. A component's pool need not be named, unless two pools hold it;
            ``diesel/ethanol`` names both at once.

        Returns
        -------
        float or None
            None where the value is missing.

        Raises
        ------
        KeyError
            When there is no such result, or more than one.
        """
        if len(self.years) > 1:
            raise KeyError(f"there are several years; ask .years[{next(iter(self.years))}]")
        if "/" in component:
            pool, _, component = component.partition("/")
        pools = tuple(self.scenario.structure.pools)
        if pool is None:
            is_named = component not in ("", *AGGREGATES, UNATTRIBUTED)
            pools = pools if is_named else ("",)
        else:
            pools = (pool,)
        keys = [(variable, case, at, grade, component, rule, detail, supplier) for at in pools]
        found = [key for key in keys if key in self._by_key]
        if len(found) > 1:
            raise KeyError(f"{component} is sold in {' and '.join(pools)}; name the pool")
        if not found:
            about = component or "the case"
            raise KeyError(f'no result {variable} of {about} in {case}, at detail "{detail}"')
        row = self._by_key[found[0]]
        return None if row.value is None else Known(row)

    @property
    def only(self) -> Assessment:
        """The assessment of the only year, where one is told with its parts; else itself."""
        return next(iter(self.years.values())) if len(self.years) == 1 else self

    def at(self, query: str) -> Assessment:
        """Return the assessment of the year that a query names at its end, as in ``:2020``.

        Raises
        ------
        ScenarioError
            When it names none of several years, or one that is not covered.
        """
        if not self.years:
            return self
        years, asked = list(self.years), re.search(r":(\d{4})$", query)
        if asked is None and len(years) == 1:
            return self.years[years[0]]
        covered = f"{years[0]} to {years[-1]}" if years[1:] else str(years[0])
        if asked is None:
            got, do = f"the scenario covers {covered}", f'Name a year, as in "{query}:{years[-1]}".'
            raise ScenarioError([Fault(got, do, query)])
        if int(asked[1]) not in self.years:
            do = f"The scenario covers {covered}."
            raise ScenarioError([Fault(f"there is no year {asked[1]}", do, query)])
        return self.years[int(asked[1])]

    def __repr__(self) -> str:
        """Say what it is, in a line."""
        return f"<Assessment of {self.scenario.name}: {len(self.rows)} results>"

    @property
    def values_used(self) -> tuple[Given, ...]:
        """Return every given value that a result rests on, by id."""
        if not self.years:
            return tuple(given for _, given in sorted(self.evaluation.used.items()))
        used = {year: single.values_used for year, single in self.years.items()}
        return tuple(named_by_years(used))

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
    def consumers(self) -> pd.DataFrame:
        """Prices at the pump, bills, and demand that answers them; empty where nobody asked."""
        table = self.results
        return table[table["equation"].isin(("19", "20"))].reset_index(drop=True)

    @property
    def rules(self) -> pd.DataFrame:
        """Each rule and limit: what it demands, what fulfils it, and the slack."""
        return self._select("counted_volume", *ROW_MEASURES, "counted_share", "rule_met")

    def _repr_html_(self) -> str:
        """Show the summary in a notebook; the one call from here into the reports."""
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
    if scenario.years:
        from biofuel_mandate.years.assess import assess_years  # a single year needs no arrays

        return assess_years(scenario)
    return assessed(scenario, Evaluation(scenario.table, scenario.structure))


def assessed(scenario: Scenario, evaluation: Evaluation) -> Assessment:
    """Return the results of one year, from what has been evaluated or will be.

    Raises
    ------
    InfeasibleError
        When a case has no solution.
    """
    faults = list(infeasible(scenario, evaluation))
    if faults:
        raise InfeasibleError(faults)
    rows, missing = tabulate(scenario, evaluation)
    return Assessment(scenario, evaluation, tuple(rows), missing)


def infeasible(scenario: Scenario, evaluation: Evaluation, only: str = "") -> Iterator[Fault]:
    """Yield why each case that has no solution has none; of one case, those that it waits for."""
    cases = scenario.structure.cases
    asked = [only, *cases[only].sources()] if only else list(cases)
    for case in (name for name in asked if evaluation.solution(name).reason):
        # A case that waits for another one only repeats what is wrong with that.
        if evaluation.solution(case).reason != WAITS:
            yield _infeasible(scenario, evaluation, case)


def _infeasible(scenario: Scenario, evaluation: Evaluation, case: str) -> Fault:
    solution = evaluation.solution(case)
    path, got, do = diagnose(solution, case, evaluation)
    left_out = unpriced(scenario.file, case, scenario.structure.pools)
    if solution.reason == CLASHES and left_out:
        got += f"; {' and '.join(left_out)} {'have' if left_out[1:] else 'has'} no price"
        got += " and may not be sold"
    line = scenario.document.line(path)
    return Fault(got, do, dotted(path), line, str(scenario.path))
