"""What is told of an analysis, section by section, for any medium to lay out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from biofuel_mandate.report.numbers import figures
from biofuel_mandate.report.table import Table
from biofuel_mandate.report.uncertainty import importance, sentences, tables
from biofuel_mandate.report.uncertainty.facts import Facts
from biofuel_mandate.report.uncertainty.words import Words
from biofuel_mandate.uncertainty.tally import QUANTILE_ERROR


@dataclass(frozen=True)
class Section:
    """A part of a report.

    Attributes
    ----------
    title : str
    lines : tuple of str
        Sentences, each a point of a list.
    table : Table or None
        Without a title of its own.
    notes : tuple of str
        Below the table.
    """

    title: str
    lines: tuple[str, ...] = ()
    table: Table | None = None
    notes: tuple[str, ...] = ()


def sections(facts: Facts, words: Words, *, short: bool = False) -> Iterator[Section]:
    """Yield the sections of an analysis; the short form leaves out ids and long sources.

    Parameters
    ----------
    facts : Facts
    words : Words
    short : bool
    """
    plan, own = facts.plan, words.own
    table = tables.results_table(facts, words)
    yield Section(table.title, table=table)
    if plan.questions:
        lines = tuple(sentences.probabilities(facts, words))
        yield Section(own("heading.questions"), lines)
    yield _matters(facts, words)
    if plan.questions:
        yield Section(own("heading.passing"), tuple(sentences.passings(facts, words)))
    if plan.ranking:
        yield Section(
            own("heading.ranking"),
            tuple(sentences.ranking(facts, words)),
            tables.regret_table(facts, words),
            (own("ranking.regret"),),
        )
    yield Section(
        own("heading.inputs"),
        table=tables.inputs_table(facts, words, short=short),
        notes=tuple(sentences.about_inputs(facts, words, short=short)),
    )
    yield Section(
        own("heading.fixed"),
        tuple(sentences.fixed(facts, words)),
        tables.fixed_table(facts, words),
    )
    yield Section(
        own("heading.failed"),
        tuple(sentences.failed(facts, words)),
        tables.failed_table(facts, words),
        (own("failed.counted"),) if facts.failures else (),
    )


def _matters(facts: Facts, words: Words) -> Section:
    """Return which inputs matter most; of several cases it says to which."""
    title = words.own("heading.matters")
    if len(facts.cases) > 1 and facts.leading:
        case = words.quoted(words.case(facts.leading[0].row.case))
        title = words.own("heading.matters_case", case=case)
    lines = tuple(importance.matters(facts, words))
    return Section(title, lines, notes=tuple(importance.why(facts, words)))


def notes(words: Words) -> Iterator[str]:
    """Yield what a reader must know of every number."""
    error = figures(100 * QUANTILE_ERROR, 1, words.common)
    for key in ("now", "quantiles", "accounts", "files"):
        yield words.own(f"notes.{key}", **({"error": error} if key == "quantiles" else {}))
