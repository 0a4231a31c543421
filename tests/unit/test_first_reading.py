"""What a first reader of least-cost reports stumbled over: counted parts, gaps, laws, curves."""

import pytest

from biofuel_mandate import ScenarioError, assess, load_scenario
from biofuel_mandate.compare import compare
from biofuel_mandate.explain import explain
from biofuel_mandate.merit import merit_order
from biofuel_mandate.report.charts.curve_words import CurveWords
from biofuel_mandate.report.charts.data import chart_data
from biofuel_mandate.report.charts.missing import missing_notes
from biofuel_mandate.report.charts.wording import Wording
from biofuel_mandate.report.choice_tables import choice_tables
from biofuel_mandate.report.found import found_lines
from biofuel_mandate.report.notes import notes
from biofuel_mandate.report.summary import to_markdown
from biofuel_mandate.report.tables import rules_table
from biofuel_mandate.report.texts import texts
from biofuel_mandate.report.trace import to_lines
from biofuel_mandate.solve_for import solve_for

EN, NB = texts("en"), texts("nb")


def test_what_counts_by_energy_and_tonnes_is_told_where_a_rule_tells_parts_apart(assessed):
    found = assessed("five-countries")
    counted = [row for row in found.rows if row.variable in ("counted_energy", "counted_tonnes")]
    assert counted
    assert all(row.value is not None for row in counted)
    told = "\n".join([*notes(found, EN), *notes(found, NB)])
    assert "part_energy_tj" not in told
    assert "ounted_" not in told


@pytest.mark.parametrize(
    ("case", "rule", "kind"),
    [
        ("Germany", "germany advanced", "sub-quota"),
        ("Germany", "germany used-oil-cap", "cap"),
        ("Netherlands", "netherlands quota", "quota"),
    ],
)
def test_what_biofuels_count_adds_up_to_what_the_rule_counts(assessed, case, rule, kind):
    found = assessed("five-countries")
    counted = found.value("counted_energy", case, "biofuel", rule=rule)
    assert counted == pytest.approx(found.value("rule_fulfilment", case, rule=rule, detail=kind))


def test_the_curve_tells_what_fossil_fuel_counts(assessed):
    found = assessed("five-countries")
    order, rule = merit_order(found, "Germany"), "germany ghg-reduction"
    asked = found.value("rule_demand", "Germany", rule=rule, detail="quota")
    assert order.fossil < 0
    assert order.demand + order.fossil == pytest.approx(asked)
    told = list(CurveWords("merit-order", found, "en").notes())
    (said,) = (one for one in told if "fossil fuel itself counts" in one)
    assert "asks for 1,228 kt of CO₂ in all; fossil fuel itself counts −72.7 kt of CO₂." in said


def test_a_level_without_slack_is_not_told_to_bind_with_slack(assessed):
    told = rules_table(assessed("five-countries"), EN).notes
    assert [note.partition("”")[0][1:] for note in told] == ["norway advanced", "germany advanced"]


def test_what_costs_suppliers_different_prices_has_no_cost_bottom_up(assessed):
    found = assessed("suppliers")
    assert found.value("cost", "together", "hvo", detail="bottom up") is None
    assert found.value("cost", "together", "ucome", detail="bottom up") is not None
    assert found.value("fuel_cost", "together", "total", detail="without taxes") > 0
    assert any("HVO costs suppliers different prices" in note for note in notes(found, EN))
    assert any("HVO koster omsetterne ulike priser" in note for note in notes(found, NB))


def test_a_price_of_a_suppliers_own_fossil_fuel_takes_the_gap_of_its_pool(variant):
    own = {"Alfa": {"petrol": "60 %", "diesel": "40 %", "price": {"diesel": "8 NOK/l"}}}
    own["Beta"] = {"petrol": "40 %", "diesel": "60 %"}
    found = assess(load_scenario(variant("suppliers", {"suppliers": own})))
    assert found.value("price_gap", "together", "ucome", detail="energy-corrected") is None
    assert found.value("price_gap", "together", "ethanol", detail="energy-corrected") is not None


@pytest.mark.parametrize(
    "choice", [{"petrol": [], "diesel": []}, {"diesel": []}, {"petrol": {"E10": []}}]
)
def test_a_choice_of_nothing_is_not_a_choice_of_everything(variant, choice):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(variant("least-cost", {"cases/cheap/fulfil": {"least cost": choice}}))
    (fault,) = caught.value.faults
    assert fault.got == 'no biofuel is named under "least cost"'


def test_a_choice_of_nothing_in_one_pool_is_held(variant):
    choice = {"petrol": [], "diesel": ["hvo", "ucome", "fame"]}
    path = variant("least-cost", {"cases/cheap/fulfil": {"least cost": choice}})
    assert assess(load_scenario(path)).value("volume", "cheap", "ethanol") == 0


