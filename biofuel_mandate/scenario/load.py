"""Read a scenario file whole: form, meaning, structure, and what each name is bound to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.library import Library
from biofuel_mandate.quantities import Given
from biofuel_mandate.scenario.bindings import Binder, Table
from biofuel_mandate.scenario.dated import Span
from biofuel_mandate.scenario.form import check_form
from biofuel_mandate.scenario.grouping import Group, grouped
from biofuel_mandate.scenario.law_use import LawUse
from biofuel_mandate.scenario.laws import with_laws
from biofuel_mandate.scenario.meaning import Context, check_meaning
from biofuel_mandate.scenario.notices import Notice, notices_of
from biofuel_mandate.scenario.reading import Document, read_document
from biofuel_mandate.scenario.schema import ScenarioFile
from biofuel_mandate.scenario.shapes import Structure
from biofuel_mandate.scenario.structure import build
from biofuel_mandate.scenario.tax_laws import with_taxes
from biofuel_mandate.scenario.timeline_reading import read_timeline
from biofuel_mandate.scenario.uncertain_values import with_distributions


@dataclass(frozen=True, eq=False)
class Scenario:
    """A checked scenario.

    Attributes
    ----------
    file : ScenarioFile
        What the analyst wrote.
    name : str
        The file's stem; names the results.
    path : Path
    document : Document
        Lines and hash of the file.
    library : Library
        The library as the scenario sees it.
    structure : Structure
        Pools, rules and cases without numbers.
    table : Table
        The given value, or the equation, that each name stands for.
    overrides : mapping of name to Given
        Library values that the scenario replaces.
    laws : tuple of LawUse
        Countries whose rules it takes.
    years : tuple of Year
        The years that the file covers, and the parts of a year where cases tell them apart; empty
        where it is of one year alone. The rest then describes the first of them.
    groups : tuple of Group
        Those of the years that have the same structure.
    """

    file: ScenarioFile
    name: str
    path: Path
    document: Document
    library: Library
    structure: Structure
    table: Table
    overrides: Mapping[str, Given]
    laws: tuple[LawUse, ...] = ()
    years: tuple[Year, ...] = ()
    groups: tuple[Group, ...] = ()

    def with_factors(self, factor_set: str) -> Scenario:
        """Return the same question asked with another factor set.

        Raises
        ------
        ScenarioError
            When the set does not hold what the scenario needs.
        """
        file = self.file.model_copy(update={"factors": factor_set})
        return assembled(file, self.document, self.path, self.laws)

    def with_tables(self, changed: Callable[[Table], Table]) -> Scenario:
        """Return the scenario with other values bound to names, in every year and part of one.

        Parameters
        ----------
        changed : callable
            Gives the table that takes another's place.
        """
        if not self.years:
            return replace(self, table=changed(self.table))
        years = tuple(year.with_tables(changed) for year in self.years)
        return replace(self, table=years[0].scenario.table, years=years, groups=grouped(years))

    def of_year(self, query: str) -> Scenario:
        """Return the scenario of the year that a query names at its end; itself, if of one alone.

        Raises
        ------
        ScenarioError
            When no year is named, none such is covered, or it is told apart in parts.
        """
        if not self.years:
            return self
        asked = re.search(r":(\d{4})$", query)
        named = int(asked[1]) if asked else self.years[0].span.year
        year = next((one for one in self.years if one.span.year == named), None)
        if year is None or (asked is None and len(self.years) > 1):
            first, last = self.years[0].span.year, self.years[-1].span.year
            do = f'Name one of {first} to {last}, as in ":{last}" at the end of the result.'
            raise ScenarioError([Fault("the scenario covers several years", do, query)])
        case = query.partition(".")[0]
        if case in year.courses:
            got = f'"{case}" goes through {named} in parts, each with an answer of its own'
            raise ScenarioError([Fault(got, "Ask of a case that takes the year as one.", query)])
        return year.scenario

    def made_of(self) -> Iterator[tuple[str, str, str]]:
        """Yield each biofuel with how well it is evidenced what it is made of, and what that is."""
        pathways = self.library.pathways()
        for name, made_of in self.file.biofuels.items():
            around = made_of if made_of.source or made_of.evidence else self.file
            label = pathways[made_of.pathway]["label"] if made_of.pathway else made_of.category
            if label:
                yield name, around.evidence or "unverified", str(label)

    @cached_property
    def warnings(self) -> tuple[Notice, ...]:
        """What a reader must know before relying on the results."""
        return tuple(notices_of(self))


@dataclass(frozen=True)
class Course:
    """How a case goes through a year in which something changes.

    Attributes
    ----------
    parts : tuple of (Span, Scenario)
        In order of time; amounts are those of a whole year at that rate.
    is_average : bool
        Whether the rules ask for the year's average at its end; else each part is on its own.
    """

    parts: tuple[tuple[Span, Scenario], ...]
    is_average: bool


@dataclass(frozen=True, eq=False)
class Year:
    """One year of a path.

    Attributes
    ----------
    span : Span
    scenario : Scenario
        The whole year, what changes in it being the average by months.
    courses : mapping of case to Course
        Cases that tell parts of the year apart.
    """

    span: Span
    scenario: Scenario
    courses: Mapping[str, Course]

    def with_tables(self, changed: Callable[[Table], Table]) -> Year:
        """Return the year with other values bound to names, in its parts as well."""
        courses = {}
        for case, course in self.courses.items():
            parts = tuple((span, part.with_tables(changed)) for span, part in course.parts)
            courses[case] = Course(parts, course.is_average)
        return Year(self.span, self.scenario.with_tables(changed), courses)


def load_scenario(path: str | Path) -> Scenario:
    """Read and check a scenario file.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    Scenario

    Raises
    ------
    ScenarioError
        With every fault of the file.
    """
    from biofuel_mandate.scenario.paths import load_path

    place = Path(path)
    document, faults = read_document(place)
    if document is None:
        raise ScenarioError(faults)
    timeline = read_timeline(document, str(path))
    if timeline.is_plain:
        return one_scenario(document, place, str(path), faults)
    return load_path(timeline, place, faults)


def one_scenario(
    document: Document,
    place: Path,
    name: str,
    faults: Sequence[Fault] = (),
    span: Span | None = None,
) -> Scenario:
    """Read the file of one span: laws, form, meaning, structure and what each name is bound to.

    Parameters
    ----------
    document : Document
        Without values by year.
    place : Path
    name : str
        The file as the user named it.
    faults : sequence of Fault
        Already found.
    span : Span or None
        The time that laws are taken over; else the scenario's date.

    Raises
    ------
    ScenarioError
        With every fault of the file.
    """
    document, law_faults, laws = with_laws(document, name, span)
    if law_faults:
        # Rules that are not known cannot be checked, nor what the cases say of them.
        raise ScenarioError([*faults, *law_faults])
    document, tax_faults, taxes = with_taxes(document, name, span)
    faults, laws = [*faults, *tax_faults], (*laws, *taxes)
    file, whole, form_faults = check_form(document, name)
    context = Context(file, document, name)
    check_meaning(context)
    refused = {(fault.path, fault.line) for fault in faults}
    # Over years, a value that could not be had leaves a hole that is no fault of its own.
    holes = {fault.path for fault in faults} if span is not None else set()
    in_parts = [*form_faults, *context.faults]
    told = (one for one in in_parts if (one.path, one.line) not in refused)
    found = [*faults, *(one for one in told if not one.path or one.path not in holes)]
    if found or not whole:
        raise ScenarioError(found)
    return assembled(file, document, place, laws)


def assembled(
    file: ScenarioFile, document: Document, path: Path, laws: tuple[LawUse, ...]
) -> Scenario:
    """Return a checked file with its structure, and what each name is bound to."""
    context = Context(file, document, str(path))
    library = check_meaning(context)
    if context.faults or library is None:
        raise ScenarioError(context.faults)
    structure = build(file, library)
    binder = Binder(file, document, library, structure, context.overrides)
    table = with_distributions(binder.table(), file, document, path)
    overrides = context.overrides
    return Scenario(file, path.stem, path, document, library, structure, table, overrides, laws)
