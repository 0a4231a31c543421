"""Numbers that know which results they are, so that a report can lead from them to a trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from biofuel_mandate.results import ResultRow


class Known(float):
    """A result as a plain number, with the row of results.csv that it stands in.

    What is calculated from it is a number as any other, and knows of no row.

    Examples
    --------
    >>> one = Known(ResultRow(variable="volume", value=2.5))
    >>> one, one.row.variable, one * 2
    (2.5, 'volume', 5.0)
    """

    row: ResultRow

    def __new__(cls, row: ResultRow) -> Known:
        """Make one of a row that has a value.

        Raises
        ------
        ValueError
            When the row's value is missing.
        """
        if row.value is None:
            raise ValueError(f"{row.variable} of {row.case} is missing")
        made = super().__new__(cls, row.value)
        made.row = row
        return made


class Calculated(float):
    """A number that a report calculates from results: it knows what it adds up, or divides.

    ``how`` is ``sum``, ``quotient`` (the first over the second), ``required_share``, ``rounded`` or
    ``less_published``; ``name`` and ``unit`` say what it is.
    """

    how: str
    name: str
    unit: str
    parts: tuple[Known, ...]

    def __new__(
        cls, value: float, parts: Sequence[Known], how: str = "sum", unit: str = ""
    ) -> Calculated:
        """Make one of the results that it is calculated from; at least one."""
        made = super().__new__(cls, value)
        made.how, made.parts = how, tuple(parts)
        made.name, made.unit = parts[0].row.variable, unit or parts[0].row.unit
        return made


def added(values: Iterable[float | None]) -> float | None:
    """Return the sum of numbers, which knows its parts where each is a result; None with a gap.

    Examples
    --------
    >>> one, two = (Known(ResultRow(variable="volume", value=x)) for x in (1.0, 2.5))
    >>> added([one, two]), added([one, two]).parts, added([one, None])
    (3.5, (1.0, 2.5), None)
    """
    found = list(values)
    whole = [value for value in found if value is not None]
    if len(whole) < len(found):
        return None
    parts = [value for value in whole if isinstance(value, Known)]
    total = sum(whole)
    return Calculated(total, parts) if parts and len(parts) == len(whole) else total
