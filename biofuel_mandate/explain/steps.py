"""One number of a trace, and the rows that it was solved from as they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import Any

from biofuel_mandate.equations import EQUATIONS, Equation, Key
from biofuel_mandate.quantities import Given
from biofuel_mandate.results import Missing
from biofuel_mandate.rules.rows import Column, Row

# The rules that tell second parts apart, by pool and component.
Parts = Mapping[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True)
class Step:
    """One number of a trace, and the numbers it is made of.

    ``how`` is ``equation``, ``sum``, ``solved`` (from the rows), ``chosen`` (by least cost),
    ``marginal`` (a rule's marginal value), ``settled`` (with the demand), ``parts`` (of a year),
    ``unsold`` (no grade holds it) or blank for a value; ``source`` is the name of the equation that
    the number follows from, ``parts`` the rules that tell second parts apart. ``name`` and ``key``
    tell the number from all others.
    """

    name: str
    about: str
    value: float | None
    unit: str
    why_missing: Missing | None = None
    how: str = ""
    source: str = ""
    given: Given | None = None
    rows: tuple[Row, ...] = ()
    parts: Parts = field(default_factory=dict)
    inputs: tuple[Step, ...] = ()
    seen: bool = False
    key: Key = field(default_factory=Key)

    @property
    def equation(self) -> Equation | None:
        """The equation that the number follows from."""
        return EQUATIONS[self.source] if self.how == "equation" else None

    def to_dict(self) -> dict[str, Any]:
        """Return the step and all below it as plain objects."""
        equation = self.equation
        found: dict[str, Any] = {
            "name": self.name,
            "about": self.about,
            "value": self.value,
            "unit": self.unit,
            "missing": self.why_missing._asdict() if self.why_missing else None,
            "how": self.how or None,
            "equation": equation.number if equation else None,
            "title": equation.title if equation else None,
            "formula": equation.formula if equation else None,
            "rows": [
                {"name": row.name, "equation": row.equation, "place": ".".join(row.place)}
                | {"text": row_text(row, name=partial(_english_name, self.parts))}
                for row in self.rows
            ],
            "inputs": [step.to_dict() for step in self.inputs],
        }
        if self.given is not None:
            found["id"], found["source"] = self.given.id, self.given.source
            found["locator"], found["evidence"] = self.given.locator, self.given.evidence
            found["price_year"] = self.given.price_year
            found["written_in_prices_of"] = self.given.written_year
            found["marks"] = [
                ": ".join(part for part in mark if part) for mark in self.given.marks()
            ]
        return found


def row_text(
    row: Row,
    decimal: str = ".",
    name: Callable[[Column], str] | None = None,
    within: str = "in",
) -> str:
    """Return a row as it is read: terms and constant, with seven digits and a decimal mark.

    ``name`` says what a column is called, its component where nothing does; ``within`` is the word
    between a fuel and its grade.
    """
    say = partial(_term, row=row, decimal=decimal, name=name or attrgetter("component"))
    left = " + ".join(say(x, column, within) for column, x in row.left.items() if x)
    right = [say(x, column, within) for column, x in row.right.items() if x]
    if row.constant != 0.0 or not right:
        right.append(_number(row.constant, decimal))
    marks = {"=": "=", ">=": "≥", "<=": "≤"}
    return f"{left or '0'} {marks[row.sense]} {' + '.join(right)} {row.unit}"


def _english_name(parts: Parts, column: Column) -> str:
    if not column.part:
        return column.component
    rules = " and ".join(parts.get((column.pool, column.component), ()))
    return f"{column.component} {column.part} {rules}"


def _term(
    coefficient: Any,
    column: Column,
    within: str,
    *,
    row: Row,
    decimal: str,
    name: Callable[[Column], str],
) -> str:
    fuel = (column.pool, column.component)
    grades = {c.grade for c in (*row.left, *row.right) if (c.pool, c.component) == fuel}
    grade = f" {within} {column.grade}" if len(grades) > 1 else ""
    suppliers = {c.supplier for c in (*row.left, *row.right) if (c.pool, c.component) == fuel}
    of_whom = f" ({column.supplier})" if len(suppliers) > 1 else ""
    return f"{_number(coefficient, decimal)} {name(column)}{grade}{of_whom}"


def _number(value: Any, decimal: str) -> str:
    return f"{float(value):.7g}".replace(".", decimal)
