"""The form of provenance.json, checked before anything in it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
)

from biofuel_mandate.errors import Fault, ReportError
from biofuel_mandate.provenance import SCHEMA_VERSION
from biofuel_mandate.scenario.characters import REFUSED
from biofuel_mandate.scenario.difference import Tree
from biofuel_mandate.scenario.timeline import EARLIEST, LATEST
from biofuel_mandate.scenario.wording import dotted
from biofuel_mandate.words import listed_years, shown

PACKAGE = "biofuel_mandate"
# What a scenario file may not hold either, but for the ends of lines.
_UNSEEN = re.compile(rf"(?!\n){REFUSED.pattern}")
_RUN = re.compile(r"(\d{4})(?: to (\d{4}))?")
_AGAIN = 'Take the file as "run" wrote it, or run that version of the scenario again.'
_WANTED = {
    "string_type": "text",
    "float_type": "a number",
    "finite_number": "a finite number",
    "less_than_equal": "a number of a run",
    "greater_than_equal": "a number of a run",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "model_type": "an object",
    "dict_type": "an object",
    "tuple_type": "a list",
}


def years_in(text: object) -> tuple[int, ...]:
    """Return the years that a text lists, as `listed_years` writes them.

    Raises
    ------
    ValueError
        When it does not list years so.

    Examples
    --------
    >>> years_in("2010 to 2012 and 2015")
    (2010, 2011, 2012, 2015)
    """
    runs = [(int(one), int(other or one)) for one, other in _RUN.findall(str(text)[:1000])]
    if all(EARLIEST <= first <= last <= LATEST for first, last in runs):
        years = tuple(year for first, last in runs for year in range(first, last + 1))
        if years and listed_years(years) == text:
            return years
    raise ValueError(f"{shown(text)} does not list years")


def readable(text: str) -> str:
    r"""Return text in which what cannot be seen, such as a command to a terminal, is spelt out.

    Examples
    --------
    >>> print(readable("a\x1b[31m"))
    a\x1b[31m
    """
    return _UNSEEN.sub(lambda sign: repr(sign[0])[1:-1], text)


def _tree(part: object) -> str | Tree:
    if isinstance(part, str):
        return readable(part)
    if not isinstance(part, dict):
        raise ValueError(f"{shown(part)} is not text")
    return {readable(key): _tree(inner) for key, inner in part.items()}


# Beyond this no number of a run is, nor could be shown.
MOST = 1e24
_Whole = Annotated[int, Field(ge=0, le=10**9)]
_Number = Annotated[float, Field(ge=-MOST, le=MOST)]
Word = Annotated[str, AfterValidator(readable)]
_Evidence = Literal["", "published", "secondary", "derived", "unverified"]
_Origin = Literal["scenario", "override", "library", "model"]
Years = Annotated[tuple[int, ...], PlainValidator(years_in)]
_Part = Annotated[Any, AfterValidator(_tree)]


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)


class ScenarioOf1(_Form):
    """Which scenario file was run."""

    file: Word
    sha256: Word


class Scenario(ScenarioOf1):
    """Which scenario file was run, and what it said."""

    currency: Word
    price_year: _Whole
    text: str


class LibraryOf(_Form):
    """What of the library was used."""

    sha256: Word
    factor_set: Word
    comparator: Word


class ValueOf1(_Form):
    """A given value."""

    id: Word
    value: _Number
    unit: Word
    as_written: Word
    price_year: _Whole | None
    written_in_prices_of: _Whole | None
    low: _Number | None
    high: _Number | None
    source: Word
    locator: Word
    evidence: _Evidence
    origin: _Origin
    inherited_from: Word
    newer_than_the_case: bool
    note: Word
    line: _Whole | None


class Value(ValueOf1):
    """A given value, the years that its id ends with, and the places that it fills by year."""

    years: Word | None
    fills: dict[Years, tuple[Word, ...]]


class DerivedValue(_Form):
    """A value that the library derives from others."""

    id: Word
    value: _Number
    unit: Word
    note: Word
    fills: dict[Years, tuple[Word, ...]]


class Results(_Form):
    """Which results.csv was written beside it."""

    sha256: Word


class RecordOf1(_Form):
    """A provenance.json of schema_version 1."""

    version: Word
    commit: Word | None
    scenario: ScenarioOf1
    library: LibraryOf
    values: tuple[ValueOf1, ...]


class Record(RecordOf1):
    """A provenance.json of today."""

    scenario: Scenario
    values: tuple[Value, ...]
    derived: tuple[DerivedValue, ...]
    law: dict[Years, dict[Word, dict[Word, _Part]]]
    results: Results


class Manifest(_Form):
    """The manifest.json of a folder: who wrote it, and the hashes of its files."""

    written_by: str
    files: Mapping[str, str]


class _Head(_Form):
    package: Any = None
    schema_version: Any = None


_Any = TypeVar("_Any", bound=_Form)


def read_record(data: bytes, file: str) -> RecordOf1:
    """Check the form of a provenance.json.

    Parameters
    ----------
    data : bytes
    file : str
        Name that a fault carries.

    Returns
    -------
    RecordOf1
        A `Record` unless it is of schema_version 1.

    Raises
    ------
    ReportError
        When it is of another form, or of a newer version: one fault.
    """
    head = read_form(_Head, data, file, _AGAIN)
    version = head.schema_version
    if head.package != PACKAGE:
        do = 'Name the provenance.json that "run" wrote, or its folder; a scenario is a YAML file.'
        raise ReportError([Fault("this is no provenance.json of biofuel-mandate", do, file=file)])
    if type(version) is not int or version < 1:
        got = f"{shown(version)} is no version"
        raise ReportError([Fault(got, _AGAIN, "schema_version", file=file)])
    if version > SCHEMA_VERSION:
        got = f"version {shown(version)} is newer than this program, which reads up to version "
        do = "Install a newer biofuel-mandate, or run that version of the scenario with this one."
        raise ReportError([Fault(f"{got}{SCHEMA_VERSION}", do, "schema_version", file=file)])
    return read_form(RecordOf1 if version == 1 else Record, data, file, _AGAIN)


def read_form(form: type[_Any], data: bytes, file: str, do: str) -> _Any:
    """Read JSON of a form.

    Raises
    ------
    ReportError
        With the first thing that is wrong, and what to do.
    """
    try:
        return form.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    kind, place = first["type"], tuple(part for part in first["loc"] if part != "[key]")
    if kind == "json_invalid":
        line = re.search(r"at line (\d+)", first["msg"])
        fault = Fault("this is not JSON", do, line=int(line[1]) if line else 0, file=file)
    elif kind == "missing":
        fault = Fault("this is missing", do, dotted(place), file=file)
    elif kind == "value_error":
        fault = Fault(str(first["ctx"]["error"]), do, dotted(place), file=file)
    else:
        wanted = _WANTED.get(kind) or first.get("ctx", {}).get("expected", "what belongs here")
        fault = Fault(f"{shown(first['input'])} is not {wanted}", do, dotted(place), file=file)
    raise ReportError([fault])
