"""A template as bytes from anywhere: only a sound Word file without macros comes through."""

from __future__ import annotations

import io
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from biofuel_mandate.errors import Fault, ReportError
from biofuel_mandate.report.document.word.markup import RELATIONS, Element

CONTENT_TYPES = "[Content_Types].xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
DOCUMENT_TYPE = f"{_WORD}document.main+xml"
TEMPLATE_TYPE = f"{_WORD}template.main+xml"

_MOST_BYTES, _MOST_MARKUP, _MOST_PARTS = 100_000_000, 30_000_000, 5_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 1
_STRICT = "http://purl.oclc.org/ooxml/"
_SAVE = "Save it in Word as a Word template (.dotx) or a Word document (.docx)."
_REPAIR = "Open it in Word, let Word repair it, and save it again as a Word template (.dotx)."


def fault(name: str, got: str, do: str) -> ReportError:
    """Return the error that says what is wrong with a template."""
    return ReportError([Fault(got, do, file=name)])


def damaged(name: str, part: str) -> ReportError:
    """Return the error of a template that cannot be read; ``part`` is where."""
    return fault(name, f"the template is damaged: {part} cannot be read", _REPAIR)


def unzipped(content: bytes, name: str) -> dict[str, bytes]:
    """Return the parts of a template by their names.

    Parameters
    ----------
    content : bytes
    name : str
        How the user calls the file.

    Raises
    ------
    ReportError
        When it is no zip file, is locked or damaged, or unpacks to very much.
    """
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            do = "Take the password off in Word (File, Info, Protect Document), and save it again."
            raise fault(name, "the template is protected by a password", do)
        raise fault(name, "the template is in the format of Word before 2007", _SAVE)
    try:
        with ZipFile(io.BytesIO(content)) as zip_file:
            _check_sizes(zip_file.infolist(), name)
            return {one.filename: _read(zip_file, one, name) for one in zip_file.infolist()}
    except (BadZipFile, NotImplementedError, OSError, ValueError):
        # A file that is cut off starts as one that is whole.
        if content.startswith(b"PK"):
            raise damaged(name, "its zip file") from None
        raise fault(name, "the template is not a Word file", _SAVE) from None


def _check_sizes(parts: list[ZipInfo], name: str) -> None:
    size = sum(part.file_size for part in parts)
    if size > _MOST_BYTES:
        do = f"It may be {_MOST_BYTES / 1e6:.0f} MB at most; make its pictures smaller, or leave "
        raise fault(name, f"the template unpacks to {size / 1e6:.0f} MB", f"{do}them out.")
    markup = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if markup > _MOST_MARKUP:
        do = f"It may be {_MOST_MARKUP / 1e6:.0f} MB at most; take text out that is dropped anyway."
        raise fault(name, f"the markup of the template unpacks to {markup / 1e6:.0f} MB", do)
    if len(parts) > _MOST_PARTS:
        raise fault(name, f"the template has {len(parts)} parts", f"It may have {_MOST_PARTS}.")
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise fault(name, "the template is a zip file with a password", _SAVE)


def _read(zip_file: ZipFile, part: ZipInfo, name: str) -> bytes:
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise damaged(name, part.filename)
    try:
        return zip_file.read(part)
    except (BadZipFile, EOFError, zlib.error):
        raise damaged(name, part.filename) from None


def parsed(parts: dict[str, bytes], part: str, name: str) -> Element:
    """Return the root of a part; nothing that it points to is fetched or filled in."""
    # One a part: a parser keeps what it last complained of.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        return etree.fromstring(parts[part], parser)
    except (KeyError, etree.XMLSyntaxError):
        raise damaged(name, part) from None


def main_part(parts: dict[str, bytes], name: str) -> str:
    """Return the name of the part that holds the document, once it is known to be Word's.

    Raises
    ------
    ReportError
        When the file is not of Word, has macros, or is of the strict kind.
    """
    if CONTENT_TYPES not in parts or "_rels/.rels" not in parts:
        raise fault(name, "the template is a zip file, but not a Word file", _SAVE)
    types = {
        one.get("PartName") or f".{one.get('Extension')}": one.get("ContentType") or ""
        for one in parsed(parts, CONTENT_TYPES, name)
    }
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in types.values()):
        raise fault(name, "the template has macros, or may have them (.dotm, .docm)", _SAVE)
    for relation in parsed(parts, "_rels/.rels", name):
        kind, target = relation.get("Type", ""), relation.get("Target", "").lstrip("/")
        if kind.startswith(_STRICT):
            got = "the template is saved as Strict Open XML"
            raise fault(
                name, got, _SAVE.replace("document (.docx)", "document (.docx), not Strict")
            )
        if kind == f"{RELATIONS}/officeDocument":
            found = types.get(f"/{target}") or types.get(f".{target.rpartition('.')[2]}", "")
            if found not in (DOCUMENT_TYPE, TEMPLATE_TYPE):
                raise fault(name, "the template is an Office file, but not of Word", _SAVE)
            return target
    raise damaged(name, "_rels/.rels")
