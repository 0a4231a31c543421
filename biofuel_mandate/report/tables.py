"""The tables of an assessment: what stands in each cell, for any medium to lay out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.report.numbers import rounded, shown
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.scenario.structure import OWN_SAVING

Number = float | None


@dataclass(frozen=True)
class Table:
    """A table as text, ready to be laid out.

    ``words`` are the columns that hold words rather than numbers; ``sums`` the rows that are sums.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    words: tuple[int, ...] = (0,)
    sums: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Column:
    """A column of numbers: heading, decimals, scale, and the value for a component."""

    heading: str
    decimals: int
    value: Callable[[str], Number]
    scale: float = 1.0
    adds_up: bool = True


def compared_cases(assessment: Assessment) -> tuple[str, ...]:
    """Return the cases that have a baseline other than themselves."""
    cases = assessment.scenario.structure.cases
    return tuple(name for name, case in cases.items() if case.baseline != name)


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
        self._components = [c for pool in structure.pools.values() for c in pool.biofuels]
        self._against = texts("against", case=case, baseline=structure.cases[case].baseline)
        self._currency = assessment.scenario.file.currency
        self._price_year = assessment.scenario.file.price_year

    def _value(self, variable: str, component: str = BIOFUEL, **where: str) -> Number:
        return self._assessment.value(variable, self._case, component, **where)

    def _titled(self, heading: str) -> str:
        return f"{self._texts(f'heading.{heading}')} ({self._against})"

    def headlines(self) -> Table:
        texts, cur = self._texts, self._currency
        rows = [
            (texts("headline.extra_volume"), self._value("extra_volume"), 1, 1.0, "Ml"),
            (texts("headline.extra_total"), self._value("extra_volume", TOTAL), 1, 1.0, "Ml"),
            (texts("headline.direct"), self._value("direct_co2_reduction"), 1, 1e-3, "kt"),
        ]
        for label in self._savings:
            name = "headline.own" if label == OWN_SAVING else "headline.life_cycle"
            reduction = self._value("life_cycle_reduction", detail=label)
            rows.append((texts(name, label=label), reduction, 1, 1e-3, "kt"))
        rows.append((texts("headline.iluc"), self._value("iluc_emission"), 1, 1e-3, "kt"))
        for key, detail in (("abatement", "abatement cost"), ("bottom_up", "bottom up")):
            label = texts(f"headline.{key}", year=self._price_year)
            rows.append((label, self._value("cost", detail=detail), 0, 1.0, f"M{cur}"))
        per_tonne = self._value("cost_per_tonne", detail="direct, abatement cost")
        rows.append((texts("headline.per_tonne"), per_tonne, 0, 1.0, f"{cur}/t"))
        per_litre = self._value("cost_per_litre", detail="abatement cost")
        rows.append((texts("headline.per_litre"), per_litre, 3, 1.0, f"{cur}/l"))
        cells = tuple(
            (label, shown(value, decimals, texts, scale), unit)
            for label, value, decimals, scale, unit in rows
        )
        return Table(self._titled("headlines"), ("", "", ""), cells, words=(0, 2))

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
        sums = (len(rows) - 1,)
        return Table(self._titled(heading), headings, tuple(rows), rounding + notes, sums=sums)

    def _row(self, columns: Sequence[_Column], name: str, component: str) -> tuple[str, ...]:
        numbers = (shown(c.value(component), c.decimals, self._texts, c.scale) for c in columns)
        return (name, *numbers)

    def _rounding(self, column: _Column) -> Iterator[str]:
        values = [column.value(component) for component in self._components]
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
        texts, case = self._texts, self._case
        baseline = self._assessment.scenario.structure.cases[case].baseline

        def share(component: str) -> Number:
            return self._value("volume_share", component)

        def before(component: str) -> Number:
            return self._assessment.value("volume", baseline, component)

        columns = (
            _Column(texts("column.volume", case=baseline), 1, before),
            _Column(texts("column.volume", case=case), 1, lambda c: self._value("volume", c)),
            _Column(texts("column.extra_volume"), 1, lambda c: self._value("extra_volume", c)),
            _Column(texts("column.extra_energy"), 0, lambda c: self._value("extra_energy", c)),
            _Column(texts("column.pool_share", case=case), 2, share, 100, adds_up=False),
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
            key = "column.own" if label == OWN_SAVING else "column.saving"
            columns.append(_Column(texts(key, label=label), 0, at(label)))
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

        columns = [_Column(texts("column.abatement", cur=cur), 1, cost("abatement cost"))]
        columns.append(_Column(texts("column.gap", cur=cur), 1, cost("price gap")))
        for line in self._lines:
            heading = texts("column.line", line=line, cur=cur)
            columns.append(_Column(heading, 1, cost(f"logistics: {line}")))
        columns.append(_Column(texts("column.bottom_up", cur=cur), 1, cost("bottom up")))
        gaps = [
            (key, detail)
            for key, detail in (("corrected", "energy-corrected"), ("uncorrected", "uncorrected"))
            if any(gap(detail)(component) is not None for component in self._components)
        ]
        for key, detail in gaps:
            heading = texts(f"column.{key}", cur=cur)
            columns.append(_Column(heading, 2, gap(detail), adds_up=False))
        table = self._table("costs", columns)
        last = table.rows[-1]
        # A gap per litre has no sum.
        rows = (*table.rows[:-1], (*last[: len(last) - len(gaps)], *[""] * len(gaps)))
        return replace(table, rows=rows)

    def unit_costs(self) -> Table:
        texts, cur = self._texts, self._currency
        rows = []
        for basis, words in self._bases():
            pair = [
                self._value("cost_per_tonne", detail=f"{basis}, {way}")
                for way in ("abatement cost", "bottom up")
            ]
            rows.append((words, *(shown(value, 0, texts) for value in pair)))
        per_litre = [
            self._value("cost_per_litre", detail=way) for way in ("abatement cost", "bottom up")
        ]
        litre = texts("basis.litre", cur=cur)
        rows.append((litre, *(shown(value, 3, texts) for value in per_litre)))
        headings = (
            texts("column.basis"),
            texts("column.per_tonne_abatement", cur=cur),
            texts("column.per_tonne_bottom_up", cur=cur),
        )
        return Table(self._titled("unit_costs"), headings, tuple(rows))

    def _bases(self) -> Iterator[tuple[str, str]]:
        yield "direct", self._texts("basis.direct")
        for label in self._savings:
            key = "basis.own" if label == OWN_SAVING else "basis.saving"
            yield label, self._texts(key, label=label)


def rules_table(assessment: Assessment, texts: Texts) -> Table:
    """Return every rule and limit of every case: sold, counted, required, met or missed."""
    rows = []
    for case in assessment.scenario.structure.cases:
        system = assessment.evaluation.solution(case).system
        volumes = assessment.evaluation.solution(case).volumes
        for row in (*system.rules, *system.limits):
            sold = sum(float(volumes[column]) for column in row.left)
            found = {
                name: assessment.value(name, case, rule=row.name, detail=row.kind)
                for name in ("rule_fulfilment", "rule_demand", "rule_slack", "rule_met")
            }
            kind = texts(f"rule.kinds.{row.kind}")
            rows.append(
                (
                    case,
                    f"{row.name} ({kind})",
                    _percent(assessment, case, row.name, row.kind, texts),
                    shown(sold, 1, texts),
                    *(
                        f"{shown(found[name], 1, texts)} {row.unit}"
                        for name in ("rule_fulfilment", "rule_demand", "rule_slack")
                    ),
                    texts("rule.met" if found["rule_met"] else "rule.missed"),
                )
            )
    names = ("case", "rule", "counted_share", "sold", "counted", "demanded", "slack", "status")
    headings = tuple(texts(f"column.{name}") for name in names)
    return Table(texts("heading.rules"), headings, tuple(rows), words=(0, 1, 7))


def _percent(assessment: Assessment, case: str, rule: str, kind: str, texts: Texts) -> str:
    try:
        share = assessment.value("counted_share", case, rule=rule, detail=kind)
    except KeyError:
        return ""
    return shown(share, 2, texts, 100)


def values_table(assessment: Assessment, texts: Texts) -> Table:
    """Return every value that a result rests on, with its source and its marks."""
    rows = []
    for given in assessment.values_used:
        unit = "" if given.unit == "1" else f" {given.unit}"
        amount = given.text or f"{given.value:.10g}{unit}"
        source = ", ".join(part for part in (given.source, given.locator) if part)
        rows.append((given.id, amount, source, "; ".join(given.marks())))
    names = ("value", "amount", "source", "marks")
    headings = tuple(texts(f"column.{name}") for name in names)
    return Table(texts("heading.values"), headings, tuple(rows), words=(0, 1, 2, 3))
