"""What the library knows of exhaust: curves by share of biodiesel, and which way else it goes."""

from __future__ import annotations

from typing import NamedTuple

from biofuel_mandate.library import read_topic, sources

_ENDING = ".fame_curve_per_percent"


class Direction(NamedTuple):
    """Which way a fuel changes what it emits, where a source gives no more.

    ``what`` is by language; ``direction`` and ``sure`` are codes, whose words stand with the texts
    of the reports; ``source`` is its title and the place in it.
    """

    fuel: str
    what: dict[str, str]
    direction: str
    sure: str
    source: str
    evidence: str


def curves_known() -> tuple[str, ...]:
    """Return the sets of curves.

    Examples
    --------
    >>> curves_known()
    ('epa-2002',)
    """
    names = read_topic("air").values
    return tuple(dict.fromkeys(name.partition(".")[0] for name in names))


def pollutants_of(curves: str) -> tuple[str, ...]:
    """Return the pollutants that a set has a curve of.

    Examples
    --------
    >>> pollutants_of("epa-2002")
    ('NOx', 'PM', 'CO', 'HC')
    """
    start = f"{curves}."
    names = (name for name in read_topic("air").values if name.startswith(start))
    return tuple(name.removeprefix(start).removesuffix(_ENDING) for name in names)


def curve_name(curves: str, pollutant: str) -> str:
    """Return the name of a curve's value.

    Examples
    --------
    >>> curve_name("epa-2002", "NOx")
    'epa-2002.NOx.fame_curve_per_percent'
    """
    return f"{curves}.{pollutant}{_ENDING}"


def esters() -> tuple[str, ...]:
    """Return the fuels that the curves take for biodiesel."""
    return tuple(read_topic("air").head["esters"])


def directions() -> tuple[Direction, ...]:
    """Return which way exhaust changes, fuel by fuel."""
    return tuple(
        Direction(
            one["fuel"],
            one["what"],
            one["direction"],
            one["sure"],
            f"{sources()[one['source']['id']]['title']}, {one['source']['locator']}",
            one["evidence"],
        )
        for one in read_topic("air").head["directions"]
    )
