"""The tables of least cost: what it comes to, what rules are worth, costs, and each supplier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.languages import in_language
from biofuel_mandate.measures import DIRECT, LIFE_CYCLE
from biofuel_mandate.merit import leading_rule
from biofuel_mandate.report.case_tables import NO_COST, case_words
from biofuel_mandate.report.numbers import shown
from biofuel_mandate.report.row_words import row_words
from biofuel_mandate.report.standing import BINDS, Values, standing, value_in
from biofuel_mandate.report.table import Amount, Cell, Table, cell_text
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.rules.rows import Row

WITH, WITHOUT = "with taxes", "without taxes"


def choice_cases(assessment: Assessment) -> tuple[str, ...]:
    """Return the cases in which suppliers choose."""
    cases = assessment.scenario.structure.cases
    return tuple(name for name, case in cases.items() if case.is_least_cost)


def choice_tables(assessment: Assessment, texts: Texts) -> Iterator[Table]:
    """Yield the tables of least cost; none where no case is."""
    cases = choice_cases(assessment)
    if not cases:
        return
    build = _ChoiceTables(assessment, cases, texts)
    yield build.answer()
    yield build.worth()
    yield build.costs()
    for case in cases:
        if assessment.scenario.structure.cases[case].suppliers:
            yield from _Suppliers(assessment, case, texts).tables()


class _ChoiceTables:
    def __init__(self, assessment: Assessment, cases: Sequence[str], texts: Texts) -> None:
        self._assessment, self._cases, self._texts = assessment, cases, texts
        self._currency = assessment.scenario.file.currency
        self._values = Values(assessment)

    def _headings(self, *names: str) -> tuple[str, ...]:
        return tuple(self._texts(f"column.{name}", cur=self._currency) for name in names)

    def _value(self, variable: str, case: str, component: str = "", detail: str = "") -> Cell:
        """Return millions, blank for a difference of the baseline with itself."""
        if variable.startswith("extra") and self._is_baseline(case):
            return ""
        value = self._assessment.value(variable, case, component, detail=detail)
        return Amount(value, 1, lacks=NO_COST)

    def _is_baseline(self, case: str) -> bool:
        return self._assessment.scenario.structure.cases[case].baseline == case

    def answer(self) -> Table:
        texts = self._texts
        rows: list[tuple[Cell, ...]] = []
        for case in self._cases:
            row = leading_rule(self._assessment.evaluation.solution(case))
            extra = "" if self._is_baseline(case) else self._litres("extra_volume", case)
            rows.append(
                (
                    case_words(self._assessment, case, texts),
                    in_language(row.titles, texts.language, row.name) if row else "",
                    self._values.cell(case, row, texts) if row else "",
                    self._value("extra_supplier_cost", case),
                    self._value("extra_fuel_cost", case, TOTAL, WITHOUT),
                    self._litres("volume", case),
                    extra,
                )
            )
        names = ("case", "rule", "price", "extra_suppliers", "extra_society", "biofuel", "more")
        return Table(
            "answer",
            texts("heading.answer"),
            self._headings(*names),
            tuple(rows),
            (texts("note.answer"), *self._other_quotas()),
            words=(0, 1),
        )

    def _other_quotas(self) -> Iterator[str]:
        """Yield what quotas are worth that bind beside the one in the table."""
        for case in self._cases:
            solution = self._assessment.evaluation.solution(case)
            leading = leading_rule(solution)
            for row in solution.system.rules:
                found = [value for _, value in self._values.of(case, row)]
                if row.kind == "quota" and row is not leading and any(found):
                    price = cell_text(self._values.cell(case, row, self._texts), self._texts)
                    named = case_words(self._assessment, case, self._texts)
                    yield self._texts("note.answer_also", case=named, rule=row.name, price=price)

    def _litres(self, variable: str, case: str) -> Amount:
        return Amount(self._assessment.value(variable, case, BIOFUEL), 1)

    def worth(self) -> Table:
        """Return what every rule is worth, and each limit that binds."""
        texts = self._texts
        rows = [cells for case in self._cases for cells in self._worth_rows(case)]
        headings = self._headings("case", "rule", "status", "worth", "direct_tonne", "life_tonne")
        return Table(
            "worth",
            texts("heading.worth"),
            headings,
            tuple(rows),
            (texts("note.worth"), texts("note.accounts")),
            words=(0, 1, 2),
        )

    def _worth_rows(self, case: str) -> Iterator[tuple[Cell, ...]]:
        system = self._assessment.evaluation.solution(case).system
        name = case_words(self._assessment, case, self._texts)
        for row in (*system.rules, *system.limits):
            state = standing(self._assessment, case, row).state
            if row in system.limits and state != BINDS:
                continue
            said = row_words(row, self._texts)
            for supplier, value in self._values.of(case, row):
                named = self._texts.called(supplier)
                who = self._texts("of_supplier", what=said, supplier=named) if supplier else said
                tonnes = [
                    self._per_tonne(case, row, supplier, account)
                    for account in (DIRECT, LIFE_CYCLE)
                ]
                worth = value_in(row, value, self._currency)
                yield name, who, self._texts(f"rule.{state}"), worth, *tonnes

    def _per_tonne(self, case: str, row: Row, supplier: str, account: str) -> Cell:
        try:
            value = self._assessment.value(
                "marginal_cost_per_tonne", case, rule=row.name, detail=account, supplier=supplier
            )
        except KeyError:
            return ""
        return Amount(value, 0, lacks="no_tonnes")

    def costs(self) -> Table:
        """Return what suppliers pay and what it costs society, of every case."""
        texts = self._texts
        structure = self._assessment.scenario.structure
        pools = tuple(structure.pools)
        # Where nothing can be paid for a shortfall, suppliers pay for fuel alone.
        is_paid = any(rule.is_paid for rule in structure.rules.values())
        rows: list[tuple[Cell, ...]] = []
        for case in structure.cases:
            beside = (self._shortfalls(case), self._value("supplier_cost", case))
            rows.append(
                (
                    case_words(self._assessment, case, texts),
                    self._value("fuel_cost", case, TOTAL, WITH),
                    *(beside if is_paid else ()),
                    self._value("extra_supplier_cost", case),
                    self._value("fuel_cost", case, TOTAL, WITHOUT),
                    self._value("extra_fuel_cost", case, TOTAL, WITHOUT),
                    *(self._energy(case, pool) for pool in pools),
                )
            )
        paid = ("shortfalls", "suppliers") if is_paid else ()
        names = ("case", "fuel_with", *paid, "extra_suppliers", "society", "extra_society")
        headings = self._headings(*names)
        headings += tuple(
            texts("column.energy", pool=texts.name_of(pool), cur=self._currency) for pool in pools
        )
        note = (texts("note.society"),)
        return Table("choice_costs", texts("heading.choice_costs"), headings, tuple(rows), note)

    def _shortfalls(self, case: str) -> Cell:
        rules = self._assessment.scenario.structure
        paid = [name for name in rules.cases[case].rules if rules.rules[name].is_paid]
        if not paid:
            return ""
        found = [self._assessment.value("shortfall_cost", case, rule=name) for name in paid]
        known = [value for value in found if value is not None]
        return Amount(sum(known) if len(known) == len(found) else None, 1, lacks=NO_COST)

    def _energy(self, case: str, pool: str) -> Cell:
        """Return what one more unit of a pool's energy costs; a range where suppliers differ."""
        if self._assessment.evaluation.solution(case).optimum is None:
            return ""
        suppliers: tuple[str, ...] = ("",)
        structure = self._assessment.scenario.structure
        if structure.cases[case].suppliers:
            suppliers = structure.suppliers
        found = [
            self._assessment.value("marginal_energy_cost", case, pool=pool, supplier=one) or 0.0
            for one in suppliers
        ]
        low, high = (shown(end(found), 1, self._texts) for end in (min, max))
        if low == high:
            return Amount(found[0], 1)
        return self._texts("from_to", low=low, high=high, unit="").strip()


