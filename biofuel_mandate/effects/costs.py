"""Equations 14 to 16: cost by abatement cost and bottom up, per tonne and per litre.

``cur`` is the scenario's currency, ``mcur`` a million of it.
"""

from __future__ import annotations

from biofuel_mandate.arrays import Number, per
from biofuel_mandate.equations import declare, equation

declare("abatement_cost_cur_per_t", "pool", "grade", "component")
declare("price_cur_per_l", "pool", "component")
declare("corrected_gap_cur_per_l", "pool", "grade", "component")
declare("uncorrected_gap_cur_per_l", "pool", "grade", "component")
declare("logistics_cur_per_l", "line", "pool", "grade", "component")

# A cost per tonne of less than a kilogram a year is a quotient of rounding errors.
LEAST_TONNES = 1e-3

_BIO = ("each biofuel", "biofuel")


@equation("14", "cost", "abatement cost", over=_BIO, sums=True, by_grade=True)
def abatement_cost_mcur(direct_co2_reduction_t: Number, abatement_cost_cur_per_t: Number) -> Number:
    """Cost a year: direct reduction times the cost per tonne."""
    return direct_co2_reduction_t * abatement_cost_cur_per_t / 1e6


@equation("15")
def gap_from_prices_cur_per_l(
    price_cur_per_l: Number,
    efficiency_ratio: Number,
    lhv_mj_per_l: Number,
    fossil_lhv_mj_per_l: Number,
    fossil_price_cur_per_l: Number,
) -> Number:
    """Price gap per litre of biofuel, against the fossil fuel of the same energy."""
    return (
        price_cur_per_l
        - efficiency_ratio * lhv_mj_per_l / fossil_lhv_mj_per_l * fossil_price_cur_per_l
    )


@equation("15")
def gap_by_correction_cur_per_l(
    uncorrected_gap_cur_per_l: Number,
    efficiency_ratio: Number,
    lhv_mj_per_l: Number,
    fossil_lhv_mj_per_l: Number,
    fossil_price_cur_per_l: Number,
) -> Number:
    """Price gap corrected for energy, from the gap litre against litre."""
    return (
        uncorrected_gap_cur_per_l
        + (1 - efficiency_ratio * lhv_mj_per_l / fossil_lhv_mj_per_l) * fossil_price_cur_per_l
    )


@equation("15", "price_gap", "energy-corrected", over=("each biofuel",), of_litres=True)
def price_gap_cur_per_l(corrected_gap_cur_per_l: Number) -> Number:
    """Price gap per litre of biofuel, corrected for energy."""
    return corrected_gap_cur_per_l


@equation("15", "price_gap", "uncorrected", over=("each biofuel",), of_litres=True)
def gap_without_correction_cur_per_l(
    corrected_gap_cur_per_l: Number,
    efficiency_ratio: Number,
    lhv_mj_per_l: Number,
    fossil_lhv_mj_per_l: Number,
    fossil_price_cur_per_l: Number,
) -> Number:
    """Price gap litre against litre, back from the corrected one."""
    return (
        corrected_gap_cur_per_l
        - (1 - efficiency_ratio * lhv_mj_per_l / fossil_lhv_mj_per_l) * fossil_price_cur_per_l
    )


@equation("15", "cost", "price gap", over=_BIO, sums=True, by_grade=True)
def price_gap_cost_mcur(extra_volume_ml: Number, corrected_gap_cur_per_l: Number) -> Number:
    """Cost a year of the price gap."""
    return extra_volume_ml * corrected_gap_cur_per_l


@equation("15", "cost", "logistics", over=_BIO, each=("line",), sums=True, by_grade=True)
def logistics_cost_mcur(extra_volume_ml: Number, logistics_cur_per_l: Number) -> Number:
    """Cost a year of one line of logistics."""
    return extra_volume_ml * logistics_cur_per_l


@equation("15", "cost", "bottom up", over=_BIO, sums=True)
def bottom_up_cost_mcur(price_gap_cost_mcur: Number, logistics_cost_mcur: Number) -> Number:
    """Cost a year bottom up: price gap and all lines of logistics."""
    return price_gap_cost_mcur + logistics_cost_mcur


@equation("16", "cost_per_tonne", "direct, abatement cost", over=_BIO)
def cost_per_tonne_cur_per_t(abatement_cost_mcur: Number, direct_co2_reduction_t: Number) -> Number:
    """Cost per tonne of direct CO2, by abatement cost."""
    return per(abatement_cost_mcur * 1e6, direct_co2_reduction_t, LEAST_TONNES)


@equation("16", "cost_per_tonne", "direct, bottom up", over=_BIO)
def bottom_up_per_tonne_cur_per_t(
    bottom_up_cost_mcur: Number, direct_co2_reduction_t: Number
) -> Number:
    """Cost per tonne of direct CO2, bottom up."""
    return per(bottom_up_cost_mcur * 1e6, direct_co2_reduction_t, LEAST_TONNES)


@equation("16", "cost_per_tonne", "abatement cost", over=_BIO, each=("saving",))
def cost_per_life_cycle_tonne_cur_per_t(
    abatement_cost_mcur: Number, life_cycle_reduction_t: Number
) -> Number:
    """Cost per tonne of life-cycle greenhouse gas, by abatement cost."""
    return per(abatement_cost_mcur * 1e6, life_cycle_reduction_t, LEAST_TONNES)


@equation("16", "cost_per_tonne", "bottom up", over=_BIO, each=("saving",))
def bottom_up_per_life_cycle_tonne_cur_per_t(
    bottom_up_cost_mcur: Number, life_cycle_reduction_t: Number
) -> Number:
    """Cost per tonne of life-cycle greenhouse gas, bottom up."""
    return per(bottom_up_cost_mcur * 1e6, life_cycle_reduction_t, LEAST_TONNES)


@equation("16", "cost_per_litre", "abatement cost", over=("biofuel",))
def cost_per_litre_cur_per_l(abatement_cost_mcur: Number, total_volume_ml: Number) -> Number:
    """Cost per litre of all fuel sold, by abatement cost."""
    return abatement_cost_mcur / total_volume_ml


@equation("16", "cost_per_litre", "bottom up", over=("biofuel",))
def bottom_up_per_litre_cur_per_l(bottom_up_cost_mcur: Number, total_volume_ml: Number) -> Number:
    """Cost per litre of all fuel sold, bottom up."""
    return bottom_up_cost_mcur / total_volume_ml
