"""Equations 2, 5 and 7: what counts towards a rule, and how often."""

from __future__ import annotations

from biofuel_mandate.arrays import Number, truth
from biofuel_mandate.equations import declare, equation

declare("level_share", "case", "rule")
declare("counting_ratio", "rule", "pool", "component")
declare("multiplier_ratio", "rule", "pool", "component")
declare("own_saving", "pool", "component")
declare("minimum_saving", "rule", "pool", "component")
declare("fill_volume_share", "case", "pool", "grade", "component")
declare("fill_volume_ml", "case", "pool", "grade", "component")
declare("fill_energy_tj", "case", "pool", "grade", "component")
declare("fill_mass_kt", "case", "pool", "grade", "component")
declare("litre_equivalent_mj_per_l", "rule", "pool", "component")
# Stands for the equation that fits the fuel and the rule.
declare(
    "countable_volume_ml",
    *("case", "pool", "grade", "component", "rule"),
    sums=True,
    by=("rule", "pool", "component"),
)
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


@equation("2", "counted_volume", over=("each biofuel", "biofuel"), each=("rule",), sums=True)
def counted_volume_ml(countable_volume_ml: Number, multiplier_ratio: Number) -> Number:
    """Litres as the rule counts them."""
    return multiplier_ratio * countable_volume_ml
