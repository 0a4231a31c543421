"""The closed table of units: what a quantity measures, and the range it can have."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType


@dataclass(frozen=True)
class Kind:
    """What a quantity measures: its units, with exact factors to the first of them.

    A unit with ``¤`` stands for any three-letter currency code. Beyond ``least`` and ``most`` a
    value is a slip of the pen, and would only lead to infinities.
    """

    name: str
    example: str
    factors: Mapping[str, Decimal]
    least: float = 0.0
    most: float = math.inf

    @property
    def unit(self) -> str:
        """The unit that values are held in."""
        return next(iter(self.factors))

    @property
    def is_percent(self) -> bool:
        """Whether it is always written in per cent."""
        return "%" in self.factors

    @property
    def is_money(self) -> bool:
        """Whether its units hold a currency."""
        return "¤" in self.unit

    @property
    def is_plain(self) -> bool:
        """Whether it is a number alone, without a unit."""
        return set(self.factors) == {"1"}

    @property
    def example_unit(self) -> str:
        """The unit of the example; blank for a plain number."""
        return self.example.partition(" ")[2]


_ENERGY = "TJ=1 MJ=1e-6 GJ=1e-3 PJ=1e3 kWh=3.6e-6 MWh=3.6e-3 GWh=3.6 TWh=3.6e3"


def _kinds(*rows: tuple[str, str, str, float, float]) -> Mapping[str, Kind]:
    kinds = {}
    for name, example, units, least, most in rows:
        pairs = (unit.split("=") for unit in units.split())
        factors = {unit: Decimal(factor) for unit, factor in pairs}
        kinds[name] = Kind(name, example, MappingProxyType(factors), least, most)
    return MappingProxyType(kinds)


# Name, example, units (the first is held), least, most.
KINDS = _kinds(
    ("volume", "1307.255 Ml", "Ml=1 l=1e-6 hl=1e-4 m3=1e-3 kl=1e-3 Gl=1e3", 0, 1e9),
    ("energy", "42.5 PJ", _ENERGY, 0, 1e11),
    ("mass", "8.6 kt", "kt=1 t=1e-3 kg=1e-6 Mkg=1 Mt=1e3", 0, 1e9),
    ("share", "5.5 %", "1=1 %=0.01", 0, 1),
    ("saving", "50 %", "1=1 %=0.01", 0, 10),
    ("part of demand", "80 %", "1=1 %=0.01", 0, 10),
    ("ratio", "1", "1=1", 0, 1e12),
    ("heat per litre", "33 MJ/l", "MJ/l=1 GJ/m3=1 kWh/l=3.6 kWh/m3=3.6e-3", 0, 1e4),
    ("heat per mass", "43.2 MJ/kg", "MJ/kg=1 GJ/t=1 kWh/kg=3.6", 0, 1e4),
    ("density", "0.84 kg/l", "kg/l=1 kg/m3=1e-3", 0, 1e3),
    ("CO2 per energy", "83.8 g/MJ", "g/MJ=1 kg/GJ=1 t/TJ=1 kg/TJ=1e-3", -1e5, 1e5),
    ("CO2 per mass", "3.17 kg/kg", "kg/kg=1 t/t=1", 0, 1e3),
    ("CO2 per litre", "2.66 kg/l", "kg/l=1 t/m3=1", 0, 1e3),
    ("exhaust curve", "-0.006 /%", "/%=1", -1, 1),
    ("price per litre", "3.05 NOK/l", "¤/l=1 ¤/hl=1e-2 ¤/m3=1e-3", -1e12, 1e12),
    ("price per tonne", "1523 NOK/t", "¤/t=1 ¤/kg=1e3", -1e12, 1e12),
    ("price per energy", "19 EUR/GJ", "¤/GJ=1 ¤/MJ=1e3 ¤/TJ=1e-3", -1e12, 1e12),
    ("price per barrel", "60 USD/bbl", "¤/bbl=1", 0, 1e12),
    ("amount of money", "0.1 MNOK", "M¤=1 ¤=1e-6 k¤=1e-3 G¤=1e3", 0, 1e12),
    ("working time", "2 weeks", "weeks=1 week=1 days=0.2 day=0.2", 0, 1e9),
    ("yearly use", "800 l", "l=1 hl=100 m3=1e3", 0, 1e9),
    ("elasticity", "-0.3", "1=1", -5, 0),
)
# Nearer to zero than this, in the held unit, nothing can be measured.
SMALLEST = 1e-15
