"""Optimal bases of least-cost cases, found of some draws before the others are begun with them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.rules.assemble import assemble
from biofuel_mandate.solve.bases import Bases
from biofuel_mandate.solve.many import many
from biofuel_mandate.uncertainty.moves import Moves
from biofuel_mandate.uncertainty.outcomes import values_of
from biofuel_mandate.uncertainty.plan import Plan
from biofuel_mandate.uncertainty.sampling import PLAIN, Sampling

# Draws that stand for the others; always the same, so that every worker begins alike.
_DRAWS, _SEED = 512, 0


def bases_of(plan: Plan) -> dict[tuple[int, str], Bases]:
    """Return with which bases the draws of each least-cost case begin.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    dict
        By position of the year and case; the answers do not hang on it, only the time they take.
    """
    with np.errstate(all="ignore"):
        return dict(_bases(plan))


def _bases(plan: Plan) -> Iterator[tuple[tuple[int, str], Bases]]:
    scenario = plan.scenario
    sampling = Sampling(PLAIN, _SEED, _DRAWS, _DRAWS, plan.streams, plan.dependence)
    moves = Moves(_DRAWS, sampling.probabilities(0))
    years = [year.scenario for year in scenario.years] or [scenario]
    for position, own in enumerate(years):
        if not own.structure.has_choice:
            continue
        evaluation = Evaluation(own.table, own.structure, moves.of(values_of(own)))
        for case, shape in own.structure.cases.items():
            if shape.is_least_cost:
                system = assemble(evaluation, own.structure, shape)
                yield (position, case), many(system, shape.suppliers == "alone").bases
