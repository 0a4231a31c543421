"""What differs between two scenarios: in their files, in the library's values, in the results."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from biofuel_mandate.assessment import Assessment, assess
from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.errors import Fault, InfeasibleError
from biofuel_mandate.held import LibraryDifference, library_differences
from biofuel_mandate.results import ResultRow
from biofuel_mandate.scenario.difference import (
    InputDifference,
    Written,
    input_differences,
    same_number,
)
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.words import listed_years

# Sums that cancel are known no better than what they are sums of: to a gram, a millilitre.
_NOISE = {"t": 1e-6}
_LEAST_NOISE = 1e-9

# Variable, component and detail of what a reader looks for first; None is any detail.
HEADLINES = (
    ("extra_volume", BIOFUEL, None),
    ("extra_volume", TOTAL, None),
    ("direct_co2_reduction", BIOFUEL, None),
    ("life_cycle_reduction", BIOFUEL, None),
    ("iluc_emission", BIOFUEL, None),
    ("cost", BIOFUEL, "abatement cost"),
    ("cost", BIOFUEL, "bottom up"),
    ("cost_per_tonne", BIOFUEL, "direct, abatement cost"),
    ("cost_per_litre", BIOFUEL, "abatement cost"),
)


@dataclass(frozen=True)
class Side:
    """One of the two scenarios: its name and file, and what money and factors it goes by."""

    name: str
    file: str
    sha256: str
    factors: str
    comparator: str
    currency: str
    price_year: int


@dataclass(frozen=True)
class ResultPair:
    """A result in two scenarios.

    Attributes
    ----------
    about : ResultRow
        What it is, as in results.csv, without scenario, value and equation.
    where : str
        ``both``, or ``a`` or ``b`` where one side alone has it.
    a, b : float or None
        The values; None where missing.
    """

    about: ResultRow
    where: str
    a: float | None
    b: float | None

    @property
    def difference(self) -> float | None:
        """Value in b less value in a, 0 up to rounding; None where one of them is missing."""
        if self.a is None or self.b is None:
            return None
        return 0.0 if self.is_same else self.b - self.a

    @property
    def relative(self) -> float | None:
        """Difference as a share of the value in a; None where that is 0."""
        difference = self.difference
        return difference / abs(self.a) if difference is not None and self.a else None

    @property
    def is_same(self) -> bool:
        """Whether both have it, and equal up to rounding."""
        noise = _NOISE.get(self.about.unit, _LEAST_NOISE)
        return self.where == "both" and same_number(self.a, self.b, noise)


@dataclass(frozen=True)
class Comparison:
    """What differs between two scenarios.

    Attributes
    ----------
    a, b : Side
    inputs : tuple of InputDifference
        Values, words and parts of the files.
    library : tuple of LibraryDifference
    cases_only_in_a, cases_only_in_b : tuple of str
        Their results are not compared.
    headlines : tuple of ResultPair
        Of the cases in both that have a result that differs; equal ones too.
    results : tuple of ResultPair
        Those that differ, and those that one side alone has.
    compared : int
        How many results there are in the cases that both have.
    """

    a: Side
    b: Side
    inputs: tuple[InputDifference, ...]
    library: tuple[LibraryDifference, ...]
    cases_only_in_a: tuple[str, ...]
    cases_only_in_b: tuple[str, ...]
    headlines: tuple[ResultPair, ...]
    results: tuple[ResultPair, ...]
    compared: int

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not (self.inputs or self.library or self.results)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as the plain object that ``--json`` prints."""
        found = asdict(self)
        for name in ("headlines", "results"):
            found[name] = [_plain(pair) for pair in getattr(self, name)]
        return {"same": self.is_same, **found}


def _plain(pair: ResultPair) -> dict[str, Any]:
    about = {
        name: part
        for name, part in pair.about._asdict().items()
        if name not in ("scenario", "value", "equation")
    }
    values = {"where": pair.where, "a": pair.a, "b": pair.b}
    return about | values | {"difference": pair.difference, "relative": pair.relative}


def compare(a: Scenario, b: Scenario) -> Comparison:
    """Compare two scenarios.

    Parameters
    ----------
    a, b : Scenario
        As ``load_scenario`` returns them.

    Returns
    -------
    Comparison

    Raises
    ------
    InfeasibleError
        When a case of either has no solution.
    """
    one, other = _assessed(a, b)
    cases = [tuple(scenario.structure.cases) for scenario in (a, b)]
    pairs = list(_pairs(one, other))
    differing = tuple(pair for pair in pairs if not pair.is_same)
    return Comparison(
        a=_side(a),
        b=_side(b),
        inputs=tuple(_inputs(one, other)),
        library=tuple(_libraries(one, other)),
        cases_only_in_a=tuple(case for case in cases[0] if case not in cases[1]),
        cases_only_in_b=tuple(case for case in cases[1] if case not in cases[0]),
        headlines=tuple(_headlines(pairs, {pair.about.case for pair in differing})),
        results=differing,
        compared=len(pairs),
    )


