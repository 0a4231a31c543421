"""One number, or one for each draw: the few operations that must know which.

numpy is imported only once there is an array, so that a single scenario runs without it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Number = float | NDArray[np.float64]
    Flag = bool | NDArray[np.bool_]
    Code = int | NDArray[np.int_]
else:
    Number = Flag = Code = Any


def larger(a: Number, b: Number) -> Number:
    """Return the larger of two numbers, draw by draw.

    Examples
    --------
    >>> larger(1.0, 2.0)
    2.0
    """
    if isinstance(a, float) and isinstance(b, float):
        return max(a, b)
    import numpy as np

    return cast("NDArray[np.float64]", np.maximum(a, b))


def smaller(a: Number, b: Number) -> Number:
    """Return the smaller of two numbers, draw by draw.

    Examples
    --------
    >>> smaller(1.0, 2.0)
    1.0
    """
    return -larger(-a, -b)


def per(amount: Number, base: Number, least: float) -> Number:
    """Return amount over base; where the base is smaller than ``least`` there is none.

    Raises
    ------
    ZeroDivisionError
        For a single number; an array holds NaN there.

    Examples
    --------
    >>> per(6.0, 3.0, least=1e-3)
    2.0
    """
    if isinstance(amount, float) and isinstance(base, float):
        if abs(base) < least:
            raise ZeroDivisionError
        return amount / base
    import numpy as np

    size = np.abs(base)
    if size.min(initial=np.inf) >= least:  # not so where there is a NaN
        return cast("NDArray[np.float64]", amount / base)
    small = size < least
    return np.where(small, np.nan, amount / np.where(small, 1.0, base))


def exp(a: Number) -> Number:
    """Return e to the power of a number.

    Examples
    --------
    >>> exp(0.0)
    1.0
    """
    if isinstance(a, float):
        return math.exp(a)
    import numpy as np

    return cast("NDArray[np.float64]", np.exp(a))


def magnitude(a: Number) -> Number:
    """Return a number without its sign."""
    return cast("Number", abs(a))


def everywhere(flag: Flag) -> bool:
    """Return whether a flag is true in every draw."""
    return flag if isinstance(flag, bool) else bool(flag.all())


def truth(flag: Flag) -> Number:
    """Return 1 where a flag is true and 0 elsewhere."""
    return float(flag) if isinstance(flag, bool) else flag.astype(float)


def somewhere(flag: Flag) -> bool:
    """Return whether a flag is true in any draw."""
    return flag if isinstance(flag, bool) else bool(flag.any())


def only_where(flag: Flag, number: Number) -> Number:
    """Return a number where a flag is true, and NaN elsewhere."""
    if isinstance(flag, bool):
        return number if flag else float("nan")
    import numpy as np

    return np.where(flag, number, np.nan)


def chosen(flag: Flag, number: Number, other: Number) -> Number:
    """Return a number where a flag is true, and another elsewhere.

    Examples
    --------
    >>> chosen(True, 1.0, 2.0), chosen(False, 1.0, 2.0)
    (1.0, 2.0)
    """
    if isinstance(flag, bool):
        return number if flag else other
    import numpy as np

    return np.where(flag, number, other)


def negated(flag: Flag) -> Flag:
    """Return where a flag is false."""
    return not flag if isinstance(flag, bool) else ~flag


def both(a: Flag, b: Flag) -> Flag:
    """Return where two flags are true."""
    return a & b


def first_code(code: Code, failed: Flag, new: int) -> Code:
    """Keep the code that a draw already has; give the new one to those that fail now.

    Examples
    --------
    >>> first_code(0, True, 2), first_code(1, True, 2)
    (2, 1)
    """
    if not somewhere(failed):
        return code
    if isinstance(failed, bool) and isinstance(code, int):
        return code or new
    import numpy as np

    return np.where((np.asarray(code) == 0) & failed, new, code)
