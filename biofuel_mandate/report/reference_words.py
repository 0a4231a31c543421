"""What the reference of the scenario format says beside the schema: examples, and defaults."""

from __future__ import annotations

from biofuel_mandate.scenario.text_schema import Texts

# A short example of each part, by its model.
EXAMPLES = {
    "ScenarioFile": """
title: {en: Road-fuel quota from 3.5 to 5.5 %, nb: "Omsetningskrav fra 3,5 til 5,5 %"}
source: "Statistics Norway, 25 March 2015"
date: 2015-02-02
jurisdiction: Norway
currency: NOK
price_year: 2010
factors: norway
comparator: red-2009
life_cycle_savings: [35 %, 50 %]
overrides:
  ethanol.lhv_mj_per_l: {value: 21.2 MJ/l, source: "Laboratory, 2014", evidence: unverified}
""",
    "Title": "{en: Road-fuel quota, nb: Omsetningskrav for veitrafikk}",
    "Texts": """
problem:
  nb: |
    Utslippene fra veitrafikk er høye. Målet er **lavere utslipp**.
success: {nb: Omsetterne må få *tid* til å bygge tanker., en: Suppliers need *time* to build tanks.}
""",
    "Prose": "{nb: Utslippene fra veitrafikk er høye., en: Emissions of road traffic are high.}",
    "UnpricedEffect": """
title: {en: Health, nb: Helse}
cases: {policy: "0"}
why: {en: Blends stay under 10 %., nb: Innblandingen er under 10 %.}
source: Norwegian Institute of Public Health, 2014
""",
    "Market": """
year: 2013
sales: excluding biofuel
petrol: {volume: 1307.255 Ml, blend: {ethanol: 1.3 %}, grade: E5}
diesel: {volume: 2796.794 Ml, blend: {fame: 5.3 %}, grade: B7}
""",
    "PoolMarket": """
volume: {value: 2796.794 Ml, source: "SSB, 25 March 2015", evidence: published}
blend: {fame: 5.3 %}
grade: B7
""",
    "DemandPath": "{petrol: 80 %, diesel: {value: 90 %, source: A projection}}",
    "VehicleSet": "{energy_share: 40 %, only: [B30]}",
    "Biofuel": "{fuel: fame, pathway: fame-waste-oil, saving: 85 %}",
    "Rule": """
type: sub-quota
by: volume
of: all petrol and diesel
counting: single
counts: [annex-ix-a, annex-ix-b]
level: 1 %
""",
    "Case": """
quota: 5.5 %
levels: {advanced: 1.5 %}
fulfil:
  petrol: {ethanol: as in reference}
  diesel:
    B7: {fame: 7 %}
    B30: {fame: 30 %, sales: rest}
""",
    "Costs": """
abatement_cost: {ethanol: 2175 NOK/t}
price_gap: {ethanol: {value: 2.96 NOK/l, low: 2.5 NOK/l, high: 3.5 NOK/l}}
logistics:
  depots and stations: {ethanol: 0.32 NOK/l}
taxes:
  road tax: {petrol: 4.95 NOK/l, ethanol: 2.37 NOK/l}
tax_treatments:
  ethanol exempt: {taxes: {road tax: {ethanol: 0 NOK/l}}}
tax_finance: 20 %
exchange_rates: {USD: 10.5 NOK/USD}
""",
    "TaxTreatment": """
title: {en: exempt beyond the quota, nb: fritatt ut over kravet}
taxes_beyond_quota: {road tax: {ethanol: 0 NOK/l, fame: 0 NOK/l}}
tax_of_unsustainable: as fossil
""",
    "Appraisal": """
price_index: {2010: 92.5, 2013: 97.1, source: "Statistics office, table 1"}
carbon_price: {value: 600 NOK/t, price_year: 2010, source: "Guidance on appraisal"}
""",
    "Administration": "{work: 2 weeks, cost: 0.1 MNOK}",
    "Oil": """
price: 60 USD/bbl
at: [50 USD/bbl, 525 NOK/bbl]
pass_through: {petrol: 100 %, diesel: 100 %}
""",
    "Consumers": """
vat: 25 %
distribution: {petrol: 1.2 NOK/l, diesel: 1.3 NOK/l}
yearly_use: {petrol: 800 l}
price_elasticity:
  petrol: {value: -0.3, low: -0.5, high: -0.1, source: "A study", evidence: unverified}
  diesel: -0.2
""",
    "Supply": """
steps:
  - {volume: 100 Ml, price: 12.5 NOK/l}
  - {price: 15 NOK/l}
""",
    "Step": "{volume: 100 Ml, price: 12.5 NOK/l}",
    "AirQuality": """
curves: epa-2002
inventory: {NOx: {value: 12 kt, source: "an inventory of your own", evidence: unverified}}
""",
    "Uncertainty": """
inputs:
  iluc/cereals.iluc_g_per_mj: triangular
  costs.price_gap.ethanol:
    {distribution: triangular, low: 2.07 NOK/l, high: 3.27 NOK/l, source: "A study"}
correlation:
  - {between: [costs.price_gap.ethanol, costs.price_gap.fame], rank: 0.5, source: Assumed}
questions:
  - {result: policy.cost@bottom up, above: 300 MNOK}
""",
    "Correlation": "{between: [costs.price.petrol, costs.price.diesel], rank: 0.7}",
    "Threshold": "{result: policy.cost@bottom up, above: 300 MNOK}",
    "Grid": """
across: costs.price_gap.ethanol
up: costs.price_gap.fame
result: policy.cost@bottom up
""",
    "Choice": "{by: cost@bottom up, best: lowest, cases: [E10, B10]}",
    "Supplier": "{petrol: 40 %, diesel: 35 %, price: {hvo: 16 NOK/l}}",
}
# What holds where a key is left out, where that is more than "none".
LEFT_OUT = {
    "source": "that of the part around it",
    "evidence": "that of the part around it, else unverified",
    "ScenarioFile.evidence": "unverified",
    "Market.year": "needed, or `years`",
    "Market.years": "needed, or `year`",
    "Market.petrol": "no petrol; one of the two is needed",
    "Market.diesel": "no diesel; one of the two is needed",
    "PoolMarket.volume": "give `energy`",
    "PoolMarket.energy": "give `volume`",
    "PoolMarket.grade": "no blend limit is checked",
    "Title.nn": "bokmål",
    "Prose.nn": "bokmål",
    "Prose.nb": "marked as missing in that language",
    "Prose.en": "marked as missing in that language",
    **{f"Texts.{key}": "marked as missing" for key in Texts.model_fields},
    "Texts.summary": "the model's alone",
    "DemandPath.petrol": "all of it",
    "DemandPath.diesel": "all of it",
    "ScenarioFile.timing": "needed where something changes inside a year",
    "Biofuel.fuel": "the biofuel's own name",
    "Biofuel.category": "that of the pathway",
    "Biofuel.saving": "the pathway's default",
    "Biofuel.plant_start": "an old plant",
    "Rule.counts": "all biofuels, in a quota",
    "Rule.level": "each case gives its own",
    "Case.quota": "the rule's level",
    "Case.levels": "the rules' levels",
    "Case.fills_up_to": "the only quota",
    "Case.baseline": "the scenario's baseline",
    "Case.demand": "the market's own",
    "Case.timing": "the scenario's `timing`",
    "Case.title": "the case's name",
    "Case.rules": "all of them",
    "Case.suppliers": "each alone, in a case of least cost",
    "Rule.title": "the rule's name",
    "Rule.limits": "a cap forbids what is above it",
    "Rule.reference": "needed by greenhouse gas",
    "Rule.gas": "said by `litre_equivalent`; needed where gas is sold",
    "Rule.buy_out": "it must be met",
    "Rule.penalty": "it must be met",
    "Rule.delivery": "the scenario's date",
    "Rule.starts": "from the first day",
    "Rule.ends": "to the last day",
    "Rule.carry_over": "nothing is carried over",
    "Rule.litre_equivalent": "gas is outside, in a rule by volume",
    "Appraisal.discount_rate": "4 % (Norwegian guidance), over years",
    "Appraisal.present_value_in": "the first year, over years",
    "Case.administration": "none, where other cases name tasks",
    "Administration.work": "missing",
    "Administration.cost": "missing",
    "Biofuel.import_share": "nothing is told of its imports",
    "ScenarioFile.consumers": "nothing is told of them",
    "Consumers.distribution": "prices at the pump are missing",
    "Consumers.yearly_use": "no bill",
    "Consumers.price_elasticity": "the same energy in every case",
    "Supply.available": "no limit but the steps",
    "Supply.energy": "no limit",
    "Supply.steps": "the biofuel's own price",
    "Costs.taxes_beyond_quota": "that of a litre inside",
    "Costs.tax_of_unsustainable": "that of any litre",
    "Costs.tax_finance": "not told",
    "TaxTreatment.title": "the treatment's name",
    "TaxTreatment.taxes": "those of the costs",
    "TaxTreatment.taxes_beyond_quota": "those of the costs",
    "TaxTreatment.tax_of_unsustainable": "that of the costs",
    "AirQuality.inventory": "the change in per cent alone",
    "ScenarioFile.air_quality": "nothing is told of exhaust",
    "Step.volume": "without end; the last step alone",
    "ScenarioFile.uncertainty": "nothing but what values say themselves",
    "Uncertainty.ranges": "low and high alone are fixed",
    "Threshold.above": "give `below`",
    "Threshold.below": "give `above`",
    "Grid.steps": "25",
    "Choice.best": "`lowest`",
    "Choice.cases": "every case but the baselines",
    "Supplier.petrol": "needed where petrol is sold",
    "Supplier.diesel": "needed where diesel is sold",
    "Supplier.price": "what all pay",
}
FULFIL = (
    ("`5.0 %`", "share of the grade's volume"),
    ("`52 Ml`", "litres"),
    ("`120 GWh`, `8.6 kt`", "energy or mass of a gas, in its own grade"),
    ("`rest`", "fills up to the quota; one thing in a case"),
    ("`as observed`", "the base year's share"),
    ("`as in reference`", "the share of another case"),
    ("`litres as in reference`", "the litres of another case"),
    ("`{value: 5.0 %, source: ...}`", "a share or litres with a range or a source"),
)

