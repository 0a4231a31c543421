"""The long table of results: one row a number, by the contract of results.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import product
from math import isnan
from typing import NamedTuple

from biofuel_mandate.choice_results import choice_rows
from biofuel_mandate.effects.consumers import CHARGES
from biofuel_mandate.equations import EQUATIONS, TOTAL, TOTAL_OF_DIESEL, VALUES, Equation, Key
from biofuel_mandate.evaluation import Evaluation, MissingValue
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.scopes import ROW_MEASURES, dims


class ResultRow(NamedTuple):
    """One number. Blank where a dimension does not apply; ``value`` None where it is missing.

    ``baseline`` is blank for a level and names the baseline case for a difference.
    """

    scenario: str = ""
    case: str = ""
    baseline: str = ""
    year: str = ""
    period: str = ""
    supplier: str = ""
    pool: str = ""
    grade: str = ""
    component: str = ""
    rule: str = ""
    variable: str = ""
    detail: str = ""
    statistic: str = ""
    unit: str = ""
    value: float | None = None
    equation: str = ""


COLUMNS = ResultRow._fields
# The detail of what a price at the pump comes to.
ALL_CHARGES = "all"


class Missing(NamedTuple):
    """Why a result is missing: the value that has no source, and of what.

    A blank name says that nothing changes, so that there is nothing to divide by.
    """

    name: str
    component: str = ""
    line: str = ""
    grade: str = ""


NO_QUOTIENT = Missing("")


def to_csv(rows: Iterable[ResultRow]) -> bytes:
    """Write rows as CSV: UTF-8, full precision, a missing value blank.

    Examples
    --------
    >>> to_csv([ResultRow("s", "policy", variable="volume", unit="Ml", value=67.1)]).splitlines()[1]
    b's,policy,,,,,,,,,volume,,,Ml,67.1,'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(["" if field is None else field for field in row])
    return text.getvalue().encode()


def tabulate(
    scenario: Scenario, evaluation: Evaluation
) -> tuple[list[ResultRow], dict[int, Missing]]:
    """Evaluate every registered equation in every case it applies to.

    Returns
    -------
    rows : list of ResultRow
    missing : dict
        Position in ``rows`` to the reason why that value is missing.
    """
    rows: list[ResultRow] = []
    missing: dict[int, Missing] = {}
    for case in scenario.structure.cases:
        for row, why in rows_of(scenario, evaluation, case):
            if why:
                missing[len(rows)] = why
            rows.append(row)
    return rows, missing


def rows_of(
    scenario: Scenario, evaluation: Evaluation, case: str
) -> Iterator[tuple[ResultRow, Missing | None]]:
    """Yield the results of a case, each with the reason why it is missing, if it is."""
    year = str(scenario.file.market.year)
    for asked in asked_of(scenario, case):
        value, why = number_at(evaluation, asked.name, asked.key)
        yield asked.row(year, value), why
    for row in solved_rows(scenario, evaluation, case):
        yield row, None


def solved_rows(scenario: Scenario, evaluation: Evaluation, case: str) -> Iterator[ResultRow]:
    """Yield what is read off the solved rows of a case, in one year."""
    blank = ResultRow(scenario.name, case, year=str(scenario.file.market.year))
    yield from _grade_rows(evaluation, blank)
    yield from _rule_rows(evaluation, blank)
    is_choice = scenario.structure.cases[case].is_least_cost
    # Of a year in parts, each part has an answer of its own, and the year has none.
    if is_choice and evaluation.solution(case).optimum is not None:
        yield from choice_rows(scenario, evaluation, blank)


class Asked(NamedTuple):
    """What is asked of an equation: name and key, and its row before and after the year."""

    name: str
    key: Key
    before: tuple[str, ...]
    after: tuple[str, ...]
    number: str

    def row(self, year: str, value: float | None) -> ResultRow:
        """Return the row of a year."""
        return ResultRow._make((*self.before, year, *self.after, value, self.number))


@lru_cache(maxsize=256)
def asked_of(scenario: Scenario, case: str) -> tuple[Asked, ...]:
    """Return what is asked of each equation.

    It hangs on the scenario's structure alone, so that draws and repeated calls share it.
    """
    baseline = scenario.structure.cases[case].baseline
    asked = []
    for equation in result_equations():
        if equation.is_difference and baseline == case:
            continue
        for key in result_keys(scenario, equation, case):
            row = ResultRow(
                scenario=scenario.name,
                case=case,
                baseline=baseline if equation.is_difference else "",
                pool=key.pool,
                component=key.component,
                rule=key.rule,
                variable=equation.variable,
                detail=detail_of(equation, key),
                unit=equation.unit.replace("¤", scenario.file.currency),
            )
            texts = tuple(str(field) for field in row[: COLUMNS.index("value")])
            at = COLUMNS.index("year")
            about = texts[:at], texts[at + 1 :]
            asked.append(Asked(equation.name, key, *about, equation.number))
    return tuple(asked)


@cache
def result_equations() -> tuple[Equation, ...]:
    """Return the equations that have a variable of results.csv, in the method's order."""
    found = [equation for equation in EQUATIONS.values() if equation.variable]
    return tuple(sorted(found, key=lambda equation: int(equation.number)))


def result_keys(scenario: Scenario, equation: Equation, case: str) -> Iterator[Key]:
    """Yield every key that an equation gives a result row for in a case."""
    if equation.of_choice and not scenario.structure.has_choice:
        return
    if not all(scenario.table.get(name) for name in equation.where):
        return
    for about in _each(scenario, equation, case):
        for pool, component in _components(scenario, equation.over):
            gases = scenario.structure.pools[pool].gases if pool else ()
            if equation.of_litres and component in gases:
                continue
            if pool and not _is_asked(scenario, equation, pool):
                continue
            yield about._replace(pool=pool, component=component)


