"""How much room there is on a page."""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document as WordDocument

from biofuel_mandate.report.document.word.markup import Element, w, whole

_A4 = {"w": 11906, "h": 16838}  # [twips]
_MARGINS = dict.fromkeys(("top", "right", "bottom", "left"), 1417)
_MARGINS |= {"header": 709, "footer": 709, "gutter": 0}
_GAP = 720  # between columns, where Word is not told [twips]
_LEAST = 2000
_TWIPS_PER_MM = 1440 / 25.4


@dataclass(frozen=True)
class Room:
    """The room for text on a page, or in one of its columns [twips]."""

    width: int
    height: int

    @property
    def width_mm(self) -> float:
        """Its width."""
        return self.width / _TWIPS_PER_MM

    @property
    def height_mm(self) -> float:
        """Its height."""
        return self.height / _TWIPS_PER_MM


def room_of(made: WordDocument) -> Room:
    """Return the room on a page; a template that does not say gets A4 and margins of 25 mm."""
    section = made.element.body.get_or_add_sectPr()
    page: Element = section.get_or_add_pgSz()
    for side, length in _A4.items():
        if whole(page, side) <= 0:
            page.set(w(side), str(length))
    margins: Element = section.get_or_add_pgMar()
    for side, length in _MARGINS.items():
        margins.set(w(side), str(whole(margins, side, length)))
    width = whole(page, "w") - sum(whole(margins, side) for side in ("left", "right", "gutter"))
    # A margin below 0 is one that headers and footers may not push.
    height = whole(page, "h") - sum(abs(whole(margins, side)) for side in ("top", "bottom"))
    width = _column(section.find(w("cols")), width)
    return Room(max(_LEAST, width), max(_LEAST, height))


def _column(columns: Element | None, width: int) -> int:
    if columns is None:
        return width
    told = [whole(one, "w", width) for one in columns.findall(w("col"))]
    number = max(1, whole(columns, "num", 1))
    return min(told) if told else (width - (number - 1) * whole(columns, "space", _GAP)) // number
