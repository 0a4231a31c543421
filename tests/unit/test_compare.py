"""Two scenarios side by side: what differs in the files, in the library and in the results."""

import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from biofuel_mandate import InfeasibleError, load_scenario
from biofuel_mandate.compare import compare
from biofuel_mandate.report.comparison import (
    comparison_lines,
    comparison_tables,
    print_comparison,
)
from biofuel_mandate.report.table import cell_text
from biofuel_mandate.report.texts import texts

NORWAY = Path("scenarios/norway-2015.yaml")
exactly = pytest.approx


@pytest.fixture(scope="module")
def norway():
    return load_scenario(NORWAY)


@pytest.fixture(scope="module")
def against(norway, variant):
    """Compare norway-2015.yaml with a version of it that has some changes."""

    def compared(changes):
        return compare(norway, load_scenario(variant("norway-2015", changes)))

    return compared


@pytest.fixture(scope="module")
def factors(norway):
    return compare(norway, load_scenario("scenarios/norway-2015-red-factors.yaml"))


def inputs(comparison):
    return {
        one.id: tuple(side.text if side else None for side in (one.a, one.b))
        for one in comparison.inputs
    }


def result(pairs, case, variable, component, **where):
    (found,) = (
        pair
        for pair in pairs
        if (pair.about.case, pair.about.variable, pair.about.component)
        == (case, variable, component)
        and all(getattr(pair.about, name) == value for name, value in where.items())
    )
    return found


def test_a_scenario_does_not_differ_from_itself(norway):
    found = compare(norway, norway)
    assert found.is_same
    assert found.compared == 350
    assert (found.inputs, found.library, found.headlines, found.results) == ((), (), (), ())
    assert comparison_tables(found) == ()
    assert "Nothing differs" in comparison_lines(found)[0]
    assert comparison_lines(found, "nb")[0].startswith("Ingenting er ulikt")


def test_how_it_is_spelt_does_not_matter(against):
    source = {"source": "SSB, petroleum sales, 25 March 2015", "evidence": "published"}
    found = against(
        {
            "market/petrol/volume": {"value": "1.307255 Gl", **source},
            "market/diesel/blend/fame": "0.53e1 %",
            "rules/quota/of": "all diesel, petrol",
            "life_cycle_savings": ["60 %", "50 %", "41.0 %", "35 %"],
            "overrides": {},
            "cases/policy/levels": {},
        }
    )
    assert found.is_same


def test_one_number(against):
    found = against({"cases/policy/quota": "6 %"})
    assert inputs(found) == {"cases.policy.quota": ("5.5 %", "6 %")}
    (one,) = found.inputs
    assert "quota: 5.5 %" in NORWAY.read_text(encoding="utf-8").splitlines()[one.a.line - 1]
    assert one.a.source.startswith("Miljødirektoratet")
    assert one.a.evidence == "published"
    assert found.library == ()
    assert {pair.about.case for pair in found.results} == {"policy"}
    extra = result(found.headlines, "policy", "extra_volume", "biofuel")
    assert extra.a == exactly(86.6744, abs=1e-4)
    # Half a per cent of 4.4 billion litres.
    assert extra.difference == exactly(0.005 * 4302, rel=0.01)
    assert extra.relative == exactly(extra.difference / extra.a)
    # Ethanol is a share of petrol, whatever the quota.
    same = [pair for pair in found.results if pair.about.component == "ethanol"]
    assert {pair.about.variable for pair in same} <= {"cost_per_litre"}


def test_words_and_fills(against):
    found = against(
        {
            "title/en": "Another",
            "market/diesel/grade": None,
            "cases/policy/fulfil": "in proportion",
            "rules/quota/counting": {"annex-ix-b": 2},
            "life_cycle_savings": ["35 %", "41 %", "50 %", "65 %"],
            "biofuels/fame/pathway": "fame-sunflower",
        }
    )
    assert inputs(found) == {
        "title.en": ("Road-fuel quota from 3.5 to 5.5 %", "Another"),
        "market.diesel.grade": ("B7", None),
        "cases.policy.fulfil": (
            "{petrol: {ethanol: 5.0 %}, diesel: {fame: rest}}",
            "in proportion",
        ),
        "rules.quota.counting": ("single", "{annex-ix-b: 2}"),
        "life_cycle_savings.saving 60 %": ("60 %", None),
        "life_cycle_savings.saving 65 %": (None, "65 %"),
        "biofuels.fame.pathway": ("fame-rape", "fame-sunflower"),
    }
    assert [one.name for one in found.library] == [
        "fame-rape.default_saving / fame-sunflower.default_saving",
        "B7.fame.greatest_volume_share",
    ]
    alone = [pair for pair in found.results if pair.about.detail.startswith("saving 6")]
    assert {(pair.about.detail, pair.where) for pair in alone} == {
        ("saving 60 %", "a"),
        ("saving 65 %", "b"),
    } | {(f"saving 6{end} %, {way}", side) for end, side in ("0a", "5b") for way in WAYS}


