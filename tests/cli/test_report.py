"""The command that writes the appendix: files, options, faults, and what it leaves alone."""

import io
import json
import shutil
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

SCENARIO = "scenarios/norway-2015.yaml"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return the folder that the command has written, in Norwegian, and what it said."""
    from biofuel_mandate.cli import main

    folder, out, err = tmp_path_factory.mktemp("reports"), io.StringIO(), io.StringIO()
    words = ["report", SCENARIO, "--lang", "nb", "--out", str(folder), "--json", "--quiet"]
    leaving = pytest.raises(SystemExit, match=r"^0$")
    with redirect_stdout(out), redirect_stderr(err), leaving:
        main(words)
    return folder / "norway-2015-report", out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def written(told):
    return told[0]


def test_it_writes_documents_charts_and_what_they_are_made_of(written):
    names = {path.name for path in written.iterdir()}
    assert {"report.docx", "report.pdf", "report.html", "report.xlsx"} <= names
    assert {"results.csv", "provenance.json", "manifest.json", "chart-blend.svg"} <= names
    assert json.loads((written / "manifest.json").read_text())["command"] == "report"


def test_it_says_what_is_missing_and_where_it_goes(answer, tmp_path):
    code, out, err = answer("report", SCENARIO, "--out", tmp_path)
    assert (code, out) == (0, "")
    assert err[0] == (
        "One text of the directorate is missing and marked in the appendix: text.recommendation."
    )
    assert err[-1].startswith("Wrote 25 files to ")


def test_json_lists_files_and_missing_texts(told):
    folder, out, err = told
    said = json.loads(out)
    assert err == ""
    assert said["missing_texts"] == ["text.recommendation"]
    assert sorted(map(Path, said["files"])) == sorted(folder.iterdir())


def test_a_later_run_replaces_its_own_folder_and_tells_what_changed(
    answer, written, tmp_path, variant
):
    out = tmp_path / "reports"
    shutil.copytree(written, out / "norway-2015-report")
    path = variant("norway-2015", {"cases/policy/quota": "6 %"})
    since = out / "norway-2015-report"
    code, _, err = answer("report", path, "--out", out, "--since", since, "--lang", "nb")
    assert code == 0, err
    with zipfile.ZipFile(since / "report.docx") as package:
        text = package.read("word/document.xml").decode()
    assert "Endret siden forrige utgave" in text
    assert "cases.policy.quota" in text.replace("\u200b", "")


def test_the_folder_of_another_command_is_refused(answer, tmp_path):
    folder = tmp_path / "norway-2015-report"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    code, _, err = answer("report", SCENARIO, "--out", tmp_path)
    assert code == 2
    assert "manifest.json" in err[0]
    assert (folder / "mine.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("option", "name", "content", "told"),
    [
        ("--template", "none.dotx", None, "the template cannot be read (No such file"),
        ("--template", "mine.dotx", b"", "my"),
        ("--template", "mine.dotx", b"not a zip", "my"),
        ("--since", "gone.yaml", None, "gone.yaml"),
        ("--since", "provenance.json", b"{}", "provenance.json"),
        ("--since", "provenance.json", b"{", "provenance.json"),
    ],
)
def test_what_cannot_be_used_is_told_and_nothing_written(
    answer, tmp_path, option, name, content, told
):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    code, out, err = answer("report", SCENARIO, "--out", tmp_path / "out", option, path)
    assert (code, out) == (2, "")
    assert any(told in line or str(path) in line for line in err)
    assert all(line.endswith((".", "?", '"')) for line in err), err
    assert not list(tmp_path.glob("out/*"))


def test_a_character_that_no_font_holds_is_told(answer, tmp_path, variant):
    path = variant("norway-2015", {"title/nb": "Krav 漢字"})
    code, _, err = answer("report", path, "--out", tmp_path, "--lang", "nb")
    assert code == 2
    assert any("漢" in line and "U+6F22" in line for line in err)
    assert not list(tmp_path.glob("*/report.pdf"))


def test_the_faults_of_a_scenario_are_told_as_elsewhere(answer, tmp_path, variant):
    path = variant("norway-2015", {"cases/policy/quota": "5,5 %"})
    code, _, err = answer("report", path, "--out", tmp_path)
    assert code == 2
    assert 'has a decimal comma. Write "5.5 %".' in err[0]
    path = variant("norway-2015", {"cases/policy/quota": "60 %"})
    assert answer("report", path, "--out", tmp_path)[0] == 3
