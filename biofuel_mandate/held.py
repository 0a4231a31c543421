"""The values that a scenario takes of the library, and where those of two scenarios differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import VALUES, Key, unit_of
from biofuel_mandate.evaluation import MissingValue
from biofuel_mandate.library import Bound, Derived
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.difference import same_number


@dataclass(frozen=True)
class Held:
    """A value as one scenario has it; ``id`` starts with the factor set or topic it is from."""

    id: str
    value: float
    unit: str
    origin: str
    evidence: str
    source: str
    line: int
    price_year: int | None = None


@dataclass(frozen=True)
class LibraryDifference:
    """A value of the library that is not the same in both; None where a scenario needs none."""

    name: str
    a: Held | None
    b: Held | None

    @property
    def is_of_source(self) -> bool:
        """Whether it is one value of the library that another source, or a mark, is given for."""
        if self.a is None or self.b is None or self.a.id != self.b.id:
            return False
        return self.a.source != self.b.source or self.a.evidence != self.b.evidence


def library_differences(
    a: Mapping[str, Held], b: Mapping[str, Held]
) -> Iterator[LibraryDifference]:
    """Yield where two scenarios differ, for each place that a value of the library fills in either.

    Parameters
    ----------
    a, b : mapping of place to Held
        As `held_values` gives them, or `held_by_name`.
    """
    pairs = [(a.get(place), b.get(place)) for place in dict.fromkeys((*a, *b))]
    # What the two use at other places is in both; only what is left is used by one alone.
    told = {held.id for held in a.values()} & {held.id for held in b.values()}
    seen: set[tuple[tuple[str, float], ...]] = set()
    for pair in sorted(pairs, key=lambda pair: None in pair):
        here = [held for held in pair if held]
        # One id may stand for two values, where a law is taken of two days.
        values = tuple((held.id, held.value) for held in here)
        is_told = values in seen or (len(here) == 1 and here[0].id in told)
        from_file = all(held.origin == "scenario" for held in here)
        if is_told or from_file or _same(*pair):
            continue
        seen.add(values)
        told.update(held.id for held in here)
        names = dict.fromkeys(held.id.rpartition("/")[2] for held in here)
        yield LibraryDifference(" / ".join(names), *pair)


def _same(a: Held | None, b: Held | None) -> bool:
    if not (a and b and a.unit == b.unit and same_number(a.value, b.value)):
        return False
    # Of the library alone: a scenario's own sources are told with its input.
    is_library = a.origin == b.origin == "library"
    return not (is_library and LibraryDifference("", a, b).is_of_source)


def by_year(assessment: Assessment) -> Mapping[int, Assessment]:
    """Return the assessment of each year that a scenario covers."""
    return assessment.years or {assessment.scenario.file.market.year: assessment}


def held_values(side: Assessment) -> dict[str, Held]:
    """Return every value used in one year, by the place that it fills.

    A place is a name of the method and what it is of: ``density_kg_per_l(petrol, ethanol)``.
    """
    return {place: held for place, _, held in filled(side)}


def filled(side: Assessment) -> Iterator[tuple[str, Bound, Held]]:
    """Yield each place that a value used in one year fills, with what is bound there."""
    for name, scopes in side.scenario.table.items():
        for scope, bound in scopes.items():
            held = _held(side, name, scope, bound)
            if held is not None:
                yield f"{name}({', '.join(scope)})", bound, held


def held_by_name(values: Iterable[Given]) -> dict[str, Held]:
    """Return values that are not the scenario's own by name, whatever set each is from."""
    return {
        given.id.rpartition("/")[2]: held_as(given, given.id)
        for given in values
        if given.origin != "scenario"
    }


def held_as(given: Given, id_: str) -> Held:
    """Return a given value as it is held, under an id."""
    about = (given.origin, given.evidence, given.source, given.line, given.price_year)
    return Held(id_, given.value, given.unit, *about)


def _held(side: Assessment, name: str, scope: tuple[str, ...], bound: Bound) -> Held | None:
    if not isinstance(bound, Derived):
        return held_as(bound, bound.id) if bound.id in side.evaluation.used else None
    key = Key(**dict(zip(VALUES[name].by, scope, strict=True)))
    try:
        value = float(side.evaluation.get(name, key)) if bound.id else None
    except MissingValue:
        value = None
    if value is None or not isfinite(value):
        return None
    return Held(bound.id, value, unit_of(name), "library", "derived", bound.note, 0)
