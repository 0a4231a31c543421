"""Rules as data: what the law of a country asks for on a day, and where it says so.

A country is one file of ``data/rules``: instruments by name, each a list of dated changes, with the
period that is known, what was not found, what is assumed, and what no rule holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from biofuel_mandate.library import names_in, read_topic
from biofuel_mandate.library.instruments import Cited, Instrument, cited, steps_of
from biofuel_mandate.words import shown, suggest

__all__ = ["Cited", "Instrument", "Law", "LawError", "Remark", "countries", "read_law"]


class LawError(ValueError):
    """A country or a day that the library has no law of; ``got`` and ``do`` as in a fault."""

    def __init__(self, got: str, do: str) -> None:
        super().__init__(f"{got}. {do}")
        self.got, self.do = got, do


@dataclass(frozen=True)
class Remark:
    """Something that holds in a period: a gap, or a fact that the keys of a rule do not hold.

    ``until`` None leaves the end open; a fact has a title by language, and says where it stands.
    """

    since: date
    until: date | None
    text: str
    title: Mapping[str, str]
    cited: Cited | None = None

    def touches(self, day: date) -> bool:
        """Return whether it holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Law:
    """The rules of one country over time.

    Attributes
    ----------
    country : str
    name : mapping
        By language.
    about, currency : str
    known : tuple of date
        First and last day of which the library can tell.
    steps : mapping of name to tuple of Instrument
        Each rule after each of its changes, in order of time.
    gaps : tuple of Remark
        What was looked for and not found.
    assumed : tuple of str
        What the rules need and no source says.
    further : tuple of Remark
        Facts that the keys of a rule do not hold.
    """

    country: str
    name: Mapping[str, str]
    about: str
    currency: str
    known: tuple[date, date]
    steps: Mapping[str, tuple[Instrument, ...]]
    gaps: tuple[Remark, ...]
    assumed: tuple[str, ...]
    further: tuple[Remark, ...]

    def on(self, day: date) -> tuple[Instrument, ...]:
        """Return the rules in force on a day.

        Raises
        ------
        LawError
            When the day is outside what is known; names the nearest day inside.

        Examples
        --------
        >>> from datetime import date
        >>> [one.name for one in read_law("norway").on(date(2016, 6, 1))]
        ['quota']
        """
        first, last = self.known
        if not first <= day <= last:
            got = f"what applied in {self.name['en']} on {day} is not known here"
            raise LawError(got, f"The nearest known day is {min(max(day, first), last)}.")
        found = []
        for steps in self.steps.values():
            begun = [step for step in steps if step.since <= day]
            found += [step for step in begun[-1:] if not step.ends]
        return tuple(found)


@cache
def countries() -> tuple[str, ...]:
    """Return the countries whose rules the library holds."""
    return names_in("rules")


@cache
def read_law(country: str) -> Law:
    """Read the rules of a country.

    Raises
    ------
    LawError
        When the library has no such country; says what was probably meant.
    ValueError
        When a value lacks source or evidence: a fault of the library, not of a user.
    """
    if country not in countries():
        do = suggest(country.strip().replace(" ", "-"), countries())
        do = do if do.startswith("Did") else suggest(country.strip(), countries())
        raise LawError(f"{shown(country)} is no country of the library", do)
    head = read_topic(f"rules/{country}").head
    return Law(
        country=country,
        name=head["name"],
        about=str(head["about"]),
        currency=str(head["currency"]),
        known=(head["known"]["from"], head["known"]["to"]),
        steps={
            name: tuple(steps_of(f"rules/{country}/{name}", raw))
            for name, raw in head["instruments"].items()
        },
        gaps=tuple(Remark(gap["from"], gap.get("to"), gap["what"], {}) for gap in head["gaps"]),
        assumed=tuple(head["assumed"]),
        further=tuple(_further(f"rules/{country}", head.get("further", {}))),
    )


def _further(id_: str, raw: Mapping[str, Any]) -> Iterator[Remark]:
    """Yield facts, each until the next of its name begins."""
    for name, fact in raw.items():
        values = fact["values"]
        for one, after in zip(values, [*values[1:], None], strict=True):
            until = one.get("to") or (after and date.fromordinal(after["from"].toordinal() - 1))
            where = cited(f"{id_}/{name}", one)
            yield Remark(one["from"], until, str(one["value"]), fact["title"], where)
