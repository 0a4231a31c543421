"""The JSON Schema of a scenario file, so that an editor completes and checks while one writes.

It follows from the same models that read a scenario. What only meaning can tell, such as a biofuel
that nothing declares or a currency that is not the scenario's, stays with ``check``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from biofuel_mandate.library import kind_of
from biofuel_mandate.scenario.appraisal_patterns import appraisal_definitions
from biofuel_mandate.scenario.bindings import FUEL_QUANTITIES
from biofuel_mandate.scenario.fields import (
    POOLS,
    Day,
    Elasticity,
    Energy,
    HeatPerLitre,
    Mass,
    Money,
    Parsed,
    PartOfDemand,
    PerBarrel,
    PerLitre,
    PerTonne,
    Saving,
    Share,
    Volume,
    WorkingTime,
    YearlyUse,
)
from biofuel_mandate.scenario.fulfil import Fulfil
from biofuel_mandate.scenario.patterns import (
    PLAIN_NAME,
    Schema,
    definitions,
    ref,
    slug,
    text_schema,
)
from biofuel_mandate.scenario.price_fields import ExchangeRate, Price
from biofuel_mandate.scenario.price_levels import IndexOfPrices
from biofuel_mandate.scenario.rule_fields import (
    Base,
    Counting,
    Level,
    MinimumSaving,
    Penalty,
    Reference,
    RuleNames,
)
from biofuel_mandate.scenario.schema import ScenarioFile
from biofuel_mandate.scenario.uncertain_patterns import uncertain_definitions
from biofuel_mandate.scenario.uncertain_schema import Rank, UncertainInput
from biofuel_mandate.scenario.vocabulary import quantities_known
from biofuel_mandate.scenario.year_patterns import with_years

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# The definition that describes each type of field.
FIELDS: Mapping[str, Any] = {
    "volume": Volume,
    "energy": Energy,
    "mass": Mass,
    "share": Share,
    "saving": Saving,
    "part-of-demand": PartOfDemand,
    "heat-per-litre": HeatPerLitre,
    "price-per-litre": PerLitre,
    "price-per-tonne": PerTonne,
    "price-per-barrel": PerBarrel,
    "amount-of-money": Money,
    "working-time": WorkingTime,
    "yearly-use": YearlyUse,
    "elasticity": Elasticity,
    "date": Day,
    "base": Base,
    "counting": Counting,
    "minimum-saving": MinimumSaving,
    "level": Level,
    "penalty": Penalty,
    "reference": Reference,
    "price": Price,
    "exchange-rate": ExchangeRate,
    "price-index": IndexOfPrices,
    "rule-names": RuleNames,
    "fulfil": Fulfil,
    "rank": Rank,
    "uncertain-input": UncertainInput,
}
# Keys whose words the library knows.
_FROM_LIBRARY = {
    ("ScenarioFile", "factors"): ref("factor-set"),
    ("ScenarioFile", "comparator"): ref("directive"),
    ("ScenarioFile", "published"): ref("published-figures"),
    ("AirQuality", "curves"): ref("exhaust-curves"),
    ("PoolMarket", "grade"): ref("grade"),
    ("Biofuel", "fuel"): ref("fuel"),
    ("Biofuel", "pathway"): ref("pathway"),
    ("Biofuel", "category"): ref("category"),
}
_ITEMS_FROM_LIBRARY = {("VehicleSet", "only"): "grade", ("Rule", "counts"): "counted"}
_OF_A_WHOLE_RULE = ("required", "if", "then", "description")
_NAME_FORM = "Use letters, digits, spaces, - and _, at most 40, and start with a letter or digit."
_TEXT = {"type": "string", "minLength": 1}
# What stands or falls together.
_TOGETHER: Mapping[str, Schema] = {
    "Market": {
        "anyOf": [{"required": [pool]} for pool in POOLS],
        "oneOf": [{"required": ["year"]}, {"required": ["years"]}],
        "required": ["sales"],
    },
    "PoolMarket": {"oneOf": [{"required": ["volume"]}, {"required": ["energy"]}]},
    "Rule": {
        "if": {
            "anyOf": [
                {"properties": {"type": {"const": "cap"}}, "required": ["type"]},
                {
                    "properties": {
                        "type": {"const": "sub-quota"},
                        "of": {"pattern": "petrol.*diesel|diesel.*petrol"},
                    },
                    "required": ["type", "of"],
                },
            ]
        },
        "then": {"required": ["counts"]},
    },
}


class _Generator(GenerateJsonSchema):
    """Describes what may be written: a key is there with a value, or it is left out."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


@cache
def schema_text() -> str:
    """Return the schema as the text of its file; ASCII, so that any shell can write it."""
    return json.dumps(json_schema(), indent=1) + "\n"


