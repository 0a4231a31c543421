"""The grammar of quantities: digits with a decimal point, a space, one unit of a closed table.

Anything else is an error that shows the right form, since a unit library would read ``5,5 %`` as
55 % and ``100 kt`` as knots.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal, localcontext

from biofuel_mandate.units import KINDS, SMALLEST, Kind
from biofuel_mandate.words import NOTHING, nearest, one_of, shown, with_article


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


_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_LOOKS_NUMERIC = re.compile(r"[-+]?[\d.,\s\u00a0\u202f'_]*\d[\d.,\s\u00a0\u202f'_]*")
_CURRENCY = re.compile(r"[A-Z]{3}(?=/)")
_AMOUNT = re.compile("([kMG]?)([A-Z]{3})")
# What is written about a unit and is no part of it: what a tonne is of, and spaces.
_BESIDE_UNIT = re.compile(r"\s*CO2(-?e\w*)?|\s+(?=/)|(?<=/)\s+|\^")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")
_FRACTION = re.compile("([0-9]*) ?([¼½¾⅛⅜⅝⅞])")
_LONGEST = 60
_RANGE = "Give a range as {value: ..., low: ..., high: ...}."


def read_quantity(text: object, kind: str | Kind) -> tuple[float, str]:
    """Return value and unit, both as the kind holds them, of one written quantity.

    Parameters
    ----------
    text : object
    kind : str or Kind
        A name of ``KINDS``, or a kind of its own.

    Raises
    ------
    QuantityError
        When the text is not a number and a unit of that kind, or is out of range.

    Examples
    --------
    >>> read_quantity("1.3 Gl", "volume")
    (1300.0, 'Ml')
    """
    known = KINDS[kind] if isinstance(kind, str) else kind
    number, unit = _split(text, known)
    generic, currency = _generic_unit(unit, known)
    if generic not in known.factors or (generic == "1" and known.is_percent):
        raise _wrong_unit(str(text), number, unit, known)
    value = _held(number, generic, known)
    _check_range(str(text), value, known)
    return value, known.unit.replace("¤", currency)


def written_in(text: str, kind: Kind) -> tuple[str, float]:
    """Return the unit that a quantity is written in, and how much of the held unit that is.

    Examples
    --------
    >>> written_in("300 GWh", KINDS["energy"]), written_in("2.96 NOK/l", KINDS["price per litre"])
    (('GWh', 3.6), ('NOK/l', 1.0))
    """
    _, unit = _split(text, kind)
    return unit, float(kind.factors[_generic_unit(unit, kind)[0]])


def _held(number: str, generic: str, kind: Kind) -> float:
    with localcontext() as context:
        context.prec = 60
        return float(Decimal(number) * kind.factors[generic])


def _split(data: object, kind: Kind) -> tuple[str, str]:
    if data is None or data is NOTHING:
        raise QuantityError("nothing is written here", _like(kind))
    if isinstance(data, int | float) and not isinstance(data, bool):
        return _bare(data, kind)
    if not isinstance(data, str):
        raise QuantityError(f"{shown(data)} is not a quantity", _like(kind))
    written = data.strip()
    if not written:
        raise QuantityError("nothing is written here", _like(kind))
    if len(written) > _LONGEST:
        raise QuantityError(f"{shown(written)} is too long for a quantity", _like(kind))
    match = _NUMBER.match(written)
    number = match.group() if match else ""
    rest = written[len(number) :]
    unit = rest.strip()
    if match and not unit:
        if kind.is_plain:
            return number, "1"
        raise QuantityError(f"{shown(written)} has no unit", _with_unit(number, kind))
    if match and not re.match(r"\.|[\d.,'_\s]*\d", rest) and not unit[0].isnumeric():
        return number, unit
    raise _bad_number(written, kind)


def _bare(data: float, kind: Kind) -> tuple[str, str]:
    if isinstance(data, float) and not math.isfinite(data):
        raise QuantityError(f"{data} is not a finite number", _like(kind))
    if kind.is_plain:
        return f"{Decimal(repr(data)):f}", "1"
    raise QuantityError(f"{shown(data)} has no unit", _with_unit(shown(data), kind))


def _with_unit(number: str, kind: Kind) -> str:
    """Show a bare number with its unit; a share under 1 may be meant as a fraction."""
    if not _is_right(number, kind.example_unit, kind):
        return _like(kind)
    do = f'Write "{number} {kind.example_unit}"'
    if kind.is_percent and _NUMBER.fullmatch(number) and 0 < Decimal(number) <= 1:
        do += f', or "{(Decimal(number) * 100).normalize():f} %" if that is meant'
    return f"{do}."


def _bad_number(written: str, kind: Kind) -> QuantityError:
    got = shown(written)
    minus = re.sub("^[\u2012-\u2015\u2212]", "-", written)
    if minus != written and _NUMBER.match(minus):
        if kind.least >= 0:
            return _negative(got, kind)
        return QuantityError(f'{got} starts with a dash that is not "-"', f'Write "{minus}".')
    usual = _in_usual_digits(written)
    if usual != written and (match := _NUMBER.match(usual)):
        do = _instead(match.group(), usual[match.end() :].strip(), kind)
        return QuantityError(f"{got} is not written in the digits 0 to 9", do)
    match = _LOOKS_NUMERIC.match(written)
    if match is None:
        return QuantityError(f"{got} does not start with a number", _like(kind))
    number, unit = match.group().strip(), written[match.end() :].strip()
    bare = re.sub(r"[\s\u00a0\u202f'_+]", "", number)
    right = _right_number(bare)
    if not _NUMBER.fullmatch(right) or right == number:
        return QuantityError(f"{got} is not one number and one unit", _like(kind))
    if bare.endswith("."):
        unit = re.sub("^[-\u2012-\u2015] *", "", unit)  # as in "2175.-", where no øre follow
    unit = unit or kind.example_unit
    do, whole = _instead(right, unit, kind), bare.replace(",", "")
    if _THOUSANDS.fullmatch(bare) and _is_right(right, unit, kind) and _is_right(whole, unit, kind):
        do = f'Write "{_joined(right, unit)}", or "{_joined(whole, unit)}" if that is meant.'
    return QuantityError(f"{got} has {_slip(number, bare)}", do)


def _in_usual_digits(text: str) -> str:
    """Write the digits of any script as 0 to 9, and fractions of one sign with a point."""
    text = re.sub("[\uff01-\uff5e]", lambda wide: chr(ord(wide[0]) - 0xFEE0), text)
    text = "".join(str(unicodedata.decimal(char, char)) for char in text)
    return _FRACTION.sub(
        lambda part: f"{int(part[1] or 0) + unicodedata.numeric(part[2]):.15g}", text
    )


def _is_right(number: str, unit: str, kind: Kind) -> bool:
    """Return whether a number and a unit can stand as a quantity of a kind."""
    generic, _ = _generic_unit(unit or "1", kind)
    if not _NUMBER.fullmatch(number) or (generic == "1") != kind.is_plain:
        return False
    return generic in kind.factors and kind.least <= _held(number, generic, kind) <= kind.most


def _joined(number: str, unit: str) -> str:
    return f"{number} {unit}" if unit else number


def _instead(number: str, unit: str, kind: Kind) -> str:
    """Say what to write: what was written, as far as it can stand."""
    plain = _BESIDE_UNIT.sub("", unicodedata.normalize("NFKC", unit))
    generic, currency = _generic_unit(plain, kind)
    if kind.is_plain and unit:
        return _alone(number, unit, kind)
    if _is_right(number, plain, kind):
        return f'Write "{_joined(number, plain)}".'
    if generic in kind.factors or re.search(r"\d", plain.replace("m3", "")):
        return _RANGE if re.match("[-–] ?[0-9]", plain) else _like(kind)
    return _right_unit(number, generic, kind, currency or "NOK")


def _alone(number: str, unit: str, kind: Kind) -> str:
    plain = (Decimal(number) / (100 if unit == "%" else 1)).normalize()
    is_right = _is_right(f"{plain:f}", "", kind)
    return f"Write the number alone: {plain:f}." if is_right else _like(kind)


def _right_number(bare: str) -> str:
    """Return a number with its commas and points as they should be, where that is clear."""
    marks = [char for char in bare if char in ",."]
    if marks.count(",") == 1 and marks[-1] == ",":
        return bare.replace(".", "").replace(",", ".")
    if marks.count(".") <= 1 and marks[-1:] != [","]:
        bare = bare.replace(",", "")
    bare = bare.removesuffix(".")
    return re.sub(r"^(-?)\.", r"\g<1>0.", bare)


def _slip(number: str, bare: str) -> str:
    if "," in bare:
        return "a decimal comma" if bare.count(",") == 1 and "." not in bare else "commas"
    if bare.lstrip("-").startswith("."):
        return "no digit before the decimal point"
    if bare.endswith("."):
        return "no digit after the decimal point"
    if number.startswith("+"):
        return "a plus sign"
    return "a mark inside the number" if re.search("['_]", number) else "a space inside the number"


def _generic_unit(unit: str, kind: Kind) -> tuple[str, str]:
    """Return a unit with ¤ for its currency, and the currency; a bare one is an amount's alone."""
    if _CURRENCY.match(unit):
        return f"¤{unit[3:]}", unit[:3]
    amount = _AMOUNT.fullmatch(unit) if "¤" in kind.factors else None
    return (f"{amount[1]}¤", amount[2]) if amount else (unit, "")


