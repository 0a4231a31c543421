"""What prices at the pump, a driver's year, and demand that answers the price need to know."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from biofuel_mandate.library import Library
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.fulfil import LEAST_COST
from biofuel_mandate.scenario.meaning.context import Context
from biofuel_mandate.scenario.structure import is_priced
from biofuel_mandate.words import shown, suggest

_GROUPS = ("distribution", "yearly_use", "price_elasticity")
# What is asked of a pool, and cannot be told without all that makes its price.
_WHY = {
    "yearly_use": "a driver's bill",
    "price_elasticity": "demand that answers the price",
}


def check_consumers(context: Context) -> None:
    """Check the pools and the money of what is said of consumers."""
    consumers = context.scenario.consumers
    if consumers is None:
        return
    for group in _GROUPS:
        for pool in getattr(consumers, group):
            place = ("consumers", group, pool)
            if pool not in POOLS:
                got = f"{shown(pool)} is not a pool"
                context.fault(place, got, suggest(pool, POOLS))
            elif context.lacks(("market",), pool):
                got = f"{pool} has no market"
                context.fault(place, got, "Add it under market, or leave it out here.")
    for pool, amount in consumers.distribution.items():
        _money(context, ("consumers", "distribution", pool), amount)
    for pool, use in consumers.yearly_use.items():
        if use.value == 0:
            do = "Write what a driver buys a year, or leave the pool out."
            context.fault(("consumers", "yearly_use", pool), "a driver buys nothing", do)


def _money(context: Context, path: tuple[str, ...], amount: Given) -> None:
    currency = context.scenario.currency
    if currency and amount.currency != currency:
        got = f'"{amount.text}" is in {amount.currency}, and the scenario in {currency}'
        context.fault(path, got, f"Convert it to {currency} and note the rate in its source.")
    elif amount.value < 0:
        got = f"{shown(amount.text)} is negative"
        context.fault(path, got, "Write what depots, stations and margins cost, 0 or more.")


def check_pump(context: Context, library: Library) -> None:
    """Check that a bill, and demand that answers a price, have all that makes the price.

    What is sold can only be told when all else is right.
    """
    consumers = context.scenario.consumers
    if consumers is None or context.scenario.costs is None or not context.scenario.cases:
        return
    for group, why in _WHY.items():
        for pool in getattr(consumers, group):
            lacking = list(_lacking(context, library, pool))
            if lacking:
                got = f"{why} needs the price of {pool}, which lacks {' and '.join(lacking)}"
                context.fault(("consumers", group, pool), got, "Give it, or leave this out.")
    if consumers.yearly_use or consumers.price_elasticity:
        _baselines(context)


def _lacking(context: Context, library: Library, pool: str) -> Iterator[str]:
    """Yield what the price of a pool at the pump lacks, in the order it is made of.

    What is written counts, even where its own form is a fault.
    """
    sold = {
        name: grades
        for name, grades in _sold(context, pool).items()
        if name == pool or not context.is_gas(library, name)
    }
    for name in sold:
        if not _is_priced(context, name):
            yield f"a price of {name}"
    costs = context.scenario.costs
    for line in _keys(context, costs.logistics, "logistics"):
        amounts = _keys(context, costs.logistics.get(line, {}), "logistics", line)
        for name, grades in sold.items():
            if name != pool and not _covers(amounts, name, grades):
                yield f'"{line}" of {name}'
    if pool not in context.written("consumers", "distribution"):
        yield "a cost of distribution"
    lines = _keys(context, costs.taxes, "taxes")
    if not lines:
        yield "taxes"
    for line in lines:
        taxed = _keys(context, costs.taxes.get(line, {}), "taxes", line)
        for name in sold:
            if name not in taxed:
                yield f'"{line}" of {name}'


def _keys(context: Context, known: Collection[str], *path: str) -> tuple[str, ...]:
    """Return what a part of the costs names, here or by a law that it takes."""
    # Of a law, its name and its day are written there as well; its taxes are known.
    written = [] if path == ("taxes",) and known else context.written("costs", *path)
    return tuple(dict.fromkeys((*known, *written)))


def _sold(context: Context, pool: str) -> dict[str, set[str]]:
    """Return what a pool sells in any case, with the grades it is sold in; blank for its own."""
    market = context.pools()[pool]
    observed = [name for name, share in market.blend.items() if share.value > 0]
    found: dict[str, set[str]] = {pool: {""}}
    for case in context.scenario.cases.values():
        fulfil = case.fulfil
        if fulfil.how == LEAST_COST:
            names = [name for at, _, name in fulfil.fills if at == pool]
            may = names if fulfil.fills else context.components((pool,))
            sold = [("", name) for name in may if is_priced(context.scenario, name)]
        elif fulfil.how == "blend":
            sold = [(grade, name) for at, grade, name in fulfil.fills if at == pool]
        else:
            of_pool = context.components((pool,))
            kept = [name for name in fulfil.ratios if name in of_pool] or observed
            sold = [("", name) for name in kept]
        for grade, name in sold:
            found.setdefault(name, set()).add(grade or market.grade or pool)
    return found


def _is_priced(context: Context, name: str) -> bool:
    """Return whether there is a price, a supply curve, or a gap to the price of fossil fuel."""
    groups = ("price_gap", "uncorrected_price_gap")
    gaps = [gap for group in groups for gap in context.written("costs", group)]
    chosen = all(case.fulfil.how == LEAST_COST for case in context.scenario.cases.values())
    curve = context.scenario.supply.get(name)
    has_curve = curve is not None and bool(curve.steps)
    of_market = name in context.written("costs", "price") or has_curve
    of_market = of_market or name in {gap.partition(" in ")[0] for gap in gaps}
    # Prices of suppliers' own are those of cases in which suppliers choose.
    return of_market or (chosen and is_priced(context.scenario, name))


def _covers(amounts: Collection[str], name: str, grades: set[str]) -> bool:
    return name in amounts or all(f"{name} in {grade}" in amounts for grade in grades)


def _baselines(context: Context) -> None:
    """Check that each case leads to one that is its own baseline: there the energy is known."""
    scenario = context.scenario
    for name in scenario.cases:
        seen, at = [name], name
        while (before := scenario.cases[at].baseline or scenario.baseline) != at:
            if before in seen:
                listed = " and ".join(shown(one) for one in dict.fromkeys(seen))
                got = f"{listed} are each other's baselines, so their energy is that of neither"
                do = "Let one of them be its own baseline."
                context.fault(("cases", name, "baseline"), got, do)
                break
            seen.append(before)
            at = before
