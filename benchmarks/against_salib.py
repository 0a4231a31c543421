"""Sobol' indices: ours beside SALib with a model of single numbers, on the same samples."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from measuring import Took, alone, timed
from numpy.typing import NDArray

from biofuel_mandate import load_scenario
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.uncertainty.analysis import main_headlines
from biofuel_mandate.uncertainty.headlines import Headline
from biofuel_mandate.uncertainty.indices import SAMPLES, Index, indices_of, sobol_indices
from biofuel_mandate.uncertainty.inputs import Dependence
from biofuel_mandate.uncertainty.moves import Moves
from biofuel_mandate.uncertainty.outcomes import values_of
from biofuel_mandate.uncertainty.plan import Plan, read_plan
from biofuel_mandate.uncertainty.sensitivity import evaluate

Vector = NDArray[np.float64]
SEED = 1
# On the same samples both estimate the same total order, but for rounding.
SAME = 1e-9


@dataclass(frozen=True)
class Pair:
    """First and total order of some headlines by input, and half the widths of the intervals."""

    found: Vector
    half: Vector


@dataclass(frozen=True)
class Rival:
    """What SALib takes at full size, its evaluation scaled up, and what it finds at few samples."""

    sample: Took
    evaluate: Took
    analyse: Took
    few: Pair

    @property
    def whole(self) -> Took:
        """What all of it takes."""
        return self.sample.plus(self.evaluate).plus(self.analyse)


def independent(path: str) -> tuple[Plan, tuple[Headline, ...]]:
    """Return what is asked of a scenario, its inputs taken to be independent."""
    plan = replace(read_plan(load_scenario(path)), dependence=Dependence())
    return plan, main_headlines(plan)


def ours(path: str) -> Took:
    """Return what our indices take, as the command has them."""
    plan, headlines = independent(path)
    found, took = timed(lambda: indices_of(plan, headlines, SEED))
    if found.refused or len(found.headlines) < len(headlines):
        raise RuntimeError(f"no indices of {path}: {found.refused or 'some do not vary'}")
    return took


def recorded(path: str, samples: int) -> tuple[Pair, list[Vector]]:
    """Return our indices from few base samples, and what was evaluated: inputs by samples."""
    plan, headlines = independent(path)
    seen: list[Vector] = []

    def function(u: Vector) -> Vector:
        seen.append(u)
        mine = {one.stream: row for one, row in zip(plan.inputs, u, strict=True)}
        return np.stack(evaluate(plan, headlines, Moves(u.shape[1], mine)))

    found = sobol_indices(function, [one.id for one in plan.inputs], samples, SEED)
    return _pair(found), seen


def _pair(found: Sequence[Sequence[Index]]) -> Pair:
    def table(*names: str) -> Vector:
        return np.array(
            [[[getattr(one, name) for name in names] for one in ones] for ones in found]
        )

    low, high = table("first_low", "total_low"), table("first_high", "total_high")
    return Pair(table("first", "total"), (high - low) / 2)


def rival(path: str, samples: int, seen: Sequence[Vector]) -> Rival:
    """Sample, evaluate row by row and analyse by SALib.

    Evaluated are few samples of ours, so that both can be compared; the rest is timed at full size.
    """
    from SALib import ProblemSpec

    plan, headlines = independent(path)
    count, names = len(plan.inputs), [one.id for one in plan.inputs]
    problem: Any = ProblemSpec(
        {
            "names": names,
            "bounds": [[0.0, 1.0]] * count,
            "outputs": [one.query for one in headlines],
        }
    )

    def model(u: Vector) -> Vector:
        return row_by_row(plan, headlines, u)

    # In SALib's order: a sample of A, then each exchange with B, and last B's.
    one, other, *mixed = seen
    rows = np.stack([one, *mixed, other]).transpose(2, 0, 1).reshape(-1, count)
    sampled = timed(lambda: problem.sample_sobol(SAMPLES, calc_second_order=False, seed=SEED))[1]
    problem.set_samples(rows)
    evaluated = timed(lambda: problem.evaluate(model))[1]
    results = problem.results
    few = _analysed(problem)
    # As large as ours; what the numbers are does not change what their analysis takes.
    times = SAMPLES // samples
    problem.set_samples(np.tile(rows, (times, 1)))
    problem.set_results(np.tile(results, (times, 1)))
    analysed = timed(lambda: _analysed(problem))[1]
    return Rival(sampled, evaluated.times(times), analysed, few)


def _analysed(problem: Any) -> Pair:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        problem.analyze_sobol(calc_second_order=False, seed=SEED)
    ones = [problem.analysis[name] for name in problem["outputs"]]

    def table(*names: str) -> Vector:
        return np.stack([np.stack([one[name] for name in names], axis=1) for one in ones])

    return Pair(table("S1", "ST"), table("S1_conf", "ST_conf"))


def row_by_row(plan: Plan, headlines: Sequence[Headline], u: Vector) -> Vector:
    """Evaluate rows of probabilities one after the other, in single numbers.

    Values are looked up for all rows at once, which takes the rival next to nothing.
    """
    scenario = plan.scenario
    mine = {one.stream: column for one, column in zip(plan.inputs, u.T, strict=True)}
    columns = Moves(len(u), mine).of(values_of(scenario))
    values = (
        dict(zip(columns, row, strict=True)) for row in np.stack([*columns.values()]).T.tolist()
    )
    found = []
    for draws in values:
        evaluation = Evaluation(scenario.table, scenario.structure, draws)
        found.append([evaluation.get(one.name, one.key) for one in headlines])
    return np.array(found)


def against_salib(path: str, samples: int) -> bool:
    """Print what indices take ours and SALib; return whether they are the same.

    Parameters
    ----------
    path : str
        Of a scenario of one year.
    samples : int
        Base samples that SALib evaluates, a power of two.
    """
    mine = alone(ours, path)
    found, seen = recorded(path, samples)
    theirs = alone(rival, path, samples, seen)
    other = theirs.answer
    plan, headlines = independent(path)
    rows = SAMPLES * (len(plan.inputs) + 2)
    print(
        f"\nindices of {len(headlines)} headlines by {len(plan.inputs)} inputs, taken to be "
        f"independent: {SAMPLES:,} base samples, {rows:,} evaluations"
    )
    print("                               wall s    CPU s   ratio of CPU   peak MB")
    parts = {"SALib, one row after the other": other.whole, "  of that evaluation": other.evaluate}
    parts |= {"  of that analysis": other.analyse}
    _line("ours", mine.answer, mine.answer, mine.peak_mb)
    for name, took in parts.items():
        _line(name, took, mine.answer, theirs.peak_mb)
    print(
        f"  SALib's evaluation is scaled up from {samples} base samples, on which it is compared:"
    )
    return _is_same(found, other.few)


def _is_same(found: Pair, other: Pair) -> bool:
    """Print how far indices of the same samples are apart; return whether they agree."""
    first, total = (np.abs(found.found - other.found)[..., at] for at in (0, 1))
    # Of the first order only nearly: SALib takes the mean of other evaluations out of the results.
    allowed = (found.half + other.half)[..., 0] + SAME
    part = float((first / allowed).max())
    print(f"  largest difference: total order {total.max():.1e}, first order {first.max():.1e};")
    print(f"  of the first order at most {part:.2f} of what the confidence intervals of both allow")
    return bool(total.max() <= SAME and (first <= allowed).all())


def _line(name: str, took: Took, base: Took, peak: float) -> None:
    ratio = took.cpu / base.cpu
    print(f"  {name:30} {took.wall:7.2f} {took.cpu:8.2f} {ratio:12.1f} {peak:11.0f}")
