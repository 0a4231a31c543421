"""A document as one page: no network, and a click on a number opens how it is worked out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from biofuel_mandate.report.document.html.blocks import Blocks
from biofuel_mandate.report.document.html.numbers import Numbered
from biofuel_mandate.report.document.html.traces import dialog, sections
from biofuel_mandate.report.document.tree import Document, Heading
from biofuel_mandate.report.texts import Texts, texts
from biofuel_mandate.report.trace.elements import Element, Page, tag
from biofuel_mandate.report.trace.graph import Traces
from biofuel_mandate.report.trace.html import STYLE
from biofuel_mandate.report.trace.words import own_words

_HERE = Path(__file__).parent
_STYLE = STYLE + (_HERE / "page.css").read_text(encoding="utf-8")
_SCRIPT = (_HERE / "page.js").read_text(encoding="utf-8")
# How deep the contents go.
_LISTED = 2


def to_html(document: Document, traces: Traces | None = None, words: Texts | None = None) -> bytes:
    """Write a document as a page of HTML, whole in itself.

    Parameters
    ----------
    document : Document
        Numbered.
    traces : Traces or None
        Gave the ids of the traces that numbers in the document have; without, numbers are words.
    words : Texts or None
        What traces are told in, with the scenario's own names; else the document's language alone.

    Returns
    -------
    bytes
        The same for the same document.

    Raises
    ------
    KeyError
        When a number has a trace that ``traces`` did not give.
    ValueError
        When a figure's SVG holds what no chart does.
    """
    words = words or texts(document.language)
    own, numbers = own_words(words), Numbered(document, traces)
    has_traces = bool(numbers.told)
    page = Page(document.language, document.title, _STYLE, _SCRIPT)
    return page.to_bytes(_body(document, Blocks(document, numbers, words), own, has_traces))


def _body(document: Document, blocks: Blocks, own: Texts, has_traces: bool) -> Iterator[Element]:
    main = tag("main", id="page_main", tabindex="-1")
    main.extend(blocks.elements(document.blocks))
    if has_traces:
        main.append(sections(document.own, blocks.numbers, blocks.words))
    yield tag("a", own("skip"), href="#page_main", class_="skip")
    yield tag(
        "header",
        tag("p", document.author, class_="author") if document.author else None,
        tag("h1", document.title),
        tag("p", document.subtitle, class_="subtitle") if document.subtitle else None,
    )
    yield from _contents(document, blocks, has_traces)
    yield main
    if document.stamp:
        yield tag("footer", tag("p", document.stamp))
    if has_traces:
        yield dialog(document.own, own)


def _contents(document: Document, blocks: Blocks, has_traces: bool) -> Iterator[Element]:
    """Yield the contents: links to the headings of the first levels, one list in another."""
    listed = [one for one in document.blocks if isinstance(one, Heading) and one.level <= _LISTED]
    if not listed:
        return
    whole = tag("ul")
    for heading in listed:
        number = tag("span", heading.number, class_="number-of") if heading.number else None
        to = f"#{blocks.numbers.anchor(heading.anchor)}"
        item = tag("li", tag("a", number, " " if heading.number else None, heading.text, href=to))
        if heading.level == 1 or not len(whole):
            whole.append(item)
        else:
            last = whole[-1]
            within = last[-1] if last[-1].tag == "ul" else etree.SubElement(last, "ul")
            within.append(item)
    if has_traces:
        whole.append(tag("li", tag("a", document.own.trace_heading, href="#page_traces")))
    title = tag("h2", document.own.contents, id="page_contents")
    yield tag("nav", title, whole, aria_labelledby="page_contents")
