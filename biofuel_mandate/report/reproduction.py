"""The published figures beside the model's, as tables for the terminal and the docs."""

from __future__ import annotations

from collections.abc import Sequence

from biofuel_mandate.known import Calculated, Known
from biofuel_mandate.report.table import Amount, Cell, Table
from biofuel_mandate.report.texts import Texts
from biofuel_mandate.report.texts import texts as texts_of
from biofuel_mandate.validation import Comparison, Validation


def comparison_table(validation: Validation, source: str, texts: Texts) -> Table:
    """Return every published figure beside the model's, with what explains a difference."""
    rows: list[tuple[Cell, ...]] = []
    for one in validation.comparisons:
        decimals = max(0, -int(one.published.as_tuple().exponent))
        rows.append(
            (
                _figure(one, texts),
                Amount(float(one.published), decimals),
                Amount(_from(float(one.shown), one, "rounded"), decimals),
                Amount(one.result, decimals + 1, one.scale),
                Amount(_from(float(one.difference), one, "less_published"), decimals),
                one.unit,
                _status(one, texts),
            )
        )
    names = ("figure", "published", "shown", "unrounded", "difference", "unit", "status")
    headings = tuple(texts(f"validation.columns.{name}") for name in names)
    notes = [texts("validation.sum_of_rows")]
    for one in validation.comparisons:
        if one.why:
            why = _published(texts)(f"why.{one.why}")
            notes.append(texts("validation.why", figure=_figure(one, texts), why=why))
    title = texts("validation.title", source=source)
    return Table("reproduction", title, headings, tuple(rows), tuple(notes), words=(0, 5, 6))


def count_table(validations: Sequence[Validation], texts: Texts) -> Table:
    """Return for each factor set how many figures are exact and within tolerance."""
    rows: list[tuple[Cell, ...]] = []
    for validation in validations:
        differ = [
            " ".join((one.table, *_place(one, texts)))
            for one in validation.comparisons
            if not one.is_exact
        ]
        rows.append(
            (
                validation.factor_set,
                str(validation.exact),
                str(validation.within),
                ", ".join(differ),
            )
        )
    count = len(validations[0].comparisons)
    names = ("set", "exact", "within", "differ")
    headings = tuple(texts(f"validation.count_columns.{name}", all=count) for name in names)
    return Table("counts", texts("validation.counts"), headings, tuple(rows), words=(0, 3))


def verdict(validation: Validation, texts: Texts) -> str:
    """Say in a sentence whether the case is reproduced."""
    return texts(
        f"validation.verdict_{'ok' if validation.is_reproduced else 'bad'}",
        factors=validation.factor_set,
        exact=validation.exact,
        within=validation.within,
        all=len(validation.comparisons),
        least=validation.exact_at_least,
    )


def _from(value: float, one: Comparison, how: str) -> float:
    """Return a number that knows the result it is made from."""
    result = one.result
    return Calculated(value, [result], how, one.unit) if isinstance(result, Known) else value


def _figure(one: Comparison, texts: Texts) -> str:
    row, column = _place(one, texts)
    return texts("validation.figure", table=one.table, row=row, column=column)


def _place(one: Comparison, texts: Texts) -> tuple[str, str]:
    """Return the words of a figure's row and column."""
    words = _published(texts)
    return words(f"row.{one.row}"), words(f"column.{one.column}")


def _status(one: Comparison, texts: Texts) -> str:
    if one.is_exact:
        return texts("validation.exact")
    return texts("validation.within" if one.is_within else "validation.outside")


def _published(texts: Texts) -> Texts:
    return texts_of(f"published.{texts.language}")
