"""The library as tables: its topics, some of its values, one value whole."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.library import sources
from biofuel_mandate.library.catalogue import Entry, Value, topics, values
from biofuel_mandate.report.library.words import Words, source_line
from biofuel_mandate.report.table import Table

Row = tuple[str, str]


def overview_table(words: Words) -> Table:
    """Return the topics: how many values each has, how many are used, what they are."""
    rows = []
    for topic in topics():
        found = [value for value in values() if value.topic == topic]
        used = sum(not value.is_reference for value in found)
        rows.append((topic, str(len(found)), str(used), words.about(topic)))
    columns = tuple(words.own(f"column.{name}") for name in ("topic", "count", "used", "about"))
    notes = (words.own("how"),)
    return Table("topics", words.own("topics"), columns, tuple(rows), notes, words=(0, 3))


def value_lines(value: Value, words: Words) -> Iterator[tuple[str, ...]]:
    """Yield for each entry of a value what a search tells: amount and marks, source, note."""
    for entry in value.entries:
        name, source, evidence, note = (
            _cell(part, value, entry, words) for part in ("amount", "source", "evidence", "note")
        )
        period = words.own("to", since=entry.since, until=entry.until)
        since = period if entry.until else entry.since
        since = f"{since}: " if since else ""
        lines = (f"{since}{name}; {evidence}" if evidence else f"{since}{name}", source, note)
        yield tuple(line for line in lines if line)


def topic_table(topic: str, words: Words) -> Table:
    """Return all values of a topic for a page in Markdown; sources are links."""
    found = [value for value in values() if value.topic == topic]
    dated = any(entry.since for value in found for entry in value.entries)
    ends = any(entry.until for value in found for entry in value.entries)
    labelled = any(value.label for value in found)
    optional = (*(("label",) if labelled else ()), *(("from",) if dated else ()))
    optional += ("to",) if ends else ()
    names = ("name", *optional, "amount", "source", "evidence", "note")
    rows = [
        tuple(_cell(name, value, entry, words, link=True) for name in names)
        for value in found
        for entry in value.entries
    ]
    columns = tuple(words.own(f"column.{name}") for name in names)
    return Table(topic, topic, columns, tuple(rows), words=tuple(range(len(names))))


def _cell(name: str, value: Value, entry: Entry, words: Words, *, link: bool = False) -> str:
    if name == "name":
        return f"`{value.name}`"
    if name == "amount":
        return words.amount(entry)
    if name == "source":
        return words.source(entry, link=link)
    if name == "evidence":
        return words.marks(value, entry)
    if name == "label":
        return words.label(value)
    plain = {"id": value.id, "from": entry.since, "to": entry.until, "note": entry.note}
    return plain[name]


def detail_table(value: Value, words: Words) -> Table:
    """Return one value whole: every entry with what it follows from and its source."""
    own = words.own
    use = own("reference") if value.is_reference else own("detail.used")
    rows: list[Row] = [
        (own("detail.what"), words.quantity(value)),
        (own("detail.label"), words.label(value)),
        (own("detail.category"), words.category(value)),
        (own("detail.about"), f"{value.topic}: {words.about(value.topic)}"),
        (own("detail.use"), use),
    ]
    for entry in value.entries:
        rows += [("", ""), *_entry_rows(entry, words)]
    kept = tuple(row for row in rows if row[1] or not any(row))
    return Table("value", value.id, ("", ""), kept, words=(0, 1))


def _entry_rows(entry: Entry, words: Words) -> Iterator[Row]:
    own = words.own
    yield own("detail.from"), entry.since
    yield own("detail.to"), entry.until
    yield own("detail.amount"), words.amount(entry)
    if entry.given is not None and entry.raw["unit"] not in ("%", entry.given.unit):
        yield own("detail.held"), words.held(entry.given)
    if entry.equation is not None:
        yield own("detail.formula"), words.source(entry)
    else:
        yield own("detail.formula"), entry.formula
    for id_, given in entry.inputs.items():
        yield own("detail.input", id=id_), words.held(given)
    if entry.source:
        yield own("detail.source"), source_line(entry.source)
        yield own("detail.place"), str(entry.raw["source"]["locator"])
    for mark in entry.evidence:
        yield own("detail.evidence"), f"{words.general(f'mark.{mark}')}: {own(f'mark.{mark}')}"
    yield own("detail.note"), entry.note
    if entry.source:
        yield own("detail.source_note"), str(sources()[entry.source].get("note", ""))
