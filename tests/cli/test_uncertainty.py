"""uncertainty on the command line: what it writes, the same whoever works, resumed, refused."""

import csv
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# Killed and resumed runs are held against one that was left in peace.
pytestmark = pytest.mark.xdist_group("uncertainty")

SCENARIO = Path("scenarios/norway-2015-uncertain.yaml").resolve()
PLAIN = Path("scenarios/norway-2015.yaml").resolve()
# A chunk is 262,144 draws.
DRAWS = 600_000


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def started(out: Path, *options: object) -> subprocess.Popen:
    words = ("uncertainty", SCENARIO, "--out", out, "--no-charts", *options)
    command = [sys.executable, "-m", "biofuel_mandate", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> dict[str, bytes]:
    """Return what many draws come to, made here and undisturbed."""
    out = tmp_path_factory.mktemp("undisturbed")
    process = started(out, "--draws", DRAWS)
    _, err = process.communicate()
    assert process.returncode == 0, err
    assert [path.name for path in out.iterdir()] == ["norway-2015-uncertain-uncertainty"]
    return content(out / "norway-2015-uncertain-uncertainty")


def test_every_headline_has_five_statistics(written):
    rows = list(csv.DictReader(io.StringIO(written["uncertainty.csv"].decode())))
    assert {row["statistic"] for row in rows} == {"mean", "median", "p5", "p95", "se"}
    variables = {row["variable"] for row in rows if row["component"] in ("biofuel", "fame")}
    assert variables >= {
        "extra_volume",
        "direct_co2_reduction",
        "life_cycle_reduction",
        "cost",
        "cost_per_tonne",
    }
    # House-wide, a headline is extra litres, tonnes or kroner of one case against another.
    assert {(row["case"], row["baseline"]) for row in rows} == {("policy", "reference")}
    by_key = {}
    for row in rows:
        key = (row["pool"], row["component"], row["variable"], row["detail"])
        by_key.setdefault(key, {})[row["statistic"]] = float(row["value"])
    for found in by_key.values():
        assert found["p5"] <= found["median"] <= found["p95"]
        assert found["se"] >= 0.0


def test_what_is_fixed_is_listed(written):
    fixed = written["fixed.csv"].decode()
    drawn = written["inputs.csv"].decode()
    assert "costs.price_gap.ethanol" in drawn
    assert "costs.price_gap.ethanol" not in fixed
    assert "comparators/red-2009.comparator_g_per_mj" in fixed


def test_two_workers_give_the_same_bytes(written, tmp_path):
    process = started(tmp_path, "--draws", DRAWS, "--workers", 2, "--quiet")
    _, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert content(tmp_path / "norway-2015-uncertain-uncertainty") == written


@pytest.mark.slow
def test_what_was_killed_goes_on_where_it_was(written, tmp_path):
    chance = random.Random(3)
    for _ in range(2):
        process = started(tmp_path, "--draws", DRAWS)
        time.sleep(1.5 + 2 * chance.random())
        process.kill()
        process.communicate()
    process = started(tmp_path, "--draws", DRAWS)
    _, err = process.communicate()
    assert process.returncode == 0, err
    assert content(tmp_path / "norway-2015-uncertain-uncertainty") == written
    assert [path.name for path in tmp_path.iterdir()] == ["norway-2015-uncertain-uncertainty"]


@pytest.mark.slow
def test_ctrl_c_tells_how_to_go_on(tmp_path):
    process = started(tmp_path, "--draws", 10**8)
    kept = tmp_path / "none yet"
    for _ in range(600):
        time.sleep(0.1)
        kept = next(tmp_path.glob(".*/*"), kept)
        if kept.exists():
            break
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert "run the same command again to go on" in err
    assert kept.exists()


def test_one_object_on_standard_output(answer, tmp_path):
    options = ("--draws", 500, "--seed", 0, "--no-charts", "--json", "--out", tmp_path)
    code, out, err = answer("uncertainty", SCENARIO, *options)
    found = json.loads(out)
    assert code == 0
    assert err[-1].startswith("Wrote ")
    assert found["draws"] == {"asked": 500, "made": 500, "sampling": "plain", "seed": 0}
    assert len(found["results"]) % 5 == 0
    assert found["questions"][0]["result"].startswith("policy.cost")


def test_draws_rounded_up_to_a_power_of_two_are_told(answer, tmp_path):
    options = ("--draws", 1000, "--sampling", "sobol", "--no-charts", "--out", tmp_path)
    code, out, _ = answer("uncertainty", SCENARIO, *options)
    assert code == 0
    assert "1,024" in out
    assert "1,000" in out


def test_ranges_of_the_library_are_one_flag_away(answer, tmp_path):
    options = ("--draws", 200, "--no-charts", "--out", tmp_path)
    code, _, err = answer("uncertainty", PLAIN, *options)
    assert code == 2
    assert "nothing in the scenario is uncertain" in err[0]
    assert "--ranges triangular" in err[0]
    code, out, _ = answer("uncertainty", PLAIN, "--ranges", "triangular", *options)
    assert code == 0
    assert "ILUC" in out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--draws", 0), "0 draws"),
        (("--draws", -3), "-3 draws"),
        (("--seed", -1), "below 0"),
        (("--workers", -1), "-1 workers"),
        (("--workers", 2, "--scheduler", "tcp://127.0.0.1:1"), "Ask for one of the two"),
        (("--scheduler", "127.0.0.1"), "is not the address of a scheduler"),
        (("--sampling", "halton"), "sampling"),
        (("--ranges", "normal"), "ranges"),
        (("--draws", "many"), "valid integer"),
    ],
)
def test_what_means_nothing_is_refused(answer, tmp_path, options, told):
    code, _, err = answer("uncertainty", SCENARIO, *options, "--out", tmp_path)
    assert code == 2
    assert told in " ".join(err)
    assert not list(tmp_path.iterdir())


def test_a_folder_of_another_command_is_not_overwritten(answer, tmp_path):
    (tmp_path / "norway-2015-uncertain-uncertainty").mkdir()
    (tmp_path / "norway-2015-uncertain-uncertainty" / "mine.txt").write_text("x")
    code, _, err = answer("uncertainty", SCENARIO, "--draws", 100, "--out", tmp_path)
    assert code == 2
    assert "--replace" in " ".join(err)


def test_check_tells_what_is_wrong_with_the_part_on_uncertainty(answer, tmp_path):
    text = SCENARIO.read_text(encoding="utf-8")
    file = tmp_path / "wrong.yaml"
    file.write_text(text.replace("above: 300 MNOK", "above: 300 kt"), encoding="utf-8")
    code, _, err = answer("check", file)
    assert code == 2
    assert "uncertainty.questions[0]" in err[0]
