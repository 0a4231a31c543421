"""Words inside a paragraph: runs, links and references."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from lxml import etree

from biofuel_mandate.report.document.tree import Inlines, Link, Reference, Run
from biofuel_mandate.report.document.word.marks import Marks
from biofuel_mandate.report.document.word.markup import (
    RELATIONS,
    Element,
    Look,
    put,
    put_field,
    put_text,
    w,
)
from biofuel_mandate.report.document.word.styles import Styles

_LONGEST_ADDRESS = 2000
_HOST = re.compile(r"[\w.-]+(:\d{1,5})?", re.ASCII)
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_STOP = re.compile(r"[.!?:](?=\s|$)")


@dataclass(frozen=True)
class Writer:
    """What writes the words of a document.

    Attributes
    ----------
    styles : Styles
    marks : Marks
    relate : callable
        Returns the id of the relation to an address elsewhere.
    """

    styles: Styles
    marks: Marks
    relate: Callable[[str], str]

    def put(self, paragraph: Element, words: Inlines, *, strong: bool = False) -> None:
        """Append words to a paragraph, all of them bold where ``strong``."""
        for one in words:
            if isinstance(one, Run):
                put_text(paragraph, one.text, self._look(one, strong))
            elif isinstance(one, Link):
                self._put_link(paragraph, one, strong)
            else:
                self._put_reference(paragraph, one, strong)

    def _look(self, run: Run, strong: bool, style: str = "") -> Look:
        style = self.styles.id("Report Code Text") if run.code else style
        return Look(style, run.strong or strong, run.emphasis)

    def _put_link(self, paragraph: Element, link: Link, strong: bool) -> None:
        url = address(link.url)
        style = self.styles.id("Hyperlink") if url else ""
        parent = paragraph
        if url:
            parent = etree.SubElement(paragraph, w("hyperlink"))
            parent.set(f"{{{RELATIONS}}}id", self.relate(url))
        for run in link.words:
            put_text(parent, run.text, self._look(run, strong, style))

    def _put_reference(self, paragraph: Element, reference: Reference, strong: bool) -> None:
        name, number = self.marks.name(reference.to), self.marks.number(reference.to)
        parent, look = put(paragraph, "hyperlink", anchor=name, history=1), Look(strong=strong)
        before, found = reference.text.removesuffix(number), reference.text[-len(number) :]
        if number and found == number:
            put_text(parent, before, look)
            put_field(parent, f"REF {name} \\h \\* MERGEFORMAT", number, look)
        else:
            put_text(parent, reference.text, look)


def address(url: str) -> str:
    r"""Return an address as Word takes it, blank when it would call the document damaged.

    Examples
    --------
    >>> address("https://example.org/blåbær mer?a=1&b=2")
    'https://example.org/bl%C3%A5b%C3%A6r%20mer?a=1&b=2'
    >>> address("https://"), address("javascript:alert(1)")
    ('', '')
    """
    try:
        parts = urlsplit(url)
        host = parts.netloc.encode("idna").decode() if parts.netloc else ""
    except ValueError:
        return ""
    made = f"{parts.scheme}:" + (f"//{host}" if host else "")
    rest = url.partition(":")[2]
    rest = rest[2 + len(parts.netloc) :] if host else rest
    made += _STRAY_PERCENT.sub("%25", quote(rest, safe="%/:?#@!$&'()*+,;=~-._", errors="replace"))
    if parts.scheme in ("http", "https"):
        sound = bool(_HOST.fullmatch(host))
    else:
        sound = parts.scheme == "mailto" and rest.count("@") == 1 and bool(rest.strip("@ "))
    return made if sound and len(made) <= _LONGEST_ADDRESS else ""


def split_start(words: Inlines) -> tuple[Inlines, Inlines]:
    """Split words after their first sentence, or after their first run where that is sooner.

    Examples
    --------
    >>> split_start((Run("Kravet brytes. Se under."),))[1][0].text
    ' Se under.'
    """
    if not words or not isinstance(words[0], Run):
        return words[:1], words[1:]
    first = words[0]
    stop = _STOP.search(first.text)
    if stop is None or stop.end() == len(first.text):
        return words[:1], words[1:]
    start = Run(first.text[: stop.end()], True, first.emphasis, first.code)
    rest = Run(first.text[stop.end() :], first.strong, first.emphasis, first.code)
    return (start,), (rest, *words[1:])
