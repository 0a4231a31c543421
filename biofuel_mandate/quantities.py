"""Numbers with units: one closed grammar, one value type.

A quantity is written ``1307.255 Ml``, or as a mapping of value, low, high, source and evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from biofuel_mandate.distribution_forms import parse_distribution
from biofuel_mandate.distributions import Distribution
from biofuel_mandate.grammar import QuantityError, read_quantity
from biofuel_mandate.units import KINDS, Kind
from biofuel_mandate.words import (
    NOTHING,
    nearest,
    not_this,
    one_of,
    printable,
    shown,
    suggest,
)

__all__ = [
    "EVIDENCE",
    "KINDS",
    "Given",
    "QuantityError",
    "parse_given",
    "parse_quantity",
    "suggest",
    "unknown_key",
    "unknown_word",
]

EVIDENCE = ("published", "secondary", "derived", "unverified")


@dataclass(frozen=True, slots=True)
class Given:
    """A value as it was given: number, unit, source and how well it is evidenced.

    ``value``, ``low`` and ``high`` are in ``unit``, the held unit of ``kind``. ``id`` names the
    value wherever it shows; one id is one draw. ``origin`` is ``scenario``, ``override`` or
    ``library``; ``inherited_from`` names the factor set that a library value came from by
    ``extends``; ``newer`` says that the source is younger than the case. ``price_year`` is the year
    of the prices that money is in, ``written_year`` that of ``text`` where the value was converted,
    by ``level_ratio``.
    ``distribution`` says how likely other values are; without one, the value is taken as fixed.
    """

    value: float
    unit: str
    kind: str
    text: str = ""
    low: float | None = None
    high: float | None = None
    source: str = ""
    locator: str = ""
    evidence: str = ""
    note: str = ""
    price_year: int | None = None
    id: str = field(default="", compare=False)
    origin: str = field(default="scenario", compare=False)
    inherited_from: str = field(default="", compare=False)
    newer: bool = field(default=False, compare=False)
    line: int = field(default=0, compare=False)
    written_year: int | None = field(default=None, compare=False)
    level_ratio: float = field(default=1.0, compare=False)
    distribution: Distribution | None = None

    @property
    def currency(self) -> str:
        """Currency code of a price; blank for anything else."""
        place = KINDS[self.kind].unit.find("¤")
        return self.unit[place : place + 3] if place >= 0 else ""

    def marks(self) -> tuple[tuple[str, str], ...]:
        """Return what a reader must be told wherever this value shows: codes, and their detail."""
        marks = [(self.evidence, "")] if self.evidence not in ("", "published") else []
        if self.origin == "override":
            marks.append(("override", ""))
        if self.inherited_from:
            marks.append(("inherited", self.inherited_from))
        if self.newer:
            marks.append(("newer", ""))
        return tuple(marks)


def kind_of(given: Given) -> Kind:
    """Return the kind of a value: of an exchange rate, one with its own two currencies.

    Examples
    --------
    >>> kind_of(Given(11.4, "NOK/EUR", "ratio")).example
    '11.4 NOK/EUR'
    """
    is_rate = given.kind == "ratio" and given.unit != "1"
    return rate_kind(given.unit) if is_rate else KINDS[given.kind]


def rate_kind(unit: str) -> Kind:
    """Return the kind of exchange rates of two currencies, such as NOK/EUR."""
    factors = {f"¤{unit[3:]}": Decimal(1)}
    ratio = KINDS["ratio"]
    return Kind("exchange rate", f"11.4 {unit}", factors, ratio.least, ratio.most)


def parse_quantity(text: object, kind: str | Kind) -> Given:
    """Read one quantity such as ``"1307.255 Ml"``.

    Parameters
    ----------
    text : object
        What stood in the file; only text can carry a unit.
    kind : str or Kind
        A name of ``KINDS``, or a kind of its own.

    Returns
    -------
    Given
        With ``value`` in the held unit of the kind.

    Raises
    ------
    QuantityError
        When the text is not a number and a unit of that kind, or is out of range.

    Examples
    --------
    >>> parse_quantity("1.3 Gl", "volume").value
    1300.0
    >>> parse_quantity("5,5 %", "share")
    Traceback (most recent call last):
    ...
    biofuel_mandate.grammar.QuantityError: "5,5 %" has a decimal comma. Write "5.5 %".
    """
    if isinstance(text, Given):
        return text  # of the library, read when that was
    value, unit = read_quantity(text, kind)
    return Given(value, unit, kind if isinstance(kind, str) else kind.name, text=str(text))


_FIELDS = ("value", "low", "high", "distribution", "source", "locator", "evidence", "note")
# The first and the last year that prices may be of.
PRICE_YEARS = (1990, 2100)


def parse_given(data: object, kind: str | Kind) -> Given:
    """Read a quantity, or a mapping of value, low, high, distribution, source, evidence, note.

    Money may say the year of its prices as well, ``price_year``.

    Raises
    ------
    ExceptionGroup of QuantityError
        Every fault of the mapping at once.

    Examples
    --------
    >>> parse_given({"value": "12 g/MJ", "low": "8 g/MJ", "high": "16 g/MJ"}, "CO2 per energy").high
    16.0
    """
    if not isinstance(data, dict):
        try:
            return parse_quantity(data, kind)
        except QuantityError as error:
            raise ExceptionGroup("quantity", [error]) from None
    of = KINDS[kind] if isinstance(kind, str) else kind
    known = (*_FIELDS, "price_year") if of.is_money and of.name in KINDS else _FIELDS
    errors = [unknown_key(key, known, (key,)) for key in data if key not in known]
    numbers: dict[str, Given] = {}
    for name in ("value", "low", "high"):
        if name in data:
            try:
                numbers[name] = parse_quantity(data[name], kind)
            except QuantityError as error:
                errors.append(QuantityError(error.got, error.do, (name,)))
    errors += _check_mapping(data, numbers, of)
    distribution = None
    if "distribution" in data and "value" in numbers and not errors:
        held = {name: given.value for name, given in numbers.items()}
        try:
            unit = numbers["value"].unit
            distribution = parse_distribution(data["distribution"], kind, held, unit)
            if "source" not in data:
                # That of the parts around is the value's: of how wide it is they say nothing.
                distribution = replace(distribution, evidence="unverified")
        except QuantityError as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("quantity", errors)
    low, high = numbers.get("low"), numbers.get("high")
    return replace(
        numbers["value"],
        low=low.value if low else None,
        high=high.value if high else None,
        source=str(data.get("source", "")),
        locator=str(data.get("locator", "")),
        evidence=str(data.get("evidence", "")),
        note=str(data.get("note", "")),
        price_year=data.get("price_year"),
        distribution=distribution,
    )


def _check_mapping(
    data: Mapping[str, object], numbers: Mapping[str, Given], kind: Kind
) -> list[QuantityError]:
    errors = []
    if "value" not in data and not any(nearest(key, _FIELDS) == "value" for key in data):
        example = kind.example
        errors.append(QuantityError("value is missing", f'Write "value: {example}".'))
    for name in ("source", "locator", "note"):
        if name in data and not (isinstance(data[name], str) and str(data[name]).strip()):
            errors.append(_not_text(data[name], name))
    if "price_year" in data and kind.is_money and not _is_year(data["price_year"]):
        got = not_this(data["price_year"], "a year of prices")
        errors.append(QuantityError(got, _YEARS, ("price_year",)))
    evidence = data.get("evidence", "published")
    if evidence not in EVIDENCE:
        errors.append(unknown_word(evidence, EVIDENCE, ("evidence",)))
    for name in ("low", "high"):
        if {name, "value"} <= set(numbers) and numbers[name].unit != numbers["value"].unit:
            got = f"{numbers[name].text} and {numbers['value'].text} are in two currencies"
            errors.append(QuantityError(got, "Write both in one.", (name,)))
    order = [name for name in ("low", "value", "high") if name in numbers]
    for one, other in pairwise(order):
        if numbers[one].value > numbers[other].value:
            got = f"{one} ({numbers[one].text}) is above {other} ({numbers[other].text})"
            do = "Write low below value, and high above it."
            errors.append(QuantityError(got, do, (one if one == "low" else other,)))
    return errors


_YEARS = "Write a year from {} to {}, without quotes.".format(*PRICE_YEARS)


def _is_year(data: object) -> bool:
    return type(data) is int and PRICE_YEARS[0] <= data <= PRICE_YEARS[1]


def _not_text(data: object, name: str) -> QuantityError:
    if isinstance(data, int | float) and not isinstance(data, bool):
        return QuantityError(f"{shown(data)} is a number", f'Put it in quotes: "{data}".', (name,))
    got = "nothing is written here" if data in (None, "", NOTHING) else f"{shown(data)} is not text"
    return QuantityError(got, f"Write text, or leave {name} out.", (name,))


def unknown_key(key: str, known: tuple[str, ...], within: tuple[str, ...] = ()) -> QuantityError:
    """Return the error for a key that is not one of ``known``."""
    return QuantityError(f'unknown key "{printable(key)}"', suggest(key, known), within)


def unknown_word(
    word: object, known: tuple[str, ...], within: tuple[str, ...] = ()
) -> QuantityError:
    """Return the error for a word that is not one of ``known``."""
    if word is None or word is NOTHING:
        return QuantityError("nothing is written here", f"Write {one_of(known)}.", within)
    return QuantityError(f"{shown(word)} is not known here", suggest(str(word), known), within)
