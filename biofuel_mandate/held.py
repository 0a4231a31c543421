"""The values that a scenario takes of the library, and where those of two scenarios differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import VALUES, Key, unit_of
from biofuel_mandate.evaluation import MissingValue
from biofuel_mandate.library import Bound, Derived
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


def library_differences(a: Assessment, b: Assessment) -> Iterator[LibraryDifference]:
    """Yield, for each place that a value of the library fills in either, where they differ."""
    one, other = _held_values(a), _held_values(b)
    pairs = [(one.get(place), other.get(place)) for place in dict.fromkeys((*one, *other))]
    # What the two use at other places is in both; only what is left is used by one alone.
    told = {held.id for held in one.values()} & {held.id for held in other.values()}
    seen: set[tuple[str, ...]] = set()
    for pair in sorted(pairs, key=lambda pair: None in pair):
        here = [held for held in pair if held]
        ids = tuple(held.id for held in here)
        is_told = ids in seen or (len(ids) == 1 and ids[0] in told)
        from_file = all(held.origin == "scenario" for held in here)
        if is_told or from_file or _same(*pair):
            continue
        seen.add(ids)
        told.update(ids)
        names = dict.fromkeys(held.id.rpartition("/")[2] for held in here)
        yield LibraryDifference(" / ".join(names), *pair)


def _same(a: Held | None, b: Held | None) -> bool:
    return bool(a and b and a.unit == b.unit and same_number(a.value, b.value))


def _held_values(side: Assessment) -> dict[tuple[str, tuple[str, ...]], Held]:
    """Return every value used, by the name and the scope it is bound to."""
    found = {}
    for name, scopes in side.scenario.table.items():
        for scope, bound in scopes.items():
            held = _held(side, name, scope, bound)
            if held is not None:
                found[name, scope] = held
    return found


def _held(side: Assessment, name: str, scope: tuple[str, ...], bound: Bound) -> Held | None:
    if not isinstance(bound, Derived):
        about = (bound.origin, bound.evidence, bound.source, bound.line, bound.price_year)
        is_used = bound.id in side.evaluation.used
        return Held(bound.id, bound.value, bound.unit, *about) if is_used else None
    key = Key(**dict(zip(VALUES[name].by, scope, strict=True)))
    try:
        value = float(side.evaluation.get(name, key)) if bound.id else None
    except MissingValue:
        value = None
    if value is None:
        return None
    return Held(bound.id, value, unit_of(name), "library", "derived", bound.note, 0)
