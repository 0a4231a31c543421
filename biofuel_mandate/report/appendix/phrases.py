"""Sentences with numbers in them: in number and gender as a language needs, each number traced."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Any

from biofuel_mandate.known import Calculated, Known
from biofuel_mandate.report.document.tree import Inline, Inlines, Reference, Run
from biofuel_mandate.report.numbers import rounded, shown
from biofuel_mandate.report.table import Amount
from biofuel_mandate.report.texts import Texts, texts
from biofuel_mandate.report.trace.graph import Traces

# Between a number and its unit no line may end.
_KEPT = "\u00a0"
# Not in the keys of a file, as in costs.taxes.CO2 tax.
_FORMULA = re.compile(r"(?<![.\w])CO2(?![\w])|(?<![.\w])CO2(?=e\b|-ekv)")
_PER_CENT = re.compile(r"(?<=\d) %")
Part = str | Inline | Inlines


def chemical(text: str) -> str:
    """Write carbon dioxide with its subscript and keep per cent on its line, whoever wrote it.

    Examples
    --------
    >>> chemical("CO2 factor in g CO2e/MJ; direct_co2"), chemical("CO2X")
    ('CO₂ factor in g CO₂e/MJ; direct_co2', 'CO2X')
    """
    return _PER_CENT.sub(f"{_KEPT}%", _FORMULA.sub("CO₂", text))


class Phrases:
    """The appendix's words in one language.

    Parameters
    ----------
    words : Texts
        The words of all reports, with what the scenario calls its names.
    traces : Traces or None
        What leads from a number to its trace; None where nothing does.
    """

    def __init__(self, words: Texts, traces: Traces | None = None) -> None:
        self.words, self.own = words, texts(f"appendix.{words.language}")
        self._traces = traces

    def __call__(self, key: str, **parts: Part) -> Inlines:
        """Return the words of a key with parts put in, each a text, words or a reference."""
        return self.filled(str(self._found(key)), **parts)

    def said(self, key: str, **values: object) -> str:
        """Return the words of a key as plain text."""
        return self.own(key, **values)

    def filled(self, form: str, **parts: Part) -> Inlines:
        """Return a form, such as "from {low} to {high}", with parts put in."""
        found: list[Inline] = []
        for text, name, _, _ in Formatter().parse(form):
            found += _as_words(text)
            if name is not None:
                found += _as_words(parts[name])
        return tuple(found)

    def trace_of(self, value: float | None) -> str:
        """Return the id of the trace behind a number; blank where it is no result."""
        if self._traces is None:
            return ""
        if isinstance(value, Known):
            return self._traces.of(value.row)
        return self._traces.of_calculated(value) if isinstance(value, Calculated) else ""

    def number(self, amount: Amount) -> Run:
        """Return a number as it is read, with its trace."""
        text = shown(amount.value, amount.decimals, self.words, amount.scale)
        return Run(text, trace=self.trace_of(amount.value))

    def amount(self, unit: str, amount: Amount, **said: str) -> Inlines:
        """Return a number with its unit in words, as in "86,7 millioner liter"."""
        size = abs(rounded((amount.value or 0.0) * amount.scale, amount.decimals))
        form = self._plural(f"unit.{unit}", is_one=size == 1)
        before, _, after = form.partition("{n} ")
        return (*self.filled(f"{before}{{n}}{_KEPT}{after}", n=self.number(amount), **said),)

    def money(self, amount: Amount, currency: str) -> Inlines:
        """Return millions of a currency in words."""
        return self.amount("MCUR", amount, cur=self.currency(currency))

    def per_tonne(self, amount: Amount, currency: str) -> Inlines:
        """Return a cost per tonne in words."""
        one, other = (self.currency(currency, is_one=is_one) for is_one in (True, False))
        return self.amount("per_tonne", amount, cur=other, cur_one=one)

    def currency(self, code: str, *, is_one: bool = False) -> str:
        """Return what a currency is called; its code where the language has no name."""
        forms: Mapping[str, str] = self.own.words["currency"].get(code, {})
        return forms.get("one" if is_one else "other", code)

    def count(self, key: str, number: int, **values: object) -> str:
        """Return how many there are of something, in words up to twelve."""
        forms: Mapping[str, str] = self._found(f"count.{key}")
        if not number and "none" in forms:
            return str(forms["none"]).format(**values)
        return self.plural(f"count.{key}", number, **values)

    def plural(self, key: str, number: int, **values: object) -> str:
        """Return the form of a number that a key has, beginning with a capital letter."""
        text = self._plural(key, is_one=number == 1).format(n=self.few(number), **values)
        return text[:1].upper() + text[1:]

    def few(self, number: int) -> str:
        """Return a number as a word, up to twelve."""
        names: list[str | None] = self.own.words["few"]
        named = names[number] if number < len(names) else None
        return named or shown(float(number), 0, self.words)

    def quoted(self, words: str) -> str:
        """Return words in the language's quotation marks."""
        return self.own("quoted", words=words)

    def _plural(self, key: str, *, is_one: bool) -> str:
        return str(self._found(key)["one" if is_one else "other"])

    def _found(self, key: str) -> Any:
        found: Any = self.own.words
        for step in key.split("."):
            found = found[step]
        return found


def told_missing(missing: Sequence[str], language: str) -> str:
    """Say which parts of the directorate's text are missing, and where they go."""
    phrases = Phrases(texts(language))
    listed = ", ".join(f"text.{key}" for key in missing)
    return phrases.plural("told.missing", len(missing), listed=listed)


def _as_words(part: Part) -> Inlines:
    if isinstance(part, str):
        return (Run(part),) if part else ()
    return part if isinstance(part, tuple) else (part,)


def see(anchor: str) -> Reference:
    """Return a reference to a heading, a table or a figure."""
    return Reference(anchor)
