"""Years together: those of equal structure are arrays of one evaluation, each still told apart.

A year is a draw like any other to the equations: what differs between years, by the id of a value,
is an array over them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from typing import TYPE_CHECKING

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import Key
from biofuel_mandate.evaluation import Evaluation, MissingValue
from biofuel_mandate.quantities import Given
from biofuel_mandate.results import (
    NO_QUOTIENT,
    Asked,
    Missing,
    ResultRow,
    asked_of,
    solved_rows,
    why_missing,
)
from biofuel_mandate.scenario.grouping import Group, by_id
from biofuel_mandate.solve.check import CaseSolution
from biofuel_mandate.solve.draws import at_draw

if TYPE_CHECKING:
    from biofuel_mandate.scenario.load import Scenario, Year


class YearEvaluation(Evaluation):
    """One year out of many that are evaluated together.

    Parameters
    ----------
    together : Evaluation
        Of all years of the group.
    at : int
        Which of them.
    table : Table
        What names are bound to in this year.
    """

    def __init__(self, together: Evaluation, at: int, scenario: Scenario) -> None:
        super().__init__(scenario.table, scenario.structure)
        self.together, self.scenario, self._draw = together, scenario, at

    @property
    def year(self) -> int:
        """Which year it is."""
        return self.scenario.file.market.year

    def get(self, name: str, key: Key) -> Number:
        """Return the number of that name in this year."""
        return at_draw(self.together.get(name, key), self._draw)

    def solution(self, case: str) -> CaseSolution:
        """Return the rows and volumes of a case in this year."""
        if case not in self._solutions:
            self._solutions[case] = self.together.solution(case).at(self._draw)
        return self._solutions[case]

    @property
    def used(self) -> dict[str, Given]:
        """Every value that was asked for, as it is in this year."""
        mine = by_id(self._table)
        return {id_: mine[id_] for id_ in self.together.used}

    @used.setter
    def used(self, used: dict[str, Given]) -> None:
        """Leave it to the evaluation of all."""


def evaluate(group: Group, years: Sequence[Year]) -> Iterator[tuple[int, Evaluation]]:
    """Yield the evaluation of each year of a group, by its position in the path."""
    import numpy as np  # a single year needs none

    draws = {id_: np.array(values) for id_, values in group.values.items()}
    together = Evaluation(group.scenario.table, group.scenario.structure, draws)
    for at, position in enumerate(group.positions):
        if len(group.positions) == 1:
            yield position, together
        else:
            yield position, YearEvaluation(together, at, years[position].scenario)


Told = tuple[list[ResultRow], dict[int, Missing]]


def tabulate_years(scenario: Scenario, evaluations: Sequence[YearEvaluation]) -> list[Told]:
    """Return rows and what is missing of years that are evaluated together, as `tabulate` does.

    Each number is asked for once, for all years.

    Parameters
    ----------
    scenario : Scenario
        Any of the years.
    evaluations : sequence of YearEvaluation
    """
    told: list[Told] = [([], {}) for _ in evaluations]
    names = [str(one.year) for one in evaluations]
    for case in scenario.structure.cases:
        for asked in asked_of(scenario, case):
            values, why = _values(evaluations[0], asked, len(names))
            for (rows, missing), year, value in zip(told, names, values, strict=True):
                if value is None:
                    missing[len(rows)] = why or NO_QUOTIENT
                rows.append(asked.row(year, value))
        for (rows, _), one in zip(told, evaluations, strict=True):
            rows.extend(solved_rows(one.scenario, one, case))
    return told


def _values(
    one: YearEvaluation, asked: Asked, count: int
) -> tuple[Sequence[float | None], Missing | None]:
    """Return a number in every year, or why it is missing in all."""
    try:
        number = one.together.get(asked.name, asked.key)
    except MissingValue as missing:
        return (None,) * count, why_missing(missing)
    except ZeroDivisionError:
        return (None,) * count, NO_QUOTIENT
    if isinstance(number, float | int):
        return (float(number),) * count, None
    # A quotient of nothing is no number in an array, where it would be an error alone.
    return [None if isnan(value) else value for value in number.tolist()], None
