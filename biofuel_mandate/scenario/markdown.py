"""What of Markdown a scenario's words may use: one parser for checking and for reading."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_DEEPEST = 1000
# What a text cannot hold, and what to write instead.
REFUSED = {
    "image": ("a picture cannot stand in a text", "Describe it in words; charts are the model's."),
    "table_open": ("a table cannot stand in a text", "Write a list; tables are the model's."),
}


@cache
def parser() -> MarkdownIt:
    """Return the parser: CommonMark, with HTML as plain words, and tables to tell of them."""
    # What is nested deeper than its own bound it would leave out without a word.
    return MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST}).enable("table")


def refused(text: str) -> Iterator[tuple[str, str]]:
    """Yield what a text holds that it cannot, and what to do, each once.

    Examples
    --------
    >>> [got for got, _ in refused("![a](b.png) and ![c](d.png)")]
    ['a picture cannot stand in a text']
    """
    kinds = dict.fromkeys(token.type for token in _every(parser().parse(text)))
    yield from (REFUSED[kind] for kind in kinds if kind in REFUSED)


def _every(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _every(token.children or [])
