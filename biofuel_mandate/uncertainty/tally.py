"""Sums of draws that merge exactly: mean, spread, and counts that quantiles are read from.

Counts are of bins a 1024th of a power of two wide, so that a quantile is right to within 0.05 % of
itself, or of a 16,000th of the present value where it is smaller than that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from biofuel_mandate.arrays import Number

Vector = NDArray[np.float64]
Counts = NDArray[np.int64]

# Bits of a number's fraction that tell bins apart.
_FRACTION = 10
_SHIFT = 52 - _FRACTION
# A quantile is right to this, relative.
QUANTILE_ERROR = 2.0 ** -(_FRACTION + 1)
# What is smaller than so many powers of two below the present value counts as 0.
_SMALL = 14
# Draws that differ by less, relative, are the same.
_ROUNDING = 1e-9
_MAGNITUDE = (1 << 63) - 1


def _floor(scale: float) -> int:
    """Return the bin below which numbers count as zero."""
    size = abs(scale) if scale and np.isfinite(scale) else 1.0
    return int(np.float64(size * 2.0**-_SMALL).view(np.int64)) >> _SHIFT


def _bins(values: Vector, floor: int) -> NDArray[np.int64]:
    """Return the bin of each number: above 0 of positive ones, below 0 of negative ones."""
    bits = values.view(np.int64)
    size = ((bits & _MAGNITUDE) >> _SHIFT) - floor
    np.maximum(size, 0, out=size)
    return np.where(bits < 0, -size, size)


def _counted(values: Vector, floor: int) -> tuple[int, Counts]:
    """Return the first bin that has any of some numbers, and how many each has from there on."""
    codes = values.view(np.int64) >> _SHIFT
    first = int(codes.min())
    if first <= floor:  # some are negative, or next to nothing
        codes = _bins(values, floor) + floor
        first = int(codes.min())
    codes -= first
    return first - floor, np.bincount(codes)


def _edge(code: int, floor: int) -> tuple[float, float]:
    """Return the ends of a bin, nearest zero first."""
    if code == 0:
        return 0.0, 0.0
    codes = np.array([abs(code) + floor, abs(code) + floor + 1], np.int64)
    near, far = (codes << _SHIFT).view(np.float64)
    return (near, far) if code > 0 else (-near, -far)


@dataclass
class Bins:
    """How many draws fell into each bin, from the first that has any."""

    start: int = 0
    counts: Counts = field(default_factory=lambda: np.zeros(0, np.int64))

    def add(self, start: int, counts: Counts) -> None:
        """Add counts of bins from a first one on."""
        if not len(self.counts):
            self.start, self.counts = start, counts.copy()
            return
        first = min(self.start, start)
        last = max(self.start + len(self.counts), start + len(counts))
        if (first, last - first) != (self.start, len(self.counts)):
            wider = np.zeros(last - first, np.int64)
            wider[self.start - first : self.start - first + len(self.counts)] = self.counts
            self.start, self.counts = first, wider
        at = start - self.start
        self.counts[at : at + len(counts)] += counts


@dataclass
class Tally:
    """What draws of one number come to.

    Attributes
    ----------
    scale : float
        The present value, which tells what is small.
    groups : int
        Independent parts of the draws, whose means are kept apart.
    count : array of int
        Draws that gave a number, by group.
    mean, spread : array of float
        Mean, and sum of squared distances from it, by group.
    """

    scale: float
    groups: int
    count: Counts
    mean: Vector
    spread: Vector
    bins: Bins = field(default_factory=Bins)

    @classmethod
    def empty(cls, scale: float, groups: int) -> Tally:
        """Return a tally of no draws."""
        return cls(scale, groups, np.zeros(groups, np.int64), *np.zeros((2, groups)))

    def add(self, group: int, numbers: Number, ok: NDArray[np.bool_] | None, size: int) -> None:
        """Add the numbers of a block of draws.

        Parameters
        ----------
        group : int
        numbers : float or array
            Of all draws, or of each.
        ok : array of bool or None
            Which of them count; None for all.
        size : int
            Draws in the block.
        """
        if not isinstance(numbers, np.ndarray) or not numbers.ndim:
            count = size if ok is None else int(ok.sum())
            self._add_single(group, float(numbers), count)
            return
        kept = numbers if ok is None else numbers[ok]
        off = kept - self.scale
        total = float(off.sum())
        if not np.isfinite(total):
            kept = kept[np.isfinite(kept)]
            off = kept - self.scale
            total = float(off.sum())
        count = len(kept)
        if not count:
            return
        step = total / count
        # Not by a matrix product, whose last bits hang on how many threads share it.
        squares = float(np.einsum("i,i", off, off))
        self._merge(group, count, self.scale + step, max(0.0, squares - total * step))
        self.bins.add(*_counted(np.ascontiguousarray(kept), self._floor))

    def _add_single(self, group: int, number: float, count: int) -> None:
        if not count or not np.isfinite(number):
            return
        self._merge(group, count, number, 0.0)
        code = int(_bins(np.array([number]), self._floor)[0])
        self.bins.add(code, np.array([count], np.int64))

    @cached_property
    def _floor(self) -> int:
        return _floor(self.scale)

    def _merge(self, group: int, count: int, mean: float, spread: float) -> None:
        before = int(self.count[group])
        whole = before + count
        step = mean - float(self.mean[group])
        self.mean[group] += step * count / whole
        self.spread[group] += spread + step * step * before * count / whole
        self.count[group] = whole

    def merge(self, other: Tally) -> None:
        """Add what later draws come to."""
        for group in np.flatnonzero(other.count).tolist():
            counted = int(other.count[group])
            self._merge(group, counted, float(other.mean[group]), float(other.spread[group]))
        if len(other.bins.counts):
            self.bins.add(other.bins.start, other.bins.counts)

    # What it says -------------------------------------------------------------------------------

    @property
    def total(self) -> int:
        """How many draws gave a number."""
        return int(self.count.sum())

    def average(self) -> float:
        """Return the mean of all draws; NaN where there are none."""
        if not self.total:
            return float("nan")
        return float((self.count / self.total) @ self.mean)

    def deviation(self) -> float:
        """Return the standard deviation of the draws."""
        if self.total < 2:
            return float("nan")
        between = self.count @ (self.mean - self.average()) ** 2
        return float(np.sqrt((self.spread.sum() + between) / (self.total - 1)))

    @property
    def has_spread(self) -> bool:
        """Whether draws differ by more than rounding."""
        return bool(self.deviation() > _ROUNDING * abs(self.average()))

    def error(self) -> float:
        """Return the standard error of the mean: by chance, or between independent parts."""
        if self.groups == 1:
            return float(self.deviation() / np.sqrt(self.total)) if self.total else float("nan")
        means = self.mean[self.count > 0]
        return float(means.std(ddof=1) / np.sqrt(len(means))) if len(means) > 1 else float("nan")

    def quantile(self, share: float) -> float:
        """Return the value that a share of the draws lies below.

        It is read from counts: right to within `QUANTILE_ERROR` of itself.
        """
        if not self.total:
            return float("nan")
        wanted = share * self.total
        below = np.cumsum(self.bins.counts)
        at = min(int(np.searchsorted(below, wanted)), len(below) - 1)
        inside = self.bins.counts[at] or 1
        part = min(1.0, max(0.0, (wanted - (below[at] - inside)) / inside))
        if np.count_nonzero(self.bins.counts) == 1 and not self.has_spread:
            return self.average()
        near, far = _edge(self.bins.start + at, self._floor)
        low, high = min(near, far), max(near, far)
        return float(low + part * (high - low))

    def histogram(self, edges: Sequence[float]) -> Vector:
        """Return the share of draws between neighbouring edges."""
        codes = self.bins.start + np.arange(len(self.bins.counts), dtype=np.int64)
        near, far = (
            ((np.abs(codes) + self._floor + up) << _SHIFT).view(np.float64) for up in (0, 1)
        )
        middles = np.where(codes == 0, 0.0, np.sign(codes) * (near + far) / 2)
        found, _ = np.histogram(middles, edges, weights=self.bins.counts)
        return np.asarray(found / max(1, self.total))


def packed(tallies: Sequence[Tally]) -> dict[str, NDArray[np.float64] | Counts]:
    """Return tallies of the same groups as a few arrays by name.

    Examples
    --------
    >>> tally = Tally.empty(2.0, 1)
    >>> tally.add(0, np.array([1.0, 3.0]), None, 2)
    >>> unpacked(packed([tally]))[0].average()
    2.0
    """
    shape = len(tallies), tallies[0].groups if tallies else 0
    bins = [tally.bins for tally in tallies]
    found: dict[str, NDArray[np.float64] | Counts] = {
        name: np.array([getattr(tally, name) for tally in tallies]).reshape(shape)
        for name in ("count", "mean", "spread")
    }
    return found | {
        "scale": np.array([tally.scale for tally in tallies]),
        "start": np.array([one.start for one in bins], np.int64),
        "length": np.array([len(one.counts) for one in bins], np.int64),
        "counts": np.concatenate([np.zeros(0, np.int64), *(one.counts for one in bins)]),
    }


def unpacked(arrays: Mapping[str, NDArray[np.float64] | Counts]) -> list[Tally]:
    """Return the tallies that `packed` made arrays of."""
    counts = np.asarray(arrays["counts"], np.int64)
    ends = np.cumsum(arrays["length"])[:-1].tolist()
    parts = np.split(counts, ends) if len(arrays["length"]) else []
    return [
        Tally(
            float(arrays["scale"][at]),
            arrays["count"].shape[1],
            np.array(arrays["count"][at], np.int64),
            np.array(arrays["mean"][at], np.float64),
            np.array(arrays["spread"][at], np.float64),
            Bins(int(arrays["start"][at]), part),
        )
        for at, part in enumerate(parts)
    ]
