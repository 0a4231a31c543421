"""Work in chunks: who does it, what is kept of it, and how far it has come.

A chunk is a number; what comes of it is bytes that hang on the work and the number alone. So it
does not matter who does it, in which order, or in how many goes.
"""

from __future__ import annotations

from typing import Protocol


class Work(Protocol):
    """Something that is done in chunks; it is sent to workers by pickle."""

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        ...

    @property
    def digest(self) -> str:
        """Hash of all that the bytes of a chunk hang on: a chunk of other work is never taken."""
        ...

    def size(self, chunk: int) -> int:
        """Return how many draws or points a chunk has, for telling how far the work has come."""
        ...

    def do(self, chunk: int) -> bytes:
        """Return what comes of a chunk."""
        ...
