"""Charts over years: their numbers, their words, and that nothing is clipped or overlaps."""

from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.cli import main
from biofuel_mandate.report.charts import CHARTS, YEAR_CHARTS, charts_of, draw, style, year_chart
from biofuel_mandate.report.charts.canvas import own_settings
from biofuel_mandate.report.charts.chart import compose_years
from biofuel_mandate.report.charts.ends import spread
from biofuel_mandate.report.charts.year_data import MOST_CASES
from biofuel_mandate.report.charts.year_titles import title_over_years
from biofuel_mandate.report.charts.year_words import YearWords
from biofuel_mandate.report.render import chart_files

# Without the other case, and what is judged of it.
ALONE = {"cases/policy": None, "unpriced_effects": None}
LITRES, BLEND, SHARES, CO2, COST = YEAR_CHARTS


def over(years, petrol="-2 % a year", diesel="-1 % a year", sales=(1300, 2800)):
    """Return the changes that let a scenario cover years."""
    first = years[:4]
    return {
        "published": None,
        "market/year": None,
        "market/years": years,
        "market/petrol/volume": {first: f"{sales[0]} Ml", "after": petrol},
        "market/diesel/volume": {first: f"{sales[1]} Ml", "after": diesel},
    }


STEPS = {"cases/policy/quota": {"2010": "4 %", "2014": "5.5 %", "between": "step", "after": "same"}}


@pytest.fixture(scope="module")
def over_years(variant):
    """Return the assessment of a scenario over years, by name, years and changes."""
    known = {}

    def found(name="norway-2015", years="2010 to 2020", **changes):
        key = name, years, repr(changes)
        if key not in known:
            path = variant(name, {**over(years), **changes.get("changes", {})})
            known[key] = assess(load_scenario(path))
        return known[key]

    return found


def call(*words):
    with pytest.raises(SystemExit) as left:
        main(list(words))
    return left.value.code


@pytest.fixture(scope="module")
def stepped(over_years):
    """Return a quota of 4 % that is 5.5 % from 2014 on."""
    return over_years(changes=STEPS)


def values(chart, panel, of):
    return dict(zip(chart.years, chart.panels[panel].get(of).values, strict=True))


# Which there are -------------------------------------------------------------------------------


def test_a_scenario_over_years_has_charts_over_years_alone(stepped, assessed, over_years):
    assert charts_of(stepped) == YEAR_CHARTS
    assert charts_of(assessed("norway-2015")) == CHARTS
    assert charts_of(over_years(years="2013 to 2013")) == CHARTS
    files = chart_files(over_years(years="2013 to 2014"), "nb")
    assert set(files) == {
        f"chart-{n}.{form}" for n in YEAR_CHARTS for form in ("svg", "pdf", "png")
    }


PARTS = {
    "cases/policy/quota": {"2013-01-01": "3.5 %", "2013-07-01": "5.5 %"},
    "timing": "each part on its own",
}


def test_a_year_in_parts_is_drawn_whole(variant):
    found = assess(load_scenario(variant("norway-2015", PARTS)))
    assert charts_of(found) == CHARTS
    extra = found.years[2013].value("extra_volume", "policy", "biofuel")
    assert f"rise by {extra:.1f} million litres" in draw("extra-litres", found).title


def test_the_command_draws_them_and_says_which_there_are(variant, tmp_path, capsys):
    path = str(variant("norway-2015", over("2010 to 2012")))
    out = tmp_path / "co2.svg"
    assert call("chart", path, CO2, "--out", str(out), "--lang", "nb") == 0
    assert out.read_bytes().startswith(b"<?xml")
    assert call("chart", path, "merit-order", "--out", str(tmp_path / "x.svg")) == 2
    err = capsys.readouterr().err
    assert "merit-order is of one year, and this scenario covers several" in err
    assert f"Write one of {', '.join(YEAR_CHARTS)}." in err
    assert call("chart", "scenarios/norway-2015.yaml", CO2, "--out", str(out) + "x.svg") == 2
    assert f"{CO2} is over years, and this scenario is of one" in capsys.readouterr().err


# Numbers ---------------------------------------------------------------------------------------


