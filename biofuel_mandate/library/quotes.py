"""Prices that the library quotes, and that a scenario may name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from biofuel_mandate.library import given_at, read_topic
from biofuel_mandate.library.entries import entry_at
from biofuel_mandate.quantities import Given

_TOPIC = "prices"
_ENDINGS = (".price_cur_per_l", ".price_cur_per_t")


def quotes() -> tuple[str, ...]:
    """Return the names that prices are quoted under.

    Examples
    --------
    >>> "ucome" in quotes()
    True
    """
    names = (name.partition(".") for name in read_topic(_TOPIC).values)
    return tuple(name for name, dot, last in names if dot + last in _ENDINGS)


def quote_of(name: str, at: date) -> Given:
    """Return the quote that is the latest on a day; where all are later, the first, marked newer.

    Raises
    ------
    KeyError
        When there is no such quote.
    """
    full, entries = _entries(name)
    return given_at(_TOPIC, full, entries, at)


def day_of(name: str, at: date) -> tuple[str, int]:
    """Return which day that quote is from, and of which year its money is.

    Examples
    --------
    >>> day_of("ethanol-t2", date(2019, 7, 1))
    ('2019-01-01', 2019)
    """
    _, entries = _entries(name)
    entry = entry_at(entries, at)
    return str(entry["from"]), int(entry["price_year"])


def _entries(name: str) -> tuple[str, tuple[Mapping[str, Any], ...]]:
    values = read_topic(_TOPIC).values
    full = next((name + ending for ending in _ENDINGS if name + ending in values), "")
    return full, values[full]
