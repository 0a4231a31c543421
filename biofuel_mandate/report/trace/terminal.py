"""The trace of a result as indented lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.explain import Step
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.report.trace.words import Cited, said


def to_lines(step: Step, texts: Texts) -> Iterator[str]:
    """Yield the trace as indented lines of text, the sources listed at its end."""
    sources: dict[str, int] = {}
    yield from _lines(step, 0, sources, texts)
    yield ""
    yield texts("trace.sources")
    for source, number in sources.items():
        yield f"  [{number}] {source}"


def _lines(step: Step, depth: int, sources: dict[str, int], texts: Texts) -> Iterator[str]:
    indent, one = "  " * depth, said(step, texts)
    about = f" ({one.about})" if one.about else ""
    # A terminal may lack the minus sign that pages have.
    value = one.value.replace(texts("number.minus"), "-")
    line = f"{indent}{one.name}{about} = {value}{f' {one.unit}' if one.unit else ''}"
    if step.seen:
        yield f"{line}  ({texts('trace.told')})"
        return
    if one.cited is not None:
        yield f"{line}  {_reference(one.cited, sources)}"
        return
    yield line
    if one.missing:
        yield f"{indent}  {one.missing}"
    if one.equation:
        yield f"{indent}  {one.equation}: {one.title}: {one.formula}"
    elif one.how:
        yield f"{indent}  {one.how}"
    for row in one.rows:
        yield f"{indent}  {texts('trace.row')}: {row.asked}: {row.terms}"
    for below in step.inputs:
        yield from _lines(below, depth + 1, sources, texts)


def _reference(cited: Cited, sources: dict[str, int]) -> str:
    number = sources.setdefault(cited.source, len(sources) + 1)
    place = ", ".join(part for part in (cited.id, cited.place) if part)
    asked = ", ".join(part for part in (f"[{number}]", cited.locator) if part)
    return f"{place}: {asked}; {cited.marks}"
