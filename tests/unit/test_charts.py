"""Charts: their numbers, their words, and that nothing is clipped, overlaps or changes."""

import hashlib
import os
import struct
import subprocess
import sys
import zlib
from itertools import combinations
from math import ceil
from xml.etree import ElementTree

import pytest
import yaml
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.cli import main
from biofuel_mandate.errors import ReportError
from biofuel_mandate.report import render
from biofuel_mandate.report.charts import CHARTS, chart_data, draw, style
from biofuel_mandate.report.charts.bars import BarGrid
from biofuel_mandate.report.charts.canvas import _TEXT, _with_length, own_settings
from biofuel_mandate.report.charts.chart import compose
from biofuel_mandate.report.charts.data import COUNTED
from biofuel_mandate.report.charts.labels import place
from biofuel_mandate.report.charts.layout import Scale, balance, wrap
from biofuel_mandate.report.charts.model import Bar
from biofuel_mandate.report.charts.prose import notes
from biofuel_mandate.report.charts.titles import title_of
from biofuel_mandate.report.charts.wording import Wording
from biofuel_mandate.report.texts import FOLDER

SVG = "{http://www.w3.org/2000/svg}"


def bars(data):
    return [(panel, bar) for panel in data.panels for bar in panel.bars]


# Numbers -----------------------------------------------------------------------------------


def test_a_chart_shows_the_numbers_of_the_results(assessed):
    norway = assessed("norway-2015")
    blend = chart_data("blend", norway)
    assert [panel.of for panel in blend.panels] == ["petrol", "diesel", "all fuel"]
    assert blend.panels[0].bar("policy").parts["ethanol"] == pytest.approx(5.0)
    assert blend.panels[2].bar("policy").total == pytest.approx(5.5)
    litres = chart_data("extra-litres", norway).panels[0]
    for component in ("ethanol", "fame", "biofuel", "petrol", "total"):
        expected = norway.value("extra_volume", "policy", component)
        assert litres.bar(component).total == expected
    reductions = chart_data("reductions", norway).panels[0]
    assert reductions.bar("direct").total == pytest.approx(162.135, abs=5e-4)
    assert reductions.bar("iluc").total == pytest.approx(-75.722, abs=5e-4)
    tonne = chart_data("abatement-cost", norway).panels[0]
    assert tonne.bar("ethanol").total == pytest.approx(2175)
    assert tonne.bar("biofuel").mark == norway.value(
        "cost_per_tonne", "policy", "biofuel", detail="direct, bottom up"
    )


@pytest.mark.parametrize("name", ["norway-2015", "seven-cases", "double-counting", "prices"])
def test_the_parts_of_a_bar_come_to_its_total(assessed, name):
    for chart in CHARTS:
        for _, bar in bars(chart_data(chart, assessed(name))):
            if bar.total is not None:
                assert sum(bar.parts.values()) == pytest.approx(bar.total, abs=1e-9)
            elif not bar.unchanged:
                assert bar.missing


def test_what_is_missing_is_neither_zero_nor_drawn(assessed):
    seven = assessed("seven-cases")
    for chart, bar_of in (("cost", "bottom up"), ("abatement-cost", "hvo")):
        data = chart_data(chart, seven)
        panel = next(one for one in data.whole if one.of == "HVO")
        bar = panel.bar(bar_of)
        assert bar.total is None
        assert bar.parts["hvo"] is None
        words = Wording(seven, data, "en")
        assert "missing" in words.end(bar)
        assert any("HVO" in note for note in notes(words))


def rows(data):
    return [[bar.of for bar in panel.bars] for panel in data.panels]


def test_cases_and_rows_without_a_number_are_told_and_not_drawn(assessed):
    ways = assessed("norway-2015-alternatives")
    cost, tonne = (chart_data(name, ways) for name in ("cost", "abatement-cost"))
    assert set(map(tuple, rows(cost))) == {("abatement cost",)}
    assert [panel.of for panel in cost.left_out] == ["B30", "HVO"]
    assert rows(tonne)[0][:4] == ["ethanol", "fame", "biogas", "biofuel"]
    told = list(notes(Wording(ways, cost, "en")))
    assert "No case has a figure for: price gap (bottom up)." in told
    assert any("ethanol in E10, biodiesel (FAME) in B30, HVO, UCOME;" in note for note in told)
    alt = draw("cost", ways).alt
    assert "No figure: “B30 for heavy vehicles”, “HVO within EN 590”." in alt
    litres = chart_data("extra-litres", assessed("norway-2015"))
    assert rows(litres) == [["ethanol", "fame", "biofuel", "petrol", "diesel", "total"]]


