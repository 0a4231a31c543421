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
from biofuel_mandate.scenario.fulfil import LEAST_COST
from biofuel_mandate.scenario.market_schema import PoolMarket


def method_blocks(assessment: Assessment, phrases: Phrases) -> Iterator[Block]:
    """Yield how the numbers are found, in half a page: only what this scenario uses."""
    structure, file = assessment.scenario.structure, assessment.scenario.file
    asked = ["energy", "solver"]
    if file.consumers is not None and file.consumers.price_elasticity:
        asked.insert(1, "elastic")
    asked += ["choice"] if structure.has_choice else []
    asked += ["direct", "life", "iluc"]
    if structure.has_choice:
        asked.append("cost_fuel")
    if file.costs.abatement_cost and not leaves_abatement_out(assessment):
        asked.append("cost_abatement")
    if file.costs.price_gap or file.costs.uncorrected_price_gap:
        asked.append("cost_bottom_up")
    asked += ["years"] if covers_years(assessment) else []
    for key in asked:
        yield Paragraph(phrases(f"method.{key}", comparator=file.comparator))
    yield Paragraph(phrases("method.rounding", equations=see("equations")))


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
    ends = dict.fromkeys(phrases.words.written(one) for one in (found[:1] + found[-1:]))
    return "–".join(ends)


def _fulfil(assessment: Assessment, case: str, phrases: Phrases) -> str:
    fulfil = assessment.scenario.file.cases[case].fulfil
    how = "least_cost" if fulfil.how == LEAST_COST else str(fulfil.how)
    return phrases.said(f"measures.fulfil.{how}")


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
