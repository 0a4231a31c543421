"""The rules as a page: docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.library import sources
from biofuel_mandate.library.laws import Law, countries, read_law
from biofuel_mandate.report.laws.tables import (
    countries_table,
    further_table,
    sources_of,
    steps_of,
    steps_table,
)
from biofuel_mandate.report.laws.words import LawWords, law_words
from biofuel_mandate.report.library.words import source_line
from biofuel_mandate.report.summary import table_to_markdown
from biofuel_mandate.report.table import Table


def to_markdown(language: str = "en") -> str:
    """Return the rules of every country as a page, their sources once at the end."""
    words = law_words(language)
    laws = [read_law(country) for country in countries()]
    parts = [
        f"# {words.own('title')}",
        words.own("intro"),
        table_to_markdown(countries_table(words), words.general),
        *(part for law in laws for part in _country(law, words)),
        f"## {words.own('sources')}",
        "\n".join(_sources(laws)),
    ]
    return "\n\n".join(parts) + "\n"


def _country(law: Law, words: LawWords) -> Iterator[str]:
    first, last = law.known
    yield f"## {words.country(law)}"
    yield f"{law.about} {words.own('known', first=first, last=last)}"
    for steps in law.steps.values():
        yield _below(steps_table(steps, words, link=True), words)
    if law.further:
        yield _below(further_table(law.further, words, link=True), words)
    gaps = [f"- {words.period(gap.since, gap.until)}: {gap.text}" for gap in law.gaps]
    yield "\n".join([f"### {words.own('gaps')}", "", *gaps])
    yield "\n".join([f"### {words.own('assumed')}", "", *(f"- {one}" for one in law.assumed)])


def _below(table: Table, words: LawWords) -> str:
    return f"#{table_to_markdown(table, words.general)}"


def _sources(laws: list[Law]) -> Iterator[str]:
    found = [source for law in laws for source in sources_of(steps_of(law), law.further)]
    for source in sorted(set(found)):
        note = sources()[source].get("note", "")
        yield f'- <a id="{source}"></a>`{source}`: {source_line(source)} {note}'.rstrip()