def test_where_every_row_is_empty_all_are_drawn(variant):
    found = assess(load_scenario(variant("norway-2015", {"costs": {}})))
    for chart in ("cost", "abatement-cost"):
        data = chart_data(chart, found)
        assert data.panels == data.whole
        assert draw(chart, found).svg


def test_one_case_drawn_of_many_is_still_named(variant):
    changes = {
        "cases/other": {
            "quota": "6 %",
            "fulfil": {"petrol": {"E10": {"ethanol": "10 %"}}, "diesel": {"fame": "rest"}},
        },
        "costs": {"abatement_cost": {"ethanol in E5": "1 NOK/t", "fame in B7": "1 NOK/t"}},
        "cases/other/fulfil/diesel": {"fame": "litres as in reference"},
        "cases/other/quota": "3.5 %",
    }
    found = assess(load_scenario(variant("norway-2015", changes)))
    data = chart_data("cost", found)
    assert [panel.of for panel in data.left_out] == ["other"]
    drawn = draw("cost", found).svg.decode()
    assert ">policy<" in drawn
    assert "each case against reference" in drawn


def test_a_fuel_without_a_figure_in_one_case_is_told_with_the_case(variant):
    found = assess(load_scenario(variant("seven-cases", {"costs/price_gap/ucome": None})))
    told = " ".join(notes(Wording(found, chart_data("cost", found), "en")))
    assert "UCOME in “Used cooking oil, counted twice”, “all four”, HVO;" in told


def test_a_key_names_only_what_has_a_bar(assessed):
    ways = assessed("norway-2015-alternatives")
    keys = {
        chart: BarGrid(Wording(ways, chart_data(chart, ways), "en"), 440.0).key
        for chart in ("blend", "cost")
    }
    assert keys == {
        "blend": ("ethanol", "fame", "hvo", "ucome"),
        "cost": ("ethanol", "fame", "biogas"),
    }


@pytest.mark.parametrize(
    ("costs", "said"),
    [
        ({}, {"by abatement cost", "bottom up", "1,840"}),
        ({"costs/abatement_cost": {}}, {"bottom up", "bottom up 1,840"}),
        ({"costs/price_gap": {}}, {"1,840"}),
    ],
)
def test_bars_and_marks_tell_which_account_each_is(variant, costs, said):
    found = assess(load_scenario(variant("norway-2015", costs)))
    _, texts, _ = sheet(found, "abatement-cost", "en", 160)
    seen = {text for text, _ in texts}
    names = {"by abatement cost", "bottom up"}
    assert said <= seen
    assert seen & names == said & names


def test_the_price_gap_is_not_drawn_twice(variant):
    found = assess(load_scenario(variant("norway-2015", {"costs/logistics": {}})))
    data = chart_data("cost", found)
    assert rows(data) == [["bottom up", "abatement cost"]]
    assert Wording(found, data, "en").bar(data.panels[0].bars[0]) == "Price gap (bottom up)"


def test_a_sum_of_parts_on_both_sides_is_called_net(assessed):
    seven = assessed("seven-cases")
    for language, net in (("en", "net 256.4"), ("nb", "netto 256,4")):
        data = chart_data("cost", seven)
        words = Wording(seven, data, language)
        panel = next(one for one in data.panels if one.of == "E10")
        assert words.end(panel.bar("price gap")) == net
    other = next(one for one in data.panels if one.of == "E5 everywhere")
    assert words.end(other.bar("price gap")) == "259,7"


def test_a_part_of_an_unknown_sum_has_its_number(assessed):
    _, texts, _ = sheet(assessed("norway-2015-alternatives"), "cost", "en", 160)
    said = [text for text, _ in texts]
    assert {"266.5", "−320.4", "−125.8", "−87.3"} <= set(said)


