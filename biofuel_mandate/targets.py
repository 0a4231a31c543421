"""What a target, and the ends of a range, are written in: a result's unit, a value's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.grammar import QuantityError, read_quantity, written_in
from biofuel_mandate.quantities import KINDS, Given, kind_of
from biofuel_mandate.units import Kind
from biofuel_mandate.words import shown

_ZERO = re.compile(r"-?0+(\.0+)?")


@dataclass(frozen=True)
class Measure:
    """How a number is written for a reader.

    Attributes
    ----------
    unit : str
        Blank for a plain number.
    factor : float
        How much of the held unit one of these is.

    Examples
    --------
    >>> Measure("%", 0.01).written(0.055)
    5.5
    """

    unit: str
    factor: float

    def written(self, value: float) -> float:
        """Return a number in this unit."""
        return float(Decimal(repr(value)) / Decimal(repr(self.factor)))


def measure_of(given: Given) -> Measure:
    """Return the measure that a value was given in.

    Examples
    --------
    >>> measure_of(Given(1080.0, "TJ", "energy", text="300 GWh"))
    Measure(unit='GWh', factor=3.6)
    """
    kind = kind_of(given)
    if not given.text:
        return _usual(kind, given.unit)
    unit, factor = written_in(given.text, kind)
    return Measure("" if unit == "1" else unit, factor)


def read_target(text: str, name: str, unit: str, currency: str) -> tuple[float, Measure]:
    """Read what a result is to become.

    Parameters
    ----------
    text : str
        A quantity with a unit, such as "100 kt"; zero needs none.
    name : str
        The result's equation: it tells a share from a ratio.
    unit : str
        The result's unit, as in results.csv.
    currency : str

    Returns
    -------
    value : float
        In the result's unit.
    measure : Measure
        What the target is written in.

    Raises
    ------
    ScenarioError
        When it is not a quantity of the result's kind.

    Examples
    --------
    >>> read_target("100 kt", "life_cycle_reduction_t", "t", "NOK")
    (100000.0, Measure(unit='kt', factor=1000.0))
    """
    return _read(text, _result_kind(name, unit, currency), unit, "TARGET")


def read_end(text: str, given: Given, option: str) -> float:
    """Read an end of the range of a value, which is written like the value.

    Raises
    ------
    ScenarioError
        When it is not a quantity of the value's kind.
    """
    return _read(text, kind_of(given), given.unit, option)[0]


def _read(text: str, kind: Kind, held: str, about: str) -> tuple[float, Measure]:
    if _ZERO.fullmatch(text.strip()):
        return 0.0, _usual(kind, held)
    try:
        value, unit = read_quantity(text, kind)
    except QuantityError as error:
        raise ScenarioError([Fault(error.got, error.do, about)]) from None
    if unit != held:
        got = f"{shown(text)} is in another currency"
        raise ScenarioError([Fault(got, f"Write it in {held[:3]}.", about)])
    written, factor = written_in(text, kind)
    return value, Measure("" if written == "1" else written, factor)


def _usual(kind: Kind, held: str) -> Measure:
    if kind.is_percent:
        return Measure("%", float(kind.factors["%"]))
    return Measure("" if held == "1" else held, 1.0)


def _result_kind(name: str, unit: str, currency: str) -> Kind:
    """Return the kind of a result: that of a value, held in its unit, and signed as changes are."""
    if unit == f"M{currency}":
        factors = {unit: Decimal(1), currency: Decimal("1e-6")}
        return Kind("cost", f"300 {unit}", factors, least=-1e12, most=1e12)
    if unit == currency:
        return Kind("bill", f"300 {unit}", {unit: Decimal(1)}, least=-1e12, most=1e12)
    generic = re.sub(f"^{currency}/", "¤/", unit)
    if generic == "1":
        base = KINDS["ratio" if name.endswith("_ratio") else "share"]
    else:
        base = next(kind for kind in KINDS.values() if generic in kind.factors)
    one = base.factors[generic]
    factors = {generic: Decimal(1)} | {other: held / one for other, held in base.factors.items()}
    most = base.most / float(one)
    return Kind(base.name, base.example, factors, least=-most, most=most)
