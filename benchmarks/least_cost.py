"""Least cost of one year and of many, beside HiGHS alone, SciPy and linopy on the same problem.

Run: python benchmarks/least_cost.py [YEARS]

One year has 25 components in five grades under 20 rows. Ours takes rows to volumes, and says what
each rule is worth; the others are given finished arrays, and only solve. Ends with 1 when costs
differ; times are printed beside what is asked for, since a busy machine would fail any of them.
"""

from __future__ import annotations

import logging
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from biofuel_mandate import load_scenario
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.rules.rows import Column, Offer, Row, System
from biofuel_mandate.solve.least_cost import optima_of, optimum
from biofuel_mandate.solve.program import Program, Solver, program

Vector = NDArray[np.float64]

SCENARIO = "benchmarks/many-biofuels.yaml"
SEED = 1
MOST_MS = 2.0
SAME = 1e-8
# linopy takes a tenth of a second a year.
OF_LINOPY = 10
ROUNDS = 5
OURS = "ours, from rows"
# What gives the costs of some years, and of how many.
Run = tuple[Callable[[], list[float]], int]
UNITS = {"volume": "Ml", "energy": "TJ", "greenhouse gas": "t"}


@dataclass(frozen=True)
class Fuel:
    """A component: lower heating value [MJ/l], life-cycle intensity [g/MJ], cost per litre."""

    lhv: float
    intensity: float
    cost: float
    kind: str = ""
    category: str = ""


# 25 components: two fossil fuels and 23 biofuels.
POOLS: Mapping[str, Mapping[str, Fuel]] = {
    "petrol": {
        "petrol": Fuel(32.5, 93.3, 6.5),
        "ethanol-a": Fuel(21.2, 40.0, 8.0, "ethanol", "crops"),
        "ethanol-b": Fuel(21.2, 32.0, 8.3, "ethanol", "crops"),
        "ethanol-c": Fuel(21.2, 26.0, 8.9, "ethanol", "other"),
        "ethanol-d": Fuel(21.2, 15.0, 12.1, "ethanol", "advanced"),
        "ethanol-e": Fuel(21.2, 11.0, 12.7, "ethanol", "advanced"),
        "etbe-a": Fuel(27.0, 43.0, 10.2, "ether", "crops"),
        "etbe-b": Fuel(27.0, 24.0, 12.9, "ether", "advanced"),
        "mtbe": Fuel(26.0, 35.0, 11.4, "ether", "other"),
        "naphtha-a": Fuel(30.0, 21.0, 13.9, "naphtha", "other"),
        "naphtha-b": Fuel(30.0, 12.0, 17.4, "naphtha", "advanced"),
    },
    "diesel": {
        "diesel": Fuel(36.0, 95.1, 7.5),
        "fame-a": Fuel(33.0, 45.0, 10.5, "fame", "crops"),
        "fame-b": Fuel(33.0, 41.0, 10.7, "fame", "crops"),
        "fame-c": Fuel(33.0, 35.0, 11.1, "fame", "other"),
        "fame-d": Fuel(33.0, 15.0, 12.5, "fame", "waste"),
        "fame-e": Fuel(33.0, 12.0, 12.9, "fame", "waste"),
        "fame-f": Fuel(33.0, 14.0, 13.6, "fame", "advanced"),
        "hvo-a": Fuel(34.4, 46.0, 14.2, "hvo", "crops"),
        "hvo-b": Fuel(34.4, 40.0, 14.5, "hvo", "crops"),
        "hvo-c": Fuel(34.4, 28.0, 15.3, "hvo", "other"),
        "hvo-d": Fuel(34.4, 14.0, 16.9, "hvo", "waste"),
        "hvo-e": Fuel(34.4, 11.0, 17.3, "hvo", "waste"),
        "hvo-f": Fuel(34.4, 13.0, 17.8, "hvo", "advanced"),
        "hvo-g": Fuel(34.4, 9.0, 18.7, "hvo", "advanced"),
    },
}
GRADES = {
    "E10": ("petrol", ("ethanol", "ether", "naphtha")),
    "E85": ("petrol", ("ethanol",)),
    "B7": ("diesel", ("fame", "hvo")),
    "B30": ("diesel", ("fame",)),
    "HVO100": ("diesel", ("hvo",)),
}
COLUMNS = tuple(
    Column(pool, grade, name)
    for grade, (pool, kinds) in GRADES.items()
    for name, fuel in POOLS[pool].items()
    if fuel.kind in ("", *kinds)
)
FUELS = {column: POOLS[column.pool][column.component] for column in COLUMNS}
ENERGY = {column: fuel.lhv for column, fuel in FUELS.items()}
LITRES = dict.fromkeys(COLUMNS, 1.0)
# Name, sense, measure, categories that count, level of all fuel; blank: all biofuel.
RULES = (
    ("quota", ">=", "volume", "", 0.17),
    ("energy", ">=", "energy", "", 0.13),
    ("reduction", ">=", "greenhouse gas", "", 0.09),
    ("advanced", ">=", "volume", "advanced", 0.03),
    ("wastes too", ">=", "energy", "advanced waste", 0.07),
    ("crops", "<=", "energy", "crops", 0.04),
    ("wastes", "<=", "energy", "waste", 0.055),
)
# Grade, kind, sense, share of the grade.
LIMITS = (
    ("E10", "ethanol", "<=", 0.10),
    ("E10", "ether", "<=", 0.15),
    ("E10", "naphtha", "<=", 0.20),
    ("E85", "ethanol", ">=", 0.50),
    ("E85", "ethanol", "<=", 0.85),
    ("B7", "fame", "<=", 0.07),
    ("B30", "fame", "<=", 0.30),
)
# Of a pool's energy, what vehicles can use; and what can be had [Ml].
VEHICLES = (("petrol", ("E85",), 0.03), ("diesel", ("B30", "HVO100"), 0.35))
SUPPLIES = {"fame-d": 120.0, "ethanol-c": 60.0}
DEMAND_TJ = {"petrol": 29_000.0, "diesel": 103_000.0}


