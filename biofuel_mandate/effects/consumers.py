"""Equations 19 and 20: the price at the pump, a driver's bill, and how demand answers the price.

A price is the average of what a pool sells by the litre; gas, which is sold by energy, is no part
of it. Per MJ it is that of the energy which the pool's vehicles use. ``charge`` tells what a
price is made of; where it is left open, the price is all of them.
"""

from __future__ import annotations

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import SOLD, declare, equation

# What a price at the pump is made of, in the order that it is told.
CHARGES = ("product", "logistics", "distribution", "taxes", "VAT")

declare("vat_share")
declare("distribution_cur_per_l", "pool")
declare("yearly_use_l", "pool")
declare("price_elasticity_ratio", "pool")
# Stand for what fits the fuel: nothing of a gas, which has no price per litre.
declare("pump_product_mcur", *SOLD, sums=True, by=("pool", "component"))
declare("pump_tax_mcur", *SOLD, sums=True, by=("pool", "component"))
declare("pump_energy_tj", *SOLD, sums=True, by=("pool", "component"))
# Stands for the equation of each charge.
declare("pump_charge_mcur", "case", "pool", "charge", by=("charge",))
# Stands for the energy of the driver's litres in the case that is its own baseline.
declare("yearly_energy_mj", "case", "pool")
# Settled with the demand, not computed by an equation: both hang on each other.
declare("settled_price_ratio", "case", "pool")

_POOL, _ALL = ("each pool",), ("total",)
_ASKED, _DRIVER, _ANSWERED = ("vat_share",), ("yearly_use_l",), ("price_elasticity_ratio",)


@equation("19", by_grade=True)
def price_by_gap_mcur(
    volume_ml: Number,
    corrected_gap_cur_per_l: Number,
    efficiency_ratio: Number,
    lhv_mj_per_l: Number,
    fossil_lhv_mj_per_l: Number,
    fossil_price_cur_per_l: Number,
) -> Number:
    """Price of a biofuel by its gap, and that of fossil fuel of the same energy."""
    return volume_ml * (
        efficiency_ratio * lhv_mj_per_l / fossil_lhv_mj_per_l * fossil_price_cur_per_l
        + corrected_gap_cur_per_l
    )


@equation("19")
def useful_energy_of_litres_tj(
    volume_ml: Number, lhv_mj_per_l: Number, efficiency_ratio: Number
) -> Number:
    """Energy of what is sold by volume, as its pool's vehicles use it."""
    return efficiency_ratio * lhv_mj_per_l * volume_ml


@equation("19")
def no_litres_of_gas_tj() -> Number:
    """Energy that a gas adds to litres, of which it has none."""
    return 0.0


@equation("19", sums=True)
def sold_product_mcur(pump_product_mcur: Number) -> Number:
    """Price of the fuel itself, of what is sold by volume."""
    return pump_product_mcur


@equation("19", sums=True)
def sold_logistics_mcur(beside_price_cost_mcur: Number) -> Number:
    """Logistics of what is sold by volume."""
    return beside_price_cost_mcur


@equation("19", sums=True)
def sold_tax_mcur(pump_tax_mcur: Number) -> Number:
    """Taxes on what is sold by volume, before VAT."""
    return pump_tax_mcur


@equation("19", sums=True)
def sold_useful_energy_tj(pump_energy_tj: Number) -> Number:
    """Energy of what is sold by volume, as vehicles use it."""
    return pump_energy_tj


@equation("19")
def product_charge_mcur(total_sold_product_mcur: Number) -> Number:
    """Paid at the pump for the fuel itself."""
    return total_sold_product_mcur


@equation("19")
def logistics_charge_mcur(total_sold_logistics_mcur: Number) -> Number:
    """Paid at the pump for the logistics of biofuel."""
    return total_sold_logistics_mcur


@equation("19")
def distribution_charge_mcur(distribution_cur_per_l: Number, total_volume_ml: Number) -> Number:
    """Paid at the pump for depots, stations and margins."""
    return distribution_cur_per_l * total_volume_ml


@equation("19")
def tax_charge_mcur(total_sold_tax_mcur: Number) -> Number:
    """Paid at the pump in taxes, before VAT."""
    return total_sold_tax_mcur


@equation("19")
def vat_charge_mcur(
    vat_share: Number,
    product_charge_mcur: Number,
    logistics_charge_mcur: Number,
    distribution_charge_mcur: Number,
    tax_charge_mcur: Number,
) -> Number:
    """Paid at the pump in VAT, on all other charges."""
    return vat_share * (
        product_charge_mcur + logistics_charge_mcur + distribution_charge_mcur + tax_charge_mcur
    )


@equation("19", "pump_price", over=_POOL, each=("charge",), where=_ASKED)
def pump_price_cur_per_l(pump_charge_mcur: Number, total_volume_ml: Number) -> Number:
    """Price of a litre at the pump, average of what the pool sells."""
    return pump_charge_mcur / total_volume_ml


