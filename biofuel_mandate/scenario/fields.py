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
    suggest,
)

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


def _one(parse: Callable[[object], Any]) -> Callable[[object], Any]:
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
PerLitre = Annotated[Given, _quantity("price per litre")]
PerTonne = Annotated[Given, _quantity("price per tonne")]

_DATE_FORM = 'Write it as year-month-day, such as "2015-02-02".'


def parse_date(data: object) -> date:
    """Read a date written year-month-day."""
    if isinstance(data, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", data):
        try:
            return date.fromisoformat(data)
        except ValueError:
            raise QuantityError(f'"{data}" is not a day of the calendar', _DATE_FORM) from None
    raise QuantityError(f"{data!r} is not a date", _DATE_FORM)


Day = Annotated[date, Parsed(_one(parse_date), {"type": "string", "format": "date"})]


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
        raise QuantityError(f"{data!r} is not a base for a rule", _BASE_FORM)
    return BaseSet(words[0] == "fossil", pools, str(data))


Base = Annotated[BaseSet, Parsed(_one(parse_base), {"type": "string"})]

# Directive 2009/28/EC, Article 21(2): waste, residues, cellulose and lignocellulose count twice.
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
        form = 'Write "single", "double", or what counts how often: {annex-ix-b: 2}.'
        raise ExceptionGroup("counting", [QuantityError(f"{data!r} is not a counting", form)])
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


@dataclass(frozen=True)
class Fill:
    """How much of one component, or of one grade, a case sells.

    ``how`` is ``share`` (of its grade's volume), ``volume``, ``rest`` (fills up to the quota),
    ``observed`` (the base year's share), or ``share of case`` and ``litres of case``.
    """

    how: str
    given: Given | None = None
    case: str = ""


@dataclass(frozen=True)
class Fulfilment:
    """How a case meets its quota.

    Attributes
    ----------
    how : str
        ``proportion`` (all biofuels scale together up to the quota), ``observed``, or ``blend``.
    ratios : dict
        Litres of each component in proportion to each other, where not as observed.
    fills : dict
        (pool, grade, component) to Fill; a blank grade is the pool's own.
    sales : dict
        (pool, grade) to Fill, for each grade named.
    """

    how: str
    ratios: Mapping[str, Given]
    fills: Mapping[tuple[str, str, str], Fill]
    sales: Mapping[tuple[str, str], Fill | None]


_FILL_FORM = (
    'Write a share ("5.0 %"), a volume ("52 Ml"), "rest", "as observed", '
    '"as in CASE" or "litres as in CASE".'
)
_FULFIL_FORM = (
    'Write "in proportion", "as observed", or what each pool sells: '
    "{petrol: {ethanol: 5.0 %}, diesel: {fame: rest}}."
)


def parse_fill(data: object) -> Fill:
    """Read how much of a component is sold.

    Examples
    --------
    >>> parse_fill("litres as in reference").case
    'reference'
    """
    if isinstance(data, str):
        if data in ("rest", "as observed"):
            return Fill(data.removeprefix("as "))
        for phrase, how in (("litres as in ", "litres of case"), ("as in ", "share of case")):
            if data.startswith(phrase):
                return Fill(how, case=data.removeprefix(phrase).strip())
    value = data.get("value") if isinstance(data, dict) else data
    is_volume = isinstance(value, str) and value.strip()[-1:] in ("l", "3")
    if isinstance(value, str) and not re.match(r"[-+.,\d]", value.strip()):
        do = suggest(value, ("rest", "as observed")) if len(value) > 2 else _FILL_FORM
        do = do if do.startswith("Did") else _FILL_FORM
        raise ExceptionGroup("fill", [QuantityError(f'"{value}" is not an amount', do)])
    given = parse_given(data, "volume" if is_volume else "share")
    return Fill("volume" if is_volume else "share", given)


def parse_fulfil(data: object) -> Fulfilment:
    """Read how a case meets its quota."""
    if data in ("in proportion", "as observed"):
        how = "proportion" if data == "in proportion" else "observed"
        return Fulfilment(how, {}, {}, {})
    if not isinstance(data, dict) or not data:
        got = f'"{data}" is not a way to meet a quota' if data else "nothing says how it is met"
        raise ExceptionGroup("fulfil", [QuantityError(got, _FULFIL_FORM)])
    reader = _FulfilReader()
    if "in proportion" in data:
        reader.read_ratios(data)
    else:
        for pool, sold in data.items():
            reader.read_pool(pool, sold)
    if reader.errors:
        raise ExceptionGroup("fulfil", reader.errors)
    how = "proportion" if reader.ratios else "blend"
    return Fulfilment(how, reader.ratios, reader.fills, reader.sales)


class _FulfilReader:
    """Collects amounts and every fault of one ``fulfil`` block."""

    def __init__(self) -> None:
        self.errors: list[QuantityError] = []
        self.ratios: dict[str, Given] = {}
        self.fills: dict[tuple[str, str, str], Fill] = {}
        self.sales: dict[tuple[str, str], Fill | None] = {}

    def read_ratios(self, data: Mapping[str, object]) -> None:
        ratios = data["in proportion"]
        if len(data) > 1 or not isinstance(ratios, dict) or not ratios:
            form = 'Write "in proportion: {ethanol: 1, fame: 9}" and nothing beside it.'
            self.errors.append(QuantityError('"in proportion" is not clear', form))
            return
        for component, ratio in ratios.items():
            try:
                self.ratios[component] = parse_quantity(ratio, "ratio")
            except QuantityError as error:
                path = ("in proportion", component)
                self.errors.append(QuantityError(error.got, error.do, path))

    def read_pool(self, pool: str, sold: object) -> None:
        if pool not in POOLS:
            self.errors.append(
                QuantityError(f'unknown pool "{pool}"', suggest(pool, POOLS), (pool,))
            )
        elif not isinstance(sold, dict):
            form = (
                f"Write what is sold in it: {{{pool}: {{COMPONENT: 5.0 %}}}}; {{}} for no biofuel."
            )
            self.errors.append(
                QuantityError(f'"{sold}" is not a list of components', form, (pool,))
            )
        else:
            for name, amount in sold.items():
                if isinstance(amount, dict) and "value" not in amount:
                    self._read_grade(pool, name, amount)
                else:
                    self._read_fill((pool, "", name), amount, (pool, name))

    def _read_grade(self, pool: str, grade: str, sold: Mapping[str, object]) -> None:
        self.sales[pool, grade] = None
        for name, amount in sold.items():
            path = (pool, grade, name)
            if name == "sales":
                self.sales[pool, grade] = self._parse(amount, path)
            else:
                self._read_fill((pool, grade, name), amount, path)

    def _read_fill(self, key: tuple[str, str, str], amount: object, path: tuple[str, ...]) -> None:
        fill = self._parse(amount, path)
        if fill is not None:
            self.fills[key] = fill

    def _parse(self, amount: object, path: tuple[str, ...]) -> Fill | None:
        try:
            return parse_fill(amount)
        except ExceptionGroup as group:
            self.errors += [
                QuantityError(error.got, error.do, path + error.within)
                for error in group.exceptions
                if isinstance(error, QuantityError)
            ]
        return None


_FILL_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "object"}]}
Fulfil = Annotated[
    Fulfilment,
    Parsed(
        parse_fulfil,
        {
            "anyOf": [
                {"enum": ["in proportion", "as observed"]},
                {
                    "type": "object",
                    "properties": {
                        "in proportion": {
                            "type": "object",
                            "additionalProperties": {"type": "number", "minimum": 0},
                        },
                        **{
                            pool: {"type": "object", "additionalProperties": _FILL_SCHEMA}
                            for pool in POOLS
                        },
                    },
                    "additionalProperties": False,
                },
            ]
        },
    ),
]