def test_a_chart_shows_the_numbers_of_each_year(stepped):
    litres, blend = year_chart(LITRES, stepped), year_chart(BLEND, stepped)
    assert [panel.of for panel in litres.panels] == ["reference", "policy"]
    cost = year_chart(COST, stepped)
    assert cost.way == "bottom up"
    for at, (year, one) in enumerate(stepped.years.items()):
        for component in ("ethanol", "fame"):
            expected = one.value("volume", "policy", component)
            assert values(litres, 1, component)[year] == pytest.approx(expected)
        assert litres.panels[1].sums()[at] == pytest.approx(
            one.value("volume", "policy", "biofuel")
        )
        share = one.value("volume_share", "policy", "biofuel", pool="diesel")
        assert values(blend, 1, "policy")[year] == pytest.approx(100 * share)
        bottom_up = one.value("cost", "policy", "biofuel", detail="bottom up")
        assert values(cost, 0, "policy")[year] == bottom_up


def test_the_gap_between_the_lines_is_the_direct_reduction(stepped):
    chart = year_chart(CO2, stepped)
    (panel,) = chart.panels
    assert [one.of for one in panel.series] == ["reference", "policy"]
    for year, one in stepped.years.items():
        gap = values(chart, 0, "reference")[year] - values(chart, 0, "policy")[year]
        reduction = one.value("direct_co2_reduction", "policy", "total")
        assert gap == pytest.approx(reduction / 1e3)
    total = sum(
        one.value("direct_co2_reduction", "policy", "total") for one in stepped.years.values()
    )
    assert f"{total / 1e3:,.0f} kt over 2010 to 2020" in draw(CO2, stepped).title


def test_a_quota_steps_when_it_does(stepped):
    chart = year_chart(SHARES, stepped)
    demanded = values(chart, 1, "demanded")
    assert demanded[2013] == pytest.approx(4)
    assert demanded[2014] == pytest.approx(5.5)
    for of in ("counted", "sold"):
        assert values(chart, 1, of) == pytest.approx(demanded)
    assert draw(SHARES, stepped).title == "The quota goes from 4.00 to 5.50 % by 2020 in “policy”"


def test_what_counts_twice_stands_over_what_is_sold(over_years):
    chart = year_chart(SHARES, over_years("seven-cases", "2010 to 2012"))
    at = [panel.of for panel in chart.panels].index("used oil")
    sold, counted = (values(chart, at, of)[2012] for of in ("sold", "counted"))
    assert counted == pytest.approx(5.5)
    assert sold == pytest.approx(4.5, abs=0.05)
    reading = values(chart, 3, "sold")[2011]
    one = over_years("seven-cases", "2010 to 2012").years[2011]
    litres = [one.value("volume", "used oil", of) for of in ("biofuel", "total")]
    assert reading == pytest.approx(100 * litres[0] / litres[1])


LATER = {
    "rules/later": {
        "type": "quota",
        "by": "energy",
        "of": "all petrol and diesel",
        "counting": "single",
        "level": "4 %",
        "starts": "2013-01-01",
        "ends": "2016-12-31",
    },
    "cases/reference/fills_up_to": "quota",
    "cases/policy/fills_up_to": "quota",
}


def test_a_quota_has_no_level_before_it_starts_or_after_it_ends(over_years):
    found = over_years(changes=LATER)
    chart = year_chart(SHARES, found)
    assert [(one.of, one.rule, one.measure) for one in chart.panels][1] == (
        "reference",
        "later",
        "energy",
    )
    series = chart.panels[1].get("demanded")
    assert series.runs == ((3, 6),)
    assert series.values[:3] == (None,) * 3
    assert chart.panels[1].broken == (3, 4, 5, 6)
    drawn = draw(SHARES, found)
    assert drawn.title == "The quota is missed in 4 of 11 years in “reference”"
    assert "Not in force in 2010 to 2012, 2017 to 2020: reference: “later”" in drawn.alt


