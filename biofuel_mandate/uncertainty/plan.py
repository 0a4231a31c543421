"""What an analysis of uncertainty asks of a scenario: its inputs, headlines and questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.quantities import Given
from biofuel_mandate.query import read_query, unit_at
from biofuel_mandate.results import ResultRow
from biofuel_mandate.scenario.grouping import by_id
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.scenario.uncertain_schema import Uncertainty
from biofuel_mandate.scenario.wording import dotted
from biofuel_mandate.targets import read_target
from biofuel_mandate.uncertainty.headlines import Headline, headlines_of
from biofuel_mandate.uncertainty.inputs import (
    Dependence,
    Input,
    dependence_of,
    inputs_of,
    scenarios_of,
    unknown_inputs,
)

if TYPE_CHECKING:
    from biofuel_mandate.solve.bases import Bases

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Passing:
    """A question: in what share of draws a result passes an amount.

    Attributes
    ----------
    headline : Headline
    is_above : bool
        Whether draws above the amount are counted, or those below.
    amount : float
        In the unit of the result.
    text : str
        The amount as it was written.
    """

    headline: Headline
    is_above: bool
    amount: float
    text: str


@dataclass(frozen=True)
class Ranking:
    """Cases to choose between, and the result that decides.

    Attributes
    ----------
    cases : tuple of str
    headlines : tuple of Headline
        The result of each case.
    is_lowest : bool
        Whether the lowest is the best.
    """

    cases: tuple[str, ...]
    headlines: tuple[Headline, ...]
    is_lowest: bool


@dataclass(frozen=True)
class Across:
    """Two inputs that are moved together, and the result that is mapped."""

    across: Given
    up: Given
    headline: Headline
    steps: int


@dataclass(frozen=True)
class Plan:
    """All that is asked.

    Attributes
    ----------
    scenario : Scenario
    inputs : tuple of Input
        What is uncertain.
    dependence : Dependence
    headlines : tuple of Headline
    questions : tuple of Passing
    grids : tuple of Across
    ranking : Ranking or None
    bases : mapping of (position, case) to Bases
        With which the draws of least-cost cases begin.
    """

    scenario: Scenario
    inputs: tuple[Input, ...]
    dependence: Dependence
    headlines: tuple[Headline, ...]
    questions: tuple[Passing, ...] = ()
    grids: tuple[Across, ...] = ()
    ranking: Ranking | None = None
    bases: Mapping[tuple[int, str], Bases] = field(default_factory=dict)

    @cached_property
    def streams(self) -> tuple[str, ...]:
        """Names of what is drawn, in order."""
        return tuple(sorted({one.stream for one in self.inputs}))

    @cached_property
    def asked(self) -> tuple[Headline, ...]:
        """Every number to evaluate, each once: the headlines first."""
        others = [one.headline for one in self.questions]
        others += self.ranking.headlines if self.ranking else ()
        return tuple(dict.fromkeys((*self.headlines, *others)))

    @property
    def has_dependence(self) -> bool:
        """Whether inputs are correlated, or drawn together from one file."""
        return bool(self.dependence.streams) or len(self.streams) < len(self.inputs)


def read_plan(scenario: Scenario, *, needs_inputs: bool = True) -> Plan:
    """Read and check what a scenario says of uncertainty.

    Parameters
    ----------
    scenario : Scenario
    needs_inputs : bool
        Whether it is a fault that nothing is uncertain.

    Raises
    ------
    ScenarioError
        With every fault at once.
    """
    faults = list(unknown_inputs(scenario))
    inputs = inputs_of(scenario)
    if needs_inputs and not inputs:
        faults.append(_nothing(scenario))
    dependence = dependence_of(scenario, inputs, faults)
    headlines = tuple(headlines_of(scenario))
    asked = scenario.file.uncertainty or Uncertainty()
    reader = _Reader(scenario, faults)
    questions = tuple(reader.questions(asked))
    grids = tuple(reader.grids(asked))
    ranking = reader.ranking(asked)
    if faults:
        raise ScenarioError(faults)
    return Plan(scenario, inputs, dependence, headlines, questions, grids, ranking)


def _nothing(scenario: Scenario) -> Fault:
    spans = sum(
        given.low is not None and given.high is not None
        for given in {
            i: g for one in scenarios_of(scenario) for i, g in by_id(one.table).items()
        }.values()
    )
    got = "nothing in the scenario is uncertain: no value has a distribution"
    do = "Give values one, as in {value: ..., low: ..., high: ..., distribution: triangular}"
    if spans:
        got += f", though {spans} give low and high"
        do += '; or let these be drawn: "uncertainty: {ranges: triangular}", or the option '
        do += "--ranges triangular"
    return Fault(f"{got}", f"{do}.", "uncertainty", 0, str(scenario.path))


class _Reader:
    """Reads the parts that name results; what is wrong with them goes to the faults."""

    def __init__(self, scenario: Scenario, faults: list[Fault]) -> None:
        self._scenario, self._faults = scenario, faults

    def questions(self, asked: Uncertainty) -> Iterator[Passing]:
        """Yield every question that can be read."""
        for at, one in enumerate(asked.questions):
            path: Place = ("uncertainty", "questions", at)
            text = one.above if one.above is not None else one.below
            if (one.above is None) == (one.below is None):
                got = "a question asks of an amount that is passed, above it or below it"
                do = 'Give one of the two, such as "above: 300 MNOK".'
                self._note(path, ScenarioError([Fault(got, do)]))
                continue
            try:
                headline = self.headline(one.result)
                currency = self._scenario.file.currency
                amount, _ = read_target(text or "", headline.name, headline.row.unit, currency)
            except ScenarioError as error:
                self._note(path, error)
                continue
            yield Passing(headline, one.above is not None, amount, str(text))

    def grids(self, asked: Uncertainty) -> Iterator[Across]:
        """Yield every grid that can be read."""
        known = {i: g for one in scenarios_of(self._scenario) for i, g in by_id(one.table).items()}
        for at, one in enumerate(asked.grids):
            path: Place = ("uncertainty", "grids", at)
            if not {one.across, one.up} <= set(known):
                continue  # told already
            for end in (one.across, one.up):
                given = known[end]
                if given.distribution is None and (given.low is None or given.high is None):
                    got = f"{end} has no range to be moved over"
                    do = "Give it low and high, or a distribution."
                    self._note(path, ScenarioError([Fault(got, do)]))
            try:
                headline = self.headline(one.result)
            except ScenarioError as error:
                self._note(path, error)
                continue
            yield Across(known[one.across], known[one.up], headline, one.steps)

    def ranking(self, asked: Uncertainty) -> Ranking | None:
        """Return which cases are to be ranked by what; None where there is no choice."""
        choice = asked.choice
        if choice is None:
            return None
        path: Place = ("uncertainty", "choice")
        shapes = self._scenario.structure.cases
        others = [name for name, shape in shapes.items() if shape.baseline != name]
        cases = choice.cases or others
        unknown = [name for name in cases if name not in others]
        for name in unknown:
            got = f'"{name}" is not compared with another case'
            do = f"Choose between {' and '.join(others)}."
            self._note((*path, "cases"), ScenarioError([Fault(got, do)]))
        if len(cases) < 2:
            got = "there is one case, so nothing to choose between"
            self._note(path, ScenarioError([Fault(got, "Name two cases or more.")]))
        if unknown or len(cases) < 2:
            return None
        try:
            headlines = tuple(self.headline(f"{name}.{choice.by}") for name in cases)
        except ScenarioError as error:
            self._note((*path, "by"), error)
            return None
        return Ranking(tuple(cases), headlines, choice.best == "lowest")

    def headline(self, query: str) -> Headline:
        """Return the result that a query asks for.

        Raises
        ------
        ScenarioError
            When there is no such result.
        """
        return headline_of(self._scenario, query)

    def _note(self, path: Place, error: ScenarioError) -> None:
        line = self._scenario.document.line(path)
        for fault in error.faults:
            is_named = not fault.path or fault.path in fault.got
            got = fault.got if is_named else f"{fault.path}: {fault.got}"
            self._faults.append(
                replace(fault, got=got, path=dotted(path), line=line, file=str(self._scenario.path))
            )


def headline_of(scenario: Scenario, query: str) -> Headline:
    """Return the result that a query asks for, as something that draws are evaluated at.

    Raises
    ------
    ScenarioError
        When there is no such result.
    """
    own = scenario.of_year(query)
    evaluation = Evaluation(own.table, own.structure)
    name, key = read_query(own, evaluation, query)
    unit = unit_at(own, evaluation, name, key)
    years = [year.span.year for year in scenario.years]
    position = years.index(own.file.market.year) if years else 0
    case, _, rest = query.partition(".")
    variable = re.split(r"[.@:]", rest)[0]
    detail = rest.partition("@")[2].partition(":")[0]
    row = ResultRow(
        scenario.name,
        case,
        year=str(own.file.market.year),
        pool=key.pool,
        component=key.component,
        rule=key.rule,
        variable=variable,
        detail=detail,
        unit=unit,
    )
    known = (one for one in headlines_of(scenario) if one.position == position)
    same = next((one for one in known if (one.name, one.key) == (name, key)), None)
    return same or Headline(row, name, key, position)
