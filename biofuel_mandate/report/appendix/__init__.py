"""The consultation appendix: what Norway's instruction for official studies asks for, in order.

``compose`` makes one document of an assessment, which Word, PDF and HTML share; its tables, charts
and texts are those of a run. The directorate's own words come from the scenario's ``text``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.compare import Comparison
from biofuel_mandate.report.appendix.alternatives import alternative_tables
from biofuel_mandate.report.appendix.annexes import annexes
from biofuel_mandate.report.appendix.caveats import caveats, model_notes
from biofuel_mandate.report.appendix.changes import change_annex, change_blocks
from biofuel_mandate.report.appendix.effects import Effects
from biofuel_mandate.report.appendix.method import (
    alternatives_list,
    assumptions_table,
    method_blocks,
    situation_blocks,
)
from biofuel_mandate.report.appendix.phrases import Phrases, chemical, see
from biofuel_mandate.report.appendix.published import published_blocks
from biofuel_mandate.report.appendix.summary import summary_blocks
from biofuel_mandate.report.case_tables import compared_cases, is_many
from biofuel_mandate.report.document.markdown import blocks_of
from biofuel_mandate.report.document.numbering import Labels, numbered
from biofuel_mandate.report.document.tree import (
    Block,
    Document,
    Figure,
    Heading,
    Inline,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    TableBlock,
    Words,
)
from biofuel_mandate.report.summary import intro_of, stamp_of, title_of
from biofuel_mandate.report.table import Table
from biofuel_mandate.report.tables import comparison_table
from biofuel_mandate.report.texts import texts_for
from biofuel_mandate.report.trace.graph import Traces
from biofuel_mandate.scenario.text_schema import Texts as OwnTexts

# More values than this that a scenario gives are for an annex alone.
_MOST_ASSUMPTIONS = 30


def compose(
    assessment: Assessment,
    language: str,
    figures: Mapping[str, Figure],
    traces: Traces | None = None,
    comparison: Comparison | None = None,
) -> Document:
    """Return the appendix of an assessment as a document, numbered.

    Parameters
    ----------
    assessment : Assessment
    language : str
        ``en``, ``nb`` or ``nn``.
    figures : mapping of str to Figure
        The charts by name.
    traces : Traces or None
        What leads from each number to its trace.
    comparison : Comparison or None
        With an earlier version, where there is one.
    """
    phrases = Phrases(texts_for(assessment.scenario, language), traces)
    build = _Appendix(assessment, phrases, figures, comparison)
    own = phrases.own.words["own"]
    document = Document(
        title=chemical(title_of(assessment, phrases.words)),
        subtitle=phrases.said("subtitle", day=_day(assessment.scenario.file.date, phrases)),
        language=language,
        day=assessment.scenario.file.date,
        author="",
        stamp=stamp_of(assessment, phrases.words),
        blocks=tuple(with_formulas(tuple(build.blocks()))),
        own=Words(**own),
    )
    return numbered(document, Labels(**phrases.own.words["labels"]))


def _day(day: date, phrases: Phrases) -> str:
    """Return a day as the language writes it."""
    months = phrases.said("months").split()
    return phrases.said("day", day=day.day, month=months[day.month - 1], year=day.year)


def missing_texts(assessment: Assessment, language: str) -> tuple[str, ...]:
    """Return the parts of the directorate's text that a language lacks, by key."""
    texts = assessment.scenario.file.text
    asked = (key for key in OwnTexts.model_fields if key != "summary")
    return tuple(key for key in asked if not _said(texts, key, language))


def _said(texts: OwnTexts, key: str, language: str) -> str:
    prose = getattr(texts, key)
    return str(prose.said(language)) if prose else ""


