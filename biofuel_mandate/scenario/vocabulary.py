"""The words that the library knows: grades, categories, factor sets, fuels, quantities."""

from __future__ import annotations

from datetime import date

from biofuel_mandate.library import Library, names_in, read_topic
from biofuel_mandate.scenario.fields import POOLS


def grades_known(*pools: str) -> tuple[str, ...]:
    """Return the grades of some pools; of all pools when none is named."""
    items = read_topic("grades").items
    return tuple(name for name, item in items.items() if not pools or item["pool"] in pools)


def categories_known() -> tuple[str, ...]:
    """Return the feedstock categories."""
    return tuple(name.partition(".")[0] for name in read_topic("iluc").values)


def factor_sets_known() -> tuple[str, ...]:
    """Return the factor sets that a scenario can use: those with heat values of its pools."""
    return tuple(name for name in names_in("factors") if set(POOLS) <= set(_fuels_of(name)))


def fuels_known() -> tuple[str, ...]:
    """Return the biofuels that some factor set holds."""
    found = dict.fromkeys(fuel for name in factor_sets_known() for fuel in _fuels_of(name))
    return tuple(fuel for fuel in found if fuel not in POOLS)


def _fuels_of(factor_set: str) -> tuple[str, ...]:
    return Library(factor_set, names_in("pathways")[0], date.max).fuels()


def quantities_known() -> tuple[str, ...]:
    """Return what the library's values measure: the last parts of their names."""
    libraries = (
        Library(factor_set, directive, date.max)
        for factor_set in factor_sets_known()
        for directive in names_in("pathways")
    )
    names = (name for library in libraries for name in library.names())
    return tuple(sorted({name.rpartition(".")[2] for name in names}))
