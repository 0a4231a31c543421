"""Numbers as people read them: rounded once, half up, in the language's own marks."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from biofuel_mandate.report.texts import Texts

_MOST_DECIMALS = 12


def rounded(value: float, decimals: int) -> Decimal:
    """Round half up to a number of decimals; negative decimals round to tens and more.

    Examples
    --------
    >>> rounded(0.125, 2), rounded(162134.99, -3)
    (Decimal('0.13'), Decimal('162000'))
    """
    step = Decimal(1).scaleb(-decimals)
    return Decimal(f"{Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP):f}")


def shown(value: float | None, decimals: int, texts: Texts, scale: float = 1.0) -> str:
    """Write a number for reading; a missing one says so.

    Parameters
    ----------
    value : float or None
    decimals : int
    texts : Texts
        Gives decimal mark, thousands mark, minus sign and the word for missing.
    scale : float
        Multiplies the value first, as in t to kt.
    """
    if value is None:
        return texts("missing")
    number = rounded(value * scale, decimals)
    text = f"{abs(number):,f}"
    text = text.replace(",", "\0").replace(".", texts("number.decimal"))
    text = text.replace("\0", texts("number.thousands"))
    return f"{texts('number.minus')}{text}" if number < 0 else text


def decimals_for(value: float, digits: int, scale: float = 1.0) -> int:
    """Return the decimals that show a number with so many digits in all.

    Examples
    --------
    >>> decimals_for(1308.8, 6), decimals_for(0.0, 6), decimals_for(0.0256, 3), decimals_for(1e9, 3)
    (2, 0, 4, 0)
    """
    size = abs(value) * scale
    if not size:
        return 0
    return min(max(digits - 1 - math.floor(math.log10(size)), 0), _MOST_DECIMALS)


def figures(value: float, digits: int, texts: Texts) -> str:
    """Write a number for a sentence: so many digits in all, and no zeros behind them.

    Examples
    --------
    >>> from biofuel_mandate.report.texts import texts
    >>> figures(5.60192, 4, texts("nb")), figures(100.0, 6, texts("en"))
    ('5,602', '100')
    """
    decimals = decimals_for(value, digits)
    text = shown(value, decimals, texts)
    return text.rstrip("0").removesuffix(texts("number.decimal")) if decimals else text
