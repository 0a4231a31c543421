"""What a scenario takes of a country's law, and what it says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

# What of a country's law is taken.
RULES, TAXES = "rules", "taxes"


class Change(NamedTuple):
    """What a scenario says of a law's rule, and what the law says; blank where nothing was found.

    ``is_found`` is whether the library has something that it stands in place of.
    """

    said: str
    law: str = ""
    is_found: bool = True


@dataclass(frozen=True)
class LawUse:
    """A country's rules, or its taxes, as a scenario takes them.

    Attributes
    ----------
    country, name : str
        The country, and its name in English.
    on : date
    changes : tuple of Change
        What the scenario says otherwise, or beside what was found.
    remarks : int
        How many assumptions and gaps the library notes of that day.
    unpriced : tuple of str
        Rules whose price of missing them was not found: here they must be met.
    rules : tuple of str
        Names of its rules, as the scenario knows them.
    of : str
        Whether its rules are taken, or its taxes.
    """

    country: str
    name: str
    on: date
    changes: tuple[Change, ...]
    remarks: int
    unpriced: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    of: str = RULES
