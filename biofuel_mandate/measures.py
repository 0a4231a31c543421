"""What the solved rows of a case say: fulfilment, shortfalls, and what rules are worth.

None of these is an equation of its own: each is read off the rows, or off the linear program that
found what costs least.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from biofuel_mandate.arrays import Number, larger, magnitude, negated, smaller, truth
from biofuel_mandate.equations import Key
from biofuel_mandate.rules.rows import TOLERANCE, Column, Row, System
from biofuel_mandate.scenario.shapes import CaseShape
from biofuel_mandate.scopes import MARGINAL_VALUE
from biofuel_mandate.solve.check import CaseSolution

if TYPE_CHECKING:
    from biofuel_mandate.solve.least_cost import Optimum

_OF_ROW: Mapping[str, Callable[[Row, Mapping[Column, Number]], Number]] = {
    "rule_fulfilment": Row.left_amount,
    "rule_demand": Row.right_amount,
    "rule_slack": Row.slack,
}
# Which part of a biofuel is sold beyond what the quota asks for.
BEYOND = "beyond_quota_share"
# What the rows of a case tell: that, and by how much a rule is missed, by its measure.
OF_CASE = ("shortfall_ml", "shortfall_tj", "shortfall_t", BEYOND)
# What one unit more of a rule costs suppliers, by the unit of its row: shown unit, and how many
# of it make a million.
VALUES_PER = {"Ml": ("¤/l", 1.0), "TJ": ("¤/GJ", 1e3), "t": ("¤/t", 1e6)}
# The accounts that a marginal cost per tonne is told in; never added.
DIRECT, LIFE_CYCLE = "direct", "life cycle"


class Source(Protocol):
    """Whatever gives numbers by name and key."""

    def get(self, name: str, key: Key) -> Number:
        """Return the number of that name."""
        ...


def measure(solution: CaseSolution, name: str, key: Key) -> Number:
    """Return what is read off a rule or a limit."""
    if name == MARGINAL_VALUE:
        return marginal_value(solution, key)
    return _OF_ROW[name](find_row(solution, key), solution.volumes)


def find_row(solution: CaseSolution, key: Key) -> Row:
    """Return the rule or limit that a key names, of the market or of one supplier."""
    system = solution.system
    rows = system.apart if key.supplier else (*system.rules, *system.limits)
    return next(row for row in rows if (row.name, row.supplier) == (key.rule, key.supplier))


def settling(system: System) -> Mapping[Column, Row]:
    """Return the row that settles each column of a given blend.

    A second part is settled by the level that tells it apart.
    """
    found = {
        one._replace(part=split.part): split.row
        for split in system.splits
        for one in split.row.left
    }
    settled = {row.solves_for: row for row in system.equations if row.solves_for is not None}
    return {**found, **settled}


def told(solution: CaseSolution, shape: CaseShape, name: str, key: Key) -> Number:
    """Return what the rows of a case tell, by name."""
    if name == BEYOND:
        return beyond_share(solution, shape.quota, key)
    return shortfall(solution, shape, key)


def settling_rows(solution: CaseSolution, key: Key) -> list[Row]:
    """Return the equations of a case that settle a component's volumes, nearest first."""
    system = solution.system
    waiting = [
        column
        for column in system.columns
        if (column.pool, column.component) == (key.pool, key.component)
        and key.grade in ("", column.grade)
    ]
    if system.offer is not None:
        # Suppliers chose: what stands at its limit and holds the fuel is why.
        bound = [*system.equations, *system.rules, *system.limits]
        mine = [row for row in bound if any(column in row.terms() for column in waiting)]
        divided = [system.divided(row) for row in mine]
        return [row for row in divided if row.sense == "=" or binds(row, solution.volumes)]
    settles = settling(system)
    found: list[Row] = []
    for column in waiting:
        row = settles[column]
        if row not in found:
            found.append(row)
            waiting += [other for other in row.terms() if settles[other] not in found]
    return found


def amount_sold(solution: CaseSolution, key: Key, *, only_parts: bool) -> Number:
    """Return what the columns of a component come to, or their second parts alone."""
    total: Number = 0.0
    for column, volume in solution.volumes.items():
        here = (column.pool, column.component) == (key.pool, key.component)
        sold = key.grade in ("", column.grade) and key.supplier in ("", column.supplier)
        if here and sold and (column.part or not only_parts):
            total = total + volume
    return total


