"""What a number is the sum of: components, grades, pools, lines, steps, rules or suppliers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile

from biofuel_mandate.effects.consumers import CHARGES
from biofuel_mandate.equations import (
    AGGREGATES,
    BIOFUEL,
    EQUATIONS,
    FOSSIL,
    TOTAL,
    VALUES,
    Equation,
    Key,
    dims_of,
)
from biofuel_mandate.rules.rows import Node
from biofuel_mandate.scenario.shapes import Structure

# Dimensions whose members add up where one is left open.
_SUMMED = ("line", "tax", "step", "rule", "task", "charge")


class Sums:
    """What numbers are the sums of in a scenario.

    Parameters
    ----------
    structure : Structure
    has : callable
        Says whether a value is bound to a name at a key.
    """

    def __init__(self, structure: Structure, has: Callable[[str, Key], bool]) -> None:
        self._structure, self._has = structure, has
        self._grades = {pool: structure.grades(pool) for pool in structure.pools}
        self._sold: dict[tuple[str, bool], Mapping[tuple[str, str], tuple[str, ...]]] = {}

    def is_absent(self, equation: Equation, key: Key) -> bool:
        """Whether an amount is of a fuel that neither the case nor its baseline sells."""
        if not key.case or not key.pool or key.component in AGGREGATES:
            return False
        if "case" not in dims_of(equation.name):
            return False  # what was sold in the base year is so in every case
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

    def over(self, name: str, key: Key) -> str:
        """Return what a number is the sum over at a key; blank when it is evaluated there."""
        equation = EQUATIONS.get(name)
        sums = equation.sums if equation else VALUES[name].sums
        if sums and key.component in AGGREGATES:
            return "components"
        if equation is None:
            return "earlier steps" if name == "sizes_before_ml" else ""
        if equation.by_pool and not key.pool:
            return "pools"
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
        members = {"line": structure.lines, "tax": structure.taxes, "task": structure.tasks}
        return {**members, "charge": CHARGES, "supplier": structure.suppliers}[dim]

    def members(self, name: str, key: Key, over: str) -> Iterator[Node]:
        """Yield name and key of each number that a sum adds."""
        if over == "earlier steps":
            for step in takewhile(lambda one: one != key.step, self._each("step", key)):
                yield "step_size_ml", key._replace(step=step)
        elif over in (*_SUMMED, "supplier"):
            for member in self._each(over, key):
                yield name, key._replace(**{over: member})
        elif over == "pools":
            yield from self._of_pools(name, key)
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

    def _of_pools(self, name: str, key: Key) -> Iterator[Node]:
        """Yield a number of each pool that it is asked of."""
        for pool in self._structure.pools:
            at = key._replace(pool=pool)
            if all(self._has(asked, at) for asked in EQUATIONS[name].where):
                yield name, at