def test_what_is_over_from_the_year_before_counts(over_years):
    changes = {
        "rules/quota/carry_over": "10 %",
        "cases/policy/fulfil": {
            "2010": {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "6.8 %"}},
            "2011 to 2012": {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "rest"}},
        },
    }
    found = over_years(years="2010 to 2012", changes=changes)
    chart = year_chart(SHARES, found)
    assert values(chart, 1, "demanded") == pytest.approx(dict.fromkeys(chart.years, 5.5))
    assert values(chart, 1, "counted")[2011] == pytest.approx(5.5)
    assert values(chart, 1, "sold")[2011] < 5.4
    assert "over from the year before" in draw(SHARES, found).alt


def test_what_is_missing_is_told_and_is_no_zero(over_years):
    found = over_years("seven-cases", "2010 to 2012")
    chart = year_chart(COST, found)
    assert chart.empty == ("HVO", "all four")
    assert {one.of for one in chart.lines}.isdisjoint(chart.empty)
    assert "No figure: HVO" not in draw(COST, found).alt
    assert "No figure: “HVO”, “all four”." in draw(COST, found).alt
    none = over_years(years="2010 to 2012", changes={"costs": {}})
    assert year_chart(COST, none).panels == ()
    assert draw(COST, none).title == "Costs are missing, so there is nothing to draw"
    assert draw(COST, none, "nb", 80).svg


def test_a_cost_that_some_years_lack_is_a_gap_and_told(over_years):
    from dataclasses import replace

    found = over_years(years="2010 to 2014")
    years = {
        year: replace(
            one,
            rows=tuple(
                row._replace(value=None) if year == 2012 and row.variable == "cost" else row
                for row in one.rows
            ),
        )
        for year, one in found.years.items()
    }
    gap = replace(found, years=years)
    (line,) = year_chart(COST, gap).lines
    assert line.runs == ((0, 1), (3, 4))
    assert "No figure in 2012: “policy”." in draw(COST, gap).alt
    assert "Uten tall i 2012: «tiltak»." in draw(COST, gap, "nb").alt


def test_of_many_cases_those_compared_are_drawn_and_the_rest_told(over_years):
    found = over_years("norway-2015-alternatives", "2015 to 2016")
    cases = found.scenario.structure.cases
    for name in (LITRES, BLEND, SHARES, CO2):
        chart = year_chart(name, found)
        drawn = [panel.of for panel in chart.panels]
        if name == BLEND:
            assert drawn == ["petrol", "diesel"]
            drawn = [one.of for one in chart.panels[0].series]
        assert len(drawn) == MOST_CASES
        assert "reference" not in drawn
        assert set(chart.undrawn) | set(drawn) >= {case for case in cases if case != "reference"}
        assert "Not drawn, as there are too many cases: “" in draw(name, found).alt


def test_fewer_compared_cases_than_can_be_drawn_are_all_drawn(over_years):
    # Nine cases, of which eight are compared.
    more = {f"cases/{n}": {"quota": "5 %", "fulfil": "in proportion"} for n in "abcdefg"}
    found = over_years(years="2010 to 2011", changes=more)
    assert "Only cases that are compared with another are drawn, not “reference”." in (
        draw(LITRES, found).alt
    )
    looks = set(style.CASE_LINES)
    assert len(looks) == MOST_CASES


# Words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        (
            "en",
            [
                "Biofuel rises from 171 to 207 million litres by 2020 in “policy”",
                "Biofuel is 5.00 % of petrol and 5.70 % of diesel in 2020, "
                "against 5.00 and 3.55 % in 2010 in “policy”",
                "The quota goes from 4.00 to 5.50 % by 2020 in “policy”",
                "Direct CO₂ falls by 6 to 155 kt a year, 1,073 kt over 2010 to 2020",
                "The extra cost bottom up goes from 60 to 263 million NOK a year by 2020",
            ],
        ),
        (
            "nb",
            [
                "Omsatt biodrivstoff øker fra 171 til 207 millioner liter i 2020 i «tiltak»",
                "Andelen biodrivstoff er 5,00 % av bensinen og 5,70 % av dieselen i 2020, "
                "mot 5,00 og 3,55 % i 2010 i «tiltak»",
                "Kravet går fra 4,00 til 5,50 % i 2020 i «tiltak»",
                "De direkte CO₂-utslippene går ned med 6 til 155 tusen tonn i året, "
                "1\u202f073 tusen tonn i alt fra 2010 til 2020",
                "Merkostnaden nedenfra og opp går fra 60 til 263 millioner kroner i året i 2020",
            ],
        ),
    ],
)
def test_titles_say_what_is_seen(stepped, language, titles):
    assert [draw(name, stepped, language).title for name in YEAR_CHARTS] == titles


