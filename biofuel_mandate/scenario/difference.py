"""What two scenario files say differently, place by place; how they are spelt does not matter."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from biofuel_mandate.library import kind_of
from biofuel_mandate.quantities import Given, parse_given
from biofuel_mandate.scenario.fulfil import Fill, Fulfilment
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.scenario.price_fields import Quote
from biofuel_mandate.scenario.price_levels import PriceIndex
from biofuel_mandate.scenario.rule_fields import BaseSet, CountingWay
from biofuel_mandate.scenario.structure import saving_label
from biofuel_mandate.scenario.wording import dotted

TOLERANCE = 1e-9


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


@dataclass(frozen=True)
class _Leaf:
    """A value of a scenario: how it shows, and what makes it equal to another."""

    text: str
    meaning: object
    given: Given | None = None


_Node = _Leaf | dict[str, "_Node"]
_Places = Iterator[tuple[tuple[str, ...], _Node | None, _Node | None]]


def input_differences(a: Scenario, b: Scenario) -> tuple[InputDifference, ...]:
    """Return every place where two scenarios differ, in the order of the schema.

    What only one of them has is one difference, whatever it holds.
    """
    return tuple(
        InputDifference(dotted(path), _written(a, path, one), _written(b, path, other))
        for path, one, other in _differing((), _scenario(a), _scenario(b))
    )


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


def _differing(path: tuple[str, ...], a: _Node | None, b: _Node | None) -> _Places:
    if isinstance(a, dict) and isinstance(b, dict):
        for key in dict.fromkeys((*a, *b)):
            yield from _differing((*path, key), a.get(key), b.get(key))
    elif not (isinstance(a, _Leaf) and isinstance(b, _Leaf) and _same(a, b)):
        yield path, a, b


def _same(a: _Leaf, b: _Leaf) -> bool:
    if a.given is None or b.given is None:
        return a.meaning == b.meaning and a.given is b.given
    numbers = [(given.value, given.low, given.high) for given in (a.given, b.given)]
    return a.meaning == b.meaning and all(map(same_number, *numbers))


def _scenario(scenario: Scenario) -> dict[str, _Node]:
    found = _part(scenario.file)
    overrides = {
        name: _given(parse_given(data, kind_of(name)))
        for name, data in scenario.file.overrides.items()
    }
    return found | ({"overrides": dict[str, _Node](overrides)} if overrides else {})


def _part(part: BaseModel) -> dict[str, _Node]:
    nodes = {
        name: _node(getattr(part, name))
        for name in type(part).model_fields
        if name not in ("overrides", "life_cycle_savings")
    }
    for given in getattr(part, "life_cycle_savings", ()):
        savings = nodes.setdefault("life_cycle_savings", {})
        if isinstance(savings, dict):
            savings[saving_label(given.value)] = _given(given)
    return {name: node for name, node in nodes.items() if node is not None}


def _node(value: object) -> _Node | None:
    """Return what stands at a place; None when nothing does."""
    if value is None or value in ({}, []):
        return None
    for kind, read in _READERS:
        if isinstance(value, kind):
            return read(value) or None
    return _leaf(str(value))


def _mapping(values: Mapping[object, object]) -> dict[str, _Node]:
    found = {str(key): _node(value) for key, value in values.items()}
    return {key: node for key, node in found.items() if node is not None}


def _words(values: list[object]) -> _Leaf:
    return _Leaf(f"[{', '.join(map(str, values))}]", frozenset(values))


def _base(base: BaseSet) -> _Leaf:
    return _Leaf(base.text, (base.fossil_only, frozenset(base.pools)))


def _counting(way: CountingWay) -> _Node:
    if way.above:
        return _leaf(f"double above {way.above}")
    return _mapping(dict(way.multipliers.items())) or _leaf("single")


def _leaf(text: str) -> _Leaf:
    return _Leaf(text, text)


def _given(given: Given) -> _Leaf:
    ends = [f"{given.low:.10g}" if given.low is not None else "…"]
    ends.append(f"{given.high:.10g}" if given.high is not None else "…")
    has_range = ends != ["…", "…"]
    text = f"{given.text} ({' – '.join(ends)} {given.unit})" if has_range else given.text
    if given.price_year is not None:
        text = f"{text}, price_year {given.price_year}"
    about = (given.kind, given.unit, given.source, given.locator, given.evidence, given.note)
    return _Leaf(text, (*about, given.price_year), given)


def _fulfilment(fulfil: Fulfilment) -> _Node:
    if fulfil.how != "blend":
        way = "in proportion" if fulfil.how == "proportion" else "as observed"
        ratios = {name: _given(ratio) for name, ratio in fulfil.ratios.items()}
        return {way: dict[str, _Node](ratios)} if ratios else _leaf(way)
    pools: dict[str, _Node] = {}
    fills = [(key, fill) for key, fill in fulfil.fills.items()]
    fills += [((*key, "sales"), fill) for key, fill in fulfil.sales.items() if fill]
    for (pool, grade, name), fill in fills:
        sold = pools.setdefault(pool, {})
        if isinstance(sold, dict) and grade:
            sold = sold.setdefault(grade, {})
        if isinstance(sold, dict):
            sold[name] = _fill(fill)
    return pools


def _fill(fill: Fill) -> _Node:
    if fill.given is not None:
        return _given(fill.given)
    words = {
        "observed": "as observed",
        "share of case": f"as in {fill.case}",
        "litres of case": f"litres as in {fill.case}",
    }
    return _leaf(words.get(fill.how, fill.how))


def _index(index: PriceIndex) -> _Node:
    """Show a price index year by year; its source and mark are part of what it says."""
    about = {key: _leaf(text) for key in _ABOUT if (text := getattr(index, key))}
    return {**{str(year): _given(number) for year, number in index.numbers.items()}, **about}


_ABOUT = ("source", "evidence", "note")
_READERS: tuple[tuple[type, Callable[[Any], _Node]], ...] = (
    (Given, _given),
    (BaseModel, _part),
    (Mapping, _mapping),
    (list, _words),
    (Fulfilment, _fulfilment),
    (BaseSet, _base),
    (CountingWay, _counting),
    (PriceIndex, _index),
    (Quote, lambda quote: _leaf(f"quote of {quote.name}")),
)


def _written(scenario: Scenario, path: tuple[str, ...], node: _Node | None) -> Written | None:
    if node is None:
        return None
    is_number = isinstance(node, _Leaf) and node.given is not None
    names = ("source", "evidence") if is_number else ()
    around = {name: _around(scenario.document.data, path, name) for name in names}
    return Written(_text(node), scenario.document.line(path), **around)


def _text(node: _Node) -> str:
    if isinstance(node, _Leaf):
        return node.text
    return f"{{{', '.join(f'{key}: {_text(inner)}' for key, inner in node.items())}}}"


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
