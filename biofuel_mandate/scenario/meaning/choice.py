"""What least cost needs to know: prices, taxes and supply of all that suppliers may sell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from biofuel_mandate.library import Library
from biofuel_mandate.library.quotes import quote_of, quotes
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.cost_schema import Supplier, Supply
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.fulfil import LEAST_COST
from biofuel_mandate.scenario.meaning.context import Context
from biofuel_mandate.scenario.price_fields import Quote
from biofuel_mandate.scenario.schema import Case
from biofuel_mandate.scenario.structure import (
    counts,
    fuel_of,
    is_priced,
    rules_of,
)
from biofuel_mandate.words import shown, suggest


def check_choice(context: Context, library: Library) -> None:
    """Check what cases of least cost need, and what is said of supply and suppliers."""
    scenario = context.scenario
    _supply(context, library)
    _suppliers(context, library)
    chosen = [name for name, case in (scenario.cases or {}).items() if _chooses(case)]
    if scenario.costs is None or scenario.market is None or not chosen:
        return
    for pool in context.pools():
        _priced_fossil(context, pool)
    offered = dict.fromkeys(name for case in chosen for _, name in offers(context, case))
    for line, amounts in scenario.costs.taxes.items():
        _covered(context, library, ("costs", "taxes", line), amounts, (*context.pools(), *offered))
    for line, amounts in scenario.costs.logistics.items():
        _covered(context, library, ("costs", "logistics", line), amounts, tuple(offered))
    for case in chosen:
        _needed(context, library, case)


def check_choice_of(context: Context, library: Library, case: str) -> None:
    """Check what one case of least cost lets suppliers sell."""
    fulfil = context.scenario.cases[case].fulfil
    for pool, grade, component in fulfil.fills:
        place = ("cases", case, "fulfil", LEAST_COST, pool, *([grade] if grade else []))
        if context.lacks(("market",), pool):
            context.fault(place, f"{pool} has no market", "Add it under market.")
        context.component(library, place, component)
        in_gas = library.is_gas_grade(grade)
        if context.is_component(library, component):
            is_gas = context.is_gas(library, component)
            if is_gas and not in_gas:
                got = f"{component} is sold by energy, in a grade of its own"
                context.fault(place, got, f"Write it as in {{gas: [{component}]}}.")
            elif in_gas and not is_gas:
                context.fault(place, f"{grade} holds no {component}", "Name a gas.")
    for pool, grade in fulfil.sales:
        context.grade(library, ("cases", case, "fulfil", LEAST_COST, pool, grade), pool, grade)


def offers(context: Context, case: str) -> Iterator[tuple[str, str]]:
    """Yield pool and biofuel of all that a case lets suppliers sell."""
    fulfil = context.scenario.cases[case].fulfil
    for pool in context.pools():
        named = [name for at, _, name in fulfil.fills if at == pool]
        for name in dict.fromkeys(named if fulfil.fills else context.components((pool,))):
            yield pool, name


def _chooses(case: Case) -> bool:
    return case.fulfil.how == LEAST_COST


def _priced_fossil(context: Context, pool: str) -> None:
    if pool not in context.scenario.costs.price and context.lacks(("costs", "price"), pool):
        got = f"{pool} has no price, and suppliers weigh it"
        context.fault(("costs", "price"), got, f'Write "{pool}: 6.50 NOK/l" or the like.')


def _covered(
    context: Context,
    library: Library,
    path: tuple[str, ...],
    amounts: dict[str, Given],
    offered: tuple[str, ...],
) -> None:
    """Check that a line of taxes or logistics says what each fuel pays, if only 0."""
    for name in offered:
        if name not in POOLS and (
            not context.is_component(library, name)
            or context.is_gas(library, name)
            or not is_priced(context.scenario, name)
        ):
            continue
        named = any(key.partition(" in ")[0] == name for key in (*amounts, *context.written(*path)))
        if not named:
            currency = context.scenario.currency or "NOK"
            got = f"nothing is said of {name}, which suppliers may sell"
            context.fault(path, got, f'Write "{name}: 0 {currency}/l" if there is none.')


def _needed(context: Context, library: Library, case: str) -> None:
    """Check that no rule hangs on a biofuel without a price."""
    scenario = context.scenario
    sold = list(offers(context, case))
    for name in rules_of(scenario, case):
        rule = scenario.rules[name]
        if rule.type == "cap" or rule.buy_out or rule.penalty:
            continue
        mine = [c for pool, c in sold if pool in rule.of.pools]
        mine = [c for c in mine if counts(scenario, library, rule, c)]
        unpriced = [c for c in mine if not is_priced(scenario, c)]
        if unpriced and len(unpriced) == len(mine):
            got = f"{name} counts only {' and '.join(unpriced)}, which has no price"
            do = f'Give it under "costs: price:", as in {unpriced[0]}: 12 NOK/l.'
            context.fault(("cases", case, "fulfil"), got, do)


def _supply(context: Context, library: Library) -> None:
    known = (*context.components(POOLS), *library.categories())
    for name, supply in (context.scenario.supply or {}).items():
        path = ("supply", name)
        if name not in known and context.scenario.market is not None:
            got = f"{shown(name)} is neither a biofuel sold nor a feedstock category"
            context.fault(path, got, suggest(name, known))
            continue
        is_gas = name not in library.categories() and context.is_gas(library, name)
        if supply.energy is not None and not is_gas:
            context.fault((*path, "energy"), f"{name} is sold by volume", 'Write "available:".')
        if is_gas and (supply.available is not None or supply.steps):
            context.fault(path, f"{name} is sold by energy", 'Write "energy: 300 GWh".')
        lacking = supply.available is None and supply.energy is None and not supply.steps
        if lacking and context.lacks(path, "available", "energy", "steps"):
            do = 'Write "available: 120 Ml", or a list of steps.'
            context.fault(path, "nothing says how much can be had", do)
        if supply.steps:
            _steps(context, library, path, supply)


def _steps(context: Context, library: Library, path: tuple[str, ...], supply: Supply) -> None:
    name = path[-1]
    pools = context.pools_of(name)
    if name in library.categories():
        context.fault((*path, "steps"), "steps belong to one biofuel", "Name it.")
    elif len(pools) > 1:
        got = f"{name} is sold in {' and '.join(pools)}, and its steps are of one market"
        context.fault((*path, "steps"), got, "Give each pool a biofuel of its own name.")
    if name in context.written("costs", "price"):
        context.fault(("costs", "price", name), "its supply gives its price", "Keep one.")
    for number, step in enumerate(supply.steps[:-1]):
        if step.volume is None:
            do = 'Write "volume: 100 Ml"; only the last step may be without end.'
            context.fault((*path, "steps", number), "this step has no end", do)
    for number, (one, other) in enumerate(pairwise(supply.steps), 1):
        if other.price.value < one.price.value:
            got = f"{other.price.text} is cheaper than the step before, {one.price.text}"
            context.fault((*path, "steps", number), got, "Order the steps, cheapest first.")
    for number, step in enumerate(supply.steps):
        currency = context.scenario.currency
        if currency and step.price.currency != currency:
            got = f'"{step.price.text}" is in {step.price.currency}, the scenario in {currency}'
            context.fault((*path, "steps", number, "price"), got, f"Convert it to {currency}.")


def _suppliers(context: Context, library: Library) -> None:
    scenario = context.scenario
    for name, case in (scenario.cases or {}).items():
        place = ("cases", name, "suppliers")
        if case.suppliers is not None and not context.written("suppliers"):
            do = 'Name them at the top of the file, under "suppliers:".'
            context.fault(place, "no suppliers are told apart", do)
        elif case.suppliers is not None and not _chooses(case):
            context.fault(place, "here suppliers do not choose", 'Write "fulfil: least cost".')
    suppliers = scenario.suppliers or {}
    if suppliers and any(supply.steps for supply in (scenario.supply or {}).values()):
        do = 'Write "available:" instead, or leave the suppliers out.'
        context.fault(("supply",), "steps are not shared out among suppliers", do)
    if len(suppliers) == len(context.written("suppliers")):
        _shares(context, suppliers)
        for name, supplier in suppliers.items():
            _own_prices(context, library, name, supplier)


def _shares(context: Context, suppliers: Mapping[str, Supplier]) -> None:
    """Check that the suppliers sell each pool, all of it together."""
    for pool in context.pools() if suppliers else ():
        shares = {name: getattr(supplier, pool) for name, supplier in suppliers.items()}
        for name, share in shares.items():
            if share is None and context.lacks(("suppliers", name), pool):
                got = f"nothing says what part of {pool} it sells"
                context.fault(("suppliers", name), got, f'Write "{pool}: 40 %", or 0 %.')
        given = [share for share in shares.values() if share is not None]
        total = sum(share.value for share in given)
        if len(given) == len(shares) and abs(total - 1) > 1e-9:
            got = f"the shares of {pool} add up to {total * 100:.6g} %"
            context.fault(("suppliers",), got, "Make them add up to 100 %.")


def _own_prices(context: Context, library: Library, name: str, supplier: Supplier) -> None:
    currency = context.scenario.currency
    for fuel, price in supplier.price.items():
        place = ("suppliers", name, "price", fuel)
        if fuel not in POOLS:
            context.component(library, place, fuel)
            if context.is_component(library, fuel) and context.is_gas(library, fuel):
                do = 'Give it under "costs: price:", one for all.'
                context.fault(place, f"{fuel} is sold by energy, at no supplier's own price", do)
        if currency and price.currency != currency:
            got = f'"{price.text}" is in {price.currency}, and the scenario in {currency}'
            context.fault(place, got, f"Convert it to {currency}.")


def check_prices(context: Context, library: Library) -> None:
    """Check the unit and currency of each price, and that a quote is one of the library."""
    costs = context.scenario.costs
    if costs is None:
        return
    for name, price in costs.price.items():
        path = ("costs", "price", name)
        if isinstance(price, Quote):
            if price.name not in quotes():
                got = f"the library quotes no {shown(price.name)}"
                context.fault(path, got, suggest(price.name, quotes()))
                continue
            given = quote_of(price.name, library.at)
        else:
            given = price
        context.currency(path, given)
        _unit(context, library, path, given)
    for code, rate in costs.exchange_rates.items():
        wanted = f"{context.scenario.currency}/{code}"
        if context.scenario.currency and rate.unit != wanted:
            got = f'"{rate.text}" does not say what one {code} costs'
            do = f'Write it in {wanted}, as in "{rate.value:.6g} {wanted}".'
            context.fault(("costs", "exchange_rates", code), got, do)


def _unit(context: Context, library: Library, path: tuple[str, ...], price: Given) -> None:
    name = path[-1]
    is_gas = name not in POOLS and context.is_gas(library, name)
    if is_gas and price.kind != "price per energy":
        context.fault(path, f"{name} is sold by energy", 'Write it like "250 NOK/GJ".')
    elif not is_gas and price.kind == "price per energy":
        context.fault(path, f"{name} is sold by the litre", 'Write it like "12.50 NOK/l".')
    elif price.kind == "price per tonne":
        density = f"{fuel_of(context.scenario, name)}.density_kg_per_l"
        if not (library.find(density) or density in context.overrides):
            got = f"{library.factor_set} has no density of {name}"
            do = f'Write the price per litre, or give "{density}" under "overrides:".'
            context.fault(path, got, do)
