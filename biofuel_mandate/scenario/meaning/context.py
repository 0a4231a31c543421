"""What every check of meaning needs: the parts to check, the library, and where faults go."""

from __future__ import annotations

from collections.abc import Sequence

from biofuel_mandate.errors import Fault
from biofuel_mandate.library import Library
from biofuel_mandate.quantities import Given, suggest
from biofuel_mandate.scenario.fields import POOLS, Fill
from biofuel_mandate.scenario.reading import Document
from biofuel_mandate.scenario.schema import PoolMarket, ScenarioFile
from biofuel_mandate.scenario.structure import fuel_of
from biofuel_mandate.scenario.wording import dotted

Path = Sequence[str | int]
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
        data: object = self.document.data
        for step in path:
            data = data.get(step, {}) if isinstance(data, dict) else {}
        return tuple(data) if isinstance(data, dict) else ()

    def pools(self) -> dict[str, PoolMarket]:
        """Return the pools whose form is right."""
        market = self.scenario.market
        found = {pool: getattr(market, pool) for pool in POOLS} if market else {}
        return {pool: sold for pool, sold in found.items() if sold is not None}

    def component(self, library: Library, path: Path, name: str) -> bool:
        """Check that a biofuel is known; say so when it is not."""
        known = (*self.written("biofuels"), *library.fuels())
        if name in known:
            return True
        do = (
            suggest(name, known)
            if suggest(name, known).startswith("Did")
            else (f'Say what it is under "biofuels:", such as {name}: {{fuel: fame}}.')
        )
        self.fault(path, f'"{name}" is not a fuel of the library', do)
        return False

    def grade(self, library: Library, path: Path, pool: str, grade: str) -> None:
        """Check that a grade is known and of the pool."""
        grades = library.grades()
        mine = tuple(name for name, item in grades.items() if item["pool"] == pool)
        if grade not in grades:
            self.fault(path, f'"{grade}" is not a grade of the library', suggest(grade, mine))
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
            if fill.how == "share" and fill.given
        }
        if sum(shares.values()) > _ROOM:
            got = f"the shares add up to {sum(shares.values()) * 100:.6g} %"
            self.fault(path, got, "Shares of one grade add up to 100 % at most.")
        if grade is None or grade not in library.grades():
            return
        for name, share in shares.items():
            limit = self._limit(library, grade, name)
            if limit is not None and share > limit * _ROOM:
                got = f"{share * 100:.6g} % is over the limit of {grade}, {limit * 100:.6g} %"
                do = self._higher_grade(library, pool, name, share)
                self.fault((*path, name), got, do)

    def _limit(self, library: Library, grade: str, component: str) -> float | None:
        name = f"{grade}.{fuel_of(self.scenario, component)}.greatest_volume_share"
        found = self.overrides.get(name) or library.find(name)
        return found.value if isinstance(found, Given) else None

    def _higher_grade(self, library: Library, pool: str, component: str, share: float) -> str:
        for grade, item in library.grades().items():
            limit = self._limit(library, grade, component)
            if item["pool"] == pool and limit is not None and share <= limit * _ROOM:
                return f"Lower it, or sell it as {grade}."
        return "Lower it."
