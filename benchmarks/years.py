"""A scenario of 21 years: all years together, beside each year by itself.

Run: python benchmarks/years.py [TIMES]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from biofuel_mandate import Assessment, assess, load_scenario
from biofuel_mandate.assessment import assessed
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.scenario.load import Scenario

SCENARIOS = {
    "given blend": "tests/scenarios/years.yaml",
    "least cost": "tests/scenarios/years-of-choice.yaml",
}
_SAME = 1e-9


def milliseconds(call: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the least and the median time of one call, after one that is not timed."""
    call()
    taken = []
    for _ in range(times):
        before = time.perf_counter()
        call()
        taken.append((time.perf_counter() - before) * 1e3)
    return min(taken), statistics.median(taken)


def one_by_one(scenario: Scenario) -> list[Assessment]:
    """Assess every year as a scenario of its own."""
    return [
        assessed(own, Evaluation(own.table, own.structure))
        for own in (year.scenario for year in scenario.years)
    ]


def difference(together: Assessment, alone: list[Assessment]) -> float:
    """Return the largest relative difference of any result."""
    largest = 0.0
    for one, other in zip(together.years.values(), alone, strict=True):
        for a, b in zip(one.rows, other.rows, strict=True):
            if a.value is not None and b.value is not None:
                scale = max(1e-3, abs(a.value), abs(b.value))
                largest = max(largest, abs(a.value - b.value) / scale)
    return largest


def main() -> None:
    """Print times, ratios, and by how much the results differ."""
    times = int(sys.argv[1]) if sys.argv[1:] else 20
    for name, path in SCENARIOS.items():
        before = time.perf_counter()
        scenario = load_scenario(path)
        loaded = (time.perf_counter() - before) * 1e3
        least, median = milliseconds(lambda: assess(scenario), times)  # noqa: B023 - called here
        alone, _ = milliseconds(lambda: one_by_one(scenario), max(3, times // 4))  # noqa: B023
        together = assess(scenario)
        apart = difference(together, one_by_one(scenario))
        print(
            f"{name}: {len(scenario.years)} years, {len(scenario.structure.cases)} cases, "
            f"{len(together.rows)} results: {least:.1f} ms at best, {median:.1f} ms median; "
            f"one by one {alone / least:.1f} times that; reading the file {loaded:.0f} ms; "
            f"largest relative difference {apart:.1e}"
        )
        if apart > _SAME:
            sys.exit(f"{name}: the years together differ from each alone")


if __name__ == "__main__":
    main()
