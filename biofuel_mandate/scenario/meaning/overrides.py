"""What overrides say: library values that the scenario replaces, each with its source."""

from __future__ import annotations

from dataclasses import replace

from biofuel_mandate.equations import EQUATIONS, unit_of
from biofuel_mandate.library import Library, derive, kind_of
from biofuel_mandate.quantities import Given, QuantityError, parse_given
from biofuel_mandate.scenario.bindings import FUEL_QUANTITIES, GRADE_QUANTITIES
from biofuel_mandate.scenario.meaning.context import Context
from biofuel_mandate.words import nearest, shown, suggest

# Values of one fuel that follow from one another agree to this.
_AGREE = 0.01


def _is_limit(library: Library, name: str) -> bool:
    """Return whether a name is of a limit that the library may not have: B30.hvo.greatest_..."""
    grade, _, rest = name.partition(".")
    fuel, _, quantity = rest.partition(".")
    return grade in library.grades() and fuel in library.fuels() and quantity in GRADE_QUANTITIES


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
    _clashes(context, library)
    _comparator(context, library)


def _clashes(context: Context, library: Library) -> None:
    """Check that overrides of one fuel that follow from one another agree."""
    for name, given in context.overrides.items():
        fuel, _, quantity = name.partition(".")
        for way in derive.WAYS.get(quantity, ()):
            names = [f"{fuel}.{part}" for part in EQUATIONS[way].parameters]
            beside = [one for one in names if one in context.overrides]
            found = [context.overrides.get(one) or library.find(one) for one in names]
            values = [one.value for one in found if isinstance(one, Given)]
            if not beside or len(values) < len(names):
                continue
            made = float(EQUATIONS[way].function(*values))
            if abs(made - given.value) > _AGREE * abs(given.value):
                got = f"it clashes with {' and '.join(beside)}, from which "
                got += f"{made:.4g} {unit_of(quantity)} follows"
                context.fault(("overrides", name), got, "Keep one, or give values that agree.")


def _comparator(context: Context, library: Library) -> None:
    """Check that no saving of a pathway is held against another comparator than its own."""
    name = f"{library.directive}.comparator_g_per_mj"
    if name not in context.overrides:
        return
    printed = library.find(name)
    held = [
        component
        for component, made_of in (context.scenario.biofuels or {}).items()
        if made_of.pathway and made_of.saving is None
    ]
    if held and isinstance(printed, Given) and context.overrides[name].value != printed.value:
        got = f"the pathways' savings of {' and '.join(held)} are against {printed.value:g} g/MJ"
        do = 'Give those biofuels a "saving:" of their own, or leave the override out.'
        context.fault(("overrides", name), got, do)
