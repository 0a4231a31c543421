"""How numbers are worked out: a section at the end of the page, and the box that a click opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from biofuel_mandate.report.document.html.numbers import Numbered
from biofuel_mandate.report.document.tree import Words
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.report.trace.elements import Element, tag
from biofuel_mandate.report.trace.graph import Told
from biofuel_mandate.report.trace.html import cited, details, head
from biofuel_mandate.report.trace.words import Said, own_words, said


def sections(own: Words, numbers: Numbered, words: Texts) -> Element:
    """Return every number that is traced and what it is made of, each once, with links between.

    Parameters
    ----------
    own : Words
        Of the document.
    numbers : Numbered
        After all of the document is written, as it knows where each number stands.
    words : Texts
    """
    known = {one.id: said(one.step, words) for one in numbers.told.values()}
    users: dict[str, str] = {}
    for one in numbers.told.values():
        for below in one.inputs:
            users.setdefault(below, one.id)
    writer = _Writer(own, numbers, words, known, users)
    items = [writer.item(one) for one in numbers.told.values()]
    title = tag("h2", own.trace_heading, id="page_traces")
    trace = tag("ul", *items, class_="trace")
    return tag("section", title, trace, class_="traces", aria_labelledby="page_traces")


@dataclass(frozen=True)
class _Writer:
    """Writes sections; ``known`` are all in words, ``users`` what is made of each first."""

    own: Words
    numbers: Numbered
    words: Texts
    known: Mapping[str, Said]
    users: Mapping[str, str]

    @cached_property
    def page_words(self) -> Texts:
        return own_words(self.words)

    def item(self, told: Told) -> Element:
        """Return a number with what it is made of as links."""
        one = self.known[told.id]
        about = details(one, self.words)
        if one.cited:
            source = f"{self.page_words('source')}: {one.cited.source}"
            about.append(cited(one.cited, source, ". "))
        inputs = [
            tag("li", tag("a", *head(self.known[below]), href=f"#{below}"))
            for below in dict.fromkeys(told.inputs)
        ]
        # A sum has said so.
        made = "" if told.step.how == "sum" else f"{self.page_words('made_of')}:"
        return tag(
            "li",
            tag("p", *head(one), class_="head"),
            *about,
            tag("p", made, class_="made") if inputs and made else None,
            tag("ul", *inputs, class_="inputs") if inputs else None,
            self._back(told.id),
            id=told.id,
        )

    def _back(self, id_: str) -> Element | None:
        """Return a link to where the number stands, or to the first that is made of it."""
        to = self.numbers.place(id_) or self.users.get(id_, "")
        if not to:
            return None
        # Many links say the same; what they lead back from tells them apart.
        more = tag("span", f": {self.known[id_].name}", class_="hidden")
        return tag("p", tag("a", self.own.back, more, href=f"#{to}"), class_="back")


def dialog(own: Words, page_words: Texts) -> Element:
    """Return the box that the script fills and opens; without scripts it is never seen."""
    heading = page_words("heading", result="{number}")
    close = tag("button", own.close, type="button")
    title = tag("h2", own.trace_heading, id="page_dialog_title", data_heading=heading)
    body = tag("div", class_="body trace", tabindex="0", role="group")
    body.set("aria-labelledby", "page_dialog_title")
    box = tag("div", tag("div", title, close, class_="bar"), body, class_="box")
    return tag("dialog", box, id="page_dialog", aria_labelledby="page_dialog_title")
