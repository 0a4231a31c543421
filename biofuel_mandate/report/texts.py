"""The words of one language, from ``text/<language>.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from biofuel_mandate.equations import Equation
from biofuel_mandate.languages import in_language
from biofuel_mandate.library import read_topic, read_yaml
from biofuel_mandate.library.laws import read_law
from biofuel_mandate.quantities import Given
from biofuel_mandate.results import Missing
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.scenario.notices import Notice

FOLDER = Path(__file__).parent / "text"
# Warnings that are about a fuel, by its name.
_OF_FUELS = ("unpriced", "other_year", "converted_year", "own_prices", "oil_unmoved")


@dataclass(frozen=True, eq=False)
class Texts:
    """Words by dotted key; ``names`` are what a scenario calls the names that it makes up.

    Examples
    --------
    >>> texts("en")("against", case="policy", baseline="reference")
    'policy against reference'
    """

    language: str
    words: Mapping[str, Any]
    names: Mapping[str, str] = field(default_factory=dict)

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

    def source(self, given: Given) -> str:
        """Return what a value rests on; of one of the model's own in the language."""
        own: Mapping[str, str] = self.words["made_of"]
        is_own = given.origin == "model"
        return own.get(given.id.partition("/")[0], given.source) if is_own else given.source

    def written(self, given: Given) -> str:
        """Return a value as it was given, with the language's decimal mark; money with its year."""
        text = given.text or f"{given.value:.10g}{'' if given.unit == '1' else f' {given.unit}'}"
        text = self.number(text)
        if given.price_year is None:
            return text
        if given.written_year is None:
            return self("prices.of", value=text, year=given.price_year)
        found = self.number(f"{given.value:.6g} {given.unit}")
        years = {"year": given.written_year, "to": given.price_year}
        return self("prices.converted", value=text, found=found, **years)

    def number(self, number: str) -> str:
        """Return a number as it was written, with the language's decimal mark and minus."""
        # What a computer divided has more decimals than anybody wrote.
        number = re.sub(r"\d+\.\d{11,}", lambda found: f"{float(found[0]):.6g}", number)
        marked = re.sub(r"^(-?\d+)\.(?=\d)", rf"\g<1>{self('number.decimal')}", number)
        return re.sub(r"(?:^|(?<=\de))-(?=\d)", self("number.minus"), marked)

    def notice(self, notice: Notice) -> str:
        """Return a warning of a scenario in words."""
        about = self.name_of(notice.about) if notice.code in _OF_FUELS else notice.about
        if notice.code == "no_limit":
            component, _, grade = notice.about.rpartition(" in ")
            about = self("in_grade", component=self.name_of(component), grade=grade)
        law = in_language(read_law(notice.country).name, self.language) if notice.country else ""
        values = {"about": about, "detail": notice.detail, "year": notice.year, "law": law}
        told = self(f"warning.{notice.code}", **values)
        return sentence(told) if notice.code in _OF_FUELS else told

    def missing(self, missing: Missing) -> str:
        """Return in words why a result is missing."""
        if not missing.name:
            return self("reason.nothing_changes")
        what = self.words["value_name"].get(missing.name, missing.name)
        named = self.name_of(missing.component)
        if missing.grade:
            named = self("in_grade", component=named, grade=missing.grade)
        about = ", ".join(part for part in (named, self.tax(missing.line)) if part)
        # What only a scenario can say is not given; the rest has no source.
        reason = missing.name if missing.name in self.words["reason"] else "no_value"
        return self(f"reason.{reason}", what=what, about=about)

    def tax(self, line: str) -> str:
        """Return what a tax of the library is called; another line by its own name."""
        return str(self.words["tax"].get(line) or self.called(line))

    def name_of(self, component: str) -> str:
        """Return a component's name, or its key where the language has none."""
        pool, _, named = component.rpartition("/")
        if pool:
            return self("in_pool", component=self.name_of(named), pool=self.name_of(pool))
        own = self.names.get(component)
        return own or str(self.words["component"].get(component, component))

    def called(self, name: str) -> str:
        """Return what a name that the scenario makes up is called: a line, a task, a supplier."""
        return self.names.get(name, name)

    def country(self, name: str) -> str:
        """Return what a country is called in the language; others keep their name."""
        return str(self.words["country"].get(name, name))

    def knows(self, component: str) -> bool:
        """Return whether a component has a name that is more than its key."""
        return component in self.names or component in self.words["component"]


def sentence(text: str) -> str:
    """Begin a sentence with a capital letter, whatever name it begins with.

    Examples
    --------
    >>> sentence("biogas is sold by energy."), sentence("HVO counts.")
    ('Biogas is sold by energy.', 'HVO counts.')
    """
    return text[:1].upper() + text[1:]


def equation_title(equation: Equation, language: str) -> str:
    """Return what an equation gives; in English the first line of its docstring."""
    if language == "en":
        return equation.title
    return str(_words(f"equations.{language}")[equation.name])


def pathway_label(name: str, directive: str, language: str) -> str:
    """Return what a directive's pathway is called; in English as the library has it."""
    if language == "en":
        return str(read_topic(f"pathways/{directive}").items[name]["label"])
    label = _words(f"pathways.{language}")[name]
    return str(label if isinstance(label, str) else label[directive])


def topic_about(topic: str, language: str) -> str:
    """Return what a topic of the library is about; in English as the library has it."""
    if language == "en":
        return str(read_topic(topic).head["about"])
    return str(_words(f"topics.{language}")[topic])


@cache
def _words(name: str) -> Mapping[str, Any]:
    words: Mapping[str, Any] = read_yaml(FOLDER / f"{name}.yaml")
    return words


@cache
def texts(language: str) -> Texts:
    """Return the words of a language."""
    return Texts(language, _words(language))


def texts_for(scenario: Scenario, language: str) -> Texts:
    """Return the words of a language, and what the scenario calls its own names in it."""
    names = {name: title.said(language) for name, title in scenario.file.names.items()}
    return replace(texts(language), names=names)


def of_years(words: Texts) -> Texts:
    """Return the words about years, in a language."""
    return texts(f"years.{words.language}")
