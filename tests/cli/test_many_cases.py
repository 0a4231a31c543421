"""Very many cases: told together, without charts and sheets that nobody could read."""

from pathlib import Path

import pytest
import yaml

from biofuel_mandate.report.case_tables import MOST_CASES

NORWAY = Path(__file__).parents[2] / "scenarios" / "norway-2015.yaml"


@pytest.fixture
def many(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = yaml.safe_load(NORWAY.read_text(encoding="utf-8"))
    for number in range(MOST_CASES):
        data["cases"][f"step {number}"] = {
            "quota": f"{3.5 + number / MOST_CASES:.3f} %",
            "fulfil": {"petrol": {"ethanol": "2 %"}, "diesel": {"fame": "rest"}},
        }
    Path("many.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return "many.yaml"


@pytest.mark.parametrize(("language", "told"), [("en", "Over 30 cases"), ("nb", "Over 30 tilf")])
def test_very_many_cases_are_told_together(many, answer, language, told):
    import openpyxl

    code, out, _ = answer("run", many, "--lang", language)
    folder = Path("reports/many")
    assert code == 0
    assert told in out
    assert out.count("step 7 ") <= 2  # the comparison, in two parts where it is wide
    assert not list(folder.glob("chart-*"))
    assert len(openpyxl.load_workbook(folder / "results.xlsx").sheetnames) < 8
    rows = (folder / "results.csv").read_text(encoding="utf-8").splitlines()
    assert sum(",step 7," in row for row in rows) > 100
    summary = (folder / "summary.md").read_text(encoding="utf-8")
    assert summary.count("step 7 ") > 3  # its rules and limits
