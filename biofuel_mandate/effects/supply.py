"""What suppliers pay for the fuel they sell, and what of it is a cost to society.

``cur`` is the scenario's currency, ``mcur`` a million of it. Taxes and penalties are transfers, and
stand outside the social cost.
"""

from __future__ import annotations

from biofuel_mandate.arrays import Number, larger, smaller
from biofuel_mandate.equations import SOLD, declare, equation

_ALL = ("each", "biofuel", "fossil", "total")

declare("price_cur_per_t", "pool", "component")
declare("price_cur_per_gj", "pool", "component")
declare("foreign_price_cur_per_l", "pool", "component")
declare("foreign_price_cur_per_t", "pool", "component")
declare("foreign_price_cur_per_gj", "pool", "component")
declare("exchange_ratio", "pool", "component")
declare("asked_price_cur_per_l", "supplier", "pool", "component")
declare("tax_cur_per_l", "tax", "pool", "component")
# Stands for the sum over all lines of logistics; nothing of the kind is given of fossil fuel.
declare("further_cost_cur_per_l", "pool", "grade", "component", by=("pool", "component"))
# Stands for the equation that fits how the fuel is priced.
declare("fuel_price_cost_mcur", *SOLD, sums=True, by=("pool", "component"))
declare("beside_price_cost_mcur", *SOLD, sums=True, by=("pool", "component"))
declare("tax_cost_mcur", *SOLD, sums=True, by=("pool", "component"))
# Stands for the sum over the steps before.
declare("sizes_before_ml", "step", "component")
declare("step_size_ml", "step", "component")
declare("step_price_cur_per_l", "step", "component")
declare("supplier_energy_share", "supplier", "pool")
declare("penalty_cur_per_l", "rule")
declare("penalty_cur_per_gj", "rule")
declare("penalty_cur_per_t", "rule")
declare("foreign_penalty_cur_per_l", "rule")
declare("foreign_penalty_cur_per_gj", "rule")
declare("foreign_penalty_cur_per_t", "rule")
declare("penalty_exchange_ratio", "rule")
# Told from the rows of a case.
declare("shortfall_ml", "case", "rule", "supplier")
declare("shortfall_tj", "case", "rule", "supplier")
declare("shortfall_t", "case", "rule", "supplier")
declare("shortfall_price_mcur", "case", "rule", "supplier", by=("rule",))


@equation("15")
def price_by_exchange_cur_per_l(foreign_price_cur_per_l: Number, exchange_ratio: Number) -> Number:
    """Price per litre, from one in another currency."""
    return foreign_price_cur_per_l * exchange_ratio


@equation("15")
def price_by_exchange_cur_per_t(foreign_price_cur_per_t: Number, exchange_ratio: Number) -> Number:
    """Price per tonne, from one in another currency."""
    return foreign_price_cur_per_t * exchange_ratio


@equation("15")
def price_by_exchange_cur_per_gj(
    foreign_price_cur_per_gj: Number, exchange_ratio: Number
) -> Number:
    """Price per energy, from one in another currency."""
    return foreign_price_cur_per_gj * exchange_ratio


@equation("15")
def price_by_mass_cur_per_l(price_cur_per_t: Number, density_kg_per_l: Number) -> Number:
    """Price per litre, from one per tonne."""
    return price_cur_per_t * density_kg_per_l / 1000


@equation("15", each=("line",))
def all_logistics_cur_per_l(logistics_cur_per_l: Number) -> Number:
    """All lines of logistics of a litre."""
    return logistics_cur_per_l


@equation("15")
def no_further_cost_cur_per_l() -> Number:
    """Further cost of fossil fuel, whose price holds what it costs to bring to market."""
    return 0.0


@equation("17", each=("tax",))
def all_taxes_cur_per_l(tax_cur_per_l: Number) -> Number:
    """All taxes on a litre, before VAT."""
    return tax_cur_per_l


@equation("15")
def paid_beside_price_cur_per_l(
    further_cost_cur_per_l: Number, all_taxes_cur_per_l: Number
) -> Number:
    """Payment for a litre beside its price: logistics and taxes."""
    return further_cost_cur_per_l + all_taxes_cur_per_l


@equation("15")
def paid_cur_per_l(asked_price_cur_per_l: Number, paid_beside_price_cur_per_l: Number) -> Number:
    """Payment of suppliers for a litre: price, logistics and taxes."""
    return asked_price_cur_per_l + paid_beside_price_cur_per_l


@equation("15")
def paid_cur_per_gj(price_cur_per_gj: Number) -> Number:
    """Payment of suppliers for a gas."""
    return price_cur_per_gj


@equation("15", by_supplier=True)
def price_of_litres_mcur(volume_ml: Number, asked_price_cur_per_l: Number) -> Number:
    """Price of what is sold by volume."""
    return volume_ml * asked_price_cur_per_l


@equation("15")
def price_of_gas_mcur(gas_tj: Number, price_cur_per_gj: Number) -> Number:
    """Price of what is sold by energy."""
    return gas_tj * price_cur_per_gj / 1000


