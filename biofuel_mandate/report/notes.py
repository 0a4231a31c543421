"""What a reader must know beside the tables: what is assumed, missing, overridden or marked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import Key
from biofuel_mandate.report.consumer_notes import consumer_notes
from biofuel_mandate.report.numbers import shown
from biofuel_mandate.report.tax_tables import relieved
from biofuel_mandate.report.texts import Texts, pathway_label, sentence
from biofuel_mandate.report.years import year_notes

_YEARS = re.compile(r":\d{4}( to \d{4}|, \d{4}| and \d{4})*$")


def notes(assessment: Assessment, texts: Texts) -> tuple[str, ...]:
    """Return what a reader must know beside the tables: missing values, overrides, marks."""
    if assessment.years:
        return year_notes(assessment, texts)
    return notes_of(assessment, texts)


def notes_of(assessment: Assessment, texts: Texts, *, of_year: bool = False) -> tuple[str, ...]:
    """Return the notes of one scenario, or those of a year that are not of all of them."""
    scenario, missing = assessment.scenario, assessment.missing
    found = [
        texts("note.factors", factors=scenario.file.factors, comparator=scenario.file.comparator)
    ]
    found += [texts.notice(warning) for warning in scenario.warnings if not of_year]
    found += _assumed_biofuels(assessment, texts)
    found += _gases(assessment, texts)
    found += _not_counted(assessment, texts)
    found += relieved(assessment, texts)
    found += consumer_notes(assessment, texts)
    # One note a reason, with all that it leaves missing.
    reasons: dict[str, dict[str, None]] = {}
    idle = leaves_abatement_out(assessment)
    for at, why in missing.items():
        if idle and why.name == "abatement_cost_cur_per_t":
            continue
        row, named = assessment.rows[at], texts.words["variable"]
        # One variable of two equations has words for each.
        what = named.get(f"{row.variable}_{row.equation}") or named.get(row.variable, row.variable)
        reasons.setdefault(texts.missing(why), {})[what] = None
    for reason, left_out in reasons.items():
        told = texts("note.missing", what=", ".join(left_out), why=reason)
        found.append(sentence(told))
    return tuple(found if of_year else (*found, *value_notes(assessment, texts)))


def value_notes(assessment: Assessment, texts: Texts) -> Iterator[str]:
    """Yield what a reader must know of the values used: overrides, evidence, marks."""
    used = assessment.values_used
    for given in used:
        if given.origin == "override":
            text = texts.written(given)
            yield texts("note.override", id=given.id, text=text, source=given.source)
    used_ids = {given.id for given in used}
    for given in assessment.scenario.overrides.values():
        if given.id not in used_ids:
            text = texts.written(given)
            yield texts("note.idle_override", id=given.id, text=text)
    # Of values over years, each is named once.
    names = (_YEARS.sub("", given.id) for given in used if given.evidence == "unverified")
    marked = tuple(dict.fromkeys(names))
    if marked:
        yield texts("note.unverified", ids=", ".join(marked))
    count = sum(bool(given.marks()) for given in used)
    yield texts("note.marks", count=count, all=len(used))


def leaves_abatement_out(assessment: Assessment) -> bool:
    """Return whether costs per tonne are not asked about: suppliers weigh prices instead."""
    file = assessment.scenario.file
    return assessment.scenario.structure.has_choice and not file.costs.abatement_cost


def _assumed_biofuels(assessment: Assessment, texts: Texts) -> Iterator[str]:
    scenario, words = assessment.scenario, texts.words["category"]
    for name, evidence, label in scenario.made_of():
        if evidence != "published":
            pathway, what = scenario.file.biofuels[name].pathway, words.get(label, label)
            if pathway:
                what = pathway_label(pathway, scenario.library.directive, texts.language)
            named, mark = texts.name_of(name), texts(f"mark.{evidence}")
            yield texts("note.made_of", name=named, what=what, evidence=mark)


def _gases(assessment: Assessment, texts: Texts) -> Iterator[str]:
    """Yield what a reader must know of a gas: it has no litres, and a rule may pass it by."""
    structure = assessment.scenario.structure
    for pool in structure.pools.values():
        for gas in sorted(pool.gases):
            name = texts.name_of(gas)
            yield sentence(texts("note.gas", name=name))
            for rule in structure.rules.values():
                if pool.name in rule.pools and (pool.name, gas) not in rule.counted:
                    yield sentence(texts("note.gas_outside", name=name, rule=rule.name))


def _not_counted(assessment: Assessment, texts: Texts) -> Iterator[str]:
    """Yield which biofuel a rule leaves out for its saving, and why."""
    evaluation = assessment.evaluation
    for rule in assessment.scenario.structure.rules.values():
        for pool, component in sorted(rule.counted):
            key = Key(rule=rule.name, pool=pool, component=component)
            if not evaluation.has("minimum_saving", key):
                continue
            saving, least = (evaluation.get(name, key) for name in ("own_saving", "minimum_saving"))
            if saving < least:
                told = texts(
                    "note.not_counted",
                    rule=rule.name,
                    name=texts.name_of(component),
                    saving=shown(float(saving), 1, texts, 100),
                    least=shown(float(least), 1, texts, 100),
                )
                yield sentence(told)
