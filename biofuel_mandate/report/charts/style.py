"""How charts look: type, colours and spaces, in one place for every chart there is or will be.

Lengths are in points. Colours keep apart for every kind of colour vision, and the first four of a
chart in grey print too; where more meet, their names and numbers stand in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags

from biofuel_mandate.report.characters import (
    FILES,
    FONTS,
    SANS,
    UNSEEN,
    as_held,
    charmap,
    font_runs,
)

POINTS_PER_MM = 72 / 25.4

# Who opens an SVG without the first sees it in another; the length of each text is fixed there.
FAMILIES = ("Source Sans Pro", "Source Sans 3", "Arial", "sans-serif")
_FILES = {400: "SourceSansPro-Regular.ttf", 600: "SourceSansPro-Semibold.ttf"}

Line = tuple[str, float, tuple[float, ...]]

INK, QUIET, RULE, PAPER = "#1c2329", "#5a646d", "#d9dee2", "#ffffff"

# Known components keep their colour in every chart and scenario; others take the next free one.
COMPONENTS = {
    "ethanol": "#16406b",
    "fame": "#e8a33d",
    "hvo": "#2a8c82",
    "ucome": "#f3d9a4",
    "biogas": "#b487c6",
    "petrol": "#8a949d",
    "diesel": "#b9c1c7",
}
SPARE = ("#8c5a9e", "#9dc3e6", "#7a3b12", "#cfe3c0", "#b5476b", "#5c7a29")
SUM = "#39434c"
ACCOUNTS = {"direct": "#33475b", "life cycle": "#79aebb", "iluc": "#c8553d"}
# Lines of cases over years: colour, width and dashes. One shows through another that lies on it,
# and they keep apart in grey print.
BASELINE_LINE: Line = ("#a3acb4", 2.6, ())
CASE_LINES: tuple[Line, ...] = (
    ("#16406b", 1.6, ()),
    ("#e08a1e", 1.6, (6.0, 3.0)),
    ("#2a8c82", 1.6, (2.5, 2.5)),
    ("#8c5a9e", 1.6, (9.0, 2.0, 2.0, 2.0)),
    ("#5b93cf", 1.6, (12.0, 4.0)),
    ("#7a3b12", 1.6, (1.5, 3.0)),
    ("#b5476b", 1.6, (4.0, 2.0, 1.5, 2.0)),
    ("#5c7a29", 1.6, (3.0, 6.0)),
)
SHADE = "#e3eaf0"
LITRES = {"sold": "#b4c3d1", "counted": "#2f5d8a"}


@dataclass(frozen=True)
class Type:
    """A size and weight of type.

    Attributes
    ----------
    size, leading : float
        Height of the type, and from one line to the next [pt].
    weight : int
    colour : str
    """

    size: float
    leading: float
    weight: int = 400
    colour: str = INK

    @property
    def font(self) -> FontProperties:
        """The package's own font file of this type."""
        return _font(self.size, self.weight)

    def width(self, text: str) -> float:
        """Return how wide a text is [pt]."""
        # Nothing is kerned with a space in these fonts, so each word is measured but once.
        words = text.split(" ")
        spaces = (len(words) - 1) * _width(" ", self.weight)
        return self.size * (sum(_width(word, self.weight) for word in words) + spaces)


TITLE = Type(11, 13.5, 600)
SUBTITLE = Type(8.5, 10.6, colour=QUIET)
HEADING = Type(8.5, 10.6, 600)
AGAINST = Type(8.5, 10.6, colour=QUIET)
LABEL = Type(8.5, 10.2)
STRONG = Type(8.5, 10.2, 600)
VALUE = Type(8, 9.6)
SMALL = Type(7, 8.8, colour=QUIET)

MARGIN = 2.0
BAR, ROW, MARK = 10.0, 15.0, 3.0
LOW_ROW = 13.2
PAD, GAP, PANEL_GAP = 3.0, 4.0, 16.0
DROP = 0.34  # from the middle of a line of type to its base line, of its size
LEAST_MM = 70.0


_MEASURED_AT = 100.0  # points; nothing is hinted, so widths grow as the size does
_UNITS = 64.0  # of the font reader, to a point
_STAND_IN = "—"  # for what no font holds, which is refused once all is laid out


@cache
def _font(size: float, weight: int) -> FontProperties:
    path = FONTS / _FILES[weight]
    return FontProperties(family=list(FAMILIES), size=size, weight=weight, fname=path)


@cache
def _reader(file: str) -> FT2Font:
    """Return a font to measure with."""
    font = FT2Font(FONTS / file)
    font.set_size(_MEASURED_AT, 72)
    return font


@cache
def _width(word: str, weight: int) -> float:
    """Return how wide a word is, in sizes of its type."""
    return sum(_run_width(family, run, weight) for family, run in font_runs(as_held(word)))


def _run_width(family: str, run: str, weight: int) -> float:
    file = FILES[family]
    known = charmap(file)
    seen = "".join(
        sign if ord(sign) in known else _STAND_IN
        for sign in run
        if ord(sign) in known or ord(sign) not in UNSEEN
    )
    font = _reader(_FILES[weight] if family == SANS else file)
    font.set_text(seen, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / _UNITS / _MEASURED_AT


def lightness(colour: str) -> float:
    """Return how light a colour is in grey print, 0 to 1 (relative luminance, gamma 2.2).

    Examples
    --------
    >>> round(lightness("#ffffff"), 3), round(lightness("#000000"), 3)
    (1.0, 0.0)
    """
    red, green, blue = to_rgb(colour)
    return float((0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2) ** (1 / 2.2))


def ink_on(colour: str) -> str:
    """Return the colour of text on a colour."""
    return INK if lightness(colour) > 0.55 else PAPER


def component_colours(components: tuple[str, ...]) -> dict[str, str]:
    """Return a colour for each component; the same order gives the same colours."""
    spare = iter(SPARE * (len(components) // len(SPARE) + 1))
    return {name: COMPONENTS.get(name) or next(spare) for name in components}
