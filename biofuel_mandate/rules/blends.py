"""Equations 1 and 8: the energy of each pool, and what a case says of components and grades."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import Key
from biofuel_mandate.rules.frame import Frame, Numbers
from biofuel_mandate.rules.rows import Column, Row
from biofuel_mandate.scenario.bindings import FILL_VALUES
from biofuel_mandate.scenario.fulfil import Fill
from biofuel_mandate.scenario.shapes import GradeShape


def energy_rows(frame: Frame) -> Iterator[Row]:
    """Yield for each pool that its fuels hold the energy it demands."""
    suppliers = frame.structure.suppliers if frame.case.suppliers else ()
    for own in [frame.alone(supplier) for supplier in suppliers] or [frame]:
        for pool in frame.structure.pools:
            numbers = frame.numbers()
            terms = frame.useful_energy(numbers, own.in_pool(pool))
            yield Row(
                name=f"energy of {pool}",
                kind="energy",
                sense="=",
                left=terms,
                base={},
                constant=own.demand(numbers, pool),
                unit="TJ",
                equation="1",
                place=("market", pool),
                inputs=numbers.nodes,
                solves_for=Column(pool, _remainder(frame, pool), pool, own.supplier),
                supplier=own.supplier,
            )


def _remainder(frame: Frame, pool: str) -> str:
    """Return the grade that sells what the other grades of the pool leave."""
    grades = [grade for grade in frame.case.grades if grade.pool == pool]
    return next(grade.grade for grade in grades if grade.sales is None and not grade.is_gas)


def blend_rows(frame: Frame) -> Iterator[Row]:
    """Yield what the case says of components and grades, the filler aside."""
    if frame.case.is_least_cost:
        return
    if frame.case.how == "proportion":
        yield from _proportions(frame)
        return
    for grade in frame.case.grades:
        within = frame.litres(grade.pool, [grade.grade])
        for component, fill in grade.fills.items():
            if fill.how != "rest":
                column = Column(grade.pool, grade.grade, component)
                if grade.is_gas:
                    yield _gas(frame, fill, grade, column)
                else:
                    whole = dict.fromkeys(frame.of(*column[:3]), 1.0)
                    yield _amount(frame, fill, grade, (column, whole, within))
        if grade.sales and grade.sales.how != "rest":
            column = Column(grade.pool, grade.grade, grade.pool)
            of_pool = frame.litres(grade.pool)
            yield _amount(frame, grade.sales, grade, (column, within, of_pool))


def _amount(
    frame: Frame,
    fill: Fill,
    grade: GradeShape,
    terms: tuple[Column, Mapping[Column, Number], Mapping[Column, Number]],
) -> Row:
    """Return that something has a volume, or a share of the volume of something else."""
    settles, left, base = terms
    component = "" if settles.component == grade.pool else settles.component
    numbers = frame.numbers()
    amount = _number(frame, numbers, fill, grade, component)
    by_volume = fill.how in ("volume", "litres of case")
    named = f"{component} in {grade.grade}" if component else grade.grade
    return Row(
        name=f"{'litres' if by_volume else 'share'} of {named}",
        kind="volume" if by_volume else "blend",
        sense="=",
        left=left,
        base={} if by_volume else base,
        constant=amount if by_volume else 0.0,
        unit="Ml",
        equation="8",
        place=("cases", frame.case.name, "fulfil", grade.pool),
        inputs=numbers.nodes,
        solves_for=settles,
        level=1.0 if by_volume else amount,
    )


def _number(
    frame: Frame, numbers: Numbers, fill: Fill, grade: GradeShape, component: str
) -> Number:
    if fill.how == "observed":
        return numbers("observed_volume_share", Key(pool=grade.pool, component=component))
    if fill.case:
        name = "volume_share" if fill.how == "share of case" else "volume_ml"
        # A named grade takes the figures of the same grade, the pool's own those of the pool.
        of_grade = grade.grade if grade.is_named else ""
        return numbers(name, Key(fill.case, grade.pool, of_grade, component))
    return numbers(FILL_VALUES[fill.how], Key(frame.case.name, grade.pool, grade.grade, component))


def _gas(frame: Frame, fill: Fill, grade: GradeShape, settles: Column) -> Row:
    """Return how much energy of a gas is sold."""
    numbers = frame.numbers()
    name = "gas_tj" if fill.case else FILL_VALUES["energy"]
    key = Key(fill.case or frame.case.name, grade.pool, grade.grade, settles.component)
    return Row(
        name=f"energy of {settles.component}",
        kind="gas",
        sense="=",
        left=dict.fromkeys(frame.of(*settles[:3]), 1.0),
        base={},
        constant=numbers(name, key),
        unit="TJ",
        equation="8",
        place=("cases", frame.case.name, "fulfil", grade.pool),
        inputs=numbers.nodes,
        solves_for=settles,
    )


def _proportions(frame: Frame) -> Iterator[Row]:
    """Yield that every biofuel keeps its ratio of litres to the first."""
    first, *others = (column for column in frame.biofuels() if not column.part)
    for column in others:
        numbers = frame.numbers()
        ratio, to_first = (_ratio(frame, numbers, one) for one in (column, first))
        yield Row(
            name=f"{column.component} to {first.component}",
            kind="proportion",
            sense="=",
            left={
                **dict.fromkeys(frame.of(*column[:3]), to_first),
                **dict.fromkeys(frame.of(*first[:3]), -ratio),
            },
            base={},
            constant=0.0,
            unit="Ml",
            equation="1",
            place=("cases", frame.case.name, "fulfil"),
            inputs=numbers.nodes,
            solves_for=column,
        )


def _ratio(frame: Frame, numbers: Numbers, column: Column) -> Number:
    key = Key(case=frame.case.name, pool=column.pool, component=column.component)
    if frame.source.has("proportion_ratio", key):
        return numbers("proportion_ratio", key)
    return numbers("observed_volume_ml", key)
