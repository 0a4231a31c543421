"""How charts look: type, colours and spaces, in one place for every chart there is or will be.

Lengths are in points. Colours keep apart for every kind of colour vision, and the first four of a
chart in grey print too; where more meet, their names and numbers stand in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

FONTS = Path(__file__).parents[1] / "fonts"
POINTS_PER_MM = 72 / 25.4

# Who opens an SVG without the first sees it in another; the length of each text is fixed there.
FAMILIES = ("Source Sans Pro", "Source Sans 3", "Arial", "sans-serif")
_FILES = {400: "SourceSansPro-Regular.ttf", 600: "SourceSansPro-Semibold.ttf"}

INK, QUIET, RULE, PAPER = "#1c2329", "#5a646d", "#d9dee2", "#ffffff"

# Known components keep their colour in every chart and scenario; others take the next free one.
COMPONENTS = {
    "ethanol": "#16406b",
    "fame": "#e8a33d",
    "hvo": "#2a8c82",
    "ucome": "#f3d9a4",
    "petrol": "#8a949d",
    "diesel": "#b9c1c7",
}
SPARE = ("#8c5a9e", "#9dc3e6", "#7a3b12", "#cfe3c0", "#b5476b", "#5c7a29")
SUM = "#39434c"
ACCOUNTS = {"direct": "#33475b", "life cycle": "#79aebb", "iluc": "#c8553d"}
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
        return _font(self.size, self.weight, FAMILIES)

    def width(self, text: str) -> float:
        """Return how wide a text is [pt]."""
        return _width(text, self.size, self.weight)


TITLE = Type(11, 13.5, 600)
SUBTITLE = Type(8.5, 10.6, colour=QUIET)
HEADING = Type(8.5, 10.6, 600)
LABEL = Type(8.5, 10.2)
STRONG = Type(8.5, 10.2, 600)
VALUE = Type(8, 9.6)
SMALL = Type(7, 8.8, colour=QUIET)

MARGIN = 2.0
BAR, ROW, MARK = 10.0, 15.0, 3.0
PAD, GAP, PANEL_GAP = 3.0, 4.0, 16.0
DROP = 0.34  # from the middle of a line of type to its base line, of its size
LEAST_MM = 70.0


@cache
def _font(size: float, weight: int, families: tuple[str, ...]) -> FontProperties:
    path = FONTS / _FILES[weight]
    return FontProperties(family=list(families), size=size, weight=weight, fname=path)


@cache
def _width(text: str, size: float, weight: int) -> float:
    # Matplotlib looks the font up once for every family named.
    font = _font(size, weight, FAMILIES[:1])
    found: float = text_to_path.get_text_width_height_descent(text, font, False)[0]
    return found


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
