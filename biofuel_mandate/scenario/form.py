"""Stage 1 of reading: unknown keys, types and units of every part, all faults at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from functools import cache
from itertools import takewhile
from typing import Annotated, Any, cast

from pydantic import ValidationError, create_model
from pydantic.fields import FieldInfo

from biofuel_mandate.errors import Fault
from biofuel_mandate.scenario.form_words import in_file, wording
from biofuel_mandate.scenario.keys import Path, can_do_without, field_at, model_at, place_of
from biofuel_mandate.scenario.market_schema import Market
from biofuel_mandate.scenario.parts import Part
from biofuel_mandate.scenario.reading import Document
from biofuel_mandate.scenario.schema import ScenarioFile
from biofuel_mandate.scenario.wording import dotted
from biofuel_mandate.words import NOTHING, printable, shown

# Wording a fault compares words; a file with more faults than this has some other trouble.
MOST_FAULTS = 100


def check_form(document: Document, name: str) -> tuple[ScenarioFile, bool, list[Fault]]:
    """Check a document against the schema.

    Parameters
    ----------
    document : Document
    name : str
        The file as the user named it.

    Returns
    -------
    scenario : ScenarioFile
        Without the parts that have faults: required fields are None, the rest is absent.
    whole : bool
        Whether nothing had to be left out.
    faults : list of Fault
    """
    data = _with_nothing(document.data)
    faults = _Faults(document, name)
    faults.split_by_commas(document.data, ())
    try:
        whole = ScenarioFile.model_validate(data)
        if not faults.listed:
            return whole, True, []
        details = []
    except ValidationError as error:
        details = list(error.errors())
    faults.note(details)
    faulty = {in_file(detail["loc"]) for detail in details}
    return _without(data, faulty | faults.spoilt), False, faults.listed


class _Faults:
    """Puts the errors of the schema in words, each once, and none that another one causes."""

    def __init__(self, document: Document, file: str) -> None:
        self.document, self.file = document, file
        self.listed: list[Fault] = []
        self.spoilt: set[Path] = set()
        self.meant: set[object] = set()

    def add(self, path: Path, got: str, do: str) -> None:
        if path not in self.spoilt:
            self.listed.append(Fault(got, do, dotted(path), self.document.line(path), self.file))

    def split_by_commas(self, data: object, path: Path) -> None:
        """Find ``{ethanol: 5,5 %}``, which YAML reads as 5 and a key ``5 %`` with no value."""
        items = list(_items(data))
        takes_list = isinstance(data, list) and _takes_list(path)
        for number, (key, value) in enumerate(items):
            here, after = (*path, key), items[number + 1 :]
            if isinstance(value, dict | list):
                self.split_by_commas(value, here)
            elif takes_list and after:
                self._split_in_list(here, value, after[0])
            elif isinstance(data, dict) and value is not None:
                rest = takewhile(lambda item: item[1] is None, after)
                self._split(here, value, [str(name) for name, _ in rest])

    def _split(self, here: Path, value: object, names: Sequence[str]) -> None:
        line = self.document.line
        names = [name for name in names if line((*here[:-1], name)) == line(here)]
        if not names or isinstance(value, bool):
            return
        is_number = re.fullmatch(r"[-+]?[\d .']+", str(value))
        if is_number and re.match("[0-9]", names[0]):
            fault = _split_number(value, names)
        elif isinstance(value, str) and not re.fullmatch(r"[\w-]+", names[0]):
            got = f"the comma before {shown(names[0])} ends the text"
            fault = got, "Put text that holds a comma in quotes."
        else:
            return
        self.add(here, *fault)
        self.spoilt |= {here, *((*here[:-1], name) for name in names)}

    def _split_in_list(self, here: Path, value: object, after: tuple[str | int, object]) -> None:
        """Find ``[35,5 %]``, which may be 35.5 % or want a unit for 35."""
        place = (*here[:-1], after[0])
        amount = re.fullmatch(r"[0-9]+ *([^\d.\s].*)", str(after[1]))
        beside = self.document.line(place) == self.document.line(here)
        if type(value) is int and amount and beside and here not in self.spoilt:
            got = f"the comma makes two values, {shown(value)} and {shown(after[1])}"
            two = printable(f"{value} {amount[1]}, {after[1]}")
            self.add(here, got, f'Write "{printable(f"{value}.{after[1]}")}" for one, or "{two}".')
            self.spoilt |= {here, place}

    def note(self, details: Sequence[Any]) -> None:
        """Note the errors of the schema."""
        found = [(in_file(detail["loc"]), detail) for detail in details]
        found.sort(key=lambda one: self.document.line(one[0]))
        unknown = [one for one in found if one[1]["type"] == "extra_forbidden"]
        for location, detail in unknown[:MOST_FAULTS]:
            do, key, model = place_of(str(location[-1]), location, detail["input"])
            self.meant |= {(model, key), (*location[:-1], key)}
            self.add(location, f'unknown key "{printable(str(location[-1]))}"', do)
        others = [one for one in found if one[1]["type"] != "extra_forbidden"]
        for location, detail in others[:MOST_FAULTS]:
            self._note(location, detail)
        left = [*unknown[MOST_FAULTS:], *others[MOST_FAULTS:]]
        if left:
            line = min(self.document.line(location) for location, _ in left)
            got = f"{len(left)} more faults from here on"
            self.listed.append(Fault(got, "Mend the others first.", line=line, file=self.file))

    def _note(self, location: Path, detail: Any) -> None:
        if detail["type"] == "faults":
            if detail["input"] is NOTHING and location in self.meant:
                return
            for got, do, within in detail["ctx"]["faults"][:MOST_FAULTS]:
                self.add((*location, *within), got, do)
        elif detail["type"] != "missing" or not self._accounted_for(location):
            self.add(location, *wording(detail, location))

    def _accounted_for(self, location: Path) -> bool:
        """Tell whether a missing key is there, but refused or under another name."""
        there = location in self.document.lines
        return there or bool({(model_at(location[:-1]), location[-1]), location} & self.meant)


def _items(data: object) -> Iterable[tuple[str | int, object]]:
    if isinstance(data, dict):
        return data.items()
    return enumerate(data) if isinstance(data, list) else ()


def _split_number(value: object, names: Sequence[str]) -> tuple[str, str]:
    """Say how to write a number that commas split into a value and keys."""
    if isinstance(value, float):
        # Such as 2.175,00: how the first part was written is not known any more.
        got = f"the comma before {shown(names[0])} splits the number"
        return got, "Write the number with a decimal point and no other mark."
    written = printable(",".join((str(value), *names)))
    digits = re.sub("[ .'+]", "", str(value))
    whole = printable("".join((digits, *names)))
    if len(names) > 1 or "." in names[0]:
        return f'"{written}" has a comma in the number', f'Write "{whole}".'
    do = f'Write "{printable(f"{digits}.{names[0]}")}"'
    if re.fullmatch("-?[1-9][0-9]{0,2}", digits) and re.match("[0-9]{3}(?![0-9 ]*%)", names[0]):
        do += f', or "{whole}" if that is meant'
    return f'"{written}" has a decimal comma', f"{do}."


def _takes_list(path: Path) -> bool:
    field = field_at(path)
    return field is not None and getattr(field.annotation, "__origin__", None) is list


def _with_nothing(data: Any) -> Any:
    """Put in place of every null what no field takes: a key without a value is a slip."""
    if isinstance(data, dict):
        return {key: _with_nothing(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_with_nothing(value) for value in data]
    return NOTHING if data is None else data


@cache
def _partial() -> type[Part]:
    """Return the schema with every field of the file and of its market optional."""
    market = create_model("PartialMarket", __base__=Market, **_optional(Market))
    fields = _optional(ScenarioFile)
    fields["market"] = (market | None, None)
    return create_model("PartialScenario", __base__=Part, **fields)


def _optional(model: type[Part]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, field in model.model_fields.items():
        if not field.is_required():
            fields[key] = (_annotated(field), field)
        else:
            fields[key] = (_annotated(field) | None, FieldInfo(default=None))
    return fields


def _annotated(field: FieldInfo) -> Any:
    annotation: Any = field.annotation
    return Annotated[(annotation, *field.metadata)] if field.metadata else annotation


def _without(data: Any, faulty: Set[Path]) -> ScenarioFile:
    """Read what is left when the smallest parts that hold the faults are taken out."""
    # The same fields, each of which may be absent: read as a scenario with parts left out.
    partial = _partial()
    for smallest in (True, True, True, False):
        data = _taken_out(data, {_part(place) if smallest else place[:1] for place in faulty})
        try:
            return cast("ScenarioFile", partial.model_validate(data))
        except ValidationError as error:
            # Such as cases without any left: a fault only because of the others.
            faulty = {in_file(detail["loc"]) for detail in error.errors()}
    return cast("ScenarioFile", partial())


def _part(location: Path) -> Path:
    """Return the smallest part around a fault that the rest can be checked without."""
    lengths = range(len(location), 1, -1)
    return next((location[:n] for n in lengths if can_do_without(location[:n])), location[:1])


def _taken_out(data: Any, places: Set[Path], path: Path = ()) -> Any:
    if not isinstance(data, dict):
        return data
    kept = ((key, value, (*path, key)) for key, value in data.items())
    return {key: _taken_out(value, places, here) for key, value, here in kept if here not in places}
