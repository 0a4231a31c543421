"""The markup of Word: elements, runs of text and fields. Every text goes through ``put_text``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from biofuel_mandate.report.legible import legible

Element = etree._Element

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MAP = {"w": NAMESPACE, "r": RELATIONS}
_WHOLE = re.compile("-?[0-9]{1,9}")
_PIECES = re.compile("([\t\n])")
# What stands between words, but for the spaces that do not break.
_BLANKS = re.compile(r"[ \t\r\n]+")


def w(name: str) -> str:
    """Return a name in the namespace of Word.

    Examples
    --------
    >>> w("p")[-2:]
    '}p'
    """
    return f"{{{NAMESPACE}}}{name}"


VAL = w("val")
_RUN, _RUN_LOOK, _TEXT, _BREAK, _TAB = w("r"), w("rPr"), w("t"), w("br"), w("tab")


def holder() -> Element:
    """Return an element to put blocks into before they go into a document."""
    return etree.Element(w("body"), nsmap=_MAP)


def put(parent: Element, name: str, /, **attributes: str | int) -> Element:
    """Append an element of Word's, with attributes of Word's, and return it."""
    made = etree.SubElement(parent, w(name))
    for key, value in attributes.items():
        made.set(w(key), str(value))
    return made


def one_line(text: str) -> str:
    """Return a text that can stand in a heading or a property: no line ends, no tabs."""
    return _BLANKS.sub(" ", legible(text.replace("\r", "\n"))).strip()


def whole(element: Element | None, name: str, otherwise: int = 0) -> int:
    """Return a whole number that an element says of itself, or another where it says none."""
    said = "" if element is None else element.get(w(name), "")
    return int(said) if _WHOLE.fullmatch(said) else otherwise


@dataclass(frozen=True)
class Look:
    """How a run looks; ``style`` is the id of a style of characters, blank for none."""

    style: str = ""
    strong: bool = False
    emphasis: bool = False
    quiet: bool = False


PLAIN = Look()
STRONG = Look(strong=True)
_QUIET_COLOUR = "5A646D"


def put_run(parent: Element, look: Look = PLAIN) -> Element:
    """Append an empty run, and return it."""
    made = etree.SubElement(parent, _RUN)
    if look is PLAIN or look == PLAIN:
        return made
    of = etree.SubElement(made, _RUN_LOOK)
    if look.style:
        put(of, "rStyle", val=look.style)
    for wanted, names in ((look.strong, ("b", "bCs")), (look.emphasis, ("i", "iCs"))):
        for name in names if wanted else ():
            put(of, name)
    if look.quiet:
        put(of, "color", val=_QUIET_COLOUR)
    return made


def put_text(parent: Element, text: str, look: Look = PLAIN) -> None:
    """Append a run with a text, which is words and nothing else; line ends and tabs stay."""
    if not text:
        return
    run = put_run(parent, look)
    for piece in _PIECES.split(legible(text.replace("\r\n", "\n"))):
        if piece == "\n":
            etree.SubElement(run, _BREAK)
        elif piece == "\t":
            etree.SubElement(run, _TAB)
        elif piece:
            words = etree.SubElement(run, _TEXT)
            words.text = piece
            if piece[0] == " " or piece[-1] == " " or "  " in piece:
                words.set(_SPACE, "preserve")


def put_field_start(parent: Element, instruction: str, look: Look = PLAIN) -> None:
    """Append the start of a field, up to where its cached text begins."""
    put(put_run(parent, look), "fldChar", fldCharType="begin")
    code = put(put_run(parent, look), "instrText")
    code.text = f" {instruction} "
    code.set(_SPACE, "preserve")
    put(put_run(parent, look), "fldChar", fldCharType="separate")


def put_field_end(parent: Element, look: Look = PLAIN) -> None:
    """Append the end of a field."""
    put(put_run(parent, look), "fldChar", fldCharType="end")


def put_field(parent: Element, instruction: str, cached: str, look: Look = PLAIN) -> None:
    """Append a field, with the text that is read until somebody updates it."""
    put_field_start(parent, instruction, look)
    put_text(parent, cached, look)
    put_field_end(parent, look)


@dataclass(frozen=True)
class Setting:
    """How a paragraph is set, beside its style.

    Attributes
    ----------
    style : str
        Name of its style.
    keep_next, new_page : bool
        Whether it stays with the next one, or starts a page.
    numbering : tuple of str, optional
        The id of a list and the level in it.
    before, left, hanging : int, optional
        Space above, indent, and how far the first line stands out of it [twips].
    tabs : dict of int to str
        Tab stops [twips], and what each is: "right", or "clear" for one that the style has.
    """

    style: str
    keep_next: bool = False
    new_page: bool = False
    numbering: tuple[str, int] | None = None
    before: int | None = None
    left: int | None = None
    hanging: int = 0
    tabs: dict[int, str] = field(default_factory=dict)


def put_paragraph(parent: Element, style: str, setting: Setting) -> Element:
    """Append a paragraph, and return it; ``style`` is the id of its style."""
    made = put(parent, "p")
    of = put(made, "pPr")
    put(of, "pStyle", val=style)
    if setting.keep_next:
        put(of, "keepNext")
    if setting.new_page:
        put(of, "pageBreakBefore")
    if setting.numbering:
        number, level = setting.numbering
        numbering = put(of, "numPr")
        put(numbering, "ilvl", val=level)
        put(numbering, "numId", val=number)
    if setting.tabs:
        tabs = put(of, "tabs")
        for at, kind in sorted(setting.tabs.items()):
            put(tabs, "tab", val=kind, pos=at)
    if setting.before is not None:
        put(of, "spacing", before=setting.before)
    if setting.left is not None:
        indent: dict[str, Any] = {"hanging": setting.hanging} if setting.hanging else {}
        put(of, "ind", left=setting.left, **(indent or {"firstLine": 0}))
    return made
