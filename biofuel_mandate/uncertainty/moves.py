"""Values in place of those of a scenario: by probability, or as they are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from biofuel_mandate.distributions import SPREADS
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.bindings import Table
from biofuel_mandate.scenario.grouping import by_id
from biofuel_mandate.scenario.load import Scenario

Vector = NDArray[np.float64]


# What thins out without an end that matters is moved between these probabilities.
_ENDS = (0.001, 0.999)


def ends_of(given: Given) -> tuple[float, float]:
    """Return between which values an input is moved: the ends of its distribution, or its range.

    Raises
    ------
    ValueError
        When it has neither.
    """
    drawn = given.distribution
    if drawn is None:
        if given.low is None or given.high is None:
            raise ValueError(f"{given.id} has no range")
        return given.low, given.high
    if drawn.form not in SPREADS:
        return drawn.ends()
    low, high = drawn.ordered(np.array(_ENDS))
    return float(low), float(high)


@dataclass(frozen=True)
class Moves:
    """What some draws put in place of a scenario's values.

    Attributes
    ----------
    size : int
        How many draws there are.
    probabilities : mapping of stream to array
        At which each uncertain value is drawn.
    positions : mapping of id to array
        How far a value stands between its ends, from 0 to 1; NaN where it keeps its own.
    levels : mapping of id to array
        The probability that a smaller value has; NaN where it keeps its own.
    values : mapping of id to array
        Values as they are, the same in every year.
    """

    size: int
    probabilities: Mapping[str, Vector] = field(default_factory=dict)
    positions: Mapping[str, Vector] = field(default_factory=dict)
    levels: Mapping[str, Vector] = field(default_factory=dict)
    values: Mapping[str, Vector] = field(default_factory=dict)

    def of(self, known: Mapping[str, Given]) -> dict[str, Vector]:
        """Return what is in place of some values, by id."""
        found = {}
        for id_, given in known.items():
            numbers = self._of(id_, given)
            if numbers is not None:
                found[id_] = numbers
        return found

    def _of(self, id_: str, given: Given) -> Vector | None:
        if id_ in self.values:
            return self.values[id_]
        if id_ in self.positions:
            low, high = ends_of(given)
            at = self.positions[id_]
            return np.where(np.isnan(at), given.value, low + at * (high - low))
        drawn = given.distribution
        if drawn is None:
            return None
        if id_ in self.levels:
            at = self.levels[id_]
            return np.where(np.isnan(at), given.value, drawn.ordered(np.nan_to_num(at, nan=0.5)))
        u = self.probabilities.get(drawn.stream or id_)
        return None if u is None else drawn.quantiles(u)

    def at(self, draw: int) -> Moves:
        """Return one draw."""
        one = slice(draw, draw + 1)
        parts = (self.probabilities, self.positions, self.levels, self.values)
        return Moves(1, *({name: x[one] for name, x in part.items()} for part in parts))

    def scenario(self, scenario: Scenario) -> Scenario:
        """Return a scenario with one draw in place of its values, in all years and parts of one."""
        return scenario.with_tables(self._table)

    def _table(self, table: Table) -> Table:
        found = {id_: float(numbers[0]) for id_, numbers in self.of(by_id(table)).items()}
        if not found:
            return table
        return {
            name: {
                scope: replace(bound, value=found[bound.id])
                if isinstance(bound, Given) and bound.id in found
                else bound
                for scope, bound in scopes.items()
            }
            for name, scopes in table.items()
        }
