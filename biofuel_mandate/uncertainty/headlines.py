"""Headlines: the results of a scenario that uncertainty is told of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from biofuel_mandate.equations import AGGREGATES, BIOFUEL, FOSSIL, TOTAL, UNATTRIBUTED, Key
from biofuel_mandate.measures import VALUES_PER
from biofuel_mandate.results import ResultRow, asked_of
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.scopes import MARGINAL_VALUE

# Variables of results.csv, in the order in which they are told.
VARIABLES = (
    "extra_volume",
    "direct_co2_reduction",
    "life_cycle_reduction",
    "iluc_emission",
    "life_cycle_reduction_including_iluc",
    "cost",
    "cost_per_tonne",
    "extra_supplier_cost",
)


@dataclass(frozen=True)
class Headline:
    """One result that uncertainty is told of.

    Attributes
    ----------
    row : ResultRow
        Without a value.
    name, key : str, Key
        Where it stands in the evaluation.
    position : int
        Which year of a path it is of; 0 where there is one alone.
    """

    row: ResultRow
    name: str
    key: Key
    position: int = 0

    @property
    def query(self) -> str:
        """How ``explain`` is asked for it."""
        row = self.row
        component = f".{row.component}" if row.component else ""
        detail = f"@{row.detail or row.rule}" if row.detail or row.rule else ""
        return f"{row.case}.{row.variable}{component}{detail}"


def headlines_of(scenario: Scenario) -> Iterator[Headline]:
    """Yield every headline, by year, case and variable."""
    if not scenario.years:
        yield from _of_year(scenario, 0)
        return
    for position, year in enumerate(scenario.years):
        for headline in _of_year(year.scenario, position):
            row = headline.row._replace(year=str(year.span.year))
            yield Headline(row, headline.name, headline.key, position)


def _of_year(scenario: Scenario, position: int) -> Iterator[Headline]:
    year = str(scenario.file.market.year)
    for case in scenario.structure.cases:
        told = [one for one in asked_of(scenario, case) if _is_told(one.row(year, None))]
        told.sort(key=lambda one: VARIABLES.index(one.row(year, None).variable))
        for asked in told:
            yield Headline(asked.row(year, None), asked.name, asked.key, position)
        yield from _worth(scenario, case, position)


def _is_told(row: ResultRow) -> bool:
    """Return whether a row is of all biofuel, or of one; what is of all fuel is told by results."""
    if row.component in (FOSSIL, TOTAL, UNATTRIBUTED):
        return False
    of_one_pool = row.pool and row.component in AGGREGATES
    return bool(row.baseline) and row.variable in VARIABLES and not of_one_pool


def _worth(scenario: Scenario, case: str, position: int) -> Iterator[Headline]:
    """Yield what a certificate of each rule is worth, where suppliers choose."""
    shape = scenario.structure.cases[case]
    if not shape.is_least_cost or shape.suppliers == "alone":
        return
    blank = ResultRow(scenario.name, case, year=str(scenario.file.market.year))
    for name in shape.rules:
        rule = scenario.structure.rules[name]
        unit = VALUES_PER[rule.unit][0].replace("¤", scenario.file.currency)
        kind = scenario.file.rules[name].type
        equation = _EQUATIONS.get(rule.unit, "2") if kind == "quota" else "5"
        row = blank._replace(rule=name, variable=MARGINAL_VALUE, detail=kind, unit=unit)
        key = Key(case=case, rule=name)
        yield Headline(row._replace(equation=equation), MARGINAL_VALUE, key, position)


_EQUATIONS = {"Ml": "2", "TJ": "3", "t": "4"}


def is_whole(headline: Headline) -> bool:
    """Return whether a headline is of all biofuel, or of a case as a whole."""
    return headline.row.component in (BIOFUEL, "")
