"""What counts from the time before (equation 26): between parts of a year, and between years.

Suppliers do not plan ahead here: what is over in one year is carried on as far as the rule lets it,
and what they sell in a year is what that year asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from biofuel_mandate.equations import Key
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.quantities import Given
from biofuel_mandate.rules.rows import TOLERANCE, Row
from biofuel_mandate.scenario.bindings import Table

if TYPE_CHECKING:
    from biofuel_mandate.scenario.load import Scenario, Year

_KINDS = {"Ml": "volume", "TJ": "energy", "t": "mass"}
# What is carried is at most a share of what is asked, which hangs on what is sold.
_ROUNDS, _SETTLED = 50, 1e-12
Amounts = dict[tuple[str, str], float]


def with_carried(scenario: Scenario, amounts: Mapping[tuple[str, str], float], when: str) -> Table:
    """Return what names are bound to, with what counts towards rules from the time before.

    Parameters
    ----------
    scenario : Scenario
    amounts : mapping of (case, rule) to float
        In the unit of the rule's row.
    when : str
        Since when it counts.
    """
    table = {name: dict(scopes) for name, scopes in scenario.table.items()}
    for (case, rule), amount in amounts.items():
        unit = scenario.structure.rules[rule].unit
        given = Given(
            amount,
            unit,
            _KINDS[unit],
            text=f"{amount:.10g} {unit}",
            source="What is over from the time before, by this model",
            evidence="derived",
            id=f"carried over/{case}/{rule}/{when}",
            origin="model",
        )
        table.setdefault(f"carried_{unit.lower()}", {})[case, rule] = given
    return table


def carries(years: Sequence[Year]) -> bool:
    """Return whether a rule of any year counts what was over in the year before."""
    return any(
        rule.carry_over is not None for year in years for rule in year.scenario.file.rules.values()
    )


def in_order(years: Sequence[Year]) -> Iterator[tuple[int, Evaluation]]:
    """Yield the evaluation of each year, with what is over from the year before.

    Stops after a year in which a case has no solution: nothing can be carried on from it.
    """
    over: Amounts = {}
    for position, year in enumerate(years):
        evaluation = _with(year.scenario, over)
        yield position, evaluation
        cases = year.scenario.structure.cases
        if any(evaluation.solution(case).reason for case in cases):
            return
        over = dict(_over(evaluation, year.scenario))


def _with(scenario: Scenario, over: Mapping[tuple[str, str], float]) -> Evaluation:
    """Return the evaluation of a year that counts what was over, up to the share that it may."""
    rules = scenario.file.rules
    shares = {name: rule.carry_over.value for name, rule in rules.items() if rule.carry_over}
    held = {name: case.rules for name, case in scenario.structure.cases.items()}
    amounts: Amounts = {
        (case, rule): over.get((case, rule), 0.0)
        for case, names in held.items()
        for rule in names
        if rule in shares
    }
    most = dict(amounts)
    for _ in range(_ROUNDS):
        table = with_carried(scenario, amounts, str(scenario.file.market.year))
        evaluation = Evaluation(table, scenario.structure)
        asked = _asked(evaluation, scenario)
        limited = {
            at: min(amount, shares[at[1]] * asked.get(at, amount)) for at, amount in most.items()
        }
        change = max((abs(limited[at] - amounts[at]) for at in amounts), default=0.0)
        if change <= _SETTLED * max(1.0, *map(abs, most.values()), 0.0):
            break
        amounts = limited
    return evaluation


def _rows(evaluation: Evaluation, scenario: Scenario) -> Iterator[tuple[str, Row]]:
    for case in scenario.structure.cases:
        solution = evaluation.solution(case)
        if not solution.reason:
            yield from ((case, row) for row in solution.system.rules)


def _asked(evaluation: Evaluation, scenario: Scenario) -> Amounts:
    """Return what each rule asks for, before anything is carried."""
    found: Amounts = {}
    for case, row in _rows(evaluation, scenario):
        volumes = evaluation.solution(case).volumes
        key = Key(case=case, rule=row.name)
        name = f"carried_{row.unit.lower()}"
        carried = float(evaluation.get(name, key)) if evaluation.has(name, key) else 0.0
        found[case, row.name] = float(row.right_amount(volumes)) + carried
    return found


def _over(evaluation: Evaluation, scenario: Scenario) -> Iterator[tuple[tuple[str, str], float]]:
    """Yield what a year counts beyond what it is asked for; what came to it and is not used ends.

    Less than rules are held to is nothing.
    """
    asked = _asked(evaluation, scenario)
    for case, row in _rows(evaluation, scenario):
        counted = float(row.left_amount(evaluation.solution(case).volumes))
        over = counted - asked[case, row.name]
        if row.sense == ">=" and over > TOLERANCE * abs(counted):
            yield (case, row.name), over
