"""What stands beside the bars: names, numbers and units, in one language."""

from __future__ import annotations

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.effects.costs import LEAST_TONNES
from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.report.case_tables import case_words, compared_cases, saving_words
from biofuel_mandate.report.charts.data import BOTTOM_UP, ILUC
from biofuel_mandate.report.charts.model import Bar, ChartData, Panel
from biofuel_mandate.report.numbers import rounded, shown
from biofuel_mandate.report.row_words import rule_words
from biofuel_mandate.report.texts import texts, texts_for


def capital(text: str) -> str:
    """Return a text that begins with a capital letter.

    Examples
    --------
    >>> capital("ethanol"), capital("")
    ('Ethanol', '')
    """
    return text[:1].upper() + text[1:]


class Wording:
    """The words of one chart.

    Parameters
    ----------
    assessment : Assessment
    data : ChartData
    language : str
    """

    def __init__(self, assessment: Assessment, data: ChartData, language: str) -> None:
        self.assessment, self.data, self.language = assessment, data, language
        self.common = texts_for(assessment.scenario, language)
        self.own = texts(f"charts.{language}")

    @property
    def gases(self) -> tuple[tuple[str, str], ...]:
        """Every gas that any case may sell, after its pool."""
        pools = self.assessment.scenario.structure.pools.values()
        return tuple(
            (pool.name, name) for pool in pools for name in pool.biofuels if name in pool.gases
        )

    def rising(self) -> tuple[str, ...]:
        """Return the compared cases in which direct emissions rise."""
        moved = {
            case: self.assessment.value("direct_co2_reduction", case, BIOFUEL)
            for case in compared_cases(self.assessment)
        }
        return tuple(case for case, tonnes in moved.items() if (tonnes or 0.0) <= -LEAST_TONNES)

    # Names ---------------------------------------------------------------------------------

    def case(self, name: str) -> str:
        """Return a case's title, or its name."""
        return case_words(self.assessment, name, self.common)

    def quoted(self, case: str) -> str:
        """Return a case's title as it stands in a sentence."""
        return self.own("quoted", case=self.case(case))

    def component(self, name: str) -> str:
        """Return a component's name."""
        return self.common.name_of(name)

    def panel(self, panel: Panel) -> str:
        """Return the heading of a panel."""
        if panel.kind == "case":
            return f"{self.case(panel.of)} {self.against(panel)}".strip()
        if panel.kind == "pool":
            return self.own(f"pool.{panel.of}")
        rule = self.assessment.scenario.structure.rules[panel.of]
        return self.common(f"rule.kinds.{rule.type}", name=self.rule(panel.of))

    def rule(self, name: str) -> str:
        """Return what a rule is called."""
        return rule_words(self.assessment.scenario.structure, name, self.common)

    def against(self, panel: Panel) -> str:
        """Return what the heading of a case says last: its baseline, if it is not everyone's."""
        if panel.kind != "case" or self._baseline() is not None:
            return ""
        case = self.case(panel.of)
        return self._against(panel.of).removeprefix(case).strip()

    def group(self, group: str) -> str:
        """Return the heading of a group of bars."""
        if self.data.name == "sold-and-counted":
            return self.case(group)
        return self.own(f"group.{group}")

    def bar(self, bar: Bar) -> str:
        """Return what stands beside a bar."""
        if bar.kind == "case":
            return self.case(bar.of)
        if bar.kind == "component":
            if self.data.name == "extra-litres" and self.gases and bar.of in (BIOFUEL, TOTAL):
                return self.own(f"liquid.{bar.of}")
            known = self.common.knows(bar.of)
            return capital(self.component(bar.of)) if known else bar.of
        if bar.kind == "saving":
            label = saving_words(self.assessment, bar.of, self.common)
            return self.own("basis" if bar.group else "account.saving", label=label)
        if bar.of == BOTTOM_UP and not self.assessment.scenario.structure.lines:
            return self.own("line.alone")
        return (
            capital(self.common.called(bar.of))
            if bar.kind == "logistics"
            else self.own(f"{bar.kind}.{bar.of}")
        )

    def mark(self) -> str:
        """Return what the chart's marks show; blank where it has none."""
        marks: dict[str, str] = self.own.words["mark"]
        return marks.get(self.data.name, "")

    # Numbers -------------------------------------------------------------------------------

    def number(self, value: float) -> str:
        """Write a number as the chart shows it."""
        return shown(value, self.data.decimals, self.common)

    def same(self, one: float, other: float) -> bool:
        """Tell whether two numbers are shown alike."""
        return rounded(one, self.data.decimals) == rounded(other, self.data.decimals)

    def end(self, bar: Bar) -> str:
        """Return what stands at the end of a bar: its number, or why there is none."""
        if bar.unchanged:
            return self.own("end.unchanged")
        if bar.unheld:
            return self.own("end.unheld")
        if bar.total is None:
            return self._unknown(bar)
        if bar.of == ILUC and not self.same(bar.total, 0.0):
            key = "end.emitted" if bar.total < 0 else "end.avoided"
            return self.own(key, amount=self.number(abs(bar.total)))
        signs = {value > 0 for value in bar.parts.values() if value and not self.same(value, 0.0)}
        if len(signs) > 1:
            return self.own("end.net", amount=self.number(bar.total))
        return self.number(bar.total)

    def _unknown(self, bar: Bar) -> str:
        """Return the number of the mark where there is one, or else what is missing."""
        if bar.mark is not None:
            return f"{self.mark()} {self.number(bar.mark)}"
        if len(bar.missing) in (0, len(bar.parts)):
            return self.own("end.missing")
        # The note at the foot names them where they are many.
        names = self.listed(bar.missing) if len(bar.missing) == 1 else len(bar.missing)
        return self.own("end.without", names=names)

    def caption(self, bar: Bar) -> str:
        """Return what a rule asks for where it is not what the bar shows, and if it is broken."""
        if bar.mark is None or not bar.limit:
            return ""
        if not bar.broken and self.same(bar.total or 0.0, bar.mark):
            return ""
        return self.limit(bar, bar.mark)

    def limit(self, bar: Bar, amount: float) -> str:
        """Return what a rule asks for."""
        key = "broken" if bar.broken else "holds"
        return self.own(f"limit.{bar.limit}.{key}", amount=self.number(amount))

    def listed(self, components: tuple[str, ...]) -> str:
        """Return components by name, one after the other."""
        return ", ".join(self.component(name) for name in components)

    # Sentences -----------------------------------------------------------------------------

    @property
    def currency(self) -> str:
        """The currency in words where the language has them."""
        code = self.assessment.scenario.file.currency
        names: dict[str, str] = self.own.words["currency"]
        return names.get(code, code)

    def unit(self) -> str:
        """Return the chart's unit."""
        words: dict[str, str] = self.own.words["unit"]
        return words[self.data.unit].format(cur=self.currency)

    def subtitle(self) -> str:
        """Return what is measured, in what, against what."""
        told = self.own(
            f"subtitle.{self.data.name}",
            unit=self.unit(),
            year=self.assessment.scenario.file.price_year,
            against=self._comparison(),
        )
        bars = [bar for panel in self.data.whole for bar in panel.bars if bar.of == ILUC]
        known = [bar.total for bar in bars if bar.total is not None]
        signs = {total > 0 for total in known if not self.same(total, 0.0)}
        if not signs:
            return told
        way = "both" if len(signs) > 1 else "avoided" if True in signs else "emitted"
        return self.own(f"iluc.{way}", subtitle=told)

    def _comparison(self) -> str:
        cases = [panel.of for panel in self.data.whole if panel.kind == "case"]
        if len(cases) == 1:
            return self._against(cases[0])
        baseline = self._baseline()
        if baseline is None:
            return self.own("each_own")
        return self.own("each_against", baseline=self.case(baseline))

    def _against(self, case: str) -> str:
        baseline = self.assessment.scenario.structure.cases[case].baseline
        return self.common("against", case=self.case(case), baseline=self.case(baseline))

    def _baseline(self) -> str | None:
        """Return the baseline of all compared cases, where it is one."""
        cases = self.assessment.scenario.structure.cases
        found = {case.baseline for name, case in cases.items() if case.baseline != name}
        return found.pop() if len(found) == 1 else None
