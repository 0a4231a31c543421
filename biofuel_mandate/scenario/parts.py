"""What every part of a scenario file is built from: names, texts, titles and sources."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from biofuel_mandate.languages import in_language


def _plain(text: str) -> str:
    """Refuse what a terminal would act on; line ends and tabs are fine."""
    if any(unicodedata.category(char) == "Cc" for char in text if char not in "\n\t"):
        raise PydanticCustomError("not_plain", "not plain text")
    return text


def _one_line(name: str) -> str:
    if len(name) > LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise PydanticCustomError("not_a_name", "not a name")
    return name


LONGEST_NAME = 60
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_plain)
]
Name = Annotated[str, StringConstraints(min_length=1), AfterValidator(_one_line)]
# What results are asked for by: no mark that a query, a key or a path would take for its own.
Word = Annotated[str, StringConstraints(pattern=r"^\w([\w -]*[\w-])?$", max_length=40)]
Evidence = Literal["published", "secondary", "derived", "unverified"]


class Part(BaseModel):
    """A part of the scenario: unknown keys are faults, nothing changes once read."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


class Sourced(Part):
    """A part whose values share a source."""

    source: Text | None = None
    """Where the values come from; what gives none takes it from the part around it."""
    evidence: Evidence | None = None
    """How well the source evidences them: published, secondary, derived or unverified."""


class Title(Part):
    """The title in the languages of the reports."""

    en: Text
    """In English."""
    nb: Text
    """In Norwegian (bokmål)."""
    nn: Text | None = None
    """In nynorsk; bokmål where none is given."""

    def said(self, language: str) -> str:
        """Return the words of a language; of nynorsk, bokmål where there are no others."""
        return in_language({"en": self.en, "nb": self.nb, "nn": self.nn}, language)
