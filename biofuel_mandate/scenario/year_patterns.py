"""Values by year as JSON Schema: what may stand where a single value may."""

from __future__ import annotations

from collections.abc import Mapping

from biofuel_mandate.scenario.dated import LINEAR, SAME, STEP
from biofuel_mandate.scenario.patterns import (
    YEAR_OF_PRICES,
    Schema,
    ref,
    slug,
    text_schema,
    words_of,
)
from biofuel_mandate.units import KINDS

_YEAR = r"(19|20|21)[0-9]{2}"
_TIME = rf"^({_YEAR}|{_YEAR}\s*(to|-|–)\s*{_YEAR}|[0-9]{{4}}-[0-9]{{2}}-01)$"
_GROWTH = r"^\s*[+-]?[0-9]+(\.[0-9]+)?\s*%\s+(a|per)\s+year\s*$"
_OF_YEAR = rf"^\s*[0-9]+(\.[0-9]+)?\s*%\s+of\s+{_YEAR}\s*$"
# What may be given by year: every quantity, and these.
_AMOUNTS = ("level", "penalty", "price", "exchange-rate", "fill", "gas-fill", "grade-sales")
_WAYS = ("fulfil", "counting", "minimum-saving", "rule-names")
_MONEY = {slug(kind.name) for kind in KINDS.values() if kind.is_money} | {"penalty", "price"}


def with_years(found: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return definitions that may also be given by year, where a value may change over time."""
    kinds = (slug(kind.name) for kind in KINDS.values() if kind.name != "ratio")
    amounts = [name for name in (*kinds, *_AMOUNTS) if name in found]
    changed: dict[str, Schema] = {**found, **_words()}
    for name in (*amounts, *_WAYS):
        single = f"{name}-at-a-time"
        changed[single] = {"anyOf": found[name]["anyOf"]}
        is_money = name in _MONEY
        by_year = _by_year(ref(single), is_amount=name in amounts, is_money=is_money)
        changed[name] = {**found[name], "anyOf": [ref(single), by_year]}
    return changed


def _by_year(single: Schema, *, is_amount: bool, is_money: bool) -> Schema:
    beside = {
        "between": ref("between") if is_amount else words_of((STEP,)),
        "after": ref("after") if is_amount else words_of((SAME,)),
        **dict.fromkeys(("source", "locator", "note"), ref("text")),
        "evidence": ref("evidence"),
        **({"price_year": YEAR_OF_PRICES} if is_money else {}),
    }
    return {
        "type": "object",
        "patternProperties": {_TIME: {"anyOf": [single, ref("of-year")]} if is_amount else single},
        "properties": beside,
        "additionalProperties": False,
        "not": {"propertyNames": {"enum": list(beside)}},
    }


def _words() -> dict[str, Schema]:
    growth = text_schema(_GROWTH, 'Write "after: same", or "after: -4 % a year".')
    beside = dict.fromkeys(("source", "locator", "note"), ref("text"))
    said: Schema = {
        "type": "object",
        "properties": {
            "value": {"anyOf": [words_of((SAME,)), growth]},
            **beside,
            "evidence": ref("evidence"),
        },
        "required": ["value"],
        "additionalProperties": False,
    }
    return {
        "between": {
            "description": "What holds between the years that are given.",
            **words_of((STEP, LINEAR)),
        },
        "after": {
            "description": "What holds after the last year that is given.",
            "anyOf": [words_of((SAME,)), growth, said],
        },
        "of-year": text_schema(_OF_YEAR, 'Write "80 % of 2018".'),
    }
