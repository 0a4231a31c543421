"""A distribution in words."""

from __future__ import annotations

from math import isfinite

from biofuel_mandate.distributions import Distribution
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.numbers import figures
from biofuel_mandate.report.uncertainty.words import DIGITS, Words

# Ends this many standard deviations away cut nothing off.
_FAR = 4.0


def distribution_words(words: Words, given: Given, drawn: Distribution) -> str:
    """Return a distribution in words, in the unit that its value was given in.

    Parameters
    ----------
    words : Words
    given : Given
    drawn : Distribution
    """
    low, high = drawn.ends()
    said = {
        "span": words.span(words.bare(low, given), words.bare(high, given))
        if isfinite(low) and isfinite(high)
        else "",
        "center": words.bare(drawn.center, given),
        "spread": words.quantity(drawn.spread, given),
        "count": words.number(len(drawn.values), 0),
    }
    if drawn.form == "lognormal":
        said["spread"] = figures(drawn.spread, DIGITS, words.common)
    told = words.own(f"distribution.{drawn.form}", **said)
    if drawn.form == "normal":
        return _cut(words, given, drawn, told)
    if drawn.form == "lognormal":
        return _cut(words, given, drawn, told, is_relative=True)
    return told


def _cut(
    words: Words, given: Given, drawn: Distribution, told: str, *, is_relative: bool = False
) -> str:
    """Say where a distribution is cut off, if anything is."""
    reach = drawn.spread**_FAR if is_relative else _FAR * drawn.spread
    least = drawn.center / reach if is_relative else drawn.center - reach
    most = drawn.center * reach if is_relative else drawn.center + reach
    if drawn.low > least:
        told = words.own("distribution.above", told=told, low=words.bare(drawn.low, given))
    if drawn.high < most:
        told = words.own("distribution.below", told=told, high=words.bare(drawn.high, given))
    return told
