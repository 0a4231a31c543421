"""Commands that turn a question around: solve-for."""

from __future__ import annotations

from typing import Annotated

import typer

from biofuel_mandate.commands.common import (
    SCHEMA_VERSION,
    AsJson,
    Lang,
    Language,
    Quiet,
    ScenarioPath,
    console,
    print_json,
)
from biofuel_mandate.errors import Fault, ScenarioError


def solve_for(  # noqa: PLR0913, PLR0917 - one parameter an option
    scenario: ScenarioPath,
    value: Annotated[
        str, typer.Argument(metavar="INPUT", help="A value's id as explain shows it.")
    ],
    result: Annotated[str, typer.Argument(metavar="RESULT", help="A result as for explain.")],
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET", help='A quantity, such as "100 kt"; write -- before a negative one.'
        ),
    ],
    low: Annotated[
        str, typer.Option("--from", help="Where the search begins: 0, unless said.")
    ] = "",
    high: Annotated[
        str,
        typer.Option("--to", help="Where it ends: 100 %, or five times the value, unless said."),
    ] = "",
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = Lang.EN,
) -> None:
    """Find the value of one input that brings a result to a target; exit 3 when none does."""
    from biofuel_mandate.report.found import found_lines, print_found
    from biofuel_mandate.report.texts import texts
    from biofuel_mandate.scenario.load import load_scenario
    from biofuel_mandate.solve_for import solve_for as solved

    loaded = load_scenario(scenario)
    found = solved(loaded, value, result, target, low=low, high=high)
    if found.missing is not None:
        got = f"{result} has no value: {texts('en').missing(found.missing)}"
        raise ScenarioError([Fault(got, "Give that with a source, or ask otherwise.", "RESULT")])
    if as_json:
        head = {"schema_version": SCHEMA_VERSION, "scenario": loaded.name}
        print_json(head | found.to_dict())
    elif not quiet:
        print_found(found, console(), lang)
    elif not found.is_reached:
        typer.echo(found_lines(found, lang)[0], err=True)
    if not found.is_reached:
        raise typer.Exit(3)
