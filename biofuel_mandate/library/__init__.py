"""The library: sourced values by name, in factor sets, pathways and other topics.

A topic is one file of ``data``. A value's id is its topic and its name, such as
``norway/ethanol.lhv_mj_per_l``; the topic of a factor set is the set's name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from biofuel_mandate.distribution_forms import parse_distribution
from biofuel_mandate.equations import unit_of
from biofuel_mandate.library.entries import entry_at, price_year_of
from biofuel_mandate.quantities import EVIDENCE, KINDS, Given, QuantityError, parse_quantity

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Derived:
    """A library value that an equation computes from others of the same fuel."""

    equation: str
    id: str
    note: str = ""
    inherited_from: str = ""


# What a name stands for.
Bound = Given | Derived


@dataclass(frozen=True)
class Topic:
    """One file: its values by name, its items, and whatever else stands at its top."""

    name: str
    values: Mapping[str, tuple[Mapping[str, Any], ...]]
    items: Mapping[str, Mapping[str, Any]]
    head: Mapping[str, Any]

    def is_reference(self, name: str) -> bool:
        """Whether a value is there to be read, and no scenario takes it.

        The topic says so of all its values, or lists names and last parts of names.
        """
        listed = self.head.get("reference", False)
        if isinstance(listed, bool):
            return listed
        return name in listed or name.rpartition(".")[2] in listed


def kind_of(name: str) -> str:
    """Return the kind of quantity that a library name stands for.

    Examples
    --------
    >>> kind_of("ethanol.lhv_mj_per_l")
    'heat per litre'
    """
    last = name.rpartition(".")[2]
    unit = unit_of(last)
    if unit == "1":
        return "ratio" if last.endswith("_ratio") else "share"
    if unit == "kg/l":
        return "CO2 per litre" if "co2" in last else "density"
    return next(kind.name for kind in KINDS.values() if kind.unit == unit)


def read_yaml(path: Path) -> Any:
    """Read a YAML file of this package, by the fast reader where there is one."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # S506: both loaders are the safe ones.
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506


@cache
def read_topic(topic: str) -> Topic:
    """Read one file of the library.

    Raises
    ------
    ValueError
        When a value lacks unit, source or evidence, or money the year of its prices: a fault of
        the library, not of a user.
    """
    data = read_yaml(DATA / f"{topic}.yaml")
    values = {}
    for name, entry in data.pop("values", {}).items():
        values[name] = tuple({"unit": entry["unit"], **one} for one in entry["values"])
        for one in values[name]:
            _check_entry(topic, name, one)
    return Topic(topic, values, data.pop("items", {}), data)


def _check_entry(topic: str, name: str, entry: Mapping[str, Any]) -> None:
    sourced = "derived" in entry or set(entry.get("source", ())) >= {"id", "locator"}
    if not sourced or entry.get("evidence") not in EVIDENCE:
        raise ValueError(f"{topic}/{name}: a library value needs source and evidence.")
    if "¤" in KINDS[kind_of(name)].unit and "price_year" not in entry:
        raise ValueError(f"{topic}/{name}: money needs the year of its prices.")


def id_of(topic: str, name: str) -> str:
    """Return a value's id.

    Examples
    --------
    >>> id_of("factors/norway", "petrol.density_kg_per_l")
    'norway/petrol.density_kg_per_l'
    """
    return f"{topic.removeprefix('factors/')}/{name}"


@cache
def sources() -> Mapping[str, Mapping[str, Any]]:
    """Return what the library cites, by id."""
    found: Mapping[str, Mapping[str, Any]] = read_topic("sources").head["sources"]
    return found


def names_in(folder: str) -> tuple[str, ...]:
    """Return the names of the files of one folder of the library."""
    return tuple(sorted(path.stem for path in (DATA / folder).glob("*.yaml")))


