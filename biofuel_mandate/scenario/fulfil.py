"""How a case meets its quota: in proportion, as observed, or what each pool sells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from biofuel_mandate.grammar import QuantityError
from biofuel_mandate.quantities import KINDS, Given, parse_given, parse_quantity
from biofuel_mandate.scenario.fields import POOLS, Parsed, written_unit
from biofuel_mandate.words import NOTHING, nearest, printable, shown, suggest


@dataclass(frozen=True)
class Fill:
    """How much of one component, or of one grade, a case sells.

    ``how`` is ``share`` (of its grade's volume), ``volume``, ``energy`` or ``mass`` (of a gas),
    ``rest`` (fills up to the quota), ``free`` (suppliers choose), ``observed`` (the base year's
    share), or ``share of case`` and ``litres of case``.
    """

    how: str
    given: Given | None = None
    case: str = ""


@dataclass(frozen=True)
class Fulfilment:
    """How a case meets its quota.

    Attributes
    ----------
    how : str
        ``proportion`` (all biofuels scale together up to the quota), ``observed``, ``blend``, or
        ``least cost`` (suppliers choose; the fills then only say what may be sold).
    ratios : dict
        Litres of each component in proportion to each other, where not as observed.
    fills : dict
        (pool, grade, component) to Fill; a blank grade is the pool's own.
    sales : dict
        (pool, grade) to Fill, for each grade named.
    """

    how: str
    ratios: Mapping[str, Given]
    fills: Mapping[tuple[str, str, str], Fill]
    sales: Mapping[tuple[str, str], Fill | None]


FILL_FORM = (
    'Write a share ("5.0 %"), a volume ("52 Ml"), of a gas an energy ("120 GWh"), "rest", '
    '"as observed", "as in CASE" or "litres as in CASE".'
)
LEAST_COST = "least cost"
_CHOICE_FORM = (
    'Write "least cost", or what may be sold: '
    "{least cost: {petrol: {E5: [ethanol]}, diesel: [fame, hvo]}}."
)
_FULFIL_FORM = (
    'Write "in proportion", "as observed", "least cost", or what each pool sells: '
    "{petrol: {ethanol: 5.0 %}, diesel: {fame: rest}}."
)
_NUMERIC = re.compile(r"[-+.,\d\u2012-\u2015\u2212]")
_AS_IN = (("litres as in", "litres of case"), ("as in", "share of case"))
_PHRASES = ("rest", "as observed")
_WAYS = ("in proportion", "as observed", LEAST_COST)
_GIVEN_KEYS = frozenset(("value", "low", "high", "source", "locator", "evidence", "note"))


def parse_fill(data: object) -> Fill:
    """Read how much of a component is sold.

    Examples
    --------
    >>> parse_fill("litres as in reference").case
    'reference'
    """
    if isinstance(data, str):
        if data in _PHRASES:
            return Fill(data.removeprefix("as "))
        for phrase, how in _AS_IN:
            head, _, case = data.partition(f"{phrase} ")
            if not head and case.strip():
                return Fill(how, case=case.strip())
    value = data.get("value") if isinstance(data, dict) else data
    if value is None or value is NOTHING or isinstance(value, list | dict | bool):
        if not isinstance(data, dict):
            got = "nothing is written here" if value is NOTHING else f"{shown(value)} is no amount"
            raise ExceptionGroup("fill", [QuantityError(got, FILL_FORM)])
    elif isinstance(value, str) and ("/" in value or not _NUMERIC.match(value.strip())):
        raise ExceptionGroup("fill", [_no_amount(value)])
    if isinstance(value, int | float) and value > 1:
        do = f'Write "{shown(value)} %" or "{shown(value)} Ml".'
        within = ("value",) if isinstance(data, dict) else ()
        raise ExceptionGroup("fill", [QuantityError(f"{shown(value)} has no unit", do, within)])
    if isinstance(value, str) and re.fullmatch(r".*[SN]m[3³]", value.strip()):
        do = 'Write its energy ("120 GWh") or its mass ("8.6 kt").'
        raise ExceptionGroup("fill", [QuantityError(f"{shown(value)} is a volume of gas", do)])
    how = _measure(value)
    return Fill(how, parse_given(data, how))


def _measure(value: object) -> str:
    """Return what an amount is of, by its unit: share, volume, energy or mass."""
    written = written_unit(value)
    for kind in ("volume", "energy", "mass"):
        if written in KINDS[kind].factors:
            return kind
    return "volume" if written[-1:] in ("l", "3") else "share"


def _no_amount(value: str) -> QuantityError:
    meant = nearest(value, _PHRASES) if len(value) > 2 else ""
    do = f'Did you mean "{meant}"?' if meant else FILL_FORM
    return QuantityError(f"{shown(value)} is not an amount", do)


def parse_fulfil(data: object) -> Fulfilment:
    """Read how a case meets its quota."""
    if isinstance(data, str) and data in _WAYS:
        how = str(data).removeprefix("in ").removeprefix("as ")
        return Fulfilment(how, {}, {}, {})
    if not isinstance(data, dict) or not data:
        raise ExceptionGroup("fulfil", [_no_way(data)])
    reader = _FulfilReader()
    if "in proportion" in data:
        reader.read_ratios(data)
    elif LEAST_COST in data:
        reader.read_choice(data)
    else:
        for pool, sold in data.items():
            reader.read_pool(pool, sold)
    if reader.errors:
        raise ExceptionGroup("fulfil", reader.errors)
    how = "proportion" if reader.ratios else LEAST_COST if LEAST_COST in data else "blend"
    return Fulfilment(how, reader.ratios, reader.fills, reader.sales)


def _no_way(data: object) -> QuantityError:
    if not data or data is NOTHING:
        return QuantityError("nothing says how the quota is met", _FULFIL_FORM)
    meant = nearest(data, _WAYS) if isinstance(data, str) else ""
    do = f'Did you mean "{meant}"?' if meant else _FULFIL_FORM
    return QuantityError(f"{shown(data)} is not a way to meet a quota", do)


class _FulfilReader:
    """Collects amounts and every fault of one ``fulfil`` block."""

    def __init__(self) -> None:
        self.errors: list[QuantityError] = []
        self.ratios: dict[str, Given] = {}
        self.fills: dict[tuple[str, str, str], Fill] = {}
        self.sales: dict[tuple[str, str], Fill | None] = {}

    def read_ratios(self, data: Mapping[str, object]) -> None:
        ratios = data["in proportion"]
        if len(data) > 1 or not isinstance(ratios, dict) or not ratios:
            beside = " and ".join(f'"{printable(key)}"' for key in data if key != "in proportion")
            got = f"{beside} stands beside" if beside else "no ratios stand under"
            form = 'Write "in proportion: {ethanol: 1, fame: 9}" and nothing beside it.'
            self.errors.append(QuantityError(f'{got} "in proportion"', form))
            return
        for component, ratio in ratios.items():
            try:
                self.ratios[component] = parse_quantity(ratio, "ratio")
            except QuantityError as error:
                path = ("in proportion", component)
                self.errors.append(QuantityError(error.got, error.do, path))

    def read_choice(self, data: Mapping[str, object]) -> None:
        """Read what may be sold: biofuels by pool, or by grade of a pool."""
        pools = data[LEAST_COST]
        if len(data) > 1 or not isinstance(pools, dict) or not pools:
            beside = " and ".join(f'"{printable(key)}"' for key in data if key != LEAST_COST)
            got = f"{beside} stands beside" if beside else "nothing stands under"
            if not beside and pools and pools is not NOTHING:
                got = f"{shown(pools)} names no pool under"
            self.errors.append(QuantityError(f'{got} "{LEAST_COST}"', _CHOICE_FORM))
            return
        for pool, sold in pools.items():
            path = (LEAST_COST, pool)
            if pool not in POOLS:
                got = f'unknown pool "{printable(pool)}"'
                self.errors.append(QuantityError(got, suggest(pool, POOLS), path))
            elif isinstance(sold, dict) and sold:
                for grade, names in sold.items():
                    self.sales[pool, grade] = None
                    self._read_names((pool, grade), names, (*path, grade))
            else:
                self._read_names((pool, ""), sold, path)
        if not self.fills and not self.errors:
            # Taken for a bare "least cost", it would let suppliers sell everything.
            got = f'no biofuel is named under "{LEAST_COST}"'
            form = "Name what may be sold; no biofuel at all is fulfil: {petrol: {}, diesel: {}}."
            self.errors.append(QuantityError(got, form, (LEAST_COST,)))

    def _read_names(self, at: tuple[str, str], names: object, path: tuple[str, ...]) -> None:
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            got = f"{shown(names)} is no list of biofuels"
            self.errors.append(QuantityError(got, _CHOICE_FORM, path))
            return
        for name in names:
            self.fills[(*at, name)] = Fill("free")

    def read_pool(self, pool: str, sold: object) -> None:
        if pool not in POOLS:
            known = (*POOLS, "in proportion", LEAST_COST)
            got = f'unknown pool "{printable(pool)}"'
            self.errors.append(QuantityError(got, suggest(pool, known), (pool,)))
        elif not isinstance(sold, dict):
            got = (
                "nothing is written here" if sold is NOTHING else f"{shown(sold)} names no biofuel"
            )
            form = f"Write {pool}: {{ethanol: 5.0 %}}, or {pool}: {{}} for no biofuel."
            self.errors.append(QuantityError(got, form, (pool,)))
        else:
            for name, amount in sold.items():
                if isinstance(amount, dict) and not (amount and set(amount) <= _GIVEN_KEYS):
                    self._read_grade(pool, name, amount)
                else:
                    self._read_fill((pool, "", name), amount, (pool, name))

    def _read_grade(self, pool: str, grade: str, sold: Mapping[str, object]) -> None:
        self.sales[pool, grade] = None
        for name, amount in sold.items():
            path = (pool, grade, name)
            if name == "sales":
                self.sales[pool, grade] = self._sales(amount, path)
            else:
                self._read_fill((pool, grade, name), amount, path)

    def _sales(self, amount: object, path: tuple[str, ...]) -> Fill | None:
        fill = self._parse(amount, path)
        if fill is not None and fill.how not in ("share", "volume", "rest"):
            do = 'Write a share ("30 %"), a volume ("500 Ml") or "rest".'
            got = f"{shown(amount)} is not an amount of a grade"
            self.errors.append(QuantityError(got, do, path))
        return fill

    def _read_fill(self, key: tuple[str, str, str], amount: object, path: tuple[str, ...]) -> None:
        fill = self._parse(amount, path)
        if fill is not None:
            self.fills[key] = fill

    def _parse(self, amount: object, path: tuple[str, ...]) -> Fill | None:
        try:
            return parse_fill(amount)
        except ExceptionGroup as group:
            self.errors += [
                QuantityError(error.got, error.do, path + error.within)
                for error in group.exceptions
                if isinstance(error, QuantityError)
            ]
        return None


_FILL_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "object"}]}
Fulfil = Annotated[
    Fulfilment,
    Parsed(
        parse_fulfil,
        {
            "anyOf": [
                {"enum": list(_WAYS)},
                {
                    "type": "object",
                    "properties": {
                        "in proportion": {
                            "type": "object",
                            "additionalProperties": {"type": "number", "minimum": 0},
                        },
                        **{
                            pool: {"type": "object", "additionalProperties": _FILL_SCHEMA}
                            for pool in POOLS
                        },
                        LEAST_COST: {"type": "object"},
                    },
                    "additionalProperties": False,
                },
            ]
        },
    ),
]
