"""The reference of the scenario format, from the JSON Schema that an editor reads as well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from biofuel_mandate.scenario.json_schema import json_schema
from biofuel_mandate.scenario.keys import TOP, places
from biofuel_mandate.scenario.patterns import grades_known, units_of
from biofuel_mandate.scenario.schema import ScenarioFile
from biofuel_mandate.units import KINDS, Kind

Schema = Mapping[str, Any]

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
exchange_rates: {USD: 10.5 NOK/USD}
""",
    "Supply": """
steps:
  - {volume: 100 Ml, price: 12.5 NOK/l}
  - {price: 15 NOK/l}
""",
    "Step": "{volume: 100 Ml, price: 12.5 NOK/l}",
    "Supplier": "{petrol: 40 %, diesel: 35 %, price: {hvo: 16 NOK/l}}",
}
# What holds where a key is left out, where that is more than "none".
_LEFT_OUT = {
    "source": "that of the part around it",
    "evidence": "that of the part around it, else unverified",
    "ScenarioFile.evidence": "unverified",
    "Market.petrol": "no petrol; one of the two is needed",
    "Market.diesel": "no diesel; one of the two is needed",
    "PoolMarket.volume": "give `energy`",
    "PoolMarket.energy": "give `volume`",
    "PoolMarket.grade": "no blend limit is checked",
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
    "Case.title": "the case's name",
    "Case.rules": "all of them",
    "Case.suppliers": "each alone, in a case of least cost",
    "Rule.limits": "a cap forbids what is above it",
    "Rule.reference": "needed by greenhouse gas",
    "Rule.gas": "said by `litre_equivalent`; needed where gas is sold",
    "Rule.buy_out": "it must be met",
    "Rule.penalty": "it must be met",
    "Rule.delivery": "the scenario's date",
    "Supply.available": "no limit but the steps",
    "Supply.energy": "no limit",
    "Supply.steps": "the biofuel's own price",
    "Step.volume": "without end; the last step alone",
    "Supplier.petrol": "needed where petrol is sold",
    "Supplier.diesel": "needed where diesel is sold",
    "Supplier.price": "what all pay",
}
_FULFIL = (
    ("`5.0 %`", "share of the grade's volume"),
    ("`52 Ml`", "litres"),
    ("`120 GWh`, `8.6 kt`", "energy or mass of a gas, in its own grade"),
    ("`rest`", "fills up to the quota; one thing in a case"),
    ("`as observed`", "the base year's share"),
    ("`as in reference`", "the share of another case"),
    ("`litres as in reference`", "the litres of another case"),
    ("`{value: 5.0 %, source: ...}`", "a share or litres with a range or a source"),
)


_PATTERNS = {"^[A-Z]{3}$": "three capitals, such as `NOK`"}


def to_markdown() -> str:
    """Return the reference as Markdown: every part with its keys, then what values look like."""
    schema = json_schema()
    models = {**schema["$defs"], "ScenarioFile": schema}
    parts = [_part(name, at, models[name]) for name, at in _places().items()]
    return "\n\n".join([*parts, "## Values", *_values(schema["$defs"])])


def _places() -> dict[str, list[str]]:
    """Return where each model stands in the file, in the order of the top's keys."""
    order = ["", *ScenarioFile.model_fields]
    found: dict[str, list[str]] = {}
    for path, model in sorted(places(), key=lambda place: order.index(place[0].partition(".")[0])):
        found.setdefault(model.__name__, []).append(path.replace("<name>", "NAME") or TOP)
    return found


def _part(name: str, at: Sequence[str], model: Schema) -> str:
    lines = [f"## {_title(at)}", "", str(model["description"]), ""]
    lines += ["| key | what to write | left out | what it is |", "| --- | --- | --- | --- |"]
    for key, field in model["properties"].items():
        needed = key in model.get("required", ())
        left_out = "**needed**" if needed else _left_out(name, key)
        words = (f"`{key}`", _form(field), left_out, field.get("description", ""))
        lines.append(f"| {' | '.join(word.replace('|', '/') for word in words)} |")
    return "\n".join([*lines, "", "```yaml", EXAMPLES[name].strip(), "```"])


def _title(at: Sequence[str]) -> str:
    return at[0][0].upper() + at[0][1:] if at == [TOP] else " and ".join(at)


def _left_out(name: str, key: str) -> str:
    return _LEFT_OUT.get(f"{name}.{key}") or _LEFT_OUT.get(key) or "none"


def _form(field: Schema) -> str:
    """Say what may be written, with links to what is told elsewhere."""
    forms: Mapping[str, Callable[[], str]] = {
        "$ref": lambda: _link(field["$ref"].rpartition("/")[2]),
        "anyOf": lambda: " or ".join(map(_form, field["anyOf"])),
        "const": lambda: f"`{field['const']}`",
        "enum": lambda: " or ".join(f"`{word}`" for word in field["enum"]),
        "items": lambda: f"list of {_form(field['items'])}",
        "maximum": lambda: f"whole number, {field['minimum']} to {field['maximum']}",
        "patternProperties": lambda: "for each value of the library, a quantity with a `source`",
        "additionalProperties": lambda: f"for each name, {_form(field['additionalProperties'])}",
        "pattern": lambda: _PATTERNS[field["pattern"]],
    }
    return next(words() for key, words in forms.items() if key in field)


