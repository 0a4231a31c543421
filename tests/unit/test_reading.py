"""Reading YAML: what is found, on which line, and every fault with its exact words."""

import hashlib
import math
import os
import re
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from biofuel_mandate.scenario import reading
from biofuel_mandate.scenario.reading import Document, read_document, read_text
from biofuel_mandate.scenario.wording import dotted

EMPTY = "the file is empty. Copy a shipped scenario, such as scenarios/norway-2015.yaml."
LIST = 'the file is a list. Start with keys, as in "currency: NOK".'
TEXT = 'the file is text without keys. Write "key: value" lines, as in "currency: NOK".'
TAB = "a tab stands where spaces should. Replace it: YAML takes spaces, not tabs."
SPACE = "a special space stands where the line begins. Type ordinary spaces in its place."
GLUED = 'no space after the colon. Write "key: value", with a space after the colon.'
NO_COLON = 'the line has no colon. Write "key: value", or indent text that goes on.'
SECOND_COLON = 'a second ": " in one line. Put text in quotes, or start a new line.'
KEY = "a key cannot stand here. Check the indentation, and the colon of the line above."
INDENT = (
    "the indentation does not fit. "
    'Start keys of one level in one column, and do not mix them with "- " items.'
)
QUOTE = "the quote that opens here is not closed. Close it; inside '...' write ' twice."
BRACKET = 'this "{}" is not closed, or a comma is missing. Close it, or add the comma.'
AFTER = (
    "text follows a closing quote or bracket. "
    "Put the whole value in one pair of quotes; inside '...' write ' twice."
)
MISSING = "a value is missing here. Check the commas, and that every bracket is closed."
ESCAPE = "an unknown code after a backslash. Use single quotes instead."
START = 'a value cannot start with "{}". Put it in quotes.'
UTF16 = "the file is saved as UTF-16 or UTF-32. Save it as UTF-8."
INVISIBLE = "an invisible character (U+{}). Delete it, or save the file as plain UTF-8 text."
DIRECTIVE = 'a line starts with "%", a command to YAML itself. Delete the line, or indent it.'
SECOND = 'a second document starts here. Delete the line "---", or make two files.'
DEEP = "more than 32 levels of nesting. Write it flatter, and check the brackets."
TWICE = "this key was already given on line {}. Keep one of the two."
ODD_KEY = "a list or mapping stands where a key should. Write one word before the colon."
NO_KEY = 'nothing stands before the colon. Write "key: value".'


def mark(what, sign):
    return (
        f'the {what} is not allowed. Write the value out; text that starts with "{sign}" '
        "needs quotes."
    )


@pytest.fixture(params=["libyaml", "pure Python"])
def parser(request, monkeypatch):
    if request.param == "pure Python":
        monkeypatch.setattr(reading, "_LOADER", yaml.SafeLoader)
    elif not yaml.__with_libyaml__:
        pytest.skip("this PyYAML has no libyaml")


def read(text):
    """Read a text that must be without fault."""
    document, faults = read_text(text.encode() if isinstance(text, str) else text, "x.yaml")
    assert [str(fault) for fault in faults] == []
    assert document is not None
    return document


def said(text):
    """Return whether there is a document, and the faults as printed."""
    document, faults = read_text(text.encode() if isinstance(text, str) else text, "x.yaml")
    return document is not None, [str(fault) for fault in faults]


# --- the file -----------------------------------------------------------------------------------


def said_of(path):
    document, faults = read_document(path)
    assert document is None
    return [str(fault) for fault in faults]