def year(generator: np.random.Generator) -> System:
    """Return the rows of one year: its own demand, costs and levels."""
    costs = {name: generator.uniform(0.9, 1.1) for pool in POOLS.values() for name in pool}
    demand = {pool: tj * generator.uniform(0.8, 1.2) for pool, tj in DEMAND_TJ.items()}
    wanted = iter(generator.uniform(0.9, 1.0, len(RULES)).tolist())
    rules = [_rule(*rule, next(wanted)) for rule in RULES]
    equations = [
        _row(f"energy of {pool}", "energy", "=", _of(pool, ENERGY), constant=tj, unit="TJ")
        for pool, tj in demand.items()
    ]
    limits = [_limit(*limit) for limit in LIMITS]
    for pool, grades, share in VEHICLES:
        left = {column: x for column, x in ENERGY.items() if column.grade in grades}
        limits.append(_row(pool, "vehicle limit", "<=", left, constant=share * demand[pool]))
    for name, most in SUPPLIES.items():
        left = {column: 1.0 for column in COLUMNS if column.component == name}
        limits.append(_row(name, "supply", "<=", left, constant=most))
    offer = Offer({column: FUELS[column].cost * costs[column.component] for column in COLUMNS}, {})
    return System(COLUMNS, tuple(equations), tuple(rules), tuple(limits), offer=offer)


def _rule(name: str, sense: str, measure: str, categories: str, level: float, times: float) -> Row:
    mine = [c for c, fuel in FUELS.items() if fuel.category and fuel.category in categories]
    mine = mine or [column for column, fuel in FUELS.items() if fuel.category]
    weights = LITRES if measure == "volume" else ENERGY
    counted = {column: weights[column] for column in mine}
    base: Mapping[Column, float] = weights
    if measure == "greenhouse gas":
        counted = {column: (94.1 - fuel.intensity) * fuel.lhv for column, fuel in FUELS.items()}
        base = {column: 94.1 * lhv for column, lhv in ENERGY.items()}
    kind = "cap" if sense == "<=" else "quota"
    return _row(name, kind, sense, counted, base, level=level * times, unit=UNITS[measure])


