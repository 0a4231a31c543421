"""The traces of many results at once: a graph in which each number is told once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.explain import Number, Step
from biofuel_mandate.known import Calculated
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.trace.homes import Home, Homes
from biofuel_mandate.report.trace.origins import Origin, node_of
from biofuel_mandate.results import ResultRow
from biofuel_mandate.rules.rows import Node


@dataclass(frozen=True)
class Told:
    """One number of a graph.

    Attributes
    ----------
    id : str
    step : Step
        What there is to tell of it, without what it is made of.
    inputs : tuple of str
        The ids of the numbers that it is made of.
    """

    id: str
    step: Step
    inputs: tuple[str, ...] = ()


# What a number is made of that is no equation's own: numbers of homes, or rows of results.
_MadeOf = tuple[tuple[Home, Node] | ResultRow, ...]
# A number of a home; or one that is read off others, and needs none.
_Entry = tuple[Home | None, Number, _MadeOf]


class Traces:
    """The traces of results, each number told once and known by a short id.

    Parameters
    ----------
    assessment : Assessment
        Of one year, or of many.
    """

    def __init__(self, assessment: Assessment) -> None:
        self._homes = Homes(assessment)
        self._ids: dict[Hashable, str] = {}
        self._entries: list[_Entry] = []
        self._of_rows: dict[ResultRow, str] = {}
        self._told: dict[str, Told] = {}

    def of(self, row: ResultRow) -> str:
        """Return the id of the number of a results row: "t1", "t2" and on, in order of asking.

        Parameters
        ----------
        row : ResultRow
            Of the assessment.

        Returns
        -------
        str
            Blank where nothing tells the number.
        """
        if row not in self._of_rows:
            origin = node_of(self._homes, row)
            self._of_rows[row] = self._id_of(origin, row) if origin else ""
        return self._of_rows[row]

    def of_calculated(self, number: Calculated) -> str:
        """Return the id of a number that a report calculates from results.

        Parameters
        ----------
        number : Calculated

        Returns
        -------
        str
            Blank where nothing tells one of its parts.
        """
        rows = tuple(part.row for part in number.parts)
        if any(node_of(self._homes, row) is None for row in rows):
            return ""
        about = ", ".join(dict.fromkeys(row.case for row in rows))
        step = Step(number.name, about, float(number), number.unit, how=number.how)
        return self._entered((number.how, float(number), rows), (None, Number(step), rows))

    def told(self, ids: Iterable[str]) -> tuple[Told, ...]:
        """Return some numbers and all that they are made of, each once.

        Parameters
        ----------
        ids : iterable of str
            As ``of`` gave them.

        Returns
        -------
        tuple of Told
            Those asked for first, in their order, then what each is made of.

        Raises
        ------
        KeyError
            When an id is of no number.
        """
        waiting = list(dict.fromkeys(ids))
        found: dict[str, Told] = {}
        for id_ in waiting:  # grows as it goes
            if id_ not in found:
                found[id_] = self._tell(id_)
                waiting += found[id_].inputs
        return tuple(found.values())

    def _id_of(self, origin: Origin, row: ResultRow) -> str:
        if origin.step is None:
            return self._known(*origin.made_of[0])
        entry = (None, Number(origin.step), origin.made_of)
        return self._entered(("row", row), entry)

    def _known(self, home: Home, node: Node) -> str:
        """Return the id of a number, which is a new one when it was not met before."""
        number = home.numbers.at(*node)
        while number.same_as is not None:
            number = home.numbers.at(*number.same_as)
        step = number.step
        of_case = step.key.case or step.key.rule
        if step.given is not None and step.given.origin == "library" and not of_case:
            # What the library gives is the same in every year that takes it.
            return self._entered((step.name, step.key, *_all(step.given)), (None, number, ()))
        # A case's parts of a year tell of its baseline too, which has the same parts of its own.
        where = home if home.weight == 1.0 else (home.said, step.value)
        return self._entered((where, step.name, step.key), (home, number, ()))

    def _entered(self, identity: Hashable, entry: _Entry) -> str:
        if identity not in self._ids:
            self._entries.append(entry)
            self._ids[identity] = f"t{len(self._entries)}"
        return self._ids[identity]

    def _tell(self, id_: str) -> Told:
        if id_ not in self._told:
            at = int(id_[1:]) if id_[:1] == "t" and id_[1:].isdecimal() else 0
            if not 0 < at <= len(self._entries):
                raise KeyError(f"there is no trace {id_!r}")
            self._told[id_] = self._looked(id_, self._entries[at - 1])
        return self._told[id_]

    def _looked(self, id_: str, entry: _Entry) -> Told:
        home, number, made_of = entry
        if home is None:
            ids = (
                self.of(one) if isinstance(one, ResultRow) else self._known(*one) for one in made_of
            )
            return Told(id_, number.step, tuple(ids))
        step = number.step
        if home.said:
            step = replace(step, about=home.about(step.name, step.about))
        of_parts = [(self._homes.of_part(part), _node(step)) for part in number.parts]
        nodes = [(home, node) for node in number.inputs]
        return Told(id_, step, tuple(self._known(*one) for one in (*of_parts, *nodes)))


def _node(step: Step) -> Node:
    return step.name, step.key


def _all(given: Given) -> tuple[object, ...]:
    """Return all that is said of a given value; it is compared by some of it only."""
    known = (given.id, given.value, given.unit, given.source, given.locator, given.evidence)
    prices = (given.text, given.price_year, given.written_year)
    return (*known, *prices, given.inherited_from, given.newer, given.line)
