"""The JSON Schema and the format reference, against a validator and against the reader itself."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from biofuel_mandate.quantities import KINDS, QuantityError, parse_quantity
from biofuel_mandate.report import reference
from biofuel_mandate.scenario import fulfil, json_schema
from biofuel_mandate.scenario.fields import Parsed
from biofuel_mandate.scenario.form import check_form
from biofuel_mandate.scenario.keys import places
from biofuel_mandate.scenario.patterns import definitions, quantity_pattern, slug
from biofuel_mandate.scenario.reading import read_document, read_text
from biofuel_mandate.scenario.timeline_reading import read_timeline

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
SOUND = [*SHIPPED, *sorted((ROOT / "tests/scenarios").glob("*.yaml"))]
FAULTY = sorted((ROOT / "tests/faulty").glob("*.yaml"))
SCHEMA = json_schema.json_schema()
MODELS = {model.__name__: model for _, model in places()}
VALIDATOR = Draft202012Validator(SCHEMA)

# Faults of form that a pattern cannot tell: the calendar, and numbers compared with each other.
BEYOND = {
    "date-no-such-day",
    "given-high-under-value",
    "given-low-over-value",
    "given-two-currencies",
    "number-huge",
    "number-large",
    "number-tiny",
    "ratio-nan",
    # What a law says on a day, and what the scenario may change of it.
    "law-change-of-unknown-rule",
    "law-not-found",
    "law-of-another-comparator",
    "law-on-unknown-day",
    # What its taxes were on a day, and are in.
    "tax-law-in-another-currency",
    "tax-law-on-unknown-day",
    "tax-law-rate-not-found",
    "tax-law-tax-misspelt",
}


def data_of(path: Path):
    document, faults = read_document(path)
    assert document is not None, faults
    return document.data


def faults_of(data: object) -> list[str]:
    return [error.json_path for error in VALIDATOR.iter_errors(data)]


def test_it_is_a_json_schema_and_every_reference_leads_somewhere():
    Draft202012Validator.check_schema(SCHEMA)
    used = set(re.findall(r'"#/\$defs/([^"]+)"', json_schema.schema_text()))
    assert used <= set(SCHEMA["$defs"])
    # What nothing refers to would only be in the way; grades by name are referred to by pool.
    assert set(SCHEMA["$defs"]) - used <= {slug(kind.name) for kind in KINDS.values()}


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_every_sound_scenario_is_valid(path):
    assert faults_of(data_of(path)) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_point_to_the_schema(path):
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert found, first
    assert (path.parent / found[1]).resolve() == ROOT / "scenarios/schema.json"


def test_every_file_with_a_fault_of_form_is_invalid():
    missed = set()
    for path in FAULTY:
        document, _ = read_document(path)
        if document is None:
            continue
        if not read_timeline(document, path.name).is_plain:
            continue  # its form is that of each of its years
        _, _, faults = check_form(document, path.name)
        if faults and VALIDATOR.is_valid(document.data):
            missed.add(path.stem)
    assert missed <= BEYOND
    assert len(FAULTY) > 200


def test_the_committed_schema_is_what_the_models_say():
    path = ROOT / "scenarios/schema.json"
    assert path.read_text(encoding="utf-8") == json_schema.schema_text(), "docs are to be renewed"
    assert json_schema.schema_text().isascii()


def changed(steps: str, value: object):
    data = copy.deepcopy(data_of(ROOT / "tests/scenarios/small.yaml"))
    *path, last = steps.split("/")
    part = data
    for step in path:
        part = part[step]
    part[last] = value
    return data


@pytest.mark.parametrize(
    ("steps", "value", "is_valid"),
    [
        ("cases/policy/quota", "5,5 %", False),
        ("cases/policy/quota", "100 %", True),
        ("cases/policy/quota", "100.5 %", False),
        ("cases/policy/quota", 5.5, False),
        ("cases/policy/kvote", "5.5 %", False),
        ("cases/økt krav", {"quota": "6 %", "fulfil": "in proportion"}, True),
        ("cases/a: b", {"quota": "6 %", "fulfil": "in proportion"}, False),
        ("cases/policy/fulfil", "in proportions", False),
        ("cases/policy/fulfil", {"in proportion": {"ethanol": 1, "fame": "9"}}, True),
        ("cases/policy/fulfil", {"in proportion": {"ethanol": "1 %"}}, False),
        ("cases/policy/fulfil/diesel/fame", "litres as in observed", True),
        ("cases/policy/fulfil/diesel/fame", "as observd", False),
        ("cases/policy/fulfil/diesel/fame", "52 TJ", False),
        ("cases/policy/fulfil/diesel/fame", {"value": "5 %", "low": "4 Ml"}, False),
        ("cases/policy/fulfil/diesel/B30", {"fame": "30 %", "sales": "rest"}, True),
        ("cases/policy/fulfil/diesel/B30", {"fame": "30 %", "sales": "as observed"}, False),
        ("cases/policy/fulfil/diesel/B30", "30 %", False),
        ("market/petrol/volume", "1 307 Ml", False),
        ("market/petrol/volume", "1.3e3 Ml", True),
        ("market/petrol/energy", "1 PJ", False),
        ("market/petrol/grade", "B7", True),
        ("market/petrol/grade", "95", False),
        ("rules/quota/of", "fossil diesel, petrol", True),
        ("rules/quota/of", "all diesel and diesel", False),
        ("rules/quota/type", "cap", False),
        ("rules/quota/counting", {"annex-ix-b": 2}, True),
        ("rules/quota/counting", {}, False),
        ("rules/quota/minimum_saving", "50 %", True),
        ("rules/quota/minimum_saving", "red", False),
        ("overrides", {"hvo.lhv_mj_per_l": {"value": "34 MJ/l", "source": "x"}}, True),
        ("overrides", {"hvo.efficiency_ratio": {"value": 1.1, "source": "x"}}, True),
        ("overrides", {"hvo.lhv_mj_per_l": {"value": "34 MJ/l"}}, False),
        ("overrides", {"hvo.lhv_mj_per_l": {"value": "34 kg/l", "source": "x"}}, False),
        ("overrides", {"hvo.price": {"value": "34 NOK/l", "source": "x"}}, False),
        ("currency", "nok", False),
        ("date", "2015-13-02", False),
        ("source", None, False),
        ("source", 2015, False),
    ],
)
def test_what_an_editor_flags(steps, value, is_valid):
    data = changed(steps, value)
    assert (faults_of(data) == []) is is_valid
    if is_valid and "overrides" not in steps:
        text = str(data).encode()  # a mapping as Python writes it is YAML too
        document, _ = read_text(text.replace(b"None", b"null"), "x.yaml")
        assert document is not None
        assert check_form(document, "x.yaml")[2] == []


NUMBERS = st.from_regex(r"-?[0-9]{1,4}([.,][0-9]{1,3})?([eE][+-]?[0-9])?", fullmatch=True)
UNITS = st.sampled_from(sorted({unit for kind in KINDS.values() for unit in kind.factors} | {""}))
SPACES = st.sampled_from(["", " ", "  ", "\u00a0"])


@given(st.sampled_from([kind for kind in KINDS if kind != "ratio"]), NUMBERS, SPACES, UNITS, SPACES)
def test_a_quantity_pattern_takes_what_the_reader_takes(name, number, gap, unit, end):
    text = f"{number}{gap}{unit.replace('¤', 'SEK')}{end}"
    matches = re.search(quantity_pattern(KINDS[name]), text) is not None
    if refusal_of(text, name) is None:
        # Minus nothing is nothing, but nobody should write it.
        assert matches or (number.startswith("-") and float(number) == 0)
    elif matches:
        # A pattern does not know how large a number is.
        assert re.search("too (large|small|far)|over 100 %", refusal_of(text, name))


def refusal_of(text: str, kind: str) -> str | None:
    try:
        parse_quantity(text, kind)
    except QuantityError as error:
        return error.got
    return None


def test_phrases_are_those_of_the_reader():
    words = definitions()
    for name, parse in (("fill", fulfil.parse_fill), ("fulfil", fulfil.parse_fulfil)):
        for word in words[name]["anyOf"][0]["enum"]:
            assert parse(word).given is None if name == "fill" else parse(word).fills == {}


def parsed_in(annotation: object, metadata: list[object]) -> Iterator[Parsed]:
    yield from (one for one in metadata if isinstance(one, Parsed))
    for inner in get_args(annotation):
        yield from parsed_in(inner, [inner])


def test_every_field_type_has_its_definition():
    # One that is not known here would keep the loose schema that it carries itself.
    known = [field.__metadata__[0] for field in json_schema.FIELDS.values()]
    for _, model in places():
        for key, field in model.model_fields.items():
            for parsed in parsed_in(field.annotation, field.metadata):
                assert any(parsed is one for one in known), key
    assert set(json_schema.FIELDS) <= set(SCHEMA["$defs"])


# The reference -------------------------------------------------------------------------------


def test_the_page_is_what_the_schema_says():
    page = (ROOT / "docs/scenario-format.md").read_text(encoding="utf-8")
    told = page.partition("<!-- generated -->")[2].partition("<!-- end -->")[0]
    assert told.strip() == reference.to_markdown().strip(), "docs are to be renewed"


def test_every_key_and_link_of_the_reference_leads_somewhere():
    page = reference.to_markdown()
    for _, model in places():
        for key in model.model_fields:
            assert f"| `{key}` |" in page
    anchors = {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"(?m)^#+ (.+)$", page)
    }
    assert set(re.findall(r"\(#([^)]+)\)", page)) <= anchors
    assert set(reference.EXAMPLES) == {model.__name__ for _, model in places()}


@pytest.mark.parametrize("name", sorted(reference.EXAMPLES))
def test_the_examples_of_the_reference_are_sound(name):
    document, faults = read_text(reference.EXAMPLES[name].encode(), "example.yaml")
    assert document is not None
    assert faults == []
    part = SCHEMA if name == "ScenarioFile" else SCHEMA["$defs"][name]
    errors = list(
        Draft202012Validator({**part, "$defs": SCHEMA["$defs"]}).iter_errors(document.data)
    )
    if name == "ScenarioFile":
        # Its parts have examples of their own.
        errors = [error for error in errors if error.validator != "required"]
    else:
        MODELS[name].model_validate(document.data)
    assert errors == []
