"""Stage 2 of reading: names, limits and sums, over every part that has the right form."""

from __future__ import annotations

from datetime import date

from biofuel_mandate.library import Library, names_in
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.meaning.air import check_air
from biofuel_mandate.scenario.meaning.appraisal import check_appraisal
from biofuel_mandate.scenario.meaning.cases import check_cases
from biofuel_mandate.scenario.meaning.choice import check_choice, check_prices
from biofuel_mandate.scenario.meaning.consumers import check_consumers, check_pump
from biofuel_mandate.scenario.meaning.context import Context, Path
from biofuel_mandate.scenario.meaning.costs import check_costs, check_money
from biofuel_mandate.scenario.meaning.demand import check_demand
from biofuel_mandate.scenario.meaning.market import check_market
from biofuel_mandate.scenario.meaning.overrides import check_overrides
from biofuel_mandate.scenario.meaning.price_levels import check_price_levels, check_quotes
from biofuel_mandate.scenario.meaning.rules import check_rules
from biofuel_mandate.scenario.meaning.taxes import check_taxes
from biofuel_mandate.scenario.meaning.texts import check_texts
from biofuel_mandate.scenario.structure import saving_label
from biofuel_mandate.words import nearest, shown, suggest

__all__ = ["Context", "check_meaning"]


# Stands in for a date that cannot be read.
_LATE = date(2100, 1, 1)
_EARLIEST = 1990


def check_meaning(context: Context) -> Library | None:
    """Check everything.

    Returns
    -------
    Library or None
        The library that the scenario asks for, when it can be had; faults are in the context.
    """
    library = _library(context)
    at = context.scenario.date
    if at is not None and not _EARLIEST <= at.year <= _LATE.year:
        do = f"Write a day from {_EARLIEST} to {_LATE.year}."
        context.fault(("date",), f"{at} is out of range", do)
    check_money(context)
    check_price_levels(context)
    _savings(context)
    _baselines(context)
    check_air(context)
    check_texts(context)
    if library is not None:
        check_overrides(context, library)
        check_market(context, library)
        check_rules(context, library)
        check_cases(context, library)
        check_costs(context, library)
        check_taxes(context, library)
        check_prices(context, library)
        check_quotes(context, library)
        check_appraisal(context, library)
        check_consumers(context)
        check_demand(context)
        if not context.faults:
            # What suppliers choose from can only be told when all else is right.
            check_choice(context, library)
        if not context.faults:
            check_pump(context, library)
    return library


def _library(context: Context) -> Library | None:
    scenario = context.scenario
    sets, directives = names_in("factors"), names_in("pathways")
    for key, known in (("factors", sets), ("comparator", directives)):
        word = getattr(scenario, key)
        if word is not None and word not in known:
            context.fault((key,), f"{shown(word)} is not in the library", suggest(word, known))
    published = scenario.published
    if published is not None and published not in names_in("published"):
        do = suggest(published, names_in("published"))
        context.fault(("published",), f"{shown(published)} is not in the library", do)
    # With what was probably meant, the rest of the file can be checked as well.
    factors = (
        scenario.factors if scenario.factors in sets else nearest(scenario.factors or "", sets)
    )
    if not factors or scenario.comparator not in directives:
        return None
    library = Library(factors, scenario.comparator, scenario.date or _LATE)
    if not set(POOLS) <= set(library.fuels()):
        got = f"{shown(factors)} holds no heat values of petrol and diesel"
        context.fault(("factors",), got, "Choose a set that does.")
        return None
    return library


def _baselines(context: Context) -> None:
    cases = context.written("cases")
    baselines: list[tuple[Path, str | None]] = [(("baseline",), context.scenario.baseline)]
    for name, case in (context.scenario.cases or {}).items():
        baselines.append((("cases", name, "baseline"), case.baseline))
    for path, baseline in baselines:
        if baseline is not None and cases and baseline not in cases:
            context.fault(path, f"there is no case {shown(baseline)}", suggest(baseline, cases))


def _savings(context: Context) -> None:
    seen: set[str] = set()
    for position, given in enumerate(context.scenario.life_cycle_savings or []):
        label = saving_label(given.value)
        if label in seen:
            do = "Keep one of the two."
            context.fault(("life_cycle_savings", position), f"{label} is listed twice", do)
        seen.add(label)
