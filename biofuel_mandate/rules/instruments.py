"""Equations 2 and 5: policy instruments as rows, and the one that a case fills up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import Key
from biofuel_mandate.rules.frame import Frame
from biofuel_mandate.rules.rows import Column, Row
from biofuel_mandate.scenario.structure import RuleShape


def rule_row(frame: Frame, rule: RuleShape) -> Row:
    """Return a policy instrument: what counts, against its level of the base."""
    numbers = frame.numbers()
    level = numbers("level_share", Key(case=frame.case.name, rule=rule.name))
    left, base = {}, {}
    for column in frame.columns:
        key = Key(rule=rule.name, pool=column.pool, component=column.component)
        litres: Number = 1.0
        if frame.is_gas(column):
            # A gas has no litres but those that the rule takes it for.
            if not frame.source.has("litre_equivalent_mj_per_l", key):
                continue
            litres = 1.0 / numbers("litre_equivalent_mj_per_l", key)
        if (column.pool, column.component) in rule.counted:
            left[column] = numbers("multiplier_ratio", key) * litres
        is_fossil = column.component == column.pool
        if column.pool in rule.pools and (is_fossil or not rule.fossil_only):
            base[column] = litres
    return Row(
        name=rule.name,
        kind=rule.type,
        sense=rule.sense,
        left=left,
        base=base,
        constant=0.0,
        unit="Ml",
        equation="2" if rule.type == "quota" else "5",
        place=("rules", rule.name),
        inputs=numbers.nodes,
        level=level,
    )


def driver_rows(frame: Frame, rules: Sequence[Row]) -> Iterator[Row]:
    """Yield the rule that is filled up to, as an equation that settles the filler."""
    case = frame.case
    if not case.drives:
        return
    if case.how == "proportion":
        settles = frame.biofuels()[0]
    else:
        pool, grade, component = next(case.fillers())
        settles = Column(pool, grade, component or pool)
    rule = next(row for row in rules if row.name == case.drives)
    yield replace(rule, sense="=", solves_for=settles)