def _limit(grade: str, kind: str, sense: str, share: float) -> Row:
    within = {column: 1.0 for column in COLUMNS if column.grade == grade}
    counted = {column: 1.0 for column in within if FUELS[column].kind == kind}
    return _row(f"{kind} in {grade}{sense}", "grade limit", sense, counted, within, level=share)


def _row(
    name: str,
    kind: str,
    sense: str,
    left: Mapping[Column, float],
    base: Mapping[Column, float] | None = None,
    **more: Any,
) -> Row:
    plain = Row(name, kind, sense, left, base or {}, 0.0, "Ml", "", ())
    return replace(plain, **more)


def _of(pool: str, weights: Mapping[Column, float]) -> dict[Column, float]:
    return {column: x for column, x in weights.items() if column.pool == pool}


# The same by others -------------------------------------------------------------------------------


def highs(linear: Program, solver: Any = None) -> float:
    """Solve by HiGHS with its own options."""
    solver = solver or silent()
    starts, indices, values = linear.matrix
    n, m = len(linear.costs), len(linear.bounds[0])
    solver.passModel(
        *(n, m, len(values), 2, 1, 0.0, linear.costs, np.zeros(n), linear.uppers),
        *(*linear.bounds, starts, indices, values, np.zeros(n, dtype=np.int32)),
    )
    solver.run()
    solver.getSolution()
    return float(solver.getObjectiveValue())


def silent() -> Any:
    """Return HiGHS with its own options, saying nothing."""
    made: Any = highspy.Highs
    solver = made()
    solver.silent()
    return solver


def dense(linear: Program) -> tuple[Vector, Vector, Vector]:
    """Return the rows of a program as a matrix, and their bounds."""
    starts, indices, values = linear.matrix
    shape = (len(starts), len(linear.costs))
    ends = np.append(starts, len(values))
    return csr_array((values, indices, ends), shape).toarray(), *linear.bounds


def by_scipy(linear: Program, rows: tuple[Vector, Vector, Vector]) -> float:
    """Solve by scipy.optimize.linprog."""
    matrix, lower, upper = rows
    equal, least, most = lower == upper, (lower > -inf) & (upper == inf), lower == -inf
    found = linprog(
        linear.costs,
        A_ub=np.concatenate((matrix[most], -matrix[least])),
        b_ub=np.concatenate((upper[most], -lower[least])),
        A_eq=matrix[equal],
        b_eq=lower[equal],
        method="highs",
    )
    return float(found.fun)


def by_linopy(linear: Program, rows: tuple[Vector, Vector, Vector]) -> float:
    """Build a model of linopy, and let it solve by HiGHS."""
    import linopy

    matrix, lower, upper = rows
    model = linopy.Model()
    places = [range(len(linear.costs))]
    x = model.add_variables(upper=linear.uppers, lower=0.0, coords=places, dims=["column"])
    for sense, mine in (("=", lower == upper), (">=", upper == inf), ("<=", lower == -inf)):
        right = upper[mine] if sense == "<=" else lower[mine]
        model.add_constraints(_terms(matrix[mine], x), sense, right)
    model.add_objective((linear.costs * x).sum())
    with silence():
        model.solve("highs", io_api="direct", output_flag=False)
    return float(model.objective.value or np.nan)


