"""Charts as files: typst makes PDF and PNG from the SVG, with the package's own fonts alone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.charts import Chart, charts_of, draw
from biofuel_mandate.report.typesetting import forget, typesetter, without_lengths

FORMATS = ("svg", "pdf", "png")
PNG_DPI = 300.0

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
    """Return every chart in every format, by file name: ``chart-blend.svg``.

    Raises
    ------
    ReportError
        When a chart has a character that no font of the package holds.
    """
    _, files = begin_charts(assessment, language)
    return files()


def begin_charts(
    assessment: Assessment, language: str = "en"
) -> tuple[tuple[Chart, ...], Callable[[], dict[str, bytes]]]:
    """Draw every chart, and make its files while the caller does other work.

    Parameters
    ----------
    assessment : Assessment
    language : str
        ``en``, ``nb`` or ``nn``.

    Returns
    -------
    charts : tuple of Chart
    files : callable
        Waits for the files, and returns them as `chart_files` does.

    Raises
    ------
    ReportError
        When a chart has a character that no font of the package holds.
    """
    # Typst leaves Python to others while it works; one worker keeps up with the drawing.
    with_typst = ThreadPoolExecutor(1, "charts")
    charts, made = [], {}
    try:
        for name in charts_of(assessment):
            charts.append(draw(name, assessment, language))
            for form in FORMATS:
                made[f"chart-{name}.{form}"] = with_typst.submit(to_file, charts[-1], form)
    finally:
        with_typst.shutdown(wait=False)
    return tuple(charts), lambda: {name: file.result() for name, file in made.items()}


def _compile(
    svg: bytes, form: Literal["pdf", "png"], about: dict[str, str], dpi: float = PNG_DPI
) -> bytes:
    with typesetter() as compiler:
        given = {**about, "svg": without_lengths(svg)}
        made = compiler.compile(_SHEET, format=form, ppi=dpi, sys_inputs=given)
        if form == "png":
            forget(compiler)
    if not isinstance(made, bytes):
        raise TypeError(f"typst gave {type(made).__name__} for one page")
    return made
