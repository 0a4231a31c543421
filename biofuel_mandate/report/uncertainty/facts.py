"""What reports tell of an analysis, as numbers: of no language, and drawn by nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from biofuel_mandate.quantities import Given
from biofuel_mandate.report.numbers import rounded
from biofuel_mandate.report.uncertainty.measures import Measure, decimals_of, measure
from biofuel_mandate.uncertainty.analysis import Analysis
from biofuel_mandate.uncertainty.headlines import Headline
from biofuel_mandate.uncertainty.inputs import fixed_of
from biofuel_mandate.uncertainty.moves import Moves
from biofuel_mandate.uncertainty.outcomes import is_one_by_one
from biofuel_mandate.uncertainty.run import statistics
from biofuel_mandate.uncertainty.sensitivity import Swing, evaluate
from biofuel_mandate.uncertainty.tally import Tally

# Which headlines are looked into, in this order: variable, and its details.
_LEADING = (
    ("cost", ("bottom up", "abatement cost")),
    ("direct_co2_reduction", ("",)),
    ("life_cycle_reduction_including_iluc", ("own saving",)),
    ("extra_volume", ("",)),
)
# By how much a fixed value is moved to see what hangs on it.
NUDGE = 0.01
_MOST_NUDGED = 3000
# What moves a headline by less than this part of what lies between P5 and P95 is not told.
_NOTHING = 0.01


@dataclass(frozen=True)
class Figure:
    """One headline: as it is, and what the draws come to; None where there is no number.

    Attributes
    ----------
    headline : Headline
    now, mean, median, p5, p95, se : float or None
        In the result's own unit.
    decimals : int
        That the draws bear out, in the unit that it is shown in.
    """

    headline: Headline
    now: float | None
    mean: float | None
    median: float | None
    p5: float | None
    p95: float | None
    se: float | None
    decimals: int


@dataclass(frozen=True)
class Fixed:
    """A value that is taken as fixed, and what hangs on it.

    Attributes
    ----------
    given : Given
    moved : tuple of (Headline, float)
        By how much each headline changes, in its own unit, where the value is one per cent larger;
        those that change worth a word, first what changes most beside its spread.
    """

    given: Given
    moved: tuple[tuple[Headline, float], ...]


@dataclass(frozen=True)
class Failure:
    """Draws in which a case has no solution.

    Attributes
    ----------
    position : int
        Of the year.
    case : str
    reason : int
        The code of `solve.check`; 99 where the year is not reached.
    draws : int
    """

    position: int
    case: str
    reason: int
    draws: int


def is_broken(swing: Swing) -> bool:
    """Return whether a swing ends where there is no solution."""
    return not (isfinite(swing.low) and isfinite(swing.high))


def reach_of(swing: Swing) -> float:
    """Return how far a headline moves with an input, as far as it has a number."""
    known = [value for value in (swing.low, swing.now, swing.high) if isfinite(value)]
    return max(known) - min(known) if known else 0.0


class Facts:
    """What there is to tell of an analysis."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.uncertain = analysis.uncertain
        self.plan, self.sums = self.uncertain.plan, self.uncertain.sums
        self.scenario = self.uncertain.scenario

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """The cases that headlines are of."""
        return tuple(dict.fromkeys(one.row.case for one in self.plan.headlines))

    @cached_property
    def _tallies(self) -> dict[Headline, Tally]:
        return dict(zip(self.plan.asked, self.sums.tallies, strict=True))

    def tally(self, headline: Headline) -> Tally:
        """Return what the draws of a headline come to."""
        return self._tallies[headline]

    @cached_property
    def _now(self) -> dict[Headline, float]:
        asked = tuple(dict.fromkeys((*self.plan.asked, *(one.headline for one in self.plan.grids))))
        found = evaluate(self.plan, asked, Moves(1))
        return {one: float(numbers[0]) for one, numbers in zip(asked, found, strict=True)}

    def now(self, headline: Headline) -> float | None:
        """Return a result with every value as it is; None where it has no number."""
        value = self._now[headline]
        return value if isfinite(value) else None

    def figure(self, headline: Headline) -> Figure:
        """Return what the draws of a headline come to."""
        how = self._measure(headline)
        told = statistics(self.tally(headline))
        numbers = {name: told[name] for name in ("mean", "median", "p5", "p95")}
        scaled = [None if one is None else one * how.scale for one in numbers.values()]
        error = told["se"]
        shown = None if error is None else error * how.scale
        decimals = decimals_of(scaled, shown, how.decimals)
        now = self.now(headline)
        return Figure(headline, now, se=error, decimals=decimals, **numbers)

    @cached_property
    def leading(self) -> tuple[Headline, ...]:
        """The headlines that are looked into: those of the last case that vary with the draws."""
        main = self.analysis.main
        last = main[-1].row.case if main else ""
        asked = [(name, detail) for name, details in _LEADING for detail in details]
        mine = [one for one in main if one.row.case == last]
        found = [
            one
            for name, detail in asked
            for one in mine
            if (one.row.variable, one.row.detail) == (name, detail)
        ]
        varying = [one for one in found if self.varies(one)]
        return tuple(varying or [one for one in mine if self.varies(one)][:1])

    def varies(self, headline: Headline) -> bool:
        """Return whether draws of a headline differ by more than is shown."""
        one, how = self.figure(headline), self._measure(headline)
        if one.p5 is None or one.p95 is None:
            return False
        low, high = (rounded(end * how.scale, one.decimals) for end in (one.p5, one.p95))
        return low != high

    def _measure(self, headline: Headline) -> Measure:
        row = headline.row
        return measure(row.variable, row.unit, self.scenario.file.currency)

    def swings(self, headline: Headline) -> list[Swing]:
        """Return the swings of a headline: those that end without a solution, then the widest."""
        mine = [one for one in self.analysis.swings if one.headline == headline]
        return sorted(mine, key=lambda one: (not is_broken(one), -reach_of(one), one.input.id))

    # Failures ------------------------------------------------------------------------------

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The draws without a solution, by year, case and reason."""
        found = self.sums.failed.items()
        order = {case: at for at, case in enumerate(self.scenario.structure.cases)}
        listed = [Failure(*key, count) for key, count in found if count]
        return tuple(sorted(listed, key=lambda one: (one.position, order[one.case], one.reason)))

    @property
    def degenerate(self) -> tuple[tuple[int, str, int], ...]:
        """The draws with more than one set of marginal values: position, case and count."""
        found = sorted(self.sums.degenerate.items())
        return tuple((position, case, count) for (position, case), count in found if count)

    def year(self, position: int) -> str:
        """Return the year at a position, where the scenario has several; else blank."""
        years = self.scenario.years
        return str(years[position].span.year) if len(years) > 1 else ""

    # Questions -----------------------------------------------------------------------------

    def probability(self, at: int) -> tuple[float, float, int]:
        """Return the share of draws that pass a question's amount, its error, and of how many.

        Draws without a number are not among them.
        """
        headline = self.plan.questions[at].headline
        counts = self.tally(headline).count
        passing = self.sums.passing[at]
        whole = int(counts.sum())
        if not whole:
            return float("nan"), float("nan"), 0
        share = float(passing.sum() / whole)
        kept = counts > 0
        if kept.sum() < 2:
            return share, float(np.sqrt(share * (1 - share) / whole)), whole
        shares = passing[kept] / counts[kept]
        return share, float(shares.std(ddof=1) / np.sqrt(kept.sum())), whole

    # What is fixed -------------------------------------------------------------------------

    @cached_property
    def fixed(self) -> tuple[Given, ...]:
        """Every value that is taken as fixed."""
        return fixed_of(self.scenario)

    @cached_property
    def with_range(self) -> tuple[Given, ...]:
        """The fixed values whose source gives a range all the same."""
        return tuple(
            one
            for one in self.fixed
            if one.low is not None and one.high is not None and one.low < one.high
        )

    @cached_property
    def telling(self) -> tuple[Fixed, ...]:
        """The fixed values that headlines hang on, most first; none where years are followed."""
        asked = [one for one in self.fixed if one.value and ".counting" not in one.id]
        if is_one_by_one(self.scenario) or len(asked) > _MOST_NUDGED or not self.leading:
            return ()
        size = len(asked) + 1
        values = {}
        for at, one in enumerate(asked):
            mine = np.full(size, one.value)
            mine[at] *= 1 + NUDGE
            values[one.id] = mine
        numbers = evaluate(self.plan, self.leading, Moves(size, values=values))
        found = [Fixed(one, tuple(self._moved(numbers, at))) for at, one in enumerate(asked)]
        told = [one for one in found if one.moved]
        return tuple(sorted(told, key=self._weight))

    def _weight(self, fixed: Fixed) -> float:
        headline, change = fixed.moved[0]
        return -abs(change) / self._reach(headline)

    def _moved(
        self, numbers: Sequence[NDArray[np.float64]], at: int
    ) -> Iterator[tuple[Headline, float]]:
        moved = []
        for headline, row in zip(self.leading, numbers, strict=True):
            change = float(row[at] - row[-1])
            reach = self._reach(headline)
            if isfinite(change) and abs(change) >= _NOTHING * reach:
                moved.append((abs(change) / reach, headline, change))
        for _, headline, change in sorted(moved, key=lambda one: -one[0]):
            yield headline, change

    def _reach(self, headline: Headline) -> float:
        """Return what lies between P5 and P95, or next to nothing where nothing does."""
        tally = self.tally(headline)
        return max(tally.quantile(0.95) - tally.quantile(0.05), 1e-300)
