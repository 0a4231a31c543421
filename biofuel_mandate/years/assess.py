"""The assessment of a scenario that covers years: each year by itself, and all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from biofuel_mandate.assessment import Assessment, assessed, infeasible
from biofuel_mandate.errors import Fault, InfeasibleError
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.results import Missing, ResultRow
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.words import listed_years
from biofuel_mandate.years.carried import carries, in_order
from biofuel_mandate.years.parts import Went, go, part_rows
from biofuel_mandate.years.present_values import present_values
from biofuel_mandate.years.sums import SummedEvaluation, summed
from biofuel_mandate.years.together import YearEvaluation, evaluate, tabulate_years


def assess_years(scenario: Scenario) -> Assessment:
    """Assess every year that a scenario covers.

    Raises
    ------
    InfeasibleError
        With every case of every year that has no solution.
    """
    faults: list[Fault] = []
    went: dict[int, Mapping[str, Went]] = {}
    found = dict(_evaluations(scenario, faults, went))
    faults += _unsolved(scenario, found)
    if faults:
        raise InfeasibleError(list(_told_once(faults)))
    years = dict(_assessed(scenario, found))
    rows: list[ResultRow] = []
    missing: dict[int, Missing] = {}
    for position in sorted(years):
        one = years[position] = _with_parts(years[position])
        missing |= {len(rows) + at: why for at, why in one.missing.items()}
        rows += one.rows
        rows += part_rows(one, went.get(position, {}))
    for row, why in present_values(rows, [year.span.year for year in scenario.years]):
        missing |= {len(rows): why} if why else {}
        rows.append(row)
    by_year = {scenario.years[at].span.year: years[at] for at in sorted(years)}
    first = next(iter(by_year.values()))
    return Assessment(scenario, first.evaluation, tuple(rows), missing, by_year)


def evaluations(scenario: Scenario) -> dict[int, Evaluation]:
    """Return the evaluation of each year by its position; a year that cannot be had is left out.

    Parameters
    ----------
    scenario : Scenario
        That covers years.
    """
    return dict(_evaluations(scenario, [], {}))


def _unsolved(scenario: Scenario, found: Mapping[int, Evaluation]) -> Iterator[Fault]:
    """Yield why cases have no solution, with the year of each."""
    for position, evaluation in found.items():
        year = scenario.years[position]
        own = year.scenario
        if not any(evaluation.solution(case).reason for case in own.structure.cases):
            continue
        alone = evaluation
        if isinstance(evaluation, YearEvaluation):
            # What fails first may differ from year to year, so the year is solved by itself.
            alone = Evaluation(own.table, own.structure)
        yield from (_in_year(fault, year.span.year) for fault in infeasible(own, alone))


def _with_parts(assessment: Assessment) -> Assessment:
    """Return a year with what it is made of."""
    if not isinstance(assessment.evaluation, SummedEvaluation):
        return assessment
    parts = {
        case: tuple(
            (part.span.name, part.weight, Assessment(part.scenario, part.evaluation, (), {}))
            for part in several
        )
        for case, several in assessment.evaluation.parts.items()
    }
    return replace(assessment, parts=parts)


def _evaluations(
    scenario: Scenario, faults: list[Fault], went: dict[int, Mapping[str, Went]]
) -> Iterator[tuple[int, Evaluation]]:
    """Yield each year's evaluation; of a year with parts, with those put together."""
    if carries(scenario.years):
        yield from in_order(scenario.years)
        return
    for group in scenario.groups:
        for position, evaluation in evaluate(group, scenario.years):
            year = scenario.years[position]
            if not year.courses:
                yield position, evaluation
                continue
            gone = go(year)
            found = [fault for one in gone.values() for fault in one.faults]
            if found:
                faults += [_in_year(fault, year.span.year) for fault in found]
                continue
            went[position] = gone
            yield position, summed(year, gone)


def _told_once(faults: list[Fault]) -> Iterator[Fault]:
    """Yield the first year's fault of each place, with the other years that have one there."""
    found: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        found.setdefault((fault.path, fault.do), []).append(fault)
    for several in found.values():
        years = sorted({int(fault.got[:4]) for fault in several})
        more = f"; likewise in {listed_years(years[1:])}" if years[1:] else ""
        yield replace(several[0], got=f"{several[0].got}{more}")


def _in_year(fault: Fault, year: int) -> Fault:
    return replace(fault, got=f"{year}: {fault.got}")


def _assessed(
    scenario: Scenario, found: Mapping[int, Evaluation]
) -> Iterator[tuple[int, Assessment]]:
    """Yield the assessment of each year; what is evaluated together is told together."""
    for group in scenario.groups:
        mine = [found[position] for position in group.positions]
        if not any(isinstance(one, YearEvaluation) for one in mine):
            for position, one in zip(group.positions, mine, strict=True):
                yield position, assessed(scenario.years[position].scenario, one)
            continue
        together = [one for one in mine if isinstance(one, YearEvaluation)]
        told = tabulate_years(group.scenario, together)
        for position, one, (rows, missing) in zip(group.positions, together, told, strict=True):
            yield position, Assessment(one.scenario, one, tuple(rows), missing)