YEARS = """### Values by year

Any quantity, and `fulfil`, `counting`, `minimum_saving` and a case's `rules`, may be given by year:
a mapping of years (`2010`), of ranges (`2010 to 2014`), or of days from which a value holds
(`2015-07-01`, the first of a month). Years and days may stand side by side. A year ends with its
December: what lies between it and a later day is a gap. What changes inside a year needs a
`timing`.

| beside the years | what to write | left out |
| --- | --- | --- |
| `between` | `step`: a value holds until the next; `linear`: a straight line | a gap is a fault |
| `after` | `same`, or growth such as `-4 % a year` (or `per year`) | a later year is a fault |
| `source` and the like, `price_year` of money | as of one value, for all | as around it |

A value may be a share of another year's: `80 % of 2018`. What is filled in is marked derived.

```yaml
volume: {2010: 1628.8 Ml, 2018: 1087.9 Ml, 2030: 60 % of 2018, between: linear}
level: {2014: 3.5 %, 2015-07-01: 5.5 %, between: step}
```"""

LAWS = """### LawRules

The rules of a country on a day, from the library: `rules: norway` on the scenario's date, or with a
day and changes of its own; a key that is changed stands in place of the law's, `none` takes a rule
away, and what has a `type` is added. What was changed is told with the results.

```yaml
law: norway
on: 2023-07-01
quota: {level: 20 %}
petrol-floor: none
```

Several stand under names of their own (`norway: {law: norway, on: 2023-07-01}`); their rules are
then `norway quota`, `norway advanced`, and a case holds them by `rules: norway`."""

