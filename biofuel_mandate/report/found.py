"""What turning a question around gave, in sentences and a small table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from biofuel_mandate.quantities import KINDS
from biofuel_mandate.report.numbers import decimals_for, figures
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.report.terminal import print_table
from biofuel_mandate.report.texts import Texts, texts
from biofuel_mandate.solve.reach import Span
from biofuel_mandate.solve_for import Found
from biofuel_mandate.targets import Measure, measure_of

if TYPE_CHECKING:
    from rich.console import Console

_DIGITS = 6


def print_found(found: Found, console: Console, language: str = "en") -> None:
    """Print what was found: sentences, then input and result as they are and as found."""
    report = _Report(found, language)
    for line in report.lines():
        console.print(line, markup=False, soft_wrap=True)
    if found.moves:
        console.print()
        print_table(report.table(), console, texts(language))


def found_lines(found: Found, language: str = "en") -> tuple[str, ...]:
    """Say in sentences which value was found, or what is nearest and why."""
    return tuple(_Report(found, language).lines())


def found_table(found: Found, language: str = "en") -> Table:
    """Return input and result, as they are and as found."""
    return _Report(found, language).table()


@dataclass(frozen=True)
class _Report:
    found: Found
    language: str

    @property
    def words(self) -> Texts:
        return texts(f"solve-for.{self.language}")

    @property
    def of_input(self) -> Measure:
        return measure_of(self.found.question.given)

    def lines(self) -> Iterator[str]:
        found, asked = self.found, self.found.question
        if found.is_reached:
            yield from self._reached()
            return
        names = {"input": asked.given.id, "query": asked.query}
        low, high = map(self._input, asked.searched)
        if found.nearest is None:
            yield self.words("no_value", low=low, high=high, **names)
        elif not found.moves:
            result = self._result(found.nearest.value)
            yield self.words("no_effect", result=result, low=low, high=high, **names)
        else:
            result, value = self._result(found.nearest.value), self._input(found.nearest.place)
            target = self._result(asked.target)
            yield self.words("not_reached", target=target, result=result, value=value, **names)
        for jump in found.jumps:
            place, below = self._input(jump.place), self._result(jump.below)
            yield self.words("jump", value=place, below=below, above=self._result(jump.above))
        for one in found.no_solution if found.moves or found.nearest is None else ():
            value = self._input(one.value)
            yield self.words(f"way.{one.side}", value=value, case=one.case, got=one.got)
        if found.moves and self._ends_early():
            yield self.words("searched", low=low, high=high)

    def _reached(self) -> Iterator[str]:
        found, given = self.found, self.found.question.given
        key = "already" if found.value == given.value else "reached"
        yield self.words(
            key,
            input=given.id,
            query=found.question.query,
            value=self._input(found.value or 0.0),
            result=self._result(found.result or 0.0),
        )
        listed = ", ".join(map(self._span, found.solutions))
        if len(found.solutions) > 1:
            yield self.words("several", count=len(found.solutions), listed=listed)
        elif found.solutions[0].low < found.solutions[0].high:
            yield self.words("holds", listed=listed)
        if found.is_in_given_range is False:
            ends = (given.value if end is None else end for end in (given.low, given.high))
            low, high = map(self._input, ends)
            yield self.words("outside", input=given.id, low=low, high=high)

    def _ends_early(self) -> bool:
        """Whether the nearest is where the search ended, though there are values beyond."""
        asked, at = self.found.question, self.found.nearest
        kind = KINDS[asked.given.kind]
        low, high = asked.searched
        most = 1.0 if kind.is_percent else kind.most
        return at is not None and ((at.place == low > kind.least) or (at.place == high < most))

    def table(self) -> Table:
        """Return input and result, as they are and as found."""
        found, asked = self.found, self.found.question
        at = found.nearest
        column = "reached" if found.is_reached else "nearest"
        columns = ("", *(self.words(f"column.{name}") for name in ("now", column, "unit")))
        rows = (
            self._row(asked.given.id, asked.given.value, at and at.place, self.of_input),
            self._row(asked.query, found.present, at and at.value, asked.measure),
        )
        return Table("found", self.words("table"), columns, rows, words=(0, 3))

    def _row(
        self, name: str, now: float | None, then: float | None, measure: Measure
    ) -> tuple[Cell, ...]:
        written = [None if one is None else measure.written(one) for one in (now, then)]
        size = max((abs(one) for one in written if one is not None), default=0.0)
        decimals = decimals_for(size, _DIGITS)
        cells = (self.words("none") if x is None else Amount(x, decimals) for x in written)
        return (name, *cells, measure.unit)

    def _span(self, span: Span) -> str:
        if span.low == span.high:
            return self._input(span.low)
        return self.words("stretch", low=self._input(span.low), high=self._input(span.high))

    def _input(self, value: float) -> str:
        return self._quantity(value, self.of_input)

    def _result(self, value: float) -> str:
        return self._quantity(value, self.found.question.measure)

    def _quantity(self, value: float, measure: Measure) -> str:
        number = figures(measure.written(value), _DIGITS, texts(self.language))
        return f"{number} {measure.unit}".rstrip()
