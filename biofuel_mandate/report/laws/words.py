"""How a rule of a country is written: each of its keys in the words of a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from biofuel_mandate.languages import in_language
from biofuel_mandate.library.laws import Cited, Instrument, Law, Remark
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.numbers import shown
from biofuel_mandate.report.texts import Texts, texts

# Decimals of what was calculated; what was read stands as it was printed.
_DECIMALS = 4
# What people read in an order of its own: first what the rule asks for.
ORDER = (
    *("level", "by", "of", "gas", "counting", "counts", "minimum_saving"),
    *("reference", "limits", "penalty", "buy_out"),
)


@dataclass(frozen=True)
class LawWords:
    """The words of one language: those of all reports, and those of the rules."""

    general: Texts
    own: Texts

    @property
    def language(self) -> str:
        """Code of the language."""
        return self.general.language

    def country(self, law: Law) -> str:
        """Name the country."""
        return in_language(law.name, self.language)

    def rule_title(self, one: Instrument) -> str:
        """Name a rule, with its name in a scenario and its kind."""
        kind = str(one.fields["type"])
        key = "rule_title_same" if kind == one.name else "rule_title"
        named = {"name": one.name, "type": self.own(f"type.{kind}")}
        return self.own(key, title=in_language(one.title, self.language), **named)

    def value(self, one: Instrument, key: str) -> str:
        """Write what stands under a key of a rule."""
        if key in one.not_found:
            return self.own("not_found")
        value = one.fields[key]
        if isinstance(value, Given):
            return self.amount(value)
        if isinstance(value, Mapping):
            return ", ".join(self._parts(key, value))
        if isinstance(value, list):
            return ", ".join(self.category(str(name)) for name in value)
        return self._word(key, str(value))

    def _word(self, key: str, word: str) -> str:
        if word.startswith("double above "):
            return self.own("counting.above", rule=word.removeprefix("double above "))
        return self.own("limits", rule=word) if key == "limits" else self.own(f"{key}.{word}")

    def _parts(self, key: str, value: Mapping[str, object]) -> Iterator[str]:
        for name, one in value.items():
            if isinstance(one, Given):
                yield self.own(f"{key}.{name}", value=self.amount(one))
            else:
                yield self.own("counting.times", category=self.category(name), times=one)

    def amount(self, given: Given) -> str:
        """Write a number as its source prints it; one that was calculated, rounded."""
        number, _, unit = given.text.partition(" ")
        if len(number.partition(".")[2]) > _DECIMALS:
            return f"{shown(float(number), _DECIMALS, self.general)} {unit}"
        return self.general.written(given)

    def category(self, name: str) -> str:
        """Name a feedstock category."""
        own = self.own.words["category"].get(name, name)
        return str(self.general.words["category"].get(name, own))

    def where(self, cited: Cited, *, link: bool = False) -> str:
        """Say how well something is evidenced, and where it stands; in Markdown with a link."""
        source = f"[{cited.source}](#{cited.source})" if link else cited.source
        evidence = self.general(f"mark.{cited.evidence}")
        return self.own("where", evidence=evidence, source=source, locator=cited.locator)

    def fact(self, fact: Remark) -> str:
        """Write the value of a fact that no rule holds."""
        number, _, unit = fact.text.partition(" ")
        mark = self.general("number.decimal")
        return f"{number.replace('.', mark)} {unit}".strip() if number[0].isdigit() else fact.text

    def period(self, since: date, until: date | None) -> str:
        """Write from when something holds, and to when if that is known."""
        if until is None:
            return self.own("since", day=since)
        return self.own("until", first=since, last=until)


def law_words(language: str) -> LawWords:
    """Return the words of a language."""
    return LawWords(texts(language), texts(f"rules.{language}"))
