"""The field types of prices: per litre, tonne or energy, or a quote of the library; exchange."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Annotated

from biofuel_mandate.quantities import KINDS, Given, QuantityError, parse_given, rate_kind
from biofuel_mandate.scenario.fields import Parsed, quantity

PRICE_KINDS = ("price per litre", "price per tonne", "price per energy")
_QUOTE = "quote of "


@dataclass(frozen=True)
class Quote:
    """A price that the library has: the name it is quoted under."""

    name: str


def parse_price(data: object) -> Given | Quote:
    """Read a price, per litre, tonne or energy, or the name of one that the library quotes.

    Examples
    --------
    >>> parse_price("1262 USD/t").kind, parse_price("quote of ucome").name
    ('price per tonne', 'ucome')
    """
    if isinstance(data, str) and data.startswith(_QUOTE) and data.removeprefix(_QUOTE).strip():
        return Quote(data.removeprefix(_QUOTE).strip())
    return parse_given(data, per_kind(data, PRICE_KINDS))


def per_kind(data: object, kinds: tuple[str, ...]) -> str:
    """Return which kind of price a written one is, by what it is per; else the first."""
    value = data.get("value") if isinstance(data, dict) else data
    per = value.strip().rpartition("/")[2] if isinstance(value, str) else ""
    return next((kind for kind in kinds if f"¤/{per}" in KINDS[kind].factors), kinds[0])


_OPTIONS = [option for kind in PRICE_KINDS for option in quantity(kind).json_schema["anyOf"]]
_QUOTED = {"type": "string", "pattern": "^quote of .+"}
Price = Annotated[Given | Quote, Parsed(parse_price, {"anyOf": [*_OPTIONS, _QUOTED]})]

_RATE = re.compile(r"(.*\S)\s+([A-Z]{3}/[A-Z]{3})")
_RATE_FORM = 'Write it like "11.4 NOK/EUR".'


def parse_rate(data: object) -> Given:
    """Read an exchange rate; its unit says which currency costs how much of which.

    Examples
    --------
    >>> parse_rate("11.4 NOK/EUR").value, parse_rate("11.4 NOK/EUR").unit
    (11.4, 'NOK/EUR')
    """
    if isinstance(data, Given):
        return data
    value = data.get("value") if isinstance(data, dict) else data
    match = _RATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        within = ("value",) if isinstance(data, dict) and "value" in data else ()
        error = QuantityError("this is not an exchange rate", _RATE_FORM, within)
        raise ExceptionGroup("rate", [error])
    given = parse_given(data, rate_kind(match[2]))
    if given.value == 0:
        raise ExceptionGroup("rate", [QuantityError("an exchange rate cannot be 0", _RATE_FORM)])
    return replace(given, kind="ratio", text=str(value).strip())


_RATE_TEXT = {"type": "string", "examples": ["11.4 NOK/EUR"]}
ExchangeRate = Annotated[
    Given, Parsed(parse_rate, {"anyOf": [_RATE_TEXT, quantity("ratio").json_schema["anyOf"][1]]})
]