def test_what_is_shown_as_zero_stands_right_of_the_axis(assessed):
    words = Wording(
        assessed("norway-2015"), chart_data("extra-litres", assessed("norway-2015")), "en"
    )
    for noise in (-1e-12, 0.0, 1e-12, -0.04):
        bar = Bar("fame", "component", {"fame": noise}, noise)
        label = place(words, bar, Scale(100.0, 1.0))
        assert label.words == "0.0"
        assert label.left > 100
    assert place(words, Bar("fame", "component", {"fame": -1.0}, -1.0), Scale(100, 1)).left < 90


def test_a_case_in_which_emissions_rise_is_in_no_range_of_what_a_tonne_costs(assessed):
    seven = assessed("seven-cases")
    drawn = draw("abatement-cost", seven)
    assert "costs 1,800 to 2,708 NOK to avoid" in drawn.title
    assert drawn.title.endswith(
        "emissions rise in “Less of everything than the reference, to see the figures turn”"
    )
    words = Wording(seven, chart_data("abatement-cost", seven), "en")
    assert any("Direct emissions rise in “Less of everything" in note for note in notes(words))


def test_what_does_not_change_is_not_called_missing(assessed):
    seven = assessed("seven-cases")
    data = chart_data("abatement-cost", seven)
    used_oil = next(one for one in data.panels if one.of == "used oil")
    assert used_oil.bar("ethanol").unchanged
    assert used_oil.bar("ethanol").missing == ()
    assert Wording(seven, data, "en").end(used_oil.bar("ethanol")) == "no change"


def test_counted_litres_are_those_of_the_rules(assessed):
    seven = assessed("seven-cases")
    quota = chart_data("sold-and-counted", seven).panels[0]
    sold, counted = (quota.bar(of, "used oil") for of in ("sold", "counted"))
    assert (sold.total, counted.total) == pytest.approx((192.5, 235.3), abs=0.05)
    where = {"rule": "quota", "detail": "quota"}
    assert counted.total == seven.value("rule_fulfilment", "used oil", **where)
    assert counted.mark == seven.value("rule_demand", "used oil", **where)


def test_what_a_rule_asks_for_is_told_where_it_is_not_what_counts(assessed):
    seven = assessed("seven-cases")
    data = chart_data("sold-and-counted", seven)
    words = Wording(seven, data, "en")
    found = {
        (panel.of, bar.group): words.caption(bar) for panel, bar in bars(data) if bar.of == COUNTED
    }
    assert found["quota", "reference"] == ""
    assert found["crops", "reference"] == "213.7 allowed"
    assert found["crops", "HVO"] == "214.0 allowed, exceeded"
    assert found["waste", "all four"] == "21.5 required"
    assert found["waste", "reference"] == "21.4 required, missed"
    assert "Counted 0.0 (21.4 required, missed)" in draw("sold-and-counted", seven).alt


def test_the_counted_value_never_stands_where_it_would_be_that_of_the_mark(assessed):
    seven = assessed("seven-cases")
    data = chart_data("sold-and-counted", seven)
    words, scale = Wording(seven, data, "en"), Scale(100.0, 0.3)
    at = {
        (panel.of, bar.group): (place(words, bar, scale), scale.at(bar.total), scale.at(bar.mark))
        for panel, bar in bars(data)
        if bar.of == COUNTED
    }
    inside, end, _ = at["crops", "reference"]
    assert inside.is_inside
    assert inside.left + style.VALUE.width(inside.words) < end
    between, end, mark = at["quota", "less of everything"]
    assert end < between.left < between.left + style.VALUE.width(between.words) < mark
    behind, _, mark = at["waste", "reference"]
    assert behind.left > mark
    assert behind.words == "0.0 counted"
    over, end, mark = at["crops", "all four"]
    assert mark < end < over.left
    assert over.words == "223.8"


def test_the_numbers_of_a_tiny_market_are_not_rounded_away(variant):
    small = {f"market/{pool}/volume": "0.5 Ml" for pool in ("petrol", "diesel")}
    tiny = assess(load_scenario(variant("small", small)))
    data = chart_data("extra-litres", tiny)
    assert data.decimals == 3
    assert Wording(tiny, data, "en").end(data.panels[0].bar("biofuel")) == "0.011"


