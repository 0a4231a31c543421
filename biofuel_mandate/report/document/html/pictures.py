"""Charts within a page: their SVG without what only a file of its own needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from biofuel_mandate.report.document.tree import Figure
from biofuel_mandate.report.trace.elements import Element

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DRAWN = (
    *("svg", "title", "desc", "defs", "g", "use", "clipPath", "linearGradient", "stop"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
)
_NAMED_BY = ("aria-labelledby", "aria-describedby")
_PLACE = re.compile(r"url\(#([^)]+)\)")
# What holds text; elsewhere, white space is for the eye of who reads the source.
_TEXTS = ("text", "tspan", "title", "desc")


def inline_svg(figure: Figure, place: str) -> Element:
    """Return a figure's chart as an element of a page.

    Parameters
    ----------
    figure : Figure
    place : str
        What its ids begin with, so that they are no other figure's.

    Raises
    ------
    ValueError
        When it holds what no chart does, such as a script.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    root: Element = etree.fromstring(figure.svg, parser)
    for style in [*root.iter(f"{_SVG}style", f"{_SVG}metadata")]:
        _drop(style)
    known = set(_referred(root))
    for element in root.iter():
        _mend(element, place, known, figure.anchor)
    # What the chart's own style sheet would say of all in it.
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")
    if not any(root.get(name) for name in _NAMED_BY):
        root.set("aria-label", figure.alt)
    root.set("role", "img")
    etree.cleanup_namespaces(root)
    return root


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _referred(root: Element) -> Iterator[str]:
    """Yield the ids that something refers to."""
    for element in root.iter():
        for name in _NAMED_BY:
            yield from str(element.get(name, "")).split()
        for name, value in _attributes(element).items():
            if name in (_HREF, "href"):
                yield value.removeprefix("#")
            yield from _PLACE.findall(value)


def _attributes(element: Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.items()}


def _mend(element: Element, place: str, known: set[str], anchor: str) -> None:
    """Give an element ids of its figure, and its look as attributes, which every page allows."""
    name = str(element.tag).removeprefix(_SVG)
    if name not in _DRAWN:
        raise ValueError(f"figure {anchor}: a chart holds no <{name}>")
    if name not in _TEXTS and not (element.text or "").strip():
        element.text = None
    if name != "tspan":
        element.tail = None
    attributes = _attributes(element)
    for declaration in attributes.pop("style", "").split(";"):
        key, _, value = declaration.partition(":")
        if value:
            attributes[key.strip()] = value.strip()
    attributes.pop(_LANG, "")
    if attributes.get("id") not in known:
        attributes.pop("id", "")
    element.attrib.clear()
    for key, value in attributes.items():
        element.set(key, _placed(key, value, place, anchor))


def _placed(key: str, value: str, place: str, anchor: str) -> str:
    if key in _NAMED_BY:
        return " ".join(f"{place}_{one}" for one in value.split())
    if key == "id":
        return f"{place}_{value}"
    if key in (_HREF, "href"):
        if not value.startswith("#"):
            raise ValueError(f"figure {anchor}: a chart refers to nothing but itself, not {value}")
        return f"#{place}_{value[1:]}"
    if key.startswith("on"):
        raise ValueError(f"figure {anchor}: a chart has no attribute {key}")
    if key == "d":
        value = " ".join(value.split())
    return _PLACE.sub(rf"url(#{place}_\1)", value)
