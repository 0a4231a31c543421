"""What a scenario file may hold. The docstring under each attribute is its reference."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from biofuel_mandate.scenario.fields import (
    Day,
    Energy,
    HeatPerLitre,
    PerLitre,
    PerTonne,
    Saving,
    Share,
    Volume,
)
from biofuel_mandate.scenario.fulfil import Fulfil
from biofuel_mandate.scenario.price_fields import ExchangeRate, Price
from biofuel_mandate.scenario.rule_fields import (
    Base,
    Counting,
    Level,
    MinimumSaving,
    Penalty,
    Reference,
    RuleNames,
)


def _plain(text: str) -> str:
    """Refuse what a terminal would act on; line ends and tabs are fine."""
    if any(unicodedata.category(char) == "Cc" for char in text if char not in "\n\t"):
        raise PydanticCustomError("not_plain", "not plain text")
    return text


def _one_line(name: str) -> str:
    if len(name) > LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise PydanticCustomError("not_a_name", "not a name")
    return name


LONGEST_NAME = 60
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_plain)
]
Name = Annotated[str, StringConstraints(min_length=1), AfterValidator(_one_line)]
Evidence = Literal["published", "secondary", "derived", "unverified"]


class Part(BaseModel):
    """A part of the scenario: unknown keys are faults, nothing changes once read."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


class Sourced(Part):
    """A part whose values share a source."""

    source: Text | None = None
    """Where the values come from; what gives none takes it from the part around it."""
    evidence: Evidence | None = None
    """How well the source evidences them: published, secondary, derived or unverified."""


class Title(Part):
    """The title in the languages of the reports."""

    en: Text
    """In English."""
    nb: Text
    """In Norwegian."""


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
    sales: Literal["including biofuel", "excluding biofuel"]
    """Whether the sales below hold the biofuel, or it comes on top of them."""
    petrol: PoolMarket | None = None
    """Sales of the petrol pool."""
    diesel: PoolMarket | None = None
    """Sales of the diesel pool."""


class Biofuel(Sourced):
    """What a biofuel of this scenario is made of."""

    fuel: Text | None = None
    """The fuel of the library that it is, where its name is not one (ucome: fame)."""
    pathway: Text | None = None
    """Pathway of the comparator's directive; gives feedstock category and default saving."""
    category: Text | None = None
    """Feedstock category, where there is no pathway."""
    saving: Saving | None = None
    """Actual life-cycle saving, used before the pathway's default; manure may save over 100 %."""
    plant_start: Day | None = None
    """When the plant started, for thresholds that depend on it."""


class Rule(Sourced):
    """A policy instrument that holds in every case."""

    type: Literal["quota", "sub-quota", "cap"]
    """quota and sub-quota: at least; cap: at most."""
    by: Literal["volume", "energy", "greenhouse gas"]
    """What is measured: litres, energy, or the reduction of life-cycle greenhouse gas."""
    of: Base
    """Base that the level is a share of: "all petrol and diesel", "fossil petrol"."""
    counting: Counting
    """single, double (wastes and residues twice), {category: multiplier}, or "double above" a
    sub-quota: what that counts does so twice above its level."""
    counts: list[Text] | None = Field(default=None, min_length=1)
    """Feedstock categories or biofuels that count; needed by a sub-quota and a cap."""
    level: Level | None = None
    """Level in every case that does not give its own: a share, or an amount such as 120 Ml."""
    limits: Text | None = None
    """Of a cap: the rule that does not count what is above the cap, which may then be sold."""
    reference: Reference | None = None
    """Of a greenhouse-gas rule: intensity of the base and of each fossil fuel."""
    gas: Literal["inside", "outside"] | None = None
    """Whether a rule by energy or greenhouse gas takes gas into what counts and into its base."""
    buy_out: Penalty | None = None
    """What may be paid instead, per litre, GJ or kg of CO2e that is missing."""
    penalty: Penalty | None = None
    """What missing the level costs, per litre, GJ or kg of CO2e."""
    title: Title | None = None
    """Heading in reports; the rule's name where there is none."""
    delivery: Day | None = None
    """Day of delivery that a directive's thresholds are taken at; else the scenario's date."""
    litre_equivalent: dict[Name, HeatPerLitre] = Field(default_factory=dict)
    """Energy of a gas that counts as one litre: {biogas: 36 MJ/l}; without it, gas is outside."""
    minimum_saving: MinimumSaving | None = None
    """Life-cycle saving that a biofuel needs to count: a share, or a directive's thresholds."""


class Case(Sourced):
    """One way the world could be."""

    fulfil: Fulfil
    """How it is met: in proportion, as observed, or amounts per pool."""
    quota: Level | None = None
    """Level of the rule named quota."""
    levels: dict[Name, Level] = Field(default_factory=dict)
    """Levels of other rules."""
    rules: RuleNames | None = None
    """The rules that hold in this case, where not all do: by name, or by that of a country's."""
    fills_up_to: Text | None = None
    """The rule that ``rest`` fills up to, where there are several quotas."""
    suppliers: Literal["alone", "together"] | None = None
    """Of a least-cost case: whether each supplier meets the rules alone, or all together."""
    baseline: Text | None = None
    """Case that this one is compared with, where not the scenario's baseline."""
    title: Title | None = None
    """Heading in reports; the case's name where there is none."""


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
    taxes: dict[Name, dict[Name, PerLitre]] = Field(default_factory=dict)
    """What suppliers pay to the state per litre, before VAT: {line: {fuel: tax}}."""
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


# What results are asked for by: no mark that a query, a key or a path would take for its own.
Word = Annotated[str, StringConstraints(pattern=r"^\w([\w -]*[\w-])?$", max_length=40)]


class ScenarioFile(Sourced):
    """A policy question: a market, rules, and the cases to compare."""

    title: Title
    """Title of the question, in English and Norwegian."""
    source: Text
    """Where the scenario's values come from, unless they say otherwise."""
    date: Day
    """Date of the question; newer sources are marked."""
    jurisdiction: Text
    """Country or region."""
    currency: Currency
    """Three-letter code of all money."""
    price_year: Annotated[int, Field(ge=1990, le=2100)]
    """Year of the price level of all money."""
    factors: Text
    """Factor set of the library: heat values and CO2 factors."""
    comparator: Text
    """Directive whose fossil comparator and pathways are used."""
    market: Market
    """The base-year market."""
    rules: dict[Word, Rule] = Field(min_length=1)
    """Policy instruments by name."""
    cases: dict[Word, Case] = Field(min_length=1)
    """Cases by name."""
    baseline: Text
    """Case that the others are compared with."""
    biofuels: dict[Word, Biofuel] = Field(default_factory=dict)
    """What the biofuels are made of."""
    life_cycle_savings: list[Share] = Field(default_factory=list)
    """Life-cycle savings to report reductions at."""
    costs: Costs = Field(default_factory=Costs)
    """Costs, all optional."""
    supply: dict[Name, Supply] = Field(default_factory=dict)
    """What can be had, by biofuel or feedstock category."""
    suppliers: dict[Word, Supplier] = Field(default_factory=dict)
    """Obligated parties, where they are told apart in cases of least cost."""
    overrides: dict[Name, Any] = Field(default_factory=dict)
    """Library values replaced by the scenario's own, each with its source."""
    published: Text | None = None
    """Published figures of the library that ``validate`` puts beside the model's."""
