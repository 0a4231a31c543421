"""Pictures in the text, with words for those who do not see them."""

from __future__ import annotations

import io

from docx.document import Document as WordDocument
from docx.oxml.shape import CT_Inline
from docx.shared import Mm

from biofuel_mandate.report.document.tree import Figure
from biofuel_mandate.report.document.word.markup import Element, one_line, put, put_run
from biofuel_mandate.report.legible import legible

_FIRST = 1000  # ids; well past those in the headers of any template


class Pictures:
    """The pictures of a document.

    Parameters
    ----------
    document : docx document
    width_mm, height_mm : float
        Of the text on a page.
    """

    def __init__(self, document: WordDocument, width_mm: float, height_mm: float) -> None:
        self._part = document.part
        self._width, self._height = width_mm, height_mm
        self._next = _FIRST

    def put(self, paragraph: Element, figure: Figure) -> None:
        """Append the picture of a figure, no larger than a page with its caption."""
        self._next += 1
        scale = min(1.0, self._width / figure.width_mm, self._height / figure.height_mm)
        relation, _ = self._part.get_or_add_image(io.BytesIO(figure.png))
        inline = CT_Inline.new_pic_inline(
            self._next,
            relation,
            f"picture-{self._next - _FIRST}.png",
            Mm(figure.width_mm * scale),
            Mm(figure.height_mm * scale),
        )
        about = inline.docPr
        about.set("name", f"{figure.label or 'Picture'} ({self._next - _FIRST})")
        about.set("descr", legible(figure.alt))
        about.set("title", one_line(figure.caption))
        put(put_run(paragraph), "drawing").append(inline)
