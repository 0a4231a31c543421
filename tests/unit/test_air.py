"""Exhaust of diesel engines: the curves by hand, what they are not told of, and the tables."""

import math

import numpy as np
import pytest

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.equations import EQUATIONS, Key
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.explain import explain
from biofuel_mandate.library.air import directions
from biofuel_mandate.report.air_tables import air_tables
from biofuel_mandate.report.excel import to_excel
from biofuel_mandate.report.notes import notes
from biofuel_mandate.report.summary import to_markdown
from biofuel_mandate.report.table import cell_text
from biofuel_mandate.report.texts import _words as words_of
from biofuel_mandate.report.texts import texts

CURVES = {"NOx": 0.0009794, "PM": -0.006384, "CO": -0.006561, "HC": -0.011195}
ASKED = {"air_quality": {"curves": "epa-2002"}}
STATED = {
    "curves": "epa-2002",
    "inventory": {"NOx": {"value": "12 kt", "source": "an inventory"}, "PM": "300 t"},
}
B30 = {"B7": {"fame": "5 %"}, "B30": {"fame": "30 %", "sales": "10 %"}}


def change(found, detail, case="policy", variable="exhaust_change"):
    return found.value(variable, case, "total", pool="diesel", detail=detail)


def share(found, case):
    litres = {name: found.value("volume", case, name, pool="diesel") for name in ("fame", "diesel")}
    return 100 * litres["fame"] / sum(litres.values())


@pytest.fixture
def given(variant):
    def run(name, changes):
        return assess(load_scenario(variant(name, changes)))

    return run


def test_the_2015_case_follows_the_curves(assessed):
    found = assessed("norway-2015")
    more = share(found, "policy") - share(found, "reference")
    for pollutant, curve in CURVES.items():
        assert change(found, pollutant) == pytest.approx(math.exp(curve * more) - 1, rel=1e-9)
    assert round(100 * change(found, "NOx"), 2) == 0.11
    assert round(100 * change(found, "PM"), 2) == -0.74


def test_without_being_asked_nothing_is_told(assessed):
    found = assessed("small")
    assert not [row for row in found.rows if row.variable.startswith("exhaust")]
    assert list(air_tables(found, texts("en"))) == []


def test_a_case_like_its_baseline_changes_no_exhaust(given):
    found = given(
        "norway-2015", {"cases/policy/quota": "3.5 %", "cases/policy/fulfil": "in proportion"}
    )
    assert [change(found, pollutant) for pollutant in CURVES] == [0.0] * 4


def test_hvo_is_no_fame_and_ucome_is(given):
    biofuels = {
        "ethanol": {"pathway": "wheat-ng-chp"},
        "fame": {"pathway": "fame-rape"},
        "ucome": {"fuel": "fame", "pathway": "fame-waste-oil"},
    }
    fulfil = {"petrol": {"ethanol": "as observed"}}
    sold = [{"fame": "0 %", "hvo": "5 %"}, {"fame": "2 %", "ucome": "3 %"}]
    alone, half = (
        given(
            "norway-2015",
            {
                "biofuels": biofuels if "ucome" in diesel else None,
                "rules/quota/minimum_saving": None,
                "cases/policy/fulfil": {**fulfil, "diesel": diesel},
                "published": None,
            },
        )
        for diesel in sold
    )
    before = share(alone, "reference")
    assert change(alone, "PM") == pytest.approx(math.exp(CURVES["PM"] * (0 - before)) - 1)
    assert change(half, "PM") == pytest.approx(math.exp(CURVES["PM"] * (5 - before)) - 1)
    (curves, _) = air_tables(alone, texts("en"))
    assert "The curves are of FAME alone; what this does not cover: HVO." in curves.notes
    assert not any("HVO" in note for note in next(air_tables(half, texts("en"))).notes)


