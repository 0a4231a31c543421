"""The columns of a case year by year: what its quota asks for, and what it is worth."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import NamedTuple

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL
from biofuel_mandate.known import Calculated
from biofuel_mandate.languages import in_language
from biofuel_mandate.report.standing import Values, value_in, value_unit
from biofuel_mandate.report.table import Amount, Cell
from biofuel_mandate.report.texts import Texts, of_years
from biofuel_mandate.rules.rows import Row
from biofuel_mandate.scenario.shapes import RuleShape

# What is sold of biofuel that is none, in Ml or TJ: of a least-cost choice not always exactly 0.
_NOUGHT = 1e-9


class YearColumn(NamedTuple):
    """A column: its heading, its number in a year, and how that is shown.

    ``cell`` is what a year has instead where a number alone does not tell it. Of a column that
    ``adds_up`` the sum is shown; ``account`` is the cost that has a present value.
    """

    heading: str
    value: Callable[[Assessment], float | None]
    decimals: int
    scale: float = 1.0
    adds_up: bool = False
    account: str = ""
    cell: Callable[[Assessment], Cell] | None = None

    def shown(self, single: Assessment) -> Cell:
        """Return the cell of a year; blank where there is nothing to say, as a NaN tells."""
        if self.cell is not None:
            return self.cell(single)
        value = self.value(single)
        if value is not None and isnan(value):
            return ""
        return Amount(value, self.decimals, self.scale)


def is_idle(assessment: Assessment, case: str) -> bool:
    """Return whether a case sells no biofuel and holds no quota, in any year."""
    for single in assessment.years.values():
        structure = single.scenario.structure
        if any(structure.rules[name].type == "quota" for name in structure.cases[case].rules):
            return False
        sold = (single.value(name, case, BIOFUEL) for name in ("volume", "energy"))
        if any(amount is None or abs(amount) > _NOUGHT for amount in sold):
            return False
    return True


def carried_share(assessment: Assessment, case: str) -> float | None:
    """Return the largest share of a year that rules of a case let be met from the year before."""
    found = [
        rule.carry_over.value
        for single in assessment.years.values()
        for name, rule in single.scenario.file.rules.items()
        if rule.carry_over is not None and name in single.scenario.structure.cases[case].rules
    ]
    return max(found, default=None)


def quota_columns(
    assessment: Assessment, case: str, words: Texts
) -> tuple[list[YearColumn], list[str]]:
    """Return columns and notes of the first quota that a case must meet in any year.

    What counts of the year, what the rule asks for, what of that was over in the year before
    where the rule lets it count, and what a counted unit is worth where suppliers choose.
    """
    held = [
        single.scenario.structure.rules[name]
        for single in assessment.years.values()
        for name in single.scenario.structure.cases[case].rules
    ]
    quota = next((rule for rule in held if rule.type == "quota"), None)
    if quota is None:
        return [], []
    build = _Quota(assessment, case, quota, words)
    return build.columns(), build.notes()


class _Quota:
    """The first quota of a case, year by year."""

    def __init__(self, assessment: Assessment, case: str, rule: RuleShape, words: Texts) -> None:
        self._assessment, self._case, self._rule, self._words = assessment, case, rule, words
        self._own = of_years(words)
        self._has_price = assessment.scenario.structure.cases[case].is_least_cost
        given = (one.scenario.file.rules.get(rule.name) for one in assessment.years.values())
        self._carries = any(one is not None and one.carry_over is not None for one in given)

    def columns(self) -> list[YearColumn]:
        own, unit = self._own, self._rule.unit
        columns = [
            YearColumn(own("column.counted"), self._counted, 2, 100),
            YearColumn(own("column.required"), self._required, 2, 100),
        ]
        if self._carries:
            heading = own(f"column.carried.{unit}")
            columns.append(YearColumn(heading, self._carried, 0 if unit == "t" else 1))
        row = next((row for row in map(self._row, self._assessment.years.values()) if row), None)
        if self._has_price and row is not None:
            per = value_unit(row, self._assessment.scenario.file.currency)
            columns.append(YearColumn(own("column.price", unit=per), _none, 2, cell=self._price))
        return columns

    def notes(self) -> list[str]:
        rule = in_language(self._rule.titles, self._words.language, self._rule.name)
        found = [self._own("note.counted", rule=rule)]
        if self._carries:
            found.append(self._own("note.carried"))
        if self._has_price:
            found.append(self._own("note.price"))
        return found

    def _row(self, single: Assessment) -> Row | None:
        rules = single.evaluation.solution(self._case).system.rules
        return next((row for row in rules if row.name == self._rule.name), None)

    def _share(self, single: Assessment, variable: str, more: float, how: str) -> float:
        """Return an amount as a share of the base; NaN where the rule is not in force."""
        row = self._row(single)
        volumes = single.evaluation.solution(self._case).volumes
        base = float(row.base_amount(volumes)) if row else 0.0
        if row is None or not base:
            return float("nan")
        amount = single.value(variable, self._case, rule=row.name, detail=row.kind)
        if amount is None:
            return float("nan")
        # Rounded so far that equal shares are shown alike.
        return Calculated(round((amount + more) / base, 12), [amount], how, "1")

    def _counted(self, single: Assessment) -> float | None:
        return self._share(single, "rule_fulfilment", 0.0, "counted_share")

    def _required(self, single: Assessment) -> float | None:
        # The row asks for what is left of the rule once what was carried over is counted.
        carried = self._carried(single) or 0.0
        return self._share(single, "rule_demand", carried, "required_share")

    def _carried(self, single: Assessment) -> float | None:
        """Return what was over and counts here, in the unit of the rule."""
        row = self._row(single)
        if row is None or not self._carries:
            return float("nan") if row is None else 0.0
        try:
            return single.value("carried_over", self._case, rule=row.name, detail=row.kind)
        except KeyError:
            return 0.0

    def _price(self, single: Assessment) -> Cell:
        """Return what a counted unit is worth; words where the quota does not bind."""
        row = self._row(single)
        if row is None:
            return ""
        values = Values(single)
        found = [value for _, value in values.of(self._case, row)]
        if found and not any(found):
            return self._own("not_binding")
        cell = values.cell(self._case, row, self._words)
        # The heading has the unit.
        if isinstance(cell, Amount):
            return Amount(cell.value, value_in(row, cell.value, "").decimals)
        return cell


def _none(_: Assessment) -> float | None:
    return None