def _is_asked(scenario: Scenario, equation: Equation, pool: str) -> bool:
    """Return whether what is asked for by pool is asked of this one."""
    by_pool = (name for name in equation.where if VALUES[name].by == ("pool",))
    return all((pool,) in scenario.table[name] for name in by_pool)


def _each(scenario: Scenario, equation: Equation, case: str) -> Iterator[Key]:
    """Yield a key for each saving, line or rule that an equation is evaluated at."""
    structure = scenario.structure
    rules = [structure.rules[name] for name in structure.cases[case].rules]
    if equation.name == "shortfall_cost_mcur":
        rules = [rule for rule in rules if rule.is_paid]
    elif equation.unit != "1":
        # What a rule counts is told in its own measure.
        rules = [rule for rule in rules if rule.unit == equation.unit]
    names = {
        "saving": structure.savings,
        "line": structure.lines,
        "tax": structure.taxes,
        "treatment": structure.treatments,
        "oil": structure.oils,
        # Each task, then all of them.
        "task": (*structure.tasks, "") if structure.tasks else (),
        "rule": tuple(rule.name for rule in rules),
        # All charges together last.
        "charge": (*CHARGES, ""),
        "pollutant": tuple(
            name for name in structure.pollutants if _is_told(scenario, equation, name)
        ),
    }
    for combination in product(*(names[dim] for dim in equation.each)):
        yield Key(case=case, **dict(zip(equation.each, combination, strict=True)))


def _is_told(scenario: Scenario, equation: Equation, pollutant: str) -> bool:
    """Whether the scenario gives what an equation needs of a pollutant: of some only, tonnes."""
    of_it = [name for name in equation.where if "pollutant" in VALUES[name].by]
    return all(any(pollutant in at for at in scenario.table[name]) for name in of_it)


def _components(scenario: Scenario, over: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    pools = scenario.structure.pools
    for group in over:
        if not group:
            yield "", ""
            continue
        if group == TOTAL_OF_DIESEL:
            yield from (("diesel", TOTAL) for pool in pools if pool == "diesel")
            continue
        for pool in pools.values():
            members = {
                "each": pool.components,
                "each biofuel": pool.biofuels,
                "each fossil": (pool.name,),
                "each pool": (TOTAL,),
            }.get(group, (group,))
            for component in members:
                yield pool.name, component
        if not group.startswith("each"):
            yield "", group


def detail_of(equation: Equation, key: Key) -> str:
    """Return what results.csv says of a result beside variable and component."""
    if "charge" in equation.each:
        return key.charge or ALL_CHARGES
    if key.line:
        return f"{equation.detail}: {key.line}"
    said = (key.saving, key.tax, key.pollutant, equation.detail)
    parts = (*said, key.treatment, key.oil, key.task)
    return ", ".join(part for part in parts if part)


def number_at(evaluation: Evaluation, name: str, key: Key) -> tuple[float | None, Missing | None]:
    """Return a number, or None and why it is missing."""
    try:
        value = float(evaluation.get(name, key))
    except MissingValue as missing:
        return None, why_missing(missing)
    except ZeroDivisionError:
        return None, NO_QUOTIENT
    # Of one year out of many, a quotient of nothing is no number rather than an error.
    return (None, NO_QUOTIENT) if isnan(value) else (value, None)


def why_missing(missing: MissingValue) -> Missing:
    """Return what a result lacks."""
    about = missing.key
    line = about.line or about.tax or about.task
    of_fuel = about.component if "component" in dims(missing.name) else ""
    return Missing(missing.name, of_fuel or about.pool, line, about.grade)


def _grade_rows(evaluation: Evaluation, blank: ResultRow) -> Iterator[ResultRow]:
    solution = evaluation.solution(blank.case)
    volumes = solution.volumes
    for at in dict.fromkeys(column[:3] for column in solution.system.columns):
        pool, grade, component = at
        row = blank._replace(pool=pool, grade=grade, component=component, equation="8")
        columns = [column for column in volumes if column[:3] == at]
        # Adding 0 turns -0.0, which would puzzle a reader, into 0.0.
        amount = sum(float(volumes[column]) for column in columns) + 0.0
        if columns[0] in solution.system.gases:
            yield row._replace(variable="energy", unit="TJ", value=amount)
        elif grade:
            sold = [column for column in volumes if column[:2] == (pool, grade)]
            total = sum(float(volumes[column]) for column in sold)
            yield row._replace(variable="volume", unit="Ml", value=amount)
            share = amount / total if total else None
            yield row._replace(variable="volume_share", unit="1", value=share)


def _rule_rows(evaluation: Evaluation, blank: ResultRow) -> Iterator[ResultRow]:
    solution = evaluation.solution(blank.case)
    for row in (*solution.system.rules, *solution.system.limits):
        at = blank._replace(rule=row.name, detail=row.kind, unit=row.unit, equation=row.equation)
        for variable in ROW_MEASURES:
            amount = evaluation.get(variable, Key(case=blank.case, rule=row.name))
            yield at._replace(variable=variable, value=float(amount) + 0.0)
        before = Key(case=blank.case, rule=row.name)
        carried = f"carried_{row.unit.lower()}"
        if evaluation.has(carried, before):
            amount = evaluation.get(carried, before)
            yield at._replace(variable="carried_over", value=float(amount), equation="26")
        met = row.is_met(solution.volumes)
        yield at._replace(variable="rule_met", unit="1", value=float(met))
        base = float(row.base_amount(solution.volumes))
        if base:
            counted = float(row.left_amount(solution.volumes)) / base
            yield at._replace(variable="counted_share", unit="1", value=counted)
