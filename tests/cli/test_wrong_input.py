"""What is answered to inputs that are no scenario, to results in the way, and to wrong words."""

from pathlib import Path

import pytest

SCENARIOS = Path(__file__).parents[2] / "scenarios"
GOOD = (SCENARIOS / "norway-2015.yaml").read_text(encoding="utf-8")

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
