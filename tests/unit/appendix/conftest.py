"""The appendix of scenarios, composed once."""

from functools import cache

import pytest

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.report.appendix import compose
from biofuel_mandate.report.trace.graph import Traces


@pytest.fixture(scope="session")
def appendix(assessed):
    """Return the appendix of a scenario in a language, without its charts."""

    @cache
    def made(name, language="nb"):
        assessment = assessed(name)
        return compose(assessment, language, {}, Traces(assessment))

    return made


@pytest.fixture
def composed():
    """Return the appendix of a file."""

    def made(path, language="nb"):
        assessment = assess(load_scenario(path))
        return compose(assessment, language, {}, Traces(assessment))

    return made
