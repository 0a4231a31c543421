"""The method in half a page, the situation, the alternatives, and what the scenario assumes."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.appendix.phrases import Phrases, chemical, see
from biofuel_mandate.report.case_tables import case_words
from biofuel_mandate.report.document.tree import Block, Inlines, ListBlock, Paragraph, Run
from biofuel_mandate.report.notes import leaves_abatement_out
from biofuel_mandate.report.row_words import rule_words
from biofuel_mandate.report.table import Amount, Table
from biofuel_mandate.report.years import covers_years
from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.fulfil import LEAST_COST, Fill
from biofuel_mandate.scenario.market_schema import PoolMarket
from biofuel_mandate.years.present_values import PRESENT

# More fuels of a blend than this are not told one by one.
_MOST_FILLS = 4


def method_blocks(assessment: Assessment, phrases: Phrases) -> Iterator[Block]:
    """Yield how the numbers are found, in half a page: only what this scenario uses."""
    structure, file = assessment.scenario.structure, assessment.scenario.file
    is_elastic = file.consumers is not None and file.consumers.price_elasticity
    asked = ["elastic" if is_elastic else "paths" if has_paths(assessment) else "energy", "solver"]
    asked += ["choice"] if structure.has_choice else []
    asked += ["direct", "life", "iluc"]
    if structure.has_choice:
        asked.append("cost_fuel")
    if file.costs.abatement_cost and not leaves_abatement_out(assessment):
        asked.append("cost_abatement")
    if file.costs.price_gap or file.costs.uncorrected_price_gap:
        asked.append("cost_bottom_up")
    asked += ["years"] if covers_years(assessment) else []
    asked += ["present"] if any(row.variable == PRESENT for row in assessment.rows) else []
    for key in asked:
        yield Paragraph(phrases(f"method.{key}", comparator=file.comparator))
    yield Paragraph(phrases("method.rounding", equations=see("equations")))


def has_paths(assessment: Assessment) -> bool:
    """Return whether cases serve different paths of demand."""
    return len({case.demand for case in assessment.scenario.file.cases.values()}) > 1


def situation_blocks(assessment: Assessment, phrases: Phrases) -> Iterator[Block]:
    """Yield the market as it is, and the share of biofuel in the null alternative."""
    file = assessment.scenario.file
    country = phrases.words.country(file.jurisdiction)
    if covers_years(assessment):
        first, *_, last = assessment.years
        ends = {"first": str(first), "last": str(last)}
        yield Paragraph(phrases("situation.years", jurisdiction=country, **ends))
        return
    pools: list[Inlines] = []
    for name in POOLS:
        pool = getattr(file.market, name)
        if pool is not None:
            fuel = Run(f" {phrases.words.name_of(name)}")
            pools.append((*_sold(pool, phrases), fuel))
    listed = _joined(pools, phrases)
    about = {"jurisdiction": country, "year": str(file.market.year)}
    told = [phrases("situation.market", pools=listed, **about), (Run(" "),)]
    told.append(phrases(f"situation.{file.market.sales.partition(' ')[0]}"))
    yield Paragraph(tuple(one for words in told for one in words))
    single = assessment.only
    share = single.value("volume_share", file.baseline, BIOFUEL)
    if share is not None:
        baseline = case_words(assessment, file.baseline, phrases.words)
        amount = phrases.amount("percent", Amount(share, 2, 100))
        yield Paragraph(phrases("situation.today", baseline=baseline, share=amount))


def _sold(pool: PoolMarket, phrases: Phrases) -> Inlines:
    """Return what is sold in a pool, as litres where they are given."""
    if pool.volume is not None:
        return phrases.amount("Ml", Amount(pool.volume.value, 1))
    return (Run(phrases.words.written(pool.energy).replace(" ", "\u00a0")),) if pool.energy else ()


def _joined(parts: list[Inlines], phrases: Phrases) -> Inlines:
    """Join words as a list in a sentence."""
    found: list[Run] = []
    for at, part in enumerate(parts):
        if at:
            is_last = at == len(parts) - 1
            found.append(Run(phrases.words("and") if is_last else ", "))
        found += [one for one in part if isinstance(one, Run)]
    return tuple(found)


def alternatives_list(assessment: Assessment, phrases: Phrases) -> Iterator[Block]:
    """Yield what each alternative asks for and how it is fulfilled; the null alternative first."""
    file = assessment.scenario.file
    cases = dict.fromkeys([file.baseline, *assessment.scenario.structure.cases])
    yield Paragraph(phrases("measures.intro"))
    items = ((Paragraph(_case(assessment, case, phrases)),) for case in cases)
    yield ListBlock(tuple(items))


def _case(assessment: Assessment, case: str, phrases: Phrases) -> Inlines:
    file, structure = assessment.scenario.file, assessment.scenario.structure
    name = case_words(assessment, case, phrases.words)
    title = f"{name[:1].upper()}{name[1:]}"
    if case == file.baseline:
        title = phrases.said("measures.null_alternative", case=title)
    told = []
    for rule in structure.cases[case].rules:
        level = _level(assessment, case, rule, phrases)
        if level:
            named = rule_words(structure, rule, phrases.words)
            told.append(phrases.said("measures.level", rule=named, level=level))
    told = told or [phrases.said("measures.no_level")]
    told.append(_fulfil(assessment, case, phrases))
    return (Run(title, strong=True), Run(f": {'; '.join(told)}."))


def _level(assessment: Assessment, case: str, rule: str, phrases: Phrases) -> str:
    """Return what a rule asks for in a case, as the scenario writes it; of years, the ends."""
    found: list[Given] = []
    for single in (assessment.years or {0: assessment}).values():
        file = single.scenario.file
        said = file.cases[case]
        level = said.quota if rule == "quota" and said.quota is not None else said.levels.get(rule)
        level = level or (file.rules[rule].level if rule in file.rules else None)
        if level is not None:
            found.append(level)
    ends = [*dict.fromkeys(phrases.words.written(one) for one in (found[:1] + found[-1:]))]
    if not assessment.years or not ends or covers_years(assessment):
        return "–".join(ends)
    return _level_in_parts(assessment, case, rule, ends[0], phrases)


def _level_in_parts(
    assessment: Assessment, case: str, rule: str, level: str, phrases: Phrases
) -> str:
    """Return what a rule asks for in a year that a case goes through in parts."""
    course = assessment.scenario.years[0].courses.get(case)
    if course is None:
        return level
    if course.is_average:
        return phrases.said("measures.average", level=level)
    found: dict[str, None] = {}
    for _, part in course.parts:
        said = part.file.cases[case]
        given = said.quota if rule == "quota" and said.quota is not None else said.levels.get(rule)
        given = given or (part.file.rules[rule].level if rule in part.file.rules else None)
        if given is not None:
            found[phrases.words.written(given)] = None
    told = [*found] or [level]
    *others, last = told
    first = ", ".join(others)
    return phrases.said("measures.parts", first=first, last=last) if others else last


def _fulfil(assessment: Assessment, case: str, phrases: Phrases) -> str:
    """Return how a case is fulfilled: a given blend fuel by fuel, where there are few."""
    fulfil = assessment.scenario.file.cases[case].fulfil
    if fulfil.how == "blend":
        told = [
            _fill(at, fill, assessment, phrases)
            for at, fill in fulfil.fills.items()
            if fill.given is None or fill.given.value
        ]
        if not told:
            return phrases.said("measures.fill.nothing")
        if len(told) <= _MOST_FILLS:
            return "; ".join(told)
    how = "least_cost" if fulfil.how == LEAST_COST else str(fulfil.how)
    return phrases.said(f"measures.fulfil.{how}")


def _fill(at: tuple[str, str, str], fill: Fill, assessment: Assessment, phrases: Phrases) -> str:
    """Return how much a case sells of one fuel, in its pool or a grade of it."""
    pool, grade, name = at
    words = phrases.words
    values = {"fuel": words.name_of(name), "where": grade or words.name_of(pool)}
    if fill.case:
        case = case_words(assessment, fill.case, words)
        return phrases.said("measures.fill.case", case=case, **values)
    if fill.given is None:
        key = fill.how if fill.how in ("rest", "observed") else "rest"
        return phrases.said(f"measures.fill.{key}", **values)
    key = "share" if fill.how == "share" else "amount"
    return phrases.said(f"measures.fill.{key}", amount=words.written(fill.given), **values)


def assumptions_table(assessment: Assessment, phrases: Phrases) -> Table:
    """Return what the scenario itself gives: each value with its source and evidence."""
    words, said = phrases.words, phrases.said
    whole = assessment.scenario.file.source
    rows = []
    for given in assessment.values_used:
        if given.origin in ("scenario", "override"):
            # What most values rest on is told once, under the table.
            own = words.source(given)
            own = said("assumptions.whole") if own == whole else own
            source = ", ".join(part for part in (own, given.locator) if part)
            marks = words.marks(given) or words("mark.published")
            rows.append((given.id, words.written(given), chemical(source), marks))
    notes = (said("assumptions.whole_is", source=whole),)
    names = ("what", "value", "source", "evidence")
    headings = tuple(said(f"assumptions.column.{name}") for name in names)
    title = said("assumptions.table")
    return Table("assumptions", title, headings, tuple(rows), notes, words=(0, 1, 2, 3))
