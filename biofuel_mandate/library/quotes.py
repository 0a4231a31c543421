"""Prices that the library quotes, and that a scenario may name."""

from __future__ import annotations

from datetime import date

from biofuel_mandate.library import given_at, read_topic
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
    values = read_topic(_TOPIC).values
    full = next((name + ending for ending in _ENDINGS if name + ending in values), "")
    return given_at(_TOPIC, full, values[full], at)
