"""Charts as files: typst makes PDF and PNG from the SVG, with the package's own fonts alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Lock
from typing import Literal

import typst

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.charts import Chart, charts_of, draw
from biofuel_mandate.report.charts.style import FONTS

FORMATS = ("svg", "pdf", "png")
PNG_DPI = 300.0

_ONE_AT_A_TIME = Lock()  # a compiler refuses a second thread
_REMEMBERED = 12  # compilations that typst keeps what it made for, and some
_LENGTH = re.compile(r' textLength="[\d.]+" lengthAdjust="spacingAndGlyphs"')
_SHEET = b"""#set document(title: sys.inputs.title, date: none)
#set page(width: auto, height: auto, margin: 0pt)
#set text(lang: sys.inputs.language)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt)
"""


def to_pdf(svg: bytes, title: str = "", alt: str = "", language: str = "en") -> bytes:
    """Return an image as a PDF of one page, with its alternative text; text stays text.

    Parameters
    ----------
    svg : bytes
    title, alt, language : str
        For the document's properties and for screen readers.
    """
    about = {"title": title, "alt": alt, "language": language}
    return _compile(svg, "pdf", about)


def to_png(svg: bytes, dpi: float = PNG_DPI) -> bytes:
    """Return an image as PNG."""
    return _compile(svg, "png", {"title": "", "alt": "", "language": "en"}, dpi)


def to_file(chart: Chart, form: str, dpi: float = PNG_DPI) -> bytes:
    """Return a chart as the content of a file.

    Parameters
    ----------
    chart : Chart
    form : str
        One of ``FORMATS``.
    dpi : float
        Dots per inch, for PNG.

    Raises
    ------
    ValueError
        When there is no such format.
    """
    if form == "svg":
        return chart.svg
    if form == "pdf":
        return to_pdf(chart.svg, chart.title, chart.alt, chart.language)
    if form == "png":
        return to_png(chart.svg, dpi)
    raise ValueError(f"charts have no format {form!r}; there are {', '.join(FORMATS)}")


def chart_files(assessment: Assessment, language: str = "en") -> dict[str, bytes]:
    """Return every chart in every format, by file name: ``chart-blend.svg``."""
    return begin_chart_files(assessment, language)()


def begin_chart_files(
    assessment: Assessment, language: str = "en"
) -> Callable[[], dict[str, bytes]]:
    """Draw every chart, and make its files while the caller does other work.

    Parameters
    ----------
    assessment : Assessment
    language : str
        ``en`` or ``nb``.

    Returns
    -------
    callable
        Waits for the files, and returns them as `chart_files` does.
    """
    # Typst leaves Python to others while it works; one worker keeps up with the drawing.
    with_typst = ThreadPoolExecutor(1, "charts")
    made = {
        f"chart-{name}.{form}": with_typst.submit(to_file, chart, form)
        for name in charts_of(assessment)
        for chart in [draw(name, assessment, language)]
        for form in FORMATS
    }
    with_typst.shutdown(wait=False)
    return lambda: {name: file.result() for name, file in made.items()}


def _compile(
    svg: bytes, form: Literal["pdf", "png"], about: dict[str, str], dpi: float = PNG_DPI
) -> bytes:
    # In the fonts that it was laid out for, the lengths are right already.
    given = {**about, "svg": _LENGTH.sub("", svg.decode())}
    with _ONE_AT_A_TIME:
        made = _compiler().compile(_SHEET, format=form, ppi=dpi, sys_inputs=given)
        if form == "png":
            _forget()
    if not isinstance(made, bytes):
        raise TypeError(f"typst gave {type(made).__name__} for one page")
    return made


def _forget() -> None:
    """Let typst drop the pixels that it keeps of an image, 30 MB for a large chart."""
    for _ in range(_REMEMBERED + 1):
        _compiler().compile(b"", format="svg")


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=[FONTS], ignore_system_fonts=True)
