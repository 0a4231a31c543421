"""Values by year, ``{2010: 3.5 %, 2015: 5.5 %, between: step}``, and what holds in a span of time.

A value may stand under a year, under several ("2010 to 2014"), or under the day that it begins
("2015-07-01"). What lies between or after is carried on only as the scenario says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from biofuel_mandate.grammar import QuantityError
from biofuel_mandate.scenario.weighing import weighed
from biofuel_mandate.words import shown

_OF_YEAR = re.compile(r"(-?\d+(?:\.\d+)?)\s*%\s+of\s+(\d{4})")
GROWTH = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*%\s+(?:a|per)\s+year")
STEP, LINEAR, SAME = "step", "linear", "same"
_HOLDS = 'Write "between: step" and "after: same", or give it for each year.'
# How a case takes what changes inside a year.
AVERAGE, APART = "average of the year", "each part on its own"
_NO_AVERAGE = f'Let every case take "timing: {APART}", or let it change with a year.'
BETWEEN_FORM = 'Write "between: step" to hold a value until the next, or "between: linear".'
AFTER_FORM = 'Write "after: same", or how it goes on, as in "after: -4 % a year".'


class Span(NamedTuple):
    """A stretch of time inside one year, from the first day of a month to the last of another."""

    first: date
    last: date

    @classmethod
    def of_year(cls, year: int) -> Span:
        """Return a whole year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def year(self) -> int:
        """The year that it lies in."""
        return self.first.year

    @property
    def months(self) -> int:
        """How many months it has."""
        return self.last.month - self.first.month + 1

    @property
    def name(self) -> str:
        """As results.csv calls it: blank for a whole year, else an interval of days."""
        return "" if self.months == 12 else f"{self.first}/{self.last}"

    def month_days(self) -> Iterator[date]:
        """Yield the first day of each month."""
        for month in range(self.first.month, self.last.month + 1):
            yield date(self.year, month, 1)

    def split_at(self, days: Sequence[date]) -> tuple[Span, ...]:
        """Return the parts that begin on some days, which lie inside."""
        firsts = [self.first, *sorted({day for day in days if self.first < day <= self.last})]
        lasts = [day - timedelta(days=1) for day in firsts[1:]]
        return tuple(Span(*pair) for pair in zip(firsts, [*lasts, self.last], strict=True))


class Entry(NamedTuple):
    """One value: its first and last day, None where it holds until the next begins."""

    first: date
    last: date | None
    raw: object
    key: str


