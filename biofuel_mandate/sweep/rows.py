"""Rows of a data set: one for each point and result, tidy, with the inputs beside them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from biofuel_mandate.quantities import Given
from biofuel_mandate.sweep.pilot import Begun
from biofuel_mandate.sweep.reading import Sweep
from biofuel_mandate.uncertainty.headlines import Headline
from biofuel_mandate.uncertainty.moves import Moves
from biofuel_mandate.uncertainty.outcomes import NO_SOLUTION, REASONS, Outcome, outcome

# As in results.csv.
ABOUT = ("case", "baseline", "year", "pool", "component", "rule", "variable", "detail", "unit")
FAILED = "failed"
# Where a case's least cost is found at several sets of marginal values, of which one is told.
DEGENERATE = "degenerate"
# Why a number is not there, in the words of the column `failed`; blank where it is.
NO_VALUE = "no value"
WORDS = ("", NO_VALUE, *REASONS.values(), NO_SOLUTION)
_CODES = {code: WORDS.index(word) for code, word in REASONS.items()}


def schema(sweep: Sweep) -> pa.Schema:
    """Return names, types and units of the columns."""
    text = pa.dictionary(pa.int16(), pa.string())
    inputs = [
        pa.field(axis.id, pa.float64(), nullable=False, metadata=_unit(axis.given))
        for axis in sweep.grid.axes
    ]
    about = [
        pa.field(name, pa.int16() if name == "year" else text, nullable=False) for name in ABOUT
    ]
    return pa.schema(
        [
            pa.field("point", pa.int64(), nullable=False),
            *inputs,
            *about,
            pa.field("value", pa.float64()),
            pa.field("equation", text, nullable=False),
            pa.field(FAILED, text, nullable=False),
            pa.field(DEGENERATE, pa.bool_(), nullable=False),
        ]
    )


def _unit(given: Given) -> dict[str, str]:
    year = {} if given.price_year is None else {"price_year": str(given.price_year)}
    return {"unit": given.unit, **year}


def part_bytes(sweep: Sweep, first: int, count: int, bases: Begun | None = None) -> bytes:
    """Return some points as a Parquet file, the same bytes each time.

    Parameters
    ----------
    sweep : Sweep
    first : int
        Number of the first point.
    count : int
    bases : Begun, optional
        What the points of least-cost cases begin with.
    """
    sink = io.BytesIO()
    table = part(sweep, first, count, bases)
    texts = [name for name in table.column_names if name not in ("point", "value")]
    pq.write_table(
        table,
        sink,
        row_group_size=max(1, table.num_rows),
        version="2.6",
        compression="zstd",
        compression_level=3,
        use_dictionary=texts,
        write_page_checksum=True,
    )
    return sink.getvalue()


def part(sweep: Sweep, first: int, count: int, bases: Begun | None = None) -> pa.Table:
    """Return some points as a table."""
    values = sweep.grid.values(first, count)
    found = outcome(sweep.scenario, sweep.asked, Moves(count, values=values), bases)
    numbers, failed = _numbers(sweep.asked, found, count)
    results = len(sweep.asked)
    columns: list[pa.Array] = [pa.array(np.repeat(np.arange(first, first + count), results))]
    columns += [pa.array(np.repeat(values[axis.id], results)) for axis in sweep.grid.axes]
    rows = [one.row._asdict() for one in sweep.asked]
    columns += [_about([row[name] for row in rows], name, count) for name in ABOUT]
    columns.append(pa.array(numbers.ravel(), mask=np.isnan(numbers.ravel())))
    columns.append(_about([row["equation"] for row in rows], "equation", count))
    met, places = np.unique(failed, return_inverse=True)
    words = [WORDS[one] for one in met]
    columns.append(pa.DictionaryArray.from_arrays(places.ravel().astype(np.int16), words))
    columns.append(pa.array(_degenerate(sweep.asked, found, count).ravel()))
    return pa.Table.from_arrays(columns, schema=schema(sweep))


def _about(told: Sequence[str], name: str, count: int) -> pa.Array:
    """Return what is told of each result, once for each point."""
    if name == "year":
        return pa.array(np.tile(np.array(told, np.int16), count))
    words = list(dict.fromkeys(told))
    places = np.array([words.index(word) for word in told], np.int16)
    return pa.DictionaryArray.from_arrays(np.tile(places, count), words)


def _numbers(
    asked: Sequence[Headline], found: Outcome, count: int
) -> tuple[NDArray[np.float64], NDArray[np.int16]]:
    """Return each number by point and result, NaN where there is none, and why there is none."""
    numbers = np.empty((count, len(asked)))
    failed = np.zeros((count, len(asked)), np.int16)
    reasons = {place: _words(code, count) for place, code in found.reasons.items()}
    for at, (headline, number) in enumerate(zip(asked, found.numbers, strict=True)):
        numbers[:, at] = number
        why = reasons[headline.position, headline.row.case]
        without = ~np.isfinite(numbers[:, at])
        failed[:, at] = np.where(why != 0, why, np.where(without, WORDS.index(NO_VALUE), 0))
        numbers[failed[:, at] != 0, at] = np.nan
    numbers += 0.0  # no -0.0, which would puzzle a reader
    return numbers, failed


def _degenerate(asked: Sequence[Headline], found: Outcome, count: int) -> NDArray[np.bool_]:
    """Return by point and result where marginal values are one of several sets."""
    flags = np.zeros((count, len(asked)), bool)
    for at, headline in enumerate(asked):
        flag = found.degenerate.get((headline.position, headline.row.case))
        if flag is not None:
            flags[:, at] = flag
    return flags


def _words(code: object, count: int) -> NDArray[np.int16]:
    """Return reason codes as places in the words."""
    codes = np.broadcast_to(np.asarray(code), count)
    found = np.zeros(count, np.int16)
    for one in np.unique(codes[codes != 0]):
        found[codes == one] = _CODES.get(int(one), WORDS.index(NO_SOLUTION))
    return found