def test_a_file_is_read_and_named_as_the_user_did(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: 1\na: 2\n")
    document, faults = read_document(path)
    known = hashlib.sha256(b"a: 1\na: 2\n").hexdigest()
    assert document == Document({"a": 1}, {("a",): 1}, known, text="a: 1\na: 2\n")
    assert [str(fault) for fault in faults] == [f"{path}:2: a: {TWICE.format(1)}"]


def test_a_missing_file_is_met_with_the_nearest_name(tmp_path):
    (tmp_path / "norway-2015.yaml").write_text("a: 1")
    (tmp_path / "norway-2015.yml.d").mkdir()
    assert said_of(tmp_path / "norway-2051.yaml") == [
        f"{tmp_path}/norway-2051.yaml: there is no such file. "
        f'Did you mean "{tmp_path}/norway-2015.yaml"?'
    ]
    assert said_of(tmp_path / "q.txt") == [
        f"{tmp_path}/q.txt: there is no such file. Check the name and folder."
    ]


def test_what_is_meant_is_told_by_the_name_without_its_ending(tmp_path):
    for name in ("a.yaml", "norway.yml", "norvay.csv"):
        (tmp_path / name).write_text("a: 1")
    told = {name: said_of(tmp_path / name)[0].split(". ", 1)[1] for name in ("b.yaml", "norvay")}
    assert told == {
        "b.yaml": "Check the name and folder.",
        "norvay": f'Did you mean "{tmp_path}/norway.yml"?',
    }


def test_a_link_that_leads_nowhere_says_where_to(tmp_path):
    (tmp_path / "x.yaml").symlink_to("moved.yaml")
    assert said_of(tmp_path / "x.yaml") == [
        f'{tmp_path}/x.yaml: this is a link to "moved.yaml", which is not there. '
        "Mend the link, or name the file itself."
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("..yaml", "..yaml"),
        ("...yaml", "...yaml"),
        ("a\nb.yaml", "a\\nb.yaml"),
        ("\x1b[31m.yaml", "\\x1b[31m.yaml"),
        ("a\u202eb.yaml", "a\\u202eb.yaml"),
        ("a\u200b.yaml", "a\\u200b.yaml"),
        ("a\udcff.yaml", "a\\udcff.yaml"),
    ],
)
def test_a_file_after_which_nothing_can_be_named_is_refused(name, shown, tmp_path):
    (tmp_path / name).write_text("a: 1")
    assert said_of(tmp_path / name) == [
        f"{tmp_path}/{shown}: results cannot be named after this file. "
        'Rename it to letters and digits, such as "my-question.yaml".'
    ]


@pytest.mark.parametrize(
    "name", ["å ø 😀.yaml", "a\u030a.yaml", "x", "=1+1.yaml", "a.b.yaml", ".x"]
)
def test_a_file_may_have_any_name_that_can_be_seen(name, tmp_path):
    (tmp_path / name).write_text("a: 1")
    document, faults = read_document(tmp_path / name)
    assert (document.data, faults) == ({"a": 1}, [])


def test_a_missing_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("a: 1")
    for parent in (tmp_path / "none", tmp_path / "file"):
        assert said_of(parent / "x.yaml") == [
            f'{parent}/x.yaml: there is no such file. Check the folder "{parent}".'
        ]


def test_a_folder_is_not_a_scenario(tmp_path):
    assert said_of(tmp_path) == [f"{tmp_path}: this is a folder. Name a scenario file inside it."]


SPECIAL = "this is not an ordinary file. Save the scenario as a file, and name that."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert said_of(tmp_path / "pipe") == [f"{tmp_path}/pipe: {SPECIAL}"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
def test_a_device_is_refused():
    assert said_of(Path("/dev/zero")) == [f"/dev/zero: {SPECIAL}"]


def test_a_file_that_may_not_be_read_says_why(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "x.yaml").write_text("a: 1")
    monkeypatch.setattr(Path, "open", refuse)
    assert said_of(tmp_path / "x.yaml") == [
        f"{tmp_path}/x.yaml: the file cannot be read (Permission denied). "
        "Check its name and permissions."
    ]


@pytest.mark.parametrize("name", ["a\0b", "a" * 5000])
def test_an_impossible_name_is_a_fault(name):
    (fault,) = said_of(Path(name))
    assert re.search(r"the file cannot be read \(.+\)\. Check its name and permissions\.$", fault)


def test_a_file_over_1_mb_is_not_read(tmp_path, monkeypatch):
    big = "the file has {} bytes, over the limit of 1 MB. Check that this is a scenario."
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: " + b"x" * 999_997)
    assert read_document(path)[1] == []
    path.write_bytes(b"a: " + b"x" * 2_000_000)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("was opened"))
    assert said_of(path) == [f"{path}: {big.format(2_000_003)}"]
    assert said(b"#" * 1_000_001) == (False, [f"x.yaml: {big.format(1_000_001)}"])


