"""The reference of the scenario format, from the JSON Schema that an editor reads as well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from biofuel_mandate.report.reference_words import (
    DISTRIBUTIONS,
    EXAMPLES,
    FULFIL,
    LAWS,
    LEFT_OUT,
    TAXES,
    YEARS,
)
from biofuel_mandate.scenario.json_schema import json_schema
from biofuel_mandate.scenario.keys import TOP, places
from biofuel_mandate.scenario.patterns import units_of
from biofuel_mandate.scenario.schema import ScenarioFile
from biofuel_mandate.scenario.vocabulary import grades_known
from biofuel_mandate.units import KINDS, Kind

Schema = Mapping[str, Any]

_PATTERNS = {
    "^[A-Z]{3}$": "three capitals, such as `NOK`",
    r"^\w([\w -]*[\w-])?$": "name",
    r"^\d{4} to \d{4}$": "the first and the last year, such as `2010 to 2030`",
}


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
        lines.append(f"| {' | '.join(map(_cell, words))} |")
    return "\n".join([*lines, "", "```yaml", EXAMPLES[name].strip(), "```"])


def _cell(words: str) -> str:
    r"""Return words on one line and without bars, either of which would end a cell.

    Examples
    --------
    >>> _cell("a share, or\nan amount | of litres")
    'a share, or an amount / of litres'
    """
    return " ".join(words.split()).replace("|", "/")


def _title(at: Sequence[str]) -> str:
    return at[0][0].upper() + at[0][1:] if at == [TOP] else " and ".join(at)


def _left_out(name: str, key: str) -> str:
    return LEFT_OUT.get(f"{name}.{key}") or LEFT_OUT.get(key) or "none"


def _form(field: Schema) -> str:
    """Say what may be written, with links to what is told elsewhere."""
    forms: Mapping[str, Callable[[], str]] = {
        "$ref": lambda: _link(field["$ref"].rpartition("/")[2]),
        "anyOf": lambda: " or ".join(map(_form, field["anyOf"])),
        "const": lambda: f"`{field['const']}`",
        "enum": lambda: " or ".join(f"`{word}`" for word in field["enum"]),
        "items": lambda: f"list of {_form(field['items'])}",
        "maximum": lambda: f"whole number, {field['minimum']} to {field['maximum']}",
        "patternProperties": lambda: _by_pattern(field["patternProperties"]),
        "additionalProperties": lambda: f"for each name, {_form(field['additionalProperties'])}",
        "pattern": lambda: _PATTERNS[field["pattern"]],
    }
    return next(words() for key, words in forms.items() if key in field)


def _by_pattern(patterns: Mapping[str, Schema]) -> str:
    """Say what stands under names of a form, or under the library's own values."""
    ((pattern, field), *others) = patterns.items()
    if others:
        return "for each value of the library, a quantity with a `source`"
    return f"for each {'currency' if '[A-Z]{3}' in pattern else 'name'}, {_form(field)}"


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
    yield YEARS
    words = ("text", "date", "evidence", "base", "level", "counting", "counted", "minimum-saving")
    for name in (
        *words,
        "rule-names",
        "reference",
        "penalty",
        "price",
        "exchange-rate",
        "price-index",
    ):
        yield _definition(name, definitions[name])
    yield _fulfil(definitions)
    yield DISTRIBUTIONS
    for name in ("uncertain-input", "rank"):
        yield _definition(name, definitions[name])
    yield LAWS
    yield TAXES
    for name in ("factor-set", "directive", "published-figures", "exhaust-curves"):
        yield _definition(name, definitions[name])
    for name in ("category", "fuel", "country", "tax-country"):
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
        "units), `distribution`, `source`, `locator` and `note` (text), and `evidence`; only "
        "`value` is needed. "
        "Money may have its own `price_year`; `appraisal: price_index` brings it to the "
        "scenario's. `NOK` stands for any three-letter currency.\n",
        "| kind | example | units | range |",
        "| --- | --- | --- | --- |",
        *map(_quantity, KINDS.values()),
    ]
    return "\n".join(lines)


def _quantity(kind: Kind) -> str:
    units = ", ".join(f"`{unit.replace('¤', 'NOK')}`" for unit in units_of(kind))
    signed = f"{kind.least:g} to 0" if kind.most == 0 else "any sign"
    ends = signed if kind.least < 0 else "0 to 100 %" if kind.most == 1 else "0 or more"
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
        "price-index": "`{2010: 92.5, 2013: 97.1, source: ...}`; any year may be 100.",
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
        *(f"| {written} | {meaning} |" for written, meaning in FULFIL),
        "\nA grade beside the pool's own stands under its name, with its biofuels and its `sales`: "
        "a share of the pool, litres, or `rest`. One grade has no `sales`; it sells what the "
        "others leave. `gas` sells what it holds: `gas: {biogas: 120 GWh}`.",
    ]
    return "\n".join(lines)


def _grades() -> str:
    pools = {pool: grades_known(pool) for pool in ("petrol", "diesel")}
    listed = (f"{pool}: {', '.join(f'`{grade}`' for grade in pools[pool])}" for pool in pools)
    return f"### grade\n\nThe grades of the library. {'; '.join(listed)}."
