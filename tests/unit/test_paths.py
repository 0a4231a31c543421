"""Paths of demand, present values, and the shipped scenarios over years."""

import math

import pytest

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.explain import explain
from biofuel_mandate.report.notes import notes
from biofuel_mandate.report.summary import to_markdown
from biofuel_mandate.report.texts import texts


@pytest.fixture(scope="module")
def to_2030(assessed):
    return assessed("norway-2010-2030")


def test_a_path_of_demand_is_a_share_of_the_markets_energy(to_2030):
    for year, expected in ((2018, 1.0), (2024, 0.875), (2030, 0.75)):
        one = to_2030.years[year]
        energy = [
            one.value("energy", case, "diesel") for case in ("no quota", "no quota electrified")
        ]
        assert energy[1] / energy[0] == pytest.approx(expected, rel=1e-12)


def test_on_one_path_both_cases_serve_the_same_energy(to_2030):
    for one in to_2030.years.values():
        for with_quota, without in (
            ("quota", "no quota"),
            ("quota electrified", "no quota electrified"),
        ):
            energy = [one.value("energy", case, "total") for case in (with_quota, without)]
            assert energy[0] == pytest.approx(energy[1], rel=1e-12)
        moved = one.value("direct_co2_reduction", "quota electrified", "unattributed")
        assert moved == pytest.approx(0, abs=1e-3)


def test_half_the_demand_needs_half_the_biofuel(tmp_path):
    text = (
        "title: {en: Demand, nb: Etterspørsel}\nsource: Assumed\nevidence: unverified\n"
        "date: 2020-01-01\njurisdiction: Norway\ncurrency: NOK\nprice_year: 2010\n"
        "factors: norway\ncomparator: red-2009\n"
        "market:\n  year: 2015\n  sales: including biofuel\n"
        "  petrol: {volume: 1000 Ml, blend: {ethanol: 2 %}, grade: E5}\n"
        "  diesel: {volume: 2000 Ml, blend: {fame: 5 %}, grade: B7}\n"
        "biofuels: {ethanol: {category: cereals}, fame: {category: oil-crops}}\n"
        "rules: {quota: {type: quota, by: volume, of: all petrol and diesel, counting: single}}\n"
        "demand: {half: {petrol: 50 %, diesel: 50 %}}\n"
        "baseline: all\ncases:\n"
        "  all: {quota: 4 %, fulfil: in proportion}\n"
        "  half: {quota: 4 %, demand: half, fulfil: in proportion}\n"
    )
    path = tmp_path / "half.yaml"
    path.write_text(text, encoding="utf-8")
    found = assess(load_scenario(path))
    for component in ("ethanol", "fame", "petrol", "diesel"):
        whole, half = (found.value("volume", case, component) for case in ("all", "half"))
        assert half == pytest.approx(whole / 2, rel=1e-12)
    # What demand alone takes away is no biofuel's doing.
    total = found.value("direct_co2_reduction", "half", "total")
    parts = [
        found.value("direct_co2_reduction", "half", part) for part in ("biofuel", "unattributed")
    ]
    assert total == pytest.approx(sum(parts), rel=1e-12)
    assert parts[1] > total
    told = notes(found, texts("en"))
    assert any("another path of demand" in note for note in told)


def test_a_present_value_is_the_sum_of_discounted_costs(to_2030):
    costs = {
        year: one.value("cost", "quota", "biofuel", detail="bottom up")
        for year, one in to_2030.years.items()
    }
    expected = math.fsum(cost / 1.04 ** (year - 2010) for year, cost in costs.items())
    (row,) = [
        row
        for row in to_2030.rows
        if (row.variable, row.case, row.detail) == ("present_value", "quota", "bottom up")
    ]
    assert row.value == pytest.approx(expected, rel=1e-12)
    assert (row.year, row.period, row.baseline) == ("", "2010/2030", "no quota")
    step = explain(to_2030, "quota.discounted_cost@bottom up:2015")
    assert step.value == pytest.approx(costs[2015] / 1.04**5, rel=1e-12)
    assert "norway.discount_rate_share" in {given.id.partition("/")[2] for given in of(step)}


def of(step):
    found = [step.given] if step.given else []
    return found + [given for one in step.inputs for given in of(one)]


def test_a_rate_and_a_year_of_ones_own_take_the_place_of_the_guidance(variant, assessed):
    path = variant("years", {"appraisal": {"discount_rate": "2 %", "present_value_in": 2020}})
    found = assess(load_scenario(path))
    one = found.years[2010]
    cost = one.value("cost", "policy", "biofuel", detail="abatement cost")
    discounted = one.value("discounted_cost", "policy", "biofuel", detail="abatement cost")
    assert discounted == pytest.approx(cost * 1.02**10, rel=1e-12)
    assert "Present value in 2020 at 2 % a year." in to_markdown(found)
    assert "Norwegian guidance" in to_markdown(assessed("years"))
    assert "norsk veiledning" in to_markdown(assessed("years"), "nb")


def test_one_year_has_no_present_value(assessed):
    assert not [row for row in assessed("norway-2015").rows if "discount" in row.variable]


def test_the_timing_of_2015_is_that_of_chapter_44(assessed):
    found = assessed("norway-2015-timing")
    year = found.years[2015]
    share = {"rule": "quota", "detail": "quota"}
    assert year.value("counted_share", "A", **share) == pytest.approx(0.045, rel=1e-9)
    assert year.value("rule_slack", "B", **share) == pytest.approx(12.0, abs=0.05)
    assert year.value("extra_volume", "B", "biofuel") == pytest.approx(12.15, abs=0.05)
    # Table 2 and 5 of the assessment are of whole years; what half a year more costs is told.
    assert year.value("cost", "B", "biofuel", detail="abatement cost") == pytest.approx(45, abs=1)
    told = to_markdown(found)
    assert "| B: each half on its own | directorate | 2.0 |" in told
    assert "4.94" in told
    assert "Deler av 2015" in to_markdown(found, "nb")


@pytest.mark.parametrize("language", ["en", "nb"])
def test_no_key_of_the_results_stands_where_words_should(assessed, language):
    for name in ("norway-2015-timing", "norway-quota-history", "norway-2010-2030"):
        told = "\n".join(notes(assessed(name), texts(language)))
        for key in ("discounted_cost", "administrative_", "present_value", "pump_price"):
            assert key not in told


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"demand": {"half": {"petrol": "50 %"}}}, "idle_path"),
        ({"appraisal": {"discount_rate": "4 %"}}, "idle_rate"),
    ],
)
def test_what_changes_nothing_is_told(variant, changes, code):
    scenario = load_scenario(variant("norway-2015", changes))
    assert code in {warning.code for warning in scenario.warnings}
