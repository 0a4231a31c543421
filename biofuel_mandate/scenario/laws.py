"""A country's rules in a scenario: looked up on a day, changed where the scenario says so.

``rules: norway``, or ``{law: norway, on: 2023-07-01, quota: {level: 20 %}}``, or several such under
names of their own. What comes out is what an analyst could have written rule by rule, so that
nothing after this needs to know of laws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from biofuel_mandate.errors import Fault
from biofuel_mandate.grammar import QuantityError
from biofuel_mandate.languages import LANGUAGES, in_language
from biofuel_mandate.library.averages import over
from biofuel_mandate.library.instruments import with_source
from biofuel_mandate.library.laws import Instrument, Law, LawError, read_law
from biofuel_mandate.quantities import Given, parse_quantity
from biofuel_mandate.scenario.dated import Span
from biofuel_mandate.scenario.fields import parse_date
from biofuel_mandate.scenario.law_use import Change, LawUse
from biofuel_mandate.scenario.reading import Document
from biofuel_mandate.scenario.rule_fields import CountingWay, parse_counting
from biofuel_mandate.scenario.wording import Place, dotted
from biofuel_mandate.words import shown, suggest

# A change that takes a rule of the law away.
NONE = "none"
_DATE_FORM = 'Write the day that it is asked for, as in "on: 2023-07-01".'


@dataclass
class _Expansion:
    """Collects rules, the lines they stand on, and faults."""

    document: Document
    file: str
    span: Span | None = None
    rules: dict[str, object] = field(default_factory=dict)
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    uses: list[LawUse] = field(default_factory=list)

    def fault(self, place: Place, got: str, do: str) -> None:
        line = self.document.line(place)
        self.faults.append(Fault(got, do, dotted(place), line, self.file))

    def put(self, name: str, rule: object, written_at: Place) -> None:
        """Note a rule, and where its keys stand in the file."""
        self.rules[name] = rule
        place: Place = ("rules", name)
        self.lines[place] = self.document.line(written_at)
        for at, line in self.document.lines.items():
            if at[: len(written_at)] == written_at:
                self.lines[(*place, *at[len(written_at) :])] = line
        for key in rule if isinstance(rule, dict) else ():
            # What the law says stands where the law is named.
            self.lines.setdefault((*place, key), self.lines[place])


def with_laws(
    document: Document, file: str, span: Span | None = None
) -> tuple[Document, list[Fault], tuple[LawUse, ...]]:
    """Put a country's rules in place of its name.

    Parameters
    ----------
    document : Document
    file : str
        The file as the user named it.
    span : Span or None
        The time that a law without a day of its own is taken over; else the scenario's date.

    Returns
    -------
    document : Document
        With every rule written out, each value of the law a `Given` with its source.
    faults : list of Fault
        An unknown country, a day that is not known, a change of a rule that there is not.
    uses : tuple of LawUse
    """
    written = document.data.get("rules")
    found = _Expansion(document, file, span)
    if isinstance(written, str):
        _law(found, {"law": written}, (), "")
    elif isinstance(written, dict) and "law" in written:
        _law(found, written, (), "")
    elif isinstance(written, dict) and any(map(_is_law, written.values())):
        _apart(found, written)
        for name, one in written.items():
            if _is_law(one):
                _law(found, one, (name,), f"{name} ")
            else:
                found.put(name, one, ("rules", name))
    else:
        return document, [], ()
    kept = {place: line for place, line in document.lines.items() if place[:1] != ("rules",)}
    kept[("rules",)] = document.line(("rules",))
    expanded = replace(
        document, data={**document.data, "rules": found.rules}, lines={**kept, **found.lines}
    )
    return expanded, found.faults, tuple(found.uses)


def _is_law(one: object) -> bool:
    return isinstance(one, dict) and "law" in one


def _apart(found: _Expansion, written: Mapping[str, Any]) -> None:
    """Check that no name begins as the rules of a country do: a case could mean either."""
    for law in (name for name, one in written.items() if _is_law(one)):
        for name in written:
            if str(name).startswith(f"{law} "):
                got = f"{shown(name)} reads like a rule of {shown(law)}"
                found.fault(("rules", name), got, "Choose another name.")


def _law(found: _Expansion, written: Mapping[str, Any], at: tuple[str, ...], prefix: str) -> None:
    """Put the rules of one country on one day, with what the scenario changes."""
    place: Place = ("rules", *at)
    day = _day(found, written, place)
    country = written["law"]
    if not isinstance(country, str):
        do = 'Write one country, as in "law: norway".'
        found.fault((*place, "law"), f"{shown(country)} is no country of the library", do)
        return
    try:
        law = read_law(country)
        held = _held(found, law, day, written) if day else ()
    except LawError as error:
        found.fault((*place, *(["law"] if "law" in written and at else [])), error.got, error.do)
        return
    if day is None:
        return
    changes = {name: one for name, one in written.items() if name not in ("law", "on")}
    names = tuple(one.name for one in held)
    told: list[Change] = []
    for one in held:
        change = changes.pop(one.name, {})
        if change == NONE:
            told.append(Change(f"{one.name}: {NONE}"))
            continue
        if not isinstance(change, dict):
            do = f'Write what changes, as in {one.name}: {{level: 20 %}}, or "{NONE}".'
            found.fault((*place, one.name), f"{shown(change)} is no change of a rule", do)
            continue
        _instrument(found, law, one, (change, day, place, prefix))
        told += _told(one, change)
    for name, own in changes.items():
        if isinstance(own, dict) and "type" in own:
            found.put(f"{prefix}{name}", own, (*place, name))
        else:
            got = f"{law.name['en']} had no rule {shown(name)} on {day}"
            do = suggest(name, names) + ' A rule of your own says its "type:" too.'
            found.fault((*place, name), got, do)
    remarks = len(law.assumed) + sum(gap.touches(day) for gap in law.gaps)
    unpriced = tuple(one.name for one in held if "penalty" in one.not_found)
    mine = tuple(f"{prefix}{name}" for name in names)
    found.uses.append(
        LawUse(law.country, law.name["en"], day, tuple(told), remarks, unpriced, mine)
    )


def _held(
    found: _Expansion, law: Law, day: date, written: Mapping[str, Any]
) -> tuple[Instrument, ...]:
    """Return the rules on a day, or over the span that is read."""
    if found.span is None or "on" in written:
        return law.on(day)
    return over(law, tuple(found.span.month_days()))


def _day(found: _Expansion, written: Mapping[str, Any], place: Place) -> date | None:
    """Return the day that is asked for: the law's own, else that of the scenario."""
    given, at = written.get("on"), (*place, "on")
    if "on" not in written and found.span is not None:
        return found.span.first
    if "on" not in written:
        given, at = found.document.data.get("date"), ("date",)
    try:
        return parse_date(given)
    except QuantityError as error:
        if "on" in written:
            found.fault(at, error.got, error.do)
        elif given is None:
            found.fault(place, "nothing says on which day the rules are meant", _DATE_FORM)
        return None


