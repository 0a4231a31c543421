"""Equations 2 to 7: what counts towards a rule, and how often."""

from __future__ import annotations

from biofuel_mandate.arrays import Number, truth
from biofuel_mandate.equations import SOLD, declare, equation

declare("level_share", "case", "rule")
# An absolute level, in place of a share of the base.
declare("level_ml", "case", "rule")
declare("level_tj", "case", "rule")
declare("level_kt", "case", "rule")
# What counts from the time before, by the unit of the rule's row.
declare("carried_ml", "case", "rule")
declare("carried_tj", "case", "rule")
declare("carried_t", "case", "rule")
declare("reference_g_per_mj", "rule")
declare("fossil_intensity_g_per_mj", "rule", "pool")
declare("intensity_g_per_mj", "pool", "component")
declare("counting_ratio", "rule", "pool", "component")
declare("multiplier_ratio", "rule", "pool", "component")
declare("own_saving", "pool", "component")
declare("minimum_saving", "rule", "pool", "component")
declare("fill_volume_share", "case", "pool", "grade", "component")
declare("fill_volume_ml", "case", "pool", "grade", "component")
declare("fill_energy_tj", "case", "pool", "grade", "component")
declare("fill_mass_kt", "case", "pool", "grade", "component")
declare("available_ml", "component")
declare("available_tj", "component")
declare("litre_equivalent_mj_per_l", "rule", "pool", "component")
# Stands for the equation that fits the fuel, the rule, and what the case tells apart.
declare(
    "countable_volume_ml",
    *SOLD,
    "rule",
    sums=True,
    by=("case", "rule", "pool", "component"),
)
declare(
    "countable_energy_tj",
    *SOLD,
    "rule",
    sums=True,
    by=("case", "rule", "pool", "component"),
)
# Solved from the rows, where a rule tells two parts apart: above a sub-quota, or over a cap.
declare("part_ml", *SOLD)
declare("part_tj", *SOLD)
declare("part_energy_tj", *SOLD, by=("pool", "component"))
declare("proportion_ratio", "case", "pool", "component")
declare("least_volume_share", "grade", "component")
declare("greatest_volume_share", "grade", "component")
declare("vehicle_energy_share", "pool", "line")


@equation("7")
def multiplier_without_threshold_ratio(counting_ratio: Number) -> Number:
    """How often a litre counts, under a rule that asks for no saving."""
    return counting_ratio


@equation("7")
def multiplier_of_uncounted_ratio() -> Number:
    """How often a litre counts that is not among what the rule counts."""
    return 0.0


@equation("7")
def multiplier_of_eligible_ratio(
    counting_ratio: Number, own_saving: Number, minimum_saving: Number
) -> Number:
    """How often a litre counts: not at all when its saving is under the threshold."""
    return counting_ratio * truth(own_saving >= minimum_saving)


@equation("7", "multiplier", over=("each biofuel",), each=("rule",))
def counted_per_litre_ratio(multiplier_ratio: Number) -> Number:
    """How often a litre counts towards the rule; 0 where it does not qualify."""
    return multiplier_ratio


@equation("2", sums=True)
def countable_litres_ml(volume_ml: Number) -> Number:
    """Litres that a rule may count, of what is sold by volume."""
    return volume_ml


@equation("2", sums=True)
def countable_gas_ml(gas_tj: Number, litre_equivalent_mj_per_l: Number) -> Number:
    """Litres that a rule takes a gas for, by the energy that it lets count as one."""
    return gas_tj / litre_equivalent_mj_per_l


@equation("2", sums=True)
def countable_part_ml(volume_ml: Number, renewable_volume_share: Number) -> Number:
    """Litres that a rule may count of a fuel that is renewable in part."""
    return volume_ml * renewable_volume_share


@equation("6")
def countable_above_ml(volume_ml: Number, part_ml: Number) -> Number:
    """Litres that a rule may count, those above a sub-quota once more."""
    return volume_ml + part_ml


@equation("5")
def countable_within_ml(volume_ml: Number, part_ml: Number) -> Number:
    """Litres that a rule may count, without those over a cap."""
    return volume_ml - part_ml


@equation("6")
def countable_gas_above_ml(
    gas_tj: Number, part_tj: Number, litre_equivalent_mj_per_l: Number
) -> Number:
    """Litres that a rule takes a gas for, those above a sub-quota once more."""
    return (gas_tj + part_tj) / litre_equivalent_mj_per_l


@equation("5")
def countable_gas_within_ml(
    gas_tj: Number, part_tj: Number, litre_equivalent_mj_per_l: Number
) -> Number:
    """Litres that a rule takes a gas for, without those over a cap."""
    return (gas_tj - part_tj) / litre_equivalent_mj_per_l


@equation("6")
def countable_above_tj(energy_tj: Number, part_energy_tj: Number) -> Number:
    """Energy that a rule may count, that above a sub-quota once more."""
    return energy_tj + part_energy_tj


@equation("5")
def countable_within_tj(energy_tj: Number, part_energy_tj: Number) -> Number:
    """Energy that a rule may count, without that over a cap."""
    return energy_tj - part_energy_tj


@equation("6")
def part_of_litres_tj(part_ml: Number, lhv_mj_per_l: Number) -> Number:
    """Energy of the second part of what is sold by volume."""
    return part_ml * lhv_mj_per_l


@equation("6")
def part_of_gas_tj(part_tj: Number) -> Number:
    """Energy of the second part of what is sold by energy."""
    return part_tj


@equation("4")
def intensity_from_saving_g_per_mj(own_saving: Number, comparator_g_per_mj: Number) -> Number:
    """Life-cycle intensity of a biofuel, from its saving against its directive's comparator."""
    return (1 - own_saving) * comparator_g_per_mj


@equation("3", "counted_energy", over=("each biofuel", "biofuel"), each=("rule",), sums=True)
def counted_energy_tj(countable_energy_tj: Number, multiplier_ratio: Number) -> Number:
    """Energy as the rule counts it."""
    return multiplier_ratio * countable_energy_tj


@equation("4", "counted_tonnes", over=("each biofuel", "biofuel"), each=("rule",), sums=True)
def counted_reduction_t(
    countable_energy_tj: Number,
    multiplier_ratio: Number,
    reference_g_per_mj: Number,
    intensity_g_per_mj: Number,
) -> Number:
    """Reduction of greenhouse gas as the rule counts it, against its reference."""
    return multiplier_ratio * countable_energy_tj * (reference_g_per_mj - intensity_g_per_mj)


@equation("2", "counted_volume", over=("each biofuel", "biofuel"), each=("rule",), sums=True)
def counted_volume_ml(countable_volume_ml: Number, multiplier_ratio: Number) -> Number:
    """Litres as the rule counts them."""
    return multiplier_ratio * countable_volume_ml
