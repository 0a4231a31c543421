"""A sheet to draw on, in points from its top left corner, that is written as SVG.

Text stays text. Nothing depends on the day, the folder, or matplotlib's settings on this machine.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape, unescape
from typing import Literal

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from biofuel_mandate.report.characters import SANS, as_held, check_characters, font_runs
from biofuel_mandate.report.charts.style import FAMILIES, INK, MARGIN, PAPER, Type

Align = Literal["left", "center", "right"]
Runs = tuple[tuple[str, str], ...]

_TEXT = re.compile(
    r'<text style="(?P<style>[^"]*)"(?P<rest>[^>]*?)(?: transform="rotate\(-0 [^"]*")?>'
    r"(?P<text>[^<]*)</text>"
)
_SIZE = re.compile(r"font-size: ([\d.]+)px")
_ANCHOR = re.compile(r"text-anchor: (\w+)")
_ACROSS = re.compile(r' x="(-?[\d.]+)"')
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}  # how much of a text is before its place


@contextmanager
def own_settings() -> Iterator[None]:
    """Draw by this package's settings, whatever a matplotlibrc says; restores what was."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rc("svg", fonttype="none", hashsalt="biofuel_mandate", id=None)
        mpl.rc("text", parse_math=False)
        # What would be listed for sans-serif: every family that matplotlib has heard of.
        mpl.rc("font", **{"sans-serif": FAMILIES[:1]})
        yield


class _Line(Text):
    """One line of text on its base line, which matplotlib would measure once more to place it.

    No font is read to draw it; `Canvas.to_svg` says which other font holds a sign.
    """

    def draw(self, renderer: RendererBase) -> None:
        """Write it."""
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        x, y = self.get_transform().transform(self.get_position())
        if renderer.flipy():
            y = renderer.get_canvas_width_height()[1] - y
        words, font = self.get_text(), self.get_fontproperties()
        renderer.draw_text(gc, x, y, words, font, 0.0, mtext=self)
        gc.restore()


class _Stroke(Artist):
    """A line, without what makes matplotlib's own one slow: marks, dashes, and its extent."""

    def __init__(
        self,
        points: Sequence[tuple[float, float]],
        colour: str,
        width: float,
        dashes: Sequence[float] = (),
    ) -> None:
        super().__init__()
        self._path, self._colour, self._width = Path(points), colour, width
        self._dashes = dashes

    def draw(self, renderer: RendererBase) -> None:
        """Draw it."""
        gc = renderer.new_gc()
        gc.set_foreground(self._colour)
        gc.set_linewidth(self._width)
        gc.set_capstyle("butt" if self._dashes or self._width > 2 else "projecting")
        if self._dashes:
            gc.set_dashes(0.0, list(self._dashes))
        renderer.draw_path(gc, self._path, self.get_transform())
        gc.restore()


