"""The styles of a document by their names, and those that a template lacks."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from biofuel_mandate.report.document.word.markup import VAL, Element, put, w, whole

_NORMAL = "normal"
_LEADS = (w("basedOn"), w("next"), w("link"))


class Styles:
    """The styles of a document, known by name as Word stores it; ids are as each file has them.

    Parameters
    ----------
    root : lxml element
        ``w:styles`` of the document; what it lacks is added to it.
    own : bytes
        Our own styles.
    numbers : dict of str to str
        The ids that the lists of our own styles have in this document.
    """

    def __init__(self, root: Element, own: bytes, numbers: dict[str, str]) -> None:
        self._root = root
        self._by_name: dict[str, Element] = {}
        self._by_id: dict[str, Element] = {}
        for style in root.iterchildren(w("style")):
            self._remember(style)
        # What every paragraph has is our "Normal", whatever it is called.
        for style in self._defaults("paragraph"):
            self._by_name.setdefault(_NORMAL, style)
        self.added: dict[str, str] = {}
        self._add_lacking(etree.fromstring(own), numbers)

    def id(self, name: str) -> str:
        """Return the id of a style."""
        return self._by_name[name.lower()].get(w("styleId"), "")

    def numbering(self, name: str) -> tuple[str, int] | None:
        """Return the list and level of a style, from itself or what it is based on."""
        for style in self._chain(name):
            of = style.find(f"{w('pPr')}/{w('numPr')}")
            if of is not None:
                number = whole(of.find(w("numId")), "val")
                return (str(number), whole(of.find(w("ilvl")), "val")) if number else None
        return None

    def tabs(self, name: str) -> set[int]:
        """Return where a style has tab stops [twips]."""
        return {
            whole(tab, "pos")
            for style in self._chain(name)
            for tab in style.findall(f"{w('pPr')}/{w('tabs')}/{w('tab')}")
        }

    def set_language(self, language: str) -> None:
        """Let the whole document be in a language, as "nb-NO"."""
        for said in list(self._root.iter(w("lang"))):
            if VAL in said.attrib:
                del said.attrib[VAL]
        defaults = self._root.find(w("docDefaults"))
        if defaults is None:
            defaults = etree.Element(w("docDefaults"))
            self._root.insert(0, defaults)
        of = defaults.find(w("rPrDefault"))
        if of is None:
            of = etree.Element(w("rPrDefault"))
            defaults.insert(0, of)
        look = of.find(w("rPr"))
        look = put(of, "rPr") if look is None else look
        said_last = look.find(w("lang"))
        (put(look, "lang") if said_last is None else said_last).set(VAL, language)

    def _remember(self, style: Element) -> None:
        name = style.find(w("name"))
        if name is not None:
            self._by_name.setdefault(name.get(VAL, "").lower(), style)
        self._by_id.setdefault(style.get(w("styleId"), ""), style)

    def _defaults(self, kind: str) -> Iterator[Element]:
        for style in self._by_id.values():
            if style.get(w("type")) == kind and style.get(w("default")) in ("1", "true", "on"):
                yield style

    def _chain(self, name: str) -> Iterator[Element]:
        style, seen = self._by_name.get(name.lower()), set[str]()
        while style is not None and style.get(w("styleId"), "") not in seen:
            yield style
            seen.add(style.get(w("styleId"), ""))
            based = style.find(w("basedOn"))
            style = None if based is None else self._by_id.get(based.get(VAL, ""))

    def _add_lacking(self, own: Element, numbers: dict[str, str]) -> None:
        names, lacking = dict[str, str](), list[Element]()
        for style in own.iterchildren(w("style")):
            said = style.find(w("name"))
            found = self._by_name.get("" if said is None else said.get(VAL, "").lower())
            id_ = style.get(w("styleId"), "")
            if found is None:
                lacking.append(deepcopy(style))
                names[id_] = self._free(id_)
                self.added[id_] = names[id_]
            else:
                names[id_] = found.get(w("styleId"), "")
        for style in lacking:
            style.set(w("styleId"), names[style.get(w("styleId"), "")])
            if next(self._defaults(style.get(w("type"), "")), None) is not None:
                style.attrib.pop(w("default"), "")
            for lead in style.iterchildren(*_LEADS):
                lead.set(VAL, names[lead.get(VAL, "")])
            for number in style.iter(w("numId")):
                number.set(VAL, numbers[number.get(VAL, "")])
            self._root.append(style)
            self._remember(style)

    def _free(self, id_: str) -> str:
        while id_ in self._by_id or id_ in self.added.values():
            id_ += "X"
        return id_
