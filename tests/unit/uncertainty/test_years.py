"""Draws of paths over years: together where they can be, one by one where they must."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import yaml

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.errors import ScenarioError
from biofuel_mandate.scenario.grouping import by_id
from biofuel_mandate.uncertainty.moves import Moves
from biofuel_mandate.uncertainty.outcomes import is_one_by_one, outcome
from biofuel_mandate.uncertainty.plan import read_plan
from biofuel_mandate.uncertainty.run import prepare, summed, uncertain

from .conftest import SMALL

PRICES = {
    "2020": {"value": "3 NOK/l", "low": "2 NOK/l", "high": "4 NOK/l", "distribution": "uniform"},
    "2022": {"value": "5 NOK/l", "low": "2 NOK/l", "high": "8 NOK/l", "distribution": "uniform"},
    "between": "linear",
}


def path(tmp_path, prices=None, **rules):
    data = yaml.safe_load(SMALL)
    data["date"] = "2015-02-02"
    del data["market"]["year"]
    data["market"]["years"] = "2020 to 2022"
    del data["market"]["petrol"]["volume"], data["market"]["diesel"]["volume"]
    data["market"]["petrol"]["volume"] = {"2020": "1000 Ml", "2022": "800 Ml", "between": "linear"}
    data["market"]["diesel"]["volume"] = {"2020 to 2022": "2000 Ml"}
    data["costs"]["price_gap"]["fame"] = prices or PRICES
    data["rules"]["quota"] |= rules
    file = tmp_path / "years.yaml"
    file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return load_scenario(file)


@pytest.mark.parametrize("rules", [{}, {"carry_over": "50 %"}])
def test_each_draw_of_a_path_is_what_the_path_gives(tmp_path, rules) -> None:
    scenario = path(tmp_path, **rules)
    assert is_one_by_one(scenario) == bool(rules)
    plan = read_plan(scenario)
    moves = Moves(3, {stream: np.array([0.1, 0.5, 0.9]) for stream in plan.streams})
    found = outcome(scenario, plan.headlines, moves)
    for draw in range(3):
        now = assess(moves.at(draw).scenario(scenario))
        known = {row._replace(value=None): row.value for row in now.rows}
        for headline, numbers in zip(plan.headlines, found.numbers, strict=True):
            mine = np.broadcast_to(np.asarray(numbers), 3)[draw]
            wanted = known[headline.row]
            wanted = np.nan if wanted is None else wanted
            assert mine == pytest.approx(wanted, rel=1e-9, abs=1e-9, nan_ok=True)


def test_a_value_by_year_is_drawn_at_one_probability_in_all_years(tmp_path) -> None:
    scenario = path(tmp_path)
    plan = read_plan(scenario)
    assert [one.id for one in plan.inputs] == ["costs.price_gap.fame"]
    drawn = [
        by_id(year.scenario.table)["costs.price_gap.fame"].distribution for year in scenario.years
    ]
    ends = [(one.low, one.high) for one in drawn]
    assert ends == [(2, 4), (2, 6), (2, 8)]


def test_draws_one_by_one_are_the_same_as_together(tmp_path) -> None:
    """A carry-over of nothing changes no result, but how it is found."""
    apart = uncertain(path(tmp_path, carry_over="0 %"), 40)
    job = prepare(path(tmp_path), 40, 1)
    job = replace(job, sampling=replace(job.sampling, block=apart.job.sampling.block))
    together = summed(job, map(job.do, range(job.chunks)), 40)
    one, other = ([row.value for row in found.rows] for found in (together, apart))
    assert len(one) == len(other)
    for mine, theirs in zip(one, other, strict=True):
        assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize(
    ("first", "last", "middle"),
    [
        ({"normal": "0.2 NOK/l"}, {"normal": "0.6 NOK/l"}, "normal, standard deviation 0.4 NOK/l"),
        ({"lognormal": 1.2}, {"lognormal": 1.2}, "lognormal, factor 1.2"),
    ],
)
def test_what_lies_between_two_years_is_spread_as_they_are(tmp_path, first, last, middle) -> None:
    prices = {
        "2020": {"value": "3 NOK/l", "distribution": first},
        "2022": {"value": "5 NOK/l", "distribution": last},
        "between": "linear",
    }
    scenario = path(tmp_path, prices)
    drawn = by_id(scenario.years[1].scenario.table)["costs.price_gap.fame"].distribution
    assert drawn is not None
    assert drawn.text == middle


def test_distributions_of_two_forms_cannot_lie_between_years(tmp_path) -> None:
    prices = {
        "2020": {"value": "3 NOK/l", "distribution": {"lognormal": 1.2}},
        "2022": {"value": "5 NOK/l", "distribution": {"normal": "1 NOK/l"}},
        "between": "linear",
    }
    with pytest.raises(ScenarioError, match="cannot be weighed against one another"):
        path(tmp_path, prices)


@pytest.mark.parametrize(
    ("drawn", "middle"),
    [
        ({"low": "3 NOK/l", "high": "9 NOK/l", "distribution": "triangular"}, (3.0, 6.0)),
        ({"distribution": {"normal": "1 NOK/l"}}, "normal, standard deviation 0.5 NOK/l"),
    ],
)
def test_a_fan_may_open_from_a_value_that_is_known(tmp_path, drawn, middle) -> None:
    prices = {"2020": "3 NOK/l", "2022": {"value": "5 NOK/l", **drawn}, "between": "linear"}
    years = path(tmp_path, prices).years
    given = [by_id(year.scenario.table)["costs.price_gap.fame"] for year in years]
    assert given[0].distribution is None
    found = given[1].distribution
    assert found is not None
    assert middle in (found.ends(), found.text)
