"""The tables of all cases at once: comparison, rules, values."""

from __future__ import annotations

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL
from biofuel_mandate.report.case_tables import NO_COST, case_words, compared_cases, saving_words
from biofuel_mandate.report.row_words import row_words
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.rules.rows import Row


def comparison_table(assessment: Assessment, texts: Texts) -> Table:
    """Return the headlines of every compared case, one row a case."""
    cur = assessment.scenario.file.currency
    savings = assessment.scenario.structure.savings
    cases = compared_cases(assessment)
    baselines = {case: assessment.scenario.structure.cases[case].baseline for case in cases}
    several = len(set(baselines.values())) > 1
    rows: list[tuple[Cell, ...]] = []
    for case in cases:

        def value(variable: str, detail: str = "", case: str = case) -> float | None:
            return assessment.value(variable, case, BIOFUEL, detail=detail)

        rows.append(
            (
                case_words(assessment, case, texts),
                *([case_words(assessment, baselines[case], texts)] if several else []),
                Amount(value("volume_share"), 2, 100),
                Amount(value("extra_volume"), 1),
                Amount(value("direct_co2_reduction"), 1, 1e-3),
                *(Amount(value("life_cycle_reduction", label), 1, 1e-3) for label in savings),
                Amount(value("iluc_emission"), 1, 1e-3),
                Amount(value("cost", "abatement cost"), 0, lacks=NO_COST),
                Amount(value("cost", "bottom up"), 0, lacks=NO_COST),
            )
        )
    headings = (
        texts("column.case"),
        *([texts("column.baseline")] if several else []),
        texts("column.share"),
        texts("column.extra_volume"),
        texts("column.direct_kt"),
        *(
            texts("column.saving_kt", label=saving_words(assessment, label, texts, short=True))
            for label in savings
        ),
        texts("column.iluc_kt"),
        texts("column.abatement", cur=cur),
        texts("column.bottom_up", cur=cur),
    )
    one = case_words(assessment, next(iter(baselines.values())), texts)
    title = texts("heading.comparison") if several else texts("heading.comparison_one", case=one)
    words = (0, 1) if several else (0,)
    return Table("comparison", title, headings, tuple(rows), (texts("note.accounts"),), words)


def rules_table(assessment: Assessment, texts: Texts) -> Table:
    """Return every rule and limit of every case: sold, counted, required, met or missed."""
    rows: list[tuple[Cell, ...]] = []
    for case in assessment.scenario.structure.cases:
        solution = assessment.evaluation.solution(case)
        for row in (*solution.system.rules, *solution.system.limits):
            found = {
                name: assessment.value(name, case, rule=row.name, detail=row.kind)
                for name in ("rule_fulfilment", "rule_demand", "rule_slack", "rule_met")
            }
            sold = solution.litres_sold(row)
            rows.append(
                (
                    case_words(assessment, case, texts),
                    row_words(row, texts),
                    _share(assessment, case, row),
                    Amount(sold, 1),
                    *(
                        Amount(found[name], 1, unit=row.unit)
                        for name in ("rule_fulfilment", "rule_demand", "rule_slack")
                    ),
                    _status(bool(found["rule_met"]), row, texts),
                )
            )
    names = ("case", "rule", "counted_share", "sold", "counted", "demanded", "slack", "status")
    headings = tuple(texts(f"column.{name}") for name in names)
    return Table("rules", texts("heading.rules"), headings, tuple(rows), words=(0, 1, 7))


def _status(met: bool, row: Row, texts: Texts) -> str:
    if met:
        return texts("rule.met")
    return texts("rule.exceeded" if row.sense == "<=" else "rule.missed")


def _share(assessment: Assessment, case: str, row: Row) -> Cell:
    try:
        share = assessment.value("counted_share", case, rule=row.name, detail=row.kind)
    except KeyError:
        return ""
    return Amount(share, 2, 100)


def values_table(assessment: Assessment, texts: Texts) -> Table:
    """Return every value that a result rests on, with its source and its marks."""
    rows = []
    for given in assessment.values_used:
        source = ", ".join(part for part in (given.source, given.locator) if part)
        rows.append((given.id, texts.written(given), source, texts.marks(given)))
    names = ("value", "amount", "source", "marks")
    headings = tuple(texts(f"column.{name}") for name in names)
    return Table("values", texts("heading.values"), headings, tuple(rows), words=(0, 1, 2, 3))
