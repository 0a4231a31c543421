"""Yearly results as IAMC time series, the table that integrated-assessment tools exchange."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import fsum
from pathlib import Path
from typing import Any, NamedTuple

from biofuel_mandate import __version__
from biofuel_mandate.equations import EQUATIONS
from biofuel_mandate.library import read_yaml
from biofuel_mandate.results import ResultRow
from biofuel_mandate.scenario.load import Scenario

_TABLE = Path(__file__).parent / "iamc.yaml"
# Units of what is read off rules, which no equation gives; a certificate's goes by its rule.
_OF_CHOICE = {"marginal_value": "¤/l", "marginal_cost_per_tonne": "¤/t"}
_OF_CHOICE |= {"marginal_energy_cost": "¤/GJ"}
# What a detail holds that bears a name of the scenario's own.
_OWN = ("line", "tax", "treatment", "task")
_HEAD = ("Model", "Scenario", "Region", "Variable", "Unit")


class _Series(NamedTuple):
    """What a row of the table is about: the columns before the years, but model and region."""

    case: str
    variable: str
    unit: str


# Numbers by series and year; None where one is missing.
_Numbers = dict[_Series, dict[str, float | None]]


@dataclass(frozen=True)
class Name:
    """What one result is called; how it is read stands in ``iamc.yaml``."""

    at: int
    variable: str
    name: str
    detail: str = ""
    carriers: bool = False
    fuels: str = ""
    pools: str | None = None
    whole: str | None = None
    unit: str = ""
    unit_of: Mapping[str, str] = field(default_factory=dict)

    def found_in(self, detail: str) -> Mapping[str, str] | None:
        """Return what a detail fills in, or None where it is of another result."""
        parts = re.split(r"\{(\w+)\}", self.detail)
        # A name of the scenario's own may hold any mark; a saving or a pollutant holds no comma.
        pattern = "".join(
            f"(?P<{part}>{'.+' if part in _OWN else '[^,:]+'})" if at % 2 else re.escape(part)
            for at, part in enumerate(parts)
        )
        match = re.fullmatch(pattern, detail)
        return match.groupdict() if match else None


@dataclass(frozen=True)
class Names:
    """The whole table of names."""

    units: Mapping[str, str]
    factors: Mapping[str, float]
    fuels: Mapping[str, str]
    by_variable: Mapping[str, tuple[Name, ...]]
    left_out: frozenset[str]


@cache
def names() -> Names:
    """Return what results are called, from ``iamc.yaml``."""
    data: Mapping[str, Any] = read_yaml(_TABLE)
    by_variable: dict[str, list[Name]] = {}
    for at, entry in enumerate(data["names"]):
        by_variable.setdefault(entry["variable"], []).append(Name(at, **entry))
    return Names(
        data["units"],
        data["factors"],
        data["fuels"],
        {variable: tuple(found) for variable, found in by_variable.items()},
        frozenset(data["left_out"]),
    )


def to_iamc(rows: Iterable[ResultRow], scenario: Scenario) -> bytes:
    """Write the results of whole years as IAMC time series.

    Parameters
    ----------
    rows : iterable of ResultRow
        Parts of a year, grades, single suppliers and statistics are left out.
    scenario : Scenario
        Names the region, the fuels and the year of the prices.

    Returns
    -------
    bytes
        CSV in UTF-8 with the columns Model, Scenario, Region, Variable, Unit and the years. The
        scenario is "<file's stem> - <case>"; a missing value is blank.
    """
    kept = [row for row in rows if not (row.period or row.grade or row.supplier or row.statistic)]
    years = sorted({row.year for row in kept})
    numbers = _Writer(scenario).numbers(kept)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_HEAD, *years])
    for series, values in numbers.items():
        of_case = f"{scenario.name} - {series.case}"
        region = _plain(scenario.file.jurisdiction)
        about = (f"biofuel_mandate {__version__}", of_case, region, series.variable, series.unit)
        told = (values.get(year) for year in years)
        writer.writerow([*about, *("" if one is None else repr(one) for one in told)])
    return text.getvalue().encode()


class _Writer:
    """Gives each result its place in the hierarchy of names."""

    def __init__(self, scenario: Scenario) -> None:
        self._money = f"{scenario.file.currency}_{scenario.file.price_year}"
        self._currency = scenario.file.currency
        years = [year.scenario for year in scenario.years] or [scenario]
        pools = [pool for one in years for pool in one.structure.pools.values()]
        self._gases = frozenset(gas for pool in pools for gas in pool.gases)
        self._pools: dict[str, dict[str, None]] = {}
        for pool in pools:
            for component in pool.components:
                self._pools.setdefault(component, {})[pool.name] = None
        self._fuels = _labels(self._pools)

    def numbers(self, rows: Sequence[ResultRow]) -> _Numbers:
        """Return every number that has a name, in the order of cases and names."""
        cases = {case: at for at, case in enumerate(dict.fromkeys(row.case for row in rows))}
        parts: dict[tuple[int, int, _Series], dict[str, list[float | None]]] = {}
        for row in rows:
            for name, series in self._series(row):
                key = (cases[row.case], name.at, series)
                factor = names().factors.get(row.unit, 1)
                value = None if row.value is None else row.value * factor
                parts.setdefault(key, {}).setdefault(row.year, []).append(value)
        # Sorted, so that what is sold in some years only stands where it belongs.
        return {
            key[2]: {year: _sum(values) for year, values in parts[key].items()}
            for key in sorted(parts)
        }

    def _series(self, row: ResultRow) -> Iterator[tuple[Name, _Series]]:
        for name in names().by_variable.get(row.variable, ()):
            found = name.found_in(row.detail)
            if found is None:
                continue
            told = {key: _titled(key, part) for key, part in {**found, "rule": row.rule}.items()}
            unit = self._unit(name, row).format(**told)
            for step in self._steps(name, row):
                variable = "|".join([name.name.format(**told), *step])
                yield name, _Series(row.case, variable, unit)
            return

    def _steps(self, name: Name, row: ResultRow) -> Iterator[tuple[str, ...]]:
        """Yield the steps under a name that a result counts towards."""
        is_fuel = bool(row.pool) and row.component in self._pools
        if row.rule or (not row.pool and row.component == name.whole):
            yield ()
        elif is_fuel and name.carriers:
            leaf = self._carrier(row.component)
            # Where the whole has a row of its own, more may count towards it than its leaves.
            top = 0 if name.whole is None else 1
            yield from (leaf[:depth] for depth in range(top, len(leaf) + 1))
        elif is_fuel and name.fuels:
            yield (self._fuel(row, apart=name.fuels == "apart"),)
        elif row.pool and row.component == name.pools:
            yield (names().fuels[row.pool],)

    def _carrier(self, component: str) -> tuple[str, str, str]:
        state = "Gases" if component in self._gases else "Liquids"
        made_of = "Oil" if component in self._pools[component] else "Biomass"
        return state, made_of, self._fuels[component]

    def _fuel(self, row: ResultRow, *, apart: bool) -> str:
        fuel = self._fuels[row.component]
        several = apart and len(self._pools[row.component]) > 1
        return f"{fuel} in {names().fuels[row.pool]}" if several else fuel

    def _unit(self, name: Name, row: ResultRow) -> str:
        # The scenario's currency becomes the sign that the table has for any.
        held = re.sub(rf"^(M?){self._currency}(?=/|$)", r"\1¤", row.unit)
        unit = name.unit or name.unit_of.get(held) or names().units[held]
        return unit.replace("¤", self._money)


def shown_unit(name: Name) -> str:
    """Return the unit of a name for a reader, ¤ standing for currency and price year."""
    if name.unit:
        return name.unit
    numbers = (one for one in EQUATIONS.values() if one.variable == name.variable)
    held = next((one.unit for one in numbers), _OF_CHOICE.get(name.variable, "1"))
    return names().units[held]


def _labels(components: Iterable[str]) -> Mapping[str, str]:
    """Return what each fuel is called; where two would be called the same, one goes by its key."""
    found: dict[str, str] = {}
    for component in components:
        label = names().fuels.get(component, component)
        taken = label in found.values() or (label in components and label != component)
        found[component] = component if taken else label
    return found


def _titled(key: str, part: str) -> str:
    return part.title() if key == "saving" else _plain(part)


def _plain(text: str) -> str:
    """Keep the mark that tells the steps of a name apart out of a name."""
    return text.replace("|", "/")


def _sum(values: Sequence[float | None]) -> float | None:
    """Add up, rounding once; what lacks a part has no sum."""
    known = [value for value in values if value is not None]
    return fsum(known) if len(known) == len(values) else None