class _Suppliers:
    """What each supplier sells, pays and trades in a case; the sums are those of the market."""

    def __init__(self, assessment: Assessment, case: str, texts: Texts) -> None:
        self._assessment, self._case, self._texts = assessment, case, texts
        self._currency = assessment.scenario.file.currency
        self._names = assessment.scenario.structure.suppliers
        self._shape = assessment.scenario.structure.cases[case]
        self._about = case_words(assessment, case, texts)

    def tables(self) -> Iterator[Table]:
        yield self.sales()
        if self._shape.suppliers == "together":
            traded = self.trade()
            if traded.rows:
                yield traded

    def _value(self, variable: str, component: str, supplier: str, detail: str = "") -> Amount:
        value = self._assessment.value(
            variable, self._case, component, supplier=supplier, detail=detail
        )
        return Amount(value, 1, lacks=NO_COST)

    def _money(self, variable: str, supplier: str, rule: str = "", detail: str = "") -> Amount:
        """Return money that no row tells where nothing changes hands."""
        try:
            value = self._assessment.value(
                variable, self._case, supplier=supplier, rule=rule, detail=detail
            )
        except KeyError:
            return Amount(0.0, 1)
        return Amount(value, 1)

    def sales(self) -> Table:
        texts = self._texts
        together = self._shape.suppliers == "together"
        rows = []
        for supplier in (*self._names, ""):
            cells: list[Cell] = [
                texts.called(supplier) or texts("sum"),
                self._value("volume", TOTAL, supplier),
                self._value("volume", BIOFUEL, supplier),
                self._value("fuel_cost", TOTAL, supplier, WITH),
                self._value("fuel_cost", TOTAL, supplier, WITHOUT),
            ]
            if together:
                cells += [self._paid(supplier), self._money("gain_from_trade", supplier)]
            rows.append(tuple(cells))
        names = ["supplier", "sales", "of_biofuel", "fuel_with", "society"]
        names += ["certificates", "gain"] if together else []
        headings = tuple(texts(f"column.{name}", cur=self._currency) for name in names)
        title = texts("heading.suppliers", case=self._about)
        notes = [texts(f"note.{self._shape.suppliers}")]
        notes.append(texts("note.market"))
        added = tuple(range(1, len(names)))
        last = (len(rows) - 1,)
        return Table(
            "suppliers", title, headings, tuple(rows), tuple(notes), sums=last, added=added
        )

    def _paid(self, supplier: str) -> Amount:
        """Return what a supplier pays for certificates of all rules; the market nothing."""
        of_whom = (supplier,) if supplier else self._names
        rows = self._assessment.evaluation.solution(self._case).system.rules
        total = 0.0
        for row in rows:
            for one in of_whom:
                paid = self._money("certificate_payment", one, row.name, row.kind).value
                total += paid or 0.0
        # What one pays another gets: the sum is nothing, but for rounding.
        return Amount(total if supplier else round(total, 9) + 0.0, 1)

    def trade(self) -> Table:
        """Return the certificates of each rule that change hands."""
        texts, values = self._texts, Values(self._assessment)
        rows: list[tuple[Cell, ...]] = []
        for row in self._assessment.evaluation.solution(self._case).system.rules:
            for supplier in self._names:
                at = {"rule": row.name, "detail": row.kind, "supplier": supplier}
                try:
                    sold = self._assessment.value("certificates_sold", self._case, **at)
                except KeyError:
                    continue
                paid = self._assessment.value("certificate_payment", self._case, **at) or 0.0
                named = texts.called(supplier)
                # Adding 0 turns -0.0 into 0.0.
                cells = (Amount(sold, 1, unit=row.unit), values.cell(self._case, row, texts))
                rows.append((row_words(row, texts), named, *cells, Amount(-paid + 0.0, 1)))
        names = ("rule", "supplier", "certificates_sold", "price", "income")
        headings = tuple(texts(f"column.{name}", cur=self._currency) for name in names)
        title = texts("heading.trade", case=self._about)
        note = (texts("note.trade"),)
        return Table("trade", title, headings, tuple(rows), note, words=(0, 1))
