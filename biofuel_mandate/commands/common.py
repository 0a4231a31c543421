"""What the commands share: their options, and how they print."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from biofuel_mandate.errors import Fault

if TYPE_CHECKING:
    from rich.console import Console

SCHEMA_VERSION = 1
PIPED_WIDTH = 120


class Lang(StrEnum):
    """Languages of the reports."""

    EN = "en"
    NB = "nb"
    NN = "nn"


ScenarioPath = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file (YAML).")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Language = Annotated[
    Lang,
    typer.Option("--lang", help="Language of what is read: en, nb or nn.", case_sensitive=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def print_json(data: object) -> None:
    """Print one object on standard output."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))


def console() -> Console:
    """Return a console that never wraps a piped table at 80 columns."""
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            """Leave it to the command line, which says nothing and exits with 0."""
            raise BrokenPipeError

    # A pipe has no width of its own.
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPED_WIDTH
    return Terminal(width=width, highlight=False, emoji=False)


def say(key: str, lang: Lang, *, err: bool = True, **values: object) -> None:
    """Say in the language what a command did, beside what it prints."""
    from biofuel_mandate.report.texts import texts

    typer.echo(texts(f"commands.{lang}")(key, **values), err=err)


def report(faults: Sequence[Fault], as_json: bool) -> None:
    """Print faults: a line each on standard error, or one object on standard output."""
    if as_json:
        print_json({"errors": [fault.to_dict() for fault in faults]})
        return
    for fault in faults:
        typer.echo(str(fault), err=True)
