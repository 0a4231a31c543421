"""Elements of pages: every text stays text, and a page takes nothing from the network."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from lxml import etree

Element = etree._Element
Content = str | Element | None
# What no page may hold: XML has no way to write it.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Where a long name may break.
_BREAKS = re.compile(r"(?<=[./_-])(?=\w)")


def tag(name: str, /, *content: Content, **attributes: str | None) -> Element:
    """Return an element with texts and elements in it.

    Parameters
    ----------
    name : str
    *content : str, element or None
        In their order; texts are plain words, None is nothing.
    **attributes : str or None
        ``class_`` is class, ``aria_label`` is aria-label; None leaves one out.

    Examples
    --------
    >>> markup(tag("p", "a < ", tag("b", "&"), class_="x"))
    '<p class="x">a &lt; <b>&amp;</b></p>'
    """
    element = etree.Element(name)
    for key, value in attributes.items():
        if value is not None:
            element.set(key.rstrip("_").replace("_", "-"), writable(value))
    return put(element, *content)


def put(element: Element, *content: Content) -> Element:
    """Add texts and elements to an element, and return it."""
    last = element[-1] if len(element) else None
    for one in content:
        if one is None or one == "":
            continue
        if isinstance(one, str):
            text = writable(one)
            if last is None:
                element.text = (element.text or "") + text
            else:
                last.tail = (last.tail or "") + text
        else:
            element.append(one)
            last = one
    return element


def writable(text: str) -> str:
    r"""Return text with a mark in place of what no page may hold.

    Examples
    --------
    >>> writable("a\x00b")
    'a\ufffdb'
    """
    # What can be printed can be written, which is quickly seen of most texts.
    return text if text.isprintable() else _UNWRITABLE.sub("\ufffd", text)


def breaking(text: str) -> list[Content]:
    """Return a long name that may break after its marks."""
    first, *rest = _BREAKS.split(text)
    return [first, *(piece for part in rest for piece in (tag("wbr"), part))]


def markup(element: Element) -> str:
    """Return an element as HTML."""
    return str(etree.tostring(element, method="html", encoding="unicode", with_tail=False))


@dataclass(frozen=True)
class Page:
    """A whole page.

    Attributes
    ----------
    language, title : str
    style : str
        Its only style sheet.
    script : str
        Its only script; blank for none.
    """

    language: str
    title: str
    style: str
    script: str = ""

    def to_bytes(self, body: Iterable[Element]) -> bytes:
        """Return the page with its elements: nothing but its own style and script may act."""
        policy = f"default-src 'none'; style-src {_hashed(self.style)}; base-uri 'none'"
        policy += "; form-action 'none'"
        if self.script:
            policy += f"; script-src {_hashed(self.script)}"
        script = tag("script", self.script) if self.script else None
        head = tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", http_equiv="Content-Security-Policy", content=policy),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("title", self.title),
            tag("style", self.style),
        )
        html = tag("html", head, tag("body", *body, script), lang=self.language)
        return f"<!DOCTYPE html>\n{markup(html)}\n".encode()


def _hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
