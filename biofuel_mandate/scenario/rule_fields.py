"""The field types of a rule: its base, level, counting, thresholds, and what missing it costs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from biofuel_mandate.library.instruments import PRICES
from biofuel_mandate.quantities import KINDS, Given, QuantityError, parse_given, parse_quantity
from biofuel_mandate.scenario.fields import (
    POOLS,
    Parsed,
    one,
    quantity,
    written_unit,
)
from biofuel_mandate.scenario.price_fields import per_kind
from biofuel_mandate.words import not_this, shown, suggest


@dataclass(frozen=True)
class BaseSet:
    """What a rule's level is a share of: all or only fossil fuel of some pools."""

    fossil_only: bool
    pools: tuple[str, ...]
    text: str


_BASE_FORM = 'Write "all petrol and diesel", "all petrol", "fossil diesel" or the like.'


def parse_base(data: object) -> BaseSet:
    """Read a base set.

    Examples
    --------
    >>> parse_base("all petrol and diesel").pools
    ('petrol', 'diesel')
    """
    words = re.split(r"\s+and\s+|\s*,\s*|\s+", data) if isinstance(data, str) else []
    pools = tuple(words[1:])
    known = bool(pools) and words[0] in ("all", "fossil") and set(pools) <= set(POOLS)
    if not known or len(set(pools)) != len(pools):
        raise QuantityError(not_this(data, "a base for a rule"), _BASE_FORM)
    return BaseSet(words[0] == "fossil", pools, str(data))


Base = Annotated[BaseSet, Parsed(one(parse_base), {"type": "string"})]

# Directive 2009/28/EC, Article 21(2): waste, residues, cellulose and lignocellulose count twice.
_COUNTING_FORM = (
    'Write "single", "double", what counts how often: {annex-ix-b: 2}, '
    'or "double above" and the name of a sub-quota.'
)
DOUBLE_COUNTED = ("annex-ix-a", "annex-ix-b")


@dataclass(frozen=True)
class CountingWay:
    """How often what a rule counts does so.

    Attributes
    ----------
    multipliers : dict
        By feedstock category, fuel or biofuel; the rest counts once.
    above : str
        A sub-quota: what it counts does so twice, but only above its level.
    once : Given or None
        That the rest counts once, where a law says so.
    """

    multipliers: Mapping[str, Given] = field(default_factory=dict)
    above: str = ""
    once: Given | None = field(default=None, compare=False)


_ABOVE = "double above "


def parse_counting(data: object) -> CountingWay:
    """Read a rule's counting.

    Examples
    --------
    >>> parse_counting("double above advanced").above
    'advanced'
    """
    if isinstance(data, CountingWay):
        return data
    if data == "single":
        return CountingWay()
    if isinstance(data, str) and data.startswith(_ABOVE) and data.removeprefix(_ABOVE).strip():
        return CountingWay(above=data.removeprefix(_ABOVE).strip())
    if data == "double":
        data = dict.fromkeys(DOUBLE_COUNTED, 2)
    if not isinstance(data, dict) or not data:
        error = QuantityError(not_this(data, "a counting"), _COUNTING_FORM)
        raise ExceptionGroup("counting", [error])
    multipliers, errors = {}, []
    for category, multiplier in data.items():
        try:
            multipliers[category] = parse_quantity(multiplier, "ratio")
        except QuantityError as error:
            errors.append(QuantityError(error.got, error.do, (category,)))
    if errors:
        raise ExceptionGroup("counting", errors)
    return CountingWay(multipliers)


