"""What a scenario file may say of uncertainty; the docstring under each attribute tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from biofuel_mandate.quantities import QuantityError
from biofuel_mandate.scenario.fields import Parsed, one
from biofuel_mandate.scenario.parts import Part, Sourced, Text, Word
from biofuel_mandate.words import shown

_RANK = "Write a number from -1 to 1, or a list of such lists."


def _rank(data: object) -> float | list[list[float]]:
    """Read a correlation of all pairs, or a matrix; whether that is one is told later."""
    if _is_coefficient(data):
        return float(data)  # type: ignore[arg-type]
    rows = data if isinstance(data, list) else []
    if rows and all(isinstance(row, list) and all(map(_is_coefficient, row)) for row in rows):
        return [[float(number) for number in row] for row in rows]
    raise QuantityError(f"{shown(data)} is not a correlation", _RANK)


def _is_coefficient(data: object) -> bool:
    return isinstance(data, int | float) and not isinstance(data, bool) and -1 <= data <= 1


def _as_written(data: object) -> object:
    return data


_COEFFICIENT = {"type": "number", "minimum": -1, "maximum": 1}
RANK: Mapping[str, Any] = {
    "anyOf": [
        _COEFFICIENT,
        {"type": "array", "items": {"type": "array", "items": _COEFFICIENT}},
    ]
}
# What a value is, and so its units, is known only once all names are bound.
Rank = Annotated[float | list[list[float]], Parsed(one(_rank), RANK)]
_WRITTEN = {"anyOf": [{"type": "string"}, {"type": "object"}]}
UncertainInput = Annotated[Any, Parsed(_as_written, _WRITTEN)]


class Correlation(Sourced):
    """Inputs that move together."""

    between: list[Text] = Field(min_length=2)
    """Their ids, as ``explain`` shows them."""
    rank: Rank
    """Rank correlation (Spearman) of every two of them; or a matrix, in the order of the ids."""
    note: Text | None = None
    """Why."""


class Threshold(Part):
    """A result and an amount: in what share of draws does the one pass the other."""

    result: Text
    """As for ``explain``: ``policy.cost@bottom up``."""
    above: Text | None = None
    """Count the draws above this amount, such as 300 MNOK."""
    below: Text | None = None
    """Count the draws below this amount."""


class Grid(Part):
    """Two inputs that are moved together, for a heat map of a result."""

    across: Text
    """Id of the input from left to right."""
    up: Text
    """Id of the input from bottom to top."""
    result: Text
    """As for ``explain``."""
    steps: Annotated[int, Field(ge=2, le=201)] = 25
    """How many values of each input."""


class Choice(Part):
    """How cases are ranked, draw by draw."""

    by: Text
    """The result that decides, without the case: ``cost@bottom up``."""
    best: Literal["lowest", "highest"] = "lowest"
    """Whether the lowest or the highest is the best."""
    cases: list[Word] = Field(default_factory=list)
    """The cases to choose between; every case but the baselines where none are named."""


class Uncertainty(Sourced):
    """What is uncertain beside what the values themselves say, and what is asked of it."""

    ranges: Literal["uniform", "triangular"] | None = None
    """How values are drawn that give low and high and no distribution; without it, they are
    fixed."""
    inputs: dict[Text, UncertainInput] = Field(default_factory=dict)
    """Distributions of values of the library, or of this file, by id."""
    correlation: list[Correlation] = Field(default_factory=list)
    """Which inputs move together; the others are independent."""
    questions: list[Threshold] = Field(default_factory=list)
    """In what share of draws a result passes an amount."""
    grids: list[Grid] = Field(default_factory=list)
    """Heat maps of a result over two inputs."""
    choice: Choice | None = None
    """Which case is best, and how that hangs on the draws."""
