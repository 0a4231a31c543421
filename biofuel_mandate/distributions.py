"""Distributions of uncertain values: which value a probability gives.

A distribution stands beside the value that it is of. The value itself stays what the scenario is
calculated with; of ``triangular`` it is the most likely value, of ``normal`` the mean, and of
``lognormal`` the median. ``low`` and ``high`` of the value are the ends of ``uniform`` and
``triangular``, and cut off ``normal`` and ``lognormal`` where they are given.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

WORDS = ("uniform", "triangular")
SPREADS = ("normal", "lognormal")
FORMS = (*WORDS, *SPREADS, "discrete", "samples")


@dataclass(frozen=True)
class Distribution:
    """How likely each value of an uncertain input is, in the unit that the input is held in.

    Attributes
    ----------
    form : str
        One of ``FORMS``.
    center : float
        The mode of a triangular, the mean of a normal, the median of a lognormal distribution.
    low, high : float
        Its ends; infinite where it has none.
    spread : float
        Standard deviation of a normal distribution; the factor by which one standard deviation
        multiplies or divides a lognormal one.
    values, weights : tuple of float
        Of a discrete distribution; of samples the values, row by row.
    stream : str
        What samples are drawn together with: all columns of one file have the same.
    column : tuple of str
        Of samples that are still to be read: the column of the file, and its unit.
    ratio : float
        By which samples that are still to be read are multiplied, as money of another year is.
    text : str
        As it was written.
    source, evidence : str
        Of the distribution, where it has others than the value.
    """

    form: str
    center: float = 0.0
    low: float = -math.inf
    high: float = math.inf
    spread: float = 0.0
    values: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()
    stream: str = ""
    column: tuple[str, ...] = ()
    ratio: float = 1.0
    text: str = ""
    source: str = ""
    evidence: str = ""

    def scaled(self, ratio: float) -> Distribution:
        """Return the same of a value in another unit or price level, ``ratio`` being above 0."""
        return replace(
            self,
            center=self.center * ratio,
            low=self.low * ratio,
            high=self.high * ratio,
            spread=self.spread if self.form == "lognormal" else self.spread * ratio,
            values=tuple(value * ratio for value in self.values),
            ratio=self.ratio * ratio,
        )

    def ends(self) -> tuple[float, float]:
        """Return the least and the greatest value that can be drawn."""
        if self.values:
            return min(self.values), max(self.values)
        least = max(self.low, 0.0) if self.form == "lognormal" else self.low
        return least, self.high

    def quantiles(self, u: Vector) -> Vector:
        """Return the values that some probabilities give; of samples, those of rows.

        Parameters
        ----------
        u : array of float
            Probabilities, above 0 and below 1.

        Returns
        -------
        array of float

        Examples
        --------
        >>> import numpy as np
        >>> Distribution("uniform", low=2.0, high=4.0).quantiles(np.array([0.25, 0.5]))
        array([2.5, 3. ])
        """
        import numpy as np

        if self.form == "uniform":
            return self.low + u * (self.high - self.low)
        if self.form == "triangular":
            return self._triangular(u)
        if self.form == "discrete":
            at = np.searchsorted(self._cumulated, u, side="right")
            return np.asarray(self._array[np.minimum(at, len(self.values) - 1)])
        if self.form == "samples":
            count = len(self.values)
            return np.asarray(self._array[np.minimum((u * count).astype(int), count - 1)])
        return self._bell(u)

    def ordered(self, u: Vector) -> Vector:
        """Return the values that some probabilities give, those of samples in order of size."""
        import numpy as np

        if self.form != "samples":
            return self.quantiles(u)
        return np.asarray(np.quantile(self._array, u))

    @cached_property
    def _array(self) -> Vector:
        import numpy as np

        return np.array(self.values)

    @cached_property
    def _cumulated(self) -> Vector:
        import numpy as np

        return np.cumsum(self.weights)

    def _triangular(self, u: Vector) -> Vector:
        import numpy as np

        whole, rising = self.high - self.low, self.center - self.low
        if not whole:
            return np.full(len(u), self.low)
        share = rising / whole
        up = self.low + np.sqrt(u * (whole * rising))
        down = self.high - np.sqrt((1.0 - u) * (whole * (whole - rising)))
        return np.where(u < share, up, down)

    def _bell(self, u: Vector) -> Vector:
        import numpy as np
        from scipy.special import ndtri

        least, most = self._kept
        z = ndtri(u if (least, most) == (0.0, 1.0) else least + u * (most - least))
        if self.form == "lognormal":
            found = self.center * np.exp(z * math.log(self.spread))
        else:
            found = self.center + self.spread * z
        return np.asarray(np.clip(found, self.low, self.high))

    @cached_property
    def _kept(self) -> tuple[float, float]:
        """The probabilities at which a normal or lognormal distribution is cut off."""
        return self._below(self.low), self._below(self.high)

    def _below(self, value: float) -> float:
        """Return how likely a value below another is, before anything is cut off."""
        if math.isinf(value):
            return float(value > 0)
        if self.form == "lognormal":
            if value <= 0:
                return 0.0
            z = math.log(value / self.center) / math.log(self.spread)
        else:
            z = (value - self.center) / self.spread
        return 0.5 * math.erfc(-z / math.sqrt(2.0))

    def beyond(self, least: float, most: float) -> float:
        """Return how likely a value outside an interval is; 1 where a bounded one reaches there."""
        low, high = self.ends()
        if low >= least and high <= most:
            return 0.0
        if self.form not in SPREADS or low > most or high < least:
            return 1.0
        below, above = self._kept
        inside = min(self._below(most), above) - max(self._below(least), below)
        return 1.0 - inside / (above - below)

    def kept_within(self, least: float, most: float) -> Distribution:
        """Return it cut off where values cannot be."""
        if self.values:
            return self
        return replace(self, low=max(self.low, least), high=min(self.high, most))