TAXES = """### LawTaxes

The fuel taxes of a country on a day, from the library: `taxes: norway` on the scenario's date, or
with a day and changes of its own. A rate that is given stands in place of the law's, `none` takes a
tax away, and a tax of another name is added. A rate that was not found on that day must be given;
nothing is filled in. What was changed is told with the results.

```yaml
law: norway
on: 2014-07-01
road tax: {ethanol: 4.87 NOK/l, fame: 1.91 NOK/l}
```"""

DISTRIBUTIONS = """### distribution

How likely other values of a quantity are, for the command `uncertainty`. The value itself stays
what the scenario is calculated with.

| written | drawn |
| --- | --- |
| `uniform` | from `low` to `high`, all as likely |
| `triangular` | from `low` to `high`, the value being the most likely |
| `{normal: 0.2 NOK/l}` | about the value as mean, by a standard deviation |
| `{lognormal: 1.3}` | about the value as median, one standard deviation being this factor |
| `{discrete: {"2.96 NOK/l": 60 %, "1.31 NOK/l": 40 %}}` | one of some values |
| `{samples: prices.csv, column: ethanol, unit: NOK/l}` | a row of a CSV file beside the scenario |

`low` and `high` cut off a normal and a lognormal distribution where they are given; where a
quantity has limits of its own, such as 0, a distribution that reaches beyond them with more than
one in 10^12 must be cut off so. Columns of one file are drawn by the row: what moves together there
stays together. Over years, a value is drawn at the same probability in every year."""
