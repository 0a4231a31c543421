"""How a rule or a limit stands in a case, and what it is worth there."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose
from typing import NamedTuple

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import Key
from biofuel_mandate.known import Known, added
from biofuel_mandate.measures import VALUES_PER
from biofuel_mandate.report.numbers import shown
from biofuel_mandate.report.table import Amount, Cell
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.results import number_at
from biofuel_mandate.rules.rows import Column, Row

MET, BINDS, MISSED, EXCEEDED = "met", "binds", "missed", "exceeded"
BOUGHT_OUT, PENALISED = "bought_out", "penalised"
# Decimals of an amount, and of what one unit of it is worth.
_DECIMALS, _VALUE_DECIMALS = {"t": 0}, {"Ml": 2, "TJ": 1, "t": 0}


class Standing(NamedTuple):
    """How a row stands: the code of its words, and what is paid where it is missed at a price.

    ``paid`` is in millions of the scenario's currency; None where nothing is, or no one knows.
    """

    state: str
    paid: float | None = None


def standing(assessment: Assessment, case: str, row: Row) -> Standing:
    """Return how a rule or a limit stands in a case."""
    structure = assessment.scenario.structure
    if row.is_met(assessment.evaluation.solution(case).volumes):
        # Of a year in parts, each part has an answer of its own, and the year has none.
        has_answer = assessment.evaluation.solution(case).optimum is not None
        bound = has_answer and assessment.value("rule_binds", case, rule=row.name, detail=row.kind)
        return Standing(BINDS if bound else MET)
    rule = structure.rules.get(row.name)
    if rule is not None and rule.is_paid:
        key = Key(case=case, rule=row.name)
        paid, _ = number_at(assessment.evaluation, "shortfall_cost_mcur", key)
        has_buy_out = assessment.scenario.file.rules[row.name].buy_out is not None
        return Standing(BOUGHT_OUT if has_buy_out else PENALISED, paid)
    return Standing(EXCEEDED if row.sense == "<=" else MISSED)


def is_absolute(row: Row) -> bool:
    """Return whether a rule asks for an amount, not for a share of anything."""
    return isinstance(row.level, float) and row.level == 0.0 and bool(row.constant != 0.0)


def share_of(assessment: Assessment, case: str, row: Row, texts: Texts) -> Cell:
    """Return what counts as a share of the base; of an absolute rule that it has none."""
    if row.kind == "supply" or not row.base:
        return ""
    if is_absolute(row):
        return texts("rule.absolute")
    # Where the base is nothing there is no such result.
    base = float(row.base_amount(assessment.evaluation.solution(case).volumes))
    share = (
        assessment.value("counted_share", case, rule=row.name, detail=row.kind) if base else None
    )
    return "" if share is None else Amount(share, 2, 100)


def sold_for(assessment: Assessment, case: str, row: Row) -> float:
    """Return the litres of what a row counts, each once [Ml]: no fossil fuel of a rule, no gas.

    It knows the results that it adds up, where there are such.
    """
    solution = assessment.evaluation.solution(case)
    rule = assessment.scenario.structure.rules.get(row.name)
    columns = [
        column
        for column in row.left
        if (rule is None or (column.pool, column.component) in rule.counted)
        and column not in solution.system.gases
    ]
    total = sum(float(solution.volumes[column]) for column in columns)
    parts = added(
        _volume(assessment, case, column) for column in dict.fromkeys(map(_whole, columns))
    )
    return parts if parts is not None and isclose(parts, total, rel_tol=1e-9) else total


def _whole(column: Column) -> tuple[str, str, str]:
    """Return pool, grade and component of a column, whoever sells it and at whichever step."""
    return column[:3]


def _volume(assessment: Assessment, case: str, at: tuple[str, str, str]) -> float | None:
    pool, grade, component = at
    try:
        return assessment.value("volume", case, component, pool=pool, grade=grade)
    except KeyError:
        return None


def amount_in(row: Row, value: float | None) -> Amount:
    """Return an amount of what a row measures, with its unit behind it."""
    return Amount(value, _DECIMALS.get(row.unit, 1), unit=row.unit)


def rule_amounts(assessment: Assessment, case: str, row: Row) -> tuple[float | None, ...]:
    """Return what fulfils a rule or a limit, what it demands, and the slack, in its unit."""
    names = ("rule_fulfilment", "rule_demand", "rule_slack")
    return tuple(assessment.value(name, case, rule=row.name, detail=row.kind) for name in names)


def value_unit(row: Row, currency: str) -> str:
    """Return the unit of what one unit of a row is worth, as in NOK/l."""
    return VALUES_PER[row.unit][0].replace("¤", currency)


def value_in(row: Row, value: float | None, currency: str) -> Amount:
    """Return what one unit of a row is worth, with its unit behind it."""
    return Amount(value, _VALUE_DECIMALS[row.unit], unit=value_unit(row, currency))


class Values:
    """What rules are worth, by case and rule, in the order of the results: of whom, and what."""

    def __init__(self, assessment: Assessment) -> None:
        self._currency = assessment.scenario.file.currency
        self._found: dict[tuple[str, str], list[tuple[str, float]]] = {}
        for row in assessment.rows:
            if row.variable == "marginal_value" and row.value is not None:
                found = self._found.setdefault((row.case, row.rule), [])
                found.append((row.supplier, Known(row)))

    def of(self, case: str, row: Row) -> Iterator[tuple[str, float]]:
        """Yield each supplier with the value, or the market alone with a blank name."""
        yield from self._found.get((case, row.name), ())

    def cell(self, case: str, row: Row, texts: Texts) -> Cell:
        """Return the value as a cell: from the least to the most where suppliers differ."""
        found = [value for _, value in self.of(case, row)]
        if not found:
            return ""
        low, high = (value_in(row, end(found), self._currency) for end in (min, max))
        ends = [shown(end.value, end.decimals, texts) for end in (low, high)]
        if ends[0] == ends[1]:
            return high
        return texts("from_to", low=ends[0], high=ends[1], unit=high.unit)
