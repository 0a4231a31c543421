"""From a checked scenario to its structure: which pools, rules and cases there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from biofuel_mandate.library.air import pollutants_of
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.fulfil import LEAST_COST, Fill, Fulfilment
from biofuel_mandate.scenario.oil_schema import oil_label
from biofuel_mandate.scenario.shapes import (
    ABOVE,
    OVER,
    CaseShape,
    GradeShape,
    Pool,
    RuleShape,
    SplitShape,
    Structure,
    SupplyShape,
)

if TYPE_CHECKING:
    from biofuel_mandate.library import Library
    from biofuel_mandate.quantities import Given
    from biofuel_mandate.scenario.schema import Rule, ScenarioFile


OWN_SAVING = "own saving"


def build(file: ScenarioFile, library: Library) -> Structure:
    """Return the structure of a checked scenario."""
    pools = {name: _pool(file, library, name) for name in POOLS if getattr(file.market, name)}
    rules = {name: _rule(file, library, name, rule, pools) for name, rule in file.rules.items()}
    cases = {name: _case(file, library, name, pools, rules) for name in file.cases}
    savings = [saving_label(given.value) for given in file.life_cycle_savings]
    return Structure(
        pools,
        rules,
        cases,
        (*savings, OWN_SAVING),
        tuple(file.costs.logistics),
        tuple(file.costs.taxes),
        tuple(_supply(file, library, name, pools) for name in file.supply),
        tuple(file.suppliers),
        ("", *file.costs.tax_treatments),
        tuple(oil_label(given) for given in file.oil.at) if file.oil else (),
        tuple(dict.fromkeys(task for case in file.cases.values() for task in case.administration)),
        pollutants_of(file.air_quality.curves) if file.air_quality else (),
    )


def _supply(
    file: ScenarioFile, library: Library, name: str, pools: Mapping[str, Pool]
) -> SupplyShape:
    is_gas = file.supply[name].energy is not None
    components = frozenset(
        (pool.name, component)
        for pool in pools.values()
        for component in pool.biofuels
        if name in (component, category_of(file, library, component))
        and (component in pool.gases) == is_gas
    )
    steps = tuple(str(number) for number, _ in enumerate(file.supply[name].steps, 1))
    return SupplyShape(name, components, is_gas, steps)


def saving_label(saving: float) -> str:
    """Name a saving as results do.

    Examples
    --------
    >>> saving_label(0.35)
    'saving 35 %'
    """
    return f"saving {saving * 100:.10g} %"


def components_of(file: ScenarioFile, pool: str) -> tuple[str, ...]:
    """Return the biofuels that a pool holds in the base year or in any case, in file order."""
    found = list(getattr(file.market, pool).blend)
    for case in file.cases.values():
        found += [component for at, _, component in case.fulfil.fills if at == pool]
    return tuple(dict.fromkeys(found))


def category_of(file: ScenarioFile, library: Library, component: str) -> str:
    """Return a biofuel's feedstock category; blank when nothing gives it."""
    made_of = file.biofuels.get(component)
    if made_of is None:
        return ""
    if made_of.pathway:
        return str(library.pathways().get(made_of.pathway, {}).get("category", ""))
    return made_of.category or ""


def fuel_of(file: ScenarioFile, component: str) -> str:
    """Return the library's fuel that a component is."""
    made_of = file.biofuels.get(component)
    return (made_of.fuel if made_of else None) or component


def equivalent_key(file: ScenarioFile, rule: Rule, component: str) -> str:
    """Return under which name a rule states a gas's litre equivalent; blank when it does not."""
    names = (component, fuel_of(file, component))
    return next((name for name in names if name in rule.litre_equivalent), "")


def driving_rules(file: ScenarioFile, name: str) -> tuple[str, ...]:
    """Return the rules that ``rest`` may fill up to in a case."""
    case = file.cases[name]
    if case.fills_up_to:
        return (case.fills_up_to,)
    return tuple(rule for rule in rules_of(file, name) if file.rules[rule].type == "quota")


def priced_apart(file: ScenarioFile) -> tuple[str, ...]:
    """Return the fuels that suppliers pay prices of their own for, in the order of the file."""
    return tuple(dict.fromkeys(name for one in file.suppliers.values() for name in one.price))


def is_priced(file: ScenarioFile, component: str) -> bool:
    """Return whether a price is known, of the market or of each supplier, or a supply curve."""
    own = [component in supplier.price for supplier in file.suppliers.values()]
    supply = file.supply.get(component)
    curve = supply is not None and bool(supply.steps)
    return component in file.costs.price or curve or (bool(own) and all(own))


def unpriced(file: ScenarioFile, case: str, pools: Mapping[str, Pool]) -> tuple[str, ...]:
    """Return what suppliers might choose in a case of least cost, if it had a price."""
    fulfil = file.cases[case].fulfil
    if fulfil.how != LEAST_COST:
        return ()
    named = [component for _, _, component in fulfil.fills]
    known = named or [component for pool in pools.values() for component in pool.biofuels]
    return tuple(one for one in dict.fromkeys(known) if not is_priced(file, one))


def rules_of(file: ScenarioFile, case: str) -> tuple[str, ...]:
    """Return the rules that hold in a case, in the file's order."""
    named, known = file.cases[case].rules, tuple(file.rules or ())
    return tuple(rule for rule in known if named is None or is_among(rule, named, known))


def is_among(rule: str, named: Sequence[str], known: Sequence[str]) -> bool:
    """Return whether a rule is named, itself or with all of its country's.

    The name of a known rule stands for that rule alone.

    Examples
    --------
    >>> known = ["norway quota", "quota", "quota of waste"]
    >>> [is_among(rule, ["norway"], known) for rule in known]
    [True, False, False]
    >>> [is_among(rule, ["quota"], known) for rule in known]
    [False, True, False]
    """
    groups = [name for name in named if name not in known]
    return rule in named or any(rule.startswith(f"{name} ") for name in groups)


