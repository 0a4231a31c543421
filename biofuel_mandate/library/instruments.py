"""One rule of a country: its dated changes, folded into what holds after each of them.

What a change does not name is carried over from the one before; ``not found`` stands for a key that
the law has and nobody here has seen, and is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from biofuel_mandate.library import sources
from biofuel_mandate.quantities import EVIDENCE, Given, parse_quantity

# What a rule of a scenario has; an instrument folds into these and nothing else.
KEYS = (
    *("type", "by", "of", "gas", "counting", "counts", "level", "minimum_saving"),
    *("reference", "limits", "penalty", "buy_out"),
)
NOT_FOUND = "not found"
# Kind of what is paid for each unit that is missing, by what the rule measures.
PRICES = {
    "volume": "price per litre",
    "energy": "price per energy",
    "greenhouse gas": "price per tonne",
}
_KINDS = {"level": "share", "reference": "CO2 per energy"}
_OF_A_CHANGE = {*KEYS, "from", "ends", "source", "evidence", "note"}
_OF_A_VALUE = {"value", "source", "evidence", "note", "formula"}


@dataclass(frozen=True)
class Cited:
    """Where something stands: id of the source, place in it, evidence, and what to know of it."""

    source: str
    locator: str
    evidence: str
    note: str = ""


@dataclass(frozen=True)
class Instrument:
    """One rule as it stands after one of its changes.

    Attributes
    ----------
    name : str
    title : mapping
        By language.
    fields : mapping
        What is known of ``KEYS``: numbers as `Given`, ``reference`` a mapping of them, all else as
        a scenario writes it.
    since : date
        Of the latest change.
    dates : mapping of key to date
        When each key was last set, or last not found.
    cited : mapping of key to Cited
        Where each key stands; ``reference.base`` and its like one by one.
    not_found : tuple of str
        Keys that the law has and that were not seen.
    notes : tuple of str
        Of the changes by which it stands as it does.
    note : str
        Of the latest change.
    ends : bool
        Whether it is gone from that day.
    """

    name: str
    title: Mapping[str, str]
    fields: Mapping[str, object]
    since: date
    dates: Mapping[str, date]
    cited: Mapping[str, Cited]
    not_found: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    note: str = ""
    ends: bool = False

    def changed(self) -> tuple[str, ...]:
        """Return the keys that the latest change set."""
        return tuple(key for key in KEYS if self.dates.get(key) == self.since)


def steps_of(id_: str, raw: Mapping[str, Any]) -> Iterator[Instrument]:
    """Yield an instrument after each of its changes.

    Raises
    ------
    ValueError
        When a value lacks source, locator or evidence, or a change is out of order.
    """
    name = id_.rpartition("/")[2]
    step = Instrument(name, raw["title"], {}, date.min, {}, {})
    notes: dict[date, str] = {}
    for change in raw["changes"]:
        if not change.keys() <= _OF_A_CHANGE or change["from"] <= step.since:
            raise ValueError(f"{id_}: unknown key, or out of order: {change}")
        notes[change["from"]] = change.get("note", "")
        step = _folded(id_, step, change)
        # What only names the rule tells nothing of how it stands later.
        held = {step.dates[key] for key in step.dates if key not in ("type", "by", "of", "counts")}
        kept = (notes[day] for day in sorted({*held, step.since}))
        yield replace(step, notes=tuple(note for note in kept if note))


def _folded(id_: str, before: Instrument, change: Mapping[str, Any]) -> Instrument:
    """Return an instrument as it stands after a change."""
    named = [key for key in KEYS if key in change]
    fields = {key: held for key, held in before.fields.items() if key not in named}
    where = {at: one for at, one in before.cited.items() if at.partition(".")[0] not in named}
    missing = tuple(key for key in before.not_found if key not in named)
    measure = change.get("by", before.fields.get("by"))
    for key in named:
        if change[key] == NOT_FOUND:
            missing += (key,)
            continue
        fields[key] = _held(f"{id_}.{key}", change[key], _KINDS.get(key) or PRICES.get(measure, ""))
        where.update(_citations(f"{id_}.{key}", key, change))
    dates = {**before.dates, **dict.fromkeys(named, change["from"])}
    return replace(
        before,
        fields={key: fields[key] for key in KEYS if key in fields},
        since=change["from"],
        dates=dates,
        cited=where,
        not_found=missing,
        note=str(change.get("note", "")),
        ends=bool(change.get("ends")),
    )


def _held(id_: str, raw: object, kind: str) -> object:
    """Return what stands under a key, as an instrument holds it."""
    key = id_.rpartition(".")[2]
    if key == "reference" and isinstance(raw, dict):
        return {pool: _given(f"{id_}.{pool}", one, kind) for pool, one in raw.items()}
    if key in ("level", "penalty", "buy_out"):
        return _given(id_, raw, kind)
    return raw["value"] if isinstance(raw, dict) and "value" in raw else raw


def _given(id_: str, raw: Any, kind: str) -> Given:
    return with_source(parse_quantity(raw["value"], kind), id_, cited(id_, raw))


def with_source(given: Given, id_: str, where: Cited) -> Given:
    """Return a number of the library: with its id, and where it stands."""
    return replace(
        given,
        source=str(sources()[where.source]["title"]),
        locator=where.locator,
        evidence=where.evidence,
        note=where.note,
        id=id_,
        origin="library",
    )


def _citations(id_: str, key: str, change: Mapping[str, Any]) -> Iterator[tuple[str, Cited]]:
    """Yield where a key stands: its own source, else the change's, else that of its level."""
    raw = change[key]
    if key == "reference":
        for pool, one in raw.items():
            yield f"{key}.{pool}", cited(f"{id_}.{pool}", one)
    elif isinstance(raw, dict) and "value" in raw:
        yield key, cited(id_, raw)
    else:
        whole = change if "source" in change else change.get("level", {})
        yield key, replace(cited(id_, whole), note="")


def cited(id_: str, raw: Any) -> Cited:
    """Return where a value stands.

    Raises
    ------
    ValueError
        When it lacks source, locator or evidence, or the source is none of the library's.
    """
    is_change = "from" in raw
    if not isinstance(raw, dict) or not (is_change or raw.keys() <= _OF_A_VALUE):
        raise ValueError(f"{id_}: a value with its source is needed.")
    source = raw.get("source", {})
    is_told = source.keys() == {"id", "locator"} and str(source["locator"]).strip()
    if not is_told or source["id"] not in sources() or raw.get("evidence") not in EVIDENCE:
        raise ValueError(f"{id_}: a library value needs source, locator and evidence.")
    note = "; ".join(str(raw[key]) for key in ("formula", "note") if key in raw)
    return Cited(source["id"], str(source["locator"]), raw["evidence"], note)
