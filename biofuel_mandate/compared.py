"""One side of a comparison: the same whether a scenario is assessed now or was run earlier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from biofuel_mandate import __version__, library
from biofuel_mandate.assessment import Assessment
from biofuel_mandate.held import Held, by_year, held_values
from biofuel_mandate.provenance import commit
from biofuel_mandate.quantities import Given
from biofuel_mandate.results import ResultRow
from biofuel_mandate.scenario.difference import Taken, taken_of_law
from biofuel_mandate.scenario.load import Scenario


@dataclass(frozen=True)
class Side:
    """What a side is: its name and file, what money and factors it goes by, and what made it.

    Attributes
    ----------
    name, file, sha256 : str
        The scenario's name and hash; the file that was read, of an earlier run its provenance.
    factors, comparator : str
    currency : str
        Blank where an earlier run does not tell it.
    price_year : int or None
    is_earlier : bool
        Whether it is an earlier run.
    version : str
        Of this package.
    commit : str or None
        None where it was run outside a checkout.
    library : str
        SHA-256 of the library's files.
    """

    name: str
    file: str
    sha256: str
    factors: str
    comparator: str
    currency: str
    price_year: int | None
    is_earlier: bool
    version: str
    commit: str | None
    library: str


@dataclass(frozen=True)
class OfYear:
    """What a side takes in one year.

    Attributes
    ----------
    held : mapping of place to Held
        Every value used, as `held_values` gives it.
    law : mapping
        What of countries' law, as `taken_of_law` gives it.
    """

    held: Mapping[str, Held]
    law: Taken


@dataclass(frozen=True)
class Lack:
    """Why something of a side cannot be compared: a word for it, and what there is to tell."""

    why: str
    detail: str = ""


@dataclass(frozen=True, eq=False)
class Compared:
    """A side of a comparison.

    Attributes
    ----------
    side : Side
    years : mapping of year to OfYear
        Empty for an earlier run that does not tell which place a value fills.
    given : tuple of Given
        Every value used, by id, without its kind; over years, what varies is named by its years.
    rows : tuple of ResultRow
    scenario : Scenario or None
        The scenario file as it is read now; None where it cannot be.
    lacks : mapping of str to Lack
        Of ``inputs``, ``places`` and ``results``, those that the side cannot give in full.
    """

    side: Side
    years: Mapping[int, OfYear]
    given: tuple[Given, ...]
    rows: tuple[ResultRow, ...]
    scenario: Scenario | None
    lacks: Mapping[str, Lack] = field(default_factory=dict)

    @property
    def cases(self) -> tuple[str, ...]:
        """The cases that there are results of."""
        return tuple(dict.fromkeys(row.case for row in self.rows))


def compared_of(assessment: Assessment) -> Compared:
    """Return an assessment as a side of a comparison."""
    scenario = assessment.scenario
    file = scenario.file
    side = Side(
        name=scenario.name,
        file=str(scenario.path),
        sha256=scenario.document.sha256,
        factors=file.factors,
        comparator=file.comparator,
        currency=file.currency,
        price_year=file.price_year,
        is_earlier=False,
        version=__version__,
        commit=commit(),
        library=library.content_hash(),
    )
    years = {
        year: OfYear(held_values(one), taken_of_law(one.scenario))
        for year, one in by_year(assessment).items()
    }
    given = tuple(replace(one, kind="") for one in assessment.values_used)
    return Compared(side, years, given, assessment.rows, scenario)


def scenarios_of(scenario: Scenario) -> Mapping[int, Scenario]:
    """Return the scenario of each year that a file covers."""
    if not scenario.years:
        return {scenario.file.market.year: scenario}
    return {year.span.year: year.scenario for year in scenario.years}
