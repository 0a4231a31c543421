"""From the bytes of a YAML file to plain data, the line of every key, and all faults at once.

Works on the parser's events with a stack of its own: composing would crash on deep nesting, expand
aliases, keep the last of two equal keys and read ``NO`` as false.
"""

from __future__ import annotations

import difflib
import hashlib
import stat
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import yaml

from biofuel_mandate.errors import Fault
from biofuel_mandate.scenario.characters import MAX_BYTES, REFUSED, decoded
from biofuel_mandate.scenario.scalars import resolved
from biofuel_mandate.scenario.wording import (
    BIG,
    BROKEN,
    DEEP,
    EMPTY,
    FOLDER,
    LIST,
    MANY,
    MARK,
    MISSING,
    NAMELESS,
    NO_KEY,
    ODD_KEY,
    SECOND,
    SPECIAL,
    TEXT,
    TWICE,
    UNREADABLE,
    Faults,
    Place,
    syntax_fault,
)
from biofuel_mandate.words import printable

MAX_DEPTH, MAX_NODES = 32, 20_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """What a YAML file says, as plain data, and where it says it.

    Parameters
    ----------
    data : dict
        Nested dict, list, str, int, float, bool and None.
    lines : mapping
        Line [from 1] of each key and list item, by its place: a tuple of keys and indices.
    sha256 : str
        Hash of the file's bytes, in hexadecimal.
    is_before_rules : bool
        Whether it is of a year in which none of its rules is in force.
    text : str
        The file as it was read.
    """

    data: dict[str, object]
    lines: Mapping[Place, int]
    sha256: str
    is_before_rules: bool = False
    text: str = field(default="", repr=False)

    def line(self, path: Sequence[str | int]) -> int:
        """Return the line of a place, or of the nearest one around it that has a line; else 1."""
        around = (tuple(path[:length]) for length in range(len(path), 0, -1))
        return next((self.lines[place] for place in around if place in self.lines), 1)


def read_document(path: Path) -> tuple[Document | None, list[Fault]]:
    """Read a YAML file as `read_text` reads its bytes; never raises, and waits for no pipe."""
    faults = Faults(str(path))
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            faults.add(FOLDER)
        elif not stat.S_ISREG(status.st_mode):
            faults.add(SPECIAL)
        elif status.st_size > MAX_BYTES:
            faults.add(BIG, size=status.st_size)
        elif REFUSED.search(path.name) or not path.stem.strip("."):
            faults.file = REFUSED.sub(lambda sign: repr(sign[0])[1:-1], faults.file)
            faults.add(NAMELESS)
        else:
            with path.open("rb") as stream:
                return read_text(stream.read(MAX_BYTES + 1), faults.file)
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            faults.add(BROKEN, target=printable(str(path.readlink())))
        else:
            faults.add(MISSING, hint=_did_you_mean(path))
    except (OSError, ValueError) as error:
        faults.add(UNREADABLE, reason=getattr(error, "strerror", None) or error)
    return None, faults.all()


def read_text(data: bytes, file: str) -> tuple[Document | None, list[Fault]]:
    r"""Read the bytes of a YAML file by the core rules of YAML 1.2; never raises.

    Parameters
    ----------
    data : bytes
        UTF-8, with or without a byte order mark.
    file : str
        Name that the faults carry.

    Returns
    -------
    tuple of Document or None, and list of Fault
        Both if data can be had: of equal keys the first is kept, aliased values are left out.

    Examples
    --------
    >>> document, faults = read_text(b"year: 2013\nquota: 5.5 %\nyear: 2014\n", "x.yaml")
    >>> document.data, document.line(("quota",))
    ({'year': 2013, 'quota': '5.5 %'}, 2)
    >>> print(*faults)
    x.yaml:3: year: this key was already given on line 1. Keep one of the two.
    """
    builder = _Builder(Faults(file))
    text = decoded(data, builder.faults)
    if text is None:
        return None, builder.faults.all()
    try:
        whole = all(map(builder.take, yaml.parse(text, Loader=_LOADER)))
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        return None, [syntax_fault(error, text, file, builder.line)]
    root = builder.root
    if whole and isinstance(root, dict):
        known = hashlib.sha256(data).hexdigest()
        return Document(root, builder.lines, known, text=data.decode()), builder.faults.all()
    if whole and root is None:
        builder.faults.add(EMPTY)
    elif whole:
        builder.faults.add(LIST if isinstance(root, list) else TEXT, builder.root_line)
    return None, builder.faults.all()


