"""The caveats that belong to the inputs used, each only where it applies."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.appendix.method import has_paths
from biofuel_mandate.report.appendix.phrases import Phrases
from biofuel_mandate.report.notes import notes

_ABATEMENT, _LOGISTICS = "costs.abatement_cost.", "costs.logistics."


def caveats(assessment: Assessment, phrases: Phrases) -> Iterator[str]:
    """Yield what a reader must bear in mind of a result, as sentences."""
    file, structure = assessment.scenario.file, assessment.scenario.structure
    said, words = phrases.said, phrases.words
    costs = file.costs
    if costs.abatement_cost:
        used = (one for one in assessment.values_used if one.id.startswith(_ABATEMENT))
        sources = dict.fromkeys(words.source(one) for one in used)
        yield said("caveats.average", source="; ".join(sources))
    if costs.price_gap:
        yield said("caveats.gap")
    used = (one for one in assessment.values_used if one.id.startswith(_LOGISTICS))
    derived = dict.fromkeys(words.source(one) for one in used if one.evidence == "derived")
    if derived:
        yield said("caveats.derived", source="; ".join(derived))
    if (costs.abatement_cost or costs.price_gap) and not structure.has_choice:
        yield said("caveats.infrastructure")
    if file.market.diesel is not None:
        yield said("caveats.non_road")
    if file.consumers is None or not file.consumers.price_elasticity:
        yield said("caveats.paths" if has_paths(assessment) else "caveats.energy")
    unsure = [
        name for name, evidence, _ in assessment.scenario.made_of() if evidence != "published"
    ]
    if unsure:
        yield said("caveats.feedstock", names=", ".join(map(words.name_of, unsure)))
    if len(assessment.years) > 1:
        yield said("caveats.constant")
    newer = sum(any(code == "newer" for code, _ in one.marks()) for one in assessment.values_used)
    if newer:
        counted = phrases.plural("newer.values", newer)
        yield said("caveats.newer", counted=counted)


def model_notes(assessment: Assessment, phrases: Phrases) -> tuple[str, ...]:
    """Return the notes of the model, as they stand in the summary of a run."""
    found, words = assessment.values_used, phrases.words
    # How many values are marked stands in the summary, and which in an annex.
    count = sum(bool(given.marks()) for given in found)
    marks = words("note.marks", count=count, all=len(found))
    laws = (one for one in assessment.scenario.warnings if one.code == "law_remarks")
    # Where to ask for more is a matter of the terminal.
    left_out = {marks, *map(words.notice, laws)}
    return tuple(note for note in notes(assessment, words) if note not in left_out)
