"""What comes of draws: every number that is asked for, and where a case has no solution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biofuel_mandate.arrays import Code, Number
from biofuel_mandate.errors import InfeasibleError
from biofuel_mandate.evaluation import Evaluation, MissingValue
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.grouping import by_id
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.solve import check
from biofuel_mandate.uncertainty.headlines import Headline
from biofuel_mandate.uncertainty.moves import Moves
from biofuel_mandate.years.assess import evaluations
from biofuel_mandate.years.carried import carries

# Of a year before which another has no solution, so that it cannot be reached.
UNREACHED = 99
# Why a case has no solution, in the words of data files.
REASONS = {
    check.SINGULAR: "no single solution",
    check.NEGATIVE: "volume below zero",
    check.OVER_LIMIT: "limit broken",
    check.UNCOUNTED: "filler does not count",
    check.WAITS: "source case failed",
    check.CLASHES: "nothing feasible",
    check.UNBOUNDED: "cost has no floor",
    check.UNSOLVED: "solver gave up",
    check.TORN: "counts twice above a missed rule",
    check.UNPARTED: "parts do not fit",
    check.UNSETTLED: "demand does not settle",
    UNREACHED: "earlier year failed",
}
NO_SOLUTION = "no solution"
_NOTHING = float("nan")


@dataclass(frozen=True)
class Outcome:
    """What some draws come to.

    Attributes
    ----------
    numbers : list of float or array
        One for each number that is asked for; NaN where it has no value.
    reasons : mapping of (position, case) to code
        Why a case, or what it is compared with, has no solution; 0 where it has.
    degenerate : mapping of (position, case) to array of bool
        Where the least cost is found at more than one set of marginal values.
    missing : frozenset of int
        Which of the numbers that are asked for need a value that has no source.
    """

    numbers: list[Number]
    reasons: Mapping[tuple[int, str], Code]
    degenerate: Mapping[tuple[int, str], NDArray[np.bool_]] = field(default_factory=dict)
    missing: frozenset[int] = frozenset()


def is_one_by_one(scenario: Scenario) -> bool:
    """Return whether draws of a scenario must be followed through its years one at a time.

    What is carried from year to year, and years in parts, are settled in single numbers.
    """
    return carries(scenario.years) or any(year.courses for year in scenario.years)


def outcome(
    scenario: Scenario,
    asked: Sequence[Headline],
    moves: Moves,
    bases: Mapping[tuple[int, str], Any] | None = None,
) -> Outcome:
    """Evaluate some draws.

    Parameters
    ----------
    scenario : Scenario
    asked : sequence of Headline
    moves : Moves
        Values that replace those of the scenario.
    bases : mapping of (position, case), optional
        Optimal bases that are known of least-cost cases.
    """
    with np.errstate(all="ignore"):
        if is_one_by_one(scenario):
            return _one_by_one(scenario, asked, moves)
        years = [year.scenario for year in scenario.years] or [scenario]
        numbers: list[Number] = [_NOTHING] * len(asked)
        reasons: dict[tuple[int, str], Code] = {}
        degenerate: dict[tuple[int, str], NDArray[np.bool_]] = {}
        missing: set[int] = set()
        for position in sorted({one.position for one in asked}):
            own = years[position]
            known = {case: found for (at, case), found in (bases or {}).items() if at == position}
            draws = moves.of(values_of(own))
            evaluation = Evaluation(own.table, own.structure, draws, bases=known or None)
            missing |= _evaluate(evaluation, asked, position, numbers, reasons)
            for case in {one.row.case for one in asked if one.position == position}:
                flag = evaluation.solution(case).degenerate
                if isinstance(flag, np.ndarray):
                    degenerate[position, case] = flag
        return Outcome(numbers, reasons, degenerate, frozenset(missing))


@lru_cache(maxsize=64)
def values_of(scenario: Scenario) -> Mapping[str, Given]:
    """Return every given value of the scenario of one year, by id."""
    return by_id(scenario.table)


def _evaluate(
    evaluation: Evaluation,
    asked: Sequence[Headline],
    position: int,
    numbers: list[Number],
    reasons: dict[tuple[int, str], Code],
) -> set[int]:
    """Fill in the numbers of a year, and why cases have none; return which have no source."""
    hopeless: set[str] = set()
    missing: set[int] = set()
    for case in dict.fromkeys(one.row.case for one in asked if one.position == position):
        baseline = evaluation.structure.cases[case].baseline
        reason, before = evaluation.solution(case).reason, evaluation.solution(baseline).reason
        reasons[position, case] = _first(reason, before)
        if np.all(np.asarray(reasons[position, case]) != 0):
            hopeless.add(case)
    for at, headline in enumerate(asked):
        if headline.position != position or headline.row.case in hopeless:
            continue
        try:
            numbers[at] = evaluation.get(headline.name, headline.key)
        except MissingValue:
            missing.add(at)
        except ZeroDivisionError:
            numbers[at] = _NOTHING  # nothing changes, in any draw
    return missing


def _first(reason: Code, before: Code) -> Code:
    if not isinstance(reason, np.ndarray) and not isinstance(before, np.ndarray):
        return reason or before
    return np.where(np.asarray(reason) != 0, reason, before)


def _one_by_one(scenario: Scenario, asked: Sequence[Headline], moves: Moves) -> Outcome:
    """Follow each draw through the years by itself."""
    found = np.full((len(asked), moves.size), _NOTHING)
    missing: set[int] = set()
    keys = sorted({(one.position, one.row.case) for one in asked})
    reasons = {key: np.zeros(moves.size, int) for key in keys}
    for draw in range(moves.size):
        years = evaluations(moves.at(draw).scenario(scenario))
        for position, case in keys:
            reason = _reason(years.get(position), case)
            reasons[position, case][draw] = reason
            if reason:
                continue
            for at, headline in enumerate(asked):
                if (headline.position, headline.row.case) != (position, case):
                    continue
                try:
                    found[at, draw] = _single(years[position], headline)
                except MissingValue:
                    missing.add(at)
    return Outcome(list(found), reasons, missing=frozenset(missing))


def _reason(evaluation: Evaluation | None, case: str) -> int:
    if evaluation is None:
        return UNREACHED
    baseline = evaluation.structure.cases[case].baseline
    return int(evaluation.solution(case).reason) or int(evaluation.solution(baseline).reason)


def _single(evaluation: Evaluation, headline: Headline) -> float:
    try:
        return float(evaluation.get(headline.name, headline.key))
    except (ZeroDivisionError, InfeasibleError):
        return _NOTHING
