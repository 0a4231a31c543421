"""Commands that draw: chart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

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
from biofuel_mandate.errors import Fault, ReportError, ScenarioError


def chart(  # noqa: PLR0913, PLR0917 - one parameter an option
    scenario: ScenarioPath,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="blend, extra-litres, reductions, cost, abatement-cost, sold-and-counted; "
            "of least cost merit-order and marginal-abatement; over years "
            "litres-by-year, blend-by-year, shares-by-year, co2-by-year, cost-by-year.",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write; its ending is the format.")
    ] = None,
    width: Annotated[float, typer.Option("--width", help="Width in mm, from 70.")] = 160.0,
    dpi: Annotated[int, typer.Option("--dpi", min=50, max=1200, help="For PNG.")] = 300,
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = Lang.EN,
) -> None:
    """Draw one chart as SVG, PDF or PNG; refuses to overwrite a file."""
    from biofuel_mandate.assessment import assess
    from biofuel_mandate.report.charts import charts_for, draw
    from biofuel_mandate.report.render import to_file
    from biofuel_mandate.scenario.load import load_scenario

    path = out or Path(f"{name}.svg")
    form = path.suffix.removeprefix(".").lower()
    faults = list(_faults(name, path, form, width))
    if faults:
        raise ScenarioError(faults)
    loaded = load_scenario(scenario)
    if name not in charts_for(loaded):
        raise ScenarioError([_not_there(name, charts_for(loaded))])
    drawn = draw(name, assess(loaded), lang, width)
    _write(path, to_file(drawn, form, dpi))
    if as_json:
        print_json({"schema_version": SCHEMA_VERSION, "files": [str(path)], "alt": drawn.alt})
    elif not quiet:
        typer.echo(drawn.alt)
        say("wrote", lang, file=path)


def _faults(name: str, path: Path, form: str, width: float) -> Iterator[Fault]:
    """Yield all that is wrong with what was asked for, before any scenario is read."""
    from biofuel_mandate.quantities import suggest
    from biofuel_mandate.report.charts import CHARTS, CURVES, YEAR_CHARTS
    from biofuel_mandate.report.charts.style import LEAST_MM
    from biofuel_mandate.report.render import FORMATS

    every = (*CHARTS, *CURVES, *YEAR_CHARTS)
    if name not in every:
        yield Fault(f'there is no chart "{name}"', suggest(name, every), "NAME")
    if form not in FORMATS:
        do = f"End the name in one of .{', .'.join(FORMATS)}."
        yield Fault(f'"{path}" ends in no format', do, "--out")
    if not LEAST_MM <= width <= 1000:
        yield Fault(f"a width of {width:g} mm", f"Write {LEAST_MM:g} to 1000 mm.", "--width")


def _not_there(name: str, there: tuple[str, ...]) -> Fault:
    """Return why a scenario has no chart of that name, and which it has."""
    from biofuel_mandate.report.charts import YEAR_CHARTS

    if name in YEAR_CHARTS:
        do = 'Give it years, as in "market: {years: 2010 to 2030}".'
        return Fault(f"{name} is over years, and this scenario is of one", do, "NAME")
    if YEAR_CHARTS[0] in there:
        got = f"{name} is of one year, and this scenario covers several"
        return Fault(got, f"Write one of {', '.join(there)}.", "NAME")
    got = f"{name} is of least cost, and no case of this scenario is"
    return Fault(got, 'Write "fulfil: least cost" in a case.', "NAME")


def _write(path: Path, content: bytes) -> None:
    """Write to a temporary name, then link it to its own: whole or not at all, over nothing."""
    temporary = path.with_name(f".{path.name}.writing")
    try:
        temporary.write_bytes(content)
        try:
            path.hardlink_to(temporary)
        finally:
            temporary.unlink()
    except FileExistsError:
        fault = Fault("this file is there already, and is kept", "Choose another --out.")
    except OSError as error:
        fault = Fault(f"the file cannot be written ({error.strerror})", "Choose another --out.")
    else:
        return
    raise ReportError([Fault(fault.got, fault.do, file=str(path))])
