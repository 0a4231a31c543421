"""What holds of any year in parts, and of any value by year."""

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.scenario.dated import Span
from biofuel_mandate.scenario.dated_reading import read_dated

HEAD = """title: {en: Parts of a year, nb: Deler av et år}
source: Assumed
evidence: unverified
date: 2020-01-01
jurisdiction: Norway
currency: NOK
price_year: 2010
factors: norway
comparator: red-2009
market:
  year: 2015
  sales: including biofuel
  petrol: {volume: 1177.1 Ml, blend: {ethanol: 1.3 %}, grade: E5}
  diesel: {volume: 2993.5 Ml, blend: {fame: 5.3 %, hvo: 0 %}, grade: B7}
biofuels:
  ethanol: {category: cereals, saving: 50 %}
  fame: {category: oil-crops, saving: 50 %}
  hvo: {category: annex-ix-b, saving: 85 %}
rules:
  quota: {type: quota, by: volume, of: all petrol and diesel, counting: double}
costs:
  price: {petrol: 4 NOK/l, diesel: 4.2 NOK/l, ethanol: 6 NOK/l, fame: 8 NOK/l, hvo: 13 NOK/l}
baseline: whole
cases:
"""
WAYS = {
    "in proportion": "in proportion",
    "rest": "{petrol: {ethanol: 4 %}, diesel: {fame: 2 %, hvo: rest}}",
    "least cost": "least cost",
}
percent = st.integers(40, 53).map(lambda tenths: Decimal(tenths) / 10)


def run(cases):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "parts.yaml"
        path.write_text(HEAD + cases, encoding="utf-8")
        return assess(load_scenario(path))


def total(found, case, variable, component):
    years = found.years or {2015: found}
    return years[2015].value(variable, case, component)


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(sorted(WAYS)), percent, st.integers(2, 12), st.integers(2, 12))
def test_a_year_in_parts_in_which_nothing_changes_is_the_year(way, level, month, other):
    days = "".join(f", 2015-{at:02}-01: {level} %" for at in sorted({month, other}))
    found = run(
        f"  whole: {{quota: {level} %, timing: average of the year, fulfil: {WAYS[way]}}}\n"
        f"  parts: {{quota: {{2015-01-01: {level} %{days}}}, "
        f"timing: each part on its own, fulfil: {WAYS[way]}}}\n"
    )
    for variable, component in (
        ("volume", "biofuel"),
        ("volume", "fame"),
        ("energy", "total"),
        ("direct_co2_emission", "total"),
    ):
        one, other_way = (total(found, case, variable, component) for case in ("whole", "parts"))
        assert one == pytest.approx(other_way, rel=1e-9, abs=1e-9)


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(["in proportion", "rest"]), percent, percent, st.integers(2, 12))
def test_an_average_is_the_level_by_months(way, before, after, month):
    average = (before * (month - 1) + after * (13 - month)) / 12
    found = run(
        f"  whole: {{quota: {average} %, timing: average of the year, fulfil: {WAYS[way]}}}\n"
        f"  dated: {{quota: {{2015-01-01: {before} %, 2015-{month:02}-01: {after} %}}, "
        f"timing: average of the year, fulfil: {WAYS[way]}}}\n"
    )
    for component in ("ethanol", "fame", "biofuel"):
        one, other = (total(found, case, "volume", component) for case in ("whole", "dated"))
        assert one == pytest.approx(other, rel=1e-9, abs=1e-9)


@settings(max_examples=12, deadline=None)
@given(percent, percent, st.integers(2, 12))
def test_what_is_over_before_is_not_needed_after(before, after, month):
    way = WAYS["rest"]
    found = run(
        f"  whole: {{quota: {before} %, timing: average of the year, fulfil: {way}}}\n"
        f"  carried: {{quota: {{2015-01-01: {before} %, 2015-{month:02}-01: {after} %}}, "
        f"timing: average of the year, fulfil: {{2015-01-01: {way}, 2015-{month:02}-01: {way}}}}}\n"
    )
    average = (before * (month - 1) + after * (13 - month)) / 12 / 100
    shares = found.years[2015].value("counted_share", "carried", rule="quota", detail="quota")
    assert shares == pytest.approx(float(average), rel=1e-9)


amounts = st.integers(1, 10**6).map(lambda number: Decimal(number) / 100)


@given(amounts, amounts, st.integers(1, 19))
def test_a_line_between_years_lies_between_its_ends(first, last, ahead):
    data = {"2010": f"{first} Ml", "2030": f"{last} Ml", "between": "linear"}
    raw = read_dated(data).over(Span.of_year(2010 + ahead))
    found = float(raw["value"].split()[0])
    expected = float(first) + (float(last) - float(first)) * ahead / 20
    assert found == pytest.approx(expected, rel=1e-12)


@given(amounts, st.integers(-99, 99), st.integers(1, 30))
def test_growth_is_compound(first, rate, ahead):
    data = {"2010": f"{first} Ml", "after": f"{rate} % a year"}
    raw = read_dated(data).over(Span.of_year(2010 + ahead))
    found = float(raw["value"].split()[0])
    assert found == pytest.approx(float(first) * (1 + rate / 100) ** ahead, rel=1e-12, abs=1e-300)
