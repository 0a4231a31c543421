"""What a scenario file may hold. The docstring under each attribute is its reference."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from biofuel_mandate.scenario.air_schema import AirQuality
from biofuel_mandate.scenario.appraisal_schema import Administration, Appraisal
from biofuel_mandate.scenario.consumer_schema import Consumers
from biofuel_mandate.scenario.cost_schema import Costs, Currency, Supplier, Supply
from biofuel_mandate.scenario.fields import Day, HeatPerLitre, Saving, Share
from biofuel_mandate.scenario.fulfil import Fulfil
from biofuel_mandate.scenario.market_schema import DemandPath, Market
from biofuel_mandate.scenario.oil_schema import Oil
from biofuel_mandate.scenario.parts import Name, Sourced, Text, Title, Word
from biofuel_mandate.scenario.rule_fields import (
    Base,
    Counting,
    Level,
    MinimumSaving,
    Penalty,
    Reference,
    RuleNames,
)
from biofuel_mandate.scenario.text_schema import Names, Texts, UnpricedEffect
from biofuel_mandate.scenario.uncertain_schema import Uncertainty

Timing = Literal["average of the year", "each part on its own"]


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
    import_share: Share | None = None
    """How much of it is imported."""


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
    starts: Day | None = None
    """First day that the rule is in force; before it, no case must meet it."""
    ends: Day | None = None
    """Last day that the rule is in force."""
    carry_over: Share | None = None
    """How much of what it asks for may be met by what was over in the year before."""
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
    demand: Text | None = None
    """The path of demand that the case serves, by name; the market's own where none is given."""
    timing: Timing | None = None
    """How what changes inside a year counts, where not as the scenario's ``timing`` says."""
    suppliers: Literal["alone", "together"] | None = None
    """Of a least-cost case: whether each supplier meets the rules alone, or all together."""
    baseline: Text | None = None
    """Case that this one is compared with, where not the scenario's baseline."""
    title: Title | None = None
    """Heading in reports; the case's name where there is none."""
    administration: dict[Name, Administration] = Field(default_factory=dict)
    """What it takes to administer the case, by task; of a task that only other cases name, none."""


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
    """Year of the price level of all money, totals included; a value may say another."""
    factors: Text
    """Factor set of the library: heat values and CO2 factors."""
    comparator: Text
    """Directive whose fossil comparator and pathways are used."""
    market: Market
    """The base-year market."""
    rules: dict[Word, Rule]
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
    demand: dict[Word, DemandPath] = Field(default_factory=dict)
    """Paths of demand by name, such as one with electrification."""
    timing: Timing | None = None
    """How what changes inside a year counts: by the year's average, or each part on its own."""
    appraisal: Appraisal = Field(default_factory=Appraisal)
    """What an appraisal goes by: price index, carbon price."""
    oil: Oil | None = None
    """The oil price that costs rest on, and others to tell price gaps at."""
    supply: dict[Name, Supply] = Field(default_factory=dict)
    """What can be had, by biofuel or feedstock category."""
    suppliers: dict[Word, Supplier] = Field(default_factory=dict)
    """Obligated parties, where they are told apart in cases of least cost."""
    consumers: Consumers | None = None
    """Prices at the pump, and what drivers pay and buy; nothing is told of them without it."""
    air_quality: AirQuality | None = None
    """How the exhaust of diesel engines changes; without it, nothing is told of it."""
    overrides: dict[Name, Any] = Field(default_factory=dict)
    """Library values replaced by the scenario's own, each with its source."""
    uncertainty: Uncertainty | None = None
    """What is uncertain, and what is asked of it; for the command ``uncertainty``."""
    published: Text | None = None
    """Published figures of the library that ``validate`` puts beside the model's."""
    text: Texts = Field(default_factory=Texts)
    """The directorate's own words for the consultation appendix, in Markdown."""
    unpriced_effects: dict[Word, UnpricedEffect] = Field(default_factory=dict)
    """Effects that have no price, by name, on the plus-minus scale."""
    names: Names = Field(default_factory=dict)
    """What the file's own names are called in reports: biofuels, lines of logistics, tasks,
    suppliers."""