class TestTonnes:
    def test_follow_from_what_is_stated_and_from_nothing_else(self, given):
        found = given("norway-2015", {"air_quality": STATED})
        assert change(found, "NOx", variable="exhaust_change_tonnes") == pytest.approx(
            12000 * change(found, "NOx")
        )
        assert change(found, "PM", variable="exhaust_change_tonnes") == pytest.approx(
            300 * change(found, "PM")
        )
        told = {row.detail for row in found.rows if row.variable == "exhaust_change_tonnes"}
        assert told == {"NOx", "PM"}
        (row,) = {row.unit for row in found.rows if row.variable == "exhaust_change_tonnes"}
        assert row == "t"

    def test_of_another_baseline_are_missing_and_said_to_be(self, given):
        cases = {
            "quota": "6 %",
            "baseline": "policy",
            "fulfil": {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "rest"}},
        }
        found = given("norway-2015", {"air_quality": STATED, "cases/more": cases})
        assert change(found, "NOx", "more", "exhaust_change_tonnes") is None
        assert change(found, "NOx", "more") > 0
        told = " ".join(notes(found, texts("en")))
        assert "hange of exhaust in tonnes: no sourced exhaust stated from this baseline" in told

    def test_stand_in_the_table_with_what_they_leave_out(self, given):
        found = given("norway-2015", {"air_quality": STATED})
        table = next(air_tables(found, texts("en")))
        assert table.columns[-2:] == ("NOx, t", "PM, t")
        assert [cell_text(cell, texts("en")) for cell in table.rows[0][-2:]] == ["13.6", "−2.2"]
        assert any("gas in place of diesel" in note for note in table.notes)


class TestGrades:
    def test_the_average_and_each_grade_by_itself_are_told(self, given):
        changes = {
            "cases/policy/fulfil": {"petrol": {"ethanol": "5 %"}, "diesel": B30},
            "published": None,
        }
        found = given("norway-2015", changes)
        for pollutant, curve in CURVES.items():
            at = {"B7": 5, "B30": 30}
            sold = {
                grade: sum(
                    found.value("volume", "policy", one, pool="diesel", grade=grade)
                    for one in ("diesel", "fame")
                )
                for grade in at
            }
            total = sum(sold.values())
            after = sum(sold[grade] / total * math.exp(curve * at[grade]) for grade in at)
            before = math.exp(curve * share(found, "reference"))
            expected = after / before - 1
            assert change(found, f"{pollutant}, grade by grade") == pytest.approx(expected)
            # Exhaust is convex in the share: the average is never above the sum of the parts.
            assert change(found, pollutant) < change(found, f"{pollutant}, grade by grade")
        table = next(air_tables(found, texts("en")))
        assert [row[0] for row in table.rows] == ["policy", "policy, grade by grade"]
        assert any(note.startswith("Grade by grade") for note in table.notes)

    def test_with_one_grade_the_average_is_all(self, assessed):
        details = {r.detail for r in assessed("norway-2015").rows if r.variable == "exhaust_change"}
        assert details == set(CURVES)

    def test_gas_is_no_grade_that_the_curves_know(self, given):
        fulfil = {
            "petrol": {"ethanol": "5 %"},
            "diesel": {"fame": "5 %", "gas": {"biogas": "120 GWh"}},
        }
        found = given("norway-2015", {"cases/policy/fulfil": fulfil, "published": None})
        details = {row.detail for row in found.rows if row.variable == "exhaust_change"}
        assert details == set(CURVES)
        directed = list(air_tables(found, texts("en")))[1]
        assert [row[0] for row in directed.rows].count("biogas") == 2


def test_over_years_each_year_has_its_rows(given):
    years = {
        "market/year": None,
        "market/years": "2013 to 2014",
        "cases/policy/quota": {2013: "4.5 %", 2014: "5.5 %"},
        "published": None,
    }
    found = given("norway-2015", years)
    (table, _) = air_tables(found, texts("en"))
    assert [row[:2] for row in table.rows] == [("2013", "policy"), ("2014", "policy")]
    assert table.columns[:2] == ("Year", "Case")
    assert [cell_text(cell, texts("en")) for cell in table.rows[1][2:5]] == ["4.57", "5.73", "0.11"]
    assert "| 2014 | policy | 4.57 | 5.73 | 0.11 |" in to_markdown(found)
    assert list(air_tables(found, texts("en"), short=True)) == []


