"""Least life-cycle savings of a directive: from when, and which one a plant must show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from biofuel_mandate.library import read_topic


def first_day(directive: str) -> date | None:
    """Return from when a directive asks for a minimum saving; None if it is not known."""
    return min((row["delivery_from"] for row in _rows(directive)), default=None)


def threshold_name(directive: str, at: date, plant_start: date | None) -> str:
    """Return the name of a directive's minimum saving for a plant, on a day of delivery."""
    rows = _rows(directive)
    names = [rows[0]["name"]]
    for row in rows:
        plant_from = row.get("plant_from")
        fits = plant_from is None or (plant_start and plant_from <= plant_start)
        if row["delivery_from"] <= at and fits:
            names.append(row["name"])
    return str(names[-1])


def _rows(directive: str) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = read_topic("thresholds").head["schedules"][directive]
    return found
