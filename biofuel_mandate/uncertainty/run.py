"""Uncertainty of every headline: draws, chunk by chunk, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.results import COLUMNS, ResultRow
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.uncertainty.chunks import Job, Sums
from biofuel_mandate.uncertainty.headlines import Headline
from biofuel_mandate.uncertainty.moves import Moves
from biofuel_mandate.uncertainty.outcomes import is_one_by_one, outcome
from biofuel_mandate.uncertainty.plan import Plan, read_plan
from biofuel_mandate.uncertainty.sampling import (
    MOST_OF_SEQUENCE,
    PLAIN,
    SOBOL,
    Sampling,
    power_of_two,
)
from biofuel_mandate.uncertainty.tally import Tally

if TYPE_CHECKING:
    import pandas as pd

QUANTILES = (("median", 0.5), ("p5", 0.05), ("p95", 0.95))
STATISTICS = ("mean", "median", "p5", "p95", "se")
# Draws in a block and blocks in a chunk, so that a chunk takes about a second.
_BLEND = (16_384, 16)
_CHOICE = (8_192, 2)
_ONE_BY_ONE = (16, 1)
MOST_DRAWS = 10**12
# So many draws that chunks would be more make chunks longer instead.
_MOST_CHUNKS = 4_000


@dataclass(frozen=True)
class Uncertain:
    """What uncertainty does to every headline.

    Attributes
    ----------
    job : Job
        Plan and sampling.
    sums : Sums
        What the draws come to.
    asked_draws : int
        How many draws were asked for.
    """

    job: Job
    sums: Sums
    asked_draws: int

    @property
    def plan(self) -> Plan:
        """What was asked."""
        return self.job.plan

    @property
    def scenario(self) -> Scenario:
        """Whose headlines they are."""
        return self.job.plan.scenario

    def tally(self, headline: Headline) -> Tally:
        """Return what the draws of a headline come to."""
        return self.sums.tallies[self.plan.asked.index(headline)]

    @property
    def shares(self) -> tuple[float, ...]:
        """In which share of the draws that have a value each question's amount is passed."""
        return tuple(
            float(passing.sum() / max(1, self.tally(question.headline).total))
            for question, passing in zip(self.plan.questions, self.sums.passing, strict=True)
        )

    @property
    def rows(self) -> tuple[ResultRow, ...]:
        """The rows of uncertainty.csv: five statistics of every headline."""
        return tuple(
            headline.row._replace(statistic=name, value=value)
            # The headlines come first of what is asked.
            for headline, tally in zip(self.plan.headlines, self.sums.tallies, strict=False)
            for name, value in statistics(tally).items()
        )

    @property
    def results(self) -> pd.DataFrame:
        """The statistics of all headlines, long and tidy, in the columns of results.csv."""
        import pandas as pd  # only who asks for a table waits for it

        return pd.DataFrame(self.rows, columns=list(COLUMNS))


def statistics(tally: Tally) -> dict[str, float | None]:
    """Return mean, median, P5, P95 and the standard error of the mean; None where there is none."""
    found = {"mean": tally.average()}
    found |= {name: tally.quantile(share) for name, share in QUANTILES}
    found["se"] = tally.error()
    return {name: value if isfinite(value) else None for name, value in found.items()}


