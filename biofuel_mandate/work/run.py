"""Work done from beginning to end: kept as it is finished, and given in order."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from biofuel_mandate.errors import BiofuelMandateError
from biofuel_mandate.work import Work
from biofuel_mandate.work.doing import Doer, Hands, InProcess, Parcel, Refusal
from biofuel_mandate.work.store import Store
from biofuel_mandate.work.versions import identity

# How far beyond the next chunk, in widths of the hands, results are held in memory.
_AHEAD = 2


class Told(Protocol):
    """Is told how far some work has come."""

    def begin(self, chunks: int, kept: int) -> None:
        """Learn how many chunks there are, and how many are kept from before."""
        ...

    def more(self) -> None:
        """Learn that another chunk is finished."""
        ...

    def end(self) -> None:
        """Learn that the work is over, or has stopped."""
        ...

    def stopped(self, kept: int, chunks: int, place: str) -> None:
        """Learn that the work stopped before its end, and what is kept where."""
        ...


class Silent:
    """Is told, and tells nobody."""

    def begin(self, chunks: int, kept: int) -> None:
        """Do nothing."""

    def more(self) -> None:
        """Do nothing."""

    def end(self) -> None:
        """Do nothing."""

    def stopped(self, kept: int, chunks: int, place: str) -> None:
        """Do nothing."""


_SILENT = Silent()
_IN_PROCESS = InProcess()


def store_for(work: Work, url: str, stem: str = "") -> Store:
    """Return the place where chunks of some work are kept, by these versions.

    Parameters
    ----------
    work : Work
    url : str
        A folder, or any address that fsspec knows.
    stem : str
        What the name of the work's own folder inside begins with.

    Raises
    ------
    ReportError
        Nothing can be kept there.
    """
    return Store(url, identity(work), stem)


@contextmanager
def do_all(
    work: Work,
    doer: Doer = _IN_PROCESS,
    store: Store | None = None,
    told: Told = _SILENT,
) -> Iterator[Iterator[bytes]]:
    """Do some work, and give what comes of each chunk, in order.

    What is finished is kept at once; what is kept already is not done again. When an error or
    Ctrl-C ends the context, the doer's hands are let go and ``told`` learns what is kept.

    Parameters
    ----------
    work : Work
    doer : Doer
        Who does it; the bytes are the same whoever does.
    store : Store, optional
        Where finished chunks are kept; without one nothing is.
    told : Told
        Is told how far it has come.

    Raises
    ------
    BiofuelMandateError
        A chunk cannot be done or kept, what was kept is damaged, or the doer fails.

    Examples
    --------
    >>> class Squares:
    ...     chunks, digest = 3, "squares"
    ...     def size(self, chunk): return 1
    ...     def do(self, chunk): return str(chunk**2).encode()
    >>> with do_all(Squares()) as contents:
    ...     list(contents)
    [b'0', b'1', b'4']
    """
    run = _Run(work, doer, store, told)
    contents = run.contents()
    try:
        yield contents
    except (KeyboardInterrupt, BiofuelMandateError):
        contents.close()
        told.end()
        if store is not None and run.kept:
            told.stopped(len(run.kept), work.chunks, store.place)
        elif store is not None:
            # Nothing is there to go on from, so nothing is to be left either.
            store.clear()
        raise
    finally:
        contents.close()
        told.end()


@dataclass
class _Run:
    """Some work under way: what of it is kept, what came early, and what is still to be given."""

    work: Work
    doer: Doer
    store: Store | None
    told: Told
    kept: set[int] = field(default_factory=set)
    _early: dict[int, Parcel] = field(default_factory=dict)
    _again: list[int] = field(default_factory=list)
    _next: int = 0

    def contents(self) -> Generator[bytes, None, None]:
        """Yield what comes of each chunk, in order."""
        chunks = self.work.chunks
        if self.store is not None:
            names = self.store.names()
            self.kept = {chunk for chunk in range(chunks) if self._name(chunk) in names}
        self.told.begin(chunks, len(self.kept))
        with ExitStack() as stack:
            hands: Hands | None = None
            for chunk in range(chunks):
                # Others work on while what is kept is read; nobody is asked when all is kept.
                if hands is None and len(self.kept) < chunks:
                    hands = stack.enter_context(self.doer.at(self.work))
                if hands is not None:
                    self._give(hands, chunk)
                parcel = self._found(chunk)
                while parcel is None:
                    if hands is None:
                        hands = stack.enter_context(self.doer.at(self.work))
                    self._give(hands, chunk)
                    self._take(hands, chunk)
                    parcel = self._found(chunk)
                yield parcel.content()
        self.told.end()

    def _give(self, hands: Hands, chunk: int) -> None:
        """Give hands what they have room for."""
        while hands.busy < hands.width and (given := self._chosen(hands, chunk)) is not None:
            hands.start(given)

    def _chosen(self, hands: Hands, chunk: int) -> int | None:
        if self._again:
            return self._again.pop()
        # Without a store, what comes early waits in memory, so nobody may run far ahead.
        end = self.work.chunks
        if self.store is None:
            end = min(end, chunk + _AHEAD * hands.width)
        while self._next < end:
            self._next += 1
            if self._next - 1 not in self.kept:
                return self._next - 1
        return None

    def _take(self, hands: Hands, chunk: int) -> None:
        """Keep what hands have finished."""
        for done, outcome in hands.finished():
            if isinstance(outcome, Refusal):
                raise outcome.error()
            if self.store is not None:
                outcome = Parcel(outcome.packed(), is_packed=True)  # noqa: PLW2901
                self.store.put(self._name(done), outcome.data)
                self.kept.add(done)
            if self.store is None or done < chunk + _AHEAD * hands.width:
                self._early[done] = outcome
            self.told.more()

    def _found(self, chunk: int) -> Parcel | None:
        """Return what came of a chunk, where it is finished."""
        parcel = self._early.pop(chunk, None)
        if parcel is not None or self.store is None or chunk not in self.kept:
            return parcel
        data = self.store.get(self._name(chunk))
        if data is not None:
            return Parcel(data, is_packed=True)
        # Somebody has removed it meanwhile.
        self.kept.remove(chunk)
        if chunk < self._next:
            self._again.append(chunk)
        return None

    def _name(self, chunk: int) -> str:
        return f"{chunk:0{len(str(self.work.chunks - 1))}}"
