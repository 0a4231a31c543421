"""Which characters the package's fonts hold: what none of them holds is an error that names it.

Charts and pages are set in these fonts alone, so such a character would come out as nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from biofuel_mandate.errors import Fault, ReportError

FONTS = Path(__file__).parent / "fonts"
SANS, EMOJI, CODE = "Source Sans Pro", "Noto Emoji", "Source Code Pro"
# By family, in the order in which a character is looked for. Both weights of the first hold the
# same; its italics hold less.
FILES = {
    SANS: "SourceSansPro-Regular.ttf",
    EMOJI: "NotoEmoji-Regular.ttf",
    CODE: "SourceCodePro-Regular.ttf",
}
ITALIC = "SourceSansPro-It.ttf"

# Line ends and tabs; what says where to break or join; how the sign before is to look.
UNSEEN = frozenset(map(ord, "\t\n\v\f\r\x85\u2028\u2029\xad\u200b\u200c\u200d\u2060")) | {
    *range(0xFE00, 0xFE10),
    *range(0xE0100, 0xE01F0),
}
_ALIKE = {
    **dict.fromkeys(map(ord, "\u2002\u2003\u2004\u2005\u205f\u3000"), " "),
    **dict.fromkeys(map(ord, "\u2006\u2008\u2009\u200a"), "\u202f"),
    **dict.fromkeys(map(ord, "\u2010\u2011"), "-"),
}
_SKIN = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_JOINER = "\u200d"
_NAMED = 10
_AROUND = 16  # characters on either side


def as_held(text: str) -> str:
    """Return a text with the spaces and hyphens that fonts leave out as those they have.

    Examples
    --------
    >>> as_held("CO2\u2011utslipp")
    'CO2-utslipp'
    """
    return text.translate(_ALIKE)


def unheld(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the characters of some texts that no font of the package holds.

    Parameters
    ----------
    texts : iterable of str

    Returns
    -------
    tuple of str
        Each once, in the order in which they stand.

    Examples
    --------
    >>> unheld(["CO₂ ≥ 5 🚗", "政策"])
    ('政', '策')
    """
    found = dict.fromkeys(sign for text in texts for sign in _unheld(text))
    return tuple(found)


def check_characters(texts: Iterable[tuple[str, str]]) -> None:
    """Raise on characters that no font of the package holds.

    Parameters
    ----------
    texts : iterable of (str, str)
        Each with the place it stands in, as a reader would call it.

    Raises
    ------
    ReportError
        With a fault for each of the first ten, that says where it stands first.
    """
    first: dict[str, str] = {}
    for place, text in texts:
        for sign in _unheld(text):
            first.setdefault(sign, f'{place}: "{_around(text, sign)}"' if place else "")
    if not first:
        return
    faults = [_fault(sign, place) for sign, place in list(first.items())[:_NAMED]]
    if len(first) > _NAMED:
        more = len(first) - _NAMED
        got = f"and {more} more character{'s are' if more > 1 else ' is'} in no font of the package"
        faults.append(Fault(got, "Write them all with other characters."))
    raise ReportError(faults)


def font_runs(text: str) -> tuple[tuple[str, str], ...]:
    """Return a text in pieces, each with the family that holds it: emoji apart from words.

    Examples
    --------
    >>> font_runs("El 🚗")
    (('Source Sans Pro', 'El '), ('Noto Emoji', '🚗'))
    """
    if _seen(text) <= charmap(FILES[SANS]):
        return ((SANS, text),)
    families = (pair for cluster in clusters(text) for pair in _families(cluster))
    return tuple(
        (family, "".join(cluster for _, cluster in one))
        for family, one in groupby(families, key=lambda pair: pair[0])
    )


def clusters(text: str) -> Iterator[str]:
    r"""Yield signs, each with what changes or joins it, such as an accent.

    Examples
    --------
    >>> [len(one) for one in clusters("ae\u0301")]
    [1, 2]
    """
    cluster = ""
    for sign in text:
        if cluster and not (_joins(sign) or cluster.endswith(_JOINER)):
            yield cluster
            cluster = ""
        cluster += sign
    if cluster:
        yield cluster


@cache
def charmap(file: str) -> frozenset[int]:
    """Return the characters that a font file of the package holds."""
    # Here, so that commands that draw nothing start without matplotlib.
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(FONTS / file).get_charmap())


@cache
def _held() -> frozenset[int]:
    every = frozenset[int]().union(*map(charmap, FILES.values()), UNSEEN, _ALIKE)
    # Held by a font, but neither a sign nor anything that PDF lets stand.
    return every - {0, 0xFEFF}


def _seen(text: str) -> set[int]:
    return set(map(ord, text)) - UNSEEN


def _unheld(text: str) -> Iterator[str]:
    if set(map(ord, text)) <= _held():
        return
    # A letter and its accent apart are shown as the letter that has it.
    for sign in unicodedata.normalize("NFC", text):
        if ord(sign) not in _held():
            yield sign


def _families(cluster: str) -> Iterator[tuple[str, str]]:
    seen = _seen(unicodedata.normalize("NFC", cluster))
    for family, file in FILES.items():
        if seen <= charmap(file):
            yield family, cluster
            return
    if len(cluster) == 1:
        yield SANS, cluster
        return
    # Joined by no font: each sign by itself.
    for sign in cluster:
        yield from _families(sign)


def _joins(sign: str) -> bool:
    number = ord(sign)
    is_mark = unicodedata.category(sign) in ("Mn", "Me", "Mc")
    return is_mark or sign == _JOINER or number in _SKIN or number in _TAGS


def _around(text: str, sign: str) -> str:
    """Return the words that a character stands in, cut where they go on."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    before, _, after = text.partition(sign)
    if len(before) > _AROUND:
        cut, space, whole = before[-_AROUND:].partition(" ")
        before = f"…{whole if space else cut}"
    if len(after) > _AROUND:
        whole, space, cut = after[:_AROUND].rpartition(" ")
        after = f"{whole if space else cut}…"
    return before + sign + after


def _fault(sign: str, place: str) -> Fault:
    name = unicodedata.name(sign, "")
    known = f"U+{ord(sign):04X}" + (f", {name}" if name else "")
    got = f'the character "{sign}" ({known}) is in no font of the package'
    return Fault(got, "Write it with other characters.", place)
