"""Numbers with units: one closed grammar, one value type.

A quantity is written ``1307.255 Ml``: digits with a decimal point, a space, a unit of the table
below. Anything else is an error that shows the right form, since a unit library would read
``5,5 %`` as 55 % and ``100 kt`` as knots.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from difflib import get_close_matches
from types import MappingProxyType

EVIDENCE = ("published", "secondary", "derived", "unverified")


@dataclass(frozen=True)
class Kind:
    """What a quantity measures: its units, with exact factors to the first of them.

    A unit with ``¤`` stands for any three-letter currency code.
    """

    name: str
    example: str
    factors: Mapping[str, Decimal]
    least: float = 0.0
    most: float = math.inf

    @property
    def unit(self) -> str:
        """The unit that values are held in."""
        return next(iter(self.factors))


_ANY = -math.inf
_ENERGY = "TJ=1 MJ=1e-6 GJ=1e-3 PJ=1e3 kWh=3.6e-6 MWh=3.6e-3 GWh=3.6 TWh=3.6e3"


def _kinds(*rows: tuple[str, str, str, float, float]) -> Mapping[str, Kind]:
    kinds = {}
    for name, example, units, least, most in rows:
        pairs = (unit.split("=") for unit in units.split())
        factors = {unit: Decimal(factor) for unit, factor in pairs}
        kinds[name] = Kind(name, example, MappingProxyType(factors), least, most)
    return MappingProxyType(kinds)


# Name, example, units (the first is held), least, most.
KINDS = _kinds(
    ("volume", "1307.255 Ml", "Ml=1 l=1e-6 hl=1e-4 m3=1e-3 kl=1e-3 Gl=1e3", 0, math.inf),
    ("energy", "42.5 PJ", _ENERGY, 0, math.inf),
    ("share", "5.5 %", "1=1 %=0.01", 0, 1),
    ("ratio", "1", "1=1", 0, math.inf),
    ("heat per litre", "33 MJ/l", "MJ/l=1 GJ/m3=1 kWh/l=3.6 kWh/m3=3.6e-3", 0, math.inf),
    ("heat per mass", "43.2 MJ/kg", "MJ/kg=1 GJ/t=1 kWh/kg=3.6", 0, math.inf),
    ("density", "0.84 kg/l", "kg/l=1 kg/m3=1e-3", 0, math.inf),
    ("CO2 per energy", "83.8 g/MJ", "g/MJ=1 kg/GJ=1 t/TJ=1 kg/TJ=1e-3", _ANY, math.inf),
    ("CO2 per mass", "3.17 kg/kg", "kg/kg=1 t/t=1", 0, math.inf),
    ("CO2 per litre", "2.66 kg/l", "kg/l=1 t/m3=1", 0, math.inf),
    ("price per litre", "3.05 NOK/l", "¤/l=1 ¤/hl=1e-2 ¤/m3=1e-3", _ANY, math.inf),
    ("price per tonne", "1523 NOK/t", "¤/t=1 ¤/kg=1e3", _ANY, math.inf),
)


class QuantityError(ValueError):
    """A quantity that cannot be read; ``got`` and ``do`` as in a fault.

    Parameters
    ----------
    got, do : str
        What was found, and what to write instead.
    within : tuple of str
        Keys from the quantity's place down to the fault, when it is written as a mapping.
    """

    def __init__(self, got: str, do: str, within: tuple[str, ...] = ()) -> None:
        super().__init__(f"{got}. {do}")
        self.got, self.do, self.within = got, do, within


@dataclass(frozen=True, slots=True)
class Given:
    """A value as it was given: number, unit, source and how well it is evidenced.

    ``value``, ``low`` and ``high`` are in ``unit``, the held unit of ``kind``. ``id`` names the
    value wherever it shows; one id is one draw. ``origin`` is ``scenario``, ``override`` or
    ``library``; ``inherited_from`` names the factor set that a library value came from by
    ``extends``; ``newer`` says that the source is younger than the case.
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
    id: str = field(default="", compare=False)
    origin: str = field(default="scenario", compare=False)
    inherited_from: str = field(default="", compare=False)
    newer: bool = field(default=False, compare=False)
    line: int = field(default=0, compare=False)

    @property
    def currency(self) -> str:
        """Currency code of a price; blank for anything else."""
        return self.unit[:3] if "¤" in KINDS[self.kind].unit else ""

    def marks(self) -> tuple[str, ...]:
        """Return what a reader must be told wherever this value shows."""
        marks = [self.evidence] if self.evidence not in ("", "published") else []
        if self.origin == "override":
            marks.append("override")
        if self.inherited_from:
            marks.append(f"inherited from {self.inherited_from}")
        if self.newer:
            marks.append("newer than the case")
        return tuple(marks)


