"""The words of a scenario, written in Markdown, as blocks of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from biofuel_mandate.report.document.tree import (
    Block,
    CodeBlock,
    Inline,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Run,
)
from biofuel_mandate.scenario.markdown import parser

_LINKED = re.compile(r"(https?://|mailto:)\S+$")


def blocks_of(text: str) -> tuple[Block, ...]:
    """Read a text in Markdown; HTML and all else that it does not know are plain words.

    Examples
    --------
    >>> blocks_of("Et *lite* <b>ord</b>.")[0].words[1:]
    (Run(text='lite', strong=False, emphasis=True, code=False, trace=''), \
Run(text=' <b>ord</b>.', strong=False, emphasis=False, code=False, trace=''))
    """
    tokens: list[Token] = parser().parse(text)
    return tuple(_blocks(SyntaxTreeNode(tokens)))


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    for child in node.children:
        yield from _block(child)


def _block(node: SyntaxTreeNode) -> Iterator[Block]:
    if node.type == "paragraph":
        for words in _lines(node):
            yield Paragraph(words)
    elif node.type == "heading":
        # It stands under a heading of the document, so it is bold words there.
        for words in _lines(node, strong=True):
            yield Paragraph(words)
    elif node.type == "blockquote":
        yield Quote(tuple(_blocks(node)))
    elif node.type in ("bullet_list", "ordered_list"):
        items = tuple(tuple(_blocks(item)) for item in node.children)
        start = int(node.attrs.get("start", 1))
        yield ListBlock(items, node.type == "ordered_list", start)
    elif node.type in ("code_block", "fence"):
        yield CodeBlock(node.content.rstrip("\n"))
    else:
        yield from _blocks(node)


def _lines(node: SyntaxTreeNode, *, strong: bool = False) -> Iterator[tuple[Inline, ...]]:
    """Yield the words of a block; a line that is broken on purpose starts anew."""
    lines = _Lines()
    for inline in node.children:
        lines.read(inline, Run("", strong=strong))
    return (tuple(line) for line in lines.found if line)


@dataclass
class _Lines:
    """Lines of words as they are read; a look is a run without words."""

    found: list[list[Inline]] = field(default_factory=lambda: [[]])

    def read(self, node: SyntaxTreeNode, look: Run) -> None:
        if node.type == "hardbreak":
            self.found.append([])
        elif node.type == "link":
            self._link(node, look)
        elif node.type in ("text", "softbreak", "code_inline"):
            self._run(node, look)
        else:
            inside = replace(look, strong=True) if node.type == "strong" else look
            inside = replace(look, emphasis=True) if node.type == "em" else inside
            for child in node.children:
                self.read(child, inside)

    def _run(self, node: SyntaxTreeNode, look: Run) -> None:
        text = " " if node.type == "softbreak" else node.content
        look = replace(look, code=node.type == "code_inline")
        last = self.found[-1][-1] if self.found[-1] else None
        if isinstance(last, Run) and replace(last, text="") == look:
            self.found[-1][-1] = replace(last, text=last.text + text)
        elif text:
            self.found[-1].append(replace(look, text=text))

    def _link(self, node: SyntaxTreeNode, look: Run) -> None:
        inside = _Lines()
        for child in node.children:
            inside.read(child, look)
        words = tuple(one for line in inside.found for one in line if isinstance(one, Run))
        url = str(node.attrs.get("href", ""))
        if words and _LINKED.match(url):
            self.found[-1].append(Link(words, url))
        else:
            # A link to nowhere in the open is told, not made.
            self.found[-1] += [*words, replace(look, text=f" ({url})")] if url else words
