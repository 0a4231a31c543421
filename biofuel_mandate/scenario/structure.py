"""What a scenario is made of, without its numbers: pools, rules and cases.

The structure decides which columns and rows there are; draws never change it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.fulfil import Fill, Fulfilment

if TYPE_CHECKING:
    from biofuel_mandate.library import Library
    from biofuel_mandate.quantities import Given
    from biofuel_mandate.scenario.schema import Rule, ScenarioFile


@dataclass(frozen=True)
class Pool:
    """A market of fuels that replace one another; its fossil fuel bears its name.

    ``gases`` are those of its biofuels that are sold by energy, not by volume.
    """

    name: str
    biofuels: tuple[str, ...]
    grade: str
    vehicles: Mapping[str, tuple[str, ...]]
    fuels: Mapping[str, str]
    gases: frozenset[str] = frozenset()

    @property
    def own_grade(self) -> str:
        """The grade that the pool sells unless a case says otherwise; its name if it has none."""
        return self.grade or self.name

    @property
    def components(self) -> tuple[str, ...]:
        """The fossil fuel and the biofuels."""
        return (self.name, *self.biofuels)


@dataclass(frozen=True)
class RuleShape:
    """A policy instrument: its sense, its base, and the components that count."""

    name: str
    type: str
    sense: str
    fossil_only: bool
    pools: tuple[str, ...]
    counted: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class GradeShape:
    """What one grade of a pool holds in one case; sales None is what the others leave.

    ``is_named`` says that the case names the grade, rather than selling the pool's own;
    ``is_gas`` that it is sold by energy and holds no fossil fuel of the pool.
    """

    pool: str
    grade: str
    fills: Mapping[str, Fill]
    sales: Fill | None
    is_named: bool = False
    is_gas: bool = False

    @property
    def components(self) -> tuple[str, ...]:
        """What the grade is made of."""
        return tuple(self.fills) if self.is_gas else (self.pool, *self.fills)


@dataclass(frozen=True)
class CaseShape:
    """How a case closes: its grades, and the rule that is filled up to."""

    name: str
    baseline: str
    how: str
    grades: tuple[GradeShape, ...]
    drives: str

    def sources(self) -> frozenset[str]:
        """Return the cases that this one takes amounts from."""
        return frozenset(
            fill.case for grade in self.grades for fill in grade.fills.values() if fill.case
        )

    def fillers(self) -> Iterator[tuple[str, str, str]]:
        """Yield (pool, grade, component) of all that fills up; no component for a grade."""
        for grade in self.grades:
            if grade.sales and grade.sales.how == "rest":
                yield grade.pool, grade.grade, ""
            for component, fill in grade.fills.items():
                if fill.how == "rest":
                    yield grade.pool, grade.grade, component


@dataclass(frozen=True)
class Structure:
    """Pools, rules and cases of a scenario."""

    pools: Mapping[str, Pool]
    rules: Mapping[str, RuleShape]
    cases: Mapping[str, CaseShape]
    savings: tuple[str, ...]
    lines: tuple[str, ...]

    def grades(self, pool: str) -> tuple[str, ...]:
        """Return the grades of a pool that any case sells."""
        shapes = (grade for case in self.cases.values() for grade in case.grades)
        return tuple(dict.fromkeys(shape.grade for shape in shapes if shape.pool == pool))


OWN_SAVING = "own saving"


def build(file: ScenarioFile, library: Library) -> Structure:
    """Return the structure of a checked scenario."""
    pools = {name: _pool(file, library, name) for name in POOLS if getattr(file.market, name)}
    rules = {name: _rule(file, library, name, rule, pools) for name, rule in file.rules.items()}
    cases = {name: _case(file, library, name, pools) for name in file.cases}
    savings = [saving_label(given.value) for given in file.life_cycle_savings]
    return Structure(pools, rules, cases, (*savings, OWN_SAVING), tuple(file.costs.logistics))


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
        return str(library.pathways()[made_of.pathway]["category"])
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
    return tuple(rule for rule, spec in file.rules.items() if spec.type == "quota")


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
    counted = {
        (pool.name, component)
        for pool in pools.values()
        for component in pool.biofuels
        if pool.name in rule.of.pools
        and (component not in pool.gases or equivalent_key(file, rule, component))
        and (
            rule.counts is None
            or {component, pool.fuels[component]} & set(rule.counts)
            or category_of(file, library, component) in rule.counts
        )
    }
    sense = "<=" if rule.type == "cap" else ">="
    return RuleShape(name, rule.type, sense, rule.of.fossil_only, rule.of.pools, frozenset(counted))


def _case(file: ScenarioFile, library: Library, name: str, pools: Mapping[str, Pool]) -> CaseShape:
    case = file.cases[name]
    grades = tuple(
        grade for pool in pools.values() for grade in _grades(file, library, case.fulfil, pool)
    )
    shape = CaseShape(name, case.baseline or file.baseline, case.fulfil.how, grades, "")
    fills_up = case.fulfil.how == "proportion" or any(shape.fillers())
    drives = driving_rules(file, name)[0] if fills_up else ""
    return CaseShape(name, shape.baseline, shape.how, grades, drives)


def _grades(
    file: ScenarioFile, library: Library, fulfil: Fulfilment, pool: Pool
) -> Iterator[GradeShape]:
    if fulfil.how != "blend":
        kept: Mapping[str, Given] = getattr(file.market, pool.name).blend
        if fulfil.ratios:
            kept = {name: fulfil.ratios[name] for name in fulfil.ratios if name in pool.biofuels}
        # What is not there stays so, and could not be what the others keep in proportion to.
        names = [name for name, given in kept.items() if given.value > 0]
        yield GradeShape(pool.name, pool.own_grade, dict.fromkeys(names, Fill("observed")), None)
        return
    named = [grade for at, grade in fulfil.sales if at == pool.name]
    own = any(at == pool.name and not within for at, within, _ in fulfil.fills)
    # Gas holds nothing of the pool's fossil fuel, which is sold beside it.
    own = own or all(library.is_gas_grade(grade) for grade in named)
    for grade in ([""] if own else []) + named:
        fills = {
            component: fill
            for (at, within, component), fill in fulfil.fills.items()
            if at == pool.name and within == grade
        }
        sales = fulfil.sales.get((pool.name, grade))
        is_gas = library.is_gas_grade(grade)
        yield GradeShape(pool.name, grade or pool.own_grade, fills, sales, bool(grade), is_gas)
