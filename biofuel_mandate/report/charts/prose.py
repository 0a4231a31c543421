"""The sentences of a chart: what a reader must know beside it, and the whole chart in words."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate import __version__
from biofuel_mandate.report.charts.gas import gas_notes
from biofuel_mandate.report.charts.missing import left_out, missing_notes
from biofuel_mandate.report.charts.model import Bar, Panel
from biofuel_mandate.report.charts.wording import Wording


def notes(words: Wording) -> Iterator[str]:
    """Yield what a reader must know, and last the source."""
    if words.data.name == "reductions":
        yield words.common("note.accounts")
    yield from gas_notes(words)
    yield from _other_measures(words)
    yield from missing_notes(words)
    if words.data.name == "abatement-cost":
        known = {panel.of for panel in words.data.panels}
        rising = [words.quoted(case) for case in words.rising() if case in known]
        if rising:
            yield words.own("note.rising", cases=", ".join(rising))
    yield words.own(
        "source",
        source=words.assessment.scenario.file.source,
        version=__version__,
        scenario=words.assessment.scenario.name,
    )


def _other_measures(words: Wording) -> Iterator[str]:
    """Yield which rules a chart of litres says nothing of, as they do not count litres."""
    rules = words.assessment.scenario.structure.rules.values()
    others = [words.rule(rule.name) for rule in rules if rule.measure != "volume"]
    names = [words.own("quoted", case=name) for name in others]
    if names and words.data.name == "sold-and-counted":
        yield words.own("note.other_measures", rules=", ".join(names))


def alt(words: Wording, title: str) -> str:
    """Return a chart in words, made from its numbers."""
    parts = [_panel_alt(words, panel) for panel in words.data.panels]
    if not parts:
        return f"{title}."
    numbers = "; ".join(parts)
    told = words.own("alt", title=title, subtitle=words.subtitle(), numbers=numbers)
    return " ".join([told, *left_out(words), *gas_notes(words)])


def _panel_alt(words: Wording, panel: Panel) -> str:
    bars = ", ".join(_bar_alt(words, bar) for bar in panel.bars)
    return f"{words.panel(panel)}: {bars}"


def _bar_alt(words: Wording, bar: Bar) -> str:
    name = f"{words.group(bar.group)}, {words.bar(bar)}" if bar.group else words.bar(bar)
    inside = [
        f"{words.component(part)} {words.number(value)}"
        for part, value in bar.parts.items()
        if value and len(bar.parts) > 1
    ]
    if bar.mark is not None and bar.limit:
        inside.append(words.limit(bar, bar.mark))
    elif bar.mark is not None and bar.total is not None:
        inside.append(f"{words.mark()} {words.number(bar.mark)}")
    return f"{name} {words.end(bar)}" + (f" ({', '.join(inside)})" if inside else "")
