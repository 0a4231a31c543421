"""How a value of the library is written: amount, source and marks in the words of a language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from biofuel_mandate.library import read_topic, sources
from biofuel_mandate.library.catalogue import Entry, Value
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.numbers import shown
from biofuel_mandate.report.texts import Texts, pathway_label, texts, topic_about

# Digits of what was calculated; what was read stands as it was printed.
_DIGITS = 4


@dataclass(frozen=True)
class Words:
    """The words of one language: those of all reports, and those of the library."""

    general: Texts
    own: Texts

    def quantity(self, value: Value) -> str:
        """Say what a value is."""
        return self.own(f"quantity.{value.quantity}")

    def label(self, value: Value) -> str:
        """Say what the value's pathway is, if it is of one."""
        if not value.label:
            return ""
        name, directive = value.name.rpartition(".")[0], value.topic.rpartition("/")[2]
        return pathway_label(name, directive, self.general.language)

    def about(self, topic: str) -> str:
        """Say what a topic is about."""
        return topic_about(topic, self.general.language)

    def category(self, value: Value) -> str:
        """Say which feedstock category the value's pathway is of, or the value itself."""
        name = value.name.rpartition(".")[0]
        category = str(read_topic(value.topic).items.get(name, {}).get("category", name))
        words = self.general.words["category"]
        return f"{category}: {words[category]}" if category in words else ""

    def amount(self, entry: Entry) -> str:
        """Write a value as its source prints it, with its range and the year of its prices."""
        if entry.given is None:
            return self.own("in_each_set", formula=entry.formula)
        if entry.equation is not None:
            return self.held(entry.given)
        raw = entry.raw
        text = self._with_unit(raw["value"], raw["unit"])
        if "low" in raw:
            low, high = self._number(raw["low"]), self._number(raw["high"])
            text = self.own("range", value=text, low=low, high=high)
        if not entry.price_year:
            return text
        key = "money" if entry.price_year.isdigit() else "money_unknown"
        return self.own(key, value=text, year=entry.price_year)

    def held(self, given: Given) -> str:
        """Write a value in the unit that it is held in."""
        if given.text or not given.value:
            number = int(given.value) if given.value.is_integer() else given.value
            return self._with_unit(number, given.unit)
        decimals = max(0, _DIGITS - 1 - Decimal(repr(given.value)).adjusted())
        return f"{shown(given.value, decimals, self.general)} {given.unit}"

    def source(self, entry: Entry, *, link: bool = False) -> str:
        """Name the source and the place in it, or the equation; in Markdown with a link."""
        formula = f"`{entry.formula}`" if link else entry.formula
        if entry.equation is not None:
            return self.own("by_equation", formula=formula, number=entry.equation.number)
        source = f"[{entry.source}](#{entry.source})" if link else entry.source
        text = self.own("cited", source=source, locator=entry.raw["source"]["locator"])
        return f"{text}: {formula}" if entry.formula else text

    def marks(self, value: Value, entry: Entry) -> str:
        """Say how well a value is evidenced, and whether it is reference only."""
        own, *weaker = (self.general(f"mark.{mark}") for mark in entry.evidence)
        marks = [own, *(self.own("from_marked", mark=mark) for mark in weaker)]
        return "; ".join([*marks, *([self.own("reference")] if value.is_reference else [])])

    def _with_unit(self, number: float, unit: str) -> str:
        return self._number(number) if unit == "1" else f"{self._number(number)} {unit}"

    def _number(self, value: float) -> str:
        decimals = max(0, -int(Decimal(str(value)).as_tuple().exponent))
        return shown(value, decimals, self.general)


def words_of(language: str) -> Words:
    """Return the words of a language."""
    return Words(texts(language), texts(f"library.{language}"))


def source_line(source: str) -> str:
    """Return title, publisher, date and address of a source.

    Examples
    --------
    >>> source_line("cen-en590")
    'EN 590 Automotive fuels: diesel. CEN.'
    """
    cited = sources()[source]
    parts = [str(cited[key]) for key in ("publisher", "date") if key in cited]
    url = f" <{cited['url']}>" if "url" in cited else ""
    return f"{cited['title']}. {', '.join(parts)}.{url}"
