"""Which given value, or which equation, each name stands for: the treatments of taxes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from biofuel_mandate.library import Bound, Derived
from biofuel_mandate.scenario.cost_bindings import Binding
from biofuel_mandate.scenario.shapes import Pool
from biofuel_mandate.scenario.tax_schema import Rates, TaxTreatment

if TYPE_CHECKING:
    from biofuel_mandate.scenario.bindings import Binder, Table


def bind_taxes(binder: Binder, minimum_savings: Table) -> Iterator[Binding]:
    """Yield name, scope and what is bound there, for every treatment of every tax.

    ``minimum_savings`` holds what rules ask a biofuel to save, as it is bound.
    """
    costs = binder.file.costs
    yield "tax_finance_share", (), binder.cost(costs.tax_finance, "tax_finance")
    if not costs.taxes:
        return
    yield from _least_savings(binder, minimum_savings)
    for treatment in binder.structure.treatments:
        for pool in binder.structure.pools.values():
            for component in pool.components:
                for line in binder.structure.taxes:
                    yield from _charged(binder, minimum_savings, treatment, line, pool, component)


def _least_savings(binder: Binder, minimum_savings: Table) -> Iterator[Binding]:
    for case, shape in binder.structure.cases.items():
        for (rule, *fuel), least in minimum_savings.get("minimum_saving", {}).items():
            if rule == shape.quota:
                yield "quota_minimum_saving", (case, *fuel), least


def _charged(
    binder: Binder, least: Table, treatment: str, line: str, pool: Pool, component: str
) -> Iterator[Binding]:
    """Bind the rate of one fuel, and by which equation it follows from where a litre stands."""
    scope = (treatment, line, pool.name, component)
    if component in pool.gases:
        none = Derived("no_tax_of_gas_cur_per_l", "")
        yield "treated_tax_cur_per_l", scope, none
        for case in binder.structure.cases:
            yield "charged_tax_cur_per_l", (case, *scope), none
        return
    yield "treated_tax_cur_per_l", scope, _rate(binder, treatment, "taxes", line, component)
    beyond = _rate(binder, treatment, "taxes_beyond_quota", line, component)
    yield "beyond_quota_tax_cur_per_l", scope, beyond
    for case, shape in binder.structure.cases.items():
        is_judged = (shape.quota, pool.name, component) in least.get("minimum_saving", {})
        by = is_judged and _as_fossil(binder, treatment)
        liable = Derived("tax_by_sustainability_cur_per_l" if by else "treated_tax_cur_per_l", "")
        yield "liable_tax_cur_per_l", (case, *scope), liable
        split = Derived("tax_by_quota_cur_per_l", "")
        yield "charged_tax_cur_per_l", (case, *scope), split if beyond else liable


def _rate(binder: Binder, treatment: str, key: str, line: str, component: str) -> Bound | None:
    """Return what a treatment says of a fuel, else what the costs say."""
    costs = binder.file.costs
    rates: Rates = getattr(costs, key)
    if treatment:
        own = costs.tax_treatments[treatment]
        mine: Rates = getattr(own, key)
        if component in mine.get(line, {}):
            path = ("costs", "tax_treatments", treatment, key, line, component)
            return binder.given(mine[line][component], *path, parts=(own, costs))
    return binder.cost(rates.get(line, {}).get(component), key, line, component)


def _as_fossil(binder: Binder, treatment: str) -> bool:
    costs = binder.file.costs
    own = costs.tax_treatments[treatment] if treatment else TaxTreatment()
    return (own.tax_of_unsustainable or costs.tax_of_unsustainable) is not None
