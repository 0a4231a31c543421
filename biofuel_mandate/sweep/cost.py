"""What a sweep would cost, before it is begun: points, rows, bytes and time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from math import log10

from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.sweep.grid import MOST_POINTS
from biofuel_mandate.sweep.work import SweepWork
from biofuel_mandate.uncertainty.outcomes import is_one_by_one

# Beyond this a sweep is begun with --yes only.
FREE_POINTS = 10**7
FREE_SECONDS = 3600
# So few chunks take less time than measuring is worth.
_FEW = 8
_PILOT_ONE_BY_ONE = 4
_SECONDS = (("year", 365.25 * 86400), ("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))
_BYTES = (("PB", 10**15), ("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3))


@dataclass(frozen=True)
class Cost:
    """What a sweep would cost.

    Attributes
    ----------
    points, rows, size : int
        The size in bytes.
    seconds : Fraction
        On one processor.
    """

    points: int
    rows: int
    size: int
    seconds: Fraction

    def __str__(self) -> str:
        rows, size = counted(self.rows), _in_units(self.size, _BYTES, "bytes")
        time_ = _in_units(self.seconds, _SECONDS, "seconds", plural="s")
        return f"{rows} rows, about {size} and {time_} of one processor"


def cost_of(work: SweepWork) -> Cost | None:
    """Measure some points and return what all would cost; None where that is not worth it.

    Parameters
    ----------
    work : SweepWork
    """
    if work.chunks <= _FEW:
        return None
    tried = _PILOT_ONE_BY_ONE if is_one_by_one(work.sweep.scenario) else work.points_a_chunk
    work.some(0, 1)  # what is made once only is no cost of a point
    begun = time.perf_counter()
    size = len(work.some(0, tried))
    seconds = Fraction(time.perf_counter() - begun) / tried
    points = work.sweep.grid.points
    rows = points * len(work.sweep.asked)
    return Cost(points, rows, points * size // tried, points * seconds)


def check_cost(work: SweepWork, workers: int, *, is_wanted: bool) -> None:
    """Refuse a sweep that is larger than anybody would expect, unless it is wanted all the same.

    Parameters
    ----------
    work : SweepWork
    workers : int
        How many processors it has, 1 or more.
    is_wanted : bool
        Whether the user has said so.

    Raises
    ------
    ScenarioError
        With what it would cost.
    """
    is_too_many = work.sweep.grid.points > MOST_POINTS
    if is_wanted and not is_too_many:
        return
    cost = cost_of(work)
    if cost is None or (cost.points <= FREE_POINTS and cost.seconds / workers <= FREE_SECONDS):
        return
    got = f"the grid has {counted(cost.points)} points: {cost}"
    do = "Take fewer steps, or ask for fewer results. Add --yes to begin all the same."
    if is_too_many:
        do = "Take fewer steps: so many points cannot even be numbered."
    raise ScenarioError([Fault(got, do, "inputs", file=str(work.sweep.path))])


def counted(number: int) -> str:
    """Return a count for reading, however large.

    Examples
    --------
    >>> counted(16287), counted(10**12), counted(61**300)
    ('16,287', '1,000,000,000,000', '10^535')
    """
    return f"{number:,}" if number < 10**16 else f"10^{int(log10(number))}"


def _in_units(
    amount: Fraction | int, units: tuple[tuple[str, float], ...], least: str, plural: str = ""
) -> str:
    """Return an amount in the largest unit that it has one of."""
    for name, size in units:
        many = Fraction(amount) / Fraction(size)
        if many >= 1:
            number = counted(round(many)) if many >= 10 else f"{float(many):.1f}"
            return f"{number} {name}{plural}"
    return f"{float(amount):.1g} {least}"