WAYS = ("abatement cost", "bottom up")


def test_ranges_and_sources_differ_too(against):
    found = against(
        {
            "costs/price_gap/ethanol": {"value": "2.96 NOK/l", "low": "2 NOK/l"},
            "costs/price_gap/fame": {"value": "3.05 NOK/l", "source": "Own"},
        }
    )
    assert inputs(found) == {
        "costs.price_gap.ethanol": ("2.96 NOK/l", "2.96 NOK/l (2 – … NOK/l)"),
        "costs.price_gap.fame": ("3.05 NOK/l", "3.05 NOK/l"),
    }
    assert found.inputs[1].b.source == "Own"
    assert found.results == ()
    assert not found.is_same
    (table,) = comparison_tables(found)
    assert table.rows[1][2].endswith("[2]")
    assert table.notes[1] == "[2] Own (published)"


def test_factor_sets(factors):
    words = {"text", "unpriced_effects"}
    assert set(inputs(factors)) - words == {"title.en", "title.nb", "factors"}
    held = {one.name: (one.a, one.b) for one in factors.library}
    norway, red = held["petrol.lhv_mj_per_l"]
    assert (norway.id, norway.evidence) == ("norway/petrol.lhv_mj_per_l", "derived")
    assert norway.value == exactly(0.74 * 12.2 * 3.6)
    assert (red.id, red.value, red.unit) == ("red-2009/petrol.lhv_mj_per_l", 32.0, "MJ/l")
    assert held["petrol.density_kg_per_l"][1] is None
    # The same number in both, though from two sets.
    assert "fame.lhv_mj_per_l" not in held
    assert len(held) == len(factors.library)


def test_an_override_is_both_input_and_value(against):
    value = {"value": "21.0 MJ/l", "source": "Laboratory"}
    unused = {"value": "30 MJ/l", "source": "Laboratory"}
    found = against({"overrides": {"ethanol.lhv_mj_per_l": value, "hvo.lhv_mj_per_l": unused}})
    assert inputs(found) == {
        "overrides": (None, "{ethanol.lhv_mj_per_l: 21.0 MJ/l, hvo.lhv_mj_per_l: 30 MJ/l}")
    }
    held = {one.name: one.b for one in found.library}
    used = {name for name, value in held.items() if value}
    assert used == {"ethanol.lhv_mj_per_l", "ethanol.biogenic_co2_g_per_mj"}
    # What the replaced value was derived from is used no more.
    assert set(held) - used == {"ethanol.density_kg_per_l", "ethanol.lhv_mj_per_kg"}
    assert held["ethanol.lhv_mj_per_l"].origin == "override"
    assert held["ethanol.lhv_mj_per_l"].line > 0
    table = next(table for table in comparison_tables(found) if table.name == "library")
    assert table.rows[0][4] == f"override, line {held['ethanol.lhv_mj_per_l'].line}"


def test_cases_of_one_side_are_listed_and_not_compared(against):
    other = {"quota": "4 %", "fulfil": "as observed"}
    about = dict.fromkeys(("published", "text", "unpriced_effects"))
    found = against({"cases/policy": None, "cases/own": other, **about})
    assert (found.cases_only_in_a, found.cases_only_in_b) == (("policy",), ("own",))
    assert inputs(found)["cases.own"] == (None, "{fulfil: as observed, quota: 4 %}")
    assert found.results == ()
    lines = comparison_lines(found)
    assert "these cases, so they are not compared: policy." in lines[1]
    assert "these cases, so they are not compared: own." in lines[2]


def test_nothing_in_common(norway, variant):
    cases = {"a": {"quota": "3.5 %", "fulfil": "in proportion"}}
    changes = {"cases": cases, "baseline": "a", "unpriced_effects": None}
    other = load_scenario(variant("norway-2015", changes))
    found = compare(norway, other)
    assert found.compared == 0
    assert comparison_lines(found)[-1].startswith("No case stands in both")


def test_other_money_is_told(against):
    lines = comparison_lines(against({"price_year": 2015}))
    assert re.search("in NOK at 2010 prices, .* in NOK at 2015 prices", lines[-1])