def _wrong_unit(text: str, number: str, unit: str, kind: Kind) -> QuantityError:
    generic, _ = _generic_unit(unit, kind)
    if kind.is_plain:
        return QuantityError(f"{shown(text)} has a unit", _alone(number, unit, kind))
    others = [other.name for other in KINDS.values() if generic in other.factors]
    if others and generic != "1":
        is_, belongs = with_article(others[0]), with_article(kind.name)
        got = f"{shown(text)} is {is_}, and {belongs} belongs here"
        return QuantityError(got, _like(kind))
    plain = _BESIDE_UNIT.sub("", unicodedata.normalize("NFKC", unit))
    got = f"{shown(unit)} is not a unit of {kind.name}"
    if re.search(r"\d", plain.replace("m3", "")):
        got = f"{shown(text)} is not one number and one unit"
    return QuantityError(got, _instead(number, unit, kind))


def _right_unit(number: str, generic: str, kind: Kind, currency: str) -> str:
    units = [known for known in kind.factors if known != "1"]
    head, _, tail = generic.partition("/")
    if f"¤/{tail}" in units:
        if re.fullmatch("[A-Za-z]{3}", head):
            return f'Write the currency in capitals: "{number} {head.upper()}/{tail}".'
        return f'Write the currency as its three-letter code, such as "{kind.example}".'
    written = [known.replace("¤", currency) for known in units]
    if written == ["%"]:
        meant = "%" in generic or nearest(generic, ("percent", "per cent", "prosent", "pct"))
        of_other = re.search("mass|weight|wt|vekt|energ", generic.lower())
        is_share = meant and not of_other and _is_right(number, "%", kind)
        return f'Write "{number} %".' if is_share else _like(kind)
    unit = nearest(generic.replace("¤", currency), written)
    if not unit or not _is_right(number, unit, kind):
        return f"Write {one_of(written)}."
    return f'Did you mean "{number} {unit}"? Known units: {", ".join(written)}.'


def _check_range(text: str, value: float, kind: Kind) -> None:
    got = shown(text)
    if value < min(kind.least, 0) and kind.least < 0:
        raise QuantityError(f"{got} is too far below zero", _like(kind))
    if value < kind.least:
        raise _negative(got, kind)
    if value > kind.most:
        if kind.most == 0:
            raise QuantityError(f"{got} is too large: it is above 0", _like(kind))
        if kind.name == "share":
            raise QuantityError(f"{got} is over 100 %", "Write a share of 100 % or less.")
        raise QuantityError(f"{got} is too large", _like(kind))
    if 0 < abs(value) < SMALLEST:
        raise QuantityError(
            f"{got} is too small to mean anything", f"Write 0, or a larger {kind.name}."
        )


def _negative(got: str, kind: Kind) -> QuantityError:
    return QuantityError(f"{got} is negative", f"Write {with_article(kind.name)} of 0 or more.")


def _like(kind: Kind) -> str:
    if kind.is_plain:
        return f"Write a plain number, such as {'2' if kind.name == 'ratio' else kind.example}."
    return f'Write it like "{kind.example}".'
