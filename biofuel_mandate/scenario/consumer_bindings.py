"""Which given value, or which equation, each name stands for: pump prices, drivers and demand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from biofuel_mandate.effects.consumers import CHARGES
from biofuel_mandate.library import Bound, Derived
from biofuel_mandate.scenario.consumer_schema import Consumers
from biofuel_mandate.scenario.cost_bindings import Binding
from biofuel_mandate.scenario.shapes import Pool

if TYPE_CHECKING:
    from biofuel_mandate.scenario.bindings import Binder

# The equation of each charge, in their order.
_CHARGES = ("product", "logistics", "distribution", "tax", "vat")


def bind_consumers(binder: Binder) -> Iterator[Binding]:
    """Yield name, scope and what is bound there, for prices at the pump and for demand."""
    yield from _demand(binder)
    consumers = binder.file.consumers
    if consumers is None:
        return
    around = (consumers,)
    vat = binder.given(consumers.vat, "consumers", "vat", parts=around)
    yield "vat_share", (), vat
    for charge, name in zip(CHARGES, _CHARGES, strict=True):
        yield "pump_charge_mcur", (charge,), Derived(f"{name}_charge_mcur", "")
    for pool in binder.structure.pools.values():
        yield from _of_pool(binder, consumers, pool)


def _of_pool(binder: Binder, consumers: Consumers, pool: Pool) -> Iterator[Binding]:
    given = {
        "distribution_cur_per_l": ("distribution", consumers.distribution),
        "yearly_use_l": ("yearly_use", consumers.yearly_use),
        "price_elasticity_ratio": ("price_elasticity", consumers.price_elasticity),
    }
    for name, (key, amounts) in given.items():
        path = ("consumers", key, pool.name)
        bound = binder.given(amounts.get(pool.name), *path, parts=(consumers,))
        yield name, (pool.name,), bound
    for case in binder.structure.cases.values():
        own = "own" if case.baseline == case.name else "kept"
        yield "yearly_energy_mj", (case.name, pool.name), Derived(f"{own}_yearly_energy_mj", "")
    for component in pool.components:
        yield from _of_fuel(binder, pool, component)


def _of_fuel(binder: Binder, pool: Pool, component: str) -> Iterator[Binding]:
    scope = (pool.name, component)
    if component in pool.gases:
        yield "pump_product_mcur", scope, Derived("none_of_gas_mcur", "")
        yield "pump_tax_mcur", scope, Derived("none_of_gas_mcur", "")
        yield "pump_energy_tj", scope, Derived("no_litres_of_gas_tj", "")
        return
    way = "price_by_gap" if _is_by_gap(binder, component) else "price_of_litres"
    if binder.structure.steps(component):
        way = "price_of_steps"
    yield "pump_product_mcur", scope, Derived(f"{way}_mcur", "")
    yield "pump_energy_tj", scope, Derived("useful_energy_of_litres_tj", "")
    if binder.structure.taxes:
        # Where no tax is said, none is taken to be 0. A blank treatment is the scenario's own.
        yield "pump_tax_mcur", scope, Derived("all_tax_revenue_mcur", "")


def _is_by_gap(binder: Binder, component: str) -> bool:
    """Return whether a biofuel has a price gap in place of a price."""
    costs = binder.file.costs
    gaps = (*costs.price_gap, *costs.uncorrected_price_gap)
    named = {name.partition(" in ")[0] for name in gaps}
    return component in named and component not in costs.price


def _demand(binder: Binder) -> Iterator[Binding]:
    """Yield what the demand of each pool follows from; without a case it is the base year's."""
    consumers = binder.file.consumers
    answering = consumers.price_elasticity if consumers else {}
    for pool in binder.structure.pools:
        yield "demand_ratio", ("", pool), Derived("same_demand_ratio", "")
        for case in binder.structure.cases.values():
            answers = pool in answering and case.baseline != case.name
            way = "demand_answer_ratio" if answers else "same_demand_ratio"
            own = None if answers else _path(binder, case.name, pool)
            yield "demand_ratio", (case.name, pool), own or Derived(way, "")


def _path(binder: Binder, case: str, pool: str) -> Bound | None:
    """Return the pool's part of the market's energy on the path that a case serves."""
    name = binder.file.cases[case].demand
    if name is None:
        return None
    path = binder.file.demand[name]
    return binder.given(getattr(path, pool), "demand", name, pool, parts=(path,))
