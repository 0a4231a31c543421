"""The summary: what each alternative comes to, in sentences made from the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.known import Known, added
from biofuel_mandate.report.appendix.phrases import Phrases, see
from biofuel_mandate.report.breaches import breaches
from biofuel_mandate.report.case_tables import case_words, compared_cases
from biofuel_mandate.report.document.tree import Block, Inlines, Paragraph, Run
from biofuel_mandate.report.numbers import rounded
from biofuel_mandate.report.table import Amount
from biofuel_mandate.report.years import covers_years
from biofuel_mandate.years.present_values import PRESENT

# More alternatives than this are told by their table alone.
_MOST_TOLD = 4
_WAYS = (("abatement", "abatement cost"), ("bottom_up", "bottom up"))
_ACCOUNTS = {"fuel": "fuel", "abatement cost": "abatement", "bottom up": "bottom_up"}


def summary_blocks(assessment: Assessment, phrases: Phrases, table: str) -> Iterator[Block]:
    """Yield the summary.

    Parameters
    ----------
    assessment : Assessment
    phrases : Phrases
    table : str
        The anchor of the table that holds all alternatives; blank where there is none.
    """
    cases = compared_cases(assessment)
    for breach in breaches(assessment, phrases.words):
        yield Paragraph((Run(breach),), "warning")
    if not cases:
        yield Paragraph(phrases("summary.none"), "lead")
        return
    yield Paragraph((Run(_counted(assessment, phrases, cases)),), "lead")
    build = _OverYears if covers_years(assessment) else _OfOneYear
    for case in cases[:_MOST_TOLD]:
        for words in build(assessment, case, phrases).paragraphs():
            yield Paragraph(words)
    if table:
        yield Paragraph(phrases("summary.more", table=see(table)))
    yield Paragraph(phrases("summary.see", method=see("method"), values=see("values")))
    used = assessment.values_used
    marked = sum(bool(given.marks()) for given in used)
    counted = phrases.count("marks", marked, all=len(used))
    if marked:
        form = "one" if marked == 1 else "other"
        yield Paragraph(phrases(f"summary.marks.{form}", counted=counted, values=see("values")))


def _counted(assessment: Assessment, phrases: Phrases, cases: Sequence[str]) -> str:
    counted = phrases.count("alternatives", len(cases))
    structure = assessment.scenario.structure
    baselines = {structure.cases[case].baseline for case in cases}
    if len(baselines) > 1:
        return phrases.said("summary.counted_own", counted=counted)
    named = case_words(assessment, next(iter(baselines)), phrases.words)
    return phrases.said("summary.counted", counted=counted, baseline=named)


class _OfOneYear:
    """What one alternative comes to in a year."""

    def __init__(self, assessment: Assessment, case: str, phrases: Phrases) -> None:
        self._whole, self._assessment = assessment, assessment.only
        self._case, self._phrases = case, phrases
        baseline = self._assessment.scenario.structure.cases[case].baseline
        names = {"case": case, "baseline": baseline}
        self._names = {
            key: case_words(self._assessment, name, phrases.words) for key, name in names.items()
        }
        file = self._assessment.scenario.file
        self._currency, self._price_year = file.currency, str(file.price_year)

    def paragraphs(self) -> Iterator[Inlines]:
        yield (*self._litres(), *self._fuel())
        yield (*self._direct(), *self._life())
        yield self._cost()

    def _value(self, variable: str, component: str = BIOFUEL, detail: str = "") -> float | None:
        return self._assessment.value(variable, self._case, component, detail=detail)

    def _litres(self) -> Inlines:
        extra = self._value("extra_volume") or 0.0
        amounts = {
            "amount": self._phrases.amount("Ml", _size(extra, 1)),
            "total": self._phrases.amount("Ml", Amount(self._value("volume"), 1)),
            "share": self._phrases.amount("percent", Amount(self._value("volume_share"), 2, 100)),
        }
        return self._phrases(f"summary.litres.{_way(extra, 1)}", **self._names, **amounts)

    def _fuel(self) -> Inlines:
        extra = self._value("extra_volume", TOTAL) or 0.0
        way = _way(extra, 1)
        if way == "same":
            return ()
        amount = self._phrases.amount("Ml", _size(extra, 1))
        return self._phrases(f"summary.fuel.{way}", amount=amount)

    def _direct(self) -> Inlines:
        moved = self._value("direct_co2_reduction") or 0.0
        way = {"more": "falls", "less": "rises", "same": "same"}[_way(moved * 1e-3, 1)]
        if way != "same" and self._assessment.scenario.file.jurisdiction != "Norway":
            way = f"{way}_elsewhere"
        amount = self._phrases.amount("kt", _size(moved, 1, 1e-3))
        return self._phrases(f"summary.direct.{way}", amount=amount)

    def _life(self) -> Inlines:
        labels = self._assessment.scenario.structure.savings
        values = [self._value("life_cycle_reduction", detail=label) for label in labels]
        found = sorted(value for value in values if value is not None)
        if not found:
            return ()
        if len(found) == 1:
            low = self._phrases.amount("kt", Amount(found[0], 1, 1e-3))
            told = self._phrases("summary.life.one", low=low)
        else:
            # The unit stands behind the second alone.
            least = self._phrases.number(Amount(found[0], 1, 1e-3))
            high = self._phrases.amount("kt", Amount(found[-1], 1, 1e-3))
            told = self._phrases("summary.life.range", low=least, high=high)
        iluc = self._value("iluc_emission")
        if iluc is None:
            return told
        amount = self._phrases.amount("kt", Amount(iluc, 1, 1e-3))
        return (*told, *self._phrases("summary.life.iluc", amount=amount))

    def _cost(self) -> Inlines:
        if self._assessment.scenario.structure.has_choice:
            cost = self._value("extra_fuel_cost", TOTAL, "without taxes")
            return self._told_cost(cost, "fuel")
        for way, detail in _WAYS:
            cost = self._value("cost", detail=detail)
            if cost is not None:
                per = self._value("cost_per_tonne", detail=f"direct, {detail}")
                told = self._told_cost(cost, way)
                if per is None:
                    return told
                amount = self._phrases.per_tonne(Amount(per, 0), self._currency)
                return (*told, *self._phrases("summary.cost.per_tonne", amount=amount))
        return self._phrases("summary.cost.missing")

    def _told_cost(self, cost: float | None, way: str) -> Inlines:
        if cost is None:
            return self._phrases("summary.cost.missing")
        amount = self._phrases.money(_size(cost, 0), self._currency)
        said = {"year": self._price_year, "way": self._phrases.said(f"summary.way.{way}")}
        key = "saves" if cost < 0 else "costs"
        return self._phrases(f"summary.cost.{key}", amount=amount, **said)


class _OverYears(_OfOneYear):
    """What one alternative comes to over all years."""

    def __init__(self, assessment: Assessment, case: str, phrases: Phrases) -> None:
        super().__init__(assessment, case, phrases)
        first, *_, last = assessment.years
        self._ends = {"first": str(first), "last": str(last)}

    def paragraphs(self) -> Iterator[Inlines]:
        yield (*self._litres(), *self._direct(), *self._cost())

    def _value(self, variable: str, component: str = BIOFUEL, detail: str = "") -> float | None:
        found = [
            single.value(variable, self._case, component, detail=detail)
            for single in self._whole.years.values()
        ]
        return added(found)

    def _litres(self) -> Inlines:
        extra = self._value("extra_volume") or 0.0
        amount = self._phrases.amount("Ml", _size(extra, 1))
        names = {**self._names, **self._ends}
        return self._phrases(f"summary.years.{_way(extra, 1)}", amount=amount, **names)

    def _direct(self) -> Inlines:
        moved = self._value("direct_co2_reduction", TOTAL) or 0.0
        way = _way(moved * 1e-3, 1)
        if way == "same":
            return ()
        amount = self._phrases.amount("kt", _size(moved, 1, 1e-3))
        key = "falls" if way == "more" else "rises"
        return self._phrases(f"summary.years.{key}", amount=amount)

    def _cost(self) -> Inlines:
        for row in self._whole.rows:
            if (row.variable, row.case) == (PRESENT, self._case) and row.value is not None:
                amount = self._phrases.money(Amount(Known(row), 0), self._currency)
                way = self._phrases.said(f"summary.way.{_ACCOUNTS[row.detail]}")
                said = {"year": self._price_year, "way": way}
                return self._phrases("summary.years.cost", amount=amount, **said)
        return ()


def _way(value: float, decimals: int) -> str:
    """Return whether a number is more or less than nothing, as it is shown."""
    shown = rounded(value, decimals)
    return "same" if not shown else "more" if shown > 0 else "less"


def _size(value: float, decimals: int, scale: float = 1.0) -> Amount:
    """Return a number without its sign, which the words tell; it stays the result that it is."""
    return Amount(value, decimals, scale if value >= 0 else -scale)
