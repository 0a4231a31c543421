"""From a case to its rows: energy, blends, rules and limits (equations 1, 2, 5, 7 and 8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import Key
from biofuel_mandate.rules.rows import Column, Node, Row, System
from biofuel_mandate.scenario.bindings import FILL_VALUES
from biofuel_mandate.scenario.fulfil import Fill
from biofuel_mandate.scenario.structure import CaseShape, GradeShape, RuleShape, Structure


class Source(Protocol):
    """Whatever gives numbers by name and key."""

    def get(self, name: str, key: Key) -> Number:
        """Return the number of that name."""
        ...

    def has(self, name: str, key: Key) -> bool:
        """Return whether a value is bound there."""
        ...


class _Numbers:
    """Fetches numbers and remembers which, so that a row can say what it is made of."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.nodes: list[Node] = []

    def __call__(self, name: str, key: Key) -> Number:
        self.nodes.append((name, key))
        return self._source.get(name, key)


def assemble(source: Source, structure: Structure, case: CaseShape) -> System:
    """Build the rows of a case.

    Parameters
    ----------
    source : Source
        Gives heat values, levels, blends; floats, or arrays over draws.
    structure : Structure
    case : CaseShape

    Returns
    -------
    System
    """
    columns = tuple(
        Column(grade.pool, grade.grade, component)
        for grade in case.grades
        for component in grade.components
    )
    builder = _Builder(source, structure, case, columns)
    rules = tuple(builder.rule(rule) for rule in structure.rules.values())
    equations = (*builder.energy(), *builder.blends(), *builder.driver(rules))
    return System(columns, equations, rules, tuple(builder.limits()))


