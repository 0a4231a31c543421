"""Evaluate names on demand: values, equations and solved volumes, each once.

One evaluation serves one scenario or many draws: a number is a float, or an array over draws where
an input is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from biofuel_mandate.arrays import Number
from biofuel_mandate.demand_answer import SETTLED_RATIO, Settled, answering, settle
from biofuel_mandate.effects import (
    air_quality,
    appraisal,
    consumers,
    costs,
    emissions,
    litres,
    market,
    oil,
    present_value,
    revenue,
    supply,
)
from biofuel_mandate.equations import (
    BIOFUEL,
    EQUATIONS,
    TOTAL,
    Key,
)
from biofuel_mandate.library import Bound, Derived, derive
from biofuel_mandate.measures import (
    OF_CASE,
    amount_sold,
    find_row,
    measure,
    settling_rows,
    told,
)
from biofuel_mandate.quantities import Given
from biofuel_mandate.rules import counting
from biofuel_mandate.rules.assemble import assemble
from biofuel_mandate.rules.rows import Node, Row, System
from biofuel_mandate.scenario.bindings import Table
from biofuel_mandate.scenario.shapes import CaseShape, Structure
from biofuel_mandate.scopes import OF_ROWS, projection, scope
from biofuel_mandate.solve.check import CaseSolution, after, check, choose, unless_settled
from biofuel_mandate.sums import Sums

if TYPE_CHECKING:
    from biofuel_mandate.solve.bases import Bases

# Importing a family of equations registers it.
FAMILIES = (
    *(derive, market, counting, litres, emissions, costs, supply, revenue),
    *(consumers, appraisal, oil, present_value, air_quality),
)

# What the rows of a case are solved for: litres, the energy of a gas, and their second parts.
SOLVED = ("volume_ml", "gas_tj", "part_ml", "part_tj")
_OF_GAS = ("gas_tj", "part_tj")


class MissingValue(Exception):  # noqa: N818 - a state of a result, not a fault
    """A number has no sourced value; says which, so that it can be shown as missing."""

    def __init__(self, name: str, key: Key) -> None:
        super().__init__(name, key)
        self.name, self.key = name, key


def _bound(table: Table, name: str, key: Key) -> Bound | None:
    bound = table.get(name)
    return bound.get(scope(name)(key)) if bound else None


def _has(table: Table, name: str, key: Key) -> bool:
    return _bound(table, name, key) is not None


def _again(missing: MissingValue) -> MissingValue:
    """Return the same without its traceback, whose frames would keep every number alive."""
    return MissingValue(missing.name, missing.key)


class Evaluation:
    """Numbers of one scenario by name and key, each computed once and remembered.

    Parameters
    ----------
    table : Table
        What each name is bound to.
    structure : Structure
    draws : mapping of value id to float or array
        Replaces given values; arrays share one length.
    solutions : mapping of case to CaseSolution
        Cases that are solved already.
    settled : Settled, optional
        How demand answers prices; found when it is first asked for.
    bases : mapping of case to Bases, optional
        Of many draws: optimal bases that are known of least-cost cases.
    """

    def __init__(
        self,
        table: Table,
        structure: Structure,
        draws: Mapping[str, Number] | None = None,
        solutions: Mapping[str, CaseSolution] | None = None,
        settled: Settled | None = None,
        *,
        bases: Mapping[str, Bases] | None = None,
    ) -> None:
        self._table = table
        self._structure = structure
        self._draws = draws or {}
        self._bases = bases
        self._answering = answering(table)
        self._settled = settled
        self._memo: dict[
            str, tuple[dict[object, Number | MissingValue], Callable[[Key], object]]
        ] = {}
        self._solutions: dict[str, CaseSolution] = dict(solutions or {})
        # Not by a method of its own: what a million draws come to must go when they are summed up.
        self._sums = Sums(structure, partial(_has, table))
        self.used: dict[str, Given] = {}

    # What can be asked ---------------------------------------------------------------------

    @property
    def table(self) -> Table:
        """What each name is bound to."""
        return self._table

    @property
    def structure(self) -> Structure:
        """Pools, rules and cases."""
        return self._structure

    def get(self, name: str, key: Key) -> Number:
        """Return the number of that name.

        Raises
        ------
        MissingValue
            When a value it needs has no source.
        """
        if name not in self._memo:
            self._memo[name] = ({}, projection(name))
        memo, project = self._memo[name]
        at = project(key)
        if at in memo:
            found = memo[at]
        else:
            try:
                found = self._compute(name, key)
            except MissingValue as missing:
                found = _again(missing)
            memo[at] = found
        if isinstance(found, MissingValue):
            raise _again(found)
        return found

    def has(self, name: str, key: Key) -> bool:
        """Return whether a value is bound to that name."""
        return _has(self._table, name, key)

    def bound(self, name: str, key: Key) -> Bound | None:
        """Return what a value's name is bound to."""
        return _bound(self._table, name, key)

    def solution(self, case: str) -> CaseSolution:
        """Return the rows and volumes of a case."""
        if case not in self._solutions:
            shape = self._structure.cases[case]
            answers = any(at == case for at, _ in self._answering)
            named = shape.sources() | ({shape.baseline} if answers else set())
            sources = [self.solution(source) for source in sorted(named)]
            build = partial(assemble, self, self._structure, shape)
            solved = self._choose(shape) if shape.is_least_cost else check
            found = after(sources, build, solved)
            loose = self.settled.is_loose(case) if answers else False
            self._solutions[case] = unless_settled(found, loose)
        return self._solutions[case]

    def _choose(self, shape: CaseShape) -> Callable[[System], CaseSolution]:
        """Return how suppliers choose; of many draws, with the bases that are known."""
        if self._bases is None:
            return partial(choose, suppliers=shape.suppliers)
        return partial(choose, suppliers=shape.suppliers, bases=self._bases.get(shape.name))

    def inputs(self, name: str, key: Key) -> list[Node]:
        """Return the numbers that one number is made of."""
        over = "" if name in OF_ROWS else self._sums.over(name, key)
        if over:
            return list(self._sums.members(name, key, over))
        derived = self.bound(name, key)
        if isinstance(derived, Derived):
            return [(derived.equation, key)]
        if name in EQUATIONS:
            return [(base, self._at(prefix, key)) for prefix, base in EQUATIONS[name].takes]
        return []

    def rows(self, key: Key) -> list[Row]:
        """Return the equations of a case that settle a component's volumes, nearest first."""
        return settling_rows(self.solution(key.case), key)

    def rule(self, key: Key) -> Row:
        """Return the rule or limit that a key names."""
        return find_row(self.solution(key.case), key)

    @property
    def settled(self) -> Settled:
        """How demand answers the prices at the pump."""
        if self._settled is None:
            trial = partial(
                Evaluation, self._table, self._structure, self._draws, bases=self._bases
            )
            self._settled = settle(lambda tried: trial(settled=tried), self._answering)
        return self._settled

    # How it is found -----------------------------------------------------------------------

    def _compute(self, name: str, key: Key) -> Number:
        if name in OF_ROWS:
            return measure(self.solution(key.case), name, key)
        equation = EQUATIONS.get(name)
        if equation and equation.sums and self._sums.is_absent(equation, key):
            return 0.0
        over = self._sums.over(name, key)
        if over:
            total: Number = 0.0
            for member, at in self._sums.members(name, key, over):
                total = total + self.get(member, at)
            return total
        if name in (*SOLVED, *OF_CASE, SETTLED_RATIO):
            return self._solved(name, key)
        if equation is None:
            return self._bound_number(name, key)
        numbers = [
            self.get(base, self._at(prefix, key) if prefix else key)
            for prefix, base in equation.takes
        ]
        return equation.function(*numbers)

    def _bound_number(self, name: str, key: Key) -> Number:
        bound = self.bound(name, key)
        if bound is None:
            raise MissingValue(name, key)
        if isinstance(bound, Derived):
            return self.get(bound.equation, key)
        self.used[bound.id] = bound
        return self._draws.get(bound.id, bound.value)

    def _solved(self, name: str, key: Key) -> Number:
        """Return what columns come to, what a rule tells, or how a price is settled."""
        if name == SETTLED_RATIO:
            return self.settled.ratios[key.case, key.pool]
        if name in OF_CASE:
            return told(self.solution(key.case), self._structure.cases[key.case], name, key)
        is_gas = key.component in self._structure.pools[key.pool].gases
        if is_gas != (name in _OF_GAS):
            return 0.0
        return amount_sold(self.solution(key.case), key, only_parts=name.startswith("part_"))

    def _at(self, prefix: str, key: Key) -> Key:
        """Return the key that a prefixed parameter means."""
        case, component = key.case, key.component
        if "baseline_" in prefix:
            case = self._structure.cases[case].baseline
        if "fossil_" in prefix:
            component = key.pool
        elif "biofuel_" in prefix:
            component = BIOFUEL
        elif "total_" in prefix:
            component = TOTAL
        # Made whole: replacing fields of a key would take four times as long.
        return Key(case, key.pool, key.grade, component, *key[4:])