def test_there_is_no_other_chart(assessed):
    with pytest.raises(KeyError, match="pie"):
        chart_data("pie", assessed("small"))
    with pytest.raises(KeyError, match="no bar of gold"):
        chart_data("blend", assessed("small")).panels[0].bar("gold")


# Words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        (
            "en",
            [
                "Biofuel rises from 3.50 to 5.50 % of road fuel",
                "Biofuel sales rise by 86.7 million litres, 52.3 of it ethanol",
                "Direct CO₂ falls by 162.1 kt a year, life-cycle emissions by 65.7 to 112.7 kt",
                "The change costs 298.4 million NOK a year bottom up, 259.7 of it price gap",
                "By abatement cost, a tonne of direct CO₂ costs 1,840 NOK to avoid, "
                "a life-cycle tonne 2,647 to 4,538",
                "Every litre sold counts once towards “quota”",
            ],
        ),
        (
            "nb",
            [
                "Andelen biodrivstoff øker fra 3,50 til 5,50 %",
                "Omsetningen av biodrivstoff øker med 86,7 millioner liter, herav 52,3 etanol",
                "De direkte CO₂-utslippene går ned med 162,1 tusen tonn i året, "
                "livsløpsutslippene med 65,7 til 112,7",
                "Endringen koster 298,4 millioner kroner i året, regnet nedenfra og opp, "
                "herav 259,7 i prisforskjell",
                "Regnet etter tiltakskostnad koster et tonn direkte CO₂ 1\u202f840 kroner å unngå, "
                "og et tonn over livsløpet 2\u202f647 til 4\u202f538",
                "Hver omsatte liter teller én gang i kravet «omsetningskrav»",
            ],
        ),
    ],
)
def test_titles_say_what_is_seen(assessed, language, titles):
    norway = assessed("norway-2015")
    found = [title_of(Wording(norway, chart_data(name, norway), language)) for name in CHARTS]
    assert found == titles


def test_titles_of_many_cases_say_how_far_they_reach(assessed):
    seven = assessed("seven-cases")
    found = {name: title_of(Wording(seven, chart_data(name, seven), "en")) for name in CHARTS}
    assert found["blend"] == "Biofuel is 2.23 to 6.60 % of road fuel, most in “all four”"
    assert "−54.6 to 134.2 million litres" in found["extra-litres"]
    assert found["cost"].endswith("no figure in 2 of 6 cases")
    assert found["sold-and-counted"] == (
        "“quota” is missed in 1, “waste” is missed in 5 and “crops” is exceeded in 4 of 7 cases"
    )


FALL = {
    "cases/policy/quota": "2 %",
    "cases/policy/fulfil": {"petrol": {"ethanol": "0.5 %"}, "diesel": {"fame": "rest"}},
}


# Without the other case, and what is judged of it.
ALONE = {"cases/policy": None, "unpriced_effects": None}
MISS = {"cases/policy/fulfil": {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "5 %"}}}
CAP = {
    "rules/crops": {
        "type": "cap",
        "by": "volume",
        "of": "all petrol and diesel",
        "counting": "single",
        "counts": ["cereals", "oil-crops"],
        "level": "5 %",
    }
}


@pytest.mark.parametrize(
    ("changes", "name", "title"),
    [
        (FALL, "blend", "Biofuel falls from 3.50 to 2.00 % of road fuel"),
        (FALL, "extra-litres", "Biofuel sales fall by"),
        (FALL, "reductions", "Direct CO₂ rises by"),
        (FALL, "cost", "The change saves"),
        (
            {"cases/policy/fulfil": "in proportion", "cases/policy/quota": "3.5 %"},
            "blend",
            "3.50 %",
        ),
        ({"costs": {}}, "cost", "Costs are missing"),
        ({"costs": {}}, "abatement-cost", "There is no figure for the cost of a tonne"),
        (
            {"costs/price_gap": {}},
            "cost",
            "The change costs 298.3 million NOK a year by abatement cost",
        ),
        (FALL, "abatement-cost", "Direct CO₂ rises, so no tonne is avoided"),
        ({"costs/abatement_cost": {}}, "abatement-cost", "Bottom up, a tonne of direct CO₂ costs"),
        (
            {"costs/logistics": {}},
            "cost",
            "The change costs 259.7 million NOK a year bottom up",
        ),
        ({"life_cycle_savings": []}, "reductions", "life-cycle emissions by 79.7 kt"),
        (ALONE, "cost", "There is one case, and nothing to compare it with"),
        (ALONE, "blend", "Biofuel is 3.50 % of road fuel"),
        (MISS, "sold-and-counted", "Policy misses “quota” by 21.5 million litres"),
        (CAP, "sold-and-counted", "Policy exceeds “crops” by 21.5 million litres"),
        (MISS | CAP, "sold-and-counted", "Policy misses “quota” by 21.5 million litres"),
    ],
)
def test_titles_turn_with_the_numbers(variant, changes, name, title):
    found = assess(load_scenario(variant("norway-2015", changes)))
    assert title in draw(name, found).title
    assert draw(name, found, "nb", 80).svg


