"""The unit of work: some blocks of draws, evaluated one after the other and summed up."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biofuel_mandate import __version__
from biofuel_mandate.arrays import Number
from biofuel_mandate.library import content_hash
from biofuel_mandate.uncertainty.moves import Moves
from biofuel_mandate.uncertainty.outcomes import Outcome, outcome
from biofuel_mandate.uncertainty.plan import Passing, Plan
from biofuel_mandate.uncertainty.sampling import Sampling
from biofuel_mandate.uncertainty.tally import Tally, packed, unpacked

Flags = NDArray[np.bool_]
Vector = NDArray[np.float64]
# Cases whose results differ by less, relative, are equally good.
_EQUAL = 1e-9
Failed = tuple[int, str, int]  # position, case, reason
_OF_TALLIES = ("count", "mean", "spread", "scale", "start", "length", "counts")


@dataclass(frozen=True)
class Job:
    """All that a worker needs.

    Attributes
    ----------
    plan : Plan
    sampling : Sampling
    scales : tuple of float
        The present value of each number that is asked for.
    blocks_a_chunk : int
    """

    plan: Plan
    sampling: Sampling
    scales: tuple[float, ...]
    blocks_a_chunk: int

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return -(-self.sampling.blocks // self.blocks_a_chunk)

    @property
    def digest(self) -> str:
        """Hash of all that the draws hang on."""
        scenario, sampling = self.plan.scenario, self.sampling
        values = [repr(one.drawn) for one in self.plan.inputs]
        parts = (
            __version__,
            scenario.document.sha256,
            content_hash(),
            *(sampling.kind, str(sampling.seed), str(sampling.draws), str(sampling.block)),
            str(self.blocks_a_chunk),
            *values,
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def do(self, chunk: int) -> bytes:
        """Return what comes of a chunk, as bytes."""
        return self.run(chunk).to_bytes()

    def size(self, chunk: int) -> int:
        """Return how many draws a chunk has."""
        return sum(self.sampling.size(block) for block in self._blocks(chunk))

    def _blocks(self, chunk: int) -> range:
        first = chunk * self.blocks_a_chunk
        return range(first, min(first + self.blocks_a_chunk, self.sampling.blocks))

    def run(self, chunk: int) -> Sums:
        """Return what the draws of a chunk come to."""
        sums, sampling = Sums.empty(self), self.sampling.begun()
        for block in self._blocks(chunk):
            size = sampling.size(block)
            moves = Moves(size, sampling.probabilities(block))
            found = outcome(self.plan.scenario, self.plan.asked, moves, self.plan.bases)
            sums.add(self.plan, sampling.group(block), found, size)
        return sums


@dataclass
class Sums:
    """What draws come to.

    Attributes
    ----------
    draws : int
    tallies : list of Tally
        One of each number that is asked for, in the plan's order.
    failed : mapping of (position, case, reason) to int
        Draws in which a case, or what it is compared with, has no solution.
    degenerate : mapping of (position, case) to int
        Draws in which more than one set of marginal values fits the least cost.
    passing : list of array
        Draws that pass the amount of each question, by group.
    best : array of int
        Draws in which each case of a ranking alone is the best, those in which several are, and
        last those that cannot be ranked.
    regrets : list of Tally
        By how much each case falls behind the best.
    """

    draws: int
    tallies: list[Tally]
    failed: dict[Failed, int]
    degenerate: dict[tuple[int, str], int]
    passing: NDArray[np.int64]
    best: NDArray[np.int64]
    regrets: list[Tally]

    @classmethod
    def empty(cls, job: Job) -> Sums:
        """Return the sums of no draws."""
        plan, groups = job.plan, job.sampling.groups
        tallies = [Tally.empty(scale, groups) for scale in job.scales]
        cases = plan.ranking.cases if plan.ranking else ()
        scale = _scale_of_ranking(job)
        return cls(
            0,
            tallies,
            {},
            {},
            np.zeros((len(plan.questions), groups), np.int64),
            np.zeros(len(cases) + 2 if cases else 0, np.int64),
            [Tally.empty(scale, groups) for _ in cases],
        )

    def add(self, plan: Plan, group: int, found: Outcome, size: int) -> None:
        """Add what a block of draws comes to."""
        self.draws += size
        stands: dict[tuple[int, str], Flags | None] = {}
        for (position, case), reason in found.reasons.items():
            codes = np.broadcast_to(np.asarray(reason), size)
            counts = dict(zip(*np.unique(codes, return_counts=True), strict=True))
            counts.pop(0, None)
            for code, count in counts.items():
                key = (position, case, int(code))
                self.failed[key] = self.failed.get(key, 0) + int(count)
            stands[position, case] = codes == 0 if counts else None
        for place, flags in found.degenerate.items():
            if flags.any():
                self.degenerate[place] = self.degenerate.get(place, 0) + int(flags.sum())
        for tally, headline, numbers in zip(self.tallies, plan.asked, found.numbers, strict=True):
            tally.add(group, numbers, stands[headline.position, headline.row.case], size)
        by_headline = dict(zip(plan.asked, found.numbers, strict=True))
        for at, question in enumerate(plan.questions):
            ok = stands[question.headline.position, question.headline.row.case]
            numbers = by_headline[question.headline]
            self.passing[at, group] += _passing(question, numbers, ok, size)
        if plan.ranking:
            rows = []
            for headline in plan.ranking.headlines:
                ok = stands[headline.position, headline.row.case]
                rows.append(_full(by_headline[headline], ok, size))
            self._rank(np.stack(rows), group, plan.ranking.is_lowest)

    def _rank(self, rows: Vector, group: int, is_lowest: bool) -> None:
        """Count the best of each draw, equals apart, and by how much others fall behind."""
        bad = rows if is_lowest else -rows
        known = np.isfinite(bad).all(axis=0)
        self.best[-1] += int((~known).sum())
        if not known.any():
            return
        bad = bad[:, known]
        regrets = bad - bad.min(axis=0)
        near = regrets <= _EQUAL * np.abs(bad).max(axis=0)
        alone = near.sum(axis=0) == 1
        self.best[:-2] += (near & alone).sum(axis=1)
        self.best[-2] += int((~alone).sum())
        regrets[near] = 0.0  # what differs by rounding
        for tally, regret in zip(self.regrets, regrets, strict=True):
            tally.add(group, np.ascontiguousarray(regret), None, regret.size)

    def merge(self, other: Sums) -> None:
        """Add what later draws come to."""
        self.draws += other.draws
        for mine, theirs in zip(
            [*self.tallies, *self.regrets], [*other.tallies, *other.regrets], strict=True
        ):
            mine.merge(theirs)
        for key, count in other.failed.items():
            self.failed[key] = self.failed.get(key, 0) + count
        for place, count in other.degenerate.items():
            self.degenerate[place] = self.degenerate.get(place, 0) + count
        self.passing = self.passing + other.passing
        self.best = self.best + other.best

    # How it travels -----------------------------------------------------------------------------

    def to_bytes(self) -> bytes:
        """Return all there is as one file of arrays."""
        arrays: dict[str, Any] = {"draws": np.array([self.draws], np.int64)}
        arrays |= {"passing": self.passing, "best": self.best}
        arrays["failed"] = np.array([[p, r, n] for (p, _, r), n in self.failed.items()], np.int64)
        arrays["failed_cases"] = np.array([case for _, case, _ in self.failed], "U")
        arrays["degenerate"] = np.array([[p, n] for (p, _), n in self.degenerate.items()], np.int64)
        arrays["degenerate_cases"] = np.array([case for _, case in self.degenerate], "U")
        for kind in ("tallies", "regrets"):
            arrays |= {f"{kind}/{name}": x for name, x in packed(getattr(self, kind)).items()}
        stream = io.BytesIO()
        np.savez(stream, **arrays)
        return stream.getvalue()

    @classmethod
    def of_bytes(cls, content: bytes) -> Sums:
        """Return what `to_bytes` wrote."""
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            read = {
                kind: unpacked({name: arrays[f"{kind}/{name}"] for name in _OF_TALLIES})
                for kind in ("tallies", "regrets")
            }
            failed = {
                (int(p), str(case), int(r)): int(n)
                for (p, r, n), case in zip(arrays["failed"], arrays["failed_cases"], strict=True)
            }
            degenerate = {
                (int(p), str(case)): int(n)
                for (p, n), case in zip(
                    arrays["degenerate"], arrays["degenerate_cases"], strict=True
                )
            }
            return cls(
                int(arrays["draws"][0]),
                read["tallies"],
                failed,
                degenerate,
                arrays["passing"],
                arrays["best"],
                read["regrets"],
            )


def _scale_of_ranking(job: Job) -> float:
    ranking = job.plan.ranking
    if ranking is None:
        return 0.0
    places = [job.plan.asked.index(headline) for headline in ranking.headlines]
    return max((abs(job.scales[at]) for at in places), default=0.0)


def _passing(question: Passing, numbers: Number, ok: Flags | None, size: int) -> int:
    """Return in how many draws a result passes an amount."""
    found = _full(numbers, ok, size)
    passes = found > question.amount if question.is_above else found < question.amount
    return int(passes.sum())


def _full(numbers: Number, ok: Flags | None, size: int) -> Vector:
    """Return a number in every draw; NaN where it does not count."""
    found = np.broadcast_to(np.asarray(numbers, np.float64), size)
    return found if ok is None else np.where(ok, found, np.nan)
