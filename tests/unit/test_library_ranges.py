"""Ranges of library values: both ends, in order, of the same source, and how they are shown."""

from datetime import date

import pytest

from biofuel_mandate import library
from biofuel_mandate.library import Library, catalogue
from biofuel_mandate.report.library.words import words_of

DIRECTIVES = library.names_in("pathways")
# A printed default that its own saving contradicts is no end of a range.
MISPRINTS = {("red-2018", "pvo-palm-ch4-capture.default_intensity_g_per_mj")}
QUANTITIES = ("saving", "intensity_g_per_mj")


def with_ranges():
    """Return every entry that gives low or high, with the value that it is of."""
    return [
        (value, entry)
        for value in catalogue.values()
        for entry in value.entries
        if {"low", "high"} & set(entry.raw)
    ]


def printed_twice(directive):
    """Yield name, default and typical entry of what a directive prints both of, and its mark."""
    values = library.read_topic(f"pathways/{directive}").values
    for pathway in library.read_topic(f"pathways/{directive}").items:
        for quantity in QUANTITIES:
            name = f"{pathway}.default_{quantity}"
            typical = values.get(f"{pathway}.typical_{quantity}")
            if name in values and typical:
                yield name, values[name][0], typical[0]


def test_a_range_has_two_ends_and_holds_the_value():
    found = with_ranges()
    assert len(found) > 100
    for value, entry in found:
        raw = entry.raw
        assert {"low", "high"} <= set(raw), value.id
        assert raw["low"] <= raw["value"] <= raw["high"], value.id
        assert raw["low"] < raw["high"], value.id


def test_a_range_is_held_in_the_unit_of_its_value():
    for value, entry in with_ranges():
        raw, given = entry.raw, entry.given
        for end in ("low", "high"):
            if not raw["value"]:
                continue
            held = getattr(given, end) / given.value
            assert held == pytest.approx(raw[end] / raw["value"], rel=1e-12), value.id


@pytest.mark.parametrize("directive", DIRECTIVES)
def test_a_default_ranges_to_the_typical_value_where_both_are_published(directive):
    told = 0
    for name, default, typical in printed_twice(directive):
        ends = sorted((default["value"], typical["value"]))
        published = default["evidence"] == typical["evidence"] == "published"
        if published and ends[0] < ends[1] and (directive, name) not in MISPRINTS:
            assert [default["low"], default["high"]] == ends, name
            assert "typical" in default["note"], name
            told += 1
        else:
            assert "low" not in default, name
            assert "high" not in default, name
    assert told == {"red-2009": 1, "red-2018": 80}[directive]


@pytest.mark.parametrize("directive", DIRECTIVES)
def test_a_typical_value_is_never_worse_than_the_default(directive):
    for name, default, typical in printed_twice(directive):
        better = typical["value"] - default["value"]
        assert better >= 0 if name.endswith("saving") else better <= 0, name


def test_no_range_rests_on_a_typical_value_that_is_unverified():
    beet = Library("norway", "red-2009", date(2015, 2, 2)).find("beet.default_saving")
    assert (beet.value, beet.low, beet.high, beet.evidence) == (0.52, None, None, "published")
    waste = Library("norway", "red-2009", date(2015, 2, 2)).find("fame-waste-oil.default_saving")
    assert (waste.value, waste.low, waste.high) == (0.83, 0.83, 0.88)


@pytest.mark.parametrize(
    ("group", "low", "mean", "high"),
    [("cereals", 8, 12, 16), ("sugars", 4, 13, 17), ("oil-crops", 33, 55, 66)],
)
def test_land_use_has_the_percentiles_of_both_directives_and_says_so(group, low, mean, high):
    for id_ in (
        f"iluc/{group}.iluc_g_per_mj",
        f"iluc-other/iluc-directive-2015.{group}.iluc_g_per_mj",
    ):
        given = catalogue.held(id_)
        assert (given.low, given.value, given.high) == (low, mean, high)
        assert "5th to 95th percentile" in given.note


def test_a_range_shows_on_the_page_of_the_library():
    shown = {value.id: entry for value, entry in with_ranges()}
    amount = words_of("en").amount(shown["pathways/red-2018/beet-ng-boiler.default_saving"])
    assert amount == "59 % (59–67)"
