"""What the market and its biofuels say."""

from __future__ import annotations

from biofuel_mandate.library import Library, names_in, read_topic
from biofuel_mandate.quantities import suggest
from biofuel_mandate.scenario.fields import POOLS, Fill
from biofuel_mandate.scenario.meaning.context import Context, Path
from biofuel_mandate.scenario.schema import Biofuel, PoolMarket


def check_market(context: Context, library: Library) -> None:
    """Check the pools, and what the biofuels are made of."""
    for pool, sold in context.pools().items():
        _pool(context, library, pool, sold)
    no_pool = not any(name in POOLS for name in context.written("market"))
    if context.scenario.market is not None and no_pool:
        context.fault(("market",), "no pool is given", 'Add "petrol:", "diesel:" or both.')
    for name, made_of in (context.scenario.biofuels or {}).items():
        _biofuel(context, library, name, made_of)


def _pool(context: Context, library: Library, pool: str, sold: PoolMarket) -> None:
    path = ("market", pool)
    if (sold.volume is None) == (sold.energy is None):
        got = "both volume and energy are given" if sold.volume else "no sales are given"
        context.fault(path, got, 'Give one of them: "volume: 1307.255 Ml" or "energy: 42.5 PJ".')
    sales = sold.volume or sold.energy
    if sales is not None and sales.value == 0:
        context.fault(path, "sales are 0", "Leave the pool out, or give its sales.")
    for component in sold.blend:
        context.component(library, (*path, "blend", component), component)
    shares = {name: Fill("share", given) for name, given in sold.blend.items()}
    context.blend(library, (*path, "blend"), pool, sold.grade, shares)
    total = sum(given.value for given in sold.blend.values())
    if total >= 1:
        do = "Leave room for the fossil fuel."
        context.fault((*path, "blend"), "biofuels fill the whole pool", do)
    if sold.grade is not None:
        context.grade(library, (*path, "grade"), pool, sold.grade)
    for label, limit in sold.vehicles.items():
        for grade in limit.only:
            context.grade(library, (*path, "vehicles", label, "only"), pool, grade)


def _biofuel(context: Context, library: Library, name: str, made_of: Biofuel) -> None:
    path = ("biofuels", name)
    fuel = made_of.fuel or name
    if fuel not in library.fuels():
        at = (*path, "fuel") if made_of.fuel else path
        got = f'"{fuel}" is not a fuel of the library'
        do = suggest(fuel, library.fuels())
        context.fault(at, got, do if made_of.fuel else f'Add "fuel:". {do}')
    if made_of.category is not None and made_of.category not in library.categories():
        do = suggest(made_of.category, library.categories())
        context.fault((*path, "category"), f'"{made_of.category}" is not a category', do)
    if made_of.pathway is not None:
        _pathway(context, library, path, fuel, made_of)


def _pathway(context: Context, library: Library, path: Path, fuel: str, made_of: Biofuel) -> None:
    at, pathways = (*path, "pathway"), library.pathways()
    item = pathways.get(str(made_of.pathway))
    if item is None:
        elsewhere = [
            directive
            for directive in names_in("pathways")
            if made_of.pathway in read_topic(f"pathways/{directive}").items
        ]
        got = f'"{made_of.pathway}" is not a pathway of {library.directive}'
        if elsewhere:
            do = (
                f"It is one of {elsewhere[0]}, whose savings are against another comparator. "
                f'Choose one of {library.directive}, or "comparator: {elsewhere[0]}".'
            )
        else:
            mine = tuple(key for key, value in pathways.items() if value["fuel"] == fuel)
            do = suggest(str(made_of.pathway), mine or tuple(pathways))
        context.fault(at, got, do)
        return
    if item["fuel"] != fuel:
        do = f"Choose a pathway of {fuel}, or set the fuel."
        context.fault(at, f'"{made_of.pathway}" makes {item["fuel"]}, not {fuel}', do)
    if made_of.category is not None and made_of.category != item["category"]:
        got = f'the pathway is of category "{item["category"]}"'
        context.fault((*path, "category"), got, "Leave the category out.")
