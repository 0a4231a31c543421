"""Where the number of a results row comes from: the name and key that it was asked for by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose

from biofuel_mandate.equations import Key
from biofuel_mandate.explain import Step
from biofuel_mandate.report.trace.homes import Home, Homes
from biofuel_mandate.results import ResultRow
from biofuel_mandate.rules.rows import Node, Row
from biofuel_mandate.scopes import MARGINAL_VALUE, OF_ROWS
from biofuel_mandate.years.present_values import DISCOUNTED, PRESENT

# What is read off a row or off the least-cost answer, and the number of the row it rests on.
_RESTS_ON = {
    "rule_met": "rule_slack",
    "counted_share": "rule_fulfilment",
    "rule_binds": "rule_slack",
    "marginal_cost_per_tonne": MARGINAL_VALUE,
    "certificates_sold": "rule_slack",
    "certificate_payment": MARGINAL_VALUE,
    "marginal_energy_cost": "",
    "gain_from_trade": "",
}
# Of these, what a level binds is told, which may be the first parts of a row alone.
_OF_DIVIDED = ("rule_binds", "certificates_sold")
# What is told of each fuel in each grade.
_OF_COLUMNS = {"volume": "volume_ml", "volume_share": "volume_share", "energy": "gas_tj"}


@dataclass(frozen=True)
class Origin:
    """Where the number of a results row is found.

    Attributes
    ----------
    made_of : tuple of (Home, (name, Key))
        The number itself, in its year or part of one; or what ``step`` is made of.
    step : Step or None
        Of a number that no name and key stand for: how it was read off others.
    """

    made_of: tuple[tuple[Home, Node], ...]
    step: Step | None = None


def node_of(homes: Homes, row: ResultRow) -> Origin | None:
    """Return where the number of a results row is found; None where nothing tells it.

    Parameters
    ----------
    homes : Homes
        Of the assessment that the row is of.
    row : ResultRow
    """
    if row.variable == PRESENT:
        return _present(homes, row)
    if row.period:
        parts = homes.of_period(row)
        return _of_part(parts, row) if parts else None
    home = homes.of_year(row.year)
    return _of_year(home, row) if home else None


def _present(homes: Homes, row: ResultRow) -> Origin | None:
    """Return what a present value adds up: the discounted cost of each year."""
    asked = row._replace(variable=DISCOUNTED, period="")
    nodes = [(home, home.node(asked)) for home in homes.years]
    made_of = tuple((home, node) for home, node in nodes if node is not None)
    if len(made_of) < len(nodes) or not made_of:
        return None
    about = ", ".join(part for part in (row.case, row.detail) if part)
    return Origin(made_of, Step(PRESENT, about, row.value, row.unit, how="sum"))


def _of_year(home: Home, row: ResultRow) -> Origin | None:
    node = _node(home, row)
    if node is None:
        return _read_off(home, row)
    is_it = _same(home.numbers.at(*node).step.value, row.value)
    return Origin(((home, node),)) if is_it else None


def _of_part(parts: Sequence[Home], row: ResultRow) -> Origin | None:
    """Return what a part of a year comes to: amounts are those of a year, by their weight."""
    node = _node(parts[0], row)
    if node is None:
        return _read_off(parts[0], row)
    steps = [part.numbers.at(*node).step for part in parts]
    if _same(steps[0].value, row.value):
        return Origin(((parts[0], node),))
    values = [step.value for step in steps if step.value is not None]
    weights = [part.weight for part in parts]
    amounts = [weight * value for weight, value in zip(weights, values, strict=False)]
    if len(values) < len(parts) or not _same(sum(amounts), row.value):
        return None
    about = f"{steps[0].about}; {row.period}"
    how = "parts" if parts[1:] else "part"
    step = Step(steps[0].name, about, row.value, steps[0].unit, how=how, key=steps[0].key)
    return Origin(tuple((part, node) for part in parts), step)


def _node(home: Home, row: ResultRow) -> Node | None:
    """Return what a row was asked for by; None where it was read off others."""
    of_rule = Key(case=row.case, rule=row.rule, supplier=row.supplier)
    if row.variable in OF_ROWS:
        return row.variable, of_rule
    if row.variable == "carried_over":
        return f"carried_{row.unit.lower()}", of_rule
    found = home.node(row)
    if found is not None:
        return found
    # What a grade holds, and the energy of a gas, are of the columns that were solved for.
    name = _OF_COLUMNS.get(row.variable)
    return (name, Key(row.case, row.pool, row.grade, row.component)) if name else None


def _read_off(home: Home, row: ResultRow) -> Origin | None:
    if row.variable not in _RESTS_ON:
        return None
    rows: tuple[Row, ...] = ()
    made_of: tuple[tuple[Home, Node], ...] = ()
    if row.rule:
        key = Key(case=row.case, rule=row.rule, supplier=row.supplier)
        evaluation = home.assessment.evaluation
        rows = (evaluation.rule(key),)
        if row.variable in _OF_DIVIDED:
            rows = (evaluation.solution(row.case).system.divided(rows[0]),)
        # The price of a certificate is what the rule is worth in the market.
        at = key._replace(supplier="") if row.variable == "certificate_payment" else key
        # An amount of a part of a year is no rate, as its numbers are.
        is_rate = not row.period or row.unit == "1" or "/" in row.unit
        if is_rate and rows[0] == evaluation.rule(key):
            made_of = ((home, (_RESTS_ON[row.variable], at)),)
    return Origin(made_of, _own_step(home, row, rows))


def _own_step(home: Home, row: ResultRow, rows: tuple[Row, ...]) -> Step:
    dims = (row.case, row.pool, row.grade, row.component, row.rule, row.supplier)
    account = row.detail if row.variable == "marginal_cost_per_tonne" else ""
    about = ", ".join(part for part in (*dims, account) if part)
    when = row.period or home.said
    about = "; ".join(part for part in (about, when) if part)
    return Step(row.variable, about, row.value, row.unit, how=row.variable, rows=rows)


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
