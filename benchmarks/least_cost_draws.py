"""Least cost of very many draws, beside loops over HiGHS, SciPy and linopy on the same draws.

Run: python benchmarks/least_cost_draws.py [DRAWS [OF_OTHERS]]

DRAWS are solved by ours, from rows to volumes and values; OF_OTHERS, the first of them, by HiGHS,
and fewer by SciPy and linopy, which are given finished arrays. Each has a process of its own, so
that its memory can be told. Ends with 1 when costs differ; times are printed beside what is asked
for, since a busy machine would fail any of them.
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import import_module
from math import inf, nan
from typing import Any

import highspy
import numpy as np
from least_cost import (
    COLUMNS,
    DEMAND_TJ,
    FUELS,
    POOLS,
    RULES,
    VEHICLES,
    by_linopy,
    by_scipy,
    dense,
    highs,
    silent,
    year,
)
from measuring import Took, alone, load, peak_mb, timed
from numpy.typing import NDArray

from biofuel_mandate import load_scenario
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.rules.assemble import assemble
from biofuel_mandate.rules.rows import Column, Offer, System
from biofuel_mandate.solve.draws import floats
from biofuel_mandate.solve.many import Counts, many
from biofuel_mandate.solve.program import Program, program

Vector = NDArray[np.float64]
Arrays = tuple[Vector, Vector, Vector]

SCENARIO = "scenarios/norway-2023-least-cost.yaml"
CASES = ("law of 2022", "law of 2023", "B30 for heavy vehicles")
# Of the scenario, and how far inputs lie from their values at most, relative.
SPREADS = {
    "costs.price.petrol": 0.2,
    "costs.price.diesel": 0.2,
    "costs.price.ethanol": 0.2,
    "costs.price.waste hvo": 0.2,
    "costs.price.rape hvo": 0.2,
    "prices/rme.price_cur_per_t": 0.2,
    "prices/ucome.price_cur_per_t": 0.2,
    "prices/advanced-fame.price_cur_per_t": 0.2,
    "costs.exchange_rates.USD": 0.1,
    "supply.advanced fame.available": 0.3,
    "supply.waste hvo.available": 0.3,
    "norway/fame.lhv_mj_per_kg": 0.02,
    "norway/ethanol.lhv_mj_per_kg": 0.02,
    "rules/norway/quota.level": 0.05,
    "rules/norway/advanced.level": 0.05,
}
DRAWS, OF_HIGHS, OF_LINOPY = 16_384, 300, 2
SEED, PILOT_SEED, PILOT = 1, 2, 512
ROUNDS = 3
NO_TIME, ENDLESS = Took(0.0, 0.0), Took(inf, inf)
SAME = 1e-9
ASKED = "asked: 50,000 draws a second, and 30 times HiGHS"
OURS, HIGHS, SCIPY, LINOPY = "ours, from rows", "HiGHS, reused", "scipy linprog", "linopy"


@dataclass(frozen=True)
class Problem:
    """A program with uncertain numbers, and how its rows are made of draws."""

    name: str
    inputs: int
    rows: Callable[[int, int], System]


@dataclass(frozen=True)
class Solved:
    """What one solver makes of a problem: its time, costs by draw, and memory so far [MB]."""

    took: Took
    costs: Vector
    memory: float
    assembling: Took = NO_TIME
    pilot: Took = NO_TIME
    counts: Counts | None = None


loaded = cache(load_scenario)

# Problems -----------------------------------------------------------------------------------------


def norway(case: str, count: int, seed: int = SEED) -> System:
    """Return the rows of a case of the scenario, with fifteen uncertain inputs."""
    scenario = loaded(SCENARIO)
    known = {
        bound.id: bound.value
        for scopes in scenario.table.values()
        for bound in scopes.values()
        if hasattr(bound, "value")
    }
    generator = np.random.default_rng(seed)
    draws = {
        name: known[name] * generator.uniform(1 - spread, 1 + spread, count)
        for name, spread in SPREADS.items()
    }
    evaluation = Evaluation(scenario.table, scenario.structure, draws)
    return assemble(evaluation, scenario.structure, scenario.structure.cases[case])


def few_inputs(count: int, seed: int = SEED) -> System:
    """Return the 25 components in five grades with fifteen inputs: prices move by category."""
    generator = np.random.default_rng(seed)
    names = sorted({fuel.category or "fossil" for fuel in FUELS.values()} | {"hvo"})
    factors = {name: generator.uniform(0.9, 1.1, count) for name in names}
    costs = {}
    for column, fuel in FUELS.items():
        factor = factors[fuel.category or "fossil"]
        costs[column] = fuel.cost * (factor * factors["hvo"] if fuel.kind == "hvo" else factor)
    return _problem(generator, costs, count)


def all_inputs(count: int, seed: int = SEED) -> System:
    """Return the same with all 34 inputs of `least_cost.year`: every component has its price."""
    generator = np.random.default_rng(seed)
    names = [name for pool in POOLS.values() for name in pool]
    factors = {name: generator.uniform(0.9, 1.1, count) for name in names}
    costs = {column: FUELS[column].cost * factors[column.component] for column in COLUMNS}
    return _problem(generator, costs, count)


def _problem(generator: np.random.Generator, costs: dict[Column, Vector], count: int) -> System:
    """Return the rows of `least_cost.year`, with uncertain demand and levels."""
    base = year(np.random.default_rng(SEED))
    demand = {pool: tj * generator.uniform(0.8, 1.2, count) for pool, tj in DEMAND_TJ.items()}
    levels = {name: level * generator.uniform(0.9, 1.0, count) for name, *_, level in RULES}
    share = {pool: share * demand[pool] for pool, _, share in VEHICLES}
    return replace(
        base,
        equations=tuple(
            replace(row, constant=demand[row.name.removeprefix("energy of ")])
            for row in base.equations
        ),
        rules=tuple(replace(row, level=levels[row.name]) for row in base.rules),
        limits=tuple(
            replace(row, constant=share[row.name]) if row.kind == "vehicle limit" else row
            for row in base.limits
        ),
        offer=Offer(costs, {}),
    )


PROBLEMS = (
    *(Problem(f"norway-2023-least-cost, {case}", 15, partial(norway, case)) for case in CASES),
    Problem("25 components, 20 rows", 15, few_inputs),
    Problem("25 components, 20 rows", 34, all_inputs),
)


# Solvers ------------------------------------------------------------------------------------------


def ours(count: int) -> list[Solved]:
    """Solve all draws together."""
    return [_ours(problem, count) for problem in PROBLEMS]


def _ours(problem: Problem, count: int) -> Solved:
    begun, pilot = timed(lambda: many(problem.rows(PILOT, PILOT_SEED)))
    took = assembling = ENDLESS
    for _ in range(ROUNDS):
        system, making = timed(lambda: problem.rows(count, SEED))
        found, solving = timed(partial(many, system, bases=begun.bases))
        took, assembling = shorter(took, solving), shorter(assembling, making)
    return Solved(took, found.cost, peak_mb(), assembling, pilot, found.counts)


def shorter(a: Took, b: Took) -> Took:
    """Return the less disturbed of two rounds."""
    return Took(min(a.wall, b.wall), min(a.cpu, b.cpu))


def others(name: str, count: int, done: int) -> list[Solved]:
    """Solve the first of the draws one by one, from finished arrays."""
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    if name == LINOPY:
        import_module("linopy")  # before the clock starts
    return [_others(name, problem, count, done) for problem in PROBLEMS]


def _others(name: str, problem: Problem, count: int, done: int) -> Solved:
    system = problem.rows(count, SEED)
    linears = [program(floats(system, draw)) for draw in range(done)]
    for linear in linears:  # built before the clock starts
        linear.make()
    rows = [dense(linear) for linear in linears]
    solver, took = silent(), ENDLESS
    calls: dict[str, Callable[[int], float]] = {
        HIGHS: lambda at: by_highs(linears[at], solver),
        SCIPY: lambda at: or_nan(by_scipy, linears[at], rows[at]),
        LINOPY: lambda at: or_nan(by_linopy, linears[at], rows[at]),
    }
    for _ in range(ROUNDS if name == HIGHS else 1):
        costs, once = timed(lambda: [calls[name](at) for at in range(done)])
        took = shorter(took, once)
    return Solved(took, np.array(costs), peak_mb())


def by_highs(linear: Program, solver: Any) -> float:
    """Solve by HiGHS; NaN where nothing is feasible."""
    cost = highs(linear, solver)
    return cost if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal else nan


def or_nan(solve: Callable[[Program, Arrays], float], linear: Program, rows: Arrays) -> float:
    """Solve; NaN where there is no answer, which has no number then."""
    try:
        return solve(linear, rows)
    except TypeError:
        return nan


# Tables -------------------------------------------------------------------------------------------


def difference(costs: Vector, ours: Vector) -> float:
    """Return the largest relative difference; without end where one has no answer."""
    mine = ours[: len(costs)]
    if (np.isnan(costs) != np.isnan(mine)).any():
        return inf
    apart = np.abs(costs - mine) / np.abs(mine)
    return float(np.nanmax(apart)) if np.isfinite(apart).any() else 0.0


def table(at: int, count: int, found: dict[str, list[Solved]]) -> bool:
    """Print the times of one problem; return whether all find the same costs."""
    mine, problem = found[OURS][at], PROBLEMS[at]
    counts = mine.counts
    print(f"\n{problem.name}; {count:,} draws of {problem.inputs} inputs")
    if counts:
        print(
            f"  {sum(counts.by_basis):,} by {len(counts.by_basis)} common bases, "
            f"{counts.by_walking:,} by walking, {counts.by_solver:,} by the solver; "
            f"{counts.infeasible:,} infeasible, {counts.degenerate:,} degenerate"
        )
    print("  solver           seconds   of processor   draws/s    ratio   difference   memory, MB")
    same = True
    for name, problems in found.items():
        one = problems[at]
        done = len(one.costs)
        took, apart = one.took.times(count / done), difference(one.costs, mine.costs)
        same &= apart <= SAME
        scaled = "" if done == count else f"   (from {done} draws)"
        print(
            f"  {name:15} {took.wall:8.3f} {took.cpu:14.3f} {count / took.wall:9,.0f}"
            f" {took.cpu / mine.took.cpu:8.1f}   {apart:10.1e}   {one.memory:8.0f}{scaled}"
        )
    whole = mine.assembling.plus(mine.took)
    print(
        f"  rows of draws made in {mine.assembling.wall:.3f} s: {count / whole.wall:,.0f} draws a"
        f" second in all, {mine.assembling.cpu / whole.cpu:.0%} of it rows;"
        f" pilot of {PILOT}: {mine.pilot.wall:.3f} s"
    )
    return same


def main(count: int, of_highs: int) -> int:
    """Print every time; return 1 where costs differ."""
    done = {HIGHS: of_highs, SCIPY: max(1, of_highs // 5), LINOPY: OF_LINOPY}
    found = {OURS: alone(ours, count)}
    for name, few in done.items():
        found[name] = alone(others, name, count, min(few, count))
    answers = {name: one.answer for name, one in found.items()}
    print(f"least cost of very many draws; {load()}")
    print(f"{ASKED}; best of {ROUNDS}, ratios of processor time")
    same = [table(at, count, answers) for at in range(len(PROBLEMS))]
    return 0 if all(same) else 1


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*(numbers + [DRAWS, OF_HIGHS][len(numbers) :])))
