"""The commands: parse, call, print. Data to stdout, messages to stderr.

Exit codes: 0 fine, 1 a bug of ours, 2 bad input, 3 no solution or outside tolerance, 130 Ctrl-C.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from biofuel_mandate import __version__
from biofuel_mandate.errors import BiofuelMandateError, Fault

if TYPE_CHECKING:
    from rich.console import Console

    from biofuel_mandate.assessment import Assessment

SCHEMA_VERSION = 1


class Lang(StrEnum):
    """Languages of the reports."""

    EN = "en"
    NB = "nb"


PIPED_WIDTH = 120

app = typer.Typer(
    help="What a biofuel quota for road fuel does: litres, CO2 and cost.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ScenarioPath = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file (YAML).")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Language = Annotated[
    Lang, typer.Option("--lang", help="Language of what is read: en or nb.", case_sensitive=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def run(
    scenario: ScenarioPath,
    out: Annotated[Path, typer.Option("--out", help="Folder for results.")] = Path("reports"),
    quiet: Quiet = False,
    as_json: AsJson = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Move a folder that is not ours out of the way.")
    ] = False,
    lang: Language = Lang.EN,
) -> None:
    """Solve a scenario, print the summary and write the results to OUT/<scenario>/."""
    from biofuel_mandate.assessment import assess
    from biofuel_mandate.report.files import result_files
    from biofuel_mandate.report.folder import check_writable, publish
    from biofuel_mandate.scenario.load import load_scenario

    loaded = load_scenario(scenario)
    folder = out / loaded.name
    check_writable(folder, replace=replace, command="run")
    assessment = assess(loaded)
    files = result_files(assessment, lang)
    moved = publish(folder, files, command="run", version=__version__, replace=replace)
    written = [str(folder / name) for name in (*files, "manifest.json")]
    if as_json:
        _print_json(_results(assessment, written))
    elif not quiet:
        from biofuel_mandate.report.summary import print_summary

        print_summary(assessment, _console(), lang)
    if not quiet:
        if moved is not None:
            typer.echo(f"Moved the folder that stood there to {moved}.", err=True)
        typer.echo(f"Wrote {len(written)} files to {folder}{os.sep}", err=True)


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario files.")],
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = Lang.EN,
) -> None:
    """Check scenario files without solving them; every fault of every file."""
    from biofuel_mandate.report.texts import texts
    from biofuel_mandate.scenario.load import load_scenario

    words = texts(lang)
    faults: list[Fault] = []
    warnings: list[str] = []
    for file in files:
        try:
            loaded = load_scenario(file)
        except BiofuelMandateError as error:
            faults += error.faults
            continue
        warnings += [f"{file}: {words.notice(warning)}" for warning in loaded.warnings]
        if not quiet and not as_json:
            typer.echo(f"{file}: fine")
    if faults:
        _report(faults, as_json)
        raise typer.Exit(2)
    if as_json:
        _print_json({"schema_version": SCHEMA_VERSION, "files": files, "warnings": warnings})
    elif not quiet:
        for warning in warnings:
            typer.echo(warning, err=True)


@app.command()
def validate(
    scenario: ScenarioPath = "scenarios/norway-2015.yaml",
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = Lang.EN,
) -> None:
    """Put the published figures beside the model's; exit 3 when outside tolerance."""
    from biofuel_mandate.report.reproduction import comparison_table, count_table, verdict
    from biofuel_mandate.report.summary import print_table
    from biofuel_mandate.report.texts import texts
    from biofuel_mandate.scenario.load import load_scenario
    from biofuel_mandate.validation import source_of, to_dict
    from biofuel_mandate.validation import validate as compare

    loaded = load_scenario(scenario)
    own, others = compare(loaded)
    words = texts(lang)
    if as_json:
        _print_json(
            {"schema_version": SCHEMA_VERSION, "scenario": loaded.name, **to_dict(own, others)}
        )
    elif not quiet:
        console = _console()
        print_table(comparison_table(own, source_of(loaded), words), console, words)
        console.print()
        print_table(count_table([own, *others], words), console, words)
        console.print(verdict(own, words))
    if not own.is_reproduced:
        if quiet:
            typer.echo(verdict(own, words), err=True)
        raise typer.Exit(3)


@app.command()
def explain(
    scenario: ScenarioPath,
    result: Annotated[
        str,
        typer.Argument(
            metavar="RESULT", help="CASE.VARIABLE[.COMPONENT][@DETAIL][:YEAR], as in results.csv."
        ),
    ],
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = Lang.EN,
) -> None:
    """Trace one result through equations and rows down to values and their sources."""
    from biofuel_mandate.assessment import assess
    from biofuel_mandate.explain import explain as trace
    from biofuel_mandate.report.texts import texts
    from biofuel_mandate.report.trace import to_lines
    from biofuel_mandate.scenario.load import load_scenario

    loaded = load_scenario(scenario)
    step = trace(assess(loaded), result)
    if as_json:
        _print_json(
            {"schema_version": SCHEMA_VERSION, "scenario": loaded.name, "trace": step.to_dict()}
        )
    elif not quiet:
        for line in to_lines(step, texts(lang)):
            typer.echo(line)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"biofuel-mandate {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


def _results(assessment: Assessment, files: Sequence[str]) -> dict[str, Any]:
    from biofuel_mandate.report.texts import texts

    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": assessment.scenario.name,
        "results": [row._asdict() for row in assessment.rows],
        "files": list(files),
        "warnings": [texts("en").notice(warning) for warning in assessment.scenario.warnings],
    }


def _print_json(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))


def _console() -> Console:
    from rich.console import Console

    # A pipe has no width of its own; 80 columns would break every table.
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPED_WIDTH
    return Console(width=width, highlight=False, emoji=False)


def _report(faults: Sequence[Fault], as_json: bool) -> None:
    if as_json:
        _print_json({"errors": [fault.to_dict() for fault in faults]})
        return
    for fault in faults:
        typer.echo(str(fault), err=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(_exit_code(words, as_json="--json" in words))


def _exit_code(words: list[str], as_json: bool) -> int:
    try:
        code = app(words, standalone_mode=False, prog_name="biofuel-mandate")
        sys.stdout.flush()
    except BiofuelMandateError as error:
        _report(error.faults, as_json)
        return error.exit_code
    except typer.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the output has gone; Python must not complain while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the one place that turns a bug into a line
        return _usage_or_bug(error, as_json)
    return int(code or 0)


def _usage_or_bug(error: Exception, as_json: bool) -> int:
    message = getattr(error, "format_message", None)
    if message is not None:
        # Typer hints in one of two ways, depending on what was not found.
        words = str(message()).replace(" (Possible options: ", ". Did you mean ").rstrip(".?)")
        got, _, hint = words.partition(". Did you mean ")
        do = f"Did you mean {hint}?" if hint else "See biofuel-mandate --help."
        _report([Fault(got, do)], as_json)
        return 2
    descriptor, log = tempfile.mkstemp(prefix="biofuel-mandate-", suffix=".log", text=True)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        traceback.print_exception(error, file=file)
    fault = Fault(f"a bug of ours: {type(error).__name__}", f"Please report it with the log {log}.")
    _report([fault], as_json)
    return 1
