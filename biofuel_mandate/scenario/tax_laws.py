"""A country's fuel taxes in a scenario: looked up on a day, changed where the scenario says so.

``taxes: norway``, or ``{law: norway, on: 2014-07-01, road tax: {ethanol: 4.87 NOK/l}}``. What comes
out is what an analyst could have written line by line, for the fuels that the scenario sells; a
rate that was not found must come from the scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from biofuel_mandate.errors import Fault
from biofuel_mandate.grammar import QuantityError
from biofuel_mandate.library import read_topic
from biofuel_mandate.library.laws import LawError
from biofuel_mandate.library.taxes import TaxLaw, read_taxes
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.dated import Span
from biofuel_mandate.scenario.fields import POOLS, parse_date
from biofuel_mandate.scenario.fulfil import parse_fulfil
from biofuel_mandate.scenario.law_use import TAXES, Change, LawUse
from biofuel_mandate.scenario.reading import Document
from biofuel_mandate.scenario.vocabulary import fuels_known
from biofuel_mandate.scenario.wording import Place, dotted
from biofuel_mandate.words import nearest, printable, shown

# A change that takes a tax of the law away.
NONE = "none"
_PLACE: Place = ("costs", "taxes")
_BEYOND: Place = ("costs", "taxes_beyond_quota")
_DATE_FORM = 'Write the day that it is asked for, as in "on: 2014-07-01".'
_LAW_FORM = 'Write one country, as in "law: norway".'


@dataclass
class _Expansion:
    """Collects rates, faults, and what the scenario says otherwise."""

    document: Document
    file: str
    law: TaxLaw
    days: tuple[date, date]
    fuels: Mapping[str, str]
    rates: dict[str, object] = field(default_factory=dict)
    beyond: dict[str, dict[str, object]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    told: list[Change] = field(default_factory=list)

    def fault(self, place: Place, got: str, do: str) -> None:
        self.faults.append(_fault(self.document, self.file, place, got, do))


def with_taxes(
    document: Document, file: str, span: Span | None = None
) -> tuple[Document, list[Fault], tuple[LawUse, ...]]:
    """Put a country's tax rates in place of its name.

    Parameters
    ----------
    document : Document
    file : str
        The file as the user named it.
    span : Span or None
        The time that rates are taken over where ``on`` names no day; else the scenario's date.

    Returns
    -------
    document : Document
        With the rate of every fuel sold written out, each a `Given` with its source.
    faults : list of Fault
        An unknown country, a day that is not known, a rate that was not found.
    uses : tuple of LawUse
        None, or one.
    """
    costs = document.data.get("costs")
    written = costs.get("taxes") if isinstance(costs, dict) else None
    asked: Mapping[str, Any]
    if isinstance(written, str):
        asked = {"law": written}
    elif isinstance(written, dict) and _names_law(written):
        asked = written
    else:
        return document, [], ()
    try:
        found = _begun(document, file, asked, span)
    except _NoLaw as error:
        return _replaced(document, {}, {}), list(error.faults), ()
    for tax in found.law.taxes:
        _line(found, tax, asked.get(tax, {}))
    for name, own in asked.items():
        if name not in ("law", "on", *found.law.taxes):
            _own_line(found, name, own)
    use = LawUse(
        found.law.country, found.law.name["en"], found.days[0], tuple(found.told), 0, of=TAXES
    )
    return _replaced(document, found.rates, found.beyond), found.faults, (use,)


class _NoLaw(Exception):  # noqa: N818 - carries faults to where they are returned
    """There is no law to take rates of."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults


def _fault(document: Document, file: str, place: Place, got: str, do: str) -> Fault:
    return Fault(got, do, dotted(place), document.line(place), file)


def _names_law(written: Mapping[str, Any]) -> bool:
    """Whether a country is named, rather than a tax that happens to be called law."""
    return "law" in written and not isinstance(written["law"], dict)


def _begun(
    document: Document, file: str, asked: Mapping[str, Any], span: Span | None
) -> _Expansion:
    """Return the law and the days that are asked for."""
    country, place = asked["law"], (*_PLACE, *(["law"] if len(asked) > 1 else []))
    if not isinstance(country, str):
        got = f"{shown(country)} is no country of the library"
        raise _NoLaw(_fault(document, file, place, got, _LAW_FORM))
    days = _days(document, file, asked, span)
    try:
        law = read_taxes(country)
        for day in days:
            law.check(day)
    except LawError as error:
        raise _NoLaw(_fault(document, file, place, error.got, error.do)) from None
    currency = document.data.get("currency")
    if isinstance(currency, str) and currency != law.currency:
        own = printable(currency)
        got = f"{law.name['en']} taxes in {law.currency}, and the scenario is in {own}"
        do = f"Write the rates out in {own}, and note the rate of exchange in their source."
        raise _NoLaw(_fault(document, file, place, got, do))
    return _Expansion(document, file, law, days, _fuels(document.data))


