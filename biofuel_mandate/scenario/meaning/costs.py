"""What costs and overrides say."""

from __future__ import annotations

from dataclasses import replace

from biofuel_mandate.library import Library, kind_of
from biofuel_mandate.quantities import Given, QuantityError, parse_given
from biofuel_mandate.scenario.bindings import FUEL_QUANTITIES, GRADE_QUANTITIES
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.meaning.context import Context, Path
from biofuel_mandate.words import nearest, shown, suggest


def check_money(context: Context) -> None:
    """Check that all money is in the scenario's currency."""
    costs, currency = context.scenario.costs, context.scenario.currency
    if costs is None or currency is None:
        return
    prices: list[tuple[tuple[str, ...], Given]] = [
        (("costs", group, name), given)
        for group in ("abatement_cost", "price", "price_gap", "uncorrected_price_gap")
        for name, given in getattr(costs, group).items()
    ]
    prices += [
        (("costs", "logistics", line, name), given)
        for line, amounts in costs.logistics.items()
        for name, given in amounts.items()
    ]
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
            if group != "abatement_cost":
                _per_litre(context, library, ("costs", group, name), name)
    for line, amounts in costs.logistics.items():
        for name in amounts:
            _priced(context, library, ("costs", "logistics", line, name), name)
            _per_litre(context, library, ("costs", "logistics", line, name), name)
    given_once = dict.fromkeys((*costs.price, *costs.price_gap, *costs.uncorrected_price_gap))
    for name in given_once:
        ways = [group for group in groups[1:] if name in getattr(costs, group)]
        if len(ways) > 1:
            got = f"the price gap of {name} is given as {' and as '.join(ways)}"
            context.fault(("costs", ways[1], name), got, "Keep one of them.")


def _priced(context: Context, library: Library, path: Path, name: str) -> None:
    """Check what a cost is of: a biofuel, or a biofuel in one grade ("fame in B30")."""
    component, _, grade = name.partition(" in ")
    context.component(library, path, component)
    if grade and grade not in library.grades():
        got = f"{shown(grade)} is not a grade of the library"
        context.fault(path, got, suggest(grade, tuple(library.grades())))


def _is_limit(library: Library, name: str) -> bool:
    """Return whether a name is of a limit that the library may not have: B30.hvo.greatest_..."""
    grade, _, rest = name.partition(".")
    fuel, _, quantity = rest.partition(".")
    return grade in library.grades() and fuel in library.fuels() and quantity in GRADE_QUANTITIES


def _per_litre(context: Context, library: Library, path: Path, name: str) -> None:
    component = name.partition(" in ")[0]
    if context.is_gas(library, component):
        got = f"{component} is sold by energy, and has no cost per litre"
        context.fault(path, got, 'Give its "abatement_cost:", per tonne.')


def _named(name: str, fuel: str, known: tuple[str, ...]) -> str:
    of_fuel = tuple(other for other in known if other.startswith(f"{fuel}."))
    if nearest(name, known) or of_fuel:
        return suggest(name, known if nearest(name, known) else of_fuel)
    return 'Name a value by its fuel and unit, such as "ethanol.lhv_mj_per_l".'


_ABOVE_ZERO = (
    *("lhv_mj_per_l", "lhv_mj_per_kg", "density_kg_per_l", "efficiency_ratio"),
    "comparator_g_per_mj",
)


def check_overrides(context: Context, library: Library) -> None:
    """Check overrides and keep their values, ready to replace the library's."""
    if not context.scenario.overrides:
        return
    known = tuple(library.names())
    for name, data in context.scenario.overrides.items():
        path = ("overrides", name)
        fuel, _, quantity = name.partition(".")
        possible = fuel in library.fuels() and quantity in FUEL_QUANTITIES
        possible = possible or _is_limit(library, name)
        if name not in known and not possible:
            do = _named(name, fuel, known)
            context.fault(path, f"{shown(name)} is not a value of the library", do)
            continue
        try:
            given = parse_given(data, kind_of(name))
        except ExceptionGroup as group:
            for error in group.exceptions:
                if isinstance(error, QuantityError):
                    context.fault((*path, *error.within), error.got, error.do)
            continue
        if given.value <= 0 and name.rpartition(".")[2] in _ABOVE_ZERO:
            do = "Write a number above 0."
            context.fault(path, f"{shown(given.text)} is not above 0", do)
        if not given.source:
            do = 'Write {value: ..., source: "where it comes from"}.'
            context.fault(path, "an override has no source", do)
        replaced = library.find(name)
        context.overrides[name] = replace(
            given,
            id=replaced.id if replaced else f"{library.factor_set}/{name}",
            origin="override",
            evidence=given.evidence or "unverified",
            line=context.document.line(path),
        )
