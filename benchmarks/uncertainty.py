"""Uncertainty: draws, Sobol' indices and growth, beside what others take for the same work.

Run: python benchmarks/uncertainty.py [DRAWS [BASE_SAMPLES [LEAST_COST_DRAWS]]]

DRAWS is how many draws are made of given blends at most, in steps of ten times from 100,000;
BASE_SAMPLES how many SALib evaluates before it is scaled up. Ends with 1 where answers differ;
times are printed beside what is asked for, since a busy machine would fail any of them.
"""

from __future__ import annotations

import os
import struct
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from against_salib import against_salib
from growth import growth
from measuring import Measured, Took, alone, load, peak_mb, timed
from numpy.typing import NDArray

from biofuel_mandate import load_scenario
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.results import ResultRow
from biofuel_mandate.uncertainty.chunks import Job
from biofuel_mandate.uncertainty.moves import Moves
from biofuel_mandate.uncertainty.outcomes import outcome, values_of
from biofuel_mandate.uncertainty.run import prepare, summed
from biofuel_mandate.work.doing import InProcess
from biofuel_mandate.work.processes import Processes
from biofuel_mandate.work.run import do_all

SCENARIO = "scenarios/norway-2015-uncertain.yaml"
SEED = 1
FEWEST, DRAWS = 100_000, 1_000_000
ONE_BY_ONE = 300
BASE_SAMPLES = 32
LEAST_COST_DRAWS, OF_HIGHS = 4_096, 50
WORKERS = 2
SAME = 1e-9
ASKED = "asked: 1,000,000 draws in 2 s and 300 MB on 2 processors; more draws, the same memory"
# Process, its memory at most [MB], and its processor time [s].
_TOLD = struct.Struct("=qdd")


@dataclass(frozen=True)
class Watched:
    """Work that tells, before what comes of a chunk, who did it and what that has taken so far."""

    job: Job

    @property
    def chunks(self) -> int:
        return self.job.chunks

    @property
    def digest(self) -> str:
        return self.job.digest

    def size(self, chunk: int) -> int:
        return self.job.size(chunk)

    def do(self, chunk: int) -> bytes:
        content = self.job.do(chunk)
        return _TOLD.pack(os.getpid(), peak_mb(), time.process_time()) + content


@dataclass(frozen=True)
class Run:
    """What draws come to, what they took all processes together, and memory of each [MB]."""

    rows: tuple[ResultRow, ...]
    took: Took
    peaks_mb: tuple[float, ...]


def engine(draws: int, workers: int) -> Run:
    """Make draws: read, sample, evaluate all headlines, and sum up."""
    others: dict[int, tuple[float, float]] = {}

    def contents(parts: Iterable[bytes]) -> Iterator[bytes]:
        for part in parts:
            process, peak, cpu = _TOLD.unpack_from(part)
            others[process] = peak, cpu
            yield part[_TOLD.size :]

    def rows() -> tuple[ResultRow, ...]:
        job = prepare(load_scenario(SCENARIO), draws, SEED)
        doer = Processes(workers) if workers > 1 else InProcess()
        with do_all(Watched(job), doer) as parts:
            return summed(job, contents(parts), draws).rows

    found, took = timed(rows)
    others.pop(os.getpid(), None)
    took = took.plus(Took(0.0, sum(cpu for _, cpu in others.values())))
    return Run(found, took, (peak_mb(), *(peak for peak, _ in others.values())))


def one_by_one(values: Sequence[dict[str, float]]) -> tuple[NDArray[np.float64], Took]:
    """Evaluate draws in a plain loop, each in single numbers; they are given, and not summed up."""
    job = prepare(load_scenario(SCENARIO), len(values), SEED)
    scenario, asked = job.plan.scenario, job.plan.asked

    def loop() -> list[list[float]]:
        found = []
        for draws in values:
            evaluation = Evaluation(scenario.table, scenario.structure, draws)
            found.append([float(evaluation.get(one.name, one.key)) for one in asked])
        return found

    found, took = timed(loop)
    return np.array(found).T, took


