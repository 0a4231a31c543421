"""What a scenario file may say of those who buy the fuel; the docstring under each key tells."""

from __future__ import annotations

from pydantic import Field

from biofuel_mandate.scenario.fields import Elasticity, PerLitre, Share, YearlyUse
from biofuel_mandate.scenario.parts import Name, Sourced


class Consumers(Sourced):
    """What makes a price at the pump, and how drivers answer it."""

    vat: Share
    """Value added tax, on all that a litre costs at the pump."""
    distribution: dict[Name, PerLitre] = Field(default_factory=dict)
    """Depots, stations and margins, by pool, per litre of what it sells, before VAT."""
    yearly_use: dict[Name, YearlyUse] = Field(default_factory=dict)
    """What a driver buys a year in the baseline, by pool; the driver's energy stays the same."""
    price_elasticity: dict[Name, Elasticity] = Field(default_factory=dict)
    """How a pool's energy answers its price per MJ at the pump, in place of the same energy."""
