"""What hangs on which input: swings, turning points, maps, and shares of variance."""

from __future__ import annotations

import numpy as np
import pytest

from biofuel_mandate import assess
from biofuel_mandate.uncertainty.analysis import analyse, main_headlines
from biofuel_mandate.uncertainty.indices import CORRELATED, FAILED, STILL, indices_of, sobol_indices
from biofuel_mandate.uncertainty.plan import read_plan
from biofuel_mandate.uncertainty.run import uncertain
from biofuel_mandate.uncertainty.sensitivity import (
    heat_maps,
    passing_turns,
    ranking_turns,
    swings,
)

from .conftest import Make

ETHANOL, FAME = "costs.price_gap.ethanol", "costs.price_gap.fame"
GAPS = {
    ETHANOL: {"distribution": "uniform", "low": "2 NOK/l", "high": "4 NOK/l"},
    FAME: {"distribution": "uniform", "low": "1 NOK/l", "high": "5 NOK/l"},
}
COST = "policy.cost@price gap"


def ishigami(u: np.ndarray) -> np.ndarray:
    x = -np.pi + 2 * np.pi * u
    return (np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0]))[None]


def g_function(u: np.ndarray, a: tuple[float, ...] = (0.0, 1.0, 4.5, 9.0)) -> np.ndarray:
    parts = [(np.abs(4 * x - 2) + k) / (1 + k) for x, k in zip(u, a, strict=True)]
    return np.prod(parts, axis=0)[None]


def g_indices(a: tuple[float, ...] = (0.0, 1.0, 4.5, 9.0)) -> tuple[list[float], list[float]]:
    alone = np.array([1 / (3 * (1 + k) ** 2) for k in a])
    whole = np.prod(1 + alone) - 1
    total = [one * np.prod(np.delete(1 + alone, at)) / whole for at, one in enumerate(alone)]
    return (alone / whole).tolist(), total


ISHIGAMI = ([0.31390519, 0.44241114, 0.0], [0.55758886, 0.44241114, 0.24368366])


@pytest.mark.parametrize(("function", "known"), [(ishigami, ISHIGAMI), (g_function, g_indices())])
def test_indices_are_those_of_functions_whose_answers_are_known(function, known) -> None:
    names = [f"x{at}" for at in range(len(known[0]))]
    found = sobol_indices(function, names, 4096, 1)[0]
    for index, first, total in zip(found, *known, strict=True):
        assert index.first == pytest.approx(first, abs=0.02)
        assert index.total == pytest.approx(total, abs=0.02)
        assert index.first_low < first < index.first_high
        assert index.total_low < total < index.total_high


def test_indices_of_a_sum_are_the_shares_of_its_variance(make: Make) -> None:
    scenario = make({"inputs": GAPS})
    now = assess(scenario)
    parts = [
        ((now.value("extra_volume", "policy", name) or 0.0) * width) ** 2
        for name, width in (("ethanol", 2.0), ("fame", 4.0))
    ]
    plan = read_plan(scenario)
    asked = [one for one in plan.headlines if one.query == "policy.cost.biofuel@price gap"]
    found = indices_of(plan, asked, 1)
    for index, part in zip(found.found[0], parts, strict=True):
        assert index.first == pytest.approx(part / sum(parts), abs=0.01)
        assert index.total == pytest.approx(part / sum(parts), abs=0.01)


def test_indices_of_correlated_inputs_are_refused(make: Make) -> None:
    pair = [{"between": list(GAPS), "rank": 0.5}]
    plan = read_plan(make({"inputs": GAPS, "correlation": pair}))
    assert indices_of(plan, plan.headlines, 1).refused == CORRELATED


def test_indices_are_refused_where_draws_have_no_solution(make: Make) -> None:
    quota = {"cases.policy.quota": {"distribution": "uniform", "low": "0 %", "high": "9 %"}}
    plan = read_plan(make({"inputs": quota}))
    asked = [one for one in plan.headlines if one.row.case == "policy"]
    assert indices_of(plan, asked, 1).refused == FAILED


