"""The trace of a result as indented lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from biofuel_mandate.explain import Step, row_text
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.row_words import part_words, row_words
from biofuel_mandate.report.texts import Texts, equation_title
from biofuel_mandate.rules.rows import Column

_WEIGHT = re.compile(r"(?<= )([\d.e-]+) x$")


def to_lines(step: Step, texts: Texts) -> Iterator[str]:
    """Yield the trace as indented lines of text, the sources listed at its end."""
    sources: dict[str, int] = {}
    yield from _lines(step, 0, sources, texts)
    yield ""
    yield texts("trace.sources")
    for source, number in sources.items():
        yield f"  [{number}] {source}"


def _lines(step: Step, depth: int, sources: dict[str, int], texts: Texts) -> Iterator[str]:
    indent = "  " * depth
    decimal = texts("number.decimal")
    value = texts("missing") if step.value is None else f"{step.value:.10g}".replace(".", decimal)
    unit = "" if step.unit == "1" else f" {step.unit}"
    # The weight of a part of a year ends what a step is about.
    said = _WEIGHT.sub(lambda found: f"{texts.number(found[1])} ×", step.about)
    about = f" ({said})" if said else ""
    line = f"{indent}{step.name}{about} = {value}{unit}"
    if step.seen:
        yield f"{line}  ({texts('trace.told')})"
        return
    if step.given is not None:
        yield f"{line}  {_reference(step.given, sources, texts)}"
        return
    yield line
    if step.why_missing:
        yield f"{indent}  {texts.missing(step.why_missing)}"
    equation = step.equation
    if equation:
        number = texts("trace.equation", number=equation.number)
        yield f"{indent}  {number}: {equation_title(equation, texts.language)}: {equation.formula}"
    elif step.how:
        yield f"{indent}  {texts(f'trace.{step.how}')}"
    name = partial(_column_words, step, texts)
    for row in step.rows:
        number = texts("trace.equation", number=row.equation)
        said = row_words(row, texts)
        if row.supplier:
            said = texts("of_supplier", what=said, supplier=row.supplier)
        asked = f"{said} ({number}; {'.'.join(row.place)})"
        within = texts("in_grade", component="", grade="").strip()
        told = row_text(row, decimal, name, within)
        yield f"{indent}  {texts('trace.row')}: {asked}: {told}"
    for one in step.inputs:
        yield from _lines(one, depth + 1, sources, texts)


def _column_words(step: Step, texts: Texts, column: Column) -> str:
    """Return a column's name: its component's key, of a second part with the rules it is past."""
    rules = step.parts.get((column.pool, column.component), ())
    return part_words(column.component, column.part, rules, texts)


def _reference(given: Given, sources: dict[str, int], texts: Texts) -> str:
    number = sources.setdefault(texts.source(given), len(sources) + 1)
    place = f", {texts('trace.line')} {given.line}" if given.line else ""
    cited = ", ".join(part for part in (f"[{number}]", given.locator) if part)
    if given.price_year is not None:
        place += f", {texts.written(given)}"
    return f"{given.id}{place}: {cited}; {texts.marks(given) or texts('mark.published')}"
