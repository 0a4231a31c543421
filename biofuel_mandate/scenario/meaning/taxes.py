"""What is said of taxes on fuel: rates, rates beyond the quota, and other treatments."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.library import Library
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.cost_schema import Costs
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.meaning.context import Context, Path
from biofuel_mandate.scenario.structure import driving_rules
from biofuel_mandate.scenario.tax_schema import Rates, TaxTreatment
from biofuel_mandate.words import shown, suggest

# What results call the sum over all taxes.
ALL = "all"


def tax_rates(costs: Costs) -> Iterator[tuple[tuple[str, ...], Given]]:
    """Yield every rate of tax, with its place."""
    for at, rates in _blocks(costs):
        for line, amounts in rates.items():
            for name, given in amounts.items():
                yield (*at, line, name), given


def _blocks(costs: Costs) -> Iterator[tuple[tuple[str, ...], Rates]]:
    yield ("costs", "taxes"), costs.taxes
    yield ("costs", "taxes_beyond_quota"), costs.taxes_beyond_quota
    for name, treatment in costs.tax_treatments.items():
        at = ("costs", "tax_treatments", name)
        yield (*at, "taxes"), treatment.taxes
        yield (*at, "taxes_beyond_quota"), treatment.taxes_beyond_quota


def check_taxes(context: Context, library: Library) -> None:
    """Check what taxes name, and that what is asked of them can be told."""
    costs = context.scenario.costs
    if costs is None:
        return
    for at, rates in _blocks(costs):
        _lines(context, at, rates)
        for line, amounts in rates.items():
            for name in amounts:
                _fuel(context, library, (*at, line, name), name)
    for name, treatment in costs.tax_treatments.items():
        _treatment(context, name, treatment)
    asked = [("costs", "tax_finance")] if costs.tax_finance is not None else []
    if asked and context.lacks(("costs",), "taxes"):
        context.fault(asked[0], "nothing is taxed, so no revenue is lost", 'Write "taxes:" too.')
    _quotas(context, costs)


def _lines(context: Context, at: tuple[str, ...], rates: Rates) -> None:
    """Check that taxes are among those of the costs, and have names of their own in results."""
    costs = context.scenario.costs
    known = (*costs.taxes, *context.written("costs", "taxes"))
    for line in rates:
        if line not in known:
            do = suggest(line, tuple(dict.fromkeys(known))) if known else 'Write it in "taxes:".'
            context.fault((*at, line), f"there is no tax {shown(line)} in costs.taxes", do)
    if at == ("costs", "taxes"):
        treated = {f", {name}" for name in costs.tax_treatments}
        for line in rates:
            if line == ALL or any(line.endswith(end) for end in treated):
                got = f"results call another thing {shown(line)}"
                context.fault((*at, line), got, "Choose another name.")


def _fuel(context: Context, library: Library, path: Path, name: str) -> None:
    """Check what a rate is of: a fuel sold by the litre; beyond the quota, a biofuel."""
    if name in POOLS and "taxes_beyond_quota" not in path:
        return
    context.component(library, path, name)
    if context.is_gas(library, name):
        got = f"{name} is sold by energy, and has no cost per litre"
        context.fault(path, got, 'Give its "abatement_cost:", per tonne.')


def _treatment(context: Context, name: str, treatment: TaxTreatment) -> None:
    """Check that a treatment differs from what the costs say."""
    costs = context.scenario.costs
    path = ("costs", "tax_treatments", name)
    if name == ALL:
        context.fault(path, f"results call another thing {shown(name)}", "Choose another name.")
    pairs = [
        (treatment.taxes, costs.taxes),
        (treatment.taxes_beyond_quota, costs.taxes_beyond_quota),
    ]
    same = all(_is_same(own, held) for own, held in pairs)
    as_fossil = treatment.tax_of_unsustainable not in (None, costs.tax_of_unsustainable)
    if same and not as_fossil and not context.is_misshapen(*path):
        do = 'Write a rate that differs, as in "taxes: {road tax: {ethanol: 0 NOK/l}}".'
        if all(not _wrote(context, path, key) for key in ("taxes", "taxes_beyond_quota")):
            context.fault(path, "this treatment changes nothing", do)


def _wrote(context: Context, path: tuple[str, ...], key: str) -> bool:
    """Whether rates stand in the file that were refused for their form."""
    block = getattr(context.scenario.costs.tax_treatments[path[-1]], key)
    return any(
        name not in block.get(line, {})
        for line in context.written(*path, key)
        for name in context.written(*path, key, line)
        if name not in ("value", "low", "high")
    )


def _is_same(own: Rates, held: Rates) -> bool:
    return all(
        name in held.get(line, {}) and held[line][name].value == given.value
        for line, amounts in own.items()
        for name, given in amounts.items()
    )


def _quotas(context: Context, costs: Costs) -> None:
    """Check that each case has one quota, where taxes hang on it."""
    scenario = context.scenario
    keys = ("taxes_beyond_quota", "tax_of_unsustainable")
    asked: list[tuple[str, ...]] = [("costs", key) for key in keys if getattr(costs, key)]
    for name, treatment in costs.tax_treatments.items():
        own = ("costs", "tax_treatments", name)
        asked += [(*own, key) for key in keys if getattr(treatment, key)]
    if not asked or not scenario.rules or not scenario.cases or context.is_misshapen("rules"):
        return
    quotas = {case: driving_rules(scenario, case) for case in scenario.cases}
    wrong = [case for case, held in quotas.items() if len(held) != 1]
    if wrong:
        case, count = wrong[0], len(quotas[wrong[0]])
        got = f'the case "{case}" has {count or "no"} quotas, and taxes ask for the quota'
        context.fault(asked[0], got, 'Let each case hold one, by its "rules:".')
    savings = [rule.minimum_saving for rule in scenario.rules.values() if rule.type == "quota"]
    for place in asked:
        if place[-1] == "tax_of_unsustainable" and not any(savings):
            got = "no quota asks for a saving, so this changes nothing"
            context.fault(place, got, 'Give the quota a "minimum_saving:".')
