"""What every check of meaning needs: the parts to check, the library, and where faults go."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from biofuel_mandate.equations import AGGREGATES
from biofuel_mandate.errors import Fault
from biofuel_mandate.library import Library
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.fulfil import Fill
from biofuel_mandate.scenario.keys import model_at
from biofuel_mandate.scenario.market_schema import PoolMarket
from biofuel_mandate.scenario.reading import Document
from biofuel_mandate.scenario.schema import ScenarioFile
from biofuel_mandate.scenario.structure import fuel_of
from biofuel_mandate.scenario.wording import dotted
from biofuel_mandate.words import nearest, printable, shown, suggest

Path = Sequence[str | int]
# What results call the fuels together, and a case a grade's sales.
RESERVED = (*AGGREGATES, "sales", "in proportion")
GAS_FORM = "gas: {biogas: 120 GWh}"
# Shares add up and meet their limits to this.
_ROOM = 1 + 1e-9


class Context:
    """Collects what is wrong with the meaning of a scenario whose form was checked.

    Parameters
    ----------
    scenario : ScenarioFile
        Parts that had faults of form are None or absent.
    document : Document
        The raw data: a name that stands there exists, even when its part has faults.
    file : str
        The file as the user named it.
    """

    def __init__(self, scenario: ScenarioFile, document: Document, file: str) -> None:
        self.scenario = scenario
        self.document = document
        self.file = file
        self.faults: list[Fault] = []
        self.overrides: dict[str, Given] = {}

    def fault(self, path: Path, got: str, do: str) -> None:
        """Note a fault at a place of the file."""
        place = tuple(path)
        self.faults.append(Fault(got, do, dotted(place), self.document.line(place), self.file))

    def written(self, *path: str) -> tuple[str, ...]:
        """Return the keys that stand in the file at a place, faulty parts included."""
        return self._keys.get(path, ())

    def is_misshapen(self, *path: str) -> bool:
        """Return whether something else than keys and values stands at a place."""
        found: object = self.document.data
        for step in path:
            if not isinstance(found, dict) or step not in found:
                return False
            found = found[step]
        return not isinstance(found, dict)

    @cached_property
    def _keys(self) -> dict[tuple[str | int, ...], tuple[str, ...]]:
        """Return the keys by place; by line, so that a value that was refused counts as well."""
        keys: dict[tuple[str | int, ...], list[str]] = {}
        for place in self.document.lines:
            if isinstance(place[-1], str):
                keys.setdefault(place[:-1], []).append(place[-1])
        return {place: tuple(names) for place, names in keys.items()}

    def lacks(self, path: Sequence[str], *names: str) -> bool:
        """Return whether none of some keys stands at a place, nor any that may be meant for it."""
        written = self.written(*path)
        model = model_at(tuple(path))
        misspelt = model is not None and any(key not in model.model_fields for key in written)
        return not misspelt and not set(names) & set(written)

    def pools(self) -> dict[str, PoolMarket]:
        """Return the pools whose form is right."""
        market = self.scenario.market
        found = {pool: getattr(market, pool) for pool in POOLS} if market else {}
        return {pool: sold for pool, sold in found.items() if sold is not None}

    def pools_of(self, component: str) -> tuple[str, ...]:
        """Return the pools that hold a biofuel, in the base year or in a case."""
        cases = (self.scenario.cases or {}).values()
        sold = {at for case in cases for at, _, name in case.fulfil.fills if name == component}
        observed = {pool for pool, market in self.pools().items() if component in market.blend}
        return tuple(sorted(sold | observed))

    def components(self, pools: Sequence[str]) -> tuple[str, ...]:
        """Return the biofuels that some pools hold, in the base year or in a case."""
        found: dict[str, None] = {}
        for pool in pools:
            sold = self.pools().get(pool)
            found.update(dict.fromkeys(sold.blend if sold else ()))
            for case in (self.scenario.cases or {}).values():
                found.update(dict.fromkeys(c for at, _, c in case.fulfil.fills if at == pool))
        return tuple(found)

    def currency(self, path: Path, price: Given) -> None:
        """Check that a price is in the scenario's currency, or in one with an exchange rate."""
        currency = self.scenario.currency
        rates = self.written("costs", "exchange_rates")
        if currency and price.currency not in (currency, *rates):
            got = f'"{price.text}" is in {price.currency}, and the scenario in {currency}'
            do = (
                f"Say what it costs: costs: {{exchange_rates: {{{price.currency}: ... "
                f"{currency}/{price.currency}}}}}."
            )
            self.fault(path, got, do)

    def is_component(self, library: Library, name: str) -> bool:
        """Return whether a name is a biofuel's."""
        known = (*self.written("biofuels"), *library.fuels())
        return name in known and name not in (*POOLS, *RESERVED)

    def is_partly_renewable(self, library: Library, name: str) -> bool:
        """Return whether a biofuel has a fossil part, as ETBE has."""
        return library.find(f"{fuel_of(self.scenario, name)}.renewable_energy_share") is not None

    def is_gas(self, library: Library, name: str) -> bool:
        """Return whether a biofuel is sold by energy."""
        return fuel_of(self.scenario, name) in library.gases()

    def component(self, library: Library, path: Path, name: str) -> None:
        """Check that a biofuel is known."""
        if self.is_component(library, name):
            self._usable(library, path, fuel_of(self.scenario, name))
            return
        if name in POOLS:
            self.fault(
                path, f"{name} is a fossil fuel", "Leave it out; only biofuels are named here."
            )
            return
        known = (*self.written("biofuels"), *library.fuels())
        biofuels = tuple(fuel for fuel in known if fuel not in POOLS)
        meant = nearest(name, biofuels)
        do = f'Say what it is under "biofuels:", such as {printable(name)}: {{fuel: fame}}.'
        if meant:
            do = f'Did you mean "{printable(meant)}"?'
        self.fault(path, f"{shown(name)} is not a fuel of the library", do)

    def _usable(self, library: Library, path: Path, fuel: str) -> None:
        """Check that a fuel has what rows need."""
        ratio = f"{fuel}.efficiency_ratio"
        if fuel in library.fuels() and not (library.find(ratio) or ratio in self.overrides):
            got = f"the library has no efficiency ratio for {fuel}"
            self.fault(path, got, f'Give "{ratio}" under "overrides:", with a source.')

    def grade(self, library: Library, path: Path, pool: str, grade: str) -> None:
        """Check that a grade is known and of the pool."""
        grades = library.grades()
        mine = tuple(name for name, item in grades.items() if item["pool"] == pool)
        if grade not in grades:
            self.fault(path, f"{shown(grade)} is not a grade of the library", suggest(grade, mine))
        elif grade not in mine:
            got = f"{grade} is a grade of {grades[grade]['pool']}, not of {pool}"
            self.fault(path, got, f"Known here: {', '.join(mine)}.")

    def blend(
        self,
        library: Library,
        path: Path,
        pool: str,
        grade: str | None,
        fills: dict[str, Fill],
    ) -> None:
        """Check given shares against the grade's limits and against 100 %."""
        shares = {
            name: fill.given.value
            for name, fill in fills.items()
            if fill.how == "share" and fill.given and name not in POOLS
        }
        total = sum(shares.values())
        # The base year needs some fossil fuel to measure biofuel by; a grade may be all biofuel.
        if total > _ROOM or (path[0] == "market" and total * _ROOM >= 1):
            got = f"the shares add up to {total * 100:.6g} %"
            self.fault(path, got, f"Lower them, so that there is room for {pool}.")
            return
        if grade is None or grade not in library.grades():
            return
        self._least(library, path, grade, fills)
        of_fuel: dict[str, list[str]] = {}
        for name in shares:
            of_fuel.setdefault(fuel_of(self.scenario, name), []).append(name)
        for names in of_fuel.values():
            share = sum(shares[name] for name in names)
            limit = self._limit(library, grade, names[0])
            if limit is not None and share > limit * _ROOM:
                together = f"{' and '.join(names)} together: " if names[1:] else ""
                got = f"{share * 100:.12g} % is over the limit of {grade}, {limit * 100:.12g} %"
                do = self._higher_grade(library, pool, names[0], share)
                self.fault((*path, names[-1]), f"{together}{got}", do)

    def _least(self, library: Library, path: Path, grade: str, fills: dict[str, Fill]) -> None:
        """Check that a grade holds what it must; where the rest fills up, rows tell."""
        for fuel in library.fuels():
            least = self._bound(library, f"{grade}.{fuel}.least_volume_share")
            if not least:
                continue
            held = [fill for name, fill in fills.items() if fuel_of(self.scenario, name) == fuel]
            given = [fill.given.value for fill in held if fill.how == "share" and fill.given]
            if len(given) == len(held) and sum(given) * _ROOM < least:
                got = f"{sum(given) * 100:.6g} % {fuel} is under the least of {grade}, "
                do = f"Raise it, or sell it as another grade than {grade}."
                self.fault(path, f"{got}{least * 100:.6g} %", do)

    def _limit(self, library: Library, grade: str, component: str) -> float | None:
        fuel = fuel_of(self.scenario, component)
        return self._bound(library, f"{grade}.{fuel}.greatest_volume_share")

    def _bound(self, library: Library, name: str) -> float | None:
        found = self.overrides.get(name) or library.find(name)
        return found.value if isinstance(found, Given) else None

    def _higher_grade(self, library: Library, pool: str, component: str, share: float) -> str:
        for grade, item in library.grades().items():
            limit = self._limit(library, grade, component)
            if item["pool"] == pool and limit is not None and share <= limit * _ROOM:
                return f"Lower it, or sell it as {grade}."
        return "Lower it."
