"""Which given value, or which equation, each name stands for: prices, taxes and supply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from biofuel_mandate.library import Derived
from biofuel_mandate.scenario.cost_bindings import Binding
from biofuel_mandate.scenario.shapes import Pool

if TYPE_CHECKING:
    from biofuel_mandate.scenario.bindings import Binder


def bind_payments(binder: Binder) -> Iterator[Binding]:
    """Yield name, scope and what is bound there, for all that is paid for fuel."""
    for pool in binder.structure.pools.values():
        for component in pool.components:
            yield from _prices(binder, pool, component)
            yield from _taxes(binder, pool, component)


def bind_suppliers(binder: Binder) -> Iterator[Binding]:
    """Yield name, scope and what is bound there, for those who sell."""
    for name, supplier in binder.file.suppliers.items():
        for pool_name in binder.structure.pools:
            share = getattr(supplier, pool_name)
            given = binder.given(share, "suppliers", name, pool_name, parts=(supplier,))
            yield "supplier_energy_share", (name, pool_name), given


def _prices(binder: Binder, pool: Pool, component: str) -> Iterator[Binding]:
    scope = (pool.name, component)
    is_gas = component in pool.gases
    steps = binder.structure.steps(component)
    sold = "gas" if is_gas else "steps" if steps else "litres"
    yield "fuel_price_cost_mcur", scope, Derived(f"price_of_{sold}_mcur", "")
    beside = "none_of_gas_mcur" if is_gas else "logistics_of_litres_mcur"
    tax = "none_of_gas_mcur" if is_gas else "tax_of_litres_mcur"
    yield "beside_price_cost_mcur", scope, Derived(beside, "")
    yield "tax_cost_mcur", scope, Derived(tax, "")
    further = "no_further_cost" if component == pool.name else "all_logistics"
    yield "further_cost_cur_per_l", scope, Derived(f"{further}_cur_per_l", "")
    yield "asked_price_cur_per_l", ("", *scope), Derived("price_cur_per_l", "")
    for name, supplier in binder.file.suppliers.items():
        own = supplier.price.get(component)
        given = binder.given(own, "suppliers", name, "price", component, parts=(supplier,))
        yield "asked_price_cur_per_l", (name, *scope), given or Derived("price_cur_per_l", "")


def _taxes(binder: Binder, pool: Pool, component: str) -> Iterator[Binding]:
    costs = binder.file.costs
    for line, amounts in costs.taxes.items():
        path = ("costs", "taxes", line, component)
        given = binder.given(amounts.get(component), *path, parts=(costs,))
        yield "tax_cur_per_l", (line, pool.name, component), given


def bind_supply(binder: Binder) -> Iterator[Binding]:
    """Yield name, scope and what is bound there, for what can be had."""
    for name, supply in binder.file.supply.items():
        path, parts = ("supply", name), (supply,)
        available = binder.given(supply.available, *path, "available", parts=parts)
        yield "available_ml", (name,), available
        yield "available_tj", (name,), binder.given(supply.energy, *path, "energy", parts=parts)
        for number, step in enumerate(supply.steps, 1):
            at, own = (*path, "steps", str(number)), (step, supply)
            size = binder.given(step.volume, *at, "volume", parts=own)
            yield "step_size_ml", (str(number), name), size or Derived("endless_step_ml", "")
            yield (
                "step_price_cur_per_l",
                (str(number), name),
                binder.given(step.price, *at, "price", parts=own),
            )


def bind_price(binder: Binder, pool: str, component: str) -> Iterator[Binding]:
    """Yield what the price of a fuel follows from: its unit, and its currency."""
    scope = (pool, component)
    price = binder.price(component)
    if price is None:
        return
    per = {"price per litre": "l", "price per tonne": "t", "price per energy": "gj"}[price.kind]
    rate = binder.rate(price)
    if rate is None:
        yield f"price_cur_per_{per}", scope, price
    else:
        yield f"foreign_price_cur_per_{per}", scope, price
        yield "exchange_ratio", scope, rate
        yield f"price_cur_per_{per}", scope, Derived(f"price_by_exchange_cur_per_{per}", "")
    if per == "t":
        yield "price_cur_per_l", scope, Derived("price_by_mass_cur_per_l", "")
