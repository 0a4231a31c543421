"""Optimal bases of least-cost cases, found of some points before the others are begun with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.rules.assemble import assemble
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.solve.bases import Bases
from biofuel_mandate.solve.draws import draws_in
from biofuel_mandate.sweep.grid import Grid
from biofuel_mandate.uncertainty.moves import Moves
from biofuel_mandate.uncertainty.outcomes import is_one_by_one, values_of

# Points that stand for the others, spread over the grid; so every worker begins alike.
_POINTS = 512
Begun = Mapping[tuple[int, str], Bases]


def bases_of(scenario: Scenario, grid: Grid) -> Begun:
    """Return with which bases the points of each least-cost case begin.

    Parameters
    ----------
    scenario : Scenario
    grid : Grid

    Returns
    -------
    mapping
        By position of the year and case; the answers do not hang on it, only the time they take.
    """
    if is_one_by_one(scenario):
        return {}
    with np.errstate(all="ignore"):
        return dict(_bases(scenario, grid))


def _bases(scenario: Scenario, grid: Grid) -> Iterator[tuple[tuple[int, str], Bases]]:
    from biofuel_mandate.solve.many import many  # HiGHS is for those who need it

    count = min(_POINTS, grid.points)
    # Whole numbers: a grid may have more points than a float can tell apart.
    chosen = [number * grid.points // count for number in range(count)]
    moves = Moves(count, values=grid.at(chosen))
    years = [year.scenario for year in scenario.years] or [scenario]
    for position, own in enumerate(years):
        if not own.structure.has_choice:
            continue
        evaluation = Evaluation(own.table, own.structure, moves.of(values_of(own)))
        for case, shape in own.structure.cases.items():
            if not shape.is_least_cost:
                continue
            system = assemble(evaluation, own.structure, shape)
            # What no input moves is the same at every point, and solved once.
            if draws_in(system):
                yield (position, case), many(system, shape.suppliers == "alone").bases
