"""What a scenario file may say of costs and supply; the docstring under each attribute tells."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from biofuel_mandate.scenario.fields import Energy, PerLitre, PerTonne, Share, Volume
from biofuel_mandate.scenario.parts import Name, Sourced, Word
from biofuel_mandate.scenario.price_fields import ExchangeRate, Price
from biofuel_mandate.scenario.tax_schema import Rates, TaxTreatment

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Costs(Sourced):
    """Costs; what has no cost here is shown as missing."""

    abatement_cost: dict[Name, PerTonne] = Field(default_factory=dict)
    """Per tonne of direct CO2, by biofuel, or by biofuel in one grade: fame in B30."""
    price: dict[Name, Price] = Field(default_factory=dict)
    """Price before tax, by fuel, per litre or tonne, of a gas per GJ; or "quote of" a fuel that the
    library has a price of. That of petrol and diesel corrects gaps for energy."""
    price_gap: dict[Name, PerLitre] = Field(default_factory=dict)
    """Price gap per litre of biofuel, corrected for energy content."""
    uncorrected_price_gap: dict[Name, PerLitre] = Field(default_factory=dict)
    """Price gap per litre of biofuel, litre against litre."""
    logistics: dict[Name, dict[Name, PerLitre]] = Field(default_factory=dict)
    """Further costs per litre of biofuel: {line: {biofuel: cost}}."""
    taxes: Rates = Field(default_factory=dict)
    """What suppliers pay to the state per litre, before VAT: {line: {fuel: tax}}; or a country."""
    taxes_beyond_quota: Rates = Field(default_factory=dict)
    """What litres of biofuel pay beyond what the quota asks for: {line: {biofuel: tax}}."""
    tax_of_unsustainable: Literal["as fossil"] | None = None
    """What biofuel pays whose saving is under the quota's minimum: as its pool's fossil fuel."""
    tax_treatments: dict[Word, TaxTreatment] = Field(default_factory=dict)
    """Other ways to tax the same litres, by name; revenue is told of each."""
    tax_finance: Share | None = None
    """Cost of tax finance: what raising a krone of revenue elsewhere costs; on no other line."""
    exchange_rates: dict[Currency, ExchangeRate] = Field(default_factory=dict)
    """What another currency costs: {EUR: 11.4 NOK/EUR}."""


class Step(Sourced):
    """One step of a supply curve."""

    volume: Volume | None = None
    """How much can be had at this price; the last step may leave it out."""
    price: PerLitre
    """Price before tax; no step is cheaper than the one before."""


class Supply(Sourced):
    """What can be had of a biofuel, or of all biofuels of a feedstock category."""

    available: Volume | None = None
    """The most that can be had."""
    energy: Energy | None = None
    """The most that can be had of a gas."""
    steps: list[Step] = Field(default_factory=list, min_length=1)
    """A supply curve, cheapest first; its prices stand instead of the biofuel's own."""


class Supplier(Sourced):
    """An obligated party: what it sells, and what it pays otherwise than the others."""

    petrol: Share | None = None
    """Its share of the petrol pool's energy."""
    diesel: Share | None = None
    """Its share of the diesel pool's energy."""
    price: dict[Name, PerLitre] = Field(default_factory=dict)
    """Prices of its own, per litre."""