def _by_year(*sides: Assessment) -> list[tuple[str, Assessment, Assessment]]:
    """Return what is compared year by year: the years that both have, or the one of each."""
    if all(len(side.years) < 2 for side in sides):
        return [("", sides[0].only, sides[1].only)]
    one, other = (side.years or {side.scenario.file.market.year: side} for side in sides)
    return [(str(year), one[year], other[year]) for year in one if year in other]


def _years_of(side: Assessment) -> Written:
    """Return which years a side covers, and where it says so."""
    document = side.scenario.document
    years = list(side.years) or [side.scenario.file.market.year]
    said = f"{years[0]} to {years[-1]}" if years[1:] else str(years[0])
    return Written(said, document.line(("market", "years" if years[1:] else "year")))


def _inputs(a: Assessment, b: Assessment) -> Iterator[InputDifference]:
    """Yield where the files differ; what does so in some years only is named by them."""
    pairs = _by_year(a, b)
    ends = [_years_of(side) for side in (a, b)]
    if any(len(side.years) > 1 for side in (a, b)) and ends[0].text != ends[1].text:
        yield InputDifference("market.years", *ends)
    found: dict[InputDifference, list[str]] = {}
    for year, one, other in pairs:
        for difference in input_differences(one.scenario, other.scenario):
            found.setdefault(difference, []).append(year)
    for difference, years in found.items():
        named = difference.id if len(years) == len(pairs) else _named(difference.id, years)
        yield replace(difference, id=named)


def _libraries(a: Assessment, b: Assessment) -> Iterator[LibraryDifference]:
    pairs = _by_year(a, b)
    found: dict[LibraryDifference, list[str]] = {}
    for year, one, other in pairs:
        for difference in library_differences(one, other):
            found.setdefault(difference, []).append(year)
    for difference, years in found.items():
        named = difference.name if len(years) == len(pairs) else _named(difference.name, years)
        yield replace(difference, name=named)


def _named(name: str, years: Sequence[str]) -> str:
    return f"{name}:{listed_years([int(year) for year in years])}"


def _side(scenario: Scenario) -> Side:
    file = scenario.file
    return Side(
        scenario.name,
        str(scenario.path),
        scenario.document.sha256,
        file.factors,
        file.comparator,
        file.currency,
        file.price_year,
    )


def _assessed(*scenarios: Scenario) -> list[Assessment]:
    found: list[Assessment] = []
    faults: list[Fault] = []
    for scenario in scenarios:
        try:
            found.append(assess(scenario))
        except InfeasibleError as error:
            faults += error.faults
    if faults:
        raise InfeasibleError(faults)
    return found


def _pairs(*sides: Assessment) -> Iterator[ResultPair]:
    """Pair the results of the cases that both have, each case and variable together."""
    cases = set.intersection(*(set(side.scenario.structure.cases) for side in sides))
    one, other = (_by_key(side, cases) for side in sides)
    groups: dict[tuple[str, str], list[ResultRow]] = {}
    for key in dict.fromkeys((*one, *other)):
        groups.setdefault((key.case, key.variable), []).append(key)
    for key in (key for group in groups.values() for key in group):
        where = "both" if key in one and key in other else "a" if key in one else "b"
        yield ResultPair(key, where, one.get(key), other.get(key))


def _by_key(side: Assessment, cases: Collection[str]) -> dict[ResultRow, float | None]:
    """Return results by what they are about; a single year says only when, not what."""
    blank: dict[str, Any] = {"scenario": "", "value": None, "equation": ""}
    if len({row.year for row in side.rows}) == 1:
        blank["year"] = ""
    return {row._replace(**blank): row.value for row in side.rows if row.case in cases}


def _headlines(pairs: Sequence[ResultPair], cases: Collection[str]) -> Iterator[ResultPair]:
    """Yield what a reader looks for first; of several years, in the first and the last."""
    years = sorted({pair.about.year for pair in pairs if pair.where == "both"})
    ends = {*years[:1], *years[-1:]}
    for case in dict.fromkeys(pair.about.case for pair in pairs if pair.about.case in cases):
        for variable, component, detail in HEADLINES:
            for pair in pairs:
                about = pair.about
                if about.period or about.year not in ends:
                    continue
                found = (about.case, about.variable, about.component, about.pool)
                if found == (case, variable, component, "") and detail in (None, about.detail):
                    yield pair