_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d{1,3})?")
_LOOKS_NUMERIC = re.compile(r"[-+]?[\d.,\s\u00a0\u202f'_]*\d[\d.,\s\u00a0\u202f'_]*")
_CURRENCY = re.compile(r"[A-Z]{3}(?=/)")
_LONGEST = 60


def parse_quantity(text: object, kind: str) -> Given:
    """Read one quantity such as ``"1307.255 Ml"``.

    Parameters
    ----------
    text : object
        What stood in the file; only text can carry a unit.
    kind : str
        A name of ``KINDS``.

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
    biofuel_mandate.quantities.QuantityError: "5,5 %" has a decimal comma. Write "5.5 %".
    """
    known = KINDS[kind]
    number, unit = _split(text, known)
    generic, currency = _generic_unit(unit)
    if generic not in known.factors or (generic == "1" and kind == "share"):
        raise _wrong_unit(str(text), number, unit, known)
    with localcontext() as context:
        context.prec = 60
        value = float(Decimal(number) * known.factors[generic])
    _check_range(str(text), value, known)
    return Given(value, known.unit.replace("¤", currency), kind, text=str(text))


def _split(text: object, kind: Kind) -> tuple[str, str]:
    unit_shown = kind.example.partition(" ")[2]
    if isinstance(text, bool) or text is None or isinstance(text, (list, dict)):
        raise QuantityError(f"{_shown(text)} is not a quantity", _like(kind))
    if isinstance(text, (int, float)):
        if kind.name == "ratio":
            return (f"{Decimal(repr(text)):f}", "1") if math.isfinite(text) else ("inf", "1")
        if not math.isfinite(text):
            raise QuantityError(f"{text} is not a finite number", _like(kind))
        shown = _shown(text)
        raise QuantityError(f"{shown} has no unit", f'Write "{shown} {unit_shown}".')
    written = str(text).strip()
    if len(written) > _LONGEST:
        raise QuantityError(f'"{written[:20]}…" is too long for a quantity', _like(kind))
    match = _NUMBER.match(written)
    number = match.group() if match else ""
    rest = written[len(number) :]
    unit = rest.strip()
    if match and not unit:
        raise QuantityError(f'"{written}" has no unit', f'Write "{written} {unit_shown}".')
    if match and not re.match(r"[\d.,'_\s]*\d", rest):
        return number, unit
    raise _bad_number(written, kind)


def _bad_number(written: str, kind: Kind) -> QuantityError:
    match = _LOOKS_NUMERIC.match(written)
    if match is None:
        return QuantityError(f'"{written}" does not start with a number', _like(kind))
    number, unit = match.group().strip(), written[match.end() :].strip()
    unit = unit or kind.example.partition(" ")[2]
    bare = re.sub(r"[\s\u00a0\u202f'_+]", "", number)
    if bare.count(",") == 1 and "." not in bare:
        return QuantityError(
            f'"{written}" has a decimal comma', f'Write "{bare.replace(",", ".")} {unit}".'
        )
    if bare != number and _NUMBER.fullmatch(bare):
        inside = "plus sign" if number.startswith("+") else "space inside the number"
        return QuantityError(f'"{written}" has a {inside}', f'Write "{bare} {unit}".')
    return QuantityError(f'"{written}" is not one number and one unit', _like(kind))


def _generic_unit(unit: str) -> tuple[str, str]:
    match = _CURRENCY.match(unit)
    return (f"¤{unit[3:]}", unit[:3]) if match else (unit, "")