def test_draws_are_taken_one_by_one():
    loaded = load_scenario("scenarios/norway-2015.yaml")
    name = "air/epa-2002.NOx.fame_curve_per_percent"
    curves = np.array([0.0, 0.0009794, 0.002])
    evaluation = Evaluation(loaded.table, loaded.structure, {name: curves})
    key = Key(case="policy", pool="diesel", component="total", pollutant="NOx")
    found = evaluation.get("exhaust_change_share", key)
    more = 100 * (
        evaluation.get("ester_volume_share", key)
        - evaluation.get("ester_volume_share", key._replace(case="reference"))
    )
    assert found == pytest.approx(np.exp(curves * more) - 1)


def test_a_curve_can_be_replaced_with_a_source(given):
    name = "epa-2002.NOx.fame_curve_per_percent"
    override = {name: {"value": "-0.001 /%", "source": "an engine of our own"}}
    found = given("norway-2015", {"overrides": override, "published": None})
    assert change(found, "NOx") < 0
    assert found.evaluation.used[f"air/{name}"].origin == "override"


def test_the_trace_leads_to_the_report(assessed):
    step = explain(assessed("norway-2015"), "policy.exhaust_change@NOx")
    assert EQUATIONS[step.source].number == "18"
    curve = next(one for one in step.inputs if one.name == "fame_curve_per_percent")
    assert "EPA420-P-02-001" in curve.given.source
    assert curve.given.evidence == "unverified"


class TestWords:
    @pytest.mark.parametrize("language", ["en", "nb"])
    def test_every_direction_has_words(self, language):
        own = words_of(f"air.{language}")
        assert {one.direction for one in directions()} == set(own["direction"])
        assert {one.sure for one in directions()} == set(own["sure"])
        assert all(one.what[language] for one in directions())

    def test_every_direction_is_of_the_assessment(self):
        assert {one.source.partition(", ")[2] for one in directions()} == {"ch. 5.2"}
        assert {(one.fuel, one.what["en"], one.direction) for one in directions()} >= {
            ("ethanol", "THC", "up"),
            ("ethanol", "NOx, CO and benzene", "unclear"),
            ("fame", "toxicity per particle", "up"),
            ("fame", "negative effect on public health, blends under 10 %", "none"),
            ("biogas", "PM, very low", "down"),
        }

    def test_the_summary_says_how_sure_each_is(self, assessed):
        page = to_markdown(assessed("norway-2015"), "en")
        assert "| policy | 4.57 | 5.73 | 0.11 | −0.74 | −0.76 | −1.29 |" in page
        assert "No range of the curves was found" in page
        assert "US heavy-duty engines (unverified)" in page
        assert "| ethanol | THC | up | stated without reserve |" in page
        assert "biogas" not in page

    def test_the_norwegian_tables_are_norwegian(self, assessed):
        page = to_markdown(assessed("norway-2015"), "nb")
        told = page.partition("## Eksos fra dieselmotorer")[2].partition("## Krav")[0]
        assert "| tiltak | 4,57 | 5,73 | 0,11 | −0,74 |" in told
        assert "| etanol | THC | opp | sagt uten forbehold |" in told
        assert "ikke verifisert" in told

    def test_a_screen_leaves_the_directions_out(self, assessed):
        short = list(air_tables(assessed("norway-2015"), texts("en"), short=True))
        assert [table.name for table in short] == ["exhaust"]

    def test_the_workbook_holds_both(self, assessed, tmp_path):
        openpyxl = pytest.importorskip("openpyxl")
        path = tmp_path / "book.xlsx"
        path.write_bytes(to_excel(assessed("norway-2015")))
        names = openpyxl.load_workbook(path).sheetnames
        assert {"Exhaust", "Exhaust, direction"} <= set(names)
