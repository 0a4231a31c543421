"""solve-for on the command line: sentences, table, JSON, Norwegian, and how it leaves."""

import json

import pytest

SCENARIO = "scenarios/norway-2015.yaml"
QUOTA = "cases.policy.quota"
AT_50 = "policy.life_cycle_reduction.biofuel@saving 50 %"


@pytest.fixture
def solve(answer):
    return lambda *words: answer("solve-for", SCENARIO, *words)


def test_it_tells_the_value_and_what_it_gives(solve):
    code, out, err = solve(QUOTA, AT_50, "100 kt")
    assert (code, err) == (0, [])
    lines = out.splitlines()
    assert lines[0] == f"{QUOTA} of 5.60192 % gives 100 kt: {AT_50}."
    assert [line.split() for line in lines if line.startswith(f" {QUOTA}")] == [
        [QUOTA, "5.50000", "5.60192", "%"]
    ]
    assert "93.914   100.000   kt" in out


def test_in_norwegian(solve):
    code, out, _ = solve(QUOTA, AT_50, "100 kt", "--lang", "nb")
    assert code == 0
    assert f"{QUOTA} på 5,60192 % gir 100 kt: {AT_50}." in out
    assert "Funnet" in out
    code, out, _ = solve(QUOTA, AT_50, "500 kt", "--lang", "nb")
    assert code == 3
    assert "nærmest er 146,246 kt ved 6,37584 %." in out
    assert "Over dette finnes ingen løsning. Ved 6,5 %, policy: " in out


def test_out_of_reach_is_no_solution(solve):
    code, out, err = solve(QUOTA, AT_50, "500 kt")
    assert (code, err) == (3, [])
    first, second = out.splitlines()[:2]
    told = f"{QUOTA} cannot bring {AT_50} to 500 kt: the nearest is 146.246 kt at 6.37584 %."
    assert first == told
    assert second.startswith('Above that there is no solution. At 6.5 %, policy: "quota" would')
    assert solve(QUOTA, AT_50, "500 kt", "--quiet") == (3, "", [told])
    assert solve(QUOTA, AT_50, "100 kt", "--quiet") == (0, "", [])


def test_json_is_one_object(solve):
    code, out, _ = solve(QUOTA, AT_50, "100 kt", "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["schema_version"], told["scenario"], told["reached"]) == (1, "norway-2015", True)
    assert told["input"]["value"] == pytest.approx(0.0560192, abs=1e-7)
    assert told["result"]["unit"] == "t"
    assert told["result"]["value"] == pytest.approx(1e5, rel=1e-9)
    assert told["searched"] == {"low": 0.0, "high": 1.0}
    code, out, _ = solve(QUOTA, AT_50, "500 kt", "--json")
    told = json.loads(out)
    assert code == 3
    assert (told["reached"], told["input"]["value"]) == (False, None)
    assert told["nearest"]["input"] == pytest.approx(0.0637584, abs=1e-7)
    assert told["no_solution"][0]["side"] == "above"


def test_no_effect(solve):
    code, out, _ = solve("costs.abatement_cost.fame", AT_50, "100 kt")
    assert code == 3
    assert out.startswith(f"costs.abatement_cost.fame does not move {AT_50}: it is 93.9143 kt")


def test_bad_input(solve, answer):
    assert solve("cases.policy.quta", AT_50, "100 l") == (
        2,
        "",
        [
            'TARGET: "100 l" is a volume, and a mass belongs here. Write it like "8.6 kt".',
            'INPUT: there is no value "cases.policy.quta". Did you mean "cases.policy.quota"?',
        ],
    )
    code, out, _ = solve("cases.policy.quta", AT_50, "1 kt", "--json")
    assert code == 2
    assert json.loads(out)["errors"][0]["path"] == "INPUT"
    others = "scenarios/norway-2015-alternatives.yaml"
    words = ("cases.HVO.quota", "HVO.cost.biofuel@abatement cost", "0")
    code, _, (err,) = answer("solve-for", others, *words)
    assert code == 2
    assert "has no value: no sourced abatement cost for HVO in B7." in err


def test_a_negative_target_and_a_range(solve):
    code, out, _ = solve(QUOTA, "policy.extra_volume", "--from", "3 %", "--", "-10 Ml")
    assert code == 0
    assert out.startswith(f"{QUOTA} of 3.25649 % gives −10 Ml: policy.extra_volume.")
