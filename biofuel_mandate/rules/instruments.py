"""Equations 2 to 6: policy instruments as rows, and the one that a case fills up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from biofuel_mandate.arrays import Number, truth
from biofuel_mandate.equations import Key
from biofuel_mandate.rules.frame import Frame, Numbers
from biofuel_mandate.rules.rows import Column, Row, Split
from biofuel_mandate.scenario.shapes import ABOVE, OVER, RuleShape, SplitShape

# By measure: what counts and what the base holds, of one column; None for what is outside.
Weights = tuple[Number | None, Number | None]
_EQUATIONS = {"volume": "2", "energy": "3", "greenhouse gas": "4"}
# An absolute level by measure, and how many of the row's unit it holds.
_AMOUNTS = {"volume": ("level_ml", 1.0), "energy": ("level_tj", 1.0)}
_AMOUNTS |= {"greenhouse gas": ("level_kt", 1e3)}


def rule_row(frame: Frame, rule: RuleShape) -> Row:
    """Return a policy instrument: what counts, against its level of the base."""
    numbers = frame.numbers()
    level, constant = _level(frame, numbers, rule)
    weigh = _MEASURES[rule.measure](frame, numbers, rule)
    left: dict[Column, Number] = {}
    base: dict[Column, Number] = {}
    weights: dict[tuple[str, str, str], Weights] = {}
    for column in frame.columns:
        # A fuel weighs the same in every grade, and whoever sells it.
        fuel = (column.pool, column.component, column.part)
        if fuel not in weights:
            weights[fuel] = weigh(column)
        counted, held = weights[fuel]
        if counted is not None:
            left[column] = counted
        is_fossil = column.component == column.pool
        if held is not None and column.pool in rule.pools and (is_fossil or not rule.fossil_only):
            base[column] = held
    return Row(
        name=rule.name,
        kind=rule.type,
        sense=rule.sense,
        left=left,
        base=base,
        constant=constant,
        unit=rule.unit,
        equation=_EQUATIONS[rule.measure] if rule.type == "quota" else "5",
        place=("rules", rule.name),
        inputs=numbers.nodes,
        level=level,
        supplier=frame.supplier,
        titles=rule.titles,
    )


def _level(frame: Frame, numbers: Numbers, rule: RuleShape) -> tuple[Number, Number]:
    """Return the share of the base, and the amount, that a rule asks for."""
    key = Key(case=frame.case.name, rule=rule.name)
    name, factor = _AMOUNTS[rule.measure]
    before = _carried(frame, numbers, rule, key)
    if frame.source.has(name, key):
        duty = numbers(name, key) * factor * frame.part_of_duty(numbers, rule.pools)
        return 0.0, duty - before
    return numbers("level_share", key), 0.0 - before


def _carried(frame: Frame, numbers: Numbers, rule: RuleShape, key: Key) -> Number:
    """Return what counts from the time before (equation 26)."""
    name = f"carried_{rule.unit.lower()}"
    if not frame.source.has(name, key):
        return 0.0
    return numbers(name, key) * frame.part_of_duty(numbers, rule.pools)


def _by_volume(frame: Frame, numbers: Numbers, rule: RuleShape) -> Callable[[Column], Weights]:
    def weigh(column: Column) -> Weights:
        key = _key(rule, column)
        litres: Number = 1.0
        if frame.is_gas(column):
            # A gas has no litres but those that the rule takes it for.
            if not frame.source.has("litre_equivalent_mj_per_l", key):
                return None, None
            litres = 1.0 / numbers("litre_equivalent_mj_per_l", key)
        if not _is_counted(rule, column):
            return None, litres
        often = _often(frame, numbers, rule, column)
        if frame.source.has("renewable_volume_share", key):
            often = often * numbers("renewable_volume_share", key)
        return often * litres, litres

    return weigh


def _by_energy(frame: Frame, numbers: Numbers, rule: RuleShape) -> Callable[[Column], Weights]:
    def weigh(column: Column) -> Weights:
        if _is_outside(frame, rule, column):
            return None, None
        energy = _energy(frame, numbers, column)
        if not _is_counted(rule, column):
            return None, energy
        often = _often(frame, numbers, rule, column)
        return often * energy * _renewable(frame, numbers, column), energy

    return weigh


def _by_greenhouse_gas(
    frame: Frame, numbers: Numbers, rule: RuleShape
) -> Callable[[Column], Weights]:
    """Weigh by the reduction against the reference [t]; what does not count stands at it."""

    def weigh(column: Column) -> Weights:
        is_fossil = column.component == column.pool
        if _is_outside(frame, rule, column) or column.pool not in rule.pools:
            return None, None
        energy = _energy(frame, numbers, column)
        reference = numbers("reference_g_per_mj", Key(rule=rule.name))
        fossil = reference - numbers(
            "fossil_intensity_g_per_mj", Key(rule=rule.name, pool=column.pool)
        )
        if is_fossil:
            return fossil * energy, reference * energy
        renewable = _renewable(frame, numbers, column)
        at_fossil = fossil * energy * (1.0 - renewable)
        if not _is_counted(rule, column):
            return at_fossil, reference * energy
        saved = reference - numbers("intensity_g_per_mj", _key(rule, column))
        often = _often(frame, numbers, rule, column)
        # What counts twice does so in the base too, over a cap as well; what counts not at all
        # stays there once.
        at_all = numbers("multiplier_ratio", _key(rule, column)) if column.part == OVER else often
        held = _at_least_once(at_all)
        counted = often * saved * energy * renewable + at_fossil
        return counted, reference * energy * (held * renewable + 1.0 - renewable)

    return weigh


_MEASURES = {
    "volume": _by_volume,
    "energy": _by_energy,
    "greenhouse gas": _by_greenhouse_gas,
}


def _key(rule: RuleShape, column: Column) -> Key:
    return Key(rule=rule.name, pool=column.pool, component=column.component)


def _is_counted(rule: RuleShape, column: Column) -> bool:
    return (column.pool, column.component) in rule.counted


def _is_outside(frame: Frame, rule: RuleShape, column: Column) -> bool:
    return frame.is_gas(column) and column.component not in rule.gases


def _often(frame: Frame, numbers: Numbers, rule: RuleShape, column: Column) -> Number:
    """Return how often a column counts; a second part once more, or not at all."""
    often = numbers("multiplier_ratio", _key(rule, column))
    split = frame.split_of(column)
    if split is None:
        return often
    if split.part == ABOVE:
        is_target = rule.name == split.target
        return often * (1.0 + _qualifies(numbers, split, column)) if is_target else often
    return 0.0 if rule.name in (split.target, *split.limits) else often


def _qualifies(numbers: Numbers, split: SplitShape, column: Column) -> Number:
    """Return 1 where a level that divides parts counts a component, else 0 (equation 7)."""
    (limit,) = split.limits
    key = Key(rule=limit, pool=column.pool, component=column.component)
    return truth(numbers("multiplier_ratio", key) > 0.0)


def _at_least_once(often: Number) -> Number:
    """Return how often the base holds a biofuel: once, where it does not count."""
    is_counted = often > 0.0
    if isinstance(is_counted, bool):
        return often if is_counted else 1.0
    return often + (1.0 - is_counted.astype(float))


def _energy(frame: Frame, numbers: Numbers, column: Column) -> Number:
    """Return the energy of one unit of a column."""
    if frame.is_gas(column):
        return 1.0
    return numbers("lhv_mj_per_l", Key(pool=column.pool, component=column.component))


def _renewable(frame: Frame, numbers: Numbers, column: Column) -> Number:
    key = Key(pool=column.pool, component=column.component)
    has_part = frame.source.has("renewable_energy_share", key)
    return numbers("renewable_energy_share", key) if has_part else 1.0


def split_rows(frame: Frame, shape: SplitShape, rules: Sequence[Row]) -> Iterator[Split]:
    """Yield for each level that divides parts what the first parts come to, against it.

    A sub-quota asks for the first parts at least, and a cap lets them be that at most.
    """
    for limit in shape.limits:
        row = next(row for row in rules if row.name == limit)
        yield Split(row.of_first_parts(), shape.target, shape.part)


def driver_rows(frame: Frame, rules: Sequence[Row]) -> Iterator[Row]:
    """Yield the rule that is filled up to, as an equation that settles the filler."""
    case = frame.case
    if not case.drives:
        return
    if case.how == "proportion":
        settles = next(column for column in frame.biofuels() if not column.part)
    else:
        pool, grade, component = next(case.fillers())
        settles = Column(pool, grade, component or pool)
    rule = next(row for row in rules if row.name == case.drives)
    yield replace(rule, sense="=", solves_for=settles)
