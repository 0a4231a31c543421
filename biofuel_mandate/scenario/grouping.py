"""Years of equal structure: which can be evaluated together, and what differs between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from biofuel_mandate.library import Derived
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.bindings import Table
from biofuel_mandate.words import listed_years

if TYPE_CHECKING:
    from biofuel_mandate.scenario.load import Scenario, Year


@dataclass(frozen=True, eq=False)
class Group:
    """Years of equal structure.

    Attributes
    ----------
    positions : tuple of int
        Which years of the path they are.
    scenario : Scenario
        The first of them.
    values : mapping of id to list of float
        What differs between them.
    """

    positions: tuple[int, ...]
    scenario: Scenario
    values: Mapping[str, Sequence[float]]


def grouped(years: Sequence[Year]) -> tuple[Group, ...]:
    """Put years of equal structure together.

    Parameters
    ----------
    years : sequence of Year
        Those that tell parts apart stand alone, whatever they are like.
    """
    found: list[tuple[object, list[int], list[Mapping[str, Given]]]] = []
    for position, year in enumerate(years):
        scenario = year.scenario
        signature = None if year.courses else (scenario.structure, _signature(scenario.table))
        values = by_id(scenario.table)
        for known, positions, tables in found:
            if signature is not None and known == signature:
                positions.append(position)
                tables.append(values)
                break
        else:
            found.append((signature, [position], [values]))
    return tuple(
        Group(tuple(positions), years[positions[0]].scenario, dict(_differing(tables)))
        for _, positions, tables in found
    )


def _signature(table: Table) -> Mapping[str, Mapping[tuple[str, ...], object]]:
    return {
        name: {
            scope: bound if isinstance(bound, Derived) else bound.id
            for scope, bound in scopes.items()
        }
        for name, scopes in table.items()
    }


def by_id(table: Table) -> dict[str, Given]:
    """Return every given value that names are bound to."""
    return {
        bound.id: bound
        for scopes in table.values()
        for bound in scopes.values()
        if isinstance(bound, Given)
    }


def _differing(tables: Sequence[Mapping[str, Given]]) -> Iterator[tuple[str, list[float]]]:
    """Yield the values that are not the same in all years."""
    for id_ in tables[0]:
        values = [table[id_].value for table in tables]
        if any(value != values[0] for value in values[1:]):
            yield id_, values


def named_by_years(values: Mapping[int, Sequence[Given]]) -> Iterator[Given]:
    """Yield the values of several years; what differs is named by the years that it is of.

    Parameters
    ----------
    values : mapping of year to sequence of Given
    """
    found: dict[str, dict[Given, list[int]]] = {}
    for year, of_year in values.items():
        for given in of_year:
            # Lines and origins are no part of what a value is.
            found.setdefault(given.id, {}).setdefault(given, []).append(year)
    for id_, different in sorted(found.items()):
        for given, years in different.items():
            named = f"{id_}:{listed_years(years)}"
            yield given if len(different) == 1 else replace(given, id=named)
