"""The numbers behind a supply curve (merit order) and a marginal abatement cost curve.

Both are read off a least-cost case as it was solved: what suppliers pay for each biofuel, less what
they save on the fossil fuel of the same useful energy, and what the answer takes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import Key
from biofuel_mandate.evaluation import MissingValue
from biofuel_mandate.measures import LIFE_CYCLE, VALUES_PER, tonnes_taken
from biofuel_mandate.room import Offered, Room, fossil_of, useful_ratio
from biofuel_mandate.rules.rows import Column, Row, System
from biofuel_mandate.solve.check import CaseSolution

# Costs that agree to this many digits are one step.
_DIGITS = 9
# An amount smaller than this part of the whole is a rounding error.
_NOTHING = 1e-9
# Which steps stand first: what is sold, then what is paid for, then what could be had.
USED, SHORTFALL, SPARE = "used", "shortfall", "spare"
_ORDER = (USED, SHORTFALL, SPARE)


@dataclass(frozen=True)
class Step:
    """One step of a curve.

    Attributes
    ----------
    pool, component : str
        Blank where a price is paid for what is missing.
    part : str
        ``above`` a sub-quota, where that is counted twice; blank for a first part.
    rules : tuple of str
        The rules whose levels tell the part apart.
    number : str
        Of the step of the biofuel's own supply curve; blank where it has none.
    suppliers : tuple of str
        Who pays this, where not all do.
    cost : float
        Height: net cost in the curve's unit of money per unit of width.
    amount : float
        Width.
    kind : str
        ``used``, ``shortfall`` (paid for) or ``spare`` (could be had).
    """

    pool: str
    component: str
    part: str
    rules: tuple[str, ...]
    number: str
    suppliers: tuple[str, ...]
    cost: float
    amount: float
    kind: str = USED

    @property
    def named(self) -> tuple[str, ...]:
        """What it is of, whatever its kind and size."""
        return (self.pool, self.component, self.part, self.number, *self.suppliers)


class MeritOrder(NamedTuple):
    """The supply curve of a rule in a case.

    ``demand`` is what the rule asks of biofuel. What ``fossil`` fuel counts, less than 0 where it
    emits more than the reference, makes it what the rule asks for in all. ``prices`` is what one
    unit more would cost, by supplier (blank for the market); ``unit`` is that of the rule's row.
    """

    case: str
    rule: str
    unit: str
    steps: tuple[Step, ...]
    demand: float
    prices: Mapping[str, float]
    fossil: float = 0.0


class Abatement(NamedTuple):
    """The abatement cost curve of a case: tonnes over the life cycle, and ¤ per tonne.

    ``no_saving`` and ``no_fall`` are biofuels that are sold and left out, as pool/component.
    """

    case: str
    steps: tuple[Step, ...]
    no_saving: tuple[str, ...]
    no_fall: tuple[str, ...]

    @property
    def tonnes(self) -> float:
        """Tonnes that all steps take away."""
        return sum(step.amount for step in self.steps)

    @property
    def average(self) -> float | None:
        """Cost of a tonne over all steps."""
        whole = sum(step.amount * step.cost for step in self.steps)
        return whole / self.tonnes if self.tonnes else None


def leading_rule(solution: CaseSolution) -> Row | None:
    """Return the rule that a case turns on: the first quota that binds, else any, else a quota."""
    rules = [row for row in solution.system.rules if row.sense == ">="]
    values = solution.optimum.values if solution.optimum else {}
    bound = {name for (name, _), value in values.items() if value}
    ranked = sorted(rules, key=lambda row: (row.name not in bound, row.kind != "quota"))
    return ranked[0] if ranked else None


def merit_order(assessment: Assessment, case: str) -> MeritOrder | None:
    """Return the supply curve of the rule that a least-cost case turns on; None without a rule."""
    solution = assessment.evaluation.solution(case)
    rule = leading_rule(solution)
    if rule is None or solution.system.offer is None:
        return None
    counted = assessment.scenario.structure.rules[rule.name].counted
    weights = {
        column: float(weight)
        for column, weight in rule.left.items()
        if (column.pool, column.component) in counted and float(weight) > 0.0
    }
    others = sum(
        float(weight) * float(solution.volumes[column])
        for column, weight in rule.left.items()
        if column not in weights
    )
    demand = float(rule.right_amount(solution.volumes)) - others
    steps = _steps_of(assessment, solution, case, weights, VALUES_PER[rule.unit][1])
    found = [*steps, *_shortfall(solution, rule, demand, weights)]
    prices = {
        row.supplier: row.value
        for row in assessment.rows
        if (row.case, row.rule, row.variable) == (case, rule.name, "marginal_value")
        and row.value is not None
    }
    return MeritOrder(case, rule.name, rule.unit, _merged(found), demand, prices, others)


def _steps_of(
    assessment: Assessment,
    solution: CaseSolution,
    case: str,
    weights: Mapping[Column, float],
    shown: float,
) -> Iterator[Step]:
    """Yield each offer per unit of what counts: what is taken of it, and what more could be."""
    structure = assessment.scenario.structure
    splits = structure.cases[case].splits
    room = Room(solution, structure, tuple(weights))
    for offered in room.offers():
        weight, column = weights[offered.column], offered.column
        mine = [one for one in splits if (column.pool, column.component) in one.components]
        step = Step(
            column.pool,
            column.component,
            column.part,
            mine[0].limits if column.part and mine else (),
            offered.number,
            (column.supplier,) if column.supplier else (),
            _net(solution.system, offered) / weight * shown,
            offered.used * weight,
        )
        yield step
        yield replace(step, amount=offered.spare * weight, kind=SPARE)


def _net(system: System, offered: Offered) -> float:
    """Return what a unit of a biofuel costs beyond the fossil fuel of the same useful energy."""
    costs = system.offer.costs if system.offer else {}
    fossil = fossil_of(system, offered.column)
    return offered.price - useful_ratio(system, offered.column) * float(costs[fossil])


def _shortfall(
    solution: CaseSolution, rule: Row, demand: float, weights: Mapping[Column, float]
) -> Iterator[Step]:
    """Yield what is paid for in place of biofuel."""
    penalties = solution.system.offer.penalties if solution.system.offer else {}
    had = sum(weight * float(solution.volumes[column]) for column, weight in weights.items())
    if rule.name in penalties and demand - had > _NOTHING * abs(demand):
        price = float(penalties[rule.name]) * VALUES_PER[rule.unit][1]
        yield Step("", "", "", (), "", (), price, demand - had, SHORTFALL)


def _merged(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Put together what is the same step in several grades or of several suppliers, and sort."""
    found: dict[tuple[object, ...], Step] = {}
    everyone: set[str] = set()
    for step in steps:
        everyone |= {*step.suppliers}
        at = (*replace(step, suppliers=()).named, step.kind, f"{step.cost:.{_DIGITS}g}")
        same = found.get(at)
        if same is not None:
            suppliers = tuple(dict.fromkeys((*same.suppliers, *step.suppliers)))
            found[at] = replace(same, suppliers=suppliers, amount=same.amount + step.amount)
        else:
            found[at] = step
    least = _NOTHING * sum(step.amount for step in found.values() if step.kind == USED)
    by_all = [
        replace(step, suppliers=()) if {*step.suppliers} == everyone else step
        for step in found.values()
        if step.amount > least
    ]
    return tuple(sorted(by_all, key=lambda step: (_ORDER.index(step.kind), step.cost, step.named)))


