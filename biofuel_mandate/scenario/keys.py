"""Which keys the schema has, and where: for checking, and for saying where a key belongs."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.market_schema import Market
from biofuel_mandate.scenario.schema import ScenarioFile
from biofuel_mandate.scenario.text_schema import Texts
from biofuel_mandate.words import nearest, printable, suggest

Path = tuple[str | int, ...]
TOP = "the top of the file"


def model_at(location: Path) -> type[BaseModel] | None:
    """Return the model that stands at a place; None for lists, free names and values."""
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


def field_at(location: Path) -> FieldInfo | None:
    """Return the field that stands at a place."""
    model = model_at(location[:-1]) if location else None
    return model.model_fields.get(str(location[-1])) if model else None


def can_do_without(location: Path) -> bool:
    """Return whether the rest of a scenario can be checked when this place is left out."""
    parent = model_at(location[:-1])
    if parent is not None:
        field = parent.model_fields.get(str(location[-1]))
        return field is None or not field.is_required() or parent in (ScenarioFile, Market)
    around = field_at(location[:-1])
    return around is not None and getattr(around.annotation, "__origin__", None) is dict


@cache
def places() -> tuple[tuple[str, type[BaseModel]], ...]:
    """Return every part of a scenario that has keys: its place and its model."""
    found: list[tuple[str, type[BaseModel]]] = []
    waiting: list[tuple[str, type[BaseModel]]] = [("", ScenarioFile)]
    while waiting:
        path, model = waiting.pop(0)
        found.append((path, model))
        for name, field in model.model_fields.items():
            inner, named = _inner_model(field.annotation)
            if inner is not None:
                step = f"{name}.<name>" if named else name
                waiting.append((f"{path}.{step}".removeprefix("."), inner))
    return tuple(found)


def place_of(key: str, location: Path, value: object) -> tuple[str, str, type[BaseModel] | None]:
    """Say what an unknown key was meant to be.

    Returns
    -------
    do : str
        What to do about it.
    key : str
        The known key that was meant; blank when none is near.
    model : type or None
        The model that the key belongs in.
    """
    here = model_at(location[:-1])
    known = tuple(here.model_fields) if here else ()
    meant = nearest(key, known)
    if meant:
        return f'Did you mean "{meant}"?', meant, here
    if location[0] == "cases" and key in POOLS:
        return f'"{printable(key)}" belongs in fulfil; check the indentation.', "fulfil", here
    # Each key of the texts holds words in languages, as a title elsewhere does.
    part = "" if here is Texts else _part_like(value)
    if part:
        return f'"{printable(key)}" belongs in {part}; check the indentation.', "", None
    fitting = [(path, model) for path, model in places() if key in model.model_fields]
    if fitting:
        listed = " or ".join(path or TOP for path, _ in fitting[:3])
        return f'"{printable(key)}" belongs in {listed}; check the indentation.', key, fitting[0][1]
    everywhere = {name: (path, model) for path, model in places() for name in model.model_fields}
    meant = nearest(key, tuple(everywhere))
    if meant:
        path, model = everywhere[meant]
        return f'Did you mean "{meant}", in {path or TOP}?', meant, model
    return suggest(key, known), "", None


def _part_like(value: object) -> str:
    """Return where a mapping with keys such as these stands under a name of its own."""
    keys = set(value) if isinstance(value, dict) else set()
    for path, model in places():
        if keys and path.endswith(".<name>") and keys <= set(model.model_fields):
            return path.removesuffix(".<name>")
    return ""


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