@pytest.mark.parametrize(
    ("changes", "name", "title"),
    [
        (ALONE, CO2, "Direct CO₂ goes from 10.5"),
        (ALONE, COST, "There is one case, and nothing to compare it with"),
        (ALONE, LITRES, "Biofuel falls from 149 to 146 million litres by 2012"),
        (
            {"cases/policy/quota": "2 %", "cases/policy/fulfil": "in proportion"},
            CO2,
            "Direct CO₂ rises by",
        ),
        (
            {"cases/policy/quota": "3.5 %", "cases/policy/fulfil": "in proportion"},
            CO2,
            "Direct CO₂ is the same as without the change",
        ),
        (
            {
                "cases/policy/quota": {"2010": "2 %", "2011": "5 %", "2012": "5 %"},
                "cases/policy/fulfil": "in proportion",
            },
            CO2,
            "Direct CO₂ falls in some years and rises in others",
        ),
        (
            {"cases/policy/fulfil": {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "5 %"}}},
            SHARES,
            "The quota is missed in 3 of 3 years in “policy”",
        ),
        ({}, SHARES, "The quota is 5.50 % in 2010 and in 2012 in “policy”"),
        ({"costs/price_gap": {}}, COST, "The extra cost by abatement cost goes from"),
    ],
)
def test_titles_turn_with_the_numbers(over_years, changes, name, title):
    found = over_years(years="2010 to 2012", changes=changes)
    assert draw(name, found).title.startswith(title)
    assert draw(name, found, "nb", 80).svg


def test_titles_of_many_cases_say_how_far_they_reach(over_years):
    found = over_years("seven-cases", "2010 to 2012")
    titles = {name: draw(name, found).title for name in YEAR_CHARTS}
    assert titles[LITRES].endswith("million litres in 2012, most in “all four”")
    assert "lower in some cases and up to" in titles[CO2]
    assert titles[SHARES].startswith("The quota is missed in 3 of 3 years in “Less of everything")


def test_a_choice_of_least_cost_shows_what_the_fuel_costs(over_years):
    laws = {f"law of {year}": {"law": "norway", "on": f"{year}-07-01"} for year in (2022, 2023)}
    changes = {**over("2023 to 2025", sales=(917, 2889)), "rules": laws}
    found = over_years("norway-2023-least-cost", "2023 to 2025", changes=changes)
    chart = year_chart(COST, found)
    assert chart.way == "fuel cost"
    one = found.years[2024]
    for line in chart.lines:
        expected = one.value("extra_fuel_cost", line.of, "total", detail="without taxes")
        assert line.values[1] == expected
    assert "counts as 24.5 %" in draw(SHARES, found).title


@pytest.mark.parametrize("language", ["en", "nb"])
def test_the_alternative_text_tells_the_ends_of_every_line(stepped, language):
    for name in YEAR_CHARTS:
        words = YearWords(name, stepped, language)
        drawn = draw(name, stepped, language)
        assert drawn.title in drawn.alt
        assert drawn.language == language
        for one in words.data.lines:
            for at in (0, -1):
                told = f"{words.number(one.values[at])} i"
                assert told in drawn.alt
        root = ElementTree.fromstring(drawn.svg)
        assert root.findtext("{http://www.w3.org/2000/svg}desc") == drawn.alt


def test_accounts_and_cut_scales_are_told(stepped):
    drawn = draw(CO2, stepped)
    said = " ".join(ElementTree.fromstring(drawn.svg).itertext())
    assert "(territorial)" in said
    assert "Life-cycle reductions (global) are another account" in said
    assert "The scale begins at 9,000 kt, not at 0." in said


