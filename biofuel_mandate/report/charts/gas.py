"""What a chart of litres must say of gas, which is sold by energy and is in no sum of litres."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from biofuel_mandate.report.charts.wording import Wording, capital
from biofuel_mandate.report.numbers import shown
from biofuel_mandate.rules.rows import Row

_OF_LITRES = ("blend", "extra-litres", "sold-and-counted")
_MOST_CASES = 3  # that are named one by one

Sales = Mapping[str, float]


def gas_notes(words: Wording) -> Iterator[str]:
    """Yield how much gas the cases of a chart sell, and what a rule takes it for."""
    if words.data.name not in _OF_LITRES:
        return
    for pool, gas in words.gases:
        sales = _sales(words, pool, gas)
        if sales:
            name = capital(words.component(gas))
            yield words.own("note.gas", name=name, amounts=_amounts(words, sales))
            if words.data.name == "sold-and-counted":
                yield from _counted(words, pool, gas)


def _sales(words: Wording, pool: str, gas: str) -> Sales:
    """Return the energy [TJ] of a gas in each case of a chart that sells it."""
    cases = words.assessment.scenario.structure.cases
    shown_cases = list(cases)
    if words.data.name == "extra-litres":
        compared = [panel.of for panel in words.data.whole]
        behind = {cases[case].baseline for case in compared}
        shown_cases = [case for case in cases if case in compared or case in behind]
    found = {
        case: words.assessment.value("energy", case, gas, pool=pool) or 0.0 for case in shown_cases
    }
    return {case: energy for case, energy in found.items() if energy > 0}


def _amounts(words: Wording, sales: Sales) -> str:
    if len(sales) <= _MOST_CASES:
        amounts = [
            words.own("gas.in", amount=_tj(words, energy), case=words.case(case))
            for case, energy in sales.items()
        ]
        return ", ".join(amounts)
    low, high = _tj(words, min(sales.values())), _tj(words, max(sales.values()))
    key = "gas.alike" if low == high else "gas.range"
    return words.own(key, low=low, high=high, count=len(sales))


def _tj(words: Wording, energy: float) -> str:
    return shown(energy, 0 if energy >= 10 else 2, words.common)


def _counted(words: Wording, pool: str, gas: str) -> Iterator[str]:
    """Yield what each rule takes a gas for."""
    rules = words.assessment.scenario.file.rules
    solution = words.assessment.evaluation.solution
    rows: dict[str, list[Row]] = {}
    for case in words.assessment.scenario.structure.cases:
        for row in solution(case).system.rules:
            rows.setdefault(row.name, []).append(row)
    for rule in words.assessment.scenario.structure.rules.values():
        if pool not in rule.pools:
            continue
        weights = [
            float(weight)
            for row in rows[rule.name]
            for column, weight in row.left.items()
            if (column.pool, column.component) == (pool, gas)
        ]
        if not weights:
            yield words.own("gas.outside", rule=rule.name)
            continue
        heat = rules[rule.name].litre_equivalent[gas].value
        times = weights[0] * heat
        key = "gas.once" if words.same(times, 1.0) else "gas.times"
        yield words.own(key, rule=rule.name, heat=_plain(words, heat), times=_plain(words, times))


def _plain(words: Wording, value: float) -> str:
    decimals = next(n for n in range(3) if n == 2 or abs(value - round(value, n)) < 1e-9)
    return shown(value, decimals, words.common)
