"""What a scenario file may say of appraisal; the docstring under each attribute tells."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from biofuel_mandate.scenario.fields import Money, PerTonne, Share, WorkingTime
from biofuel_mandate.scenario.parts import Sourced
from biofuel_mandate.scenario.price_levels import IndexOfPrices


class Appraisal(Sourced):
    """What an appraisal goes by; what is not given has no line."""

    price_index: IndexOfPrices | None = None
    """Index numbers by year, with their source: turns money of another ``price_year`` into that of
    the scenario."""
    discount_rate: Share | None = None
    """Rate of present values over years; that of Norwegian guidance where none is given."""
    present_value_in: Annotated[int, Field(ge=1990, le=2100)] | None = None
    """Year that costs over years are discounted to; the first of them where none is given."""
    carbon_price: PerTonne | None = None
    """What a tonne of direct CO2 is worth in an appraisal: a line of its own, in no cost."""


class Administration(Sourced):
    """What one task of administration takes in a case, a year; what is not said is missing."""

    work: WorkingTime | None = None
    """Working time; a week has five days."""
    cost: Money | None = None
    """What it costs, apart from the cost of fuel."""
