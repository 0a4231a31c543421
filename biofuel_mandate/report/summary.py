"""The summary of a run, laid out for the terminal, for Markdown and for a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from biofuel_mandate import __version__, library
from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.beside import beside_tables
from biofuel_mandate.report.breaches import breaches
from biofuel_mandate.report.case_tables import (
    MOST_CASES,
    case_tables,
    compared_cases,
    is_many,
)
from biofuel_mandate.report.choice_tables import choice_tables
from biofuel_mandate.report.notes import notes
from biofuel_mandate.report.parts_of_years import parts_tables
from biofuel_mandate.report.table import Table, cell_text
from biofuel_mandate.report.tables import comparison_table, rules_table, values_table
from biofuel_mandate.report.terminal import print_table
from biofuel_mandate.report.texts import Texts, of_years, texts_for
from biofuel_mandate.report.years import covers_years, year_tables

if TYPE_CHECKING:
    from rich.console import Console

# On a terminal, more cases than this are told by their comparison alone.
MANY_CASES = 2


def title_of(assessment: Assessment, words: Texts) -> str:
    """Return the scenario's title."""
    return assessment.scenario.file.title.said(words.language)


def intro_of(assessment: Assessment, words: Texts) -> str:
    """Return what the scenario is about, and its source, in a paragraph."""
    file = assessment.scenario.file
    if covers_years(assessment):
        first, *_, last = assessment.years
        about = {"first": first, "last": last, "jurisdiction": words.country(file.jurisdiction)}
        about |= {"name": assessment.scenario.name, "price_year": file.price_year}
        return of_years(words)("intro", cur=file.currency, source=file.source, **about)
    return words(
        "intro",
        jurisdiction=words.country(file.jurisdiction),
        year=file.market.year,
        name=assessment.scenario.name,
        price_year=file.price_year,
        cur=file.currency,
        source=file.source,
    )


def stamp_of(assessment: Assessment, words: Texts) -> str:
    """Return version and hashes, as they stand under every document."""
    return words(
        "footer",
        version=__version__,
        scenario=assessment.scenario.document.sha256[:12],
        library=library.content_hash()[:12],
    )


def tables(assessment: Assessment, words: Texts, *, short: bool = False) -> Iterator[Table]:
    """Yield the tables of an assessment; the short form leaves out each case's own if many.

    Of least cost, what it comes to stands first; of several years, each case year by year.
    """
    if covers_years(assessment):
        yield from year_tables(assessment, words, short=short)
        yield from beside_tables(assessment, words, short=short)
        yield from parts_tables(assessment, words)
        return
    if assessment.years:
        # One year in parts: what they come to, and then each of them.
        yield from tables(assessment.only, words, short=short)
        yield from parts_tables(assessment, words)
        return
    cases = compared_cases(assessment)
    if not is_many(assessment):
        yield from choice_tables(assessment, words)
    if len(cases) > 1:
        yield comparison_table(assessment, words)
    is_whole = not _leaves_out(assessment, short=short)
    for case in cases if is_whole else ():
        yield from case_tables(assessment, case, words)
    yield from beside_tables(assessment, words, short=short, with_taxes=is_whole)
    if not short or not is_many(assessment):
        yield rules_table(assessment, words, short=short)


def _leaves_out(assessment: Assessment, *, short: bool) -> bool:
    """Return whether the tables of each case are left out: of many, or where least cost is told."""
    count = len(compared_cases(assessment))
    if short and assessment.scenario.structure.has_choice:
        return True
    return count > (MANY_CASES if short else MOST_CASES)


def to_markdown(assessment: Assessment, language: str = "en") -> str:
    """Return the summary as Markdown, with every value used and its source."""
    words = texts_for(assessment.scenario, language)
    parts = [f"# {title_of(assessment, words)}", intro_of(assessment, words)]
    parts += [f"**{told}**" for told in breaches(assessment, words)]
    for table in (*tables(assessment, words), values_table(assessment, words)):
        parts.append(table_to_markdown(table, words))
    noted = "\n".join(f"- {note}" for note in notes(assessment, words))
    parts.append(f"## {words('heading.notes')}\n\n{noted}")
    parts.append(stamp_of(assessment, words))
    return "\n\n".join(parts) + "\n"


def table_to_markdown(table: Table, words: Texts) -> str:
    """Return a table with its heading and notes as Markdown."""
    lines = [f"## {table.title}", "", _line(table.columns), _rule(table)]
    for index, row in enumerate(table.rows):
        cells = [cell_text(cell, words) for cell in row]
        lines.append(_line(cells, bold=index in table.sums))
    for note in table.notes:
        lines += ["", note]
    return "\n".join(lines)


def _line(cells: Sequence[str], *, bold: bool = False) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    shown = (f"**{cell}**" if bold and cell else cell for cell in escaped)
    return f"| {' | '.join(shown)} |"


def _rule(table: Table) -> str:
    marks = ["---" if index in table.words else "---:" for index in range(len(table.columns))]
    return f"| {' | '.join(marks)} |"


def to_html(assessment: Assessment, language: str = "en") -> str:
    """Return the summary as HTML for a notebook."""
    words = texts_for(assessment.scenario, language)
    parts = [f"<h3>{escape(title_of(assessment, words))}</h3>"]
    parts += [f"<p><b>{escape(told)}</b></p>" for told in breaches(assessment, words)]
    for table in tables(assessment, words):
        head = "".join(f"<th>{escape(cell)}</th>" for cell in table.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell_text(c, words))}</td>" for c in row) + "</tr>"
            for row in table.rows
        )
        parts.append(f"<h4>{escape(table.title)}</h4><table><tr>{head}</tr>{body}</table>")
        parts += [f"<p>{escape(note)}</p>" for note in table.notes]
    noted = "".join(f"<li>{escape(note)}</li>" for note in notes(assessment, words))
    parts.append(f"<h4>{escape(words('heading.notes'))}</h4><ul>{noted}</ul>")
    parts.append(f"<p>{escape(stamp_of(assessment, words))}</p>")
    return "".join(parts)


def print_summary(assessment: Assessment, console: Console, language: str = "en") -> None:
    """Print the summary on a terminal."""
    from rich.markup import escape as escape_markup

    words = texts_for(assessment.scenario, language)
    console.print(f"[bold]{escape_markup(title_of(assessment, words))}[/bold]")
    console.print(escape_markup(intro_of(assessment, words)), style="dim")
    for told in breaches(assessment, words):
        console.print(f"[bold]{escape_markup(told)}[/bold]")
    if not compared_cases(assessment):
        console.print(words("no_difference"))
    for table in tables(assessment, words, short=True):
        console.print()
        print_table(table, console, words)
    if is_many(assessment):
        console.print(words("very_many_cases", most=MOST_CASES))
    elif covers_years(assessment):
        console.print(of_years(words)("more"))
    elif compared_cases(assessment) and _leaves_out(assessment, short=True):
        console.print(words("many_cases"))
    console.print()
    for note in notes(assessment, words):
        console.print(f"- {escape_markup(note)}", style="dim")
