"""Which given value, or which equation, each name stands for: exhaust of the diesel pool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from biofuel_mandate.library import Derived
from biofuel_mandate.library.air import curve_name, esters
from biofuel_mandate.scenario.cost_bindings import Binding

if TYPE_CHECKING:
    from biofuel_mandate.scenario.bindings import Binder


def bind_air(binder: Binder) -> Iterator[Binding]:
    """Yield name, scope and what is bound there, where the scenario asks for air quality."""
    asked = binder.file.air_quality
    if asked is None:
        return
    pool = binder.structure.pools["diesel"]
    for component in pool.components:
        is_ester = pool.fuels.get(component) in esters()
        way = "litres_of_ester_ml" if is_ester else "litres_of_no_ester_ml"
        yield "ester_ml", (pool.name, component), Derived(way, "")
    shapes = (grade for case in binder.structure.cases.values() for grade in case.grades)
    if len({one.grade for one in shapes if one.pool == pool.name and not one.is_gas}) > 1:
        yield "graded_exhaust_ml", (pool.name,), Derived("exhaust_of_grades_ml", "")
    for pollutant in binder.structure.pollutants:
        yield (
            "fame_curve_per_percent",
            (pollutant,),
            binder.from_library(curve_name(asked.curves, pollutant)),
        )
        stated = asked.inventory.get(pollutant)
        given = binder.given(stated, "air_quality", "inventory", pollutant, parts=(asked,))
        for case in binder.structure.cases.values():
            # It is of the scenario's baseline: from another one, the tonnes are not known.
            if case.baseline == binder.file.baseline:
                yield "exhaust_inventory_kt", (case.name, pollutant), given
