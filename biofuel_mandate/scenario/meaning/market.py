"""What the market and its biofuels say."""

from __future__ import annotations

from biofuel_mandate.library import Library, names_in, read_topic
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.fulfil import Fill
from biofuel_mandate.scenario.market_schema import PoolMarket
from biofuel_mandate.scenario.meaning.context import GAS_FORM, RESERVED, Context, Path
from biofuel_mandate.scenario.schema import Biofuel
from biofuel_mandate.words import shown, suggest


def check_market(context: Context, library: Library) -> None:
    """Check the pools, and what the biofuels are made of."""
    for pool, sold in context.pools().items():
        _pool(context, library, pool, sold)
    if context.scenario.market is not None and context.lacks(("market",), *POOLS):
        context.fault(("market",), "no pool is given", 'Add "petrol:", "diesel:" or both.')
    for name, made_of in (context.scenario.biofuels or {}).items():
        _biofuel(context, library, name, made_of)


def _pool(context: Context, library: Library, pool: str, sold: PoolMarket) -> None:
    path = ("market", pool)
    form = 'Give one of them: "volume: 1307.255 Ml" or "energy: 42.5 PJ".'
    if sold.volume is not None and sold.energy is not None:
        context.fault(path, "both volume and energy are given", form)
    elif sold.volume is None and sold.energy is None and context.lacks(path, "volume", "energy"):
        context.fault(path, "no sales are given", form)
    for key, sales in (("volume", sold.volume), ("energy", sold.energy)):
        if sales is not None and sales.value == 0:
            do = "Leave the pool out, or give its sales."
            context.fault((*path, key), "sales are 0", do)
    for component in sold.blend:
        context.component(library, (*path, "blend", component), component)
        if context.is_gas(library, component):
            do = f"Leave it out; a case may sell it: {GAS_FORM}."
            got = f"{component} is sold by energy and has no share of a blend"
            context.fault((*path, "blend", component), got, do)
    shares = {name: Fill("share", given) for name, given in sold.blend.items()}
    context.blend(library, (*path, "blend"), pool, sold.grade, shares)
    if sold.grade is not None:
        context.grade(library, (*path, "grade"), pool, sold.grade)
        if library.is_gas_grade(sold.grade):
            got = f"{sold.grade} is sold by energy, beside the pool's own grade"
            context.fault((*path, "grade"), got, "Name the grade of the liquid fuel, such as B7.")
    for label, limit in sold.vehicles.items():
        for number, grade in enumerate(limit.only):
            place = (*path, "vehicles", label, "only", number)
            context.grade(library, place, pool, grade)


def _biofuel(context: Context, library: Library, name: str, made_of: Biofuel) -> None:
    path = ("biofuels", name)
    if name in (*POOLS, *RESERVED):
        got = f'"{name}" cannot be the name of a biofuel'
        context.fault(path, got, "It already means something else here; choose another name.")
        return
    if " in " in name:
        do = 'Such names are of a biofuel in one grade, as in "fame in B7"; choose another.'
        context.fault(path, 'a biofuel\'s name cannot hold " in "', do)
        return
    fuels = tuple(fuel for fuel in library.fuels() if fuel not in POOLS)
    fuel = made_of.fuel or name
    item = library.pathways().get(made_of.pathway or "")
    is_fuel = fuel in fuels
    if made_of.fuel is not None and not is_fuel:
        got = f"{shown(fuel)} is not a biofuel of the library"
        context.fault((*path, "fuel"), got, suggest(fuel, fuels))
    elif not is_fuel and context.lacks(path, "fuel"):
        do = f'Add "fuel: {item["fuel"]}".' if item else f'Add "fuel:". {suggest(fuel, fuels)}'
        context.fault(path, f"{shown(fuel)} is not a biofuel of the library", do)
    if made_of.category is not None and made_of.category not in library.categories():
        do = suggest(made_of.category, library.categories())
        context.fault((*path, "category"), f"{shown(made_of.category)} is not a category", do)
    if made_of.pathway is not None:
        _pathway(context, library, path, fuel if is_fuel else "", made_of)


def _pathway(context: Context, library: Library, path: Path, fuel: str, made_of: Biofuel) -> None:
    at, pathways = (*path, "pathway"), library.pathways()
    item = pathways.get(str(made_of.pathway))
    if item is None:
        elsewhere = [
            directive
            for directive in names_in("pathways")
            if made_of.pathway in read_topic(f"pathways/{directive}").items
        ]
        got = f"{shown(made_of.pathway)} is not a pathway of {library.directive}"
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
    if fuel and item["fuel"] != fuel:
        do = f"Choose a pathway of {fuel}, or set the fuel."
        context.fault(at, f'"{made_of.pathway}" makes {item["fuel"]}, not {fuel}', do)
    if made_of.category is not None and made_of.category != item["category"]:
        got = f'the pathway is of category "{item["category"]}"'
        context.fault((*path, "category"), got, "Leave the category out.")
