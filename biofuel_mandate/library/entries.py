"""Which entry of a dated value holds on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def entry_at(entries: tuple[Mapping[str, Any], ...], at: date) -> Mapping[str, Any]:
    """Return the latest entry that begins before a day, else the first."""
    dated = sorted(entries, key=lambda entry: str(entry.get("from", "")))
    in_force = [entry for entry in dated if str(entry.get("from", "")) <= at.isoformat()]
    return in_force[-1] if in_force else dated[0]


def price_year_of(entry: Mapping[str, Any]) -> int | None:
    """Return the year of prices; None for what is no money, or where the year is not known."""
    year = str(entry.get("price_year", ""))
    return int(year) if year.isdigit() else None
