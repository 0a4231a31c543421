"""The field types of a scenario: quantities and the few phrases an analyst writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from biofuel_mandate.quantities import (
    KINDS,
    Given,
    QuantityError,
    parse_given,
    parse_quantity,
)
from biofuel_mandate.words import NOTHING, shown

POOLS = ("petrol", "diesel")


@dataclass(frozen=True)
class Parsed:
    """A field read by a function that raises an ``ExceptionGroup`` of ``QuantityError``."""

    parse: Callable[[object], object]
    json_schema: Mapping[str, Any] = field(hash=False, compare=False)

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Read with ``parse``; all its faults ride on one error."""
        return core_schema.no_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe what may be written."""
        return dict(self.json_schema)

    def _validate(self, data: object) -> object:
        try:
            return self.parse(data)
        except ExceptionGroup as group:
            faults = [
                (error.got, error.do, error.within)
                for error in group.exceptions
                if isinstance(error, QuantityError)
            ]
            raise PydanticCustomError("faults", "faults", {"faults": faults}) from None


def one(parse: Callable[[object], Any]) -> Callable[[object], Any]:
    """Let a parser with a single fault raise it as a group."""

    def parse_one(data: object) -> Any:
        try:
            return parse(data)
        except QuantityError as error:
            raise ExceptionGroup("field", [error]) from None

    return parse_one


def _quantity(kind: str) -> Parsed:
    text = {"type": "string", "examples": [KINDS[kind].example]}
    mapping = {
        "type": "object",
        "properties": {
            **dict.fromkeys(("value", "low", "high"), text),
            **{key: {"type": "string"} for key in ("source", "locator", "note")},
            "evidence": {"enum": ["published", "secondary", "derived", "unverified"]},
        },
        "required": ["value"],
        "additionalProperties": False,
    }
    return Parsed(lambda data: parse_given(data, kind), {"anyOf": [text, mapping]})


Volume = Annotated[Given, _quantity("volume")]
Energy = Annotated[Given, _quantity("energy")]
Share = Annotated[Given, _quantity("share")]
Saving = Annotated[Given, _quantity("saving")]
HeatPerLitre = Annotated[Given, _quantity("heat per litre")]
PerLitre = Annotated[Given, _quantity("price per litre")]
PerTonne = Annotated[Given, _quantity("price per tonne")]

_DATE_FORM = 'Write year-month-day, such as "2015-02-02".'


def parse_date(data: object) -> date:
    """Read a date written year-month-day."""
    if isinstance(data, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", data):
        try:
            return date.fromisoformat(data)
        except ValueError:
            raise QuantityError(f"{shown(data)} is no day of the calendar", _DATE_FORM) from None
    raise QuantityError(_not(data, "a date"), _DATE_FORM)


def _not(data: object, what: str) -> str:
    return "nothing is written here" if data in (None, NOTHING) else f"{shown(data)} is not {what}"


Day = Annotated[date, Parsed(one(parse_date), {"type": "string", "format": "date"})]


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
        raise QuantityError(_not(data, "a base for a rule"), _BASE_FORM)
    return BaseSet(words[0] == "fossil", pools, str(data))


Base = Annotated[BaseSet, Parsed(one(parse_base), {"type": "string"})]

# Directive 2009/28/EC, Article 21(2): waste, residues, cellulose and lignocellulose count twice.
_COUNTING_FORM = 'Write "single", "double", or what counts how often: {annex-ix-b: 2}.'
DOUBLE_COUNTED = ("annex-ix-a", "annex-ix-b")


def parse_counting(data: object) -> dict[str, Given]:
    """Read a rule's counting into multipliers by feedstock category; the rest counts once.

    Examples
    --------
    >>> parse_counting("single")
    {}
    """
    if data == "single":
        return {}
    if data == "double":
        data = dict.fromkeys(DOUBLE_COUNTED, 2)
    if not isinstance(data, dict) or not data:
        error = QuantityError(_not(data, "a counting"), _COUNTING_FORM)
        raise ExceptionGroup("counting", [error])
    multipliers, errors = {}, []
    for category, multiplier in data.items():
        try:
            multipliers[category] = parse_quantity(multiplier, "ratio")
        except QuantityError as error:
            errors.append(QuantityError(error.got, error.do, (category,)))
    if errors:
        raise ExceptionGroup("counting", errors)
    return multipliers


Counting = Annotated[
    dict[str, Given],
    Parsed(
        parse_counting,
        {
            "anyOf": [
                {"enum": ["single", "double"]},
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
        raise ExceptionGroup("saving", [QuantityError(_not(data, "a minimum saving"), do)])
    return parse_given(data, "share")


_SHARE_SCHEMA = _quantity("share").json_schema
MinimumSaving = Annotated[
    Given | str,
    Parsed(parse_minimum_saving, {"anyOf": [{"enum": list(_DIRECTIVES)}, *_SHARE_SCHEMA["anyOf"]]}),
]
