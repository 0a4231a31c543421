"""Result rows of a least-cost case: what rules are worth, and what each supplier does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from biofuel_mandate.equations import EQUATIONS, Key
from biofuel_mandate.measures import (
    DIRECT,
    LIFE_CYCLE,
    VALUES_PER,
    binds,
    cost_of,
    missed_cost,
    tonnes_answered,
    traded,
)
from biofuel_mandate.rules.rows import Row
from biofuel_mandate.scopes import MARGINAL_VALUE, ROW_MEASURES

if TYPE_CHECKING:
    from biofuel_mandate.evaluation import Evaluation
    from biofuel_mandate.results import ResultRow
    from biofuel_mandate.scenario.load import Scenario

# A cost per tonne of less than a gram is a quotient of rounding errors.
_LEAST_TONNES = 1e-6
# What is told of each supplier.
_OF_SUPPLIERS = (
    "sold_volume_ml",
    "sold_energy_tj",
    "fuel_cost_without_taxes_mcur",
    "fuel_cost_with_taxes_mcur",
)


def choice_rows(
    scenario: Scenario, evaluation: Evaluation, blank: ResultRow
) -> Iterator[ResultRow]:
    """Yield what a least-cost case adds to the results.

    Parameters
    ----------
    scenario : Scenario
    evaluation : Evaluation
    blank : ResultRow
        Names scenario, case and year.
    """
    teller = _Teller(scenario, evaluation, blank)
    yield from teller.rules()
    yield from teller.energy()
    yield from teller.suppliers()
    yield from teller.trade()


class _Teller:
    def __init__(self, scenario: Scenario, evaluation: Evaluation, blank: ResultRow) -> None:
        self.scenario, self.evaluation, self.blank = scenario, evaluation, blank
        self.shape = scenario.structure.cases[blank.case]
        self.solution = evaluation.solution(blank.case)
        self.currency = scenario.file.currency

    def rules(self) -> Iterator[ResultRow]:
        """Yield whether each rule and limit binds, and what it is worth."""
        system = self.solution.system
        names = {row.name for row in system.rules}
        alone = self.shape.suppliers == "alone"
        for row in (*system.rules, *system.limits):
            bound = float(binds(system.divided(row), self.solution.volumes))
            yield self._of(row, variable="rule_binds", unit="1", value=bound)
        apart = [row for row in system.apart if alone or row.name not in names]
        market = () if alone else system.rules
        limits = () if system.apart else system.limits
        for row in (*market, *limits, *apart):
            if row.name in names or not row.supplier:
                yield from self._worth(row, with_tonnes=row.name in names)

    def _worth(self, row: Row, with_tonnes: bool) -> Iterator[ResultRow]:
        key = Key(case=self.blank.case, rule=row.name, supplier=row.supplier)
        unit = VALUES_PER[row.unit][0].replace("¤", self.currency)
        value = float(self.evaluation.get(MARGINAL_VALUE, key))
        yield self._of(row, variable=MARGINAL_VALUE, unit=unit, value=value)
        if not with_tonnes or not value:
            return
        millions = value / VALUES_PER[row.unit][1]
        for account in (DIRECT, LIFE_CYCLE):
            yield self._of(
                row,
                variable="marginal_cost_per_tonne",
                detail=account,
                unit=f"{self.currency}/t",
                value=self._per_tonne(millions, key, account),
            )

    def _per_tonne(self, millions: float, key: Key, account: str) -> float | None:
        from biofuel_mandate.evaluation import MissingValue

        try:
            tonnes = tonnes_answered(self.solution, key, account, self.evaluation)
        except MissingValue:
            return None
        # A rule whose answer adds CO2, or leaves it as it is, abates nothing.
        return millions * 1e6 / tonnes if tonnes and tonnes > _LEAST_TONNES else None

    def _of(self, row: Row, **fields: Any) -> ResultRow:
        at = self.blank._replace(rule=row.name, detail=row.kind, supplier=row.supplier)
        return at._replace(equation=row.equation)._replace(**fields)

    def energy(self) -> Iterator[ResultRow]:
        """Yield what one more unit of a pool's energy costs suppliers."""
        values = self.solution.optimum.values if self.solution.optimum else {}
        for row in self.solution.system.equations:
            per_gj = values.get((row.name, row.supplier), 0.0) * VALUES_PER[row.unit][1]
            yield self.blank._replace(
                pool=row.place[-1],
                supplier=row.supplier,
                variable="marginal_energy_cost",
                unit=f"{self.currency}/GJ",
                value=per_gj,
                equation="1",
            )

    def suppliers(self) -> Iterator[ResultRow]:
        """Yield what each supplier sells and pays, and how it stands to the rules."""
        if not self.shape.suppliers:
            return
        from biofuel_mandate.results import result_keys

        case = self.blank.case
        for supplier in self.scenario.structure.suppliers:
            for name in _OF_SUPPLIERS:
                equation = EQUATIONS[name]
                for key in result_keys(self.scenario, equation, case):
                    value = self.evaluation.get(name, key._replace(supplier=supplier))
                    yield self.blank._replace(
                        supplier=supplier,
                        pool=key.pool,
                        component=key.component,
                        variable=equation.variable,
                        detail=equation.detail,
                        unit=equation.unit.replace("¤", self.currency),
                        value=float(value),
                        equation=equation.number,
                    )
        for row in self.solution.system.apart:
            for variable in ROW_MEASURES:
                key = Key(case=case, rule=row.name, supplier=row.supplier)
                value = float(self.evaluation.get(variable, key)) + 0.0
                yield self._of(row, variable=variable, unit=row.unit, value=value)

    def trade(self) -> Iterator[ResultRow]:
        """Yield certificates sold, what they cost, and what each gains by not standing alone."""
        if self.shape.suppliers != "together" or self.solution.optimum is None:
            return
        paid: dict[str, float] = {}
        for row, over in traded(self.solution):
            price = self.solution.optimum.values.get((row.name, ""), 0.0)
            if not price:
                continue  # what costs nothing need not change hands
            paid[row.supplier] = paid.get(row.supplier, 0.0) - over * price
            money = {"unit": f"M{self.currency}", "value": -over * price + 0.0}
            yield self._of(row, variable="certificates_sold", unit=row.unit, value=over + 0.0)
            yield self._of(row, variable="certificate_payment", **money)
        alone = self.solution.alone
        if alone is None or not alone.volumes:
            return
        system, best = self.solution.system, self.solution.optimum
        paid[""] = missed_cost(system.rules, best.volumes, self.solution)
        for supplier in ("", *self.scenario.structure.suppliers):
            mine = [row for row in system.apart if supplier in ("", row.supplier)]
            apart = cost_of(alone, self.solution, supplier)
            apart += missed_cost(mine, alone.volumes, self.solution)
            together = cost_of(best, self.solution, supplier)
            yield self.blank._replace(
                supplier=supplier,
                variable="gain_from_trade",
                unit=f"M{self.currency}",
                value=apart - together - paid.get(supplier, 0.0) + 0.0,
            )
