"""A workbook being written: styles, cells, columns and pages. No other module knows the writer."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from textwrap import wrap
from typing import Any

from biofuel_mandate.report.excel.names import legible
from biofuel_mandate.report.zipped import CORE, parts_of, zipped

LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"},
    "strong": {"bold": True, "valign": "top"},
    "heading": {
        "bold": True,
        "text_wrap": True,
        "valign": "bottom",
        "bottom": 1,
        "bg_color": "#E3EBF3",
    },
    "text": {"valign": "top"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "note": {"italic": True, "text_wrap": True, "valign": "top", "font_color": "#404040"},
    "sum": {"bold": True, "top": 1},
    "right": {"align": "right"},
    # Between a number and the words behind it.
    "indent": {"indent": 1},
    "missing": {"align": "right", "italic": True, "font_color": "#595959"},
    "link": {"underline": 1, "font_color": "#0B4F8A", "valign": "top"},
}
FULL = "General"
_POINTS, _HIGHEST = 15, 400
# Column widths count digits; letters are narrower, but for bold ones.
_LETTERS_PER_DIGIT = 1.1
_BOLD_PER_DIGIT = 1.0
_LINE_POINTS = {"title": 20}
_A4 = 9


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes, broken between words where it can be.

    Examples
    --------
    >>> lines_of("three short words", 9), lines_of("", 9)
    (3, 1)
    """
    return max(1, len(wrap(text, max(1, int(width)))))


def side(col: int, words: Sequence[int]) -> tuple[str, ...]:
    """Return the look that puts a column of words or of numbers on its side."""
    if col not in words:
        return ("right",)
    return ("indent",) if col and col - 1 not in words else ()


class Book:
    """A workbook being written.

    Parameters
    ----------
    title : str
    language : str
        Of its text, as in "nb".
    day : date
        The only date in it.
    footer : str
        At the foot of every printed page.
    """

    def __init__(self, title: str, language: str, day: date, footer: str) -> None:
        # Its import takes longer than many a command.
        # It comes without types; with stubs beside it the mark is unused.
        from xlsxwriter import Workbook  # type: ignore[import-untyped, unused-ignore]

        self._bytes = io.BytesIO()
        self._book: Any = Workbook(self._bytes, {"in_memory": True})
        self._styles: dict[tuple[object, ...], Any] = {}
        self._language, self._footer, self._header = language, footer, title
        created = datetime(day.year, day.month, day.day)
        properties = {"title": legible(title)[:250], "created": created}
        self._book.set_properties({**properties, "author": "biofuel_mandate"})

    def add(self, name: str) -> Sheet:
        """Add a sheet with its print setup."""
        raw = self._book.add_worksheet(name)
        raw.set_landscape()
        raw.set_paper(_A4)
        raw.fit_to_pages(1, 0)
        raw.set_header(f"&L{_printed(self._header)}&R&A")
        raw.set_footer(f"&L{_printed(self._footer)}&R&P / &N")
        return Sheet(self, raw)

    def style(self, *looks: str, num_format: str = "", quoted: bool = False) -> Any:
        """Return the format of some looks put together."""
        key = (looks, num_format, quoted)
        if key not in self._styles:
            properties = {name: value for look in looks for name, value in LOOKS[look].items()}
            if num_format:
                properties["num_format"] = num_format
            if quoted:
                properties["quote_prefix"] = True
            self._styles[key] = self._book.add_format(properties)
        return self._styles[key]

    def close(self) -> bytes:
        """Return the finished workbook: no clock, folder or system shows in its bytes."""
        self._book.close()
        parts = parts_of(self._bytes)
        end = b"</cp:coreProperties>"
        language = f"<dc:language>{self._language}</dc:language>".encode()
        parts[CORE] = parts[CORE].replace(end, language + end)
        return zipped(parts)


def _printed(text: str) -> str:
    # An ampersand starts a code, and 255 characters is all that header or footer may have.
    return legible(text).replace("&", "＆")[:110]


