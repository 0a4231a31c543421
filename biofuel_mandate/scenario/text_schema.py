"""What a scenario file may say in its own words; the docstring under each attribute tells."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from biofuel_mandate.scenario.parts import Name, Part, Sourced, Text, Title, Word

# As the Norwegian Agency for Public and Financial Management has it for what has no price.
SCALE = ("----", "---", "--", "-", "0", "+", "++", "+++", "++++")


def _as_sign(value: object) -> object:
    # YAML reads a nought as a number.
    return "0" if value == 0 and value is not False else value


Sign = Annotated[
    Literal["----", "---", "--", "-", "0", "+", "++", "+++", "++++"], BeforeValidator(_as_sign)
]


class Prose(Part):
    """Words in Markdown, in one language or more."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    en: Text | None = None
    """In English."""
    nb: Text | None = None
    """In Norwegian (bokmål)."""
    nn: Text | None = None
    """In nynorsk; bokmål where none is given."""

    @model_validator(mode="after")
    def _says_something(self) -> Prose:
        if self.en is None and self.nb is None and self.nn is None:
            raise PydanticCustomError("no_language", "no language")
        return self

    def said(self, language: str) -> str:
        """Return the words of a language, blank where there are none."""
        own = getattr(self, language)
        return str(own or (self.nb if language == "nn" else None) or "")

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it is given in."""
        return tuple(name for name in ("nb", "nn", "en") if getattr(self, name))


class Texts(Part):
    """The directorate's own words for the consultation appendix; what is not given is marked."""

    summary: Prose | None = None
    """Stands before the summary that the model writes; may be left out."""
    problem: Prose | None = None
    """What is the problem, and what is the aim?"""
    measures: Prose | None = None
    """Which measures are relevant?"""
    principles: Prose | None = None
    """Which questions of principle do they raise?"""
    effects: Prose | None = None
    """Effects beside those that the model tells: positive and negative."""
    duration: Prose | None = None
    """How lasting are the effects?"""
    affected: Prose | None = None
    """Who is touched by them?"""
    recommendation: Prose | None = None
    """Which measure is recommended, and why?"""
    success: Prose | None = None
    """What does success depend on?"""


class UnpricedEffect(Sourced):
    """An effect without a price, judged in each case against its baseline."""

    title: Title
    """What it is called."""
    cases: dict[Word, Sign] = Field(min_length=1)
    """How large it is in a case: "----" to "++++", "0" for none; put the signs in quotes."""
    why: Prose | None = None
    """Why it is judged so."""


Names = dict[Name, Title]
