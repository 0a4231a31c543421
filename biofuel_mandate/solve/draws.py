"""One draw of a system whose numbers are arrays over draws."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from biofuel_mandate.rules.rows import Row, System


def floats(system: System, draw: int) -> System:
    """Return the rows of one draw, where numbers are arrays over draws."""
    offer = system.offer
    return replace(
        system,
        equations=tuple(_row(row, draw) for row in system.equations),
        rules=tuple(_row(row, draw) for row in system.rules),
        limits=tuple(_row(row, draw) for row in system.limits),
        apart=tuple(_row(row, draw) for row in system.apart),
        splits=tuple(replace(split, row=_row(split.row, draw)) for split in system.splits),
        offer=offer
        and replace(
            offer,
            costs=_numbers(offer.costs, draw),
            penalties=_numbers(offer.penalties, draw),
            curves=tuple(
                replace(
                    curve,
                    sizes=tuple(
                        size if size is None else at_draw(size, draw) for size in curve.sizes
                    ),
                    prices=tuple(at_draw(price, draw) for price in curve.prices),
                )
                for curve in offer.curves
            ),
        ),
    )


def _row(row: Row, draw: int) -> Row:
    numbers = (row.constant, row.level, *row.left.values(), *row.base.values())
    if all(isinstance(number, float) for number in numbers):
        return row
    return replace(
        row,
        left=_numbers(row.left, draw),
        base=_numbers(row.base, draw),
        constant=at_draw(row.constant, draw),
        level=at_draw(row.level, draw),
    )


def _numbers(numbers: Any, draw: int) -> dict[Any, float]:
    return {key: at_draw(number, draw) for key, number in numbers.items()}


def at_draw(number: Any, draw: int) -> float:
    """Return one draw of a number that is single, or an array over draws."""
    if isinstance(number, float):
        return number
    return float(number) if np.ndim(number) == 0 else float(number[draw])


def draws_in(system: System) -> int:
    """Return how many draws the numbers of a system hold; 0 where all are single."""
    offer = system.offer
    numbers: list[Any] = [x for row in _all_rows(system) for x in (row.constant, row.level)]
    numbers += [x for row in _all_rows(system) for x in (*row.left.values(), *row.base.values())]
    if offer is not None:
        numbers += [*offer.costs.values(), *offer.penalties.values()]
        numbers += [x for curve in offer.curves for x in (*curve.prices, *curve.sizes)]
    return max((len(x) for x in numbers if isinstance(x, np.ndarray) and x.ndim), default=0)


def _all_rows(system: System) -> tuple[Row, ...]:
    return (*system.equations, *system.rules, *system.limits, *system.apart)
