"""What a scenario file may say of the oil price; the docstring under each attribute tells."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.fields import PerBarrel, Share
from biofuel_mandate.scenario.parts import Name, Sourced


class Oil(Sourced):
    """The oil price that the costs rest on, and others to tell the price gaps at."""

    price: PerBarrel
    """What a barrel cost when fuel cost what ``costs`` says."""
    at: list[PerBarrel] = Field(min_length=1)
    """Oil prices to tell the price gaps and their cost at; litres stay as they are."""
    pass_through: dict[Name, Share] = Field(min_length=1)
    """How much of a change per litre of oil goes into a fuel's price; of a biofuel unnamed none."""


def unmoved(oil: Oil | None, biofuels: Iterable[str]) -> tuple[str, ...]:
    """Return the biofuels whose price is taken as unchanged by the oil price."""
    names = dict.fromkeys(biofuels) if oil else ()
    return tuple(name for name in names if oil and name not in oil.pass_through)


def oil_label(oil: Given) -> str:
    """Name an oil price as results do.

    Examples
    --------
    >>> from biofuel_mandate.quantities import parse_quantity
    >>> oil_label(parse_quantity("50.0 USD/bbl", "price per barrel"))
    'oil at 50 USD/bbl'
    """
    return f"oil at {oil.value:.10g} {oil.unit}"
