"""`run` with all its files as a whole process, beside a bare import of what it builds on, in turn.

Run: python benchmarks/files.py [ROUNDS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCENARIOS = ("scenarios/norway-2015.yaml", "tests/scenarios/seven-cases.yaml")
BARE = "import numpy, pandas, matplotlib"


def measured(command: list[str]) -> tuple[float, float]:
    """Return the wall time [s] and the peak memory [MB] of one whole process."""
    before = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    # Of this child alone; what getrusage tells of children is the largest there has been.
    _, status, used = os.wait4(process.pid, 0)
    taken = time.perf_counter() - before
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return taken, used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def main(rounds: int) -> None:
    """Print medians, peak memory and the ratio of each run to the bare import."""
    with tempfile.TemporaryDirectory() as out:
        run = [sys.executable, "-m", "biofuel_mandate", "run", "--quiet", "--out", out]
        commands = {BARE: [sys.executable, "-c", BARE]}
        commands |= {f"run {Path(path).stem}": [*run, path] for path in SCENARIOS}
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for number in range(rounds + 1):
            for name, command in commands.items():
                one = measured(command)
                if number:  # the first round warms up
                    found[name].append(one)
        files = len(list(Path(out, Path(SCENARIOS[0]).stem).iterdir()))
    base = statistics.median(taken for taken, _ in found[BARE])
    for name, ones in found.items():
        median = statistics.median(taken for taken, _ in ones)
        peak = max(memory for _, memory in ones)
        print(f"{name:32} {median:.2f} s, {peak:3.0f} MB, {median / base:.2f} of the bare import")
    print(f"{files} files a run; load of this machine {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