def prepare(scenario: Scenario, draws: int, seed: int, kind: str = PLAIN) -> Job:
    """Read what a scenario says of uncertainty, and lay out the work.

    Parameters
    ----------
    scenario : Scenario
    draws : int
        Rounded up to a power of two where ``kind`` is ``sobol``.
    seed : int
        0 or more.
    kind : str
        ``plain`` or ``sobol``.

    Raises
    ------
    ScenarioError
        With every fault of the scenario, or where draws or seed mean nothing.
    """
    faults = []
    if not 1 <= draws <= MOST_DRAWS:
        faults.append(Fault(f"{draws} draws", f"Ask for 1 to {MOST_DRAWS:,}.", "--draws"))
    if kind == SOBOL and draws > MOST_OF_SEQUENCE:
        got, do = f"{draws} draws of a Sobol' sequence", f"Ask for up to {MOST_OF_SEQUENCE:,}."
        faults.append(Fault(got, do, "--draws"))
    if seed < 0:
        faults.append(Fault(f"the seed {seed} is below 0", "Give 0 or more.", "--seed"))
    try:
        plan = read_plan(scenario)
    except ScenarioError as error:
        raise ScenarioError([*faults, *error.faults]) from None
    if faults:
        raise ScenarioError(faults)
    count = power_of_two(draws) if kind == SOBOL else draws
    block, blocks = _pace(scenario)
    sampling = Sampling(kind, seed, count, block, plan.streams, plan.dependence)
    blocks = max(blocks, -(-sampling.blocks // _MOST_CHUNKS))
    plan, scales = _present(plan)
    if has_choice(scenario) and not is_one_by_one(scenario):
        from biofuel_mandate.uncertainty.pilot import bases_of

        plan = replace(plan, bases=bases_of(plan))
    return Job(plan, sampling, scales, blocks)


def _pace(scenario: Scenario) -> tuple[int, int]:
    """Return the draws in a block and the blocks in a chunk."""
    if is_one_by_one(scenario):
        return _ONE_BY_ONE
    return _CHOICE if has_choice(scenario) else _BLEND


def has_choice(scenario: Scenario) -> bool:
    """Return whether suppliers choose in any case of any year."""
    years = [year.scenario for year in scenario.years] or [scenario]
    return any(one.structure.has_choice for one in years)


def _present(plan: Plan) -> tuple[Plan, tuple[float, ...]]:
    """Return the plan without headlines that lack a sourced value, and the present of the rest.

    One that is no number at present, such as a cost per tonne of nothing, may be one in draws.
    """
    now = outcome(plan.scenario, plan.asked, Moves(1))
    found = {
        headline: float(np.asarray(number).flat[0])
        for headline, number in zip(plan.asked, now.numbers, strict=True)
    }
    missing = {plan.asked[at] for at in now.missing}
    plan = replace(plan, headlines=tuple(one for one in plan.headlines if one not in missing))
    return plan, tuple(found[one] if isfinite(found[one]) else 0.0 for one in plan.asked)


def summed(job: Job, chunks: Iterable[bytes], asked_draws: int) -> Uncertain:
    """Return what chunks of draws come to, in the order of the chunks.

    Parameters
    ----------
    job : Job
    chunks : iterable of bytes
        As `Job.do` gives them.
    asked_draws : int
    """
    sums = Sums.empty(job)
    for chunk in chunks:
        sums.merge(Sums.of_bytes(chunk))
    return Uncertain(job, sums, asked_draws)


def uncertain(
    scenario: Scenario, draws: int = 100_000, seed: int = 1, kind: str = PLAIN
) -> Uncertain:
    """Return what uncertainty does to every headline of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Some of whose values have distributions.
    draws : int
    seed : int
        The same seed gives the same draws.
    kind : str
        ``plain``, or ``sobol``: evenly spread, in 16 independent parts.

    Raises
    ------
    ScenarioError
        With every fault of the scenario.

    Examples
    --------
    >>> from biofuel_mandate import load_scenario, uncertain
    >>> norway = load_scenario("scenarios/norway-2015-uncertain.yaml")
    >>> found = uncertain(norway, draws=4096, seed=1, kind="sobol")
    >>> cost = found.results.query("case == 'policy' and component == 'biofuel'")
    >>> cost = cost.query("detail == 'abatement cost' and variable == 'cost'")
    >>> float(cost.set_index("statistic")["value"]["median"].round(-1))
    240.0
    """
    job = prepare(scenario, draws, seed, kind)
    return summed(job, map(job.do, range(job.chunks)), draws)
