"""What benchmarks measure: wall time, processor time and memory of one process, and growth."""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Generic, ParamSpec, TypeVar

import numpy as np

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Took:
    """Wall time [s] and processor time [s] of something."""

    wall: float
    cpu: float

    def times(self, factor: float) -> Took:
        """Return what so many times as much work takes."""
        return Took(self.wall * factor, self.cpu * factor)

    def plus(self, other: Took) -> Took:
        """Return what both take."""
        return Took(self.wall + other.wall, self.cpu + other.cpu)


@dataclass(frozen=True)
class Measured(Generic[T]):
    """What came of a call in a process of its own, what it took, and its memory at most [MB]."""

    answer: T
    took: Took
    peak_mb: float


def timed(call: Callable[[], T]) -> tuple[T, Took]:
    """Return what a call gives, and what it took this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = call()
    return answer, Took(time.perf_counter() - wall, time.process_time() - cpu)


def alone(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Measured[T]:
    """Call a function in a fresh process, so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as executor:
        return executor.submit(_measured, partial(function, *args, **kwargs)).result()


def _measured(call: Callable[[], T]) -> Measured[T]:
    answer, took = timed(call)
    return Measured(answer, took, peak_mb())


def peak_mb() -> float:
    """Return the memory that this process has had at most [MB]."""
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage tells is at least what the process that started this one had.
        lines = (line.split() for line in status.read_text().splitlines())
        return next(float(line[1]) for line in lines if line[0] == "VmHWM:") / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024**2 if sys.platform == "darwin" else 1024)


def exponent(times: Mapping[int, float]) -> float:
    """Return the power of a size that times grow with: the slope of their logarithms.

    Examples
    --------
    >>> round(exponent({1: 2.0, 10: 200.0, 100: 20_000.0}), 6)
    2.0
    """
    slope, _ = np.polyfit(np.log(list(times)), np.log(list(times.values())), 1)
    return float(slope)


def load() -> str:
    """Return how busy the machine is, and how many processors it has."""
    return f"load of this machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors"
