"""Words as the sheet takes them: plain strings, with where a long one may break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from biofuel_mandate.report.characters import (
    FILES,
    ITALIC,
    SANS,
    UNSEEN,
    as_held,
    charmap,
    clusters,
)
from biofuel_mandate.report.document.tree import Inlines, Link, Reference, Run

MAY_BREAK = "\u200b"
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_MARK = re.compile(r"(?<=[/._:])(?=[^/._:\s])")
_MANY_MARKS = re.compile(r"(?<=[/._:;,?&=+@)\]}>-])(?=\w)")
_LONGEST = 32  # signs of a word that no line needs to break
_LONG = re.compile(rf"[^\s\u200b]{{{_LONGEST + 1},}}")
_LONG_CODE = re.compile(r"[^\s\u200b]{65,}")


def shown(text: str) -> str:
    """Return words as they are set: no more than a line's worth is without a place to break.

    Examples
    --------
    >>> shown("av 2015")
    'av 2015'
    >>> shown("https://example.org/a-very-long-address").split(MAY_BREAK)
    ['https://', 'example.', 'org/', 'a-', 'very-', 'long-', 'address']
    """
    return _LONG.sub(_broken, as_held(_LINE_ENDS.sub("\n", text)))


def shown_name(text: str) -> str:
    """Return a name such as ``norway/ethanol.lhv_mj_per_l``, which may break at its marks."""
    return _MARK.sub(MAY_BREAK, shown(text))


def shown_code(text: str) -> str:
    """Return code as it stands; what is longer than a line may break anywhere."""
    text = _LINE_ENDS.sub("\n", text)
    return _LONG_CODE.sub(lambda found: MAY_BREAK.join(clusters(found[0])), text)


def wire(words: Inlines) -> list[dict[str, Any]]:
    """Return words as plain data."""
    return [one for word in words for one in _wire(word)]


def _wire(word: Run | Link | Reference) -> Iterator[dict[str, Any]]:
    if isinstance(word, Link):
        runs = [one for run in word.words for one in _runs(run)]
        yield {"kind": "link", "url": word.url, "words": runs}
    elif isinstance(word, Reference):
        yield {"kind": "reference", "to": word.to, "text": shown(word.text)}
    else:
        yield from _runs(word)


def _runs(run: Run) -> Iterator[dict[str, Any]]:
    text = shown(run.text)
    pieces: Iterable[tuple[bool, str]] = [(False, text)]
    if run.emphasis and not run.code:
        pieces = _upright(text)
    for upright, piece in pieces:
        yield {
            "kind": "run",
            "text": piece,
            "strong": run.strong,
            "emphasis": run.emphasis,
            "upright": upright,
            "code": run.code,
        }


def _upright(text: str) -> Iterator[tuple[bool, str]]:
    """Yield a text in pieces, and whether each must stand upright, as the italics lack it."""
    upright = charmap(FILES[SANS]) - charmap(ITALIC) - UNSEEN
    for must, signs in groupby(text, lambda sign: ord(sign) in upright):
        yield must, "".join(signs)


def _broken(found: re.Match[str]) -> str:
    pieces = _MANY_MARKS.split(found[0])
    return MAY_BREAK.join(
        MAY_BREAK.join(clusters(piece)) if len(piece) > _LONGEST else piece for piece in pieces
    )
