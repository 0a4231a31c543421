"""results.csv of the shipped scenarios against what stands here; a change must be meant.

Write the files anew with: python -m pytest tests/golden --rewrite-golden
"""

import csv
import io
import math
from pathlib import Path

import pytest

from biofuel_mandate.results import COLUMNS, to_csv

HERE = Path(__file__).parent
# Sums that cancel keep the rounding of what they are sums of.
NOISE = {"t": 1e-6, "Ml": 1e-9, "TJ": 1e-8, "1": 1e-12}


def read(text):
    """Return key and value of every row."""
    rows = csv.DictReader(io.StringIO(text))
    return {tuple(row[c] for c in COLUMNS if c != "value"): row["value"] for row in rows}


def is_same(unit, found, expected):
    if "" in (found, expected):
        return found == expected
    noise = NOISE.get(unit, 1e-9)
    return math.isclose(float(found), float(expected), rel_tol=1e-9, abs_tol=noise)


@pytest.mark.parametrize(
    "name",
    [
        "norway-2015",
        "norway-2015-alternatives",
        "norway-2015-appraisal",
        "norway-2023-least-cost",
        "five-countries",
        "ghg-quota-instead",
        "norway-2015-timing",
    ],
)
def test_results_are_as_before(assessed, request, name):
    written = to_csv(assessed(name).rows)
    path = HERE / f"{name}.csv"
    if request.config.getoption("--rewrite-golden"):
        path.write_bytes(written)
    found, expected = read(written.decode()), read(path.read_text(encoding="utf-8"))
    assert list(found) == list(expected)
    unit = [c for c in COLUMNS if c != "value"].index("unit")
    differ = {
        key: (found[key], value)
        for key, value in expected.items()
        if not is_same(key[unit], found[key], value)
    }
    assert not differ


def test_a_difference_shows():
    assert is_same("NOK/t", "1840.0000000001", "1840")
    assert not is_same("NOK/t", "1840.00001", "1840")
    assert is_same("t", "1e-10", "0.0")
    assert not is_same("t", "", "0.0")
