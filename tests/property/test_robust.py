"""Whatever is done to a scenario file, it is answered: exit 0, 2 or 3, never a traceback.

The examples are the same in every run; ``--fuzz 100000`` takes that many new ones.
"""

import copy
import io
import math
import re
import resource
import signal
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.cli import main
from biofuel_mandate.errors import BiofuelMandateError
from biofuel_mandate.scenario.reading import read_text

TESTS = Path(__file__).parents[1]
SCENARIOS = TESTS.parent / "scenarios"
TEXT, MORE = (
    (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8")
    for name in ("norway-2015", "norway-2015-alternatives")
)
# The first of the directorate's texts stands for all nine, which have the same form.
TEXT = TEXT.partition("\n  measures:\n")[0] + "\n"
DATA, MORE_DATA = (read_text(text.encode(), "")[0].data for text in (TEXT, MORE))
DATAS = st.sampled_from([DATA, MORE_DATA])
TEXTS = st.sampled_from([TEXT, MORE])
# Those in which suppliers choose: least cost, laws, and suppliers told apart.
CHOICES = [
    (folder / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8")
    for folder, name in (
        (TESTS.parent, "norway-2023-least-cost"),
        (TESTS.parent, "five-countries"),
        (TESTS, "suppliers"),
        (TESTS, "measures"),
    )
]
CHOICE_DATAS = st.sampled_from([read_text(text.encode(), "")[0].data for text in CHOICES])
CHOICE_TEXTS = st.sampled_from(CHOICES)

WORDS = sorted(set(re.findall(r"[A-Za-z][\w-]+", "".join((TEXT, MORE, *CHOICES)))))
SCALARS = st.one_of(
    st.sampled_from(
        [
            *("", " ", "x", "rest", "as observed", "as in policy", "litres as in reference"),
            *("in proportion", "double", "E10", "B30", "hvo", "total", "biofuel", "petrol"),
            *("0 %", "100 %", "99.99999 %", "1e-9 %", "5,5 %", "5.5", "0 Ml", "1e9 Ml", "1e-14 Ml"),
            *("1e999 Ml", "42 PJ", "1e308", "0 MJ/l", "-5 NOK/l", "2 EUR/l", "5 %/l", "red-2018"),
            *("fossil diesel", "all petrol", "2015-02-30", "9999-12-31", "0001-01-01", "\x1b[0m"),
            *("120 GWh", "8.6 kt", "0 kt", "36 MJ/l", "1e-9 TJ"),
            *("é" * 50, "x" * 5000, "9" * 300, "{}", "a: b", "- a", "{value: 5 %}", "%", "#", "‰"),
        ]
    ),
    st.sampled_from(WORDS),
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(data, path=()):
    """Yield every place of nested dicts and lists."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def forms(data):
    """Yield the places of a scenario, but what has its like in another case only once."""
    seen = set()
    for path in places(data):
        alike = path
        if path[0] == "cases" and len(path) > 2:
            alike = ("cases", path[1] == data["baseline"], *path[2:])
        if alike not in seen:
            seen.add(alike)
            yield path


def written(data):
    """Return the text of a scenario, by the writer of YAML that is in C: there are thousands."""
    return yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)


def at(data, path):
    for step in path:
        data = data[step]
    return data


@st.composite
def mutated_data(draw, datas=DATAS):
    """Delete, rename, copy, move, wrap and replace parts of the scenario, at any depth."""
    data = copy.deepcopy(draw(datas))
    for _ in range(draw(st.integers(1, 3))):
        found = list(places(data))
        if not found:
            break
        path = draw(st.sampled_from(found))
        parent, key = at(data, path[:-1]), path[-1]
        value = copy.deepcopy(parent[key])
        kind = draw(st.sampled_from(["delete", "replace", "rename", "move", "swap", "wrap"]))
        if kind == "delete":
            del parent[key]
        elif kind == "replace":
            parent[key] = draw(VALUES)
        elif kind == "rename" and isinstance(parent, dict):
            name = draw(st.one_of(st.sampled_from(WORDS), st.just(str(key)[1:]), st.text()))
            items = [(name if each == key else each, parent[each]) for each in parent]
            parent.clear()
            parent.update(items)
        elif kind in ("move", "swap"):
            other = draw(st.sampled_from(found))
            try:
                target = at(data, other[:-1])
                other_value = copy.deepcopy(target[other[-1]])
                target[other[-1]] = value
            except (KeyError, IndexError, TypeError):
                continue
            if kind == "swap":
                parent[key] = other_value
        elif kind == "wrap":
            parent[key] = draw(st.sampled_from([[value], {"value": value}, {str(key): value}]))
    return written(data)


AMOUNTS = ["0", "1e-14", "1e-9", "0.5", "3.5", "5", "7", "50", "99.9999999", "100", "1e6", "1e9"]
PHRASES = ["rest", "as observed", "as in reference", "litres as in reference", "5 %", "52 Ml"]
FULFILMENTS = [
    "as observed",
    "in proportion",
    {"in proportion": {"ethanol": 0, "fame": 1}},
    {"petrol": {}, "diesel": {"fame": "rest"}},
    {"petrol": {"ethanol": "rest"}, "diesel": {"fame": "as in reference"}},
    {"petrol": {"ethanol": "5 %", "E10": {"ethanol": "9 %", "sales": "rest"}}, "diesel": {}},
    {
        "petrol": {},
        "diesel": {"hvo": "rest", "fame": "7 %", "B30": {"fame": "30 %", "sales": "1 %"}},
    },
    {"petrol": {"ethanol": "as observed"}, "diesel": {"gas": {"biogas": "rest"}, "fame": "0 %"}},
    {"petrol": {"E85": {"ethanol": "rest"}}, "diesel": {"fame": "1 %", "gas": {"biogas": "9 kt"}}},
    "least cost",
    {"least cost": {"petrol": {"E5": ["ethanol"]}, "diesel": {"B7": ["fame"], "B30": ["fame"]}}},
    {"petrol": {"ethanol": "as in cheap"}, "diesel": {"fame": "litres as in cheap"}},
]


@st.composite
def changed_amounts(draw, datas=DATAS):
    """Change amounts, phrases and ways to comply, so that many a scenario stays whole."""
    data = copy.deepcopy(draw(datas))
    for _ in range(draw(st.integers(1, 5))):
        path = draw(st.sampled_from([p for p in places(data) if isinstance(at(data, p), str)]))
        parent, key = at(data, path[:-1]), path[-1]
        quantity = re.fullmatch(r"-?[0-9.]+ ([A-Za-z%]\S*)", parent[key])
        if "fulfil" in path:
            parent[key] = draw(st.sampled_from(PHRASES))
        elif quantity:
            parent[key] = f"{draw(st.sampled_from(AMOUNTS))} {quantity[1]}"
    if draw(st.booleans()):
        case = draw(st.sampled_from(sorted(data["cases"])))
        data["cases"][case]["fulfil"] = copy.deepcopy(draw(st.sampled_from(FULFILMENTS)))
    for pool in ("petrol", "diesel"):
        if draw(st.booleans()):
            data["market"][pool].pop("grade", None)
    return written(data)


PIECES = st.sampled_from(
    [
        *":{}[],%#&*!|>'\"\\\t\n?-=@`0123456789.eé",
        *(
            "\n  ",
            "\n\n",
            ": ",
            "- ",
            "5,5 %",
            "null",
            "---\n",
            "\x00",
            "\u2028",
            "\ufeff",
            "!!map ",
        ),
    ]
)


@st.composite
def mutated_text(draw, texts=TEXTS):
    """Cut, double and overwrite stretches of the text."""
    text = draw(texts)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        middle = draw(st.one_of(PIECES, st.just(text[start:end] * 2), st.just("")))
        text = text[:start] + middle + text[end:]
    return text


def said(*words):
    """Return the exit code of the command line, and what it said on standard error."""
    out, err = io.StringIO(), io.StringIO()
    leaving = pytest.raises(SystemExit, match=r"^\d+$")
    with redirect_stdout(out), redirect_stderr(err), leaving as left:
        main(words)
    return left.value.code, err.getvalue()


def answered(text, folder):
    """Check a scenario by the command line, and assess it by the package."""
    whole = assessed_or_told(text, folder)
    code, err = said("check", "x.yaml")
    assert code == (0 if whole else 2), err
    if code:
        well_said(err, text)


def assessed_or_told(text, folder):
    """Load and assess a scenario; return whether it could be read."""
    path = folder / "x.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    scenario, error = tried(load_scenario, path)
    if scenario is None:
        assert error.exit_code == 2
        well_said(str(error), text)
        return False
    assessment, error = tried(assess, scenario)
    if assessment is None:
        assert error.exit_code in (2, 3)
        well_said(str(error), text)
    else:
        assert all(row.value is None or math.isfinite(row.value) for row in assessment.rows)
    return True


def tried(step, given):
    """Return what a step makes, and what error it raises; a minute is a hang."""
    signal.alarm(60)
    try:
        return step(given), None
    except BiofuelMandateError as error:
        return None, error
    finally:
        signal.alarm(0)


def well_said(err, text):
    """Every fault is a whole line, said once, in order, at a line that the file has."""
    lines = err.splitlines()
    assert lines
    assert len(set(lines)) == len(lines)
    assert all(re.match(r".*x\.yaml:(\d+:)? .*\. .*[.?]$", line) for line in lines), lines
    numbers = [int(found[1]) for line in lines if (found := re.match(r".*x\.yaml:(\d+):", line))]
    assert numbers == sorted(numbers)
    assert all(1 <= number <= text.count("\n") + 2 for number in numbers)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


CHECKS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def quick(examples, *, new=False):
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=not new,
        database=None,
        suppress_health_check=CHECKS,
    )


# Few of each, by both doors; the slow tests take more.


@quick(15)
@given(text=mutated_data())
def test_no_change_of_structure_breaks_it(text, folder):
    answered(text, folder)


@quick(15)
@given(text=mutated_text())
def test_no_change_of_text_breaks_it(text, folder):
    answered(text, folder)


@quick(15)
@given(text=changed_amounts())
def test_no_amounts_break_it(text, folder):
    answered(text, folder)


CHOSEN = st.one_of(
    changed_amounts(CHOICE_DATAS), mutated_data(CHOICE_DATAS), mutated_text(CHOICE_TEXTS)
)


@quick(25)
@given(text=CHOSEN)
def test_no_change_breaks_what_suppliers_choose(text, folder):
    answered(text, folder)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "values"),
    [
        (DATA, ({}, [], None, "", 0, 1, True, "x", "0 %", "1 Ml", [{}], {"value": "5 %"})),
        (MORE_DATA, ({}, [], None, "0 %")),
    ],
    ids=["norway-2015", "alternatives"],
)
def test_whatever_stands_in_any_one_place_is_answered(data, values, folder):
    for path in forms(data):
        for value in values:
            changed = copy.deepcopy(data)
            at(changed, path[:-1])[path[-1]] = value
            assessed_or_told(written(changed), folder)


# As many as CI has time for, the same in every run; and at most so many in one run of hypothesis,
# which remembers every example.
USUAL, BATCH = 250, 5000


@pytest.mark.slow
@pytest.mark.parametrize(
    "texts",
    [st.one_of(mutated_data(), mutated_text(), changed_amounts()), CHOSEN],
    ids=["blends", "choices"],
)
def test_no_change_at_all_breaks_it(texts, folder, request):
    """No traceback, no hang, and no file that takes 200 MB."""
    asked = request.config.getoption("--fuzz")
    wanted = asked or USUAL
    longest = 0.0

    def holds(text):
        nonlocal longest
        start = time.perf_counter()
        assessed_or_told(text, folder)
        took = time.perf_counter() - start
        if took > longest:
            longest = took
            (folder / "slowest.yaml").write_text(text, encoding="utf-8", newline="")

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for first in range(0, wanted, BATCH):
        count = min(BATCH, wanted - first)
        quick(count, new=bool(asked))(given(text=texts)(holds))()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{wanted} files, the longest {longest:.2f} s, {grown:.0f} MB more at the peak")
    print(f"the slowest: {folder / 'slowest.yaml'}")
    assert grown < 200


def test_what_is_not_a_fault_of_ours_is_raised_as_one_kind(folder):
    path = folder / "x.yaml"
    path.write_text(TEXT.replace("5.5 %\n    fulfil", "55 %\n    fulfil"), encoding="utf-8")
    with pytest.raises(BiofuelMandateError, match="would take"):
        assess(load_scenario(path))
