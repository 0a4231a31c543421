"""Numbers as people read them: rounded once, half up, in the language's own marks."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from biofuel_mandate.report.texts import Texts


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