Counting = Annotated[
    CountingWay,
    Parsed(
        parse_counting,
        {
            "anyOf": [
                {"enum": ["single", "double"]},
                {"type": "string", "pattern": "^double above .+"},
                {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
            ]
        },
    ),
]

_DIRECTIVES = ("red-2009", "red-2018")


def parse_minimum_saving(data: object) -> Given | str:
    """Read a share, or the name of a directive whose thresholds hold.

    Examples
    --------
    >>> parse_minimum_saving("red-2009")
    'red-2009'
    """
    if isinstance(data, str) and not re.match(r"[-+.,\d]", data):
        if data in _DIRECTIVES:
            return data
        do = f"Write a share, or the name of a directive: {' or '.join(_DIRECTIVES)}."
        raise ExceptionGroup("saving", [QuantityError(not_this(data, "a minimum saving"), do)])
    return parse_given(data, "share")


_SHARE_SCHEMA = quantity("share").json_schema
MinimumSaving = Annotated[
    Given | str,
    Parsed(parse_minimum_saving, {"anyOf": [{"enum": list(_DIRECTIVES)}, *_SHARE_SCHEMA["anyOf"]]}),
]

_NAMES_FORM = "Write a rule, or a list of them, such as [quota, food cap]."


def parse_rule_names(data: object) -> list[str]:
    """Read which rules hold: one, or a list; none in an empty list.

    Examples
    --------
    >>> parse_rule_names("norway"), parse_rule_names(["quota", "food cap"])
    (['norway'], ['quota', 'food cap'])
    """
    names = [data] if isinstance(data, str) else data
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise QuantityError(not_this(data, "a list of rules"), _NAMES_FORM)
    return names


_RULE_NAME = {"type": "string", "minLength": 1}
RuleNames = Annotated[
    list[str],
    Parsed(one(parse_rule_names), {"anyOf": [_RULE_NAME, {"type": "array", "items": _RULE_NAME}]}),
]

# What an absolute level is an amount of, by the rule's measure.
LEVEL_KINDS = {"volume": "volume", "energy": "energy", "greenhouse gas": "mass"}


def kind_by_unit(value: object, kinds: tuple[str, ...]) -> str:
    """Return which of some kinds of quantity the unit of a text is of; blank when of none."""
    written = written_unit(value)
    return next((kind for kind in kinds if written in KINDS[kind].factors), "")


def parse_level(data: object) -> Given:
    """Read a level: a share of the base, or an amount.

    Examples
    --------
    >>> parse_level("120 Ml").kind, parse_level("5.5 %").kind
    ('volume', 'share')
    """
    value = data.get("value") if isinstance(data, dict) else data
    return parse_given(data, kind_by_unit(value, tuple(LEVEL_KINDS.values())) or "share")


def _any_of(*kinds: str) -> Mapping[str, Any]:
    options = [option for kind in kinds for option in quantity(kind).json_schema["anyOf"]]
    return {"anyOf": options}


Level = Annotated[Given, Parsed(parse_level, _any_of("share", *LEVEL_KINDS.values()))]


def parse_penalty(data: object) -> Given:
    """Read the price of a shortfall: per litre, per energy or per mass of CO2e.

    Examples
    --------
    >>> parse_penalty("19 EUR/GJ").kind
    'price per energy'
    """
    return parse_given(data, per_kind(data, tuple(PRICES.values())))


Penalty = Annotated[Given, Parsed(parse_penalty, _any_of(*PRICES.values()))]

REFERENCES = ("base", *POOLS)
_REFERENCE_FORM = "Write {base: 94.1 g/MJ, petrol: 93.3 g/MJ, diesel: 95.1 g/MJ}."


def parse_reference(data: object) -> dict[str, Given]:
    """Read the intensities that a greenhouse-gas rule measures by: base, and each fossil fuel.

    One intensity alone stands for all.

    Examples
    --------
    >>> parse_reference("83.8 g/MJ")["diesel"].value
    83.8
    """
    if isinstance(data, str) or (isinstance(data, dict) and "value" in data):
        return dict.fromkeys(REFERENCES, parse_given(data, "CO2 per energy"))
    if not isinstance(data, dict) or not data:
        error = QuantityError(not_this(data, "a reference"), _REFERENCE_FORM)
        raise ExceptionGroup("reference", [error])
    found, errors = {}, []
    for name, intensity in data.items():
        if name not in REFERENCES:
            got = f"{shown(name)} is no part of a reference"
            errors.append(QuantityError(got, suggest(str(name), REFERENCES), (name,)))
            continue
        try:
            found[name] = parse_given(intensity, "CO2 per energy")
        except ExceptionGroup as group:
            errors += [
                QuantityError(error.got, error.do, (name, *error.within))
                for error in group.exceptions
                if isinstance(error, QuantityError)
            ]
    if errors:
        raise ExceptionGroup("reference", errors)
    return found


_INTENSITY = quantity("CO2 per energy").json_schema
Reference = Annotated[
    dict[str, Given],
    Parsed(
        parse_reference,
        {
            "anyOf": [
                *_INTENSITY["anyOf"],
                {
                    "type": "object",
                    "properties": dict.fromkeys(REFERENCES, _INTENSITY),
                    "additionalProperties": False,
                },
            ]
        },
    ),
]
