"""Every command that people read takes ``--lang nn``."""

import pytest

SCENARIO = "scenarios/norway-2015.yaml"
OTHER = "scenarios/norway-2015-red-factors.yaml"
SAVED = "policy.life_cycle_reduction.biofuel@saving 50 %"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("explain", SCENARIO, "policy.cost.biofuel@bottom up"), "likning"),
        (("explain", SCENARIO, "policy.volume.fame"), "løyst frå desse radene"),
        (("compare", SCENARIO, OTHER), "Skilnader mellom norway-2015 og"),
        (("compare", SCENARIO, SCENARIO), "Ingenting er ulikt"),
        (("solve-for", SCENARIO, "cases.policy.quota", SAVED, "100 kt"), "5,60192 % gir 100 kt"),
        (("validate", SCENARIO), "innanfor toleransen"),
        (("check", SCENARIO), "i orden"),
        (("rules",), "Noreg"),
        (("rules", "norway"), "Omsetningskrav for vegtrafikk"),
        (("rules", "norway", "--date", "2023-07-01"), "frå 2023-01-01"),
        (("library",), "Emne i biblioteket"),
        (("library", "norway/ethanol.lhv_mj_per_l"), "avleidd"),
        (("library", "verknadsgrad"), "Verdiar funne"),
    ],
)
def test_a_command_answers_in_nynorsk(answer, words, told):
    code, out, _ = answer(*words, "--lang", "nn")
    assert code == 0
    assert told in " ".join(out.split())


def test_now_is_a_word_and_no_answer(answer):
    _, out, _ = answer("solve-for", SCENARIO, "cases.policy.quota", SAVED, "100 kt", "--lang", "NN")
    heading = next(line for line in out.splitlines() if "Funne" in line)
    assert heading.split() == ["No", "Funne", "Eining"]


def test_a_run_writes_its_files_in_nynorsk(answer, tmp_path):
    code, out, err = answer("run", SCENARIO, "--out", tmp_path, "--no-charts", "--lang", "nn")
    assert code == 0
    assert "Hovudtal" in out
    assert err[-1].startswith("Skreiv ")
    page = (tmp_path / "norway-2015" / "summary.md").read_text(encoding="utf-8")
    assert "## Verdiar som er brukte" in page


def test_a_chart_is_drawn_in_nynorsk(answer, tmp_path):
    code, out, _ = answer(
        *("chart", SCENARIO, "reductions", "--out", tmp_path / "a.svg", "--lang", "nn")
    )
    assert code == 0
    assert out.startswith("Stolpediagram. Dei direkte CO₂-utsleppa går ned med 162,1 tusen tonn")
    assert 'lang="nn"' in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_a_scenario_to_start_from_has_comments_in_nynorsk(answer, tmp_path):
    path = tmp_path / "krav.yaml"
    code, _, err = answer("new", path, "--lang", "nn")
    assert (code, err) == (0, [f"Skreiv {path}"])
    assert "Kva kvart biodrivstoff er laga av" in path.read_text(encoding="utf-8")
    assert answer("check", path, "--lang", "nn")[0] == 0


def test_an_unknown_language_is_refused(answer):
    code, _, err = answer("library", "--lang", "sv")
    assert code == 2
    assert "'en', 'nb', 'nn'" in " ".join(err)
