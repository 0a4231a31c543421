"""Taxes on fuel as dated data: what a country took per litre on a day, and where it says so.

A country is one file of ``data/taxes``. An entry holds from its first to its last day; what no
entry holds on a day was not found, and is never filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from biofuel_mandate.library import names_in, parse_entry, read_topic
from biofuel_mandate.library.laws import LawError
from biofuel_mandate.quantities import Given
from biofuel_mandate.words import shown, suggest


@dataclass(frozen=True)
class TaxLaw:
    """The fuel taxes of one country over time.

    Attributes
    ----------
    country : str
    name : mapping
        By language.
    currency : str
    known : tuple of date
        First and last day of which the library can tell.
    quantities : mapping of tax to mapping
        Which values hold a tax: ``rate``, and ``beyond`` where litres beyond a quota pay another.
    gaps : tuple of (date, date, str)
        What was looked for and not found.
    """

    country: str
    name: Mapping[str, str]
    currency: str
    known: tuple[date, date]
    quantities: Mapping[str, Mapping[str, str]]
    gaps: tuple[tuple[date, date, str], ...]

    @property
    def taxes(self) -> tuple[str, ...]:
        """The taxes, as a scenario names them."""
        return tuple(self.quantities)

    def check(self, day: date) -> None:
        """Check that something is known of a day.

        Raises
        ------
        LawError
            When it is outside what is known; names the nearest day inside.
        """
        first, last = self.known
        if not first <= day <= last:
            got = f"what fuel was taxed in {self.name['en']} on {day} is not known here"
            raise LawError(got, f"The nearest known day is {min(max(day, first), last)}.")

    def rate(
        self, tax: str, fuel: str, first: date, last: date | None = None, *, beyond: bool = False
    ) -> Given | None:
        """Return a rate on a day, or one that holds from a first to a last day.

        Returns
        -------
        Given or None
            In the country's currency per litre, before VAT; None where none was found, or where it
            changes in between.

        Examples
        --------
        >>> from datetime import date
        >>> read_taxes("norway").rate("road tax", "petrol", date(2014, 7, 1)).text
        '4.87 NOK/l'
        >>> read_taxes("norway").rate("road tax", "petrol", date(2016, 7, 1)) is None
        True
        """
        found = None
        day = first
        for entry in self._entries(tax, fuel, beyond=beyond):
            if entry["from"] <= day <= entry["to"] and found in (None, entry["value"]):
                if (last or first) <= entry["to"]:
                    given = parse_entry(*self._named(tax, fuel, beyond=beyond), entry)
                    # Whenever it was set, a rate is paid in the money of its day.
                    return replace(given, price_year=first.year)
                found, day = entry["value"], entry["to"] + timedelta(days=1)
        return None

    def changes_beyond(self, tax: str, fuel: str, first: date, last: date) -> bool:
        """Return whether litres beyond a quota pay a rate of their own for a part of a time."""
        entries = self._entries(tax, fuel, beyond=True)
        touched = any(entry["from"] <= last and first <= entry["to"] for entry in entries)
        return touched and self.rate(tax, fuel, first, last, beyond=True) is None

    def _named(self, tax: str, fuel: str, *, beyond: bool) -> tuple[str, str]:
        quantity = self.quantities[tax].get("beyond" if beyond else "rate")
        return f"taxes/{self.country}", f"{fuel}.{quantity}"

    def _entries(self, tax: str, fuel: str, *, beyond: bool) -> tuple[Mapping[str, Any], ...]:
        topic, name = self._named(tax, fuel, beyond=beyond)
        return read_topic(topic).values.get(name, ())

    def gaps_in(self, first: date, last: date) -> tuple[str, ...]:
        """Return what was not found of a time."""
        return tuple(what for since, until, what in self.gaps if since <= last and first <= until)


@cache
def taxed_in() -> tuple[str, ...]:
    """Return the countries whose fuel taxes the library holds."""
    return names_in("taxes")


@cache
def read_taxes(country: str) -> TaxLaw:
    """Read the fuel taxes of a country.

    Raises
    ------
    LawError
        When the library has none; says what was probably meant.
    """
    if country not in taxed_in():
        got = f"{shown(country)} is no country whose fuel taxes the library holds"
        raise LawError(got, suggest(country, taxed_in()))
    head = read_topic(f"taxes/{country}").head
    return TaxLaw(
        country=country,
        name=head["name"],
        currency=str(head["currency"]),
        known=(head["known"]["from"], head["known"]["to"]),
        quantities=head["taxes"],
        gaps=tuple((gap["from"], gap["to"], str(gap["what"])) for gap in head["gaps"]),
    )
