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
# What a reader is warned of; what is inherited is as good as where it stands.
_DOUBTS = ("secondary", "derived", "unverified", "newer")
_MOST_REASONS = 3
_WAYS = (("abatement", "abatement cost"), ("bottom_up", "bottom up"))
_ACCOUNTS = {"fuel": "fuel", "abatement cost": "abatement", "bottom up": "bottom_up"}


def summary_blocks(
    assessment: Assessment, phrases: Phrases, tables: Sequence[str]
) -> Iterator[Block]:
    """Yield the summary.

    Parameters
    ----------
    assessment : Assessment
    phrases : Phrases
    tables : sequence of str
        The anchors of the tables that hold all alternatives.
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
    if tables[1:]:
        ends = {"table": see(tables[0]), "last": see(tables[-1])}
        yield Paragraph(phrases("summary.more_tables", **ends))
    elif tables:
        yield Paragraph(phrases("summary.more", table=see(tables[0])))
    yield Paragraph(phrases("summary.see", method=see("method"), values=see("values")))
    used = assessment.values_used
    marked = sum(any(code in _DOUBTS for code, _ in given.marks()) for given in used)
    counted = phrases.count("marks", marked, all=len(used))
    if marked:
        form = "one" if marked == 1 else "other"
        yield Paragraph(phrases(f"summary.marks.{form}", counted=counted, values=see("values")))


def _counted(assessment: Assessment, phrases: Phrases, cases: Sequence[str]) -> str:
    counted = phrases.count("alternatives", len(cases))
    structure = assessment.scenario.structure
    null = assessment.scenario.file.baseline
    others = sum(structure.cases[case].baseline != null for case in cases)
    named = case_words(assessment, null, phrases.words)
    told = phrases.said("summary.counted", counted=counted, baseline=named)
    if others:
        told += " " + phrases.plural("summary.others", others, all=len(cases))
    if len(cases) > _MOST_TOLD:
        told += " " + phrases.said("summary.first", count=phrases.few(_MOST_TOLD))
    return told


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
        # Only with the same energy is it the biofuel that takes more litres.
        moved = rounded(self._value("extra_energy", TOTAL) or 0.0, 0)
        is_biofuel = way == "more" and not moved and (self._value("extra_volume") or 0.0) > 0
        amount = self._phrases.amount("Ml", _size(extra, 1))
        return self._phrases(f"summary.fuel.{'biofuel' if is_biofuel else way}", amount=amount)

    def _direct(self) -> Inlines:
        """Tell the direct emissions of all fuel, and what of it biofuel stands for."""
        moved = self._value("direct_co2_reduction", TOTAL) or 0.0
        way = {"more": "falls", "less": "rises", "same": "same"}[_way(moved * 1e-3, 1)]
        if way != "same" and self._assessment.scenario.file.jurisdiction != "Norway":
            way = f"{way}_elsewhere"
        told = self._phrases(f"summary.direct.{way}", amount=self._tonnes(moved))
        return (*told, *self._of_biofuel(moved))

    def _of_biofuel(self, moved: float) -> Inlines:
        own = self._value("direct_co2_reduction") or 0.0
        if rounded(own * 1e-3, 1) == rounded(moved * 1e-3, 1):
            return ()
        way = {"more": "falls", "less": "rises", "same": "same"}[_way(own * 1e-3, 1)]
        return self._phrases(f"summary.of_biofuel.{way}", amount=self._tonnes(own))

    def _life(self) -> Inlines:
        labels = self._assessment.scenario.structure.savings
        values = [self._value("life_cycle_reduction", detail=label) for label in labels]
        found = sorted(value for value in values if value is not None)
        if not found or not any(rounded(value * 1e-3, 1) for value in found):
            return ()
        told = self._range(found[0], found[-1])
        iluc = self._value("iluc_emission")
        if iluc is None or not rounded(iluc * 1e-3, 1):
            return told
        way = "more" if iluc > 0 else "less"
        return (*told, *self._phrases(f"summary.life.iluc.{way}", amount=self._tonnes(iluc)))

    def _range(self, low: float, high: float) -> Inlines:
        """Tell what the reduction over the life cycle is, from the least saving to the most."""
        if rounded(low * 1e-3, 1) == rounded(high * 1e-3, 1):
            key = "one" if low > 0 else "one_rises"
            return self._phrases(f"summary.life.{key}", low=self._tonnes(low))
        key = "range" if low >= 0 else "range_rises" if high <= 0 else "mixed"
        ends = (high, low) if key == "range_rises" else (low, high)
        # The unit stands behind the second alone, where both are told of as one.
        first = self._phrases.number(_size(ends[0], 1, 1e-3))
        said = {"low": (first,), "high": self._tonnes(ends[1])}
        if key == "mixed":
            said["low"] = self._tonnes(ends[0])
        return self._phrases(f"summary.life.{key}", **said)

    def _tonnes(self, value: float) -> Inlines:
        return self._phrases.amount("kt", _size(value, 1, 1e-3))

    def _cost(self) -> Inlines:
        if self._assessment.scenario.structure.has_choice:
            cost = self._value("extra_fuel_cost", TOTAL, "without taxes")
            return self._told_cost(cost, "fuel")
        for way, detail in _WAYS:
            cost = self._value("cost", detail=detail)
            if cost is not None:
                told = self._told_cost(cost, way)
                per = self._value("cost_per_tonne", detail=f"direct, {detail}")
                tonnes = self._value("direct_co2_reduction") or 0.0
                if per is None or cost < 0 or tonnes < 0:
                    return told
                amount = self._phrases.per_tonne(Amount(per, 0), self._currency)
                return (*told, *self._phrases("summary.cost.per_tonne", amount=amount))
        return self._unknown_cost()

    def _unknown_cost(self) -> Inlines:
        """Say that the cost is not known, and for want of what."""
        words = self._phrases.words
        why = dict.fromkeys(
            words.missing(reason)
            for at, reason in self._assessment.missing.items()
            if (row := self._assessment.rows[at]).variable == "cost"
            and (row.case, row.detail) == (self._case, "abatement cost")
        )
        listed = "; ".join([*why][:_MOST_REASONS])
        return self._phrases(f"summary.cost.{'missing' if listed else 'unknown'}", why=listed)

    def _told_cost(self, cost: float | None, way: str) -> Inlines:
        if cost is None:
            return self._unknown_cost()
        if not rounded(cost, 0):
            return self._phrases("summary.cost.nothing")
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
        yield (*self._litres(), *self._direct(), *self._life(), *self._cost())

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
                amount = self._phrases.money(_size(Known(row), 0), self._currency)
                way = self._phrases.said(f"summary.way.{_ACCOUNTS[row.detail]}")
                said = {"year": self._price_year, "way": way}
                key = "cost" if row.value >= 0 else "saving"
                return self._phrases(f"summary.years.{key}", amount=amount, **said)
        return self._phrases("summary.years.unknown")


def _way(value: float, decimals: int) -> str:
    """Return whether a number is more or less than nothing, as it is shown."""
    shown = rounded(value, decimals)
    return "same" if not shown else "more" if shown > 0 else "less"


def _size(value: float, decimals: int, scale: float = 1.0) -> Amount:
    """Return a number without its sign, which the words tell; it stays the result that it is."""
    return Amount(value, decimals, scale if value >= 0 else -scale)
