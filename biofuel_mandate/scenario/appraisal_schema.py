"""What a scenario file may say of appraisal; the docstring under each attribute tells."""

from __future__ import annotations

from biofuel_mandate.scenario.fields import Money, PerTonne, WorkingTime
from biofuel_mandate.scenario.parts import Sourced
from biofuel_mandate.scenario.price_levels import IndexOfPrices


class Appraisal(Sourced):
    """What an appraisal goes by; what is not given has no line."""

    price_index: IndexOfPrices | None = None
    """Index numbers by year, with their source: turns money of another ``price_year`` into that of
    the scenario."""
    carbon_price: PerTonne | None = None
    """What a tonne of direct CO2 is worth in an appraisal: a line of its own, in no cost."""


class Administration(Sourced):
    """What one task of administration takes in a case, a year; what is not said is missing."""

    work: WorkingTime | None = None
    """Working time; a week has five days."""
    cost: Money | None = None
    """What it costs, apart from the cost of fuel."""
