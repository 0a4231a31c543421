"""Tables 2, 3 and 5 in the layout of the 2015 assessment, for any scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL
from biofuel_mandate.report.case_tables import NO_COST, case_words, saving_words
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.report.texts import Texts

_Column = tuple[str, Callable[[str], Cell]]


def assessment_tables(
    assessment: Assessment, case: str, words: Texts, own: Texts
) -> Iterator[Table]:
    """Yield the assessment's tables 2, 3 and 5 for a case against its baseline.

    Parameters
    ----------
    assessment : Assessment
    case : str
    words, own : Texts
        The words of all reports, and those of the assessment's layout.
    """
    build = _AssessmentTables(assessment, case, words, own)
    yield build.extra_litres()
    yield build.reductions()
    yield build.costs()


class _AssessmentTables:
    def __init__(self, assessment: Assessment, case: str, words: Texts, own: Texts) -> None:
        self._assessment, self._case = assessment, case
        self._words, self._own = words, own
        structure = assessment.scenario.structure
        self._currency = assessment.scenario.file.currency
        self._savings = structure.savings
        self._biofuels = assessment.biofuels
        baseline = case_words(assessment, structure.cases[case].baseline, words)
        name = case_words(assessment, case, words)
        self._against = words("against", case=name, baseline=baseline)

    def extra_litres(self) -> Table:
        share = (self._own("assessment.share"), self._litres("volume_share", 1, 100))
        return self._table("2", [self._extra(), share], added=(1,))

    def reductions(self) -> Table:
        columns = [self._extra(), self._direct()]
        for label in self._savings:
            saving = saving_words(self._assessment, label, self._words, short=True)
            heading = self._own("assessment.saving", label=saving)
            columns.append((heading, self._amount("life_cycle_reduction", 0, detail=label)))
        return self._table("3", columns, added=tuple(range(1, len(columns) + 1)))

    def costs(self) -> Table:
        per_tonne = self._amount("cost_per_tonne", 0, detail="direct, abatement cost")
        cost = self._amount("cost", 0, detail="abatement cost", lacks=NO_COST)
        columns: list[_Column] = [
            (
                self._own("assessment.per_tonne", cur=self._currency),
                # As there: the sum has no cost per tonne of its own.
                lambda component: "" if component == BIOFUEL else per_tonne(component),
            ),
            self._direct(),
            (self._own("assessment.cost", cur=self._currency), cost),
        ]
        return self._table("5", columns, added=(2, 3))

    def _extra(self) -> _Column:
        return self._own("assessment.extra"), self._litres("extra_volume", 0, 1000)

    def _litres(self, variable: str, decimals: int, scale: float) -> Callable[[str], Cell]:
        amount = self._amount(variable, decimals, scale)
        return lambda name: "" if name in self._assessment.gases else amount(name)

    def _direct(self) -> _Column:
        return self._own("assessment.direct"), self._amount("direct_co2_reduction", 0)

    def _amount(
        self,
        variable: str,
        decimals: int,
        scale: float = 1,
        detail: str = "",
        lacks: str = "missing",
    ) -> Callable[[str], Cell]:
        def amount(component: str) -> Cell:
            value = self._assessment.value(variable, self._case, component, detail=detail)
            return Amount(value, decimals, scale, lacks=lacks)

        return amount

    def _table(self, number: str, columns: Sequence[_Column], added: tuple[int, ...]) -> Table:
        rows = []
        for component in (*self._biofuels, BIOFUEL):
            is_sum = component == BIOFUEL
            name = self._words("sum") if is_sum else self._words.name_of(component)
            rows.append((name, *(cell(component) for _, cell in columns)))
        return Table(
            f"assessment_{number}",
            f"{self._own(f'assessment.titles.{number}')} ({self._against})",
            (self._own("assessment.fuel"), *(heading for heading, _ in columns)),
            tuple(rows),
            sums=(len(rows) - 1,),
            added=added,
        )