def test_a_swing_is_from_p5_to_p95_of_one_input_alone(make: Make) -> None:
    scenario = make({"inputs": GAPS})
    litres = assess(scenario).value("extra_volume", "policy", "fame") or 0.0
    found = [
        one
        for one in swings(read_plan(scenario))
        if one.headline.query == "policy.cost.biofuel@price gap" and one.input.id == FAME
    ]
    assert len(found) == 1
    assert (found[0].low_value, found[0].high_value) == pytest.approx((1.2, 4.8))
    assert found[0].width == pytest.approx(3.6 * litres)


def test_a_question_turns_where_the_amount_is_reached(make: Make) -> None:
    scenario = make({"inputs": GAPS, "questions": [{"result": COST, "above": "150 MNOK"}]})
    now = assess(scenario)
    ethanol = now.value("extra_volume", "policy", "ethanol") or 0.0
    fame = now.value("extra_volume", "policy", "fame") or 0.0
    turns = {one.input.id: one for one in passing_turns(read_plan(scenario))[0]}
    assert turns[FAME].value == pytest.approx((150 - 3 * ethanol) / fame, rel=1e-6)
    assert (turns[FAME].before, turns[FAME].after, turns[FAME].is_jump) == ("no", "yes", False)


def test_a_ranking_turns_where_two_cases_cost_the_same(make: Make) -> None:
    """With less biodiesel but as much ethanol, the lower quota is dearer only below 0 NOK/l."""
    gap = {FAME: {"distribution": "uniform", "low": "-3 NOK/l", "high": "5 NOK/l"}}
    plan = read_plan(make({"inputs": gap, "choice": {"by": "cost@price gap"}}))
    turns = ranking_turns(plan)
    assert [(one.input.id, one.before, one.after) for one in turns] == [
        (FAME, "policy", "ethanol first")
    ]
    assert turns[0].value == pytest.approx(0.0, abs=1e-6)


def test_a_map_holds_the_result_at_every_pair_of_values(make: Make) -> None:
    grid = {"across": ETHANOL, "up": FAME, "result": COST, "steps": 3}
    scenario = make({"inputs": GAPS, "grids": [grid]})
    now = assess(scenario)
    litres = [now.value("extra_volume", "policy", name) or 0.0 for name in ("ethanol", "fame")]
    found = heat_maps(read_plan(scenario))[0]
    assert found.xs.tolist() == [2.0, 3.0, 4.0]
    assert found.ys.tolist() == [1.0, 3.0, 5.0]
    expected = np.add.outer(litres[1] * found.ys, litres[0] * found.xs)
    assert found.numbers == pytest.approx(expected)


def test_an_analysis_tells_all_that_was_asked(make: Make) -> None:
    grid = {"across": ETHANOL, "up": FAME, "result": COST, "steps": 3}
    scenario = make(
        {
            "inputs": GAPS,
            "grids": [grid],
            "questions": [{"result": COST, "above": "150 MNOK"}],
            "choice": {"by": "cost@price gap"},
        }
    )
    found = analyse(uncertain(scenario, 500))
    assert found.main == main_headlines(found.uncertain.plan)
    assert {one.row.case for one in found.main} == {"policy", "ethanol first"}
    assert [len(part) for part in (found.passing, found.maps)] == [1, 1]
    assert len(found.indices.found) == len(found.indices.headlines) > 0


def test_indices_of_inputs_that_move_nothing_are_refused_as_such(make: Make) -> None:
    iluc = {"iluc/cereals.iluc_g_per_mj": "triangular"}
    plan = read_plan(make({"inputs": iluc}))
    asked = [one for one in plan.headlines if one.row.variable == "extra_volume"]
    assert indices_of(plan, asked, 1).refused == STILL
