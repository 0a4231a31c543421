"""Fuel factors that follow from others: heat value and CO2 per litre from those per mass."""

from __future__ import annotations

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import declare, equation

# Which equations give a quantity from others of the same fuel.
WAYS = {
    "lhv_mj_per_l": ("lhv_by_mass_mj_per_l",),
    "direct_co2_g_per_mj": ("direct_co2_by_mass_g_per_mj", "direct_co2_by_volume_g_per_mj"),
    "biogenic_co2_g_per_mj": ("biogenic_co2_by_volume_g_per_mj",),
}

declare("lhv_mj_per_l", "pool", "component")
declare("lhv_mj_per_kg", "pool", "component")
declare("density_kg_per_l", "pool", "component")
declare("co2_kg_per_kg", "pool", "component")
declare("co2_kg_per_l", "pool", "component")
declare("biogenic_co2_kg_per_l", "pool", "component")
declare("direct_co2_g_per_mj", "pool", "component")
declare("biogenic_co2_g_per_mj", "pool", "component")
declare("efficiency_ratio", "pool", "component")


@equation("F1")
def lhv_by_mass_mj_per_l(density_kg_per_l: Number, lhv_mj_per_kg: Number) -> Number:
    """Lower heating value per litre, from density and the value per mass."""
    return density_kg_per_l * lhv_mj_per_kg


@equation("F2")
def direct_co2_by_mass_g_per_mj(co2_kg_per_kg: Number, lhv_mj_per_kg: Number) -> Number:
    """Direct CO2 per energy, from CO2 per mass."""
    return co2_kg_per_kg / lhv_mj_per_kg * 1000


@equation("F3")
def direct_co2_by_volume_g_per_mj(co2_kg_per_l: Number, lhv_mj_per_l: Number) -> Number:
    """Direct CO2 per energy, from CO2 per litre."""
    return co2_kg_per_l / lhv_mj_per_l * 1000


@equation("F4")
def biogenic_co2_by_volume_g_per_mj(biogenic_co2_kg_per_l: Number, lhv_mj_per_l: Number) -> Number:
    """Biogenic CO2 per energy, from biogenic CO2 per litre."""
    return biogenic_co2_kg_per_l / lhv_mj_per_l * 1000
