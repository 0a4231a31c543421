"""What a scenario file may say of air quality; the docstring under each attribute tells."""

from __future__ import annotations

from pydantic import Field

from biofuel_mandate.scenario.fields import Mass
from biofuel_mandate.scenario.parts import Name, Sourced, Text


class AirQuality(Sourced):
    """How the exhaust of diesel engines changes with the share of biodiesel."""

    curves: Text
    """The library's curves of exhaust by share of FAME in diesel: epa-2002."""
    inventory: dict[Name, Mass] = Field(default_factory=dict)
    """Exhaust of the diesel pool a year in the scenario's baseline, by pollutant; without it the
    change is told in per cent alone."""
