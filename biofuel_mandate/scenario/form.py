"""Stage 1 of reading: unknown keys, types and units of every part, all faults at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError, create_model
from pydantic.fields import FieldInfo

from biofuel_mandate.errors import Fault
from biofuel_mandate.quantities import suggest
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.reading import Document
from biofuel_mandate.scenario.schema import Part, ScenarioFile
from biofuel_mandate.scenario.wording import dotted

Path = tuple[str | int, ...]

# Parts that can be wrong on their own: what is named in them is dropped, the rest is checked.
_NAMED_PARTS = ("cases", "rules", "biofuels", "overrides")


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
        Without the parts that have faults: those fields are None, those entries absent.
    whole : bool
        Whether nothing had to be left out.
    faults : list of Fault
    """
    try:
        return ScenarioFile.model_validate(document.data), True, []
    except ValidationError as error:
        faults = [fault for detail in error.errors() for fault in _faults(detail, document, name)]
        bad = {_part(detail["loc"]) for detail in error.errors()}
    return _without(document.data, bad), False, faults


def _part(location: Path) -> Path:
    if location[0] in _NAMED_PARTS or (
        location[0] == "market" and location[1:2] and location[1] in POOLS
    ):
        return location[:2]
    return location[:1]


def _without(data: Mapping[str, object], bad: set[Path]) -> ScenarioFile:
    """Read what is left when the faulty parts are taken out."""
    kept = {key: value for key, value in data.items() if (key,) not in bad}
    for parent, *child in bad:
        inside = kept.get(str(parent))
        if child and isinstance(inside, dict):
            kept[str(parent)] = {key: value for key, value in inside.items() if key != child[0]}
    fields: dict[str, Any] = {}
    for key, field in ScenarioFile.model_fields.items():
        annotation: Any = field.annotation
        fields[key] = (
            (annotation | None, FieldInfo(default=None))
            if field.is_required()
            else (annotation, field)
        )
    partial = create_model("PartialScenario", __base__=Part, **fields)
    try:
        return partial.model_validate(kept)  # type: ignore[return-value]
    except ValidationError:
        # An emptied part, such as cases without any left, is a fault only because of the others.
        emptied = {key: value for key, value in kept.items() if value != {}}
        return partial.model_validate(emptied)  # type: ignore[return-value]


def _faults(detail: Any, document: Document, file: str) -> list[Fault]:
    location = _in_data(detail["loc"], document.data)
    if detail["type"] == "faults":
        return [
            _fault(document, file, (*location, *within), got, do)
            for got, do, within in detail["ctx"]["faults"]
        ]
    got, do = _wording(detail, location)
    return [_fault(document, file, location, got, do)]


def _fault(document: Document, file: str, path: Path, got: str, do: str) -> Fault:
    return Fault(got, do, dotted(path), document.line(path), file)


def _in_data(location: Path, data: object) -> Path:
    """Drop from a location what stands for a branch of a union, not for a place in the file."""
    path: list[str | int] = []
    for position, step in enumerate(location):
        last = position == len(location) - 1
        inside = isinstance(data, dict) and step in data
        inside = inside or (isinstance(data, list) and isinstance(step, int))
        if inside:
            data = data[step]  # type: ignore[index]
            path.append(step)
        elif last and isinstance(data, dict):
            path.append(step)
    return tuple(step for step in path if step != "[key]")


def _wording(detail: Any, location: Path) -> tuple[str, str]:
    """Say what was found and what to do, for one error of the schema."""
    kind, got = detail["type"], _shown(detail["input"])
    key = str(location[-1]) if location else ""
    model = _model_at(location[:-1])
    if kind == "extra_forbidden":
        return f'unknown key "{key}"', _where_it_belongs(key, location, model)
    if kind == "missing":
        what = model.model_fields[key].description if model else ""
        return f"{key} is missing", f'Add "{key}:". {what}'
    if kind == "literal_error":
        expected = detail["ctx"]["expected"].replace(" or ", ", ").split(", ")
        known = tuple(word.strip("'") for word in expected)
        return f"{got} is not known here", suggest(str(detail["input"]), known)
    if kind == "string_pattern_mismatch":
        return _pattern_wording(got, location)
    forms = {
        "too_short": ("nothing is listed here", "List at least one, or leave the key out."),
        "string_too_short": ("nothing is written here", "Write text, or leave the key out."),
        "greater_than_equal": (f"{got} is out of range", "Write a year from 1990 to 2100."),
        "less_than_equal": (f"{got} is out of range", "Write a year from 1990 to 2100."),
    }
    return forms.get(kind) or (f"{got} does not belong here", _expected(kind, model, key))


def _pattern_wording(got: object, location: Path) -> tuple[str, str]:
    if location and location[0] == "currency":
        return (
            f"{_shown(got)} is not a currency code",
            'Write three capital letters, such as "NOK".',
        )
    do = "Use letters, digits, spaces, - and _, at most 40, and start with a letter or digit."
    return f"{got} cannot be a case's name", do


def _expected(kind: str, model: type[BaseModel] | None, key: str) -> str:
    forms = {
        "string_type": "Write text.",
        "int_type": "Write a whole number.",
        "list_type": "Write a list: [a, b].",
        "dict_type": "Write keys and values, indented under it.",
        "model_type": "Write keys and values, indented under it.",
    }
    field = model.model_fields.get(key) if model else None
    form = forms.get(kind, "")
    return " ".join(part for part in (form, field.description if field else "") if part)


def _where_it_belongs(key: str, location: Path, model: type[BaseModel] | None) -> str:
    known = tuple(model.model_fields) if model else ()
    here = suggest(key, known)
    if here.startswith("Did you mean"):
        return here
    places = [path for path, fields in _all_models() if key in fields]
    if places:
        place = " or ".join(path or "the top of the file" for path in places[:3])
        return f'"{key}" belongs in {place}; check the indentation.'
    everywhere = {field: path for path, fields in _all_models() for field in fields}
    there = suggest(key, tuple(everywhere))
    if there.startswith("Did you mean"):
        meant = there.split('"')[1]
        return f'Did you mean "{meant}", in {everywhere[meant] or "the top of the file"}?'
    return here


def _all_models() -> list[tuple[str, tuple[str, ...]]]:
    found: list[tuple[str, tuple[str, ...]]] = []
    waiting: list[tuple[str, type[BaseModel]]] = [("", ScenarioFile)]
    while waiting:
        path, model = waiting.pop(0)
        found.append((path, tuple(model.model_fields)))
        for name, field in model.model_fields.items():
            inner, named = _inner_model(field.annotation)
            if inner is not None:
                step = f"{name}.<name>" if named else name
                waiting.append((f"{path}.{step}".removeprefix("."), inner))
    return found


def _inner_model(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """Return the model inside an annotation, and whether it stands under names of its own."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    named = getattr(annotation, "__origin__", None) is dict
    for inner in get_args(annotation):
        model, _ = _inner_model(inner)
        if model is not None:
            return model, named
    return None, False


def _model_at(location: Path) -> type[BaseModel] | None:
    model: type[BaseModel] | None = ScenarioFile
    named = False
    for step in location:
        if named:
            named = False
            continue
        if model is None or step not in model.model_fields:
            return None
        model, named = _inner_model(model.model_fields[str(step)].annotation)
    return model if not named else None


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else f"{value}"
