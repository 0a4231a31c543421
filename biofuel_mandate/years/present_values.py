"""Present values over years (equation 21): the discounted costs of all years, by account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from biofuel_mandate.results import Missing, ResultRow

DISCOUNTED, PRESENT = "discounted_cost", "present_value"


def present_values(
    rows: Sequence[ResultRow], years: Sequence[int]
) -> Iterator[tuple[ResultRow, Missing | None]]:
    """Yield the present value of each account of each case, missing where that of any year is.

    Parameters
    ----------
    rows : sequence of ResultRow
        Of all years.
    years : sequence of int
        Without gaps; of one year alone there is none.
    """
    if len(years) < 2:
        return
    found: dict[tuple[str, str], list[ResultRow]] = {}
    for row in rows:
        if row.variable == DISCOUNTED and not row.pool and not row.period:
            found.setdefault((row.case, row.detail), []).append(row)
    for of_account in found.values():
        values = [row.value for row in of_account if row.value is not None]
        is_whole = len(values) == len(years)
        # Of what nobody gave in any year there is no present value to miss.
        if not values:
            continue
        yield (
            of_account[0]._replace(
                year="",
                period=f"{years[0]}/{years[-1]}",
                variable=PRESENT,
                value=sum(values) if is_whole else None,
            ),
            None if is_whole else Missing(""),
        )
