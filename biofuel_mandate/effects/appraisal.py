"""Equations 22 to 24: value of CO2, imports and administration, each a line of its own.

None is in a cost: what is asked for stands beside it. ``cur`` is the scenario's currency.
"""

from __future__ import annotations

from biofuel_mandate.arrays import Number, per
from biofuel_mandate.equations import declare, equation

declare("carbon_price_cur_per_t")
declare("given_import_share", "pool", "component")
# Stands for what is given, or for a gas, which has no litres.
declare("litres_import_share", "pool", "component")
declare("task_work_weeks", "case", "task")
declare("task_cost_mcur", "case", "task")

# A share of less than a millilitre is a quotient of rounding errors.
_LEAST_ML = 1e-9

_BIO = ("each biofuel", "biofuel")
_PRICED = ("carbon_price_cur_per_t",)
_IMPORTED = ("given_import_share",)
_WORKED = ("task_work_weeks",)


@equation("22", "carbon_value", over=_BIO, sums=True, where=_PRICED)
def carbon_value_mcur(direct_co2_reduction_t: Number, carbon_price_cur_per_t: Number) -> Number:
    """Value a year of the direct CO2 that is saved, at the carbon price of the appraisal."""
    return direct_co2_reduction_t * carbon_price_cur_per_t / 1e6


@equation("22", "carbon_value", over=("total",), where=_PRICED)
def all_carbon_value_mcur(
    all_direct_co2_reduction_t: Number, carbon_price_cur_per_t: Number
) -> Number:
    """Value a year of the fall of direct CO2 of all fuel, at the carbon price of the appraisal."""
    return all_direct_co2_reduction_t * carbon_price_cur_per_t / 1e6


@equation("23")
def no_litres_import_share() -> Number:
    """Share of the litres of a gas that are imported, which has none."""
    return 0.0


@equation("23", "imported_volume", over=_BIO, sums=True, of_litres=True, where=_IMPORTED)
def imported_volume_ml(litres_import_share: Number, volume_ml: Number) -> Number:
    """Litres of biofuel that are imported."""
    return litres_import_share * volume_ml


@equation("23", "extra_imported_volume", over=_BIO, sums=True, of_litres=True, where=_IMPORTED)
def extra_imported_volume_ml(
    imported_volume_ml: Number, baseline_imported_volume_ml: Number
) -> Number:
    """Extra litres of biofuel that are imported, case minus baseline."""
    return imported_volume_ml - baseline_imported_volume_ml


@equation("23", "imported_energy", over=_BIO, sums=True, where=_IMPORTED)
def imported_energy_tj(given_import_share: Number, energy_tj: Number) -> Number:
    """Energy of biofuel that is imported, gas included."""
    return given_import_share * energy_tj


@equation("23", "import_share", over=("biofuel",), where=_IMPORTED)
def import_share(imported_volume_ml: Number, volume_ml: Number) -> Number:
    """Share of the litres of biofuel that are imported."""
    return per(imported_volume_ml, volume_ml, _LEAST_ML)


@equation("24")
def no_work_weeks() -> Number:
    """Work at a task that a case does not name."""
    return 0.0


@equation("24")
def no_task_cost_mcur() -> Number:
    """Cost of a task that a case does not name."""
    return 0.0


@equation("24", "administrative_work", over=("",), each=("task",), where=_WORKED)
def administrative_work_weeks(task_work_weeks: Number) -> Number:
    """Working time a year for administration."""
    return task_work_weeks


@equation("24", "extra_administrative_work", over=("",), each=("task",), where=_WORKED)
def extra_administrative_work_weeks(
    administrative_work_weeks: Number, baseline_administrative_work_weeks: Number
) -> Number:
    """Extra working time for administration, case minus baseline."""
    return administrative_work_weeks - baseline_administrative_work_weeks


@equation("24", "administrative_cost", over=("",), each=("task",))
def administrative_cost_mcur(task_cost_mcur: Number) -> Number:
    """Cost a year of administration, apart from the cost of fuel."""
    return task_cost_mcur


@equation("24", "extra_administrative_cost", over=("",), each=("task",))
def extra_administrative_cost_mcur(
    administrative_cost_mcur: Number, baseline_administrative_cost_mcur: Number
) -> Number:
    """Extra cost of administration, case minus baseline."""
    return administrative_cost_mcur - baseline_administrative_cost_mcur
