"""What a country's law asks for over a year in which it changes: levels weighed by months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from biofuel_mandate.library.instruments import Instrument
from biofuel_mandate.library.laws import Law, LawError
from biofuel_mandate.quantities import EVIDENCE, Given

_DO = 'Take "timing: each part on its own", or "on:" a day.'


def over(law: Law, days: Sequence[date]) -> tuple[Instrument, ...]:
    """Return the rules of a law over some months, each level the average by months.

    Parameters
    ----------
    law : Law
    days : sequence of date
        The first day of each month.

    Raises
    ------
    LawError
        When a day is outside what is known, or more than levels changes between them.

    Examples
    --------
    >>> from biofuel_mandate.library.laws import read_law
    >>> months = [date(2017, month, 1) for month in range(1, 13)]
    >>> round(over(read_law("norway"), months)[0].fields["level"].value, 6)
    0.0725
    """
    held = [law.on(day) for day in days]
    latest = {one.name: one for month in held for one in month}
    in_order = [name for name in law.steps if name in latest]
    return tuple(_averaged(law, latest[name], name, held) for name in in_order)


def _averaged(
    law: Law, latest: Instrument, name: str, held: Sequence[tuple[Instrument, ...]]
) -> Instrument:
    """Return one rule over the months; in those without it, it asks for nothing."""
    steps = [next((one for one in month if one.name == name), None) for month in held]
    if all(step is not None and step.fields == latest.fields for step in steps):
        return latest
    year = latest.since.year
    for step in steps:
        if step is not None and _but_level(step) != _but_level(latest):
            got = f"the {name} of {law.name['en']} changes in more than its level within the year"
            raise LawError(got, _DO)
    if latest.fields.get("type") == "cap" and None in steps:
        got = f"the {name} of {law.name['en']} is a cap that begins or ends inside {year}"
        raise LawError(got, _DO)
    levels = [step.fields.get("level") if step else None for step in steps]
    given = [level for level in levels if isinstance(level, Given)]
    if len(given) < sum(step is not None for step in steps):
        raise LawError(f"a level of the {name} of {law.name['en']} was not found", _DO)
    worst = max((one.evidence for one in given), key=EVIDENCE.index)
    value = sum(one.value for one in given) / len(steps)
    average = replace(
        given[-1],
        value=value,
        text=f"{value * 100:.10g} %",
        evidence="unverified" if worst == "unverified" else "derived",
        note=f"average of {' and '.join(_told(levels))}",
    )
    return replace(latest, fields={**latest.fields, "level": average})


def _but_level(step: Instrument) -> dict[str, object]:
    return {key: held for key, held in step.fields.items() if key != "level"}


def _told(levels: Sequence[object]) -> Iterator[str]:
    """Yield each level with the months that it holds, in order of time."""
    texts = [level.text if isinstance(level, Given) else "nothing" for level in levels]
    for text, months in Counter(texts).items():
        yield f"{text} for {months} months"
