"""The rules of a country to be read: printed, or as plain data for ``--json``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from biofuel_mandate.errors import BiofuelMandateError, Fault
from biofuel_mandate.library.laws import (
    Instrument,
    Law,
    LawError,
    Remark,
    countries,
    read_law,
)
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.laws.tables import (
    countries_table,
    day_table,
    further_table,
    sources_of,
    steps_of,
    steps_table,
    touching,
)
from biofuel_mandate.report.laws.words import LawWords, law_words
from biofuel_mandate.report.library.words import source_line

if TYPE_CHECKING:
    from rich.console import Console


class NoSuchRulesError(BiofuelMandateError):
    """The library has no rules of what was asked for."""

    exit_code = 2


def find(country: str, day: date | None) -> tuple[Law, tuple[Instrument, ...]]:
    """Return the rules of a country, and those in force on a day, or every step without one.

    Raises
    ------
    NoSuchRulesError
        When there is no such country, or the day is outside what is known.
    """
    try:
        law = read_law(country)
        return law, steps_of(law) if day is None else law.on(day)
    except LawError as error:
        raise NoSuchRulesError([Fault(error.got, error.do)]) from error


def print_rules(
    country: str | None, day: date | None, console: Console, language: str = "en"
) -> None:
    """Print the countries, the rules of one over time, or those in force on a day.

    Raises
    ------
    NoSuchRulesError
        When there is no such country, or the day is outside what is known.
    """
    from biofuel_mandate.report.terminal import print_table

    words = law_words(language)
    if country is None:
        print_table(countries_table(words), console, words.general)
        return
    law, found = find(country, day)
    facts = law.further if day is None else touching(law.further, day)
    gaps = law.gaps if day is None else touching(law.gaps, day)
    _print_heading(law, day, console, words)
    if day is None:
        tables = [steps_table(steps, words) for steps in law.steps.values()]
    else:
        tables = [day_table(one, words) for one in found]
    for table in [*tables, *([further_table(facts, words)] if facts else [])]:
        console.print()
        print_table(table, console, words.general)
    told = [_gap(gap, words) for gap in gaps] or [words.own("no_gaps")]
    _print_list(words.own("gaps"), told, console)
    _print_list(words.own("assumed"), law.assumed, console)
    lines = (f"{source}: {source_line(source)}" for source in sources_of(found, facts))
    _print_list(words.own("sources"), lines, console)


def _print_heading(law: Law, day: date | None, console: Console, words: LawWords) -> None:
    from rich.markup import escape

    first, last = law.known
    country = words.country(law)
    if day is None:
        heading = words.own("over_time", country=country, first=first, last=last)
        below = words.own("how_date")
    else:
        heading = words.own("on_day", country=country, day=day)
        below = words.own("known", first=first, last=last)
    console.print(f"[bold]{escape(heading)}[/bold]")
    console.print(escape(below), style="dim")


def _gap(gap: Remark, words: LawWords) -> str:
    return f"{words.period(gap.since, gap.until)}: {gap.text}"


def _print_list(heading: str, lines: Iterable[str], console: Console) -> None:
    from rich.markup import escape
    from rich.padding import Padding

    console.print()
    console.print(f"[bold]{escape(heading)}[/bold]")
    for line in lines:
        console.print(Padding(escape(line), (0, 0, 0, 2)))


def to_dict(country: str | None, day: date | None = None) -> dict[str, Any]:
    """Return what ``--json`` prints.

    Raises
    ------
    NoSuchRulesError
        When there is no such country, or the day is outside what is known.
    """
    if country is None:
        return {"countries": [_head(read_law(name)) for name in countries()]}
    law, found = find(country, day)
    facts, gaps = law.further, law.gaps
    if day is not None:
        facts, gaps = touching(facts, day), touching(gaps, day)
    return {
        **_head(law),
        "date": day and str(day),
        "rules": [_rule(one) for one in found],
        "further": [_remark(fact) for fact in facts],
        "gaps": [_remark(gap) for gap in gaps],
        "assumed": list(law.assumed),
    }


def _head(law: Law) -> dict[str, Any]:
    known = {"from": str(law.known[0]), "to": str(law.known[1])}
    return {
        "country": law.country,
        "name": dict(law.name),
        "about": law.about,
        "currency": law.currency,
        "known": known,
    }


def _rule(one: Instrument) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": dict(one.title),
        "since": str(one.since),
        "ends": one.ends,
        "fields": {key: _plain(value) for key, value in one.fields.items()},
        "not_found": list(one.not_found),
        "dates": {key: str(day) for key, day in one.dates.items()},
        "sources": {key: asdict(cited) for key, cited in one.cited.items()},
        "notes": list(one.notes),
    }


def _plain(value: object) -> object:
    if isinstance(value, Given):
        return {"value": value.value, "unit": value.unit, "text": value.text}
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return value


def _remark(one: Remark) -> dict[str, Any]:
    return {
        "from": str(one.since),
        "to": one.until and str(one.until),
        "what": one.text,
        "title": dict(one.title),
        "source": one.cited and asdict(one.cited),
    }
