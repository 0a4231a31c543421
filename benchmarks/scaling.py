"""Two workers beside one, on the same draws in the same run: processes, and a Dask cluster.

Run: python benchmarks/scaling.py [CHUNKS]

The quicker of two rounds counts. What starts workers is shown beside: it is paid once, however many
draws there are. Ends with 1 where bytes differ.
"""

from __future__ import annotations

import hashlib
import logging
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from measuring import load

from biofuel_mandate import load_scenario
from biofuel_mandate.uncertainty.chunks import Job
from biofuel_mandate.uncertainty.run import prepare
from biofuel_mandate.work.cluster import Cluster
from biofuel_mandate.work.doing import Doer, Hands, InProcess, Parcel
from biofuel_mandate.work.processes import Processes

SCENARIO = "scenarios/norway-2015-uncertain.yaml"
SEED = 1
CHUNKS = 8
# So small that two workers end together, and large enough that sending them is no matter.
BLOCKS_A_CHUNK = 2
ROUNDS = 2
# Dask lets its workers give memory back to the system after every array, which takes as long as the
# draws do. These keep it; a cluster's workers do when they are started with the same environment.
MEMORY = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(2**25),
    "MALLOC_TRIM_THRESHOLD_": str(2**28),
}


@dataclass(frozen=True)
class Timed:
    """What some chunks took: until workers were ready, and a round [s]; and their hash."""

    start: float
    work: float
    found: str


def timed(job: Job, doer: Doer, chunks: int) -> Timed:
    """Do the chunks of a job, once everybody has done one."""
    before = time.perf_counter()
    with doer.at(job) as hands:
        for chunk in range(hands.width):
            hands.start(chunk)
        while hands.busy:
            hands.finished()
        ready = time.perf_counter()
        rounds = [_round(hands, chunks) for _ in range(ROUNDS)]
    found = rounds[0][1]
    contents = b"".join(found[chunk].content() for chunk in range(chunks))
    return Timed(
        ready - before, min(took for took, _ in rounds), hashlib.sha256(contents).hexdigest()
    )


def _round(hands: Hands, chunks: int) -> tuple[float, dict[int, Parcel]]:
    """Do all chunks once; return the time and what they came to."""
    before = time.perf_counter()
    waiting = list(reversed(range(chunks)))
    found: dict[int, Parcel] = {}
    while len(found) < chunks:
        while waiting and hands.busy < hands.width:
            hands.start(waiting.pop())
        for chunk, parcel in hands.finished():
            if not isinstance(parcel, Parcel):
                raise parcel.error()
            found[chunk] = parcel
    return time.perf_counter() - before, found


def clusters() -> Iterator[Cluster]:
    """Give a Dask cluster with one worker process of one thread, and then with two."""
    import dask
    from distributed import LocalCluster

    options = {"threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with (
        dask.config.set({"distributed.nanny.pre-spawn-environ": MEMORY}),
        LocalCluster(1, silence_logs=logging.CRITICAL, **options) as local,
    ):
        yield Cluster(local.scheduler_address)
        local.scale(2)
        local.wait_for_workers(2)
        yield Cluster(local.scheduler_address)


def shown(name: str, took: Timed, draws: int, one: Timed) -> str:
    """Return a line of the table; ``one`` is what one worker of the kind took."""
    ratio = one.work / took.work
    rate = draws / took.work
    return f"{name:<22}{took.start:>9.2f}{took.work:>9.2f}{rate:>14,.0f}{ratio:>9.2f}"


def main(chunks: int) -> int:
    """Print what each way took, and tell whether all gave the same bytes."""
    scenario = load_scenario(SCENARIO)
    most = max(chunks, 8) * BLOCKS_A_CHUNK
    job = prepare(scenario, draws=1, seed=SEED)
    draws = most * job.sampling.block
    job = replace(prepare(scenario, draws=draws, seed=SEED), blocks_a_chunk=BLOCKS_A_CHUNK)
    count = sum(job.size(chunk) for chunk in range(chunks))
    print(f"{count:,} draws of {SCENARIO} in {chunks} chunks; {load()}")
    print(f"{'':<22}{'start s':>9}{'work s':>9}{'draws a second':>16}{'ratio':>7}")
    here = timed(job, InProcess(), chunks)
    print(shown("this process", here, count, here))
    all_found = {here.found}
    one = here
    for workers in (1, 2):
        took = timed(job, Processes(workers), chunks)
        one = took if workers == 1 else one
        print(shown(f"{workers} of processes", took, count, one))
        all_found.add(took.found)
    try:
        for workers, doer in enumerate(clusters(), start=1):
            took = timed(job, doer, chunks)
            one = took if workers == 1 else one
            print(shown(f"{workers} of a Dask cluster", took, count, one))
            all_found.add(took.found)
    except ImportError:
        print("Dask is not installed")
    print("the same bytes" if len(all_found) == 1 else "the bytes differ")
    return int(len(all_found) > 1)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CHUNKS))
