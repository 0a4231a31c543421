"""Equation 25: what the oil price does to the price gap of biofuel, and to its cost.

The litres stay as they are: nobody chooses anew.
"""

from __future__ import annotations

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import declare, equation

declare("reference_oil_cur_per_bbl")
declare("foreign_reference_oil_cur_per_bbl")
declare("reference_oil_exchange_ratio")
declare("oil_price_cur_per_bbl", "oil")
declare("foreign_oil_price_cur_per_bbl", "oil")
declare("oil_price_exchange_ratio", "oil")
declare("pass_through_share", "pool", "component")

# 42 US gallons of 231 cubic inches of 2.54^3 cubic centimetres.
LITRES_PER_BARREL = 158.987294928

_BIO = ("each biofuel", "biofuel")


@equation("25")
def reference_oil_by_exchange_cur_per_bbl(
    foreign_reference_oil_cur_per_bbl: Number, reference_oil_exchange_ratio: Number
) -> Number:
    """Oil price that the costs rest on, from one in another currency."""
    return foreign_reference_oil_cur_per_bbl * reference_oil_exchange_ratio


@equation("25")
def oil_price_by_exchange_cur_per_bbl(
    foreign_oil_price_cur_per_bbl: Number, oil_price_exchange_ratio: Number
) -> Number:
    """Oil price, from one in another currency."""
    return foreign_oil_price_cur_per_bbl * oil_price_exchange_ratio


@equation("25")
def unmoved_by_oil_share() -> Number:
    """Pass-through of the oil price to a biofuel whose price is taken as unchanged by it."""
    return 0.0


@equation("25")
def oil_rise_cur_per_l(oil_price_cur_per_bbl: Number, reference_oil_cur_per_bbl: Number) -> Number:
    """Rise of the oil price per litre of oil, against the price that the costs rest on."""
    return (oil_price_cur_per_bbl - reference_oil_cur_per_bbl) / LITRES_PER_BARREL


@equation("25")
def price_rise_cur_per_l(oil_rise_cur_per_l: Number, pass_through_share: Number) -> Number:
    """Rise of the price of a litre of fuel that follows the oil price."""
    return oil_rise_cur_per_l * pass_through_share


@equation("25", "price_gap", over=("each biofuel",), each=("oil",), of_litres=True)
def price_gap_at_oil_cur_per_l(
    corrected_gap_cur_per_l: Number,
    price_rise_cur_per_l: Number,
    efficiency_ratio: Number,
    lhv_mj_per_l: Number,
    fossil_lhv_mj_per_l: Number,
    fossil_price_rise_cur_per_l: Number,
) -> Number:
    """Price gap per litre of biofuel at another oil price, corrected for energy."""
    return (
        corrected_gap_cur_per_l
        + price_rise_cur_per_l
        - efficiency_ratio * lhv_mj_per_l / fossil_lhv_mj_per_l * fossil_price_rise_cur_per_l
    )


@equation("25", "cost", "price gap", over=_BIO, each=("oil",), sums=True, by_grade=True)
def price_gap_cost_at_oil_mcur(
    extra_volume_ml: Number, price_gap_at_oil_cur_per_l: Number
) -> Number:
    """Cost a year of the price gap at another oil price."""
    return extra_volume_ml * price_gap_at_oil_cur_per_l


@equation("25", "cost", "bottom up", over=_BIO, each=("oil",), sums=True)
def bottom_up_cost_at_oil_mcur(
    price_gap_cost_at_oil_mcur: Number, logistics_cost_mcur: Number
) -> Number:
    """Cost a year bottom up at another oil price: price gap and all lines of logistics."""
    return price_gap_cost_at_oil_mcur + logistics_cost_mcur
