"""What a chart over years is as numbers: series of one number a year, in panels."""

from __future__ import annotations

from dataclasses import dataclass

from biofuel_mandate.report.charts.model import Number

# How a series is drawn: bars on one another, the area under steps, steps, or a line.
PART, AREA, STEP, LINE = "part", "area", "step", "line"


@dataclass(frozen=True)
class Series:
    """One number a year.

    Attributes
    ----------
    of, kind : str
        What it measures, and which sort of thing that is: ``component``, ``case`` or ``measure``.
    form : str
        ``PART``, ``AREA``, ``STEP`` or ``LINE``.
    values : tuple of float or None
        In order of the chart's years; None where there is no number.
    """

    of: str
    kind: str
    form: str
    values: tuple[Number, ...]

    @property
    def has_number(self) -> bool:
        """Whether there is a number in any year."""
        return any(value is not None for value in self.values)

    @property
    def last(self) -> int | None:
        """Position of the last year with a number."""
        found = [at for at, value in enumerate(self.values) if value is not None]
        return found[-1] if found else None

    @property
    def runs(self) -> tuple[tuple[int, int], ...]:
        """First and last position of each stretch of years with numbers: a gap is a gap."""
        found: list[tuple[int, int]] = []
        for at, value in enumerate(self.values):
            if value is None:
                continue
            if found and found[-1][1] == at - 1:
                found[-1] = (found[-1][0], at)
            else:
                found.append((at, at))
        return tuple(found)


@dataclass(frozen=True)
class YearPanel:
    """The series of one case, pool or quota.

    Attributes
    ----------
    of, kind : str
        What it is of, and which sort of thing that is: ``case``, ``pool`` or ``cases``.
    series : tuple of Series
        In the order they are drawn.
    rule : str
        The quota, where a case has a panel for each.
    measure : str
        How that counts: ``volume``, ``energy`` or ``greenhouse gas``.
    broken : tuple of int
        Positions of the years in which the quota is missed.
    """

    of: str
    kind: str
    series: tuple[Series, ...]
    rule: str = ""
    measure: str = ""
    broken: tuple[int, ...] = ()

    def get(self, of: str) -> Series:
        """Return the series of something.

        Raises
        ------
        KeyError
            When there is none.
        """
        for one in self.series:
            if one.of == of:
                return one
        raise KeyError(f"no series of {of} in {self.of}")

    def sums(self) -> tuple[Number, ...]:
        """Return what all series come to in each year; None where one has no number."""
        columns = zip(*(one.values for one in self.series), strict=True)
        return tuple(_sum(column) for column in columns)


@dataclass(frozen=True)
class YearChart:
    """A chart over years as numbers.

    Attributes
    ----------
    name : str
    unit : str
        As in results.csv, but for ``%``, ``kt`` and ``Mt``; ``¤`` is the scenario's currency.
    decimals : int
        Decimals that its numbers are shown with.
    years : tuple of int
    panels : tuple of YearPanel
        Those with a number; empty where there is nothing to draw.
    empty : tuple of str
        Cases without any number.
    undrawn : tuple of str
        Cases with numbers that are too many to draw.
    parted : tuple of int
        Years in which cases tell parts apart.
    way : str
        Which account of cost it is; blank elsewhere.
    idle : tuple of str
        Cases that are nothing but zero, which bars do not show.
    """

    name: str
    unit: str
    decimals: int
    years: tuple[int, ...]
    panels: tuple[YearPanel, ...]
    empty: tuple[str, ...] = ()
    undrawn: tuple[str, ...] = ()
    parted: tuple[int, ...] = ()
    way: str = ""
    idle: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Series, ...]:
        """Every series of every panel."""
        return tuple(one for panel in self.panels for one in panel.series)


def _sum(values: tuple[Number, ...]) -> Number:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
