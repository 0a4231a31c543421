"""sweep on the command line: what it prints and writes, how it is refused, killed and resumed."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from biofuel_mandate.errors import Fault
from biofuel_mandate.sweep import cost

GRID = Path("scenarios/sweeps/quota-and-prices.yaml")
FAULTY = Path(__file__).parents[1] / "faulty" / "grids"
SCENARIO = Path("scenarios/norway-2015.yaml").resolve()


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def grid_of(path: Path, *inputs: str, results: str = "[policy.extra_volume]") -> Path:
    lines = "\n".join(f"  {one}" for one in inputs)
    path.write_text(f"scenario: {SCENARIO}\ninputs:\n{lines}\nresults: {results}\n", "utf-8")
    return path


# What it prints and writes -------------------------------------------------------------------


def test_it_prints_what_was_tried_and_where_there_is_no_number(answer, tmp_path):
    code, out, err = answer("sweep", GRID, "--out", tmp_path)
    assert code == 0
    lines = [line.split() for line in out.splitlines() if line.strip()]
    assert out.splitlines()[0] == "norway-2015 at 279 points, 89 results each"
    assert ["cases.policy.quota", "5.5", "4", "7", "31", "%"] in lines
    assert ["costs.price_gap.fame", "3.05", "1.5", "4.5", "3", "NOK/l"] in lines
    assert "policy   a blend limit or a vehicle limit would be broken       63" in out
    folder = tmp_path / "quota-and-prices-sweep"
    assert err == [
        f"Wrote 3 files to {folder}/",
        f'Read it with pandas: pd.read_parquet("{folder}/points")',
    ]
    assert sorted(content(folder)) == ["grid.json", "manifest.json", "points/part-00000.parquet"]


@pytest.mark.parametrize(
    ("lang", "title", "why"),
    [
        ("nb", "279 punkter, 89 resultater i hvert", "en innblandingsgrense eller"),
        ("nn", "279 punkt, 89 resultat i kvart", "ei innblandingsgrense eller"),
    ],
)
def test_in_norwegian(answer, tmp_path, lang, title, why):
    code, out, err = answer("sweep", GRID, "--out", tmp_path, "--lang", lang)
    assert code == 0
    assert title in out
    assert why in out
    assert re.search(r"costs\.price_gap\.fame +3,05 +1,5 +4,5 +3 +NOK/l", out)
    assert err[1].startswith("Les det med pandas")


def test_json_is_one_object(answer, tmp_path):
    code, out, _ = answer("sweep", GRID, "--out", tmp_path, "--json")
    told = json.loads(out)
    assert (code, told["schema_version"], told["scenario"]) == (0, 1, "norway-2015")
    assert (told["points"], told["numbers"]) == (279, (279 - 63) * 89)
    assert told["failed"] == [{"case": "policy", "reason": "limit broken", "points": 63}]
    assert len(told["results"]) == 89
    assert all(Path(name).exists() for name in told["files"])
    again = json.loads(answer("sweep", GRID, "--out", tmp_path, "--json")[1])
    assert again == told


def test_quiet_says_nothing_and_writes_all_the_same(answer, tmp_path):
    assert answer("sweep", GRID, "--out", tmp_path, "--quiet") == (0, "", [])
    assert len(pd.read_parquet(tmp_path / "quota-and-prices-sweep/points")) == 279 * 89


def test_a_grid_without_any_number_is_no_solution(answer, tmp_path):
    grid = grid_of(tmp_path / "high.yaml", "cases.policy.quota: [40 %, 50 %]")
    code, out, _ = answer("sweep", grid, "--out", tmp_path)
    assert code == 3
    assert "No point has any number." in out
    assert (tmp_path / "high-sweep/manifest.json").exists()


# What stands in the way ----------------------------------------------------------------------


def test_what_is_whole_is_left_as_it_is(answer, tmp_path):
    answer("sweep", GRID, "--out", tmp_path)
    folder = tmp_path / "quota-and-prices-sweep"
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    code, _, err = answer("sweep", GRID, "--out", tmp_path, "--replace")
    assert code == 0
    assert err[0] == f"It stands whole in {folder} already; nothing was done."
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_another_data_set_is_refused_and_moved_away_when_asked(answer, tmp_path):
    grid = grid_of(tmp_path / "x.yaml", "cases.policy.quota: [4 %]")
    answer("sweep", grid, "--out", tmp_path)
    before = content(tmp_path / "x-sweep")
    grid_of(grid, "cases.policy.quota: [5 %]")
    code, _, err = answer("sweep", grid, "--out", tmp_path)
    assert code == 2
    assert err == [
        f"{tmp_path}/x-sweep/grid.json: this data set is of another grid, scenario or version. "
        "Add --replace to move the folder to x-sweep.previous-N and write a new one, or choose "
        "another --out."
    ]
    assert content(tmp_path / "x-sweep") == before
    code, _, err = answer("sweep", grid, "--out", tmp_path, "--replace")
    assert code == 0
    assert err[0] == f"Moved the folder that stood there to {tmp_path}/x-sweep.previous-1."
    assert content(tmp_path / "x-sweep.previous-1") == before
    assert content(tmp_path / "x-sweep") != before


def _add(folder):
    (folder / "notes.txt").write_text("mine")


def _add_point(folder):
    (folder / "points/notes.txt").write_text("mine")


def _change(folder):
    (folder / "points/part-00000.parquet").write_bytes(b"x")


def _lose(folder):
    (folder / "points/part-00000.parquet").unlink()


def _bare(folder):
    (folder / "manifest.json").unlink()


def _foreign(folder):
    (folder / "manifest.json").write_text("{}")


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (_add, "notes.txt: this was not written by biofuel-mandate."),
        (_add_point, "points/notes.txt: this was not written by biofuel-mandate."),
        (_change, "points/part-00000.parquet: this is not the file as biofuel-mandate wrote it."),
        (_lose, "points/part-00000.parquet: this file is missing."),
        (_bare, "manifest.json: this file is missing, so nothing shows who wrote the folder."),
        (_foreign, "manifest.json: this was not written by a sweep."),
    ],
)
def test_what_somebody_changed_is_refused(answer, tmp_path, act, told):
    grid = grid_of(tmp_path / "x.yaml", "cases.policy.quota: [4 %]")
    answer("sweep", grid, "--out", tmp_path)
    act(tmp_path / "x-sweep")
    before = content(tmp_path / "x-sweep")
    code, _, err = answer("sweep", grid, "--out", tmp_path)
    assert code == 2
    assert [line.partition(" Add --replace")[0] for line in err] == [f"{tmp_path}/x-sweep/{told}"]
    assert content(tmp_path / "x-sweep") == before


def test_a_file_in_the_way_is_refused(answer, tmp_path):
    grid = grid_of(tmp_path / "x.yaml", "cases.policy.quota: [4 %]")
    (tmp_path / "x-sweep").write_text("mine")
    code, _, err = answer("sweep", grid, "--out", tmp_path)
    assert code == 2
    assert err[0].startswith(f"{tmp_path}/x-sweep: this is a file, not a folder. Add --replace")
    assert answer("sweep", grid, "--out", tmp_path, "--replace", "--quiet")[0] == 0
    assert (tmp_path / "x-sweep.previous-1").read_text() == "mine"


def test_a_place_that_cannot_be_had_is_told(answer, tmp_path):
    (tmp_path / "file").write_text("x")
    code, _, err = answer("sweep", GRID, "--out", tmp_path / "file")
    assert code == 2
    assert "this cannot be written" in err[0]
    code, _, err = answer("sweep", GRID, "--out", "nowhere://x")
    assert code == 2
    assert err[0].startswith("nowhere://x: this cannot be written: Protocol not known: nowhere")


def test_workers_and_a_scheduler_are_not_taken_together(answer, tmp_path):
    words = ("sweep", GRID, "--out", tmp_path, "--workers", 2, "--scheduler", "tcp://x:1")
    assert answer(*words)[0] == 2
    code, _, err = answer("sweep", GRID, "--out", tmp_path, "--workers", -1)
    assert (code, err) == (2, ["--workers: -1 workers. Ask for 0 to 1000."])


# Bad grids -----------------------------------------------------------------------------------

FILES = sorted(path.name for path in FAULTY.glob("*.yaml"))


def expected_of(path: Path) -> list[str]:
    """Return what a file says in its first lines that it is answered."""
    return re.findall("^# expect: (.*)$", path.read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("name", FILES)
def test_a_faulty_grid_is_answered_in_these_words(name, answer, monkeypatch, tmp_path, request):
    monkeypatch.chdir(FAULTY)
    code, out, err = answer("sweep", name, "--out", tmp_path)
    if request.config.getoption("--rewrite-golden"):
        text = (FAULTY / name).read_text(encoding="utf-8")
        body = re.sub("^# expect: .*\n", "", text, flags=re.M)
        head = "".join(f"# expect: {line}\n" for line in err)
        (FAULTY / name).write_text(head + body, encoding="utf-8")
    assert (code, out) == (2, "")
    assert err == expected_of(FAULTY / name)
    assert not list(tmp_path.iterdir())
    _, out, _ = answer("sweep", name, "--out", tmp_path, "--json")
    assert [str(Fault(**one)) for one in json.loads(out)["errors"]] == err


def test_a_trillion_points_are_told_what_they_cost(answer, tmp_path):
    grid = grid_of(
        tmp_path / "x.yaml",
        "cases.policy.quota: {from: 4 %, to: 6 %, steps: 1000000}",
        "costs.price_gap.ethanol: {from: 1 NOK/l, to: 4 NOK/l, steps: 1000000}",
    )
    code, out, (line,) = answer("sweep", grid, "--out", tmp_path / "out")
    assert (code, out) == (2, "")
    assert re.fullmatch(
        r".*/x\.yaml: inputs: the grid has 1,000,000,000,000 points: 1,000,000,000,000 rows, about "
        r"[\d.]+ [GT]B and [\d.,]+ \w+s of one processor\. Take fewer steps, or ask for fewer "
        r"results\. Add --yes to begin all the same\.",
        line,
    )
    assert not (tmp_path / "out").exists()


def test_more_points_than_can_be_numbered_are_refused_even_when_wanted(answer, tmp_path):
    ids = [
        *("cases.policy.quota", "cases.reference.quota", "cases.policy.fulfil.petrol.ethanol"),
        *("market.petrol.blend.ethanol", "market.diesel.blend.fame", "rules.quota.minimum_saving"),
    ]
    span = "{from: 1 %, to: 2 %, steps: 1000000}"
    grid = grid_of(tmp_path / "x.yaml", *(f"{id_}: {span}" for id_ in ids))
    code, _, err = answer("sweep", grid, "--out", tmp_path, "--yes")
    assert code == 2
    assert "the grid has 10^36 points" in err[0]
    assert err[0].endswith("Take fewer steps: so many points cannot even be numbered.")


def test_a_large_grid_is_begun_only_when_wanted(answer, tmp_path, monkeypatch):
    monkeypatch.setattr(cost, "FREE_POINTS", 10)
    monkeypatch.setattr(cost, "_FEW", 0)
    code, _, err = answer("sweep", GRID, "--out", tmp_path)
    assert code == 2
    assert re.search(r"the grid has 279 points: 24,831 rows, about .* of one processor\.", err[0])
    assert "Add --yes" in err[0]
    assert answer("sweep", GRID, "--out", tmp_path, "--yes", "--quiet") == (0, "", [])


# Kills ---------------------------------------------------------------------------------------

STEPS = ("cases.policy.quota: {from: 3.6 %, to: 5.8 %, steps: 500}",)
MANY = (*STEPS, "costs.price_gap.ethanol: {from: 1 NOK/l, to: 4 NOK/l, steps: 300}")


def start(grid: Path, out: Path, *options: str) -> subprocess.Popen[str]:
    program = [sys.executable, "-m", "biofuel_mandate", "sweep", str(grid), "--out", str(out)]
    return subprocess.Popen([*program, *options], stderr=subprocess.PIPE, text=True)


def wait_for_part(out: Path, process: subprocess.Popen[str]) -> None:
    """Wait until a part is there, so that a kill has something to leave."""
    while process.poll() is None and not list(out.rglob("part-*.parquet")):
        time.sleep(0.005)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
def test_a_sweep_that_is_killed_goes_on_and_nothing_is_lost_or_doubled(answer, tmp_path):
    grid = grid_of(tmp_path / "x.yaml", *MANY)
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert answer("sweep", grid, "--out", whole, "--quiet") == (0, "", [])
    chance = random.Random(7)
    for options in ([], ["--workers", "2"]):
        process = start(grid, out, "--quiet", *options)
        wait_for_part(out, process)
        time.sleep(chance.uniform(0, 0.3))
        process.kill()
        process.communicate()
    made = {path.name: path.stat().st_mtime_ns for path in out.rglob("part-*.parquet")}
    assert made
    code, _, said = answer("sweep", grid, "--out", out, "--workers", 2)
    assert code == 0
    assert content(out) == content(whole)
    assert [path.name for path in out.iterdir()] == ["x-sweep"]
    kept = re.findall(r"(\d+) of 10 parts were there from a run before", "\n".join(said))
    now = {path.name: path.stat().st_mtime_ns for path in out.rglob("part-*.parquet")}
    untouched = sum(now[name] == made[name] for name in made)
    # Of what was being written when it was killed, the part may be there without its hash.
    assert untouched == int(kept[0] if kept else 0)
    assert len(made) - 1 <= untouched
    table = pd.read_parquet(out / "x-sweep/points")
    assert table.point.tolist() == list(range(150_000))


@pytest.mark.skipif(os.name != "posix", reason="interrupts as POSIX does")
def test_ctrl_c_tells_how_to_go_on(tmp_path):
    grid = grid_of(tmp_path / "x.yaml", *MANY)
    process = start(grid, tmp_path)
    wait_for_part(tmp_path, process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130
    assert re.search(r"\d+ of 10 chunks are kept in .*; run the same command again", said)


def test_a_damaged_part_is_made_again(answer, tmp_path, monkeypatch):
    grid = grid_of(tmp_path / "x.yaml", *MANY)
    assert answer("sweep", grid, "--out", tmp_path / "whole", "--quiet")[0] == 0
    process = start(grid, tmp_path / "out", "--quiet")
    while process.poll() is None and len(list(tmp_path.glob("out/.*/points/.part*"))) < 3:
        time.sleep(0.005)
    process.kill()
    process.communicate()
    part = next(tmp_path.glob("out/.*/points/part-00001.parquet"))
    part.write_bytes(part.read_bytes()[:-5] + b"wrong")
    code, _, err = answer("sweep", grid, "--out", tmp_path / "out")
    assert code == 0
    assert err[0] == "points/part-00001.parquet was damaged, and was made again."
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_what_was_begun_of_another_grid_is_told(answer, tmp_path):
    grid = grid_of(tmp_path / "x.yaml", "cases.policy.quota: [4 %]")
    (tmp_path / f".x-sweep.parts-{'0' * 16}").mkdir()
    _, out, _ = answer("sweep", grid, "--out", tmp_path)
    assert f"are in {tmp_path}/.x-sweep.parts-0000000000000000: remove it" in out
