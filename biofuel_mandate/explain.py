"""The trace of one result: equations, rows and values down to their sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from operator import attrgetter
from typing import Any

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.demand_answer import SETTLED_RATIO
from biofuel_mandate.equations import EQUATIONS, Equation, Key
from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.evaluation import SOLVED
from biofuel_mandate.library import Derived
from biofuel_mandate.measures import BEYOND
from biofuel_mandate.quantities import Given
from biofuel_mandate.query import read_query, unit_at
from biofuel_mandate.results import Missing, number_at
from biofuel_mandate.rules.rows import Column, Node, Row
from biofuel_mandate.scenario.shapes import CaseShape
from biofuel_mandate.scopes import MARGINAL_VALUE, OF_ROWS, relevant
from biofuel_mandate.years.sums import adds_up_over_time

# What is found with the answer, and how that is told.
_READ_OFF = {MARGINAL_VALUE: "marginal", SETTLED_RATIO: "settled"}
# The rules that tell second parts apart, by pool and component.
Parts = Mapping[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True)
class Step:
    """One number of a trace, and the numbers it is made of.

    ``how`` is ``equation``, ``sum``, ``solved`` (from the rows), ``chosen`` (by least cost),
    ``marginal`` (a rule's marginal value), ``settled`` (with the demand), ``parts`` (of a year) or
    blank for a value; ``source`` is the name of the equation that the number follows from,
    ``parts`` the rules that tell second parts apart.
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
    parts: Parts = field(default_factory=dict)
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
                | {"text": row_text(row, name=partial(_english_name, self.parts))}
                for row in self.rows
            ],
            "inputs": [step.to_dict() for step in self.inputs],
        }
        if self.given is not None:
            found["id"], found["source"] = self.given.id, self.given.source
            found["locator"], found["evidence"] = self.given.locator, self.given.evidence
            found["price_year"] = self.given.price_year
            found["written_in_prices_of"] = self.given.written_year
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
    if re.match(r"[^.]+\.present_value\b", query):
        got = "a present value is the sum of what each year's cost is worth, and is not traced"
        do = "Ask of a year, as in CASE.discounted_cost@bottom up:2020."
        raise ScenarioError([Fault(got, do, query)])
    of_year = assessment.at(query)
    name, key = read_query(of_year.scenario, of_year.evaluation, query)
    if name == MARGINAL_VALUE and of_year.evaluation.solution(key.case).optimum is None:
        got = f'each part of the year has an answer of its own in "{key.case}"'
        do = "What rules are worth in each stands in results.csv, by period."
        raise ScenarioError([Fault(got, do, query)])
    return _Tracer(of_year).step(name, key)


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
        unit = unit_at(self._assessment.scenario, self._evaluation, name, key)
        if told:
            return Step(name, about, value, unit, why, seen=True)
        # A derived value is told in one step with the equation that it follows from.
        source = name
        while isinstance(bound, Derived):
            source = bound.equation
            bound = self._evaluation.bound(source, key)
        if isinstance(bound, Given):
            return Step(name, about, value, unit, given=bound)
        is_sum = name in OF_ROWS or adds_up_over_time(name)
        parts = self._assessment.parts.get(key.case, ()) if is_sum else ()
        if parts:
            # A year that went in parts is their sum; the rows are theirs.
            return Step(name, about, value, unit, how="parts", inputs=tuple(_of(parts, name, key)))
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
            how=self._how(source, key, rows, inputs),
            source=source,
            rows=tuple(rows),
            parts=self._parts(key.case) if rows else {},
            inputs=tuple(self.step(*one) for one in inputs),
        )

    def _rows(self, name: str, key: Key) -> Sequence[Row]:
        if name in OF_ROWS:
            return [self._evaluation.rule(key)]
        if name == BEYOND:
            return [self._evaluation.rule(Key(case=key.case, rule=self._cases[key.case].quota))]
        if name in SOLVED and key.component in self._components(key.pool):
            return self._evaluation.rows(key)
        return []

    def _how(self, name: str, key: Key, rows: Sequence[Row], inputs: Sequence[Node]) -> str:
        """Return how a number follows from others."""
        if name in _READ_OFF:
            return _READ_OFF[name]
        how = _how(name, rows, inputs)
        chosen = how == "solved" and self._cases[key.case].is_least_cost
        return "chosen" if chosen else how

    @property
    def _cases(self) -> Mapping[str, CaseShape]:
        return self._assessment.scenario.structure.cases

    def _parts(self, case: str) -> Parts:
        """Return which rules tell the second part of each component apart."""
        splits = self._cases[case].splits
        return {at: one.limits for one in reversed(splits) for at in one.components}

    def _components(self, pool: str) -> tuple[str, ...]:
        pools = self._assessment.scenario.structure.pools
        return pools[pool].components if pool in pools else ()


def _of(parts: Sequence[tuple[str, float, Assessment]], name: str, key: Key) -> Iterator[Step]:
    """Yield the trace of a number in each part of a year, at the rate of that part."""
    for period, weight, assessment in parts:
        step = _Tracer(assessment).step(name, key)
        yield replace(step, about=f"{step.about}; {period}, {weight:.6g} x")


def _how(name: str, rows: Sequence[Row], inputs: Sequence[Node]) -> str:
    """Return how a number follows from others."""
    if inputs and all(one == name for one, _ in inputs):
        return "sum"
    if name in EQUATIONS:
        return "equation"
    return "solved" if rows and name in SOLVED else ""


def row_text(
    row: Row,
    decimal: str = ".",
    name: Callable[[Column], str] | None = None,
    within: str = "in",
) -> str:
    """Return a row as it is read: terms and constant, with seven digits and a decimal mark.

    ``name`` says what a column is called, its component where nothing does; ``within`` is the word
    between a fuel and its grade.
    """
    say = partial(_term, row=row, decimal=decimal, name=name or attrgetter("component"))
    left = " + ".join(say(x, column, within) for column, x in row.left.items() if x)
    right = [say(x, column, within) for column, x in row.right.items() if x]
    if row.constant != 0.0 or not right:
        right.append(_number(row.constant, decimal))
    marks = {"=": "=", ">=": "≥", "<=": "≤"}
    return f"{left or '0'} {marks[row.sense]} {' + '.join(right)} {row.unit}"


def _english_name(parts: Parts, column: Column) -> str:
    if not column.part:
        return column.component
    rules = " and ".join(parts.get((column.pool, column.component), ()))
    return f"{column.component} {column.part} {rules}"


def _term(
    coefficient: Any,
    column: Column,
    within: str,
    *,
    row: Row,
    decimal: str,
    name: Callable[[Column], str],
) -> str:
    fuel = (column.pool, column.component)
    grades = {c.grade for c in (*row.left, *row.right) if (c.pool, c.component) == fuel}
    grade = f" {within} {column.grade}" if len(grades) > 1 else ""
    suppliers = {c.supplier for c in (*row.left, *row.right) if (c.pool, c.component) == fuel}
    of_whom = f" ({column.supplier})" if len(suppliers) > 1 else ""
    return f"{_number(coefficient, decimal)} {name(column)}{grade}{of_whom}"


def _number(value: Any, decimal: str) -> str:
    return f"{float(value):.7g}".replace(".", decimal)
