"""What a scenario says in its own words: the form of its texts, and cases that are judged."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.scenario.meaning.context import Context
from biofuel_mandate.scenario.text_schema import Prose
from biofuel_mandate.words import shown, suggest


def check_texts(context: Context) -> None:
    """Check the directorate's words, and what has no price."""
    _unpriced(context)
    for path, prose in _every_prose(context):
        for language in prose.languages:
            _form(context, (*path, language), prose.said(language))


def _every_prose(context: Context) -> Iterator[tuple[tuple[str, ...], Prose]]:
    texts = context.scenario.text
    for name in type(texts).model_fields if texts else ():
        prose = getattr(texts, name)
        if prose is not None:
            yield ("text", name), prose
    for name, effect in (context.scenario.unpriced_effects or {}).items():
        if effect.why is not None:
            yield ("unpriced_effects", name, "why"), effect.why


def _form(context: Context, path: tuple[str, ...], text: str) -> None:
    """Check that a text holds nothing that would be lost in a document."""
    from biofuel_mandate.scenario.markdown import refused  # only who writes texts waits for it

    for got, do in refused(text):
        context.fault(path, got, do)


def _unpriced(context: Context) -> None:
    """Check that each effect is judged in cases that have a baseline."""
    cases, baseline = context.written("cases"), context.scenario.baseline
    for name, effect in (context.scenario.unpriced_effects or {}).items():
        for case in effect.cases:
            place = ("unpriced_effects", name, "cases", case)
            if case not in cases:
                context.fault(place, f"there is no case {shown(case)}", suggest(case, cases))
            elif case == baseline:
                got = f"{case} is the baseline, which effects are judged against"
                context.fault(place, got, "Judge the other cases against it, and leave it out.")
