"""The library as a page: docs/library.md."""

from __future__ import annotations

from biofuel_mandate.equations import unit_of
from biofuel_mandate.library import read_topic, sources
from biofuel_mandate.library.catalogue import cited, topics, values
from biofuel_mandate.quantities import EVIDENCE
from biofuel_mandate.report.air_tables import directions_table
from biofuel_mandate.report.library.tables import topic_table
from biofuel_mandate.report.library.words import Words, source_line, words_of
from biofuel_mandate.report.summary import table_to_markdown
from biofuel_mandate.report.table import Table


def to_markdown(language: str = "en") -> str:
    """Return the whole library as a page, topic by topic, its sources once at the end."""
    words = words_of(language)
    own = words.own
    parts = [
        f"# {own('title')}",
        own("intro", count=len(values()), topics=len(topics())),
        _marks(words),
        f"{own('reference_note')} {own('price_note')} {own('range_note')}",
        _quantities(words),
        *(_topic(topic, words) for topic in topics()),
        f"## {own('sources')}\n\n{_sources()}",
    ]
    return "\n\n".join(parts) + "\n"


def _marks(words: Words) -> str:
    rows = tuple((words.general(f"mark.{mark}"), words.own(f"mark.{mark}")) for mark in EVIDENCE)
    columns = (words.own("column.mark"), words.own("column.means"))
    table = Table("marks", words.own("evidence"), columns, rows, words=(0, 1))
    return table_to_markdown(table, words.general)


def _quantities(words: Words) -> str:
    endings = sorted({value.quantity for value in values()})
    rows = tuple(
        (f"`{ending}`", words.own(f"quantity.{ending}"), unit_of(ending)) for ending in endings
    )
    columns = tuple(words.own(f"column.{name}") for name in ("ending", "means", "unit"))
    table = Table("quantities", words.own("quantities"), columns, rows, words=(0, 1, 2))
    return table_to_markdown(table, words.general)


def _topic(topic: str, words: Words) -> str:
    head = read_topic(topic).head
    remarks = [words.about(topic)]
    if "extends" in head:
        remarks.append(words.own("extends", set=head["extends"]))
    if head.get("reconstruction"):
        remarks.append(words.own("reconstruction"))
    if head.get("reference") is True:
        remarks.append(words.own("reference_topic"))
    heading, _, body = table_to_markdown(topic_table(topic, words), words.general).partition("\n")
    gaps = [f"- {gap['from']}–{gap['to']}: {gap['what']}" for gap in head.get("gaps", ())]
    told = "\n".join(["", "", words.own("gaps"), "", *gaps]) if gaps else ""
    parts = [f"{heading}\n\n{' '.join(remarks)}\n{body}{told}"]
    if "directions" in head:
        fuels = {one["fuel"] for one in head["directions"]}
        ways = table_to_markdown(directions_table(fuels, words.general), words.general)
        parts.append(f"#{ways}")
    return "\n\n".join(parts)


def _sources() -> str:
    lines = []
    for source in cited(values()):
        note = sources()[source].get("note", "")
        lines.append(f'- <a id="{source}"></a>`{source}`: {source_line(source)} {note}'.rstrip())
    return "\n".join(lines)