# --- encoding and characters --------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-32-be"])
def test_utf_16_and_32_are_named(encoding):
    assert said("\ufeffa: ø".encode(encoding)) == (False, [f"x.yaml: {UTF16}"])


def test_a_byte_order_mark_and_any_line_ends_are_accepted():
    for data in (b"a: 1\nb:\n  c: x\n", b"a: 1\r\nb:\r\n  c: x\r\n", b"a: 1\rb:\r  c: x\r"):
        for start in (b"", b"\xef\xbb\xbf"):
            document = read(start + data)
            assert document.data == {"a": 1, "b": {"c": "x"}}
            assert document.lines == {("a",): 1, ("b",): 2, ("b", "c"): 3}
            assert document.sha256 == hashlib.sha256(start + data).hexdigest()
    assert read(b"a: |\r\n  x\r\n  y\r\n").data == {"a": "x\ny\n"}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_bytes_that_are_not_utf_8_are_found(start, line_end):
    data = start + f"a: 1{line_end}b: ø{line_end}".encode("cp1252")
    assert said(data) == (
        False,
        ['x.yaml:2: byte 0xf8 is not UTF-8 (in Windows-1252: "ø"). Save the file as UTF-8.'],
    )


@pytest.mark.parametrize(
    "code",
    [
        *(0x00, 0x07, 0x7F, 0x85, 0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE),
        *(0x200B, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069),
    ],
)
def test_characters_that_cannot_be_seen_are_refused(parser, code):
    assert said(f"a: 1\nb: 'x{chr(code)}'\nc: \0") == (
        False,
        [
            f"x.yaml:2: {INVISIBLE.format(f'{code:04X}')}",
            f"x.yaml:3: {INVISIBLE.format('0000')}",
        ],
    )


def test_letters_of_all_planes_are_welcome(parser):
    text = "«Kvote» på\u00a05\u202f% – 燃料 😀 👩\u200d🔬 مرحبا\u200f"
    assert read(f"title: {text}\n").data == {"title": text}


def test_a_letter_is_the_same_however_it_is_composed():
    document, faults = read_text("å: å\na\u030a: 1\nb: 'a\u030a'\n".encode(), "x.yaml")
    assert document.data == {"å": "å", "b": "å"}
    assert [str(fault) for fault in faults] == [f"x.yaml:2: å: {TWICE.format(1)}"]


def test_special_spaces_that_would_indent_are_found():
    assert said("a:\n\u00a0 b: 1\n  \u2003c: 1\nd: \u00a01\n") == (
        False,
        [f"x.yaml:2: {SPACE}", f"x.yaml:3: {SPACE}"],
    )
    assert read("d: x\u00a01\n").data == {"d": "x\u00a01"}


def test_directives_are_refused(parser):
    assert said("%TAG ! x\n%YAML 1.1\n---\na: 1\n") == (
        False,
        [f"x.yaml:1: {DIRECTIVE}", f"x.yaml:2: {DIRECTIVE}"],
    )
    assert read("%YAML 1.2\n---\na: 1\n").line(("a",)) == 3