def first_draws(count: int) -> tuple[list[dict[str, float]], NDArray[np.float64]]:
    """Return values of the first draws, and what the engine makes of these."""
    job = prepare(load_scenario(SCENARIO), count, SEED)
    moves = Moves(count, job.sampling.probabilities(0))
    columns = moves.of(values_of(job.plan.scenario))
    rows = np.stack([*columns.values()]).T.tolist()
    found = outcome(job.plan.scenario, job.plan.asked, moves).numbers
    values = [dict(zip(columns, row, strict=True)) for row in rows]
    return values, np.stack([np.broadcast_to(np.asarray(number), count) for number in found])


def blend_draws(most: int) -> bool:
    """Print what draws take; return whether a loop and more workers give the same."""
    steps = (FEWEST * 10**power for power in range(12))
    counts = [*(step for step in steps if step < most), most]
    values, block = first_draws(ONE_BY_ONE)
    loop = alone(one_by_one, values)
    single = {count: alone(engine, count, 1) for count in counts}
    shared = alone(engine, counts[-1], WORKERS)
    base = single[counts[-1]].answer.took
    job = prepare(load_scenario(SCENARIO), FEWEST, SEED)
    print(
        f"{SCENARIO}: {len(job.plan.inputs)} inputs, {len(job.plan.headlines)} headlines, "
        f"{len(job.plan.scenario.structure.cases)} cases; sampling and sums included"
    )
    print(
        "                               draws    wall s    CPU s  CPU, us a draw"
        "  ratio, wall  ratio, CPU  peak MB"
    )
    for count, run in single.items():
        _line("engine, one process", count, run.answer, base.times(count / counts[-1]))
    _line(f"engine, {WORKERS} workers and one", counts[-1], shared.answer, base)
    scaled = loop.answer[1].times(counts[-1] / ONE_BY_ONE)
    _line("loop, one draw by one", counts[-1], Run((), scaled, (loop.peak_mb,)), base)
    print(f"  the loop is scaled up from {ONE_BY_ONE} draws, and spared sampling and sums")
    peaks = " + ".join(f"{peak:.0f}" for peak in shared.answer.peaks_mb)
    print(f"  memory of the process that sums up, and of its workers: {peaks} MB")
    print(f"  {ASKED}")
    return _is_same(loop, block, single[counts[-1]].answer, shared.answer)


def _is_same(
    loop: Measured[tuple[NDArray[np.float64], Took]],
    block: NDArray[np.float64],
    single: Run,
    shared: Run,
) -> bool:
    numbers = loop.answer[0]
    scale = np.maximum(np.abs(block).max(axis=1, keepdims=True), 1e-300)
    apart = float((np.abs(numbers - block) / scale).max())
    print(f"  largest difference from the loop, relative: {apart:.1e}")
    if single.rows != shared.rows:
        print("  workers give other results than one process")
    return apart <= SAME and single.rows == shared.rows


def _line(name: str, draws: int, run: Run, base: Took) -> None:
    took = run.took
    print(
        f"  {name:22} {draws:12,} {took.wall:9.2f} {took.cpu:8.2f} {took.cpu / draws * 1e6:14.2f}"
        f" {took.wall / base.wall:12.2f} {took.cpu / base.cpu:11.2f} {sum(run.peaks_mb):8.0f}"
    )


def main(draws: int, samples: int, least_cost: int) -> int:
    """Print every table; return 1 where answers differ."""
    # Here, as every process that is measured begins by importing this module.
    import least_cost_draws

    same = blend_draws(draws)
    same &= against_salib(SCENARIO, samples)
    same &= least_cost_draws.main(least_cost, OF_HIGHS) == 0
    growth()
    print(load())
    return 0 if same else 1


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*asked, *(DRAWS, BASE_SAMPLES, LEAST_COST_DRAWS)[len(asked) :]))
