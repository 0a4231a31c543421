"""The commands: what they print, what they write, and how they leave."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from biofuel_mandate.cli import main
from biofuel_mandate.results import COLUMNS

SCENARIO = "scenarios/norway-2015.yaml"
CONTRACT = (
    "scenario,case,baseline,year,period,supplier,pool,grade,component,rule,variable,detail,"
    "statistic,unit,value,equation"
)

CHARTS = ("abatement-cost", "blend", "cost", "extra-litres", "reductions", "sold-and-counted")
TABLES = ["manifest.json", "provenance.json", "results.csv", "results.xlsx", "summary.md"]
FILES = [f"chart-{name}.{form}" for name in CHARTS for form in ("pdf", "png", "svg")] + TABLES


def call(*words: str) -> int:
    with pytest.raises(SystemExit, match=r"^\d+$") as left:
        main(list(words))
    return int(left.value.code)


def test_run_prints_the_summary_and_writes_the_files(tmp_path, capsys):
    assert call("run", SCENARIO, "--out", str(tmp_path)) == 0
    assert sorted(path.name for path in (tmp_path / "norway-2015").iterdir()) == FILES
    out, err = capsys.readouterr()
    assert "Road-fuel quota from 3.5 to 5.5 %" in out
    assert "162.1" in out
    assert "1,840" in out
    assert err.startswith("Wrote 23 files to")


def test_a_first_look_draws_nothing_and_leaves_no_old_chart(tmp_path, capsys):
    call("run", SCENARIO, "--out", str(tmp_path), "--quiet")
    folder = tmp_path / "norway-2015"
    tables = {name: (folder / name).read_bytes() for name in TABLES[1:]}
    assert call("run", SCENARIO, "--out", str(tmp_path), "--no-charts") == 0
    assert sorted(path.name for path in folder.iterdir()) == TABLES
    assert {name: (folder / name).read_bytes() for name in TABLES[1:]} == tables
    assert capsys.readouterr().err.startswith("Wrote 5 files to")


def test_what_a_command_did_is_told_in_norwegian(tmp_path, monkeypatch, capsys):
    scenario = str(Path(SCENARIO).resolve())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports" / "norway-2015").mkdir(parents=True)
    (tmp_path / "reports" / "norway-2015" / "thesis.docx").write_text("years of work")
    nb = ("--lang", "nb")
    assert call("run", scenario, "--no-charts", "--replace", *nb) == 0
    moved, wrote = capsys.readouterr().err.splitlines()
    assert moved.startswith("Mappen som sto der, er flyttet til ")
    assert wrote == f"Skrev 5 filer til {Path('reports', 'norway-2015')}{os.sep}"
    assert call("chart", scenario, "cost", "--out", "cost.svg", *nb) == 0
    assert capsys.readouterr().err == "Skrev cost.svg\n"
    assert call("new", "mitt.yaml", *nb) == 0
    assert capsys.readouterr().err == "Skrev mitt.yaml\n"
    assert call("check", "mitt.yaml", *nb) == 0
    assert capsys.readouterr() == ("mitt.yaml: i orden\n", "")


def test_results_keep_their_contract(tmp_path, capsys):
    call("run", SCENARIO, "--out", str(tmp_path), "--quiet", "--no-charts")
    text = (tmp_path / "norway-2015" / "results.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == CONTRACT == ",".join(COLUMNS)
    rows = list(csv.DictReader(text.splitlines()))
    extra = [
        row
        for row in rows
        if (row["variable"], row["component"], row["pool"]) == ("extra_volume", "biofuel", "")
    ]
    assert len(extra) == 1
    assert extra[0]["baseline"] == "reference"
    assert float(extra[0]["value"]) == pytest.approx(86.674, abs=1e-3)
    assert {row["value"] for row in rows if row["detail"] == "uncorrected"} == {""}
    assert capsys.readouterr() == ("", "")


def test_the_same_input_gives_the_same_bytes_in_every_file(tmp_path, capsys):
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    call("run", SCENARIO, "--out", str(here), "--quiet", "--lang", "nb")
    elsewhere.mkdir()
    # Whatever is set there for this or for other programs.
    (elsewhere / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: path\n")
    options = ["--out", "results/of-mine", "--quiet", "--lang", "nb"]
    there = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "C", "SOURCE_DATE_EPOCH": "1"}
    subprocess.run(
        [sys.executable, "-m", "biofuel_mandate", "run", Path(SCENARIO).resolve(), *options],
        cwd=elsewhere,
        env={**os.environ, **there},
        check=True,
    )
    first, second = here / "norway-2015", elsewhere / "results" / "of-mine" / "norway-2015"
    assert sorted(path.name for path in second.iterdir()) == FILES
    for name in FILES:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
    assert 'lang="nb"' in (first / "chart-cost.svg").read_text(encoding="utf-8")


def test_the_manifest_holds_the_hashes(tmp_path, capsys):
    call("run", SCENARIO, "--out", str(tmp_path), "--quiet", "--no-charts")
    folder = tmp_path / "norway-2015"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_provenance_gives_every_value_a_source(tmp_path, capsys):
    call("run", SCENARIO, "--out", str(tmp_path), "--quiet", "--no-charts")
    text = (tmp_path / "norway-2015" / "provenance.json").read_text(encoding="utf-8")
    made_of = json.loads(text)
    scenario = Path(SCENARIO).read_bytes()
    assert made_of["scenario"]["sha256"] == hashlib.sha256(scenario).hexdigest()
    assert len(made_of["values"]) > 40
    for value in made_of["values"]:
        assert value["source"], value["id"]
        assert value["evidence"] in ("published", "secondary", "derived", "unverified")
    assert str(tmp_path) not in text


def test_json_is_one_object(tmp_path, capsys):
    assert call("run", SCENARIO, "--out", str(tmp_path), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"schema_version", "scenario", "results", "files", "warnings"}
    assert list(told["results"][0]) == list(COLUMNS)
    assert sorted(told["files"]) == [str(tmp_path / "norway-2015" / name) for name in FILES]
    assert all(Path(name).exists() for name in told["files"])


def test_a_folder_of_somebody_else_is_kept(tmp_path, capsys):
    folder = tmp_path / "norway-2015"
    folder.mkdir()
    (folder / "thesis.docx").write_text("years of work", encoding="utf-8")
    words = ("run", SCENARIO, "--out", str(tmp_path), "--no-charts")
    assert call(*words) == 2
    assert "--replace" in capsys.readouterr().err
    assert (folder / "thesis.docx").read_text(encoding="utf-8") == "years of work"
    assert call(*words, "--replace") == 0
    moved = tmp_path / "norway-2015.previous-1" / "thesis.docx"
    assert moved.read_text(encoding="utf-8") == "years of work"
    assert "previous-1" in capsys.readouterr().err


def test_check_tells_of_every_file_and_gives_the_worst_code(tmp_path, capsys):
    assert call("check", SCENARIO, "scenarios/norway-2015-red-factors.yaml") == 0
    assert capsys.readouterr().out.count("fine") == 2
    assert call("check", SCENARIO, str(tmp_path / "none.yaml")) == 2
    out, err = capsys.readouterr()
    assert "norway-2015.yaml: fine" in out
    assert "there is no such file" in err


def test_validate_passes_and_fails_by_its_exit_code(capsys):
    assert call("validate") == 0
    assert "17 of 22 figures exact" in " ".join(capsys.readouterr().out.split())
    assert call("validate", "scenarios/norway-2015-red-factors.yaml") == 3
    capsys.readouterr()
    assert call("validate", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["reproduced"] is True
    assert len(told["figures"]) == 22


def test_explain_traces_down_to_sources(capsys):
    assert call("explain", SCENARIO, "policy.direct_co2_reduction.ethanol") == 0
    out = capsys.readouterr().out
    assert out.startswith("direct_co2_reduction_t (policy, petrol, ethanol) = 78814.06")
    for part in ("equation 11", "row: energy of petrol", "norway/petrol.density_kg_per_l", "NIR"):
        assert part in out


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("policy.extra_volum", 'Did you mean "extra_volume"?'),
        ("polcy.extra_volume", 'Did you mean "policy"?'),
        ("policy.extra_volume.etanol", 'Did you mean "ethanol"?'),
        ("policy.cost", "several details"),
        ("policy.cost@abatment cost", "Add one of"),
        ("reference.extra_volume", "is the baseline"),
        ("policy.extra_volume:2014", "there is no year 2014"),
        ("nonsense", "is not a result"),
    ],
)
def test_explain_answers_a_wrong_query(query, told, capsys):
    assert call("explain", SCENARIO, query) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("form", ["svg", "pdf", "png"])
def test_chart_draws_one_alone_and_overwrites_nothing(form, tmp_path, capsys):
    path = tmp_path / f"cost.{form}"
    words = ("chart", SCENARIO, "cost", "--out", str(path), "--lang", "nb", "--dpi", "72")
    assert call(*words) == 0
    assert path.read_bytes().startswith({"svg": b"<", "pdf": b"%PDF", "png": b"\x89PNG"}[form])
    assert "298" in capsys.readouterr().out
    before = path.read_bytes()
    assert call(*words) == 2
    assert "is kept" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == before


LEAST_COST = "tests/scenarios/least-cost.yaml"


def test_a_run_of_least_cost_writes_its_curves_and_tells_the_price_first(tmp_path, capsys):
    assert call("run", LEAST_COST, "--out", str(tmp_path)) == 0
    written = {path.name for path in (tmp_path / "least-cost").iterdir()}
    curves = ("marginal-abatement", "merit-order")
    assert written - set(FILES) == {
        f"chart-{name}.{form}" for name in curves for form in ("pdf", "png", "svg")
    }
    out, err = capsys.readouterr()
    screen = "\n".join(out.splitlines()[:15])
    for told in ("5.12 NOK/l", "2,551.6", "2,562.9", "613.7"):
        assert told in screen
    assert "29 files" in err


def test_a_curve_is_drawn_alone_and_only_of_least_cost(tmp_path, capsys):
    path = tmp_path / "curve.svg"
    assert call("chart", LEAST_COST, "merit-order", "--out", str(path), "--lang", "nb") == 0
    assert "Sertifikatpris 5,12" in capsys.readouterr().out
    assert call("chart", SCENARIO, "merit-order", "--out", str(tmp_path / "other.svg")) == 2
    assert 'Write "fulfil: least cost" in a case.' in capsys.readouterr().err


def test_chart_tells_all_that_is_wrong_at_once(tmp_path, capsys):
    words = ("chart", SCENARIO, "costs", "--out", str(tmp_path / "x.gif"), "--width", "20")
    assert call(*words) == 2
    err = capsys.readouterr().err
    for told in ('Did you mean "cost"?', "ends in no format", "a width of 20 mm"):
        assert told in err


def test_usage_errors_are_bad_input(capsys):
    assert call("runn") == 2
    assert "Did you mean 'run'?" in capsys.readouterr().err
    assert call("run") == 2
    assert call("run", SCENARIO, "--nonsense") == 2
    assert call("--version") == 0


def test_a_bug_of_ours_is_one_line_and_a_log(monkeypatch, capsys):
    def fail(path: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("biofuel_mandate.scenario.load.load_scenario", fail)
    assert call("check", SCENARIO) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    log = Path(err.rsplit(" ", 1)[1].strip().rstrip("."))
    assert "RuntimeError: boom" in log.read_text(encoding="utf-8")
    log.unlink()


def test_ctrl_c_is_130(monkeypatch, capsys):
    def stop(path: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("biofuel_mandate.scenario.load.load_scenario", stop)
    assert call("check", SCENARIO) == 130


@pytest.mark.parametrize(
    "words", ["explain SCENARIO policy.extra_volume", "run SCENARIO --out OUT --no-charts"]
)
def test_a_broken_pipe_is_silent(words, tmp_path):
    words = words.replace("SCENARIO", SCENARIO).replace("OUT", str(tmp_path))
    command = f"{sys.executable} -m biofuel_mandate {words} | head -1 ; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[1:] == ["0"]
    assert "rror" not in done.stderr


def test_check_imports_nothing_heavy():
    code = (
        "import sys\nfrom biofuel_mandate.cli import main\n"
        f"try:\n    main(['check', '{SCENARIO}'])\nexcept SystemExit:\n    pass\n"
        "print([n for n in ('numpy', 'pandas', 'matplotlib', 'scipy') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("end", "code"), [(">&-", 0), (">&- 2>&-", 0), ("> /dev/full", 2)])
def test_an_output_that_takes_nothing_is_no_bug_of_ours(end, code):
    command = f"{sys.executable} -m biofuel_mandate check scenarios/norway-2015.yaml {end}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    if code:
        told = "the output cannot be written: No space left on device. See to that, or send"
        assert told in done.stderr
    assert "bug" not in done.stderr


def test_without_a_command_it_tells_which_there_are(capsys):
    assert call() == 0
    out = capsys.readouterr().out
    assert "\n  run " in out
    assert "\n  check " in out
