"""Who does the chunks: what every doer offers, and the one that needs nobody else."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from threadpoolctl import threadpool_limits

from biofuel_mandate.errors import BiofuelMandateError, Fault
from biofuel_mandate.work import Work

# The quickest level: what draws come to is mostly counts of 0.
_LEVEL = 1


@dataclass(frozen=True)
class Parcel:
    """What comes of a chunk; packed where it has to travel or to be kept.

    Examples
    --------
    >>> Parcel(Parcel(b"litres", is_packed=False).packed(), is_packed=True).content()
    b'litres'
    """

    data: bytes
    is_packed: bool

    def packed(self) -> bytes:
        """Return it as it travels and is kept."""
        return self.data if self.is_packed else zlib.compress(self.data, _LEVEL)

    def content(self) -> bytes:
        """Return what the work gave."""
        return zlib.decompress(self.data) if self.is_packed else self.data


@dataclass(frozen=True)
class Refusal:
    """What a chunk comes to that cannot be done; an error itself would not survive the journey."""

    kind: type[BiofuelMandateError]
    faults: tuple[Fault, ...]

    def error(self) -> BiofuelMandateError:
        """Return the error that the chunk met."""
        return self.kind(self.faults)


Outcome = Parcel | Refusal


class Hands(Protocol):
    """What does chunks while it is open."""

    @property
    def width(self) -> int:
        """How many chunks it is well to have given it at a time."""
        ...

    @property
    def busy(self) -> int:
        """How many chunks it has been given and not given back."""
        ...

    def start(self, chunk: int) -> None:
        """Take on a chunk."""
        ...

    def finished(self) -> list[tuple[int, Outcome]]:
        """Wait for a chunk or more, and give back those that are finished, in any order."""
        ...


class Doer(Protocol):
    """Somebody who can be asked to do work."""

    def at(self, work: Work) -> AbstractContextManager[Hands]:
        """Begin some work; what was begun for it ends with the context."""
        ...


def attempt(work: Work, chunk: int, *, is_packed: bool) -> Outcome:
    """Do a chunk, on one thread of the linear algebra libraries.

    They split sums by threads, so that another number of threads may give other last digits; and
    the threads of several workers would be in each other's way.
    """
    with threadpool_limits(limits=1):
        try:
            done = Parcel(work.do(chunk), is_packed=False)
        except BiofuelMandateError as error:
            return Refusal(type(error), error.faults)
    return Parcel(done.packed(), is_packed=True) if is_packed else done


@dataclass(frozen=True)
class InProcess:
    """Does one chunk after the other, here."""

    @contextmanager
    def at(self, work: Work) -> Iterator[Hands]:
        """Begin some work."""
        yield _Own(work)


@dataclass
class _Own:
    work: Work
    _given: list[int] = field(default_factory=list)
    width: int = 1

    @property
    def busy(self) -> int:
        return len(self._given)

    def start(self, chunk: int) -> None:
        self._given.append(chunk)

    def finished(self) -> list[tuple[int, Outcome]]:
        chunk = self._given.pop(0)
        return [(chunk, attempt(self.work, chunk, is_packed=False))]


@dataclass(frozen=True)
class Threads:
    """Does several chunks at a time, here: arithmetic on arrays leaves the interpreter to others.

    Attributes
    ----------
    count : int
    """

    count: int = 2

    @contextmanager
    def at(self, work: Work) -> Iterator[Hands]:
        """Begin some work."""
        with threadpool_limits(limits=1), ThreadPoolExecutor(self.count, "chunks") as pool:
            try:
                yield _Together(work, pool, self.count)
            finally:
                pool.shutdown(cancel_futures=True)


@dataclass
class _Together:
    work: Work
    pool: ThreadPoolExecutor
    width: int
    _begun: dict[Future[Outcome], int] = field(default_factory=dict)

    @property
    def busy(self) -> int:
        return len(self._begun)

    def start(self, chunk: int) -> None:
        begun = self.pool.submit(attempt, self.work, chunk, is_packed=False)
        self._begun[begun] = chunk

    def finished(self) -> list[tuple[int, Outcome]]:
        ended = wait(self._begun, return_when=FIRST_COMPLETED).done
        return [(self._begun.pop(one), one.result()) for one in ended]
