"""The words for what is wrong with a file's YAML: what was found, and what to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import yaml

from biofuel_mandate.errors import Fault
from biofuel_mandate.words import printable

MAX_ALIKE = 20

Place = tuple[str | int, ...]

_NO_SPACE = re.compile(r" *(- +)*[\w.-]+:[^\s:/]")
# What was found and, after the first full stop, what to do.
MISSING = "there is no such file. {hint}"
BROKEN = 'this is a link to "{target}", which is not there. Mend the link, or name the file itself.'
NAMELESS = (
    "results cannot be named after this file. "
    'Rename it to letters and digits, such as "my-question.yaml".'
)
FOLDER = "this is a folder. Name a scenario file inside it."
SPECIAL = "this is not an ordinary file. Save the scenario as a file, and name that."
UNREADABLE = "the file cannot be read ({reason}). Check its name and permissions."
BIG = "the file has {size} bytes, over the limit of 1 MB. Check that this is a scenario."
UTF16 = "the file is saved as UTF-16 or UTF-32. Save it as UTF-8."
UTF8 = 'byte 0x{byte:02x} is not UTF-8 (in Windows-1252: "{char}"). Save the file as UTF-8.'
CONTROL = "an invisible character (U+{code:04X}). Delete it, or save the file as plain UTF-8 text."
DIRECTIVE = 'a line starts with "%", a command to YAML itself. Delete the line, or indent it.'
SPACE = "a special space stands where the line begins. Type ordinary spaces in its place."
EMPTY = "the file is empty. Copy a shipped scenario, such as scenarios/norway-2015.yaml."
LIST = 'the file is a list. Start with keys, as in "currency: NOK".'
TEXT = 'the file is text without keys. Write "key: value" lines, as in "currency: NOK".'
SECOND = 'a second document starts here. Delete the line "---", or make two files.'
DEEP = "more than {most} levels of nesting. Write it flatter, and check the brackets."
MANY = "more than {most} keys and values. Check that this is a scenario."
MARK = '{what} is not allowed. Write the value out; text that starts with "{char}" needs quotes.'
TWICE = "this key was already given on line {first}. Keep one of the two."
NO_KEY = 'nothing stands before the colon. Write "key: value".'
ODD_KEY = "a list or mapping stands where a key should. Write one word before the colon."
_MORE = "further faults of this kind from here on: {count}. Mend them in the same way."
_AFTER = (
    "text follows a closing quote or bracket. "
    "Put the whole value in one pair of quotes; inside '...' write ' twice."
)
# The first pattern found in "context|problem|place" of a parser error puts it in plain words.
_SYNTAX = {
    "tab$": "a tab stands where spaces should. Replace it: YAML takes spaces, not tabs.",
    "glued$": 'no space after the colon. Write "key: value", with a space after the colon.',
    "closed$": _AFTER,
    "quoted .*(escape|hex)": "an unknown code after a backslash. Use single quotes instead.",
    "quoted ": "the quote that opens here is not closed. Close it; inside '...' write ' twice.",
    "block scalar": 'wrong layout after "|" or ">". Start the text on the next line, indented.',
    "alias|anchor|a tag|any token|handle": 'a value cannot start with "{char}". Put it in quotes.',
    "or '[]}]'": 'this "{char}" is not closed, or a comma is missing. Close it, or add the comma.',
    "node content": "a value is missing here. Check the commas, and that every bracket is closed.",
    "find expected ':'": 'the line has no colon. Write "key: value", or indent text that goes on.',
    "mapping .*colon$": 'a second ": " in one line. Put text in quotes, or start a new line.',
    "mapping v": "a key cannot stand here. Check the indentation, and the colon of the line above.",
    "sequence ent": 'a list cannot start here. Put each "- " on its own line under the key.',
    "expected .*first$": (
        "the indentation does not fit. "
        'Start keys of one level in one column, and do not mix them with "- " items.'
    ),
    "expected ": _AFTER,
    "": "this is not YAML. Check the indentation, colons, quotes and brackets near this line.",
}


def dotted(path: Sequence[str | int]) -> str:
    """Write a place as one text: ``("cases", "savings", 2)`` is ``cases.savings[2]``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{printable(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def worded_fault(words: str, file: str, line: int, place: Place = (), **names: object) -> Fault:
    """Return a fault from words that hold both what was found and what to do."""
    got, do = (half.format(**names) for half in words.split(". ", 1))
    return Fault(got, do, dotted(place), line, file)


class Faults:
    """The faults of a file: of each kind the first few, then how many more."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.listed: list[Fault] = []
        self.counts: Counter[str] = Counter()
        self.cut_at: dict[str, int] = {}

    def add(self, words: str, line: int = 0, place: Place = (), **names: object) -> None:
        """Note a fault; names fill the words in."""
        self.counts[words] += 1
        if self.counts[words] <= MAX_ALIKE:
            self.listed.append(worded_fault(words, self.file, line, place, **names))
        else:
            self.cut_at.setdefault(words, line)

    def all(self) -> list[Fault]:
        """Return the faults noted, and how many were left out."""
        return self.listed + [
            worded_fault(_MORE, self.file, line, count=self.counts[words] - MAX_ALIKE)
            for words, line in self.cut_at.items()
        ]


def syntax_fault(error: Exception, text: str, file: str, last_line: int) -> Fault:
    """Put a parser error in plain words, at the line where the mistake most likely stands."""
    mark = getattr(error, "problem_mark", None)
    if not isinstance(error, yaml.MarkedYAMLError) or mark is None:
        return worded_fault(_SYNTAX[""], file, last_line)
    lines = [*text.split("\n"), ""]
    lead, rest = lines[mark.line][: mark.column], lines[mark.line][mark.column :]
    about = f"{error.context}|{error.problem}"
    # A block's context is where the block starts, which may be pages above.
    start = mark if "block" in about or error.context_mark is None else error.context_mark
    line = start.line
    place = "colon" if ": " in lead else "later" if lead.strip() else "first"
    if "tab char" in about or rest.startswith("\t") or re.match(" *\t", lead):
        place, line = "tab", mark.line
    elif "any token" in about and re.search("[]}\"'] *$", lead):
        place = "closed"
    elif re.search("expected ':'|mapping values", about):
        # Text without its space runs on into the next line, where the parser stumbles.
        near = [number for number in (mark.line, mark.line - 1) if _NO_SPACE.match(lines[number])]
        place, line = ("glued", near[0]) if near else (place, line)
    words = next(words for key, words in _SYNTAX.items() if re.search(key, f"{about}|{place}"))
    char = lines[start.line][start.column : start.column + 1]
    return worded_fault(words, file, min(line, text.rstrip().count("\n")) + 1, char=char)
