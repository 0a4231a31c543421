"""Which rules are not met: what a reader must know before any number."""

from __future__ import annotations

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.case_tables import case_words
from biofuel_mandate.report.numbers import shown
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.rules.rows import Row

# More cases than this are counted, not listed.
_MOST_LISTED = 4


def breaches(assessment: Assessment, texts: Texts) -> tuple[str, ...]:
    """Return a sentence for each rule that a case misses or exceeds, with share and gap."""
    found: dict[str, list[str]] = {}
    senses: dict[str, str] = {}
    for case in assessment.scenario.structure.cases:
        solution = assessment.evaluation.solution(case)
        for row in solution.system.rules:
            if not row.is_met(solution.volumes):
                senses[row.name] = "exceeded" if row.sense == "<=" else "missed"
                found.setdefault(row.name, []).append(_of(assessment, case, row, texts))
    return tuple(
        texts(f"breach.{senses[rule]}", rule=rule, cases=_listed(cases, texts))
        for rule, cases in found.items()
    )


def _of(assessment: Assessment, case: str, row: Row, texts: Texts) -> str:
    volumes = assessment.evaluation.solution(case).volumes
    base = float(row.base_amount(volumes))
    share = float(row.left_amount(volumes)) / base if base else 0.0
    return texts(
        "breach.of",
        case=case_words(assessment, case, texts),
        share=shown(share, 2, texts, 100),
        level=shown(float(row.level), 2, texts, 100),
        gap=shown(-float(row.slack(volumes)), 1, texts),
        unit=row.unit,
    )


def _listed(cases: list[str], texts: Texts) -> str:
    more = len(cases) - _MOST_LISTED
    listed = "; ".join(cases[:_MOST_LISTED])
    return texts("breach.more", listed=listed, count=more) if more > 0 else listed
