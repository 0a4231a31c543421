"""Read a grid file: the scenario it starts from, what its inputs are tried at, what is asked."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.library import Derived
from biofuel_mandate.quantities import Given, suggest, unknown_key
from biofuel_mandate.scenario.grouping import by_id
from biofuel_mandate.scenario.load import Scenario, load_scenario
from biofuel_mandate.scenario.reading import Document, read_document
from biofuel_mandate.scenario.wording import Place, dotted
from biofuel_mandate.sweep.asked import lacking, named
from biofuel_mandate.sweep.axes import read_steps
from biofuel_mandate.sweep.grid import Axis, Grid
from biofuel_mandate.uncertainty.headlines import Headline, headlines_of
from biofuel_mandate.uncertainty.inputs import scenarios_of
from biofuel_mandate.words import shown

_KEYS = ("scenario", "inputs", "results")
_WHAT = {
    "scenario": "The scenario that it starts from, seen from this file's folder.",
    "inputs": "What is tried, by the ids that explain shows.",
}


@dataclass(frozen=True)
class Sweep:
    """A scenario times a grid of inputs.

    Attributes
    ----------
    path : Path
        The grid file; its stem names the data set.
    scenario : Scenario
    grid : Grid
    asked : tuple of Headline
        The results of each point, in order.
    left_out : tuple of Headline
        Headlines for which the scenario has no sourced value.
    by_year : tuple of str
        Inputs that the scenario gives by year; a point has one value for all years.
    """

    path: Path
    scenario: Scenario
    grid: Grid
    asked: tuple[Headline, ...]
    left_out: tuple[Headline, ...] = ()
    by_year: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called."""
        return self.path.stem


def read_sweep(path: str | Path) -> Sweep:
    """Read and check a grid file, and the scenario that it names.

    Parameters
    ----------
    path : str or Path

    Raises
    ------
    ScenarioError
        With every fault of the file, or of the scenario.
    """
    place = Path(path)
    document, faults = read_document(place)
    if document is None:
        raise ScenarioError(faults)
    reader = _Reader(document, place, str(path), faults)
    sweep = reader.sweep()
    if faults or sweep is None:
        raise ScenarioError(faults)
    return sweep


