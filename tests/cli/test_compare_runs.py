"""The command compare with earlier runs: what it prints, and how it leaves."""

import json
import shutil
from pathlib import Path

import pytest

SCENARIO = "scenarios/norway-2015.yaml"
RED = "scenarios/norway-2015-red-factors.yaml"


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """The folder of a run of norway-2015.yaml, as the command writes it."""
    from biofuel_mandate.cli import main

    out = tmp_path_factory.mktemp("runs")
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["run", SCENARIO, "--out", str(out), "--quiet", "--no-charts"])
    return out / "norway-2015"


@pytest.fixture
def run(once, tmp_path):
    return shutil.copytree(once, tmp_path / "norway-2015")


@pytest.mark.parametrize("name", ["", "provenance.json"])
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Nothing differs: norway-2015 (earlier run) and norway-2015 have the same input"),
        ("nb", "Ingenting er ulikt: norway-2015 (tidligere kjøring) og norway-2015 har samme"),
    ],
)
def test_a_run_and_its_scenario_do_not_differ(run, answer, name, language, told):
    code, out, err = answer("compare", run / name, SCENARIO, "--lang", language)
    assert (code, err) == (0, [])
    assert out.startswith(told)


@pytest.mark.parametrize(
    ("language", "column"), [("en", "(earlier run)"), ("nb", "(tidligere kjøring)")]
)
def test_differences_leave_with_0_too(run, answer, language, column):
    code, out, err = answer("compare", run, RED, "--lang", language)
    assert (code, err) == (0, [])
    assert column in out
    assert "petrol.lhv_mj_per_l" in out
    assert answer("compare", run, RED, "--quiet") == (0, "", [])


def test_an_earlier_run_may_stand_on_either_side_or_on_both(run, answer, tmp_path):
    again = shutil.copytree(run, tmp_path / "again")
    for sides in ((run, SCENARIO), (SCENARIO, run), (run, again)):
        code, out, _ = answer("compare", *sides)
        assert (code, out.startswith("Nothing differs: ")) == (0, True)


def test_json_tells_the_version_of_each_side(run, answer):
    code, out, _ = answer("compare", run, RED, "--json")
    told = json.loads(out)
    assert (code, told["schema_version"], told["same"]) == (0, 1, False)
    assert [told[side]["is_earlier"] for side in ("a", "b")] == [True, False]
    assert told["a"]["file"] == str(run / "provenance.json")
    assert told["not_compared"] == []
    for side in ("a", "b"):
        assert told[side]["version"] == "0.1.0"
        assert set(told[side]) >= {"commit", "library", "sha256", "currency", "price_year"}
    assert {one["name"] for one in told["library"]} >= {"petrol.lhv_mj_per_l"}


def test_the_faults_of_both_sides_are_told_at_once(run, answer, tmp_path):
    (run / "results.csv").write_text("", encoding="utf-8")
    missing = tmp_path / "no-such.yaml"
    code, out, err = answer("compare", run, missing)
    assert (code, out) == (2, "")
    assert sorted(line.partition(": ")[0] for line in err) == [
        str(missing),
        str(run / "results.csv"),
    ]
    code, out, err = answer("compare", run, missing, "--json")
    assert (code, err) == (2, [])
    assert len(json.loads(out)["errors"]) == 2


def test_a_folder_that_no_run_wrote_is_refused(answer, tmp_path):
    assert answer("compare", tmp_path, SCENARIO) == (
        2,
        "",
        [
            f"{tmp_path}: this folder holds no provenance.json. "
            'Name the folder that "run" wrote, or a scenario file.'
        ],
    )


def test_the_provenance_holds_the_scenario_and_no_folder(once):
    text = (once / "provenance.json").read_text(encoding="utf-8")
    told = json.loads(text)
    assert told["scenario"]["text"] == Path(SCENARIO).read_text(encoding="utf-8")
    assert str(once.parent) not in text
    manifest = json.loads((once / "manifest.json").read_text(encoding="utf-8"))
    assert told["results"]["sha256"] == manifest["files"]["results.csv"]