class Sheet:
    """A sheet being written; rows and columns count from 0."""

    def __init__(self, book: Book, raw: Any) -> None:
        self._book, self._raw = book, raw
        self._widths: list[int] = []

    def set_widths(self, widths: Sequence[int]) -> None:
        """Set the widths of the columns in characters; before anything is written across them."""
        self._widths = list(widths)
        for at, width in enumerate(widths):
            self._raw.set_column(at, at, width)

    def text(self, row: int, col: int, text: str, *looks: str) -> None:
        """Write a text, which stays a text whatever it starts with."""
        if not text:
            self._raw.write_blank(row, col, None, self._book.style(*looks))
            return
        # The quote prefix keeps it a text when somebody edits the cell, too.
        style = self._book.style(*looks, quoted=text.startswith(("=", "+", "-", "@", "'")))
        self._raw.write_string(row, col, legible(text), style)

    def number(self, row: int, col: int, value: float, num_format: str, *looks: str) -> None:
        """Write a number."""
        self._raw.write_number(row, col, value, self._book.style(*looks, num_format=num_format))

    def total(
        self,
        at: tuple[int, int],
        ranges: Sequence[tuple[int, int]],
        value: float,
        num_format: str,
        *looks: str,
    ) -> None:
        """Write the live sum of ranges of rows of the same column, with its value."""
        # Without types, as above.
        from xlsxwriter.utility import xl_range  # type: ignore[import-untyped, unused-ignore]

        row, col = at
        summed = ",".join(xl_range(first, col, last, col) for first, last in ranges)
        style = self._book.style(*looks, num_format=num_format)
        self._raw.write_formula(row, col, f"=SUM({summed})", style, value)

    def hide_sign_of_zero(self, row: int, col: int, digit: float, num_format: str) -> None:
        """Show 0 rather than -0 while a cell is nearer to 0 than half its last digit."""
        # A condition within the number format would leave the minus sign of Excel's own.
        rule = {"type": "cell", "criteria": "between", "minimum": -0.499999 * digit, "maximum": 0}
        shape = self._book.style(num_format=f"{num_format};{num_format}")
        self._raw.conditional_format(row, col, row, col, {**rule, "format": shape})

    def across(self, row: int, text: str, *looks: str) -> None:
        """Write a text across all columns, as many lines high as it needs."""
        last = len(self._widths) - 1
        if last:
            self._raw.merge_range(row, 0, row, last, "", self._book.style(*looks))
        self.text(row, 0, text, *looks)
        self._raise(row, [(text, sum(self._widths))], *looks)

    def headings(self, row: int, headings: Sequence[str], words: Sequence[int] = ()) -> None:
        """Write the headings of a table; those of numbers stand to the right."""
        # A number and its per cent sign stay on one line.
        kept = [heading.replace(" %", "\u00a0%") for heading in headings]
        for col, heading in enumerate(kept):
            self.text(row, col, heading, "heading", *side(col, words))
        self._raise(row, list(zip(kept, self._widths, strict=False)), "heading")

    def fit(self, row: int, cells: Sequence[str]) -> None:
        """Make a row as high as its wrapped cells need."""
        long = [
            (text, width)
            for text, width in zip(cells, self._widths, strict=False)
            if len(text) > width or "\n" in text
        ]
        if long:
            self._raise(row, long)

    def _raise(self, row: int, texts: Sequence[tuple[str, int]], *looks: str) -> None:
        points = max((_LINE_POINTS.get(look, _POINTS) for look in looks), default=_POINTS)
        letters = _BOLD_PER_DIGIT if "heading" in looks else _LETTERS_PER_DIGIT
        letters *= _POINTS / points
        lines = max(
            sum(lines_of(part, width * letters) for part in text.split("\n"))
            for text, width in texts
        )
        self._raw.set_row(row, min(_HIGHEST, points * lines))

    def link(self, row: int, col: int, sheet: str) -> None:
        """Write a link to another sheet."""
        self._raw.write_url(row, col, f"internal:'{sheet}'!A1", self._book.style("link"), sheet)

    def filter(self, last_row: int, last_col: int) -> None:
        """Let a reader filter the rows under the first."""
        self._raw.autofilter(0, 0, last_row, last_col)
        # Years and numbers of equations are names here.
        everywhere = self._raw_range(last_row, last_col)
        self._raw.ignore_errors({"number_stored_as_text": everywhere})

    @staticmethod
    def _raw_range(last_row: int, last_col: int) -> str:
        from xlsxwriter.utility import xl_range

        return str(xl_range(0, 0, last_row, last_col))

    def freeze(self, rows: int, cols: int = 0) -> None:
        """Keep the first rows and columns on the screen, and the rows on every printed page."""
        self._raw.freeze_panes(rows, cols)
        if rows:
            self._raw.repeat_rows(0, rows - 1)

    def finish(self, last_row: int, breaks: Sequence[int] = (), *, grid: bool = False) -> None:
        """Set what is printed, and the rows that a new page starts at."""
        self._raw.print_area(0, 0, last_row, max(0, len(self._widths) - 1))
        if breaks:
            self._raw.set_h_pagebreaks(list(breaks))
        if not grid:
            self._raw.hide_gridlines(2)
