"""What differs between two scenarios, or runs, as tables: headlines first, then everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
from typing import TYPE_CHECKING

from biofuel_mandate.compare import Comparison
from biofuel_mandate.compared import Side
from biofuel_mandate.held import Held, LibraryDifference
from biofuel_mandate.paired import ResultPair
from biofuel_mandate.report.numbers import decimals_for, shown
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.report.terminal import print_table
from biofuel_mandate.report.texts import Texts, texts
from biofuel_mandate.scenario.difference import Written, relative

if TYPE_CHECKING:
    from rich.console import Console

# A value is shown with so many digits in all, a difference with fewer.
_DIGITS, _DIGITS_OF_DIFFERENCE = 6, 3
_DIGITS_OF_COMMIT = 12
# Long words of a file are shown in part.
_MOST_SIGNS, _LONGEST_WORD = 300, 40


def print_comparison(comparison: Comparison, console: Console, language: str = "en") -> None:
    """Print what differs: a sentence, what is not compared, then the tables."""
    for line in comparison_lines(comparison, language):
        console.print(line, markup=False)
    for table in comparison_tables(comparison, language):
        console.print()
        print_table(table, console, texts(language))


def comparison_lines(comparison: Comparison, language: str = "en") -> tuple[str, ...]:
    """Say in sentences how much differs, and what is not compared and why."""
    return tuple(_Report(comparison, language).lines())


def comparison_tables(comparison: Comparison, language: str = "en") -> tuple[Table, ...]:
    """Return headlines, input, library values and results, as far as they differ."""
    report = _Report(comparison, language)
    results = _by_case(comparison.results)
    tables = [report.headlines(pairs) for pairs in _by_case(comparison.headlines)]
    if comparison.inputs:
        tables.append(report.inputs())
    if comparison.library:
        tables.append(report.library())
    return (*tables, *(report.results(pairs) for pairs in results))


def excerpt(text: str, other: str, most: int = _MOST_SIGNS) -> str:
    """Return text on one line; of one that is long, a part from where it begins to differ.

    Examples
    --------
    >>> excerpt("A long story with its end.", "A long story without one.", 14)
    '…story with its end.'
    """
    one, two = (" ".join(words.split()) for words in (text, other))
    if len(one) <= most:
        return one
    alike = takewhile(lambda signs: signs[0] == signs[1], zip(one, two, strict=False))
    start = min(sum(1 for _ in alike), len(one) - most)
    # Whole words: from the beginning of the one in which they begin to differ.
    start = one.rfind(" ", 0, start) + 1 if start else 0
    lead = "…" if start else ""
    if len(one) - start <= most + _LONGEST_WORD:
        return f"{lead}{one[start:]}"
    return f"{lead}{one[start : start + most].rpartition(' ')[0]} …"


def _by_case(pairs: Sequence[ResultPair]) -> list[list[ResultPair]]:
    groups: dict[str, list[ResultPair]] = {}
    for pair in pairs:
        groups.setdefault(pair.about.case, []).append(pair)
    return list(groups.values())


@dataclass(frozen=True)
class _Report:
    comparison: Comparison
    language: str

    @property
    def words(self) -> Texts:
        return texts(f"compare.{self.language}")

    @property
    def sides(self) -> tuple[str, str]:
        a, b = self.comparison.a, self.comparison.b
        if a.is_earlier != b.is_earlier:
            return (self._side(a), self._side(b))
        return (a.name, b.name) if a.name != b.name else (a.file, b.file)

    def _side(self, side: Side) -> str:
        return self.words("earlier", name=side.name) if side.is_earlier else side.name

    def lines(self) -> Iterator[str]:
        found = self.comparison
        a, b = self.sides
        yield self._how_much()
        yield from self._made_by()
        for lack in found.not_compared:
            about = {"side": a if lack.side == "a" else b, "detail": lack.detail}
            yield self.words(f"not_compared.{lack.what}.{lack.why}", **about)
        alone = (found.cases_only_in_a, found.cases_only_in_b)
        for name, cases in zip((a, b), alone, strict=True):
            if cases:
                yield self.words("only_in", side=name, cases=", ".join(cases))
        if self._has_results() and not found.compared:
            yield self.words("none_in_both")
        yield from self._money()

    def _has_results(self) -> bool:
        return all(lack.what != "results" for lack in self.comparison.not_compared)

    def _how_much(self) -> str:
        """Say how much differs; that nothing does, only where all was compared."""
        found = self.comparison
        key = "same" if found.is_same else "none_found"
        if found.differs:
            key = "differ" if self._has_results() else "differ_without_results"
        a, b = self.sides
        counts = {"inputs": len(found.inputs), "library": len(found.library)}
        counts |= {"results": len(found.results), "compared": found.compared}
        return self.words(key, a=a, b=b, **counts)

    def _made_by(self) -> Iterator[str]:
        """Say where the program or the library is not the same."""
        one, other = self.comparison.a, self.comparison.b
        a, b = self.sides
        if (one.version, one.commit) != (other.version, other.commit):
            versions = {"a_version": self._version(one), "b_version": self._version(other)}
            yield self.words("made_by", a=a, b=b, **versions)
        if one.library != other.library:
            yield self.words("library_files", a=a, b=b)

    def _version(self, side: Side) -> str:
        if side.commit is None:
            return self.words("version", version=side.version)
        commit, *mark = side.commit.split("-", 1)
        short = "-".join((commit[:_DIGITS_OF_COMMIT], *mark))
        return self.words("version_commit", version=side.version, commit=short)

    def _money(self) -> Iterator[str]:
        (a, b), (one, other) = self.sides, (self.comparison.a, self.comparison.b)
        money = [(side.currency, side.price_year) for side in (one, other)]
        # An old run does not tell.
        if money[0] != money[1] and one.currency and other.currency:
            currencies = {"a_currency": one.currency, "b_currency": other.currency}
            years = {"a_year": one.price_year, "b_year": other.price_year}
            yield self.words("money", a=a, b=b, **currencies, **years)

    def headlines(self, pairs: Sequence[ResultPair]) -> Table:
        about = pairs[0].about
        title = self.words("heading.headlines", case=about.case, baseline=about.baseline)
        rows = tuple(self._numbers(self._headline(pair), pair) for pair in pairs)
        return self._numeric("headlines", title, "", rows)

    def results(self, pairs: Sequence[ResultPair]) -> Table:
        title = self.words("heading.results", case=pairs[0].about.case)
        names = [_name(pair) for pair in pairs]
        often = Counter(names)
        rows = tuple(
            # A biofuel that is in two pools is told apart by the pool.
            self._numbers(_with_pool(name, pair) if often[name] > 1 else name, pair)
            for name, pair in zip(names, pairs, strict=True)
        )
        return self._numeric("results", title, self.words("column.result"), rows)

    def _numeric(
        self, name: str, title: str, lead: str, rows: tuple[tuple[Cell, ...], ...]
    ) -> Table:
        names = ("difference", "relative", "unit")
        columns = (lead, *self.sides, *(self.words(f"column.{name}") for name in names))
        return Table(name, title, columns, rows, words=(0, 5))

    def _numbers(self, name: str, pair: ResultPair) -> tuple[Cell, ...]:
        values = [value for value in (pair.a, pair.b) if value is not None]
        decimals = decimals_for(max(map(abs, values), default=0.0), _DIGITS)
        cells: list[Cell] = [
            Amount(value, decimals) if pair.where in ("both", side) else ""
            for side, value in (("a", pair.a), ("b", pair.b))
        ]
        for number, scale in ((pair.difference, 1.0), (pair.relative, 100.0)):
            digits = decimals_for(number or 0.0, _DIGITS_OF_DIFFERENCE, scale)
            cells.append("" if number is None else Amount(number, digits, scale))
        return (name, *cells, "" if pair.about.unit == "1" else pair.about.unit)

    def _headline(self, pair: ResultPair) -> str:
        about = pair.about
        detail = self.words.words["detail"].get(about.detail, "")
        if about.detail.startswith("saving "):
            share = about.detail.removeprefix("saving ").removesuffix(" %")
            decimals = max(0, -int(Decimal(share).as_tuple().exponent))
            written = shown(float(share), decimals, texts(self.language))
            detail = self.words("by_saving", share=written)
        component = texts(self.language).name_of(about.component)
        told = self.words(f"headline.{about.variable}", component=component, detail=detail)
        return f"{told}, {about.year}" if about.year else told

    def inputs(self) -> Table:
        """Return what the files say; sources as notes, where those of a number differ."""
        notes: dict[str, str] = {}
        rows = tuple(
            (one.id, self._written(one.a, one.b, notes), self._written(one.b, one.a, notes))
            for one in self.comparison.inputs
        )
        columns = (self.words("column.input"), *self.sides)
        listed = tuple(f"{mark} {source}" for source, mark in notes.items())
        return Table("inputs", self.words("heading.inputs"), columns, rows, listed, words=(0, 1, 2))

    def _written(self, one: Written | None, other: Written | None, notes: dict[str, str]) -> str:
        if one is None:
            return ""
        text = excerpt(one.text, other.text if other else "")
        written = self.words("written", text=text, line=one.line) if one.line else text
        source = self._source(one)
        if other is None or not source or source == self._source(other):
            return written
        return f"{written} {notes.setdefault(source, f'[{len(notes) + 1}]')}"

    def _source(self, written: Written) -> str:
        if not written.evidence:
            return written.source
        evidence = texts(self.language)(f"mark.{written.evidence}")
        return self.words("marked", source=written.source, evidence=evidence)

    def library(self) -> Table:
        """Return the library's values; sources as notes, where one value has another."""
        notes: dict[str, str] = {}
        rows: list[tuple[Cell, ...]] = []
        for one in self.comparison.library:
            pair = [(held, self._from(held, one, notes)) for held in (one.a, one.b)]
            cells = [cell for held, origin in pair for cell in (_amount(held), origin)]
            change: Cell = ""
            if one.a and one.b and one.a.unit == one.b.unit:
                share = relative(one.b.value - one.a.value, one.a.value)
                change = "" if share is None else _percent(share)
            rows.append((one.name, *cells, change))
        words = self.words
        sides = [part for side in self.sides for part in (side, words("column.from"))]
        columns = (words("column.value"), *sides, words("column.relative"))
        listed = tuple(f"{mark} {source}" for source, mark in notes.items())
        title = words("heading.library")
        return Table("library", title, columns, tuple(rows), listed, words=(0, 2, 4))

    def _from(self, held: Held | None, one: LibraryDifference, notes: dict[str, str]) -> str:
        """Return the factor set or topic of a value, or the line that gives another."""
        if held is None:
            return ""
        if held.origin != "library":
            return self.words(f"origin.{held.origin}", line=held.line)
        topic = held.id.rpartition("/")[0]
        told = self.words("origin.derived", set=topic) if held.evidence == "derived" else topic
        if not one.is_of_source:
            return told
        source = self._source(Written("", 0, held.source, held.evidence))
        return f"{told} {notes.setdefault(source, f'[{len(notes) + 1}]')}"


def _percent(share: float) -> Amount:
    return Amount(share, decimals_for(share, _DIGITS_OF_DIFFERENCE, 100), 100)


def _amount(held: Held | None) -> Cell:
    if held is None:
        return ""
    unit = "" if held.unit == "1" else held.unit
    return Amount(held.value, decimals_for(held.value, _DIGITS), unit=unit)


def _name(pair: ResultPair) -> str:
    """Name a result as ``explain`` takes it, without the case; grade and rule behind it."""
    about = pair.about
    name = ".".join(part for part in (about.variable, about.component) if part)
    name = f"{name}@{about.detail}" if about.detail else name
    when = about.period or about.year
    name = f"{name}:{when}" if when else name
    within = ", ".join(part for part in (about.grade, about.rule) if part)
    return f"{name} ({within})" if within else name


def _with_pool(name: str, pair: ResultPair) -> str:
    return f"{name}, {pair.about.pool}" if pair.about.pool else name