@equation("19", "pump_price_per_mj", over=_POOL, each=("charge",), where=_ASKED)
def pump_price_cur_per_mj(pump_charge_mcur: Number, total_sold_useful_energy_tj: Number) -> Number:
    """Price of energy at the pump, average of what the pool sells."""
    return pump_charge_mcur / total_sold_useful_energy_tj


@equation("19", "extra_pump_price", over=_POOL, each=("charge",), where=_ASKED)
def extra_pump_price_cur_per_l(
    pump_price_cur_per_l: Number, baseline_pump_price_cur_per_l: Number
) -> Number:
    """Rise of the price of a litre, case minus baseline: less energy may be in the litre."""
    return pump_price_cur_per_l - baseline_pump_price_cur_per_l


@equation("19", "extra_pump_price_per_mj", over=_POOL, each=("charge",), where=_ASKED)
def extra_pump_price_cur_per_mj(
    pump_price_cur_per_mj: Number, baseline_pump_price_cur_per_mj: Number
) -> Number:
    """Rise of the price of energy, case minus baseline: like against like."""
    return pump_price_cur_per_mj - baseline_pump_price_cur_per_mj


@equation("19")
def energy_per_litre_mj_per_l(
    total_sold_useful_energy_tj: Number, total_volume_ml: Number
) -> Number:
    """Energy of an average litre, as vehicles use it."""
    return total_sold_useful_energy_tj / total_volume_ml


@equation("19", "extra_volume_same_energy", over=_ALL, where=_ASKED, by_pool=True)
def extra_volume_same_energy_ml(
    baseline_total_volume_ml: Number,
    baseline_energy_per_litre_mj_per_l: Number,
    energy_per_litre_mj_per_l: Number,
) -> Number:
    """Extra litres that hold the energy of the baseline's."""
    return baseline_total_volume_ml * (
        baseline_energy_per_litre_mj_per_l / energy_per_litre_mj_per_l - 1
    )


@equation("19")
def own_yearly_energy_mj(yearly_use_l: Number, energy_per_litre_mj_per_l: Number) -> Number:
    """Energy that a driver buys a year in the baseline."""
    return yearly_use_l * energy_per_litre_mj_per_l


@equation("19")
def kept_yearly_energy_mj(baseline_yearly_energy_mj: Number) -> Number:
    """Energy that a driver buys a year, the same as in the baseline."""
    return baseline_yearly_energy_mj


@equation("19", "yearly_litres", over=_POOL, where=(*_ASKED, *_DRIVER))
def yearly_litres_l(yearly_energy_mj: Number, energy_per_litre_mj_per_l: Number) -> Number:
    """Litres that a driver of the same energy buys a year."""
    return yearly_energy_mj / energy_per_litre_mj_per_l


@equation("19", "yearly_bill", over=_POOL, where=(*_ASKED, *_DRIVER))
def yearly_bill_cur(yearly_energy_mj: Number, pump_price_cur_per_mj: Number) -> Number:
    """Bill a year of a driver whose energy stays the same."""
    return yearly_energy_mj * pump_price_cur_per_mj


@equation("19", "extra_yearly_bill", over=_POOL, where=(*_ASKED, *_DRIVER))
def extra_yearly_bill_cur(yearly_bill_cur: Number, baseline_yearly_bill_cur: Number) -> Number:
    """Rise of a driver's bill a year, case minus baseline."""
    return yearly_bill_cur - baseline_yearly_bill_cur


@equation("20")
def pump_price_ratio(
    pump_price_cur_per_mj: Number, baseline_pump_price_cur_per_mj: Number
) -> Number:
    """Price of energy at the pump, as a ratio to the baseline's."""
    return pump_price_cur_per_mj / baseline_pump_price_cur_per_mj


@equation("20")
def demand_answer_ratio(
    settled_price_ratio: Number, price_elasticity_ratio: Number, baseline_demand_ratio: Number
) -> Number:
    """Demand that answers the price of energy, as a ratio to the base year's."""
    return baseline_demand_ratio * settled_price_ratio**price_elasticity_ratio


@equation("20", "demand", over=_POOL, where=_ANSWERED)
def answered_demand_tj(demand_tj: Number) -> Number:
    """Energy that a pool demands, where demand answers the price."""
    return demand_tj


@equation("20", "extra_demand", over=_ALL, where=_ANSWERED, by_pool=True)
def extra_demand_tj(demand_tj: Number, baseline_demand_tj: Number) -> Number:
    """Extra energy demanded, case minus baseline."""
    return demand_tj - baseline_demand_tj


@equation("20", "consumer_surplus_change", over=_ALL, where=_ANSWERED, by_pool=True)
def consumer_surplus_change_mcur(
    extra_pump_price_cur_per_mj: Number, demand_tj: Number, baseline_demand_tj: Number
) -> Number:
    """Change of consumer surplus by the rule of half; a loss is below zero."""
    return -extra_pump_price_cur_per_mj * (demand_tj + baseline_demand_tj) / 2