def test_another_biofuel_is_on_one_side(norway, variant):
    fulfil = {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "5 %", "hvo": "rest"}}
    changes = {"biofuels/hvo": {"pathway": "hvo-rape"}, "cases/policy/fulfil": fulfil}
    found = compare(norway, load_scenario(variant("norway-2015", changes)))
    hvo = result(found.results, "policy", "volume", "hvo", grade="")
    assert (hvo.where, hvo.a, hvo.difference, hvo.relative) == ("b", None, None, None)
    assert hvo.b > 0
    # Both count oil crops alike.
    assert "oil-crops.iluc_g_per_mj" not in {one.name for one in found.library}
    missing = result(found.results, "policy", "cost", "hvo", detail="abatement cost")
    row = next(
        row
        for table in comparison_tables(found)
        for row in table.rows
        if row[0] == "cost.hvo@abatement cost"
    )
    assert missing.b is None
    assert [cell_text(cell, texts("en")) for cell in row[1:5]] == ["", "missing", "", ""]


def test_without_a_solution_there_is_nothing_to_compare(norway, variant):
    high = load_scenario(variant("norway-2015", {"cases/policy/quota": "40 %"}))
    with pytest.raises(InfeasibleError, match=r"cases\.policy") as raised:
        compare(high, high)
    assert raised.value.exit_code == 3
    with pytest.raises(InfeasibleError, match=r"cases\.policy"):
        compare(norway, high)


def test_the_plain_object_is_json(factors):
    told = json.loads(json.dumps(factors.to_dict(), allow_nan=False))
    assert told["same"] is False
    assert told["a"]["factors"] == "norway-2015-reconstruction"
    first = told["headlines"][0]
    assert (first["variable"], first["component"], first["where"]) == (
        "extra_volume",
        "biofuel",
        "both",
    )
    assert first["difference"] == exactly(first["b"] - first["a"])
    assert {"scenario", "value", "equation"}.isdisjoint(first)


@pytest.mark.parametrize("language", ["en", "nb"])
def test_headlines_stand_first(factors, language):
    tables = comparison_tables(factors, language)
    assert [table.name for table in tables] == [
        "headlines",
        "inputs",
        "library",
        "results",
        "results",
    ]
    for table in tables:
        assert {len(row) for row in table.rows} == {len(table.columns)}
    assert sum(len(table.rows) for table in tables[3:]) == len(factors.results)
    words = "".join(str(cell) for cell in tables[0].rows[3])
    assert ("35 % saving" if language == "en" else "35 % besparelse") in words


def test_of_long_words_the_table_shows_where_they_begin_to_differ(norway, variant):
    long = "The aim is to cut emissions of road transport. " * 10
    one, other = (
        load_scenario(variant("norway-2015", {"text": {"problem": {"en": f"{long}\n\n{end}"}}}))
        for end in ("It was met.", "It was missed.")
    )
    found = compare(one, other)
    assert inputs(found) == {
        "text.problem.en": (f"{long}\n\nIt was met.", f"{long}\n\nIt was missed.")
    }
    (table,) = comparison_tables(found)
    for cell, end in zip(table.rows[0][1:], ("It was met.", "It was missed."), strict=True):
        assert cell.startswith("…")
        assert end in cell
        assert len(cell) < 340


def test_of_long_words_in_one_file_alone_the_beginning_is_shown(norway, variant):
    told = load_scenario(
        variant("norway-2015", {"text": {"problem": {"en": "Much is said. " * 50}}})
    )
    mute = load_scenario(variant("norway-2015", {"text": None}))
    (table,) = comparison_tables(compare(mute, told))
    ((place, before, after),) = table.rows
    assert (place, before) == ("text", "")
    assert after.startswith("{problem: {en: Much is said. Much")
    assert " … (line " in after
    assert len(after) < 340


def test_a_result_is_named_as_explain_takes_it(factors):
    names = {row[0] for table in comparison_tables(factors)[3:] for row in table.rows}
    assert {"volume.ethanol", "volume.ethanol (E5)", "cost.fame@abatement cost"} <= names
    assert {"volume.total", "volume.total, petrol"} <= names


def test_it_prints_on_a_terminal(factors):
    for language, word in (("en", "Difference"), ("nb", "Differanse")):
        out = io.StringIO()
        print_comparison(factors, Console(file=out, width=120), language)
        assert word in out.getvalue()


def leaves(words, path=""):
    if isinstance(words, dict):
        for key, inner in words.items():
            yield from leaves(inner, f"{path}.{key}")
    else:
        yield path, str(words)


def test_every_language_has_the_same_words():
    fields = [
        {
            path: set(re.findall(r"{(\w+)}", text))
            for path, text in leaves(texts(f"compare.{language}").words)
        }
        for language in ("en", "nb")
    ]
    assert fields[0] == fields[1]
