"""Which inputs matter most to which headline, in sentences: by their indices, else by swings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from biofuel_mandate.report.uncertainty.facts import Facts, is_broken, reach_of
from biofuel_mandate.report.uncertainty.words import Words
from biofuel_mandate.uncertainty.headlines import Headline
from biofuel_mandate.uncertainty.indices import Index
from biofuel_mandate.uncertainty.sensitivity import Swing

# Inputs that are named for each headline; those that bring less are counted.
_NAMED = 4
_LEAST = 0.01
# What a single input moves by less than this part of the most is not named.
_LITTLE = 0.05


def matters(facts: Facts, words: Words) -> Iterator[str]:
    """Yield which inputs matter most to each leading headline."""
    indices = facts.analysis.indices
    if not facts.leading:
        yield words.own("matters.none")
    for headline in facts.leading:
        known = dict(zip(indices.headlines, indices.found, strict=True))
        if headline in known:
            listed = _by_index(words, known[headline])
        else:
            listed = _by_swing(facts, words, headline)
        unit = "" if headline in known else words.unit(words.measure(headline).unit)
        result = words.result(headline)
        if not listed:
            yield words.own("matters.nothing", result=result)
            continue
        if unit:
            result = words.own("matters.unit", result=result, unit=unit)
        yield words.own("matters.line", result=result, listed="; ".join(listed))


def _by_index(words: Words, indices: Sequence[Index]) -> list[str]:
    ordered = sorted(indices, key=lambda one: (-one.total, one.input))
    told = [one for one in ordered if one.total >= _LEAST][:_NAMED]
    listed = [
        words.own(
            "matters.index",
            input=words.input(one.input),
            total=words.number(min(1.0, one.total), _digits(one.total), 100),
            low=words.number(max(0.0, one.total_low), _digits(one.total), 100),
            high=words.number(min(1.0, one.total_high), _digits(one.total), 100),
        )
        for one in told
    ]
    rest = len(ordered) - len(told)
    if rest and told:
        least = max(ordered[len(told)].total, _LEAST)
        listed.append(words.counted("matters.rest", rest, least=words.ceiling(least)))
    return listed


def _digits(share: float) -> int:
    return 0 if share >= 0.1 else 1


def _by_swing(facts: Facts, words: Words, headline: Headline) -> list[str]:
    found = facts.swings(headline)
    most = max(map(reach_of, found), default=0.0)
    told = [one for one in found if is_broken(one) or reach_of(one) > _LITTLE * most][:_NAMED]
    return [_swing(facts, words, one) for one in told]


def _swing(facts: Facts, words: Words, one: Swing) -> str:
    """Say how far a headline moves with an input; where it has no solution, at which end."""
    how, decimals = words.measure(one.headline), facts.figure(one.headline).decimals
    name = words.input(one.input.id)
    if is_broken(one):
        ends = [
            words.quantity(value, one.input.given)
            for value, result in ((one.low_value, one.low), (one.high_value, one.high))
            if not isfinite(result)
        ]
        return words.own("matters.broken", input=name, ends=words.listed(ends))
    low, high = sorted((one.low, one.high))
    numbers = (words.number(value, decimals, how.scale) for value in (low, high))
    return words.own(
        "matters.swing", input=name, **dict(zip(("low", "high"), numbers, strict=True))
    )


def why(facts: Facts, words: Words) -> Iterator[str]:
    """Yield what the numbers on inputs are, and why there are no indices."""
    refused = facts.analysis.indices.refused
    is_shared = bool(facts.analysis.indices.found)
    if is_shared:
        yield words.own("matters.indices")
    if not is_shared or set(facts.leading) - set(facts.analysis.indices.headlines):
        yield words.own("matters.swings")
    if refused:
        yield words.own(f"matters.{refused}")
