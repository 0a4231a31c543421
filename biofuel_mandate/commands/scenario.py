"""Commands that take a scenario: run, check, validate, explain."""

from __future__ import annotations

import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from biofuel_mandate import __version__
from biofuel_mandate.commands.common import (
    SCHEMA_VERSION,
    AsJson,
    Lang,
    Language,
    Quiet,
    ScenarioPath,
    console,
    print_json,
    report,
    say,
)
from biofuel_mandate.errors import BiofuelMandateError, Fault, ScenarioError

if TYPE_CHECKING:
    from biofuel_mandate.assessment import Assessment


def run(  # noqa: PLR0913, PLR0917 - one parameter an option
    scenario: ScenarioPath,
    out: Annotated[Path, typer.Option("--out", help="Folder for results.")] = Path("reports"),
    quiet: Quiet = False,
    as_json: AsJson = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Move a folder that is not ours out of the way.")
    ] = False,
    no_charts: Annotated[
        bool, typer.Option("--no-charts", help="Draw nothing: quicker, for a first look.")
    ] = False,
    lang: Language = Lang.EN,
) -> None:
    """Solve a scenario, print the summary and write the results to OUT/<scenario>/."""
    from biofuel_mandate.assessment import assess
    from biofuel_mandate.report.files import all_files, result_files
    from biofuel_mandate.report.folder import check_writable, publish
    from biofuel_mandate.scenario.load import load_scenario

    loaded = load_scenario(scenario)
    folder = out / loaded.name
    check_writable(folder, replace=replace, command="run")
    assessment = assess(loaded)
    files = (result_files if no_charts else all_files)(assessment, lang)
    moved = publish(folder, files, command="run", version=__version__, replace=replace)
    written = [str(folder / name) for name in (*files, "manifest.json")]
    if as_json:
        print_json(_results(assessment, written))
    elif not quiet:
        from biofuel_mandate.report.summary import print_summary

        print_summary(assessment, console(), lang)
    if not quiet:
        if moved is not None:
            say("moved", lang, folder=moved)
        say("wrote_files", lang, count=len(written), folder=f"{folder}{os.sep}")


def _results(assessment: Assessment, files: Sequence[str]) -> dict[str, Any]:
    from biofuel_mandate.report.breaches import breaches
    from biofuel_mandate.report.texts import texts

    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": assessment.scenario.name,
        "results": [row._asdict() for row in assessment.rows],
        "files": list(files),
        "warnings": [
            *breaches(assessment, texts("en")),
            *(texts("en").notice(warning) for warning in assessment.scenario.warnings),
        ],
    }


def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario files.")],
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = Lang.EN,
) -> None:
    """Check scenario files without solving them; every fault of every file."""
    from biofuel_mandate.commands.uncertain import check_uncertainty
    from biofuel_mandate.report.texts import texts
    from biofuel_mandate.scenario.load import load_scenario

    words = texts(lang)
    faults: list[Fault] = []
    warnings: list[str] = []
    for file in dict.fromkeys(files):
        try:
            loaded = load_scenario(file)
            check_uncertainty(loaded)
        except BiofuelMandateError as error:
            faults += error.faults
            continue
        warnings += [f"{file}: {words.notice(warning)}" for warning in loaded.warnings]
        if not quiet and not as_json:
            say("fine", lang, err=False, file=file)
    if faults:
        report(faults, as_json)
        raise typer.Exit(2)
    if as_json:
        print_json({"schema_version": SCHEMA_VERSION, "files": files, "warnings": warnings})
    elif not quiet:
        for warning in warnings:
            typer.echo(warning, err=True)


def validate(
    scenario: ScenarioPath = "scenarios/norway-2015.yaml",
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = Lang.EN,
) -> None:
    """Put the published figures beside the model's; exit 3 when outside tolerance."""
    from biofuel_mandate.report.reproduction import comparison_table, count_table, verdict
    from biofuel_mandate.report.terminal import print_table
    from biofuel_mandate.report.texts import texts
    from biofuel_mandate.scenario.load import load_scenario
    from biofuel_mandate.validation import source_of, to_dict
    from biofuel_mandate.validation import validate as compare

    loaded = load_scenario(scenario)
    own, others = compare(loaded)
    words = texts(lang)
    if as_json:
        print_json(
            {"schema_version": SCHEMA_VERSION, "scenario": loaded.name, **to_dict(own, others)}
        )
    elif not quiet:
        terminal = console()
        print_table(comparison_table(own, source_of(loaded), words), terminal, words)
        terminal.print()
        print_table(count_table([own, *others], words), terminal, words)
        terminal.print(verdict(own, words))
    if not own.is_reproduced:
        if quiet:
            typer.echo(verdict(own, words), err=True)
        raise typer.Exit(3)


class TraceForm(StrEnum):
    """How a trace may be printed."""

    TEXT = "text"
    MD = "md"
    JSON = "json"
    HTML = "html"


def explain(
    scenario: ScenarioPath,
    result: Annotated[
        str,
        typer.Argument(
            metavar="RESULT", help="CASE.VARIABLE[.COMPONENT][@DETAIL][:YEAR], as in results.csv."
        ),
    ],
    form: Annotated[
        TraceForm | None,
        typer.Option("--format", help="text, md (Markdown), json or html (a page of its own)."),
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = Lang.EN,
) -> None:
    """Trace one result through equations and rows down to values and their sources."""
    from biofuel_mandate.assessment import assess
    from biofuel_mandate.explain import explain as trace
    from biofuel_mandate.report.trace import trace_as
    from biofuel_mandate.scenario.load import load_scenario

    if as_json and form not in (None, TraceForm.JSON):
        do = "Leave one of them out."
        raise ScenarioError([Fault(f"--json asks for JSON and --format for {form}", do)])
    as_json = as_json or form == TraceForm.JSON
    try:
        loaded = load_scenario(scenario)
        step = trace(assess(loaded), result)
    except BiofuelMandateError as error:
        report(error.faults, as_json)
        raise typer.Exit(error.exit_code) from None
    if as_json:
        print_json(
            {"schema_version": SCHEMA_VERSION, "scenario": loaded.name, "trace": step.to_dict()}
        )
    elif not quiet:
        typer.echo(trace_as(form or TraceForm.TEXT, step, loaded, result, lang), nl=False)
