"""Commands that make documents: report."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from biofuel_mandate import __version__
from biofuel_mandate.commands.common import (
    SCHEMA_VERSION,
    AsJson,
    Lang,
    Language,
    Quiet,
    ScenarioPath,
    print_json,
    say,
)
from biofuel_mandate.errors import Fault, ReportError

if TYPE_CHECKING:
    from biofuel_mandate.compared import Compared
    from biofuel_mandate.report.appendix.files import Template
    from biofuel_mandate.scenario.load import Scenario

_MOST_BYTES = 50_000_000


def report(  # noqa: PLR0913, PLR0917 - one parameter an option
    scenario: ScenarioPath,
    out: Annotated[Path, typer.Option("--out", help="Folder for results.")] = Path("reports"),
    template: Annotated[
        Path | None,
        typer.Option("--template", help="A Word template of your own (.dotx or .docx)."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", help="An earlier version: its folder, or a scenario."),
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Move a folder that is not ours out of the way.")
    ] = False,
    lang: Language = Lang.EN,
) -> None:
    """Write the consultation appendix (Word, PDF, HTML, Excel) to OUT/<scenario>-report/."""
    from biofuel_mandate.assessment import assess
    from biofuel_mandate.report.appendix import missing_texts
    from biofuel_mandate.report.appendix.files import appendix_files
    from biofuel_mandate.report.folder import check_writable, publish
    from biofuel_mandate.scenario.load import load_scenario

    given = _template(template) if template else None
    loaded = load_scenario(scenario)
    folder = out / f"{loaded.name}-report"
    check_writable(folder, replace=replace, command="report")
    earlier = _earlier(since) if since else None
    assessment = assess(loaded)
    comparison = None
    if earlier is not None:
        from biofuel_mandate.compare import compare

        comparison = compare(earlier, assessment)
    files = appendix_files(assessment, lang, given, comparison)
    moved = publish(folder, files, command="report", version=__version__, replace=replace)
    written = [str(folder / name) for name in (*files, "manifest.json")]
    missing = missing_texts(assessment, lang)
    if as_json:
        print_json(
            {
                "schema_version": SCHEMA_VERSION,
                "scenario": loaded.name,
                "files": written,
                "missing_texts": [f"text.{key}" for key in missing],
            }
        )
    if quiet:
        return
    if missing:
        from biofuel_mandate.report.appendix.phrases import told_missing

        typer.echo(told_missing(missing, lang), err=True)
    if moved is not None:
        say("moved", lang, folder=moved)
    say("wrote_files", lang, count=len(written), folder=f"{folder}{os.sep}")


def _template(path: Path) -> Template:
    """Read a template, and refuse one that cannot be used before anything is made."""
    from biofuel_mandate.report.appendix.files import Template
    from biofuel_mandate.report.document.word import check_template

    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        got = f"the template cannot be read ({error.strerror or error})"
        fault = Fault(got, "Give the path of a .dotx or .docx file.", file=str(path))
        raise ReportError([fault]) from error
    if len(content) > _MOST_BYTES:
        got = f"the template is larger than {_MOST_BYTES // 1_000_000} MB"
        raise ReportError([Fault(got, "Save it without its pictures.", file=str(path))])
    check_template(content, str(path))
    return Template(content, str(path))


def _earlier(path: str) -> Scenario | Compared:
    """Read an earlier version: what a run wrote, or a scenario."""
    from biofuel_mandate.earlier import is_earlier, read_earlier
    from biofuel_mandate.scenario.load import load_scenario

    return read_earlier(path) if is_earlier(path) else load_scenario(path)
