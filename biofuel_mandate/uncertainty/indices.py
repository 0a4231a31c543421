"""Sobol' indices: which share of a headline's variance each input brings, alone and in all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biofuel_mandate.uncertainty.headlines import Headline
from biofuel_mandate.uncertainty.moves import Moves
from biofuel_mandate.uncertainty.outcomes import is_one_by_one
from biofuel_mandate.uncertainty.plan import Plan
from biofuel_mandate.uncertainty.sampling import PLAIN, Sampling
from biofuel_mandate.uncertainty.sensitivity import evaluate

Vector = NDArray[np.float64]
CONFIDENCE = 0.95
# Why there are no indices.
CORRELATED, FAILED, SLOW, STILL = "correlated", "failed", "slow", "still"
_RESAMPLES = 200
# Base samples, a power of two.
SAMPLES = 4096
_LEAST, _MOST = 2.0**-54, 1.0 - 2.0**-53
_BLOCK = 16_384


class NoValue(Exception):  # noqa: N818 - a state of a draw, not a fault
    """A draw has no value, so that no variance can be shared out."""


@dataclass(frozen=True)
class Index:
    """Which share of a headline's variance an input brings.

    Attributes
    ----------
    input : str
        Its id.
    first, total : float
        Alone, and with all that it does together with others.
    first_low, first_high, total_low, total_high : float
        Ends of the confidence intervals.
    """

    input: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


@dataclass(frozen=True)
class Indices:
    """The indices of some headlines.

    Attributes
    ----------
    headlines : tuple of Headline
    found : tuple of tuple of Index
        Of each headline, one for each input.
    refused : str
        Why there are none: ``correlated``, ``failed`` draws, ``slow``, or ``still`` where nothing
        varies; blank where there are.
    samples : int
        Base samples.
    """

    headlines: tuple[Headline, ...] = ()
    found: tuple[tuple[Index, ...], ...] = ()
    refused: str = ""
    samples: int = 0


def sobol_indices(
    function: Callable[[Vector], Vector], names: Sequence[str], samples: int, seed: int
) -> list[list[Index]]:
    """Return the indices of a function of independent inputs, each uniform from 0 to 1.

    First order by Saltelli and others (2010), total order by Jansen (1999); the intervals are of
    bootstrap samples.

    Parameters
    ----------
    function : callable
        Takes an array of inputs by samples, gives one of outputs by samples; each output varies.
    names : sequence of str
        Of the inputs.
    samples : int
        Base samples, a power of two; there are (inputs + 2) times as many evaluations.
    seed : int

    Returns
    -------
    list of list of Index
        Of each output, one for each input.
    """
    from scipy.stats import qmc

    count = len(names)
    chance = np.random.default_rng([seed, 1])
    both = np.clip(qmc.Sobol(2 * count, bits=53, rng=chance).random(samples).T, _LEAST, _MOST)
    one, other = both[:count], both[count:]
    of_one, of_other = function(one), function(other)
    mixed = []
    for at in range(count):
        exchanged = one.copy()
        exchanged[at] = other[at]
        mixed.append(function(exchanged))
    outputs = of_one, of_other, np.stack(mixed)
    found = _estimated(*outputs)
    resampled = _resampled(*outputs, chance)
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(resampled, (tail, 100 - tail), axis=-1)
    parts = (found[0], low[0], high[0], found[1], low[1], high[1])
    return [
        [Index(name, *(float(part[at, k]) for part in parts)) for k, name in enumerate(names)]
        for at in range(len(of_one))
    ]


def _estimated(of_one: Vector, of_other: Vector, mixed: Vector) -> Vector:
    """Return first and total order: two arrays of outputs by inputs."""
    from scipy.stats import sobol_indices as estimate

    known = {"f_A": of_one, "f_B": of_other, "f_AB": mixed}
    found: Any = estimate(func=known, n=of_one.shape[1], method="saltelli_2010")
    shape = len(of_one), len(mixed)
    return np.stack([np.reshape(x, shape) for x in (found.first_order, found.total_order)])


def _resampled(
    of_one: Vector, of_other: Vector, mixed: Vector, chance: np.random.Generator
) -> Vector:
    """Return the same estimates of bootstrap samples: first and total, outputs, inputs, samples.

    Each is a quotient of sums over base samples, so that a bootstrap sample is their weights.
    """
    from threadpoolctl import threadpool_limits

    samples = of_one.shape[1]
    rows = chance.integers(0, samples, (_RESAMPLES, samples))
    weights = np.stack([np.bincount(row, minlength=samples) for row in rows]).T / samples
    middle = (of_one + of_other).mean(axis=-1, keepdims=True) / 2
    one, other, mixed = of_one - middle, of_other - middle, mixed - middle
    # On one thread: how sums are split among several shows in the last digit.
    with threadpool_limits(limits=1):
        squares = ((one**2 + other**2) @ weights) / 2
        variance = squares - (((one + other) @ weights) / 2) ** 2
        first = (other * (mixed - one)) @ weights / variance
        total = (one - mixed) ** 2 @ weights / variance / 2
    return np.stack([first, total]).swapaxes(1, 2)


def indices_of(plan: Plan, headlines: Sequence[Headline], seed: int) -> Indices:
    """Return the indices of some headlines; or why they cannot be had.

    Parameters
    ----------
    plan : Plan
        Of independent inputs.
    headlines : sequence of Headline
        Those that do not vary, or that have draws without a solution, are left out.
    seed : int
    """
    if plan.has_dependence:
        return Indices(refused=CORRELATED)
    if is_one_by_one(plan.scenario):
        return Indices(refused=SLOW)
    varying, has_failed = _varying(plan, headlines, seed)
    if not varying:
        return Indices(refused=FAILED if has_failed else STILL)

    def function(u: Vector) -> Vector:
        return _evaluated(plan, varying, u)

    try:
        found = sobol_indices(function, [one.id for one in plan.inputs], SAMPLES, seed)
    except NoValue:
        return Indices(refused=FAILED)
    return Indices(tuple(varying), tuple(map(tuple, found)), samples=SAMPLES)


def _varying(plan: Plan, headlines: Sequence[Headline], seed: int) -> tuple[list[Headline], bool]:
    """Return the headlines that vary and have a value in every draw; and whether any has not."""
    sampling = Sampling(PLAIN, seed, _BLOCK, _BLOCK, plan.streams)
    found = evaluate(plan, headlines, Moves(_BLOCK, sampling.probabilities(0)))
    varying = [
        headline
        for headline, numbers in zip(headlines, found, strict=True)
        if np.isfinite(numbers).all() and np.ptp(numbers) > 1e-12 * np.abs(numbers).max()
    ]
    return varying, not all(np.isfinite(numbers).all() for numbers in found)


def _evaluated(plan: Plan, headlines: Sequence[Headline], u: Vector) -> Vector:
    """Return headlines at some probabilities, inputs by samples, block by block."""
    found = []
    for start in range(0, u.shape[1], _BLOCK):
        rows = u[:, start : start + _BLOCK]
        mine = {one.stream: row for one, row in zip(plan.inputs, rows, strict=True)}
        found.append(np.stack(evaluate(plan, headlines, Moves(rows.shape[1], mine))))
    whole = np.concatenate(found, axis=1)
    if not np.isfinite(whole).all():
        raise NoValue
    return whole