def json_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a scenario file.

    Examples
    --------
    >>> json_schema()["properties"]["comparator"]["$ref"]
    '#/$defs/directive'
    """
    made = ScenarioFile.model_json_schema(schema_generator=_Generator)
    models: dict[str, Schema] = made.pop("$defs")
    models["ScenarioFile"] = made
    for name, model in models.items():
        _refine(name, model)
    top = models.pop("ScenarioFile")
    described = {"description": top["properties"]["rules"]["description"]}
    top["properties"]["rules"] = described | _rules(models)
    taxes = models["Costs"]["properties"]["taxes"]
    models["Costs"]["properties"]["taxes"] = {"description": taxes["description"]} | _taxes(models)
    parts = {
        **with_years(definitions()),
        **appraisal_definitions(),
        **uncertain_definitions(),
    }
    found = {"$schema": DIALECT, **top, "title": "Scenario of biofuel_mandate"}
    return {**found, "$defs": {**models, **parts}}


def _rules(models: dict[str, Schema]) -> Schema:
    """Return what may stand under "rules": rules by name, a country's law, or several."""
    change = {key: value for key, value in models["Rule"].items() if key not in _OF_A_WHOLE_RULE}
    models["RuleChange"] = change | {"description": "What a scenario changes of a law's rule."}
    changes = {"anyOf": [ref("RuleChange"), {"const": "none"}]}
    asked = {"law": ref("country"), "on": ref("date")}
    names = text_schema(PLAIN_NAME, _NAME_FORM, maxLength=40)
    models["LawRules"] = {
        "description": "The rules of a country on a day, with what the scenario changes.",
        "type": "object",
        "properties": asked,
        "required": ["law"],
        "additionalProperties": changes,
    }
    rules = {"anyOf": [ref("Rule"), ref("LawRules")]}
    by_name = {
        "type": "object",
        "minProperties": 1,
        "propertyNames": names,
        "additionalProperties": rules,
        "not": {"required": ["law"]},
    }
    return {"anyOf": [ref("country"), ref("LawRules"), by_name]}


def _taxes(models: dict[str, Schema]) -> Schema:
    """Return what may stand under "taxes": rates by tax, or a country's."""
    rates = {
        "type": "object",
        "propertyNames": ref("name"),
        "additionalProperties": ref("price-per-litre"),
    }
    models["LawTaxes"] = {
        "description": "The fuel taxes of a country on a day, with what the scenario changes.",
        "type": "object",
        "properties": {"law": ref("tax-country"), "on": ref("date")},
        "required": ["law"],
        "additionalProperties": {"anyOf": [rates, {"const": "none"}]},
    }
    by_name = {
        "type": "object",
        "propertyNames": ref("name"),
        "additionalProperties": rates,
        "not": {"required": ["law"]},
    }
    return {"anyOf": [ref("tax-country"), ref("LawTaxes"), by_name]}


def _refine(name: str, model: Schema) -> None:
    """Put the definitions in a model that pydantic described."""
    properties = {key: _with_references(value) for key, value in model["properties"].items()}
    for key, value in properties.items():
        described = {"description": value["description"]} if "description" in value else {}
        if (name, key) in _FROM_LIBRARY:
            properties[key] = _FROM_LIBRARY[name, key] | described
        if (name, key) in _ITEMS_FROM_LIBRARY:
            value["items"] = ref(_ITEMS_FROM_LIBRARY[name, key])
    if name == "ScenarioFile":
        names = text_schema(PLAIN_NAME, _NAME_FORM, maxLength=40)
        for key in ("rules", "cases", "biofuels", "demand", "suppliers"):
            (item,) = properties[key].pop("patternProperties").values()
            properties[key] |= {"propertyNames": names, "additionalProperties": item}
        properties["overrides"] |= _overrides()
    if name == "Uncertainty":
        del properties["inputs"]["propertyNames"]  # ids may be longer than a name
    if "evidence" in properties:
        properties["evidence"] = properties["evidence"] | ref("evidence")
        del properties["evidence"]["enum"], properties["evidence"]["type"]
    model["properties"] = properties
    model |= _TOGETHER.get(name, {})


def _with_references(found: Any) -> Any:
    """Put a reference to its definition in place of each field type's own schema."""
    if isinstance(found, list):
        return [_with_references(item) for item in found]
    if not isinstance(found, dict):
        return found.replace("``", "`") if isinstance(found, str) else found
    beside = {key: found[key] for key in ("description", "default") if key in found}
    own = {key: value for key, value in found.items() if key not in beside}
    if own == _TEXT:
        return ref("text") | {key: _with_references(value) for key, value in beside.items()}
    for name, field in FIELDS.items():
        parsed = field.__metadata__[0]
        if isinstance(parsed, Parsed) and own == parsed.json_schema:
            return ref(name) | {key: _with_references(value) for key, value in beside.items()}
    names = {"propertyNames": ref("name")} if found.get("propertyNames") == {"minLength": 1} else {}
    return {key: _with_references(value) for key, value in found.items()} | names


def _overrides() -> Schema:
    """Return the library's values that may be replaced, each by one of its kind with a source."""
    quantities = sorted({*quantities_known(), *FUEL_QUANTITIES})
    sourced = {"type": "object", "required": ["source"]}
    kinds = {quantity: kind_of(f"any.{quantity}") for quantity in quantities}
    return {
        "patternProperties": {
            rf"^.+\.{quantity}$": _override_of(kind) | sourced for quantity, kind in kinds.items()
        },
        "additionalProperties": False,
    }


def _override_of(kind: str) -> Schema:
    return ref("sourced-ratio" if kind == "ratio" else slug(kind))
