"""What a scenario file may say of the market; the docstring under each attribute tells."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from biofuel_mandate.scenario.fields import Energy, PartOfDemand, Share, Volume
from biofuel_mandate.scenario.parts import Name, Sourced, Text

Years = Annotated[str, StringConstraints(pattern=r"^\d{4} to \d{4}$")]


class VehicleSet(Sourced):
    """Vehicles that alone can use some grades."""

    energy_share: Share
    """The set's share of the pool's energy."""
    only: list[Text] = Field(min_length=1)
    """Grades that only this set can use."""


class PoolMarket(Sourced):
    """Base-year sales of one pool."""

    volume: Volume | None = None
    """Sales by volume; or give ``energy``."""
    energy: Energy | None = None
    """Sales by energy; or give ``volume``."""
    blend: dict[Name, Share] = Field(default_factory=dict)
    """Biofuels in it, volume per cent of the finished blend."""
    grade: Text | None = None
    """The grade sold, such as E5 or B7; its blend limits are checked."""
    vehicles: dict[Name, VehicleSet] = Field(default_factory=dict)
    """Sets of vehicles that limit the sales of some grades."""


class Market(Sourced):
    """The market that every case must serve with the same energy."""

    year: Annotated[int, Field(ge=1990, le=2100)]
    """Base year."""
    years: Years | None = None
    """The first and the last year that are covered, as in "2010 to 2030", in place of ``year``."""
    sales: Literal["including biofuel", "excluding biofuel"]
    """Whether the sales below hold the biofuel, or it comes on top of them."""
    petrol: PoolMarket | None = None
    """Sales of the petrol pool."""
    diesel: PoolMarket | None = None
    """Sales of the diesel pool."""


class DemandPath(Sourced):
    """A path that the energy of the pools takes, beside that of the market."""

    petrol: PartOfDemand | None = None
    """The petrol pool's energy, as a share of the market's; all of it where none is given."""
    diesel: PartOfDemand | None = None
    """The diesel pool's energy, as a share of the market's; all of it where none is given."""