@dataclass(frozen=True)
class Dated:
    """Values by year in order of time, and how they are carried on."""

    entries: tuple[Entry, ...]
    between: str
    after: str
    said: Mapping[str, object]
    said_after: Mapping[str, object] = field(default_factory=dict)

    def changes(self) -> Iterator[date]:
        """Yield the days on which a value begins inside a year."""
        for entry in self.entries:
            if (entry.first.month, entry.first.day) != (1, 1):
                yield entry.first

    def over(self, span: Span, *, is_amount: bool = True) -> object:
        """Return what holds in a span, as a scenario would write it: the average by months.

        Parameters
        ----------
        span : Span
        is_amount : bool
            Whether it may be averaged; a threshold or a way of counting holds or does not.

        Raises
        ------
        QuantityError
            When nothing is given for a part of it, or what changes cannot be averaged.
        """
        pieces = [self._on(day, is_amount=is_amount) for day in span.month_days()]
        first = pieces[0]
        if all(piece == first for piece in pieces[1:]):
            return first
        if not is_amount:
            got = f"this changes inside {span.year}, and holds or does not"
            raise QuantityError(got, _NO_AVERAGE)
        return _average(pieces, span)

    def first(self) -> object:
        """Return the first value, for reading on where the years cannot be read."""
        return self.entries[0].raw

    def key_of(self, span: Span) -> str:
        """Return under which time what holds in a span is written; blank where it is several."""
        begun = [entry for entry in self.entries if entry.first <= span.last]
        return begun[-1].key if begun and begun[-1].first <= span.first else ""

    def _on(self, day: date, *, is_amount: bool) -> object:
        begun = [entry for entry in self.entries if entry.first <= day]
        if not begun:
            first = self.entries[0]
            got = f"nothing is given before {first.key}"
            raise QuantityError(got, "Give it, or let the market begin later.")
        entry = begun[-1]
        if entry.last is None or day <= entry.last:
            return self._said(self._absolute(entry))
        later = [other for other in self.entries if other.first > day]
        moves = self.between == LINEAR if later else self.after not in ("", SAME)
        if moves and not is_amount:
            raise QuantityError("this is no amount, and holds or does not", _HOLDS)
        if later:
            return self._said(self._between(entry, later[0], day))
        return self._said(self._after(entry, day))

    def _between(self, before: Entry, after: Entry, day: date) -> object:
        if not self.between:
            got = f"nothing is given between {before.key} and {after.key}"
            raise QuantityError(got, BETWEEN_FORM)
        if self.between == STEP:
            return self._absolute(before)
        start, end = _last_year(before), after.first.year
        weight = Decimal(day.year - start) / Decimal(end - start)
        note = f"linear between {start} and {end}"
        parts = ((self._absolute(before), 1 - weight), (self._absolute(after), weight))
        return weighed(parts, note)

    def _after(self, last: Entry, day: date) -> object:
        if not self.after:
            raise QuantityError(f"nothing is given after {last.key}", AFTER_FORM)
        if self.after == SAME:
            return self._assumed(self._absolute(last))
        match = GROWTH.fullmatch(self.after)
        rate = 1 + Decimal(match[1]) / 100 if match else Decimal(1)
        since = _last_year(last)
        parts = ((self._absolute(last), rate ** (day.year - since)),)
        return self._assumed(weighed(parts, f"{self.after} from {since}"))

    def _assumed(self, raw: object) -> object:
        """Return a value after the last that is given, with what is said of how it goes on."""
        if not self.said_after:
            return raw
        head = raw if isinstance(raw, dict) else {"value": raw}
        return {**head, **self.said_after}

    def _absolute(self, entry: Entry) -> object:
        """Return an entry's value, where it is a share of another year's that year's times it."""
        match = _OF_YEAR.fullmatch(entry.raw.strip()) if isinstance(entry.raw, str) else None
        if match is None:
            return entry.raw
        base = [one for one in self.entries if one is not entry and one.key == match[2]]
        if not base or (isinstance(base[0].raw, str) and _OF_YEAR.fullmatch(base[0].raw.strip())):
            got = f"{shown(entry.raw)} is of a year that gives no amount of its own"
            years = ", ".join(one.key for one in self.entries if one is not entry)
            raise QuantityError(got, f"Given are {years}.", (entry.key,))
        return weighed(((base[0].raw, Decimal(match[1]) / 100),), str(entry.raw))

    def _said(self, raw: object) -> object:
        """Return a value with the source that is said of all."""
        if not self.said:
            return raw
        if isinstance(raw, dict):
            return {**self.said, **raw}
        return {"value": raw, **self.said}


def _last_year(entry: Entry) -> int:
    return (entry.last or entry.first).year


def _average(pieces: Sequence[object], span: Span) -> object:
    """Return the average of what holds in each month."""
    counts: list[tuple[object, int]] = []
    for piece in pieces:
        if counts and counts[-1][0] == piece:
            counts[-1] = (piece, counts[-1][1] + 1)
        else:
            counts.append((piece, 1))
    told = " and ".join(
        f"{_value(piece)} for {months} month{'s' if months > 1 else ''}" for piece, months in counts
    )
    try:
        shares = [(piece, Decimal(months) / span.months) for piece, months in counts]
        return weighed(shares, f"average of {told}")
    except QuantityError as error:
        got = f"this changes inside {span.year}, and {error.got}"
        raise QuantityError(got, _NO_AVERAGE) from None


def _value(raw: object) -> object:
    return raw.get("value", raw) if isinstance(raw, dict) else raw