def test_a_supply_curve_without_steps_is_refused(variant):
    with pytest.raises(ScenarioError, match="nothing is listed here"):
        load_scenario(variant("chosen", {"supply": {"hvo": {"steps": []}}}))


def _with_law(variant, law):
    changes = {"rules": law, "comparator": "red-2009"}
    changes["costs/exchange_rates"] = {"GBP": "13 NOK/GBP"}
    return load_scenario(variant("chosen", changes))


def test_changes_of_a_law_are_told_as_written_and_in_the_readers_language(variant):
    scenario = _with_law(
        variant,
        {
            "law": "norway",
            "quota": {"level": "20 %"},
            "advanced": {"counts": ["annex-ix-a"]},
            "petrol-floor": "none",
        },
    )
    told = [NB.notice(one) for one in scenario.warnings if one.code.startswith("law_")][:3]
    assert told == [
        "Endret fra loven: Norge, 2023-07-01: quota.level: 20 % (loven: 17 %).",
        "Endret fra loven: Norge, 2023-07-01: petrol-floor: none.",
        "Endret fra loven: Norge, 2023-07-01: advanced.counts: [annex-ix-a] "
        "(loven: [annex-ix-a, annex-ix-b]).",
    ]
    given = _with_law(variant, {"law": "united-kingdom", "development": {"counts": ["hvo"]}})
    assert (
        "Beside what was found of the law: United Kingdom, 2023-07-01: development.counts: [hvo]."
        in to_markdown(assess(given))
    )


def test_what_a_law_lacks_is_asked_for_where_it_can_be_written(variant):
    with pytest.raises(ScenarioError) as caught:
        _with_law(variant, "united-kingdom")
    (fault,) = caught.value.faults
    assert "as in {law: united-kingdom, development: {counts: ...}}." in fault.do
    with pytest.raises(ScenarioError) as caught:
        load_scenario(variant("chosen", {"rules": "norway"}))
    assert all("{law: norway, quota: {minimum_saving: 50 %}}" in x.do for x in caught.value.faults)


def test_the_price_at_which_a_biofuel_enters_is_told(variant):
    scenario = load_scenario(
        variant(
            "chosen",
            {"rules/quota/level": "7 %", "rules/advanced": None, "rules/quota/counting": "single"},
        )
    )
    found = solve_for(scenario, "costs.price.hvo", "cheap.volume.hvo", "50 Ml")
    (jump,) = found.jumps
    assert jump.below > 50 > jump.above == 0
    assert found.to_dict()["jumps"][0]["place"] == jump.place
    said = found_lines(found)[1]
    assert said.startswith("It jumps past that at ")
    assert said.endswith(" Ml just below, 0 Ml just above.")
    assert "hopper forbi målet" in found_lines(found, "nb")[1]


def test_a_difference_of_rounding_is_no_difference(assessed, variant):
    one = load_scenario(variant("chosen", {}))
    other = load_scenario(variant("chosen", {"rules/quota/level": "17.5 %"}))
    pairs = [*compare(one, other).headlines, *compare(one, other).results]
    assert any(pair.difference == 0 for pair in pairs)
    assert all(pair.difference == 0 for pair in pairs if pair.is_same and pair.a is not None)


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "No case has a figure for: by abatement cost."), ("nb", "etter tiltakskostnad.")],
)
def test_a_cost_per_tonne_that_is_drawn_is_not_told_to_lack_a_number(assessed, language, told):
    found = assessed("five-countries")
    words = Wording(found, chart_data("abatement-cost", found), language)
    notes_of = list(missing_notes(words))
    assert len(notes_of) == 1
    assert notes_of[0].endswith(told)


def test_a_second_quota_that_binds_is_told_beside_the_first(assessed):
    table = next(iter(choice_tables(assessed("five-countries"), EN)))
    assert table.notes[1:] == (
        "Sweden has another quota that binds: one more unit of “sweden ghg-reduction-diesel” "
        "costs 352 EUR/t.",
    )


@pytest.mark.parametrize("law", [["norway"], None, 7])
def test_what_is_no_name_of_a_country_is_told_so(variant, law):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(variant("chosen", {"rules": {"law": law}}))
    assert "no country of the library" in caught.value.faults[0].got


def test_a_list_under_least_cost_is_told_to_name_no_pool(variant):
    with pytest.raises(ScenarioError, match='a list names no pool under "least cost"'):
        load_scenario(variant("chosen", {"cases/cheap/fulfil": {"least cost": ["hvo"]}}))


def test_a_norwegian_trace_names_grades_in_norwegian(assessed):
    found = assessed("norway-2023-least-cost")
    asked = "B30 for heavy vehicles.marginal_value@law of 2023 quota"
    told = "\n".join(to_lines(explain(found, asked), NB))
    assert "ucome i B30" in told
    assert " in B30" not in told