def shortfall(solution: CaseSolution, shape: CaseShape, key: Key) -> Number:
    """Return by how much a rule is missed: by the market, or by those it binds apart."""
    rows = [row for row in solution.system.apart if row.name == key.rule]
    if key.supplier:
        rows = [row for row in rows if row.supplier == key.supplier]
    elif shape.suppliers != "alone":
        rows = [row for row in solution.system.rules if row.name == key.rule]
    missed: Number = 0.0
    for row in rows:
        gap = larger(0.0, -row.slack(solution.volumes))
        missed = missed + gap * truth(negated(row.is_met(solution.volumes)))
    return missed


def beyond_share(solution: CaseSolution, quota: str, key: Key) -> Number:
    """Return which part of a biofuel is sold beyond what a quota asks for.

    What is counted beyond the demand is spread over the biofuels that count, in proportion to what
    counts of each; so the part is the same of all of them, and 0 of those that do not count.
    """
    row = next(row for row in solution.system.rules if row.name == quota)
    counted: Number = 0.0
    mine: Number = 0.0
    for column, weight in row.left.items():
        if column.component == column.pool:
            continue
        counted = counted + weight * solution.volumes[column]
        if (column.pool, column.component) == (key.pool, key.component):
            mine = larger(mine, truth(weight > 0.0))
    slack = row.slack(solution.volumes)
    # Rounding at the limit is nothing beyond it.
    over = slack * truth(slack > TOLERANCE * magnitude(counted))
    none = truth(counted <= 0.0)
    return mine * (1.0 - none) * smaller(1.0, over / (counted + none))


def binds(row: Row, volumes: Mapping[Column, Number]) -> bool:
    """Return whether a row of single numbers stands at its limit."""
    sides = (row.left_amount(volumes), row.right_amount(volumes))
    scale = max(float(magnitude(side)) for side in sides)
    return abs(float(row.slack(volumes))) <= TOLERANCE * scale


def marginal_value(solution: CaseSolution, key: Key) -> Number:
    """Return what one unit more of a rule would cost suppliers, in the unit that is shown."""
    row = find_row(solution, key)
    _, shown = VALUES_PER[row.unit]
    return solution.values.get((row.name, row.supplier), 0.0) * shown


def tonnes_answered(solution: CaseSolution, key: Key, account: str, source: Source) -> float | None:
    """Return how many tonnes CO2 fall as a rule is tightened by a unit of its row.

    Parameters
    ----------
    solution : CaseSolution
        With an optimum.
    key : Key
        Names the rule.
    account : str
        ``direct`` or ``life cycle``, the latter by each biofuel's own saving.
    source : Source

    Returns
    -------
    float or None
        None where the rule does not bind.
    """
    responses = solution.optimum.responses if solution.optimum else {}
    answer = responses.get((key.rule, key.supplier))
    if answer is None:
        return None
    return sum(
        change * float(tonnes_taken(column, account, solution, source))
        for column, change in answer.items()
    )


def tonnes_taken(column: Column, account: str, solution: CaseSolution, source: Source) -> Number:
    """Return the tonnes that a unit of a column takes away, in one of the accounts."""
    key = Key(pool=column.pool, component=column.component, saving="own saving")
    energy = 1.0 if column in solution.system.gases else source.get("lhv_mj_per_l", key)
    if account == DIRECT:
        return -source.get("direct_co2_g_per_mj", key) * energy
    if column.component == column.pool:
        return 0.0
    return source.get("comparator_g_per_mj", key) * source.get("saving", key) * energy


def traded(solution: CaseSolution) -> Iterator[tuple[Row, float]]:
    """Yield each supplier's row of a rule met together, and what it has over its own duty.

    A cap changes hands where going over it has a price.
    """
    priced = solution.system.offer.penalties if solution.system.offer else {}
    rules = {row.name for row in solution.system.rules if row.sense == ">=" or row.name in priced}
    for row in solution.system.apart:
        if row.name in rules:
            own = solution.system.divided(row)
            yield row, float(own.slack(solution.volumes))


def missed_cost(
    rows: Iterable[Row], volumes: Mapping[Column, float], solution: CaseSolution
) -> float:
    """Return what is paid where rows of single numbers are missed at a price [M¤]."""
    penalties = solution.system.offer.penalties if solution.system.offer else {}
    missed = (
        (row.name, max(0.0, -float(solution.system.divided(row).slack(volumes))))
        for row in rows
        if row.name in penalties
    )
    return sum(amount * float(penalties[name]) for name, amount in missed)


def cost_of(optimum: Optimum, solution: CaseSolution, supplier: str = "") -> float:
    """Return what a supplier, or all, pay for fuel in an answer, without shortfalls [M¤]."""
    offer = solution.system.offer
    if offer is None:
        return 0.0
    return sum(
        volume * float(offer.costs[column])
        for column, volume in optimum.volumes.items()
        if supplier in ("", column.supplier)
    )
