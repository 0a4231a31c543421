"""From a case to its rows: energy, blends, rules and limits (equations 1, 2, 5, 7 and 8)."""

from __future__ import annotations

from biofuel_mandate.rules.blends import blend_rows, energy_rows
from biofuel_mandate.rules.frame import Frame, Source
from biofuel_mandate.rules.instruments import driver_rows, rule_row
from biofuel_mandate.rules.limits import limit_rows
from biofuel_mandate.rules.rows import Column, System
from biofuel_mandate.scenario.structure import CaseShape, Structure


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
        Column(grade.pool, grade.grade, component)
        for grade in case.grades
        for component in grade.components
    )
    frame = Frame(source, structure, case, columns)
    rules = tuple(rule_row(frame, rule) for rule in structure.rules.values())
    equations = (*energy_rows(frame), *blend_rows(frame), *driver_rows(frame, rules))
    gases = frozenset(column for column in columns if frame.is_gas(column))
    return System(columns, equations, rules, tuple(limit_rows(frame)), gases)
