"""What rules say of one another and of their measure: references, penalties, caps, parts."""

from __future__ import annotations

from biofuel_mandate.library import Library
from biofuel_mandate.library.instruments import PRICES
from biofuel_mandate.quantities import KINDS, Given
from biofuel_mandate.scenario.meaning.context import Context, Path
from biofuel_mandate.scenario.rule_fields import LEVEL_KINDS
from biofuel_mandate.scenario.schema import Biofuel, Rule
from biofuel_mandate.scenario.structure import counts, fuel_of, rules_of
from biofuel_mandate.words import shown, suggest, with_article

GHG = "greenhouse gas"


def check_instrument(context: Context, library: Library, name: str, rule: Rule) -> None:
    """Check what a rule says of its measure, and of other rules."""
    path = ("rules", name)
    if rule.level is not None:
        check_level(context, (*path, "level"), rule.level.kind, rule)
    _measure(context, path, rule)
    _gas(context, library, path, rule)
    _others(context, path, name, rule)
    _penalty(context, path, rule)
    if rule.by == GHG:
        _intensities(context, library, path, rule)
    if rule.by == "volume":
        _renewable_volumes(context, library, path, rule)


def check_level(context: Context, path: Path, kind: str, rule: Rule) -> None:
    """Check that a level is a share, or an amount in the rule's measure."""
    if kind not in ("share", LEVEL_KINDS[rule.by]):
        got = f"the rule is by {rule.by}, and this is {with_article(kind)}"
        example = KINDS[LEVEL_KINDS[rule.by]].example
        context.fault(path, got, f'Write a share ("5.5 %"), or an amount such as "{example}".')


def _measure(context: Context, path: tuple[str, ...], rule: Rule) -> None:
    if rule.by == GHG and rule.type != "quota":
        got = f"a {rule.type} is by volume or energy"
        context.fault((*path, "by"), got, "Write one of them.")
    if rule.by == GHG and rule.of.fossil_only:
        do = f'Write "{rule.of.text.replace("fossil", "all", 1)}".'
        context.fault((*path, "of"), "a reduction is of all fuel, biofuel included", do)
    if rule.by != GHG and rule.reference is not None:
        do = 'Leave it out, or write "by: greenhouse gas".'
        context.fault((*path, "reference"), f"a rule by {rule.by} has no reference", do)
    if rule.by != GHG or (context.lacks(path, "reference") is False and rule.reference is None):
        return
    form = "{base: 94.1 g/MJ, petrol: 93.3 g/MJ, diesel: 95.1 g/MJ}"
    lacking = [part for part in ("base", *rule.of.pools) if part not in (rule.reference or {})]
    if lacking:
        got = f"nothing says how much greenhouse gas {' and '.join(lacking)} stands for"
        context.fault((*path, "reference"), got, f"Write it like reference: {form}.")
    for part, given in (rule.reference or {}).items():
        if given.value <= 0:
            context.fault((*path, "reference", part), "this is not above 0", "Write the intensity.")


def _gas(context: Context, library: Library, path: tuple[str, ...], rule: Rule) -> None:
    if rule.by == "volume":
        if rule.gas == "inside":
            do = "Give its litre_equivalent, such as {biogas: 36 MJ/l}."
            context.fault((*path, "gas"), "a rule by volume cannot count gas as it is", do)
        return
    if rule.litre_equivalent:
        got = f"a rule by {rule.by} takes gas by its energy"
        context.fault((*path, "litre_equivalent"), got, 'Write "gas: inside" or "gas: outside".')
    sold = [
        name
        for case in (context.scenario.cases or {}).values()
        for pool, _, name in case.fulfil.fills
        if pool in rule.of.pools and context.is_gas(library, name)
    ]
    if sold and rule.gas is None and context.lacks(path, "gas"):
        got = f"nothing says whether {sold[0]} is inside the rule"
        context.fault(path, got, 'Write "gas: inside" or "gas: outside".')


def _others(context: Context, path: tuple[str, ...], name: str, rule: Rule) -> None:
    rules = context.written("rules")
    read = context.scenario.rules or {}
    for key, word, kinds in (
        ("limits", rule.limits, ("quota", "sub-quota")),
        ("counting", rule.counting.above, ("sub-quota", "quota")),
    ):
        if not word:
            continue
        place = (*path, key)
        others = tuple(other for other in rules if other != name)
        if key == "limits" and rule.type != "cap":
            do = "Leave it out, or make the rule a cap."
            context.fault(place, f"a {rule.type} limits no other rule", do)
        elif word not in others:
            got = f"there is no other rule {shown(word)}"
            context.fault(place, got, suggest(word, others) if others else "Leave it out.")
        elif word in read and read[word].type not in kinds:
            got = f"{shown(word)} is a {read[word].type}"
            context.fault(place, got, f"Name a {' or '.join(kinds)}.")
    above = read.get(rule.counting.above)
    if above is not None and above.counting.above:
        do = "Let that one count single."
        got = f"{shown(rule.counting.above)} counts above another rule in turn"
        context.fault((*path, "counting"), got, do)


