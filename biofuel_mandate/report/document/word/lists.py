"""The numbering of lists: bullets by their styles, and a start of its own for each ordered list."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from biofuel_mandate.report.document.word.markup import VAL, Element, put, w, whole
from biofuel_mandate.report.document.word.styles import Styles

DEEPEST = 5
_BULLETS, _NUMBERS = "1", "2"  # the lists of our own numbering
_ABSTRACT, _NUM = w("abstractNum"), w("num")
_ABSTRACT_ID, _NUM_ID = w("abstractNumId"), w("numId")


def add_own_lists(numbering: Element, own: bytes) -> dict[str, str]:
    """Add our own lists to those of a document; return what their ids are there."""
    ours = etree.fromstring(own)
    first_abstract, first_number = _free(numbering, _ABSTRACT), _free(numbering, _NUM)
    numbers: dict[str, str] = {}
    for abstract in ours.iterchildren(_ABSTRACT):
        made = deepcopy(abstract)
        made.set(_ABSTRACT_ID, str(first_abstract + whole(made, "abstractNumId")))
        _insert_abstract(numbering, made)
    for number in ours.iterchildren(_NUM):
        old, at = number.get(_NUM_ID, ""), whole(number.find(_ABSTRACT_ID), "val")
        numbers[old] = str(first_number + len(numbers))
        _put_number(numbering, numbers[old], str(first_abstract + at))
    return numbers


def _free(numbering: Element, tag: str) -> int:
    key = "abstractNumId" if tag == _ABSTRACT else "numId"
    return 1 + max((whole(one, key) for one in numbering.iterchildren(tag)), default=0)


def _insert_abstract(numbering: Element, abstract: Element) -> None:
    first = numbering.find(_NUM)
    if first is None:
        numbering.append(abstract)
    else:
        first.addprevious(abstract)


def _put_number(numbering: Element, id_: str, abstract: str) -> Element:
    made = etree.Element(_NUM)
    made.set(_NUM_ID, id_)
    put(made, "abstractNumId", val=abstract)
    last = numbering.find(w("numIdMacAtCleanup"))
    if last is None:
        numbering.append(made)
    else:
        last.addprevious(made)
    return made


class Lists:
    """The lists of a document.

    Parameters
    ----------
    numbering : lxml element
        ``w:numbering`` of the document; lists are added to it.
    styles : Styles
    numbers : dict of str to str
        What the ids of our own lists are in the document.
    """

    def __init__(self, numbering: Element, styles: Styles, numbers: dict[str, str]) -> None:
        self._numbering, self._styles, self._own = numbering, styles, numbers
        self._next = _free(numbering, _NUM)
        self._abstracts = {one.get(_ABSTRACT_ID, ""): one for one in numbering.iter(_ABSTRACT)}
        self._of = {
            one.get(_NUM_ID, ""): of.get(VAL, "")
            for one in numbering.iterchildren(_NUM)
            if (of := one.find(_ABSTRACT_ID)) is not None
        }
        self._bind_levels()

    def bullets(self, style: str, depth: int) -> tuple[str, int] | None:
        """Return the list of a style of bullets; none where the style brings its own."""
        of = self._styles.numbering(style)
        return None if of and of[0] in self._of else (self._own[_BULLETS], depth)

    def ordered(self, style: str, depth: int, start: int) -> tuple[str, int]:
        """Return a new list in a style, from a number on."""
        abstract, level = self._shape(style, depth)
        made = str(self._next)
        self._next += 1
        override = put(_put_number(self._numbering, made, abstract), "lvlOverride", ilvl=level)
        put(override, "startOverride", val=start)
        return made, level

    def _shape(self, style: str, depth: int) -> tuple[str, int]:
        """Return the shape of a style's list, and the level that the style has in it."""
        of = self._styles.numbering(style)
        abstract = self._of.get(of[0]) if of else None
        if not of or abstract is None or not self._has_levels(abstract):
            return self._of[self._own[_NUMBERS]], depth
        for level in self._abstracts[abstract].iterchildren(w("lvl")):
            bound = level.find(w("pStyle"))
            if bound is not None and bound.get(VAL) == self._styles.id(style):
                return abstract, whole(level, "ilvl")
        return abstract, of[1]

    def _has_levels(self, abstract: str) -> bool:
        shape = self._abstracts.get(abstract)
        return shape is not None and shape.find(w("lvl")) is not None

    def _bind_levels(self) -> None:
        """Let the levels of our own lists name only the styles that came with them."""
        for number in self._own.values():
            for level in self._abstracts[self._of[number]].iter(w("pStyle")):
                own = self._styles.added.get(level.get(VAL, ""))
                if own is None:
                    parent = level.getparent()
                    if parent is not None:
                        parent.remove(level)
                else:
                    level.set(VAL, own)
