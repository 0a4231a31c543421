"""What a chart is as numbers: bars in panels, and which of them are worth drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.report.numbers import rounded

Number = float | None


@dataclass(frozen=True)
class Bar:
    """One bar of a chart.

    Attributes
    ----------
    of : str
        What it measures: a case, a component, a saving, a line of cost, ...
    kind : str
        Which of these ``of`` is; tells how it is worded.
    parts : dict
        Length of each part by what it is of; None where it is missing.
    total : float or None
        What the bar comes to; None where it is missing.
    group : str
        Heading that it stands under; blank for none.
    mark : float or None
        A second number marked on the same scale.
    unchanged : bool
        Nothing changes, so there is no number; not the same as missing.
    limit : str
        What the mark is, where it is a rule's: ``required`` or ``allowed``; blank for none.
    broken : bool
        The rule of the mark does not hold.
    unheld : bool
        The rule is not in force, so there is no number; not the same as missing.
    """

    of: str
    kind: str
    parts: Mapping[str, Number]
    total: Number
    group: str = ""
    mark: Number = None
    unchanged: bool = False
    limit: str = ""
    broken: bool = False
    unheld: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """Return which parts have no number."""
        if self.unchanged or self.unheld:
            return ()
        return tuple(key for key, value in self.parts.items() if value is None)


@dataclass(frozen=True)
class Panel:
    """The bars of one case, pool or rule; every panel of a chart has bars of the same things."""

    of: str
    kind: str
    bars: tuple[Bar, ...]

    def bar(self, of: str, group: str = "") -> Bar:
        """Return the bar of something.

        Raises
        ------
        KeyError
            When there is none.
        """
        for bar in self.bars:
            if bar.of == of and group in ("", bar.group):
                return bar
        raise KeyError(f"no bar of {of} in {self.of}")


@dataclass(frozen=True)
class ChartData:
    """A chart as numbers.

    Attributes
    ----------
    name : str
    unit : str
        As in results.csv, but for ``vol-%`` and ``kt``; ``¤`` is the scenario's currency.
    decimals : int
        Decimals that its numbers are shown with.
    panels : tuple of Panel
        Those that are drawn, with the bars that are; empty where there is nothing to compare.
    whole : tuple of Panel
        Every panel with every bar, those without any number too.
    """

    name: str
    unit: str
    decimals: int
    panels: tuple[Panel, ...]
    whole: tuple[Panel, ...] = ()

    @property
    def left_out(self) -> tuple[Panel, ...]:
        """Return the panels that have no number at all, and are not drawn."""
        drawn = {panel.of for panel in self.panels}
        return tuple(panel for panel in self.whole if panel.of not in drawn)


def drawn_of(whole: tuple[Panel, ...], decimals: int) -> tuple[Panel, ...]:
    """Leave out panels without a number, and then rows that are empty in all; never all."""
    panels = [panel for panel in whole if any(map(_has_number, panel.bars))]
    if not panels:
        return whole
    rows = [
        row
        for row in range(len(panels[0].bars))
        if any(_is_worth_a_row(panel.bars[row], decimals) for panel in panels)
    ]
    if not rows:
        return tuple(panels)
    return tuple(replace(panel, bars=tuple(panel.bars[row] for row in rows)) for panel in panels)


def _has_number(bar: Bar) -> bool:
    return any(value is not None for value in (bar.total, bar.mark)) or any(bar.parts.values())


def _is_worth_a_row(bar: Bar, decimals: int) -> bool:
    """Tell whether a bar shows more than nothing; a sum that is zero tells something too."""
    if bar.of in (BIOFUEL, TOTAL) and bar.total is not None:
        return True
    values = (bar.total, bar.mark, *bar.parts.values())
    return any(value is not None and rounded(value, decimals) for value in values)
