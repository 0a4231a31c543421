"""The results of two sides, pair by pair, and what a reader looks for first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from biofuel_mandate.compared import Compared
from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.results import ResultRow
from biofuel_mandate.scenario.difference import relative, same_number

# Sums that cancel are known no better than what they are sums of: to a gram, a millilitre.
_NOISE = {"t": 1e-6}
_LEAST_NOISE = 1e-9

# Variable, component and detail of what a reader looks for first; None is any detail.
HEADLINES = (
    ("extra_volume", BIOFUEL, None),
    ("extra_volume", TOTAL, None),
    ("direct_co2_reduction", BIOFUEL, None),
    ("life_cycle_reduction", BIOFUEL, None),
    ("iluc_emission", BIOFUEL, None),
    ("cost", BIOFUEL, "abatement cost"),
    ("cost", BIOFUEL, "bottom up"),
    ("cost_per_tonne", BIOFUEL, "direct, abatement cost"),
    ("cost_per_litre", BIOFUEL, "abatement cost"),
)


@dataclass(frozen=True)
class ResultPair:
    """A result on two sides.

    Attributes
    ----------
    about : ResultRow
        What it is, as in results.csv, without scenario, value and equation.
    where : str
        ``both``, or ``a`` or ``b`` where one side alone has it.
    a, b : float or None
        The values; None where missing.
    """

    about: ResultRow
    where: str
    a: float | None
    b: float | None

    @property
    def difference(self) -> float | None:
        """Value in b less value in a, 0 up to rounding; None where one of them is missing."""
        if self.a is None or self.b is None:
            return None
        return 0.0 if self.is_same else self.b - self.a

    @property
    def relative(self) -> float | None:
        """Difference as a share of the value in a; None where that is 0, or next to it."""
        difference = self.difference
        if difference is None or self.a is None:
            return None
        return relative(difference, self.a)

    @property
    def is_same(self) -> bool:
        """Whether both have it, and equal up to rounding."""
        noise = _NOISE.get(self.about.unit, _LEAST_NOISE)
        return self.where == "both" and same_number(self.a, self.b, noise)


def paired(*sides: Compared) -> Iterator[ResultPair]:
    """Pair the results of the cases that both have, each case and variable together."""
    cases = set.intersection(*(set(side.cases) for side in sides))
    one, other = (_by_key(side, cases) for side in sides)
    groups: dict[tuple[str, str], list[ResultRow]] = {}
    for key in dict.fromkeys((*one, *other)):
        groups.setdefault((key.case, key.variable), []).append(key)
    for key in (key for group in groups.values() for key in group):
        where = "both" if key in one and key in other else "a" if key in one else "b"
        yield ResultPair(key, where, one.get(key), other.get(key))


def _by_key(side: Compared, cases: Collection[str]) -> dict[ResultRow, float | None]:
    """Return results by what they are about; a single year says only when, not what."""
    blank: dict[str, Any] = {"scenario": "", "value": None, "equation": ""}
    if len({row.year for row in side.rows}) == 1:
        blank["year"] = ""
    return {row._replace(**blank): row.value for row in side.rows if row.case in cases}


def headlines_of(pairs: Sequence[ResultPair], cases: Collection[str]) -> Iterator[ResultPair]:
    """Yield what a reader looks for first; of several years, in the first and the last."""
    years = sorted({pair.about.year for pair in pairs if pair.where == "both"})
    ends = {*years[:1], *years[-1:]}
    for case in dict.fromkeys(pair.about.case for pair in pairs if pair.about.case in cases):
        for variable, component, detail in HEADLINES:
            for pair in pairs:
                about = pair.about
                if about.period or about.year not in ends:
                    continue
                found = (about.case, about.variable, about.component, about.pool)
                if found == (case, variable, component, "") and detail in (None, about.detail):
                    yield pair
