"""The 2015 assessment is reproduced, and the pages that say so follow from the code."""

from pathlib import Path

import pytest

from biofuel_mandate import ScenarioError, load_scenario
from biofuel_mandate.library import names_in, read_topic
from biofuel_mandate.report.docs import SCENARIO, method, reproduction
from biofuel_mandate.report.reproduction import comparison_table, count_table
from biofuel_mandate.report.summary import table_to_markdown
from biofuel_mandate.report.texts import texts
from biofuel_mandate.validation import Validation, validate

DOCS = Path("docs")
EXPECTED_TO_DIFFER = {
    "3-35-bioethanol": 32_000,
    "3-50-biodiesel": 48_000,
    "5-cost-bioethanol": 171,
    "5-cost-biodiesel": 127,
    "5-direct-sum": 162_135,
}


@pytest.fixture(scope="module")
def validations() -> tuple[Validation, tuple[Validation, ...]]:
    return validate(load_scenario(SCENARIO))


def test_seventeen_figures_are_exact_and_all_within_tolerance(validations):
    own, _ = validations
    assert len(own.comparisons) == 22
    assert (own.exact, own.within) == (17, 22)
    assert own.is_reproduced


def test_the_figures_that_differ_are_the_expected_ones_and_say_why(validations):
    own, _ = validations
    differ = {one.id: float(one.shown) for one in own.comparisons if not one.is_exact}
    assert differ == EXPECTED_TO_DIFFER
    assert all(one.why for one in own.comparisons if not one.is_exact)


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_key_of_the_published_figures_has_words(language):
    words = texts(f"published.{language}").words
    for name in names_in("published"):
        for figure in read_topic(f"published/{name}").head["figures"]:
            assert figure["row"] in words["row"], figure["id"]
            assert figure["column"] in words["column"], figure["id"]
            assert figure.get("why", "unrounded-sum") in words["why"], figure["id"]


def test_the_reproduction_is_told_in_norwegian(validations):
    own, others = validations
    words = texts("nb")
    tables = (comparison_table(own, "", words), count_table([own, *others], words))
    told = "\n".join(table_to_markdown(table, words) for table in tables)
    assert "Tabell 2, bioetanol, merforbruk i liter" in told
    assert "Dokumentet regnet med avrundede tonn" in told
    for english in ("share", "cost", " direct", "extra", "litres", "The ", " the ", "bioethanol"):
        assert english not in told, english


def test_published_figures_are_those_of_the_document(validations):
    own, _ = validations
    published = {one.id: float(one.published) for one in own.comparisons}
    assert [published[f"2-litres-{row}"] for row in ("biodiesel", "bioethanol", "sum")] == [
        34_000,
        52_000,
        86_000,
    ]
    assert [published[f"3-60-{row}"] for row in ("biodiesel", "bioethanol", "sum")] == [
        57_000,
        56_000,
        113_000,
    ]
    assert published["5-direct-sum"] == 162_074


def test_the_sum_of_litres_adds_rounded_rows_and_the_unrounded_sum_stands_beside(validations):
    own, _ = validations
    litres = next(one for one in own.comparisons if one.id == "2-litres-sum")
    assert litres.shown == 86_000
    assert litres.model == pytest.approx(86_674.4, abs=0.1)


def test_other_sourced_sets_are_counted(validations):
    _, others = validations
    counts = {one.factor_set: (one.exact, one.within) for one in others}
    assert counts == {
        "red-2009": (10, 18),
        "norway-per-litre": (18, 22),
        "norway": (11, 20),
        "norway-tax-table": (13, 20),
    }


def test_a_change_of_the_model_is_seen(validations):
    scenario = load_scenario(SCENARIO).with_factors("red-2018")
    own, _ = validate(scenario)
    assert not own.is_reproduced


def test_a_scenario_without_published_figures_is_told_so(tmp_path):
    text = Path(SCENARIO).read_text(encoding="utf-8")
    path = tmp_path / "plain.yaml"
    kept = [line for line in text.splitlines() if not line.startswith("published:")]
    path.write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(ScenarioError, match="names no published figures"):
        validate(load_scenario(path))


def test_the_page_on_the_reproduction_is_what_validate_says():
    page = (DOCS / "reproduction.md").read_text(encoding="utf-8")
    assert reproduction(page, load_scenario(SCENARIO)) == page


def test_the_page_on_the_method_lists_every_equation():
    page = (DOCS / "method.md").read_text(encoding="utf-8")
    assert method(page) == page
