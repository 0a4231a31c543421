"""The way that a user wants work done: by whom, and where finished chunks are kept."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.work import Work
from biofuel_mandate.work.cluster import Cluster
from biofuel_mandate.work.doing import Doer, InProcess, Threads
from biofuel_mandate.work.processes import Processes
from biofuel_mandate.work.progress import Progress
from biofuel_mandate.work.run import do_all, store_for

MOST_WORKERS = 1000
# More would hold more draws in memory at a time.
MOST_THREADS = 2


@dataclass(frozen=True)
class Way:
    """The way that a user wants work done.

    Attributes
    ----------
    workers : int
        Processes of this machine; 0 is the process itself, on two threads, and 1 on one.
    scheduler : str
        Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``; blank for none.
    chunks : str
        Where finished chunks are kept until the work is over: a folder or any address that fsspec
        knows; blank to keep none.
    stem : str
        What the name of the work's own folder in there begins with.
    quiet : bool
        Show no progress.
    """

    workers: int = 0
    scheduler: str = ""
    chunks: str = ""
    stem: str = "chunks-"
    quiet: bool = False


def doer_for(workers: int = 0, scheduler: str = "") -> Doer:
    """Return who does the work that a user asked for.

    Parameters
    ----------
    workers : int
        Processes of this machine; 0 is the process itself, on two threads, and 1 on one.
    scheduler : str
        Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``; blank for none.

    Raises
    ------
    ScenarioError
        Both are asked for, or one of them means nothing.

    Examples
    --------
    >>> doer_for(2)
    Processes(workers=2)
    """
    if scheduler and workers:
        got = f"{workers} workers beside the scheduler {scheduler}"
        raise ScenarioError([Fault(got, "Ask for one of the two.", path="--workers")])
    if scheduler:
        if not re.fullmatch(r"(tcp|tls)://\S+:\d+", scheduler):
            got = f"{scheduler!r} is not the address of a scheduler"
            do = 'Write one such as "tcp://10.0.0.5:8786".'
            raise ScenarioError([Fault(got, do, path="--scheduler")])
        return Cluster(scheduler)
    if not 0 <= workers <= MOST_WORKERS:
        do = f"Ask for 0 to {MOST_WORKERS}."
        raise ScenarioError([Fault(f"{workers} workers", do, path="--workers")])
    if workers:
        return Processes(workers) if workers > 1 else InProcess()
    return Threads(min(MOST_THREADS, os.cpu_count() or 1))


@contextmanager
def done(work: Work, way: Way, lang: str = "en") -> Iterator[Iterator[bytes]]:
    """Do some work the way that a user wants it, and give what comes of each chunk, in order.

    What is kept goes when the context ends well, so what comes of the work is to be written inside
    it. On an error or Ctrl-C it stays, and a line on standard error says how to go on.

    Parameters
    ----------
    work : Work
    way : Way
    lang : str
        Language of what is said beside.

    Raises
    ------
    BiofuelMandateError
        The way means nothing, or the work cannot be done or kept.

    Examples
    --------
    >>> class Squares:
    ...     chunks, digest = 3, "squares"
    ...     def size(self, chunk): return 1
    ...     def do(self, chunk): return str(chunk**2).encode()
    >>> with done(Squares(), Way(chunks="memory://squares")) as contents:
    ...     b" ".join(contents)
    b'0 1 4'
    """
    doer = doer_for(way.workers, way.scheduler)
    store = store_for(work, way.chunks, way.stem) if way.chunks else None
    with do_all(work, doer, store, Progress(lang, quiet=way.quiet)) as contents:
        yield contents
    if store is not None:
        store.clear()