# --- the whole document -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", f"x.yaml: {EMPTY}"),
        ("\n  \n# nothing\n", f"x.yaml: {EMPTY}"),
        ("---\n", f"x.yaml: {EMPTY}"),
        ("# list\n- a\n- b\n", f"x.yaml:2: {LIST}"),
        ("[]", f"x.yaml:1: {LIST}"),
        ("Dear reader,\nthis is not YAML.\n", f"x.yaml:1: {TEXT}"),
        ("\n12", f"x.yaml:2: {TEXT}"),
        ("currency:NOK\n", f"x.yaml:1: {TEXT}"),
        ("a: 1\n---\nb: 1\n---\nc: 1\n", f"x.yaml:2: {SECOND}"),
        ("---\na: 1\n---\n", f"x.yaml:3: {SECOND}"),
    ],
)
def test_what_is_not_one_mapping_is_refused(parser, text, fault):
    assert said(text) == (False, [fault])


def test_an_empty_mapping_and_a_first_dashed_line_are_fine(parser):
    assert read("{}").data == {}
    assert read("---\na: 1\n...\n").data == {"a": 1}


# --- syntax -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("a:\n\tb: 1\n", 2, TAB),
        ("a: 1\n\tb: 1\n", 2, TAB),
        ("a: |\n\tb\n", 2, TAB),
        ("a: 1\nb:2\nc: 3\n", 2, GLUED),
        ("a:\n  b:2\n  c: 3\n", 2, GLUED),
        ("a: 1\nb\nc: 3\n", 2, NO_COLON),
        ("a 1\nb: 2\n", 2, KEY),
        ("a: 1\n b: 2\n", 2, KEY),
        ("title: Road: the fuel\n", 1, SECOND_COLON),
        ("a:\n  b: 1\n c: 2\n", 3, INDENT),
        ("  a: 1\nb: 2\n", 2, INDENT),
        ("a: 1\n- b\n", 2, INDENT),
        ("- a\nb: 1\n", 2, INDENT),
        ('a: 1\nb: "x\nc: 2\n', 2, QUOTE),
        ("a: 1\nb: 'x\nc: 2\n", 2, QUOTE),
        ("a: 'it's'\n", 1, AFTER),
        ('a: "5" %\n', 1, AFTER),
        ("a: 1\nb: [1, 2\nc: 3\n", 2, BRACKET.format("[")),
        ("a: {b: 1\nc: 3\n", 1, BRACKET.format("{")),
        ("a: [1, 2", 1, BRACKET.format("[")),
        ('a: "5" @\n', 1, AFTER),
        ("a: [5] %\n", 1, AFTER),
        ("a: [1,, 2]\n", 1, MISSING),
        ("a: [1,\n", 1, MISSING),
        ("a: @x\n", 1, START.format("@")),
        ("a: %x\n", 1, START.format("%")),
        ("note: *important*\n", 1, START.format("*")),
        ("a: & b\n", 1, START.format("&")),
        ("a: !x!y z\n", 1, START.format("!")),
        ('a: "C:\\dir"\n', 1, ESCAPE),
        ("a: - b\n", 1, 'a list cannot start here. Put each "- " on its own line under the key.'),
        (
            "a: |x\n  b\n",
            1,
            'wrong layout after "|" or ">". Start the text on the next line, indented.',
        ),
        (
            "&a ? b\n: c\n",
            1,
            "this is not YAML. Check the indentation, colons, quotes and brackets near this line.",
        ),
    ],
)
def test_syntax_errors_are_one_fault_in_plain_words(parser, text, line, fault):
    assert said(text) == (False, [f"x.yaml:{line}: {fault}"])


def test_a_syntax_error_is_the_only_fault():
    assert said("a: 1\na: &x 2\nb: [\n") == (False, [f"x.yaml:3: {MISSING}"])


def test_a_tag_that_is_no_text_at_all_is_a_fault():
    present, faults = said("a: 1\nb: !<%ED%A0%80> x\n")
    assert (present, len(faults)) == (False, 1)


# --- depth and size -----------------------------------------------------------------------------


