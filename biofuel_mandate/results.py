"""The long table of results: one row a number, by the contract of results.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import NamedTuple


class ResultRow(NamedTuple):
    """One number. Blank where a dimension does not apply; ``value`` None where it is missing.

    ``baseline`` is blank for a level and names the baseline case for a difference.
    """

    scenario: str = ""
    case: str = ""
    baseline: str = ""
    year: str = ""
    period: str = ""
    supplier: str = ""
    pool: str = ""
    grade: str = ""
    component: str = ""
    rule: str = ""
    variable: str = ""
    detail: str = ""
    statistic: str = ""
    unit: str = ""
    value: float | None = None
    equation: str = ""


COLUMNS = ResultRow._fields


def to_csv(rows: Iterable[ResultRow]) -> bytes:
    """Write rows as CSV: UTF-8, full precision, a missing value blank.

    Examples
    --------
    >>> to_csv([ResultRow("s", "policy", variable="volume", unit="Ml", value=67.1)]).splitlines()[1]
    b's,policy,,,,,,,,,volume,,,Ml,67.1,'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(["" if field is None else field for field in row])
    return text.getvalue().encode()