class _Reader:
    """Reads the parts of a grid file; what is wrong with them goes to the faults."""

    def __init__(self, document: Document, path: Path, name: str, faults: list[Fault]) -> None:
        self._document, self._path, self._name, self._faults = document, path, name, faults

    def sweep(self) -> Sweep | None:
        """Return all that could be read; None where the scenario or an input could not."""
        data = self._document.data
        if "market" in data and "inputs" not in data:
            got, do = "this is a scenario, not a grid", "Name it in a grid file, as its scenario."
            self._faults.append(Fault(got, do, file=self._name))
            return None
        for key in data:
            if key not in _KEYS:
                error = unknown_key(key, _KEYS)
                self._add((key,), error.got, error.do)
        scenario, inputs, wanted = self._scenario(), self._inputs(), self._wanted()
        if scenario is None:
            return None
        axes = tuple(self._axes(scenario, inputs))
        asked, left_out = self._results(scenario, wanted)
        differing = _by_year(scenario)
        by_year = tuple(axis.id for axis in axes if axis.id in differing)
        if not axes or not asked:
            return None
        return Sweep(self._path, scenario, Grid(axes), asked, left_out, by_year)

    def _scenario(self) -> Scenario | None:
        text = self._document.data.get("scenario")
        if "scenario" not in self._document.data:
            self._missing("scenario")
            return None
        if not isinstance(text, str) or not text.strip():
            got = "nothing is written here" if text in (None, "") else f"{shown(text)} is no file"
            self._add(("scenario",), got, _WHAT["scenario"])
            return None
        file = self._path.parent / text
        # Shown as short as it can be: "scenarios/x.yaml", not "scenarios/sweeps/../x.yaml".
        short = Path(os.path.normpath(file))
        file = short if short.exists() else file
        if not file.exists():
            _, (fault, *_) = read_document(short)
            self._add(("scenario",), f"{fault.got}: {shown(str(short))}", fault.do)
            return None
        try:
            return load_scenario(file)
        except ScenarioError as error:
            self._faults += error.faults
            return None

    def _inputs(self) -> Mapping[str, object]:
        """Return what is written of each input."""
        inputs = self._document.data.get("inputs")
        if "inputs" not in self._document.data:
            self._missing("inputs")
        elif not isinstance(inputs, dict) or not inputs:
            got = f"{shown(inputs)} does not belong here" if inputs else "nothing is listed here"
            self._add(("inputs",), got, 'Write ids and values: "cases.policy.quota: [4 %, 5 %]".')
        return inputs if isinstance(inputs, dict) else {}

    def _wanted(self) -> Sequence[object] | None:
        """Return what is written under results; None where all are asked for."""
        if "results" not in self._document.data:
            return None
        wanted = self._document.data["results"]
        if isinstance(wanted, list) and wanted:
            return wanted
        got = f"{shown(wanted)} is not a list" if wanted else "nothing is listed here"
        self._add(("results",), got, "List results as for explain, or leave results out.")
        return []

    def _axes(self, scenario: Scenario, inputs: Mapping[str, object]) -> Iterator[Axis]:
        known = values_of(scenario)
        for id_, written in inputs.items():
            place = ("inputs", id_)
            if id_ not in known:
                self._add(place, *_unknown(scenario, id_, tuple(known)))
                continue
            steps, faults = read_steps(written, known[id_])
            for within, error in faults:
                self._add((*place, *within), error.got, error.do)
            if steps is not None:
                yield Axis(known[id_], steps)

    def _results(
        self, scenario: Scenario, wanted: Sequence[object] | None
    ) -> tuple[tuple[Headline, ...], tuple[Headline, ...]]:
        """Return the results that are asked for, and the headlines left out for want of a value."""
        if wanted is None:
            every = tuple(headlines_of(scenario))
            without = lacking(scenario, every)
            if not set(every) - set(without):
                got = "the scenario has no headline"
                self._add(("scenario",), got, 'Name what is asked for: "results: [...]".')
            return tuple(one for one in every if one not in without), tuple(without)
        found: dict[Headline, int] = {}
        for at, query in enumerate(wanted):
            self._result(scenario, at, query, found)
        for one, lacks in lacking(scenario, tuple(found)).items():
            got = f"{one.query} has no value, whatever is tried: there is no sourced {lacks}"
            self._add(("results", found[one]), got, "Give that in the scenario, or leave it out.")
        return tuple(found), ()

    def _result(
        self, scenario: Scenario, at: int, query: object, found: dict[Headline, int]
    ) -> None:
        place: Place = ("results", at)
        if not isinstance(query, str):
            self._add(place, f"{shown(query)} is not a result", "Write it as for explain.")
            return
        try:
            headlines = named(scenario, query)
        except ScenarioError as error:
            for fault in error.faults:
                about = "" if fault.path in ("", *fault.got.split('"')) else f"{fault.path}: "
                self._add(place, f"{about}{fault.got}", fault.do)
            return
        for one in headlines:
            if one in found:
                self._add(place, "this result is listed twice", "Keep one of the two.")
                return
        found.update(dict.fromkeys(headlines, at))

    def _missing(self, key: str) -> None:
        self._add((), f"{key} is missing", f'Add "{key}:". {_WHAT[key]}')

    def _add(self, place: Place, got: str, do: str) -> None:
        line = self._document.line(place) if place else 0
        self._faults.append(Fault(got, do, dotted(place), line, self._name))


def values_of(scenario: Scenario) -> Mapping[str, Given]:
    """Return every value that a scenario uses in any year, as in the first that has it."""
    found: dict[str, Given] = {}
    for one in scenarios_of(scenario):
        found = {**by_id(one.table), **found}
    return {id_: replace(given, id=id_) for id_, given in found.items()}


def _by_year(scenario: Scenario) -> set[str]:
    """Return the ids of values that are not the same in all years."""
    found: dict[str, set[float]] = {}
    for one in scenarios_of(scenario):
        for id_, given in by_id(one.table).items():
            found.setdefault(id_, set()).add(given.value)
    return {id_ for id_, values in found.items() if len(values) > 1}


def _unknown(scenario: Scenario, id_: str, known: tuple[str, ...]) -> tuple[str, str]:
    """Say why an id is none that can be tried."""
    bound = (one for scopes in scenario.table.values() for one in scopes.values())
    if id_ in {one.id for one in bound if isinstance(one, Derived)}:
        return f'"{id_}" follows from other values', "Try those instead; explain shows them."
    if tuple(id_.split(".")) in scenario.document.lines:
        got = f'"{id_}" is not a number of the scenario'
        return got, suggest(id_, known)
    return f'there is no value "{id_}"', suggest(id_, known)
