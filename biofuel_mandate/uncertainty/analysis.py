"""All that an analysis of uncertainty tells: draws, and what hangs on which input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from biofuel_mandate.equations import BIOFUEL
from biofuel_mandate.scopes import MARGINAL_VALUE
from biofuel_mandate.uncertainty.headlines import Headline
from biofuel_mandate.uncertainty.indices import Indices, indices_of
from biofuel_mandate.uncertainty.plan import Plan
from biofuel_mandate.uncertainty.run import Uncertain
from biofuel_mandate.uncertainty.sensitivity import (
    HeatMap,
    Swing,
    Turn,
    heat_maps,
    passing_turns,
    ranking_turns,
    swings,
)

# Which headlines stand for the rest: variable, and the details that it is told at.
_MAIN = {
    "extra_volume": ("",),
    "direct_co2_reduction": ("",),
    "life_cycle_reduction": ("own saving",),
    "life_cycle_reduction_including_iluc": ("own saving",),
    "cost": ("bottom up", "abatement cost"),
    "cost_per_tonne": ("direct, bottom up", "direct, abatement cost"),
    "extra_supplier_cost": ("",),
}


@dataclass(frozen=True)
class Analysis:
    """An analysis of uncertainty.

    Attributes
    ----------
    uncertain : Uncertain
        What the draws come to.
    main : tuple of Headline
        The headlines that stand for the rest, of the last year that is covered.
    swings : tuple of Swing
        How far headlines move with each input alone.
    indices : Indices
        Which share of their variance each input brings.
    passing : tuple of tuple of Turn
        Of each question, where single inputs pass its amount.
    turns : tuple of Turn
        Where the ranking of cases turns.
    maps : tuple of HeatMap
    """

    uncertain: Uncertain
    main: tuple[Headline, ...]
    swings: tuple[Swing, ...]
    indices: Indices
    passing: tuple[tuple[Turn, ...], ...]
    turns: tuple[Turn, ...]
    maps: tuple[HeatMap, ...]


def analyse(uncertain: Uncertain, began: Callable[[str], object] | None = None) -> Analysis:
    """Return what hangs on which input, beside the draws.

    Parameters
    ----------
    uncertain : Uncertain
    began : callable, optional
        Told the name of each step as it begins.
    """
    plan, tell = uncertain.plan, began or (lambda _: None)
    main = main_headlines(plan)
    tell("swings")
    swung = swings(plan)
    tell("indices")
    indices = indices_of(plan, main, uncertain.job.sampling.seed)
    tell("turns")
    passing, turns = passing_turns(plan), ranking_turns(plan)
    tell("maps")
    return Analysis(uncertain, main, swung, indices, passing, turns, heat_maps(plan))


def main_headlines(plan: Plan) -> tuple[Headline, ...]:
    """Return the headlines that stand for the rest: of all biofuel, in the last year."""
    last = max((one.position for one in plan.headlines), default=0)
    return tuple(one for one in plan.headlines if one.position == last and _is_main(one))


def _is_main(headline: Headline) -> bool:
    row = headline.row
    if row.variable == MARGINAL_VALUE:
        return True
    is_whole = row.component in (BIOFUEL, "")
    return is_whole and row.detail in _MAIN.get(row.variable, ())
