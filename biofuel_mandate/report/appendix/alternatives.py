"""The null alternative and all alternatives in one table: amounts, money, and what has no price."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL, TOTAL
from biofuel_mandate.known import Known, added
from biofuel_mandate.report.appendix.phrases import Phrases
from biofuel_mandate.report.case_tables import NO_COST, case_words, compared_cases, saving_words
from biofuel_mandate.report.notes import leaves_abatement_out
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.scenario.text_schema import UnpricedEffect
from biofuel_mandate.years.present_values import PRESENT

# So many alternatives stand beside one another on a page.
_BESIDE = 4
_MINUS = str.maketrans("-", "−")
Value = Callable[[Assessment, str], float | None]


@dataclass(frozen=True)
class _Row:
    """A row: what it tells, its unit, which account it is of, and its number in a case.

    ``is_level`` is what the null alternative has too; of years, a level is that of the last.
    """

    name: str
    unit: str
    account: str
    value: Value
    decimals: int
    scale: float = 1.0
    is_level: bool = False
    lacks: str = "missing"
    adds_up: bool = True


def alternative_tables(assessment: Assessment, phrases: Phrases) -> Iterator[Table]:
    """Yield the table of all alternatives, in parts where there are many.

    Parameters
    ----------
    assessment : Assessment
        Of one year, or of several: amounts and money are then sums, costs present values.
    phrases : Phrases
    """
    build = _Alternatives(assessment, phrases)
    cases = compared_cases(assessment)
    parts = [cases[at : at + _BESIDE] for at in range(0, len(cases), _BESIDE)]
    for number, part in enumerate(parts):
        yield build.table(part, is_last=number == len(parts) - 1)


def _row(name: str, unit: str, account: str, value: Value) -> _Row:
    """Return a row with the decimals and the scale of its unit."""
    decimals = {"percent": 2, "Ml": 1, "kt": 1, "money": 0, "per_tonne": 0}[unit]
    scale = {"percent": 100.0, "kt": 1e-3}.get(unit, 1.0)
    return _Row(name, unit, account, value, decimals, scale)


class _Alternatives:
    def __init__(self, assessment: Assessment, phrases: Phrases) -> None:
        self._assessment, self._phrases = assessment, phrases
        self._words, self._said = phrases.words, phrases.said
        self._scenario = assessment.scenario
        self._null = self._scenario.file.baseline
        self._currency = self._scenario.file.currency
        self._singles = tuple(assessment.years.values()) or (assessment,)

    def table(self, cases: Sequence[str], *, is_last: bool) -> Table:
        rows = [*self._modelled(cases), *self._unpriced(cases)]
        names = ("effect", "unit", "account")
        headings = [self._said(f"alternatives.column.{name}") for name in names]
        null = self._case(self._null)
        headings.append(self._said("alternatives.column.null_alternative", case=null))
        headings += [self._heading(one) for one in cases]
        return Table(
            f"alternatives-{cases[0]}".replace(" ", "-"),
            self._title(),
            tuple(headings),
            tuple(rows),
            tuple(self._notes()) if is_last else (),
            words=(0, 1, 2),
            groups=tuple(at for at, row in enumerate(rows) if row[1:] == ("",) * (len(row) - 1)),
        )

    def _heading(self, case: str) -> str:
        """Return what stands over an alternative: its baseline too, where it is another."""
        baseline = self._scenario.structure.cases[case].baseline
        names = {"case": self._case(case), "baseline": self._case(baseline)}
        return self._said("alternatives.of", **names) if baseline != self._null else names["case"]

    def _case(self, name: str) -> str:
        return case_words(self._assessment, name, self._words)

    def _title(self) -> str:
        if len(self._singles) == 1:
            return self._said("alternatives.caption")
        first, *_, last = self._assessment.years
        return self._said("alternatives.caption_years", first=first, last=last)

    def _modelled(self, cases: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
        for rows, group in ((self._amounts(), "amounts"), (self._money(), "priced")):
            whole = list(rows)
            # Where no cost is known, that is told; where one is, the others say nothing.
            told = [one for one in whole if self._is_told(one)]
            told = told or [one for one in whole if one.lacks == NO_COST]
            if told:
                yield self._group(group, cases)
            for one in told:
                account = self._said(f"accounts.{one.account}")
                null: Cell = self._cell(one, self._null) if one.is_level else ""
                unit = self._said(f"alternatives.unit.{one.unit}", cur=self._currency)
                yield (one.name, unit, account, null, *(self._cell(one, case) for case in cases))

    def _group(self, group: str, cases: Sequence[str]) -> tuple[Cell, ...]:
        return (self._said(f"alternatives.group.{group}"), *[""] * (len(cases) + 3))

    def _cell(self, row: _Row, case: str) -> Cell:
        value, lacks = self._value(row, case), row.lacks
        if value is None and row.unit == "per_tonne" and self._costs_something(case):
            # Nothing changes, so that there is nothing to divide by; no source is missing.
            lacks = "no_tonnes"
        return Amount(value, row.decimals, row.scale, lacks=lacks)

    def _costs_something(self, case: str) -> bool:
        details = ("abatement cost", "bottom up")
        return any(_of("cost", detail=one)(self._singles[-1], case) is not None for one in details)

    def _value(self, row: _Row, case: str) -> float | None:
        if not row.adds_up or len(self._singles) == 1:
            return row.value(self._singles[-1], case)
        found = [row.value(single, case) for single in self._singles]
        return added(found)

    def _is_told(self, row: _Row) -> bool:
        """Whether any alternative has a number; a row without one would say nothing."""
        return any(self._value(row, case) is not None for case in compared_cases(self._assessment))

    @property
    def _last(self) -> int:
        return self._singles[-1].scenario.file.market.year

    def _named(self, key: str, **values: object) -> str:
        return self._said(f"alternatives.row.{key}", **values)

    def _amounts(self) -> Iterator[_Row]:
        share, volume = _of("volume_share"), _of("volume")
        is_one_year = len(self._singles) == 1
        last = "" if is_one_year else self._said("alternatives.in_year", year=self._last)
        in_all = _row(f"{self._named('share')}{last}", "percent", "none", share)
        yield replace(in_all, is_level=True, adds_up=False)
        yield replace(_row(self._named("volume"), "Ml", "none", volume), is_level=True)
        yield _row(self._named("extra"), "Ml", "none", _of("extra_volume"))
        direct = _of("direct_co2_reduction", TOTAL)
        yield _row(self._named("direct"), "kt", "territorial", direct)
        for label in self._scenario.structure.savings:
            said = saving_words(self._assessment, label, self._words)
            life = _of("life_cycle_reduction", detail=label)
            yield _row(self._named("life", label=said), "kt", "global", life)
        yield _row(self._named("iluc"), "kt", "global", _of("iluc_emission"))

    def _money(self) -> Iterator[_Row]:
        ways = [("abatement", "abatement cost"), ("bottom_up", "bottom up")]
        if leaves_abatement_out(self._assessment):
            ways = []
        for key, detail in ways:
            cost = _of("cost", detail=detail)
            yield replace(_row(self._named(key), "money", "none", cost), lacks=NO_COST)
        if self._scenario.structure.has_choice:
            society = _of("extra_fuel_cost", TOTAL, "without taxes")
            yield _row(self._named("society"), "money", "none", society)
        yield from self._present()
        if len(self._singles) == 1:
            yield from self._per_tonne(ways)
        yield from self._beside()

    def _present(self) -> Iterator[_Row]:
        """Yield the present value of each account of cost that has one."""
        found = {
            (row.case, row.detail): None if row.value is None else Known(row)
            for row in self._assessment.rows
            if row.variable == PRESENT
        }
        keys = {"fuel": "fuel", "abatement cost": "abatement", "bottom up": "bottom_up"}
        for detail in dict.fromkeys(detail for _, detail in found):
            way = self._said(f"summary.way.{keys[detail]}")

            def value(_: Assessment, case: str, detail: str = detail) -> float | None:
                return found.get((case, detail))

            name = self._named("present", way=way)
            yield replace(_row(name, "money", "none", value), adds_up=False)

    def _per_tonne(self, ways: Sequence[tuple[str, str]]) -> Iterator[_Row]:
        # By the first account of cost that is known.
        known = (way for way in ways if self._is_known(way[1]))
        for _, detail in islice(known, 1):
            direct = _of("cost_per_tonne", detail=f"direct, {detail}")
            yield _row(self._named("per_direct"), "per_tonne", "territorial", direct)
            for label in self._scenario.structure.savings:
                said = saving_words(self._assessment, label, self._words)
                life = _of("cost_per_tonne", detail=f"{label}, {detail}")
                yield _row(self._named("per_life", label=said), "per_tonne", "global", life)

    def _is_known(self, detail: str) -> bool:
        cost, cases = _of("cost", detail=detail), compared_cases(self._assessment)
        return any(cost(self._singles[-1], case) is not None for case in cases)

    def _beside(self) -> Iterator[_Row]:
        """Yield what is told beside the cost, where the scenario asks for it."""
        for key, variable, detail in (
            ("revenue", "extra_tax_revenue", "all"),
            ("carbon_value", "carbon_value", ""),
            ("administration", "extra_administrative_cost", ""),
        ):
            yield _row(self._named(key), "money", "none", _first(variable, detail))

    def _unpriced(self, cases: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
        effects = self._scenario.file.unpriced_effects
        if not effects:
            return
        yield self._group("unpriced", cases)
        for effect in effects.values():
            title = effect.title.said(self._words.language)
            signs = (self._sign(effect, case) for case in cases)
            yield (title, self._said("alternatives.unit.sign"), "", "0", *signs)

    def _sign(self, effect: UnpricedEffect, case: str) -> str:
        sign = effect.cases.get(case)
        return sign.translate(_MINUS) if sign else self._said("alternatives.not_judged")

    def _notes(self) -> Iterator[str]:
        yield self._said("alternatives.note")
        yield self._said("alternatives.accounts")
        effects = self._scenario.file.unpriced_effects
        yield self._said("alternatives.scale" if effects else "alternatives.none")
        for effect in effects.values():
            title = effect.title.said(self._words.language)
            told = {"effect": title, "source": effect.source or self._scenario.file.source}
            own = effect.evidence or ("unverified" if effect.source else None)
            evidence = own or self._scenario.file.evidence or "unverified"
            told["evidence"] = self._words(f"mark.{evidence}")
            yield self._said("alternatives.judged_by", **told)


def _of(variable: str, component: str = BIOFUEL, detail: str = "") -> Value:
    """Return what asks an assessment for a result of a case; None where it has none."""

    def value(single: Assessment, case: str) -> float | None:
        try:
            return single.value(variable, case, component, detail=detail)
        except KeyError:
            return None

    return value


def _first(variable: str, detail: str) -> Value:
    """Return what asks for a result of all fuel, or of the case itself."""

    def value(single: Assessment, case: str) -> float | None:
        for component in ("", TOTAL, BIOFUEL):
            found = _of(variable, component, detail)(single, case)
            if found is not None:
                return found
        return None

    return value
