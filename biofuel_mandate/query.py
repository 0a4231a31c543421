"""Which result a query asks for: CASE.VARIABLE[.COMPONENT][@DETAIL][:YEAR]."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from biofuel_mandate.equations import AGGREGATES, TOTAL, Key, unit_of
from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.measures import VALUES_PER
from biofuel_mandate.quantities import suggest
from biofuel_mandate.results import ALL_CHARGES, detail_of, result_equations, result_keys
from biofuel_mandate.rules.rows import Node
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.scopes import MARGINAL_VALUE, OF_ROWS

FORM = "CASE.VARIABLE[.COMPONENT][@DETAIL][:YEAR]"


def read_query(scenario: Scenario, evaluation: Evaluation, query: str) -> Node:
    """Return name and key of the result that a query asks for.

    Parameters
    ----------
    scenario : Scenario
    evaluation : Evaluation
        Knows the rules and limits of a case; it need not have a solution.
    query : str
        ``CASE.VARIABLE[.COMPONENT][@DETAIL][:YEAR]``, such as
        ``policy.life_cycle_reduction.ethanol@saving 35 %``.

    Raises
    ------
    ScenarioError
        When the query names nothing that the scenario has.
    """
    match = re.fullmatch(r"([^.@:]+)\.([^.@:]+)(?:\.([^.@:]+))?(?:@(.+?))?(?::(\d{4}))?", query)
    if match is None:
        raise _error(query, f'"{query}" is not a result', f"Write {FORM}.")
    case, variable, component, detail, year = match.groups()
    cases = tuple(scenario.structure.cases)
    if case not in cases:
        raise _error(query, f'there is no case "{case}"', suggest(case, cases))
    base_year = str(scenario.file.market.year)
    if year not in (None, base_year):
        raise _error(query, f"there is no year {year}", f"The scenario's year is {base_year}.")
    _refuse_untraced(scenario, query, case, variable)
    found = list(_candidates(scenario, evaluation, case, variable))
    if not found:
        raise _no_variable(query, case, variable)
    of_one = _of_component(found, query, variable, component)
    # The sum over all pools stands before that of one.
    return min(_at_detail(of_one, query, variable, detail), key=lambda one: one.key.pool != "").node


class _Candidate(NamedTuple):
    component: str
    detail: str
    name: str
    key: Key

    @property
    def node(self) -> Node:
        return self.name, self.key


def _of_component(
    found: Sequence[_Candidate], query: str, variable: str, component: str | None
) -> list[_Candidate]:
    known = tuple(dict.fromkeys(one.component for one in found))
    if component is None:
        wanted = next(one for one in ("biofuel", "total", "", *known) if one in known)
        wholes = [one for one in found if one.component == wanted]
        of_pools = list(dict.fromkeys(one.key.pool for one in wholes if one.component == TOTAL))
        if "" not in of_pools and len(of_pools) > 1:
            got = f"{variable} is of one pool, {' or '.join(of_pools)}"
            raise _error(
                query, got, f'Name it, as in "{query.partition(".")[0]}.{variable}.{of_pools[0]}".'
            )
        return wholes
    pool, _, named = component.rpartition("/")
    of_one = [one for one in found if one.component == named and pool in ("", one.key.pool)]
    if not of_one:
        # What is of a pool as a whole goes by its name.
        of_one = [one for one in found if (one.component, one.key.pool) == (TOTAL, component)]
    if not of_one:
        raise _error(query, f'no {variable} of "{component}"', suggest(named, known))
    pools = dict.fromkeys(one.key.pool for one in of_one if one.key.pool)
    if named not in AGGREGATES and len(pools) > 1:
        got = f"{named} is sold in {' and '.join(pools)}"
        raise _error(query, got, f'Name the pool too, as in "{next(iter(pools))}/{named}".')
    return of_one


def _at_detail(
    found: Sequence[_Candidate], query: str, variable: str, detail: str | None
) -> list[_Candidate]:
    details = tuple(dict.fromkeys(one.detail for one in found))
    if detail is None and ALL_CHARGES in details:
        detail = ALL_CHARGES
    # Where there is one of all and one of each, the one of all is asked for.
    wanted = "" if detail is None and "" in details else detail
    fitting = [one for one in found if wanted in (None, one.detail)]
    if not fitting or (wanted is None and len(details) > 1):
        got = f'no {variable} at "{detail}"' if detail else f"{variable} has several details"
        listed = ", ".join(f'"@{one}"' for one in details)
        raise _error(query, got, f"Add one of {listed}.")
    return fitting


def _candidates(
    scenario: Scenario, evaluation: Evaluation, case: str, variable: str
) -> Iterator[_Candidate]:
    if variable in OF_ROWS:
        system = evaluation.solution(case).system
        for row in (*system.rules, *system.limits):
            yield _Candidate("", row.name, variable, Key(case=case, rule=row.name))
    baseline = scenario.structure.cases[case].baseline
    for equation in result_equations():
        if equation.variable == variable and not (equation.is_difference and baseline == case):
            for key in result_keys(scenario, equation, case):
                detail = detail_of(equation, key) or key.rule
                yield _Candidate(key.component, detail, equation.name, key)


# What results.csv tells of a least-cost case and no trace is kept of, and what to ask for instead.
_INSTEAD = {
    "marginal_cost_per_tonne": "marginal_value@RULE",
    "marginal_energy_cost": "volume.COMPONENT",
    "rule_binds": "rule_slack@RULE",
    "certificates_sold": "marginal_value@RULE",
    "certificate_payment": "marginal_value@RULE",
    "gain_from_trade": "supplier_cost",
}


def _refuse_untraced(scenario: Scenario, query: str, case: str, variable: str) -> None:
    """Say what to ask for instead of what is read off the linear program."""
    if variable in _INSTEAD:
        got = f"{variable} is read off the least-cost answer, and is not traced"
        do = f"Its value stands in results.csv. Ask for {case}.{_INSTEAD[variable]}."
        raise _error(query, got, do)
    if variable != MARGINAL_VALUE:
        return
    shape = scenario.structure.cases[case]
    if not shape.is_least_cost:
        chosen = [name for name, one in scenario.structure.cases.items() if one.is_least_cost]
        do = f"Ask for one of {', '.join(chosen)}." if chosen else 'Write "fulfil: least cost".'
        got = f'nobody chooses in "{case}", so its rules have no marginal value'
        raise _error(query, got, do)
    if shape.suppliers == "alone":
        got = f'each supplier meets the rules of "{case}" alone, at a marginal value of its own'
        raise _error(query, got, "They stand in results.csv, one a supplier.")


def _no_variable(query: str, case: str, variable: str) -> ScenarioError:
    equations = result_equations()
    mine = [equation for equation in equations if equation.variable == variable]
    if mine and not any(equation.is_difference for equation in mine):
        got = f'{variable} is of rules of another measure than those that hold in "{case}"'
        return _error(query, got, "Ask for a case in which such a rule holds.")
    if mine:
        got = f'"{case}" is the baseline, so {variable} does not apply'
        return _error(query, got, "Ask for a case that is compared with it.")
    known = tuple(dict.fromkeys([*(e.variable for e in equations), *OF_ROWS]))
    meant = suggest(variable, known)
    do = meant if meant.startswith("Did") else f"Known here: {', '.join(known)}."
    return _error(query, f'there is no variable "{variable}"', do)


def _error(query: str, got: str, do: str) -> ScenarioError:
    return ScenarioError([Fault(got, do, query)])


def unit_at(scenario: Scenario, evaluation: Evaluation, name: str, key: Key) -> str:
    """Return the unit of a number, in the scenario's currency where it is money."""
    if name == MARGINAL_VALUE:
        return VALUES_PER[evaluation.rule(key).unit][0].replace("¤", scenario.file.currency)
    if name in OF_ROWS:
        return evaluation.rule(key).unit
    return unit_of(name).replace("¤", scenario.file.currency)
