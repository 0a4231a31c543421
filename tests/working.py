"""Work of a few bytes a chunk, for the tests of who does it; also run by itself, to be killed.

Run: python tests/working.py FOLDER CHUNKS SECONDS WORKERS
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

from biofuel_mandate.errors import Fault, InfeasibleError


@dataclass(frozen=True)
class Counting:
    """Every chunk is its number and a hash of it; each go may be noted in a file."""

    chunks: int = 12
    log: str = ""
    seconds: float = 0.0
    named: str = "counting"

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.named} {self.chunks}".encode()).hexdigest()

    def size(self, chunk: int) -> int:
        return 10

    def do(self, chunk: int) -> bytes:
        time.sleep(self.seconds)
        if self.log:
            with Path(self.log).open("a") as log:
                log.write(f"{chunk} {os.getpid()}\n")
        return f"{chunk} {hashlib.sha256(f'{self.digest} {chunk}'.encode()).hexdigest()}".encode()


@dataclass(frozen=True)
class Deadly(Counting):
    """Kills its worker at chunk 3: as long as a file stands that it takes away, or always."""

    until: str = ""

    def do(self, chunk: int) -> bytes:
        if chunk == 3 and (not self.until or Path(self.until).exists()):
            if self.until:
                Path(self.until).unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().do(chunk)


@dataclass(frozen=True)
class Refusing(Counting):
    """Has no solution at chunk 3, and a mistake at chunk 5."""

    at: int = 3

    def do(self, chunk: int) -> bytes:
        if chunk == self.at == 3:
            raise InfeasibleError([Fault("no blend is possible", "Lower the quota.", "cases.a")])
        if chunk == self.at:
            raise LookupError(f"chunk {chunk} has a mistake")
        return super().do(chunk)


@dataclass(frozen=True)
class Telling(Counting):
    """Tells where it is done: by which copy of the work, and on how many threads."""

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state, copy=time.perf_counter_ns())

    def do(self, chunk: int) -> bytes:
        time.sleep(self.seconds)
        np.linalg.solve(np.eye(3), np.ones(3))
        told = {
            "copy": [os.getpid(), vars(self).get("copy")],
            "threads": [pool["num_threads"] for pool in threadpool_info()],
            "asked": os.environ.get("OPENBLAS_NUM_THREADS"),
            "minds_ctrl_c": signal.getsignal(signal.SIGINT) is not signal.SIG_IGN,
        }
        return json.dumps(told).encode()


def main(folder: str, chunks: str, seconds: str, workers: str) -> int:
    """Do work that is kept in a folder; print a hash of all that came of it."""
    from biofuel_mandate.work.progress import Progress
    from biofuel_mandate.work.run import do_all, store_for
    from biofuel_mandate.work.way import doer_for

    work = Counting(int(chunks), f"{folder}/log", float(seconds))
    store = store_for(work, f"{folder}/chunks")
    try:
        with do_all(work, doer_for(int(workers)), store, Progress("en")) as contents:
            print(hashlib.sha256(b"\n".join(contents)).hexdigest())
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
