"""The trace of a result as a page: nested lists that fold, with its sources at the end."""

from __future__ import annotations

from pathlib import Path

from biofuel_mandate.equations import Key
from biofuel_mandate.explain import Step
from biofuel_mandate.report.texts import Texts, sentence
from biofuel_mandate.report.trace.elements import Content, Element, Page, breaking, put, tag
from biofuel_mandate.report.trace.words import Cited, Said, own_words, said

STYLE = (Path(__file__).parent / "trace.css").read_text(encoding="utf-8")


def to_html(step: Step, words: Texts, result: str, scenario: str) -> bytes:
    """Return the trace as a page of its own, which needs no network.

    Parameters
    ----------
    step : Step
    words : Texts
    result : str
        What was asked for, as in ``policy.extra_volume.ethanol``.
    scenario : str
        What the scenario is called.
    """
    own, teller = own_words(words), _Teller(words)
    # As it is asked for, the result is set in code; the sentence around it is not.
    before, _, after = own("heading", result="\0").partition("\0")
    title = f"{before}{result}{after}"
    trace = tag("ul", teller.item(step), class_="trace")
    sources = [
        tag("li", source, id=f"source-{number}") for source, number in teller.sources.items()
    ]
    page = Page(words.language, f"{title} – {scenario}", STYLE)
    return page.to_bytes(
        (
            tag(
                "header",
                tag("h1", before, tag("code", *breaking(result)), after),
                tag("p", own("scenario", scenario=scenario), class_="about"),
            ),
            tag(
                "main",
                trace,
                tag("h2", words("trace.sources")) if sources else None,
                tag("ol", *sources, class_="sources") if sources else None,
            ),
        )
    )


def head(one: Said) -> list[Content]:
    """Return a number's name, what it is of, and its value."""
    of = tag("span", f"({one.about})") if one.about else None
    unit = f" {one.unit}" if one.unit else None
    return [
        tag("code", one.name),
        " " if one.about else None,
        of,
        " = ",
        tag("strong", one.value),
        unit,
    ]


def details(one: Said, words: Texts) -> list[Element]:
    """Return what there is to tell of a number beside its value and where it is from."""
    found = []
    if one.missing:
        found.append(tag("p", sentence(one.missing), class_="how"))
    if one.equation:
        found.append(tag("p", sentence(f"{one.equation}: {one.title}"), class_="how"))
        found.append(tag("p", tag("code", one.formula), class_="formula"))
    elif one.how:
        found.append(tag("p", sentence(one.how), class_="how"))
    for row in one.rows:
        asked = sentence(f"{words('trace.row')}: {row.asked}")
        found += [
            tag("p", asked, class_="how"),
            tag("p", tag("code", row.terms), class_="formula"),
        ]
    return found


def cited(one: Cited, source: Content, lead: str = ": ") -> Element:
    """Return where a value is from, with the words or the number of its source."""
    named = tag("p", tag("code", *breaking(one.id)), class_="source")
    place = f", {one.place}" if one.place else ""
    locator = f", {one.locator}" if one.locator else ""
    return put(named, f"{place}{lead}", source, f"{locator}; {one.marks}")


class _Teller:
    """Tells the steps of a trace; what was told before leads to where."""

    def __init__(self, words: Texts) -> None:
        self.words = words
        self.sources: dict[str, int] = {}
        self._told: dict[tuple[str, Key], str] = {}
        self._count = 0

    def item(self, step: Step, depth: int = 0) -> Element:
        """Return a number with all below it."""
        one, place = said(step, self.words), (step.name, step.key)
        if step.seen:
            told = self.words("trace.told")
            to = self._told.get(place)
            lead = tag("a", told, href=f"#{to}") if to else told
            return tag("li", tag("p", *head(one), " (", lead, ")", class_="head"))
        self._count += 1
        self._told[place] = f"n{self._count}"
        about = details(one, self.words)
        if one.cited:
            number = self.sources.setdefault(one.cited.source, len(self.sources) + 1)
            about.append(cited(one.cited, tag("a", f"[{number}]", href=f"#source-{number}")))
        id_ = self._told[place]
        inputs = [self.item(below, depth + 1) for below in step.inputs]
        below = tag("ul", *inputs) if inputs else None
        if not inputs or not depth:
            return tag("li", tag("p", *head(one), class_="head"), *about, below, id=id_)
        summary = tag("summary", *head(one))
        return tag("li", tag("details", summary, *about, below, open=""), id=id_)
