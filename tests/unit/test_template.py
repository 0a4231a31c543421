"""The scenario to start from: it runs, it can be read, and it overwrites nothing."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.errors import ReportError
from biofuel_mandate.languages import LANGUAGES
from biofuel_mandate.scenario.json_schema import json_schema
from biofuel_mandate.scenario.reading import read_text
from biofuel_mandate.scenario.template import new_scenario, template

TODAY = date(2026, 3, 1)
VALIDATOR = Draft202012Validator(json_schema())


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def uncommented(text: str) -> str:
    """Switch every further possibility on, as the first lines tell a reader to."""
    return re.sub(r"(?m)^( *)#(?=\S)", r"\1", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_runs_as_it_stands(language, tmp_path):
    path = new_scenario(tmp_path / "my-question.yaml", language, TODAY)
    scenario = load_scenario(path)
    assert scenario.warnings == ()
    assert VALIDATOR.is_valid(scenario.document.data)
    assert scenario.file.market.year == 2025
    found = assess(scenario)
    case = next(name for name in scenario.structure.cases if name != scenario.file.baseline)
    assert found.value("extra_volume", case, "biofuel") > 0
    assert found.value("cost", case, "biofuel", detail="abatement cost") > 0
    assert all(given.evidence == "unverified" for given in found.values_used if given.line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_further_possibility_runs(language, tmp_path):
    text = template("Alt", language, TODAY)
    path = tmp_path / "all.yaml"
    path.write_text(uncommented(text), encoding="utf-8")
    scenario = load_scenario(path)
    assert VALIDATOR.is_valid(scenario.document.data)
    assert {"quota", "advanced", "crops"} == set(scenario.structure.rules)
    assert len(scenario.structure.cases) == 3
    assert any(given.origin == "override" for given in assess(scenario).values_used)
    widest = max(len(line) for line in text.splitlines())
    assert widest <= 110


ENGLISH = {
    "en": {},
    "nb": {
        "Norge": "Norway",
        "Eksempelverdier": "Example values",
        "hvorfra": "where from",
        "referanse": "reference",
        "økt krav": "policy",
        "B30 til tunge kjøretøy": "B30 for heavy vehicles",
        "tunge": "heavy",
        "rapsdiesel": "fame of rape",
        "depoter og stasjoner": "depots and stations",
    },
    "nn": {
        "Noreg": "Norway",
        "Eksempelverdiar": "Example values",
        "kvarifrå": "where from",
        "referanse": "reference",
        "auka krav": "policy",
        "B30 til tunge køyretøy": "B30 for heavy vehicles",
        "tunge": "heavy",
        "rapsdiesel": "fame of rape",
        "depot og stasjonar": "depots and stations",
        # Bokmål would stand in for it.
        '  nn: "x"\n': "",
    },
}


def test_the_languages_ask_the_same():
    found = []
    for language in LANGUAGES:
        text = uncommented(template("x", language, TODAY))
        # Only names may differ, and each has its counterpart.
        for norwegian, english in ENGLISH[language].items():
            assert norwegian in text
            text = text.replace(norwegian, english)
        document, _ = read_text(text.encode(), "x.yaml")
        found.append(document.data)
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("my-question.yaml", "My question"),
        ("økt_krav-2030.yaml", "Økt krav 2030"),
        ("yes.yaml", "Yes"),
        ('a "b": c.yaml', 'A "b": c'),
        ("---.yml", "---"),
        ("quota-5.5", "Quota 5.5"),
    ],
)
def test_the_title_comes_from_the_name(name, title, tmp_path):
    (tmp_path / "inner").mkdir()
    path = new_scenario(tmp_path / "inner" / ".." / name)
    assert path.suffix in (".yaml", ".yml")
    assert load_scenario(path).file.title.nb == title


def test_nothing_is_overwritten(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("years of work", encoding="utf-8")
    with pytest.raises(ReportError, match=r"mine\.yaml: this file is there already, and is kept"):
        new_scenario(tmp_path / "mine")
    link = tmp_path / "link.yaml"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(ReportError, match="is there already"):
        new_scenario(link)
    assert path.read_text(encoding="utf-8") == "years of work"
    assert names_in(tmp_path) == ["link.yaml", "mine.yaml"]


@pytest.mark.parametrize("has_links", [True, False])
def test_nothing_is_overwritten_in_the_last_moment(has_links, tmp_path, monkeypatch):
    path, link = tmp_path / "mine.yaml", os.link

    def meanwhile(*paths: object) -> None:
        path.write_text("theirs", encoding="utf-8")
        if not has_links:
            raise OSError("no links on this disk")
        link(*paths)

    monkeypatch.setattr(os, "link", meanwhile)
    with pytest.raises(ReportError, match="is there already"):
        new_scenario(path)
    assert path.read_text(encoding="utf-8") == "theirs"
    assert names_in(tmp_path) == ["mine.yaml"]


def test_a_disk_without_links_will_do(tmp_path, monkeypatch):
    def refuse(*paths: object) -> None:
        raise OSError("no links on this disk")

    monkeypatch.setattr(os, "link", refuse)
    assert load_scenario(new_scenario(tmp_path / "x.yaml")).name == "x"
    assert names_in(tmp_path) == ["x.yaml"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("none/x.yaml", 'there is no folder ".*none". Make the folder first'),
        ("", "this is a folder. Name a file in it"),
        ("file/x.yaml", 'there is no folder ".*file"'),
        ("x" * 300, "the file cannot be written: File name too long"),
        ("a\0b.yaml", "the file cannot be written: .*null"),
    ],
)
def test_a_place_that_cannot_be_written_says_so(name, told, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ReportError, match=told) as raised:
        new_scenario(tmp_path / name)
    assert raised.value.exit_code == 2
    assert names_in(tmp_path) == ["file"]


def test_it_points_to_a_schema_that_is_there(tmp_path):
    first = new_scenario(tmp_path / "a.yaml").read_text(encoding="utf-8").partition("\n")[0]
    assert "$schema" not in first
    (tmp_path / "schema.json").write_text("{}", encoding="utf-8")
    first = new_scenario(tmp_path / "b.yaml").read_text(encoding="utf-8").partition("\n")[0]
    assert first == "# yaml-language-server: $schema=schema.json"


def test_the_default_is_in_the_folder_one_stands_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert new_scenario() == Path("scenario.yaml")
    assert Path("scenario.yaml").exists()
