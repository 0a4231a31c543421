"""What a sweep tells a reader: what was tried, where there is no number, and what to know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from biofuel_mandate.report.numbers import figures
from biofuel_mandate.report.table import Amount, Table
from biofuel_mandate.report.terminal import print_table
from biofuel_mandate.report.texts import Texts, texts
from biofuel_mandate.sweep.cost import counted
from biofuel_mandate.sweep.grid import Axis
from biofuel_mandate.sweep.reading import Sweep
from biofuel_mandate.sweep.run import Made
from biofuel_mandate.targets import measure_of

if TYPE_CHECKING:
    from rich.console import Console

_DIGITS = 6


def print_sweep(sweep: Sweep, made: Made, console: Console, language: str) -> None:
    """Print what was tried and where there is no number; and what a reader must know."""
    words = texts(language)
    print_table(inputs_table(sweep, language), console, words)
    if made.failed:
        print_table(failed_table(made, language), console, words)
    for note in notes(sweep, made, language):
        console.print(note, markup=False, soft_wrap=True)


def inputs_table(sweep: Sweep, language: str) -> Table:
    """Return what was tried."""
    words = texts(f"sweep.{language}")
    points = _written(sweep.grid.points, language)
    told = {"scenario": sweep.scenario.name, "points": points, "results": len(sweep.asked)}
    heads = ("input", "now", "low", "high", "count", "unit")
    return Table(
        "sweep",
        words("title", **told),
        tuple(words(f"column.{head}") for head in heads),
        tuple(_input(axis, texts(language)) for axis in sweep.grid.axes),
        words=(0, 1, 2, 3, 5),
    )


def _input(axis: Axis, words: Texts) -> tuple[str | Amount, ...]:
    measure = measure_of(axis.given)
    numbers = (axis.given.value, *axis.steps.ends)
    shown = (figures(measure.written(number), _DIGITS, words) for number in numbers)
    return (axis.id, *shown, Amount(float(axis.steps.count), 0), measure.unit)


def failed_table(made: Made, language: str) -> Table:
    """Return where there is no number, by case and reason."""
    words = texts(f"sweep.{language}")
    return Table(
        "failed",
        words("failed"),
        tuple(words(f"failed_column.{head}") for head in ("case", "why", "points")),
        tuple(
            (case, words(f"why.{why}"), Amount(float(points), 0))
            for (case, why), points in sorted(made.failed.items())
        ),
        words=(0, 1),
    )


def notes(sweep: Sweep, made: Made, language: str) -> Iterator[str]:
    """Yield what a reader must know."""
    words = texts(f"sweep.{language}")
    for input_ in sweep.by_year:
        yield words("by_year", input=input_)
    for case, points in sorted(made.degenerate.items()):
        yield words("degenerate", case=case, points=_written(points, language))
    if sweep.left_out:
        yield words("left_out", count=len(sweep.left_out))
    if not made.numbers:
        yield words("nothing")
    for folder in made.data_set.others():
        yield words("others", folder=folder)


def _written(count: int, language: str) -> str:
    return counted(count) if count >= 10**15 else figures(float(count), 16, texts(language))
