"""What costs say."""

from __future__ import annotations

from biofuel_mandate.library import Library
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.cost_schema import Costs
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.meaning.context import Context, Path
from biofuel_mandate.scenario.meaning.taxes import tax_rates
from biofuel_mandate.words import shown, suggest


def check_money(context: Context) -> None:
    """Check that all money is in the scenario's currency."""
    costs, currency = context.scenario.costs, context.scenario.currency
    if costs is None or currency is None:
        return
    prices: list[tuple[tuple[str, ...], Given]] = [
        (("costs", group, name), given)
        for group in ("abatement_cost", "price_gap", "uncorrected_price_gap")
        for name, given in getattr(costs, group).items()
    ]
    prices += [
        (("costs", "logistics", line, name), given)
        for line, amounts in costs.logistics.items()
        for name, given in amounts.items()
    ]
    prices += tax_rates(costs)
    for path, given in prices:
        if given.currency != currency:
            got = f'"{given.text}" is in {given.currency}, and the scenario in {currency}'
            context.fault(path, got, f"Convert it to {currency} and note the rate in its source.")


def check_costs(context: Context, library: Library) -> None:
    """Check that costs name biofuels, each price gap once."""
    costs = context.scenario.costs
    if costs is None:
        return
    groups = ("abatement_cost", "price", "price_gap", "uncorrected_price_gap")
    for group in groups:
        for name in getattr(costs, group):
            if group != "price":
                _priced(context, library, ("costs", group, name), name)
            elif name not in POOLS:
                context.component(library, ("costs", group, name), name)
            if group not in ("abatement_cost", "price"):
                _per_litre(context, library, ("costs", group, name), name)
    _lines(context, library, costs)
    given_once = dict.fromkeys((*costs.price, *costs.price_gap, *costs.uncorrected_price_gap))
    for name in given_once:
        ways = [group for group in groups[1:] if name in getattr(costs, group)]
        if len(ways) > 1:
            got = f"the price gap of {name} is given as {' and as '.join(ways)}"
            context.fault(("costs", ways[1], name), got, "Keep one of them.")


def _lines(context: Context, library: Library, costs: Costs) -> None:
    """Check what lines of logistics are of."""
    for line, amounts in costs.logistics.items():
        for name in amounts:
            _priced(context, library, ("costs", "logistics", line, name), name)
            _per_litre(context, library, ("costs", "logistics", line, name), name)


def _priced(context: Context, library: Library, path: Path, name: str) -> None:
    """Check what a cost is of: a biofuel, or a biofuel in one grade ("fame in B30")."""
    component, _, grade = name.partition(" in ")
    context.component(library, path, component)
    if not grade or not context.is_component(library, component):
        return
    if grade not in library.grades():
        got = f"{shown(grade)} is not a grade of the library"
        context.fault(path, got, suggest(grade, tuple(library.grades())))
        return
    pool, sold_in = library.grades()[grade]["pool"], context.pools_of(component)
    is_gas = context.is_gas(library, component)
    if sold_in and (pool not in sold_in or is_gas != library.is_gas_grade(grade)):
        got = f"{grade} is a grade that holds no {component}"
        context.fault(path, got, f'Name a grade that does, or write "{component}" alone.')


def _per_litre(context: Context, library: Library, path: Path, name: str) -> None:
    component = name.partition(" in ")[0]
    if context.is_gas(library, component):
        got = f"{component} is sold by energy, and has no cost per litre"
        context.fault(path, got, 'Give its "abatement_cost:", per tonne.')
