"""Equation 21: costs of a year, discounted to another."""

from __future__ import annotations

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import declare, equation

declare("discount_rate_share")
# How many years later than that of the present value; below zero, earlier.
declare("years_ahead_ratio")

_ASKED = ("discount_rate_share",)


@equation("21")
def discount_factor_ratio(discount_rate_share: Number, years_ahead_ratio: Number) -> Number:
    """Weight of a year's money in the present value."""
    return (1 + discount_rate_share) ** -years_ahead_ratio


@equation("21", "discounted_cost", "abatement cost", over=("biofuel",), where=_ASKED)
def discounted_abatement_cost_mcur(
    abatement_cost_mcur: Number, discount_factor_ratio: Number
) -> Number:
    """Present value of a year's cost by abatement cost."""
    return abatement_cost_mcur * discount_factor_ratio


@equation("21", "discounted_cost", "bottom up", over=("biofuel",), where=_ASKED)
def discounted_bottom_up_cost_mcur(
    bottom_up_cost_mcur: Number, discount_factor_ratio: Number
) -> Number:
    """Present value of a year's cost bottom up."""
    return bottom_up_cost_mcur * discount_factor_ratio


@equation("21", "discounted_cost", "fuel", over=("total",), where=_ASKED, of_choice=True)
def discounted_fuel_cost_mcur(
    extra_fuel_cost_without_taxes_mcur: Number, discount_factor_ratio: Number
) -> Number:
    """Present value of a year's extra cost of all road fuel, without taxes."""
    return extra_fuel_cost_without_taxes_mcur * discount_factor_ratio


@equation(
    "21",
    "discounted_cost",
    "value of CO2",
    over=("total",),
    where=(*_ASKED, "carbon_price_cur_per_t"),
)
def discounted_carbon_value_mcur(
    all_carbon_value_mcur: Number, discount_factor_ratio: Number
) -> Number:
    """Present value of what a year's fall of direct CO2 is worth, a line of its own."""
    return all_carbon_value_mcur * discount_factor_ratio
