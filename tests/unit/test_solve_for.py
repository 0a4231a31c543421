"""Questions turned around: which value of an input gives a result that is asked for."""

import math
from dataclasses import replace

import pytest

from biofuel_mandate import ScenarioError, assess, load_scenario
from biofuel_mandate.equations import Key
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.question import read_question
from biofuel_mandate.report.found import found_lines, found_table
from biofuel_mandate.solve.reach import Span
from biofuel_mandate.solve_for import solve_for
from biofuel_mandate.targets import Measure, read_target

QUOTA = "cases.policy.quota"
AT_50 = "policy.life_cycle_reduction.biofuel@saving 50 %"
exactly = pytest.approx


@pytest.fixture(scope="module")
def norway():
    return load_scenario("scenarios/norway-2015.yaml")


@pytest.fixture(scope="module")
def changed(variant):
    def load(name, changes):
        return load_scenario(variant(name, changes))

    return load


def test_a_quota_for_a_reduction_gives_it_when_run_forward(norway, variant):
    found = solve_for(norway, QUOTA, AT_50, "100 kt")
    assert found.is_reached
    assert found.present == exactly(93914.348, abs=1e-3)
    assert found.result == exactly(1e5, rel=1e-9)
    assert found.solutions == ((found.value, found.value),)
    draws = {QUOTA: found.value}
    key = Key(case="policy", component="biofuel", saving="saving 50 %")
    forward = Evaluation(norway.table, norway.structure, draws).get("life_cycle_reduction_t", key)
    assert forward == exactly(1e5, rel=1e-9)
    path = variant("norway-2015", {"cases/policy/quota": f"{found.value * 100!r} %"})
    value = assess(load_scenario(path)).value
    written = value("life_cycle_reduction", "policy", "biofuel", detail="saving 50 %")
    assert written == exactly(1e5, rel=1e-9)


@pytest.mark.parametrize(
    ("input_id", "query", "target"),
    [
        ("market.diesel.volume", AT_50, "100 kt"),
        ("cases.reference.quota", "policy.extra_volume.biofuel", "60 Ml"),
        ("norway-2015-reconstruction/fame.lhv_mj_per_l", AT_50, "100 kt"),
        ("comparators/red-2009.comparator_g_per_mj", AT_50, "0.1 Mt"),
        ("costs.price_gap.fame", "policy.cost.biofuel@bottom up", "300 MNOK"),
        (QUOTA, "policy.cost_per_tonne@direct, abatement cost", "1800 NOK/t"),
        (QUOTA, "policy.volume_share.fame", "5 %"),
        (QUOTA, "policy.extra_energy.fame", "100 GWh"),
        (QUOTA, "policy.rule_slack@fame in B7", "10 Ml"),
    ],
)
def test_any_value_and_any_kind_of_result(norway, input_id, query, target):
    found = solve_for(norway, input_id, query, target)
    assert found.result == exactly(found.question.target, rel=1e-9, abs=1e-9)
    assert found.moves


@pytest.mark.parametrize(("quota", "expected"), [("5.5 %", 61.5345), ("6.092304033 %", 86.872)])
def test_how_much_cooking_oil_biodiesel_meets_a_quota_at_no_extra_litres(changed, quota, expected):
    """The second is the assessment's half of the biodiesel of 2013, and what it counts as."""
    case, at = "double counting", "cases/double counting"
    fulfil = {"petrol": {"ethanol": "as observed"}, "diesel": {"ucome": "1 %", "fame": "rest"}}
    asked = changed("norway-2015-alternatives", {f"{at}/fulfil": fulfil, f"{at}/quota": quota})
    share = f"cases.{case}.fulfil.diesel.ucome"
    found = solve_for(asked, share, f"{case}.extra_volume.biofuel", "0 Ml")
    assert found.result == exactly(0.0, abs=1e-9)
    fulfil["diesel"] = {"ucome": f"{found.value * 100!r} %", "fame": "rest"}
    answer = changed("norway-2015-alternatives", {f"{at}/fulfil": fulfil, f"{at}/quota": quota})
    value = assess(answer).value
    assert value("extra_volume", case, "biofuel") == exactly(0.0, abs=1e-9)
    assert value("volume", case, "ucome", pool="diesel") == exactly(expected, abs=1e-3)
    # Each of its litres counts once more than it is sold.
    demand = value("rule_demand", case, rule="quota", detail="quota")
    more = demand - value("volume", case, "biofuel")
    assert more == exactly(expected, abs=1e-3)


