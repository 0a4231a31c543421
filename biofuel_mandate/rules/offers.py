"""What suppliers pay for each column, for a shortfall, and along supply curves."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import Key
from biofuel_mandate.rules.frame import Frame
from biofuel_mandate.rules.rows import Column, Curve, Offer

# By measure: what a shortfall is priced by, and millions of currency per unit of the row.
_PENALTIES = {
    "volume": ("penalty_cur_per_l", 1.0),
    "energy": ("penalty_cur_per_gj", 1e-3),
    "greenhouse gas": ("penalty_cur_per_t", 1e-6),
}


def offer_of(frame: Frame) -> Offer:
    """Return what suppliers weigh: costs, penalties and supply curves of a case."""
    costs = {column: _cost(frame, column) for column in frame.columns}
    penalties = {}
    for rule in (frame.structure.rules[name] for name in frame.case.rules):
        if rule.is_paid:
            name, millions = _PENALTIES[rule.measure]
            penalties[rule.name] = frame.source.get(name, Key(rule=rule.name)) * millions
    return Offer(costs, penalties, tuple(_curves(frame)))


def _cost(frame: Frame, column: Column) -> Number:
    """Return what a unit of a column costs, in millions; a curve's price comes on top."""
    key = Key(
        pool=column.pool, grade=column.grade, component=column.component, supplier=column.supplier
    )
    if frame.is_gas(column):
        return frame.source.get("paid_cur_per_gj", key) * 1e-3
    name = "paid_beside_price_cur_per_l" if _steps(frame, column) else "paid_cur_per_l"
    return frame.source.get(name, key)


def _steps(frame: Frame, column: Column) -> tuple[str, ...]:
    return frame.structure.steps(column.component)


def _curves(frame: Frame) -> Iterator[Curve]:
    for supply in frame.structure.supplies:
        columns = [column for column in frame.columns if column.component == supply.name]
        if not supply.steps or not columns:
            continue
        sizes: list[Number | None] = []
        prices: list[Number] = []
        for step in supply.steps:
            key = Key(component=supply.name, step=step)
            size = frame.source.get("step_size_ml", key)
            # A last step without end is one in every draw.
            sizes.append(None if isinstance(size, float) and size == inf else size)
            prices.append(frame.source.get("step_price_cur_per_l", key))
        yield Curve(tuple(columns), tuple(sizes), tuple(prices))
