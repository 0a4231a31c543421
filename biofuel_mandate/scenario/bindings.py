"""Which given value, or which equation, each name stands for in a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from biofuel_mandate.library import Bound, Derived, Library
from biofuel_mandate.library.quotes import quote_of
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.air_bindings import bind_air
from biofuel_mandate.scenario.appraisal_bindings import bind_appraisal
from biofuel_mandate.scenario.consumer_bindings import bind_consumers
from biofuel_mandate.scenario.cost_bindings import bind_costs
from biofuel_mandate.scenario.fulfil import Fill
from biofuel_mandate.scenario.parts import Sourced
from biofuel_mandate.scenario.price_fields import Quote
from biofuel_mandate.scenario.price_levels import at_price_level
from biofuel_mandate.scenario.reading import Document
from biofuel_mandate.scenario.rule_bindings import bind_rules
from biofuel_mandate.scenario.schema import Biofuel, Case, ScenarioFile
from biofuel_mandate.scenario.shapes import Structure
from biofuel_mandate.scenario.structure import OWN_SAVING, category_of, fuel_of, priced_apart
from biofuel_mandate.scenario.supply_bindings import (
    bind_payments,
    bind_price,
    bind_suppliers,
    bind_supply,
)
from biofuel_mandate.scenario.tax_bindings import bind_taxes

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
    "renewable_energy_share",
    "renewable_volume_share",
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
    "part_energy_tj": "part_of_{}_tj",
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
        for name, scope, bound in bind_taxes(self, table):
            if bound is not None:
                table.setdefault(name, {})[scope] = bound
        return table

    def from_library(self, name: str) -> Bound | None:
        """Look a value up, the scenario's own replacement first."""
        return self.overrides.get(name) or self.library.find(name)

    def given(
        self, given: Given | None, *path: str, parts: tuple[Sourced, ...] = ()
    ) -> Bound | None:
        """Give a scenario's value its id, its line, and the source of the parts around it."""
        if given is None:
            return None
        if given.origin == "library":
            # A law's value keeps the name and the source that it has.
            return at_price_level(given, self.file)
        source, evidence = given.source, given.evidence
        if not source:
            around = next(part for part in (*parts, self.file) if part.source)
            # What follows from unverified values is no better than they are.
            if not (evidence == "derived" and around.evidence == "unverified"):
                evidence = evidence or around.evidence or ""
            else:
                evidence = around.evidence
            source = around.source or ""
        bound = replace(
            given,
            id=".".join(path),
            line=self.document.line(path),
            source=source,
            evidence=evidence or "unverified",
            origin="scenario",
        )
        return at_price_level(bound, self.file)

    def cost(self, given: Given | None, *path: str) -> Bound | None:
        """Give a cost its id, its line, and the source of the costs around it."""
        return self.given(given, "costs", *path, parts=(self.file.costs,))

    def price(self, component: str) -> Given | None:
        """Return the price of a fuel: the scenario's own, or the library's quote that it names."""
        price = self.file.costs.price.get(component)
        if isinstance(price, Quote):
            return at_price_level(quote_of(price.name, self.library.at), self.file)
        bound = self.cost(price, "price", component)
        return bound if isinstance(bound, Given) else None

    def rate(self, price: Given) -> Bound | None:
        """Return what the currency of a price costs; None where it is the scenario's own."""
        if price.currency == self.file.currency:
            return None
        rate = self.file.costs.exchange_rates[price.currency]
        return self.cost(rate, "exchange_rates", price.currency)

    def _rules(self) -> Iterator[tuple[str, tuple[str, ...], Bound | None]]:
        yield from bind_rules(self)

    def _costs(self) -> Iterator[tuple[str, tuple[str, ...], Bound | None]]:
        apart = priced_apart(self.file) if self.structure.has_choice else ()
        yield from bind_costs(self.file.costs, self.structure, self.cost, apart)
        for pool, component in self._each():
            yield from bind_price(self, pool, component)
        yield from bind_payments(self)
        yield from bind_supply(self)
        yield from bind_appraisal(self)
        yield from bind_consumers(self)
        if self.structure.has_choice:
            yield from bind_suppliers(self)
        yield from bind_air(self)

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
                yield "sales_ml", scope, self.given(sold.volume, *path, "volume", parts=parts)
            else:
                yield "sales_tj", scope, self.given(sold.energy, *path, "energy", parts=parts)
                yield "sales_ml", scope, Derived(_SALES_FROM_ENERGY[market.sales], "")
            yield "observed_volume_ml", (pool.name, pool.name), Derived(fossil, "")
            for component in pool.biofuels:
                share = self.given(
                    sold.blend.get(component, _ZERO), *path, "blend", component, parts=parts
                )
                yield "blend_volume_share", (pool.name, component), share
                yield "observed_volume_ml", (pool.name, component), Derived(biofuel, "")
            for label, limit in sold.vehicles.items():
                where = (*path, "vehicles", label, "energy_share")
                given = self.given(limit.energy_share, *where, parts=(limit, *parts))
                yield "vehicle_energy_share", (pool.name, label), given

    def _fuels(self) -> Iterator[tuple[str, tuple[str, ...], Bound | None]]:
        yield (
            "comparator_g_per_mj",
            (),
            self.from_library(f"{self.file.comparator}.comparator_g_per_mj"),
        )
        for pool, component in self._each():
            fuel = fuel_of(self.file, component)
            for quantity in FUEL_QUANTITIES:
                yield quantity, (pool, component), self.from_library(f"{fuel}.{quantity}")
            is_part = self.from_library(f"{fuel}.renewable_energy_share") is not None
            renewable = "renewable_part_tj" if is_part else "energy_tj"
            yield "renewable_energy_tj", (pool, component), Derived(renewable, "")
            if is_part and not self.from_library(f"{fuel}.direct_co2_g_per_mj"):
                at_fossil = Derived("direct_co2_of_fossil_part_g_per_mj", "")
                yield "direct_co2_g_per_mj", (pool, component), at_fossil
            yield "intensity_g_per_mj", (pool, component), self._intensity(component)
            sold = "gas" if component in self.structure.pools[pool].gases else "litres"
            for name, way in _BY_MEASURE.items():
                yield name, (pool, component), Derived(way.format(sold), "")
            category = category_of(self.file, self.library, component)
            if category:
                yield (
                    "iluc_g_per_mj",
                    (pool, component),
                    self.from_library(f"{category}.iluc_g_per_mj"),
                )
            for grade in self.library.grades():
                for end in GRADE_QUANTITIES:
                    yield end, (grade, component), self.from_library(f"{grade}.{fuel}.{end}")

    def _savings(self) -> Iterator[tuple[str, tuple[str, ...], Bound | None]]:
        for pool in self.structure.pools.values():
            for component in pool.biofuels:
                for number, label in enumerate(self.structure.savings[:-1]):
                    given = self.file.life_cycle_savings[number]
                    # Lists have no names; the label tells one saving from another.
                    bound = self.given(given, "life_cycle_savings", label)
                    yield "saving", (label, pool.name, component), bound
                own = self._own_saving(component)
                pathway = self.file.biofuels.get(component, Biofuel()).pathway
                if pathway and isinstance(own, Derived):
                    intensity = self.from_library(f"{pathway}.default_intensity_g_per_mj")
                    yield "default_intensity_g_per_mj", (pool.name, component), intensity
                yield "saving", (OWN_SAVING, pool.name, component), own
                yield "own_saving", (pool.name, component), own

    def _intensity(self, component: str) -> Bound | None:
        """Bind a biofuel's intensity: by its own saving, else as its pathway's is printed."""
        made_of = self.file.biofuels.get(component, Biofuel())
        printed = self.from_library(f"{made_of.pathway}.default_intensity_g_per_mj")
        if made_of.saving is None and printed is not None:
            return printed
        return Derived("intensity_from_saving_g_per_mj", "")

    def _own_saving(self, component: str) -> Bound | None:
        made_of = self.file.biofuels.get(component, Biofuel())
        if made_of.saving is not None:
            return self.given(made_of.saving, "biofuels", component, "saving", parts=(made_of,))
        if not made_of.pathway:
            return None
        # Article 17: a pathway's default counts, its typical value never does.
        name = f"{made_of.pathway}.default_saving"
        printed = self.from_library(name)
        if printed is None and self.from_library(f"{made_of.pathway}.default_intensity_g_per_mj"):
            return Derived("intensity_saving", f"{self.file.comparator}/{name}")
        return printed

    def _cases(self) -> Iterator[tuple[str, tuple[str, ...], Bound | None]]:
        for name, case in self.file.cases.items():
            path = ("cases", name, "fulfil")
            for component, ratio in case.fulfil.ratios.items():
                for pool in self.structure.pools.values():
                    given = self.given(ratio, *path, "in proportion", component, parts=(case,))
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
        given = self.given(fill.given, *where, parts=(case,))
        if given is not None and fill.how == "mass":
            yield "fill_mass_kt", scope, given
            yield FILL_VALUES["energy"], scope, Derived("fill_energy_from_mass_tj", "")
        elif given is not None:
            yield FILL_VALUES[fill.how], scope, given

    def _own_grade(self, pool: str) -> str:
        return self.structure.pools[pool].own_grade


_ZERO = Given(0.0, "1", "share", text="0 %", note="none is named")

# The value that a given amount is bound to; a mass is one of energy, by way of its heat value.
FILL_VALUES = {"share": "fill_volume_share", "volume": "fill_volume_ml", "energy": "fill_energy_tj"}
