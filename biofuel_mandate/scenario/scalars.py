"""What plain text stands for, by the core rules of YAML 1.2: ``NO`` is text, ``1e6`` a number."""

from __future__ import annotations

import re

MAX_NUMBER_LENGTH = 400

_CONSTANTS = dict.fromkeys(("", "~", "null", "Null", "NULL")) | {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)


def resolved(text: str) -> object:
    """Read plain text by YAML 1.2's core rules; a number too long for any use stays text."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if len(text) <= MAX_NUMBER_LENGTH:
        if _INTEGER.fullmatch(text):
            return int(text, 0 if text[:2] in ("0x", "0o") else 10)
        if _FLOAT.fullmatch(text):
            return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text
