"""What is asked when a question is turned around: an input, a result and its target."""

from __future__ import annotations

from dataclasses import dataclass

from biofuel_mandate.equations import Key
from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.library import Derived
from biofuel_mandate.quantities import KINDS, Given, suggest
from biofuel_mandate.query import read_query, unit_at
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.targets import Measure, read_end, read_target

# A value that is no share is sought up to so many times what it is.
_TIMES = 5.0


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes
    ----------
    given : Given
        The input as it is.
    query : str
        The result.
    name, key : str, Key
        Where the result stands in the evaluation.
    unit : str
        The result's unit.
    target : float
        In that unit.
    measure : Measure
        What the target is written in.
    searched : tuple of float
        Least and greatest value of the input to try.
    """

    given: Given
    query: str
    name: str
    key: Key
    unit: str
    target: float
    measure: Measure
    searched: tuple[float, float]


def read_question(
    scenario: Scenario, input_id: str, query: str, target: str, ends: tuple[str, str]
) -> Question:
    """Read all parts of a question.

    Raises
    ------
    ScenarioError
        With what is wrong with any of them.
    """
    faults: list[Fault] = []
    evaluation = Evaluation(scenario.table, scenario.structure)
    asked = given = searched = aim = None
    try:
        name, key = read_query(scenario, evaluation, query)
        unit = unit_at(scenario, evaluation, name, key)
        asked = (name, key, unit)
        aim = read_target(target, name, unit, scenario.file.currency)
    except ScenarioError as error:
        faults += error.faults
    try:
        given = _find(scenario, input_id)
        searched = _range(given, *ends)
    except ScenarioError as error:
        faults += error.faults
    if not (asked and aim and given and searched):
        raise ScenarioError(faults)
    return Question(given, query, *asked, *aim, searched)


def _find(scenario: Scenario, input_id: str) -> Given:
    bound = [one for scopes in scenario.table.values() for one in scopes.values()]
    values = {one.id: one for one in bound if isinstance(one, Given)}
    if input_id in values:
        return values[input_id]
    got, do = f'there is no value "{input_id}"', suggest(input_id, tuple(values))
    if input_id in {one.id for one in bound if isinstance(one, Derived)}:
        got = f'"{input_id}" follows from other values'
    elif tuple(input_id.split(".")) in scenario.document.lines:
        got = f'"{input_id}" is not a number of the scenario'
    raise ScenarioError([Fault(got, do, "INPUT")])


def _range(given: Given, low: str, high: str) -> tuple[float, float]:
    """Return the least and the greatest value to try."""
    kind = KINDS[given.kind]
    faults: list[Fault] = []
    ends = [0.0, 1.0]
    if not kind.is_percent:
        size = _TIMES * abs(given.value)
        ends = [max(-size, kind.least) if kind.least < 0 else 0.0, min(size, kind.most)]
    for position, (text, option) in enumerate(((low, "--from"), (high, "--to"))):
        try:
            ends[position] = read_end(text, given, option) if text else ends[position]
        except ScenarioError as error:
            faults += error.faults
    if not faults and not given.value and not kind.is_percent and not (low and high):
        got = "the value is 0, which says nothing of where to look"
        faults.append(Fault(got, "Say so with --from and --to.", given.id))
    elif not faults and ends[0] >= ends[1]:
        least, most = low or f"{ends[0]:g}", high or f"{ends[1]:g}"
        got = f"{least} is not below {most}, where the search would end"
        faults.append(Fault(got, "Let --from be below --to.", "--from"))
    if faults:
        raise ScenarioError(faults)
    return ends[0], ends[1]