def _penalty(context: Context, path: tuple[str, ...], rule: Rule) -> None:
    if rule.buy_out is not None and rule.penalty is not None:
        context.fault((*path, "penalty"), "a buy-out is given as well", "Keep one of the two.")
    for key in ("buy_out", "penalty"):
        price = getattr(rule, key)
        if price is None:
            continue
        wanted = PRICES[rule.by]
        if price.kind != wanted:
            got = f"the rule is by {rule.by}, and this is a {price.kind}"
            example = {"volume": "0.50 GBP/l", "energy": "19 EUR/GJ", GHG: "0.47 EUR/kg"}[rule.by]
            context.fault((*path, key), got, f'Write it like "{example}".')
        if price.value < 0:
            context.fault((*path, key), "what is missed cannot pay", "Write 0 or more.")
        context.currency((*path, key), price)


def _intensities(context: Context, library: Library, path: tuple[str, ...], rule: Rule) -> None:
    """Check that each biofuel of the rule says what it emits."""
    read = context.scenario
    if read.market is None or read.cases is None or context.is_misshapen("biofuels"):
        return
    for component in context.components(rule.of.pools):
        made_of = (read.biofuels or {}).get(component, Biofuel())
        entry = ("biofuels", component)
        is_known = component in (read.biofuels or {}) or component not in context.written(
            "biofuels"
        )
        outside = context.is_gas(library, component) and rule.gas != "inside"
        if not is_known or outside or not context.is_component(library, component):
            continue
        if not counts(read, library, rule, component):
            continue
        if made_of.saving is None and context.lacks(entry, "pathway", "saving"):
            got = f"{component} has no saving, and the rule counts by it"
            do = f'Give it under "biofuels:": {component}: {{pathway: ...}} or {{saving: ...}}.'
            context.fault(path, got, do)


def _renewable_volumes(
    context: Context, library: Library, path: tuple[str, ...], rule: Rule
) -> None:
    """Check that what is renewable in part says how much of a litre counts."""
    for component in context.components(rule.of.pools) if context.scenario.market else ():
        if not context.is_component(library, component):
            continue
        name = f"{fuel_of(context.scenario, component)}.renewable_volume_share"
        known = library.find(name) or name in context.overrides
        if context.is_partly_renewable(library, component) and not known:
            got = f"{component} is renewable in part, and how much of a litre counts is not known"
            context.fault(path, got, f'Give "{name}" under "overrides:", with a source.')


def check_together(context: Context, library: Library) -> None:
    """Check what the rules of each case say together."""
    scenario = context.scenario
    read, written = scenario.rules or {}, context.written("rules")
    if len(read) != len(written) or not scenario.cases:
        return
    told: set[tuple[str, str]] = set()
    for case in scenario.cases:
        held = [name for name in rules_of(scenario, case) if name in read]
        for name in held:
            above = read[name].counting.above
            if above and above not in held and above in read:
                got = f'{shown(name)} counts double above "{above}", which does not hold here'
                context.fault(("cases", case, "rules"), got, f"Add {above}, or leave {name} out.")
        for cap in held:
            for other in held:
                if (cap, other) not in told and _contradict(context, library, case, cap, other):
                    told.add((cap, other))
        _parts(context, library, case, held)


def _contradict(context: Context, library: Library, case: str, cap: str, other: str) -> bool:
    """Note a cap that lies below a sub-quota of no more than what it caps."""
    scenario = context.scenario
    a, b = scenario.rules[cap], scenario.rules[other]
    if a.type != "cap" or b.type == "cap" or a.limits or a.by != b.by or a.of != b.of:
        return False
    if a.counting != b.counting or b.counts is None or b.buy_out or b.penalty:
        return False
    known = context.components(a.of.pools)
    inside = [name for name in known if counts(scenario, library, b, name)]
    if not inside or not all(counts(scenario, library, a, name) for name in inside):
        return False
    levels = [level_of(context, case, name) for name in (cap, other)]
    most, least = (level for level in levels)
    if most is None or least is None or most.kind != least.kind or most.value >= least.value:
        return False
    got = f"{cap} allows {most.text} of what {other} asks {least.text} of"
    context.fault(("rules", cap), got, "Raise the cap, or lower the other.")
    return True


def level_of(context: Context, case: str, rule: str) -> Given | None:
    """Return the level of a rule in a case."""
    spec = context.scenario.cases[case]
    own = spec.quota if rule == "quota" else None
    return own or spec.levels.get(rule) or context.scenario.rules[rule].level


def _division(rule: str, part: str) -> str:
    how = "double above a sub-quota" if part == "above" else "up to a cap"
    return f"by what {rule} counts {how}"


def _parts(context: Context, library: Library, case: str, held: list[str]) -> None:
    """Check that no biofuel is told apart by two rules at once."""
    rules = context.scenario.rules
    told: dict[str, tuple[str, str]] = {}
    for name in held:
        limits = [cap for cap in held if rules[cap].limits == name]
        for divider, part in [
            (rules[name].counting.above, "above"),
            *((c, "over") for c in limits),
        ]:
            if not divider or divider not in held:
                continue
            for component in context.components(rules[divider].of.pools):
                if not counts(context.scenario, library, rules[divider], component):
                    continue
                if context.is_partly_renewable(library, component):
                    got = f"{component} is renewable in part, which no level can divide"
                    context.fault(("rules", divider), got, "Leave it out of what the rule counts.")
                    return
                before = told.setdefault(component, (name, part))
                if before != (name, part):
                    both = f"{_division(*before)}, {_division(name, part)}"
                    got = f"{component} is divided twice: {both}"
                    do = "Let one rule alone tell parts of it apart."
                    context.fault(("rules", divider), got, do)
                    return
