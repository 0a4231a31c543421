"""What a workbook can hold as text, and as the name of a sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from biofuel_mandate.report.legible import legible

__all__ = ["NAME_LENGTH", "legible", "sheet_names"]

NAME_LENGTH = 31


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Return a legal name for each sheet, no two the same whatever their case.

    Examples
    --------
    >>> sheet_names(["Litres, E5/E10", "litres, e5-e10", "'History'"])
    ['Litres, E5-E10', 'litres, e5-e10 2', 'History_']
    """
    names: list[str] = []
    taken = {"history"}
    for text in wanted:
        plain = re.sub(r"[\[\]:*?/\\]", "-", re.sub(r"\s+", " ", legible(text)))
        plain = plain.replace("'", "’").strip("’ ") or "-"
        name, number = _shortened(plain, NAME_LENGTH), 2
        if name.lower() == "history":  # Excel keeps this one for itself
            name = f"{name}_"
        while name.lower() in taken:
            name = f"{_shortened(plain, NAME_LENGTH - 1 - len(str(number)))} {number}"
            number += 1
        taken.add(name.lower())
        names.append(name)
    return names


def _shortened(text: str, length: int) -> str:
    """Cut a text to a length in the UTF-16 units that Excel counts."""
    if _units(text) <= length:
        return text
    while _units(text) > length - 1:
        text = text[:-1]
    return f"{text.rstrip(' ,')}…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