class Canvas:
    """A sheet that grows downwards; what is drawn later covers what is drawn earlier.

    Parameters
    ----------
    width : float
        Width of the whole sheet [pt].

    Attributes
    ----------
    width : float
        Width between the margins [pt].
    figure : Figure
    """

    def __init__(self, width: float) -> None:
        self.width = width - 2 * MARGIN
        self._drawn = 0
        self._said: list[str] = []
        self.figure = Figure(facecolor=PAPER)
        self._sheet = Affine2D()
        self._place = self._sheet + self.figure.dpi_scale_trans

    def _add(self, artist: Artist) -> None:
        self._drawn += 1
        artist.set_zorder(self._drawn)
        artist.set_transform(self._place)
        self.figure.add_artist(artist)

    def text(
        self,
        at: tuple[float, float],
        words: str,
        kind: Type,
        align: Align = "left",
        colour: str = "",
    ) -> None:
        """Write one line on its base line."""
        if not words:
            return
        self._said.append(words)
        look = _Line(
            *at,
            as_held(words),
            fontproperties=kind.font,
            color=colour or kind.colour,
            verticalalignment="baseline",
            horizontalalignment=align,
        )
        self._add(look)

    def box(self, at: tuple[float, float], size: tuple[float, float], colour: str) -> None:
        """Fill a rectangle; a negative width goes to the left."""
        self._add(Rectangle(at, *size, facecolor=colour, edgecolor="none"))

    def boxes(self, boxes: Sequence[tuple[float, float, float, float]], colour: str) -> None:
        """Fill rectangles (left, top, right, bottom) of one colour, as one shape."""
        corners = [
            corner
            for left, top, right, bottom in boxes
            for corner in ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
        ]
        codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * len(boxes)
        if corners:
            self._add(PathPatch(Path(corners, codes), facecolor=colour, edgecolor="none"))

    def area(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        """Fill what a line runs around."""
        self._add(Polygon(points, facecolor=colour, edgecolor="none"))

    def line(
        self,
        points: Sequence[tuple[float, float]],
        colour: str,
        width: float,
        dashes: Sequence[float] = (),
    ) -> None:
        """Draw a line; dashes are lengths on and off [pt]."""
        self._add(_Stroke(points, colour, width, dashes))

    def diamond(self, at: tuple[float, float], radius: float) -> None:
        """Draw a mark that shows on any colour."""
        x, y = at
        corners = [(x - radius, y), (x, y - radius), (x + radius, y), (x, y + radius)]
        self._add(Polygon(corners, facecolor=PAPER, edgecolor=INK, linewidth=0.9))

    def crop(self, height: float) -> None:
        """Let the sheet end at a height [pt]."""
        self.figure.set_size_inches((self.width + 2 * MARGIN) / 72, height / 72)
        self._sheet.clear().translate(MARGIN, -height).scale(1 / 72, -1 / 72)

    def to_svg(self, name: str, title: str, alt: str, language: str) -> bytes:
        """Return the sheet as an SVG image with title and alternative text.

        Raises
        ------
        ReportError
            When it has a character that no font of the package holds.
        """
        check_characters((f"chart {name}", words) for words in self._said)
        stream = io.BytesIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        self.figure.savefig(stream, format="svg", metadata=nothing)
        _, _, drawn = stream.getvalue().decode().partition("<svg ")
        attributes, _, inside = drawn.partition(">")
        head = (
            f'<svg role="img" lang="{language}" xml:lang="{language}" '
            f'aria-labelledby="{name}-title" aria-describedby="{name}-desc" {attributes}>\n'
            f' <title id="{name}-title">{escape(title, quote=False)}</title>\n'
            f' <desc id="{name}-desc">{escape(alt, quote=False)}</desc>'
        )
        fixed = _TEXT.sub(_with_length, inside)
        return f'<?xml version="1.0" encoding="utf-8"?>\n{head}{fixed}'.encode()


def _with_length(found: re.Match[str]) -> str:
    """Tell how long a text is, so that it takes no more room in another font either."""
    size = _SIZE.search(found["style"])
    weight = 600 if "font-weight: 600" in found["style"] else 400
    kind = Type(float(size[1]) if size else 0.0, 0.0, weight)
    words = unescape(found["text"])
    runs = font_runs(words)
    if len(runs) == 1 and runs[0][0] == SANS:
        inside, length = found["text"], _length(kind.width(words))
    else:
        inside, length = "".join(_apart(found, kind, runs)), ""
    return f'<text style="{found["style"]}"{found["rest"]}{length}>{inside}</text>'


def _apart(found: re.Match[str], kind: Type, runs: Runs) -> Iterator[str]:
    """Yield each run at its own place, in the font that holds it: emoji among words."""
    widths = [kind.width(run) for _, run in runs]
    anchor, across = _ANCHOR.search(found["style"]), _ACROSS.search(found["rest"])
    left = float(across[1]) if across else 0.0
    left -= sum(widths) * _BEFORE[anchor[1] if anchor else "start"]
    for (family, run), width in zip(runs, widths, strict=True):
        own = "" if family == SANS else f"; font-family: '{family}'"
        yield (
            f'<tspan style="text-anchor: start{own}" x="{left:.6g}"{_length(width)}>'
            f"{escape(run, quote=False)}</tspan>"
        )
        left += width


def _length(width: float) -> str:
    return f' textLength="{width:.2f}" lengthAdjust="spacingAndGlyphs"'