def test_the_alternative_text_holds_every_number(assessed):
    for name in ("norway-2015", "seven-cases"):
        for chart in CHARTS:
            drawn = draw(chart, assessed(name))
            words = Wording(assessed(name), chart_data(chart, assessed(name)), "en")
            assert drawn.title in drawn.alt
            for _, bar in bars(words.data):
                assert words.end(bar) in drawn.alt


@pytest.mark.parametrize("language", ["en", "nb"])
def test_charts_of_litres_say_that_gas_has_none(assessed, language):
    found = assessed("norway-2015-alternatives")
    for chart in CHARTS:
        drawn = draw(chart, found, language)
        of_litres = chart in ("blend", "extra-litres", "sold-and-counted")
        for told in (drawn.alt, " ".join(ElementTree.fromstring(drawn.svg).itertext())):
            amount = {"en": "1,080 TJ", "nb": "1\u202f080 TJ"}[language]
            assert (amount in told.partition("</desc>")[0]) is of_litres
        assert ("36 MJ" in drawn.alt) is (chart == "sold-and-counted")
    litres = draw("extra-litres", found, "en")
    assert "All liquid biofuel" in litres.alt
    assert "All liquid fuel" in litres.alt
    assert "liquid biofuel" in litres.title
    assert "liquid" not in draw("extra-litres", assessed("norway-2015")).alt


def test_gas_that_a_rule_passes_by_is_told(variant):
    found = assess(
        load_scenario(
            variant(
                "norway-2015-alternatives",
                {
                    "rules/quota/litre_equivalent": None,
                    "cases/biogas/quota": "3 %",
                },
            )
        )
    )
    assert "It does not count towards “quota”." in draw("sold-and-counted", found).alt


def test_an_emission_from_land_use_is_said_in_words(assessed):
    assert "Emission from ILUC 75.7 emitted" in draw("reductions", assessed("norway-2015")).alt
    assert "Emission from ILUC 31.0 avoided" in draw("reductions", assessed("seven-cases")).alt


def test_the_languages_have_the_same_keys():
    def keys(found, path=""):
        for key, value in found.items():
            if isinstance(value, dict) and key != "currency":
                yield from keys(value, f"{path}{key}.")
            else:
                yield path + str(key)

    read = {
        language: set(keys(yaml.safe_load((FOLDER / f"charts.{language}.yaml").read_text("utf-8"))))
        for language in ("en", "nb")
    }
    assert read["en"] == read["nb"]


# Looks -------------------------------------------------------------------------------------

SHEETS = (
    [
        (name, language, width)
        for name in ("norway-2015", "seven-cases")
        for language in ("en", "nb")
        for width in (160, 80)
    ]
    + [("norway-2015-alternatives", "nb", 160), ("norway-2015-alternatives", "en", 80)]
    + [("double-counting", "nb", 160), ("ways-to-comply", "en", 80), ("prices", "en", 70)]
)


