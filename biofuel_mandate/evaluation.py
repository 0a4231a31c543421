"""Evaluate names on demand: values, equations and solved volumes, each once.

One evaluation serves one scenario or many draws: a number is a float, or an array over draws where
an input is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import takewhile

from biofuel_mandate.arrays import Number
from biofuel_mandate.effects import (
    appraisal,
    costs,
    emissions,
    litres,
    market,
    oil,
    revenue,
    supply,
)
from biofuel_mandate.equations import (
    AGGREGATES,
    BIOFUEL,
    EQUATIONS,
    FOSSIL,
    TOTAL,
    VALUES,
    Equation,
    Key,
)
from biofuel_mandate.library import Bound, Derived, derive
from biofuel_mandate.measures import OF_CASE, binds, find_row, measure, settling, told
from biofuel_mandate.quantities import Given
from biofuel_mandate.rules import counting
from biofuel_mandate.rules.assemble import assemble
from biofuel_mandate.rules.rows import Node, Row
from biofuel_mandate.scenario.bindings import Table
from biofuel_mandate.scenario.shapes import Structure
from biofuel_mandate.scopes import OF_ROWS, projection, scope
from biofuel_mandate.solve.check import CaseSolution, after, check, choose

# Importing a family of equations registers it.
FAMILIES = (
    *(derive, market, counting, litres, emissions, costs, supply, revenue),
    *(appraisal, oil),
)

# Dimensions whose members add up where one is left open.
_SUMMED = ("line", "tax", "step", "rule", "task")
# What the rows of a case are solved for: litres, the energy of a gas, and their second parts.
SOLVED = ("volume_ml", "gas_tj", "part_ml", "part_tj")
_OF_GAS = ("gas_tj", "part_tj")


class MissingValue(Exception):  # noqa: N818 - a state of a result, not a fault
    """A number has no sourced value; says which, so that it can be shown as missing."""

    def __init__(self, name: str, key: Key) -> None:
        super().__init__(name, key)
        self.name, self.key = name, key


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
    """

    def __init__(
        self,
        table: Table,
        structure: Structure,
        draws: Mapping[str, Number] | None = None,
        solutions: Mapping[str, CaseSolution] | None = None,
    ) -> None:
        self._table = table
        self._structure = structure
        self._draws = draws or {}
        self._memo: dict[
            str, tuple[dict[object, Number | MissingValue], Callable[[Key], object]]
        ] = {}
        self._solutions: dict[str, CaseSolution] = dict(solutions or {})
        self._grades = {pool: structure.grades(pool) for pool in structure.pools}
        self._sold: dict[tuple[str, bool], Mapping[tuple[str, str], tuple[str, ...]]] = {}
        self.used: dict[str, Given] = {}

    # What can be asked ---------------------------------------------------------------------

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
                found = missing
            memo[at] = found
        if isinstance(found, MissingValue):
            raise found
        return found

    def has(self, name: str, key: Key) -> bool:
        """Return whether a value is bound to that name."""
        return self.bound(name, key) is not None

    def bound(self, name: str, key: Key) -> Bound | None:
        """Return what a value's name is bound to."""
        bound = self._table.get(name)
        return bound.get(scope(name)(key)) if bound else None

    def solution(self, case: str) -> CaseSolution:
        """Return the rows and volumes of a case."""
        if case not in self._solutions:
            shape = self._structure.cases[case]
            sources = [self.solution(source) for source in sorted(shape.sources())]
            build = partial(assemble, self, self._structure, shape)
            solved = partial(choose, suppliers=shape.suppliers) if shape.is_least_cost else check
            self._solutions[case] = after(sources, build, solved)
        return self._solutions[case]

    def inputs(self, name: str, key: Key) -> list[Node]:
        """Return the numbers that one number is made of."""
        over = "" if name in OF_ROWS else self._sum_over(name, key)
        if over:
            return list(self._members(name, key, over))
        derived = self.bound(name, key)
        if isinstance(derived, Derived):
            return [(derived.equation, key)]
        if name in EQUATIONS:
            return [(base, self._at(prefix, key)) for prefix, base in EQUATIONS[name].takes]
        return []

    def rows(self, key: Key) -> list[Row]:
        """Return the equations of a case that settle a component's volumes, nearest first."""
        solution = self.solution(key.case)
        system = solution.system
        waiting = [
            column
            for column in system.columns
            if (column.pool, column.component) == (key.pool, key.component)
            and key.grade in ("", column.grade)
        ]
        if system.offer is not None:
            # Suppliers chose: what stands at its limit and holds the fuel is why.
            bound = [*system.equations, *system.rules, *system.limits]
            mine = [row for row in bound if any(column in row.terms() for column in waiting)]
            divided = [system.divided(row) for row in mine]
            return [row for row in divided if row.sense == "=" or binds(row, solution.volumes)]
        settles = settling(system)
        found: list[Row] = []
        for column in waiting:
            row = settles[column]
            if row not in found:
                found.append(row)
                waiting += [other for other in row.terms() if settles[other] not in found]
        return found

    def rule(self, key: Key) -> Row:
        """Return the rule or limit that a key names."""
        return find_row(self.solution(key.case), key)

    # How it is found -----------------------------------------------------------------------

    def _compute(self, name: str, key: Key) -> Number:
        if name in OF_ROWS:
            return measure(self.solution(key.case), name, key)
        equation = EQUATIONS.get(name)
        if equation and equation.sums and self._is_absent(equation, key):
            return 0.0
        over = self._sum_over(name, key)
        if over:
            total: Number = 0.0
            for member, at in self._members(name, key, over):
                total = total + self.get(member, at)
            return total
        if name in (*SOLVED, *OF_CASE):
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
        """Return what columns come to, in the measure they are sold by; or what a rule tells."""
        if name in OF_CASE:
            return told(self.solution(key.case), self._structure.cases[key.case], name, key)
        total: Number = 0.0
        is_gas = key.component in self._structure.pools[key.pool].gases
        if is_gas != (name in _OF_GAS):
            return total
        only_parts = name.startswith("part_")
        for column, volume in self.solution(key.case).volumes.items():
            here = (column.pool, column.component) == (key.pool, key.component)
            sold = key.grade in ("", column.grade) and key.supplier in ("", column.supplier)
            if here and sold and (column.part or not only_parts):
                total = total + volume
        return total

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

    def _is_absent(self, equation: Equation, key: Key) -> bool:
        """Whether an amount is of a fuel that neither the case nor its baseline sells."""
        if not key.case or not key.pool or key.component in AGGREGATES:
            return False
        return (key.pool, key.component) not in self._sold_in(key.case, equation.is_difference)

    def _sold_in(
        self, case: str, against_baseline: bool
    ) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Return the grades that hold each component in the case, or in its baseline too."""
        if (case, against_baseline) not in self._sold:
            shape = self._structure.cases[case]
            shapes = [shape, self._structure.cases[shape.baseline]][: 1 + against_baseline]
            found: dict[tuple[str, str], dict[str, None]] = {}
            for grade in (grade for one in shapes for grade in one.grades):
                for component in grade.components:
                    found.setdefault((grade.pool, component), {})[grade.grade] = None
            sold = {component: tuple(grades) for component, grades in found.items()}
            self._sold[case, against_baseline] = sold
        return self._sold[case, against_baseline]

    def _sum_over(self, name: str, key: Key) -> str:
        """Return what a number is the sum over at a key; blank when it is evaluated there."""
        equation = EQUATIONS.get(name)
        sums = equation.sums if equation else VALUES[name].sums
        if sums and key.component in AGGREGATES:
            return "components"
        if name == "sizes_before_ml":
            return "earlier steps"
        if equation is None:
            return ""
        dim = next((one for one in equation.each if one in _SUMMED), "")
        if dim:
            return "" if getattr(key, dim) else dim
        if equation.by_supplier and not key.supplier and self._structure.cases[key.case].suppliers:
            return "supplier"
        # Where a pool has one grade, it need not be told apart.
        by_grade = equation.by_grade and not key.grade and len(self._grades[key.pool]) > 1
        return "grades" if by_grade else ""

    def _each(self, dim: str, key: Key) -> tuple[str, ...]:
        """Return what is summed over where a dimension is left open."""
        structure = self._structure
        if dim == "rule":
            return tuple(
                rule for rule in structure.cases[key.case].rules if structure.rules[rule].is_paid
            )
        if dim == "step":
            return structure.steps(key.component)
        named = {"line": structure.lines, "tax": structure.taxes, "task": structure.tasks}
        return {**named, "supplier": structure.suppliers}[dim]

    def _members(self, name: str, key: Key, over: str) -> Iterator[Node]:
        if over == "earlier steps":
            for step in takewhile(lambda one: one != key.step, self._each("step", key)):
                yield "step_size_ml", key._replace(step=step)
        elif over in (*_SUMMED, "supplier"):
            for member in self._each(over, key):
                yield name, key._replace(**{over: member})
        elif over == "grades":
            sold = self._sold_in(key.case, EQUATIONS[name].is_difference)
            for grade in sold[key.pool, key.component]:
                yield name, key._replace(grade=grade)
        else:
            for pool in self._structure.pools.values():
                if key.pool not in ("", pool.name):
                    continue
                members = {BIOFUEL: pool.biofuels, FOSSIL: (pool.name,), TOTAL: pool.components}
                for component in members[key.component]:
                    yield name, Key(key.case, pool.name, key.grade, component, *key[4:])
