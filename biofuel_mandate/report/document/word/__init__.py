"""Documents in Word, on a directorate's own template or on pages and styles of our own.

``template`` reads what a document is built on, past ``guard``; ``styles`` and ``lists`` add what it
lacks; ``body`` writes the blocks, with ``words``, ``tables``, ``pictures`` and ``contents``.

What a template may restyle are Word's own styles (Title, Subtitle, Heading 1 to 3, TOC 1 and 2,
Caption, Quote, List Bullet, List Number and List Continue, Footer, Hyperlink), and those whose
names start with "Report": Lead, Note, Source, Warning, Missing, Figure, Code, Code Text, Stamp,
Table, and Table Text and Table Number, each also Small and Smallest.
"""

from __future__ import annotations

import io
from datetime import datetime

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from biofuel_mandate.report.document.tree import Document
from biofuel_mandate.report.document.word.body import Body
from biofuel_mandate.report.document.word.footers import put_footers
from biofuel_mandate.report.document.word.lists import Lists, add_own_lists
from biofuel_mandate.report.document.word.marks import Marks
from biofuel_mandate.report.document.word.markup import VAL, Element, one_line, w
from biofuel_mandate.report.document.word.pages import Room, room_of
from biofuel_mandate.report.document.word.pictures import Pictures
from biofuel_mandate.report.document.word.styles import Styles
from biofuel_mandate.report.document.word.template import opened, own_part
from biofuel_mandate.report.document.word.words import Writer
from biofuel_mandate.report.zipped import parts_of, zipped

_LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
_AUTHOR = "biofuel_mandate"
_LONGEST = 255  # of a property
_FOR_CAPTION_MM = 30.0


def check_template(template: bytes, name: str) -> None:
    """Refuse early a template that `to_word` would refuse.

    Parameters
    ----------
    template : bytes
    name : str
        How the user calls it.

    Raises
    ------
    ReportError
        When it is not a sound Word file, has macros, or fetches things from elsewhere.
    """
    opened(template, name)


def to_word(document: Document, template: bytes | None = None, template_name: str = "") -> bytes:
    """Return a document as a Word file; the same document gives the same bytes.

    Parameters
    ----------
    document : Document
        Numbered.
    template : bytes, optional
        A .dotx or .docx. Its styles, pages, headers, footers and theme are kept, its text is not;
        a footer that says something stays as it is.
    template_name : str
        How the user calls the template.

    Returns
    -------
    bytes
        A .docx.

    Raises
    ------
    ReportError
        When the template is not a sound Word file, has macros, or fetches things from elsewhere.
    """
    made = opened(template, template_name)
    styles, lists = _styles_and_lists(made)
    language = _LANGUAGES[document.language]
    styles.set_language(language)
    _set_fonts_language(made.settings.element, language)
    _set_properties(made, document, language)
    room = room_of(made)
    put_footers(made, document, styles, room.width)
    body = _body(made, document, styles, room, lists)
    # Beside the writer's own tree: to move thousands of cells into that takes as long as they do.
    whole = etree.fromstring(etree.tostring(made.element))
    body.write(document, whole[0])
    written = io.BytesIO()
    made.save(written)
    parts = parts_of(written)
    main = made.part.partname.membername
    parts[main] = etree.tostring(whole, encoding="UTF-8", standalone=True)
    return zipped(parts)


def _styles_and_lists(made: WordDocument) -> tuple[Styles, Lists]:
    """Return the styles and lists of a document, with ours that it lacks."""
    numbering: Element = made.part.numbering_part.element
    numbers = add_own_lists(numbering, own_part("numbering"))
    root: Element = made.styles.element
    styles = Styles(root, own_part("styles"), numbers)
    return styles, Lists(numbering, styles, numbers)


def _body(made: WordDocument, document: Document, styles: Styles, room: Room, lists: Lists) -> Body:
    related: dict[str, str] = {}

    def relate(url: str) -> str:
        if url not in related:
            related[url] = made.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return related[url]

    writer = Writer(styles, Marks(document.blocks), relate)
    pictures = Pictures(made, room.width_mm, room.height_mm - _FOR_CAPTION_MM)
    return Body(writer, lists, pictures, room, one_line(document.own.missing))


def _set_fonts_language(settings: Element, language: str) -> None:
    said = settings.find(w("themeFontLang"))
    if said is not None:
        said.set(VAL, language)


def _set_properties(made: WordDocument, document: Document, language: str) -> None:
    properties = made.core_properties
    root: Element = properties._element
    for child in list(root):
        root.remove(child)
    day = datetime(document.day.year, document.day.month, document.day.day)
    properties.title = one_line(document.title)[:_LONGEST]
    properties.subject = one_line(document.subtitle)[:_LONGEST]
    properties.author = one_line(document.author)[:_LONGEST] or _AUTHOR
    properties.language = language
    properties.revision = 1
    properties.created = properties.modified = day
