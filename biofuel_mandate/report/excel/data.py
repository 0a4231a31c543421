"""Sheets of data: the long table, the values used, the notes, and the overview of them all."""

from __future__ import annotations

from collections.abc import Sequence

from biofuel_mandate import __version__, library
from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.breaches import breaches
from biofuel_mandate.report.excel.book import FULL, Sheet, side
from biofuel_mandate.report.excel.tables import PAGE, measured
from biofuel_mandate.report.notes import notes
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.results import COLUMNS

_MADE_OF = ("version", "file", "date", "scenario", "library")
_WIDEST_TEXT = 36
_WIDEST_NUMBER = 14
VALUE_COLUMNS = (
    "id",
    "value",
    "unit",
    "written",
    "low",
    "high",
    "source",
    "locator",
    "evidence",
    "marks",
    "note",
)

_MOST_PRINTED = 1000  # rows


def results_sheet(sheet: Sheet, assessment: Assessment, words: Texts) -> None:
    """Write the long table under the column names of results.csv."""
    rows: list[list[str | float]] = []
    year, value = COLUMNS.index("year"), COLUMNS.index("value")
    for row in assessment.rows:
        cells: list[str | float] = ["" if cell is None else cell for cell in row]
        cells[year] = int(row.year) if row.year.isdecimal() else row.year
        cells[value] = words("missing") if row.value is None else row.value
        rows.append(cells)
    _data_sheet(sheet, COLUMNS, rows, numbers=(value,))


def values_sheet(sheet: Sheet, assessment: Assessment, words: Texts, own: Texts) -> None:
    """Write every value that a result rests on, with source, evidence and marks."""
    rows: list[list[str | float]] = []
    for given in assessment.values_used:
        low, high = ("" if end is None else end for end in (given.low, given.high))
        evidence = words(f"mark.{given.evidence}") if given.evidence else ""
        written = words.written(given) if given.text else ""
        amount = (given.id, given.value, given.unit, written, low, high)
        told = (words.source(given), given.locator, evidence, words.marks(given), given.note)
        rows.append([*amount, *told])
    headings = [own(f"value.{name}") for name in VALUE_COLUMNS]
    _data_sheet(sheet, headings, rows, numbers=(1, 4, 5))


def _data_sheet(
    sheet: Sheet,
    headings: Sequence[str],
    rows: Sequence[Sequence[str | float]],
    numbers: Sequence[int],
) -> None:
    """Write rows of data under one row of headings, to be filtered."""
    columns = list(zip(*rows, strict=True)) or [()] * len(headings)
    words = [at for at in range(len(headings)) if at not in numbers]
    # The arrow of the filter covers the end of a heading.
    sheet.set_widths(
        [
            measured(
                [f"{heading}___"],
                [str(cell) for cell in columns[at]],
                _WIDEST_TEXT if at in words else _WIDEST_NUMBER,
            )
            for at, heading in enumerate(headings)
        ]
    )
    sheet.headings(0, headings, words)
    looks = [
        ("missing",) if at in numbers else ("wrapped", *side(at, words))
        for at in range(len(headings))
    ]
    for row, cells in enumerate(rows, 1):
        texts = [cell if isinstance(cell, str) else "" for cell in cells]
        for col, cell in enumerate(cells):
            if texts[col]:
                sheet.text(row, col, texts[col], *looks[col])
            elif not isinstance(cell, str):
                sheet.number(row, col, cell, FULL, "text")
        sheet.fit(row, texts)
    sheet.filter(len(rows), len(headings) - 1)
    sheet.freeze(1, 1)
    # Hundreds of pages are for no one: of a long table, headings alone are printed.
    sheet.finish(len(rows) if len(rows) <= _MOST_PRINTED else 0, grid=True)


def notes_sheet(sheet: Sheet, assessment: Assessment, words: Texts) -> None:
    """Write what a reader must know beside the tables."""
    sheet.set_widths([PAGE])
    sheet.across(0, words("heading.notes"), "title")
    found = (*breaches(assessment, words), *notes(assessment, words))
    for row, note in enumerate(found, 1):
        sheet.across(row, note, "wrapped")
    sheet.freeze(1)
    sheet.finish(len(found))


def overview_sheet(
    sheet: Sheet, front: tuple[str, str], sheets: Sequence[tuple[str, str]], own: Texts
) -> int:
    """Write title, introduction, how to read, and a link to every sheet.

    Parameters
    ----------
    sheet : Sheet
    front : tuple of str
        Title and introduction.
    sheets : sequence of tuple of str
        Name of each sheet, and what it holds.
    own : Texts

    Returns
    -------
    int
        The first row after it.
    """
    names = [*(name for name, _ in sheets), *(own(f"made_of.{name}") for name in _MADE_OF)]
    widths = [measured([], names), PAGE - 20]
    sheet.set_widths(widths)
    title, intro = front
    sheet.across(0, title, "title")
    sheet.across(1, intro, "wrapped")
    sheet.across(3, own("read.heading"), "strong")
    row = 4
    for line in own.words["read"]["lines"]:
        sheet.across(row, str(line), "wrapped")
        row += 1
    row += 1
    sheet.headings(row, (own("list.sheet"), own("list.holds")), (0, 1))
    for name, about in sheets:
        row += 1
        sheet.link(row, 0, name)
        sheet.text(row, 1, about, "wrapped")
        sheet.fit(row, ["", about])
    return row + 2


def made_of(sheet: Sheet, row: int, assessment: Assessment, own: Texts) -> None:
    """Write version and hashes under the overview, and end it."""
    scenario = assessment.scenario
    said = (
        f"biofuel_mandate {__version__}",
        scenario.path.name,
        scenario.file.date.isoformat(),
        scenario.document.sha256,
        library.content_hash(),
    )
    lines = tuple(zip(_MADE_OF, said, strict=True))
    sheet.headings(row, (own("made_of.heading"), ""), (0, 1))
    for at, (name, text) in enumerate(lines, row + 1):
        sheet.text(at, 0, own(f"made_of.{name}"), "wrapped")
        sheet.text(at, 1, text, "wrapped")
    sheet.finish(row + len(lines))
