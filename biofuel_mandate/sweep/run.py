"""Make the data set of a sweep: what is there from before is kept, and the rest is done."""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from biofuel_mandate import __version__
from biofuel_mandate.errors import BiofuelMandateError
from biofuel_mandate.library import content_hash
from biofuel_mandate.sweep.data_set import DataSet
from biofuel_mandate.sweep.reading import Sweep
from biofuel_mandate.sweep.rows import DEGENERATE, FAILED
from biofuel_mandate.sweep.work import SweepWork
from biofuel_mandate.work.doing import Doer
from biofuel_mandate.work.run import Silent, Told, do_all
from biofuel_mandate.work.versions import identity

_SILENT = Silent()
SCHEMA_VERSION = 1


@dataclass
class Made:
    """What was made of a sweep.

    Attributes
    ----------
    data_set : DataSet
    was_whole : bool
        Whether it stood there already.
    kept : int
        Parts that were there from a run before.
    damaged : list of str
        Parts that were there and damaged, and are made again.
    failed : mapping of (case, reason) to int
        Points at which any result of the case has no number.
    degenerate : mapping of case to int
        Points at which more than one set of marginal values fits the least cost.
    numbers : int
        How many rows have a number.
    """

    data_set: DataSet
    was_whole: bool = False
    kept: int = 0
    damaged: list[str] = field(default_factory=list)
    failed: Counter[tuple[str, ...]] = field(default_factory=Counter)
    degenerate: Counter[str] = field(default_factory=Counter)
    numbers: int = 0

    def count(self, content: bytes) -> None:
        """Count what a part holds."""
        names = ["point", "case", "value", FAILED, DEGENERATE]
        table = pq.read_table(io.BytesIO(content), columns=names)
        self.numbers += table.num_rows - table["value"].null_count
        self.failed.update(_points(table.filter(pc.is_null(table["value"])), "case", FAILED))
        several = _points(table.filter(table[DEGENERATE]), "case")
        self.degenerate.update({case: count for (case,), count in several.items()})


def _points(rows: pa.Table, *names: str) -> dict[tuple[str, ...], int]:
    """Return how many points rows are of, by what they say."""
    plain = {name: rows[name].cast(pa.string()) for name in names}
    table = pa.table({"point": rows["point"], **plain})
    found = table.group_by(list(names)).aggregate([("point", "count_distinct")])
    return {
        tuple(row[name] for name in names): row["point_count_distinct"] for row in found.to_pylist()
    }


@dataclass(frozen=True)
class _Rest:
    """What is left to do of a sweep."""

    work: SweepWork
    left: Sequence[int]

    @property
    def chunks(self) -> int:
        return len(self.left)

    @property
    def digest(self) -> str:
        return self.work.digest

    def size(self, chunk: int) -> int:
        return self.work.size(self.left[chunk])

    def do(self, chunk: int) -> bytes:
        return self.work.do(self.left[chunk])


@dataclass
class _Whole:
    """Tells how far the whole has come, when only the rest of it is done."""

    told: Told
    kept: int

    def begin(self, chunks: int, kept: int) -> None:
        self.told.begin(self.kept + chunks, self.kept + kept)

    def more(self) -> None:
        self.told.more()

    def end(self) -> None:
        self.told.end()

    def stopped(self, kept: int, chunks: int, place: str) -> None:
        self.told.stopped(kept, chunks, place)


def data_set_of(work: SweepWork, out: str, *, replace: bool) -> DataSet:
    """Return the place where the data set of a sweep belongs, and what stands there.

    Raises
    ------
    ReportError
        There is no such place.
    """
    name = f"{work.sweep.name}-sweep"
    return DataSet(out, name, identity_of(work), work.chunks, replace=replace)


def identity_of(work: SweepWork) -> str:
    """Return the hash of all that the bytes of a data set hang on, the versions included."""
    return hashlib.sha256(f"{identity(work)}\0{pa.__version__}".encode()).hexdigest()


def make(work: SweepWork, data_set: DataSet, doer: Doer, told: Told = _SILENT) -> Made:
    """Make a data set, or go on with one.

    Parameters
    ----------
    work : SweepWork
    data_set : DataSet
    doer : Doer
        Who does the work; the bytes are the same whoever does.
    told : Told
        Is told how far it has come.

    Raises
    ------
    BiofuelMandateError
        A part cannot be made or written; what is finished is kept.
    """
    made = Made(data_set)
    if data_set.is_whole():
        made.was_whole, made.kept = True, work.chunks
        for content in data_set.contents():
            made.count(content)
        return made
    with data_set.making(about(work)):
        rest = _rest(work, data_set, made)
        if rest:
            _ = work.bases  # found here, once, for all who do the work
        finished = made.kept
        try:
            with do_all(_Rest(work, rest), doer, told=_Whole(told, made.kept)) as contents:
                for chunk, content in zip(rest, contents, strict=True):
                    data_set.put(chunk, content)
                    finished += 1
                    made.count(content)
        except (KeyboardInterrupt, BiofuelMandateError):
            told.stopped(finished, work.chunks, data_set.kept_at)
            raise
        data_set.finish()
    return made


def _rest(work: SweepWork, data_set: DataSet, made: Made) -> Sequence[int]:
    """Return the parts that are to be made; count those that are there."""
    there = set()
    for chunk, content in data_set.kept():
        if content is None:
            made.damaged.append(data_set.part(chunk))
        else:
            there.add(chunk)
            made.count(content)
    made.kept = len(there)
    if there == set(range(made.kept)):
        return range(made.kept, work.chunks)  # short to keep and to send
    return [chunk for chunk in range(work.chunks) if chunk not in there]


def about(work: SweepWork) -> bytes:
    """Return what a data set is of, as JSON."""
    sweep: Sweep = work.sweep
    results = [
        {name: text for name, text in one.row._asdict().items() if text and name != "scenario"}
        for one in sweep.asked
    ]
    data = {
        "schema_version": SCHEMA_VERSION,
        "written_by": f"biofuel-mandate {__version__}",
        "scenario": sweep.scenario.name,
        "scenario_sha256": sweep.scenario.document.sha256,
        "library_sha256": content_hash(),
        "identity": identity_of(work),
        "points": sweep.grid.points,
        "points_a_part": work.points_a_chunk,
        "parts": work.chunks,
        "inputs": [axis.to_dict() for axis in sweep.grid.axes],
        "results": results,
        "left_out": [one.query for one in sweep.left_out],
    }
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()
