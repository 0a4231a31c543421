"""A document as plain data, which the sheet sets: nothing in it is ever read as its source."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from itertools import pairwise
from typing import Any

from biofuel_mandate.report.document.pdf.columns import columns_of
from biofuel_mandate.report.document.pdf.words import shown, shown_code, shown_name, wire
from biofuel_mandate.report.document.tree import (
    Block,
    CodeBlock,
    Document,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    TableBlock,
    every_block,
)
from biofuel_mandate.report.typesetting import without_lengths

_SHORT = 315.0  # a table lower than this stays on one page [pt]
_TALL_ROW = 380.0  # a row higher than this may break [pt]
_HIGHEST = 225.0  # of a figure [mm]

Data = dict[str, Any]


def data_of(document: Document) -> Data:
    """Return a document as the sheet takes it."""
    return {
        "title": shown(document.title),
        "subtitle": shown(document.subtitle),
        "known": {"title": document.title, "authors": [document.author] * bool(document.author)},
        "language": document.language,
        "author": shown(document.author),
        "stamp": shown(document.stamp),
        "own": {
            "contents": shown(document.own.contents),
            "page_of": shown(document.own.page_of),
            "missing": shown(document.own.missing),
        },
        "headings": dict(_headings(document)),
        "blocks": _in_order(document.blocks),
    }


def _in_order(blocks: tuple[Block, ...]) -> list[Data]:
    """Return blocks; tables and figures with whether a note or source follows them closely."""
    found = [block_data(block) for block in blocks]
    for one, after in pairwise([*found, {}]):
        one["followed"] = after.get("look") in ("note", "source")
    return found


def _headings(document: Document) -> Iterator[tuple[str, Data]]:
    for block in every_block(document.blocks):
        if isinstance(block, Heading):
            yield block.anchor, {"number": block.number, "text": shown(block.text)}


@singledispatch
def block_data(block: Block) -> Data:
    """Return a block as the sheet takes it."""
    raise TypeError(f"documents have no {type(block).__name__}")


@block_data.register
def _(block: Heading) -> Data:
    return {
        "kind": "heading",
        "level": block.level,
        "anchor": block.anchor,
        "said": block.said,
        "annex": block.annex,
    }


@block_data.register
def _(block: Paragraph) -> Data:
    return {"kind": "paragraph", "look": block.kind, "words": wire(block.words)}


@block_data.register
def _(block: ListBlock) -> Data:
    return {
        "kind": "list",
        "ordered": block.ordered,
        "start": block.start,
        "tight": all(_is_short(item) for item in block.items),
        "items": [_in_order(item) for item in block.items],
    }


@block_data.register
def _(block: Quote) -> Data:
    return {"kind": "quote", "blocks": _in_order(block.blocks)}


@block_data.register
def _(block: CodeBlock) -> Data:
    return {"kind": "code", "text": shown_code(block.text)}


@block_data.register
def _(block: TableBlock) -> Data:
    heads = [shown(head) for head in block.columns]
    rows = [
        [shown_name(cell.text) if cell.id else shown(cell.text) for cell in row]
        for row in block.rows
    ]
    named = block.label or block.caption
    # What heads a group stands across all columns.
    measured = [[""] * len(row) if at in block.groups else row for at, row in enumerate(rows)]
    laid = columns_of(heads, measured, block.words, block.sums, named)
    return {
        "kind": "table",
        "anchor": block.anchor,
        "label": block.label,
        "caption": shown(block.caption),
        "columns": heads,
        "rows": rows,
        "missing": [[cell.missing for cell in row] for row in block.rows],
        "words": list(block.words),
        "sums": list(block.sums),
        "groups": list(block.groups),
        "widths": list(laid.widths),
        "size": laid.size,
        "hyphenate": laid.hyphenate,
        "keep": laid.height < _SHORT,
        "cut": laid.tallest > _TALL_ROW,
        "notes": [wire(note) for note in block.notes],
    }


@block_data.register
def _(block: Figure) -> Data:
    scale = min(1.0, 160.0 / block.width_mm, _HIGHEST / block.height_mm)
    return {
        "kind": "figure",
        "anchor": block.anchor,
        "label": block.label,
        "caption": shown(block.caption),
        "svg": without_lengths(block.svg),
        "alt": block.alt,
        "width": scale * block.width_mm,
        "height": scale * block.height_mm,
    }


def _is_short(item: tuple[Block, ...]) -> bool:
    """Return whether an item of a list is one paragraph at most, and lists under it."""
    first, *others = item or (Paragraph(()),)
    return isinstance(first, Paragraph | ListBlock) and all(
        isinstance(other, ListBlock) for other in others
    )
