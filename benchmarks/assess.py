"""assess() alone, beside reading the scenario and writing every file.

Run: python benchmarks/assess.py
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.report.files import result_files

SCENARIO = "scenarios/norway-2015.yaml"


def milliseconds(call: Callable[[], object], times: int = 50) -> float:
    """Return the median time of one call."""
    taken = []
    for _ in range(times):
        before = time.perf_counter()
        call()
        taken.append(time.perf_counter() - before)
    return statistics.median(taken) * 1e3


def main() -> None:
    """Print each step's time and its ratio to assess()."""
    scenario = load_scenario(SCENARIO)
    assessment = assess(scenario)
    steps: dict[str, Callable[[], object]] = {
        "assess()": lambda: assess(scenario),
        "load_scenario()": lambda: load_scenario(SCENARIO),
        "result files": lambda: result_files(assessment),
    }
    times = {name: milliseconds(call) for name, call in steps.items()}
    for name, taken in times.items():
        ratio = taken / times["assess()"]
        print(f"{name:16} {taken:6.2f} ms, {ratio:.1f} times assess(), {len(assessment.rows)} rows")


if __name__ == "__main__":
    main()
