"""The tables that compare a case with its baseline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.report.numbers import rounded, shown
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.scenario.structure import OWN_SAVING

Number = float | None
# The words for a cost that nothing gives: it is never 0.
NO_COST = "no_cost"


@dataclass(frozen=True)
class _Column:
    """A column of numbers: heading, decimals, scale, and the value for a component.

    A column of litres says nothing of a gas.
    """

    heading: str
    decimals: int
    value: Callable[[str], Number]
    scale: float = 1.0
    adds_up: bool = True
    of_litres: bool = False
    lacks: str = "missing"


# More cases than this are told together, in tables and data alone.
MOST_CASES = 30


def is_many(assessment: Assessment) -> bool:
    """Return whether there are too many cases for charts and for tables of their own."""
    return len(compared_cases(assessment)) > MOST_CASES


def compared_cases(assessment: Assessment) -> tuple[str, ...]:
    """Return the cases that have a baseline other than themselves."""
    cases = assessment.scenario.structure.cases
    return tuple(name for name, case in cases.items() if case.baseline != name)


def case_words(assessment: Assessment, case: str, texts: Texts) -> str:
    """Return a case's title in the language, or its name where it has none."""
    title = assessment.scenario.file.cases[case].title
    return title.said(texts.language) if title else case


def case_tables(assessment: Assessment, case: str, texts: Texts) -> Iterator[Table]:
    """Yield the tables that compare a case with its baseline."""
    build = _CaseTables(assessment, case, texts)
    yield build.headlines()
    yield build.volumes()
    yield build.reductions()
    yield build.costs()
    yield build.unit_costs()


