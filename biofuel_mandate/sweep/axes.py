"""Read what an input is tried at: a list of quantities, or two ends and how many steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from biofuel_mandate.grammar import QuantityError, read_quantity
from biofuel_mandate.quantities import KINDS, Given, unknown_key
from biofuel_mandate.scenario.wording import Place
from biofuel_mandate.sweep.grid import Listed, Spaced, Steps
from biofuel_mandate.words import shown

_KEYS = ("from", "to", "steps")
# What is wrong, and where within what is written.
Wrong = tuple[Place, QuantityError]
_Read = tuple[Steps | None, list[Wrong]]


def read_steps(written: object, given: Given) -> _Read:
    """Read what an input is tried at, written in any unit of its kind.

    Parameters
    ----------
    written : object
        A list, or a mapping of ``from``, ``to`` and ``steps``.
    given : Given
        The value as the scenario has it.

    Returns
    -------
    tuple of Steps or None, and list of (place, QuantityError)
        None where there is any fault; the places are those within what is written.

    Examples
    --------
    >>> price = Given(2.96, "NOK/l", "price per litre", id="costs.price_gap.ethanol")
    >>> read_steps(["1.31 NOK/l", "400 NOK/hl"], price)[0]
    Listed(values=(1.31, 4.0))
    >>> read_steps({"from": "1 NOK/l", "to": "4 NOK/l", "steps": 4}, price)[0].at(1)
    2.0
    >>> read_steps(["1.31 kr/l"], price)[1][0][1].do
    'Write the currency as its three-letter code, such as "3.05 NOK/l".'
    """
    if isinstance(written, dict):
        return _spaced(written, given)
    if isinstance(written, list):
        return _listed(written, given)
    example = KINDS[given.kind].example
    got = "nothing is written here" if written in (None, "") else f"{shown(written)} stands alone"
    do = f"Write a list, [{example}], or {{from: ..., to: ..., steps: ...}}."
    return None, [((), QuantityError(got, do))]


def _listed(written: Sequence[object], given: Given) -> _Read:
    if not written:
        return None, [((), QuantityError("nothing is listed here", "List one value or more."))]
    errors: list[Wrong] = []
    first: dict[float, int] = {}
    for at, text in enumerate(written):
        try:
            value = _read(text, given)
        except QuantityError as error:
            errors.append(((at, *error.within), error))
            continue
        if value in first:
            got = f"{shown(text)} is the same as {shown(written[first[value]])} before it"
            errors.append(((at,), QuantityError(got, "Keep one of the two.")))
        first.setdefault(value, at)
    return (None if errors else Listed(tuple(first))), errors


def _spaced(written: Mapping[str, object], given: Given) -> _Read:
    errors: list[Wrong] = [((key,), unknown_key(key, _KEYS)) for key in written if key not in _KEYS]
    ends: dict[str, float] = {}
    for key in ("from", "to"):
        if key not in written:
            do = f'Add "{key}:", an end of the range.'
            errors.append(((), QuantityError(f"{key} is missing", do)))
            continue
        try:
            ends[key] = _read(written[key], given)
        except QuantityError as error:
            errors.append(((key, *error.within), error))
    count = written.get("steps")
    if "steps" not in written:
        do = 'Add "steps:", how many values there are.'
        errors.append(((), QuantityError("steps is missing", do)))
    elif type(count) is not int or count < 2:
        errors.append((("steps",), _not_a_count(count)))
    if len(ends) == 2 and ends["from"] >= ends["to"]:
        got = f"{shown(written['from'])} is not below {shown(written['to'])}, where the range ends"
        errors.append((("from",), QuantityError(got, 'Let "from" be below "to".')))
    if errors or type(count) is not int:
        return None, errors
    steps = Spaced(ends["from"], ends["to"], count)
    # Numbers lie farthest apart near the larger end, so there neighbours meet first.
    if steps.at(0) == steps.at(1) or steps.at(count - 2) == steps.at(count - 1):
        got = "there are so many steps that neighbours are the same number"
        return None, [(("steps",), QuantityError(got, "Take fewer."))]
    return steps, []


def _not_a_count(count: object) -> QuantityError:
    if type(count) is int and count == 1:
        got = "one step has one end only"
        return QuantityError(got, "Write 2 or more, or a list of the one value.")
    got = "nothing is written here" if count in (None, "") else f"{shown(count)} is no count"
    return QuantityError(got, "Write a whole number of 2 or more.")


def _read(text: object, given: Given) -> float:
    value, unit = read_quantity(text, given.kind)
    if unit != given.unit:
        currency = given.currency or given.unit
        raise QuantityError(f"{shown(text)} is in another currency", f"Write it in {currency}.")
    return value
