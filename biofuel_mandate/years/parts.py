"""Years in parts (equation 26): a case goes through them one by one, and they make up its year.

Each part is solved as if it lasted a whole year, and weighs as many months as it has. Under the
average of the year, what is over in one part counts in the next; each part on its own, it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from biofuel_mandate.assessment import Assessment, infeasible
from biofuel_mandate.demand_answer import answering
from biofuel_mandate.errors import Fault
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.results import ResultRow, rows_of
from biofuel_mandate.rules.rows import Column, Row, System
from biofuel_mandate.scenario.dated import Span
from biofuel_mandate.scenario.load import Course, Scenario, Year
from biofuel_mandate.scenario.shapes import CaseShape, GradeShape
from biofuel_mandate.scenario.wording import dotted
from biofuel_mandate.solve.check import UNSETTLED, CaseSolution
from biofuel_mandate.years.carried import with_carried

# Stands for a year that is not gone through.
UNSOLVED_YEAR = CaseSolution(System((), (), (), ()), {}, UNSETTLED, None)


@dataclass(frozen=True)
class Part:
    """One part of a year as a case went through it."""

    span: Span
    weight: float
    scenario: Scenario
    evaluation: Evaluation
    solution: CaseSolution


@dataclass(frozen=True)
class Went:
    """How a case went through a year: its parts, and what they come to.

    Attributes
    ----------
    shape : CaseShape
        With everything that any part sells.
    solution : CaseSolution
        Of the year.
    parts : tuple of Part
    faults : list of Fault
        Why a part has no solution; then there is no year either.
    is_average : bool
        Whether what is over in one part counts in the next.
    """

    shape: CaseShape
    solution: CaseSolution
    parts: tuple[Part, ...]
    faults: list[Fault]
    is_average: bool = False


def go(year: Year) -> Mapping[str, Went]:
    """Return how each case that tells parts of a year apart goes through it."""
    return {case: _go(year, case, course) for case, course in year.courses.items()}


def _go(year: Year, case: str, course: Course) -> Went:
    own = year.scenario.structure
    if any(at == case for at, _ in answering(year.scenario.table)):
        return Went(own.cases[case], UNSOLVED_YEAR, (), [_answers(year.scenario, case)])
    months = sum(span.months for span, _ in course.parts)
    carried: dict[str, float] = {}
    parts: list[Part] = []
    for span, scenario in course.parts:
        weight = span.months / months
        table = scenario.table
        if course.is_average and parts:
            before = {(case, rule): amount / weight for rule, amount in carried.items()}
            table = with_carried(scenario, before, str(span.first))
        evaluation = Evaluation(table, scenario.structure)
        solution = evaluation.solution(case)
        if solution.reason:
            faults = [
                replace(fault, got=f"{span.name}, at the rate of a whole year: {fault.got}")
                for fault in infeasible(scenario, evaluation, case)
            ]
            return Went(own.cases[case], solution, (), faults)
        parts.append(Part(span, weight, scenario, evaluation, solution))
        carried = {
            row.name: weight * float(row.slack(solution.volumes))
            for row in solution.system.rules
            if row.sense == ">="
        }
    shape = _together([part.scenario.structure.cases[case] for part in parts])
    solution = _year(parts, course.is_average)
    return Went(shape, solution, tuple(parts), [], course.is_average)


def _answers(scenario: Scenario, case: str) -> Fault:
    """Refuse demand that answers prices of parts of a year, of which only a year's are told."""
    path = ("consumers", "price_elasticity")
    got = f'demand answers the price of a whole year, and "{case}" changes within this one'
    do = "Let what changes begin with a year, or leave the elasticity out."
    return Fault(got, do, dotted(path), scenario.document.line(path), str(scenario.path))


def _together(shapes: list[CaseShape]) -> CaseShape:
    """Return the shape of a case with everything that is sold in any part of the year."""
    grades: dict[tuple[str, str], GradeShape] = {}
    for shape in shapes:
        for grade in shape.grades:
            at = (grade.pool, grade.grade)
            before = grades.get(at)
            fills = {**before.fills, **grade.fills} if before else grade.fills
            grades[at] = replace(grade, fills=fills)
    return replace(shapes[-1], grades=tuple(grades.values()))


def _year(parts: list[Part], is_average: bool) -> CaseSolution:
    """Return what the parts come to in a year: litres, and every rule and limit."""
    volumes: dict[Column, float] = {}
    for part in parts:
        for column in part.solution.system.columns:
            volume = part.weight * float(part.solution.volumes[column])
            volumes[column] = volumes.get(column, 0.0) + volume
    systems = [part.solution.system for part in parts]
    gases = frozenset[Column]().union(*(system.gases for system in systems))
    rules, limits = (
        tuple(
            _row(name, kind, parts, volumes, is_average=is_average and kind == "rules")
            for name in dict.fromkeys(row.name for one in systems for row in getattr(one, kind))
        )
        for kind in ("rules", "limits")
    )
    return CaseSolution(System(tuple(volumes), (), rules, limits, gases), volumes, 0, None)


def _row(
    name: str, kind: str, parts: list[Part], volumes: Mapping[Column, float], *, is_average: bool
) -> Row:
    """Return a rule or a limit over a year: what the parts count, and what they must.

    Under the average, the year must what its first part must at the rate of a year, as nothing is
    carried into that; else it must what its parts must.
    """
    found: list[tuple[Part, Row]] = [
        (part, row)
        for part in parts
        for row in getattr(part.solution.system, kind)
        if row.name == name
    ]
    left: dict[Column, float] = {}
    base: dict[Column, float] = {}
    demand = missed = 0.0
    for part, one in found:
        sold = part.solution.volumes
        if not one.is_met(sold):
            # What is over in another part does not make up for it.
            missed -= part.weight * float(one.slack(sold))
        demand += part.weight * float(one.right_amount(sold))
        for terms, into in ((one.left, left), (one.base, base)):
            for column, weight in terms.items():
                amount = part.weight * float(weight) * float(sold[column])
                into[column] = into.get(column, 0.0) + amount
    # What a litre weighs over the year: as much as it does in the parts that sell it.
    left = {column: _per(amount, volumes[column]) for column, amount in left.items()}
    base = {column: _per(amount, volumes[column]) for column, amount in base.items()}
    row = replace(found[0][1], left=left, base=base)
    if is_average:
        return row
    whole = sum(weight * volumes[column] for column, weight in base.items())
    if not whole or not any(float(one.level) for _, one in found):
        return replace(row, constant=demand, level=0.0, missed=missed)
    return replace(row, constant=0.0, level=_per(demand, whole), missed=missed)


def _per(amount: float, base: float) -> float:
    return amount / base if base else 0.0


def part_rows(assessment: Assessment, went: Mapping[str, Went]) -> Iterator[ResultRow]:
    """Yield what each part of a year comes to: levels, as differences are those of years.

    Parameters
    ----------
    assessment : Assessment
        Of the year.
    went : mapping of case to Went
    """
    currency = assessment.scenario.file.currency
    amounts = {"Ml", "TJ", "t", "kt", "weeks", f"M{currency}"}
    for case, one in went.items():
        for part in one.parts:
            for row, why in rows_of(part.scenario, part.evaluation, case):
                # Under the average, no part misses a quota: the year does, or it does not.
                is_of_year = one.is_average and row.detail in ("quota", "sub-quota")
                if row.baseline or why or (is_of_year and row.variable == "rule_met"):
                    continue
                value = row.value
                if row.unit in amounts and value is not None:
                    value *= part.weight
                yield row._replace(period=part.span.name, value=value)
