"""Names at the ends of lines: each as near to its line as the others let it stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from biofuel_mandate.report.charts.layout import balance
from biofuel_mandate.report.charts.style import Type


@dataclass(frozen=True)
class End:
    """What stands at the end of a line or a part.

    Attributes
    ----------
    of : str
    start : tuple of float
        Where the line ends [pt].
    colour : str
        Of what it names; blank where it names nothing that is drawn.
    width : float
        Of the line; 0 where it names an area, whose name has a box of its colour.
    dashes : tuple of float
    """

    of: str
    start: tuple[float, float]
    colour: str = ""
    width: float = 0.0
    dashes: tuple[float, ...] = ()


Written = tuple[tuple[tuple[str, Type], ...], ...]


def written(name: str, number: str, kind: Type, room: float) -> Written:
    """Return a name in lines that fit, and its number, stronger, at the end or beneath.

    Parameters
    ----------
    name, number : str
    kind : Type
        Of the name.
    room : float
        [pt]

    Returns
    -------
    tuple of lines
        Each of one text or two, with their types.
    """
    strong = Type(kind.size, kind.leading, 600)
    lines = [((text, kind),) for text in balance(name, kind, room)]
    last = lines[-1][0][0]
    if kind.width(last + " ") + strong.width(number) <= room:
        return (*lines[:-1], ((last, kind), (number, strong)))
    return (*lines, ((number, strong),))


def height_of(lines: Written) -> float:
    """Return how high lines are [pt]."""
    return sum(line[0][1].leading for line in lines)


def width_of(lines: Written) -> float:
    """Return how wide the widest line is [pt]."""
    return max(sum(kind.width(text + " ") for text, kind in line) for line in lines)


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Return where blocks stand that want to be centred at some places, without overlap.

    Blocks that would meet stand together, as near as can be to where they want to be.

    Parameters
    ----------
    wanted : sequence of float
        Centres, rising.
    heights : sequence of float
    low, high : float
        Between which all stand, if they fit.

    Returns
    -------
    list of float
        Centres.

    Examples
    --------
    >>> spread([10, 12, 50], [10, 10, 10], 0, 100)
    [6.0, 16.0, 50.0]
    """
    groups: list[tuple[float, list[float]]] = []  # top of a group, and its heights
    for centre, height in zip(wanted, heights, strict=True):
        mine: tuple[float, list[float]] = (centre - height / 2, [height])
        mine = (_within(mine, low, high), mine[1])
        while groups and groups[-1][0] + sum(groups[-1][1]) > mine[0]:
            above = groups.pop()
            mine = _joined(above, mine, low, high)
        groups.append(mine)
    found = []
    for top, members in groups:
        down = top
        for height in members:
            found.append(down + height / 2)
            down += height
    return found


_Group = tuple[float, list[float]]


def _joined(above: _Group, below: _Group, low: float, high: float) -> _Group:
    """Put two groups together, each pulling with as many members as it has."""
    one, other = len(above[1]), len(below[1])
    # Where the whole would begin, for each to stay where it is.
    tops = above[0], below[0] - sum(above[1])
    top = (tops[0] * one + tops[1] * other) / (one + other)
    members = above[1] + below[1]
    return _within((top, members), low, high), members


def _within(group: _Group, low: float, high: float) -> float:
    return max(low, min(group[0], high - sum(group[1])))
