"""How distributions are written beside a value, and what is wrong with one."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from biofuel_mandate.distributions import FORMS, SPREADS, WORDS, Distribution
from biofuel_mandate.grammar import QuantityError, read_quantity
from biofuel_mandate.units import KINDS, Kind
from biofuel_mandate.words import NOTHING, printable, shown, suggest

# What lies beyond the values that can be, with no more probability than this, is cut off.
_NO_CHANCE = 1e-12
# Probabilities add up to this.
_WHOLE = 1e-9
_FORM = (
    "Write uniform or triangular, {normal: standard deviation}, {lognormal: factor}, "
    "{discrete: {value: share}} or {samples: file.csv, column: name, unit: unit}."
)
_OF_SAMPLES = ("samples", "column", "unit")
Read = Callable[[object], float]


def parse_distribution(
    data: object, kind: str | Kind, numbers: Mapping[str, float], unit: str
) -> Distribution:
    """Read what stands under ``distribution`` beside a value.

    Parameters
    ----------
    data : object
        A word, or a mapping of one form to what it takes.
    kind : str or Kind
        A name of ``KINDS``, or a kind of its own.
    numbers : mapping of str to float
        The value, and its low and high where they are given, as they are held.
    unit : str
        The unit that the value is held in, with its currency.

    Raises
    ------
    QuantityError
        When it is none, lacks what it takes, or reaches values that cannot be.

    Examples
    --------
    >>> ends = {"value": 3.0, "low": 1.0, "high": 4.0}
    >>> parse_distribution("triangular", "price per litre", ends, "NOK/l").ends()
    (1.0, 4.0)
    """
    of = KINDS[kind] if isinstance(kind, str) else kind

    def read(written: object) -> float:
        value, written_unit = read_quantity(written, of)
        if written_unit != unit:
            got = f"{shown(written)} is not in {unit}, as the value is"
            raise QuantityError(got, "Write both in one unit.")
        return value

    if isinstance(data, str):
        found = _of_word(data, numbers)
    elif isinstance(data, dict) and data and all(isinstance(key, str) for key in data):
        found = _of_mapping(data, numbers, read)
    else:
        got = "nothing is written here" if data in (None, NOTHING) else shown(data)
        got = got if got.startswith("nothing") else f"{got} is not a distribution"
        raise QuantityError(got, _FORM, ("distribution",))
    return within_kind(found, of, unit)


def within_kind(found: Distribution, kind: Kind, unit: str) -> Distribution:
    """Return a distribution of values that can be, or refuse it where it leaves them."""
    if found.form == "samples":
        return found  # checked when the file is read
    if found.beyond(kind.least, kind.most) > _NO_CHANCE:
        is_low = found.beyond(kind.least, math.inf) > found.beyond(-math.inf, kind.most)
        most = kind.least if is_low else kind.most
        limit = f"{100 * most:g} %" if kind.is_percent else f"{most:g} {unit}"
        got = f"the distribution reaches {'below' if is_low else 'above'} {limit}"
        got += f", and no {kind.name} can be there"
        do = f'Give "{"low" if is_low else "high"}:" beside the value: it is cut off there.'
        raise QuantityError(got, do, ("distribution",))
    return found.kept_within(kind.least, kind.most)


def _of_word(word: str, numbers: Mapping[str, float]) -> Distribution:
    if word in SPREADS or word in ("discrete", "samples"):
        raise QuantityError(f'"{word}" says nothing of how wide it is', _FORM, ("distribution",))
    if word not in WORDS:
        do = suggest(word, FORMS)
        do = do if do.startswith("Did") else _FORM
        raise QuantityError(f"{shown(word)} is not a distribution", do, ("distribution",))
    lacking = [end for end in ("low", "high") if end not in numbers]
    if lacking:
        got = f"a {word} distribution needs low and high, and {' and '.join(lacking)} "
        got += "are missing" if lacking[1:] else "is missing"
        do = "Give them beside the value: {value: ..., low: ..., high: ..., distribution: ...}."
        raise QuantityError(got, do, ("distribution",))
    if numbers["low"] == numbers["high"]:
        got = "low and high are the same, so that nothing is uncertain"
        raise QuantityError(got, "Give two ends, or leave the distribution out.", ("distribution",))
    return Distribution(word, numbers["value"], numbers["low"], numbers["high"], text=word)


def _of_mapping(data: dict[str, Any], numbers: Mapping[str, float], read: Read) -> Distribution:
    forms = [key for key in data if key in FORMS]
    known = (*SPREADS, "discrete", *_OF_SAMPLES)
    for key in data:
        if key not in known or (key in _OF_SAMPLES[1:] and "samples" not in data):
            do = _FORM if key in (*WORDS, *_OF_SAMPLES) else suggest(key, known)
            raise QuantityError(f"unknown key {shown(printable(key))}", do, ("distribution", key))
    if len(forms) != 1:
        got = f"{' and '.join(forms)} are two distributions"
        raise QuantityError(got, "Keep one.", ("distribution",))
    form = forms[0]
    try:
        if form in SPREADS:
            return _spread(form, data[form], numbers, read)
        if form == "discrete":
            return _discrete(data[form], read)
    except QuantityError as error:
        raise QuantityError(error.got, error.do, ("distribution", form, *error.within)) from None
    said = [data.get(key) for key in _OF_SAMPLES]
    if not all(isinstance(text, str) and text.strip() for text in said):
        got = "samples need a file, a column of it and the unit of that"
        do = "Write {samples: prices.csv, column: ethanol, unit: NOK/l}."
        raise QuantityError(got, do, ("distribution",))
    file, column, unit = map(str, said)
    text = f"samples of {column} in {file}"
    return Distribution(form, numbers["value"], stream=file, text=text, column=(column, unit))


def _spread(form: str, data: object, numbers: Mapping[str, float], read: Read) -> Distribution:
    low, high = numbers.get("low", -math.inf), numbers.get("high", math.inf)
    value = numbers["value"]
    if form == "normal":
        spread, text = read(data), f"normal, standard deviation {data}"
        if spread <= 0:
            got = f"a standard deviation of {shown(data)} spreads nothing"
            raise QuantityError(got, "Write one above 0.")
    else:
        spread, text = read_quantity(data, "ratio")[0], f"lognormal, factor {data}"
        if not 1.0 < spread < 1e3:
            got = f"a factor of {shown(data)} is not between 1 and 1000"
            do = "Write by what one standard deviation multiplies the median, such as 1.3."
            raise QuantityError(got, do)
        if value <= 0:
            got = "a lognormal distribution is of values above 0, and this is not"
            raise QuantityError(got, "Write {normal: standard deviation} instead.")
    if low == high:
        got = "low and high are the same, so that nothing is uncertain"
        raise QuantityError(got, "Give two ends, or leave them out.")
    return Distribution(form, value, low, high, spread, text=text)


def _discrete(data: object, read: Read) -> Distribution:
    form = 'Write {"2.96 NOK/l": 60 %, "1.31 NOK/l": 40 %}: values, and how likely each is.'
    if not isinstance(data, dict) or len(data) < 2:
        raise QuantityError("a discrete distribution needs two values or more", form)
    values, weights = [], []
    for written, share in data.items():
        try:
            values.append(read(written))
            weights.append(read_quantity(share, "share")[0])
        except QuantityError as error:
            raise QuantityError(error.got, error.do, (str(written),)) from None
    if len(set(values)) < len(values):
        raise QuantityError("a value is listed twice", "Add their shares up.")
    total = math.fsum(weights)
    if abs(total - 1.0) > _WHOLE:
        got = f"the shares add up to {100 * total:.10g} %"
        raise QuantityError(got, "Let them add up to 100 %.")
    text = ", ".join(f"{written} ({share})" for written, share in data.items())
    pairs = sorted(zip(values, weights, strict=True))
    ordered = tuple(value for value, _ in pairs), tuple(weight for _, weight in pairs)
    return Distribution("discrete", 0.0, *(-math.inf, math.inf, 0.0), *ordered, text=text)
