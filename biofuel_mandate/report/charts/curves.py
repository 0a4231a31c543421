"""The numbers behind the curves of least-cost cases, in the units shown; nothing here draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from biofuel_mandate.assessment import Assessment
from biofuel_mandate.measures import VALUES_PER
from biofuel_mandate.merit import SPARE, USED, Step, abatement, merit_order

MERIT_ORDER, MARGINAL_ABATEMENT = "merit-order", "marginal-abatement"
CURVES = (MERIT_ORDER, MARGINAL_ABATEMENT)
# How much further than what is asked for a supply curve reaches, if there is more to be had.
BEYOND = 1.3
# Decimals of what one unit costs, and the unit and scale that its amounts are shown in.
_DECIMALS = {"¤/l": 2, "¤/GJ": 1, "¤/t": 0}
_AMOUNTS = {"Ml": ("Ml", 1.0), "TJ": ("TJ", 1.0), "t": ("kt", 1e-3)}


@dataclass(frozen=True)
class CurvePanel:
    """The curve of one case.

    Attributes
    ----------
    case, rule : str
        The rule is blank where there is none.
    steps : tuple of Step
        Cheapest first: what is sold, then what is paid for, then what could be had. Widths are
        in ``unit``, heights in ``money``.
    unit, money : str
        As in results.csv, ``¤`` for the currency.
    demand : float or None
        What the rule asks for, in ``unit``.
    levels : mapping of str to float
        Heights that are marked: the certificate price by supplier (blank for the market), or
        under the name ``average`` what all steps cost on average.
    reach : float
        How far the curve is drawn.
    no_saving, no_fall : tuple of str
        Biofuels that are left out, as pool/component.
    fossil : float
        What fossil fuel itself counts towards the rule, in ``unit``; under 0 where it counts
        against it.
    """

    case: str
    rule: str
    steps: tuple[Step, ...]
    unit: str
    money: str
    demand: float | None
    levels: Mapping[str, float]
    reach: float
    no_saving: tuple[str, ...] = ()
    no_fall: tuple[str, ...] = ()
    fossil: float = 0.0

    @property
    def decimals(self) -> int:
        """Decimals that heights are shown with."""
        return _DECIMALS[self.money]

    @property
    def drawn(self) -> tuple[tuple[Step, float, float], ...]:
        """Every step within reach, with where it begins and ends."""
        found, start = [], 0.0
        for step in self.steps:
            end = start + step.amount
            if start < self.reach:
                found.append((step, start, min(end, self.reach)))
            start = end
        return tuple(found)

    @property
    def beyond(self) -> tuple[tuple[Step, float], ...]:
        """What could be had further than the curve is drawn, and how much of it."""
        found, start = [], 0.0
        for step in self.steps:
            end = start + step.amount
            more = end - max(start, self.reach)
            if more > 1e-6 * self.reach:
                found.append((step, more))
            start = end
        return tuple(found)


def curve_panels(name: str, assessment: Assessment) -> tuple[CurvePanel, ...]:
    """Return the panels of a curve, one a least-cost case.

    Parameters
    ----------
    name : str
        One of ``CURVES``.
    assessment : Assessment

    Raises
    ------
    KeyError
        When there is no such curve.
    """
    panel = {MERIT_ORDER: _merit_panels, MARGINAL_ABATEMENT: _abatement_panels}[name]
    cases = assessment.scenario.structure.cases
    return tuple(
        found
        for case, shape in cases.items()
        if shape.is_least_cost
        for found in panel(assessment, case)
    )


def _merit_panels(assessment: Assessment, case: str) -> Iterator[CurvePanel]:
    order = merit_order(assessment, case)
    if order is None:
        return
    unit, scale = _AMOUNTS[order.unit]
    steps = tuple(replace(step, amount=step.amount * scale) for step in order.steps)
    met = sum(step.amount for step in steps if step.kind != SPARE)
    whole = sum(step.amount for step in steps)
    demand = order.demand * scale
    reach = min(whole, BEYOND * max(demand, met)) if met else whole
    money = VALUES_PER[order.unit][0]
    fossil = order.fossil * scale
    fossil = fossil if abs(fossil) > 1e-6 * abs(demand) else 0.0
    prices = order.prices
    yield CurvePanel(case, order.rule, steps, unit, money, demand, prices, reach, fossil=fossil)


def _abatement_panels(assessment: Assessment, case: str) -> Iterator[CurvePanel]:
    curve = abatement(assessment, case)
    steps = tuple(replace(step, amount=step.amount / 1e3) for step in curve.steps)
    levels = {} if curve.average is None else {"average": curve.average}
    reach = sum(step.amount for step in steps if step.kind == USED)
    left_out = curve.no_saving, curve.no_fall
    yield CurvePanel(case, "", steps, "kt", "¤/t", None, levels, reach, *left_out)
