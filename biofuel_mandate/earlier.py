"""Read an earlier run again, to compare with: its provenance.json, and results.csv beside it.

What it holds is data only: its form is checked, its hashes are, and no path in it is opened.
"""

from __future__ import annotations

import csv
import hashlib
import io
import stat
from collections.abc import Iterator
from contextlib import suppress
from os.path import lexists
from pathlib import Path

from biofuel_mandate.compared import Compared, Lack, OfYear, Side, scenarios_of
from biofuel_mandate.errors import Fault, ReportError, ScenarioError
from biofuel_mandate.held import Held, held_as
from biofuel_mandate.quantities import Given
from biofuel_mandate.record import (
    MOST,
    PACKAGE,
    DerivedValue,
    Manifest,
    Record,
    RecordOf1,
    Value,
    ValueOf1,
    read_form,
    read_record,
    readable,
)
from biofuel_mandate.results import COLUMNS, ResultRow
from biofuel_mandate.scenario.load import Scenario, one_scenario
from biofuel_mandate.scenario.reading import read_text
from biofuel_mandate.scenario.timeline_reading import read_timeline
from biofuel_mandate.words import shown

PROVENANCE, RESULTS, MANIFEST = "provenance.json", "results.csv", "manifest.json"
_MOST_MB = {PROVENANCE: 50, RESULTS: 200, MANIFEST: 1}
_AGAIN = "Take the folder as it was written, or run that version of the scenario again."
_OTHER = "this is not the file as biofuel-mandate wrote it"
_APART = (
    f"Put both back as they were written, or move {PROVENANCE} to a folder of its own; "
    "results are not compared then."
)


def is_earlier(path: str | Path) -> bool:
    """Whether a path names an earlier run rather than a scenario: a folder, or a JSON file."""
    place = Path(path)
    return place.suffix.lower() == ".json" or _is_folder(place)


def _is_folder(place: Path) -> bool:
    # What may not be looked at is told when it is read.
    with suppress(OSError):
        return place.is_dir()
    return False


def read_earlier(path: str | Path) -> Compared:
    """Read an earlier run as a side of a comparison.

    Parameters
    ----------
    path : str or Path
        The ``provenance.json`` that ``run`` wrote, or its folder.

    Returns
    -------
    Compared
        Without results where no results.csv stands beside it.

    Raises
    ------
    ReportError
        When there is no such file, it is of another form or of a newer version, or it or
        results.csv is not as it was written.
    """
    place, data, hashes = _proven(Path(path))
    record = read_record(data, str(place))
    lacks: dict[str, Lack] = {}
    scenario = _scenario(record, str(place), lacks)
    rows = _rows(record, place.with_name(RESULTS), hashes, lacks)
    years = dict(_years(record))
    if scenario is not None and set(scenarios_of(scenario)) != set(years):
        got = "the values are of other years than the scenario"
        raise ReportError([Fault(got, _AGAIN, "values", file=str(place))])
    if not years:
        lacks["places"] = Lack("old")
    # Of two values under one id, the last is the one that an assessment tells.
    given = {value.id: _given(value) for value in record.values}
    side = _side(record, str(place))
    return Compared(side, years, tuple(given.values()), rows, scenario, lacks)


def _proven(place: Path) -> tuple[Path, bytes, dict[str, str]]:
    """Return a provenance.json as it was written, and the hashes of what stands beside it."""
    if _is_folder(place):
        if not lexists(place / PROVENANCE):
            do = 'Name the folder that "run" wrote, or a scenario file.'
            got = f"this folder holds no {PROVENANCE}"
            raise ReportError([Fault(got, do, file=str(place))])
        place /= PROVENANCE
    data = _read(place, PROVENANCE)
    hashes = _hashes(place.parent)
    if place.name not in hashes:
        hashes = {}  # a manifest that is of something else
    elif hashes[place.name] != hashlib.sha256(data).hexdigest():
        raise ReportError([Fault(_OTHER, _AGAIN, file=str(place))])
    return place, data, hashes


def _read(path: Path, kind: str) -> bytes:
    """Return the bytes of a plain file that is not too large; waits for no pipe."""
    most = _MOST_MB[kind]
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            got, do = "this is not an ordinary file", _AGAIN
        elif status.st_size > most * 1_000_000:
            got, do = f"the file has {status.st_size} bytes, over the limit of {most} MB", _AGAIN
        else:
            with path.open("rb") as stream:
                return stream.read(most * 1_000_000)
    except (FileNotFoundError, NotADirectoryError):
        got, do = "there is no such file", "Check the name and folder."
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        got, do = f"the file cannot be read ({reason})", "Check its name and permissions."
    raise ReportError([Fault(got, do, file=str(path))])


def _hashes(folder: Path) -> dict[str, str]:
    """Return the hashes of the files that a run wrote into a folder; none where nothing tells."""
    path = folder / MANIFEST
    if not lexists(path):
        return {}
    found = read_form(Manifest, _read(path, MANIFEST), str(path), _AGAIN)
    if found.written_by != PACKAGE:
        got = "this manifest was not written by biofuel-mandate"
        raise ReportError([Fault(got, _AGAIN, file=str(path))])
    # A run always writes this one: without a hash, it is not as it was written.
    return {PROVENANCE: "", **found.files}


