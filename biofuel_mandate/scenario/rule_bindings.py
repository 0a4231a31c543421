"""Which given value, or which equation, each name stands for that a rule asks about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from biofuel_mandate.library import Bound, Derived
from biofuel_mandate.library.thresholds import threshold_name
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.cost_bindings import Binding
from biofuel_mandate.scenario.schema import Biofuel, Rule
from biofuel_mandate.scenario.shapes import OVER, CaseShape, Pool
from biofuel_mandate.scenario.structure import category_of, equivalent_key, fuel_of

if TYPE_CHECKING:
    from biofuel_mandate.scenario.bindings import Binder

_ONE = Given(1.0, "1", "ratio", text="1")
_LEVELS = {"share": "level_share", "volume": "level_ml", "energy": "level_tj", "mass": "level_kt"}
# What a shortfall is priced by, of each kind of price.
_PER = {"price per litre": "l", "price per energy": "gj", "price per tonne": "t"}
# Which equation prices it, by measure.
_PAID = {
    "volume": "shortfall_of_litres_mcur",
    "energy": "shortfall_of_energy_mcur",
    "greenhouse gas": "shortfall_of_tonnes_mcur",
}


def bind_rules(binder: Binder) -> Iterator[Binding]:
    """Yield name, scope and what is bound there, for every rule."""
    for name, rule in binder.file.rules.items():
        yield from _levels(binder, name, rule)
        yield from _references(binder, name, rule)
        yield from _penalty(binder, name, rule)
        for pool in binder.structure.pools.values():
            for component in pool.biofuels:
                yield from _component(binder, name, rule, pool, component)


def _levels(binder: Binder, name: str, rule: Rule) -> Iterator[Binding]:
    for case, spec in binder.file.cases.items():
        given = binder.given(rule.level, "rules", name, "level", parts=(rule,))
        if name == "quota" and spec.quota is not None:
            given = binder.given(spec.quota, "cases", case, "quota", parts=(spec,))
        elif name in spec.levels:
            given = binder.given(spec.levels[name], "cases", case, "levels", name, parts=(spec,))
        if isinstance(given, Given):
            yield _LEVELS[given.kind], (case, name), given


def _references(binder: Binder, name: str, rule: Rule) -> Iterator[Binding]:
    for part, intensity in (rule.reference or {}).items():
        given = binder.given(intensity, "rules", name, "reference", part, parts=(rule,))
        if part == "base":
            yield "reference_g_per_mj", (name,), given
        else:
            yield "fossil_intensity_g_per_mj", (name, part), given


def _penalty(binder: Binder, name: str, rule: Rule) -> Iterator[Binding]:
    key = "buy_out" if rule.buy_out is not None else "penalty"
    price = rule.buy_out or rule.penalty
    if price is None:
        yield "shortfall_price_mcur", (name,), Derived("unpriced_shortfall_mcur", "")
        return
    yield "shortfall_price_mcur", (name,), Derived(_PAID[rule.by], "")
    per = _PER[price.kind]
    given = binder.given(price, "rules", name, key, parts=(rule,))
    rate = binder.rate(price)
    if rate is None:
        yield f"penalty_cur_per_{per}", (name,), given
    else:
        yield f"foreign_penalty_cur_per_{per}", (name,), given
        yield "penalty_exchange_ratio", (name,), rate
        yield f"penalty_cur_per_{per}", (name,), Derived(f"penalty_by_exchange_cur_per_{per}", "")


def _component(
    binder: Binder, name: str, rule: Rule, pool: Pool, component: str
) -> Iterator[Binding]:
    scope = (name, pool.name, component)
    equivalent = _litre_equivalent(binder, name, rule, component)
    yield "litre_equivalent_mj_per_l", scope, equivalent
    in_part = f"{fuel_of(binder.file, component)}.renewable_volume_share"
    is_in_part = binder.from_library(in_part) is not None
    whole = "countable_part_ml" if is_in_part else "countable_litres_ml"
    of_gas = "gas_" if equivalent else ""
    for case in binder.structure.cases.values():
        part = _part(case, name, scope[1:])
        litres = f"countable_{of_gas}{part}_ml" if part else "countable_gas_ml" if of_gas else whole
        yield "countable_volume_ml", (case.name, *scope), Derived(litres, "")
        energy = f"countable_{part}_tj" if part else "renewable_energy_tj"
        yield "countable_energy_tj", (case.name, *scope), Derived(energy, "")
    if scope[1:] not in binder.structure.rules[name].counted:
        yield "multiplier_ratio", scope, Derived("multiplier_of_uncounted_ratio", "")
        return
    yield "counting_ratio", scope, _counting(binder, name, rule, component)
    threshold = _threshold(binder, name, rule, component)
    yield "minimum_saving", scope, threshold
    tested = "of_eligible" if threshold else "without_threshold"
    yield "multiplier_ratio", scope, Derived(f"multiplier_{tested}_ratio", "")


def _part(case: CaseShape, rule: str, at: tuple[str, str]) -> str:
    """Return what a rule tells apart of a component in a case: above, within, or nothing."""
    for split in case.splits:
        if at in split.components and rule in (split.target, *split.limits):
            is_over = split.part == OVER
            return "within" if is_over else "above" if rule == split.target else ""
    return ""


def _litre_equivalent(binder: Binder, name: str, rule: Rule, component: str) -> Bound | None:
    key = equivalent_key(binder.file, rule, component)
    given = rule.litre_equivalent.get(key)
    return binder.given(given, "rules", name, "litre_equivalent", key, parts=(rule,))


def _counting(binder: Binder, name: str, rule: Rule, component: str) -> Bound | None:
    category = category_of(binder.file, binder.library, component)
    multipliers = rule.counting.multipliers
    for word in (component, fuel_of(binder.file, component), category):
        if word in multipliers:
            path = ("rules", name, "counting", word)
            return binder.given(multipliers[word], *path, parts=(rule,))
    return binder.given(rule.counting.once or _ONE, "rules", name, "counting", parts=(rule,))


def _threshold(binder: Binder, name: str, rule: Rule, component: str) -> Bound | None:
    if isinstance(rule.minimum_saving, Given):
        return binder.given(rule.minimum_saving, "rules", name, "minimum_saving", parts=(rule,))
    if rule.minimum_saving is None:
        return None
    made_of = binder.file.biofuels.get(component, Biofuel())
    at = rule.delivery or binder.library.at
    return binder.from_library(threshold_name(rule.minimum_saving, at, made_of.plant_start))
