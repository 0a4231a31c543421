"""Chunks on the workers of a Dask scheduler that is running already."""

from __future__ import annotations

import logging
import pickle
import socket
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.work import Work
from biofuel_mandate.work.doing import Hands, Outcome, Refusal, attempt
from biofuel_mandate.work.versions import PACKAGE, RECKONS_WITH, versions

if TYPE_CHECKING:
    from distributed import Client, Future

OPTION = "--scheduler"
# Seconds.
_REACHED_WITHIN = 8
_WORKERS_WITHIN = 60  # those that died may be on their way back
_LOOK_EVERY = 5
_FETCHED_WITHIN = 2  # at first; twice that each time it was not enough
_LEFT_WITHIN = 2
_KEPT = "What is finished is kept; run the same command again to go on."


@dataclass(frozen=True)
class Cluster:
    """Does chunks on the workers of a Dask scheduler.

    A worker that dies loses nothing: the scheduler gives its chunks to another. Workers with other
    versions of what the bytes hang on are refused.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://10.0.0.5:8786``.
    """

    address: str

    @contextmanager
    def at(self, work: Work) -> Iterator[Hands]:
        """Begin some work; the cluster is sent it once.

        Raises
        ------
        ScenarioError
            Dask is not installed, the scheduler does not answer, or workers are missing or of
            other versions.
        """
        with _connected(self.address) as client:
            _check(client, self.address)
            hands = _Workers(client, work, self.address)
            try:
                yield hands
            finally:
                hands.close()


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError:
        got, do = "Dask is not installed", f'pip install "{PACKAGE}[cluster]"'
        raise ScenarioError([Fault(got, f"Install it: {do}", path=OPTION)]) from None
    with _quiet():
        try:
            # Asked first: a client that does not get through leaves a thread behind.
            at = urlsplit(address)
            socket.create_connection((at.hostname, at.port), _REACHED_WITHIN).close()
            client = Client(address, timeout=_REACHED_WITHIN, set_as_default=False, name=PACKAGE)
        except (OSError, ValueError) as error:
            got = f"the scheduler {address} cannot be reached"
            do = "See that it runs, and that this machine may connect to it."
            raise ScenarioError([Fault(got, do, path=OPTION)]) from error
        try:
            yield client
        finally:
            try:
                client.close(timeout=_LEFT_WITHIN)
            except OSError:
                client.status = "closed"  # or it would try again when it is forgotten


@contextmanager
def _quiet() -> Iterator[None]:
    """Let Dask log nothing: what it tells of a lost connection, it also raises."""
    names = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def _check(client: Client, address: str) -> None:
    """Refuse a cluster that has no workers, or workers of other versions."""
    with _connection(address):
        try:
            client.wait_for_workers(1, timeout=_REACHED_WITHIN)
        except TimeoutError:
            raise _without_workers(address) from None
        theirs = client.get_versions(packages=[*RECKONS_WITH, PACKAGE])["workers"]
    faults = []
    for worker, found in sorted(theirs.items()):
        their = {name: found["packages"].get(name) or "none" for name in (*RECKONS_WITH, PACKAGE)}
        their["python"] = ".".join(found["host"]["python"].split(".")[:2])
        # The hash of our own files is asked for where they are imported: at the first chunk.
        faults += _differing(worker, {**versions(), PACKAGE: _plain()}, their)
    if faults:
        raise ScenarioError(faults)


def _plain() -> str:
    return versions()[PACKAGE].partition(" ")[0]


