"""The published figures beside the model's: which are reproduced, which differ, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from biofuel_mandate.assessment import Assessment, assess
from biofuel_mandate.errors import Fault, ScenarioError
from biofuel_mandate.library import read_topic, sources
from biofuel_mandate.report.numbers import rounded
from biofuel_mandate.report.texts import texts
from biofuel_mandate.scenario.load import Scenario


@dataclass(frozen=True)
class Comparison:
    """One published figure beside the model's.

    Attributes
    ----------
    id, table, row, column, unit : str
        The figure as the document places it; the words of row and column stand with the texts.
    published : Decimal
    result : float
        The model's, in full precision and its own unit.
    scale : float
        What brings it to the figure's unit.
    shown : Decimal
        The model's figure rounded as the document rounded it: half up, or as a sum of rounded
        rows where the document added those.
    is_exact : bool
        ``shown`` equals the print.
    is_within : bool
        Within one unit of the last printed digit, or the stated percentage.
    tolerance : str
        What is_within asks for, in words.
    why : str
        Key of the words that explain a difference; blank where the figure is exact.
    """

    id: str
    table: str
    row: str
    column: str
    unit: str
    published: Decimal
    result: float
    scale: float
    shown: Decimal
    is_exact: bool
    is_within: bool
    tolerance: str
    why: str

    @property
    def model(self) -> float:
        """The result in the figure's unit."""
        return self.result * self.scale

    @property
    def difference(self) -> Decimal:
        """Shown less published."""
        return self.shown - self.published


@dataclass(frozen=True)
class Validation:
    """All published figures of a case beside the model's, for one factor set.

    ``exact_at_least`` is how many must be exact for the case to count as reproduced.
    """

    factor_set: str
    comparisons: tuple[Comparison, ...]
    exact_at_least: int

    @property
    def exact(self) -> int:
        """How many figures are equal to print."""
        return sum(one.is_exact for one in self.comparisons)

    @property
    def within(self) -> int:
        """How many figures are within their tolerance."""
        return sum(one.is_within for one in self.comparisons)

    @property
    def is_reproduced(self) -> bool:
        """Whether the case counts as reproduced."""
        return self.within == len(self.comparisons) and self.exact >= self.exact_at_least


def validate(scenario: Scenario) -> tuple[Validation, tuple[Validation, ...]]:
    """Compare a scenario with the published figures that it names.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    validation : Validation
        With the scenario's own factor set.
    others : tuple of Validation
        The same count with the other sourced factor sets.

    Raises
    ------
    ScenarioError
        When the scenario names no published figures.
    """
    name = scenario.file.published
    if name is None:
        do = 'Add "published: norway-2015", or validate scenarios/norway-2015.yaml.'
        got = "the scenario names no published figures"
        raise ScenarioError([Fault(got, do, "published", 0, str(scenario.path))])
    head = read_topic(f"published/{name}").head
    own = scenario.file.factors
    others = [one for one in head["factor_sets"] if one != own]
    return (
        _validation(scenario, head),
        tuple(_validation(scenario.with_factors(one), head) for one in others),
    )


def source_of(scenario: Scenario) -> str:
    """Return the title of the document that the published figures are from."""
    head = read_topic(f"published/{scenario.file.published}").head
    return str(sources()[head["source"]]["title"])


def to_dict(own: Validation, others: Sequence[Validation]) -> dict[str, Any]:
    """Return a validation and its counts as plain objects."""
    words = texts("published.en")
    figures = [
        {
            "id": one.id,
            "published": float(one.published),
            "model": float(one.shown),
            "unrounded": one.model,
            "difference": float(one.difference),
            "unit": one.unit,
            "exact": one.is_exact,
            "within_tolerance": one.is_within,
            "tolerance": one.tolerance,
            "why": words(f"why.{one.why}") if one.why else None,
        }
        for one in own.comparisons
    ]
    counts = [
        {"factor_set": one.factor_set, "exact": one.exact, "within_tolerance": one.within}
        for one in (own, *others)
    ]
    return {"reproduced": own.is_reproduced, "figures": figures, "factor_sets": counts}


def _validation(scenario: Scenario, head: Mapping[str, Any]) -> Validation:
    assessment = assess(scenario)
    absent = [figure for figure in head["figures"] if _value(assessment, figure) is None]
    if absent:
        raise ScenarioError([_not_comparable(scenario, absent)])
    comparisons: dict[str, Comparison] = {}
    for figure in head["figures"]:
        one = _compare(assessment, figure, comparisons)
        # What explains a difference does so with the set that the figures are reproduced by.
        is_explained = scenario.file.factors == head["factor_sets"][0]
        comparisons[figure["id"]] = one if is_explained else replace(one, why="")
    return Validation(
        scenario.file.factors, tuple(comparisons.values()), int(head["exact_at_least"])
    )


def _value(assessment: Assessment, figure: Mapping[str, Any]) -> float | None:
    """Return the model's result beside a published figure; None where it has none."""
    try:
        return assessment.value(
            figure["variable"],
            figure["case"],
            figure["component"],
            detail=figure.get("detail", ""),
        )
    except KeyError:
        return None


def _not_comparable(scenario: Scenario, absent: Sequence[Mapping[str, Any]]) -> Fault:
    first = absent[0]
    what = f'{first["variable"]} of {first["component"]} in case "{first["case"]}"'
    more = f" and {len(absent) - 1} more" if len(absent) > 1 else ""
    got = f'"{scenario.file.published}" has figures that this scenario lacks: {what}{more}'
    line = scenario.document.line(("published",))
    do = "Leave it out, or name cases, biofuels, savings and costs as the figures do."
    return Fault(got, do, "published", line, str(scenario.path))


def _compare(
    assessment: Assessment, figure: Mapping[str, Any], before: Mapping[str, Comparison]
) -> Comparison:
    result = _value(assessment, figure) or 0.0
    published, digit = Decimal(str(figure["published"])), Decimal(str(figure["digit"]))
    parts: Sequence[str] = figure.get("sum_of", ())
    if parts:
        shown = sum((before[part].shown for part in parts), Decimal(0))
    else:
        shown = rounded(result * figure["scale"], -digit.adjusted())
    percent = figure.get("within_percent")
    room = published * Decimal(str(percent)) / 100 if percent else digit
    is_exact = shown == published
    return Comparison(
        figure["id"],
        figure["table"],
        figure["row"],
        figure["column"],
        figure["unit"],
        published,
        result,
        float(figure["scale"]),
        shown,
        is_exact,
        abs(shown - published) <= room,
        f"{percent} %" if percent else f"{digit:f} {figure['unit']}",
        "" if is_exact else str(figure.get("why", "")),
    )
