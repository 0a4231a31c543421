"""Commands that look things up: library, rules."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

import typer

from biofuel_mandate.commands.common import (
    SCHEMA_VERSION,
    AsJson,
    Lang,
    Language,
    Quiet,
    console,
    print_json,
)
from biofuel_mandate.errors import BiofuelMandateError, Fault
from biofuel_mandate.words import shown


class NotUnderstoodError(BiofuelMandateError):
    """An option cannot be read."""

    exit_code = 2


def library(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]", help="An id, a name, or words to search for."),
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = Lang.EN,
) -> None:
    """Search the library, and print values with their sources."""
    from biofuel_mandate.report.library import print_library, to_dict

    name = " ".join(words) if words else None
    found = to_dict(name)
    if as_json:
        print_json({"schema_version": SCHEMA_VERSION, **found})
    elif not quiet:
        print_library(name, console(), lang)


def rules(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[COUNTRY]", help="A country of the library, such as norway."),
    ] = None,
    day: Annotated[
        str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="What applied that day.")
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = Lang.EN,
) -> None:
    """Print what the law of a country asks for, over time or on a day, and where it says so."""
    from biofuel_mandate.report.laws import print_rules, to_dict

    country = " ".join(words) if words else None
    on = None if day is None else _date(day)
    if country is None and on is not None:
        do = f'Write "biofuel-mandate rules norway --date {on}".'
        raise NotUnderstoodError([Fault("no country is named", do, "--date")])
    found = to_dict(country, on)
    if as_json:
        print_json({"schema_version": SCHEMA_VERSION, **found})
    elif not quiet:
        print_rules(country, on, console(), lang)


def _date(text: str) -> date:
    try:
        if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        fault = Fault(f"{shown(text)} is not a date", 'Write it like "2023-07-01".', "--date")
        raise NotUnderstoodError([fault]) from None
