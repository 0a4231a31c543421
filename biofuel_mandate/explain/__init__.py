"""The trace of one result: equations, rows and values down to their sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import Key
from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.explain.numbers import Number, Numbers
from biofuel_mandate.explain.steps import Step, row_text
from biofuel_mandate.query import read_query
from biofuel_mandate.rules.rows import Node
from biofuel_mandate.scopes import MARGINAL_VALUE, relevant
from biofuel_mandate.years.present_values import DISCOUNTED, PRESENT

__all__ = ["Number", "Numbers", "Step", "explain", "row_text"]


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
    present = re.fullmatch(rf"([^.]+)\.{PRESENT}(?:\.biofuel)?(?:@(.+))?", query)
    if present is not None and len(assessment.years) > 1:
        return _present(assessment, query, present[1], present[2])
    of_year = assessment.at(query)
    name, key = read_query(of_year.scenario, of_year.evaluation, query)
    if name == MARGINAL_VALUE and of_year.evaluation.solution(key.case).optimum is None:
        got = f'each part of the year has an answer of its own in "{key.case}"'
        do = "What rules are worth in each stands in results.csv, by period."
        raise ScenarioError([Fault(got, do, query)])
    return _Tracer(of_year).step(name, key)


def _present(assessment: Assessment, query: str, case: str, detail: str | None) -> Step:
    """Return the trace of a present value: what each year's cost is worth, added up."""
    rows = {
        row.detail: row for row in assessment.rows if (row.variable, row.case) == (PRESENT, case)
    }
    row = next(iter(rows.values()), None) if detail is None and len(rows) == 1 else None
    row = row or rows.get(detail or "")
    if row is None:
        listed = ", ".join(f'"@{one}"' for one in rows)
        do = f"Add one of {listed}." if rows else "Ask for a case that has costs and a baseline."
        got = f'no {PRESENT} at "{detail}"' if detail else f'no {PRESENT} of "{case}" alone'
        raise ScenarioError([Fault(got, do, query)])
    inputs = []
    for year in assessment.years:
        step = explain(assessment, f"{case}.{DISCOUNTED}@{row.detail}:{year}")
        inputs.append(replace(step, about=f"{step.about}; {year}"))
    about = f"{case}, {row.detail}"
    return Step(PRESENT, about, row.value, row.unit, how="sum", inputs=tuple(inputs))


class _Tracer:
    """Walks from a number to what it is made of; each number is told once."""

    def __init__(self, assessment: Assessment) -> None:
        self._numbers = Numbers(assessment)
        self._told: set[Node] = set()

    def step(self, name: str, key: Key) -> Step:
        """Return the trace of one number; what was told before is only named."""
        asked = name, relevant(name, key)
        number, told = self._numbers.at(*asked), asked in self._told
        self._told.add(asked)
        one = number.step
        if told:
            given, about = self._numbers.given(*asked), (one.about, one.value, one.unit)
            return Step(name, *about, one.why_missing, given=given, seen=True, key=one.key)
        if number.same_as is not None:
            return self.step(*number.same_as)
        inputs = tuple(self.step(*node) for node in number.inputs)
        return replace(one, inputs=inputs or tuple(_of(number.parts, *asked)))


def _of(parts: Sequence[tuple[str, float, Assessment]], name: str, key: Key) -> Iterator[Step]:
    """Yield the trace of a number in each part of a year, at the rate of that part."""
    for period, weight, assessment in parts:
        step = _Tracer(assessment).step(name, key)
        yield replace(step, about=f"{step.about}; {period}, {weight:.6g} x")
