"""How each number of an assessment was found, and from which others, one step deep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import isclose

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.demand_answer import SETTLED_RATIO
from biofuel_mandate.equations import AGGREGATES, EQUATIONS, Key
from biofuel_mandate.evaluation import SOLVED
from biofuel_mandate.explain.steps import Parts, Step
from biofuel_mandate.library import Derived
from biofuel_mandate.measures import BEYOND, OF_CASE
from biofuel_mandate.quantities import Given
from biofuel_mandate.query import unit_at
from biofuel_mandate.results import number_at
from biofuel_mandate.rules.rows import Node, Row
from biofuel_mandate.scenario.shapes import CaseShape
from biofuel_mandate.scopes import MARGINAL_VALUE, OF_ROWS, relevant
from biofuel_mandate.years.sums import adds_up_over_time

# By how much a rule is missed, which its row says.
_SHORTFALLS = tuple(name for name in OF_CASE if name != BEYOND)
# What is found with the answer, and how that is told.
_READ_OFF = {MARGINAL_VALUE: "marginal", SETTLED_RATIO: "settled"}


@dataclass(frozen=True)
class Number:
    """One number by itself: how it was found, and which numbers it was found from.

    Attributes
    ----------
    step : Step
        Without what it is made of.
    inputs : tuple of (name, Key)
        The numbers that it is made of.
    parts : tuple of (period, weight, Assessment)
        Of a year that went in parts: where the same number is found in each.
    same_as : (name, Key) or None
        The one number that it is a sum of, and is told as.
    """

    step: Step
    inputs: tuple[Node, ...] = ()
    parts: tuple[tuple[str, float, Assessment], ...] = ()
    same_as: Node | None = None


class Numbers:
    """The numbers of one assessment, each looked into once.

    Parameters
    ----------
    assessment : Assessment
        Of one year, or of a part of one.
    """

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self._evaluation = assessment.evaluation
        self._known: dict[Node, Number] = {}

    def at(self, name: str, key: Key) -> Number:
        """Return one number."""
        found = self._known.get((name, key))
        if found is None:
            asked = name, relevant(name, key)
            found = self._known.get(asked) or self._look(*asked)
            self._known[asked] = self._known[name, key] = found
        return found

    def given(self, name: str, key: Key) -> Given | None:
        """Return the given value that a name stands for, if it stands for one by itself."""
        bound = self._evaluation.bound(name, key)
        return bound if isinstance(bound, Given) else None

    def _look(self, name: str, key: Key) -> Number:
        value, why = number_at(self._evaluation, name, key)
        about = ", ".join(part for part in key if part)
        bound = self._evaluation.bound(name, key)
        if isinstance(bound, Given):
            return Number(Step(name, about, value, bound.unit, given=bound, key=key))
        unit = unit_at(self._assessment.scenario, self._evaluation, name, key)
        # A derived value is told in one step with the equation that it follows from.
        source = name
        while isinstance(bound, Derived):
            source = bound.equation
            bound = self._evaluation.bound(source, key)
        made = partial(Step, name, about, value, unit, why, key=key)
        if isinstance(bound, Given):
            return Number(made(given=bound))
        parts = self._parts_of(name, key, value)
        if parts:
            # A year that went in parts is their sum; the rows are theirs.
            return Number(made(how="parts"), parts=parts)
        if self._is_unsold(source, key):
            return Number(made(how="unsold"))
        rows = self._rows(name, key)
        inputs = list(dict.fromkeys(node for row in rows for node in row.inputs))
        inputs = inputs or self._evaluation.inputs(source, key)
        same_as = inputs[0] if len(inputs) == 1 and inputs[0][0] == name else None
        how = self._how(source, key, rows, inputs)
        limits = self._limits(key.case) if rows else {}
        step = made(how=how, source=source, rows=tuple(rows), parts=limits)
        return Number(step, tuple(inputs), same_as=same_as)

    def _parts_of(
        self, name: str, key: Key, value: float | None
    ) -> tuple[tuple[str, float, Assessment], ...]:
        """Return the parts of a year that a number is the sum of."""
        parts = self._assessment.parts.get(key.case, ())
        if name not in OF_ROWS:
            return parts if adds_up_over_time(name) else ()
        # What a part lacks, as a limit of what comes later in the year, it does not add to.
        mine = tuple(part for part in parts if _has_row(part[2], key))
        amounts = [weight * float(at.evaluation.get(name, key)) for _, weight, at in mine]
        # What is carried between the parts is asked for in one of them, and not of the year.
        return mine if isclose(sum(amounts), value or 0.0, rel_tol=1e-9, abs_tol=1e-9) else ()

    def _is_unsold(self, name: str, key: Key) -> bool:
        """Return whether a number is of a fuel that no grade holds, so that none adds to it."""
        equation, structure = EQUATIONS.get(name), self._assessment.scenario.structure
        if equation is None or not equation.by_grade or key.grade or key.component in AGGREGATES:
            return False
        if len(structure.grades(key.pool)) < 2:
            return False
        shape = structure.cases[key.case]
        shapes = [shape, structure.cases[shape.baseline]][: 1 + equation.is_difference]
        held = (grade for one in shapes for grade in one.grades if grade.pool == key.pool)
        return not any(key.component in grade.components for grade in held)

    def _rows(self, name: str, key: Key) -> Sequence[Row]:
        if name in OF_ROWS:
            return [self._evaluation.rule(key)]
        if name in _SHORTFALLS:
            return [self._evaluation.rule(Key(case=key.case, rule=key.rule, supplier=key.supplier))]
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

    def _limits(self, case: str) -> Parts:
        """Return which rules tell the second part of each component apart."""
        splits = self._cases[case].splits
        return {at: one.limits for one in reversed(splits) for at in one.components}

    def _components(self, pool: str) -> tuple[str, ...]:
        pools = self._assessment.scenario.structure.pools
        return pools[pool].components if pool in pools else ()


def _has_row(part: Assessment, key: Key) -> bool:
    system = part.evaluation.solution(key.case).system
    return any(row.name == key.rule for row in (*system.rules, *system.limits))


def _how(name: str, rows: Sequence[Row], inputs: Sequence[Node]) -> str:
    """Return how a number follows from others."""
    if inputs and all(one == name for one, _ in inputs):
        return "sum"
    if name in EQUATIONS:
        return "equation"
    return "solved" if rows and name in SOLVED else ""
