"""Figures as a clash tells them: on the side that is enough, and told apart from what is asked."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

# Decimals of a percentage, and significant figures of an amount, unless more are needed.
_OF_SHARE, _OF_AMOUNT = 2, 4
_MOST = 12
# A figure nearer than this to a round one, relative, is that one.
_ROUND = Decimal("1e-12")


def exact(number: float, decimals: int = 0) -> str:
    """Write a number as it was given, to eight figures, with so many decimals at least.

    Examples
    --------
    >>> exact(7.000000000000001, 2), exact(12.345, 2), exact(120.0)
    ('7.00', '12.345', '120')
    """
    given = Decimal(f"{number:.8g}")
    fraction = f"{given:f}".partition(".")[2].rstrip("0")
    return f"{given:.{max(decimals, len(fraction))}f}"


def enough(number: float, sense: str, asked: float, decimals: int | None = None) -> str:
    """Write a number that is enough: no higher where a row asks for less, else no lower.

    Parameters
    ----------
    number : float
    sense : str
        ``>=`` of a row that is to ask for less, ``<=`` of one that is to allow more.
    asked : float
        What is asked for or allowed now; as many decimals are shown as tell the two apart.
    decimals : int or None
        How many are shown at least; those of four significant figures, where not said.

    Examples
    --------
    >>> enough(9.1789, ">=", 10.0, 2), enough(9.1711, "<=", 7.0, 2)
    ('9.17', '9.18')
    >>> enough(9.9949, ">=", 9.995, 2), enough(7.000000000000001, "<=", 5.0, 2)
    ('9.994', '7.00')
    >>> enough(210.412, "<=", 120.0), enough(0.0, ">=", 50.0)
    ('210.5', '0')
    """
    value, now = Decimal(number), Decimal(asked)
    least = _decimals(value) if decimals is None else decimals
    for places in range(least, _MOST):
        shown = _rounded(value, sense, places)
        if shown != _rounded(now, sense, places):
            return f"{shown:f}"
    return f"{_rounded(value, sense, _MOST):f}"


def _decimals(value: Decimal) -> int:
    """Return the decimals of so many significant figures."""
    return max(0, _OF_AMOUNT - 1 - value.adjusted()) if value else 0


def _rounded(value: Decimal, sense: str, places: int) -> Decimal:
    step = Decimal(1).scaleb(-places)
    near = value.quantize(step)
    if abs(near - value) <= _ROUND * abs(value):
        return near
    return value.quantize(step, rounding=ROUND_FLOOR if sense == ">=" else ROUND_CEILING)


def share(number: float, sense: str = "", asked: float = 0.0) -> str:
    """Write a share in per cent: as it was given, or what is enough of it.

    Examples
    --------
    >>> share(0.07), share(0.0638, ">=", 0.1)
    ('7.00 %', '6.38 %')
    """
    if not sense:
        return f"{exact(number * 100, _OF_SHARE)} %"
    return f"{enough(number * 100, sense, asked * 100, _OF_SHARE)} %"


def amount(number: float, unit: str, sense: str = "", asked: float = 0.0) -> str:
    """Write an amount with its unit: as it was given, or what is enough of it.

    Examples
    --------
    >>> amount(120.0, "Ml"), amount(210.412, "Ml", "<=", 120.0), amount(3e5, "t")
    ('120 Ml', '210.5 Ml', '300 kt CO2e')
    """
    if unit == "t":
        number, asked, unit = number / 1e3, asked / 1e3, "kt CO2e"
    return f"{enough(number, sense, asked) if sense else exact(number)} {unit}"
