"""What hangs on which input: one at a time, by where it turns, and over two at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.grouping import by_id
from biofuel_mandate.uncertainty.headlines import Headline, is_whole
from biofuel_mandate.uncertainty.inputs import Input
from biofuel_mandate.uncertainty.moves import Moves, ends_of
from biofuel_mandate.uncertainty.outcomes import is_one_by_one, outcome
from biofuel_mandate.uncertainty.plan import Across, Plan

Vector = NDArray[np.float64]
# The probabilities between which an input is moved alone.
LEVELS = (0.05, 0.95)
# How many places of an input are looked at, and then between two of them, how often.
_PLACES, _FINER, _ROUNDS = 201, 33, 6
_FEWER = 21
# A result as near as this to what is looked for, relative to how far it moves, reaches it.
_REACHED = 1e-6


@dataclass(frozen=True)
class Swing:
    """How far a headline moves with one input alone, from its P5 to its P95.

    Attributes
    ----------
    input : Input
    headline : Headline
    low_value, high_value : float
        P5 and P95 of the input, in the year of the headline.
    low, high : float
        The headline there; NaN where there is no solution.
    now : float
        With all inputs as they are.
    """

    input: Input
    headline: Headline
    low_value: float
    high_value: float
    low: float
    high: float
    now: float

    @property
    def width(self) -> float:
        """How far the headline moves; 0 where it does not, or cannot be told."""
        found = abs(self.high - self.low)
        return float(found) if np.isfinite(found) else 0.0


@dataclass(frozen=True)
class Turn:
    """A value of one input at which something turns, all others being as they are.

    Attributes
    ----------
    input : Input
    value : float
        In the year of the headline.
    before, after : str
        What holds below and above it: of a question whether the amount is passed ("yes", "no");
        of a ranking the best case.
    is_jump : bool
        Whether the result jumps there, rather than passing through.
    """

    input: Input
    value: float
    before: str
    after: str
    is_jump: bool = False


@dataclass(frozen=True)
class HeatMap:
    """A result over two inputs.

    Attributes
    ----------
    asked : Across
    xs, ys : array
        Values of the inputs across and up.
    numbers : array, len(ys) by len(xs)
        The result; NaN where there is no solution.
    """

    asked: Across
    xs: Vector
    ys: Vector
    numbers: NDArray[np.float64]


def swings(plan: Plan) -> tuple[Swing, ...]:
    """Return how far each headline of all biofuel, or of a case, moves with each input alone."""
    told = [headline for headline in plan.headlines if is_whole(headline)]
    count = len(plan.inputs)
    levels = {}
    for at, one in enumerate(plan.inputs):
        mine = np.full(2 * count + 1, np.nan)
        mine[2 * at : 2 * at + 2] = LEVELS
        levels[one.id] = mine
    found = evaluate(plan, told, Moves(2 * count + 1, levels=levels))
    swung = []
    for headline, numbers in zip(told, found, strict=True):
        for at, one in enumerate(plan.inputs):
            given = given_at(plan, one.id, headline.position)
            drawn = given.distribution if given else None
            if drawn is None:
                continue  # not in that year
            values = drawn.ordered(np.array(LEVELS))
            low, high = numbers[2 * at], numbers[2 * at + 1]
            swung.append(Swing(one, headline, *map(float, (*values, low, high, numbers[-1]))))
    return tuple(swung)


def evaluate(plan: Plan, asked: Sequence[Headline], moves: Moves) -> list[Vector]:
    """Return some results in every draw; NaN where there is no solution."""
    found = outcome(plan.scenario, asked, moves, plan.bases)
    numbers = []
    for headline, number in zip(asked, found.numbers, strict=True):
        reason = np.broadcast_to(
            np.asarray(found.reasons[headline.position, headline.row.case]), moves.size
        )
        full = np.broadcast_to(np.asarray(number, np.float64), moves.size)
        numbers.append(np.where(reason == 0, full, np.nan))
    return numbers


def given_at(plan: Plan, id_: str, position: int) -> Given | None:
    """Return a value as it is in a year; None where that year has none of it."""
    years = plan.scenario.years
    one = years[position].scenario if years else plan.scenario
    return by_id(one.table).get(id_)


def passing_turns(plan: Plan) -> tuple[tuple[Turn, ...], ...]:
    """Return, for each question, the values of single inputs at which its amount is passed."""
    found = []
    for question in plan.questions:

        def beyond(moves: Moves, headline: Headline = question.headline) -> list[Vector]:
            return evaluate(plan, [headline], moves)

        def states(numbers: list[Vector], amount: float = question.amount) -> Vector:
            return np.where(np.isnan(numbers[0]), np.nan, numbers[0] > amount)

        words = ("no", "yes") if question.is_above else ("yes", "no")
        turns = _turns(plan, question.headline.position, beyond, states)
        found.append(tuple(_named(turns, dict(enumerate(words)))))
    return tuple(found)


def ranking_turns(plan: Plan) -> tuple[Turn, ...]:
    """Return the values of single inputs at which another case becomes the best."""
    ranking = plan.ranking
    if ranking is None:
        return ()

    def results(moves: Moves) -> list[Vector]:
        return evaluate(plan, ranking.headlines, moves)

    def states(numbers: list[Vector]) -> Vector:
        rows = np.stack(numbers) * (1.0 if ranking.is_lowest else -1.0)
        known = np.isfinite(rows).all(axis=0)
        best = np.where(known, np.nan_to_num(rows).argmin(axis=0).astype(float), np.nan)
        return np.asarray(best)

    turns = _turns(plan, ranking.headlines[0].position, results, states)
    return tuple(_named(turns, dict(enumerate(ranking.cases))))


@dataclass(frozen=True)
class _Bracket:
    """Between which positions of an input a state changes, and the results at both."""

    input: Input
    low: float
    high: float
    before: float
    after: float
    gap: float


def _turns(
    plan: Plan,
    position: int,
    results: Callable[[Moves], list[Vector]],
    states: Callable[[list[Vector]], Vector],
) -> Iterator[tuple[Input, float, int, int, bool]]:
    """Yield where states change along each input, found ever more finely."""
    places = np.linspace(0.0, 1.0, _FEWER if is_one_by_one(plan.scenario) else _PLACES)
    mine = [one for one in plan.inputs if given_at(plan, one.id, position) is not None]
    brackets = list(_scan([(one, places) for one in mine], results, states))
    whole = {(one.input.id, one.before, one.after): one.gap for one in brackets}
    for _ in range(_ROUNDS):
        if not brackets:
            return
        finer = [(one.input, np.linspace(one.low, one.high, _FINER)) for one in brackets]
        brackets = list(_scan(finer, results, states))
    for one in brackets:
        given = given_at(plan, one.input.id, position)
        if given is None:
            continue
        low, high = ends_of(given)
        value = low + (one.low + one.high) / 2 * (high - low)
        first = whole.get((one.input.id, one.before, one.after), one.gap)
        is_jump = one.gap > _REACHED * max(first, 1e-300) and one.gap > 0.01 * first
        yield one.input, value, int(one.before), int(one.after), is_jump


def _scan(
    asked: Sequence[tuple[Input, Vector]],
    results: Callable[[Moves], list[Vector]],
    states: Callable[[list[Vector]], Vector],
) -> Iterator[_Bracket]:
    size = sum(len(places) for _, places in asked)
    positions: dict[str, Vector] = {}
    start = 0
    for one, places in asked:
        mine = positions.setdefault(one.id, np.full(size, np.nan))
        mine[start : start + len(places)] = places
        start += len(places)
    numbers = results(Moves(size, positions=positions))
    told = states(numbers)
    start = 0
    for one, places in asked:
        end = start + len(places)
        here, rows = told[start:end], np.stack([row[start:end] for row in numbers])
        changes = np.flatnonzero((here[1:] != here[:-1]) & ~np.isnan(here[1:] + here[:-1]))
        for at in changes.tolist():
            gap = float(np.nanmax(np.abs(rows[:, at + 1] - rows[:, at])))
            ends = float(places[at]), float(places[at + 1])
            yield _Bracket(one, *ends, float(here[at]), float(here[at + 1]), gap)
        start = end


def _named(
    turns: Iterator[tuple[Input, float, int, int, bool]], names: dict[int, str]
) -> Iterator[Turn]:
    for one, value, before, after, is_jump in turns:
        yield Turn(one, value, names[before], names[after], is_jump)


def heat_maps(plan: Plan) -> tuple[HeatMap, ...]:
    """Return every grid that the scenario asks for."""
    return tuple(_heat_map(plan, asked) for asked in plan.grids)


def _heat_map(plan: Plan, asked: Across) -> HeatMap:
    position = asked.headline.position
    places = np.linspace(0.0, 1.0, asked.steps)
    across, up = np.meshgrid(places, places)
    positions = {asked.across.id: across.ravel(), asked.up.id: up.ravel()}
    numbers = evaluate(plan, [asked.headline], Moves(across.size, positions=positions))[0]
    axes = []
    for one in (asked.across, asked.up):
        low, high = ends_of(given_at(plan, one.id, position) or one)
        axes.append(low + places * (high - low))
    return HeatMap(asked, axes[0], axes[1], numbers.reshape(across.shape))