@cache
def content_hash() -> str:
    """Return the SHA-256 of all files of the library, names included."""
    digest = hashlib.sha256()
    for path in sorted(DATA.rglob("*.yaml")):
        digest.update(path.relative_to(DATA).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def chain(factor_set: str) -> tuple[str, ...]:
    """Return a factor set and those it extends, nearest first.

    Examples
    --------
    >>> chain("norway")
    ('norway', 'red-2009', 'combustion')
    """
    found: list[str] = []
    name: str | None = factor_set
    while name:
        found.append(name)
        name = read_topic(f"factors/{name}").head.get("extends")
    return tuple(found)


def given_at(topic: str, name: str, entries: tuple[Mapping[str, Any], ...], at: date) -> Given:
    """Return the entry of a value that holds on a day: the latest before it, else the first.

    It is marked newer where it begins, or its source was published, after that day.
    """
    entry = entry_at(entries, at)
    published = str(sources()[entry["source"]["id"]].get("date", ""))
    newer = max(published, str(entry.get("from", ""))) > at.isoformat()
    return replace(parse_entry(topic, name, entry), newer=newer)


def parse_entry(topic: str, name: str, entry: Mapping[str, Any]) -> Given:
    """Return one entry of a value as it is held.

    Raises
    ------
    ValueError
        When its unit is not one of its kind.
    """
    kind = kind_of(name)
    try:
        numbers = {
            end: _number(entry[end], entry["unit"], kind)
            for end in ("value", "low", "high")
            if end in entry
        }
        held = {end: number.value for end, number in numbers.items()}
        drawn = entry.get("distribution")
        distribution = drawn and parse_distribution(drawn, kind, held, numbers["value"].unit)
    except QuantityError as error:
        raise ValueError(f"{topic}/{name}: {error}") from error
    return replace(
        numbers["value"],
        low=numbers["low"].value if "low" in numbers else None,
        high=numbers["high"].value if "high" in numbers else None,
        source=str(sources()[entry["source"]["id"]]["title"]),
        locator=str(entry["source"]["locator"]),
        evidence=str(entry["evidence"]),
        note=str(entry.get("note", "")),
        price_year=price_year_of(entry),
        id=id_of(topic, name),
        origin="library",
        distribution=distribution,
    )


def _number(value: float, unit: str, kind: str) -> Given:
    return parse_quantity(value if unit == "1" else f"{value} {unit}", kind)


@dataclass(frozen=True)
class Library:
    """The library as one scenario sees it: a factor set, a directive, a date.

    Parameters
    ----------
    factor_set : str
        Name of a set of ``factors``.
    directive : str
        Whose comparator and pathways are used.
    at : date
        Date of the question.
    """

    factor_set: str
    directive: str
    at: date

    @property
    def topics(self) -> tuple[str, ...]:
        """Topics that names are looked up in, nearest first."""
        factors = tuple(f"factors/{name}" for name in chain(self.factor_set))
        return (
            *factors,
            "comparators",
            f"pathways/{self.directive}",
            "iluc",
            "grades",
            "thresholds",
            "appraisal",
            "air",
        )

    def find(self, name: str) -> Given | Derived | None:
        """Look one value up by name.

        Returns
        -------
        Given, Derived or None
            None when no topic has the name.
        """
        for topic in self.topics:
            entries = read_topic(topic).values.get(name)
            if entries:
                return self._resolve(topic, name, entries)
        return None

    def _resolve(
        self, topic: str, name: str, entries: tuple[Mapping[str, Any], ...]
    ) -> Given | Derived:
        set_name = topic.removeprefix("factors/") if topic.startswith("factors/") else ""
        inherited = set_name if set_name not in ("", self.factor_set) else ""
        if "derived" in entries[0]:
            id_ = f"{set_name}/{name}"
            return Derived(entries[0]["derived"], id_, entries[0].get("note", ""), inherited)
        return replace(given_at(topic, name, entries, self.at), inherited_from=inherited)

    def names(self) -> Iterator[str]:
        """Yield every name that can be looked up."""
        for topic in self.topics:
            yield from read_topic(topic).values

    def fuels(self) -> tuple[str, ...]:
        """Return the fuels that have a heat value per litre, and those sold by energy."""
        ending = ".lhv_mj_per_l"
        topics = (read_topic(f"factors/{name}") for name in chain(self.factor_set))
        names = (name for topic in topics for name in topic.values if name.endswith(ending))
        liquids = (name.removesuffix(ending) for name in names)
        return tuple(dict.fromkeys((*liquids, *self.gases())))

    def gases(self) -> tuple[str, ...]:
        """Return the fuels that are sold by energy, in a grade of their own."""
        held = (item.get("gases", ()) for item in self.grades().values())
        return tuple(dict.fromkeys(fuel for fuels in held for fuel in fuels))

    def is_gas_grade(self, grade: str) -> bool:
        """Return whether a grade is sold by energy."""
        return "gases" in self.grades().get(grade, {})

    def pathways(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the directive's pathways: fuel and feedstock category of each."""
        return read_topic(f"pathways/{self.directive}").items

    def grades(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the grades: the pool of each."""
        return read_topic("grades").items

    def categories(self) -> tuple[str, ...]:
        """Return the feedstock categories."""
        return tuple(name.partition(".")[0] for name in read_topic("iluc").values)

    def is_reconstruction(self) -> bool:
        """Whether the factor set is one that its source does not print."""
        return bool(read_topic(f"factors/{self.factor_set}").head.get("reconstruction"))
