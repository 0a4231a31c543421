"""What the answers of many draws have in common: what stands at its bounds, and what does not.

Bases are found in a pilot and then given to every block of draws, so that what comes of a draw
does not depend on the block that it is in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import frexp
from typing import TYPE_CHECKING

import numpy as np

from biofuel_mandate.solve.factors import Pivot
from biofuel_mandate.solve.programs import Programs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Basis:
    """What is held by a bound in the answers of some draws, and what is not.

    Attributes
    ----------
    pivots : tuple of (row, unknown)
        The rows that bind, each with an unknown that it settles, in the order of elimination.
    full : tuple of int
        Unknowns that stand at their upper bounds.
    """

    pivots: tuple[Pivot, ...] = ()
    full: tuple[int, ...] = ()


@dataclass(frozen=True)
class Bases:
    """How to begin with the draws of a case; it can be stored, and sent elsewhere.

    Attributes
    ----------
    common : tuple of Basis
        Those of many draws, most frequent first.
    start : Basis
        From where draws that have none of these go on their own.
    sizes : tuple of float
        What each row is multiplied by, so that its coefficients are near 1: powers of two, which
        change no digit.
    unknowns, rows : tuple of int
        Those that matter in most draws: the others are only looked at where a walk has ended.
    """

    common: tuple[Basis, ...]
    start: Basis
    sizes: tuple[float, ...]
    unknowns: tuple[int, ...]
    rows: tuple[int, ...]

    def ways(self, programs: Programs) -> list[float]:
        """Return the factors by which what each row leaves over is 0 or more."""
        senses = map(programs.sense, range(len(self.sizes)))
        return [-x if sense == 1 else x for x, sense in zip(self.sizes, senses, strict=True)]

    def whole(self, programs: Programs) -> Bases:
        """Return the same, as if all unknowns and rows mattered."""
        unknowns, rows = range(len(programs.costs)), range(len(programs.rows))
        return replace(self, unknowns=tuple(unknowns), rows=tuple(rows))

    @cached_property
    def core(self) -> Bases:
        """The same of the unknowns and rows that matter, counted by themselves."""
        unknown = {old: new for new, old in enumerate(self.unknowns)}
        row = {old: new for new, old in enumerate(self.rows)}

        def counted(basis: Basis) -> Basis:
            pivots = tuple((row[i], unknown[j]) for i, j in basis.pivots)
            return Basis(pivots, tuple(unknown[j] for j in basis.full))

        return Bases(
            tuple(map(counted, self.common)),
            counted(self.start),
            tuple(self.sizes[i] for i in self.rows),
            tuple(range(len(unknown))),
            tuple(range(len(row))),
        )


def at_nothing(programs: Programs) -> Bases:
    """Return how to begin where nothing is known: every row leaves over what it asks for."""
    largest = np.abs(programs.dense(0)).max(axis=1, initial=0.0).tolist()
    sizes = tuple(2.0 ** -frexp(x)[1] if x else 1.0 for x in largest)
    return Bases((), Basis(), sizes, tuple(range(len(programs.costs))), tuple(range(len(sizes))))
