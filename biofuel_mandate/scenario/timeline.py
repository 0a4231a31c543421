"""The time that a scenario covers: its years, what changes in them, and the file as of each.

A file that covers years, or holds values by year, is read as one plain file for each year, or part
of a year: whatever reads a scenario further on needs to know of one span only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from biofuel_mandate.errors import Fault
from biofuel_mandate.grammar import QuantityError
from biofuel_mandate.library.laws import LawError, read_law
from biofuel_mandate.scenario.dated import APART, Dated, Span
from biofuel_mandate.scenario.reading import Document
from biofuel_mandate.scenario.windows import Window, days_of, is_of, keep_within
from biofuel_mandate.scenario.wording import Place, dotted

EARLIEST, LATEST, MOST_YEARS = 1990, 2100, 60
# What holds or does not, and has no average.
_NO_AMOUNTS = ("minimum_saving", "counting", "rules", "fulfil")


@dataclass
class Timeline:
    """What a file says of time.

    Attributes
    ----------
    document : Document
    file : str
        The file as the user named it.
    years : tuple of int
        Years that it covers; empty where it covers none but the market's own.
    dated : mapping of place to Dated
        Values given by year.
    windows : mapping of rule to (first, last) day
        Rules that begin or end; None where an end is open.
    faults : list of Fault
    unread : list of place
        Values by year that cannot be read.
    """

    document: Document
    file: str
    years: tuple[int, ...] = ()
    dated: dict[Place, Dated] = field(default_factory=dict)
    windows: dict[str, Window] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unread: list[Place] = field(default_factory=list)

    @property
    def is_plain(self) -> bool:
        """Whether the file is of one year, and nothing in it of any other."""
        return not (self.years or self.dated or self.windows or self.faults)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Every year that the file covers."""
        market = self.document.data.get("market")
        year = market.get("year") if isinstance(market, dict) else None
        is_year = isinstance(year, int) and EARLIEST <= year <= LATEST
        return tuple(map(Span.of_year, self.years or ((int(str(year)),) if is_year else ())))

    def changes(self, year: int) -> tuple[date, ...]:
        """Return the days inside a year on which anything changes."""
        days = {day for one in self.dated.values() for day in one.changes()}
        for window in self.windows.values():
            days |= set(days_of(window))
        if self.years:
            days |= {day for country in self._laws for day in _law_changes(country)}
        return tuple(sorted(day for day in days if day.year == year and day != date(year, 1, 1)))

    def fulfil_changes(self, case: str, year: int) -> tuple[date, ...]:
        """Return the days inside a year on which a case begins to be met another way."""
        mine = (one for place, one in self.dated.items() if place[:3] == ("cases", case, "fulfil"))
        days = {day for one in mine for day in one.changes()}
        return tuple(sorted(day for day in days if day.year == year and day != date(year, 1, 1)))

    def timing(self, case: str) -> object:
        """Return how a case takes changes inside a year; None where nothing is said."""
        cases: Any = self.document.data.get("cases")
        own = cases[case].get("timing") if isinstance(cases.get(case), dict) else None
        return own or self.document.data.get("timing")

    @cached_property
    def _laws(self) -> tuple[str, ...]:
        """Return the countries whose law is taken as it stands in each year."""
        rules = self.document.data.get("rules")
        blocks: list[Any] = [{"law": rules}] if isinstance(rules, str) else [rules]
        if isinstance(rules, dict):
            blocks.extend(rules.values())
        laws = (one for one in blocks if isinstance(one, dict) and "on" not in one)
        return tuple(str(one["law"]) for one in laws if "law" in one)

    def at(self, span: Span, fulfil: Span | None = None) -> tuple[Document, list[Fault]]:
        """Return the file as of a span, and what is wrong with it then.

        Parameters
        ----------
        span : Span
        fulfil : Span or None
            When ways to meet the rules are taken of another span: a part of the year, where the
            rest is its average.
        """
        faults: list[Fault] = []

        def resolved(data: object, place: Place) -> object:
            if place in self.dated:
                asked = fulfil if fulfil and self._is_of_part(place) else span
                try:
                    is_amount = place[-1] not in _NO_AMOUNTS
                    data = self.dated[place].over(asked, is_amount=is_amount)
                except QuantityError as error:
                    line = self.document.line(place)
                    faults.append(Fault(error.got, error.do, dotted(place), line, self.file))
                    return None
            if isinstance(data, dict):
                return {key: resolved(one, (*place, key)) for key, one in data.items()}
            if isinstance(data, list):
                return [resolved(one, (*place, at)) for at, one in enumerate(data)]
            return data

        data: Any = resolved(self.document.data, ())
        market = data.get("market")
        if self.years and isinstance(market, dict):
            data["market"] = {
                "year": span.year,
                **{k: v for k, v in market.items() if k != "years"},
            }
        if len(self.years) > 1:
            _discount_to(data, self.years[0])
        for name, window in self.windows.items():
            error = keep_within(data, name, window, span)
            if error is not None:
                place = ("rules", name)
                line = self.document.line(place)
                faults.append(Fault(error.got, error.do, dotted(place), line, self.file))
        rules = data.get("rules")
        is_before = rules == {} and bool(self.windows)
        lines = self._lines(data, span, fulfil)
        return replace(self.document, data=data, lines=lines, is_before_rules=is_before), faults

    def _is_of_part(self, place: Place) -> bool:
        """Return whether a part of the year says what holds: ways to meet the rules always do.

        What has no average does where every case tells the parts apart, which then add up.
        """
        if place[:1] == ("cases",) and place[2:3] == ("fulfil",):
            return True
        cases = self.document.data.get("cases")
        names = cases if isinstance(cases, dict) else ()
        return place[-1] in _NO_AMOUNTS and all(self.timing(case) == APART for case in names)

    def at_any(self) -> Document:
        """Return the file as of no year in particular, to find what else is wrong with it."""

        def first(data: object, place: Place) -> object:
            if place in self.dated:
                data = self.dated[place].first()
            if isinstance(data, dict):
                return {key: first(one, (*place, key)) for key, one in data.items()}
            return data

        data: Any = first(self.document.data, ())
        market = data.get("market")
        if isinstance(market, dict) and "years" in market:
            kept = {key: one for key, one in market.items() if key != "years"}
            data["market"] = {"year": EARLIEST, **kept}
        return replace(self.document, data=data)

    def _lines(self, data: Any, span: Span, fulfil: Span | None) -> Mapping[Place, int]:
        """Return where things stand, each value by year as if it were the only one."""
        lines = dict(self.document.lines)
        for place, one in self.dated.items():
            key = one.key_of(fulfil if fulfil and self._is_of_part(place) else span)
            inner = {at: line for at, line in lines.items() if at[: len(place)] == place}
            kept = {place: inner[place]} if place in inner else {}
            for at, line in inner.items():
                if key and at[: len(place) + 1] == (*place, key):
                    kept[(*place, *at[len(place) + 1 :])] = line
            lines = {at: line for at, line in lines.items() if at not in inner} | kept
        gone = {name for name in self.windows if name not in data["rules"]}
        return {place: line for place, line in lines.items() if not is_of(place, gone)}


def _discount_to(data: Any, year: int) -> None:
    """Let costs over years be discounted to the first of them, where nothing else is said."""
    appraisal = data.get("appraisal", {})
    if isinstance(appraisal, dict):
        data["appraisal"] = {"present_value_in": year, **appraisal}


def _law_changes(country: str) -> Iterator[date]:
    try:
        law = read_law(country)
    except LawError:
        return  # told where the rules are read
    for steps in law.steps.values():
        yield from (step.since for step in steps)
