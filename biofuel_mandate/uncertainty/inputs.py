"""Which values of a scenario are uncertain, and which move together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biofuel_mandate.distributions import Distribution
from biofuel_mandate.errors import Fault
from biofuel_mandate.quantities import Given, suggest
from biofuel_mandate.scenario.grouping import by_id
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.scenario.wording import dotted

# A matrix is one of correlations when its least eigenvalue is not below this.
_ROUNDING = -1e-10


@dataclass(frozen=True)
class Input:
    """An uncertain value.

    Attributes
    ----------
    id : str
    given : Given
        As it is in the first year that has it.
    drawn : Distribution
        Of that year.
    stream : str
        What its probability is drawn by: its id, or the file that samples of several come from.
    """

    id: str
    given: Given
    drawn: Distribution
    stream: str


@dataclass(frozen=True)
class Dependence:
    """Streams that move together.

    Attributes
    ----------
    streams : tuple of str
        In order of their names.
    ranks : array
        Their rank correlations.
    """

    streams: tuple[str, ...] = ()
    ranks: NDArray[np.float64] | None = None

    @property
    def mixing(self) -> NDArray[np.float64]:
        """Return how independent standard normal numbers are mixed to be correlated so."""
        if self.ranks is None:
            return np.eye(0)
        return np.asarray(np.linalg.cholesky(_normal(self.ranks) + 1e-12 * np.eye(len(self.ranks))))


def scenarios_of(scenario: Scenario) -> Iterator[Scenario]:
    """Yield the scenario of each year and of each part of one; itself, where it is of one alone."""
    if not scenario.years:
        yield scenario
        return
    for year in scenario.years:
        yield year.scenario
        for course in year.courses.values():
            yield from (part for _, part in course.parts)


def inputs_of(scenario: Scenario) -> tuple[Input, ...]:
    """Return every value that has a distribution, in order of the ids."""
    found: dict[str, Input] = {}
    for one in scenarios_of(scenario):
        for id_, given in by_id(one.table).items():
            drawn = given.distribution
            if drawn is not None and id_ not in found:
                found[id_] = Input(id_, given, drawn, drawn.stream or id_)
    return tuple(found[id_] for id_ in sorted(found))


def fixed_of(scenario: Scenario) -> tuple[Given, ...]:
    """Return every value that has no distribution, in order of the ids."""
    found: dict[str, Given] = {}
    drawn = {one.id for one in inputs_of(scenario)}
    for one in scenarios_of(scenario):
        found |= {i: g for i, g in by_id(one.table).items() if i not in drawn and i not in found}
    return tuple(found[id_] for id_ in sorted(found))


def unknown_inputs(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault for each id under ``uncertainty`` that is no value of the scenario."""
    asked = scenario.file.uncertainty
    if asked is None:
        return
    known = {id_ for one in scenarios_of(scenario) for id_ in by_id(one.table)}
    places: list[tuple[tuple[str | int, ...], str]] = [
        (("uncertainty", "inputs", id_), id_) for id_ in asked.inputs
    ]
    for at, grid in enumerate(asked.grids):
        places += [(("uncertainty", "grids", at, "across"), grid.across)]
        places += [(("uncertainty", "grids", at, "up"), grid.up)]
    for path, id_ in places:
        if id_ not in known:
            do = suggest(id_, tuple(sorted(known)))
            yield _fault(scenario, path, f'there is no value "{id_}"', do)


def dependence_of(scenario: Scenario, inputs: Sequence[Input], faults: list[Fault]) -> Dependence:
    """Return which inputs move together; what is wrong with that goes to ``faults``."""
    asked = scenario.file.uncertainty
    if asked is None or not asked.correlation:
        return Dependence()
    streams = {one.id: one for one in inputs}
    ranks: dict[tuple[str, str], float] = {}
    for at, group in enumerate(asked.correlation):
        path = ("uncertainty", "correlation", at)
        unknown = list(_not_correlated(group.between, streams))
        faults += [_fault(scenario, (*path, "between"), *told) for told in unknown]
        matrix, told = _matrix(group.between, group.rank)
        if told:
            faults.append(_fault(scenario, (*path, "rank"), *told))
        if unknown or told:
            continue
        for i, one in enumerate(group.between):
            for j, other in enumerate(group.between[:i]):
                pair = (min(one, other), max(one, other))
                if ranks.setdefault(pair, matrix[i][j]) != matrix[i][j]:
                    got = f"{one} and {other} have two correlations"
                    faults.append(_fault(scenario, path, got, "Keep one."))
    names = tuple(sorted({name for pair in ranks for name in pair}))
    found = np.eye(len(names))
    for (one, other), rank in ranks.items():
        i, j = names.index(one), names.index(other)
        found[i, j] = found[j, i] = rank
    if not faults and names and np.linalg.eigvalsh(_normal(found)).min() < _ROUNDING:
        got = f"these correlations of {len(names)} inputs cannot all hold at once"
        do = "Make some smaller: what moves with one of two moves with the other as well."
        faults.append(_fault(scenario, ("uncertainty", "correlation"), got, do))
    return Dependence(names, found) if names and not faults else Dependence()


def _not_correlated(
    between: Sequence[str], inputs: Mapping[str, Input]
) -> Iterator[tuple[str, str]]:
    for id_ in between:
        if id_ not in inputs:
            do = suggest(id_, tuple(inputs))
            do = do if do.startswith("Did") else "Give it a distribution, or leave it out."
            yield f'"{id_}" is not uncertain here', do
        elif inputs[id_].stream != id_:
            do = "What moves together there stands in one row of the file."
            yield f'"{id_}" is drawn from samples', do
    if len(set(between)) < len(between):
        yield "an input is listed twice", "Name each once."


def _matrix(
    between: Sequence[str], rank: float | Sequence[Sequence[float]]
) -> tuple[Sequence[Sequence[float]], tuple[str, str] | None]:
    """Return a correlation of all pairs as a matrix, and what is wrong with it."""
    count = len(between)
    if isinstance(rank, int | float):
        return [[1.0 if i == j else float(rank) for j in range(count)] for i in range(count)], None
    square = len(rank) == count and all(len(row) == count for row in rank)
    if not square:
        return rank, ("the matrix is not square", f"Write {count} rows of {count} numbers.")
    if any(rank[i][i] != 1 for i in range(count)):
        return rank, ("the matrix has something else than 1 on its diagonal", "Write 1 there.")
    if any(rank[i][j] != rank[j][i] for i in range(count) for j in range(i)):
        got = "the matrix is not the same on both sides of its diagonal"
        return rank, (got, "Write each correlation twice, alike.")
    return rank, None


def _normal(ranks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlations of normal numbers whose ranks are correlated so."""
    found = 2.0 * np.sin(np.pi * ranks / 6.0)
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)


def _fault(scenario: Scenario, path: tuple[str | int, ...], got: str, do: str) -> Fault:
    line = scenario.document.line(path)
    return Fault(got, do, dotted(path), line, str(scenario.path))