def _days(
    document: Document, file: str, asked: Mapping[str, Any], span: Span | None
) -> tuple[date, date]:
    """Return first and last day that are asked for: of the law's own day, the span, or the date."""
    given, at = asked.get("on"), (*_PLACE, "on")
    if "on" not in asked:
        if span is not None:
            return span.first, span.last
        given, at = document.data.get("date"), _PLACE
    try:
        return (parse_date(given),) * 2
    except QuantityError as error:
        if "on" in asked:
            raise _NoLaw(_fault(document, file, at, error.got, error.do)) from None
        if given is None:
            got = "nothing says on which day the taxes are meant"
            raise _NoLaw(_fault(document, file, at, got, _DATE_FORM)) from None
        raise _NoLaw from None  # the date has a fault of its own


def _fuels(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what the scenario sells by the litre, each with the library's fuel that it is."""
    market, cases, made_of = (_mapping(data.get(key)) for key in ("market", "cases", "biofuels"))
    pools = [pool for pool in POOLS if pool in market]
    names: dict[str, None] = dict.fromkeys(pools)
    for pool in pools:
        names |= dict.fromkeys(_mapping(_mapping(market[pool]).get("blend")))
    for case in cases.values():
        with suppress(ExceptionGroup):
            fills = parse_fulfil(_mapping(case).get("fulfil")).fills
            names |= dict.fromkeys(name for pool, _, name in fills if pool in pools)
    fuels = {name: str(_mapping(made_of.get(name)).get("fuel") or name) for name in names}
    gases = {gas for item in read_topic("grades").items.values() for gas in item.get("gases", ())}
    known = {*POOLS, *fuels_known()} - gases
    # What is no fuel has a fault of its own.
    return {str(name): fuel for name, fuel in fuels.items() if fuel in known}


def _mapping(held: object) -> Mapping[str, Any]:
    return held if isinstance(held, dict) else {}


def _line(found: _Expansion, tax: str, change: object) -> None:
    """Put one tax of the law, with what the scenario changes."""
    if change == NONE:
        found.told.append(Change(f"{tax}: {NONE}"))
        return
    if not isinstance(change, dict):
        do = f'Write what changes, as in {tax}: {{ethanol: 0 {found.law.currency}/l}}, or "{NONE}".'
        found.fault((*_PLACE, tax), f"{shown(change)} is no change of a tax", do)
        return
    rates: dict[str, object] = {}
    lacking, changing = [], []
    for name, fuel in found.fuels.items():
        held = found.law.rate(tax, fuel, *found.days)
        if held is not None:
            rates[name] = held
        elif name not in change:
            lacking.append(name)
        beyond = found.law.rate(tax, fuel, *found.days, beyond=True)
        if beyond is not None:
            found.beyond.setdefault(tax, {})[name] = beyond
        elif found.law.changes_beyond(tax, fuel, *found.days):
            changing.append(name)
    for name, new in change.items():
        value = new.get("value", new) if isinstance(new, dict) else new
        old = rates.get(name)
        before = old.text if isinstance(old, Given) else ""
        found.told.append(Change(f"{tax}.{name}: {value}", before, old is not None))
    found.rates[tax] = rates | change
    if lacking:
        _not_found(found, tax, lacking)
    if changing:
        got = f"what litres beyond the quota pay as {tax} changes in {found.days[0].year}"
        do = f'Take the rates of one day, as in "on: {found.days[1]}".'
        found.fault((*_PLACE, tax), got, do)


def _not_found(found: _Expansion, tax: str, lacking: list[str]) -> None:
    law = found.law
    listed = " and ".join(lacking)
    first, last = found.days
    when = f"on {first}" if first == last else f"from {first} to {last}, the same all through,"
    got = f"what {law.name['en']} took as {tax} of {listed} {when} was not found"
    asked = ", ".join(f"{name}: ... {law.currency}/l" for name in lacking)
    do = f"Give it, as in {{law: {law.country}, {tax}: {{{asked}}}}}."
    told = [gap for gap in law.gaps_in(first, last) if gap.casefold().startswith(tax.casefold())]
    told = told or list(law.gaps_in(first, last))
    found.fault((*_PLACE, tax), got, do + (f" Noted: {told[0]}" if told else ""))


def _own_line(found: _Expansion, name: str, own: object) -> None:
    """Put a tax that the law does not have; one whose name is near is taken for a slip."""
    meant = nearest(str(name), found.law.taxes)
    if meant:
        got = f"{found.law.name['en']} has no tax {shown(name)}"
        found.fault((*_PLACE, name), got, f'Did you mean "{meant}"?')
        return
    found.rates[name] = own


def _replaced(
    document: Document, rates: Mapping[str, object], beyond: Mapping[str, Mapping[str, object]]
) -> Document:
    """Return the document with rates written out; what it says of litres beyond stands first."""
    costs = dict(_mapping(document.data["costs"]))
    costs["taxes"] = dict(rates)
    own = costs.get("taxes_beyond_quota", {})
    if beyond and isinstance(own, dict):
        merged = {tax: {**held, **_mapping(own.get(tax))} for tax, held in beyond.items()}
        costs["taxes_beyond_quota"] = {**own, **merged}
    return replace(document, data={**document.data, "costs": costs})
