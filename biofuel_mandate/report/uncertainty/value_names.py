"""What the values of a scenario are called, by id: people's words where there are any."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from biofuel_mandate.languages import in_language
from biofuel_mandate.library.laws import read_law
from biofuel_mandate.report.row_words import rule_words
from biofuel_mandate.report.texts import pathway_label, texts, texts_for
from biofuel_mandate.scenario.load import Scenario

# Of an id of the library: topic, what it is of, and which quantity that is.
_OF_LIBRARY = re.compile(r"([\w-]+(?:/[\w-]+)?)/([^/]+)\.(\w+)")


class ValueNames:
    """The names of a scenario's values in one language.

    Parameters
    ----------
    scenario : Scenario
    language : str
    """

    def __init__(self, scenario: Scenario, language: str) -> None:
        self._scenario, self._language = scenario, language
        self._common = texts_for(scenario, language)
        self._own = texts(f"uncertainty.{language}")
        self._quantities: Mapping[str, str] = texts(f"library.{language}").words["quantity"]

    def of(self, id_: str) -> str:
        """Return what a value is called; its id where nothing tells."""
        folder, _, rest = id_.partition("/")
        if folder == "rules":
            return self._of_law(*rest.split("/", 1)) or id_
        found = re.fullmatch(_OF_LIBRARY, id_)
        return (self._of_library(*found.groups()) if found else self._of_scenario(id_)) or id_

    def all(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the names of some values; two of one name are told apart by their ids."""
        named = {id_: self.of(id_) for id_ in ids}
        told: dict[str, int] = {}
        for name in named.values():
            told[name] = told.get(name, 0) + 1
        return {i: name if told[name] == 1 else f"{name} ({i})" for i, name in named.items()}

    # Of the library ------------------------------------------------------------------------

    def _of_library(self, topic: str, name: str, quantity: str) -> str:
        known: Mapping[str, str] = self._own.words["quantity"]
        what = known.get(quantity) or self._quantities.get(quantity, "")
        folder, _, directive = topic.partition("/")
        if not what:
            return ""
        if folder == "comparators":
            return what
        if folder == "grades":
            grade, _, fuel = name.partition(".")
            inside = self._common("in_grade", component=self._common.name_of(fuel), grade=grade)
            return self._own("of", what=what, of=inside)
        if folder == "pathways":
            label = pathway_label(name, directive, self._language)
            return self._own("of", what=what, of=label)
        if folder in ("thresholds", "appraisal"):
            return what
        if folder == "air":
            name = name.rpartition(".")[2]
        return self._own("of", what=what, of=self._thing(name))

    def _of_law(self, country: str, path: str = "") -> str:
        law = read_law(country)
        titles = {
            name: in_language(steps[-1].title, self._language, name)
            for name, steps in law.steps.items()
        }
        said = self._patterned(f"rules.{path}", titles)
        return self._own("of", what=said, of=in_language(law.name, self._language)) if said else ""

    # Of the scenario -----------------------------------------------------------------------

    def _of_scenario(self, id_: str) -> str:
        return self._patterned(id_)

    def _patterned(self, id_: str, titles: Mapping[str, str] | None = None) -> str:
        """Return what the first pattern that fits says; ``titles`` are those of a law's rules."""
        patterns: Mapping[str, str] = self._own.words["value"]
        for pattern, words in patterns.items():
            found = _matcher(pattern).fullmatch(id_)
            if found is None:
                continue
            first = pattern.partition(".")[0]
            head, *others = [*found.groups(), ""]
            if first == "cases":
                head = self._case(head)
            elif first == "rules":
                head = self._rule(head, titles)
            else:
                head = self._thing(head)
            return words.format(head, *map(self._thing, others))
        return ""

    def _case(self, name: str) -> str:
        case = self._scenario.file.cases.get(name)
        title = case.title.said(self._language) if case and case.title else name
        return self._own("quoted", name=title)

    def _rule(self, name: str, titles: Mapping[str, str] | None) -> str:
        if titles is not None:
            return self._own("quoted", name=titles.get(name, name))
        return self._own("quoted", name=rule_words(self._scenario.structure, name, self._common))

    def _thing(self, text: str) -> str:
        """Return what a fuel, a line of cost, a tax or a feedstock category is called."""
        if text in self._scenario.file.cases:
            return self._case(text)
        category = self._common.words["category"].get(text)
        fuel, inside, grade = text.partition(" in ")
        if inside and self._common.knows(fuel):
            return self._common("in_grade", component=self._common.name_of(fuel), grade=grade)
        for name in (text, text.replace("-", " ")):
            if self._common.knows(name):
                return self._common.name_of(name)
        return str(category or self._common.tax(text))


@cache
def _matcher(pattern: str) -> re.Pattern[str]:
    """Return what finds the parts of an id that stars stand for, each as short as can be."""
    return re.compile(r"(.+?)".join(map(re.escape, pattern.split("*"))))
