"""What a chart over years says beside its lines: names, numbers, units, notes, and all in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from biofuel_mandate import __version__
from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL
from biofuel_mandate.report.case_tables import case_words
from biofuel_mandate.report.charts.data import SOLD
from biofuel_mandate.report.charts.model import Number
from biofuel_mandate.report.charts.wording import capital
from biofuel_mandate.report.charts.year_data import (
    BLEND,
    CO2,
    COST,
    LITRES,
    MOST_CASES,
    SHARES,
    gap_of,
    year_chart,
)
from biofuel_mandate.report.charts.year_model import Series, YearPanel
from biofuel_mandate.report.numbers import rounded, shown
from biofuel_mandate.report.row_words import rule_words
from biofuel_mandate.report.texts import texts, texts_for

_ALL_TOLD = 4  # years: of no more, every number stands in the alternative text


class YearWords:
    """The words of one chart over years.

    Parameters
    ----------
    name : str
        One of ``YEAR_CHARTS``.
    assessment : Assessment
    language : str
    """

    def __init__(self, name: str, assessment: Assessment, language: str) -> None:
        self.name, self.assessment, self.language = name, assessment, language
        self.common = texts_for(assessment.scenario, language)
        self.charts = texts(f"charts.{language}")
        self.own = texts(f"charts-by-year.{language}")
        self.data = year_chart(name, assessment)
        code = assessment.scenario.file.currency
        names: dict[str, str] = self.charts.words["currency"]
        self.currency = names.get(code, code)
        self.first, self.last = self.data.years[0], self.data.years[-1]
        self.structure = assessment.scenario.structure

    # Names and numbers ---------------------------------------------------------------------

    def case(self, name: str) -> str:
        """Return a case's title, or its name."""
        return case_words(self.assessment, name, self.common)

    def quoted(self, cases: Iterable[str]) -> str:
        """Return cases as they stand in a sentence."""
        return self._quoted(map(self.case, cases))

    def _quoted(self, names: Iterable[str]) -> str:
        return ", ".join(self.charts("quoted", case=name) for name in names)

    def number(self, value: float, decimals: int | None = None) -> str:
        """Write a number as the chart shows it."""
        return shown(value, self.data.decimals if decimals is None else decimals, self.common)

    def same(self, one: float, other: float) -> bool:
        """Tell whether two numbers are shown alike."""
        return rounded(one, self.data.decimals) == rounded(other, self.data.decimals)

    def short(self) -> str:
        """Return the chart's unit, in few words."""
        return self.own(f"short.{self.data.unit}", cur=self.currency)

    def series(self, one: Series) -> str:
        """Return what a line or a part is called."""
        if one.kind == "case":
            return self.case(one.of)
        if one.kind == "component" and one.of != BIOFUEL:
            named = self.common.name_of(one.of)
            return capital(named) if self.common.knows(one.of) else named
        return self.own(f"series.{one.of}")

    def heading(self, panel: YearPanel) -> str:
        """Return the heading of a panel; blank where the panel needs none."""
        if panel.kind == "pool":
            return self.own(f"in_pool.{panel.of}")
        if panel.kind == "cases":
            return ""
        if panel.rule:
            rule = rule_words(self.structure, panel.rule, self.common)
            return self.own("heading.several", case=self.case(panel.of), rule=rule)
        return self.case(panel.of)

    def beside(self, panel: YearPanel) -> str:
        """Return what stands beside a heading, in grey: what it comes to."""
        if self.name == SHARES and len({one.measure for one in self.data.panels}) > 1:
            return self.own(f"measure_short.{panel.measure}")
        if self.name == LITRES:
            ends = self.ends(panel.sums())
            return self.own(f"beside.{LITRES}", **self._between(ends)) if ends else ""
        gaps = [gap for gap in gap_of(panel) if gap is not None]
        if self.name != CO2 or not gaps:
            return ""
        total = sum(gaps)
        if self.same(total, 0.0):
            return self.own("beside.co2_same")
        key = "co2_less" if total > 0 else "co2_more"
        amount, unit = self.number(abs(total)), self.short()
        return self.own(f"beside.{key}", sum=amount, unit=unit)

    def ends(self, values: Sequence[Number]) -> tuple[int, float, int, float] | None:
        """Return the first and the last year that has a number, and those numbers."""
        pairs = zip(self.data.years, values, strict=True)
        known = [(year, value) for year, value in pairs if value is not None]
        return (*known[0], *known[-1]) if known else None

    def _between(self, ends: tuple[int, float, int, float]) -> dict[str, object]:
        first, before, last, after = ends
        said = {"before": self.number(before), "after": self.number(after)}
        return {**said, "first": first, "last": last}

    # Sentences -----------------------------------------------------------------------------

    def subtitle(self) -> str:
        """Return what is measured, in what, against what."""
        key, unit = self.name, self.own(f"unit.{self.data.unit}", cur=self.currency)
        if self.name == SHARES:
            measures = {panel.measure for panel in self.data.panels}
            unit = self.own(f"measure.{measures.pop()}") if len(measures) == 1 else unit
        if self.name == CO2 and all(len(panel.series) < 2 for panel in self.data.panels):
            key = "co2_alone"
        way = self.own(f"way.{self.data.way}") if self.data.way else ""
        year = self.assessment.scenario.file.price_year
        against = self._against() if self.name == COST else ""
        return self.own(f"subtitle.{key}", unit=unit, way=way, year=year, against=against)

    def _against(self) -> str:
        cases = self.structure.cases
        drawn = [one.of for one in self.data.lines if one.of in cases]
        baselines = {cases[case].baseline for case in drawn}
        if len(drawn) == 1:
            (baseline,) = baselines
            return self.common("against", case=self.case(drawn[0]), baseline=self.case(baseline))
        if len(baselines) > 1:
            return self.charts("each_own")
        return self.charts("each_against", baseline=self.case(baselines.pop()))

    def notes(self, low: str = "") -> Iterator[str]:
        """Yield what a reader must know, and last the source.

        Parameters
        ----------
        low : str
            Where the scale begins, if not at zero.
        """
        if low:
            yield self.own("note.scale", low=f"{low} {self.short()}")
        if self.name == CO2:
            yield self.own("note.tonnes")
        if self.name in (LITRES, BLEND, SHARES):
            yield from self._gas_notes()
        kinds = {rule.type for rule in self.structure.rules.values()}
        if self.name == SHARES and kinds - {"quota"}:
            yield self.own("note.others")
        if self.name == SHARES and self._is_carried():
            yield self.own("note.carried")
        yield from self._gap_notes()
        yield from self._case_notes()
        if self.data.parted:
            yield self.own("note.parted", years=self.listed(self.data.parted))
        yield self.charts(
            "source",
            source=self.assessment.scenario.file.source,
            version=__version__,
            scenario=self.assessment.scenario.name,
        )

    def _is_carried(self) -> bool:
        rows = self.assessment.rows
        return any(row.variable == "carried_over" and row.value for row in rows)

    def _gas_notes(self) -> Iterator[str]:
        for pool in self.structure.pools.values():
            for gas in (name for name in pool.biofuels if name in pool.gases):
                found = [
                    one.value("energy", case, gas, pool=pool.name) or 0.0
                    for one in self.assessment.years.values()
                    for case in one.scenario.structure.cases
                ]
                low, high = self.number(min(found), 0), self.number(max(found), 0)
                if max(found):
                    name = capital(self.common.name_of(gas))
                    yield self.own("note.gas", name=name, low=low, high=high)

    def _gap_notes(self) -> Iterator[str]:
        """Yield in which years a line has no number, the same years together."""
        gaps: dict[tuple[tuple[int, ...], str], dict[str, None]] = {}
        for panel in self.data.panels:
            for one in panel.series:
                pairs = zip(self.data.years, one.values, strict=True)
                lacking = tuple(year for year, value in pairs if value is None)
                if not lacking or one.of == SOLD:
                    continue
                key, name = "gaps", self.case(one.of if one.kind == "case" else panel.of)
                if self.name == SHARES:
                    key = "unheld_rule" if panel.rule else "unheld"
                    name = self.heading(panel) if panel.rule else name
                gaps.setdefault((lacking, key), {})[name] = None
        for (years, key), names in gaps.items():
            is_rule = key == "unheld_rule"
            named = "; ".join(names) if is_rule else self._quoted(names)
            yield self.own(f"note.{key}", years=self.listed(years), cases=named)

    def _case_notes(self) -> Iterator[str]:
        if self.data.empty and self.name == SHARES:
            yield self.own("note.unheld_always", cases=self.quoted(self.data.empty))
        elif self.data.empty:
            yield self.charts("note.left_out", cases=self.quoted(self.data.empty))
        if self.data.idle:
            yield self.own("note.idle", cases=self.quoted(self.data.idle))
        if not self.data.undrawn:
            return
        compared = [case for case, one in self.structure.cases.items() if one.baseline != case]
        is_many = self.name in (CO2, COST) or any(c in compared for c in self.data.undrawn)
        key = "undrawn" if is_many else "undrawn_only"
        yield self.own(f"note.{key}", cases=self.quoted(self.data.undrawn), most=MOST_CASES)

    def listed(self, years: Sequence[int]) -> str:
        """Return years in words, those that follow one another as a range."""
        runs: list[list[int]] = []
        for year in years:
            if runs and year == runs[-1][-1] + 1:
                runs[-1].append(year)
            else:
                runs.append([year])
        return ", ".join(
            self.own("years", first=run[0], last=run[-1]) if len(run) > 1 else str(run[0])
            for run in runs
        )

    # In words ------------------------------------------------------------------------------

    def alt(self, title: str) -> str:
        """Return the chart in words, made from its numbers."""
        if not self.data.panels:
            return f"{title}."
        panels = "; ".join(map(self._panel_alt, self.data.panels))
        said = {"first": self.first, "last": self.last, "title": title, "panels": panels}
        whole = self.own("alt.whole", subtitle=self.subtitle(), **said)
        return " ".join([whole, *[*self.notes()][:-1]])

    def _panel_alt(self, panel: YearPanel) -> str:
        heading, beside = self.heading(panel), self.beside(panel)
        told = f"{heading} ({beside}): " if beside else f"{heading}: " if heading else ""
        return told + ", ".join(map(self._series_alt, panel.series))

    def _series_alt(self, one: Series) -> str:
        pairs = list(zip(self.data.years, one.values, strict=True))
        known = [(year, value) for year, value in pairs if value is not None]
        if not known:
            return f"{self.series(one)} {self.own('alt.nothing')}"
        ends = known if len(known) <= _ALL_TOLD else [known[0], known[-1]]
        said = [self.own("alt.value", value=self.number(v), year=year) for year, v in ends]
        for key, pick in (("most", max), ("least", min)):
            year, value = pick(known, key=lambda pair: pair[1])
            if not any(self.same(value, end) for _, end in ends):
                said.append(self.own(f"alt.{key}", value=self.number(value), year=year))
        return f"{self.series(one)} {' / '.join(said)}"