class _CaseTables:
    def __init__(self, assessment: Assessment, case: str, texts: Texts) -> None:
        self._assessment, self._case, self._texts = assessment, case, texts
        structure = assessment.scenario.structure
        self._savings, self._lines = structure.savings, structure.lines
        self._components = assessment.biofuels
        self._name = case_words(assessment, case, texts)
        self._baseline = case_words(assessment, structure.cases[case].baseline, texts)
        self._against = texts("against", case=self._name, baseline=self._baseline)
        self._currency = assessment.scenario.file.currency
        self._price_year = assessment.scenario.file.price_year

    def _value(self, variable: str, component: str = BIOFUEL, **where: str) -> Number:
        return self._assessment.value(variable, self._case, component, **where)

    def _titled(self, heading: str) -> str:
        return f"{self._texts(f'heading.{heading}')} ({self._against})"

    def headlines(self) -> Table:
        texts, cur = self._texts, self._currency
        value, kt = self._value, 1e-3
        gases = self._moving_gases()
        total = texts("headline.extra_liquid" if gases else "headline.extra_total")
        rows: list[tuple[Cell, ...]] = [
            (texts("headline.extra_volume"), Amount(value("extra_volume"), 1), "Ml"),
            (total, Amount(value("extra_volume", TOTAL), 1), "Ml"),
        ]
        for gas, energy in gases.items():
            name = texts("headline.extra_gas", name=texts.name_of(gas))
            rows.append((name, Amount(energy, 1), "TJ"))
        direct = Amount(value("direct_co2_reduction"), 1, kt)
        rows.append((texts("headline.direct"), direct, "kt"))
        for label in self._savings:
            name = texts("headline.life_cycle", label=self._saving(label))
            reduction = value("life_cycle_reduction", detail=label)
            rows.append((name, Amount(reduction, 1, kt), "kt"))
        rows.append((texts("headline.iluc"), Amount(value("iluc_emission"), 1, kt), "kt"))
        for key, detail in (("abatement", "abatement cost"), ("bottom_up", "bottom up")):
            name = texts(f"headline.{key}", year=self._price_year)
            cost = Amount(value("cost", detail=detail), 0, lacks=NO_COST)
            rows.append((name, cost, f"M{cur}"))
        per_tonne = value("cost_per_tonne", detail="direct, abatement cost")
        rows.append((texts("headline.per_tonne"), Amount(per_tonne, 0), f"{cur}/t"))
        per_litre = value("cost_per_litre", detail="abatement cost")
        rows.append((texts("headline.per_litre"), Amount(per_litre, 3), f"{cur}/l"))
        title = self._titled("headlines")
        return Table("headlines", title, ("", "", ""), tuple(rows), words=(0, 2))

    def _moving_gases(self) -> dict[str, Number]:
        """Return the gases whose sales change, with the energy that they change by."""
        found = {
            gas: self._value("extra_energy", gas)
            for gas in self._components
            if gas in self._assessment.gases
        }
        return {gas: energy for gas, energy in found.items() if energy}

    def _saving(self, label: str) -> str:
        return saving_words(self._assessment, label, self._texts)

    def _table(
        self, heading: str, columns: Sequence[_Column], notes: tuple[str, ...] = ()
    ) -> Table:
        """Lay out one row a biofuel and a row of sums; say where rounded rows do not add up."""
        texts = self._texts
        rows = []
        for component in (*self._components, BIOFUEL):
            name = texts("sum") if component == BIOFUEL else texts.name_of(component)
            rows.append(self._row(columns, name, component))
        rounding = tuple(note for column in columns for note in self._rounding(column))
        headings = ("", *(column.heading for column in columns))
        return Table(
            heading,
            self._titled(heading),
            headings,
            tuple(rows),
            rounding + notes,
            sums=(len(rows) - 1,),
            added=tuple(at for at, column in enumerate(columns, 1) if column.adds_up),
        )

    def _row(self, columns: Sequence[_Column], name: str, component: str) -> tuple[Cell, ...]:
        return (name, *(self._cell(column, component) for column in columns))

    def _cell(self, column: _Column, component: str) -> Cell:
        if column.of_litres and component in self._assessment.gases:
            return ""
        value = column.value(component)
        return Amount(value, column.decimals, column.scale, lacks=column.lacks)

    def _rounding(self, column: _Column) -> Iterator[str]:
        without = self._assessment.gases if column.of_litres else ()
        values = [
            column.value(component) for component in self._components if component not in without
        ]
        total = column.value(BIOFUEL)
        if not column.adds_up or total is None or len(values) < 2:
            return
        parts = [
            rounded(value * column.scale, column.decimals) for value in values if value is not None
        ]
        added = sum(parts, Decimal(0))
        if len(parts) == len(values) and added != rounded(total * column.scale, column.decimals):
            rows = shown(float(added), column.decimals, self._texts)
            yield self._texts("note.rounding", column=column.heading, rows=rows)

    def volumes(self) -> Table:
        texts = self._texts
        baseline = self._assessment.scenario.structure.cases[self._case].baseline

        def share(component: str) -> Number:
            return self._value("volume_share", component)

        def before(component: str) -> Number:
            return self._assessment.value("volume", baseline, component)

        def after(component: str) -> Number:
            return self._value("volume", component)

        def extra(component: str) -> Number:
            return self._value("extra_volume", component)

        columns = (
            _Column(texts("column.volume", case=self._baseline), 1, before, of_litres=True),
            _Column(texts("column.volume", case=self._name), 1, after, of_litres=True),
            _Column(texts("column.extra_volume"), 1, extra, of_litres=True),
            _Column(texts("column.extra_energy"), 0, lambda c: self._value("extra_energy", c)),
            _Column(texts("column.pool_share", case=self._name), 2, share, 100, False, True),
        )
        table = self._table("volumes", columns)
        fuels = [*self._assessment.scenario.structure.pools, TOTAL]
        rows = [self._row(columns[:-1], texts.name_of(fuel), fuel) for fuel in fuels]
        return replace(table, rows=(*table.rows, *((*row, "") for row in rows)))

    def reductions(self) -> Table:
        texts = self._texts

        def at(label: str) -> Callable[[str], Number]:
            return lambda c: self._value("life_cycle_reduction", c, detail=label)

        columns = [
            _Column(texts("column.direct"), 0, lambda c: self._value("direct_co2_reduction", c))
        ]
        for label in self._savings:
            short = saving_words(self._assessment, label, texts, short=True)
            heading = texts("column.saving", label=short)
            columns.append(_Column(heading, 0, at(label)))
        columns.append(_Column(texts("column.iluc"), 0, lambda c: self._value("iluc_emission", c)))
        columns.append(
            _Column(texts("column.biogenic"), 0, lambda c: self._value("biogenic_co2_change", c))
        )
        notes = (texts("note.accounts"), texts("note.memo"))
        return self._table("reductions", columns, notes)

    def costs(self) -> Table:
        texts, cur = self._texts, self._currency

        def cost(detail: str) -> Callable[[str], Number]:
            return lambda c: self._value("cost", c, detail=detail)

        def gap(detail: str) -> Callable[[str], Number]:
            return lambda c: None if c == BIOFUEL else self._value("price_gap", c, detail=detail)

        parts = [("abatement", "", "abatement cost"), ("gap", "", "price gap")]
        parts += [("line", texts.called(line), f"logistics: {line}") for line in self._lines]
        parts.append(("bottom_up", "", "bottom up"))
        columns = [
            _Column(
                texts(f"column.{key}", line=line, cur=cur),
                1,
                cost(detail),
                lacks=NO_COST,
            )
            for key, line, detail in parts
        ]
        gases = self._assessment.gases
        gaps = [
            (key, detail)
            for key, detail in (("corrected", "energy-corrected"), ("uncorrected", "uncorrected"))
            if any(gap(detail)(c) is not None for c in self._components if c not in gases)
        ]
        for key, detail in gaps:
            heading = texts(f"column.{key}", cur=cur)
            columns.append(_Column(heading, 2, gap(detail), adds_up=False, of_litres=True))
        table = self._table("costs", columns)
        last = table.rows[-1]
        # A gap per litre has no sum.
        rows = (*table.rows[:-1], (*last[: len(last) - len(gaps)], *[""] * len(gaps)))
        return replace(table, rows=rows)

    def unit_costs(self) -> Table:
        texts, cur = self._texts, self._currency
        rows: list[tuple[Cell, ...]] = []
        for basis, words in self._bases():
            pair = [
                self._value("cost_per_tonne", detail=f"{basis}, {way}")
                for way in ("abatement cost", "bottom up")
            ]
            rows.append((words, *(Amount(value, 0) for value in pair)))
        per_litre = [
            self._value("cost_per_litre", detail=way) for way in ("abatement cost", "bottom up")
        ]
        litre = texts("basis.litre", cur=cur)
        rows.append((litre, *(Amount(value, 3) for value in per_litre)))
        headings = (
            texts("column.basis"),
            texts("column.per_tonne_abatement", cur=cur),
            texts("column.per_tonne_bottom_up", cur=cur),
        )
        return Table("unit_costs", self._titled("unit_costs"), headings, tuple(rows))

    def _bases(self) -> Iterator[tuple[str, str]]:
        yield "direct", self._texts("basis.direct")
        for label in self._savings:
            yield label, self._texts("basis.saving", label=self._saving(label))


def saving_words(assessment: Assessment, label: str, texts: Texts, *, short: bool = False) -> str:
    """Return a saving as the language writes it; short where the heading says what it is."""
    form = "short" if short else "long"
    if label == OWN_SAVING:
        return texts(f"saving.own.{form}")
    position = assessment.scenario.structure.savings.index(label)
    share = assessment.scenario.file.life_cycle_savings[position].value * 100
    decimals = max(0, -int(Decimal(f"{share:.10g}").as_tuple().exponent))
    return texts(f"saving.share.{form}", share=shown(share, decimals, texts))
