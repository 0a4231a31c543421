"""`run` and `report` with all their files as whole processes, beside a bare import, in turn.

The set of `report`: Word, PDF, HTML and Excel, and charts in three formats, eight of least cost.

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

REPORTED = ("scenarios/norway-2015.yaml", "scenarios/norway-2023-least-cost.yaml")
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
        own = [sys.executable, "-m", "biofuel_mandate"]
        run, report = ([*own, name, "--quiet", "--out", out] for name in ("run", "report"))
        commands = {BARE: [sys.executable, "-c", BARE]}
        commands |= {f"run {Path(path).stem}": [*run, path] for path in SCENARIOS}
        commands |= {f"report {Path(path).stem}": [*report, path] for path in REPORTED}
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for number in range(rounds + 1):
            for name, command in commands.items():
                one = measured(command)
                if number:  # the first round warms up
                    found[name].append(one)
        files = {path.name: len(list(path.iterdir())) for path in sorted(Path(out).iterdir())}
    base = statistics.median(taken for taken, _ in found[BARE])
    for name, ones in found.items():
        median = statistics.median(taken for taken, _ in ones)
        peak = max(memory for _, memory in ones)
        print(f"{name:32} {median:.2f} s, {peak:3.0f} MB, {median / base:.2f} of the bare import")
    counts = ", ".join(f"{name} {count}" for name, count in files.items())
    print(f"files: {counts}; load of this machine {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