@dataclass
class _Level:
    """A mapping or list that is still open; not `real` inside a value that is left out."""

    value: dict[str, object] | list[object]
    place: Place
    real: bool
    first: dict[str, int] = field(default_factory=dict)
    key: str | None = None
    kept: bool = True

    def awaits_key(self) -> bool:
        return self.key is None and isinstance(self.value, dict)

    def next_place(self) -> Place:
        if isinstance(self.value, list):
            return (*self.place, len(self.value))
        return self.place if self.key is None else (*self.place, self.key)


class _Builder:
    """Builds data from events; what is left out is built as well, beside it, for its faults."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.lines: dict[Place, int] = {}
        self.levels: list[_Level] = []
        self.root: object = None
        self.line = self.root_line = self.documents = self.nodes = 0

    def take(self, event: yaml.Event) -> bool:
        """Work in one event; False when nothing after it is to be read."""
        self.line = event.start_mark.line + 1 if event.start_mark else self.line
        if isinstance(event, yaml.NodeEvent):
            return self._node(event)
        if isinstance(event, yaml.CollectionEndEvent):
            self.levels.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.faults.add(SECOND, self.line)
        return self.documents <= 1

    def _node(self, event: yaml.NodeEvent) -> bool:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.faults.add(MANY, self.line, most=MAX_NODES)
            return False
        level = self.levels[-1] if self.levels else None
        place = level.next_place() if level else ()
        if event.anchor is not None or getattr(event, "tag", None) is not None:
            self._refuse_marks(event, place)
        value = _value(event)
        if level is None:
            self.root, self.root_line = value, self.line
        elif level.awaits_key():
            self._key(level, event)
        elif isinstance(event, yaml.AliasEvent):
            level.key = None
        else:
            self._put(level, place, value)
        if isinstance(value, dict | list):
            if len(self.levels) == MAX_DEPTH:
                self.faults.add(DEEP, self.line, place[:1], most=MAX_DEPTH)
                return False
            self.levels.append(_Level(value, place, level is None or (level.real and level.kept)))
        return True

    def _refuse_marks(self, event: yaml.NodeEvent, place: Place) -> None:
        marks = []
        if event.anchor is not None:
            kind, sign = ("alias", "*") if isinstance(event, yaml.AliasEvent) else ("anchor", "&")
            marks.append((kind, sign + event.anchor))
        tag = getattr(event, "tag", None)
        if tag is not None:
            short = tag.replace("tag:yaml.org,2002:", "!!")
            marks.append(("tag", short if short.startswith("!") else f"!<{tag}>"))
        for kind, mark in marks:
            what = f'the {kind} "{printable(mark)}"'
            self.faults.add(MARK, self.line, place, what=what, char=mark[0])

    def _key(self, level: _Level, event: yaml.NodeEvent) -> None:
        level.key, level.kept = "?", False
        if isinstance(event, yaml.CollectionStartEvent):
            self.faults.add(ODD_KEY, self.line, level.place)
        if not isinstance(event, yaml.ScalarEvent):
            return
        if not event.value and not event.style:
            self.faults.add(NO_KEY, self.line, level.place)
            return
        level.key = _text(event)
        place = (*level.place, level.key)
        first = level.first.get(level.key)
        if first is not None:
            self.faults.add(TWICE, self.line, place, first=first)
            return
        level.kept, level.first[level.key] = True, self.line
        if level.real:
            self.lines[place] = self.line

    def _put(self, level: _Level, place: Place, value: object) -> None:
        if isinstance(level.value, list):
            if level.real:
                self.lines[place] = self.line
            level.value.append(value)
        elif level.key is not None:
            if level.kept:
                level.value[level.key] = value
            level.key = None


def _text(event: yaml.ScalarEvent) -> str:
    """Return the text in one form, so that a letter equals itself however it is composed."""
    return unicodedata.normalize("NFC", event.value)


def _value(event: yaml.NodeEvent) -> object:
    if isinstance(event, yaml.ScalarEvent):
        return _text(event) if event.style else resolved(_text(event))
    if isinstance(event, yaml.MappingStartEvent):
        return {}
    return [] if isinstance(event, yaml.SequenceStartEvent) else ""


def _did_you_mean(path: Path) -> str:
    try:
        entries = [entry for entry in islice(path.parent.iterdir(), 1000) if entry.is_file()]
    except OSError:
        return f'Check the folder "{path.parent}".'
    by_stem = {entry.stem: entry for entry in entries if entry.suffix in (".yaml", ".yml")}
    close = difflib.get_close_matches(path.stem, by_stem, 1)
    return f'Did you mean "{by_stem[close[0]]}"?' if close else "Check the name and folder."
