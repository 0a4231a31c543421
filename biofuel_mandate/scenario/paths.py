"""Read a scenario over time: one plain scenario for each year, and for parts of a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.scenario.dated import AVERAGE, Span
from biofuel_mandate.scenario.grouping import grouped
from biofuel_mandate.scenario.load import Course, Scenario, Year, one_scenario
from biofuel_mandate.scenario.timeline import Timeline
from biofuel_mandate.scenario.wording import dotted
from biofuel_mandate.words import listed_years

_SaidOf = dict[Fault, list[str]]


def load_path(timeline: Timeline, place: Path, faults: Sequence[Fault] = ()) -> Scenario:
    """Read every year that a file covers.

    Parameters
    ----------
    timeline : Timeline
    place : Path
    faults : sequence of Fault
        Already found.

    Returns
    -------
    Scenario
        The first year, with all of them as ``years``.

    Raises
    ------
    ScenarioError
        With every fault of the file, once; what is wrong in some years only says in which.
    """
    if timeline.faults or not timeline.spans:
        raise ScenarioError(_with_others(timeline, place, faults))
    reader = _Reader(timeline, place)
    years = [reader.year(span) for span in timeline.spans]
    if reader.said or faults:
        raise ScenarioError([*faults, *reader.faults()])
    whole = tuple(year for year in years if year is not None)
    refused = list(_carried(timeline, whole))
    if refused:
        raise ScenarioError(refused)
    opening = whole[0].scenario
    return replace(opening, document=timeline.document, years=whole, groups=grouped(whole))


def _carried(timeline: Timeline, years: Sequence[Year]) -> Iterator[Fault]:
    """Refuse what cannot be carried on from year to year: parts of a year, suppliers apart."""
    split = next((year.span.year for year in years if year.courses), None)
    is_apart = any(
        case.suppliers == "alone"
        for year in years
        for case in year.scenario.structure.cases.values()
    )
    names = {
        name
        for year in years
        for name, rule in year.scenario.file.rules.items()
        if rule.carry_over is not None
    }
    for name in sorted(names):
        path = ("rules", name, "carry_over")
        line = timeline.document.line(path)
        if split is not None:
            got = f"what is over is carried on from year to year, and {split} goes in parts"
            do = "Leave carry_over out, or let no case tell parts of a year apart."
            yield Fault(got, do, dotted(path), line, timeline.file)
        elif is_apart:
            got = "what is over is carried on for the market, and suppliers stand alone"
            do = 'Write "suppliers: together" in the cases, or leave carry_over out.'
            yield Fault(got, do, dotted(path), line, timeline.file)


def _with_others(timeline: Timeline, place: Path, faults: Sequence[Fault]) -> list[Fault]:
    """Return what is wrong with time, and with all else as far as any year tells."""
    told = [*faults, *timeline.faults]
    known = {(fault.path, fault.line) for fault in told}
    unread = tuple(dotted(one) for one in timeline.unread)
    try:
        one_scenario(timeline.at_any(), place, timeline.file)
    except ScenarioError as error:
        for fault in error.faults:
            within = any(fault.path == one or fault.path.startswith(f"{one}.") for one in unread)
            if not within and (fault.path, fault.line) not in known:
                told.append(fault)
    return told


class _Reader:
    """Reads years one by one, and remembers in which of them something is wrong."""

    def __init__(self, timeline: Timeline, place: Path) -> None:
        self.timeline, self.place = timeline, place
        self.said: _SaidOf = {}

    def year(self, span: Span) -> Year | None:
        """Return a year, or None where something is wrong in it."""
        scenario = self._read(span, _last_month(span))
        if scenario is None:
            return None
        return Year(span, scenario, self._courses(span, scenario))

    def faults(self) -> Iterator[Fault]:
        """Yield each fault once, with the years that have it where others have it not."""
        everywhere = len(self.timeline.spans)
        for fault, names in self.said.items():
            years = list(dict.fromkeys(name[:4] for name in names))
            if len(years) == everywhere:
                yield fault
            else:
                yield replace(
                    fault, got=f"in {listed_years([int(year) for year in years])}: {fault.got}"
                )

    def _read(self, span: Span, fulfil: Span | None = None) -> Scenario | None:
        document, faults = self.timeline.at(span, fulfil)
        try:
            return one_scenario(
                document,
                self.place,
                self.timeline.file,
                faults,
                span if self.timeline.years else None,
            )
        except ScenarioError as error:
            for fault in error.faults:
                self.said.setdefault(fault, []).append(str(span.first))
            return None

    def _courses(self, span: Span, scenario: Scenario) -> Mapping[str, Course]:
        """Return the cases that tell parts of a year apart, with a scenario for each part."""
        found: dict[str, Course] = {}
        read: dict[tuple[Span, bool], Scenario | None] = {}
        for case in scenario.structure.cases:
            is_average = self.timeline.timing(case) == AVERAGE
            days = self.timeline.changes(span.year)
            if is_average:
                days = self.timeline.fulfil_changes(case, span.year)
            if not days:
                continue
            parts = []
            for part in span.split_at(days):
                if (part, is_average) not in read:
                    own = self._read(span, part) if is_average else self._read(part, part)
                    read[part, is_average] = own
                one = read[part, is_average]
                if one is not None:
                    parts.append((part, one))
            found[case] = Course(tuple(parts), is_average)
        return found


def _last_month(span: Span) -> Span:
    return Span(span.last.replace(day=1), span.last)