@dataclass(frozen=True)
class _Appendix:
    assessment: Assessment
    phrases: Phrases
    figures: Mapping[str, Figure]
    comparison: Comparison | None

    def blocks(self) -> Iterator[Block]:
        yield from self._summary()
        if self.comparison is not None:
            yield self._heading("changes", numbered=False)
            yield from change_blocks(self.comparison, self.phrases)
        yield self._heading("problem")
        yield from self._prose("problem")
        yield from situation_blocks(self.assessment, self.phrases)
        yield self._heading("measures")
        yield from self._prose("measures")
        yield from alternatives_list(self.assessment, self.phrases)
        yield self._heading("principles")
        yield from self._prose("principles")
        yield from self._effects()
        yield self._heading("recommendation")
        yield from self._prose("recommendation")
        yield self._heading("success")
        yield from self._prose("success")
        yield from self._told.annex()
        yield from annexes(self.assessment, self.phrases)
        if self.comparison is not None:
            yield from change_annex(self.comparison, self.phrases)

    @property
    def _told(self) -> Effects:
        return Effects(self.assessment, self.phrases, self.figures)

    def _summary(self) -> Iterator[Block]:
        yield self._heading("summary", numbered=False)
        intro = intro_of(self.assessment, self.phrases.words)
        yield Paragraph((Run(chemical(intro)),), "source")
        if _said(self.assessment.scenario.file.text, "summary", self.phrases.words.language):
            yield from self._prose("summary")
        anchors = [table.anchor for table in self._alternatives()]
        yield from summary_blocks(self.assessment, self.phrases, anchors)

    def _alternatives(self) -> list[TableBlock]:
        if not compared_cases(self.assessment):
            return []
        if is_many(self.assessment):
            words = self.phrases.words
            found: Iterator[Table] = iter([comparison_table(self.assessment.only, words)])
        else:
            found = alternative_tables(self.assessment, self.phrases)
        blocks = (self._told.table(table) for table in found)
        return [block for block in blocks if isinstance(block, TableBlock)]

    def _effects(self) -> Iterator[Block]:
        yield self._heading("effects")
        yield from self._prose("effects")
        yield self._heading("method", 2)
        yield from method_blocks(self.assessment, self.phrases)
        yield self._heading("assumptions", 2)
        file = self.assessment.scenario.file
        about = {"factors": file.factors, "comparator": file.comparator}
        yield Paragraph(self.phrases("assumptions.intro", **about))
        given = assumptions_table(self.assessment, self.phrases)
        if len(given.rows) <= _MOST_ASSUMPTIONS:
            yield self._told.table(given)
            yield Paragraph(self.phrases("assumptions.more", values=see("values")))
        else:
            count = self.phrases.few(len(given.rows))
            yield Paragraph(self.phrases("assumptions.many", count=count, values=see("values")))
        yield from self._told.sections()
        alternatives = self._alternatives()
        if alternatives:
            yield self._heading("alternatives", 2)
            yield from alternatives
            yield from self._reasons()
        yield from self._sensitivity()
        yield from self._caveats()
        yield self._heading("duration", 2)
        yield from self._prose("duration")
        yield self._heading("affected", 2)
        yield from self._prose("affected")

    def _reasons(self) -> Iterator[Block]:
        """Yield why effects without a price are judged as they are."""
        language = self.phrases.words.language
        for effect in self.assessment.scenario.file.unpriced_effects.values():
            why = effect.why.said(language) if effect.why else ""
            if why:
                yield Paragraph((Run(effect.title.said(language), strong=True),))
                yield from with_formulas(blocks_of(why))

    def _sensitivity(self) -> Iterator[Block]:
        tables = self._told.sensitivity()
        published = tuple(published_blocks(self.assessment, self.phrases))
        if tables:
            yield self._heading("sensitivity", 2)
            for at, table in enumerate(tables, 1):
                yield self._told.table(table, f"sensitivity-{at}")
        if published:
            yield self._heading("published", 2)
            yield from published

    def _caveats(self) -> Iterator[Block]:
        yield self._heading("caveats", 2)
        told = caveats(self.assessment, self.phrases)
        yield _list(told)
        yield Paragraph(self.phrases("notes"))
        yield _list(model_notes(self.assessment, self.phrases))

    def _heading(self, name: str, level: int = 1, *, numbered: bool = True) -> Heading:
        return Heading(level, self.phrases.said(f"heading.{name}"), name, numbered=numbered)

    def _prose(self, key: str) -> Iterator[Block]:
        """Yield the directorate's words, or what marks them as missing and says where they go."""
        texts, language = self.assessment.scenario.file.text, self.phrases.words.language
        said = _said(texts, key, language)
        if said:
            yield from with_formulas(blocks_of(said))
            return
        told = [self.phrases.said(f"missing.{key}"), self.phrases.said("missing.write", part=key)]
        prose = getattr(texts, key)
        if prose:
            names = (self.phrases.said(f"language.{one}") for one in prose.languages)
            told.append(self.phrases.said("missing.other", languages=", ".join(names)))
        yield Paragraph((Run(" ".join(told)),), "missing")


def _list(told: Iterator[str] | tuple[str, ...]) -> ListBlock:
    return ListBlock(tuple((Paragraph((Run(chemical(one)),)),) for one in told))


def with_formulas(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield blocks of prose with chemical formulas as they are written; code stays as it is."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield replace(block, words=tuple(map(_formula, block.words)))
        elif isinstance(block, Quote):
            yield Quote(tuple(with_formulas(block.blocks)))
        elif isinstance(block, ListBlock):
            items = tuple(tuple(with_formulas(item)) for item in block.items)
            yield replace(block, items=items)
        else:
            yield block


def _formula(one: Inline) -> Inline:
    if isinstance(one, Link):
        return replace(one, words=tuple(map(_formula_of, one.words)))
    return _formula_of(one) if isinstance(one, Run) else one


def _formula_of(run: Run) -> Run:
    return run if run.code else replace(run, text=chemical(run.text))
