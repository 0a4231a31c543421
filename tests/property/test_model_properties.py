"""What holds for every market, blend and quota, and for a scalar and an array of draws alike."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.equations import Key
from biofuel_mandate.evaluation import Evaluation, MissingValue
from biofuel_mandate.results import result_equations, result_keys, to_csv
from biofuel_mandate.solve.check import NEGATIVE, OVER_LIMIT, STANDS

steady = settings(max_examples=50, deadline=None, derandomize=True)


def shares(most):
    return st.floats(0.001, most)


# One draw of the inputs of the small market; no grade, so that no limit stands in the way.
MARKETS = st.fixed_dictionaries(
    {
        "market.petrol.volume": st.floats(1, 1e5),
        "market.diesel.volume": st.floats(1, 1e5),
        "market.petrol.blend.ethanol": shares(0.3),
        "market.diesel.blend.fame": shares(0.3),
        "red-2009/petrol.lhv_mj_per_l": st.floats(30, 36),
        "red-2009/diesel.lhv_mj_per_l": st.floats(33, 39),
        "red-2009/ethanol.lhv_mj_per_l": st.floats(15, 40),
        "red-2009/fame.lhv_mj_per_l": st.floats(15, 40),
    }
)
NO_GRADE = {"market/petrol/grade": None, "market/diesel/grade": None}
IN_PROPORTION = {"quota": "6 %", "fulfil": "in proportion"}


@pytest.fixture(scope="module")
def free(variant):
    """Return the small market without grades, with a case for each way to close it."""
    cases = {
        "cases/scaled": IN_PROPORTION,
        "cases/grades": {
            "quota": "6 %",
            "fulfil": {
                "petrol": {"ethanol": "as observed"},
                "diesel": {"B7": {"fame": "2 %"}, "B30": {"fame": "30 %", "sales": "rest"}},
            },
        },
        "cases/free": {
            "quota": "6 %",
            "fulfil": {"petrol": {"ethanol": "4 %"}, "diesel": {"fame": "10 Ml", "hvo": "3 %"}},
        },
    }
    return load_scenario(variant("small", NO_GRADE | cases))


def evaluate(scenario, draws):
    return Evaluation(scenario.table, scenario.structure, draws)


@steady
@given(MARKETS, shares(0.2))
def test_energy_is_conserved_in_every_pool(free, market, quota):
    draws = market | {f"cases.{case}.quota": quota for case in free.structure.cases}
    found = evaluate(free, draws)
    for case in free.structure.cases:
        for pool in ("petrol", "diesel"):
            sold = found.get("energy_tj", Key(case, pool, component="total"))
            demand = found.get("demand_tj", Key(pool=pool))
            # What a filler would have to be below zero may be far larger than the pool.
            volumes = found.solution(case).volumes.items()
            size = 40 * sum(abs(x) for column, x in volumes if column.pool == pool)
            assert sold == pytest.approx(demand, rel=1e-9, abs=1e-12 * size)


@steady
@given(MARKETS, shares(0.2))
def test_the_quota_holds_where_something_fills_up(free, market, quota):
    found = evaluate(free, market | {f"cases.{case}.quota": quota for case in free.structure.cases})
    for case in ("policy", "scaled", "grades"):
        if found.solution(case).reason == STANDS:
            counted = found.get("rule_fulfilment", Key(case, rule="quota"))
            total = found.get("volume_ml", Key(case, component="total"))
            assert counted == pytest.approx(quota * total, rel=1e-9)


@steady
@given(MARKETS, shares(0.2), shares(0.2))
def test_litres_of_a_filler_in_closed_form(free, market, quota, ethanol_share):
    draws = market | {"cases.policy.quota": quota}
    found = evaluate(free, draws | {"cases.policy.fulfil.petrol.ethanol": ethanol_share})
    heat = {
        f: market[f"red-2009/{f}.lhv_mj_per_l"] for f in ("petrol", "ethanol", "diesel", "fame")
    }
    petrol_tj, diesel_tj = (found.get("demand_tj", Key(pool=pool)) for pool in ("petrol", "diesel"))
    sold = petrol_tj / ((1 - ethanol_share) * heat["petrol"] + ethanol_share * heat["ethanol"])
    ethanol = ethanol_share * sold
    # Unknown: diesel and fame; their energy, and fame + ethanol = quota (all litres).
    matrix = [[heat["diesel"], heat["fame"]], [-quota, 1 - quota]]
    _, fame = np.linalg.solve(matrix, [diesel_tj, quota * sold - ethanol])
    got = found.get("volume_ml", Key("policy", "diesel", component="fame"))
    assert got == pytest.approx(fame, rel=1e-9, abs=1e-9 * sold)


@steady
@given(MARKETS, shares(0.2), st.floats(1e-3, 1e3))
def test_sales_times_a_number_are_litres_and_tonnes_times_it(free, market, quota, times):
    more = {name: x * times if "volume" in name else x for name, x in market.items()}
    draws = {"cases.policy.quota": quota, "cases.scaled.quota": quota}
    one, other = evaluate(free, market | draws), evaluate(free, more | draws)
    size = sum(x for name, x in market.items() if "volume" in name)
    for case in ("policy", "scaled"):
        for name, noise in (("volume_ml", size), ("direct_co2_reduction_t", 3000 * size)):
            key = Key(case, component="biofuel")
            expected = pytest.approx(
                times * one.get(name, key), rel=1e-9, abs=1e-10 * noise * times
            )
            assert other.get(name, key) == expected


@steady
@given(MARKETS, shares(0.2))
def test_direct_reduction_is_wholly_attributed(free, market, quota):
    draws = market | {f"cases.{case}.quota": quota for case in free.structure.cases}
    found = evaluate(free, draws)
    for case in ("policy", "scaled", "grades", "free"):
        key = Key(case, component="total")
        emitted = found.get("direct_co2_emission_t", key._replace(case="observed"))
        volumes = found.solution(case).volumes.values()
        left = found.get("unattributed_direct_co2_reduction_t", Key(case))
        assert abs(left) <= 1e-9 * max(emitted, 3000 * sum(abs(x) for x in volumes))


WAYS = {
    "in proportion": "in proportion",
    "as observed": "as observed",
    "filler": {"petrol": {"ethanol": "3 %"}, "diesel": {"fame": "rest"}},
    "ethanol fills": {"petrol": {"ethanol": "rest"}, "diesel": {"fame": "60 Ml"}},
    "grades": {
        "petrol": {"ethanol": "as observed"},
        "diesel": {"B7": {"fame": "2 %"}, "B30": {"fame": "30 %", "sales": "rest"}},
    },
    "shares": {"petrol": {"E10": {"ethanol": "10 %"}}, "diesel": {"fame": "7 %", "hvo": "5 %"}},
}


@pytest.mark.parametrize("way", WAYS)
def test_no_rule_change_no_effect(variant, way):
    petrol_grade = {"market/petrol/grade": None} if way == "ethanol fills" else {}
    case = {"quota": "4.5 %", "fulfil": WAYS[way]}
    changes = {"cases/observed": case, "cases/policy": case}
    found = assess(load_scenario(variant("small", changes | petrol_grade)))
    differences = [row for row in found.rows if row.baseline]
    assert differences
    for row in differences:
        assert row.case == "policy"
        assert row.value is None or row.value == 0, row


def test_the_same_rule_change_on_another_market_is_another_effect(variant):
    changes = {"market/diesel/volume": "2900 Ml"}
    other = assess(load_scenario(variant("small", changes)))
    one = assess(load_scenario(variant("small", {})))
    assert other.value("extra_volume", "policy", "fame") != one.value(
        "extra_volume", "policy", "fame"
    )


@pytest.mark.parametrize(
    ("place", "same"),
    [
        ("market/petrol/volume", ["1307.255 Ml", "1.307255 Gl", "1307255 m3", "13072550 hl"]),
        ("market/diesel/blend/fame", ["5.3 %", "5.30 %", "53e-1 %"]),
        ("cases/policy/quota", ["5.5 %", "0.55e1 %"]),
        ("costs/price_gap/fame", ["3.05 NOK/l", "305 NOK/hl", "3050 NOK/m3"]),
        ("costs/abatement_cost/fame", ["1523 NOK/t", "1.523 NOK/kg"]),
    ],
)
def test_the_same_quantity_in_another_unit_gives_the_same_bytes(variant, place, same):
    tables = {
        to_csv(assess(load_scenario(variant("norway-2015", {place: text}))).rows) for text in same
    }
    assert len(tables) == 1


def test_energy_in_another_unit_gives_the_same_bytes(variant):
    tables = set()
    for energy in ("42.5 PJ", "42500 TJ", "42500000 GJ", "42500000000 MJ"):
        changes = {"market/petrol/volume": None, "market/petrol/energy": energy}
        tables.add(to_csv(assess(load_scenario(variant("norway-2015", changes))).rows))
    assert len(tables) == 1


# Draws ----------------------------------------------------------------------------------------

DRAWN = {
    # Wide enough that some draws have no solution.
    "norway-2015": {"cases.policy.quota": (0.005, 0.09), "cases.reference.quota": (0.01, 0.07)},
    "ways-to-comply": {
        "cases.E10.quota": (0.02, 0.12),
        "cases.B30.quota": (0.02, 0.20),
        "cases.HVO.quota": (0.02, 0.40),
        "market.diesel.vehicles.heavy.energy_share": (0.0, 0.5),
        "rules.crops.level": (0.03, 0.06),
    },
    "prices": {},
}
SIZE = 12


def draws_of(scenario, name, seed):
    generator = np.random.default_rng(seed)
    values = {
        bound.id: bound.value
        for scopes in scenario.table.values()
        for bound in scopes.values()
        if hasattr(bound, "value")
    }
    draws = {}
    for id_, value in values.items():
        low, high = sorted(DRAWN[name].get(id_, (0.97 * value, 1.03 * value)))
        # A limit or a multiplier that is drawn too would blur what is meant to fail.
        if not id_.startswith("grades/") and "counting" not in id_ and "counts" not in id_:
            draws[id_] = generator.uniform(low, high, SIZE)
            if id_ in DRAWN[name]:
                # Both ends are among the draws, whatever the seed: some cases have no solution.
                draws[id_][:2] = low, high
    return draws


def number(evaluation, name, key):
    try:
        return evaluation.get(name, key)
    except MissingValue:
        return None
    except ZeroDivisionError:
        return np.nan


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("seed", [1, 2])
def test_an_array_of_draws_equals_one_draw_at_a_time(assessed, name, seed):
    scenario = assessed(name).scenario
    draws = draws_of(scenario, name, seed)
    together = evaluate(scenario, draws)
    apart = [
        evaluate(scenario, {id_: float(x[draw]) for id_, x in draws.items()})
        for draw in range(SIZE)
    ]
    reasons = set()
    for case, shape in scenario.structure.cases.items():
        reason = np.broadcast_to(together.solution(case).reason, SIZE)
        assert reason.tolist() == [one.solution(case).reason for one in apart]
        reasons |= set(reason.tolist())
        base = np.broadcast_to(together.solution(shape.baseline).reason, SIZE)
        stands = (reason == STANDS) & (base == STANDS)
        for equation in result_equations():
            for key in result_keys(scenario, equation, case):
                got = number(together, equation.name, key)
                expected = [number(one, equation.name, key) for one in apart]
                if got is None:
                    assert set(expected) == {None}
                    continue
                got = np.broadcast_to(got, SIZE)[stands]
                expected = np.array(expected, float)[stands]
                noise = 1e-12 * _size(together, equation.unit)
                np.testing.assert_allclose(got, expected, rtol=1e-12, atol=noise)
    assert STANDS in reasons
    if DRAWN[name]:
        assert {NEGATIVE, OVER_LIMIT} <= reasons


def _size(evaluation, unit):
    """Return what differences of a unit are differences of."""
    total = Key("reference", component="total")
    litres = float(np.max(evaluation.get("volume_ml", total)))
    return {"Ml": litres, "TJ": 40 * litres, "t": 3000 * litres, "M¤": litres}.get(unit, 1.0)


@pytest.mark.parametrize(
    ("draws", "case", "reasons"),
    [
        # Ethanol alone is 1.56 % of all fuel; 7 % biodiesel and it are 6.4 %.
        (
            {"cases.policy.quota": [0.055, 0.01, 0.10, 0.035]},
            "policy",
            [STANDS, NEGATIVE, OVER_LIMIT, STANDS],
        ),
        (
            {"cases.policy.fulfil.petrol.ethanol": [0.05, 0.0501, 0.0, 0.30]},
            "policy",
            [STANDS, OVER_LIMIT, OVER_LIMIT, NEGATIVE],
        ),
        (
            {"norway-2015-reconstruction/fame.lhv_mj_per_l": [33.0, np.nan]},
            "reference",
            [STANDS, None],
        ),
        ({"cases.reference.quota": [0.035, 0.06]}, "reference", [STANDS, OVER_LIMIT]),
    ],
)
def test_each_draw_has_its_own_reason(assessed, draws, case, reasons):
    scenario = assessed("norway-2015").scenario
    arrays = {id_: np.array(values) for id_, values in draws.items()}
    found = evaluate(scenario, arrays).solution(case).reason.tolist()
    for got, expected in zip(found, reasons, strict=True):
        assert got != STANDS if expected is None else got == expected


def test_a_draw_that_fails_does_not_touch_the_others(assessed):
    scenario = assessed("norway-2015").scenario
    one, many = (
        evaluate(scenario, {"cases.policy.quota": np.array(quotas)})
        for quotas in ([0.055, 0.05], [0.055, 0.9, 0.001, 0.05])
    )
    for equation in result_equations():
        for key in result_keys(scenario, equation, "policy"):
            got, expected = number(many, equation.name, key), number(one, equation.name, key)
            if isinstance(got, np.ndarray):
                np.testing.assert_array_equal(got[[0, 3]], np.broadcast_to(expected, 2))
            else:
                assert got == expected


@steady
@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=6))
def test_arrays_never_raise_on_values(assessed, quotas):
    scenario = assessed("norway-2015").scenario
    found = evaluate(scenario, {"cases.policy.quota": np.array(quotas)})
    assume(max(quotas) < 0.999)
    assert np.size(found.solution("policy").reason) in (1, len(quotas))
    for equation in result_equations():
        for key in result_keys(scenario, equation, "policy"):
            number(found, equation.name, key)


def test_a_share_of_one_is_the_same_in_an_array(free):
    # Nothing but ethanol: 31450 TJ at 21 MJ/l.
    id_ = "cases.free.fulfil.petrol.ethanol"
    key = Key("free", "petrol", component="ethanol")
    assert evaluate(free, {id_: np.array([1.0])}).get("volume_ml", key) == pytest.approx(31450 / 21)
    assert evaluate(free, {id_: 1.0}).get("volume_ml", key) == pytest.approx(31450 / 21)


def test_a_draw_without_biofuel_to_scale_is_marked(assessed):
    scenario = assessed("norway-2015").scenario
    found = evaluate(scenario, {"market.petrol.blend.ethanol": np.array([0.013, 0.0])})
    assert np.broadcast_to(found.solution("reference").reason, 2)[0] == STANDS
