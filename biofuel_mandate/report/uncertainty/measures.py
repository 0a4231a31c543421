"""How the results of an analysis are shown: in which unit, and with how many digits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, isfinite, log10

from biofuel_mandate.report.numbers import decimals_for
from biofuel_mandate.uncertainty.tally import QUANTILE_ERROR

# By unit, with the currency as ¤: how it is shown, times what, and with how many decimals.
_SHOWN = {
    "t": ("kt", 1e-3, 1),
    "Ml": ("Ml", 1.0, 1),
    "TJ": ("TJ", 1.0, 1),
    "M¤": ("M¤", 1.0, 0),
    "¤/t": ("¤/t", 1.0, 0),
    "¤/l": ("¤/l", 1.0, 2),
}
_SHARES = ("share", "saving")
# Of what lies between P5 and P95, so many digits are shown where the draws allow it.
_DIGITS = 2


@dataclass(frozen=True)
class Measure:
    """How a result is shown.

    Attributes
    ----------
    unit : str
        With the currency as ¤; blank for a plain number.
    scale : float
        How many of it one of the result's own unit is.
    decimals : int
        As other reports show it.
    """

    unit: str
    scale: float
    decimals: int


def measure(variable: str, unit: str, currency: str) -> Measure:
    """Return how a result is shown.

    Parameters
    ----------
    variable : str
        Tells a share from a ratio.
    unit : str
        As in results.csv.
    currency : str

    Examples
    --------
    >>> measure("direct_co2_reduction", "t", "NOK")
    Measure(unit='kt', scale=0.001, decimals=1)
    """
    if unit == "1":
        is_share = any(word in variable for word in _SHARES)
        return Measure("%", 100.0, 2) if is_share else Measure("", 1.0, 2)
    plain = unit.replace(currency, "¤") if currency else unit
    return Measure(*_SHOWN.get(plain, (plain, 1.0, 1)))


def decimals_of(values: Iterable[float | None], error: float | None, least: int) -> int:
    """Return the decimals that draws bear out, the same for all statistics of a result.

    Parameters
    ----------
    values : iterable of float or None
        What is shown; how far apart they are tells how fine it must be.
    error : float or None
        The standard error of the mean: its first digit is the last one shown.
    least : int
        Decimals to show where the draws bear them out.

    Returns
    -------
    int
        Below 0 for tens and more.

    Examples
    --------
    >>> decimals_of([141.2, 157.3, 180.9], 0.05, 0), decimals_of([1.21, 1.34], 0.0004, 0)
    (0, 2)
    >>> decimals_of([14121.0, 18090.0], 20.0, 0), decimals_of([9876.0, 9877.0], 0.001, 1)
    (-2, -1)
    """
    known = [value for value in values if value is not None and isfinite(value)]
    if not known:
        return least
    spread = max(known) - min(known)
    wanted = max(least, decimals_for(spread, _DIGITS)) if spread else least
    size = max(abs(value) for value in known)
    if size and spread:  # half of the last digit is no less than what a quantile may be off
        wanted = min(wanted, floor(-log10(2 * QUANTILE_ERROR * size)))
    if error:
        wanted = min(wanted, -floor(log10(error)))
    return wanted
