"""A chart whole: title, what is measured, key, bars, notes and source, and alternative text."""

from __future__ import annotations

from dataclasses import dataclass

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import TOTAL
from biofuel_mandate.report.charts import style
from biofuel_mandate.report.charts.bars import BarGrid, draw_mark
from biofuel_mandate.report.charts.canvas import Canvas, own_settings
from biofuel_mandate.report.charts.curve_grid import CurveGrid
from biofuel_mandate.report.charts.curve_words import CurveWords
from biofuel_mandate.report.charts.curves import CURVES
from biofuel_mandate.report.charts.data import ABATEMENT_COST, chart_data
from biofuel_mandate.report.charts.layout import balance
from biofuel_mandate.report.charts.missing import left_out
from biofuel_mandate.report.charts.prose import alt, notes
from biofuel_mandate.report.charts.style import BAR, GAP, PAD, POINTS_PER_MM, Type
from biofuel_mandate.report.charts.titles import title_of
from biofuel_mandate.report.charts.wording import Wording
from biofuel_mandate.report.charts.year_data import YEAR_CHARTS
from biofuel_mandate.report.charts.year_grid import YearGrid
from biofuel_mandate.report.charts.year_titles import title_over_years
from biofuel_mandate.report.charts.year_words import YearWords

A4_COLUMN_MM = 160.0


@dataclass(frozen=True)
class Chart:
    """A drawn chart.

    Attributes
    ----------
    name, title : str
    svg : bytes
    alt : str
        What it shows, in words and numbers.
    language : str
    """

    name: str
    title: str
    svg: bytes
    alt: str
    language: str = "en"


def draw(
    name: str, assessment: Assessment, language: str = "en", width_mm: float = A4_COLUMN_MM
) -> Chart:
    """Draw a chart of an assessment.

    Parameters
    ----------
    name : str
        One of ``charts_of`` the assessment.
    assessment : Assessment
    language : str
        ``en``, ``nb`` or ``nn``.
    width_mm : float
        Width [mm], 70 or more; the height follows from what there is to show.

    Raises
    ------
    KeyError
        When there is no such chart.
    ValueError
        When it would be too narrow to be read.
    """
    if name in YEAR_CHARTS and assessment.years:
        return _draw_years(YearWords(name, assessment, language), width_mm)
    if len(assessment.years) == 1:
        # Parts of a year make up the year that is drawn.
        (assessment,) = assessment.years.values()
    if name in CURVES:
        return _draw_curve(CurveWords(name, assessment, language), width_mm)
    words = Wording(assessment, chart_data(name, assessment), language)
    title = title_of(words)
    told = alt(words, title)
    with own_settings():
        svg = compose(words, title, width_mm).to_svg(name, title, told, language)
    return Chart(name, title, svg, told, language)


def _draw_curve(words: CurveWords, width_mm: float) -> Chart:
    title, told = words.title(), words.alt()
    with own_settings():
        svg = compose_curve(words, width_mm).to_svg(words.name, title, told, words.language)
    return Chart(words.name, title, svg, told, words.language)


def _draw_years(words: YearWords, width_mm: float) -> Chart:
    title = title_over_years(words)
    told = words.alt(title)
    with own_settings():
        canvas = compose_years(words, title, width_mm)
        svg = canvas.to_svg(words.name, title, told, words.language)
    return Chart(words.name, title, svg, told, words.language)


def compose_years(words: YearWords, title: str, width_mm: float) -> Canvas:
    """Lay a chart over years out on a sheet of its own."""
    canvas = _sheet(width_mm)
    top, low = _write(canvas, 0.0, title, style.TITLE), ""
    if words.data.panels:
        top = _write(canvas, top + 1, words.subtitle(), style.SUBTITLE)
        grid = YearGrid(words, canvas.width)
        top, low = grid.draw(canvas, top + GAP), grid.low
    for note in words.notes(low):
        top = _write(canvas, top + 1, note, style.SMALL)
    canvas.crop(top + PAD)
    return canvas


def compose_curve(words: CurveWords, width_mm: float) -> Canvas:
    """Lay a curve out on a sheet of its own."""
    canvas = _sheet(width_mm)
    top = _write(canvas, 0.0, words.title(), style.TITLE)
    if words.panels:
        top = _write(canvas, top + 1, words.subtitle(), style.SUBTITLE)
        top = CurveGrid(words, canvas.width).draw(canvas, top + GAP)
    for note in words.notes():
        top = _write(canvas, top + 1, note, style.SMALL)
    canvas.crop(top + PAD)
    return canvas


def _sheet(width_mm: float) -> Canvas:
    if width_mm < style.LEAST_MM:
        raise ValueError(f"{width_mm:g} mm is too narrow for a chart; {style.LEAST_MM:g} is least.")
    return Canvas(width_mm * POINTS_PER_MM)


def compose(words: Wording, title: str, width_mm: float) -> Canvas:
    """Lay a chart out on a sheet of its own."""
    canvas = _sheet(width_mm)
    top = _write(canvas, 0.0, title, style.TITLE)
    if words.data.panels:
        top = _write(canvas, top + 1, words.subtitle(), style.SUBTITLE)
        grid = BarGrid(words, canvas.width)
        top = _draw_key(canvas, top, words, grid)
        top = grid.draw(canvas, top + 2 * GAP)
    for line in left_out(words):
        top = _write(canvas, top, line, style.LABEL) + GAP
    for note in notes(words):
        top = _write(canvas, top + 1, note, style.SMALL)
    canvas.crop(top + PAD)
    return canvas


def _write(canvas: Canvas, top: float, text: str, kind: Type) -> float:
    for line in balance(text, kind, canvas.width):
        top += kind.leading
        canvas.text((0.0, top - 0.25 * kind.size), line, kind)
    return top


def _draw_key(canvas: Canvas, top: float, words: Wording, grid: BarGrid) -> float:
    """Write what colours and marks stand for, where the bars do not say it."""
    bars = [bar for panel in words.data.panels for bar in panel.bars]
    has_mark = any(bar.mark is not None for bar in bars)
    has_bar = any(bar.total is not None for bar in bars)
    entries = [(words.component(name), name) for name in grid.key]
    if has_mark and has_bar and words.data.name == "abatement-cost":
        entries.append((words.own(f"way.{ABATEMENT_COST}"), TOTAL))
    entries += [(words.mark(), "")] if has_mark else []
    if not entries:
        return top
    across, base = 0.0, top + GAP + style.VALUE.leading
    for text, name in entries:
        wide = BAR + PAD + style.VALUE.width(text)
        if across and across + wide > canvas.width:
            across, base = 0.0, base + style.VALUE.leading + 2 * PAD
        middle = base - style.DROP * style.VALUE.size
        if name:
            canvas.box((across, middle - BAR / 2 + 1), (BAR, BAR - 2), grid.fills[name])
        else:
            draw_mark(canvas, words.data.name, (across + BAR / 2, middle))
        canvas.text((across + BAR + PAD, base), text, style.VALUE)
        across += wide + 4 * GAP
    return base + PAD
