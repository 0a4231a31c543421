"""The trace of one result: equations, rows and values down to their sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import AGGREGATES, EQUATIONS, Equation, Key, unit_of
from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.evaluation import ROW_MEASURES, SOLVED, relevant
from biofuel_mandate.library import Derived
from biofuel_mandate.quantities import Given, suggest
from biofuel_mandate.results import Missing, detail_of, number_at, result_equations, result_keys
from biofuel_mandate.rules.rows import Column, Node, Row

FORM = "CASE.VARIABLE[.COMPONENT][@DETAIL][:YEAR]"


@dataclass(frozen=True)
class Step:
    """One number of a trace, and the numbers it is made of.

    ``how`` is ``equation``, ``sum``, ``solved`` (from the rows) or blank for a value; ``source`` is
    the name of the equation that the number follows from.
    """

    name: str
    about: str
    value: float | None
    unit: str
    why_missing: Missing | None = None
    how: str = ""
    source: str = ""
    given: Given | None = None
    rows: tuple[Row, ...] = ()
    inputs: tuple[Step, ...] = ()
    seen: bool = field(default=False)

    @property
    def equation(self) -> Equation | None:
        """The equation that the number follows from."""
        return EQUATIONS[self.source] if self.how == "equation" else None

    def to_dict(self) -> dict[str, Any]:
        """Return the step and all below it as plain objects."""
        equation = self.equation
        found: dict[str, Any] = {
            "name": self.name,
            "about": self.about,
            "value": self.value,
            "unit": self.unit,
            "missing": self.why_missing._asdict() if self.why_missing else None,
            "how": self.how or None,
            "equation": equation.number if equation else None,
            "title": equation.title if equation else None,
            "formula": equation.formula if equation else None,
            "rows": [
                {"name": row.name, "equation": row.equation, "place": ".".join(row.place)}
                | {"text": row_text(row)}
                for row in self.rows
            ],
            "inputs": [step.to_dict() for step in self.inputs],
        }
        if self.given is not None:
            found["id"], found["source"] = self.given.id, self.given.source
            found["locator"], found["evidence"] = self.given.locator, self.given.evidence
            found["marks"] = [
                ": ".join(part for part in mark if part) for mark in self.given.marks()
            ]
        return found


def explain(assessment: Assessment, query: str) -> Step:
    """Trace one result.

    Parameters
    ----------
    assessment : Assessment
    query : str
        ``CASE.VARIABLE[.COMPONENT][@DETAIL][:YEAR]``, such as
        ``policy.life_cycle_reduction.ethanol@saving 35 %``.

    Returns
    -------
    Step

    Raises
    ------
    ScenarioError
        When the query names nothing that the scenario has.
    """
    name, key = _resolve(assessment, query)
    return _Tracer(assessment).step(name, key)


def _resolve(assessment: Assessment, query: str) -> tuple[str, Key]:
    match = re.fullmatch(r"([^.@:]+)\.([^.@:]+)(?:\.([^.@:]+))?(?:@(.+?))?(?::(\d{4}))?", query)
    if match is None:
        raise _error(query, f'"{query}" is not a result', f"Write {FORM}.")
    case, variable, component, detail, year = match.groups()
    cases = tuple(assessment.scenario.structure.cases)
    if case not in cases:
        raise _error(query, f'there is no case "{case}"', suggest(case, cases))
    base_year = str(assessment.scenario.file.market.year)
    if year not in (None, base_year):
        raise _error(query, f"there is no year {year}", f"The scenario's year is {base_year}.")
    found = list(_candidates(assessment, case, variable))
    if not found:
        raise _no_variable(assessment, query, case, variable)
    if component is None:
        wanted = next(
            c
            for c in ("biofuel", "total", "", *(c for c, *_ in found))
            if c in {f[0] for f in found}
        )
        found = [one for one in found if one[0] == wanted]
    else:
        known = tuple(dict.fromkeys(one[0] for one in found))
        pool, _, named = component.rpartition("/")
        found = [one for one in found if one[0] == named and pool in ("", one[3].pool)]
        if not found:
            raise _error(query, f'no {variable} of "{component}"', suggest(named, known))
        pools = dict.fromkeys(one[3].pool for one in found if one[3].pool)
        if named not in AGGREGATES and len(pools) > 1:
            got = f"{named} is sold in {' and '.join(pools)}"
            raise _error(query, got, f'Name the pool too, as in "{next(iter(pools))}/{named}".')
    details = tuple(dict.fromkeys(one[1] for one in found))
    if detail is not None:
        found = [one for one in found if one[1] == detail]
    if not found or (detail is None and len(details) > 1):
        got = f'no {variable} at "{detail}"' if detail else f"{variable} has several details"
        listed = ", ".join(f'"@{one}"' for one in details)
        raise _error(query, got, f"Add one of {listed}.")
    # The sum over all pools stands before that of one.
    return min(found, key=lambda one: one[3].pool != "")[2:]


def _candidates(
    assessment: Assessment, case: str, variable: str
) -> Iterator[tuple[str, str, str, Key]]:
    if variable in ROW_MEASURES:
        system = assessment.evaluation.solution(case).system
        for row in (*system.rules, *system.limits):
            yield "", row.name, variable, Key(case=case, rule=row.name)
    baseline = assessment.scenario.structure.cases[case].baseline
    for equation in result_equations():
        if equation.variable == variable and not (equation.is_difference and baseline == case):
            for key in result_keys(assessment.scenario, equation, case):
                yield key.component, detail_of(equation, key) or key.rule, equation.name, key


def _no_variable(assessment: Assessment, query: str, case: str, variable: str) -> ScenarioError:
    equations = result_equations()
    if any(equation.variable == variable for equation in equations):
        got = f'"{case}" is the baseline, so {variable} does not apply'
        return _error(query, got, "Ask for a case that is compared with it.")
    known = tuple(dict.fromkeys([*(e.variable for e in equations), *ROW_MEASURES]))
    meant = suggest(variable, known)
    do = meant if meant.startswith("Did") else f"Known here: {', '.join(known)}."
    return _error(query, f'there is no variable "{variable}"', do)


def _error(query: str, got: str, do: str) -> ScenarioError:
    return ScenarioError([Fault(got, do, query)])


class _Tracer:
    """Walks from a number to what it is made of; each number is told once."""

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self._evaluation = assessment.evaluation
        self._told: set[tuple[str, object]] = set()

    def step(self, name: str, key: Key) -> Step:
        """Return the trace of one number; what was told before is only named."""
        key = relevant(name, key)
        value, why = number_at(self._evaluation, name, key)
        about = ", ".join(part for part in key if part)
        bound = self._evaluation.bound(name, key)
        told = (name, key) in self._told
        self._told.add((name, key))
        if isinstance(bound, Given):
            return Step(name, about, value, bound.unit, given=bound, seen=told)
        unit = self._unit(name, key)
        if told:
            return Step(name, about, value, unit, why, seen=True)
        # A derived value is told in one step with the equation that it follows from.
        source = bound.equation if isinstance(bound, Derived) else name
        rows = self._rows(name, key)
        inputs = list(dict.fromkeys(node for row in rows for node in row.inputs))
        inputs = inputs or self._evaluation.inputs(source, key)
        if len(inputs) == 1 and inputs[0][0] == name:
            return self.step(*inputs[0])
        return Step(
            name,
            about,
            value,
            unit,
            why,
            how=_how(source, rows, inputs),
            source=source,
            rows=tuple(rows),
            inputs=tuple(self.step(*one) for one in inputs),
        )

    def _unit(self, name: str, key: Key) -> str:
        if name in ROW_MEASURES:
            return self._evaluation.rule(key).unit
        return unit_of(name).replace("¤", self._assessment.scenario.file.currency)

    def _rows(self, name: str, key: Key) -> Sequence[Row]:
        if name in ROW_MEASURES:
            return [self._evaluation.rule(key)]
        if name in SOLVED and key.component in self._components(key.pool):
            return self._evaluation.rows(key)
        return []

    def _components(self, pool: str) -> tuple[str, ...]:
        pools = self._assessment.scenario.structure.pools
        return pools[pool].components if pool in pools else ()


def _how(name: str, rows: Sequence[Row], inputs: Sequence[Node]) -> str:
    """Return how a number follows from others."""
    if inputs and all(one == name for one, _ in inputs):
        return "sum"
    if name in EQUATIONS:
        return "equation"
    return "solved" if rows and name in SOLVED else ""


def row_text(row: Row, decimal: str = ".") -> str:
    """Return a row as it is read: terms and constant, with seven digits and a decimal mark."""
    left = " + ".join(_term(x, column, row, decimal) for column, x in row.left.items())
    right = [_term(x, column, row, decimal) for column, x in row.right.items()]
    if row.constant != 0.0 or not right:
        right.append(_number(row.constant, decimal))
    marks = {"=": "=", ">=": "≥", "<=": "≤"}
    return f"{left or '0'} {marks[row.sense]} {' + '.join(right)} {row.unit}"


def _term(coefficient: Any, column: Column, row: Row, decimal: str) -> str:
    fuel = (column.pool, column.component)
    grades = {c.grade for c in (*row.left, *row.right) if (c.pool, c.component) == fuel}
    grade = f" in {column.grade}" if len(grades) > 1 else ""
    return f"{_number(coefficient, decimal)} {column.component}{grade}"


def _number(value: Any, decimal: str) -> str:
    return f"{float(value):.7g}".replace(".", decimal)
