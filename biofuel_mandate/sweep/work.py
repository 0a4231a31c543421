"""The unit of work of a sweep: some points in a row, as one Parquet file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.library import content_hash
from biofuel_mandate.sweep.pilot import Begun, bases_of
from biofuel_mandate.sweep.reading import Sweep
from biofuel_mandate.sweep.rows import part_bytes
from biofuel_mandate.uncertainty.outcomes import is_one_by_one

# Points that are evaluated together: few enough rows for a small memory, and enough points for the
# arrays to be worth it. Of draws that go one at a time, what takes some seconds.
_MOST_ROWS = 2**19
_MOST_POINTS = 16_384
_ONE_BY_ONE = 64


@dataclass(frozen=True)
class SweepWork:
    """A sweep in chunks; which points a chunk has hangs on the sweep alone.

    Attributes
    ----------
    sweep : Sweep
    writer : str
        Version of what writes the files; another may write other bytes.
    """

    sweep: Sweep
    writer: str = pa.__version__

    @cached_property
    def points_a_chunk(self) -> int:
        """How many points each chunk but the last has."""
        if is_one_by_one(self.sweep.scenario):
            return _ONE_BY_ONE
        return max(1, min(_MOST_POINTS, _MOST_ROWS // len(self.sweep.asked)))

    @cached_property
    def bases(self) -> Begun:
        """Optimal bases that the points of least-cost cases begin with; sent along once found."""
        return bases_of(self.sweep.scenario, self.sweep.grid)

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return -(-self.sweep.grid.points // self.points_a_chunk)

    @cached_property
    def digest(self) -> str:
        """Hash of the scenario, the library, the grid and what is asked."""
        sweep = self.sweep
        parts = (
            sweep.scenario.document.sha256,
            content_hash(),
            *(repr(axis.to_dict()) for axis in sweep.grid.axes),
            *(repr((one.name, one.key, one.position, one.row)) for one in sweep.asked),
            str(self.points_a_chunk),
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def first(self, chunk: int) -> int:
        """Return the number of the first point of a chunk."""
        return chunk * self.points_a_chunk

    def size(self, chunk: int) -> int:
        """Return how many points a chunk has."""
        return min(self.points_a_chunk, self.sweep.grid.points - self.first(chunk))

    def do(self, chunk: int) -> bytes:
        """Return the points of a chunk as a Parquet file.

        Raises
        ------
        ScenarioError
            Here is another version of what writes the files.
        """
        if pa.__version__ != self.writer:
            got = f"a worker has pyarrow {pa.__version__} instead of {self.writer}"
            raise ScenarioError([Fault(got, "Install the same at every worker.", "--scheduler")])
        return self.some(self.first(chunk), self.size(chunk))

    def some(self, first: int, count: int) -> bytes:
        """Return some points as a Parquet file."""
        return part_bytes(self.sweep, first, count, self.bases)
