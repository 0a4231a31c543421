"""The tables and figures of the effects, in the order that the appendix tells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.report.appendix.laid_out import laid_out
from biofuel_mandate.report.appendix.phrases import Phrases
from biofuel_mandate.report.appendix.sold import sold_table
from biofuel_mandate.report.beside import beside_tables
from biofuel_mandate.report.case_tables import case_tables, compared_cases, is_many
from biofuel_mandate.report.choice_tables import choice_tables
from biofuel_mandate.report.document.tree import Block, Figure, Heading, Paragraph
from biofuel_mandate.report.excel.assessment import assessment_tables
from biofuel_mandate.report.parts_of_years import parts_tables
from biofuel_mandate.report.table import Table
from biofuel_mandate.report.tables import rules_table
from biofuel_mandate.report.texts import texts
from biofuel_mandate.report.years import covers_years, year_tables

# With more compared cases than this, the tables of each stand in an annex.
MOST_IN_TEXT = 2
# Which tables of a case, and which figures, belong to which section.
_OF_CASE = {
    "litres": ("assessment_2", "volumes"),
    "emissions": ("assessment_3", "reductions"),
    "costs": ("assessment_5", "costs", "unit_costs"),
}
_FIGURES = {
    "litres": ("extra-litres", "blend"),
    "emissions": ("reductions",),
    "costs": ("cost", "abatement-cost"),
    "choice": ("merit-order", "marginal-abatement"),
    "rules": ("sold-and-counted",),
}
_OF_ONE_CASE = ("blend", "sold-and-counted", "merit-order")
# Tables whose rows are named by keys of the scenario.
_OF_KEYS = ("assumptions",)
# Tables that tell what a result would be at another input.
_SENSITIVE = ("oil_gaps", "oil_costs")


@dataclass(frozen=True)
class Effects:
    """What there is to tell of the effects of an assessment.

    Attributes
    ----------
    assessment : Assessment
    phrases : Phrases
    figures : mapping of str to Figure
        Every chart by its name.
    """

    assessment: Assessment
    phrases: Phrases
    figures: Mapping[str, Figure]

    def sections(self) -> Iterator[Block]:
        """Yield the sections from litres to other effects."""
        if covers_years(self.assessment):
            yield from self._section("years", self._year_by_year(), self.figures)
        else:
            cases = _by_name(self._case_tables()) if self._is_in_text else {}
            for name, wanted in _OF_CASE.items():
                tables = [table for one in wanted for table in cases.get(one, ())]
                if name == "costs" and not self._tells_cost:
                    yield from self._no_costs()
                else:
                    yield from self._section(name, tables, _FIGURES[name])
            if self.assessment.scenario.structure.has_choice and not is_many(self.assessment):
                chosen = choice_tables(self.assessment.only, self.phrases.words)
                yield from self._section("choice", chosen, _FIGURES["choice"])
        yield from self._section("rules", self._rules(), _FIGURES["rules"])
        beside = (table for table in self._beside() if table.name not in _SENSITIVE)
        yield from self._section("beside", beside)

    @property
    def _tells_cost(self) -> bool:
        """Whether any cost is known of any alternative."""
        rows = self.assessment.only.rows
        return any(row.variable == "cost" and row.value is not None for row in rows)

    def _no_costs(self) -> Iterator[Block]:
        if compared_cases(self.assessment):
            yield self.heading("costs")
            yield Paragraph(self.phrases("summary.cost.unknown"))

    def sensitivity(self) -> tuple[Table, ...]:
        """Return the tables of results at other inputs, where the scenario asks for them."""
        return tuple(table for table in self._beside() if table.name in _SENSITIVE)

    def annex(self) -> Iterator[Block]:
        """Yield the tables of each case, where they do not stand in the text."""
        if self._is_in_text or is_many(self.assessment) or covers_years(self.assessment):
            return
        yield self.heading("cases", annex=True)
        for at, table in enumerate(self._case_tables(), 1):
            yield self.table(table, f"cases-{at}")

    def table(self, table: Table, anchor: str = "") -> Block:
        """Return a table as a block of the document."""
        return laid_out(table, self.phrases, anchor, ids=(0,) if table.name in _OF_KEYS else ())

    def heading(self, name: str, level: int = 2, *, annex: bool = False) -> Heading:
        """Return a heading of the appendix."""
        text = self.phrases.said(f"heading.{name}")
        return Heading(1 if annex else level, text, name, annex=annex)

    @property
    def _is_in_text(self) -> bool:
        return len(compared_cases(self.assessment)) <= MOST_IN_TEXT

    def _section(
        self, name: str, tables: Iterable[Table], figures: Iterable[str] = ()
    ) -> Iterator[Block]:
        """Yield a section with its tables and figures; nothing where it would be empty."""
        blocks = [self.table(table, f"{name}-{at}") for at, table in enumerate(tables, 1)]
        # Of one case alone there is nothing to compare, and little to see.
        shown = figures if compared_cases(self.assessment) else _OF_ONE_CASE
        blocks += [self.figures[one] for one in figures if one in self.figures and one in shown]
        if blocks:
            yield self.heading(name)
            yield from blocks

    def _case_tables(self) -> Iterator[Table]:
        words, single = self.phrases.words, self.assessment.only
        layout = texts(f"excel.{words.language}")
        for case in compared_cases(single):
            for table in assessment_tables(single, case, words, layout):
                # Where suppliers weigh prices there is no cost per tonne to start from.
                if table.name != "assessment_5" or single.scenario.file.costs.abatement_cost:
                    yield self._own_title(table)
            for table in case_tables(single, case, words):
                if table.name != "headlines":
                    yield table

    def _own_title(self, table: Table) -> Table:
        """Return a table of the assessment's layout under a title without its number."""
        number = table.name.removeprefix("assessment_")
        against = table.title[table.title.rindex(" (") :]
        return replace(table, title=self.phrases.said(f"layout.{number}") + against)

    def _year_by_year(self) -> Iterator[Table]:
        yield from year_tables(self.assessment, self.phrases.words, short=True)
        yield from parts_tables(self.assessment, self.phrases.words)

    def _rules(self) -> Iterator[Table]:
        words = self.phrases.words
        if covers_years(self.assessment):
            every = year_tables(self.assessment, words)
            yield from (table for table in every if table.name == "rules_by_year")
            return
        yield rules_table(self.assessment.only, words)
        sold = sold_table(self.assessment.only, self.phrases)
        if sold.rows and not is_many(self.assessment):
            yield sold
        yield from parts_tables(self.assessment, words)

    def _beside(self) -> Iterator[Table]:
        yield from beside_tables(self.assessment.only, self.phrases.words)


def _by_name(tables: Iterable[Table]) -> dict[str, list[Table]]:
    found: dict[str, list[Table]] = {}
    for table in tables:
        found.setdefault(table.name, []).append(table)
    return found
