"""What may be written in each field of a scenario, as JSON Schema: the definitions by name.

The patterns follow from the table of units and from the library, and hold in Python and in the
JavaScript of editors alike. ``patternErrorMessage`` is what an editor shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from typing import Any

from biofuel_mandate.library import names_in, read_topic
from biofuel_mandate.library.air import curves_known
from biofuel_mandate.library.instruments import PRICES
from biofuel_mandate.library.laws import countries
from biofuel_mandate.library.taxes import taxed_in
from biofuel_mandate.quantities import EVIDENCE, PRICE_YEARS
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.fulfil import FILL_FORM, LEAST_COST
from biofuel_mandate.scenario.price_fields import PRICE_KINDS
from biofuel_mandate.scenario.rule_fields import LEVEL_KINDS, REFERENCES
from biofuel_mandate.scenario.vocabulary import (
    categories_known,
    factor_sets_known,
    fuels_known,
    grades_known,
)
from biofuel_mandate.units import KINDS, Kind

Schema = dict[str, Any]

_DIGITS = r"[0-9]+(\.[0-9]+)?"
_EXPONENT = "[eE][+-]?[0-9]{1,3}"
_NUMBER = f"{_DIGITS}({_EXPONENT})?"
_TO_100 = rf"0*(100(\.0+)?|[0-9]{{1,2}}(\.[0-9]+)?)|{_DIGITS}{_EXPONENT}"
_PARTS = ("value", "low", "high", "source", "locator", "evidence", "note", "distribution")
# All but control characters, spaces and the ASCII marks; what \w is depends on the language.
_WORD = r"[^\x00-/:-@\[-^`{-\x7f]"
_PLAIN = r"^(?![\s\S]*[\x00-\x08\x0b-\x1f\x7f-\x9f])[\s\S]*\S"
_NAME = r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f])?$"
PLAIN_NAME = rf"^{_WORD}(({_WORD}|[ -])*({_WORD}|-))?$"


YEAR_OF_PRICES = {"type": "integer", "minimum": PRICE_YEARS[0], "maximum": PRICE_YEARS[1]}
_DESCRIPTIONS = {
    name: {"description": words}
    for name, words in {
        "text": "Text; in quotes where it holds a colon, a comma in braces, or is a number.",
        "name": "A name of your own.",
        "evidence": "How well the source evidences a value.",
        "date": "A day, as year-month-day.",
        "base": "What a level is a share of: all fuel, or the fossil fuel, of some pools.",
        "counting": "How often litres count, by feedstock category or biofuel; others count once.",
        "minimum-saving": "A share, or the directive whose thresholds hold.",
        "fulfil": "How a case meets its quota.",
        "fill": "How much of a biofuel a grade holds.",
        "gas-fill": "How much of a gas is sold: an energy, or a mass.",
        "gas-sold": "What is sold by energy.",
        "grade-sold": "What a grade holds, and how much of the grade is sold.",
        "grade-sales": "How much of a grade is sold; one grade sells what the others leave.",
        "counted": "A feedstock category, or a biofuel.",
        "level": "A share of the base, or an amount in the rule's measure.",
        "penalty": "What is missing costs so much: per litre, per energy, or per mass of CO2e.",
        "reference": "Life-cycle intensity of the base, and of each fossil fuel; one for all.",
        "price": "A price per litre, tonne or energy, or the name of a quote of the library.",
        "exchange-rate": "What another currency costs, such as 11.4 NOK/EUR.",
        "country": "A country whose rules the library holds.",
        "tax-country": "A country whose fuel taxes the library holds.",
        "rule-names": "One rule or a list; the name of a country's rules stands for all of them.",
        "choice": "The biofuels that may be sold: in the pool's own grade, or by grade.",
    }.items()
}


def definitions() -> Mapping[str, Schema]:
    """Return every definition by name: quantities, phrases, and words of the library."""
    found: dict[str, Schema] = {
        "text": text_schema(_PLAIN, "Write text."),
        "name": text_schema(
            _NAME, "Write a name of one line, at most 60 characters.", maxLength=60
        ),
    }
    found["evidence"] = words_of(EVIDENCE)
    for kind in KINDS.values():
        if not kind.is_plain:
            found |= _quantity(kind)
    found["ratio"] = _plain_number(KINDS["ratio"], "A plain number, 0 or more.", "2")
    found["sourced-ratio"] = _given(ref("ratio"))
    elasticity = KINDS["elasticity"]
    told = f"A plain number from {elasticity.least:g} to 0, such as {elasticity.example}."
    number = f"{slug(elasticity.name)} as a number".replace(" ", "-")
    found[number] = _plain_number(elasticity, told, elasticity.example)
    found["elasticity"] = {"description": told, "anyOf": [ref(number), _given(ref(number))]}
    found |= _phrases() | _fills() | _library_words()
    return {name: _DESCRIPTIONS.get(name, {}) | schema for name, schema in found.items()}


def ref(name: str) -> Schema:
    """Return a reference to a definition.

    Examples
    --------
    >>> ref("price per litre")
    {'$ref': '#/$defs/price-per-litre'}
    """
    return {"$ref": f"#/$defs/{slug(name)}"}


def slug(name: str) -> str:
    """Return a name as it stands in a reference: one word."""
    return name.replace(" ", "-")


def text_schema(pattern: str, message: str, **more: object) -> Schema:
    """Return the schema of text with a pattern, and what an editor says when it does not match."""
    return {"type": "string", "pattern": pattern, "patternErrorMessage": message, **more}


def words_of(words: Iterable[str]) -> Schema:
    """Return the schema of a closed list of words."""
    return {"type": "string", "enum": list(words)}


def units_of(kind: Kind) -> tuple[str, ...]:
    """Return the units that may be written, ¤ standing for a currency code."""
    return tuple(unit for unit in kind.factors if unit != "1")


def quantity_pattern(kind: Kind) -> str:
    r"""Return the pattern of a quantity.

    Examples
    --------
    >>> quantity_pattern(KINDS["CO2 per mass"])
    '^\\s*[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?\\s*(kg/kg|t/t)\\s*$'
    """
    number = f"-?{_NUMBER}" if kind.least < 0 else _NUMBER
    if kind.is_percent and kind.most == 1:
        number = f"({_TO_100})"
    if kind.is_plain:
        return rf"^\s*{number}\s*$"
    units = "|".join(unit.replace("¤", "[A-Z]{3}") for unit in units_of(kind))
    return rf"^\s*{number}\s*({units})\s*$"


def _plain_number(kind: Kind, description: str, example: str) -> Schema:
    """Return a number without a unit, as a number or as text."""
    return {
        "description": description,
        "anyOf": [
            {"type": "number", "minimum": kind.least, "maximum": kind.most},
            text_schema(quantity_pattern(kind), f"Write a plain number, such as {example}."),
        ],
    }


def _quantity(kind: Kind) -> dict[str, Schema]:
    text = f"{kind.name} as text"
    both = {
        "description": f"{kind.name[0].upper()}{kind.name[1:]}, such as {kind.example}",
        "anyOf": [ref(text), _given(ref(text), is_money=kind.is_money)],
    }
    return {slug(kind.name): both, slug(text): _written(kind)}


def _written(*kinds: Kind) -> Schema:
    pattern = "|".join(quantity_pattern(kind) for kind in kinds)
    like = " or ".join(f'"{kind.example}"' for kind in kinds)
    units = ", ".join(unit for kind in kinds for unit in units_of(kind))
    message = f"Write a number with a decimal point and a unit, such as {like}. Units: {units}."
    return text_schema(pattern, message, maxLength=60, examples=[kind.example for kind in kinds])


def _given(number: Schema, *, is_money: bool = False) -> Schema:
    """Return a quantity as a mapping, with its range and its source; money with its price year."""
    properties = dict.fromkeys(_PARTS[:3], number) | dict.fromkeys(_PARTS[3:-1], ref("text"))
    return {
        "type": "object",
        "properties": {
            **properties,
            "evidence": ref("evidence"),
            "distribution": ref("distribution"),
            **({"price_year": YEAR_OF_PRICES} if is_money else {}),
        },
        "required": ["value"],
        "additionalProperties": False,
    }


def _phrases() -> dict[str, Schema]:
    day = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
    orders = [order for n in range(1, len(POOLS) + 1) for order in permutations(POOLS, n)]
    between = r"(\s+and\s+|\s*,\s*|\s+)"
    pools = "|".join(between.join(order) for order in orders)
    common = [" and ".join(POOLS), *POOLS]
    bases = [f"{part} {pools}" for part in ("all", "fossil") for pools in common]
    categories = {name: ref("ratio") for name in categories_known()}
    return {
        "date": text_schema(day, 'Write year-month-day, such as "2015-02-02".', format="date"),
        "base": {
            "anyOf": [
                words_of(bases),
                text_schema(
                    f"^(all|fossil){between}({pools})$", f'Write "{bases[0]}" or the like.'
                ),
            ]
        },
        "counting": {
            "anyOf": [
                words_of(("single", "double")),
                text_schema(r"^double above .*\S", 'Write "double above" and a sub-quota.'),
                {
                    "type": "object",
                    "properties": categories,
                    "additionalProperties": ref("ratio"),
                    "minProperties": 1,
                },
            ]
        },
        "minimum-saving": {"anyOf": [words_of(names_in("pathways")), ref("share")]},
        **_rule_quantities(),
    }


def _rule_quantities() -> dict[str, Schema]:
    """Return what may be of several kinds: levels, penalties, references and prices."""
    reference = ref(slug("CO2 per energy"))
    rate = text_schema(rf"^\s*{_NUMBER}\s+[A-Z]{{3}}/[A-Z]{{3}}\s*$", 'Write "11.4 NOK/EUR".')
    quote = text_schema(r"^quote of .*\S", 'Write "quote of" and a name of the library.')
    parts = dict.fromkeys(REFERENCES, reference)
    return {
        "level": {"anyOf": _amounts("share", *LEVEL_KINDS.values())},
        "penalty": {"anyOf": _amounts(*PRICES.values())},
        "price": {"anyOf": [*_amounts(*PRICE_KINDS), quote]},
        "reference": {"anyOf": [reference, {**_object(parts), "minProperties": 1}]},
        "exchange-rate": {"anyOf": [rate, _given(rate)]},
    }


def _fills() -> dict[str, Schema]:
    """Return what a case may say of a component, of a grade, and of a pool."""
    amounts, of_gas = _amounts("share", "volume"), _amounts("energy", "mass")
    as_in = text_schema(r"^(litres )?as in .*\S", FILL_FORM, examples=["as in reference"])
    ratios = {"type": "object", "additionalProperties": ref("ratio"), "minProperties": 1}
    pools = {pool: ref(f"{pool} sold") for pool in POOLS}
    names: Schema = {"type": "array", "items": ref("name")}
    found: dict[str, Schema] = {
        "fill": {"anyOf": [words_of(("rest", "as observed")), as_in, *amounts]},
        "gas-fill": {"anyOf": [words_of(("rest",)), as_in, *of_gas]},
        "gas-sold": {"type": "object", "additionalProperties": ref("gas fill")},
        "grade-sales": {"anyOf": [words_of(("rest",)), *amounts]},
        "grade-sold": {
            "type": "object",
            "properties": {"sales": ref("grade-sales")},
            "propertyNames": {"not": {"enum": list(_PARTS)}},
            "additionalProperties": ref("fill"),
        },
        "choice": {"anyOf": [names, {"type": "object", "additionalProperties": names}]},
        "fulfil": {
            "anyOf": [
                words_of(("in proportion", "as observed", LEAST_COST)),
                _object({LEAST_COST: _object(dict.fromkeys(POOLS, ref("choice")))}, [LEAST_COST]),
                _object({"in proportion": ratios}, required=["in proportion"]),
                {**_object(pools), "minProperties": 1},
            ]
        },
    }
    for pool in POOLS:
        found[f"{pool}-sold"] = {
            "type": "object",
            "properties": {
                grade: ref("gas sold" if "gases" in item else "grade sold")
                for grade, item in read_topic("grades").items.items()
                if item["pool"] == pool
            },
            "additionalProperties": {"anyOf": [ref("fill"), ref("grade-sold")]},
        }
    return found


def _amounts(*kinds: str) -> list[Schema]:
    """Return the schemas of an amount of some kinds, as text and as a mapping."""
    texts = (_given(ref(f"{kind} as text"), is_money=KINDS[kind].is_money) for kind in kinds)
    return [_written(*(KINDS[kind] for kind in kinds)), *texts]


def _object(properties: Mapping[str, Schema], required: Sequence[str] = ()) -> Schema:
    found: Schema = {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
    }
    return {**found, "required": list(required)} if required else found


def _library_words() -> dict[str, Schema]:
    pathways = (read_topic(f"pathways/{directive}").items for directive in names_in("pathways"))
    return {
        "factor-set": words_of(factor_sets_known()),
        "directive": words_of(names_in("pathways")),
        "published-figures": words_of(names_in("published")),
        "exhaust-curves": words_of(curves_known()),
        "grade": words_of(grades_known()),
        "category": words_of(categories_known()),
        "country": words_of(countries()),
        "tax-country": words_of(taxed_in()),
        "rule-names": {"anyOf": [ref("name"), {"type": "array", "items": ref("name")}]},
        "pathway": words_of(dict.fromkeys(name for items in pathways for name in items)),
        "fuel": words_of(fuels_known()),
        "counted": {"anyOf": [words_of(categories_known()), ref("text")]},
    }
