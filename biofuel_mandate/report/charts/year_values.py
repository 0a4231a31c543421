"""Results of a scenario over years, one number a year."""

from __future__ import annotations

from collections.abc import Sequence

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.charts.model import Number


def of_years(
    assessment: Assessment, variable: str, case: str, component: str, **where: str
) -> tuple[Number, ...]:
    """Return a number in each year; None where it is missing, or nobody asks for it."""

    def one(year: Assessment) -> Number:
        try:
            return year.value(variable, case, component, **where)
        except KeyError:
            return None

    return tuple(map(one, assessment.years.values()))


def scaled(values: Sequence[Number], scale: float) -> tuple[Number, ...]:
    """Return numbers in another unit; what is missing stays so."""
    return tuple(None if value is None else value * scale for value in values)


def added(columns: Sequence[Sequence[Number]]) -> tuple[Number, ...]:
    """Add what has a number in each year; None where nothing has."""
    return tuple(
        sum(known) if (known := [value for value in values if value is not None]) else None
        for values in zip(*columns, strict=True)
    )
