"""The caveats that belong to the inputs used, each only where it applies."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.appendix.phrases import Phrases
from biofuel_mandate.report.notes import notes

_ABATEMENT = "costs.abatement_cost."


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
    if (costs.abatement_cost or costs.price_gap) and not structure.has_choice:
        yield said("caveats.infrastructure")
    if file.market.diesel is not None:
        yield said("caveats.non_road")
    if structure.taxes and any(rule.type == "quota" for rule in structure.rules.values()):
        yield said("caveats.state_aid")
    if file.consumers is None or not file.consumers.price_elasticity:
        yield said("caveats.energy")
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
    return tuple(note for note in notes(assessment, words) if note != marks)
