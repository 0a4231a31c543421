"""The rules as tables: the countries, the steps of a rule over time, a rule on one day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from biofuel_mandate.languages import in_language
from biofuel_mandate.library.laws import Cited, Instrument, Law, Remark, countries, read_law
from biofuel_mandate.report.laws.words import ORDER, LawWords
from biofuel_mandate.report.table import Table


def _columns(words: LawWords, *names: str) -> tuple[str, ...]:
    return tuple(words.own(f"column.{name}") for name in names)


def countries_table(words: LawWords) -> Table:
    """Return the countries, the period known of each, and how many rules and gaps it has."""
    rows = []
    for country in countries():
        law = read_law(country)
        first, last = (str(day) for day in law.known)
        counts = (str(len(law.steps)), str(len(law.gaps)))
        rows.append((country, words.country(law), first, last, *counts))
    columns = _columns(words, "country", "name", "first", "last", "rules", "gaps")
    title, notes = words.own("countries"), (words.own("how"),)
    return Table("countries", title, columns, tuple(rows), notes, words=(0, 1, 2, 3))


def day_table(one: Instrument, words: LawWords) -> Table:
    """Return one rule as it stands on a day: each key, since when, and where it says so."""
    keys = [key for key in ORDER if key in one.dates]
    if "counts" not in keys:
        keys.insert(keys.index("counting") + 1, "counts")
    rows: list[tuple[str, str, str]] = []
    before = ""
    for key in keys:
        where = _since(one, key, words)
        told = words.own("as_above") if where and where == before else where
        rows.append((words.own(f"key.{key}"), _holds(one, key, words), told))
        before = where or before
    columns = _columns(words, "key", "holds", "where")
    notes = (*one.notes, *_value_notes(one, words))
    return Table(one.name, words.rule_title(one), columns, tuple(rows), notes, words=(0, 1, 2))


def _holds(one: Instrument, key: str, words: LawWords) -> str:
    return words.value(one, key) if key in one.dates else words.own("counts_all")


def _since(one: Instrument, key: str, words: LawWords) -> str:
    if key not in one.dates:
        return ""
    since = words.own("since", day=one.dates[key])
    where = "; ".join(_places(one, [key], words))
    return words.own("where_since", since=since, where=where) if where else since


def _cited(one: Instrument, keys: Iterable[str]) -> dict[str, Cited]:
    """Return where keys stand, those of a reference one by one."""
    wanted = set(keys)
    return {at: found for at, found in one.cited.items() if at.partition(".")[0] in wanted}


def _places(
    one: Instrument, keys: Sequence[str], words: LawWords, *, link: bool = False
) -> tuple[str, ...]:
    found = _cited(one, keys).values()
    return tuple(dict.fromkeys(words.where(cited, link=link) for cited in found))


def _value_notes(one: Instrument, words: LawWords) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            words.own("note", label=words.own(f"key.{at.partition('.')[0]}"), note=cited.note)
            for at, cited in one.cited.items()
            if cited.note
        )
    )


def steps_table(steps: Sequence[Instrument], words: LawWords, *, link: bool = False) -> Table:
    """Return a rule over time: from when, level, what else was set, and where it says so.

    For a page in Markdown sources are links, and the notes stand in a column of their own.
    """
    rows = [_step_row(step, words, link=link) for step in steps]
    names = ("from", "level", "changed", "where", *(("note",) if link else ()))
    at_words = tuple(index for index in range(len(names)) if index != 1)
    title = words.rule_title(steps[0])
    return Table(steps[0].name, title, _columns(words, *names), tuple(rows), words=at_words)


def _step_row(step: Instrument, words: LawWords, *, link: bool) -> tuple[str, ...]:
    changed = step.changed()
    level = words.value(step, "level") if "level" in changed else ""
    row = (
        str(step.since),
        level,
        _what(step, words),
        "; ".join(_places(step, changed, words, link=link)),
    )
    if not link:
        return row
    own = [cited.note for cited in _cited(step, changed).values() if cited.note]
    told = [step.note] if step.note else []
    return (*row, " ".join(dict.fromkeys([*told, *own])))


def _what(step: Instrument, words: LawWords) -> str:
    if step.ends:
        return words.own("ends")
    changed = [key for key in ORDER if key in step.changed() and key != "level"]
    parts = (
        words.own("changed", label=words.own(f"key.{key}"), value=words.value(step, key))
        for key in changed
    )
    return "; ".join(parts)


def further_table(facts: Sequence[Remark], words: LawWords, *, link: bool = False) -> Table:
    """Return the facts that no rule holds."""
    rows = []
    for fact in facts:
        if fact.cited is None:
            continue
        where = words.where(fact.cited, link=link)
        period = words.period(fact.since, fact.until)
        note = (fact.cited.note,) if link else ()
        rows.append(
            (in_language(fact.title, words.language), words.fact(fact), period, where, *note)
        )
    names = ("what", "level", "period", "where", *(("note",) if link else ()))
    title = words.own("further")
    at_words = tuple(range(len(names)))
    return Table("further", title, _columns(words, *names), tuple(rows), words=at_words)


def sources_of(found: Iterable[Instrument], facts: Iterable[Remark]) -> tuple[str, ...]:
    """Return the ids of the sources that some rules and facts cite, in order of their first use."""
    ids = [cited.source for one in found for cited in one.cited.values()]
    ids += [fact.cited.source for fact in facts if fact.cited]
    return tuple(dict.fromkeys(ids))


def steps_of(law: Law) -> tuple[Instrument, ...]:
    """Return every step of every rule."""
    return tuple(step for steps in law.steps.values() for step in steps)


def touching(remarks: Iterable[Remark], day: date) -> tuple[Remark, ...]:
    """Return the remarks that hold on a day."""
    return tuple(one for one in remarks if one.touches(day))
