"""Price levels: index numbers by year, and money of one year turned into that of another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from biofuel_mandate.quantities import (
    EVIDENCE,
    PRICE_YEARS,
    Given,
    QuantityError,
    parse_quantity,
    unknown_word,
)
from biofuel_mandate.scenario.fields import Parsed
from biofuel_mandate.words import not_this, shown

if TYPE_CHECKING:
    from biofuel_mandate.scenario.schema import ScenarioFile

_FORM = 'Write index numbers by year, with their source: {2010: ..., 2013: ..., source: "..."}.'
_FIELDS = ("source", "evidence", "note")


@dataclass(frozen=True)
class PriceIndex:
    """Index numbers of the prices of the scenario's currency, by year.

    Attributes
    ----------
    numbers : mapping of int to Given
        Plain numbers above 0; which year is 100 does not matter.
    source, evidence, note : str
    """

    numbers: Mapping[int, Given]
    source: str
    evidence: str = ""
    note: str = ""


def parse_price_index(data: object) -> PriceIndex:
    """Read index numbers by year, and their source.

    Examples
    --------
    >>> parse_price_index({"2010": 92.5, "2013": 97.1, "source": "SSB"}).numbers[2013].value
    97.1
    """
    if not isinstance(data, dict):
        error = QuantityError(not_this(data, "a price index"), _FORM)
        raise ExceptionGroup("price index", [error])
    numbers, errors = {}, []
    for key, value in data.items():
        if key in _FIELDS:
            continue
        try:
            numbers[_year(key)] = _number(value)
        except QuantityError as error:
            errors.append(QuantityError(error.got, error.do, (key,)))
    for key in ("source", "note"):
        if key in data and not (isinstance(data[key], str) and data[key].strip()):
            errors.append(QuantityError(not_this(data[key], "text"), "Write text.", (key,)))
    if "source" not in data:
        do = 'Write {..., source: "where it comes from"}.'
        errors.append(QuantityError("the price index has no source", do))
    if not any(key not in _FIELDS for key in data):
        errors.append(QuantityError("no year has an index number", _FORM))
    if "evidence" in data and data["evidence"] not in EVIDENCE:
        errors.append(unknown_word(data["evidence"], EVIDENCE, ("evidence",)))
    if errors:
        raise ExceptionGroup("price index", errors)
    return PriceIndex(numbers, **{key: str(data.get(key, "")) for key in _FIELDS})


def _year(key: str) -> int:
    first, last = PRICE_YEARS
    if not re.fullmatch("[0-9]{4}", key) or not first <= int(key) <= last:
        do = f"Write a year from {first} to {last}, source, evidence or note."
        raise QuantityError(f"{shown(key)} is no year of a price index", do)
    return int(key)


def _number(value: object) -> Given:
    given = parse_quantity(value, "ratio")
    if given.value <= 0:
        raise QuantityError("an index number cannot be 0", "Write a number above 0.")
    return given


_SCHEMA = {"type": "object", "required": ["source"]}
IndexOfPrices = Annotated[PriceIndex, Parsed(parse_price_index, _SCHEMA)]


def at_price_level(given: Given, file: ScenarioFile) -> Given:
    """Return money in the prices of the scenario's year; what is no money as it is.

    Parameters
    ----------
    given : Given
        Of any kind. Money of the scenario that says no year is of its prices.
    file : ScenarioFile
        Its price index has the years that are needed; money of the library stays in its own
        year where there is no index.

    Returns
    -------
    Given
        ``price_year`` is the year of the value, ``written_year`` that of the text where it was
        converted. The mark is the weaker one of the value's and the index's.
    """
    if not given.currency or (given.origin == "library" and given.price_year is None):
        return given
    index, to = file.appraisal.price_index, file.price_year
    year = given.price_year or to
    if year == to or index is None:
        return replace(given, price_year=year)
    now, then = index.numbers[to], index.numbers[year]
    ratio = now.value / then.value
    told = f"{given.text} in the money of {year}, times {now.text}/{then.text} ({index.source})"
    marks = (given.evidence, index.evidence or file.appraisal.evidence or "unverified")
    return replace(
        given,
        value=given.value * ratio,
        low=None if given.low is None else given.low * ratio,
        high=None if given.high is None else given.high * ratio,
        distribution=given.distribution and given.distribution.scaled(ratio),
        evidence=max(marks, key=(*("",), *EVIDENCE).index),
        note="; ".join(part for part in (given.note, told) if part),
        price_year=to,
        written_year=year,
        level_ratio=ratio,
    )
