"""What a chart says of numbers that it lacks: of whole cases, of rows, and of single fuels."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.report.charts.model import Bar
from biofuel_mandate.report.charts.wording import Wording


def left_out(words: Wording) -> Iterator[str]:
    """Yield which cases have no number at all, in one line in place of their panels."""
    cases = [words.quoted(panel.of) for panel in words.data.left_out]
    if cases:
        yield words.own("note.left_out", cases=", ".join(cases))


def missing_notes(words: Wording) -> Iterator[str]:
    """Yield which rows no case has a number for, and which fuels lack one, and where."""
    drawn = {_row(bar) for panel in words.data.panels for bar in panel.bars}
    whole = [(panel.of, bar) for panel in words.data.whole for bar in panel.bars]
    empty = {_row(bar): words.bar(bar) for _, bar in whole if _row(bar) not in drawn}
    lacking = {_row(bar) for _, bar in whole if bar.missing}
    rows = [name for row, name in empty.items() if row in lacking and row[0] in _NAMED_ROWS]
    if rows:
        yield words.own("note.no_row", rows=", ".join(_small(name) for name in rows))
    if _is_drawn_by_one_way(words):
        yield words.own("note.no_row", rows=words.own("way.abatement cost"))
        return
    fuels = _Fuels(words, [(case, bar) for case, bar in whole if _tells_fuels(bar, drawn)])
    names = list(fuels.names())
    if names:
        yield words.own("note.missing", names=", ".join(names))


def _is_drawn_by_one_way(words: Wording) -> bool:
    """Whether costs per tonne have marks alone, and each has one: no abatement cost is given."""
    bars = [bar for panel in words.data.panels for bar in panel.bars]
    return (
        words.data.name == "abatement-cost"
        and not words.assessment.scenario.file.costs.abatement_cost
        and any(bar.mark is not None for bar in bars)
        and all(bar.mark is not None or bar.unchanged for bar in bars)
    )


_NAMED_ROWS = ("line", "logistics")
_Row = tuple[str, str, str]


def _row(bar: Bar) -> _Row:
    return bar.kind, bar.group, bar.of


def _tells_fuels(bar: Bar, drawn: set[_Row]) -> bool:
    return bar.kind == "component" or _row(bar) in drawn


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


class _Fuels:
    """The biofuels that lack a number in some bar."""

    def __init__(self, words: Wording, bars: list[tuple[str, Bar]]) -> None:
        self._words = words
        self._missing: dict[str, dict[str, None]] = {}
        self._known: set[str] = set()
        for case, bar in bars:
            for name in bar.missing:
                self._missing.setdefault(name, {})[case] = None
            self._known |= {name for name, value in bar.parts.items() if value}

    def names(self) -> Iterator[str]:
        """Yield each by name, with where it lacks one if it has one elsewhere."""
        pools = self._words.assessment.scenario.structure.pools.values()
        for name in dict.fromkeys(name for pool in pools for name in pool.biofuels):
            cases = tuple(self._missing.get(name, ()))
            if cases and name in self._known:
                where = self._grades(name, cases) or self._cases(cases)
                yield self._words.own("note.at", name=self._words.component(name), where=where)
            elif cases:
                yield self._words.component(name)

    def _grades(self, name: str, cases: tuple[str, ...]) -> str:
        """Return the grades that lack a value, where it is for the grade that there is none."""
        assessment = self._words.assessment
        found = [
            why.grade
            for at, why in assessment.missing.items()
            if (row := assessment.rows[at]).variable == "cost"
            and row.component == name
            and row.case in cases
            and why.name == "abatement_cost_cur_per_t"
        ]
        return ", ".join(dict.fromkeys(found)) if all(found) else ""

    def _cases(self, cases: tuple[str, ...]) -> str:
        return ", ".join(self._words.quoted(case) for case in cases)
