"""Which results a sweep is asked for, and which of them have no value whatever is tried."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.evaluation import Evaluation, MissingValue
from biofuel_mandate.results import asked_of
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.scopes import MARGINAL_VALUE, OF_ROWS
from biofuel_mandate.uncertainty.headlines import Headline
from biofuel_mandate.uncertainty.plan import headline_of
from biofuel_mandate.years.assess import evaluations

_YEAR = re.compile(r":(\d{4})$")


def named(scenario: Scenario, query: str) -> tuple[Headline, ...]:
    """Return the result that a query names; in a scenario of years, in each, unless it names one.

    Parameters
    ----------
    scenario : Scenario
    query : str
        As for ``explain``.

    Raises
    ------
    ScenarioError
        When there is no such result.
    """
    if not scenario.years:
        return (_whole(scenario, headline_of(scenario, query)),)
    years = [year.span.year for year in scenario.years]
    year = _YEAR.search(query)
    if year and int(year[1]) not in years:
        do = f"The scenario covers {years[0]} to {years[-1]}."
        raise ScenarioError([Fault(f"there is no year {year[1]}", do, query)])
    wanted = [int(year[1])] if year else years
    return tuple(_of_year(scenario, years.index(one), _YEAR.sub("", query)) for one in wanted)


def _of_year(scenario: Scenario, position: int, query: str) -> Headline:
    year = scenario.years[position]
    found = _whole(year.scenario, headline_of(year.scenario, query))
    if found.row.case in year.courses and found.name in OF_ROWS:
        got = f'"{found.row.case}" goes through {year.span.year} in parts, each of its own'
        raise ScenarioError([Fault(got, "Ask of a case that takes the year as one.", query)])
    row = found.row._replace(year=str(year.span.year))
    return Headline(row, found.name, found.key, position)


def _whole(scenario: Scenario, headline: Headline) -> Headline:
    """Return a result with its row as in results.csv."""
    row, key = headline.row, headline.key
    if headline.name in OF_ROWS and headline.name != MARGINAL_VALUE:
        rule = Evaluation(scenario.table, scenario.structure).rule(key)
        return replace(headline, row=row._replace(detail=rule.kind, equation=rule.equation))
    for asked in asked_of(scenario, row.case):
        if (asked.name, asked.key) == (headline.name, key):
            return replace(headline, row=asked.row(row.year, None))
    return headline


def lacking(scenario: Scenario, headlines: Sequence[Headline]) -> dict[Headline, str]:
    """Return the results that the scenario lacks a sourced value for, each with that value."""
    years = evaluations(scenario) if scenario.years else _alone(scenario)
    found = {one: _lacks(years.get(one.position), one) for one in headlines}
    return {one: name for one, name in found.items() if name}


def _alone(scenario: Scenario) -> dict[int, Evaluation]:
    return {0: Evaluation(scenario.table, scenario.structure)}


def _lacks(evaluation: Evaluation | None, headline: Headline) -> str:
    """Return which value a result lacks, as far as that can be told of the scenario as it is."""
    case = headline.row.case
    if evaluation is None or any(_unsolved(evaluation, case)):
        return ""  # other points may have a solution
    try:
        evaluation.get(headline.name, headline.key)
    except MissingValue as missing:
        return missing.name
    except ZeroDivisionError:
        return ""  # other points may have something to divide by
    return ""


def _unsolved(evaluation: Evaluation, case: str) -> Iterator[bool]:
    for one in (case, evaluation.structure.cases[case].baseline):
        yield bool(evaluation.solution(one).reason)
