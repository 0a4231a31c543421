"""Read what a file says of time: its years, values by year, rules that begin or end, timing."""

from __future__ import annotations

import re
from datetime import date

from biofuel_mandate.errors import Fault
from biofuel_mandate.grammar import QuantityError
from biofuel_mandate.scenario.dated import APART, AVERAGE
from biofuel_mandate.scenario.dated_reading import is_dated, read_dated
from biofuel_mandate.scenario.keys import field_at, model_at
from biofuel_mandate.scenario.reading import Document
from biofuel_mandate.scenario.timeline import EARLIEST, LATEST, MOST_YEARS, Timeline
from biofuel_mandate.scenario.windows import days_of, read_windows
from biofuel_mandate.scenario.wording import Place, dotted
from biofuel_mandate.words import shown

_YEARS = re.compile(r"(\d{4})\s+to\s+(\d{4})")
# One value for all years.
_ONE_RATE = ("appraisal", "discount_rate")
_YEARS_FORM = 'Write the first and the last, as in "2010 to 2030".'


def read_timeline(document: Document, file: str) -> Timeline:
    """Read what a file says of time; faults stand in what is returned."""
    found = Timeline(document, file)
    _years(found)
    _collect(found, document.data, ())
    for name, window, faults in read_windows(document):
        found.windows[name] = window
        for error in faults:
            _fault(found, ("rules", name, *error.within), error.got, error.do)
    _timings(found)
    return found


def _fault(found: Timeline, place: Place, got: str, do: str) -> None:
    line = found.document.line(place)
    found.faults.append(Fault(got, do, dotted(place), line, found.file))


def _years(found: Timeline) -> None:
    market = found.document.data.get("market")
    if not isinstance(market, dict) or "years" not in market:
        return
    written, place = market["years"], ("market", "years")
    match = _YEARS.fullmatch(written.strip()) if isinstance(written, str) else None
    if match is None:
        _fault(found, place, f"{shown(written)} is not a first and a last year", _YEARS_FORM)
        return
    first, last = int(match[1]), int(match[2])
    if last < first:
        do = f'Write "{last} to {first}".'
        _fault(found, place, f"{shown(written)} end before they begin", do)
    elif not EARLIEST <= first <= last <= LATEST:
        do = f"Write years from {EARLIEST} to {LATEST}."
        _fault(found, place, f"{shown(written)} are out of range", do)
    elif last - first >= MOST_YEARS:
        do = f"Write at most {MOST_YEARS} years."
        _fault(found, place, f"{shown(written)} are too many", do)
    elif "year" in market:
        got = 'both "year" and "years" are given'
        _fault(found, place, got, "Keep one of them.")
    else:
        found.years = tuple(range(first, last + 1))


def _collect(found: Timeline, data: object, place: Place) -> None:
    """Find what is given by year; where names are the analyst's own, a year is a name."""
    if isinstance(data, list):
        for number, one in enumerate(data):
            _collect(found, one, (*place, number))
    if not isinstance(data, dict):
        return
    if is_dated(data) and place == _ONE_RATE:
        got = "one rate discounts all years"
        _fault(found, place, got, 'Write one rate, such as "4 %".')
        found.unread.append(place)
        return
    if is_dated(data) and _may_vary(place):
        try:
            found.dated[place] = read_dated(data)
        except ExceptionGroup as group:
            found.unread.append(place)
            for error in group.exceptions:
                if isinstance(error, QuantityError):
                    _fault(found, (*place, *error.within), error.got, error.do)
        return
    for key, one in data.items():
        _collect(found, one, (*place, key))


# What has years of its own.
_OF_YEARS = {("appraisal", "price_index")}


def _may_vary(place: Place) -> bool:
    if place in _OF_YEARS:
        return False
    known = field_at(place)
    is_named = known is not None and getattr(known.annotation, "__origin__", None) is dict
    return bool(place) and not is_named and model_at(place) is None


def _timings(found: Timeline) -> None:
    """Check that each case says how it takes what changes inside a year."""
    cases = found.document.data.get("cases")
    if not isinstance(cases, dict) or found.faults:
        return
    days = [day for span in found.spans for day in found.changes(span.year)]
    for case in cases if days else ():
        if found.timing(case) is None:
            got = f"{_what_changes(found, days[0])} changes on {days[0]}, inside a year"
            do = f'Say how it counts: "timing: {AVERAGE}", or "timing: {APART}".'
            _fault(found, ("cases", case), got, do)


def _what_changes(found: Timeline, day: date) -> str:
    """Return where the file says that something changes on a day."""
    for place, one in found.dated.items():
        if day in one.changes():
            return dotted(place)
    for name, window in found.windows.items():
        if day in days_of(window):
            return f"rules.{name}"
    return "the law"