def test_32_levels_are_read_and_33_are_not(parser):
    assert read("a: " + "[" * 31 + "]" * 31).data["a"] != []
    assert said("a: " + "[" * 32 + "]" * 32) == (False, [f"x.yaml:1: a: {DEEP}"])
    lines = [" " * depth + "a:\n" for depth in range(32)]
    assert read("".join(lines)).data["a"] is not None
    assert said("".join(lines) + " " * 32 + "a: 1\n") == (False, [f"x.yaml:33: a: {DEEP}"])


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[" * 1_000_000,
        "{a: " * 250_000,
        "- " * 500_000,
        "? " * 500_000,
        "".join(" " * depth + "a:\n" for depth in range(1_400)),
        "".join(f"%TAG !a{i}! foo\n" for i in range(50_000)),
        "a: " + "1" * 999_000,
        '"' * 999_000,
        "a: [" + "!" * 999_000,
    ],
    ids=lambda text: text[:6],
)
def test_hostile_input_is_answered_at_once(text):
    start = time.perf_counter()
    read_text(text.encode(), "x.yaml")
    assert time.perf_counter() - start < 0.8


def test_more_values_than_any_scenario_has_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_NODES", 10)
    assert read("a: [" + "1," * 7 + "]").data == {"a": [1] * 7}
    assert said("a: [" + "1," * 7 + "\n1]") == (
        False,
        ["x.yaml:2: more than 10 keys and values. Check that this is a scenario."],
    )


# --- anchors, aliases, tags, keys ---------------------------------------------------------------


def test_anchors_aliases_and_tags_are_each_a_fault(parser):
    text = """\
a: &one 1
b: *one
c: [1, *two, 2]
d: !!python/object:os.system {e: !x 5}
f: !<tag:x> y
&g g: 1
h: ! text
"""
    document, faults = read_text(text.encode(), "x.yaml")
    assert document is not None
    assert document.data == {
        "a": 1, "c": [1, 2], "d": {"e": 5}, "f": "y", "g": 1, "h": "text"
    }  # fmt: skip
    assert [str(fault) for fault in faults] == [
        "x.yaml:1: a: " + mark('anchor "&one"', "&"),
        "x.yaml:2: b: " + mark('alias "*one"', "*"),
        "x.yaml:3: c[1]: " + mark('alias "*two"', "*"),
        "x.yaml:4: d: " + mark('tag "!!python/object:os.system"', "!"),
        "x.yaml:4: d.e: " + mark('tag "!x"', "!"),
        "x.yaml:5: f: " + mark('tag "!<tag:x>"', "!"),
        "x.yaml:6: " + mark('anchor "&g"', "&"),
        "x.yaml:7: h: " + mark('tag "!"', "!"),
    ]
    assert document.line(("b",)) == 2


def test_an_alias_for_a_key_or_for_the_whole_file():
    assert said("a: 1\n*x : {b: 1}\n") == (True, ["x.yaml:2: " + mark('alias "*x"', "*")])
    assert said("*x") == (False, ["x.yaml:1: " + mark('alias "*x"', "*"), f"x.yaml:1: {TEXT}"])


def test_of_one_sort_20_faults_are_listed_and_the_rest_counted():
    text = "a: 1\n" + "".join(f"k{i}: *a\n" for i in range(30)) + "a: 2\n"
    present, faults = said(text)
    assert present
    assert faults[0] == "x.yaml:2: k0: " + mark('alias "*a"', "*")
    assert faults[19:] == [
        "x.yaml:21: k19: " + mark('alias "*a"', "*"),
        f"x.yaml:32: a: {TWICE.format(1)}",
        "x.yaml:22: further faults of this kind from here on: 10. Mend them in the same way.",
    ]


def test_duplicate_keys_at_any_depth_keep_the_first():
    text = "a: 1\nb:\n  c: 1\n  d: [{e: 1, e: 2}]\n  c: 2\na: {f: 1, f: 2}\n'a': 3\n"
    document, faults = read_text(text.encode(), "x.yaml")
    assert document is not None
    assert document.data == {"a": 1, "b": {"c": 1, "d": [{"e": 1}]}}
    assert [str(fault) for fault in faults] == [
        f"x.yaml:4: b.d[0].e: {TWICE.format(4)}",
        f"x.yaml:5: b.c: {TWICE.format(3)}",
        f"x.yaml:6: a: {TWICE.format(1)}",
        f"x.yaml:6: a.f: {TWICE.format(6)}",
        f"x.yaml:7: a: {TWICE.format(1)}",
    ]
    assert ("a", "f") not in document.lines


