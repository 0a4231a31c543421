"""What the rules ask, and whether each biofuel says what they ask about it."""

from __future__ import annotations

from biofuel_mandate.library import Library
from biofuel_mandate.library.thresholds import first_day
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.meaning.context import Context
from biofuel_mandate.scenario.meaning.instruments import check_instrument, check_together
from biofuel_mandate.scenario.schema import Biofuel, Rule
from biofuel_mandate.scenario.structure import category_of, equivalent_key
from biofuel_mandate.words import shown, suggest

# What energy and supply are called in results.
_OF_OTHER_ROWS = ("energy of ", "supply of ")


def check_rules(context: Context, library: Library) -> None:
    """Check every rule."""
    if context.scenario.rules == {} and not context.document.is_before_rules:
        do = "List at least one. Policy instruments by name."
        if not context.written("rules"):
            context.fault(("rules",), "nothing is listed here", do)
    for name, rule in (context.scenario.rules or {}).items():
        _rule(context, library, name, rule)
        check_instrument(context, library, name, rule)
    check_together(context, library)


def _rule(context: Context, library: Library, name: str, rule: Rule) -> None:
    path = ("rules", name)
    _named(context, path, name)
    has_market = any(pool in POOLS for pool in context.written("market"))
    for pool in rule.of.pools:
        if has_market and context.lacks(("market",), pool):
            got = f"the base names {pool}, which has no market"
            context.fault((*path, "of"), got, f'Add "{pool}:" under market, or leave it out.')
    # What is sold of one pool may be all that a sub-quota of it counts.
    is_of_all = rule.type == "cap" or len(rule.of.pools) > 1
    is_part = rule.type != "quota" and is_of_all
    if is_part and rule.counts is None and context.lacks(path, "counts"):
        do = 'Add "counts:", a list of categories or biofuels, such as [annex-ix-a].'
        context.fault(path, f"nothing says what counts towards the {rule.type}", do)
    fuels = (*context.written("biofuels"), *library.fuels())
    known = tuple(
        dict.fromkeys((*library.categories(), *(fuel for fuel in fuels if fuel not in POOLS)))
    )
    multiplied = rule.counting.multipliers
    for word in (*(rule.counts or ()), *multiplied):
        if word not in known:
            key = "counting" if word in multiplied else "counts"
            got = f"{shown(word)} is not a feedstock category or biofuel"
            context.fault((*path, key), got, suggest(word, known))
    for gas, heat in rule.litre_equivalent.items():
        at = (*path, "litre_equivalent", gas)
        context.component(library, at, gas)
        if context.is_component(library, gas) and not context.is_gas(library, gas):
            context.fault(at, f"{gas} is sold by the litre", "Leave it out.")
        if heat.value == 0:
            context.fault(at, "this value cannot be 0", "Write a number above 0.")
    schedule = rule.minimum_saving
    first = first_day(library.directive) if schedule == library.directive else None
    delivery = rule.delivery or library.at
    if first is not None and delivery < first:
        got = f"{schedule} asks for no saving on {delivery}; its first is of {first}"
        context.fault((*path, "minimum_saving"), got, "Write the share that was asked for.")
    if isinstance(schedule, str) and schedule != library.directive:
        got = f"the thresholds of {schedule} do not go with the savings of {library.directive}"
        do = f'Write "{library.directive}" or a share'
        # What a law says stands nowhere in the file; a law's rules all have a day of delivery.
        beside = ", beside the law as in {law: norway, quota: {minimum_saving: 50 %}}"
        of_law = f'{beside}; or take "comparator: {schedule}"' if rule.delivery else ""
        context.fault((*path, "minimum_saving"), got, f"{do}{of_law}.")
    _needs(context, library, name, rule)


def _named(context: Context, path: tuple[str, ...], name: str) -> None:
    """Check that a rule is not named as a limit, an energy or a supply is in results."""
    if " in " in name:
        do = 'Such names are of limits, as in "fame in B7"; choose another.'
        context.fault(path, 'a rule\'s name cannot hold " in "', do)
    if name.startswith(_OF_OTHER_ROWS):
        do = 'Results have such names of their own, as in "supply of hvo"; choose another.'
        context.fault(path, f"a rule cannot be named {shown(name)}", do)


def _needs(context: Context, library: Library, name: str, rule: Rule) -> None:
    """Check that each biofuel says what the rule asks about it."""
    if context.scenario.market is None or context.scenario.cases is None:
        return
    if context.is_misshapen("biofuels"):
        return
    named = rule.counts or list(rule.counting.multipliers)
    by_category = set(rule.counts or ()) | set(rule.counting.multipliers)
    by_category &= set(library.categories())
    path = ("rules", name)
    for component in context.components(rule.of.pools):
        made_of = (context.scenario.biofuels or {}).get(component, Biofuel())
        entry = ("biofuels", component)
        dropped = component not in (context.scenario.biofuels or {})
        if dropped and component in context.written("biofuels"):
            continue
        if not context.is_component(library, component) or made_of.pathway not in (
            None,
            *library.pathways(),
        ):
            continue
        if context.is_gas(library, component) and not equivalent_key(
            context.scenario, rule, component
        ):
            continue
        category = category_of(context.scenario, library, component)
        lacks_category = not category and context.lacks(entry, "pathway", "category")
        if by_category and lacks_category and component not in named:
            got = f"{component} has no feedstock category, and the rule counts by it"
            form = f"{component}: {{pathway: ...}} or {{category: ...}}"
            context.fault(path, got, f'Give it under "biofuels:": {form}.')
            continue
        counts = rule.counts is None or {component, category} & set(rule.counts)
        lacks_saving = context.lacks(entry, "pathway", "saving") or (
            made_of.pathway is not None
            and context.lacks(entry, "saving")
            and not any(
                library.find(f"{made_of.pathway}.{quantity}")
                for quantity in ("default_saving", "default_intensity_g_per_mj")
            )
        )
        if rule.minimum_saving is not None and counts and lacks_saving:
            got = f"{component} has no saving to hold against the minimum"
            do = f'Give it under "biofuels:": {component}: {{pathway: ...}} or {{saving: ...}}.'
            context.fault((*path, "minimum_saving"), got, do)
