"""Which given cost, or which equation, each name of a cost stands for, by biofuel and grade."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from biofuel_mandate.library import Bound, Derived
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.cost_schema import Costs
from biofuel_mandate.scenario.shapes import Structure

Binding = tuple[str, tuple[str, ...], Bound | None]
# Gives a cost its id, line and source, from its path under "costs:".
Bind = Callable[..., Bound | None]


def bind_costs(
    costs: Costs, structure: Structure, bind: Bind, apart: Collection[str] = ()
) -> Iterator[Binding]:
    """Yield name, scope and what is bound there, for every cost a scenario may give.

    What suppliers pay each their price for stands ``apart``: one gap would be wrong for some.
    """
    for pool in structure.pools.values():
        grades = structure.grades(pool.name)
        for component in pool.biofuels:
            # Where a pool has one grade, a blank grade is that one.
            only = grades[0] if len(grades) == 1 else ""
            yield from _in_grade(costs, bind, (pool.name, "", component), only, apart)
            for grade in grades:
                yield from _in_grade(costs, bind, (pool.name, grade, component), grade, apart)


def _in_grade(
    costs: Costs, bind: Bind, scope: tuple[str, str, str], grade: str, apart: Collection[str]
) -> Iterator[Binding]:
    """Bind what a biofuel costs in a grade, else what it costs in any."""
    component = scope[-1]
    key, given = _for_grade(costs.abatement_cost, component, grade)
    yield "abatement_cost_cur_per_t", scope, bind(given, "abatement_cost", key)
    key, given = _for_grade(costs.price_gap, component, grade)
    at_key, uncorrected = _for_grade(costs.uncorrected_price_gap, component, grade)
    # What is given for the grade stands before what is given for any.
    if uncorrected and (given is None or len(at_key) > len(key)):
        bound = bind(uncorrected, "uncorrected_price_gap", at_key)
        yield "uncorrected_gap_cur_per_l", scope, bound
        yield "corrected_gap_cur_per_l", scope, Derived("gap_by_correction_cur_per_l", "")
    elif given:
        yield "corrected_gap_cur_per_l", scope, bind(given, "price_gap", key)
    elif not {component, scope[0]} & {*apart}:
        yield "corrected_gap_cur_per_l", scope, Derived("gap_from_prices_cur_per_l", "")
    for line, amounts in costs.logistics.items():
        key, given = _for_grade(amounts, component, grade)
        yield "logistics_cur_per_l", (line, *scope), bind(given, "logistics", line, key)


def _for_grade(
    amounts: Mapping[str, Given], component: str, grade: str
) -> tuple[str, Given | None]:
    """Return what is given for a component in a grade, else for the component alone."""
    key = f"{component} in {grade}"
    return (key, amounts[key]) if key in amounts else (component, amounts.get(component))