def _scenario(record: RecordOf1, file: str, lacks: dict[str, Lack]) -> Scenario | None:
    """Return the scenario as it is read now; else None, and why in `lacks`."""
    if not isinstance(record, Record):
        lacks["inputs"] = Lack("old")
        return None
    data = record.scenario.text.encode()
    if hashlib.sha256(data).hexdigest() != record.scenario.sha256:
        got = "the text is not that of the hash beside it"
        raise ReportError([Fault(got, _AGAIN, "scenario.text", file=file)])
    try:
        return _scenario_of(data, Path(Path(record.scenario.file).name))
    except ScenarioError as error:
        first = error.faults[0]
        lacks["inputs"] = Lack("unread", f"{first.path}: {first.got}" if first.path else first.got)
        return None


def _scenario_of(data: bytes, place: Path) -> Scenario:
    """Read a scenario of its text alone."""
    from biofuel_mandate.scenario.paths import load_path

    document, faults = read_text(data, str(place))
    if document is None:
        raise ScenarioError(faults)
    timeline = read_timeline(document, str(place))
    if timeline.is_plain:
        return one_scenario(document, place, str(place), faults)
    return load_path(timeline, place, faults)


def _rows(
    record: RecordOf1, path: Path, hashes: dict[str, str], lacks: dict[str, Lack]
) -> tuple[ResultRow, ...]:
    """Return the results that were written beside; none, and why in `lacks`, where none are."""
    own = record.results.sha256 if isinstance(record, Record) else hashes.get(RESULTS)
    if not lexists(path):
        lacks["results"] = Lack("missing")
        return ()
    if own is None:
        lacks["results"] = Lack("unproven")
        return ()
    data = _read(path, RESULTS)
    if hashlib.sha256(data).hexdigest() != own:
        raise ReportError([Fault(_OTHER, _APART, file=str(path))])
    try:
        return tuple(_rows_in(data))
    except (ValueError, csv.Error) as error:
        raise ReportError([Fault(str(error), _AGAIN, file=str(path))]) from error


def _rows_in(data: bytes) -> Iterator[ResultRow]:
    reader = csv.reader(io.StringIO(readable(data.decode("utf-8"))), strict=True)
    if tuple(next(reader, ())) != COLUMNS:
        raise ValueError(f"the first line does not name the columns of {RESULTS}")
    at = COLUMNS.index("value")
    for cells in reader:
        if len(cells) != len(COLUMNS):
            got = f"line {reader.line_num} has {len(cells)} cells, not {len(COLUMNS)}"
            raise ValueError(got)
        yield ResultRow._make((*cells[:at], _number(cells[at]), *cells[at + 1 :]))


def _number(cell: str) -> float | None:
    with suppress(ValueError):
        if not cell:
            return None
        if abs(number := float(cell)) <= MOST:
            return number
    raise ValueError(f"{shown(cell)} is no number of a result")


def _side(record: RecordOf1, file: str) -> Side:
    now = record.scenario if isinstance(record, Record) else None
    return Side(
        name=Path(record.scenario.file).stem,
        file=file,
        sha256=record.scenario.sha256,
        factors=record.library.factor_set,
        comparator=record.library.comparator,
        currency=now.currency if now else "",
        price_year=now.price_year if now else None,
        is_earlier=True,
        version=record.version,
        commit=record.commit,
        library=record.library.sha256,
    )


def _given(value: ValueOf1) -> Given:
    return Given(
        value.value,
        value.unit,
        kind="",
        text=value.as_written,
        low=value.low,
        high=value.high,
        source=value.source,
        locator=value.locator,
        evidence=value.evidence,
        note=value.note,
        price_year=value.price_year,
        id=value.id,
        origin=value.origin,
        inherited_from=value.inherited_from,
        newer=value.newer_than_the_case,
        line=value.line or 0,
        written_year=value.written_in_prices_of,
    )


def _years(record: RecordOf1) -> Iterator[tuple[int, OfYear]]:
    """Yield what was taken in each year."""
    if not isinstance(record, Record):
        return
    held: dict[int, dict[str, Held]] = {}
    every: tuple[Value | DerivedValue, ...] = (*record.values, *record.derived)
    for one in every:
        value = _held(one)
        for years, places in one.fills.items():
            for year in years:
                held.setdefault(year, {}).update(dict.fromkeys(places, value))
    law = {year: taken for years, taken in record.law.items() for year in years}
    for year in sorted(held):
        yield year, OfYear(held[year], law.get(year, {}))


def _held(one: Value | DerivedValue) -> Held:
    if isinstance(one, DerivedValue):
        return Held(one.id, one.value, one.unit, "library", "derived", one.note, 0)
    base = one.id.removesuffix(f":{one.years}") if one.years else one.id
    return held_as(_given(one), base)
