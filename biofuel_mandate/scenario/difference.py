"""What two scenario files say differently, place by place; how they are spelt does not matter."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Union

from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.law_use import TAXES
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.scenario.said import Leaf, Node, leaf_of, said_by, text_of, word_leaf
from biofuel_mandate.scenario.wording import dotted

TOLERANCE = 1e-9
# A number smaller than this share of a difference is rounding of 0.
_LEAST_SHARE = 1e-12

# What a file says of a part, in plain text: by key, down to what is no part of its own.
Tree = Mapping[str, Union[str, "Tree"]]
# What a scenario takes of countries' law, by part of the file and name.
Taken = Mapping[str, Mapping[str, str | Tree]]


@dataclass(frozen=True)
class Written:
    """What a file says at a place: the text, its line, and the source and evidence of a number."""

    text: str
    line: int
    source: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class InputDifference:
    """A place where two files differ; None where a file says nothing."""

    id: str
    a: Written | None
    b: Written | None


_Places = Iterator[tuple[tuple[str, ...], Node | None, Node | None]]


def input_differences(
    a: Scenario, b: Scenario, taken_by_a: Taken | None = None, taken_by_b: Taken | None = None
) -> tuple[InputDifference, ...]:
    """Return every place where two scenarios differ, in the order of the schema.

    What only one of them has is one difference, whatever it holds.

    Parameters
    ----------
    a, b : Scenario
    taken_by_a, taken_by_b : mapping, optional
        What they took of countries' law when they were run, as `taken_of_law` gave it; else what
        the library says now.
    """
    return tuple(
        InputDifference(dotted(path), _written(a, path, one), _written(b, path, other))
        for path, one, other in _differing((), _as_run(a, taken_by_a), _as_run(b, taken_by_b))
    )


def law_differences(a: Taken, b: Taken) -> Iterator[InputDifference]:
    """Yield where what two scenarios take of countries' law differs."""
    trees = ({top: _then(None, part) for top, part in taken.items()} for taken in (a, b))
    for path, one, other in _differing((), *trees):
        told = (Written(text_of(node), 0) if node else None for node in (one, other))
        yield InputDifference(dotted(path), *told)


def given_differences(a: Iterable[Given], b: Iterable[Given]) -> Iterator[InputDifference]:
    """Yield where the values that two scenarios give differ, by id, whatever else they say."""
    one, other = ({given.id: given for given in side if given.origin in _OWN} for side in (a, b))
    for id_ in dict.fromkeys((*one, *other)):
        a_given, b_given = one.get(id_), other.get(id_)
        if not (a_given and b_given and _same(leaf_of(a_given), leaf_of(b_given))):
            yield InputDifference(id_, _written_of(a_given), _written_of(b_given))


# Origins of values that a file gives.
_OWN = ("scenario", "override")


def _written_of(given: Given | None) -> Written | None:
    if given is None:
        return None
    return Written(leaf_of(given).text, given.line, given.source, given.evidence)


def taken_of_law(scenario: Scenario) -> Taken:
    """Return, in plain text, the rules and tax rates that a scenario takes of countries' law."""
    taken = _law_part(scenario, said_by(scenario)) if scenario.laws else {}
    return {top: {name: _plain(node) for name, node in part.items()} for top, part in taken.items()}


def _law_part(scenario: Scenario, tree: Mapping[str, Node]) -> Mapping[str, Mapping[str, Node]]:
    names: dict[str, list[str]] = {"rules": [], "costs": []}
    for use in scenario.laws:
        names["rules"] += use.rules
        names["costs"] += ("taxes", "taxes_beyond_quota") if use.of == TAXES else ()
    found: dict[str, Mapping[str, Node]] = {}
    for top, listed in names.items():
        part = tree.get(top)
        held = {name: part[name] for name in listed if isinstance(part, dict) and name in part}
        found |= {top: held} if held else {}
    return found


def _as_run(scenario: Scenario, taken: Taken | None) -> dict[str, Node]:
    """Return what a scenario says, with the law as it was told to be when it was run."""
    tree = said_by(scenario)
    if taken is None:
        return tree
    now = _law_part(scenario, tree)
    for top in dict.fromkeys((*now, *taken)):
        held, part = now.get(top, {}), tree.get(top)
        kept = part if isinstance(part, dict) else {}
        own = {name: node for name, node in kept.items() if name not in held}
        then = {name: _then(held.get(name), told) for name, told in taken.get(top, {}).items()}
        tree[top] = own | then
    return {name: node for name, node in tree.items() if node}


def _then(now: Node | None, told: str | Tree) -> Node:
    """Return what was told, as what is there now wherever the two are the same."""
    if isinstance(told, str):
        return now if isinstance(now, Leaf) and now.text == told else word_leaf(told)
    held = now if isinstance(now, dict) else {}
    return {key: _then(held.get(key), part) for key, part in told.items()}


def _plain(node: Node) -> str | Tree:
    if isinstance(node, Leaf):
        return node.text
    return {key: _plain(part) for key, part in node.items()}


def same_number(a: float | None, b: float | None, noise: float = 0.0) -> bool:
    """Return whether two numbers are equal up to rounding.

    Examples
    --------
    >>> same_number(0.1 + 0.2, 0.3), same_number(1.0, 1.001), same_number(None, 0.0)
    (True, False, False)
    """
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=noise)


def relative(difference: float, of: float) -> float | None:
    """Return a difference as a share of a number; None where that is 0, or next to it.

    Examples
    --------
    >>> relative(1.0, -4.0), relative(1.0, 0.0), relative(1.0, 1e-17)
    (0.25, None, None)
    """
    return difference / abs(of) if abs(of) > abs(difference) * _LEAST_SHARE else None


def _differing(path: tuple[str, ...], a: Node | None, b: Node | None) -> _Places:
    if isinstance(a, dict) and isinstance(b, dict):
        for key in dict.fromkeys((*a, *b)):
            yield from _differing((*path, key), a.get(key), b.get(key))
    elif not (isinstance(a, Leaf) and isinstance(b, Leaf) and _same(a, b)):
        yield path, a, b


def _same(a: Leaf, b: Leaf) -> bool:
    if a.given is None or b.given is None:
        return a.meaning == b.meaning and a.given is b.given
    numbers = [(given.value, given.low, given.high) for given in (a.given, b.given)]
    return a.meaning == b.meaning and all(map(same_number, *numbers))


def _written(scenario: Scenario, path: tuple[str, ...], node: Node | None) -> Written | None:
    if node is None:
        return None
    is_number = isinstance(node, Leaf) and node.given is not None
    names = ("source", "evidence") if is_number else ()
    around = {name: _around(scenario.document.data, path, name) for name in names}
    return Written(text_of(node), scenario.document.line(path), **around)


def _around(data: object, path: tuple[str, ...], name: str) -> str:
    """Return the source, or the evidence, that stands nearest around a place."""
    found = ""
    for step in (*path, ""):
        if not isinstance(data, Mapping):
            break
        own = data.get(name)
        found = own.strip() if isinstance(own, str) else found
        data = data.get(step)
    return found
