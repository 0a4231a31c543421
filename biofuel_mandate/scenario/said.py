"""What a scenario file says, as a tree of places, each with what makes it equal to another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


@dataclass(frozen=True)
class Leaf:
    """A value of a scenario: how it shows, and what makes it equal to another."""

    text: str
    meaning: object
    given: Given | None = None


Node = Leaf | dict[str, "Node"]


def said_by(scenario: Scenario) -> dict[str, Node]:
    """Return what a file says, by part; what it leaves out is not there."""
    found = _part(scenario.file)
    overrides = {
        name: leaf_of(parse_given(data, kind_of(name)))
        for name, data in scenario.file.overrides.items()
    }
    return found | ({"overrides": dict[str, Node](overrides)} if overrides else {})


def _part(part: BaseModel) -> dict[str, Node]:
    nodes = {
        name: _node(getattr(part, name))
        for name in type(part).model_fields
        if name not in ("overrides", "life_cycle_savings")
    }
    for given in getattr(part, "life_cycle_savings", ()):
        savings = nodes.setdefault("life_cycle_savings", {})
        if isinstance(savings, dict):
            savings[saving_label(given.value)] = leaf_of(given)
    return {name: node for name, node in nodes.items() if node is not None}


def _node(value: object) -> Node | None:
    """Return what stands at a place; None when nothing does."""
    if value is None or value in ({}, []):
        return None
    for kind, read in _READERS:
        if isinstance(value, kind):
            return read(value) or None
    return word_leaf(str(value))


def _mapping(values: Mapping[object, object]) -> dict[str, Node]:
    found = {str(key): _node(value) for key, value in values.items()}
    return {key: node for key, node in found.items() if node is not None}


def _words(values: list[object]) -> Leaf:
    return Leaf(f"[{', '.join(map(str, values))}]", frozenset(values))


def _base(base: BaseSet) -> Leaf:
    return Leaf(base.text, (base.fossil_only, frozenset(base.pools)))


def _counting(way: CountingWay) -> Node:
    if way.above:
        return word_leaf(f"double above {way.above}")
    return _mapping(dict(way.multipliers.items())) or word_leaf("single")


def word_leaf(text: str) -> Leaf:
    """Return a leaf that is what it shows."""
    return Leaf(text, text)


def leaf_of(given: Given) -> Leaf:
    """Return a number as a leaf: as it was written, with its range and the year of its prices."""
    ends = [f"{given.low:.10g}" if given.low is not None else "…"]
    ends.append(f"{given.high:.10g}" if given.high is not None else "…")
    has_range = ends != ["…", "…"]
    text = f"{given.text} ({' – '.join(ends)} {given.unit})" if has_range else given.text
    if given.price_year is not None:
        text = f"{text}, price_year {given.price_year}"
    about = (given.kind, given.unit, given.source, given.locator, given.evidence, given.note)
    return Leaf(text, (*about, given.price_year), given)


def _fulfilment(fulfil: Fulfilment) -> Node:
    if fulfil.how != "blend":
        way = "in proportion" if fulfil.how == "proportion" else "as observed"
        ratios = {name: leaf_of(ratio) for name, ratio in fulfil.ratios.items()}
        return {way: dict[str, Node](ratios)} if ratios else word_leaf(way)
    pools: dict[str, Node] = {}
    fills = [(key, fill) for key, fill in fulfil.fills.items()]
    fills += [((*key, "sales"), fill) for key, fill in fulfil.sales.items() if fill]
    for (pool, grade, name), fill in fills:
        sold = pools.setdefault(pool, {})
        if isinstance(sold, dict) and grade:
            sold = sold.setdefault(grade, {})
        if isinstance(sold, dict):
            sold[name] = _fill(fill)
    return pools


def _fill(fill: Fill) -> Node:
    if fill.given is not None:
        return leaf_of(fill.given)
    words = {
        "observed": "as observed",
        "share of case": f"as in {fill.case}",
        "litres of case": f"litres as in {fill.case}",
    }
    return word_leaf(words.get(fill.how, fill.how))


def _index(index: PriceIndex) -> Node:
    """Show a price index year by year; its source and mark are part of what it says."""
    about = {key: word_leaf(text) for key in _ABOUT if (text := getattr(index, key))}
    return {**{str(year): leaf_of(number) for year, number in index.numbers.items()}, **about}


_ABOUT = ("source", "evidence", "note")
_READERS: tuple[tuple[type, Callable[[Any], Node]], ...] = (
    (Given, leaf_of),
    (BaseModel, _part),
    (Mapping, _mapping),
    (list, _words),
    (Fulfilment, _fulfilment),
    (BaseSet, _base),
    (CountingWay, _counting),
    (PriceIndex, _index),
    (Quote, lambda quote: word_leaf(f"quote of {quote.name}")),
)


def text_of(node: Node) -> str:
    """Return a part on one line, as YAML in braces."""
    if isinstance(node, Leaf):
        return node.text
    return f"{{{', '.join(f'{key}: {text_of(inner)}' for key, inner in node.items())}}}"
