"""The registry of equations, and the names of the values that they take.

An equation is a plain function of floats or arrays. The names of its parameters are names of
values or of other equations, with a prefix where another key is meant: ``baseline_`` (the
baseline case), ``fossil_`` (the fossil fuel of the same pool), ``biofuel_`` and ``total_`` (the sum
over the biofuels, or all fuels, of the pool). Its own name ends in its unit. There is no second
list of equations: the assessment, the result rows and ``explain`` read this one.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from biofuel_mandate.arrays import Number

BIOFUEL, FOSSIL, TOTAL, UNATTRIBUTED = "biofuel", "fossil", "total", "unattributed"
AGGREGATES = (BIOFUEL, FOSSIL, TOTAL)
# A component of result rows: all fuel of the diesel pool alone.
TOTAL_OF_DIESEL = "total of diesel"
PREFIXES = ("baseline_", "fossil_", "biofuel_", "total_")

# The unit that a name's ending stands for; ¤ is the scenario's currency.
SUFFIXES = {
    "_ml": "Ml",
    "_tj": "TJ",
    "_kt": "kt",
    "_t": "t",
    "_mcur": "M¤",
    "_cur_per_bbl": "¤/bbl",
    "_weeks": "weeks",
    "_cur_per_l": "¤/l",
    "_cur_per_t": "¤/t",
    "_cur_per_gj": "¤/GJ",
    "_cur_per_mj": "¤/MJ",
    "_cur": "¤",
    "_l": "l",
    "_mj_per_l": "MJ/l",
    "_mj_per_kg": "MJ/kg",
    "_kg_per_l": "kg/l",
    "_kg_per_kg": "kg/kg",
    "_g_per_mj": "g/MJ",
    "_mj": "MJ",
    "_per_percent": "/%",
    "_share": "1",
    "_ratio": "1",
    "saving": "1",
}


class Key(NamedTuple):
    """What a number is about; a blank dimension does not apply, or is summed over."""

    case: str = ""
    pool: str = ""
    grade: str = ""
    component: str = ""
    rule: str = ""
    saving: str = ""
    line: str = ""
    tax: str = ""
    step: str = ""
    supplier: str = ""
    treatment: str = ""
    oil: str = ""
    task: str = ""
    charge: str = ""
    pollutant: str = ""


# What an amount that is sold varies over.
SOLD = ("case", "pool", "grade", "component", "supplier")


@dataclass(frozen=True)
class ValueName:
    """A value that a scenario or the library gives: its dimensions, and whether it adds up.

    ``by`` are the dimensions it is bound by: fewer than ``dims`` where it stands for an equation.
    """

    name: str
    dims: tuple[str, ...]
    sums: bool = False
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Equation:
    """One registered equation.

    Attributes
    ----------
    name : str
        The function's name; its ending tells the unit.
    number : str
        Number in the method.
    unit : str
        Unit of what it returns.
    variable, detail : str
        Columns of results.csv; a blank variable stays out of the results.
    over : tuple of str
        Components that result rows are made for: ``each``, ``each biofuel``, ``each fossil``,
        ``each pool`` (all fuel of each), an aggregate, or ``total of diesel``.
    each : tuple of str
        Further dimensions a row is made for each of: ``saving``, ``line``, ``tax``, ``charge``,
        ``pollutant``.
    sums : bool
        Whether aggregates are the sum of their members; otherwise it is evaluated at them.
    by_grade : bool
        Whether a component is the sum over the grades that hold it.
    of_litres : bool
        Whether it says nothing of a gas, which is sold by energy.
    of_choice : bool
        Whether results hold it only where suppliers choose in some case.
    by_supplier : bool
        Whether the market is the sum over suppliers, where there are several.
    by_pool : bool
        Whether all is the sum over the pools that ``where`` is given of.
    where : tuple of str
        Values without which results do not hold it: nobody asked, so nothing is missing.
    """

    name: str
    number: str
    unit: str
    function: Callable[..., Number]
    variable: str = ""
    detail: str = ""
    over: tuple[str, ...] = ()
    each: tuple[str, ...] = ()
    sums: bool = False
    by_grade: bool = False
    of_litres: bool = False
    of_choice: bool = False
    by_supplier: bool = False
    by_pool: bool = False
    where: tuple[str, ...] = ()

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of the values and results that the function takes."""
        return tuple(inspect.signature(self.function).parameters)

    @cached_property
    def takes(self) -> tuple[tuple[str, str], ...]:
        """Return prefix and name of what each parameter stands for."""
        return tuple(split_prefix(parameter) for parameter in self.parameters)

    @cached_property
    def is_difference(self) -> bool:
        """Whether the result compares a case with its baseline."""
        return any(
            "baseline_" in prefix or (base in EQUATIONS and EQUATIONS[base].is_difference)
            for prefix, base in self.takes
        )

    @property
    def title(self) -> str:
        """First line of the docstring."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0].rstrip(".")

    @cached_property
    def formula(self) -> str:
        """What the function returns, as it stands in the code."""
        tree = ast.parse(textwrap.dedent(inspect.getsource(self.function)))
        returned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
        return ast.unparse(returned[-1]) if returned and returned[-1] else ""


EQUATIONS: dict[str, Equation] = {}
VALUES: dict[str, ValueName] = {}


def unit_of(name: str) -> str:
    """Return the unit that a name ends in.

    Examples
    --------
    >>> unit_of("lhv_mj_per_l"), unit_of("extra_volume_ml")
    ('MJ/l', 'Ml')
    """
    fitting = [suffix for suffix in SUFFIXES if name.endswith(suffix)]
    if not fitting:
        raise ValueError(f"{name}: the name does not end in a unit. Known: {', '.join(SUFFIXES)}.")
    return SUFFIXES[max(fitting, key=len)]


def declare(name: str, *dims: str, sums: bool = False, by: tuple[str, ...] = ()) -> None:
    """Register the name of a value that equations may take."""
    unit_of(name)
    VALUES[name] = ValueName(name, dims, sums, by or dims)


def equation(
    number: str,
    variable: str = "",
    detail: str = "",
    over: tuple[str, ...] = (),
    each: tuple[str, ...] = (),
    where: tuple[str, ...] = (),
    **flags: bool,
) -> Callable[[Callable[..., Number]], Callable[..., Number]]:
    """Register a function as an equation of the method.

    The parameters are the attributes of ``Equation``; ``flags`` are its truth values.

    Returns
    -------
    callable
        The function itself, unchanged.

    Raises
    ------
    ValueError
        When the name does not end in a unit, or is taken.
    """

    def register(function: Callable[..., Number]) -> Callable[..., Number]:
        name = function.__name__
        if name in EQUATIONS:
            raise ValueError(f"{name}: there is an equation of that name already.")
        unit = unit_of(name)
        EQUATIONS[name] = Equation(
            name, number, unit, function, variable, detail, over, each, where=where, **flags
        )
        return function

    return register


def split_prefix(name: str) -> tuple[str, str]:
    """Split a parameter's name into prefix and the name of a value or equation.

    Raises
    ------
    KeyError
        When there is no such value or equation.
    """
    if name in EQUATIONS or name in VALUES:
        return "", name
    for prefix in PREFIXES:
        if name.startswith(prefix):
            rest = name.removeprefix(prefix)
            if rest in EQUATIONS or rest in VALUES:
                return prefix, rest
            inner, base = split_prefix(rest)
            return prefix + inner, base
    raise KeyError(f"{name}: no value or equation of that name is registered.")


_DIMS: dict[str, frozenset[str]] = {}


def dims_of(name: str) -> frozenset[str]:
    """Return the dimensions that a value or an equation varies over."""
    if name in _DIMS:
        return _DIMS[name]
    if name in VALUES:
        dims = frozenset(VALUES[name].dims)
    else:
        found: set[str] = set()
        for prefix, base in EQUATIONS[name].takes:
            found |= dims_of(base) | ({"case"} if "baseline_" in prefix else set())
        dims = frozenset(found)
    _DIMS[name] = dims
    return dims
