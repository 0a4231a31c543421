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

from biofuel_mandate.errors import Fault

TESTS = Path(__file__).parents[1]
FAULTY = TESTS / "faulty"
FILES = sorted(path.name for path in FAULTY.glob("*.yaml"))


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