def _pool(file: ScenarioFile, library: Library, name: str) -> Pool:
    sold = getattr(file.market, name)
    vehicles = {label: tuple(limit.only) for label, limit in sold.vehicles.items()}
    biofuels = components_of(file, name)
    fuels = {component: fuel_of(file, component) for component in biofuels}
    gases = frozenset(one for one in biofuels if fuels[one] in library.gases())
    return Pool(name, biofuels, sold.grade or "", vehicles, fuels, gases)


def _rule(
    file: ScenarioFile, library: Library, name: str, rule: Rule, pools: Mapping[str, Pool]
) -> RuleShape:
    gases = {
        gas
        for pool in pools.values()
        for gas in pool.gases
        if rule.gas == "inside" or equivalent_key(file, rule, gas)
    }
    counted = {
        (pool.name, component)
        for pool in pools.values()
        for component in pool.biofuels
        if pool.name in rule.of.pools
        and (component not in pool.gases or component in gases)
        and counts(file, library, rule, component)
    }
    return RuleShape(
        name,
        rule.type,
        "<=" if rule.type == "cap" else ">=",
        rule.of.fossil_only,
        rule.of.pools,
        frozenset(counted),
        rule.by,
        frozenset(gases),
        rule.limits or "",
        rule.counting.above,
        (rule.buy_out or rule.penalty) is not None,
        rule.title.model_dump(exclude_none=True) if rule.title else {},
    )


def counts(file: ScenarioFile, library: Library, rule: Rule, component: str) -> bool:
    """Return whether a biofuel is among what a rule counts."""
    if rule.counts is None:
        return True
    words = {component, fuel_of(file, component), category_of(file, library, component)}
    return not words.isdisjoint(rule.counts)


def _case(
    file: ScenarioFile,
    library: Library,
    name: str,
    pools: Mapping[str, Pool],
    rules: Mapping[str, RuleShape],
) -> CaseShape:
    case = file.cases[name]
    grades = tuple(
        grade for pool in pools.values() for grade in _grades(file, library, case.fulfil, pool)
    )
    held, quotas = rules_of(file, name), driving_rules(file, name)
    shape = CaseShape(
        name,
        case.baseline or file.baseline,
        case.fulfil.how,
        grades,
        "",
        held,
        tuple(_splits([rules[rule] for rule in held])),
        (case.suppliers or "alone") if file.suppliers and case.fulfil.how == LEAST_COST else "",
        quotas[0] if len(quotas) == 1 else "",
    )
    fills_up = case.fulfil.how == "proportion" or any(shape.fillers())
    return replace(shape, drives=quotas[0]) if fills_up else shape


def _splits(rules: Sequence[RuleShape]) -> Iterator[SplitShape]:
    """Yield what the rules of a case tell apart, a target and its second part each."""
    by_name = {rule.name: rule for rule in rules}
    for target in rules:
        if target.above in by_name:
            twice = target.counted & by_name[target.above].counted
            yield SplitShape(ABOVE, target.name, (target.above,), twice)
        caps = [rule for rule in rules if rule.limits == target.name]
        if caps:
            capped = frozenset[tuple[str, str]]().union(*(cap.counted for cap in caps))
            limits = tuple(cap.name for cap in caps)
            yield SplitShape(OVER, target.name, limits, capped & target.counted)


def _grades(
    file: ScenarioFile, library: Library, fulfil: Fulfilment, pool: Pool
) -> Iterator[GradeShape]:
    if fulfil.how in ("proportion", "observed"):
        kept: Mapping[str, Given] = getattr(file.market, pool.name).blend
        if fulfil.ratios:
            kept = {name: fulfil.ratios[name] for name in fulfil.ratios if name in pool.biofuels}
        # What is not there stays so, and could not be what the others keep in proportion to.
        names = [name for name, given in kept.items() if given.value > 0]
        yield GradeShape(pool.name, pool.own_grade, dict.fromkeys(names, Fill("observed")), None)
        return
    if fulfil.how == LEAST_COST and not fulfil.fills:
        # Whatever the scenario names may be sold; gas has a grade of its own.
        priced = [name for name in pool.biofuels if is_priced(file, name)]
        liquids = [name for name in priced if name not in pool.gases]
        yield GradeShape(pool.name, pool.own_grade, dict.fromkeys(liquids, Fill("free")), None)
        gases = [name for name in priced if name in pool.gases]
        here = (name for name, item in library.grades().items() if item["pool"] == pool.name)
        for grade in filter(library.is_gas_grade, here) if gases else ():
            sold = dict.fromkeys(gases, Fill("free"))
            yield GradeShape(pool.name, grade, sold, None, is_named=True, is_gas=True)
        return
    named = [grade for at, grade in fulfil.sales if at == pool.name]
    own = any(at == pool.name and not within for at, within, _ in fulfil.fills)
    # Gas holds nothing of the pool's fossil fuel, which is sold beside it.
    own = own or all(library.is_gas_grade(grade) for grade in named)
    for grade in ([""] if own else []) + named:
        fills = {
            component: fill
            for (at, within, component), fill in fulfil.fills.items()
            if at == pool.name
            and within == grade
            and (fill.how != "free" or is_priced(file, component))
        }
        sales = fulfil.sales.get((pool.name, grade))
        is_gas = library.is_gas_grade(grade)
        yield GradeShape(pool.name, grade or pool.own_grade, fills, sales, bool(grade), is_gas)
