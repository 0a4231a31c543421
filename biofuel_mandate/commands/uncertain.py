"""The command that tells how uncertain headlines are: uncertainty."""

from __future__ import annotations

import os
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
    say,
)

if TYPE_CHECKING:
    from biofuel_mandate.scenario.load import Scenario
    from biofuel_mandate.uncertainty.analysis import Analysis


class Kind(StrEnum):
    """How draws may be spread."""

    PLAIN = "plain"
    SOBOL = "sobol"


class Shape(StrEnum):
    """How values with low and high may be drawn."""

    UNIFORM = "uniform"
    TRIANGULAR = "triangular"


def uncertainty(  # noqa: PLR0913, PLR0917 - one parameter an option
    scenario: ScenarioPath,
    draws: Annotated[int, typer.Option("--draws", help="How many draws.")] = 100_000,
    seed: Annotated[
        int, typer.Option("--seed", help="The same seed gives the same draws; 0 is one, too.")
    ] = 1,
    kind: Annotated[
        Kind,
        typer.Option("--sampling", help="plain, or sobol: 16 scrambles of a Sobol' sequence."),
    ] = Kind.PLAIN,
    ranges: Annotated[
        Shape | None,
        typer.Option("--ranges", help="Draw what gives low and high only: uniform, triangular."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for results.")] = Path("reports"),
    workers: Annotated[int, typer.Option("--workers", help="Processes on this machine.")] = 0,
    scheduler: Annotated[
        str, typer.Option("--scheduler", help="An existing Dask cluster: tcp://HOST:PORT.")
    ] = "",
    chunks: Annotated[
        str, typer.Option("--chunks", help="Where finished chunks are kept: a folder or a URL.")
    ] = "",
    no_charts: Annotated[
        bool, typer.Option("--no-charts", help="Draw nothing: quicker, for a first look.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Move a folder that is not ours out of the way.")
    ] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = Lang.EN,
) -> None:
    """Tell how uncertain every headline is; writes OUT/<scenario>-uncertainty/."""
    from biofuel_mandate.report.folder import check_writable, publish
    from biofuel_mandate.report.uncertainty import uncertainty_files
    from biofuel_mandate.scenario.load import load_scenario
    from biofuel_mandate.scenario.uncertain_values import with_ranges
    from biofuel_mandate.uncertainty.analysis import analyse
    from biofuel_mandate.uncertainty.run import prepare, summed
    from biofuel_mandate.work.way import Way, doer_for, done

    doer_for(workers, scheduler)  # what means nothing is told before anything takes time
    loaded = load_scenario(scenario)
    loaded = with_ranges(loaded, ranges) if ranges else loaded
    folder = out / f"{loaded.name}-uncertainty"
    check_writable(folder, replace=replace, command="uncertainty")
    job = prepare(loaded, draws, seed, kind)
    # What is over in a moment is done again rather than kept.
    kept = (chunks or str(out)) if chunks or job.chunks > 1 else ""
    stem = f".{loaded.name}-uncertainty.chunks-"
    way = Way(workers, scheduler, kept, stem, quiet=quiet or as_json)
    with done(job, way, lang) as finished:
        analysis = analyse(summed(job, finished, draws))
        files = uncertainty_files(analysis, lang, with_charts=not no_charts)
        options: dict[str, Any] = {"version": __version__, "replace": replace}
        moved = publish(folder, files, command="uncertainty", **options)
    written = [str(folder / name) for name in (*files, "manifest.json")]
    if as_json:
        print_json(_results(analysis, written))
    elif not quiet:
        from biofuel_mandate.report.uncertainty import print_uncertainty

        print_uncertainty(analysis, console(), lang)
    if not quiet:
        if moved is not None:
            say("moved", lang, folder=moved)
        say("wrote_files", lang, count=len(written), folder=f"{folder}{os.sep}")


def check_uncertainty(scenario: Scenario) -> None:
    """Check what a scenario says of uncertainty, if it says anything.

    Raises
    ------
    ScenarioError
        With every fault of that part.
    """
    if scenario.file.uncertainty is not None:
        from biofuel_mandate.uncertainty.plan import read_plan  # needs numpy, as most do not

        read_plan(scenario, needs_inputs=False)


def _results(analysis: Analysis, written: list[str]) -> dict[str, Any]:
    uncertain = analysis.uncertain
    sampling = uncertain.job.sampling
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": uncertain.scenario.name,
        "draws": {"asked": uncertain.asked_draws, "made": sampling.draws}
        | {"sampling": sampling.kind, "seed": sampling.seed},
        "results": [row._asdict() for row in uncertain.rows],
        "failed": [
            {"case": case, "position": position, "reason": reason, "draws": count}
            for (position, case, reason), count in sorted(uncertain.sums.failed.items())
        ],
        "questions": [
            {"result": question.headline.query, "share": share}
            for question, share in zip(uncertain.plan.questions, uncertain.shares, strict=True)
        ],
        "files": written,
        "warnings": [],
    }