class _Builder:
    def __init__(
        self, source: Source, structure: Structure, case: CaseShape, columns: tuple[Column, ...]
    ) -> None:
        self._source = source
        self._structure = structure
        self._case = case
        self._columns = columns

    def _in_pool(self, pool: str, grades: Sequence[str] | None = None) -> list[Column]:
        return [
            column
            for column in self._columns
            if column.pool == pool and (grades is None or column.grade in grades)
        ]

    def _litres(self, pool: str, grades: Sequence[str] | None = None) -> dict[Column, Number]:
        """Return what counts as a litre each: everything but gas."""
        columns = self._in_pool(pool, grades)
        return {column: 1.0 for column in columns if not self._is_gas(column)}

    def _is_gas(self, column: Column) -> bool:
        return column.component in self._structure.pools[column.pool].gases

    def _useful_energy(self, numbers: _Numbers, columns: Sequence[Column]) -> dict[Column, Number]:
        terms = {}
        for column in columns:
            key = Key(pool=column.pool, component=column.component)
            terms[column] = numbers("efficiency_ratio", key)
            if not self._is_gas(column):
                terms[column] = terms[column] * numbers("lhv_mj_per_l", key)
        return terms

    def energy(self) -> Iterator[Row]:
        """Yield for each pool that its fuels hold the energy it demands."""
        for pool in self._structure.pools:
            numbers = _Numbers(self._source)
            terms = self._useful_energy(numbers, self._in_pool(pool))
            demand = numbers("demand_tj", Key(pool=pool))
            yield Row(
                f"energy of {pool}",
                "energy",
                "=",
                terms,
                {},
                demand,
                "TJ",
                "1",
                ("market", pool),
                tuple(numbers.nodes),
                Column(pool, self._remainder(pool), pool),
            )

    def _remainder(self, pool: str) -> str:
        """Return the grade that sells what the other grades of the pool leave."""
        grades = [grade for grade in self._case.grades if grade.pool == pool]
        return next(grade.grade for grade in grades if grade.sales is None and not grade.is_gas)

    def blends(self) -> Iterator[Row]:
        """Yield what the case says of components and grades, the filler aside."""
        if self._case.how == "proportion":
            yield from self._proportions()
            return
        for grade in self._case.grades:
            within = self._litres(grade.pool, [grade.grade])
            for component, fill in grade.fills.items():
                if fill.how != "rest":
                    column = Column(grade.pool, grade.grade, component)
                    yield self._amount(fill, grade, {column: 1.0}, within, column)
            if grade.sales and grade.sales.how != "rest":
                column = Column(grade.pool, grade.grade, grade.pool)
                yield self._amount(grade.sales, grade, within, self._litres(grade.pool), column)

    def _amount(
        self,
        fill: Fill,
        grade: GradeShape,
        left: dict[Column, Number],
        within: dict[Column, Number],
        settles: Column,
    ) -> Row:
        component = "" if settles.component == grade.pool else settles.component
        numbers = _Numbers(self._source)
        amount = self._fill_amount(numbers, fill, grade, component)
        by_volume = grade.is_gas or fill.how in ("volume", "litres of case")
        measure = "energy" if grade.is_gas else "litres" if by_volume else "share"
        named = f"{component} in {grade.grade}" if component else grade.grade
        place = ("cases", self._case.name, "fulfil", grade.pool)
        return Row(
            f"{measure} of {named}",
            "volume" if by_volume else "blend",
            "=",
            left,
            {} if by_volume else within,
            amount if by_volume else 0.0,
            "TJ" if grade.is_gas else "Ml",
            "8",
            place,
            tuple(numbers.nodes),
            settles,
            1.0 if by_volume else amount,
        )

    def _fill_amount(
        self, numbers: _Numbers, fill: Fill, grade: GradeShape, component: str
    ) -> Number:
        if fill.how == "observed":
            return numbers("observed_volume_share", Key(pool=grade.pool, component=component))
        if fill.case:
            name = "volume_share" if fill.how == "share of case" else "volume_ml"
            name = "gas_tj" if grade.is_gas else name
            # A named grade takes the figures of the same grade, the pool's own those of the pool.
            of_grade = grade.grade if grade.is_named else ""
            return numbers(name, Key(fill.case, grade.pool, of_grade, component))
        return numbers(
            FILL_VALUES["energy" if grade.is_gas else fill.how],
            Key(self._case.name, grade.pool, grade.grade, component),
        )

    def _biofuels(self) -> list[Column]:
        return [column for column in self._columns if column.component != column.pool]

    def _proportions(self) -> Iterator[Row]:
        """Yield that every biofuel keeps its ratio of litres to the first."""
        first, *others = self._biofuels()
        for column in others:
            numbers = _Numbers(self._source)
            ratio, to_first = self._ratio(numbers, column), self._ratio(numbers, first)
            yield Row(
                f"{column.component} to {first.component}",
                "proportion",
                "=",
                {column: to_first, first: -ratio},
                {},
                0.0,
                "Ml",
                "1",
                ("cases", self._case.name, "fulfil"),
                tuple(numbers.nodes),
                column,
            )

    def _ratio(self, numbers: _Numbers, column: Column) -> Number:
        key = Key(case=self._case.name, pool=column.pool, component=column.component)
        if self._source.has("proportion_ratio", key):
            return numbers("proportion_ratio", key)
        return numbers("observed_volume_ml", key)

    def driver(self, rules: Sequence[Row]) -> Iterator[Row]:
        """Yield the rule that is filled up to, as an equation that settles the filler."""
        if not self._case.drives:
            return
        if self._case.how == "proportion":
            settles = self._biofuels()[0]
        else:
            pool, grade, component = next(self._case.fillers())
            settles = Column(pool, grade, component or pool)
        rule = next(row for row in rules if row.name == self._case.drives)
        yield replace(rule, sense="=", solves_for=settles)

    def rule(self, rule: RuleShape) -> Row:
        """Return a policy instrument: what counts, against its level of the base."""
        numbers = _Numbers(self._source)
        level = numbers("level_share", Key(case=self._case.name, rule=rule.name))
        left, base = {}, {}
        for column in self._columns:
            key = Key(rule=rule.name, pool=column.pool, component=column.component)
            is_fossil = column.component == column.pool
            # A gas has no litres but those that the rule takes it for.
            litres: Number = 1.0
            if self._is_gas(column):
                if not self._source.has("litre_equivalent_mj_per_l", key):
                    continue
                litres = 1.0 / numbers("litre_equivalent_mj_per_l", key)
            if (column.pool, column.component) in rule.counted:
                left[column] = numbers("multiplier_ratio", key) * litres
            if column.pool in rule.pools and (is_fossil or not rule.fossil_only):
                base[column] = litres
        return Row(
            rule.name,
            rule.type,
            rule.sense,
            left,
            base,
            0.0,
            "Ml",
            "2" if rule.type == "quota" else "5",
            ("rules", rule.name),
            tuple(numbers.nodes),
            level=level,
        )

    def limits(self) -> Iterator[Row]:
        """Yield the least and greatest shares within each grade, and what vehicles can use."""
        for grade in (grade for grade in self._case.grades if not grade.is_gas):
            fuels = self._structure.pools[grade.pool].fuels
            for fuel in dict.fromkeys(fuels[component] for component in grade.fills):
                of_fuel = [component for component in grade.fills if fuels[component] == fuel]
                for name, sense in (("least_volume_share", ">="), ("greatest_volume_share", "<=")):
                    if self._source.has(name, Key(grade=grade.grade, component=of_fuel[0])):
                        yield self._grade_limit(grade, fuel, of_fuel, name, sense)
        for pool in self._structure.pools.values():
            for label, only in pool.vehicles.items():
                if self._in_pool(pool.name, only):
                    yield self._vehicle_limit(pool.name, label, only)

    def _grade_limit(
        self, grade: GradeShape, fuel: str, components: list[str], name: str, sense: str
    ) -> Row:
        numbers = _Numbers(self._source)
        share = numbers(name, Key(grade=grade.grade, component=components[0]))
        least = " at least" if sense == ">=" else ""
        return Row(
            f"{fuel} in {grade.grade}{least}",
            "grade limit",
            sense,
            {Column(grade.pool, grade.grade, component): 1.0 for component in components},
            self._litres(grade.pool, [grade.grade]),
            0.0,
            "Ml",
            "8",
            ("cases", self._case.name, "fulfil", grade.pool),
            tuple(numbers.nodes),
            level=share,
        )

    def _vehicle_limit(self, pool: str, label: str, only: tuple[str, ...]) -> Row:
        numbers = _Numbers(self._source)
        terms = self._useful_energy(numbers, self._in_pool(pool, only))
        share = numbers("vehicle_energy_share", Key(pool=pool, line=label))
        demand = numbers("demand_tj", Key(pool=pool))
        return Row(
            f"{' and '.join(only)} in {label} vehicles",
            "vehicle limit",
            "<=",
            terms,
            {},
            share * demand,
            "TJ",
            "8",
            ("market", pool, "vehicles", label),
            tuple(numbers.nodes),
        )
