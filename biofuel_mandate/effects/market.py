"""Equation 1: what the base-year market held, and the energy that every case must serve."""

from __future__ import annotations

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import declare, equation

declare("sales_ml", "pool")
declare("sales_tj", "pool")
declare("blend_volume_share", "pool", "component", sums=True)
declare("observed_volume_ml", "pool", "component", sums=True)
# Stand for the equation that fits the fuel.
declare("observed_energy_tj", "pool", "component", sums=True)
declare("blend_lhv_part_mj_per_l", "pool", "component", sums=True)
# Stands for 1, or for what demand answers.
declare("demand_ratio", "case", "pool")


@equation("1")
def sales_excluding_from_energy_ml(sales_tj: Number, fossil_lhv_mj_per_l: Number) -> Number:
    """Fossil sales by volume, from their energy."""
    return sales_tj / fossil_lhv_mj_per_l


@equation("1", sums=True)
def lhv_part_of_litres_mj_per_l(blend_volume_share: Number, lhv_mj_per_l: Number) -> Number:
    """Part of the finished blend's heat value that one biofuel makes up."""
    return blend_volume_share * lhv_mj_per_l


@equation("1")
def lhv_part_of_gas_mj_per_l() -> Number:
    """Part of a blend's heat value that a gas makes up, which is in no blend."""
    return 0.0


@equation("1")
def sales_including_from_energy_ml(
    sales_tj: Number,
    fossil_lhv_mj_per_l: Number,
    biofuel_blend_volume_share: Number,
    biofuel_blend_lhv_part_mj_per_l: Number,
) -> Number:
    """Sales of the finished blend by volume, from their energy."""
    return sales_tj / (
        fossil_lhv_mj_per_l * (1 - biofuel_blend_volume_share) + biofuel_blend_lhv_part_mj_per_l
    )


@equation("1")
def fossil_as_sold_ml(sales_ml: Number) -> Number:
    """Fossil fuel, where the sales exclude biofuel."""
    return sales_ml


@equation("1")
def biofuel_on_top_ml(
    sales_ml: Number, blend_volume_share: Number, biofuel_blend_volume_share: Number
) -> Number:
    """Biofuel on top of sales that exclude it; shares are of the finished blend."""
    return sales_ml * blend_volume_share / (1 - biofuel_blend_volume_share)


@equation("1")
def fossil_within_ml(sales_ml: Number, biofuel_blend_volume_share: Number) -> Number:
    """Fossil fuel in sales that include biofuel."""
    return sales_ml * (1 - biofuel_blend_volume_share)


@equation("1")
def biofuel_within_ml(sales_ml: Number, blend_volume_share: Number) -> Number:
    """Biofuel in sales that include it."""
    return sales_ml * blend_volume_share


@equation("1", sums=True)
def observed_energy_of_litres_tj(
    observed_volume_ml: Number, lhv_mj_per_l: Number, efficiency_ratio: Number
) -> Number:
    """Energy of one fuel in the base year, as its pool's vehicles use it."""
    return efficiency_ratio * lhv_mj_per_l * observed_volume_ml


@equation("1")
def observed_energy_of_gas_tj() -> Number:
    """Energy of a gas in the base year, whose sales are those of liquid fuel alone."""
    return 0.0


@equation("1")
def same_demand_ratio() -> Number:
    """Demand as a ratio to the base year's, the same in every case."""
    return 1.0


@equation("1")
def demand_tj(total_observed_energy_tj: Number, demand_ratio: Number) -> Number:
    """Energy demand of a pool: that of the base year, unless something changes it."""
    return total_observed_energy_tj * demand_ratio


@equation("1")
def observed_volume_share(observed_volume_ml: Number, total_observed_volume_ml: Number) -> Number:
    """Volume share of one fuel in its pool in the base year."""
    return observed_volume_ml / total_observed_volume_ml
