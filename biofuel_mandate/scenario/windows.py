"""Rules that begin or end: in which part of a span they are in force, and what that leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from biofuel_mandate.grammar import QuantityError
from biofuel_mandate.scenario.dated import APART, Span
from biofuel_mandate.scenario.fields import parse_date
from biofuel_mandate.scenario.reading import Document
from biofuel_mandate.scenario.weighing import weighed
from biofuel_mandate.scenario.wording import Place

# First and last day; None where an end is open.
Window = tuple[date | None, date | None]


def read_windows(document: Document) -> Iterator[tuple[str, Window, list[QuantityError]]]:
    """Yield each rule that begins or ends, with what is wrong about it."""
    rules = document.data.get("rules")
    for name, rule in rules.items() if isinstance(rules, dict) else ():
        if not isinstance(rule, dict) or not {"starts", "ends"} & set(rule):
            continue
        try:
            first, last = (parse_date(rule[k]) if k in rule else None for k in ("starts", "ends"))
        except QuantityError:
            continue  # told where the form is checked
        yield name, (first, last), list(_faults(first, last))


def _faults(first: date | None, last: date | None) -> Iterator[QuantityError]:
    if first and last and last < first:
        got = f"the rule ends on {last}, before it starts on {first}"
        yield QuantityError(got, "Give a later day, or leave one of them out.", ("ends",))
    if first and first.day != 1:
        got = f"{first} is inside a month, and parts of a year are weighed by months"
        yield QuantityError(got, "Write the first day of a month.", ("starts",))
    if last and (last + timedelta(days=1)).day != 1:
        got = f"{last} is inside a month, and parts of a year are weighed by months"
        yield QuantityError(got, "Write the last day of a month.", ("ends",))


def days_of(window: Window) -> Iterator[date]:
    """Yield the days from which a rule holds, and from which it no longer does."""
    first, last = window
    if first:
        yield first
    if last:
        yield last + timedelta(days=1)


def keep_within(data: Any, name: str, window: Window, span: Span) -> QuantityError | None:
    """Leave a rule out of the months in which it is not in force.

    Parameters
    ----------
    data : dict
        The file as of the span; changed in place.
    name : str
        The rule.
    window : tuple of day or None
    span : Span

    Returns
    -------
    QuantityError or None
        What keeps it from being averaged.
    """
    first, last = window
    months = [
        day
        for day in span.month_days()
        if (first is None or first <= day) and (last is None or day <= last)
    ]
    if not months:
        _leave_out(data, name)
    elif len(months) < span.months:
        told = f"in force for {len(months)} of {span.months} months"
        if data["rules"][name].get("type") == "cap":
            got = f"the cap is {told}, and has no average"
            return QuantityError(got, f'Let cases take "timing: {APART}".')
        _weigh(data, name, Decimal(len(months)) / span.months, told)
    return None


def _levels(data: Any, name: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield where a rule's levels stand: its own, and those of cases."""
    yield data["rules"][name], "level"
    for case in data["cases"].values() if isinstance(data.get("cases"), dict) else ():
        if isinstance(case, dict):
            if name == "quota":
                yield case, "quota"
            if isinstance(case.get("levels"), dict):
                yield case["levels"], name


def _weigh(data: Any, name: str, part: Decimal, told: str) -> None:
    """Lower what a rule asks for over a span to the months in which it is in force."""
    for around, key in _levels(data, name):
        if key in around:
            try:
                around[key] = weighed([(around[key], part)], told)
            except QuantityError:
                continue  # told where the form is checked


def _leave_out(data: Any, name: str) -> None:
    """Take a rule out of the file, and out of what cases say of it."""
    for around, key in _levels(data, name):
        around.pop(key, None)
    data["rules"] = {key: rule for key, rule in data["rules"].items() if key != name}
    for case in data["cases"].values() if isinstance(data.get("cases"), dict) else ():
        if not isinstance(case, dict):
            continue
        if isinstance(case.get("rules"), list):
            case["rules"] = [one for one in case["rules"] if one != name]
        if case.get("fills_up_to") == name:
            case.pop("fills_up_to")


def is_of(place: Place, rules: Collection[str]) -> bool:
    """Return whether something is said at a place of some rules: by themselves, or by a case."""
    if place[:1] == ("rules",):
        return place[1:2] != () and place[1] in rules
    if place[:1] != ("cases",):
        return False
    of_level = place[2:3] == ("levels",) and place[3:4] != () and place[3] in rules
    return of_level or (place[2:3] == ("quota",) and "quota" in rules)
