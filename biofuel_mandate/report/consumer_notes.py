"""What a reader must know of prices at the pump, and of demand that answers them."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import Key
from biofuel_mandate.library import Derived
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.texts import Texts, sentence, texts


def consumer_notes(assessment: Assessment, words: Texts) -> Iterator[str]:
    """Yield notes on those who buy the fuel; none where the scenario says nothing of them."""
    if assessment.scenario.file.consumers is None:
        return
    own = texts(f"consumers.{words.language}")
    yield own("note.pump")
    structure = assessment.scenario.structure
    if not structure.lines:
        yield own("note.no_logistics")
    for pool in structure.pools.values():
        for component in pool.biofuels:
            name, key = words.name_of(component), Key(pool=pool.name, component=component)
            if component in pool.gases:
                yield sentence(own("note.pump_gas", name=name))
            elif assessment.evaluation.bound("pump_product_mcur", key) == _BY_GAP:
                yield own("note.by_gap", name=name, pool=words.name_of(pool.name))
    yield from _demand(assessment, words, own)


_BY_GAP = Derived("price_by_gap_mcur", "")


def _demand(assessment: Assessment, words: Texts, own: Texts) -> Iterator[str]:
    """Yield whose energy is not the same in every case, and on what evidence."""
    consumers = assessment.scenario.file.consumers
    if consumers is None or not consumers.price_elasticity:
        return
    for pool in assessment.scenario.structure.pools:
        bound = assessment.evaluation.bound("price_elasticity_ratio", Key(pool=pool))
        named = words.name_of(pool)
        if not isinstance(bound, Given):
            yield own("note.kept", pool=named)
            continue
        written = words.written(bound)
        if bound.low is not None or bound.high is not None:
            ends = (bound.value if end is None else end for end in (bound.low, bound.high))
            low, high = (words.number(f"{end:.10g}") for end in ends)
            written += f" [{words('from_to', low=low, high=high, unit='').strip()}]"
        evidence = words(f"mark.{bound.evidence}")
        cited = {"evidence": evidence, "source": bound.source}
        yield own("note.answers", pool=named, elasticity=written, **cited)
    yield own("note.answered")
