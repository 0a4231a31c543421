"""Typst, which sets charts and documents, with the package's own fonts alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock

import typst

from biofuel_mandate.report.characters import FONTS

_ONE_AT_A_TIME = Lock()  # a compiler refuses a second thread
_REMEMBERED = 12  # compilations that typst keeps what it made for, and some
_LENGTH = re.compile(r' textLength="[\d.]+" lengthAdjust="spacingAndGlyphs"')


@contextmanager
def typesetter() -> Iterator[typst.Compiler]:
    """Lend the one compiler to one thread at a time."""
    with _ONE_AT_A_TIME:
        yield _compiler()


def forget(compiler: typst.Compiler) -> None:
    """Let typst drop what it keeps of what it made, such as 30 MB of pixels of a large chart."""
    for _ in range(_REMEMBERED + 1):
        compiler.compile(b"", format="svg")


def without_lengths(svg: bytes) -> str:
    """Return a chart as typst takes it: in its own fonts, the lengths of texts are right already.

    Examples
    --------
    >>> without_lengths(b'<text x="1" textLength="9.5" lengthAdjust="spacingAndGlyphs">Ml</text>')
    '<text x="1">Ml</text>'
    """
    return _LENGTH.sub("", svg.decode())


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=[FONTS], ignore_system_fonts=True)
