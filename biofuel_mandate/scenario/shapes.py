"""What a scenario is made of, without its numbers: pools, rules and cases.

The structure decides which columns and rows there are; draws never change it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from biofuel_mandate.scenario.fulfil import LEAST_COST, Fill


@dataclass(frozen=True)
class Pool:
    """A market of fuels that replace one another; its fossil fuel bears its name.

    ``gases`` are those of its biofuels that are sold by energy, not by volume.
    """

    name: str
    biofuels: tuple[str, ...]
    grade: str
    vehicles: Mapping[str, tuple[str, ...]]
    fuels: Mapping[str, str]
    gases: frozenset[str] = frozenset()

    @property
    def own_grade(self) -> str:
        """The grade that the pool sells unless a case says otherwise; its name if it has none."""
        return self.grade or self.name

    @property
    def components(self) -> tuple[str, ...]:
        """The fossil fuel and the biofuels."""
        return (self.name, *self.biofuels)


@dataclass(frozen=True)
class RuleShape:
    """A policy instrument: its sense, its measure, its base, and the components that count.

    ``gases`` are the gases inside it, ``limits`` the rule that a cap keeps from counting more,
    ``above`` the sub-quota that it counts twice above, ``is_paid`` whether missing it has a price,
    and ``titles`` what reports call it, by language.
    """

    name: str
    type: str
    sense: str
    fossil_only: bool
    pools: tuple[str, ...]
    counted: frozenset[tuple[str, str]]
    measure: str = "volume"
    gases: frozenset[str] = frozenset()
    limits: str = ""
    above: str = ""
    is_paid: bool = False
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def unit(self) -> str:
        """Unit of what counts."""
        return {"volume": "Ml", "energy": "TJ", "greenhouse gas": "t"}[self.measure]


ABOVE, OVER = "above", "over"


@dataclass(frozen=True)
class SplitShape:
    """Components of which a rule tells two parts apart (equations 4 and 6).

    ``part`` is the second one: ``above`` a sub-quota, which the target counts twice, or ``over`` a
    cap, which it does not count. ``limits`` are the rules whose levels divide the two.
    """

    part: str
    target: str
    limits: tuple[str, ...]
    components: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class GradeShape:
    """What one grade of a pool holds in one case; sales None is what the others leave.

    ``is_named`` says that the case names the grade, rather than selling the pool's own;
    ``is_gas`` that it is sold by energy and holds no fossil fuel of the pool.
    """

    pool: str
    grade: str
    fills: Mapping[str, Fill]
    sales: Fill | None
    is_named: bool = False
    is_gas: bool = False

    @property
    def components(self) -> tuple[str, ...]:
        """What the grade is made of."""
        return tuple(self.fills) if self.is_gas else (self.pool, *self.fills)


@dataclass(frozen=True)
class CaseShape:
    """How a case closes: its grades, and the rule that is filled up to.

    ``quota`` is the one that it would fill up to, whether it does or not; blank if there are more.
    """

    name: str
    baseline: str
    how: str
    grades: tuple[GradeShape, ...]
    drives: str
    rules: tuple[str, ...] = ()
    splits: tuple[SplitShape, ...] = ()
    suppliers: str = ""
    quota: str = ""

    @property
    def is_least_cost(self) -> bool:
        """Whether suppliers choose, rather than the scenario."""
        return self.how == LEAST_COST

    def part_of(self, pool: str, component: str) -> str:
        """Return the second part of a component; blank where no rule tells two apart."""
        at = (pool, component)
        return next((split.part for split in self.splits if at in split.components), "")

    def sources(self) -> frozenset[str]:
        """Return the cases that this one takes amounts from."""
        return frozenset(
            fill.case for grade in self.grades for fill in grade.fills.values() if fill.case
        )

    def fillers(self) -> Iterator[tuple[str, str, str]]:
        """Yield (pool, grade, component) of all that fills up; no component for a grade."""
        for grade in self.grades:
            if grade.sales and grade.sales.how == "rest":
                yield grade.pool, grade.grade, ""
            for component, fill in grade.fills.items():
                if fill.how == "rest":
                    yield grade.pool, grade.grade, component


@dataclass(frozen=True)
class SupplyShape:
    """What is limited in supply: a biofuel, or all of a feedstock category, and its steps."""

    name: str
    components: frozenset[tuple[str, str]]
    is_gas: bool
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Structure:
    """Pools, rules and cases of a scenario.

    ``lines`` are those of logistics, ``taxes`` those paid to the state and ``treatments`` the ways
    to tax, a blank one for that of the costs themselves; ``supplies`` what can be
    had, and ``suppliers`` the obligated parties, where they are told apart. ``oils`` are the oil
    prices that price gaps are told at, ``tasks`` those of administration, and ``pollutants`` those
    of the exhaust curves, where they are asked for.
    """

    pools: Mapping[str, Pool]
    rules: Mapping[str, RuleShape]
    cases: Mapping[str, CaseShape]
    savings: tuple[str, ...]
    lines: tuple[str, ...]
    taxes: tuple[str, ...] = ()
    supplies: tuple[SupplyShape, ...] = ()
    suppliers: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ("",)
    oils: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    pollutants: tuple[str, ...] = ()

    @property
    def has_choice(self) -> bool:
        """Whether suppliers choose in any case."""
        return any(case.is_least_cost for case in self.cases.values())

    def steps(self, component: str) -> tuple[str, ...]:
        """Return the steps of a biofuel's supply curve."""
        return next((one.steps for one in self.supplies if one.name == component), ())

    def grades(self, pool: str) -> tuple[str, ...]:
        """Return the grades of a pool that any case sells."""
        shapes = (grade for case in self.cases.values() for grade in case.grades)
        return tuple(dict.fromkeys(shape.grade for shape in shapes if shape.pool == pool))