def abatement(assessment: Assessment, case: str) -> Abatement:
    """Return what a life-cycle tonne costs society, by each biofuel that a case sells."""
    evaluation = assessment.evaluation
    solution = evaluation.solution(case)
    system = solution.system
    biofuels = tuple(column for column in system.columns if column.component != column.pool)
    steps: list[Step] = []
    no_saving: dict[str, None] = {}
    no_fall: dict[str, None] = {}
    taxed = partial(_tax, assessment, system)
    for offered in Room(solution, assessment.scenario.structure, biofuels).offers():
        column = offered.column
        if offered.used <= 0.0:
            continue
        name = f"{column.pool}/{column.component}"
        try:
            tonnes = float(tonnes_taken(column, LIFE_CYCLE, solution, evaluation))
        except MissingValue:
            no_saving[name] = None
            continue
        if tonnes <= 0.0:
            no_fall[name] = None
            continue
        fossil = taxed(fossil_of(system, column)) * useful_ratio(system, column)
        cost = (_net(system, offered) - taxed(column) + fossil) / tonnes * 1e6
        who = (column.supplier,) if column.supplier else ()
        at = (column.pool, column.component, "", (), offered.number, who)
        steps.append(Step(*at, cost, offered.used * tonnes))
    return Abatement(case, _merged(steps), tuple(no_saving), tuple(no_fall))


def _tax(assessment: Assessment, system: System, column: Column) -> float:
    """Return the taxes on a unit of a column; a gas has none."""
    if column in system.gases:
        return 0.0
    key = Key(pool=column.pool, component=column.component)
    return float(assessment.evaluation.get("all_taxes_cur_per_l", key))