def test_keys_are_text_and_never_resolved(parser):
    text = "2013: 1\nNO: 2\ntrue: 3\n~: 4\nnull: 5\n1.0: 6\n<<: {a: 7}\n'': 8\n"
    assert read(text).data == {
        "2013": 1, "NO": 2, "true": 3, "~": 4, "null": 5, "1.0": 6, "<<": {"a": 7}, "": 8
    }  # fmt: skip


def test_keys_that_are_not_text_are_left_out_with_what_they_hold():
    text = "a:\n  [1, 2]: {x: 1, x: 2}\n  ? {b: 1}\n  : - 1\n  ? \n  : 2\n  c: 3\n"
    document, faults = read_text(text.encode(), "x.yaml")
    assert document is not None
    assert document.data == {"a": {"c": 3}}
    assert [str(fault) for fault in faults] == [
        f"x.yaml:2: a: {ODD_KEY}",
        f"x.yaml:2: a.?.x: {TWICE.format(2)}",
        f"x.yaml:3: a: {ODD_KEY}",
        f"x.yaml:5: a: {NO_KEY}",
    ]
    assert document.lines == {("a",): 1, ("a", "c"): 7}


# --- values and lines ---------------------------------------------------------------------------

HUGE = "9" * 5000


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[(text, None) for text in ("", "~", "null", "Null", "NULL")],
        *[(text, True) for text in ("true", "True", "TRUE")],
        *[(text, False) for text in ("false", "False", "FALSE")],
        ("0", 0), ("-0", 0), ("+12", 12), ("-7", -7), ("010", 10), ("0o17", 15), ("0xfF", 255),
        ("9" * 400, int("9" * 400)),
        ("1.5", 1.5), ("-.5", -0.5), ("1.", 1.0), ("1e6", 1e6), ("+1.2E-3", 1.2e-3), ("01.5", 1.5),
        (".inf", math.inf), ("-.Inf", -math.inf), ("+.INF", math.inf), ("1e999", math.inf),
        *[(text, text) for text in (
            "NO", "no", "yes", "on", "Off", "y", "nULL", "tRUE", "12:30", "12:30:45",
            "2015-02-02", "2015-02-02T10:00:00Z", "1_000", "0b1", "-0x1", "0o8", "0xg", "1e", ".",
            "+", "1.2.3", "5.5 %", "5,5", "inf", "nan", "-.nan", ".iNF", "e5", "=", "<<",
            "١٢", "1307.255 Ml", HUGE, "0." + HUGE, "0x" + HUGE,
        )],
        *[(quote.format(text), text) for text in ("1", "true", "null", "~", "1e6", "")
          for quote in ("'{}'", '"{}"')],
        ("|\n  1\n", "1\n"), (">-\n  1\n", "1"), ("two\n  lines", "two lines"),
        ("{}", {}), ("[]", []), ("[1, '1', {b: 2}]", [1, "1", {"b": 2}]),
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_plain_text_is_resolved_by_yaml_1_2(parser, written, value):
    found = read(f"a: {written}").data["a"]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize("written", [".nan", ".NaN", ".NAN"])
def test_not_a_number(written):
    found = read(f"a: {written}").data["a"]
    assert isinstance(found, float)
    assert math.isnan(found)