def sheet(assessment, chart, language, width):
    """Return the texts and bars of a chart as boxes (left, bottom, right, top) in points."""
    words = Wording(assessment, chart_data(chart, assessment), language)
    with own_settings():
        figure = compose(words, title_of(words), width).figure
        figure.set_dpi(288)
        # Agg measures on its own, so a fault of the layout's own measuring shows.
        renderer = FigureCanvasAgg(figure).get_renderer()

        def box(artist):
            return tuple(side / 4 for side in artist.get_window_extent(renderer).extents)

        texts = [(text.get_text(), box(text)) for text in figure.findobj(Text) if text.get_text()]
        found = [box(one) for one in figure.findobj(Rectangle) if one.get_width()]
    size = tuple(72 * inches for inches in figure.get_size_inches())
    # The sheet itself is a rectangle too.
    return size, texts, [one for one in found if one[2] - one[0] < size[0] - 1]


@pytest.mark.parametrize("kind", [style.TITLE, style.VALUE, style.SMALL])
@pytest.mark.parametrize(
    "text", ["", "A V. To We, “fi” flux", "1\u202f840 kr/t − 3,5 %", " two  spaces ", "Tiltak på 5"]
)
def test_a_text_is_as_wide_as_measured_whole(kind, text):
    whole = text_to_path.get_text_width_height_descent(text, kind.font, False)[0]
    assert kind.width(text) == pytest.approx(whole, abs=1e-6)


def overlap(one, other, by):
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > by
        and min(one[3], other[3]) - max(one[1], other[1]) > by
    )


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize(("name", "language", "width"), SHEETS)
def test_nothing_is_clipped_or_overlaps(assessed, chart, name, language, width):
    (wide, high), texts, boxes = sheet(assessed(name), chart, language, width)
    assert wide == pytest.approx(width / 25.4 * 72)
    for text, (left, bottom, right, top) in texts:
        assert left >= 1, text
        assert right <= wide - 1, text
        assert bottom >= 0, text
        assert top <= high, text
    for (one, at), (other, there) in combinations(texts, 2):
        assert not overlap(at, there, 1.0), (one, other)
    for text, at in texts:
        for box in boxes:
            inside = box[0] <= at[0] + 0.5 and at[2] <= box[2] + 0.5
            assert inside or not overlap(at, box, 0.5), text


@pytest.mark.parametrize("name", ["norway-2015", "seven-cases"])
def test_every_colour_of_a_bar_is_named(assessed, name):
    for chart in ("blend", "cost"):
        found = assessed(name)
        _, texts, _ = sheet(found, chart, "en", 80)
        said = " ".join(text for text, _ in texts)
        words = Wording(found, chart_data(chart, found), "en")
        used = {part for _, bar in bars(words.data) for part, value in bar.parts.items() if value}
        for part in used:
            assert words.component(part) in said


def test_colours_of_known_fuels_keep_apart_in_grey():
    biofuels = ("ethanol", "fame", "hvo", "ucome")
    light = [style.lightness(style.COMPONENTS[name]) for name in biofuels]
    accounts = [style.lightness(colour) for colour in style.ACCOUNTS.values()]
    for group in (light, accounts, [style.lightness(colour) for colour in style.LITRES.values()]):
        for one, other in combinations(group, 2):
            assert abs(one - other) > 0.15


def test_biogas_keeps_apart_in_grey_from_what_stands_beside_it():
    biogas = style.lightness(style.COMPONENTS["biogas"])
    beside = [style.COMPONENTS[name] for name in ("ethanol", "fame", "hvo", "ucome")]
    for colour in (*beside, style.ACCOUNTS["iluc"]):
        assert abs(biogas - style.lightness(colour)) > 0.09


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize("chart", CHARTS)
def test_ten_cases_fit_on_a_page(assessed, chart, language):
    (_, high), _, _ = sheet(assessed("norway-2015-alternatives"), chart, language, 160)
    assert high * 25.4 / 72 < 270


def test_the_baseline_in_a_heading_is_grey_and_on_its_own_line_if_it_must(assessed):
    ways = assessed("norway-2015-alternatives")
    for chart, beside in (("cost", True), ("abatement-cost", False)):
        words = Wording(ways, chart_data(chart, ways), "nb")
        with own_settings():
            figure = compose(words, title_of(words), 160).figure
        found = [text for text in figure.findobj(Text) if text.get_text()]
        named = next(text for text in found if text.get_text() == "E10 og B7 på grensen")
        against = [text for text in found if text.get_text() == "mot Referanse"]
        assert {text.get_color() for text in against} == {style.QUIET}
        assert named.get_color() == style.INK
        level = {text.get_position()[1] for text in against}
        assert (named.get_position()[1] in level) is beside