def test_a_target_out_of_reach_tells_the_nearest_and_why(norway):
    found = solve_for(norway, QUOTA, AT_50, "500 kt")
    assert not found.is_reached
    assert (found.value, found.result) == (None, None)
    share = found.nearest.place
    draws = Evaluation(norway.table, norway.structure, {QUOTA: share})
    assert draws.solution("policy").reason == 0
    # B7 is full there, up to the tolerance of the check.
    diesel = {c.component: x for c, x in draws.solution("policy").volumes.items()}
    assert diesel["fame"] / (diesel["fame"] + diesel["diesel"]) == exactly(0.07, rel=1e-7)
    beyond = Evaluation(norway.table, norway.structure, {QUOTA: math.nextafter(share, 1) + 1e-12})
    assert beyond.solution("policy").reason != 0
    (way,) = found.no_solution
    assert (way.side, way.case) == ("above", "policy")
    assert "over the limit of 7 %" in way.got


def test_the_end_of_the_search_is_told(norway):
    found = solve_for(norway, QUOTA, "policy.extra_volume", "80 Ml", low="3 %", high="4 %")
    assert found.nearest.place == 0.04
    assert "--to" in found_lines(found)[-1]


def test_an_input_without_effect_is_named(norway):
    found = solve_for(norway, "costs.abatement_cost.fame", AT_50, "100 kt")
    assert not found.moves
    assert not found.is_reached
    assert found_lines(found)[0].startswith("costs.abatement_cost.fame does not move policy.life")
    same = solve_for(norway, "costs.abatement_cost.fame", AT_50, f"{found.present!r} t")
    assert same.value == 1523
    assert found_lines(same)[1] == "It stays there from −7,615 NOK/t to 7,615 NOK/t."


def test_a_jump_is_no_solution(changed):
    """Above its own saving of 38 %, biodiesel no longer counts: only the 69 Ml of ethanol do."""
    fulfil = {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "5 %"}}
    changes = {"cases/policy/fulfil": fulfil, "cases/reference/fulfil": "as observed"}
    scenario = changed("norway-2015", changes)
    least, counted = "rules.quota.minimum_saving", "policy.rule_fulfilment@quota"
    found = solve_for(scenario, least, counted, "100 Ml")
    assert (found.is_reached, found.solutions) == (False, ())
    assert found.nearest.value == exactly(67.7, abs=1)
    assert found.nearest.place == exactly(0.38, rel=1e-12)
    assert found.nearest.place > 0.38
    flat = solve_for(scenario, least, counted, f"{found.nearest.value!r} Ml")
    (span,) = flat.solutions
    assert span.low > 0.38
    assert span.high == exactly(0.47)
    assert flat.value == span.low
    assert found_lines(flat)[1] == "It stays there from 38 % to 47 %."


def test_several_solutions_are_listed(norway):
    found = solve_for(norway, QUOTA, AT_50, "100 kt")
    two = replace(found, solutions=(*found.solutions, Span(0.1, 0.2)))
    told = "It is reached at 2 places: 5.60192 %, 10 % to 20 %. Shown is the one nearest to the"
    assert found_lines(two)[1].startswith(told)
    assert found_lines(two, "nb")[1].startswith("Målet nås 2 steder: 5,60192 %, 10 % til 20 %.")


def test_an_infeasible_present_is_no_hindrance(changed):
    scenario = changed("norway-2015", {"cases/policy/quota": "9 %"})
    found = solve_for(scenario, QUOTA, AT_50, "100 kt")
    assert found.present is None
    assert found.value == exactly(0.0560192, abs=1e-7)
    assert found_table(found).rows[1][1] == "no solution"


def test_no_value_at_all_says_why(norway):
    found = solve_for(norway, QUOTA, AT_50, "100 kt", low="10 %")
    assert found.nearest is None
    (way,) = found.no_solution
    assert (way.side, way.value) == ("any", 0.1)
    assert found_lines(found, "nb")[0].startswith("policy.life_cycle_reduction")


def test_what_waits_for_another_case_tells_of_that_one(changed):
    scenario = changed(
        "norway-2015",
        {
            "cases/later": {
                "quota": "5.5 %",
                "fulfil": {"petrol": {"ethanol": "as in policy"}, "diesel": {"fame": "5 %"}},
            }
        },
    )
    found = solve_for(scenario, QUOTA, "later.volume.ethanol", "500 Ml", low="9 %")
    assert found.no_solution[0].case == "policy"


def test_a_missing_source_is_told():
    scenario = load_scenario("scenarios/norway-2015-alternatives.yaml")
    found = solve_for(scenario, "cases.HVO.quota", "HVO.cost.biofuel@abatement cost", "0")
    assert found.missing.name == "abatement_cost_cur_per_t"
    assert found.missing.component == "hvo"
    assert not found.is_reached


