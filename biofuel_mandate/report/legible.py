"""What XML can hold as text, for workbooks, Word and pictures alike."""

from __future__ import annotations

import re

# What XML cannot hold, and the carriage return, which it turns into a line feed.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def legible(text: str) -> str:
    r"""Return a text with what XML cannot hold replaced.

    Examples
    --------
    >>> legible("bell\a") == "bell\ufffd"
    True
    """
    return _UNPRINTABLE.sub("\ufffd", text)
