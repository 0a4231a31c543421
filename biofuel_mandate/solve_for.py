"""A question turned around: which value of one input gives a result that is asked for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.question import Question, read_question
from biofuel_mandate.results import Missing, number_at
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.solve.check import WAITS
from biofuel_mandate.solve.diagnose import diagnose
from biofuel_mandate.solve.jumps import Jump
from biofuel_mandate.solve.reach import Point, Reach, Span, reach

_POINTS = 201
# Results no further apart are one: sums that cancel are known no better.
_NOISE = {"t": 1e-4, "1": 1e-12}
_LEAST_NOISE = 1e-7


@dataclass(frozen=True)
class NoSolution:
    """A value of the input with which a case has no solution, and why.

    ``side`` is ``above`` or ``below`` the nearest value, or ``any`` where none has a solution.
    """

    side: str
    value: float
    case: str
    got: str


@dataclass(frozen=True)
class Found:
    """What turning a question around gave, in the units of the input and of the result.

    Attributes
    ----------
    question : Question
    present : float or None
        The result of the scenario as it is; None where it has none.
    value, result : float or None
        What reaches the target, of several the nearest to the present, and what it gives; None
        where nothing does.
    nearest : Point or None
        Where the target is reached or missed by least; None where the result has no value.
    solutions : tuple of Span
        Everywhere that the target is reached, in order.
    moves : bool
        Whether the input moves the result at all.
    jumps : tuple of Jump
        Where the result passes the target without reaching it; none where it is reached.
    no_solution : tuple of NoSolution
        What stands in the way beside the nearest value.
    missing : Missing or None
        Which value has no source, so that there is no result.
    trials : int
        How often the scenario was evaluated.
    """

    question: Question
    present: float | None = None
    value: float | None = None
    result: float | None = None
    nearest: Point | None = None
    solutions: tuple[Span, ...] = ()
    moves: bool = False
    jumps: tuple[Jump, ...] = ()
    no_solution: tuple[NoSolution, ...] = ()
    missing: Missing | None = None
    trials: int = 0

    @property
    def is_reached(self) -> bool:
        """Whether a value reaches the target."""
        return self.value is not None

    @property
    def is_in_given_range(self) -> bool | None:
        """Whether the value lies between the low and high given for it; None where none are."""
        given = self.question.given
        if self.value is None or (given.low is None and given.high is None):
            return None
        low = -math.inf if given.low is None else given.low
        return low <= self.value <= (math.inf if given.high is None else given.high)

    def to_dict(self) -> dict[str, Any]:
        """Return what was found as the plain object that ``--json`` prints."""
        asked, given = self.question, self.question.given
        nearest = self.nearest
        return {
            "reached": self.is_reached,
            "moves": self.moves,
            "input": {"id": given.id, "unit": given.unit, "present": given.value}
            | {"value": self.value, "in_given_range": self.is_in_given_range},
            "result": {"query": asked.query, "unit": asked.unit, "present": self.present}
            | {"target": asked.target, "value": self.result},
            "nearest": nearest and {"input": nearest.place, "result": nearest.value},
            "solutions": [span._asdict() for span in self.solutions],
            "searched": dict(zip(("low", "high"), asked.searched, strict=True)),
            "jumps": [jump._asdict() for jump in self.jumps],
            "no_solution": [vars(one) for one in self.no_solution],
            "trials": self.trials,
        }


def solve_for(
    scenario: Scenario, input_id: str, query: str, target: str, *, low: str = "", high: str = ""
) -> Found:
    """Find the value of one input with which a result reaches a target.

    Parameters
    ----------
    scenario : Scenario
    input_id : str
        A value's id as ``explain`` shows it: ``cases.policy.quota``, or a value of the library.
    query : str
        A result as ``explain`` takes it.
    target : str
        A quantity of the result's kind, such as "100 kt".
    low, high : str
        Quantities between which to look. Unless said, 0 to 100 % for a share, and for anything
        else five times the present value, from 0 or, where it can be negative, from minus that.

    Returns
    -------
    Found

    Raises
    ------
    ScenarioError
        When input, result, target or range mean nothing here: every fault at once.

    Examples
    --------
    >>> from biofuel_mandate import load_scenario
    >>> norway = load_scenario("scenarios/norway-2015.yaml")
    >>> found = solve_for(norway, "cases.policy.quota", "policy.extra_volume.biofuel", "80 Ml")
    >>> f"{found.value:.2%}", round(found.result, 9)
    ('5.35%', 80.0)
    """
    scenario = scenario.of_year(query)
    question = read_question(scenario, input_id, query, target, (low, high))
    trials = _Trials(scenario, question)
    start = question.given.value
    present = trials(start)
    if trials.missing:
        return Found(question, missing=trials.missing, trials=trials.count)
    noise = max(_NOISE.get(question.unit, _LEAST_NOISE), 1e-9 * abs(question.target))
    points = _scan(*question.searched, start)
    reached = reach(trials, points, question.target, start=start, noise=noise)
    at = reached.nearest if reached.spans else None
    return Found(
        question,
        present,
        value=at.place if at else None,
        result=at.value if at else None,
        nearest=reached.nearest,
        solutions=reached.spans,
        moves=reached.moves,
        jumps=() if at else reached.jumps,
        no_solution=() if at else tuple(_in_the_way(reached, trials)),
        missing=trials.missing,
        trials=trials.count,
    )


def _scan(low: float, high: float, start: float) -> Sequence[float]:
    """Return evenly spaced points, and the present value where it lies among them."""
    even = {low + (high - low) * step / (_POINTS - 1) for step in range(_POINTS - 1)} | {high}
    return sorted(even | ({start} if low <= start <= high else set()))


def _in_the_way(reached: Reach, trials: _Trials) -> Iterator[NoSolution]:
    """Yield what has no solution beside the nearest value, or at all."""
    low, high = trials.question.searched
    start = trials.question.given.value
    if reached.nearest is None:
        yield from trials.why_not(start if low <= start <= high else low, "any")
        return
    nearest = reached.nearest.place
    for edge in reached.edges:
        if abs(edge.place - nearest) <= 1e-9 * (high - low):
            yield from trials.why_not(edge.beyond, "above" if edge.beyond > nearest else "below")


class _Trials:
    """The result as a function of the input: one evaluation of the scenario a call."""

    def __init__(self, scenario: Scenario, question: Question) -> None:
        self.question = question
        self.count = 0
        self.missing: Missing | None = None
        self._scenario = scenario
        case = question.key.case
        self._cases = tuple(dict.fromkeys((case, scenario.structure.cases[case].baseline)))

    def __call__(self, value: float) -> float | None:
        """Return the result; None where a case has no solution, or nothing to divide by."""
        self.count += 1
        evaluation = self._evaluation(value)
        try:
            if any(evaluation.solution(case).reason for case in self._cases):
                return None
        except ZeroDivisionError:  # of a heat value or a density of 0
            return None
        number, why = number_at(evaluation, self.question.name, self.question.key)
        if why is not None and why.name:
            self.missing = why
        return number if number is not None and math.isfinite(number) else None

    def _evaluation(self, value: float) -> Evaluation:
        draws = {self.question.given.id: value}
        return Evaluation(self._scenario.table, self._scenario.structure, draws)

    def why_not(self, value: float, side: str) -> Iterator[NoSolution]:
        """Yield why there is no solution with a value; nothing where there is one."""
        evaluation = self._evaluation(value)
        waiting = list(self._cases)
        try:
            for case in waiting:
                solution = evaluation.solution(case)
                if solution.reason == WAITS:
                    waiting += sorted(self._scenario.structure.cases[case].sources())
                elif solution.reason:
                    yield NoSolution(side, value, case, diagnose(solution, case, evaluation)[1])
                    return
        except ZeroDivisionError:
            return
