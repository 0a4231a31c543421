"""What the tests share: the shipped scenarios and those of tests/scenarios, solved once."""

import copy
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
import typer
import yaml

from biofuel_mandate import Assessment, assess, load_scenario

TESTS = Path(__file__).parent
FOLDERS = (TESTS / "scenarios", TESTS.parent / "scenarios")


def pytest_addoption(parser):
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write the golden results of this run instead of comparing with them",
    )
    parser.addoption(
        "--fuzz", type=int, default=0, metavar="N", help="try N new wrong files in the slow tests"
    )
    parser.addoption(
        "--external",
        action="store_true",
        help="run tests/external too, which need other tools in environments of their own",
    )


WAITING = pytest.StashKey[int]()


@pytest.hookimpl(tryfirst=True)  # before -m and --dist read the marks
def pytest_collection_modifyitems(config, items):
    """Mark the tests that need other tools, and let them wait until they are asked for."""
    external = [item for item in items if TESTS / "external" in item.path.parents]
    for item in external:
        item.add_marker(pytest.mark.external)
        # With --dist=loadgroup too, those of a file share the browser or what was converted.
        item.add_marker(pytest.mark.xdist_group(item.path.stem))
    config.stash[WAITING] = 0 if config.getoption("--external") else len(external)
    for item in external if config.stash[WAITING] else ():
        item.add_marker(pytest.mark.skip(reason="needs other tools; run with --external"))


def pytest_terminal_summary(terminalreporter, config):
    waiting = config.stash.get(WAITING, 0)
    if waiting:
        told = f"{waiting} tests of tests/external wait for --external, as .ci/run has it"
        terminalreporter.write_line(told)


def path_of(name: str) -> Path:
    return next(path for folder in FOLDERS if (path := folder / f"{name}.yaml").exists())


@pytest.fixture(scope="session", autouse=True)
def _commands_made_once():
    """Keep what the command line is made of, which takes longer to make than many an answer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.main.get_command", cache(typer.main.get_command))
        yield


@pytest.fixture(scope="session")
def assessed() -> Callable[[str], Assessment]:
    """Return the results of a scenario by the stem of its file."""
    return cache(lambda name: assess(load_scenario(path_of(name))))


@pytest.fixture(scope="session")
def variant(tmp_path_factory) -> Callable[[str, Mapping[str, object]], Path]:
    """Write a scenario with changes: places with their new values, None to leave one out.

    The steps of a place are split at slashes: {"cases/policy/quota": "6 %"}.
    """

    @cache
    def original(name: str) -> object:
        return yaml.safe_load(path_of(name).read_text(encoding="utf-8"))

    def write(name: str, changes: Mapping[str, object]) -> Path:
        data = copy.deepcopy(original(name))
        for place, value in changes.items():
            *steps, last = place.split("/")
            part = data
            for step in steps:
                part = part.setdefault(step, {})
            if value is None:
                part.pop(last, None)
            else:
                # A copy: YAML would write one object at two places as an alias.
                part[last] = copy.deepcopy(value)
        path = tmp_path_factory.mktemp("variant") / f"{name}.yaml"
        path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")
        return path

    return write
