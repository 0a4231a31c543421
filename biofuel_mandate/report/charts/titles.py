"""Titles that say what is seen, made from the numbers that are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from biofuel_mandate.equations import BIOFUEL
from biofuel_mandate.report.charts.data import (
    ABATEMENT_COST,
    ALL_FUEL,
    BOTTOM_UP,
    COUNTED,
    DIRECT,
    LIFE_CYCLE,
    PRICE_GAP,
    SOLD,
)
from biofuel_mandate.report.charts.model import Bar, Panel
from biofuel_mandate.report.charts.wording import Wording, capital
from biofuel_mandate.report.texts import Texts

Totals = Mapping[str, float | None]
_MOST_RULES = 3  # that a title names


def title_of(words: Wording) -> str:
    """Return the title of a chart."""
    if not words.data.whole:
        is_of_rules = words.data.name == "sold-and-counted"
        return _say(words, "none") if is_of_rules else words.own("title.none")
    return capital(_TITLES[words.data.name](words))


def _say(words: Wording, key: str, **values: object) -> str:
    biofuel = words.own("biofuel.liquid" if words.gases else "biofuel.all")
    name = f"title.{words.data.name}.{key}"
    return words.own(name, cur=words.currency, biofuel=biofuel, **values)


def _range(words: Wording, totals: Totals, way: str = "", others: int = 0) -> str:
    """Say from where to where the cases reach, and which reaches furthest where one does.

    ``others`` are cases that are not asked for a number.
    """
    known = {case: total for case, total in totals.items() if total is not None}
    if not known:
        return _say(words, "missing")
    low, high = min(known.values()), max(known.values())
    first = [case for case, total in known.items() if words.same(total, high)]
    values = {"low": words.number(low), "high": words.number(high), "case": words.case(first[0])}
    values["way"] = way
    furthest = "most" if len(first) == 1 else "range"
    title = _say(words, "same" if words.same(low, high) else furthest, **values)
    if len(known) == len(totals):
        return title
    missing = len(totals) - len(known)
    return words.own("without", title=title, count=missing, all=len(totals) + others)


def _blend(words: Wording) -> str:
    panels = words.data.whole
    panel = next((one for one in panels if one.of == ALL_FUEL), panels[0])
    totals = {bar.of: bar.total for bar in panel.bars}
    cases = words.assessment.scenario.structure.cases
    compared = [name for name, case in cases.items() if case.baseline != name]
    if len(totals) == 1:
        return _say(words, "one", low=words.number(panel.bars[0].total or 0.0))
    if len(totals) > 2 or len(compared) != 1:
        return _range(words, totals)
    after = totals[compared[0]] or 0.0
    before = totals[cases[compared[0]].baseline] or 0.0
    if words.same(before, after):
        return _say(words, "same", low=words.number(after))
    key = "rises" if after > before else "falls"
    return _say(words, key, before=words.number(before), after=words.number(after))


def _extra_litres(words: Wording) -> str:
    totals = _totals(words, lambda panel: panel.bar(BIOFUEL))
    total = next(iter(totals.values()))
    if len(totals) > 1 or total is None or words.same(total, 0.0):
        return _range(words, totals)
    panel = words.data.whole[0]
    amount = words.number(abs(total))
    if total < 0:
        return _say(words, "less", amount=amount)
    biofuels = [bar for bar in panel.bars[: panel.bars.index(panel.bar(BIOFUEL))] if bar.total]
    first = max(biofuels, key=lambda bar: bar.total or 0.0)
    if len(biofuels) == 1 or any((bar.total or 0.0) < 0 for bar in biofuels):
        return _say(words, "more", amount=amount)
    part = words.number(first.total or 0.0)
    return _say(words, "more_of", part=part, name=words.component(first.of), amount=amount)


def _reductions(words: Wording) -> str:
    totals = _totals(words, lambda panel: panel.bar(DIRECT))
    total = next(iter(totals.values()))
    if len(totals) > 1 or total is None:
        return _range(words, totals)
    amount = words.number(abs(total))
    if total < 0:
        return _say(words, "rises", amount=amount)
    savings = [bar.total for bar in words.data.whole[0].bars if LIFE_CYCLE in bar.parts]
    return _with_life_cycle(words, savings, ("falls", "falls_both"), amount=amount)


def _with_life_cycle(
    words: Wording, found: list[float | None], keys: tuple[str, str], **values: str
) -> str:
    """Add the life-cycle figures to what is said, where none is missing or runs the other way."""
    known = [value for value in found if value is not None and value >= 0]
    if not known or len(known) < len(found):
        return _say(words, keys[0], **values)
    low, high = min(known), max(known)
    key = f"{keys[1]}_one" if words.same(low, high) else keys[1]
    return _say(words, key, low=words.number(low), high=words.number(high), **values)


def _most_told(ways: Mapping[str, Totals]) -> str:
    """Return one way to count for all cases: the first, unless another has more numbers."""
    return max(ways, key=lambda way: sum(total is not None for total in ways[way].values()))


def _cost(words: Wording) -> str:
    ways = {way: _totals(words, _bar_of(way)) for way in (BOTTOM_UP, ABATEMENT_COST)}
    way = _most_told(ways)
    totals, named = ways[way], words.own(f"way.{way}")
    total = next(iter(totals.values()))
    if len(totals) > 1 or total is None:
        return _range(words, totals, named)
    amount = words.number(abs(total))
    if total < 0:
        return _say(words, "saves", amount=amount, way=named)
    gaps = [bar for bar in words.data.whole[0].bars if bar.of == PRICE_GAP]
    if way == ABATEMENT_COST or not gaps or not 0 < (gaps[0].total or 0.0) < total:
        return _say(words, "costs", amount=amount, way=named)
    part, name = words.number(gaps[0].total or 0.0), words.bar(gaps[0])
    return _say(words, "costs_of", amount=amount, part=part, name=_small(name), way=named)


def listed(own: Texts, found: Sequence[str]) -> str:
    """Return what is found one after the other: a, b and c."""
    *first, last = found
    return own("and", first=", ".join(first), last=last) if first else last


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _bar_of(name: str) -> Callable[[Panel], Bar]:
    return lambda panel: panel.bar(name)


def _abatement_cost(words: Wording) -> str:
    ways: dict[str, Totals] = {
        ABATEMENT_COST: _totals(words, _bar_of(BIOFUEL)),
        BOTTOM_UP: {panel.of: panel.bar(BIOFUEL).mark for panel in words.data.whole},
    }
    way = _most_told(ways)
    rising = words.rising()
    # Where emissions rise no tonne is avoided, and the figure is of another thing.
    totals = {case: total for case, total in ways[way].items() if case not in rising}
    if not totals:
        return _say(words, "rises")
    named = words.own(f"way.{way}")
    total = next(iter(totals.values()))
    if len(ways[way]) > 1 or total is None:
        title = _range(words, totals, named, len(rising))
        if not rising or all(total is None for total in totals.values()):
            return title
        key = "rising_one" if len(rising) == 1 else "rising"
        values = {"count": len(rising), "case": words.case(rising[0])}
        return _say(words, key, title=title, all=len(ways[way]), **values)
    bars = [bar for bar in words.data.whole[0].bars if bar.group == LIFE_CYCLE]
    savings = [bar.total if way == ABATEMENT_COST else bar.mark for bar in bars]
    return _with_life_cycle(words, savings, ("one", "both"), amount=words.number(total), way=named)


def _sold_and_counted(words: Wording) -> str:
    rules = words.assessment.scenario.structure.rules
    panels = words.data.whole
    panel = next((one for one in panels if rules[one.of].type == "quota"), panels[0])
    broken = _broken(words)
    if broken:
        return broken
    pairs = {
        bar.group: (panel.bar(SOLD, bar.group).total or 0.0, bar.total or 0.0)
        for bar in panel.bars
        if bar.of == COUNTED and not bar.unheld
    }
    case = max(pairs, key=lambda name: abs(pairs[name][1] - pairs[name][0]))
    sold, counted = pairs[case]
    if words.same(sold, counted):
        return _say(words, "once", rule=words.rule(panel.of))
    said = {"sold": words.number(sold), "counted": words.number(counted)}
    return _say(words, "other", rule=words.rule(panel.of), case=words.case(case), **said)


def _broken(words: Wording) -> str:
    """Say which rules do not hold, and in which case or how many; blank where all hold."""
    found: dict[str, list[Bar]] = {}
    for panel in words.data.whole:
        for bar in panel.bars:
            if bar.broken:
                found.setdefault(panel.of, []).append(bar)
    if not found:
        return ""
    bars = [bar for broken in found.values() for bar in broken]
    if len(bars) == 1:
        case, by = words.case(bars[0].group), abs((bars[0].total or 0.0) - (bars[0].mark or 0.0))
        values = {"case": case, "rule": next(iter(found)), "amount": words.number(by)}
        return _say(words, f"broken.{bars[0].limit}.one", **values)
    cases = len(words.assessment.scenario.structure.cases)
    if len(found) > _MOST_RULES:
        where = len({bar.group for bar in bars})
        return _say(words, "broken.many", count=len(bars), some=where, all=cases)
    counts = [
        _say(words, f"broken.{broken[0].limit}.count", rule=rule, count=len(broken))
        for rule, broken in found.items()
    ]
    return _say(words, "broken.of", listed=listed(words.own, counts), all=cases)


def _totals(words: Wording, bar_of: Callable[[Panel], Bar]) -> Totals:
    return {panel.of: bar_of(panel).total for panel in words.data.whole}


_TITLES: Mapping[str, Callable[[Wording], str]] = {
    "blend": _blend,
    "extra-litres": _extra_litres,
    "reductions": _reductions,
    "cost": _cost,
    "abatement-cost": _abatement_cost,
    "sold-and-counted": _sold_and_counted,
}
