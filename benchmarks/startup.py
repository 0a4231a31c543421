"""`check` and `run --no-charts` as whole processes, beside a bare import of numpy and pandas.

Run: python benchmarks/startup.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time

SCENARIO = "scenarios/norway-2015.yaml"
HEAVY = ("numpy", "pandas", "matplotlib", "scipy")


def seconds(command: list[str]) -> float:
    """Return the wall time of one whole process."""
    before = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - before


def imported_by_check() -> list[str]:
    """Return which of the heavy packages `check` imports."""
    code = (
        "import sys\nfrom biofuel_mandate.cli import main\n"
        f"try:\n    main(['check', '{SCENARIO}'])\nexcept SystemExit:\n    pass\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stderr.splitlines()[-1].split()


def main(rounds: int) -> None:
    """Print medians and the ratio of each command to the bare import."""
    with tempfile.TemporaryDirectory() as out:
        run = [sys.executable, "-m", "biofuel_mandate"]
        commands = {
            "import numpy, pandas": [sys.executable, "-c", "import numpy, pandas"],
            "check": [*run, "check", SCENARIO],
            "run --no-charts": [*run, "run", SCENARIO, "--no-charts", "--out", out],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for number in range(rounds + 1):
            for name, command in commands.items():
                taken = seconds(command)
                if number:  # the first round warms up
                    times[name].append(taken)
    base = statistics.median(times["import numpy, pandas"])
    for name, taken_all in times.items():
        median = statistics.median(taken_all)
        print(f"{name:22} {median:.3f} s, {median / base:.2f} of the bare import")
    print("heavy packages imported by check:", ", ".join(imported_by_check()) or "none")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