def test_outside_the_range_given_for_the_value(norway):
    oil = "iluc/oil-crops.iluc_g_per_mj"
    found = solve_for(norway, oil, "policy.iluc_emission", "80 kt")
    assert found.is_in_given_range is True
    found = solve_for(norway, oil, "policy.iluc_emission", "0.2 Mt")
    assert found.is_in_given_range is False
    assert found_lines(found)[1].endswith("33 g/MJ to 66 g/MJ.")
    assert solve_for(norway, QUOTA, AT_50, "100 kt").is_in_given_range is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("cases.policy.quta", AT_50, "1 kt"), 'INPUT: .*Did you mean "cases.policy.quota"'),
        (("cases.policy.fulfil.diesel.fame", AT_50, "1 kt"), "INPUT: .*not a number"),
        (("cases.policy", AT_50, "1 kt"), "INPUT: .*is not a number of the scenario"),
        ((QUOTA, "policy.life_cycle_reducton", "1 kt"), 'Did you mean "life_cycle_reduction"'),
        ((QUOTA, AT_50, "100 Ml"), "TARGET: .* is a volume, and a mass belongs here"),
        ((QUOTA, AT_50, "100"), "TARGET: 100 has no unit|TARGET: .*has no unit"),
        ((QUOTA, AT_50, "1,5 kt"), "TARGET: .*decimal comma"),
        ((QUOTA, "policy.cost@abatement cost", "3 MSEK"), "TARGET: .*MNOK"),
        ((QUOTA, "policy.cost@abatement cost", "3 NOK/l"), "TARGET: .*price per litre"),
        (
            (QUOTA, "policy.cost_per_litre@abatement cost", "3 SEK/l"),
            "TARGET: .*another currency. Write it in NOK",
        ),
        ((QUOTA, "policy.volume_share.fame", "101 %"), "TARGET: .*over 100 %"),
    ],
)
def test_a_question_that_means_nothing(norway, words, told):
    with pytest.raises(ScenarioError, match=told):
        solve_for(norway, *words)


def test_every_fault_of_a_question_at_once(norway):
    with pytest.raises(ScenarioError, match="INPUT") as caught:
        solve_for(norway, "cases.polcy.quota", AT_50, "100 Ml", low="1")
    assert [fault.path for fault in caught.value.faults] == ["TARGET", "INPUT"]
    with pytest.raises(ScenarioError, match="--from") as caught:
        solve_for(norway, QUOTA, "nonsense", "100 Ml", low="1", high="2 Ml")
    assert [fault.path for fault in caught.value.faults] == ["nonsense", "--from", "--to"]
    with pytest.raises(ScenarioError, match="6 % is not below 5 %"):
        solve_for(norway, QUOTA, AT_50, "1 kt", low="6 %", high="5 %")


def test_a_value_of_zero_needs_a_range(norway):
    factor = "combustion/fame.direct_co2_g_per_mj"
    with pytest.raises(ScenarioError, match="the value is 0"):
        solve_for(norway, factor, "policy.direct_co2_reduction", "100 kt")
    ends = {"low": "0", "high": "20 g/MJ"}
    found = solve_for(norway, factor, "policy.direct_co2_reduction", "150 kt", **ends)
    assert found.result == exactly(150_000, rel=1e-9)


def test_what_is_no_share_is_sought_up_to_five_times_what_it_is(changed):
    scenario = changed(
        "norway-2015", {"market/diesel/volume": None, "market/diesel/energy": "1 PJ"}
    )
    question = read_question(scenario, "market.diesel.energy", AT_50, "1 kt", ("", ""))
    assert question.searched == (0.0, 5000.0)


@pytest.mark.parametrize(
    ("text", "name", "unit", "value", "measure"),
    [
        ("100 kt", "x_t", "t", 1e5, Measure("kt", 1e3)),
        ("-5 Ml", "x_ml", "Ml", -5.0, Measure("Ml", 1.0)),
        ("0", "x_share", "1", 0.0, Measure("%", 0.01)),
        ("-1.5 %", "x_share", "1", -0.015, Measure("%", 0.01)),
        ("2", "x_ratio", "1", 2.0, Measure("", 1.0)),
        ("250000 NOK", "x_mcur", "MNOK", 0.25, Measure("NOK", 1e-6)),
        ("2 NOK/kg", "x_cur_per_t", "NOK/t", 2000.0, Measure("NOK/kg", 1e3)),
        ("1 GWh", "x_tj", "TJ", 3.6, Measure("GWh", 3.6)),
        (" 0.0 ", "x_t", "t", 0.0, Measure("t", 1.0)),
    ],
)
def test_a_target_is_held_in_the_results_unit(text, name, unit, value, measure):
    assert read_target(text, name, unit, "NOK") == (value, measure)
