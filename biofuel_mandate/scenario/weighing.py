"""Written amounts weighed against one another: exact, and in the unit that they are written in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, localcontext

from biofuel_mandate.grammar import QuantityError
from biofuel_mandate.words import shown

_AMOUNT = re.compile(r"(-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)(?:\s*([^\d\s.,'_-][^,]*))?")
_DIGITS = 15
_WEIGHED = ("value", "low", "high", "distribution")


def weighed(parts: Sequence[tuple[object, Decimal]], note: str) -> object:
    """Return a weighted sum of written amounts, with what is said of the first of them.

    Parameters
    ----------
    parts : sequence of (amount, weight)
        Amounts as a scenario writes them: ``"3.5 %"``, or a mapping with value, source, ...
    note : str
        How the sum came to be.

    Raises
    ------
    QuantityError
        When they are no amounts, in different units, or in the prices of different years.

    Examples
    --------
    >>> weighed([("3.5 %", Decimal("0.5")), ("5.5 %", Decimal("0.5"))], "average")["value"]
    '4.5 %'
    """
    heads = [raw if isinstance(raw, dict) else {"value": raw} for raw, _ in parts]
    for (raw, _), head in zip(parts, heads, strict=True):
        if isinstance(raw, dict | list) and "value" not in head:
            got = f"{shown(raw)} is no amount that could be weighed against another"
            raise QuantityError(got, 'Let it hold until the next: "between: step", "after: same".')
        written = head.get("value")
        if isinstance(written, str) and not _AMOUNT.fullmatch(written.strip()):
            return raw  # told where amounts are read, as it was written
    years = [head.get("price_year") for head in heads]
    if years[1:] != years[:-1]:
        got = "these amounts are in the prices of different years"
        raise QuantityError(got, "Write them in the prices of one, or let it change in steps.")
    drawn = [head["distribution"] for head in heads if "distribution" in head]
    if drawn:
        heads = [_with_ends(head, drawn) for head in heads]
    found: dict[str, object] = {
        key: value for key, value in heads[0].items() if key not in _WEIGHED
    }
    for key in ("value", "low", "high"):
        if all(key in head for head in heads):
            pairs = zip(heads, parts, strict=True)
            found[key] = _sum([(head[key], weight) for head, (_, weight) in pairs])
    if drawn:
        weights = [weight for _, weight in parts]
        found["distribution"] = _distribution([head.get("distribution") for head in heads], weights)
    told = [str(head["note"]) for head in heads if "note" in head]
    found["note"] = "; ".join([note, *dict.fromkeys(told)])
    evidence = [head.get("evidence") for head in heads]
    found["evidence"] = "unverified" if "unverified" in evidence else "derived"
    return found


def _with_ends(head: dict[str, object], drawn: Sequence[object]) -> dict[str, object]:
    """Return a value that is known as one that is drawn with no width, beside one that is."""
    if "distribution" in head:
        return head
    value = str(head.get("value", "")).strip()
    match = _AMOUNT.fullmatch(value)
    unit = (match[2] or "") if match else ""
    if all(isinstance(one, dict) and set(one) == {"normal"} for one in drawn):
        return {**head, "distribution": {"normal": f"0 {unit}".strip()}}
    if all(one == drawn[0] and isinstance(one, str) for one in drawn):
        return {"low": value, "high": value, **head, "distribution": drawn[0]}
    return head


def _distribution(drawn: Sequence[object], weights: Sequence[Decimal]) -> object:
    """Return the distribution of a weighted sum of values that move together."""
    first = drawn[0]
    if len(drawn) == len(weights):
        if isinstance(first, str) and all(one == first for one in drawn):
            return first
        mappings = [one for one in drawn if isinstance(one, dict)]
        if len(mappings) == len(drawn):
            if all(set(one) == {"normal"} for one in mappings):
                spreads = [one["normal"] for one in mappings]
                return {"normal": _sum(list(zip(spreads, weights, strict=True)))}
            if all(one == first and set(one) == {"lognormal"} for one in mappings):
                return first
    got = "these distributions cannot be weighed against one another"
    raise QuantityError(got, "Give each the same form, or let it change in steps.")


def _sum(terms: Sequence[tuple[object, Decimal]]) -> str:
    unit: str | None = None
    total = Decimal(0)
    with localcontext() as context:
        context.prec = 40
        for written, weight in terms:
            match = _AMOUNT.fullmatch(str(written).strip())
            if match is None or isinstance(written, dict | list | bool):
                got = f"{shown(written)} is no amount that could be weighed against another"
                raise QuantityError(got, "Write amounts, or let it change in steps.")
            if unit is not None and unit != (match[2] or ""):
                got = f"{shown(written)} is in another unit than the value before"
                raise QuantityError(got, f"Write both in {unit or 'one unit'}.")
            unit = match[2] or ""
            total += Decimal(match[1]) * weight
    with localcontext() as context:
        context.prec = _DIGITS
        return f"{(+total).normalize():f} {unit}".strip()
