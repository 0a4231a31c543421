"""The words of an analysis in one language: names of results and values, amounts with units."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from math import ceil

from biofuel_mandate.equations import BIOFUEL, EQUATIONS
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.numbers import figures, rounded, shown
from biofuel_mandate.report.row_words import rule_words
from biofuel_mandate.report.texts import equation_title, texts, texts_for
from biofuel_mandate.report.uncertainty.measures import Measure, measure
from biofuel_mandate.report.uncertainty.value_names import ValueNames
from biofuel_mandate.targets import measure_of
from biofuel_mandate.uncertainty.analysis import Analysis
from biofuel_mandate.uncertainty.headlines import Headline

# Digits of an input in tables and sentences.
DIGITS = 4
_NEAR = 10  # per cent: so near to 0 or 100, a share has a decimal
_AMOUNT = re.compile(r"\s*(-?[\d.]+(?:[eE][+-]?\d+)?)\s*(.*?)\s*")


class Words:
    """The words of an analysis.

    Parameters
    ----------
    analysis : Analysis
    language : str
        ``en``, ``nb`` or ``nn``.
    """

    def __init__(self, analysis: Analysis, language: str) -> None:
        self.analysis, self.language = analysis, language
        self.plan = analysis.uncertain.plan
        self.scenario = analysis.uncertain.scenario
        self.common = texts_for(self.scenario, language)
        self.own = texts(f"uncertainty.{language}")
        self.code = self.scenario.file.currency
        known: dict[str, str] = texts(f"charts.{language}").words["currency"]
        self.currency = known.get(self.code, self.code)
        self.names = ValueNames(self.scenario, language)

    # Names ---------------------------------------------------------------------------------

    def case(self, name: str) -> str:
        """Return a case's title, or its name where it has none."""
        title = self.scenario.file.cases[name].title
        return title.said(self.language) if title else name

    def quoted(self, name: str) -> str:
        """Return a name as it stands in a sentence."""
        return self.own("quoted", name=name)

    def mention(self, id_: str) -> str:
        """Return what a value is called within a sentence; quoted where that is plain."""
        name = self.input(id_)
        mark = self.own("quoted", name="")[0]
        return name if mark in name else self.quoted(name)

    def listed(self, names: Iterable[str]) -> str:
        """Return some things one after the other, "and" before the last."""
        *most, last = names
        return self.common("and").join([", ".join(most), last]) if most else last

    @cached_property
    def _inputs(self) -> dict[str, str]:
        return self.names.all([one.id for one in self.plan.inputs])

    def input(self, id_: str) -> str:
        """Return what an uncertain value is called, or another one."""
        return self._inputs.get(id_) or self.names.of(id_)

    def result(self, headline: Headline) -> str:
        """Return what a result is called, whichever case it is of."""
        row = headline.row
        known: dict[str, str] = self.own.words["result"]
        named = row.variable
        if not self.is_whole(headline) and f"{named} of one" in known:
            named += " of one"
        if row.rule:
            rule = rule_words(self.scenario.structure, row.rule, self.common)
            kind = f"{named} {row.detail}"
            words = known.get(kind if kind in known else named, "{rule}")
            return words.format(rule=self.quoted(rule))
        component = self.common.name_of(row.component) if row.component else ""
        if named in known:
            said = known[named].format(component=component, **self._detail(row.detail))
        else:
            said = self._equation(headline)
            said += f" ({row.detail})" if row.detail else ""
        if self.is_whole(headline) or "{component}" in known.get(named, ""):
            return said
        return self.own("of", what=said, of=component)

    def in_sentence(self, headline: Headline) -> str:
        """Return what a result is called, within a sentence."""
        name = self.result(headline)
        return name[:1].lower() + name[1:] if name[1:2].islower() else name

    def dated(self, headline: Headline) -> str:
        """Return what a result is called within a sentence, with its year if there are several."""
        year = self.year(headline)
        return self.in_sentence(headline) + (self.own("in_year", year=year) if year else "")

    def is_whole(self, headline: Headline) -> bool:
        """Return whether a result is of all biofuel, or of a case."""
        return headline.row.component in ("", BIOFUEL)

    def _equation(self, headline: Headline) -> str:
        equation = EQUATIONS.get(headline.name)
        if equation is None:
            return headline.row.variable.replace("_", " ")
        return equation_title(equation, self.language)

    def _detail(self, detail: str) -> dict[str, str]:
        """Return the details of a result in words: at which saving, and counted how."""
        ways: dict[str, str] = self.own.words["way"]
        parts = detail.rsplit(", ", 1) if detail.rpartition(", ")[2] in ways else [detail]
        way = ways.get(parts[-1], "")
        if not way and parts[-1].startswith("logistics: "):
            line = self.common.called(parts[-1].removeprefix("logistics: "))
            way = self.own("way.logistics", line=line)
        at = self._at(parts[0])
        if len(parts) > 1 and parts[0] != "direct":
            at = self.own("life_cycle", at=at)
        return {"way": way or parts[-1], "at": at}

    def _at(self, label: str) -> str:
        known: dict[str, str] = self.own.words["at"]
        if label in known:
            return known[label]
        share = label.removeprefix("saving ").removesuffix("%").strip()
        return self.own("at.saving", share=self.common.number(share))

    def year(self, headline: Headline) -> str:
        """Return the year that a result is of, where the scenario has several; else blank."""
        return headline.row.year if len(self.scenario.years) > 1 else ""

    # Amounts -------------------------------------------------------------------------------

    def measure(self, headline: Headline) -> Measure:
        """Return how a result is shown."""
        return measure(headline.row.variable, headline.row.unit, self.code)

    def unit(self, unit: str) -> str:
        """Return a unit as tables have it: by its sign."""
        known: dict[str, str] = self.own.words["short_unit"]
        return known[unit].format(cur=self.code) if unit in known else unit.replace("¤", self.code)

    def long_unit(self, unit: str) -> str:
        """Return a unit as sentences and charts have it; blank for none."""
        known: dict[str, str] = self.own.words["unit"]
        key = unit.replace(self.code, "¤")
        return known[key].format(cur=self.currency) if key in known else unit

    def number(self, value: float | None, decimals: int, scale: float = 1.0) -> str:
        """Write a number."""
        return shown(value, decimals, self.common, scale)

    def amount(self, value: float, headline: Headline, decimals: int | None = None) -> str:
        """Write a result with its unit, for a sentence."""
        how = self.measure(headline)
        number = self.number(value, how.decimals if decimals is None else decimals, how.scale)
        return self.with_unit(number, how.unit)

    def with_unit(self, number: str, unit: str) -> str:
        """Write a number's unit behind it, for a sentence."""
        said = self.long_unit(unit)
        return f"{number} {said}" if said else number

    def asked(self, text: str) -> str:
        """Write an amount as it was asked for, in the marks and the words of the language."""
        found = _AMOUNT.fullmatch(text)
        if found is None:
            return text
        return self.with_unit(self.common.number(found[1]), found[2])

    def quantity(self, value: float, given: Given, digits: int = DIGITS) -> str:
        """Write a value in the unit that it was given in."""
        number, unit = self.bare(value, given, digits), measure_of(given).unit
        return f"{number} {unit}".rstrip()

    def bare(self, value: float, given: Given, digits: int = DIGITS) -> str:
        """Write a value in the unit that it was given in, without that."""
        return figures(measure_of(given).written(float(value)), digits, self.common)

    def span(self, low: str, high: str) -> str:
        """Write two ends."""
        return self.own("span", low=low, high=high)

    def share(self, value: float, error: float = 0.0, *, short: bool = False) -> str:
        """Write a share in per cent: whole, or finer near 0 and 100; never 0 of what happens.

        Parameters
        ----------
        value : float
        error : float
            Its standard error.
        short : bool
            As tables and charts have it.
        """
        percent = 100 * value
        is_near_an_end = min(percent, 100 - percent) < _NEAR
        decimals = 1 if is_near_an_end and 100 * error < 1 else 0
        key = "share"
        if 0 < value < 1 and rounded(percent, decimals) in (0, 100):
            least = 10.0**-decimals
            key, percent = ("less", least) if percent < 50 else ("more", 100 - least)
        if value in (0, 1):
            decimals = 0
        family = "short_percent" if short else "percent"
        return self.own(f"{family}.{key}", share=self.number(percent, decimals))

    def ceiling(self, value: float) -> str:
        """Write a share that is not reached, in whole per cent."""
        return self.own("percent.share", share=self.number(ceil(100 * value), 0))

    def at_least(self, value: float, headline: Headline, decimals: int) -> str:
        """Write an amount that others do not reach, rounded up, with its unit."""
        how = self.measure(headline)
        step = 10.0**-decimals
        number = self.number(ceil(value * how.scale / step) * step, decimals)
        return self.with_unit(number, how.unit)

    def counted(self, key: str, n: int, **values: object) -> str:
        """Return the words of a number of things."""
        return self.own(f"{key}.{'one' if n == 1 else 'other'}", n=self.number(n, 0), **values)
