"""The words for what is wrong with a part's form: what was found, and what to do."""

from __future__ import annotations

from typing import Any

from biofuel_mandate.scenario.keys import Path, field_at, model_at
from biofuel_mandate.words import NOTHING, one_of, printable, shown, suggest

_UNDER = "Write keys and values, indented under it."
_FORMS = {
    "string_type": "Write text.",
    "string_too_short": "Write text.",
    "int_type": "Write a whole number, without quotes.",
    "list_type": "Write a list: [a, b].",
    "dict_type": _UNDER,
    "model_type": _UNDER,
}
_EMPTY = {
    "no_language": ("no words are given", 'Write them under "nb:", "nn:" or "en:".'),
    "too_short": ("nothing is listed here", "List at least one."),
}
_YEARS = "Write a year from 1990 to 2100."
_NAME = "Use letters, digits, spaces, - and _, at most 40, and start with a letter or digit."
_OF_PATTERN = ("string_pattern_mismatch", "string_too_long")
_ONE_LINE = "Write one line of at most 60 characters, without spaces at its ends."


def in_file(location: Path) -> Path:
    """Return the place in the file that an error of the schema is about."""
    return location[:-1] if location[-1] == "[key]" else location


def wording(detail: Any, location: Path) -> tuple[str, str]:
    """Say what was found and what to do, for one error of the schema."""
    kind, data = detail["type"], detail["input"]
    if kind == "missing":
        return _missing(location)
    if detail["loc"][-1] == "[key]":
        got = f"{shown(data)} cannot be a name" if data else "nothing stands before the colon"
        return got, _NAME if kind in _OF_PATTERN else _ONE_LINE
    if kind == "literal_error":
        return _of_other_words(detail["ctx"]["expected"], data)
    if kind in _EMPTY:
        got, do = _EMPTY[kind]
        return got, _or_leave_out(do, location)
    forms = {
        "string_pattern_mismatch": ("not a currency code", 'Write three capitals, such as "NOK".'),
        "not_plain": ("not plain text", "Delete the invisible characters."),
        "greater_than_equal": ("out of range", _YEARS),
        "less_than_equal": ("out of range", _YEARS),
    }
    if kind in forms:
        return f"{shown(data)} is {forms[kind][0]}", forms[kind][1]
    return _of_another_form(kind, data, location)


def _missing(location: Path) -> tuple[str, str]:
    key = str(location[-1])
    field = field_at(location)
    what = field.description if field and field.description else ""
    return f"{key} is missing", f'Add "{key}:". {what}'.rstrip()


def _of_other_words(expected: str, data: object) -> tuple[str, str]:
    known = tuple(word.strip("'") for word in expected.replace(" or ", ", ").split(", "))
    if data is NOTHING:
        return "nothing is written here", f"Write {one_of(known)}."
    return f"{shown(data)} is not known here", suggest(str(data), known)


def _of_another_form(kind: str, data: object, location: Path) -> tuple[str, str]:
    form = _FORMS.get(kind, "")
    model, field = model_at(location), field_at(location)
    if model is not None and form == _UNDER:
        own = [key for key in model.__annotations__ if key in model.model_fields]
        form = f'Write keys and values, such as "{own[0]}:", indented under it.'
    elif isinstance(data, int | float) and form == "Write text.":
        form = f'Put it in quotes: "{shown(data)}".'
    if data is NOTHING or (isinstance(data, str) and not data.strip()):
        return "nothing is written here", _or_leave_out(form, location)
    what = field.description if field is not None and field.description else ""
    return f"{shown(data)} does not belong here", f"{form} {what}".strip()


def _or_leave_out(form: str, location: Path) -> str:
    field = field_at(location)
    if field is not None and field.is_required():
        return f"{form} {field.description or ''}".strip()
    if isinstance(location[-1], int):
        return form
    return f"{form} Or leave {printable(location[-1])} out.".strip()
