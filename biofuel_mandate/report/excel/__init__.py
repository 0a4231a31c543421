"""The results as a workbook: an overview, a sheet a table, and all data behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.beside import beside_tables
from biofuel_mandate.report.case_tables import case_tables, case_words, compared_cases, is_many
from biofuel_mandate.report.choice_tables import choice_tables
from biofuel_mandate.report.excel.assessment import assessment_tables
from biofuel_mandate.report.excel.book import Book, Sheet
from biofuel_mandate.report.excel.data import (
    made_of,
    notes_sheet,
    overview_sheet,
    results_sheet,
    values_sheet,
)
from biofuel_mandate.report.excel.names import sheet_names
from biofuel_mandate.report.excel.tables import tables_sheet
from biofuel_mandate.report.parts_of_years import parts_tables
from biofuel_mandate.report.summary import intro_of, stamp_of, title_of
from biofuel_mandate.report.table import Table, headed
from biofuel_mandate.report.tables import comparison_table, rules_table
from biofuel_mandate.report.texts import Texts, texts, texts_for
from biofuel_mandate.report.years import covers_years, year_tables


class _Planned(NamedTuple):
    """A sheet to be: the name it would like, what it holds, and what writes it."""

    name: str
    about: str
    write: Callable[[Sheet], None]


def to_excel(
    assessment: Assessment, language: str = "en", more: Sequence[tuple[str, Table]] = ()
) -> bytes:
    """Return the results as a workbook (xlsx).

    Parameters
    ----------
    assessment : Assessment
    language : str
        ``en``, ``nb`` or ``nn``; all that a person reads, but for the column names of results.csv.
    more : sequence of (str, Table)
        Further tables, each with the name of its sheet, that stand before the data.

    Returns
    -------
    bytes
        The same for the same assessment, whenever and wherever.
    """
    words, own = texts_for(assessment.scenario, language), texts(f"excel.{language}")
    file = assessment.scenario.file
    title = title_of(assessment, words)
    book = Book(title, language, file.date, stamp_of(assessment, words))
    planned = tuple(_planned(assessment, words, own, more))
    names = sheet_names([own("sheet.overview"), *(sheet.name for sheet in planned)])
    sheets = [book.add(name) for name in names]
    listed = [(name, sheet.about) for name, sheet in zip(names[1:], planned, strict=True)]
    row = overview_sheet(sheets[0], (title, intro_of(assessment, words)), listed, own)
    made_of(sheets[0], row, assessment, own)
    for sheet, plan in zip(sheets[1:], planned, strict=True):
        plan.write(sheet)
    return book.close()


def _planned(
    assessment: Assessment, words: Texts, own: Texts, more: Sequence[tuple[str, Table]]
) -> Iterator[_Planned]:
    """Yield every sheet but the overview, in order; of very many cases only what sums them up."""
    whole, assessment = assessment, assessment.only
    every = compared_cases(assessment)
    cases = () if is_many(assessment) else every
    source = own(
        "source", source=assessment.scenario.file.source, stamp=stamp_of(assessment, words)
    )

    def one(table: Table, case: str = "") -> _Planned:
        sheets = own.words["sheet"] | texts(f"consumers.{words.language}").words["sheet"]
        name = str(sheets.get(table.name, table.title))
        if case and len(cases) > 1:
            name = f"{name}, {case_words(assessment, case, words)}"
        write = partial(
            tables_sheet, groups=[[headed(table, words.language)]], words=words, source=source
        )
        return _Planned(name, table.title, write)

    if covers_years(assessment):
        yield from map(one, year_tables(assessment, words))
        every, cases = (), ()
    elif not is_many(assessment):
        for table in choice_tables(assessment, words):
            yield one(table)
    if len(every) > 1:
        yield one(comparison_table(assessment, words))
    if cases:
        groups = [tuple(assessment_tables(assessment, case, words, own)) for case in cases]
        opening = (own("assessment.title"), own("assessment.note"))
        write = partial(tables_sheet, groups=groups, words=words, source=source, opening=opening)
        yield _Planned(own("sheet.assessment"), own("assessment.title"), write)
    for case in cases:
        for table in case_tables(assessment, case, words):
            yield one(table, case)
    for table in beside_tables(assessment, words):
        yield one(table)
    if not covers_years(assessment):
        yield one(rules_table(assessment, words))
    for table in parts_tables(whole, words):
        yield one(table)
    for name, table in more:
        yield one(table)._replace(name=name)
    notes = partial(notes_sheet, assessment=whole, words=words)
    yield _Planned(own("sheet.notes"), own("about.notes"), notes)
    values = partial(values_sheet, assessment=whole, words=words, own=own)
    yield _Planned(own("sheet.values"), own("about.values"), values)
    if is_many(assessment):
        return
    results = partial(results_sheet, assessment=whole, words=words)
    yield _Planned(own("sheet.results"), own("about.results"), results)
