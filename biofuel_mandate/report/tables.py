"""The tables of all cases at once: comparison, rules, values."""

from __future__ import annotations

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL
from biofuel_mandate.report.case_tables import NO_COST, case_words, compared_cases, saving_words
from biofuel_mandate.report.notes import leaves_abatement_out
from biofuel_mandate.report.row_words import row_words
from biofuel_mandate.report.standing import (
    BINDS,
    Values,
    amount_in,
    rule_amounts,
    share_of,
    sold_for,
    standing,
)
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.rules.rows import Row, Terms


def comparison_table(assessment: Assessment, texts: Texts) -> Table:
    """Return the headlines of every compared case, one row a case."""
    cur = assessment.scenario.file.currency
    savings = assessment.scenario.structure.savings
    cases = compared_cases(assessment)
    baselines = {case: assessment.scenario.structure.cases[case].baseline for case in cases}
    several = len(set(baselines.values())) > 1
    ways = [("abatement", "abatement cost"), ("bottom_up", "bottom up")]
    if leaves_abatement_out(assessment):
        del ways[0]
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
                *(Amount(value("cost", way), 0, lacks=NO_COST) for _, way in ways),
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
        *(texts(f"column.{name}", cur=cur) for name, _ in ways),
    )
    one = case_words(assessment, next(iter(baselines.values())), texts)
    title = texts("heading.comparison") if several else texts("heading.comparison_one", case=one)
    words = (0, 1) if several else (0,)
    return Table("comparison", title, headings, tuple(rows), (texts("note.accounts"),), words)


def rules_table(assessment: Assessment, texts: Texts, *, short: bool = False) -> Table:
    """Return every rule and limit of every case: sold, counted, required, met or missed.

    Where suppliers choose in some case, what each is worth there; the short form then leaves
    out the limits, of which those that bind stand among what rules are worth.
    """
    has_choice = assessment.scenario.structure.has_choice
    values = Values(assessment)
    rows: list[tuple[Cell, ...]] = []
    dividing: dict[str, None] = {}
    for case in assessment.scenario.structure.cases:
        solution = assessment.evaluation.solution(case)
        system, volumes = solution.system, solution.volumes
        for row in (*system.rules, *(() if short and has_choice else system.limits)):
            stands = standing(assessment, case, row)
            if stands.state == BINDS and system.divided(row) is not row and _is_loose(row, volumes):
                dividing[row.name] = None
            cells = _rule_cells(assessment, case, row, texts)
            value = (values.cell(case, row, texts),) if has_choice else ()
            rows.append((*cells, *value, texts(f"rule.{stands.state}")))
    names = ["case", "rule", "counted_share", "sold", "counted", "demanded", "slack"]
    names += ["worth", "status"] if has_choice else ["status"]
    headings = tuple(texts(f"column.{name}") for name in names)
    title = texts("heading.rules_short" if short and has_choice else "heading.rules")
    words = (0, 1, len(names) - 1)
    notes = tuple(texts("note.divides", rule=rule) for rule in dividing)
    return Table("rules", title, headings, tuple(rows), notes, words=words)


def _is_loose(row: Row, volumes: Terms) -> bool:
    """Whether more than rounding lies between what a row takes and what it allows."""
    return abs(float(row.slack(volumes))) > 1e-6 * abs(float(row.right_amount(volumes)))


def _rule_cells(
    assessment: Assessment, case: str, row: Row, texts: Texts
) -> tuple[Cell, Cell, Cell, Cell, Cell, Cell, Cell]:
    amounts = rule_amounts(assessment, case, row)
    fulfilled, demanded, slack = (amount_in(row, amount) for amount in amounts)
    return (
        case_words(assessment, case, texts),
        row_words(row, texts),
        share_of(assessment, case, row, texts),
        Amount(sold_for(assessment, case, row), 1),
        fulfilled,
        demanded,
        slack,
    )


def values_table(assessment: Assessment, texts: Texts) -> Table:
    """Return every value that a result rests on, with its source and its marks."""
    rows = []
    for given in assessment.values_used:
        source = ", ".join(part for part in (texts.source(given), given.locator) if part)
        rows.append((given.id, texts.written(given), source, texts.marks(given)))
    names = ("value", "amount", "source", "marks")
    headings = tuple(texts(f"column.{name}") for name in names)
    return Table("values", texts("heading.values"), headings, tuple(rows), words=(0, 1, 2, 3))
