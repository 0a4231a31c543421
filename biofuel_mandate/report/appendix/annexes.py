"""The annexes: values with their sources, the scenario file, equations, version and hashes."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate import __version__, library
from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import EQUATIONS, Equation
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.appendix.laid_out import laid_out
from biofuel_mandate.report.appendix.phrases import Phrases, chemical
from biofuel_mandate.report.document.tree import (
    Block,
    CodeBlock,
    Heading,
    ListBlock,
    Paragraph,
    Run,
)
from biofuel_mandate.report.table import Table
from biofuel_mandate.report.texts import equation_title


def annexes(assessment: Assessment, phrases: Phrases) -> Iterator[Block]:
    """Yield every annex that all scenarios have."""
    yield _heading("values", phrases)
    yield from _values(assessment, phrases)
    yield _heading("scenario", phrases)
    yield CodeBlock(assessment.scenario.document.text.rstrip("\n"))
    yield _heading("equations", phrases)
    yield Paragraph(phrases("equations.intro"))
    yield laid_out(_equations(assessment, phrases), phrases)
    yield _heading("version", phrases)
    yield laid_out(_version(assessment, phrases), phrases)
    yield Paragraph(phrases("version.note"), "note")


def _heading(name: str, phrases: Phrases) -> Heading:
    return Heading(1, phrases.said(f"heading.{name}"), name, annex=True)


def _values(assessment: Assessment, phrases: Phrases) -> Iterator[Block]:
    """Yield every value used, its source by number, and the sources under it."""
    words, said = phrases.words, phrases.said
    numbers: dict[str, int] = {}
    rows = []
    for given in assessment.values_used:
        number = numbers.setdefault(words.source(given), len(numbers) + 1)
        cited = (said("values.number", number=number), given.locator)
        source = chemical(", ".join(part for part in cited if part))
        rows.append((given.id, _amount(given, phrases), source, _evidence(given, phrases)))
    names = ("id", "amount", "source", "evidence")
    headings = tuple(said(f"values.column.{name}") for name in names)
    notes = (said("values.note"),)
    table = Table("values", said("values.caption"), headings, tuple(rows), notes, (0, 1, 2, 3))
    yield laid_out(table, phrases, ids=(0,))
    yield Heading(2, said("heading.sources"), "sources")
    items = tuple((Paragraph((Run(chemical(_cited(source))),)),) for source in numbers)
    yield ListBlock(items, ordered=True)


def _cited(source: str) -> str:
    """Return a source as it can be found: of the library with publisher, date and address."""
    known = next((one for one in library.sources().values() if one["title"] == source), None)
    if known is None:
        return source
    parts = (known.get("publisher"), source, known.get("date"), known.get("url"))
    return ", ".join(str(part) for part in parts if part)


def _amount(given: Given, phrases: Phrases) -> str:
    written = phrases.words.written(given)
    if given.low is None or given.high is None:
        return written
    low, high = (phrases.words.number(f"{end:.10g}") for end in (given.low, given.high))
    unit = "" if given.unit == "1" else given.unit
    return f"{written} ({phrases.said('values.low_high', low=low, high=high, unit=unit).strip()})"


def _evidence(given: Given, phrases: Phrases) -> str:
    """Return how well a value is evidenced, then what else a reader must know of it."""
    marks = [phrases.words(f"mark.{code}", detail=detail) for code, detail in given.marks()]
    evidence = phrases.words(f"mark.{given.evidence}") if given.evidence else ""
    return "; ".join(dict.fromkeys(part for part in (evidence, *marks) if part))


def _equations(assessment: Assessment, phrases: Phrases) -> Table:
    """Return the equations that results follow from, in the method's order."""
    names = ("number", "gives", "unit", "formula")
    headings = tuple(phrases.said(f"equations.column.{name}") for name in names)
    rows = tuple(
        (
            one.number,
            equation_title(one, phrases.words.language),
            one.unit.replace("¤", assessment.scenario.file.currency),
            f"{one.name} = {one.formula}",
        )
        for one in _used(assessment)
    )
    caption = phrases.said("equations.caption")
    return Table("equations", caption, headings, rows, words=(0, 1, 2, 3))


def _used(assessment: Assessment) -> list[Equation]:
    """Return every equation of a result, and those that it takes numbers from."""
    results = {(row.variable, row.equation) for row in assessment.rows}
    waiting = [one.name for one in EQUATIONS.values() if (one.variable, one.number) in results]
    found: dict[str, Equation] = {}
    while waiting:
        one = EQUATIONS[waiting.pop()]
        if one.name not in found:
            found[one.name] = one
            waiting += [base for _, base in one.takes if base in EQUATIONS]
    return sorted(found.values(), key=_order)


def _order(equation: Equation) -> tuple[bool, int, str]:
    digits = equation.number.lstrip("F")
    return equation.number != digits, int(digits), equation.name


def _version(assessment: Assessment, phrases: Phrases) -> Table:
    scenario, said = assessment.scenario, phrases.said
    told = {
        "version": f"biofuel_mandate {__version__}",
        "file": scenario.path.name,
        "date": scenario.file.date.isoformat(),
        "factors": scenario.file.factors,
        "comparator": scenario.file.comparator,
        "scenario": scenario.document.sha256,
        "library": library.content_hash(),
    }
    rows = tuple((said(f"version.row.{name}"), text) for name, text in told.items())
    headings = (said("version.column.what"), said("version.column.value"))
    return Table("version", said("version.caption"), headings, rows, words=(0, 1))