def test_more_fuels_than_colours_still_have_one():
    many = tuple(f"fuel {number}" for number in range(20))
    assert set(style.component_colours((*many, "ethanol"))) == {*many, "ethanol"}


def test_a_chart_too_narrow_to_read_is_refused(assessed):
    with pytest.raises(ValueError, match=r"60 mm is too narrow for a chart; 70 is least\."):
        draw("blend", assessed("small"), width_mm=60)


# Files -------------------------------------------------------------------------------------


def test_the_svg_has_text_as_text_and_says_what_it_shows(assessed):
    chart = draw("reductions", assessed("norway-2015"), "nb")
    root = ElementTree.fromstring(chart.svg)
    assert root.get("role") == "img"
    assert root.get("lang") == "nb"
    assert root.findtext(f"{SVG}title") == chart.title
    assert root.findtext(f"{SVG}desc") == chart.alt
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert "Utslipp fra ILUC" in texts
    assert all(float(text.get("textLength")) > 0 for text in root.iter(f"{SVG}text"))
    assert b"matplotlib" not in chart.svg.lower()
    assert b"<metadata" not in chart.svg


def test_names_with_markup_are_only_names(variant):
    changes = {"source": "A & B <i>$x$</i>", "cases/policy/title": {"en": "5 < 6 & 7", "nb": "é"}}
    found = assess(load_scenario(variant("norway-2015", changes)))
    texts = ElementTree.fromstring(draw("blend", found).svg).itertext()
    whole = " ".join(texts)
    assert "5 < 6 & 7" in whole
    assert "A & B <i>$x$</i>" in whole


def with_title(variant, title):
    names = {"en": title, "nb": title}
    return assess(load_scenario(variant("norway-2015", {"cases/policy/title": names})))


def test_a_name_in_a_script_that_no_font_holds_is_an_error_that_names_it(variant):
    found = with_title(variant, "政策の場合")
    with pytest.raises(
        ReportError, match=r'the character "政" \(U\+653F, CJK .* no font'
    ) as raised:
        draw("blend", found)
    first = raised.value.faults[0]
    assert first.path == 'chart blend: "政策の場合"'
    assert first.do == "Write it with other characters."
    with pytest.raises(ReportError, match="U\\+653F"):
        render.chart_files(found, "nb")


def test_a_run_without_charts_takes_names_in_any_script(variant, tmp_path):
    names = {"en": "政策の場合", "nb": "政策"}
    path = variant("norway-2015", {"cases/policy/title": names})
    words = ["run", str(path), "--out", str(tmp_path), "--quiet"]
    with pytest.raises(SystemExit, match=r"^0$"):
        main([*words, "--no-charts"])
    (folder,) = tmp_path.iterdir()
    assert "政策の場合" in (folder / "summary.md").read_text("utf-8")
    with pytest.raises(SystemExit, match=r"^2$"):
        main([*words, "--replace"])


def test_emoji_in_a_name_come_out_in_every_format(variant):
    title = "El 🚗 i 🇳🇴 👩\u200d🔬 & <b>"
    chart = draw("blend", with_title(variant, title))
    root = ElementTree.fromstring(chart.svg)
    assert title in " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    emoji = [one for one in root.iter(f"{SVG}tspan") if "Noto Emoji" in one.get("style")]
    assert [one.text for one in emoji] == ["🚗", "🇳🇴", "👩\u200d🔬"]
    assert b"NotoEmoji-Regular" in render.to_file(chart, "pdf")
    plain = draw("blend", with_title(variant, "El  i   & <b>"))
    assert _pixels(render.to_png(chart.svg, 72)) != _pixels(render.to_png(plain.svg, 72))


