"""What is answered to inputs that are no scenario, to results in the way, and to wrong words."""

import codecs
import csv
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from biofuel_mandate.grammar import QuantityError, read_quantity
from biofuel_mandate.units import KINDS

SCENARIOS = Path(__file__).parents[2] / "scenarios"
# Without the words at its end, which name a case and a line again.
GOOD = (SCENARIOS / "norway-2015.yaml").read_text(encoding="utf-8").partition("\nnames:")[0]

# --- files that cannot hold a comment -----------------------------------------------------------

EMPTY = "the file is empty. Copy a shipped scenario, such as scenarios/norway-2015.yaml."


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", "", EMPTY),
        (b"\n\n# nothing\n", "", EMPTY),
        (b"null\n", "", EMPTY),
        (b"- a\n- b\n", "1:", 'the file is a list. Start with keys, as in "currency: NOK".'),
        (
            b"quota 5.5 %\n",
            "1:",
            'the file is text without keys. Write "key: value" lines, as in "currency: NOK".',
        ),
        (
            b"PK\x03\x04\x14\x00\x06\x00",
            "1:",
            "an invisible character (U+0003). Delete it, or save the file as plain UTF-8 text.",
        ),
        (
            "currency: NOK\njurisdiction: Sør-Noreg\n".encode("latin-1"),
            "2:",
            'byte 0xf8 is not UTF-8 (in Windows-1252: "ø"). Save the file as UTF-8.',
        ),
        (
            GOOD.encode("utf-16"),
            "",
            "the file is saved as UTF-16 or UTF-32. Save it as UTF-8.",
        ),
        (
            b"a: " + b"x" * 50_000_000,
            "",
            "the file has 50000003 bytes, over the limit of 1 MB. Check that this is a scenario.",
        ),
        (
            b"a: " + b"[" * 100_000,
            "1: a:",
            "more than 32 levels of nesting. Write it flatter, and check the brackets.",
        ),
        (
            b"a: {" * 100_000,
            "1: a:",
            "more than 32 levels of nesting. Write it flatter, and check the brackets.",
        ),
        (
            b"a: [" + b"1, " * 100_000 + b"]",
            "1:",
            "more than 20000 keys and values. Check that this is a scenario.",
        ),
    ],
    ids=[
        *("no bytes", "comments", "null", "list", "text", "binary", "Latin-1", "UTF-16", "50 MB"),
        *("deep list", "deep mapping", "many values"),
    ],
)
def test_a_file_that_is_no_scenario(data, line, words, answer, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("x.yaml").write_bytes(data)
    assert answer("check", "x.yaml") == (2, "", [f"x.yaml:{line} {words}"])
    assert answer("run", "x.yaml") == (2, "", [f"x.yaml:{line} {words}"])


def test_an_alias_bomb_is_answered_line_by_line(answer, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    bomb = ['a: &a ["lol", "lol"]']
    for one, other in zip("abcdefgh", "bcdefghi", strict=True):
        bomb.append(f"{other}: &{other} [*{one}, *{one}, *{one}, *{one}, *{one}, *{one}]")
    Path("x.yaml").write_text("\n".join(bomb) + "\n" + GOOD, encoding="utf-8")
    code, _, lines = answer("check", "x.yaml")
    assert code == 2
    assert len(lines) < 60
    assert lines[0] == (
        'x.yaml:1: a: the anchor "&a" is not allowed. Write the value out; '
        'text that starts with "&" needs quotes.'
    )


def test_control_characters_are_shown_and_never_break_a_line(answer, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("x.yaml").write_text(GOOD.replace("rules:", '"\\r\\u0085":', 1), encoding="utf-8")
    code, _, lines = answer("check", "x.yaml")
    assert code == 2
    assert r'\r\x85: unknown key "\r\x85". "\r\x85" belongs in cases; check' in lines[1]


def test_thousands_of_faults_are_cut_short(answer, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    unknown = "".join(f"key{number}: 1\n" for number in range(5000))
    Path("x.yaml").write_text(unknown + GOOD, encoding="utf-8")
    code, _, lines = answer("check", "x.yaml")
    assert (code, len(lines)) == (2, 101)
    assert lines[-1] == "x.yaml:101: 4900 more faults from here on. Mend the others first."


def test_a_missing_file_a_folder_and_a_file_for_a_folder(answer, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("norway.yaml").write_text(GOOD, encoding="utf-8")
    assert answer("check", "norwya.yaml") == (
        2,
        "",
        ['norwya.yaml: there is no such file. Did you mean "norway.yaml"?'],
    )
    assert answer("check", ".") == (
        2,
        "",
        [".: this is a folder. Name a scenario file inside it."],
    )
    code, _, lines = answer("run", "norway.yaml/x.yaml")
    assert (code, len(lines)) == (2, 1)
    assert lines[0].startswith("norway.yaml/x.yaml: there is no such file. ")


def test_every_file_is_checked_and_the_faults_stand_file_by_file(answer, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text(GOOD, encoding="utf-8")
    Path("b.yaml").write_text(GOOD.replace("NOK\n", "kr\n", 1), encoding="utf-8")
    code, out, lines = answer("check", "b.yaml", "good.yaml", "none.yaml")
    assert (code, out) == (2, "good.yaml: fine\n")
    assert [line.partition(":")[0] for line in lines if "reconstruction" not in line] == [
        "b.yaml",
        "none.yaml",
    ]


# --- where results go ---------------------------------------------------------------------------


@pytest.fixture
def scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("norway.yaml").write_text(GOOD, encoding="utf-8")
    return "norway.yaml"


def test_out_under_a_file_cannot_be_written(scenario, answer):
    Path("taken").write_text("mine", encoding="utf-8")
    code, out, lines = answer("run", scenario, "--out", "taken")
    assert (code, out) == (2, "")
    assert lines == [
        f"{Path('taken/norway')}: the folder cannot be written: Not a directory. "
        "See to that, or choose another --out."
    ]


def test_somebody_elses_files_are_not_overwritten(scenario, answer):
    theirs = Path("reports/norway/thesis.docx")
    theirs.parent.mkdir(parents=True)
    theirs.write_text("years of work", encoding="utf-8")
    code, out, lines = answer("run", scenario)
    assert (code, out) == (2, "")
    assert lines == [
        f"{Path('reports/norway/manifest.json')}: this file is missing, so nothing shows who wrote "
        "the folder. Add --replace to move the folder to norway.previous-N and write a new one, "
        "or choose another --out."
    ]
    assert theirs.read_text(encoding="utf-8") == "years of work"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["chekc", "x.yaml"], "No such command 'chekc'. Did you mean 'check'?"),
        (["check"], "Missing argument 'FILE...'. See biofuel-mandate --help."),
        (["run", "x.yaml", "--ouput", "y"], "No such option: --ouput. Did you mean --out?"),
    ],
)
def test_wrong_words_on_the_command_line(words, line, answer):
    code, out, lines = answer(*words)
    assert (code, out, lines) == (2, "", [line])


def test_cases_in_a_long_row_are_refused(answer, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    row = "".join(
        f"  c{number}:\n    quota: 4 %\n    fulfil:\n"
        f"      petrol: {{ethanol: as in c{number + 1}}}\n      diesel: {{fame: rest}}\n"
        for number in range(22)
    )
    last = "  c22:\n    quota: 4 %\n    fulfil: in proportion\n"
    Path("x.yaml").write_text(GOOD.replace("cases:\n", f"cases:\n{row}{last}"), encoding="utf-8")
    code, _, lines = answer("check", "x.yaml")
    assert (code, len(lines)) == (2, 2)
    assert lines[0].endswith(
        "cases.c0.fulfil.petrol.ethanol: more than 20 cases take their amounts from one another. "
        "Give the amount in one of the cases."
    )


@pytest.mark.parametrize(
    ("old", "new", "lacking"),
    [
        ("  policy:\n", "  other:\n", 'extra_volume of fame in case "policy" and 21 more'),
        (", fame: 1523 NOK/t", "", 'cost of fame in case "policy" and 1 more'),
    ],
)
def test_published_figures_that_a_scenario_lacks(old, new, lacking, answer, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    text = GOOD.replace(old, new)
    Path("x.yaml").write_text(text, encoding="utf-8")
    line = text[: text.index("\npublished:")].count("\n") + 2
    assert answer("validate", "x.yaml") == (
        2,
        "",
        [
            f'x.yaml:{line}: published: "norway-2015" has figures that this scenario lacks: '
            f"{lacking}. Leave it out, or name cases, biofuels, savings and costs as the "
            "figures do."
        ],
    )


# --- encodings, line ends, names ----------------------------------------------------------------

# Where the tables are what is looked at.
TABLES = ("--quiet", "--no-charts")


def drawn(name):
    """Return the options of a run: charts where a name has letters that they must have too."""
    return TABLES if name.isascii() else ("--quiet",)


def results(folder):
    with (folder / "results.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("start", [b"", codecs.BOM_UTF8], ids=["plain", "BOM"])
def test_a_byte_order_mark_and_line_ends_change_no_answer(start, end, scenario, answer):
    assert answer("run", scenario, "--out", "a", *TABLES) == (0, "", [])
    Path(scenario).write_bytes(start + GOOD.replace("\n", end).encode())
    assert answer("run", scenario, "--out", "b", *TABLES) == (0, "", [])
    first, second = (Path(side, "norway", "results.csv").read_bytes() for side in "ab")
    assert first == second

    faulty = GOOD.replace("quota: 5.5 %", "quota: 5,5 %")
    line = faulty[: faulty.index("5,5 %\n    f")].count("\n") + 1
    Path(scenario).write_bytes(start + faulty.replace("\n", end).encode())
    assert answer("check", scenario)[2] == [
        f'norway.yaml:{line}: cases.policy.quota: "5,5 %" has a decimal comma. Write "5.5 %".'
    ]


def test_a_byte_order_mark_does_not_make_latin_1_right(answer, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("x.yaml").write_bytes(codecs.BOM_UTF8 + "a: 1\nb: Sør\n".encode("latin-1"))
    words = 'byte 0xf8 is not UTF-8 (in Windows-1252: "ø"). Save the file as UTF-8.'
    assert answer("check", "x.yaml") == (2, "", [f"x.yaml:2: {words}"])


@pytest.mark.parametrize(
    "name", ["..", ".", "../x", "a/b", "a\\b", "~", "😀", "$HOME", "=1+1", "-x"]
)
def test_a_case_is_named_in_letters(name, scenario, answer):
    Path(scenario).write_text(GOOD.replace("  policy:", f"  '{name}':"), encoding="utf-8")
    line = GOOD[: GOOD.index("  policy:")].count("\n") + 1
    code, out, lines = answer("run", scenario)
    assert (code, out) == (2, "")
    assert lines == [
        f'norway.yaml:{line}: cases.{name}: "{name}" cannot be a name. '
        "Use letters, digits, spaces, - and _, at most 40, and start with a letter or digit."
    ]
    assert [path.name for path in Path().iterdir()] == ["norway.yaml"]


@pytest.mark.parametrize("name", ["CON", "æøå", "NO", "null", "12", "مرحبا"])
def test_letters_of_any_script_name_a_case(name, scenario, answer):
    text = GOOD.replace("published: norway-2015", "").replace("  policy:", f"  {name}:")
    Path(scenario).write_text(text, encoding="utf-8")
    assert answer("run", scenario, *drawn(name)) == (0, "", [])
    assert {row["case"] for row in results(Path("reports/norway"))} == {"reference", name}


def test_a_name_is_the_same_however_its_letters_are_composed(scenario, answer):
    name = "a\u030apen"
    text = GOOD.replace("published: norway-2015", "").replace(
        "baseline: reference", "baseline: åpen"
    )
    Path(scenario).write_text(text.replace("  reference:", f"  {name}:"), encoding="utf-8")
    assert answer("run", scenario, *TABLES) == (0, "", [])
    rows = results(Path("reports/norway"))
    assert {row["baseline"] for row in rows} == {"", "åpen"}
    assert {row["case"] for row in rows} == {"åpen", "policy"}


@pytest.mark.parametrize(
    "line", ["../x", "CON", "frakt 😀", "=1+1", "[red]x[/red]", "a|b", "a.b@c"]
)
def test_a_line_of_logistics_may_have_any_name_that_can_be_seen(line, scenario, answer):
    text = GOOD.replace("freight, depots, stations:", f'"{line}":')
    Path(scenario).write_text(text, encoding="utf-8")
    # No chart names it.
    code, out, _ = answer("run", scenario, "--no-charts")
    assert code == 0
    assert line in out
    details = {row["detail"] for row in results(Path("reports/norway"))}
    assert f"logistics: {line}" in details
    assert [path.name for path in Path("reports").iterdir()] == ["norway"]


@pytest.mark.parametrize("stem", ["æøå 😀", "a\u030a", "CON", "=1+1", "[red]x", "a.b", "-x"])
def test_results_bear_the_name_of_the_file(stem, answer, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path(f"{stem}.yaml").write_text(GOOD, encoding="utf-8")
    assert answer("run", *drawn(stem), "--", f"{stem}.yaml") == (0, "", [])
    assert {row["scenario"] for row in results(Path("reports", stem))} == {stem}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("..yaml", "..yaml"),
        ("a\x1b[31m.yaml", r"a\x1b[31m.yaml"),
        ("a\n.yaml", r"a\n.yaml"),
        (os.fsdecode(b"a\xff.yaml"), r"a\udcff.yaml"),
    ],
)
def test_a_name_that_results_cannot_bear_is_refused(name, shown, answer, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(GOOD, encoding="utf-8")
    line = (
        f"{shown}: results cannot be named after this file. "
        'Rename it to letters and digits, such as "my-question.yaml".'
    )
    for words in (["check", name], ["run", name, "--replace"], ["compare", name, name]):
        assert answer(*words) == (2, "", [line])
    assert [path.name for path in Path().iterdir()] == [name]


def test_words_that_other_readers_take_for_numbers_stay_words(scenario, answer):
    for word in ("NO", "12:30", "yes", "=A1"):
        text = GOOD.replace("jurisdiction: Norway", f"jurisdiction: {word}")
        Path(scenario).write_text(text, encoding="utf-8")
        code, out, _ = answer("run", scenario, "--no-charts")
        assert (code, out.splitlines()[1].partition(",")[0]) == (0, word)


def test_a_title_of_5000_characters_is_kept_whole(scenario, answer):
    title = "Road-fuel quota from 3.5 to 5.5 % " * 147
    text = GOOD.replace("en: Road-fuel quota from 3.5 to 5.5 %", f"en: {title}", 1)
    Path(scenario).write_text(text, encoding="utf-8")
    assert answer("run", scenario, "--no-charts")[0] == 0
    assert title.strip() in Path("reports/norway/summary.md").read_text(encoding="utf-8")


# --- limits, and what is left of a pool -----------------------------------------------------------


def filled(petrol, diesel, quota="5.5 %"):
    """Return the shipped scenario with other blends, and without what it is compared with."""
    text = GOOD.replace("published: norway-2015", "")
    text = text.replace("{ethanol: 5.0 %}", petrol).replace("{fame: rest}", diesel)
    return text.replace("quota: 5.5 %", f"quota: {quota}")


@pytest.mark.parametrize(
    ("petrol", "diesel", "quota"),
    [
        ("{ethanol: 5 %}", "{fame: 7.0 %}", "0 %"),
        ("{ethanol: 5.0000000000 %}", "{fame: 7 %}", "5.5 %"),
        ("{ethanol: 0 %}", "{fame: 0 %}", "0 %"),
        ("{ethanol: 0 %}", "{fame: rest}", "0 %"),
    ],
)
def test_a_limit_may_be_met_exactly(petrol, diesel, quota, scenario, answer):
    Path(scenario).write_text(filled(petrol, diesel, quota), encoding="utf-8")
    assert answer("run", scenario, *TABLES) == (0, "", [])
    slack = [
        (row["rule"], float(row["value"]))
        for row in results(Path("reports/norway"))
        if row["case"] == "policy" and row["variable"] == "rule_slack"
    ]
    assert len(slack) == 3
    assert all(value >= 0 for _, value in slack), slack


def test_beyond_a_limit_by_a_millionth_is_too_much(scenario, answer):
    Path(scenario).write_text(filled("{ethanol: 5.00001 %}", "{fame: rest}"), encoding="utf-8")
    code, _, lines = answer("check", scenario)
    assert (code, len(lines)) == (2, 1)
    assert "5.00001 % is over the limit of E5, 5 %. Lower it, or sell it as E10." in lines[0]


@pytest.mark.parametrize(
    ("fuel", "price", "blend"),
    [("fame", 7, "{B100: {fame: 100 %}}"), ("hvo", 8, "{HVO100: {hvo: 100 %, fame: 0 %}}")],
)
def test_a_pool_without_fossil_fuel_is_answered_in_full(fuel, price, blend, scenario, answer):
    text = filled("{ethanol: as observed}", blend)
    text = text.replace("  fame: {path", "  hvo: {pathway: hvo-rape}\n  fame: {path")
    prices = "price: {diesel: 4 NOK/l, hvo: 8 NOK/l, fame: 7 NOK/l}"
    text = re.sub(r"\n  abatement_cost[\s\S]*", f"\n  {prices}\n", text)
    Path(scenario).write_text(text, encoding="utf-8")
    assert answer("run", scenario, "--quiet") == (0, "", [])

    found = {
        (row["case"], row["variable"], row["component"], row["detail"]): row["value"]
        for row in results(Path("reports/norway"))
        if row["pool"] in ("diesel", "") and not row["grade"] and not row["rule"]
    }

    def value(variable, component, detail="", case="policy"):
        return float(found[case, variable, component, detail])

    assert value("volume", "diesel") == 0
    assert value("direct_co2_emission", "diesel") == 0
    saved = value("direct_co2_emission", "diesel", case="reference")
    assert value("direct_co2_reduction", "total") > saved > 0
    assert value("volume_share", fuel) == 1
    # The gap stands against the diesel that the fuel replaces, though none is left.
    assert value("price_gap", fuel, "uncorrected") == price - 4
    assert value("price_gap", fuel, "energy-corrected") > price - 4
    code, out, _ = answer("explain", scenario, f"policy.price_gap.{fuel}@energy-corrected")
    assert (code, "4 NOK/l" in out) == (0, True)


# --- many -----------------------------------------------------------------------------------------


def test_500_cases_are_checked_at_once(scenario, answer):
    case = "  c{}:\n    quota: 4 %\n    fulfil:\n      petrol: {{ethanol: 3 %}}\n"
    case += "      diesel: {{fame: {}}}\n"
    cases = "".join(case.format(number, "rest") for number in range(499))
    text = GOOD.replace("\nlife_cycle", f"{cases}{case.format(499, '5,5 %')}\nlife_cycle")
    Path(scenario).write_text(text, encoding="utf-8")
    start = time.perf_counter()
    code, _, lines = answer("check", scenario)
    assert time.perf_counter() - start < 20
    line = text[: text.index("fame: 5,5 %")].count("\n") + 1
    place = "cases.c499.fulfil.diesel.fame"
    assert (code, lines) == (
        2,
        [f'norway.yaml:{line}: {place}: "5,5 %" has a decimal comma. Write "5.5 %".'],
    )


# --- where the terminal cannot show every letter --------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "run norway.yaml",
        "run norway.yaml --lang nb --no-charts",
        "run norway.yaml --json --no-charts",
        "compare norway.yaml other.yaml",
        "validate norway.yaml",
        "library ethanol",
        "check norway.yaml",
        "check wrong.yaml",
        "check wrong.yaml --json",
    ],
)
def test_what_a_terminal_cannot_show_breaks_nothing(words, scenario):
    Path("wrong.yaml").write_text("title: Sør 5,5 ‰ CO₂\n", encoding="utf-8")
    other = GOOD.replace("norway-2015-reconstruction", "red-2009")
    Path("other.yaml").write_text(other, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "biofuel_mandate", *words.split()],
        capture_output=True,
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "latin-1"},
        check=False,
    )
    said = (done.stdout + done.stderr).decode("latin-1")
    assert done.returncode == (2 if "wrong" in words else 0), said
    # What Latin-1 lacks, such as the low 2 of CO₂ and the true minus, is written another way.
    if words.startswith("run"):
        assert "?" not in said
        summary = Path("reports/norway/summary.md").read_text(encoding="utf-8")
        assert "CO₂" in summary


def test_a_minus_is_never_lost(scenario):
    fall = GOOD.replace("{ethanol: 5.0 %}", "{ethanol: 0.5 %}").replace("fame: rest", "fame: 3 %")
    Path(scenario).write_text(fall, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "biofuel_mandate", "run", scenario, "--no-charts", "--lang", "nb"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    said = done.stdout.decode("ascii")
    assert done.returncode == 0
    assert re.search(r"Merforbruk av biodrivstoff[ |]+-\d+,\d", said)
    assert "CO2" in said
    assert "?" not in said


# --- what is proposed --------------------------------------------------------------------------

WRITTEN = """
1e6; 105; 0.5; 5,5; -5,5; 2,5 x; 1_000; 5,5 prosent; 105,5 pct; 1,5 percent; +105 %; 3 %%; ½ %;
５ ％; 5.5 ％; ٣ %; ٣٫٥ %; 5,5-6 %; 5 mass%; 2,175 NOK/t; 2175.- NOK/t; 2175 NOK/t CO2e; -3 nok/t;
1.307,255 Ml; 1307 m³; 1e9 ML; 1 000 000 000 000 Gl; 83.8 g CO2e/MJ; 12 ,5 MJ / l
"""


@pytest.mark.parametrize("written", [text.strip() for text in WRITTEN.split(";")])
def test_what_is_proposed_is_right(written):
    """A proposal that is refused in its turn would send the user round in circles."""
    for kind in KINDS:
        try:
            read_quantity(written, kind)
        except QuantityError as error:
            for proposed in re.findall(r'"([^"]+)"|alone: ([^ ]+)\.$', error.do):
                read_quantity("".join(proposed), kind)