def test_lines_of_keys_and_list_items(parser):
    text = """\
# comment
title: {en: a,
  nb: b}

cases:

  policy:
    quota: 3.5 %   # comment
    list:
      - 1
      - x: 1
        y: |
          text
          text
      -
        - z
      -
savings: [35 %,
  50 %]
"""
    document = read(text)
    assert document.lines == {
        ("title",): 2,
        ("title", "en"): 2,
        ("title", "nb"): 3,
        ("cases",): 5,
        ("cases", "policy"): 7,
        ("cases", "policy", "quota"): 8,
        ("cases", "policy", "list"): 9,
        ("cases", "policy", "list", 0): 10,
        ("cases", "policy", "list", 1): 11,
        ("cases", "policy", "list", 1, "x"): 11,
        ("cases", "policy", "list", 1, "y"): 12,
        ("cases", "policy", "list", 2): 16,
        ("cases", "policy", "list", 2, 0): 16,
        ("cases", "policy", "list", 3): 17,
        ("savings",): 18,
        ("savings", 0): 18,
        ("savings", 1): 19,
    }
    assert document.line(("cases", "policy", "quota")) == 8
    assert document.line(("cases", "policy", "missing", "deeper")) == 7
    assert document.line(["savings", 7]) == 18
    assert document.line(("missing",)) == 1
    assert document.line(()) == 1


def test_places_are_written_with_dots_and_brackets():
    assert dotted(("a", "b c", 2, 0, "d")) == "a.b c[2][0].d"
    assert dotted(()) == ""
    assert dotted((1,)) == "[1]"
    assert dotted(("line\nend", "\x1b[31m", "k" * 99)) == (
        "line\\nend.\\x1b[31m." + "k" * 57 + "..."
    )


def test_no_heavy_package_is_imported():
    code = (
        "import sys, biofuel_mandate.scenario.reading;"
        "print([name for name in ('numpy', 'pandas', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- properties ---------------------------------------------------------------------------------

quick = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
pieces = st.lists(
    st.sampled_from(
        [
            *"[]{},:\n\t\r#|>@%&*!?'\"\\a1",
            "- ",
            "? ",
            ": ",
            "a: ",
            "\n  ",
            "\n---\n",
            "!!str ",
            "&a ",
        ]
    ),
    max_size=40,
).map("".join)


@quick
@given(st.one_of(st.text(), pieces).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_text_raises(data):
    check_answer(data)


@quick
@given(st.binary())
def test_no_bytes_raise(data):
    check_answer(data)


def check_answer(data):
    document, faults = read_text(data, "x.yaml")
    assert document is not None or faults
    lines = len(re.findall(rb"\r\n|\r|\n", data)) + 1
    for fault in faults:
        assert fault.file == "x.yaml"
        assert 0 <= fault.line <= lines
        assert fault.got
        assert fault.do
        assert "\n" not in str(fault)


class Dumper(yaml.SafeDumper):
    """Writes without aliases, and quotes what is a number to YAML 1.2 and text to 1.1."""

    def ignore_aliases(self, data):
        return True


def quote_numbers(dumper, text):
    looks_like_a_number = re.match(r"[-+]?\.?[0-9]", text)
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style='"' if looks_like_a_number else None
    )


Dumper.add_representer(str, quote_numbers)

texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.from_regex(r"[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?", fullmatch=True),
    st.sampled_from(["1e6", "0o17", "0x1F", "010", ".5", "true", "NO", "null", "~", "", ".nan"]),
).map(lambda text: unicodedata.normalize("NFC", text))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=12,
)


@settings(quick, max_examples=100)
@given(st.dictionaries(texts, values, max_size=4), st.booleans())
def test_what_pyyaml_writes_is_read_back_with_a_line_for_every_place(data, flow):
    text = yaml.dump(data, Dumper=Dumper, default_flow_style=flow, sort_keys=False)
    document = read(text)
    # By repr, as 1, 1.0 and True are equal.
    assert repr(document.data) == repr(data)
    assert list(document.lines) == list(places(data))
    in_order = list(document.lines.values())
    assert in_order == sorted(in_order)


def places(data, place=()):
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        yield (*place, key)
        if isinstance(value, dict | list):
            yield from places(value, (*place, key))