@equation("9", each=("step",))
def price_of_steps_mcur(
    volume_ml: Number, sizes_before_ml: Number, step_size_ml: Number, step_price_cur_per_l: Number
) -> Number:
    """Price of what is supplied at one step of a supply curve."""
    taken = larger(0.0, smaller(volume_ml - sizes_before_ml, step_size_ml))
    return taken * step_price_cur_per_l


@equation("9")
def endless_step_ml() -> Number:
    """Size of a last step of which more can always be had."""
    return float("inf")


@equation("15", by_grade=True)
def logistics_of_litres_mcur(volume_ml: Number, further_cost_cur_per_l: Number) -> Number:
    """Logistics of what is sold by volume."""
    return volume_ml * further_cost_cur_per_l


@equation("17")
def tax_of_litres_mcur(volume_ml: Number, all_taxes_cur_per_l: Number) -> Number:
    """Taxes on what is sold by volume, before VAT."""
    return volume_ml * all_taxes_cur_per_l


@equation("15")
def none_of_gas_mcur() -> Number:
    """Costs per litre of a gas, which is sold by energy."""
    return 0.0


@equation("15", "fuel_cost", "without taxes", over=_ALL, sums=True, of_choice=True)
def fuel_cost_without_taxes_mcur(
    fuel_price_cost_mcur: Number, beside_price_cost_mcur: Number
) -> Number:
    """Cost of fuel to society: prices and logistics, without taxes."""
    return fuel_price_cost_mcur + beside_price_cost_mcur


@equation("15", "fuel_cost", "with taxes", over=_ALL, sums=True, of_choice=True)
def fuel_cost_with_taxes_mcur(
    fuel_cost_without_taxes_mcur: Number, tax_cost_mcur: Number
) -> Number:
    """Cost of fuel to suppliers: prices, logistics and taxes before VAT."""
    return fuel_cost_without_taxes_mcur + tax_cost_mcur


@equation("15")
def shortfall_of_litres_mcur(shortfall_ml: Number, penalty_cur_per_l: Number) -> Number:
    """Payment for litres that a rule misses."""
    return shortfall_ml * penalty_cur_per_l


@equation("15")
def shortfall_of_energy_mcur(shortfall_tj: Number, penalty_cur_per_gj: Number) -> Number:
    """Payment for energy that a rule misses."""
    return shortfall_tj * penalty_cur_per_gj / 1000


@equation("15")
def shortfall_of_tonnes_mcur(shortfall_t: Number, penalty_cur_per_t: Number) -> Number:
    """Payment for tonnes that a rule misses."""
    return shortfall_t * penalty_cur_per_t / 1e6


@equation("15")
def unpriced_shortfall_mcur() -> Number:
    """Payment where a rule has no price of missing it."""
    return 0.0


@equation("15")
def penalty_by_exchange_cur_per_l(
    foreign_penalty_cur_per_l: Number, penalty_exchange_ratio: Number
) -> Number:
    """Price of a missing litre, from one in another currency."""
    return foreign_penalty_cur_per_l * penalty_exchange_ratio


@equation("15")
def penalty_by_exchange_cur_per_gj(
    foreign_penalty_cur_per_gj: Number, penalty_exchange_ratio: Number
) -> Number:
    """Price of missing energy, from one in another currency."""
    return foreign_penalty_cur_per_gj * penalty_exchange_ratio


@equation("15")
def penalty_by_exchange_cur_per_t(
    foreign_penalty_cur_per_t: Number, penalty_exchange_ratio: Number
) -> Number:
    """Price of a missing tonne, from one in another currency."""
    return foreign_penalty_cur_per_t * penalty_exchange_ratio


@equation("15", "shortfall_cost", each=("rule",), over=("",), of_choice=True)
def shortfall_cost_mcur(shortfall_price_mcur: Number) -> Number:
    """Payment of suppliers for what a rule misses."""
    return shortfall_price_mcur


@equation("15", "supplier_cost", over=("",), of_choice=True)
def supplier_cost_mcur(
    total_fuel_cost_with_taxes_mcur: Number, shortfall_cost_mcur: Number
) -> Number:
    """Payments of suppliers in all: fuel with taxes, and shortfalls."""
    return total_fuel_cost_with_taxes_mcur + shortfall_cost_mcur


@equation("15", "extra_fuel_cost", "without taxes", over=_ALL, sums=True, of_choice=True)
def extra_fuel_cost_without_taxes_mcur(
    fuel_cost_without_taxes_mcur: Number, baseline_fuel_cost_without_taxes_mcur: Number
) -> Number:
    """Extra cost of fuel to society, case minus baseline."""
    return fuel_cost_without_taxes_mcur - baseline_fuel_cost_without_taxes_mcur


@equation("15", "extra_supplier_cost", over=("",), of_choice=True)
def extra_supplier_cost_mcur(
    supplier_cost_mcur: Number, baseline_supplier_cost_mcur: Number
) -> Number:
    """Extra payments of suppliers in all, case minus baseline."""
    return supplier_cost_mcur - baseline_supplier_cost_mcur