def _differing(worker: str, ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[Fault]:
    """Return a fault where a worker has other versions than we."""
    named = [
        f"{name} {theirs.get(name, 'none')} instead of {ours[name]}"
        for name in ours
        if theirs.get(name) != ours[name]
    ]
    if not named:
        return []
    do = "Other versions may give other digits: install the same at every worker."
    return [Fault(f"the worker {worker} has {', '.join(named)}", do, path=OPTION)]


def _without_workers(address: str) -> ScenarioError:
    do = f"Start some with: dask worker {address}. {_KEPT}"
    return ScenarioError([Fault(f"the scheduler {address} has no workers", do, path=OPTION)])


@contextmanager
def _connection(address: str) -> Iterator[None]:
    """Tell what it means when a request is cut off."""
    try:
        yield
    except (OSError, CancelledError) as error:
        got = f"the connection to the scheduler {address} was lost"
        raise ScenarioError([Fault(got, f"See that it runs. {_KEPT}", path=OPTION)]) from error


class _Workers:
    def __init__(self, client: Client, work: Work, address: str) -> None:
        self._client, self._address = client, address
        # A task of its own, so that the scheduler can have it made again when its holders die.
        self._work = client.submit(pickle.loads, pickle.dumps(work), pure=False)
        self._running: dict[Future[Any], int] = {}
        self._looked, self._width = 0.0, 0
        self._patience = _FETCHED_WITHIN

    @property
    def width(self) -> int:
        """Two chunks for every thread of the cluster, which may grow and shrink."""
        now = time.monotonic()
        if not self._width or now > self._looked + _LOOK_EVERY:
            with _connection(self._address):
                threads = self._client.nthreads().values()
            self._looked, self._width = now, 2 * max(1, sum(threads))
        return self._width

    @property
    def busy(self) -> int:
        return len(self._running)

    def start(self, chunk: int) -> None:
        # The scheduler may give a chunk to another worker; here it is asked for once.
        future = self._client.submit(_attempt_there, self._work, chunk, versions(), pure=False)
        self._running[future] = chunk

    def finished(self) -> list[tuple[int, Outcome]]:
        while True:
            with _connection(self._address):
                self._wait()
                done = [future for future in self._running if future.done()]
            outcomes = {future: self._fetched(future) for future in done}
            found = [
                (self._running.pop(future), outcome)
                for future, outcome in outcomes.items()
                if outcome is not None
            ]
            if found:
                return found

    def _fetched(self, future: Future[Any]) -> Outcome | None:
        """Return what a chunk came to; None where its worker died first, and it is done again."""
        from distributed import KilledWorker

        try:
            if future.status == "error":
                future.result()  # an error of the chunk, which is none of the connection
            with _connection(self._address), suppress(TimeoutError):
                found: Outcome = future.result(timeout=self._patience)
                return found
        except KilledWorker as killed:
            last = killed.last_worker.address
            got = f"one worker after the other died at a chunk, the last at {last}"
            do = f"They may lack memory. {_KEPT}"
            raise ScenarioError([Fault(got, do, path=OPTION)]) from killed
        # The scheduler may be asking a worker that is gone; asked again, it has noticed.
        self._patience = min(2 * self._patience, _WORKERS_WITHIN)
        return None

    def _wait(self) -> None:
        """Wait for a chunk, as long as there is somebody to do it."""
        from distributed import wait

        alone_since = None
        while True:
            with suppress(TimeoutError), self._client.as_current():
                wait(list(self._running), timeout=_LOOK_EVERY, return_when="FIRST_COMPLETED")
                return
            now = time.monotonic()
            if self._client.nthreads():
                alone_since = None
            elif alone_since is None:
                alone_since = now
            elif now > alone_since + _WORKERS_WITHIN:
                raise _without_workers(self._address)

    def close(self) -> None:
        """Let the scheduler forget what is under way; where it is gone, it has."""
        with suppress(ScenarioError), _connection(self._address):
            if self._client.status == "running":
                self._client.cancel([*self._running, self._work])
        self._running.clear()


# At a worker ------------------------------------------------------------------------------------


def _attempt_there(work: Work, chunk: int, ours: Mapping[str, str]) -> Outcome:
    """Do a chunk, where this worker has the versions of those who asked; it may have come late."""
    from distributed import get_worker

    faults = _differing(get_worker().address, ours, versions())
    if faults:
        return Refusal(ScenarioError, tuple(faults))
    return attempt(work, chunk, is_packed=True)
