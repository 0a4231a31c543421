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
)
from biofuel_mandate.words import not_this, shown

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


_OF_SAMPLES = ("samples", "column", "unit")
_SPREAD = {"anyOf": [{"type": "string"}, {"type": "number"}]}
DISTRIBUTION: Mapping[str, Any] = {
    "anyOf": [
        {"enum": ["uniform", "triangular"]},
        *(
            {"type": "object", "properties": {form: _SPREAD}, "required": [form]}
            | {"additionalProperties": False}
            for form in ("normal", "lognormal")
        ),
        {"type": "object", "properties": {"discrete": {"type": "object"}}}
        | {"required": ["discrete"], "additionalProperties": False},
        {"type": "object", "properties": {key: {"type": "string"} for key in _OF_SAMPLES}}
        | {"required": list(_OF_SAMPLES), "additionalProperties": False},
    ]
}


def quantity(kind: str) -> Parsed:
    """Return the field type of a quantity of one kind."""
    text = {"type": "string", "examples": [KINDS[kind].example]}
    year = {"price_year": {"type": "integer"}} if KINDS[kind].is_money else {}
    mapping = {
        "type": "object",
        "properties": {
            **dict.fromkeys(("value", "low", "high"), text),
            "distribution": DISTRIBUTION,
            **{key: {"type": "string"} for key in ("source", "locator", "note")},
            "evidence": {"enum": ["published", "secondary", "derived", "unverified"]},
            **year,
        },
        "required": ["value"],
        "additionalProperties": False,
    }
    return Parsed(lambda data: parse_given(data, kind), {"anyOf": [text, mapping]})


Volume = Annotated[Given, quantity("volume")]
Energy = Annotated[Given, quantity("energy")]
Mass = Annotated[Given, quantity("mass")]
Share = Annotated[Given, quantity("share")]
PartOfDemand = Annotated[Given, quantity("part of demand")]
Saving = Annotated[Given, quantity("saving")]
HeatPerLitre = Annotated[Given, quantity("heat per litre")]
PerLitre = Annotated[Given, quantity("price per litre")]
PerTonne = Annotated[Given, quantity("price per tonne")]
PerEnergy = Annotated[Given, quantity("price per energy")]
PerBarrel = Annotated[Given, quantity("price per barrel")]
Money = Annotated[Given, quantity("amount of money")]
WorkingTime = Annotated[Given, quantity("working time")]
Intensity = Annotated[Given, quantity("CO2 per energy")]
YearlyUse = Annotated[Given, quantity("yearly use")]
Elasticity = Annotated[Given, quantity("elasticity")]

_DATE_FORM = 'Write year-month-day, such as "2015-02-02".'


def parse_date(data: object) -> date:
    """Read a date written year-month-day."""
    if isinstance(data, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", data):
        try:
            return date.fromisoformat(data)
        except ValueError:
            raise QuantityError(f"{shown(data)} is no day of the calendar", _DATE_FORM) from None
    raise QuantityError(not_this(data, "a date"), _DATE_FORM)


Day = Annotated[date, Parsed(one(parse_date), {"type": "string", "format": "date"})]


def written_unit(value: object) -> str:
    """Return the unit that a text ends in; blank where there is none.

    Examples
    --------
    >>> written_unit("120 Ml"), written_unit(5.5)
    ('Ml', '')
    """
    unit = re.search(r"[^\d\s.,]*3?$", value.strip()) if isinstance(value, str) else None
    return unit.group() if unit else ""
