"""What a document is built on: a directorate's template, or pages and styles of our own."""

from __future__ import annotations

import io
from copy import deepcopy
from importlib.resources import files

import docx
from docx.document import Document as WordDocument
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from lxml import etree

from biofuel_mandate.report.document.word.guard import (
    DOCUMENT_TYPE,
    damaged,
    fault,
    main_part,
    unzipped,
)
from biofuel_mandate.report.document.word.markup import RELATIONS, Element, w
from biofuel_mandate.report.document.word.package import Package, Relation
from biofuel_mandate.report.zipped import zipped

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
# What we read of a template: the root of its part. More is kept, but never looked into.
_READ = {
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "header": "hdr",
    "footer": "ftr",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
}
_KEPT = (*_READ, "theme", "fontTable", "customXml")
_OF_PACKAGE = ("officeDocument", "extended-properties", "custom-properties")
# What would ask, lock or track when the document is opened; what would fetch goes with it.
_SETTINGS = (
    "attachedTemplate",
    "mailMerge",
    "documentProtection",
    "writeProtection",
    "updateFields",
    "trackRevisions",
)
_ABOUT = ("Company", "Manager")
_ID = f"{{{RELATIONS}}}id"
_REFERENCES = (w("headerReference"), w("footerReference"))
_NOT_OF_PAGES = (w("printerSettings"), w("sectPrChange"), w("type"), w("formProt"))


def opened(template: bytes | None, name: str) -> WordDocument:
    """Return an empty document: of a template its styles, pages, headers and footers.

    Parameters
    ----------
    template : bytes, optional
        A .dotx or .docx; without one the pages and styles are our own.
    name : str
        How the user calls the template.

    Raises
    ------
    ReportError
        When the template is not a sound Word file, has macros, or fetches things from elsewhere.
    """
    package = _own() if template is None else _cleaned(template, name)
    try:
        return docx.Document(io.BytesIO(zipped(package.parts)))
    except (
        KeyError,
        ValueError,
        RecursionError,
        etree.XMLSyntaxError,
        OpcError,
        PythonDocxError,
    ):
        raise damaged(name, "one of its parts") from None


def own_part(name: str) -> bytes:
    """Return one of our own parts, as "styles"."""
    return files(__package__).joinpath("parts", f"{name}.xml").read_bytes()


def _own() -> Package:
    main = "word/document.xml"
    package = Package({main: own_part("document")}, main, "")
    package.relate("", [Relation("rId1", f"{RELATIONS}/officeDocument", main)])
    _complete(package)
    return package


def _complete(package: Package) -> None:
    """Put in what is lacking of styles, numbering and settings, and say what each part is."""
    found = {one.short for one in package.relations(package.main)}
    for name, dropped in (("styles", "style"), ("numbering", "*"), ("settings", "")):
        if name not in found:
            # Styles and lists come later, as to any document that lacks them.
            root = etree.fromstring(own_part(name))
            for child in root.findall(w(dropped)) if dropped else ():
                root.remove(child)
            package.add(name, etree.tostring(root))
    known = {package.main: DOCUMENT_TYPE}
    for one in package.relations(package.main):
        if one.short in _READ:
            known[one.target] = f"{_WORD}{one.short}+xml"
    package.set_types(known)


def _cleaned(template: bytes, name: str) -> Package:
    parts = unzipped(template, name)
    package = Package(parts, main_part(parts, name), name)
    package.relate("", [one for one in package.relations("") if one.short in _OF_PACKAGE])
    used = _empty(package)
    of_main = [
        one
        for one in package.relations(package.main)
        if one.short in _KEPT and not one.external
        if one.id in used or one.short not in ("header", "footer")
    ]
    package.relate(package.main, of_main)
    _complete(package)
    for one in package.relations(package.main):
        if one.short in _READ:
            _quiet(package, one)
    for one in package.relations(""):
        if one.short == "extended-properties":
            _keep(package, one.target, _ABOUT)
    _check_outside(package)
    return package


def _check_outside(package: Package) -> None:
    for one in package.reached():
        if one.external and one.short != "hyperlink":
            got = f"the template fetches {one.target!r} from elsewhere"
            do = "Store it in the template itself (in Word: File, Info, Edit Links to Files)."
            raise fault(package.name, got, do)


def _empty(package: Package) -> set[str]:
    """Drop the text of a template, not its pages; return the ids of its headers and footers."""
    root = package.root(package.main)
    body = root.find(w("body"))
    if body is None or root.tag != w("document"):
        raise damaged(package.name, package.main)
    section = _section(body)
    for child in list(body):
        body.remove(child)
    for other in [child for child in root if child is not body]:
        root.remove(other)
    body.append(section)
    package.parts[package.main] = etree.tostring(root)
    return {one.get(_ID, "") for one in section.iter(*_REFERENCES)}


def _section(body: Element) -> Element:
    """Return the last section, with the headers and footers that it has from those before."""
    # What a tracked change replaced is a section no more.
    old = {one for change in body.iter(w("sectPrChange")) for one in change}
    of_body = [one for one in body.iter(w("sectPr")) if one not in old]
    if not of_body:
        own = etree.fromstring(own_part("document")).find(f".//{w('sectPr')}")
        if own is None:
            raise ValueError("our own pages have no section")
        return own
    references = {
        (one.tag, one.get(w("type"))): one
        for section in of_body
        for one in section.iterchildren(*_REFERENCES)
    }
    last = deepcopy(of_body[-1])
    for child in list(last.iterchildren(*_REFERENCES, *_NOT_OF_PAGES)):
        last.remove(child)
    for at, reference in enumerate(references.values()):
        last.insert(at, deepcopy(reference))
    last.tail = None
    return last


def _quiet(package: Package, relation: Relation) -> None:
    """Check a part that we read, and drop from settings and notes what is of the old text."""
    part = relation.target
    if part not in package.parts:
        raise damaged(package.name, part)
    root = package.root(part)
    if root.tag != w(_READ[relation.short]):
        raise damaged(package.name, part)
    if relation.short == "settings":
        for child in list(root):
            fetches = any(_ID in one.attrib for one in child.iter())
            if fetches or child.tag in map(w, _SETTINGS):
                root.remove(child)
        package.relate(part, [])
    if relation.short in ("footnotes", "endnotes"):
        for note in list(root):
            # Those with a type are the lines between text and notes.
            if note.get(w("type"), "normal") == "normal":
                root.remove(note)
    package.parts[part] = etree.tostring(root)


def _keep(package: Package, part: str, names: tuple[str, ...]) -> None:
    """Keep of a part only what bears some names: a template's hours and words are its own."""
    root = package.root(part)
    for child in list(root):
        if etree.QName(child).localname not in names:
            root.remove(child)
    package.parts[part] = etree.tostring(root)