def _wrong_unit(text: str, number: str, unit: str, kind: Kind) -> QuantityError:
    generic, currency = _generic_unit(unit)
    others = [other.name for other in KINDS.values() if generic in other.factors]
    if others and generic != "1":
        got = f'"{text}" is a {others[0]}, and here belongs a {kind.name}'
        return QuantityError(got, _like(kind))
    units = [known for known in kind.factors if known != "1"]
    by_fold = {known.casefold(): known for known in units}
    close = get_close_matches(generic.casefold(), by_fold, n=1, cutoff=0.6)
    shown = [known.replace("¤", currency or "NOK") for known in units]
    if not close:
        return QuantityError(f'"{unit}" is not a unit of {kind.name}', f"Write {_one_of(shown)}.")
    meant = by_fold[close[0]].replace("¤", currency or "NOK")
    return QuantityError(
        f'"{unit}" is not a unit of {kind.name}',
        f'Did you mean "{number} {meant}"? Known units: {", ".join(shown)}.',
    )


def _check_range(text: str, value: float, kind: Kind) -> None:
    if not math.isfinite(value):
        raise QuantityError(f'"{text}" is too large', _like(kind))
    if value < kind.least:
        raise QuantityError(f'"{text}" is negative', f"A {kind.name} is 0 or more.")
    if value > kind.most:
        raise QuantityError(f'"{text}" is over 100 %', f"A {kind.name} is 100 % or less.")


_FIELDS = ("value", "low", "high", "source", "locator", "evidence", "note")


def parse_given(data: object, kind: str) -> Given:
    """Read a quantity, or a mapping of value, low, high, source, locator, evidence, note.

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
    errors = [unknown_key(key, _FIELDS, (key,)) for key in data if key not in _FIELDS]
    numbers: dict[str, Given] = {}
    for name in ("value", "low", "high"):
        if name in data:
            try:
                numbers[name] = parse_quantity(data[name], kind)
            except QuantityError as error:
                errors.append(QuantityError(error.got, error.do, (name,)))
    errors += _check_mapping(data, numbers, kind)
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
    )


def _check_mapping(
    data: Mapping[str, object], numbers: Mapping[str, Given], kind: str
) -> list[QuantityError]:
    errors = []
    if "value" not in data:
        example = KINDS[kind].example
        errors.append(QuantityError("value is missing", f'Write "value: {example}".'))
    for name in ("source", "locator", "note"):
        if name in data and not (isinstance(data[name], str) and str(data[name]).strip()):
            errors.append(QuantityError(f"{name} is not text", "Write it as text.", (name,)))
    evidence = data.get("evidence", "published")
    if evidence not in EVIDENCE:
        errors.append(unknown_word(evidence, EVIDENCE, ("evidence",)))
    ends = [numbers[name].value for name in ("low", "value", "high") if name in numbers]
    if ends != sorted(ends):
        got = "low, value and high are not in rising order"
        errors.append(QuantityError(got, "Write low below value and high above it."))
    return errors


def unknown_key(key: str, known: tuple[str, ...], within: tuple[str, ...] = ()) -> QuantityError:
    """Return the error for a key that is not one of ``known``."""
    return QuantityError(f'unknown key "{key}"', suggest(key, known), within)


def unknown_word(
    word: object, known: tuple[str, ...], within: tuple[str, ...] = ()
) -> QuantityError:
    """Return the error for a word that is not one of ``known``."""
    return QuantityError(f"{_shown(word)} is not known here", suggest(str(word), known), within)


def suggest(word: str, known: tuple[str, ...]) -> str:
    """Say which of ``known`` the word was probably meant to be.

    Examples
    --------
    >>> suggest("etanol", ("ethanol", "fame"))
    'Did you mean "ethanol"?'
    >>> suggest("x", ("ethanol", "fame"))
    'Known here: ethanol, fame.'
    """
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f'Did you mean "{close[0]}"?' if close else f"Known here: {', '.join(known)}."


def _like(kind: Kind) -> str:
    return f'Write it like "{kind.example}".'


def _one_of(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"one of {', '.join(words)}"


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a mapping"
    return f'"{value}"' if isinstance(value, str) else str(value)[:40]
