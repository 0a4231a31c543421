"""From a case to its rows: energy, blends, rules, limits and supply (equations 1 to 9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from biofuel_mandate.rules.blends import blend_rows, energy_rows
from biofuel_mandate.rules.frame import Frame, Source
from biofuel_mandate.rules.instruments import driver_rows, rule_row, split_rows
from biofuel_mandate.rules.limits import limit_rows, supply_rows
from biofuel_mandate.rules.offers import offer_of
from biofuel_mandate.rules.rows import Column, Row, System
from biofuel_mandate.scenario.shapes import CaseShape, RuleShape, Structure


def assemble(source: Source, structure: Structure, case: CaseShape) -> System:
    """Build the rows of a case.

    Parameters
    ----------
    source : Source
        Gives heat values, levels, blends; floats, or arrays over draws.
    structure : Structure
    case : CaseShape

    Returns
    -------
    System
    """
    columns = tuple(
        Column(grade.pool, grade.grade, component, supplier, part)
        for grade in case.grades
        for component in grade.components
        for supplier in (structure.suppliers if case.suppliers else ("",))
        for part in dict.fromkeys(("", case.part_of(grade.pool, component)))
    )
    frame = Frame(source, structure, case, columns)
    held = [structure.rules[name] for name in case.rules]
    rules = tuple(rule_row(frame, rule) for rule in held)
    equations = (*energy_rows(frame), *blend_rows(frame), *driver_rows(frame, rules))
    splits = tuple(split for shape in case.splits for split in split_rows(frame, shape, rules))
    gases = frozenset(column for column in columns if frame.is_gas(column))
    return System(
        columns,
        equations,
        rules,
        (*limit_rows(frame), *supply_rows(frame)),
        gases,
        splits,
        offer_of(frame) if case.is_least_cost else None,
        tuple(_apart(frame, held)),
    )


def _apart(frame: Frame, rules: Sequence[RuleShape]) -> Iterator[Row]:
    """Yield what binds each supplier: its rules and limits."""
    for supplier in frame.structure.suppliers if frame.case.suppliers else ():
        own = frame.alone(supplier)
        yield from (rule_row(own, rule) for rule in rules)
        yield from limit_rows(own)
