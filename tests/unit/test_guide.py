"""The examples of docs/guide.md, each tried in the shipped scenario that its first line names."""

import re
from pathlib import Path

import pytest
import yaml

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.scenario.dated_reading import is_dated
from biofuel_mandate.scenario.reading import read_text

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(
    r"(?m)^```yaml\n((?:.*\n)*?)```$", (ROOT / "docs/guide.md").read_text(encoding="utf-8")
)
PLACED = re.compile(r"# in ([\w-]+)\.yaml(?:, (?:without|in place of) its (.+))?\n")
TRIED = [block for block in BLOCKS if PLACED.match(block)]
# What stands in the guide to be read next to each other, and in no scenario as it is.
TOLD_ALONE = ["energy"]


def data_of(text: str):
    document, faults = read_text(text.encode(), "guide.yaml")
    assert document is not None, faults
    assert faults == []
    return document.data


def placed(old: object, new: object) -> object:
    """Return a part with another in its place: mappings key by key, values as a whole."""
    parts = (old, new)
    if not all(isinstance(part, dict) for part in parts):
        return new
    if any("value" in part or is_dated(part) for part in parts):
        return new
    return {**old, **{key: placed(old.get(key), value) for key, value in new.items()}}


def scenario_of(block: str) -> dict:
    name, without = PLACED.match(block).groups()
    data = data_of((ROOT / f"scenarios/{name}.yaml").read_text(encoding="utf-8"))
    for place in without.split(", ") if without else ():
        *steps, last = place.split(".")
        part = data
        for step in steps:
            part = part[step]
        del part[last]
    return placed(data, data_of(block))


def topics(block: str) -> str:
    return "-".join(data_of(block))


@pytest.mark.parametrize("block", TRIED, ids=topics)
def test_an_example_runs_where_the_guide_puts_it(block, tmp_path):
    path = tmp_path / "my-question.yaml"
    path.write_text(yaml.safe_dump(scenario_of(block), allow_unicode=True), encoding="utf-8")
    assert assess(load_scenario(path)).rows


def test_no_example_is_passed_over():
    others = [list(data_of(block)["rules"]) for block in BLOCKS if block not in TRIED]
    assert [rules[0] for rules in others] == TOLD_ALONE
    tried = {key for block in TRIED for key in data_of(block)}
    asked = {"market", "timing", "demand", "supply", "consumers", "costs", "appraisal", "oil"}
    assert asked | {"air_quality", "biofuels"} <= tried
