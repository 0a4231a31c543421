"""Read values by year: their times, and how they are carried on; every fault at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from biofuel_mandate.grammar import QuantityError
from biofuel_mandate.scenario.dated import (
    AFTER_FORM,
    BETWEEN_FORM,
    GROWTH,
    LINEAR,
    SAME,
    STEP,
    Dated,
    Entry,
)
from biofuel_mandate.words import printable, shown, suggest

_YEAR = re.compile(r"(?:19|20|21)\d\d")
_YEARS = re.compile(r"((?:19|20|21)\d\d)\s*(?:to|-|–)\s*((?:19|20|21)\d\d)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# What may stand beside the years, and what of it is said of every year's value.
SAID = ("source", "evidence", "locator", "note", "price_year")
_BESIDE = ("between", "after", *SAID)
# Growth faster than this, in per cent a year, is a slip of the pen.
_FASTEST = 100
_TIMES = "Write a year (2015), years (2010 to 2014), or the first of a month (2015-07-01)."


def is_dated(data: object) -> bool:
    """Return whether something is given by year.

    Examples
    --------
    >>> is_dated({"2010": "3.5 %", "between": "step"}), is_dated({"value": "3.5 %"})
    (True, False)
    """
    return isinstance(data, dict) and any(_is_time(key) for key in data)


def _is_time(key: object) -> bool:
    text = str(key).strip()
    return bool(_YEAR.fullmatch(text) or _YEARS.fullmatch(text) or _DAY.fullmatch(text))


def read_dated(data: Mapping[str, object]) -> Dated:
    """Read values by year.

    Raises
    ------
    ExceptionGroup of QuantityError
        Every fault at once: unknown keys beside the years, years given twice, days that are none.
    """
    errors = []
    entries: list[Entry] = []
    for key, raw in data.items():
        if _is_time(key):
            try:
                entries.append(_one(str(key).strip(), raw))
            except QuantityError as error:
                errors.append(QuantityError(error.got, error.do, (str(key),)))
        elif key not in _BESIDE:
            got = f'unknown key "{printable(str(key))}" beside values by year'
            do = suggest(str(key), _BESIDE)
            do = do if do.startswith("Did") else _TIMES
            errors.append(QuantityError(got, do, (str(key),)))
    entries.sort(key=lambda entry: entry.first)
    errors += _overlaps(entries)
    errors += _ways(data)
    if errors:
        raise ExceptionGroup("years", errors)
    said = {key: data[key] for key in SAID if key in data}
    after, of_after = _after(data)
    between = str(data.get("between", ""))
    return Dated(tuple(entries), between, str(after).strip(), said, of_after)


def _after(data: Mapping[str, object]) -> tuple[object, Mapping[str, object]]:
    """Return how values go on after the last, and what is said of that: its source, evidence."""
    after = data.get("after", "")
    if isinstance(after, dict):
        return after.get("value", ""), {key: after[key] for key in SAID if key in after}
    return after, {}


def _one(key: str, raw: object) -> Entry:
    if _DAY.fullmatch(key):
        try:
            first = date.fromisoformat(key)
        except ValueError:
            do = 'Write year-month-day, such as "2015-07-01".'
            raise QuantityError(f'"{key}" is no day of the calendar', do) from None
        if first.day != 1:
            got = f'"{key}" is inside a month, and parts of a year are weighed by months'
            raise QuantityError(got, f'Write the first of a month, such as "{key[:8]}01".')
        return Entry(first, None, raw, key)
    years = _YEARS.fullmatch(key)
    first_year, last_year = (years[1], years[2]) if years else (key, key)
    if last_year < first_year:
        got = f'"{key}" ends before it begins'
        raise QuantityError(got, f'Write "{last_year} to {first_year}".')
    return Entry(date(int(first_year), 1, 1), date(int(last_year), 12, 31), raw, key)


def _overlaps(entries: Sequence[Entry]) -> Iterator[QuantityError]:
    for before, after in pairwise(entries):
        if before.first == after.first or (before.last and after.first <= before.last):
            got = f'{after.first.year} is given twice, by "{before.key}" and "{after.key}"'
            yield QuantityError(got, "Keep one of them.", (after.key,))


def _ways(data: Mapping[str, object]) -> Iterator[QuantityError]:
    between = data.get("between", STEP)
    after = _after(data)[0] if "after" in data else SAME
    known = ("value", *SAID)
    written = data.get("after")
    for key in written if isinstance(written, dict) else ():
        if key not in known:
            got, do = f'unknown key "{printable(str(key))}"', suggest(str(key), known)
            yield QuantityError(got, do, ("after", str(key)))
    if between not in (STEP, LINEAR):
        got = f"{shown(between)} does not say what lies between"
        yield QuantityError(got, BETWEEN_FORM, ("between",))
    match = GROWTH.fullmatch(after.strip()) if isinstance(after, str) else None
    if after != SAME and match is None:
        rate = re.match(r"([+-]?\d+(?:[.,]\d+)?)\s*%", str(after))
        meant = f'Write "{rate[1].replace(",", ".")} % a year".' if rate else AFTER_FORM
        got = f"{shown(after)} does not say how it goes on"
        yield QuantityError(got, meant, ("after",))
    elif match is not None and not -100 < float(match[1]) <= _FASTEST:
        got = f"{shown(after)} leaves nothing, or more than there can be"
        yield QuantityError(got, "Write a rate over -100 and up to 100 % a year.", ("after",))
