"""What appraisal says: currencies, oil prices, and fuels that follow the oil price."""

from __future__ import annotations

from biofuel_mandate.library import Library
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.meaning.context import Context, Path
from biofuel_mandate.scenario.oil_schema import Oil, oil_label
from biofuel_mandate.words import shown


def check_appraisal(context: Context, library: Library) -> None:
    """Check the carbon price, the tasks of administration, and the oil price."""
    scenario = context.scenario
    if scenario.appraisal is not None and scenario.appraisal.carbon_price is not None:
        _own_money(context, ("appraisal", "carbon_price"), scenario.appraisal.carbon_price)
    for name, case in (scenario.cases or {}).items():
        for task, line in case.administration.items():
            if line.cost is not None:
                _own_money(context, ("cases", name, "administration", task, "cost"), line.cost)
    if scenario.oil is not None:
        _oil(context, library, scenario.oil)


def _own_money(context: Context, path: Path, given: Given) -> None:
    """Check that money is in the scenario's currency."""
    currency = context.scenario.currency
    if currency and given.currency != currency:
        got = f'"{given.text}" is in {given.currency}, and the scenario in {currency}'
        context.fault(path, got, f"Convert it to {currency} and note the rate in its source.")


def _oil(context: Context, library: Library, oil: Oil) -> None:
    seen: set[str] = set()
    levels = [(("oil", "at", number), given) for number, given in enumerate(oil.at)]
    for path, given in (("oil", "price"), oil.price), *levels:
        context.currency(path, given)
        if given.value <= 0:
            context.fault(path, f"{shown(given.text)} is no oil price", "Write one above 0.")
    for path, given in levels:
        label = oil_label(given)
        if label in seen:
            context.fault(path, f"{label} is listed twice", "Keep one of the two.")
        seen.add(label)
    pools = context.pools()
    for name in oil.pass_through:
        place = ("oil", "pass_through", name)
        if name in POOLS and name not in pools and not context.written("market", name):
            context.fault(place, f"no {name} is sold here", "Leave it out.")
        elif name not in POOLS:
            context.component(library, place, name)
            if context.is_component(library, name) and not context.pools_of(name):
                sold = ", ".join((*pools, *context.components(tuple(pools))))
                context.fault(place, f"no {name} is sold here", f"Sold here: {sold}.")
