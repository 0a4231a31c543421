"""Draws of scenarios: right numbers, the same bytes, and nothing dropped in silence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.errors import ScenarioError
from biofuel_mandate.results import to_csv
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.scenario.price_fields import parse_rate
from biofuel_mandate.scenario.uncertain_values import with_ranges
from biofuel_mandate.uncertainty.chunks import Sums
from biofuel_mandate.uncertainty.moves import Moves
from biofuel_mandate.uncertainty.outcomes import outcome
from biofuel_mandate.uncertainty.plan import read_plan
from biofuel_mandate.uncertainty.run import prepare, statistics, summed, uncertain
from biofuel_mandate.uncertainty.sampling import PLAIN, SOBOL

from .conftest import Make

GAP = {"costs.price_gap.ethanol": {"distribution": {"normal": "0.5 NOK/l"}}}
GAPS = GAP | {"costs.price_gap.fame": {"distribution": {"normal": "0.4 NOK/l"}}}
FAME = "costs.price_gap.fame"


def numbers_of(scenario: Scenario, query: str, draws: int = 20_000, kind: str = PLAIN) -> dict:
    found = uncertain(scenario, draws, 1, kind)
    headline = next(one for one in found.plan.headlines if one.query == query)
    return statistics(found.tally(headline))


@pytest.mark.parametrize("kind", [PLAIN, SOBOL])
def test_a_cost_that_is_linear_in_normal_prices_is_normal(make: Make, kind: str) -> None:
    """Cost = 3 x + 2 y, with spreads of 0.5 and 0.4, has one that is known in closed form."""
    scenario = make({"inputs": GAPS})
    now = assess(scenario)
    litres = [now.value("extra_volume", "policy", name) or 0.0 for name in ("ethanol", "fame")]
    mean = 3 * litres[0] + 2 * litres[1]
    spread = float(np.hypot(0.5 * litres[0], 0.4 * litres[1]))
    found = numbers_of(scenario, "policy.cost.biofuel@price gap", 2**17, kind)
    same = stats.norm(mean, spread)
    assert found["mean"] == pytest.approx(mean, abs=4 * found["se"] + 1e-9)
    for name, share in (("p5", 0.05), ("median", 0.5), ("p95", 0.95)):
        assert found[name] == pytest.approx(same.ppf(share), abs=0.02 * spread)
    if kind == PLAIN:
        assert found["se"] == pytest.approx(spread / np.sqrt(2**17), rel=0.02)
    else:
        assert found["se"] < 0.1 * spread / np.sqrt(2**17)


def test_correlation_widens_a_sum_and_narrows_a_difference(make: Make) -> None:
    def spread(rank: float) -> float:
        pair = [{"between": list(GAPS), "rank": rank}]
        found = uncertain(make({"inputs": GAPS, "correlation": pair}), 50_000)
        headline = next(
            one for one in found.plan.headlines if one.query == "policy.cost.biofuel@price gap"
        )
        return found.tally(headline).deviation()

    apart, together = spread(0.0), spread(0.9)
    assert together > 1.2 * apart
    assert spread(-0.9) < 0.8 * apart


def test_each_draw_is_what_the_scenario_gives_with_that_value(make: Make) -> None:
    """Every headline of 5 draws equals an assessment with the drawn numbers written in."""
    scenario = make(
        {"inputs": GAPS | {"cases.policy.quota": {"distribution": {"normal": "0.2 %"}}}}
    )
    plan = read_plan(scenario)
    chance = np.random.default_rng(3)
    moves = Moves(5, {stream: chance.random(5) for stream in plan.streams})
    found = outcome(scenario, plan.headlines, moves)
    for draw in range(5):
        now = assess(moves.at(draw).scenario(scenario))
        for headline, number in zip(plan.headlines, found.numbers, strict=True):
            expected = next(
                row.value
                for row in now.rows
                if row._replace(value=None) == headline.row._replace(value=None)
            )
            mine = np.broadcast_to(np.asarray(number), 5)[draw]
            wanted = np.nan if expected is None else expected
            assert mine == pytest.approx(wanted, rel=1e-9, abs=1e-9, nan_ok=True)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(make: Make) -> None:
    scenario = make({"inputs": GAPS})
    first = to_csv(uncertain(scenario, 5000, 0).rows)
    assert to_csv(uncertain(scenario, 5000, 0).rows) == first
    assert to_csv(uncertain(scenario, 5000, 1).rows) != first


@pytest.mark.parametrize("kind", [PLAIN, SOBOL])
def test_who_does_which_chunk_when_does_not_matter(make: Make, kind: str) -> None:
    job = replace(prepare(make({"inputs": GAPS}), 70_000, 1, kind), blocks_a_chunk=2)
    in_order = summed(job, map(job.do, range(job.chunks)), 70_000)
    backwards = {chunk: job.do(chunk) for chunk in reversed(range(job.chunks))}
    other = summed(job, (backwards[chunk] for chunk in range(job.chunks)), 70_000)
    assert to_csv(other.rows) == to_csv(in_order.rows)


def test_what_travels_between_workers_is_whole(make: Make) -> None:
    scenario = make(
        {
            "inputs": GAPS | {"cases.policy.quota": {"distribution": "uniform", **WIDE}},
            "questions": [{"result": "policy.cost@price gap", "above": "100 MNOK"}],
            "choice": {"by": "cost@price gap"},
        }
    )
    sums = prepare(scenario, 3000, 1).run(0)
    again = Sums.of_bytes(sums.to_bytes())
    assert again.to_bytes() == sums.to_bytes()
    assert again.failed
    assert again.passing.sum() > 0
    assert again.best.sum() == 3000


WIDE = {"low": "0 %", "high": "9 %"}


def test_draws_without_a_solution_are_counted(make: Make) -> None:
    """Below 1.7 %, E5 alone is over the quota, so that biodiesel would fall below zero."""
    inputs = {"cases.policy.quota": {"distribution": "uniform", **WIDE}}
    found = uncertain(make({"inputs": inputs}), 20_000)
    failed = {key: count for key, count in found.sums.failed.items() if key[1] == "policy"}
    assert sum(failed.values()) > 1000
    headline = next(one for one in found.plan.headlines if one.row.case == "policy")
    assert found.tally(headline).total == 20_000 - sum(failed.values())
    other = next(one for one in found.plan.headlines if one.row.case == "ethanol first")
    assert found.tally(other).total == 20_000


def test_a_question_is_answered_by_the_share_of_draws(make: Make) -> None:
    now = assess(make({"inputs": GAPS})).value("cost", "policy", "biofuel", detail="price gap")
    asked = [
        {"result": "policy.cost@price gap", "above": f"{now} MNOK"},
        {"result": "policy.cost@price gap", "below": f"{now} MNOK"},
    ]
    found = uncertain(make({"inputs": GAPS, "questions": asked}), 50_000)
    assert found.shares == pytest.approx((0.5, 0.5), abs=0.01)
    assert sum(found.shares) == pytest.approx(1.0)


def test_the_best_case_is_that_with_the_lowest_cost(make: Make) -> None:
    found = uncertain(make({"inputs": GAPS, "choice": {"by": "cost@price gap"}}), 5000)
    ranking = found.plan.ranking
    assert ranking is not None
    assert ranking.cases == ("policy", "ethanol first")
    *best, equal, unknown = found.sums.best.tolist()
    assert (sum(best) + equal, unknown) == (5000, 0)
    assert best[1] > best[0]  # the lower quota costs less, unless biodiesel is had for nothing
    regrets = [tally.average() for tally in found.sums.regrets]
    assert regrets[0] > regrets[1] >= 0.0


def test_values_with_a_range_are_drawn_only_where_that_is_asked(make: Make) -> None:
    ranged = {"value": "3 NOK/l", "low": "2 NOK/l", "high": "4 NOK/l"}
    scenario = make(costs__price_gap__ethanol=ranged)
    with pytest.raises(ScenarioError, match=r"nothing in the scenario is uncertain.*ranges"):
        uncertain(scenario, 100)
    drawn = {one.id for one in uncertain(with_ranges(scenario, "triangular"), 100).plan.inputs}
    assert "costs.price_gap.ethanol" in drawn
    assert any(id_.startswith("iluc/") for id_ in drawn)  # the library gives ranges, too


def test_samples_of_one_file_are_drawn_row_by_row(make: Make, tmp_path: Path) -> None:
    rows = [(2 + 0.1 * k, 1 + 0.1 * k) for k in range(20)]
    lines = ["ethanol,fame", *(f"{a:.1f},{b:.1f}" for a, b in rows)]
    (tmp_path / "prices.csv").write_text("\n".join(lines), encoding="utf-8")
    inputs = {
        id_: {"distribution": {"samples": "prices.csv", "column": column, "unit": "NOK/l"}}
        for id_, column in ((next(iter(GAP)), "ethanol"), (FAME, "fame"))
    }
    plan = read_plan(make({"inputs": inputs}))
    assert len(plan.streams) == 1
    assert plan.has_dependence
    known = {one.id: one.given for one in plan.inputs}
    drawn = Moves(100, {plan.streams[0]: np.linspace(0.005, 0.995, 100)}).of(known)
    assert drawn[FAME] == pytest.approx(drawn[next(iter(GAP))] - 1)
    assert len(set(drawn[FAME])) == 20


@pytest.mark.parametrize(
    ("uncertainty", "told"),
    [
        ({"inputs": {"costs.price_gap.ethanl": "triangular"}}, "Did you mean"),
        ({"inputs": {FAME: "triangular"}}, "low and high are missing"),
        ({"inputs": {FAME: {"distribution": "uniform", "low": "3 NOK/l"}}}, "low .* is above"),
        ({"inputs": {FAME: {"distribution": {"normal": "1 NOK/l"}, "lo": 3}}}, 'unknown key "lo"'),
        ({"inputs": {FAME: {"distribution": {"normal": "1 EUR/l"}}}}, "is not in NOK/l"),
        ({"inputs": GAPS, "correlation": [{"between": [FAME, "x"], "rank": 0.5}]}, "not uncertain"),
        (
            {"inputs": GAPS, "correlation": [{"between": [FAME, FAME], "rank": 0.5}]},
            "listed twice",
        ),
        (
            {"inputs": GAPS, "correlation": [{"between": list(GAPS), "rank": [[1, 0.5]]}]},
            "not square",
        ),
        (
            {
                "inputs": GAPS,
                "correlation": [{"between": list(GAPS), "rank": [[1, 0.5], [0.4, 1]]}],
            },
            "not the same on both sides",
        ),
        (
            {
                "inputs": GAPS,
                "correlation": [{"between": list(GAPS), "rank": [[0.9, 0.5], [0.5, 1]]}],
            },
            "on its diagonal",
        ),
        (
            {
                "inputs": GAPS | {"market.diesel.volume": {"distribution": {"normal": "10 Ml"}}},
                "correlation": [
                    {"between": list(GAPS), "rank": 0.9},
                    {"between": [FAME, "market.diesel.volume"], "rank": 0.9},
                    {"between": [next(iter(GAP)), "market.diesel.volume"], "rank": -0.9},
                ],
            },
            "cannot all hold",
        ),
        (
            {"inputs": GAPS, "questions": [{"result": "policy.csot", "above": "1 Ml"}]},
            "no variable",
        ),
        ({"inputs": GAPS, "questions": [{"result": "policy.cost@price gap"}]}, "such as .above"),
        (
            {"inputs": GAPS, "questions": [{"result": "policy.cost@price gap", "above": "3"}]},
            "no unit",
        ),
        ({"inputs": GAPS, "choice": {"by": "cost", "cases": ["policy", "x"]}}, "not compared"),
        (
            {
                "inputs": GAPS,
                "grids": [
                    {"across": FAME, "up": "market.petrol.volume", "result": "policy.extra_volume"}
                ],
            },
            "no range to be moved over",
        ),
        ({"inputs": GAPS, "spread": 3}, 'unknown key "spread"'),
        (
            {
                "inputs": {
                    FAME: {"distribution": {"samples": "x.csv", "column": "a", "unit": "NOK/l"}}
                }
            },
            "x.csv cannot be read",
        ),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_drawn(
    make: Make, uncertainty: dict, told: str
) -> None:
    with pytest.raises(ScenarioError, match=told):
        read_plan(make(uncertainty))


def test_two_distributions_of_one_value_are_refused(make: Make) -> None:
    own = {"value": "3 NOK/l", "distribution": {"normal": "1 NOK/l"}}
    with pytest.raises(ScenarioError, match="where it stands, too"):
        make({"inputs": GAP}, costs__price_gap__ethanol=own)


@pytest.mark.parametrize(("draws", "seed", "told"), [(0, 1, "0 draws"), (5, -1, "below 0")])
def test_draws_and_seed_must_mean_something(make: Make, draws: int, seed: int, told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        uncertain(make({"inputs": GAPS}), draws, seed)


@pytest.mark.parametrize("name", ["norway-2015-uncertain", "norway-2023-uncertain"])
def test_the_shipped_scenarios_can_be_drawn(name: str) -> None:
    found = uncertain(load_scenario(f"scenarios/{name}.yaml"), 64)
    assert len(found.plan.inputs) >= 16
    assert all(one.drawn.source or one.given.source for one in found.plan.inputs)
    assert all(row.value is not None for row in found.rows)


def test_an_exchange_rate_is_drawn_in_its_own_currencies() -> None:
    """Whether it stands inline or by id; a rate of other currencies is refused."""
    rate = parse_rate({"value": "10.6 NOK/USD", "low": "9 NOK/USD", "high": "12 NOK/USD"} | UNIFORM)
    assert rate.distribution is not None
    assert rate.distribution.ends() == (9.0, 12.0)
    with pytest.raises(ExceptionGroup) as error:
        parse_rate({"value": "10.6 NOK/USD", "low": "9 NOK/EUR", "high": "12 NOK/USD"} | UNIFORM)
    assert "NOK/EUR" in str(error.value.exceptions[0])


UNIFORM = {"distribution": "uniform"}


def test_cases_that_are_equally_good_are_counted_for_none(make: Make) -> None:
    """Two cases alike differ by rounding at most, whatever is drawn."""
    same = {"quota": "5.5 %", "fulfil": {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "rest"}}}
    choice = {"by": "cost@price gap", "cases": ["policy", "again"]}
    found = uncertain(make({"inputs": GAPS, "choice": choice}, cases__again=same), 500)
    assert found.sums.best.tolist() == [0, 0, 500, 0]
    regrets = [statistics(tally)["mean"] for tally in found.sums.regrets]
    assert regrets == pytest.approx([0.0, 0.0], abs=1e-9)


INDEX = {"2013": 200, "2015": 100, "source": "Assumed"}


def test_money_of_another_year_is_drawn_in_the_prices_of_the_scenario(
    make: Make, tmp_path: Path
) -> None:
    """What is written in money of 2013 is worth half of that in 2015, however it is drawn."""
    lines = ["fame", *(f"{2 + 0.1 * k:.1f}" for k in range(11))]
    (tmp_path / "s.csv").write_text("\n".join(lines), encoding="utf-8")
    own = {"value": "3 NOK/l", "price_year": 2013}
    samples = {"samples": "s.csv", "column": "fame", "unit": "NOK/l"}
    by_id = {FAME: {"distribution": "uniform", "low": "2 NOK/l", "high": "4 NOK/l"}}
    ends = [
        read_plan(scenario).inputs[0].drawn.ends()
        for scenario in (
            make(
                costs__price_gap__fame=own | {"distribution": samples},
                appraisal={"price_index": INDEX},
            ),
            make(
                {"inputs": by_id},
                costs__price_gap__fame=own,
                appraisal={"price_index": INDEX},
            ),
        )
    ]
    assert ends == [(1.0, 1.5), (1.0, 2.0)]


def test_a_headline_that_is_no_number_at_present_is_told_of_the_draws(make: Make) -> None:
    """With as much biofuel as in the baseline, there is no tonne to divide a cost by."""
    quota = {"cases.policy.quota": {"distribution": "uniform", "low": "3.5 %", "high": "5 %"}}
    same = {"quota": "3.5 %", "fulfil": "in proportion"}
    found = uncertain(make({"inputs": quota}, cases__policy=same), 500)
    per_tonne = [
        row.value
        for row in found.rows
        if row.case == "policy" and row.component == "biofuel" and row.variable == "cost_per_tonne"
    ]
    assert per_tonne
    assert all(value is not None for value in per_tonne)


def test_a_spread_without_a_source_is_unverified(make: Make) -> None:
    own = {"value": "3 NOK/l", "distribution": {"normal": "1 NOK/l"}}
    plans = [
        read_plan(make(costs__price_gap__fame=one))
        for one in (own, own | {"source": "A study", "evidence": "published"})
    ]
    found = [plan.inputs[0].drawn.evidence or plan.inputs[0].given.evidence for plan in plans]
    assert found == ["unverified", "published"]


def test_a_sobol_sequence_has_an_end(make: Make) -> None:
    with pytest.raises(ScenarioError, match=r"of a Sobol' sequence. Ask for up to 68,719,476,736"):
        prepare(make({"inputs": GAPS}), 10**11, 1, SOBOL)
