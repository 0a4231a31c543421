"""Commands around writing a scenario: new, schema, compare."""

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
    say,
)
from biofuel_mandate.errors import Fault, ReportError, ScenarioError


def new(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="The file to write; its name gives the title.")
    ] = "scenario.yaml",
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = Lang.EN,
) -> None:
    """Write a commented scenario to start from; it runs as it stands."""
    from biofuel_mandate.scenario.template import new_scenario

    path = new_scenario(file, lang)
    if as_json:
        print_json({"schema_version": SCHEMA_VERSION, "files": [str(path)]})
    elif not quiet:
        say("wrote", lang, file=path)


def schema() -> None:
    """Print the JSON Schema of a scenario, for editors that complete and check."""
    from biofuel_mandate.scenario.json_schema import schema_text

    typer.echo(schema_text(), nl=False)


def compare(
    first: Annotated[
        str,
        typer.Argument(
            metavar="A",
            help="A scenario file (YAML), or an earlier run: its folder or provenance.json.",
        ),
    ],
    second: Annotated[str, typer.Argument(metavar="B", help="The one to compare it with.")],
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = Lang.EN,
) -> None:
    """Tell what differs between two scenarios or runs: input, library values and results."""
    from biofuel_mandate.compare import compare as compared
    from biofuel_mandate.earlier import is_earlier, read_earlier
    from biofuel_mandate.report.comparison import print_comparison
    from biofuel_mandate.scenario.load import load_scenario

    sides = []
    faults: list[Fault] = []
    for file in (first, second):
        try:
            sides.append(read_earlier(file) if is_earlier(file) else load_scenario(file))
        except (ReportError, ScenarioError) as error:
            faults += error.faults
    if faults:
        raise ScenarioError(faults)
    found = compared(*sides)
    if as_json:
        print_json({"schema_version": SCHEMA_VERSION, **found.to_dict()})
    elif not quiet:
        print_comparison(found, console(), lang)
