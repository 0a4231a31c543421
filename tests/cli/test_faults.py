"""What every wrong input is answered: the exact words, on which line, and the exit code.

Each file of tests/faulty says in its first lines what it is answered:

    # expect: 14: cases.policy.quota: 5.5 has no unit. Write "5.5 %".
    # exit: 2

The exit code is 2 where none is said. ``pytest --rewrite-golden`` writes the words anew.
"""

import json
import re
from pathlib import Path

import pytest

from biofuel_mandate.cli import main
from biofuel_mandate.errors import Fault

TESTS = Path(__file__).parents[1]
FAULTY = TESTS / "faulty"
GOOD = (TESTS.parent / "scenarios" / "norway-2015.yaml").read_text(encoding="utf-8")
FILES = sorted(path.name for path in FAULTY.glob("*.yaml"))


@pytest.fixture
def answer(capsys):
    """Run the command line; return exit code, standard output and the lines of standard error."""

    def run(*words):
        with pytest.raises(SystemExit, match=r"^\d+$") as left:
            main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return left.value.code, out, err.splitlines()

    return run


def expected_of(path):
    text = path.read_text(encoding="utf-8")
    lines = [f"{path.name}:{words}" for words in re.findall("^# expect: (.*)$", text, re.M)]
    code = re.search("^# exit: (.*)$", text, re.M)
    return lines, int(code[1]) if code else 2


def rewrite(path, lines, code):
    """Write the words that came instead of those expected; as many lines as before."""
    old = path.read_text(encoding="utf-8")
    body = re.sub("^# (expect|exit): .*\n", "", old, flags=re.M)
    before = old.count("\n") - body.count("\n")
    head = [f"# expect: {line.removeprefix(path.name + ':')}" for line in lines]
    head += [f"# exit: {code}"] if code != 2 else []
    assert len(head) == before, f"{path.name} needs {len(head)} lines of expectations"
    path.write_text("\n".join(head) + "\n" + body, encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
def test_a_faulty_file_is_answered_in_these_words(name, answer, monkeypatch, tmp_path, request):
    monkeypatch.chdir(FAULTY)
    code, out, lines = answer("check", name)
    if code == 0:
        code, out, lines = answer("run", name, "--out", tmp_path / "out")
    if request.config.getoption("--rewrite-golden"):
        rewrite(FAULTY / name, lines, code)
    assert (lines, code) == expected_of(FAULTY / name)
    assert out == "" or code == 3
    assert lines, "no fault is expected, yet the file stands among the faulty"
    assert not list(tmp_path.glob("out/*/results.csv"))


@pytest.mark.parametrize("name", FILES[::5])
def test_json_says_the_same_as_the_terminal(name, answer, monkeypatch, tmp_path):
    monkeypatch.chdir(FAULTY)
    lines, expected = expected_of(FAULTY / name)
    code, out, err = answer("run", name, "--out", tmp_path / "out", "--json")
    assert (code, err) == (expected, [])
    said = json.loads(out)
    assert list(said) == ["errors"]
    assert {tuple(error) for error in said["errors"]} == {("file", "line", "path", "got", "do")}
    assert [str(Fault(**error)) for error in said["errors"]] == lines


def test_faults_stand_in_line_order_and_none_twice():
    for name in FILES:
        lines, _ = expected_of(FAULTY / name)
        numbers = [int(line.removeprefix(f"{name}:").partition(":")[0]) for line in lines]
        assert numbers == sorted(numbers), name
        assert len(set(lines)) == len(lines), name


def test_every_fault_says_what_to_do_in_whole_sentences():
    for name in FILES:
        for line in expected_of(FAULTY / name)[0]:
            assert re.search(r"[^ .]\. [A-Z\"].*[.?]$", line), line
            assert not re.search(r"(?<!\.)\.\.(?!\.)|  |\bNone\b|\{\}$", line), line
            assert len(line) < 420, line


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
            GOOD.replace("Norway", "Noreg, på norsk").encode("latin-1"),
            "5:",
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
    ids=str,
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