def _link(definition: str) -> str:
    at = _places().get(definition)
    if at:
        return f"[{at[0]}](#{_anchor(_title(at))})"
    title = definition.replace("-", " ")
    return f"[{title}](#{'quantities' if title in KINDS else _anchor(title)})"


def _anchor(title: str) -> str:
    """Return the anchor that a heading gets.

    Examples
    --------
    >>> _anchor("market.petrol and market.diesel")
    'marketpetrol-and-marketdiesel'
    """
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _values(definitions: Mapping[str, Schema]) -> Iterator[str]:
    yield _quantities()
    words = ("text", "date", "evidence", "base", "level", "counting", "counted", "minimum-saving")
    for name in (*words, "reference", "penalty", "price", "exchange-rate"):
        yield _definition(name, definitions[name])
    yield _fulfil(definitions)
    for name in ("factor-set", "directive", "published-figures", "category", "fuel"):
        yield _definition(name, definitions[name])
    yield (
        "### pathway\n\nA pathway of the comparator's directive, as the pages of "
        "[the library](library.md) name it."
    )
    yield _grades()


def _quantities() -> str:
    lines = [
        "### Quantities\n",
        "A quantity is a number with a decimal point, and a unit; a ratio is a number alone. Where "
        "it has a range or a source of its own, it is a mapping of `value`, `low` and `high` (with "
        "units), `source`, `locator` and `note` (text), and `evidence`; only `value` is needed. "
        "`NOK` stands for any three-letter currency.\n",
        "| kind | example | units | range |",
        "| --- | --- | --- | --- |",
        *map(_quantity, KINDS.values()),
    ]
    return "\n".join(lines)


def _quantity(kind: Kind) -> str:
    units = ", ".join(f"`{unit.replace('¤', 'NOK')}`" for unit in units_of(kind))
    ends = "any sign" if kind.least < 0 else "0 to 100 %" if kind.most == 1 else "0 or more"
    return f"| {kind.name} | `{kind.example}` | {units or 'none'} | {ends} |"


def _definition(name: str, definition: Schema) -> str:
    words = [word for found in _enums(definition) for word in found]
    listed = f"One of {', '.join(f'`{word}`' for word in words)}." if words else ""
    more = {
        "base": "Other orders of the pools are fine too.",
        "counting": "`double`: wastes and residues (`annex-ix-a`, `annex-ix-b`) count twice. Or "
        "write how often each counts: `{annex-ix-b: 2}`, or `double above advanced`: what the "
        "sub-quota `advanced` counts does so twice, above its level.",
        "level": "`5.5 %`, `120 Ml`, `4 PJ`, or `300 kt` of CO2e.",
        "reference": "`83.8 g/MJ`, or `{base: 94.1 g/MJ, petrol: 93.3 g/MJ, diesel: 95.1 g/MJ}`.",
        "penalty": "`0.50 GBP/l`, `19 EUR/GJ` or `0.47 EUR/kg`, as the rule is measured.",
        "price": "`12.50 NOK/l`, `1262 USD/t`, of a gas `250 NOK/GJ`, or `quote of ucome`.",
        "counted": "Or the name of a biofuel.",
        "minimum-saving": "Or a share, such as `50 %`.",
        "date": "Such as `2015-02-02`.",
    }.get(name, "")
    parts = (definition.get("description", ""), listed, more)
    return f"### {name.replace('-', ' ')}\n\n{' '.join(part for part in parts if part)}"


def _enums(definition: Schema) -> Iterator[list[str]]:
    for form in (definition, *definition.get("anyOf", ())):
        if "enum" in form:
            yield form["enum"]


def _fulfil(definitions: Mapping[str, Schema]) -> str:
    lines = [
        f"### fulfil\n\n{definitions['fulfil']['description']}\n",
        "- `in proportion`: all biofuels of the base year scale together up to the quota.",
        "- `{in proportion: {ethanol: 1, fame: 9}}`: in a ratio of litres of your own.",
        "- `as observed`: as in the base year, whatever the quota.",
        "- `least cost`: suppliers choose what costs them least under the rules, from every "
        "biofuel that the scenario names and prices. `{least cost: {petrol: {E5: [ethanol], E10: "
        "[ethanol]}, diesel: [fame, hvo]}}` says what they may choose from.",
        "- `{petrol: {ethanol: 5.0 %}, diesel: {fame: rest}}`: what each pool sells. Each biofuel "
        "of the base year is named; `petrol: {}` is no biofuel.\n",
        "| written | meaning |",
        "| --- | --- |",
        *(f"| {written} | {meaning} |" for written, meaning in _FULFIL),
        "\nA grade beside the pool's own stands under its name, with its biofuels and its `sales`: "
        "a share of the pool, litres, or `rest`. One grade has no `sales`; it sells what the "
        "others leave. `gas` sells what it holds: `gas: {biogas: 120 GWh}`.",
    ]
    return "\n".join(lines)


def _grades() -> str:
    pools = {pool: grades_known(pool) for pool in ("petrol", "diesel")}
    listed = (f"{pool}: {', '.join(f'`{grade}`' for grade in pools[pool])}" for pool in pools)
    return f"### grade\n\nThe grades of the library. {'; '.join(listed)}."