def _instrument(
    found: _Expansion,
    law: Law,
    one: Instrument,
    asked: tuple[Mapping[str, Any], date, Place, str],
) -> None:
    """Put one rule of the law; what was not found must come from the scenario."""
    change, day, place, prefix = asked
    titles = {
        language: ", ".join(
            filter(None, (in_language(one.title, language), _named(law, prefix, language)))
        )
        for language in LANGUAGES
    }
    rule: dict[str, object] = {**one.fields, "title": titles, "delivery": day.isoformat()}
    if rule.get("by") == "volume":
        # By volume, gas is inside by its litre equivalent alone.
        rule.pop("gas", None)
    for key in ("penalty", "buy_out"):
        if key in change:
            rule.pop("buy_out" if key == "penalty" else "penalty", None)
    rule |= change
    rule = {key: held for key, held in rule.items() if held != NONE or key == "counting"}
    for key in {"limits", "counting"} & set(rule):
        rule[key] = _prefixed(rule[key], prefix)
    if "counting" in rule and "counting" not in change:
        rule["counting"] = _cited_counting(rule["counting"], law, one)
    lacking = [key for key in one.not_found if key not in (*rule, "gas", "penalty", "buy_out")]
    for key in lacking:
        gaps = [gap.text for gap in law.gaps if gap.touches(day)]
        got = f'what the rules of {law.name["en"]} say of "{key}" on {day} was not found'
        given = f"{{law: {law.country}, {one.name}: {{{key}: ...}}}}"
        do = f"Give it, as in {given}." + (f" Noted: {gaps[0]}" if gaps else "")
        found.fault((*place, one.name), got, do)
    if not lacking:
        found.put(f"{prefix}{one.name}", rule, (*place, one.name))


def _named(law: Law, prefix: str, language: str) -> str:
    """Return what tells a law's rules from another's: the country, or the scenario's own name."""
    name = prefix.strip()
    return in_language(law.name, language) if name == law.country else name


def _cited_counting(counting: object, law: Law, one: Instrument) -> CountingWay:
    """Return how often litres count, each number with the place where the law says so."""
    way, where = parse_counting(counting), one.cited["counting"]
    id_ = f"rules/{law.country}/{one.name}.counting"
    named = {
        word: with_source(given, f"{id_}.{word}", where) for word, given in way.multipliers.items()
    }
    return replace(way, multipliers=named, once=with_source(parse_quantity(1, "ratio"), id_, where))


def _prefixed(held: object, prefix: str) -> object:
    """Name another rule of the same law as the scenario knows it."""
    if not isinstance(held, str) or not prefix:
        return held
    above = "double above "
    if held.startswith(above):
        return f"{above}{prefix}{held.removeprefix(above)}"
    return held if held in ("single", "double") else f"{prefix}{held}"


def _told(one: Instrument, change: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what a scenario changes, beside what the law says."""
    for key, new in change.items():
        value = new.get("value", new) if isinstance(new, dict) else new
        old = one.fields.get(key)
        yield Change(f"{one.name}.{key}: {_as_written(value)}", _as_written(old), old is not None)


def _as_written(held: object) -> str:
    """Write a key's value as a scenario would; blank where there is none."""
    if held is None:
        return ""
    if isinstance(held, Given):
        return held.text
    if isinstance(held, Mapping):
        return "{" + ", ".join(f"{key}: {_as_written(one)}" for key, one in held.items()) + "}"
    if isinstance(held, list | tuple):
        return "[" + ", ".join(map(_as_written, held)) + "]"
    return str(held)
