"""Which rules are not met: what a reader must know before any number."""

from __future__ import annotations

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.case_tables import case_words
from biofuel_mandate.report.numbers import shown
from biofuel_mandate.report.row_words import rule_words
from biofuel_mandate.report.standing import Standing, amount_in, is_absolute, standing
from biofuel_mandate.report.table import cell_text
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.report.years import covers_years, year_breaches
from biofuel_mandate.rules.rows import Row

# More cases than this are counted, not listed.
_MOST_LISTED = 4


def breaches(assessment: Assessment, texts: Texts) -> tuple[str, ...]:
    """Return a sentence for each rule that a case misses or exceeds, with share and gap.

    What is missed at a price is bought out, and told with what is paid.
    """
    if covers_years(assessment):
        return year_breaches(assessment, texts)
    found: dict[tuple[str, str], list[str]] = {}
    for case in assessment.scenario.structure.cases:
        solution = assessment.evaluation.solution(case)
        for row in solution.system.rules:
            if not row.is_met(solution.volumes):
                stands = standing(assessment, case, row)
                told = _of(assessment, case, row, stands, texts)
                found.setdefault((row.name, stands.state), []).append(told)
    structure = assessment.scenario.structure
    return tuple(
        texts(
            f"breach.{state}", rule=rule_words(structure, rule, texts), cases=_listed(cases, texts)
        )
        for (rule, state), cases in found.items()
    )


def _of(assessment: Assessment, case: str, row: Row, stands: Standing, texts: Texts) -> str:
    volumes = assessment.evaluation.solution(case).volumes
    gap = cell_text(amount_in(row, row.missed or -float(row.slack(volumes))), texts)
    counted, asked = float(row.left_amount(volumes)), float(row.right_amount(volumes))
    said = {"case": case_words(assessment, case, texts), "gap": gap}
    if is_absolute(row):
        sides = {"counted": counted, "asked": asked}
        amounts = {name: amount_in(row, value) for name, value in sides.items()}
        said |= {
            name: shown(amount.value, amount.decimals, texts) for name, amount in amounts.items()
        }
        told = texts("breach.of_amount", unit=row.unit, **said)
    else:
        base = float(row.base_amount(volumes))
        share = shown(counted / base if base else 0.0, 2, texts, 100)
        level = shown(float(row.level), 2, texts, 100)
        told = texts("breach.of", share=share, level=level, **said)
    if stands.paid is None:
        return told
    cur, paid = assessment.scenario.file.currency, shown(stands.paid, 1, texts)
    return texts("breach.paid", told=told, paid=paid, cur=cur)


def _listed(cases: list[str], texts: Texts) -> str:
    more = len(cases) - _MOST_LISTED
    listed = "; ".join(cases[:_MOST_LISTED])
    return texts("breach.more", listed=listed, count=more) if more > 0 else listed
