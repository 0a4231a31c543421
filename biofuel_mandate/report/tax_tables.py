"""The table of tax revenue: each tax and all, by fuel, in every treatment."""

from __future__ import annotations

from collections.abc import Iterator

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import TOTAL, Key
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.case_tables import case_words, compared_cases
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.report.texts import Texts, sentence

_ALL = "all"
# Less tax than this, relative, is less.
_LESS = 1 - 1e-9


def tax_tables(assessment: Assessment, texts: Texts) -> Iterator[Table]:
    """Yield the table of tax revenue; none where nothing is taxed or compared."""
    if assessment.scenario.structure.taxes and compared_cases(assessment):
        yield _TaxTable(assessment, texts).table()


def year_tax_tables(assessment: Assessment, texts: Texts) -> Iterator[Table]:
    """Yield for each compared case the change of all tax revenue, a row a year."""
    if not assessment.scenario.structure.taxes:
        return
    file, structure = assessment.scenario.file, assessment.scenario.structure
    asked = [("extra_tax_revenue", TOTAL, _ALL)]
    if file.costs.tax_finance is not None:
        asked.append(("tax_finance_cost", "", ""))
    columns = [(treatment, *one) for treatment in structure.treatments for one in asked]
    for case in compared_cases(assessment):
        rows: list[tuple[Cell, ...]] = []
        for year, single in assessment.years.items():
            found = (
                single.value(name, case, fuel, detail=", ".join(filter(None, (tax, treatment))))
                for treatment, name, fuel, tax in columns
            )
            rows.append((str(year), *(Amount(value, 1) for value in found)))
        names = [texts.tax(tax) if tax else texts("taxed.finance") for _, _, _, tax in columns]
        treated = [treatment_words(assessment, treatment, texts) for treatment, *_ in columns]
        told = [
            texts("of_supplier", what=one, supplier=by)
            for one, by in zip(names, treated, strict=True)
        ]
        headings = ("", *(sentence(one) for one in (told if structure.treatments[1:] else names)))
        baseline = case_words(assessment, structure.cases[case].baseline, texts)
        against = texts("against", case=case_words(assessment, case, texts), baseline=baseline)
        title = f"{texts('heading.taxes', cur=file.currency)} ({against})"
        yield Table("taxes", title, headings, tuple(rows), _notes(assessment, texts))


def _notes(assessment: Assessment, texts: Texts) -> tuple[str, ...]:
    notes = [texts("note.taxes")]
    if assessment.scenario.file.costs.tax_finance is not None:
        notes.append(texts("note.tax_finance"))
    structure = assessment.scenario.structure
    if structure.has_choice and structure.treatments[1:]:
        notes.append(texts("note.tax_choice"))
    return tuple(notes)


def treatment_words(assessment: Assessment, treatment: str, texts: Texts) -> str:
    """Return what reports call a treatment of taxes; a blank one is that of the costs."""
    if not treatment:
        return texts("taxed.as_given")
    title = assessment.scenario.file.costs.tax_treatments[treatment].title
    return title.said(texts.language) if title else treatment


class _TaxTable:
    def __init__(self, assessment: Assessment, texts: Texts) -> None:
        self._assessment, self._texts = assessment, texts
        self._structure = assessment.scenario.structure
        self._fuels = [
            fuel
            for pool in self._structure.pools.values()
            for fuel in (pool.name, *(self._named(pool.name, c) for c in pool.biofuels))
            if fuel not in assessment.gases
        ]

    def _named(self, pool: str, component: str) -> str:
        named = f"{pool}/{component}"
        return named if named in self._assessment.biofuels else component

    def table(self) -> Table:
        texts, cases = self._texts, compared_cases(self._assessment)
        currency = self._assessment.scenario.file.currency
        treatments = self._structure.treatments
        lines = (*self._structure.taxes, _ALL)
        rows: list[tuple[Cell, ...]] = []
        sums = []
        for case in cases:
            for treatment in treatments:
                head = (
                    case_words(self._assessment, case, texts),
                    treatment_words(self._assessment, treatment, texts),
                )
                for line in lines:
                    sums += [len(rows)] if line == _ALL else []
                    rows.append((*head, texts.tax(line), *self._amounts(case, line, treatment)))
                rows += [(*head, *row) for row in self._finance(case, treatment)]
        names = ("case", "treatment", "tax")
        headings = (
            *(texts(f"column.{name}") for name in names),
            *(sentence(texts.name_of(fuel)) for fuel in self._fuels),
            sentence(texts.name_of(TOTAL)),
        )
        title = texts("heading.taxes", cur=currency)
        notes = _notes(self._assessment, texts)
        return Table("taxes", title, headings, tuple(rows), notes, (0, 1, 2), tuple(sums))

    def _amounts(self, case: str, line: str, treatment: str) -> Iterator[Amount]:
        detail = ", ".join(filter(None, (line, treatment)))
        for fuel in (*self._fuels, TOTAL):
            value = self._assessment.value("extra_tax_revenue", case, fuel, detail=detail)
            yield Amount(value, 1)

    def _finance(self, case: str, treatment: str) -> Iterator[tuple[Cell, ...]]:
        if self._assessment.scenario.file.costs.tax_finance is None:
            return
        cost = self._assessment.value("tax_finance_cost", case, detail=treatment)
        blank = ("",) * len(self._fuels)
        yield (self._texts("taxed.finance"), *blank, Amount(cost, 1))


def relieved(assessment: Assessment, texts: Texts) -> Iterator[str]:
    """Yield a note where biofuel inside a quota pays less tax per energy than its fossil fuel."""
    structure = assessment.scenario.structure
    if not any(rule.type == "quota" for rule in structure.rules.values()):
        return
    found: dict[str, dict[str, None]] = {}
    for treatment in structure.treatments:
        for pool in structure.pools.values():
            for component in pool.components[1:]:
                for line in structure.taxes:
                    at = Key(treatment=treatment, tax=line, pool=pool.name)
                    own, fossil = (
                        _per_energy(assessment, at._replace(component=one))
                        for one in (component, pool.name)
                    )
                    if own is not None and fossil is not None and own < fossil * _LESS:
                        name = texts.name_of(component)
                        found.setdefault(name, {})[texts.tax(line)] = None
    if found:
        listed = "; ".join(f"{name} ({', '.join(lines)})" for name, lines in found.items())
        yield texts("note.state_aid", listed=listed)


def _per_energy(assessment: Assessment, key: Key) -> float | None:
    """Return a rate per energy, as given; None where there is none, or of a gas."""
    rate = assessment.evaluation.bound("treated_tax_cur_per_l", key)
    if not isinstance(rate, Given):
        return None
    return rate.value / float(assessment.evaluation.get("lhv_mj_per_l", key))