@contextmanager
def silence() -> Iterator[None]:
    """Keep what the solver greets with out of the table."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _terms(matrix: Vector, x: Any) -> Any:
    import xarray

    return (xarray.DataArray(matrix, dims=["row", "column"]) * x).sum("column")


# Times --------------------------------------------------------------------------------------------


def milliseconds(call: Callable[[], object], times: int = 100) -> float:
    """Return the median time of one call, in the least disturbed of three rounds."""
    return min(_median(call, times) for _ in range(3))


def _median(call: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        before = time.perf_counter()
        call()
        taken.append(time.perf_counter() - before)
    return statistics.median(taken) * 1e3


def in_turn(runs: Mapping[str, Run]) -> dict[str, tuple[float, list[float]]]:
    """Return the shortest time of each, and what came of it; in turn, so that all meet the same."""
    found: dict[str, tuple[float, list[float]]] = {}
    for number in range(ROUNDS):
        for name, (call, done) in runs.items():
            if number and done <= OF_LINOPY:
                continue
            before = time.perf_counter()
            costs = call()
            taken = time.perf_counter() - before
            found[name] = min(taken, found[name][0] if number else inf), costs
    return found


def one_year(system: System) -> None:
    """Print what one year takes."""
    solver = Solver()
    linear = program(system)
    reused = milliseconds(lambda: optimum(system, solver=solver))
    fresh = milliseconds(lambda: optimum(system))
    alone = milliseconds(lambda: highs(linear))
    names = {column.component for column in system.columns}
    print(f"one year: {len(names)} components, {len(COLUMNS)} columns, {len(linear.rows)} rows")
    print(f"  rows to volumes and values, solver reused: {reused:6.3f} ms (asked: {MOST_MS:.0f})")
    print(f"  the same, a new solver:                    {fresh:6.3f} ms (asked: {MOST_MS:.0f})")
    print(f"  HiGHS alone, arrays given:                 {alone:6.3f} ms")


def many_years(systems: Sequence[System]) -> bool:
    """Print what many years take; return whether all find the same costs."""
    count = len(systems)
    linears = [program(system) for system in systems]
    for linear in linears:  # built before the clock starts
        _ = linear.matrix, linear.bounds, linear.costs, linear.uppers
    rows = [dense(linear) for linear in linears]
    kept = silent()
    few = range(min(OF_LINOPY, count))
    runs: dict[str, Run] = {
        OURS: (lambda: [found.cost for found in optima_of(systems)], count),
        "HiGHS, made anew": (lambda: [highs(linear) for linear in linears], count),
        "HiGHS, reused": (lambda: [highs(linear, kept) for linear in linears], count),
        "scipy linprog": (lambda: list(map(by_scipy, linears, rows)), count),
        "linopy": (lambda: [by_linopy(linears[at], rows[at]) for at in few], len(few)),
    }
    print(f"{count:,} independent years; all but ours are given finished arrays")
    print("  solver              seconds    ratio  largest difference of costs, relative")
    found = in_turn(runs)
    times = {name: taken * count / runs[name][1] for name, (taken, _) in found.items()}
    same = True
    for name, (_, costs) in found.items():
        pairs = zip(costs, found[OURS][1], strict=False)
        difference = max(abs(a - b) / abs(b) for a, b in pairs)
        same &= difference <= SAME
        done = runs[name][1]
        scaled = "" if done == count else f"  (from {done} years)"
        ratio = times[name] / times[OURS]
        print(f"  {name:18} {times[name]:8.3f} {ratio:8.2f}  {difference:.1e}{scaled}")
    return same


def real_case() -> None:
    """Print what the largest real case takes, from its table of values to its volumes."""
    scenario = load_scenario(SCENARIO)

    def solve() -> Evaluation:
        evaluation = Evaluation(scenario.table, scenario.structure)
        evaluation.solution("cheap")
        return evaluation

    system = solve().solution("cheap").system
    solver = Solver()
    of_that = milliseconds(lambda: optimum(system, solver=solver), 30)
    print(f"{SCENARIO}: {len(system.columns)} columns, {len(program(system).rows)} rows")
    print(f"  table to volumes:                          {milliseconds(solve, 30):6.3f} ms")
    print(f"  of that, rows to volumes and values:       {of_that:6.3f} ms")


def main(years: int) -> int:
    """Print every time; return 1 where costs differ."""
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    generator = np.random.default_rng(SEED)
    systems = [year(generator) for _ in range(years)]
    one_year(systems[0])
    same = many_years(systems)
    real_case()
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000))
