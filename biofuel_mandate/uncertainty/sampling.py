"""Probabilities of every input, block by block: by chance, or evenly spread.

What a block holds hangs on the seed, its number and the names of the streams alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biofuel_mandate.uncertainty.inputs import Dependence

Vector = NDArray[np.float64]

PLAIN, SOBOL = "plain", "sobol"
# Independent scrambles of a Sobol' sequence; the standard error is that between them.
SCRAMBLES = 16
# Neither 0 nor 1, where some distributions have no end.
_LEAST = 2.0**-54
# The sequence's own; a point stands in the middle of its cell.
_BITS = 32
MOST_OF_SEQUENCE = SCRAMBLES << _BITS
_HALF_CELL = 2.0 ** -(_BITS + 1)


@dataclass
class Sampling:
    """How probabilities are drawn.

    Attributes
    ----------
    kind : str
        ``plain``, or ``sobol``: 16 independent scrambles of a Sobol' sequence.
    seed : int
    draws : int
        In all; of ``sobol`` a power of 2.
    block : int
        Draws in a block.
    streams : tuple of str
        Names of what is drawn, in order.
    dependence : Dependence
        Which of them move together.
    """

    kind: str
    seed: int
    draws: int
    block: int
    streams: tuple[str, ...]
    dependence: Dependence = field(default_factory=Dependence)
    # A sequence goes on where the last block of it ended.
    _going: dict[int, tuple[int, Any]] = field(default_factory=dict, repr=False)

    @property
    def groups(self) -> int:
        """Return how many independent parts the draws have."""
        return SCRAMBLES if self.kind == SOBOL else 1

    @property
    def blocks(self) -> int:
        """Return how many blocks there are."""
        return self.groups * self._blocks_of_group

    @property
    def _blocks_of_group(self) -> int:
        return -(-(self.draws // self.groups) // self.block)

    def begun(self) -> Sampling:
        """Return the same, with no sequence begun: for one chunk, and one thread."""
        return replace(self, _going={})

    def group(self, number: int) -> int:
        """Return which independent part a block belongs to."""
        return number // self._blocks_of_group

    def size(self, number: int) -> int:
        """Return how many draws a block has."""
        start = number % self._blocks_of_group * self.block
        return min(self.block, self.draws // self.groups - start)

    def probabilities(self, number: int) -> dict[str, Vector]:
        """Return the probabilities of a block by stream, each above 0 and below 1."""
        drawn = self._sobol(number) if self.kind == SOBOL else self._plain(number)
        return drawn | dict(self._together(drawn))

    def _plain(self, number: int) -> dict[str, Vector]:
        size = self.size(number)
        found = {}
        for stream in self.streams:
            entropy = [self.seed, number, *_words(stream)]
            chance = np.random.PCG64DXSM(np.random.SeedSequence(entropy))
            found[stream] = np.maximum(np.random.Generator(chance).random(size), _LEAST)
        return found

    def _sobol(self, number: int) -> dict[str, Vector]:
        from scipy.stats import qmc

        scramble, start = self.group(number), number % self._blocks_of_group * self.block
        at, sequence = self._going.pop(scramble, (-1, None))
        if sequence is None or at > start:
            chance = np.random.default_rng(np.random.SeedSequence([self.seed, scramble]))
            sequence = qmc.Sobol(len(self.streams), scramble=True, bits=_BITS, rng=chance)
            at = 0
        if at < start:
            sequence.fast_forward(start - at)
        size = self.size(number)
        points = sequence.random(size)
        self._going[scramble] = (start + size, sequence)
        return {stream: points[:, at] + _HALF_CELL for at, stream in enumerate(self.streams)}

    def _together(self, drawn: Mapping[str, Vector]) -> Mapping[str, Vector]:
        """Return the probabilities of what moves together, by a Gaussian copula."""
        names = self.dependence.streams
        if not names:
            return {}
        from scipy.special import ndtr, ndtri

        normal = [ndtri(drawn[name]) for name in names]
        found = {}
        for name, weights in zip(names, self.dependence.mixing, strict=True):
            # Added in order: the last bits of a matrix product hang on how many threads share it.
            mixed = np.zeros_like(normal[0])
            for weight, one in zip(weights, normal, strict=True):
                if weight:
                    mixed += weight * one
            found[name] = np.clip(ndtr(mixed), _LEAST, 1.0 - 2.0**-53)
        return found


@cache
def _words(stream: str) -> tuple[int, ...]:
    """Return a name as whole numbers."""
    digest = hashlib.sha256(stream.encode()).digest()
    return tuple(int.from_bytes(digest[at : at + 8], "little") for at in range(0, 32, 8))


def power_of_two(draws: int) -> int:
    """Return the least power of 2 that gives every scramble two draws, and no fewer than asked.

    Examples
    --------
    >>> power_of_two(100_000)
    131072
    """
    return 1 << max(2 * SCRAMBLES - 1, draws - 1).bit_length()
