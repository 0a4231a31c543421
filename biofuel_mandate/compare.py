"""What differs between two scenarios, or runs: in input, in the library's values, in results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from biofuel_mandate.assessment import Assessment, assess
from biofuel_mandate.compared import Compared, Side, compared_of, scenarios_of
from biofuel_mandate.errors import Fault, InfeasibleError
from biofuel_mandate.held import LibraryDifference, held_by_name, library_differences
from biofuel_mandate.paired import ResultPair, headlines_of, paired
from biofuel_mandate.scenario.difference import (
    InputDifference,
    Written,
    given_differences,
    input_differences,
    law_differences,
)
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.words import listed_years


@dataclass(frozen=True)
class NotCompared:
    """What of a side cannot be compared, or not in full, and why.

    Attributes
    ----------
    side : str
        ``a`` or ``b``.
    what : str
        ``inputs``, ``places`` (which place a library value fills) or ``results``.
    why, detail : str
        A word for it, and what there is to tell.
    """

    side: str
    what: str
    why: str
    detail: str


@dataclass(frozen=True)
class Comparison:
    """What differs between two scenarios, or runs of them.

    Attributes
    ----------
    a, b : Side
    not_compared : tuple of NotCompared
        What earlier runs do not hold, or not in a form that is still read.
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
    not_compared: tuple[NotCompared, ...]
    inputs: tuple[InputDifference, ...]
    library: tuple[LibraryDifference, ...]
    cases_only_in_a: tuple[str, ...]
    cases_only_in_b: tuple[str, ...]
    headlines: tuple[ResultPair, ...]
    results: tuple[ResultPair, ...]
    compared: int

    @property
    def differs(self) -> bool:
        """Whether any difference was found."""
        return bool(self.inputs or self.library or self.results)

    @property
    def is_same(self) -> bool:
        """Whether nothing differs, and all of it was compared."""
        return not (self.differs or self.not_compared)

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


def compare(a: Scenario | Assessment | Compared, b: Scenario | Assessment | Compared) -> Comparison:
    """Compare two scenarios, or runs of them.

    Parameters
    ----------
    a, b : Scenario, Assessment or Compared
        A scenario as ``load_scenario`` returns it, what ``assess`` made of it, or an earlier run
        as ``read_earlier`` returns it.

    Returns
    -------
    Comparison

    Raises
    ------
    InfeasibleError
        When a case of either has no solution.
    """
    one, other = _sides(a, b)
    lacks = tuple(_not_compared(one, other))
    has_rows = all(lack.what != "results" for lack in lacks)
    cases = [side.cases if has_rows else () for side in (one, other)]
    pairs = list(paired(one, other)) if has_rows else []
    differing = tuple(pair for pair in pairs if not pair.is_same)
    return Comparison(
        a=one.side,
        b=other.side,
        not_compared=lacks,
        inputs=tuple(_inputs(one, other)),
        library=tuple(_libraries(one, other)),
        cases_only_in_a=tuple(case for case in cases[0] if case not in cases[1]),
        cases_only_in_b=tuple(case for case in cases[1] if case not in cases[0]),
        headlines=tuple(headlines_of(pairs, {pair.about.case for pair in differing})),
        results=differing,
        compared=len(pairs),
    )


def _sides(*sides: Scenario | Assessment | Compared) -> list[Compared]:
    found: list[Compared] = []
    faults: list[Fault] = []
    for side in sides:
        try:
            made = assess(side) if isinstance(side, Scenario) else side
        except InfeasibleError as error:
            faults += error.faults
        else:
            found.append(compared_of(made) if isinstance(made, Assessment) else made)
    if faults:
        raise InfeasibleError(faults)
    return found


def _not_compared(*sides: Compared) -> Iterator[NotCompared]:
    is_one_file = len({side.side.sha256 for side in sides}) == 1
    for name, side in zip(("a", "b"), sides, strict=True):
        for what, lack in side.lacks.items():
            # What one file says need not be read to be the same.
            if not (what == "inputs" and is_one_file):
                yield NotCompared(name, what, lack.why, lack.detail)


def _by_year(a: Compared, b: Compared) -> list[tuple[str, int, int]]:
    """Return what is compared year by year: the years that both have, or the one of each."""
    if len(a.years) == len(b.years) == 1:
        return [("", next(iter(a.years)), next(iter(b.years)))]
    return [(str(year), year, year) for year in a.years if year in b.years]


def _years_of(side: Compared) -> Written:
    """Return which years a side covers, and where it says so."""
    years = list(side.years)
    said = f"{years[0]} to {years[-1]}" if years[1:] else str(years[0])
    place = ("market", "years" if years[1:] else "year")
    return Written(said, side.scenario.document.line(place) if side.scenario else 0)


def _inputs(a: Compared, b: Compared) -> Iterator[InputDifference]:
    """Yield where the files differ; what does so in some years only is named by them."""
    pairs = _by_year(a, b)
    if a.years and b.years and max(len(a.years), len(b.years)) > 1:
        ends = [_years_of(side) for side in (a, b)]
        if ends[0].text != ends[1].text:
            yield InputDifference("market.years", *ends)
    found: dict[InputDifference, list[str]] = {}
    for year, one, other in pairs:
        for difference in _inputs_of(a, b, one, other):
            found.setdefault(difference, []).append(year)
    for difference, years in found.items():
        named = difference.id if len(years) == len(pairs) else _named(difference.id, years)
        yield replace(difference, id=named)
    if not (a.scenario and b.scenario) and a.side.sha256 != b.side.sha256:
        yield from given_differences(a.given, b.given)


def _inputs_of(a: Compared, b: Compared, at_a: int, at_b: int) -> Iterable[InputDifference]:
    """Return where the files differ in a year; of a file that is not read, in the law it took."""
    law = a.years[at_a].law, b.years[at_b].law
    if a.scenario is None or b.scenario is None:
        return law_differences(*law)
    return input_differences(scenarios_of(a.scenario)[at_a], scenarios_of(b.scenario)[at_b], *law)


def _libraries(a: Compared, b: Compared) -> Iterator[LibraryDifference]:
    if not (a.years and b.years):
        yield from library_differences(held_by_name(a.given), held_by_name(b.given))
    pairs = _by_year(a, b)
    found: dict[LibraryDifference, list[str]] = {}
    for year, one, other in pairs:
        for difference in library_differences(a.years[one].held, b.years[other].held):
            found.setdefault(difference, []).append(year)
    for difference, years in found.items():
        named = difference.name if len(years) == len(pairs) else _named(difference.name, years)
        yield replace(difference, name=named)


def _named(name: str, years: Sequence[str]) -> str:
    return f"{name}:{listed_years([int(year) for year in years])}"
