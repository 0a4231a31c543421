"""The trace of a result as a nested list in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from biofuel_mandate.explain import Step
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.report.trace.words import Cited, Said, own_words, said

# What Markdown acts on wherever it stands, and what it acts on where a line begins.
_ACTIVE = re.compile(r"[\\`*_\[\]<>&#~|$@]|:(?=/)|:(?=\w+:)|(?<=www)\.", re.IGNORECASE)
_LEADING = re.compile(r"^([-+=]|\d+(?=[.)]))")


def to_markdown(step: Step, words: Texts, result: str, scenario: str) -> str:
    """Return the trace as Markdown, with its sources numbered at the end.

    Parameters
    ----------
    step : Step
    words : Texts
    result : str
        What was asked for, as in ``policy.extra_volume.ethanol``.
    scenario : str
        What the scenario is called.
    """
    own, sources = own_words(words), dict[str, int]()
    yielded = [
        f"# {own('heading', result=_code(result))}",
        "",
        own("scenario", scenario=escaped(scenario)),
        "",
        *_lines(step, "", sources, words),
        "",
        f"## {words('trace.sources')}",
        "",
        *(f"{number}. {_start(escaped(source))}" for source, number in sources.items()),
    ]
    return "\n".join(yielded) + "\n"


def escaped(text: str) -> str:
    r"""Return words such that Markdown shows them as they stand.

    Examples
    --------
    >>> escaped("*not bold* <b> [x](y)")
    '\\*not bold\\* \\<b\\> \\[x\\](y)'
    """
    # On one line, and without spaces before it, which would make it a listing.
    one_line = re.sub(r"\s*[\n\r\t\v\f]\s*", " ", text).strip()
    return _ACTIVE.sub(lambda found: f"\\{found[0]}", one_line)


def _start(text: str) -> str:
    """Return escaped words that may begin a line."""
    return _LEADING.sub(lambda found: _stopped(found[0]), text)


def _stopped(lead: str) -> str:
    return lead + "\\" if lead[0].isdigit() else f"\\{lead}"


def _code(text: str) -> str:
    """Return text in a width for each sign; its marks are longer than any in it."""
    text = re.sub(r"[\n\r]", " ", text)
    marks = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{marks}{space}{text}{space}{marks}"


def _lines(step: Step, indent: str, sources: dict[str, int], words: Texts) -> Iterator[str]:
    one = said(step, words)
    about = f" ({escaped(one.about)})" if one.about else ""
    lead = f"{_code(one.name)}{about} = **{escaped(one.value)}**"
    lead += f" {escaped(one.unit)}" if one.unit else ""
    if step.seen:
        lead += f" ({words('trace.told')})"
    details = [] if step.seen else list(_details(one, sources, words))
    # A backslash at its end breaks the line, and is seen where two spaces are not.
    yield "\\\n".join([f"{indent}- {lead}", *(f"{indent}  {detail}" for detail in details)])
    for below in step.inputs:
        yield from _lines(below, f"{indent}  ", sources, words)


def _details(one: Said, sources: dict[str, int], words: Texts) -> Iterator[str]:
    if one.missing:
        yield _start(escaped(one.missing))
    if one.equation:
        yield f"{_start(escaped(f'{one.equation}: {one.title}'))}: {_code(one.formula)}"
    elif one.how:
        yield _start(escaped(one.how))
    for row in one.rows:
        yield f"{words('trace.row')}: {escaped(row.asked)}: {_code(row.terms)}"
    if one.cited:
        yield _reference(one.cited, sources)


def _reference(cited: Cited, sources: dict[str, int]) -> str:
    number = sources.setdefault(cited.source, len(sources) + 1)
    place = ", ".join(part for part in (_code(cited.id), escaped(cited.place)) if part)
    asked = ", ".join(part for part in (f"\\[{number}\\]", escaped(cited.locator)) if part)
    return f"{place}: {asked}; {escaped(cited.marks)}"
