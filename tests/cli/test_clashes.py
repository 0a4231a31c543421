"""What is printed where suppliers can meet the rules in no way, and the exit code."""

import json
import re

import pytest

TESTED = {
    "rules/quota": {
        "type": "quota",
        "by": "volume",
        "of": "all petrol and diesel",
        "counting": "single",
        "level": "17 %",
    },
    "supply": {"hvo": {"available": "150 Ml"}},
}
GOT = (
    'the rules clash: "quota" asks for 17.00 % by volume, while "ethanol in E10" (at most 10.00 %) '
    'and "fame in B7" (at most 7.00 %) allow 7.72 %, with the 150 Ml of hvo 11.64 %'
)
DO = (
    'Lower "quota" to 11.64 %, or raise "ethanol in E10" to 31.13 %, "fame in B7" to 14.08 % '
    'or "supply of hvo" to 356.4 Ml.'
)


@pytest.fixture
def clashing(variant):
    return variant("choice", TESTED)


def test_what_clashes_is_said_on_one_line(answer, clashing, tmp_path):
    code, out, err = answer("run", clashing, "--out", tmp_path / "out")
    assert (code, out) == (3, "")
    assert len(err) == 1
    assert err[0].endswith(f": cases.cheap.fulfil: {GOT}. {DO}")
    assert not list(tmp_path.glob("out/*/*"))


def test_json_tells_the_same_with_its_place(answer, clashing, tmp_path):
    code, out, err = answer("run", clashing, "--out", tmp_path / "out", "--json")
    assert (code, err) == (3, [])
    (error,) = json.loads(out)["errors"]
    assert (error["path"], error["got"], error["do"]) == ("cases.cheap.fulfil", GOT, DO)
    assert clashing.read_text("utf-8").splitlines()[error["line"] - 1].strip().startswith("fulfil")


def test_who_follows_the_message_has_an_answer(answer, variant, tmp_path):
    path = variant("choice", {"rules/quota/level": "70 %"})
    code, _, (said,) = answer("run", path, "--out", tmp_path / "out")
    level = re.search('Lower "quota" to ([0-9.]+ %),', said)[1]
    path = variant("choice", {"rules/quota/level": level})
    code, _, err = answer("run", path, "--out", tmp_path / "out", "--quiet")
    assert (code, err) == (0, [])


def test_each_case_is_told_once(answer, variant, tmp_path):
    cases = {
        "observed": {"fulfil": "as observed"},
        "cheap": {"fulfil": "least cost", "quota": "60 %"},
        "cheaper": {"fulfil": "least cost", "quota": "70 %"},
        "fine": {"fulfil": "least cost", "quota": "10 %"},
    }
    path = variant("choice", {"cases": cases})
    code, _, err = answer("run", path, "--out", tmp_path / "out")
    assert code == 3
    assert [line.split(": ")[1] for line in err] == ["cases.cheap.fulfil", "cases.cheaper.fulfil"]


def test_a_given_blend_beyond_what_can_be_had_is_told_in_litres(answer, variant, tmp_path):
    path = variant("choice", {"supply": {"hvo": {"available": "100 Ml"}}})
    code, _, err = answer("run", path, "--out", tmp_path / "out")
    assert code == 3
    assert "this case would take 145 Ml of hvo, of which 100 Ml can be had" in err[0]