@pytest.mark.parametrize("anchor", ["start", "middle", "end"])
def test_emoji_stand_where_their_text_does(anchor):
    kind = style.Type(10.0, 12.0)
    sheet = f'<text style="font-size: 10px; text-anchor: {anchor}" x="200" y="9">a 🚗 b</text>'
    pieces = ElementTree.fromstring(_TEXT.sub(_with_length, sheet))
    lefts = [float(piece.get("x")) for piece in pieces]
    assert [piece.text for piece in pieces] == ["a ", "🚗", " b"]
    before = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
    assert lefts[0] == pytest.approx(200 - before * kind.width("a 🚗 b"), abs=0.01)
    assert lefts[1] == pytest.approx(lefts[0] + kind.width("a "), abs=0.01)
    assert lefts[2] == pytest.approx(lefts[1] + kind.width("🚗"), abs=0.01)
    assert all("text-anchor: start" in piece.get("style") for piece in pieces)


def test_spaces_and_hyphens_that_the_font_lacks_are_drawn_as_those_it_has(variant):
    drawn = draw("blend", with_title(variant, "El\u2009bil CO2\u2011krav"))
    assert "El\u202fbil CO2-krav" in drawn.svg.decode()
    kind = style.LABEL
    assert kind.width("CO2\u2011krav") == kind.width("CO2-krav")


def test_pdf_and_png_are_made_from_the_svg(assessed):
    chart = draw("cost", assessed("norway-2015"))
    pdf = render.to_pdf(chart.svg, chart.title, chart.alt)
    assert pdf.startswith(b"%PDF-")
    assert b"SourceSansPro-Regular" in pdf
    assert b"CreationDate" not in pdf
    png = render.to_png(chart.svg)
    width, _ = struct.unpack(">II", png[16:24])
    assert width == pytest.approx(160 / 25.4 * 300, abs=1)
    assert len(set(_pixels(render.to_png(chart.svg, 72)))) > 20


def _pixels(png):
    at, data = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    return zlib.decompress(data)


SCRIPT = """
import hashlib, sys
from biofuel_mandate import assess, load_scenario
from biofuel_mandate.report import render
found = assess(load_scenario(sys.argv[1]))
for name, data in render.chart_files(found, "nb").items():
    print(name, hashlib.sha256(data).hexdigest())
"""


def test_the_same_input_gives_the_same_bytes(assessed, tmp_path):
    norway = assessed("norway-2015")
    (tmp_path / "matplotlibrc").write_text(
        "font.size: 30\nsvg.fonttype: path\nlines.linewidth: 9\n"
    )
    found = []
    for seed, zone, folder in (("1", "UTC", "."), ("2", "Asia/Tokyo", tmp_path)):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-c", SCRIPT, str(norway.scenario.path.resolve())]
        made = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=True
        )
        assert made.stderr == ""
        found.append(made.stdout)
    assert found[0] == found[1]
    here = hashlib.sha256(draw("blend", norway, "nb").svg).hexdigest()
    assert found[0].startswith(f"chart-blend.svg {here}")
    assert len(found[0].splitlines()) == 3 * len(CHARTS)


def test_there_is_no_other_format(assessed):
    with pytest.raises(ValueError, match="no format 'gif'; there are svg, pdf, png"):
        render.to_file(draw("blend", assessed("small")), "gif")


@pytest.mark.parametrize("room", range(100, 400, 10))
def test_no_word_is_cut_to_make_lines_even(room):
    text = "E10 med E5 som beskyttelsesgrad mot Referanse"
    kind = style.HEADING
    lines = balance(text, kind, max(room, kind.width("beskyttelsesgrad")))
    assert " ".join(lines) == text


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Andelen er 3,50 til 7,95 % i alt", "7,95 %"),
        ("HVO innenfor EN 590 mot Referanse", "EN 590"),
        ("Det koster 1\u202f840 kroner å unngå", "1\u202f840 kroner"),
        ("It costs 88.0 to 298.3 million NOK a year", "298.3 million"),
        ("A tonne costs 1,840 NOK to avoid", "1,840 NOK"),
    ],
)
def test_a_number_keeps_its_unit_and_a_name_its_number(text, held):
    kind = style.TITLE
    for room in range(ceil(kind.width(held)), 300, 3):
        for lines in (balance(text, kind, room), wrap(text, kind, room)):
            assert any(held in line for line in lines)
    # Where both cannot stand on a line, they part rather than be cut.
    narrow = wrap(held, kind, kind.width(held) - 1)
    assert narrow == held.split(" ")
