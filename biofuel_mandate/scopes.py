"""What a number varies over, and how a key is cut down to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import itemgetter

from biofuel_mandate.equations import VALUES, Key, dims_of

# What is read off a rule or a limit of a solved case.
ROW_MEASURES = ("rule_fulfilment", "rule_demand", "rule_slack")
MARGINAL_VALUE = "marginal_value"
OF_ROWS = (*ROW_MEASURES, MARGINAL_VALUE)


@cache
def projection(name: str) -> Callable[[Key], object]:
    """Return how a key is cut down to the dimensions that a name varies over."""
    indices = [Key._fields.index(dim) for dim in sorted(dims(name))]
    return itemgetter(*indices) if indices else lambda _: ()


@cache
def scope(name: str) -> Callable[[Key], tuple[str, ...]]:
    """Return how a key is cut down to what a value is bound by, in the order declared."""
    indices = [Key._fields.index(dim) for dim in VALUES[name].by]
    if len(indices) > 1:
        return itemgetter(*indices)
    return lambda key: tuple(key[index] for index in indices)


def dims(name: str) -> frozenset[str]:
    """Return the dimensions that a number varies over."""
    return frozenset(("case", "rule", "supplier")) if name in OF_ROWS else dims_of(name)


def relevant(name: str, key: Key) -> Key:
    """Return a key without the dimensions that a name does not vary over."""
    kept = dims(name)
    return Key(**{dim: part for dim, part in key._asdict().items() if dim in kept})
