"""The words of one language, from ``text/<language>.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from biofuel_mandate.equations import Equation
from biofuel_mandate.quantities import Given
from biofuel_mandate.results import Missing
from biofuel_mandate.scenario.load import Notice

FOLDER = Path(__file__).parent / "text"


@dataclass(frozen=True, eq=False)
class Texts:
    """Words by dotted key.

    Examples
    --------
    >>> texts("en")("against", case="policy", baseline="reference")
    'policy against reference'
    """

    language: str
    words: Mapping[str, Any]

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of a key with values put in.

        Raises
        ------
        KeyError
            When the language has no such key.
        """
        found: Any = self.words
        for step in key.split("."):
            found = found[step]
        return str(found).format(**values) if values else str(found)

    def marks(self, given: Given) -> str:
        """Return what a reader must be told of a value."""
        return "; ".join(self(f"mark.{code}", detail=detail) for code, detail in given.marks())

    def notice(self, notice: Notice) -> str:
        """Return a warning of a scenario in words."""
        return self(f"warning.{notice.code}", about=notice.about)

    def missing(self, missing: Missing) -> str:
        """Return in words why a result is missing."""
        if not missing.name:
            return self("reason.nothing_changes")
        what = self.words["value_name"].get(missing.name, missing.name)
        about = ", ".join(part for part in (self.name_of(missing.component), missing.line) if part)
        return self("reason.no_value", what=what, about=about)

    def name_of(self, component: str) -> str:
        """Return a component's name, or its key where the language has none."""
        pool, _, named = component.rpartition("/")
        if pool:
            return self("in_pool", component=self.name_of(named), pool=self.name_of(pool))
        return str(self.words["component"].get(component, component))


def equation_title(equation: Equation, language: str) -> str:
    """Return what an equation gives; in English the first line of its docstring."""
    if language == "en":
        return equation.title
    return str(_words(f"equations.{language}")[equation.name])


@cache
def _words(name: str) -> Mapping[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader
    return words


@cache
def texts(language: str) -> Texts:
    """Return the words of a language."""
    return Texts(language, _words(language))
