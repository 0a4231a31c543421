"""What the grades of a pool hold and sell in one case."""

from __future__ import annotations

from biofuel_mandate.library import Library
from biofuel_mandate.scenario.fulfil import Fill
from biofuel_mandate.scenario.meaning.context import GAS_FORM, Context, Path
from biofuel_mandate.scenario.structure import fuel_of


def check_grades(context: Context, library: Library, case: str, pool: str) -> None:
    """Check the grades that a case names in a pool, their blends and their sales."""
    fulfil = context.scenario.cases[case].fulfil
    own_grade = context.pools()[pool].grade
    path = ("cases", case, "fulfil", pool)
    named = [grade for at, grade in fulfil.sales if at == pool]
    for grade in named:
        context.grade(library, (*path, grade), pool, grade)
    own = any(at == pool and not grade for at, grade, _ in fulfil.fills)
    for grade in ([""] if own else []) + named:
        fills = {
            component: fill
            for (at, within, component), fill in fulfil.fills.items()
            if (at, within) == (pool, grade)
        }
        if library.is_gas_grade(grade):
            continue
        place = (*path, *([grade] if grade else []))
        context.blend(library, place, pool, grade or own_grade, fills)
    if own and own_grade in named:
        got = f"{own_grade} is the grade of what stands beside it too"
        context.fault((*path, own_grade), got, "Write the biofuels of a grade in one place.")
    _same_grade(context, case, pool)
    gases = [grade for grade in named if library.is_gas_grade(grade)]
    for grade in gases:
        if fulfil.sales[pool, grade] is not None:
            got = f"{grade} sells what it holds"
            context.fault((*path, grade, "sales"), got, f"Leave it out, as in {GAS_FORM}.")
    liquids = [grade for grade in named if grade not in gases]
    _sales(context, case, pool, own, liquids)


def check_measure(context: Context, library: Library, path: Path, grade: str, fill: Fill) -> None:
    """Check that a liquid is given by volume, and a gas by energy and in its own grade."""
    component = str(path[-1])
    in_gas = library.is_gas_grade(grade)
    if not context.is_gas(library, component):
        if in_gas:
            known = ", ".join(library.gases())
            context.fault(path, f"{grade} holds no {component}", f"Known here: {known}.")
        elif fill.how in ("energy", "mass"):
            do = 'Write a share ("5.0 %") or a volume ("52 Ml").'
            context.fault(path, f"{component} is sold by volume", do)
    elif not in_gas:
        got = f"{component} is sold by energy, in a grade of its own"
        context.fault(path, got, f"Write it as in {GAS_FORM}.")
    elif fill.how not in ("energy", "mass", "rest", "share of case"):
        do = 'Write an energy ("120 GWh"), a mass ("8.6 kt"), "rest" or "as in CASE".'
        context.fault(path, f"{component} is sold by energy", do)
    elif fill.how == "mass":
        name = f"{fuel_of(context.scenario, component)}.lhv_mj_per_kg"
        if not (library.find(name) or name in context.overrides):
            got = f"{library.factor_set} has no heat value for a mass of {component}"
            do = f'Write the energy ("120 GWh"), or give "{name}" under "overrides:".'
            context.fault(path, got, do)


def _same_grade(context: Context, case: str, pool: str) -> None:
    """Check that what a named grade takes from another case stands in that grade there."""
    cases, own_grade = context.scenario.cases, context.pools()[pool].grade
    for (at, grade, component), fill in cases[case].fulfil.fills.items():
        if at != pool or not grade or fill.case not in cases:
            continue
        there = cases[fill.case].fulfil
        named = {name for where, name in there.sales if where == pool}
        own = not named or any(where == pool and not name for where, name, _ in there.fills)
        if grade not in named | ({own_grade} if own else set()):
            place = ("cases", case, "fulfil", pool, grade, component)
            do = f"Take it from a case that sells {grade}, or give the amount."
            context.fault(place, f'"{fill.case}" sells no {grade}', do)


def _sales(context: Context, case: str, pool: str, own: bool, named: list[str]) -> None:
    fulfil = context.scenario.cases[case].fulfil
    path = ("cases", case, "fulfil", pool)
    rest = [grade for grade in named if fulfil.sales[pool, grade] is None]
    if len(rest) + own > 1:
        both = ([context.pools()[pool].grade or pool] if own else []) + rest
        got = f"{' and '.join(both)} both sell what is left"
        do = 'Give "sales:" for all grades but one: a share, a volume or "rest".'
        context.fault(path, got, do)
    if named and not own and not rest:
        do = 'Leave "sales:" out of the grade that sells what the others leave.'
        context.fault(path, "every grade has sales of its own", do)
        return
    shares = [
        fill.given.value
        for (at, _), fill in fulfil.sales.items()
        if at == pool and fill and fill.given and fill.how == "share"
    ]
    if sum(shares) >= 1:
        got = f"the sales of the grades add up to {sum(shares) * 100:.6g} %"
        context.fault(path, got, "Lower them, so that something is left for the last grade.")
