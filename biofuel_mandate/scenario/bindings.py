"""Which given value, or which equation, each name stands for in a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from biofuel_mandate.library import Bound, Derived, Library
from biofuel_mandate.library.thresholds import threshold_name
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.cost_bindings import bind_costs
from biofuel_mandate.scenario.fulfil import Fill
from biofuel_mandate.scenario.reading import Document
from biofuel_mandate.scenario.schema import Biofuel, Case, Rule, ScenarioFile, Sourced
from biofuel_mandate.scenario.structure import (
    OWN_SAVING,
    Structure,
    category_of,
    equivalent_key,
    fuel_of,
)

Table = Mapping[str, Mapping[tuple[str, ...], Bound]]

FUEL_QUANTITIES = (
    "lhv_mj_per_l",
    "lhv_mj_per_kg",
    "density_kg_per_l",
    "co2_kg_per_kg",
    "co2_kg_per_l",
    "direct_co2_g_per_mj",
    "biogenic_co2_kg_per_l",
    "biogenic_co2_g_per_mj",
    "efficiency_ratio",
)

GRADE_QUANTITIES = ("least_volume_share", "greatest_volume_share")

# How the base year's volumes follow from sales: of the fossil fuel, of a biofuel.
_OBSERVED = {
    "excluding biofuel": ("fossil_as_sold_ml", "biofuel_on_top_ml"),
    "including biofuel": ("fossil_within_ml", "biofuel_within_ml"),
}
# Which equation a name stands for, of what is sold by the litre or as gas.
_BY_MEASURE = {
    "energy_tj": "energy_of_{}_tj",
    "observed_energy_tj": "observed_energy_of_{}_tj",
    "blend_lhv_part_mj_per_l": "lhv_part_of_{}_mj_per_l",
}
_SALES_FROM_ENERGY = {
    "excluding biofuel": "sales_excluding_from_energy_ml",
    "including biofuel": "sales_including_from_energy_ml",
}


@dataclass(frozen=True)
class Binder:
    """Binds the names of a checked scenario.

    Parameters
    ----------
    file : ScenarioFile
    document : Document
        For the lines that values stand on.
    library : Library
    structure : Structure
    overrides : mapping of name to Given
        Library values that the scenario replaces.
    """

    file: ScenarioFile
    document: Document
    library: Library
    structure: Structure
    overrides: Mapping[str, Given]

    def table(self) -> Table:
        """Return name to scope to what is bound there."""
        table: dict[str, dict[tuple[str, ...], Bound]] = {}
        parts = (self._market, self._fuels, self._savings, self._rules, self._cases, self._costs)
        for part in parts:
            for name, scope, bound in part():
                if bound is not None:
                    table.setdefault(name, {})[scope] = bound
        return table

    def _library(self, name: str) -> Bound | None:
        return self.overrides.get(name) or self.library.find(name)

    def _given(
        self, given: Given | None, *path: str, parts: tuple[Sourced, ...] = ()
    ) -> Bound | None:
        """Give a scenario's value its id, its line, and the source of the parts around it."""
        if given is None:
            return None
        source, evidence = given.source, given.evidence
        if not source:
            around = next(part for part in (*parts, self.file) if part.source)
            source, evidence = around.source or "", evidence or around.evidence or ""
        return replace(
            given,
            id=".".join(path),
            line=self.document.line(path),
            source=source,
            evidence=evidence or "unverified",
            origin="scenario",
        )

    def _cost(self, given: Given | None, *path: str) -> Bound | None:
        return self._given(given, "costs", *path, parts=(self.file.costs,))

    def _costs(self) -> Iterator[tuple[str, tuple[str, ...], Bound | None]]:
        yield from bind_costs(self.file.costs, self.structure, self._cost)

    def _each(self) -> Iterator[tuple[str, str]]:
        for pool in self.structure.pools.values():
            for component in pool.components:
                yield pool.name, component

    def _market(self) -> Iterator[tuple[str, tuple[str, ...], Bound | None]]:
        market = self.file.market
        fossil, biofuel = _OBSERVED[market.sales]
        for pool in self.structure.pools.values():
            sold = getattr(market, pool.name)
            parts, path, scope = (sold, market), ("market", pool.name), (pool.name,)
            if sold.volume is not None:
                yield "sales_ml", scope, self._given(sold.volume, *path, "volume", parts=parts)
            else:
                yield "sales_tj", scope, self._given(sold.energy, *path, "energy", parts=parts)
                yield "sales_ml", scope, Derived(_SALES_FROM_ENERGY[market.sales], "")
            yield "observed_volume_ml", (pool.name, pool.name), Derived(fossil, "")
            for component in pool.biofuels:
                share = self._given(
                    sold.blend.get(component, _ZERO), *path, "blend", component, parts=parts
                )
                yield "blend_volume_share", (pool.name, component), share
                yield "observed_volume_ml", (pool.name, component), Derived(biofuel, "")
            for label, limit in sold.vehicles.items():
                where = (*path, "vehicles", label, "energy_share")
                given = self._given(limit.energy_share, *where, parts=(limit, *parts))
                yield "vehicle_energy_share", (pool.name, label), given

    def _fuels(self) -> Iterator[tuple[str, tuple[str, ...], Bound | None]]:
        yield (
            "comparator_g_per_mj",
            (),
            self._library(f"{self.file.comparator}.comparator_g_per_mj"),
        )
        for pool, component in self._each():
            fuel = fuel_of(self.file, component)
            for quantity in FUEL_QUANTITIES:
                yield quantity, (pool, component), self._library(f"{fuel}.{quantity}")
            sold = "gas" if component in self.structure.pools[pool].gases else "litres"
            for name, way in _BY_MEASURE.items():
                yield name, (pool, component), Derived(way.format(sold), "")
            category = category_of(self.file, self.library, component)
            if category:
                yield "iluc_g_per_mj", (pool, component), self._library(f"{category}.iluc_g_per_mj")
            for grade in self.library.grades():
                for end in GRADE_QUANTITIES:
                    yield end, (grade, component), self._library(f"{grade}.{fuel}.{end}")

    def _savings(self) -> Iterator[tuple[str, tuple[str, ...], Bound | None]]:
        for pool in self.structure.pools.values():
            for component in pool.biofuels:
                for number, label in enumerate(self.structure.savings[:-1]):
                    given = self.file.life_cycle_savings[number]
                    # Lists have no names; the label tells one saving from another.
                    bound = self._given(given, "life_cycle_savings", label)
                    yield "saving", (label, pool.name, component), bound
                own = self._own_saving(component)
                pathway = self.file.biofuels.get(component, Biofuel()).pathway
                if pathway and isinstance(own, Derived):
                    intensity = self._library(f"{pathway}.default_intensity_g_per_mj")
                    yield "default_intensity_g_per_mj", (pool.name, component), intensity
                yield "saving", (OWN_SAVING, pool.name, component), own
                yield "own_saving", (pool.name, component), own

    def _own_saving(self, component: str) -> Bound | None:
        made_of = self.file.biofuels.get(component, Biofuel())
        if made_of.saving is not None:
            return self._given(made_of.saving, "biofuels", component, "saving", parts=(made_of,))
        if not made_of.pathway:
            return None
        # Article 17: a pathway's default counts, its typical value never does.
        name = f"{made_of.pathway}.default_saving"
        printed = self._library(name)
        if printed is None and self._library(f"{made_of.pathway}.default_intensity_g_per_mj"):
            return Derived("intensity_saving", f"{self.file.comparator}/{name}")
        return printed

    def _rules(self) -> Iterator[tuple[str, tuple[str, ...], Bound | None]]:
        for name, rule in self.file.rules.items():
            counted = self.structure.rules[name].counted
            for pool in self.structure.pools.values():
                for component in pool.biofuels:
                    scope = (name, pool.name, component)
                    equivalent = self._litre_equivalent(name, rule, component)
                    yield "litre_equivalent_mj_per_l", scope, equivalent
                    way = "countable_gas_ml" if equivalent else "countable_litres_ml"
                    yield "countable_volume_ml", scope, Derived(way, "")
                    if scope[1:] not in counted:
                        yield (
                            "multiplier_ratio",
                            scope,
                            Derived("multiplier_of_uncounted_ratio", ""),
                        )
                        continue
                    yield "counting_ratio", scope, self._counting(name, rule, component)
                    threshold = self._threshold(name, rule, component)
                    yield "minimum_saving", scope, threshold
                    tested = "of_eligible" if threshold else "without_threshold"
                    yield "multiplier_ratio", scope, Derived(f"multiplier_{tested}_ratio", "")

    def _litre_equivalent(self, name: str, rule: Rule, component: str) -> Bound | None:
        key = equivalent_key(self.file, rule, component)
        given = rule.litre_equivalent.get(key)
        return self._given(given, "rules", name, "litre_equivalent", key, parts=(rule,))

    def _counting(self, name: str, rule: Rule, component: str) -> Bound | None:
        category = category_of(self.file, self.library, component)
        for word in (component, fuel_of(self.file, component), category):
            if word in rule.counting:
                path = ("rules", name, "counting", word)
                return self._given(rule.counting[word], *path, parts=(rule,))
        return self._given(_ONE, "rules", name, "counting", parts=(rule,))

    def _threshold(self, name: str, rule: Rule, component: str) -> Bound | None:
        if isinstance(rule.minimum_saving, Given):
            return self._given(rule.minimum_saving, "rules", name, "minimum_saving", parts=(rule,))
        if rule.minimum_saving is None:
            return None
        made_of = self.file.biofuels.get(component, Biofuel())
        return self._library(
            threshold_name(rule.minimum_saving, self.library.at, made_of.plant_start)
        )

    def _cases(self) -> Iterator[tuple[str, tuple[str, ...], Bound | None]]:
        for name, case in self.file.cases.items():
            for rule, spec in self.file.rules.items():
                path, level = self._level(name, rule)
                parts = (spec,) if path[0] == "rules" else (case,)
                yield "level_share", (name, rule), self._given(level, *path, parts=parts)
            path = ("cases", name, "fulfil")
            for component, ratio in case.fulfil.ratios.items():
                for pool in self.structure.pools.values():
                    given = self._given(ratio, *path, "in proportion", component, parts=(case,))
                    yield "proportion_ratio", (name, pool.name, component), given
            for (pool_name, grade, component), fill in case.fulfil.fills.items():
                scope = (name, pool_name, grade or self._own_grade(pool_name), component)
                where = (*path, pool_name, *([grade] if grade else []), component)
                yield from self._amount(fill, scope, where, case)
            for (pool_name, grade), sales in case.fulfil.sales.items():
                if sales is not None:
                    where = (*path, pool_name, grade, "sales")
                    yield from self._amount(sales, (name, pool_name, grade, ""), where, case)

    def _amount(
        self, fill: Fill, scope: tuple[str, ...], where: tuple[str, ...], case: Case
    ) -> Iterator[tuple[str, tuple[str, ...], Bound | None]]:
        given = self._given(fill.given, *where, parts=(case,))
        if given is not None and fill.how == "mass":
            yield "fill_mass_kt", scope, given
            yield FILL_VALUES["energy"], scope, Derived("fill_energy_from_mass_tj", "")
        elif given is not None:
            yield FILL_VALUES[fill.how], scope, given

    def _own_grade(self, pool: str) -> str:
        return self.structure.pools[pool].own_grade

    def _level(self, case: str, rule: str) -> tuple[tuple[str, ...], Given | None]:
        spec = self.file.cases[case]
        if rule == "quota" and spec.quota is not None:
            return ("cases", case, "quota"), spec.quota
        if rule in spec.levels:
            return ("cases", case, "levels", rule), spec.levels[rule]
        return ("rules", rule, "level"), self.file.rules[rule].level


_ZERO = Given(0.0, "1", "share", text="0 %", note="none is named")
_ONE = Given(1.0, "1", "ratio", text="1")

# The value that a given amount is bound to; a mass is one of energy, by way of its heat value.
FILL_VALUES = {"share": "fill_volume_share", "volume": "fill_volume_ml", "energy": "fill_energy_tj"}
