"""What a reader must know before relying on a scenario's results, by code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from biofuel_mandate.library.quotes import day_of
from biofuel_mandate.scenario.law_use import TAXES
from biofuel_mandate.scenario.oil_schema import unmoved
from biofuel_mandate.scenario.price_fields import Quote
from biofuel_mandate.scenario.structure import category_of, fuel_of, is_priced, priced_apart

if TYPE_CHECKING:
    from biofuel_mandate.scenario.load import Scenario, Year


class Notice(NamedTuple):
    """A warning by code, and what it is about; the words stand with the other texts."""

    code: str
    about: str
    detail: str = ""
    year: str = ""
    country: str = ""


def notices_of(scenario: Scenario) -> Iterator[Notice]:
    """Yield what a reader must know before relying on the results of a scenario."""
    if scenario.years:
        yield from _over_years(scenario.years)
    else:
        yield from _of_one(scenario)


def _of_one(scenario: Scenario) -> list[Notice]:
    found: list[Notice] = []
    for pool in scenario.structure.pools.values():
        if not pool.grade:
            found.append(Notice("no_grade", pool.name))
    shapes = [grade for case in scenario.structure.cases.values() for grade in case.grades]
    sold = {(one.grade, c) for one in shapes if not one.is_gas for c in one.fills}
    for grade, component in sorted(sold):
        is_known = grade in scenario.library.grades()
        limits = scenario.table.get("greatest_volume_share", {})
        if is_known and (grade, component) not in limits:
            found.append(Notice("no_limit", f"{component} in {grade}"))
    found += _other_paths(scenario)
    sold_gas = dict.fromkeys((one.pool, one.grade) for one in shapes if one.is_gas)
    for pool_name, grade in sold_gas:
        sets = scenario.structure.pools[pool_name].vehicles.values()
        if not any(grade in only for only in sets):
            found.append(Notice("no_vehicles", grade))
    found += (Notice("unsold", word) for word in _unsold(scenario))
    for law in scenario.laws:
        for change in law.changes:
            code = "law_changed" if change.law else "law_left"
            code = code if change.is_found else "law_given"
            found.append(Notice(code, change.said, change.law, str(law.on), law.country))
        found += (
            Notice("law_unpriced", rule, "", str(law.on), law.country) for rule in law.unpriced
        )
        if law.remarks:
            asked = f"biofuel-mandate rules {law.country} --date {law.on}"
            found.append(Notice("law_remarks", asked))
    found += (Notice("unpriced", name) for name in _unpriced(scenario))
    if scenario.structure.has_choice:
        found += (Notice("own_prices", name) for name in priced_apart(scenario.file))
    found += _quotes_of_other_years(scenario)
    found += _taxes(scenario)
    biofuels = (one for pool in scenario.structure.pools.values() for one in pool.biofuels)
    found += (Notice("oil_unmoved", name) for name in unmoved(scenario.file.oil, biofuels))
    found += (Notice("idle_name", name) for name in _idle_names(scenario))
    if scenario.library.is_reconstruction():
        found.append(Notice("reconstruction", scenario.library.factor_set))
    return found


def _idle_names(scenario: Scenario) -> Iterator[str]:
    """Yield the names that are called something, and that nothing in the file has."""
    structure = scenario.structure
    known = {*structure.lines, *structure.tasks, *structure.suppliers, *scenario.file.biofuels}
    known.update(name for pool in structure.pools.values() for name in pool.components)
    yield from (name for name in scenario.file.names if name not in known)


def _unpriced(scenario: Scenario) -> Iterator[str]:
    """Yield the biofuels that a least-cost case would sell but for want of a price."""
    wanted: dict[str, None] = {}
    for name, case in scenario.structure.cases.items():
        if case.is_least_cost:
            named = {component for _, _, component in scenario.file.cases[name].fulfil.fills}
            for pool in scenario.structure.pools.values():
                wanted |= dict.fromkeys(one for one in pool.biofuels if one in named or not named)
    yield from (name for name in wanted if not is_priced(scenario.file, name))


def _quotes_of_other_years(scenario: Scenario) -> Iterator[Notice]:
    """Yield the prices that the library quotes of another year than the scenario's."""
    year = scenario.file.price_year
    for name, price in scenario.file.costs.price.items():
        if isinstance(price, Quote):
            day, quoted_year = day_of(price.name, scenario.library.at)
            if quoted_year != year:
                is_converted = scenario.file.appraisal.price_index is not None
                code = "converted_year" if is_converted else "other_year"
                yield Notice(code, name, day, str(year))


def _taxes(scenario: Scenario) -> Iterator[Notice]:
    """Yield what to know of taxes: money of another year, and what suppliers do not weigh."""
    costs, year = scenario.file.costs, str(scenario.file.price_year)
    is_converted = scenario.file.appraisal.price_index is not None
    for law in scenario.laws:
        if law.of == TAXES and str(law.on.year) != year and not is_converted:
            yield Notice("tax_year", str(law.on.year), year, country=law.country)
    by_quota = costs.taxes_beyond_quota or costs.tax_of_unsustainable
    if scenario.structure.has_choice and by_quota:
        yield Notice("tax_not_weighed", "")


def _unsold(scenario: Scenario) -> Iterator[str]:
    """Yield what rules name that is of no biofuel sold; "double" names what it must."""
    sold = {
        word
        for pool in scenario.structure.pools.values()
        for component in pool.biofuels
        for word in (
            component,
            fuel_of(scenario.file, component),
            category_of(scenario.file, scenario.library, component),
        )
    }
    rules = scenario.document.data["rules"]
    of_laws = {name for law in scenario.laws for name in law.rules}
    for name, rule in scenario.file.rules.items():
        if name in of_laws:
            continue  # a law names more than any one market sells
        written = rules[name].get("counting") if isinstance(rules, dict) else None
        multiplied = written if isinstance(written, dict) else ()
        for word in dict.fromkeys((*(rule.counts or ()), *multiplied, *rule.litre_equivalent)):
            if word not in sold:
                yield f'rules.{name}: "{word}"'


def _other_paths(scenario: Scenario) -> Iterator[Notice]:
    """Yield cases that are compared with one on another path of demand, and paths of no case."""
    cases = scenario.file.cases
    served = {case.demand for case in cases.values()}
    yield from (Notice("idle_path", name) for name in scenario.file.demand if name not in served)
    is_one_year = scenario.file.appraisal.present_value_in is None
    if is_one_year and scenario.file.appraisal.discount_rate is not None:
        yield Notice("idle_rate", "appraisal.discount_rate")
    for name, case in cases.items():
        against = scenario.structure.cases[name].baseline
        if case.demand != cases[against].demand:
            yield Notice("other_path", name, against)


def _over_years(years: Sequence[Year]) -> Iterator[Notice]:
    """Yield what is to be known of any year, once; a law's remarks are of all its years."""
    told = (notice for year in years for notice in year.scenario.warnings)
    taxed: dict[str, list[Notice]] = {}
    for notice in dict.fromkeys(told):
        if notice.code == "tax_year":
            taxed.setdefault(notice.country, []).append(notice)
        elif notice.code != "law_remarks":
            yield notice
    for found in taxed.values():
        listed = ", ".join(notice.about for notice in found)
        yield found[0]._replace(about=listed)
    laws = (law for year in years for law in year.scenario.laws if law.remarks)
    for country in dict.fromkeys(law.country for law in laws):
        yield Notice("law_remarks", f"biofuel-mandate rules {country}")
