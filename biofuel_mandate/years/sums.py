"""A year as the sum of its parts: amounts add up over time, and all else follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import AGGREGATES, UNATTRIBUTED, Key, unit_of
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.bindings import Table
from biofuel_mandate.scenario.dated import Span
from biofuel_mandate.scenario.load import Scenario, Year
from biofuel_mandate.scenario.shapes import CaseShape, Structure
from biofuel_mandate.scopes import OF_ROWS, dims
from biofuel_mandate.solve.check import CaseSolution
from biofuel_mandate.years.parts import Part, Went


@dataclass(frozen=True, eq=False)
class Weighed:
    """A case and its baseline in one part of a year, at the rate of a whole year."""

    span: Span
    weight: float
    scenario: Scenario
    evaluation: Evaluation

    def knows(self, key: Key) -> bool:
        """Return whether there is what a key is about; what comes later in the year is not."""
        if not key.pool or key.component in ("", UNATTRIBUTED, *AGGREGATES):
            return True
        return key.component in self.scenario.structure.pools[key.pool].components


# Units of what there is more of the longer it lasts.
_AMOUNTS = frozenset(("Ml", "TJ", "kt", "t", "M¤", "¤", "weeks", "l", "MJ"))


@cache
def adds_up_over_time(name: str) -> bool:
    """Return whether a number of a case is the sum of those of the parts of a year."""
    return name not in OF_ROWS and "case" in dims(name) and unit_of(name) in _AMOUNTS


class SummedEvaluation(Evaluation):
    """A year in which some cases go in parts.

    Amounts of such a case are the sums of its parts, each at the values of that part; what is no
    amount, such as a share or a cost per tonne, follows from those sums.

    Parameters
    ----------
    table, structure, solutions
        As of an `Evaluation`, of the year.
    parts : mapping of case to sequence of Weighed
    """

    def __init__(
        self,
        table: Table,
        structure: Structure,
        solutions: Mapping[str, CaseSolution],
        parts: Mapping[str, Sequence[Weighed]],
    ) -> None:
        super().__init__(table, structure, solutions=solutions)
        self.parts = parts

    def _compute(self, name: str, key: Key) -> Number:
        parts = self.parts.get(key.case)
        if not parts or not adds_up_over_time(name):
            return super()._compute(name, key)
        total: Number = 0.0
        for part in (one for one in parts if one.knows(key)):
            total = total + part.weight * part.evaluation.get(name, key)
        for part in parts:
            self._note(part.evaluation.used)
        return total

    def _note(self, used: Mapping[str, Given]) -> None:
        """Note the values that a part used; what changes within the year is told as of the year."""
        for id_, given in used.items():
            self.used.setdefault(id_, given)


def summed(year: Year, went: Mapping[str, Went]) -> SummedEvaluation:
    """Return the evaluation of a year in which some cases go in parts."""
    own = year.scenario
    solutions = {case: one.solution for case, one in went.items()}
    shapes = {case: one.shape for case, one in went.items()}
    structure = replace(own.structure, cases={**own.structure.cases, **shapes})
    alone = Evaluation(own.table, structure, solutions=solutions)
    parts = {
        name: tuple(_parts(year, went, shape, alone))
        for name, shape in own.structure.cases.items()
        if name in went or shape.baseline in went
    }
    return SummedEvaluation(own.table, structure, solutions, parts)


def _parts(
    year: Year, went: Mapping[str, Went], shape: CaseShape, alone: Evaluation
) -> Iterator[Weighed]:
    """Yield a case and its baseline in each part of the year in which neither changes."""
    pair = (shape.name, shape.baseline)
    mine, other = (went[name].parts if name in went else () for name in pair)
    firsts = {part.span.first for part in (*mine, *other)}
    for span in year.span.split_at(sorted(firsts)):
        at = [_within(parts, span) for parts in (mine, other)]
        leading = at[0] or at[1]
        if leading is None:
            continue
        cases, solutions = dict(leading.scenario.structure.cases), {}
        for name, part in zip(pair, at, strict=True):
            # A case that takes the year as one sells at one rate throughout.
            found = part.solution if part else alone.solution(name)
            of_case = part.scenario.structure if part else year.scenario.structure
            cases[name], solutions[name] = of_case.cases[name], found
        structure = replace(leading.scenario.structure, cases=cases)
        # With what the case carries into the part, if it does.
        table = leading.evaluation.table
        evaluation = Evaluation(table, structure, solutions=solutions)
        scenario = replace(leading.scenario, structure=structure)
        yield Weighed(span, span.months / year.span.months, scenario, evaluation)


def _within(parts: Sequence[Part], span: Span) -> Part | None:
    return next((part for part in parts if part.span.first <= span.first <= part.span.last), None)
