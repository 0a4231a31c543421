"""What money says of its price year: that the price index can bring it to the scenario's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from biofuel_mandate.library import Library
from biofuel_mandate.library.quotes import day_of, quotes
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.meaning.context import Context, Path
from biofuel_mandate.scenario.price_fields import Quote
from biofuel_mandate.scenario.price_levels import PriceIndex

_INDEX = 'appraisal: {price_index: {%s, source: "..."}}'


def money_in(part: object, path: Path = ()) -> Iterator[tuple[tuple[str | int, ...], Given]]:
    """Yield every amount of money in a part of a scenario, with its place."""
    if isinstance(part, Given):
        if part.currency:
            yield tuple(path), part
        return
    inner: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(part, BaseModel):
        inner = ((name, getattr(part, name)) for name in type(part).model_fields)
    elif isinstance(part, Mapping):
        inner = ((str(key), value) for key, value in part.items())
    elif isinstance(part, list):
        inner = iter(enumerate(part))
    for key, value in inner:
        yield from money_in(value, (*path, key))


def check_price_levels(context: Context) -> None:
    """Check that all money of another year can be brought to the prices of the scenario's."""
    to, currency = context.scenario.price_year, context.scenario.currency
    if to is None or currency is None:
        return
    for path, given in money_in(context.scenario):
        year = given.price_year
        is_law = given.origin == "library"
        if year is None or year == to or (is_law and _index(context) is None):
            continue
        place = path if is_law else (*path, "price_year")
        if given.currency != currency:
            got = f'"{given.text}" is in the money of {year}, and the price index is of {currency}'
            do = f"Write it in {given.currency} of {to}, or convert it to {currency} of {year}"
            context.fault(place, got, f"{do} at that year's rate, and note it in its source.")
        else:
            _within(context, place, year, to)


def check_quotes(context: Context, library: Library) -> None:
    """Check that the price index, where there is one, has the years of the library's quotes."""
    costs, to = context.scenario.costs, context.scenario.price_year
    if costs is None or to is None or _index(context) is None:
        return
    for name, price in costs.price.items():
        if isinstance(price, Quote) and price.name in quotes():
            _, year = day_of(price.name, library.at)
            if year != to:
                _within(context, ("costs", "price", name), year, to)


def _index(context: Context) -> PriceIndex | None:
    appraisal = context.scenario.appraisal
    return appraisal.price_index if appraisal else None


def _within(context: Context, place: Path, year: int, to: int) -> None:
    """Check that the price series has two years."""
    index = _index(context)
    if index is None:
        if "price_index" not in context.written("appraisal"):
            years = ", ".join(f"{one}: ..." for one in sorted((year, to)))
            got = f"this is money of {year}, and the scenario's prices are of {to}"
            do = f"Say how prices rose: {_INDEX % years}; or convert it."
            context.fault(place, got, do)
        return
    lacking = [one for one in (year, to) if one not in index.numbers]
    if lacking:
        has = " and ".join(map(str, sorted(index.numbers)))
        which = " and ".join(map(str, lacking))
        got = (
            f"{which} {'is a year' if len(lacking) == 1 else 'are years'} outside the price series"
        )
        do = f'It has {has}. Add {which} to "appraisal: price_index:", or convert the value'
        context.fault(place, got, f"{do} to the prices of {to}.")
