"""What holds of demand that answers the price, for every price and elasticity."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofuel_mandate import load_scenario
from biofuel_mandate.equations import Key
from biofuel_mandate.evaluation import Evaluation

steady = settings(max_examples=25, deadline=None, derandomize=True)
POOLS = ("petrol", "diesel")
PRICES = st.fixed_dictionaries(
    {
        "costs.price.ethanol": st.floats(1, 20),
        "costs.price.fame": st.floats(1, 20),
        "costs.price.diesel": st.floats(3, 15),
        "consumers.vat": st.floats(0, 0.5),
    }
)
ELASTICITY = st.floats(-1.5, 0)


@pytest.fixture(scope="module")
def answering(variant):
    return load_scenario(variant("pump", {}))


@pytest.fixture(scope="module")
def plain(variant):
    return load_scenario(variant("pump", {"consumers/price_elasticity": None}))


def of(elasticity):
    return {f"consumers.price_elasticity.{pool}": elasticity for pool in POOLS}


def evaluate(scenario, draws):
    return Evaluation(scenario.table, scenario.structure, draws)


@steady
@given(PRICES)
def test_an_elasticity_of_0_is_none(answering, plain, prices):
    found, without = evaluate(answering, prices | of(0.0)), evaluate(plain, prices)
    for case in ("reference", "policy"):
        assert found.solution(case).volumes == without.solution(case).volumes
    for pool in POOLS:
        assert found.get("extra_demand_tj", Key("policy", pool, component="total")) == 0


@steady
@given(PRICES, ELASTICITY)
def test_energy_falls_where_its_price_rises(answering, prices, elasticity):
    found = evaluate(answering, prices | of(elasticity))
    if found.solution("policy").reason:
        return
    for pool in POOLS:
        key = Key("policy", pool, component="total")
        rise = found.get("pump_price_ratio", key)
        ratio = found.get("demand_ratio", key)
        # Demand is at the price that it makes.
        assert ratio == pytest.approx(rise**elasticity, rel=1e-11)
        assert (rise - 1) * (ratio - 1) <= 1e-20
        sold, demand = (found.get(name, key) for name in ("energy_tj", "demand_tj"))
        assert sold == pytest.approx(demand, rel=1e-9)
        surplus = found.get("consumer_surplus_change_mcur", key)
        assert surplus * (rise - 1) <= 1e-9


@steady
@given(st.lists(st.tuples(PRICES, ELASTICITY), min_size=2, max_size=4))
def test_an_array_is_its_draws(answering, drawn):
    each = [prices | of(elasticity) for prices, elasticity in drawn]
    many = evaluate(answering, {name: np.array([one[name] for one in each]) for name in each[0]})
    key = Key("policy", "petrol", component="total")
    found = many.get("demand_tj", key)
    for at, draws in enumerate(each):
        one = evaluate(answering, draws)
        assert found[at] == pytest.approx(one.get("demand_tj", key), rel=1e-10)
