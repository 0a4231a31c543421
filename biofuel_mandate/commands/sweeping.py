"""The command that tries a scenario at every point of a grid: sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

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

if TYPE_CHECKING:
    from biofuel_mandate.sweep.reading import Sweep
    from biofuel_mandate.sweep.run import Made


def sweep(  # noqa: PLR0913, PLR0917 - one parameter an option
    grid: Annotated[str, typer.Argument(metavar="GRID", help="A grid file (YAML).")],
    out: Annotated[
        str, typer.Option("--out", help="Folder or address (s3://...) for results.")
    ] = "reports",
    workers: Annotated[int, typer.Option("--workers", help="Processes on this machine.")] = 0,
    scheduler: Annotated[
        str, typer.Option("--scheduler", help="An existing Dask cluster: tcp://HOST:PORT.")
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="Begin however long it takes and however large it is.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Move another data set out of the way.")
    ] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = Lang.EN,
) -> None:
    """Try a scenario at every point of a grid; writes Parquet files to OUT/<grid>-sweep/."""
    from biofuel_mandate.sweep.cost import check_cost
    from biofuel_mandate.sweep.reading import read_sweep
    from biofuel_mandate.sweep.run import data_set_of, make
    from biofuel_mandate.sweep.work import SweepWork
    from biofuel_mandate.work.progress import Progress
    from biofuel_mandate.work.way import doer_for

    doer = doer_for(workers, scheduler)
    asked = read_sweep(grid)
    work = SweepWork(asked)
    data_set = data_set_of(work, out, replace=replace)
    # What stands there is refused before anything takes time.
    if not data_set.is_whole():
        check_cost(work, max(1, workers), is_wanted=yes)
    made = make(work, data_set, doer, Progress(lang, quiet=quiet or as_json))
    if as_json:
        print_json(_results(asked, made))
    elif not quiet:
        from biofuel_mandate.sweep.telling import print_sweep

        print_sweep(asked, made, console(), lang)
    if not quiet:
        _say(made, work.chunks, lang)
    if not made.numbers:
        raise typer.Exit(3)


def _say(made: Made, parts: int, lang: Lang) -> None:
    """Say beside what is printed what was done, and where it is."""
    from biofuel_mandate.report.texts import texts

    words, data_set = texts(f"sweep.{lang}"), made.data_set
    if made.was_whole:
        typer.echo(words("whole", folder=data_set.shown), err=True)
    else:
        for part in made.damaged:
            typer.echo(words("damaged", part=part), err=True)
        if made.kept:
            typer.echo(words("kept", count=made.kept, parts=parts), err=True)
        if data_set.moved is not None:
            say("moved", lang, folder=data_set.moved)
        say("wrote_files", lang, count=parts + 2, folder=f"{data_set.shown}/")
    typer.echo(words("read", folder=f"{data_set.shown}/points"), err=True)


def _results(asked: Sweep, made: Made) -> dict[str, Any]:
    from biofuel_mandate.sweep.telling import notes

    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": asked.scenario.name,
        "points": asked.grid.points,
        "inputs": [axis.to_dict() for axis in asked.grid.axes],
        "results": [one.row._asdict() for one in asked.asked],
        "numbers": made.numbers,
        "failed": [
            {"case": case, "reason": reason, "points": points}
            for (case, reason), points in sorted(made.failed.items())
        ],
        "degenerate": [
            {"case": case, "points": points} for case, points in sorted(made.degenerate.items())
        ],
        "files": [f"{made.data_set.shown}/{name}" for name in made.data_set.names],
        "warnings": list(notes(asked, made, "en")),
    }
