"""Which given value, or which equation, each name of appraisal stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from biofuel_mandate.library import Derived
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.cost_bindings import Binding
from biofuel_mandate.scenario.oil_schema import Oil
from biofuel_mandate.scenario.schema import Biofuel

if TYPE_CHECKING:
    from biofuel_mandate.scenario.bindings import Binder


def bind_appraisal(binder: Binder) -> Iterator[Binding]:
    """Yield name, scope and what is bound there: carbon price, imports, administration, oil."""
    appraisal = binder.file.appraisal
    carbon = binder.given(appraisal.carbon_price, "appraisal", "carbon_price", parts=(appraisal,))
    yield "carbon_price_cur_per_t", (), carbon
    yield from _discounting(binder)
    yield from _imports(binder)
    yield from _administration(binder)
    if binder.file.oil is not None:
        yield from _oil(binder, binder.file.oil)


def _discounting(binder: Binder) -> Iterator[Binding]:
    """Bind what present values rest on, where a scenario covers years."""
    appraisal = binder.file.appraisal
    if appraisal.present_value_in is None:
        return
    own = binder.given(appraisal.discount_rate, "appraisal", "discount_rate", parts=(appraisal,))
    yield "discount_rate_share", (), own or binder.from_library("norway.discount_rate_share")
    year, base = binder.file.market.year, appraisal.present_value_in
    ahead = Given(
        float(year - base),
        "1",
        "ratio",
        text=str(year - base),
        source=f"{year} less {base}",
        evidence="derived",
        id="appraisal.years_ahead",
        origin="model",
    )
    yield "years_ahead_ratio", (), ahead


def _imports(binder: Binder) -> Iterator[Binding]:
    for pool in binder.structure.pools.values():
        for component in pool.biofuels:
            made_of = binder.file.biofuels.get(component, Biofuel())
            path = ("biofuels", component, "import_share")
            share = binder.given(made_of.import_share, *path, parts=(made_of,))
            yield "given_import_share", (pool.name, component), share
            is_gas = component in pool.gases
            litres = Derived("no_litres_import_share", "") if is_gas else share
            yield "litres_import_share", (pool.name, component), litres


def _administration(binder: Binder) -> Iterator[Binding]:
    """Bind the tasks of each case; work alone is not asked for where no task gives any."""
    cases = binder.file.cases
    is_worked = any(task.work for case in cases.values() for task in case.administration.values())
    for name, case in cases.items():
        for task in binder.structure.tasks:
            at = (name, task)
            if task not in case.administration:
                # What a case asks nobody to do takes no time.
                if is_worked:
                    yield "task_work_weeks", at, Derived("no_work_weeks", "")
                yield "task_cost_mcur", at, Derived("no_task_cost_mcur", "")
                continue
            line = case.administration[task]
            path, parts = ("cases", name, "administration", task), (line, case)
            yield "task_work_weeks", at, binder.given(line.work, *path, "work", parts=parts)
            yield "task_cost_mcur", at, binder.given(line.cost, *path, "cost", parts=parts)


def _oil(binder: Binder, oil: Oil) -> Iterator[Binding]:
    price = binder.given(oil.price, "oil", "price", parts=(oil,))
    yield from _barrel(binder, "reference_oil", (), price)
    for label, level in zip(binder.structure.oils, oil.at, strict=True):
        # Lists have no names; the label tells one level from another.
        given = binder.given(level, "oil", "at", label, parts=(oil,))
        yield from _barrel(binder, "oil_price", (label,), given)
    for pool in binder.structure.pools.values():
        for component in pool.components:
            share = oil.pass_through.get(component)
            given = binder.given(share, "oil", "pass_through", component, parts=(oil,))
            is_fossil = component == pool.name
            # Of fossil fuel it is asked for; of biofuel nothing said is no change, and told.
            unsaid = None if is_fossil else Derived("unmoved_by_oil_share", "")
            yield "pass_through_share", (pool.name, component), given or unsaid


def _barrel(binder: Binder, name: str, scope: tuple[str, ...], price: object) -> Iterator[Binding]:
    """Bind the price of a barrel: as it is, or by what its currency costs."""
    if not isinstance(price, Given):
        return
    rate = binder.rate(price)
    if rate is None:
        yield f"{name}_cur_per_bbl", scope, price
        return
    yield f"foreign_{name}_cur_per_bbl", scope, price
    yield f"{name}_exchange_ratio", scope, rate
    yield f"{name}_cur_per_bbl", scope, Derived(f"{name}_by_exchange_cur_per_bbl", "")
