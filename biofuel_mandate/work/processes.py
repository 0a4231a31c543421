"""Chunks on processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.work import Work
from biofuel_mandate.work.doing import Hands, Outcome, attempt

# How often a chunk may lose its worker before it is taken to be the chunk's own doing.
MOST_DEATHS = 3
_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)


@dataclass(frozen=True)
class Processes:
    """Does chunks on processes of this machine; one that dies is replaced.

    Parameters
    ----------
    workers : int
        How many processes, 1 or more.
    """

    workers: int

    @contextmanager
    def at(self, work: Work) -> Iterator[Hands]:
        """Begin some work; every worker is sent it once."""
        pool = _Pool(work, self.workers)
        try:
            yield pool
        finally:
            pool.close()


class _Pool:
    def __init__(self, work: Work, workers: int) -> None:
        self._work, self._workers = work, workers
        self.width = 2 * workers  # one in hand and one waiting, so that nobody waits for us
        self._deaths: Counter[int] = Counter()
        self._running: dict[Future[Outcome], int] = {}
        self._open()

    def _open(self) -> None:
        context = multiprocessing.get_context("spawn")
        theirs, self._line = context.Pipe(duplex=False)
        self._executor = ProcessPoolExecutor(
            self._workers, context, initializer=_begin, initargs=(self._work, theirs)
        )
        self._theirs = theirs

    @property
    def busy(self) -> int:
        return len(self._running)

    def start(self, chunk: int) -> None:
        try:
            with _as_of_worker():
                self._running[self._executor.submit(_do, chunk)] = chunk
        except BrokenProcessPool:
            self._replace([chunk])

    def finished(self) -> list[tuple[int, Outcome]]:
        while True:
            done, _ = wait(self._running, return_when=FIRST_COMPLETED)
            found, lost = [], []
            for future in done:
                chunk = self._running.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    lost.append(chunk)
                else:
                    found.append((chunk, future.result()))
            if lost:
                self._replace(lost)
            if found:
                return found

    def _replace(self, lost: list[int]) -> None:
        """Begin again with new workers, and with the chunks whose workers are gone."""
        # All that was under way is lost with one worker; what was finished before is not.
        for future, chunk in list(self._running.items()):
            if isinstance(future.exception(), BrokenProcessPool):
                del self._running[future]
                lost.append(chunk)
        self._deaths.update(lost)
        self.close()
        guilty = sorted(chunk for chunk in lost if self._deaths[chunk] >= MOST_DEATHS)
        if guilty:
            named = ", ".join(str(chunk) for chunk in guilty)
            got = f"a worker died {MOST_DEATHS} times at chunk {named}"
            do = (
                "It may lack memory: try fewer --workers. What is finished is kept, and the same "
                "command goes on from there."
            )
            raise ScenarioError([Fault(got, do, path="--workers")])
        self._open()
        for chunk in sorted(lost):
            self.start(chunk)

    def close(self) -> None:
        # First the line, at whose end workers leave whatever they are doing.
        if self._running:
            self._line.close()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._line.close()
        self._theirs.close()


@contextmanager
def _as_of_worker() -> Iterator[None]:
    """Let a process that starts meanwhile have one thread, and leave Ctrl-C to us."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    can_mask = hasattr(signal, "pthread_sigmask")
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if can_mask else None
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        if mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)


# In a worker ------------------------------------------------------------------------------------

_mine: list[Work] = []


def _begin(work: Work, line: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with, args=(line,), daemon=True).start()
    _mine.append(work)


def _leave_with(line: Connection) -> None:
    """End this process as soon as nobody holds the other end of a line."""
    try:
        line.poll(None)
    finally:
        os._exit(0)


def _do(chunk: int) -> Outcome:
    return attempt(_mine[0], chunk, is_packed=True)
