"""Tables, breaches and notes of a scenario that covers years: each case year by year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.equations import BIOFUEL, TOTAL, Key
from biofuel_mandate.known import Known, added
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.case_tables import case_words, compared_cases
from biofuel_mandate.report.row_words import row_words, rule_words
from biofuel_mandate.report.standing import amount_in, rule_amounts, standing
from biofuel_mandate.report.table import Amount, Cell, Table, cell_text
from biofuel_mandate.report.texts import Texts, of_years, sentence
from biofuel_mandate.report.year_columns import YearColumn, carried_share, is_idle, quota_columns
from biofuel_mandate.results import number_at
from biofuel_mandate.scenario.structure import OWN_SAVING
from biofuel_mandate.years.present_values import PRESENT

# The accounts of cost that a scenario may have, the first that says anything being shown.
_WAYS = (
    ("fuel", "extra_fuel_cost", TOTAL, "without taxes"),
    ("abatement", "cost", BIOFUEL, "abatement cost"),
    ("bottom_up", "cost", BIOFUEL, "bottom up"),
)
# What the present value of each is called in the results.
_DISCOUNTED = {"fuel": "fuel", "abatement": "abatement cost", "bottom_up": "bottom up"}


def covers_years(assessment: Assessment) -> bool:
    """Return whether there is more than one year to tell of."""
    return len(assessment.years) > 1


def tells_cost(assessment: Assessment) -> bool:
    """Return whether any cost against a baseline is known, in any case and year."""
    ways = _WAYS if assessment.scenario.structure.has_choice else _WAYS[1:]
    return any(
        single.value(variable, case, component, detail=detail) is not None
        for single in assessment.years.values()
        for case in compared_cases(assessment)
        for _, variable, component, detail in ways
    )


def years_words(years: Sequence[int], words: Texts) -> str:
    """List years, those that follow one another as a range."""
    own = of_years(words)
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    told = [own("to", first=run[0], last=run[-1]) if run[1:] else str(run[0]) for run in runs]
    return words("and").join([", ".join(told[:-1]), told[-1]] if told[1:] else told)


def year_tables(assessment: Assessment, words: Texts, *, short: bool = False) -> Iterator[Table]:
    """Yield a table of every case with a row a year; the long form has every rule besides.

    A baseline without any biofuel is a note under those that are compared with it.
    """
    cases = assessment.scenario.structure.cases
    compared = compared_cases(assessment)
    told = {cases[case].baseline for case in compared if is_idle(assessment, cases[case].baseline)}
    for case in (*compared, *(name for name in cases if name not in {*compared, *told})):
        yield _Years(assessment, case, words).table()
    for case in () if short else cases:
        table = _rules(assessment, case, words)
        if table.rows:
            yield table


class _Years:
    """One case, year by year."""

    def __init__(self, assessment: Assessment, case: str, words: Texts) -> None:
        self._assessment, self._case, self._words = assessment, case, words
        self._own = of_years(words)
        self._baseline = assessment.scenario.structure.cases[case].baseline
        self._notes: list[str] = []

    def table(self) -> Table:
        columns = [*self._levels(), *self._rule()]
        if self._case != self._baseline:
            columns += self._differences()
            if is_idle(self._assessment, self._baseline):
                named = case_words(self._assessment, self._baseline, self._words)
                self._notes.append(sentence(self._own("note.idle", case=named)))
        rows: list[tuple[Cell, ...]] = []
        for year, single in self._assessment.years.items():
            rows.append((str(year), *(one.shown(single) for one in columns)))
        added = tuple(at for at, one in enumerate(columns, 1) if one.adds_up)
        sums = (len(rows),) if added else ()
        if added:
            rows.append(self._sum(columns))
            rows += self._present(columns)
        names = {"case": case_words(self._assessment, self._case, self._words)}
        if added:
            names["baseline"] = case_words(self._assessment, self._baseline, self._words)
        return Table(
            "years",
            self._own("heading.against" if added else "heading.level", **names),
            (self._own("column.year"), *(one.heading for one in columns)),
            tuple(rows),
            tuple(self._notes),
            sums=sums,
            added=added,
        )

    def _sum(self, columns: Sequence[YearColumn]) -> tuple[Cell, ...]:
        cells: list[Cell] = [self._own("sum")]
        for one in columns:
            found = [one.value(single) for single in self._assessment.years.values()]
            total = Amount(added(found), one.decimals, one.scale)
            cells.append(total if one.adds_up else "")
        return tuple(cells)

    def _present(self, columns: Sequence[YearColumn]) -> Iterator[tuple[Cell, ...]]:
        """Yield the present value of the cost that is shown."""
        shown = [at for at, one in enumerate(columns) if one.account]
        for row in self._assessment.rows if shown else ():
            account = (PRESENT, self._case, columns[shown[0]].account)
            if (row.variable, row.case, row.detail) == account:
                single = next(iter(self._assessment.years.values()))
                rate = number_at(single.evaluation, "discount_rate_share", Key())[0]
                year = single.scenario.file.appraisal.present_value_in
                written = shown_share(rate, self._words)
                bound = single.evaluation.bound("discount_rate_share", Key())
                is_own = isinstance(bound, Given) and bound.origin == "scenario"
                note = "note.present" if is_own else "note.present_default"
                self._notes.append(self._own(note, year=year, rate=written))
                blank: list[Cell] = ["" for _ in columns]
                value = None if row.value is None else Known(row)
                blank[shown[0]] = Amount(value, columns[shown[0]].decimals)
                yield (self._own("present"), *blank)

    def _value(
        self, variable: str, component: str = BIOFUEL, detail: str = ""
    ) -> Callable[[Assessment], float | None]:
        return lambda single: single.value(variable, self._case, component, detail=detail)

    def _levels(self) -> list[YearColumn]:
        own = self._own
        return [
            YearColumn(own("column.biofuel"), self._value("volume"), 1),
            YearColumn(own("column.share"), self._value("volume_share"), 2, 100),
        ]

    def _rule(self) -> list[YearColumn]:
        columns, notes = quota_columns(self._assessment, self._case, self._words)
        self._notes += notes
        return columns

    def _differences(self) -> Iterator[YearColumn]:
        own, cur = self._own, self._assessment.scenario.file.currency
        life = self._value("life_cycle_reduction", detail=OWN_SAVING)
        yield YearColumn(own("column.extra"), self._value("extra_volume"), 1, adds_up=True)
        # Of all fuel: on another path of demand, or where demand answers, not only biofuel moves.
        direct = self._value("direct_co2_reduction", TOTAL)
        yield YearColumn(own("column.direct"), direct, 1, 1e-3, adds_up=True)
        if self._is_told(life):
            yield YearColumn(own("column.life"), life, 1, 1e-3, adds_up=True)
            self._notes.append(own("note.own"))
        # Where suppliers choose, all fuel has a price; else what the scenario gives costs of.
        ways = _WAYS[:1] if self._has_choice else _WAYS[1:]
        for name, variable, component, detail in ways:
            cost = self._value(variable, component, detail)
            if self._is_told(cost):
                self._notes.append(own(f"note.{name}"))
                account = _DISCOUNTED[name]
                heading = own(f"column.{name}", cur=cur)
                yield YearColumn(heading, cost, 0, adds_up=True, account=account)
                return

    @property
    def _has_choice(self) -> bool:
        return self._assessment.scenario.structure.has_choice

    def _is_told(self, value: Callable[[Assessment], float | None]) -> bool:
        return any(value(single) is not None for single in self._assessment.years.values())


def shown_share(share: float | None, words: Texts) -> str:
    """Return a share in per cent with the decimals that it has."""
    return f"{(share or 0.0) * 100:.10g}".replace(".", words("number.decimal"))


def _rules(assessment: Assessment, case: str, words: Texts) -> Table:
    """Return every rule of a case in every year."""
    own = of_years(words)
    rows: list[tuple[Cell, ...]] = []
    for year, single in assessment.years.items():
        solution = single.evaluation.solution(case)
        for row in solution.system.rules:
            state = standing(single, case, row).state
            rows.append(
                (
                    str(year),
                    row_words(row, words),
                    *(amount_in(row, one) for one in rule_amounts(single, case, row)),
                    words(f"rule.{state}"),
                )
            )
    names = ("rule", "counted", "demanded", "slack", "status")
    headings = (own("column.year"), *(words(f"column.{name}") for name in names))
    title = own("heading.rules", case=case_words(assessment, case, words))
    notes = (own("note.carried_rules"),) if carried_share(assessment, case) else ()
    return Table("rules_by_year", title, headings, tuple(rows), notes, words=(0, 1, 5))


def year_breaches(assessment: Assessment, words: Texts) -> tuple[str, ...]:
    """Return a sentence for each rule that is missed or exceeded, with cases, years and gap."""
    own = of_years(words)
    found: dict[tuple[str, str], dict[str, list[tuple[int, Amount]]]] = {}
    for year, single in assessment.years.items():
        for case in single.scenario.structure.cases:
            solution = single.evaluation.solution(case)
            for row in solution.system.rules:
                if not row.is_met(solution.volumes):
                    at = (row.name, standing(single, case, row).state)
                    gap = amount_in(row, row.missed or -float(row.slack(solution.volumes)))
                    found.setdefault(at, {}).setdefault(case, []).append((year, gap))
    told = []
    for (rule, state), cases in found.items():
        listed = [
            own(
                "breach.of",
                case=case_words(assessment, case, words),
                years=years_words([year for year, _ in gaps], words),
                gap=cell_text(max((gap for _, gap in gaps), key=lambda one: one.value or 0), words),
            )
            for case, gaps in cases.items()
        ]
        structures = (single.scenario.structure for single in assessment.years.values())
        structure = next(one for one in structures if rule in one.rules)
        named = rule_words(structure, rule, words)
        told.append(own(f"breach.{state}", rule=named, cases="; ".join(listed)))
    return tuple(told)


def year_notes(assessment: Assessment, words: Texts) -> tuple[str, ...]:
    """Return what a reader must know beside the tables, each once, with the years it is of."""
    from biofuel_mandate.report.notes import notes_of, value_notes

    found: dict[str, list[int]] = {}
    for year, single in assessment.years.items():
        for note in notes_of(single, words, of_year=True):
            found.setdefault(note, []).append(year)
    warned = tuple(words.notice(warning) for warning in assessment.scenario.warnings)
    own, count = of_years(words), len(assessment.years)
    told = tuple(
        note
        if len(years) == count
        else own("only", told=note.rstrip("."), years=years_words(years, words)) + "."
        for note, years in found.items()
    )
    without = covers_years(assessment) and compared_cases(assessment)
    undrawn = (own("note.no_cost_chart"),) if without and not tells_cost(assessment) else ()
    return (*warned, *told, *undrawn, *value_notes(assessment, words))
