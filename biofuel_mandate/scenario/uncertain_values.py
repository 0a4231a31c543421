"""Distributions attached to the values that they are of: by id, by range, or from a file."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from biofuel_mandate.distribution_forms import parse_distribution
from biofuel_mandate.distributions import Distribution
from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.library import Bound
from biofuel_mandate.quantities import (
    EVIDENCE,
    Given,
    QuantityError,
    kind_of,
    parse_quantity,
    unknown_key,
    unknown_word,
)
from biofuel_mandate.scenario.reading import Document
from biofuel_mandate.scenario.schema import ScenarioFile
from biofuel_mandate.scenario.uncertain_schema import Uncertainty
from biofuel_mandate.scenario.wording import dotted
from biofuel_mandate.words import shown, suggest

if TYPE_CHECKING:
    from biofuel_mandate.scenario.load import Scenario

Table = Mapping[str, Mapping[tuple[str, ...], Bound]]

_KEYS = ("distribution", "low", "high", "source", "locator", "evidence", "note")
# A file of samples larger than this is read by no one's eye, and slowly by this reader.
_MOST_BYTES = 20_000_000
_FEWEST_ROWS = 10


def with_distributions(table: Table, file: ScenarioFile, document: Document, path: Path) -> Table:
    """Return what names are bound to, each value with the distribution that the scenario gives it.

    Parameters
    ----------
    table : mapping of name to scope to bound
    file : ScenarioFile
    document : Document
        For the lines of faults.
    path : Path
        Of the scenario; files of samples are found from its folder.

    Raises
    ------
    ScenarioError
        With every fault of a distribution, or of a file of samples.
    """
    asked = file.uncertainty or Uncertainty()
    values = [bound for scopes in table.values() for bound in scopes.values()]
    drawn = any(isinstance(one, Given) and one.distribution for one in values)
    if not (drawn or asked.inputs or asked.ranges):
        return table
    giver = _Giver(asked, document, path)
    found = {
        name: {scope: giver.given(bound) for scope, bound in scopes.items()}
        for name, scopes in table.items()
    }
    if giver.faults:
        raise ScenarioError(list(giver.faults.values()))
    return found


@dataclass
class _Giver:
    asked: Uncertainty
    document: Document
    path: Path
    faults: dict[str, Fault] = field(default_factory=dict)

    def given(self, bound: Bound) -> Bound:
        """Return a value with its distribution."""
        if not isinstance(bound, Given):
            return bound
        place: tuple[str, ...] = tuple(bound.id.split("."))
        try:
            if bound.id in self.asked.inputs:
                place = ("uncertainty", "inputs", bound.id)
                bound = _by_id(bound, self.asked.inputs[bound.id], self.asked)
            elif self.asked.ranges and bound.distribution is None:
                bound = _by_range(bound, self.asked.ranges)
            if bound.distribution and bound.distribution.column:
                bound = replace(bound, distribution=self._samples(bound, bound.distribution))
        except ExceptionGroup as group:
            for error in group.exceptions:
                if isinstance(error, QuantityError):
                    self._fault(bound.id, (*place, *error.within), error)
        except QuantityError as error:
            self._fault(bound.id, (*place, *error.within), error)
        return bound

    def _fault(self, id_: str, place: tuple[str, ...], error: QuantityError) -> None:
        line = self.document.line(place)
        told = Fault(error.got, error.do, dotted(place), line, str(self.path))
        self.faults.setdefault(f"{id_} {error.got}", told)

    def _samples(self, given: Given, drawn: Distribution) -> Distribution:
        """Return samples with their values, read from the file beside the scenario."""
        place = self.path.parent / drawn.stream
        try:
            stamp = place.stat()
            content = _content(str(place), stamp.st_mtime_ns, stamp.st_size)
        except OSError as error:
            got = f"the file {drawn.stream} cannot be read ({error.strerror or error})"
            raise QuantityError(got, "Give its path from the scenario's folder.") from None
        values = tuple(value * drawn.ratio for value in _column(content, drawn, given))
        stream = hashlib.sha256(content).hexdigest()
        return replace(drawn, values=values, stream=stream, column=())


@lru_cache(maxsize=8)
def _content(path: str, changed: int, size: int) -> bytes:
    """Return what a file holds; read again where it was changed."""
    if size > _MOST_BYTES:
        got = f"the file is larger than {_MOST_BYTES // 1_000_000} MB"
        raise QuantityError(got, "Give fewer samples: 100,000 of an input say all there is.")
    return Path(path).read_bytes()


def _column(content: bytes, drawn: Distribution, given: Given) -> Iterator[float]:
    """Yield the values of one column."""
    column, unit = drawn.column
    try:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        heads = next(rows, [])
        table = [row for row in rows if row]
    except (UnicodeDecodeError, csv.Error) as error:
        got = f"{drawn.stream} is not a CSV file in UTF-8 ({error})"
        raise QuantityError(got, "Save it as CSV, with commas between columns.") from None
    if column not in heads:
        got = f"{drawn.stream} has no column {shown(column)}"
        raise QuantityError(got, suggest(column, tuple(heads)))
    if len(table) < _FEWEST_ROWS:
        got = f"{drawn.stream} has {len(table)} rows"
        raise QuantityError(got, f"Give {_FEWEST_ROWS} samples or more.")
    at = heads.index(column)
    for number, row in enumerate(table, 2):
        cell = row[at].strip() if at < len(row) else ""
        try:
            found = parse_quantity(f"{cell} {unit}" if unit != "1" else cell, kind_of(given))
        except QuantityError as error:
            raise QuantityError(f"{drawn.stream}, row {number}: {error.got}", error.do) from None
        if found.unit != given.unit:
            got = f"{drawn.stream} is in {found.unit}, and the value in {given.unit}"
            raise QuantityError(got, "Give samples in the unit of the value.")
        yield found.value


def with_ranges(scenario: Scenario, word: str) -> Scenario:
    """Return a scenario whose values with low and high, and no distribution, are drawn between.

    Parameters
    ----------
    scenario : Scenario
    word : str
        ``uniform`` or ``triangular``.
    """

    def table(known: Table) -> Table:
        return {
            name: {
                scope: _by_range(bound, word)
                if isinstance(bound, Given) and bound.distribution is None
                else bound
                for scope, bound in scopes.items()
            }
            for name, scopes in known.items()
        }

    return scenario.with_tables(table)


def _by_range(given: Given, word: str) -> Given:
    """Return a value that gives low and high as drawn between them; another as it is."""
    if given.low is None or given.high is None or given.low == given.high:
        return given
    drawn = Distribution(word, given.value, given.low, given.high, text=word)
    return replace(given, distribution=drawn)


def _by_id(given: Given, data: object, asked: Uncertainty) -> Given:
    """Return a value with the distribution that stands under its id.

    Raises
    ------
    ExceptionGroup of QuantityError
    """
    errors: list[QuantityError] = []
    if given.distribution is not None and given.origin != "library":
        got = "the value gives a distribution where it stands, too"
        errors.append(QuantityError(got, "Keep one of the two."))
    if not isinstance(data, dict):
        data = {"distribution": data}
    errors += [unknown_key(key, _KEYS, (str(key),)) for key in data if key not in _KEYS]
    # Money is written as the value is, in the prices of the same year.
    ratio = given.level_ratio
    written = {"value": given.value, "low": given.low, "high": given.high}
    numbers = {
        end: replace(given, value=number / ratio)
        for end, number in written.items()
        if number is not None
    }
    for end in ("low", "high"):
        if end in data:
            try:
                numbers[end] = _of_unit(data[end], given)
            except QuantityError as error:
                errors.append(QuantityError(error.got, error.do, (end,)))
    errors += _wrong_order(numbers, given)
    errors += _said(data)
    if errors:
        raise ExceptionGroup("input", errors)
    held = {name: number.value for name, number in numbers.items()}
    try:
        drawn = parse_distribution(data.get("distribution"), kind_of(given), held, given.unit)
    except QuantityError as error:
        raise ExceptionGroup("input", [error]) from None
    source, evidence = data.get("source", asked.source), data.get("evidence", asked.evidence)
    drawn = replace(
        drawn.scaled(ratio), source=str(source or ""), evidence=str(evidence or "unverified")
    )
    low, high = (held[end] * ratio if end in held else None for end in ("low", "high"))
    return replace(given, low=low, high=high, distribution=drawn)


def _of_unit(data: object, given: Given) -> Given:
    found = parse_quantity(data, kind_of(given))
    if found.unit != given.unit:
        got = f"{shown(data)} is not in {given.unit}, as the value is"
        raise QuantityError(got, "Write both in one unit.")
    return found


def _wrong_order(numbers: Mapping[str, Given], given: Given) -> Iterator[QuantityError]:
    for end, is_wrong in (("low", float.__gt__), ("high", float.__lt__)):
        if end in numbers and is_wrong(numbers[end].value, numbers["value"].value):
            side = "above" if end == "low" else "below"
            got = f"{end} ({numbers[end].text}) is {side} the value ({given.text})"
            yield QuantityError(got, "Write low below the value, and high above it.", (end,))


def _said(data: Mapping[str, object]) -> Iterator[QuantityError]:
    for name in ("source", "locator", "note"):
        text = data.get(name, "x")
        if not (isinstance(text, str) and text.strip()):
            yield QuantityError(f"{shown(text)} is not text", "Write text.", (name,))
    if data.get("evidence", "published") not in EVIDENCE:
        yield unknown_word(data["evidence"], EVIDENCE, ("evidence",))
