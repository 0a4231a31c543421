"""What a curve says: its title, the names of its steps, its notes, and the whole in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from biofuel_mandate import __version__
from biofuel_mandate.assessment import Assessment
from biofuel_mandate.merit import SHORTFALL, SPARE, USED, Step
from biofuel_mandate.report.case_tables import case_words
from biofuel_mandate.report.charts.curves import MERIT_ORDER, CurvePanel, curve_panels
from biofuel_mandate.report.charts.wording import capital
from biofuel_mandate.report.numbers import figures, shown
from biofuel_mandate.report.row_words import rule_words
from biofuel_mandate.report.texts import texts, texts_for


class CurveWords:
    """The words of one curve.

    Parameters
    ----------
    name : str
        One of ``CURVES``.
    assessment : Assessment
    language : str
    """

    def __init__(self, name: str, assessment: Assessment, language: str) -> None:
        self.name, self.assessment, self.language = name, assessment, language
        self.common = texts_for(assessment.scenario, language)
        self.own = texts(f"charts.{language}")
        self.panels = curve_panels(name, assessment)
        code = assessment.scenario.file.currency
        names: dict[str, str] = self.own.words["currency"]
        self.currency = names.get(code, code)

    def say(self, key: str, **values: object) -> str:
        """Return words of this curve."""
        return self.own(f"curve.{self.name}.{key}", cur=self.currency, **values)

    # Names and numbers ---------------------------------------------------------------------

    def heading(self, panel: CurvePanel) -> str:
        """Return what stands over a panel: its case, and the rule that it is about."""
        case = case_words(self.assessment, panel.case, self.common)
        return self.own("curve.heading", case=case, rule=self.rule(panel)) if panel.rule else case

    def rule(self, panel: CurvePanel) -> str:
        """Return what the rule of a panel is called."""
        return rule_words(self.assessment.scenario.structure, panel.rule, self.common)

    def step(self, step: Step) -> str:
        """Return what a step is called."""
        if step.kind == SHORTFALL:
            return self.own("curve.shortfall")
        names = {one.partition("/")[2]: one for one in self.assessment.biofuels if "/" in one}
        at = f"{step.pool}/{step.component}" if step.component in names else step.component
        name = self.common.name_of(at)
        name = capital(name) if self.common.knows(step.component) else name
        name = self.own(f"curve.part.{step.part}", name=name) if step.part else name
        if step.number:
            name = self.own("curve.step", name=name, number=step.number)
        if step.suppliers:
            name = self.own(
                "curve.of", name=name, suppliers=", ".join(map(self.common.called, step.suppliers))
            )
        return name

    def label(self, panel: CurvePanel, step: Step) -> str:
        """Return what stands at a step: its name and its height."""
        name, cost = self.step(step), self.cost(panel, step.cost)
        return self.own("curve.label", name=name, cost=cost)

    def cost(self, panel: CurvePanel, value: float) -> str:
        """Write a height."""
        return shown(value, panel.decimals, self.common)

    def amount(self, panel: CurvePanel, value: float) -> str:
        """Write a width, with its unit in words."""
        unit = self.own(f"curve.amount.{panel.unit}")
        return f"{shown(value, 1 if value < 1000 else 0, self.common)} {unit}"

    def money(self, panel: CurvePanel) -> str:
        """Return the unit of the heights in words."""
        return self.own(f"curve.money.{panel.money}", cur=self.currency)

    def level(self, panel: CurvePanel, of: str) -> str:
        """Return what is marked at a height, without the number."""
        if self.name != MERIT_ORDER:
            return self.say("level")
        return self.say("level_of", supplier=of) if of else self.say("level")

    def level_cost(self, panel: CurvePanel, value: float) -> str:
        """Write a marked height with its unit."""
        unit = panel.money.replace("¤", self.assessment.scenario.file.currency)
        return f"{self.cost(panel, value)} {unit}"

    def demand(self, panel: CurvePanel) -> str:
        """Return what the rule asks for."""
        key = "demand_of_biofuel" if panel.fossil else "demand"
        amount = self.amount(panel, panel.demand or 0.0)
        return self.say(key, rule=self.rule(panel), amount=amount)

    def axes(self, panel: CurvePanel) -> tuple[str, str]:
        """Return what the heights and the widths are."""
        return (
            self.say(f"height.{panel.money}"),
            self.say(f"width.{panel.unit}"),
        )

    # Sentences -----------------------------------------------------------------------------

    def title(self) -> str:
        """Say what is seen."""
        return capital(self._merit_title() if self.name == MERIT_ORDER else self._abatement_title())

    def _merit_title(self) -> str:
        if not self.panels:
            return self.say("title.none")
        first = self.panels[0]
        prices = [price for panel in self.panels for price in panel.levels.values()]
        if len({(panel.rule, panel.money) for panel in self.panels}) > 1 or not prices:
            return self.say("title.several")
        low, high = (self.cost(first, end(prices)) for end in (min, max))
        said = {"rule": self.rule(first), "unit": self.own(f"curve.one.{first.money}")}
        if not any(prices):
            return self.say("title.idle", **said)
        key = "one" if low == high else "range"
        return self.say(f"title.{key}", low=low, high=high, **said)

    def _abatement_title(self) -> str:
        panels = [panel for panel in self.panels if panel.steps]
        if not panels:
            return self.say("title.none")
        averages = [panel.levels["average"] for panel in panels]
        low, high = (self.cost(panels[0], end(averages)) for end in (min, max))
        if len(panels) > 1:
            return self.say("title.one" if low == high else "title.several", low=low, high=high)
        costs = [step.cost for step in panels[0].steps]
        ends = {"low": self.cost(panels[0], min(costs)), "high": self.cost(panels[0], max(costs))}
        return (
            self.say("title.range", average=low, **ends)
            if len(costs) > 1
            else self.say("title.one", low=low)
        )

    def subtitle(self) -> str:
        """Return what is measured, and whether taxes are in it."""
        return self.say("subtitle", year=self.assessment.scenario.file.price_year)

    def notes(self) -> Iterator[str]:
        """Yield what a reader must know, and last the source."""
        for panel in self.panels:
            yield from self._panel_notes(panel)
        if self.name == MERIT_ORDER and any(any(one.levels.values()) for one in self.panels):
            yield self.say("why")
        yield self.own(
            "source",
            source=self.assessment.scenario.file.source,
            version=__version__,
            scenario=self.assessment.scenario.name,
        )

    def _panel_notes(self, panel: CurvePanel) -> Iterator[str]:
        told = []
        if panel.fossil:
            counted = self.amount(panel, panel.fossil)
            whole = self.amount(panel, (panel.demand or 0.0) + panel.fossil)
            told.append(self.say("fossil", rule=panel.rule, counted=counted, whole=whole))
        if panel.beyond:
            more = [
                f"{self.step(step)} ({self.amount(panel, amount)})" for step, amount in panel.beyond
            ]
            told.append(self.own("curve.beyond", more=", ".join(more)))
        for key, names in (("no_saving", panel.no_saving), ("no_fall", panel.no_fall)):
            if names:
                listed = ", ".join(self.common.name_of(one.partition("/")[2]) for one in names)
                told.append(self.own(f"curve.{key}", names=listed))
        if told and len(self.panels) > 1:
            case = case_words(self.assessment, panel.case, self.common)
            told[0] = f"{self.own('quoted', case=case)}: {told[0]}"
        yield from [" ".join(told)] if told else []

    def alt(self) -> str:
        """Return the curve in words, made from its numbers."""
        title = self.title()
        parts = [self._panel_alt(panel) for panel in self.panels]
        told = [*self.notes()][:-1]
        return " ".join([f"{self.say('kind')}. {title}. {self.subtitle()}.", *parts, *told])

    def _panel_alt(self, panel: CurvePanel) -> str:
        said = []
        for kind in (USED, SHORTFALL, SPARE):
            steps = [step for step in panel.steps if step.kind == kind]
            if steps:
                listed = ", ".join(self._step_alt(panel, step) for step in steps)
                said.append(f"{self.own(f'curve.kind.{kind}')} {listed}")
        said += [
            f"{self.level(panel, of)} {self.cost(panel, value)}"
            for of, value in panel.levels.items()
        ]
        said += [self.demand(panel)] if panel.demand is not None else []
        return f"{self.heading(panel)}, {self.money(panel)}: {'; '.join(said)}."

    def _step_alt(self, panel: CurvePanel, step: Step) -> str:
        return f"{self.label(panel, step)} ({self.amount(panel, step.amount)})"


def tick_words(words: CurveWords, values: Sequence[float]) -> list[str]:
    """Write the numbers of a scale, all with the decimals that the finest needs."""
    return [figures(value, 6, words.common) if value else "0" for value in values]
