"""Equations 8 and 9: shares within a grade, what vehicles can use, and what can be had."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.equations import Key
from biofuel_mandate.rules.frame import Frame
from biofuel_mandate.rules.rows import Column, Row
from biofuel_mandate.scenario.shapes import GradeShape, SupplyShape

_SENSES = (("least_volume_share", ">="), ("greatest_volume_share", "<="))


def limit_rows(frame: Frame) -> Iterator[Row]:
    """Yield the limits of each grade that the case sells, then those of the vehicles."""
    for grade in (grade for grade in frame.case.grades if not grade.is_gas):
        fuels = frame.structure.pools[grade.pool].fuels
        for fuel in dict.fromkeys(fuels[component] for component in grade.fills):
            of_fuel = [component for component in grade.fills if fuels[component] == fuel]
            for name, sense in _SENSES:
                if frame.source.has(name, Key(grade=grade.grade, component=of_fuel[0])):
                    yield _grade_limit(frame, grade, (fuel, of_fuel), name, sense)
    for pool in frame.structure.pools.values():
        for label, only in pool.vehicles.items():
            if frame.in_pool(pool.name, only):
                yield _vehicle_limit(frame, pool.name, label, only)


def _grade_limit(
    frame: Frame, grade: GradeShape, fuel: tuple[str, list[str]], name: str, sense: str
) -> Row:
    fuel_name, components = fuel
    numbers = frame.numbers()
    share = numbers(name, Key(grade=grade.grade, component=components[0]))
    least = " at least" if sense == ">=" else ""
    return Row(
        name=f"{fuel_name} in {grade.grade}{least}",
        kind="grade limit",
        sense=sense,
        left={
            column: 1.0
            for component in components
            for column in frame.of(grade.pool, grade.grade, component)
        },
        base=frame.litres(grade.pool, [grade.grade]),
        constant=0.0,
        unit="Ml",
        equation="8",
        place=("cases", frame.case.name, "fulfil", grade.pool),
        inputs=numbers.nodes,
        level=share,
        supplier=frame.supplier,
    )


def _vehicle_limit(frame: Frame, pool: str, label: str, only: tuple[str, ...]) -> Row:
    numbers = frame.numbers()
    terms = frame.useful_energy(numbers, frame.in_pool(pool, only))
    share = numbers("vehicle_energy_share", Key(pool=pool, line=label))
    demand = frame.demand(numbers, pool)
    return Row(
        name=f"{' and '.join(only)} in {label} vehicles",
        kind="vehicle limit",
        sense="<=",
        left=terms,
        base={},
        constant=share * demand,
        unit="TJ",
        equation="8",
        place=("market", pool, "vehicles", label),
        inputs=numbers.nodes,
        supplier=frame.supplier,
    )


def supply_rows(frame: Frame) -> Iterator[Row]:
    """Yield for each supply that is limited what is sold of it, against what can be had."""
    for supply in frame.structure.supplies:
        sold = [column for column in frame.columns if _is_of(supply, column)]
        key = Key(component=supply.name)
        name = "available_tj" if supply.is_gas else "available_ml"
        if not sold or not frame.source.has(name, key):
            continue
        numbers = frame.numbers()
        yield Row(
            name=f"supply of {supply.name}",
            kind="supply",
            sense="<=",
            left=dict.fromkeys(sold, 1.0),
            base={},
            constant=numbers(name, key),
            unit="TJ" if supply.is_gas else "Ml",
            equation="9",
            place=("supply", supply.name),
            inputs=numbers.nodes,
        )


def _is_of(supply: SupplyShape, column: Column) -> bool:
    return (column.pool, column.component) in supply.components
