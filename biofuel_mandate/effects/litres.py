"""Equations 1 and 10: litres, energy and shares of a case, and what changes from the baseline."""

from __future__ import annotations

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import SOLD, declare, equation

# Solved from the rows of a case, not computed by an equation: litres, and what is sold of a gas.
declare("volume_ml", *SOLD, sums=True)
declare("gas_tj", *SOLD)
# Stands for the equation that fits the fuel.
declare("energy_tj", *SOLD, sums=True, by=("pool", "component"))
# Stands for all of the energy, or for the renewable part of a fuel such as ETBE.
declare("renewable_energy_tj", *SOLD, sums=True, by=("pool", "component"))
declare("renewable_energy_share", "pool", "component")
declare("renewable_volume_share", "pool", "component")

_ALL = ("each", "biofuel", "fossil", "total")
_BIO = ("each biofuel", "biofuel")


@equation("1", "volume", over=_ALL, sums=True, of_litres=True)
def sold_volume_ml(volume_ml: Number) -> Number:
    """Litres sold."""
    return volume_ml


@equation("1", sums=True)
def energy_of_litres_tj(volume_ml: Number, lhv_mj_per_l: Number) -> Number:
    """Energy of what is sold by volume."""
    return lhv_mj_per_l * volume_ml


@equation("1", sums=True)
def energy_of_gas_tj(gas_tj: Number) -> Number:
    """Energy of what is sold by energy."""
    return gas_tj


@equation("3", sums=True)
def renewable_part_tj(energy_tj: Number, renewable_energy_share: Number) -> Number:
    """Energy of the renewable part of a fuel that is renewable in part."""
    return energy_tj * renewable_energy_share


@equation("1", "energy", over=_ALL, sums=True)
def sold_energy_tj(energy_tj: Number) -> Number:
    """Energy sold."""
    return energy_tj


@equation("1")
def fill_energy_from_mass_tj(fill_mass_kt: Number, lhv_mj_per_kg: Number) -> Number:
    """Energy of an amount given by mass."""
    return fill_mass_kt * lhv_mj_per_kg


@equation("1", "volume_share", over=_BIO, of_litres=True)
def volume_share(volume_ml: Number, total_volume_ml: Number) -> Number:
    """Share of the volume sold."""
    return volume_ml / total_volume_ml


@equation("1", "energy_share", over=_BIO)
def energy_share(energy_tj: Number, total_energy_tj: Number) -> Number:
    """Share of the energy sold."""
    return energy_tj / total_energy_tj


@equation("10", "extra_volume", over=_ALL, sums=True, of_litres=True)
def extra_volume_ml(volume_ml: Number, baseline_volume_ml: Number) -> Number:
    """Extra litres, case minus baseline."""
    return volume_ml - baseline_volume_ml


@equation("10", "extra_volume_share", over=("total",))
def extra_volume_share(extra_volume_ml: Number, baseline_volume_ml: Number) -> Number:
    """Extra litres of all fuel, as a share of the baseline's."""
    return extra_volume_ml / baseline_volume_ml


@equation("10", "extra_energy", over=_ALL, sums=True)
def extra_energy_tj(energy_tj: Number, baseline_energy_tj: Number) -> Number:
    """Extra energy, case minus baseline."""
    return energy_tj - baseline_energy_tj


@equation("12", sums=True)
def extra_renewable_energy_tj(
    renewable_energy_tj: Number, baseline_renewable_energy_tj: Number
) -> Number:
    """Extra renewable energy, case minus baseline."""
    return renewable_energy_tj - baseline_renewable_energy_tj
