"""Commands that look things up: library."""

from __future__ import annotations

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
