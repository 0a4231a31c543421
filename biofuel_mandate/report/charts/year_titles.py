"""Titles of charts over years: what is seen, made from the numbers that are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from biofuel_mandate.report.charts.data import COUNTED, SOLD
from biofuel_mandate.report.charts.titles import listed
from biofuel_mandate.report.charts.wording import capital
from biofuel_mandate.report.charts.year_data import (
    BLEND,
    CO2,
    COST,
    LITRES,
    SHARES,
    gap_of,
)
from biofuel_mandate.report.charts.year_model import YearPanel
from biofuel_mandate.report.charts.year_shares import DEMANDED
from biofuel_mandate.report.charts.year_words import YearWords

_Ends = tuple[int, float, int, float]


def title_over_years(words: YearWords) -> str:
    """Return the title of a chart over years."""
    if not words.data.panels:
        is_alone = words.name == COST and not _compared(words)
        return _say(words, "compare" if is_alone else "none")
    return capital(_TITLES[words.name](words))


def _say(words: YearWords, key: str, **values: object) -> str:
    gases = any(pool.gases for pool in words.structure.pools.values())
    biofuel = words.charts("biofuel.liquid" if gases else "biofuel.all")
    said = {"first": words.first, "last": words.last, "cur": words.currency, "biofuel": biofuel}
    said |= {"where": "", "unit": words.short()}
    return words.own(f"title.{words.name}.{key}", **{**said, **values})


def _compared(words: YearWords) -> list[str]:
    return [case for case, one in words.structure.cases.items() if one.baseline != case]


def _focus(words: YearWords) -> str:
    """Return the one case that a title is about; blank where it is about several."""
    cases = list(words.structure.cases)
    compared = _compared(words)
    if len(cases) == 1 or (len(compared) == 1 and len(cases) == 2):
        return (compared or cases)[0]
    return ""


def _where(words: YearWords, case: str) -> str:
    """Return in which case, where there are others."""
    if len(words.structure.cases) == 1:
        return ""
    return words.own("where", case=words.case(case))


def _ends(words: YearWords, ends: _Ends) -> dict[str, object]:
    first, before, last, after = ends
    said = {"before": words.number(before), "after": words.number(after)}
    return {**said, "first": first, "last": last}


def _reach(words: YearWords, found: Mapping[str, float], **more: object) -> str:
    """Say from where to where cases reach, and which reaches furthest."""
    low, high = min(found.values()), max(found.values())
    first = [case for case, value in found.items() if words.same(value, high)]
    values = {"low": words.number(low), "high": words.number(high), "case": words.case(first[0])}
    furthest = "most" if len(first) == 1 else "range"
    return _say(words, "alike" if words.same(low, high) else furthest, **{**values, **more})


def _last_year(words: YearWords, found: Mapping[str, _Ends]) -> tuple[dict[str, float], int]:
    """Return the numbers of the last year that any case has one in."""
    last = max(ends[2] for ends in found.values())
    return {case: ends[3] for case, ends in found.items() if ends[2] == last}, last


def _litres(words: YearWords) -> str:
    found = {panel.of: ends for panel in words.data.panels if (ends := words.ends(panel.sums()))}
    found |= dict.fromkeys(words.data.idle, (words.first, 0.0, words.last, 0.0))
    focus = _focus(words)
    if not any(ends[1] or ends[3] for ends in found.values()):
        return _say(words, "none")
    if focus not in found:
        values, last = _last_year(words, found)
        return _reach(words, values, last=last)
    _, before, _, after = found[focus]
    key = "same" if words.same(before, after) else "rises" if after > before else "falls"
    return _say(words, key, where=_where(words, focus), **_ends(words, found[focus]))


def _blend(words: YearWords) -> str:
    focus, clauses, before = _focus(words), [], []
    for panel in words.data.panels:
        pool = words.own(f"pool.{panel.of}")
        if focus:
            ends = words.ends(panel.get(focus).values)
            if ends:
                before.append(words.number(ends[1]))
                clauses.append(_say(words, "one", low=words.number(ends[3]), pool=pool))
            continue
        values = [one.values[one.last] or 0.0 for one in panel.series if one.last is not None]
        low, high = words.number(min(values)), words.number(max(values))
        key = "one" if low == high else "range"
        clauses.append(_say(words, key, low=low, high=high, pool=pool))
    if not clauses:
        return _say(words, "none")
    where = _where(words, focus) if focus else ""
    said = {"listed": listed(words.charts, clauses), "where": where}
    if not focus:
        return _say(words, "at", **said)
    return _say(words, "over", before=listed(words.charts, before), **said)


def _shares(words: YearWords) -> str:
    panels = words.data.panels
    missed: dict[str, set[int]] = {}
    for panel in panels:
        if panel.broken:
            missed.setdefault(panel.of, set()).update(panel.broken)
    cases = {panel.of for panel in panels}
    if len(missed) == 1:
        ((case, years),) = missed.items()
        held = {
            at
            for panel in panels
            if panel.of == case
            for at, value in enumerate(panel.get(DEMANDED).values)
            if value is not None
        }
        said = {"count": len(years), "all": len(held), "where": _where(words, case)}
        return _say(words, "missed", **said)
    if missed:
        return _say(words, "missed_many", count=len(missed), all=len(cases))
    focus = _focus(words)
    mine = [panel for panel in panels if panel.of == focus] or list(panels)
    found = {panel: ends for panel in mine if (ends := words.ends(panel.get(DEMANDED).values))}
    if len(found) == 1:
        (ends,) = found.values()
        key = "stays" if words.same(ends[1], ends[3]) else "goes"
        title = _say(words, key, where=_where(words, mine[0].of), **_ends(words, ends))
    else:
        values, last = _last_year(words, {str(at): e for at, e in enumerate(found.values())})
        low, high = (words.number(end(values.values())) for end in (min, max))
        begins = {words.number(ends[1]) for ends in found.values()}
        firsts = {ends[0] for ends in found.values()}
        key = "asks" if low == high else "range"
        if low == high and len(begins) == 1 and len(firsts) == 1:
            key = "stays" if begins == {low} else "goes"
        said = {"before": min(begins, default=low), "first": min(firsts, default=last), "where": ""}
        title = _say(words, key, low=low, high=high, last=last, after=low, **said)
    return _with_counted(words, title, list(found), is_one=len(found) == 1)


def _with_counted(words: YearWords, title: str, panels: list[YearPanel], *, is_one: bool) -> str:
    """Add where what counts is furthest from what is sold, in the last year.

    Where gas may count, which is in no share by volume, it says nothing.
    """
    if any(pool.gases for pool in words.structure.pools.values()):
        return title
    gaps: dict[str, tuple[float, float]] = {}
    for panel in panels:
        names = {one.of: one.values[-1] for one in panel.series}
        sold, counted = names.get(SOLD), names[COUNTED]
        if sold is not None and counted is not None and not words.same(sold, counted):
            gaps[panel.of] = sold, counted
    if not gaps:
        return title
    case = max(gaps, key=lambda one: abs(gaps[one][1] - gaps[one][0]))
    sold_said, counted_said = (words.number(value) for value in gaps[case])
    said = {"title": title, "sold": sold_said, "counted": counted_said, "case": words.case(case)}
    return _say(words, "counted" if is_one else "counted_in", **said)


def _co2(words: YearWords) -> str:
    gaps = {
        panel.of: found
        for panel in words.data.panels
        if (found := [gap for gap in gap_of(panel) if gap is not None])
    }
    if not gaps:
        ends = words.ends(words.data.panels[0].series[0].values)
        return _say(words, "alone", **_ends(words, ends)) if ends else _say(words, "none")
    if len(gaps) > 1:
        return _co2_of_many(words, {case: sum(found) for case, found in gaps.items()})
    ((case, found),) = gaps.items()
    low, high, total = min(found), max(found), sum(found)
    where = _where(words, case) if len(words.structure.cases) > 2 else ""
    said = {"sum": words.number(abs(total)), "where": where}
    if words.same(low, 0.0) and words.same(high, 0.0):
        return _say(words, "same", **said)
    if low < 0 < high and not words.same(low, 0.0) and not words.same(high, 0.0):
        return _say(words, "turns" if total >= 0 else "turns_up", **said)
    low, high = sorted((abs(low), abs(high)))
    said |= {"low": words.number(low), "high": words.number(high)}
    return _say(words, "falls" if total > 0 else "rises", **said)


def _co2_of_many(words: YearWords, sums: Mapping[str, float]) -> str:
    low, high = min(sums.values()), max(sums.values())
    if low >= 0 or words.same(low, 0.0):
        return _reach(words, sums)
    if high <= 0 or words.same(high, 0.0):
        return _say(words, "higher", low=words.number(-high), high=words.number(-low))
    return _say(words, "both", low=words.number(-low), high=words.number(high))


def _cost(words: YearWords) -> str:
    way = words.own(f"way.{words.data.way}")
    found = {one.of: ends for one in words.data.lines if (ends := words.ends(one.values))}
    if len(_compared(words)) > 1:
        values, last = _last_year(words, found)
        return _reach(words, values, last=last, way=way)
    ((_, ends),) = found.items()
    key = "same" if words.same(ends[1], ends[3]) else "goes"
    return _say(words, key, way=way, **_ends(words, ends))


_TITLES: Mapping[str, Callable[[YearWords], str]] = {
    LITRES: _litres,
    BLEND: _blend,
    SHARES: _shares,
    CO2: _co2,
    COST: _cost,
}
