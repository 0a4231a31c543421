"""All values of the library, to be searched and read: every entry, with what it follows from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from biofuel_mandate.equations import EQUATIONS, Equation
from biofuel_mandate.library import (
    DATA,
    Topic,
    chain,
    derive,
    id_of,
    kind_of,
    parse_entry,
    read_topic,
    sources,
)
from biofuel_mandate.quantities import Given

# Importing the equations of fuel factors registers them.
FAMILIES = (derive,)
# Topics that a scenario reads come first, in the order in which they are looked up.
_ORDER = ("factors/", "comparators", "pathways/", "iluc", "grades", "thresholds", "air", "taxes/")
_NOT_VALUES = ("sources", "published", "rules")


@dataclass(frozen=True)
class Entry:
    """One entry of a value; a value has several where it changed from a date on.

    Attributes
    ----------
    raw : mapping
        The entry as it stands in the file, with its unit.
    given : Given or None
        As it is held; None where an equation gives it and the topic lacks what that takes.
    equation : Equation or None
        What computes it.
    inputs : mapping of id to Given
        What it follows from.
    """

    raw: Mapping[str, Any]
    given: Given | None
    equation: Equation | None
    inputs: Mapping[str, Given]

    @property
    def since(self) -> str:
        """The day from which it holds; blank for any day."""
        return str(self.raw.get("from", ""))

    @property
    def until(self) -> str:
        """The last day on which it holds; blank where the next entry ends it."""
        return str(self.raw.get("to", ""))

    @property
    def evidence(self) -> tuple[str, ...]:
        """How well it is evidenced, and after that what is weaker in what it follows from."""
        own = str(self.raw["evidence"])
        weaker = {given.evidence for given in self.inputs.values()} & {"secondary", "unverified"}
        return (own, *sorted(weaker - {own}))

    @property
    def price_year(self) -> str:
        """The year of the prices that it is in; blank for what is not money."""
        return str(self.raw.get("price_year", ""))

    @property
    def source(self) -> str:
        """Id of its source; blank where an equation gives it."""
        return str(self.raw.get("source", {}).get("id", ""))

    @property
    def note(self) -> str:
        """What a reader should know of it."""
        return str(self.raw.get("note", ""))

    @property
    def formula(self) -> str:
        """How it follows from its inputs; blank where it was read."""
        return self.equation.formula if self.equation else str(self.raw.get("formula", ""))


@dataclass(frozen=True)
class Value:
    """One value of the library.

    Attributes
    ----------
    topic, name : str
    label, fuel : str
        What the pathway is called and the fuel that it makes, if it is one.
    is_reference : bool
        Whether it is there to be read, and no scenario takes it.
    entries : tuple of Entry
        In order of their dates.
    """

    topic: str
    name: str
    label: str
    fuel: str
    is_reference: bool
    entries: tuple[Entry, ...]

    @property
    def id(self) -> str:
        """Its id, unique in the library."""
        return id_of(self.topic, self.name)

    @property
    def quantity(self) -> str:
        """What is measured: the last part of the name."""
        return self.name.rpartition(".")[2]


@cache
def topics() -> tuple[str, ...]:
    """Return the topics that hold values, those that scenarios read first."""
    found = [path.relative_to(DATA).with_suffix("").as_posix() for path in DATA.rglob("*.yaml")]
    kept = [topic for topic in found if topic.partition("/")[0] not in _NOT_VALUES]
    return tuple(sorted(kept, key=_place))


def _place(topic: str) -> tuple[int, str]:
    places = [
        place
        for place, start in enumerate(_ORDER)
        if topic == start or (start.endswith("/") and topic.startswith(start))
    ]
    return (places[0] if places else len(_ORDER), topic)


@cache
def values() -> tuple[Value, ...]:
    """Return every value of the library, topic by topic."""
    return tuple(value for topic in topics() for value in _values_of(read_topic(topic)))


def _values_of(topic: Topic) -> Iterator[Value]:
    for name, raw in topic.values.items():
        in_order = sorted(raw, key=lambda one: str(one.get("from", "")))
        entries = tuple(_entry(topic.name, name, one) for one in in_order)
        item = topic.items.get(name.partition(".")[0], {})
        label, fuel = str(item.get("label", "")), str(item.get("fuel", ""))
        yield Value(topic.name, name, label, fuel, topic.is_reference(name), entries)


def _entry(topic: str, name: str, raw: Mapping[str, Any]) -> Entry:
    if "derived" not in raw:
        inputs = {one: held(one) for one in raw.get("inputs", ())}
        return Entry(raw, parse_entry(topic, name, raw), None, inputs)
    equation = EQUATIONS[raw["derived"]]
    found = _evaluate(topic.removeprefix("factors/"), name, raw)
    return Entry(raw, found[0], equation, found[1]) if found else Entry(raw, None, equation, {})


def held(id_: str) -> Given:
    """Return the latest entry of a value by its id, as it is held.

    Raises
    ------
    ValueError
        When its topic lacks what it takes: a fault of the library, not of a user.

    Examples
    --------
    >>> held("sweden/hvo.density_kg_per_l").value
    0.78
    """
    topic, _, name = id_.rpartition("/")
    topic = topic if topic in topics() else f"factors/{topic}"
    given = _entry(topic, name, _latest(read_topic(topic).values[name])).given
    if given is None:
        raise ValueError(f"{id_}: nothing in its topic gives it.")
    return given


def _latest(entries: tuple[Mapping[str, Any], ...]) -> Mapping[str, Any]:
    return max(entries, key=lambda entry: str(entry.get("from", "")))


def _evaluate(
    factor_set: str, name: str, raw: Mapping[str, Any]
) -> tuple[Given, dict[str, Given]] | None:
    """Return a derived value of a factor set, and its inputs by id; None where one is missing."""
    equation = EQUATIONS[raw["derived"]]
    fuel = name.rpartition(".")[0]
    inputs = [_find(factor_set, f"{fuel}.{parameter}") for parameter in equation.parameters]
    if None in inputs:
        return None
    given = [one for one in inputs if one]
    value = Given(
        float(equation.function(*(one.value for one in given))),
        equation.unit,
        kind_of(name),
        evidence="derived",
        note=str(raw.get("note", "")),
        id=f"{factor_set}/{name}",
        origin="library",
    )
    return value, {one.id: one for one in given}


def _find(factor_set: str, name: str) -> Given | None:
    """Return what a name stands for in a factor set and those it extends."""
    for one in chain(factor_set):
        topic = f"factors/{one}"
        entries = read_topic(topic).values.get(name)
        if entries and "derived" in entries[0]:
            found = _evaluate(factor_set, name, entries[0])
            return replace(found[0], id=f"{one}/{name}") if found else None
        if entries:
            return parse_entry(topic, name, _latest(entries))
    return None


def cited(found: Sequence[Value]) -> tuple[str, ...]:
    """Return the ids of the sources of some values, in the order of the list of sources."""
    used = {entry.source for value in found for entry in value.entries}
    return tuple(source for source in sources() if source in used)