def test_years_made_up_of_parts_are_marked_and_told(over_years):
    changes = {
        "timing": "each part on its own",
        "cases/policy/quota": {"2010-01-01": "3.5 %", "2011-07-01": "5.5 %", "after": "same"},
    }
    found = over_years(years="2010 to 2012", changes=changes)
    assert year_chart(LITRES, found).parted == (2011,)
    assert "Marked years (2011) are made up of parts" in draw(LITRES, found).alt


def test_gas_that_is_in_no_litres_is_told(over_years):
    found = over_years("norway-2015-alternatives", "2015 to 2016")
    for name in (LITRES, BLEND, SHARES):
        assert "Biogas is sold by energy (0 to 1,080 TJ a year)" in draw(name, found).alt
    assert "counts as" not in draw(SHARES, found).title


# Looks -----------------------------------------------------------------------------------------

SHEETS = [
    ("norway-2015", "2010 to 2011", "en", 160),
    ("norway-2015", "2010 to 2069", "nb", 80),
    ("seven-cases", "2010 to 2030", "nb", 160),
    ("seven-cases", "2013 to 2032", "en", 80),
    ("norway-2015-alternatives", "2015 to 2016", "nb", 160),
    ("norway-2015-alternatives", "2015 to 2034", "en", 70),
    ("double-counting", "2010 to 2030", "nb", 160),
]
STEADY = {"petrol": "0.1 % a year", "diesel": "0.1 % a year"}


def texts_of(assessment, chart, language, width):
    words = YearWords(chart, assessment, language)
    with own_settings():
        figure = compose_years(words, title_over_years(words), width).figure
        figure.set_dpi(288)
        renderer = FigureCanvasAgg(figure).get_renderer()
        texts = [
            (text.get_text(), [side / 4 for side in text.get_window_extent(renderer).extents])
            for text in figure.findobj(Text)
            if text.get_text()
        ]
    return tuple(72 * inches for inches in figure.get_size_inches()), texts


@pytest.mark.parametrize("chart", YEAR_CHARTS)
@pytest.mark.parametrize(("name", "years", "language", "width"), SHEETS)
def test_nothing_is_clipped_or_overlaps(over_years, chart, name, years, language, width):
    found = over_years(name, years, changes=over(years, **STEADY))
    (wide, high), texts = texts_of(found, chart, language, width)
    assert wide == pytest.approx(width / 25.4 * 72)
    if width == 160:
        assert high * 25.4 / 72 < 270
    for text, (left, bottom, right, top) in texts:
        assert left >= 1, text
        assert right <= wide - 1, text
        assert bottom >= 0, text
        assert top <= high, text
    for (one, at), (other, there) in combinations(texts, 2):
        across = min(at[2], there[2]) - max(at[0], there[0])
        down = min(at[3], there[3]) - max(at[1], there[1])
        assert across <= 1.0 or down <= 1.5, (one, other)


def test_lines_of_cases_keep_apart_without_colour():
    dashes = [look[2] for look in style.CASE_LINES]
    assert len(set(dashes)) == len(dashes)
    assert style.BASELINE_LINE[1] > max(look[1] for look in style.CASE_LINES)


def test_no_two_cases_are_drawn_alike(over_years):
    found = over_years("norway-2015-alternatives", "2015 to 2016")
    from biofuel_mandate.report.charts.year_marks import _line_of

    for name in (BLEND, COST):
        words = YearWords(name, found, "en")
        looks = [_line_of(words, one.of) for one in words.data.panels[0].series]
        assert len(set(looks)) == len(looks)


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(5, 20)), min_size=1, max_size=8),
    st.floats(0, 60),
)
def test_names_stand_in_order_and_apart(blocks, more):
    blocks = sorted(blocks)
    wanted, heights = zip(*blocks, strict=True)
    high = sum(heights) + more
    found = spread(wanted, heights, 0, high)
    tops = [middle - height / 2 for middle, height in zip(found, heights, strict=True)]
    feet = [middle + height / 2 for middle, height in zip(found, heights, strict=True)]
    assert tops[0] >= -1e-6
    assert feet[-1] <= high + 1e-6
    assert all(foot <= top + 1e-6 for foot, top in zip(feet, tops[1:], strict=False))
    assert all(one <= other for one, other in pairwise(found))
