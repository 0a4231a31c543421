"""An Office package as parts and relations, before the writer of Word documents reads it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from biofuel_mandate.report.document.word.guard import CONTENT_TYPES, damaged, parsed
from biofuel_mandate.report.document.word.markup import RELATIONS, Element

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_DEFAULTS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
}


@dataclass(frozen=True)
class Relation:
    """What one part has to do with another.

    Attributes
    ----------
    id, kind : str
    target : str
        Name of the other part, or where it is when ``external``.
    external : bool
    """

    id: str
    kind: str
    target: str
    external: bool = False

    @property
    def short(self) -> str:
        """The last word of the kind, as in "styles"; blank for kinds outside the standard."""
        start = f"{RELATIONS}/"
        return self.kind.removeprefix(start) if self.kind.startswith(start) else ""


@dataclass(frozen=True)
class Package:
    """The parts of a Word file.

    Attributes
    ----------
    parts : dict of str to bytes
        By name; changed in place.
    main : str
        The name of the part that holds the document.
    name : str
        How the user calls the file.
    """

    parts: dict[str, bytes]
    main: str
    name: str

    def root(self, part: str) -> Element:
        """Return the root element of a part."""
        return parsed(self.parts, part, self.name)

    def relations(self, part: str) -> list[Relation]:
        """Return what a part is related to; a blank name is the package itself."""
        stored = _relations_of(part)
        if stored not in self.parts:
            return []
        return [_relation(part, one) for one in self.root(stored)]

    def relate(self, part: str, relations: list[Relation]) -> None:
        """Let a part be related to these and nothing else."""
        root = etree.Element(f"{{{_PACKAGE}}}Relationships")
        for one in relations:
            made = etree.SubElement(root, f"{{{_PACKAGE}}}Relationship")
            target = one.target if one.external else f"/{one.target}"
            for key, value in (("Id", one.id), ("Type", one.kind), ("Target", target)):
                made.set(key, value)
            if one.external:
                made.set("TargetMode", "External")
        self.parts[_relations_of(part)] = etree.tostring(root)

    def add(self, name: str, content: bytes) -> Relation:
        """Add a part that the document is related to, as "styles" or "settings"."""
        part = posixpath.join(posixpath.dirname(self.main), f"{name}.xml")
        while part in self.parts:
            part = part.replace(".xml", "-own.xml")
        self.parts[part] = content
        relation = Relation(f"own-{name}", f"{RELATIONS}/{name}", part)
        self.relate(self.main, [*self.relations(self.main), relation])
        return relation

    def reached(self) -> Iterator[Relation]:
        """Yield every relation there is a way to, from the package on.

        Raises
        ------
        ReportError
            When it leads to a part that is not there.
        """
        seen, waiting = {""}, [""]
        while waiting:
            for one in self.relations(waiting.pop()):
                yield one
                if one.external or one.target in seen:
                    continue
                if one.target not in self.parts:
                    raise damaged(self.name, one.target)
                seen.add(one.target)
                waiting.append(one.target)

    def set_types(self, known: dict[str, str]) -> None:
        """Say what parts are, by name; of others stays said what was."""
        said = dict(_DEFAULTS)
        for one in self.root(CONTENT_TYPES) if CONTENT_TYPES in self.parts else ():
            key = one.get("PartName") or one.get("Extension") or ""
            said[key] = one.get("ContentType") or ""
        root = etree.Element(f"{{{_TYPES}}}Types")
        for key, value in {**said, **{f"/{part}": kind for part, kind in known.items()}}.items():
            is_part = key.startswith("/")
            made = etree.SubElement(root, f"{{{_TYPES}}}{'Override' if is_part else 'Default'}")
            made.set("PartName" if is_part else "Extension", key)
            made.set("ContentType", value)
        self.parts[CONTENT_TYPES] = etree.tostring(root)


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relation(part: str, one: Element) -> Relation:
    kind, target = one.get("Type", ""), one.get("Target", "")
    if one.get("TargetMode") == "External":
        return Relation(one.get("Id", ""), kind, target, True)
    inside = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target))
    return Relation(one.get("Id", ""), kind, inside.lstrip("/"))
