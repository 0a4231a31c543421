"""Equations 11 to 13: CO2 direct (territorial) and over the life cycle (global), never added."""

from __future__ import annotations

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import declare, equation

declare("comparator_g_per_mj")
declare("saving", "saving", "pool", "component")
declare("iluc_g_per_mj", "pool", "component")
declare("default_intensity_g_per_mj", "pool", "component")

_BIO = ("each biofuel", "biofuel")


@equation("11", "direct_co2_emission", over=("each fossil", "total"), sums=True)
def direct_co2_emission_t(energy_tj: Number, direct_co2_g_per_mj: Number) -> Number:
    """Direct CO2 of the fuel that emits it; biogenic CO2 counts zero."""
    return direct_co2_g_per_mj * energy_tj


@equation("11", "biogenic_co2_emission", over=_BIO, sums=True)
def biogenic_co2_emission_t(energy_tj: Number, biogenic_co2_g_per_mj: Number) -> Number:
    """Biogenic CO2, a memo item outside the totals."""
    return biogenic_co2_g_per_mj * energy_tj


@equation("11", "biogenic_co2_change", over=_BIO, sums=True)
def biogenic_co2_change_t(
    biogenic_co2_emission_t: Number, baseline_biogenic_co2_emission_t: Number
) -> Number:
    """Change of biogenic CO2, a memo item outside the totals."""
    return biogenic_co2_emission_t - baseline_biogenic_co2_emission_t


@equation("11", "direct_co2_reduction", over=_BIO, sums=True)
def direct_co2_reduction_t(
    efficiency_ratio: Number,
    extra_energy_tj: Number,
    fossil_direct_co2_g_per_mj: Number,
    direct_co2_g_per_mj: Number,
) -> Number:
    """Direct CO2 that a biofuel saves: that of the fossil energy it replaces, less its own."""
    return (efficiency_ratio * fossil_direct_co2_g_per_mj - direct_co2_g_per_mj) * extra_energy_tj


@equation("11", "direct_co2_reduction", over=("total",))
def all_direct_co2_reduction_t(
    baseline_direct_co2_emission_t: Number, direct_co2_emission_t: Number
) -> Number:
    """Fall of direct CO2 of all fuel."""
    return baseline_direct_co2_emission_t - direct_co2_emission_t


@equation("11", "direct_co2_reduction", over=("unattributed",))
def unattributed_direct_co2_reduction_t(
    total_all_direct_co2_reduction_t: Number, biofuel_direct_co2_reduction_t: Number
) -> Number:
    """Direct CO2 that no biofuel accounts for: change of demand or of the fossil mix."""
    return total_all_direct_co2_reduction_t - biofuel_direct_co2_reduction_t


@equation("11")
def direct_co2_of_fossil_part_g_per_mj(
    renewable_energy_share: Number, fossil_direct_co2_g_per_mj: Number
) -> Number:
    """Direct CO2 of a fuel renewable in part: the rest is taken for its pool's fossil fuel."""
    return (1 - renewable_energy_share) * fossil_direct_co2_g_per_mj


@equation("12", "life_cycle_reduction", over=_BIO, each=("saving",), sums=True)
def life_cycle_reduction_t(
    comparator_g_per_mj: Number, extra_renewable_energy_tj: Number, saving: Number
) -> Number:
    """Life-cycle reduction of greenhouse gas at a saving, without indirect land-use change."""
    return comparator_g_per_mj * extra_renewable_energy_tj * saving


@equation("12")
def intensity_saving(default_intensity_g_per_mj: Number, comparator_g_per_mj: Number) -> Number:
    """Life-cycle saving of a pathway whose directive prints its emission alone."""
    return 1 - default_intensity_g_per_mj / comparator_g_per_mj


@equation("13", "iluc_emission", over=_BIO, sums=True)
def iluc_emission_t(iluc_g_per_mj: Number, extra_renewable_energy_tj: Number) -> Number:
    """Emission from indirect land-use change, beside the life-cycle reduction."""
    return iluc_g_per_mj * extra_renewable_energy_tj


@equation("13", "life_cycle_reduction_including_iluc", over=_BIO, each=("saving",), sums=True)
def life_cycle_reduction_including_iluc_t(
    life_cycle_reduction_t: Number, iluc_emission_t: Number
) -> Number:
    """Life-cycle reduction less the emission from indirect land-use change."""
    return life_cycle_reduction_t - iluc_emission_t
