"""An analysis laid out for the terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from biofuel_mandate import __version__, library
from biofuel_mandate.report.summary import table_to_markdown
from biofuel_mandate.report.terminal import print_table
from biofuel_mandate.report.uncertainty import sentences
from biofuel_mandate.report.uncertainty.facts import Facts
from biofuel_mandate.report.uncertainty.sections import Section, notes, sections
from biofuel_mandate.report.uncertainty.words import Words
from biofuel_mandate.uncertainty.analysis import Analysis

if TYPE_CHECKING:
    from rich.console import Console


def to_markdown(analysis: Analysis, language: str = "en") -> str:
    """Return an analysis as Markdown.

    Parameters
    ----------
    analysis : Analysis
    language : str
        ``en``, ``nb`` or ``nn``.
    """
    return markdown_of(Facts(analysis), Words(analysis, language))


def markdown_of(facts: Facts, words: Words) -> str:
    """Return an analysis as Markdown, of what is known already."""
    parts = [f"# {_title(words)}", *sentences.head(facts, words)]
    parts += [f"**{told}**" for told in sentences.warnings(facts, words)]
    parts += ["\n\n".join(_written(section, words)) for section in sections(facts, words)]
    noted = "\n".join(f"- {note}" for note in notes(words))
    parts += [f"## {words.own('heading.notes')}\n\n{noted}", _stamp(words)]
    return "\n\n".join(parts) + "\n"


def _written(section: Section, words: Words) -> Iterator[str]:
    table = section.table
    if section.lines or table is None:
        yield f"## {section.title}"
    if section.lines:
        yield "\n".join(f"- {line}" for line in section.lines)
    if table is not None:
        whole = table_to_markdown(table, words.common)
        heading, _, rest = whole.partition("\n\n")
        if not section.lines:
            yield heading
        elif table.title != section.title:
            yield f"### {table.title}"
        yield rest
    yield from section.notes


def print_uncertainty(analysis: Analysis, console: Console, language: str = "en") -> None:
    """Print an analysis on a terminal.

    Parameters
    ----------
    analysis : Analysis
    console : Console
    language : str
        ``en``, ``nb`` or ``nn``.
    """
    from rich.markup import escape

    facts, words = Facts(analysis), Words(analysis, language)
    console.print(f"[bold]{escape(_title(words))}[/bold]")
    for told in sentences.head(facts, words):
        console.print(escape(told), style="dim", highlight=False)
    for told in sentences.warnings(facts, words):
        console.print(f"[bold]{escape(told)}[/bold]", highlight=False)
    for section in sections(facts, words, short=True):
        console.print()
        _print(section, console, words)
    console.print()
    for note in notes(words):
        console.print(f"- {escape(note)}", style="dim", highlight=False)


def _print(section: Section, console: Console, words: Words) -> None:
    from rich.markup import escape
    from rich.padding import Padding

    table = section.table
    if section.lines or table is None:
        console.print(f"[bold]{escape(section.title)}[/bold]")
    for line in section.lines:
        console.print(Padding(f"- {escape(line)}", (0, 0, 0, 0)), highlight=False)
    if table is not None:
        is_told = section.lines and table.title == section.title
        if is_told:
            table = replace(table, title="")
        elif section.lines:
            console.print()
        print_table(table, console, words.common)
    for note in section.notes:
        console.print(escape(note), style="dim", highlight=False)


def _title(words: Words) -> str:
    title = words.scenario.file.title.said(words.language)
    return words.own("title", title=title)


def _stamp(words: Words) -> str:
    """Return version and hashes, as they stand under every document."""
    return words.common(
        "footer",
        version=__version__,
        scenario=words.scenario.document.sha256[:12],
        library=library.content_hash()[:12],
    )
