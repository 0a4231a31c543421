"""The library to be searched: what a word finds, printed, or as plain data for ``--json``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from biofuel_mandate.errors import BiofuelMandateError, Fault
from biofuel_mandate.languages import LANGUAGES
from biofuel_mandate.library import sources
from biofuel_mandate.library.catalogue import Entry, Value, cited, values
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.library.tables import detail_table, overview_table, value_lines
from biofuel_mandate.report.library.words import Words, source_line, words_of
from biofuel_mandate.report.texts import texts
from biofuel_mandate.words import nearest, shown

if TYPE_CHECKING:
    from rich.console import Console

# Letters that Unicode does not take apart into a plain one and its mark.
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ł": "l"})


class NotInLibraryError(BiofuelMandateError):
    """Nothing in the library has what was asked for."""

    exit_code = 2


def search(text: str) -> tuple[Value, ...]:
    """Return the values that have every word in id, name, fuel, source or note.

    Case and accents do not matter; fuels and quantities have their names in every language. Those
    come first that have every word in their names, and not only in a source or a note.

    Examples
    --------
    >>> [value.id for value in search("HVO Density sweden")]
    ['sweden/hvo.density_kg_per_l', 'sweden/hvo.lhv_mj_per_l']
    """
    asked = fold(text).split()
    found = [value for value in values() if _has_all(asked, " ".join(_texts()[value.id]))]
    return tuple(sorted(found, key=lambda value: not _has_all(asked, _texts()[value.id][0])))


def _has_all(words: Sequence[str], text: str) -> bool:
    """Return whether every word begins one of the text's; one with marks in it may stand inside."""
    begun = re.findall(r"\w+", text.replace("_", " "))
    return all(
        any(one.startswith(word) for one in begun) if word.isalnum() else word in text
        for word in words
    )


def fold(text: str) -> str:
    """Return text without case and accents.

    Examples
    --------
    >>> fold("Miljødirektoratet, arrêté")
    'miljodirektoratet, arrete'
    """
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(char for char in apart if not unicodedata.combining(char))


@cache
def _texts() -> dict[str, tuple[str, str]]:
    """Return by its id what each value is searched in: its names, and what is said of it."""
    return {value.id: (fold(_names(value)), fold(_said(value))) for value in values()}


def _names(value: Value) -> str:
    parts = [value.id, value.topic, value.fuel]
    subjects = {value.fuel, *value.name.split("."), *re.split("[./-]", value.name)}
    for language in LANGUAGES:
        own = texts(f"library.{language}")
        parts.append(own(f"quantity.{value.quantity}"))
        parts.append(words_of(language).label(value))
        parts += [name for fuel, name in own.words["fuel"].items() if fuel in subjects]
    return " ".join(parts)


def _said(value: Value) -> str:
    parts: list[str] = []
    for entry in value.entries:
        parts += [entry.note, entry.since, *entry.evidence]
        if entry.source:
            source = sources()[entry.source]
            parts += [entry.source, str(source["title"]), str(source["publisher"])]
            parts.append(str(entry.raw["source"]["locator"]))
    return " ".join(parts)


def exact(name: str) -> tuple[Value, ...]:
    """Return the values of exactly that id, or of exactly that name in any topic."""
    asked = fold(name.strip())
    return tuple(value for value in values() if asked in (fold(value.id), fold(value.name)))


def find(name: str) -> tuple[Value, ...]:
    """Return the values of exactly that id or name, or else those that a search finds.

    Raises
    ------
    NotInLibraryError
        When there is none; says what was probably meant.
    """
    found = exact(name) or search(name)
    if found:
        return found
    everything = [" ".join(parts) for parts in _texts().values()]
    unknown = [word for word in fold(name).split() if not any(word in text for text in everything)]
    if not unknown:
        raise NotInLibraryError([Fault(f"no value has all of {shown(name)}", "Leave a word out.")])
    known = sorted({word for text in everything for word in re.findall(r"[\w-]{3,}", text)})
    meant = nearest(unknown[0], known)
    do = f'Did you mean "{meant}"?' if meant else 'Run "biofuel-mandate library" for its topics.'
    raise NotInLibraryError([Fault(f"nothing in the library has {shown(unknown[0])}", do)])


def print_library(name: str | None, console: Console, language: str = "en") -> None:
    """Print the topics, or the values that a name finds; a value of that very name whole.

    Raises
    ------
    NotInLibraryError
        When there is none.
    """
    from biofuel_mandate.report.terminal import print_table

    words = words_of(language)
    if not (name or "").strip():
        print_table(overview_table(words), console, words.general)
        return
    assert name is not None
    found = find(name)
    if exact(name):
        for value in found:
            print_table(detail_table(value, words), console, words.general)
    else:
        _print_found(found, console, words)


def _print_found(found: Sequence[Value], console: Console, words: Words) -> None:
    """Print values one under another: a table would leave no room for what they say."""
    from rich.markup import escape
    from rich.padding import Padding

    console.print(f"[bold]{escape(words.own('values_found', count=len(found)))}[/bold]")
    for value in found:
        console.print()
        console.print(f"[bold]{escape(value.id)}[/bold]")
        for amount, *more in value_lines(value, words):
            console.print(Padding(escape(amount), (0, 0, 0, 2)))
            for line in more:
                console.print(Padding(escape(line), (0, 0, 0, 4)), style="dim")
    console.print()
    for source in cited(found):
        console.print(escape(f"{source}: {source_line(source)}"), style="dim")


def to_dict(name: str | None = None) -> dict[str, Any]:
    """Return what ``--json`` prints: the values that a name finds, or all of them.

    Raises
    ------
    NotInLibraryError
        When there is none.
    """
    found = find(name) if (name or "").strip() and name else values()
    return {"values": [_value_dict(value) for value in found]}


def _value_dict(value: Value) -> dict[str, Any]:
    return {
        "id": value.id,
        "topic": value.topic,
        "name": value.name,
        "what": words_of("en").quantity(value),
        "label": value.label,
        "reference": value.is_reference,
        "entries": [_entry_dict(entry) for entry in value.entries],
    }


def _entry_dict(entry: Entry) -> dict[str, Any]:
    raw, given = entry.raw, entry.given
    source = sources().get(entry.source, {})
    return {
        "from": entry.since,
        "to": entry.until,
        **{key: raw.get(key) for key in ("value", "low", "high", "unit", "price_year")},
        "held": None if given is None else _held_dict(given),
        "evidence": list(entry.evidence),
        "source": {
            "id": entry.source,
            **{key: str(source.get(key, "")) for key in ("title", "publisher", "date", "url")},
            "locator": str(raw.get("source", {}).get("locator", "")),
        },
        "formula": entry.formula,
        "equation": entry.equation.number if entry.equation else "",
        "inputs": {
            id_: {"value": one.value, "unit": one.unit} for id_, one in entry.inputs.items()
        },
        "note": entry.note,
    }


def _held_dict(given: Given) -> dict[str, Any]:
    return {name: getattr(given, name) for name in ("value", "low", "high", "unit", "kind")}
