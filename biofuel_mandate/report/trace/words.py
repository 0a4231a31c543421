"""What is said of one number of a trace, in a language, before any form is given to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from biofuel_mandate.explain import Step, row_text
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.row_words import part_words, row_words
from biofuel_mandate.report.texts import Texts, equation_title, texts
from biofuel_mandate.rules.rows import Column, Row

_WEIGHT = re.compile(r"(?<= )([\d.e-]+) x$")


@dataclass(frozen=True)
class SaidRow:
    """A row that a number was solved from: what it asks, and its terms."""

    asked: str
    terms: str


@dataclass(frozen=True)
class Cited:
    """Where a given value is from.

    Attributes
    ----------
    id : str
    place : str
        Line in the scenario, and how it was written where it was converted; may be blank.
    source, locator : str
    marks : str
        How well it is evidenced.
    """

    id: str
    place: str
    source: str
    locator: str
    marks: str


@dataclass(frozen=True)
class Said:
    """One number of a trace in words.

    Attributes
    ----------
    name, about : str
        The number's name in the method, and what it is of; ``about`` may be blank.
    value, unit : str
        The value in the marks of the language; the unit blank for a plain number.
    missing : str
        Why there is no value.
    equation, title, formula : str
        The number of the equation that it follows from, what that gives, and how.
    how : str
        How it was found, where no equation says so.
    rows : tuple of SaidRow
    cited : Cited or None
        Of a given value.
    """

    name: str
    about: str
    value: str
    unit: str
    missing: str = ""
    equation: str = ""
    title: str = ""
    formula: str = ""
    how: str = ""
    rows: tuple[SaidRow, ...] = ()
    cited: Cited | None = None


def own_words(words: Texts) -> Texts:
    """Return the words about traces and pages, in a language."""
    return texts(f"trace.{words.language}")


def said(step: Step, words: Texts) -> Said:
    """Put one number into words, without those that it is made of.

    Parameters
    ----------
    step : Step
    words : Texts
    """
    value = words("missing") if step.value is None else words.number(f"{step.value:.10g}")
    # The weight of a part of a year ends what a step is about.
    about = _WEIGHT.sub(lambda found: f"{words.number(found[1])} ×", step.about)
    one = Said(step.name, about, value, "" if step.unit == "1" else step.unit)
    if step.seen:
        return one
    equation = step.equation
    told = {"equation": "", "title": "", "formula": "", "how": ""}
    if equation:
        told["equation"] = words("trace.equation", number=equation.number)
        told["title"] = equation_title(equation, words.language)
        told["formula"] = equation.formula
    elif step.how:
        told["how"] = how_words(step.how, words)
    return Said(
        *(one.name, one.about, one.value, one.unit),
        missing=words.missing(step.why_missing) if step.why_missing else "",
        rows=tuple(_rows(step, words)),
        cited=_cited(step.given, words) if step.given is not None else None,
        **told,
    )


def how_words(how: str, words: Texts) -> str:
    """Return how a number was found that follows from no equation."""
    known: dict[str, str] = words.words["trace"]
    return known[how] if how in known else own_words(words)(f"found.{how}")


def _rows(step: Step, words: Texts) -> Iterator[SaidRow]:
    decimal, name = words("number.decimal"), partial(_column_words, step, words)
    within = words("in_grade", component="", grade="").strip()
    for row in step.rows:
        yield SaidRow(_asked(row, words), row_text(row, decimal, name, within))


def _asked(row: Row, words: Texts) -> str:
    number = words("trace.equation", number=row.equation)
    asked = row_words(row, words)
    if row.supplier:
        asked = words("of_supplier", what=asked, supplier=words.called(row.supplier))
    return f"{asked} ({number}; {'.'.join(row.place)})"


def _column_words(step: Step, words: Texts, column: Column) -> str:
    """Return a column's name: its component's key, of a second part with the rules it is past."""
    rules = step.parts.get((column.pool, column.component), ())
    return part_words(column.component, column.part, rules, words)


def _cited(given: Given, words: Texts) -> Cited:
    line = f"{words('trace.line')} {given.line}" if given.line else ""
    written = words.written(given) if given.price_year is not None else ""
    place = ", ".join(part for part in (line, written) if part)
    marks = words.marks(given) or words("mark.published")
    return Cited(given.id, place, words.source(given), given.locator, marks)
