"""Where a function that was tried at many places passes a target without ever being there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

# Of the place: two tries no further apart are one place.
_ONE_PLACE = 1e-9


class Jump(NamedTuple):
    """A place, and what the function is just below and just above it."""

    place: float
    below: float
    above: float


def jumps_past(
    gaps: Mapping[float, float | None], target: float, width: float, noise: float
) -> Iterator[Jump]:
    """Yield where the function jumps past the target, in order.

    Parameters
    ----------
    gaps : mapping of float to float
        Value less target by place tried; None where there is no value.
    target, width, noise : float
        The width is that of the range; values no further apart than the noise are one.

    Examples
    --------
    >>> list(jumps_past({0.0: -1.0, 0.5: -1.0, 0.5 + 1e-15: 2.0, 1.0: 2.0}, 10.0, 1.0, 1e-9))
    [Jump(place=0.5, below=9.0, above=12.0)]
    """
    for a, b in pairwise(sorted(gaps)):
        below, above = gaps[a], gaps[b]
        if below is None or above is None or b - a > _ONE_PLACE * width:
            continue
        if below * above < 0 and abs(above - below) > noise:
            yield Jump(a, below + target, above + target)
