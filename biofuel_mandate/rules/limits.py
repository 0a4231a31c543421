"""Equation 8: the least and greatest shares within a grade, and what vehicles can use."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.equations import Key
from biofuel_mandate.rules.frame import Frame
from biofuel_mandate.rules.rows import Column, Row
from biofuel_mandate.scenario.structure import GradeShape

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
        left={Column(grade.pool, grade.grade, component): 1.0 for component in components},
        base=frame.litres(grade.pool, [grade.grade]),
        constant=0.0,
        unit="Ml",
        equation="8",
        place=("cases", frame.case.name, "fulfil", grade.pool),
        inputs=numbers.nodes,
        level=share,
    )


def _vehicle_limit(frame: Frame, pool: str, label: str, only: tuple[str, ...]) -> Row:
    numbers = frame.numbers()
    terms = frame.useful_energy(numbers, frame.in_pool(pool, only))
    share = numbers("vehicle_energy_share", Key(pool=pool, line=label))
    demand = numbers("demand_tj", Key(pool=pool))
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
    )
