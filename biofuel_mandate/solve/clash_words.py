"""How a clash is told: what each rule asks for, what the others allow, and what to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from biofuel_mandate.rules.rows import Row
from biofuel_mandate.solve.clash import Clash, is_had
from biofuel_mandate.solve.figures import amount as amount_text
from biofuel_mandate.solve.figures import share
from biofuel_mandate.solve.relax import Lever, is_share

_MEASURES = {"Ml": " by volume", "TJ": " by energy", "t": " by greenhouse gas"}
_RULES = ("quota", "sub-quota", "cap")
# Two levels nearer than this, relative, are told as one.
_SAME = 1e-6


def tell(clash: Clash) -> tuple[str, str]:
    """Return what clashes and what to do, as in a fault.

    A figure that would be enough is rounded to the side on which it is.
    """
    if not clash.rows:
        rows = clash.ground.system.equations
        names = dict.fromkeys(row.name.removeprefix("energy of ") for row in rows)
        got = f"nothing that may be sold holds the energy of {listed(tuple(names))}"
        return got, "Check the heat values and efficiencies, or let other fuels be sold."
    got = f"the rules clash: {_said(clash)}"
    if clash.second:
        clashes = "clash" if clash.second[1:] else "clashes"
        got += f"; {_with_figures(clash, clash.second)} {clashes} too"
    alone = _changes(clash, clash.relaxed, "or")
    jointly = _changes(clash, clash.together, "and")
    if not alone:
        few = "Lifting one of them is not enough."
        return got, f"{few} {_sentence(jointly) or 'Let more fuels or grades be sold.'}"
    return got, _sentence(f"{alone}, or else {jointly}" if jointly else alone)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def listed(words: Sequence[str], last: str = "and") -> str:
    """List words in a sentence.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b", "c"], "or")
    ('a', 'a, b or c')
    """
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def _said(clash: Clash) -> str:
    """Say what the first row asks for, and what the others allow."""
    first, *others = clash.rows
    lever = Lever((first,))
    asks = "asks for" if first.sense == ">=" else "allows at most"
    said = f"{_name(first)} {asks} {_level(clash, lever)}{_by(first)}, while"
    if clash.unsupplied is None:
        return f"{said} {_allowing(clash, others, clash.allowed)}{_in_all(clash)}"
    held = _allowing(clash, [row for row in others if not is_had(row)], clash.unsupplied)
    had = listed([_supplied(row, first) for row in others if is_had(row)])
    return f"{said} {held}, with {had} {_level(clash, lever, clash.allowed)}{_in_all(clash)}"


def _allowing(clash: Clash, rows: Sequence[Row], level: float | None) -> str:
    """Say what some rows allow of the first one."""
    first = Lever(clash.rows[:1])
    verb = "allow" if first.sense == ">=" else "need"
    told = "nothing that can be had" if level is None else _level(clash, first, level)
    return f"{_with_figures(clash, rows)} {verb}{'s' if len(rows) == 1 else ''} {told}"


def _in_all(clash: Clash) -> str:
    """Say what all rules and limits allow of the first one, where that is another level."""
    first, own = Lever(clash.rows[:1]), clash.relaxed.get(clash.rows[0].name)
    is_part = bool(clash.rows[0].supplier) and not first.is_share
    if own is None or clash.allowed is None or is_part:
        return ""
    if abs(own - clash.allowed) <= _SAME * abs(own):
        return ""
    return f", and all rules and limits {_level(clash, first, own)}"


def _by(row: Row) -> str:
    """Say what the share that a rule asks for is measured by."""
    return _MEASURES[row.unit] if is_share(row) and row.kind in _RULES else ""


def _name(row: Row) -> str:
    return f'"{row.name}"' + (f" of {row.supplier}" if row.supplier else "")


def _with_figures(clash: Clash, rows: Sequence[Row]) -> str:
    """List rows with what each asks for or allows."""
    told = []
    for row in rows:
        side = "at least" if row.sense == ">=" else "at most"
        level = _level(clash, Lever((row,)))
        level += _by(row) if row.unit != clash.rows[0].unit else ""
        told.append(f"{_name(row)} ({level if row.name.endswith(side) else f'{side} {level}'})")
    return listed(told) if told else "the fuels that may be sold"


def _supplied(row: Row, first: Row) -> str:
    """Name what is limited in supply, and whether the first row counts it twice."""
    held = [column for column in row.left if first.base.get(column)]
    counted = [first.left.get(column, 0.0) / first.base[column] for column in held]
    is_twice = first.unit != "t" and bool(held) and all(often == 2.0 for often in counted)
    had = amount_text(float(row.constant), row.unit)
    what = row.name.removeprefix("supply curve of ").removeprefix("supply of ")
    return f"the {had} of {'double-counted ' if is_twice else ''}{what}"


def _changes(clash: Clash, amounts: Mapping[str, float], word: str) -> str:
    """Say to what each rule or limit would have to be lowered or raised."""
    told: dict[str, list[str]] = {">=": [], "<=": []}
    for name, amount in amounts.items():
        lever = clash.lever(name)
        if _is_sensible(lever, amount):
            in_all = " in all" if not lever.is_share and len(lever.rows) > 1 else ""
            told[lever.sense].append(f'"{name}" to {_level(clash, lever, amount)}{in_all}')
    parts = [
        f"{verb} {listed(told[sense], word)}"
        for verb, sense in (("lower", ">="), ("raise", "<="))
        if told[sense]
    ]
    return f", {word} ".join(parts)


def _is_sensible(lever: Lever, amount: float) -> bool:
    return amount >= 0.0 and (amount <= 1.0 or not lever.is_share)


def _level(clash: Clash, lever: Lever, amount: float | None = None) -> str:
    """Write a level in its unit: that asked for, or one that would be enough."""
    sense, number = ("", lever.amount) if amount is None else (lever.sense, amount)
    if lever.is_share:
        return share(number, sense, lever.amount)
    row = lever.rows[0]
    absolute = amount_text(number, row.unit, sense, lever.amount)
    if row.kind != "vehicle limit":
        return absolute
    energy = _energy(clash, lever)
    of_pool = share(number / energy, sense, lever.amount / energy)
    if amount is None:
        absolute = amount_text(number, row.unit, "<=", number * 2)
    return f"{of_pool} of the energy of {row.place[1]}, {absolute}"


def _energy(clash: Clash, lever: Lever) -> float:
    """Return the energy of the pool that a limit of vehicles is a share of [TJ]."""
    mine = {(f"energy of {row.place[1]}", row.supplier) for row in lever.rows}
    rows = clash.ground.system.equations
    return sum(float(row.constant) for row in rows if (row.name, row.supplier) in mine)
