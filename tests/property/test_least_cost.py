"""What holds of least cost for every market, level and price: against blends, itself and SciPy."""

from dataclasses import replace
from functools import cache
from math import inf

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from biofuel_mandate import load_scenario
from biofuel_mandate.equations import Key
from biofuel_mandate.evaluation import Evaluation, MissingValue
from biofuel_mandate.results import result_equations, result_keys
from biofuel_mandate.rules.rows import Column, Offer, Row, System
from biofuel_mandate.scopes import ROW_MEASURES
from biofuel_mandate.solve.check import STANDS
from biofuel_mandate.solve.least_cost import optima_of, optimum
from biofuel_mandate.solve.program import Solver, program

# Each of the ten ways takes as many.
steady = settings(max_examples=15, deadline=None, derandomize=True)

# Rules to meet at once, by what makes them special; the fuels are those of the scenario.
ALL = "all petrol and diesel"


def rule(type_, by, level, **more):
    return {"type": type_, "by": by, "of": ALL, "counting": "single", "level": level} | more


WASTES = {"counts": ["annex-ix-a", "annex-ix-b"]}
CROPS = {"counts": ["cereals", "oil-crops"]}
GASES = {
    "biofuels/biogas": {"category": "annex-ix-a", "saving": "82 %"},
    "costs/price/biogas": "350 NOK/GJ",
    "supply/biogas": {"energy": "300 GWh"},
    "cases/cheap/fulfil": {
        "least cost": {
            "petrol": ["ethanol"],
            "diesel": {"B7": ["fame", "hvo", "ucome"], "gas": ["biogas"]},
        }
    },
}
WAYS = {
    "volume": {"rules": {"quota": rule("quota", "volume", "14 %")}},
    "energy": {
        "rules": {
            "quota": rule("quota", "energy", "12 %"),
            "wastes": rule("sub-quota", "energy", "4 %", **WASTES),
        }
    },
    "greenhouse gas": {
        "rules": {"quota": rule("quota", "greenhouse gas", "7 %", reference="94 g/MJ")}
    },
    "several": {
        "rules": {
            "quota": rule("quota", "volume", "15 %", counting="double"),
            "energy": rule("quota", "energy", "9 %"),
            "reduction": rule("quota", "greenhouse gas", "6 %", reference="94 g/MJ"),
            "crops": rule("cap", "energy", "3 %", **CROPS),
        }
    },
    "double above": {
        "rules": {
            "quota": rule("quota", "volume", "17 %", counting="double above advanced"),
            "advanced": rule("sub-quota", "volume", "8 %", **WASTES),
        }
    },
    "cap of another rule": {
        "rules": {
            "quota": rule("quota", "volume", "12 %"),
            "energy": rule("quota", "energy", "13 %"),
            "crops": rule("cap", "volume", "3 %", limits="quota", **CROPS),
        }
    },
    "gas": {
        "rules": {
            "quota": rule("quota", "volume", "14 %", litre_equivalent={"biogas": "36 MJ/l"}),
            "energy": rule("quota", "energy", "11 %", gas="inside"),
        },
        **GASES,
    },
    "amounts": {
        "rules": {
            "quota": rule("quota", "volume", "400 Ml"),
            "wastes": rule("sub-quota", "volume", "90 Ml", **WASTES),
        },
        "supply/annex-ix-b": {"available": "200 Ml"},
    },
    "missed": {
        "rules": {"quota": rule("quota", "volume", "25 %", buy_out="8 NOK/l")},
        "supply/hvo": {"available": "150 Ml"},
    },
    "steps": {
        "rules": {"quota": rule("quota", "volume", "16 %")},
        "costs/price/ucome": None,
        "supply/ucome": {
            "steps": [
                {"volume": "60 Ml", "price": "11 NOK/l"},
                {"volume": "80 Ml", "price": "12.5 NOK/l"},
                {"price": "16 NOK/l"},
            ]
        },
    },
}
# One draw of what every way has.
MARKETS = st.fixed_dictionaries(
    {
        "market.petrol.volume": st.floats(300, 3000),
        "market.diesel.volume": st.floats(300, 3000),
        "costs.price.ethanol": st.floats(6, 14),
        "costs.price.fame": st.floats(7, 16),
        "costs.price.hvo": st.floats(9, 20),
        "norway/fame.lhv_mj_per_kg": st.floats(35, 39),
    }
)


# How strict the rules are, against what is written.
LEVELS = st.lists(st.floats(0.3, 1.0), min_size=4, max_size=4)


def at_levels(scenario, way, times):
    """Return the levels of a way's rules, each times a number."""
    found = {}
    for name, x in zip(WAYS[way]["rules"], times, strict=False):
        scope = ("cheap", name)
        bound = (
            scenario.table.get("level_share", {}).get(scope) or scenario.table["level_ml"][scope]
        )
        found[bound.id] = bound.value * x
    return found


def solved(scenario, draws):
    """Return the least-cost solution; draws that rules cannot be met in are passed over."""
    found = evaluate(scenario, draws).solution("cheap")
    assume(found.reason == STANDS)
    return found


def biofuels(system):
    return [column for column in system.columns if column.component != column.pool]


def fill_id(column):
    grade = f"{column.grade}." if column.grade == "gas" else ""
    return f"cases.pinned.fulfil.{column.pool}.{grade}{column.component}"


@pytest.fixture(scope="module")
def scenario_of(variant):
    """Return the scenario of a way, with further cases of its own."""

    def made(way, cases=None):
        more = {f"cases/{name}": case for name, case in (cases or {}).items()}
        return load_scenario(variant("chosen", WAYS[way] | more))

    kept = cache(made)
    return lambda way, cases=None: made(way, cases) if cases else kept(way)


def evaluate(scenario, draws):
    return Evaluation(scenario.table, scenario.structure, draws)


def cheapest(scenario):
    found = evaluate(scenario, {}).solution("cheap")
    assert found.reason == STANDS
    return found


# Against blends ---------------------------------------------------------------------------------


def pinned(solution):
    """Return a way to fulfil that sells what a solution does, litre for litre."""
    gases = solution.system.gases
    sold = {}
    for column, amount in solution.volumes.items():
        if column.component != column.pool:
            place = sold.setdefault(column.pool, {})
            if column in gases:
                place = place.setdefault(column.grade, {})
            unit = "TJ" if column in gases else "Ml"
            place[column.component] = (place.get(column.component, (0.0, ""))[0] + amount, unit)
    return {pool: written(fuels) for pool, fuels in sold.items()}


def written(fuels):
    return {
        name: written(amount) if isinstance(amount, dict) else f"{amount[0]!r} {amount[1]}"
        for name, amount in fuels.items()
    }


def compare(scenario, evaluation, one="cheap", other="pinned"):
    """Check that two cases have the same results, but for what only least cost tells."""
    assert evaluation.solution(other).reason == STANDS
    litres = float(evaluation.get("volume_ml", Key(one, component="total")))
    size = {"Ml": 1.0, "TJ": 40.0, "t": 3000.0, "M¤": 30.0}
    compared = 0
    for equation in result_equations():
        for key in result_keys(scenario, equation, one):
            got, expected = (
                number(evaluation, equation.name, key._replace(case=case)) for case in (other, one)
            )
            noise = 1e-11 * litres * size.get(equation.unit, 1.0)
            assert (got is None) == (expected is None)
            if expected is not None:
                assert got == pytest.approx(expected, rel=1e-9, abs=noise), (equation.name, key)
                compared += 1
    for row in evaluation.solution(one).system.rules:
        for name in ROW_MEASURES:
            got, expected = (
                evaluation.get(name, Key(case=case, rule=row.name)) for case in (other, one)
            )
            noise = 1e-11 * litres * (3000 if row.unit == "t" else 40)
            assert got == pytest.approx(expected, rel=1e-9, abs=noise), (name, row.name)
    assert compared > 40


def number(evaluation, name, key):
    try:
        return evaluation.get(name, key)
    except (MissingValue, ZeroDivisionError):
        return None


@pytest.mark.parametrize("way", WAYS)
def test_the_litres_written_as_a_blend_give_the_same_results(scenario_of, way):
    blend = {"fulfil": pinned(cheapest(scenario_of(way)))}
    scenario = scenario_of(way, {"pinned": blend})
    compare(scenario, evaluate(scenario, {}))


@pytest.fixture(scope="module")
def both(scenario_of):
    """Return the scenario of a way with a blend beside, whose litres are drawn."""
    return cache(
        lambda way: scenario_of(way, {"pinned": {"fulfil": pinned(cheapest(scenario_of(way)))}})
    )


@pytest.mark.parametrize("way", WAYS)
def test_the_litres_as_a_blend_give_the_same_results(both, way):
    scenario = both(way)

    @steady
    @given(MARKETS, LEVELS)
    def holds(market, levels):
        draws = at_levels(scenario, way, levels) | market
        found = solved(scenario, draws)
        compare(scenario, evaluate(scenario, draws | litres_of(found)))

    holds()


def litres_of(solution):
    """Return the litres of each biofuel, as draws of the blend beside."""
    found = {fill_id(column): 0.0 for column in biofuels(solution.system)}
    for column in biofuels(solution.system):
        found[fill_id(column)] += solution.volumes[column]
    return found


@pytest.mark.parametrize("way", WAYS)
def test_no_blend_that_meets_the_rules_is_cheaper(both, way):
    scenario = both(way)

    @steady
    @given(MARKETS, LEVELS, MARKETS, st.floats(0, 1))
    def holds(market, levels, other_market, part):
        draws = at_levels(scenario, way, levels) | market
        # At other prices, another blend is the cheapest; what lies between the two meets all rules.
        prices = {name: x for name, x in other_market.items() if "price" in name}
        prices |= {"costs.price.ucome": 30.0 - prices["costs.price.fame"]}
        one, other = (litres_of(solved(scenario, draws | more)) for more in ({}, prices))
        blend = {name: part * one[name] + (1 - part) * other[name] for name in one}
        evaluation = evaluate(scenario, draws | blend)
        solution = evaluation.solution("pinned")
        assert solution.reason == STANDS
        over = [
            split for split in scenario.structure.cases["pinned"].splits if split.part == "over"
        ]
        # A rule that may be missed at a price, or a cap that only limits another, binds nobody.
        free = {
            *solved(scenario, draws).system.offer.penalties,
            *(x for s in over for x in s.limits),
        }
        system = solution.system
        for row in (*system.rules, *(row for row in system.limits if row.kind == "supply")):
            size = max(abs(row.left_amount(solution.volumes)), 1.0)
            assert row.name in free or row.slack(solution.volumes) >= -1e-8 * size
        ours, theirs = (
            evaluation.get("supplier_cost_mcur", Key(case)) for case in ("cheap", "pinned")
        )
        assert ours <= theirs * (1 + 1e-9)

    holds()


# Against itself ---------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_twice_the_market_is_twice_the_litres_and_the_cost(both, way):
    scenario = both(way)
    amounts = {
        bound.id: bound.value
        for name in ("available_ml", "available_tj", "step_size_ml", "level_ml")
        for bound in scenario.table.get(name, {}).values()
        if hasattr(bound, "value")
    }

    @steady
    @given(MARKETS, LEVELS, st.floats(0.1, 10))
    def holds(market, levels, times):
        draws = amounts | at_levels(scenario, way, levels) | market
        scaled = {name for name in draws if name in amounts or name.endswith(".volume")}
        more = {name: x * times if name in scaled else x for name, x in draws.items()}
        found, other = solved(scenario, draws), evaluate(scenario, more).solution("cheap")
        size = max(found.volumes.values())
        for column, litres in found.volumes.items():
            assert other.volumes[column] == pytest.approx(
                times * litres, rel=1e-9, abs=1e-9 * size * times
            )
        assert other.optimum.cost == pytest.approx(times * found.optimum.cost, rel=1e-9)

    holds()


@pytest.mark.parametrize("way", WAYS)
def test_energy_is_conserved_and_without_rules_only_the_cheapest_is_sold(both, way):
    scenario = both(way)

    @steady
    @given(MARKETS, LEVELS)
    def holds(market, levels):
        draws = at_levels(scenario, way, levels) | market
        found = evaluate(scenario, draws)
        assume(found.solution("cheap").reason == STANDS)
        for pool in ("petrol", "diesel"):
            sold = found.get("energy_tj", Key("cheap", pool, component="total"))
            assert sold == pytest.approx(found.get("demand_tj", Key(pool=pool)), rel=1e-9)
        # At these prices, fossil fuel is the cheapest per energy.
        free = solved(scenario, draws | at_levels(scenario, way, [0.0] * 4))
        assert {column: free.volumes[column] for column in biofuels(free.system)} == (
            dict.fromkeys(biofuels(free.system), 0.0)
        )

    holds()


def tightened(system, row, by):
    """Return a system with one row tightened by an amount of its unit."""
    moved = replace(row, constant=row.constant + (-by if row.sense == "<=" else by))
    parts = ("equations", "rules", "limits")
    changed = {
        part: tuple(moved if one is row else one for one in getattr(system, part)) for part in parts
    }
    return replace(system, **changed)


@pytest.mark.parametrize("way", WAYS)
def test_values_and_responses_are_what_a_little_more_costs_and_changes(both, way):
    scenario, solver, seen = both(way), Solver(), []

    @steady
    @given(MARKETS, LEVELS)
    def holds(market, levels):
        system = solved(scenario, at_levels(scenario, way, levels) | market).system
        found = optimum(system, solver=solver)
        for row in (*system.equations, *system.rules, *system.limits):
            step = 1e-4 * max(1.0, row.left_amount(found.volumes)) ** 0.5
            less, more = (
                optimum(tightened(system, row, by), solver=solver) for by in (-step, step)
            )
            value = found.values[row.name, ""]
            if more.status != "Optimal" or less.status != "Optimal":
                continue
            sides = [(found.cost - less.cost) / step, (more.cost - found.cost) / step]
            noise = 1e-6 * abs(value) + 1e-13 * found.cost / step
            # Where a rule only just binds, the two sides differ, and the value lies between.
            assert sides[0] - noise <= value <= sides[1] + noise, row.name
            if (row.name, "") in found.responses and sides[1] - sides[0] <= 2 * noise:
                response = found.responses[row.name, ""]
                for column, litres in found.volumes.items():
                    change = (more.volumes[column] - litres) / step
                    noise = 1e-6 + 1e-12 * max(found.volumes.values()) / step
                    assert response.get(column, 0.0) == pytest.approx(change, rel=1e-5, abs=noise)
                seen.append(row.name)

    holds()
    assert set(seen) & set(WAYS[way]["rules"])


@pytest.mark.parametrize("way", WAYS)
def test_only_a_rule_that_binds_is_worth_something(both, way):
    scenario = both(way)

    @steady
    @given(MARKETS, LEVELS)
    def holds(market, levels):
        solution = solved(scenario, at_levels(scenario, way, levels) | market)
        linear = program(solution.system)
        for row in linear.rows:
            if row.sense == "=":
                continue
            value = solution.optimum.values[row.name, ""]
            size = max(
                abs(row.left_amount(solution.volumes)), abs(row.right_amount(solution.volumes))
            )
            assert value >= 0.0
            if row.slack(solution.volumes) > 1e-9 * size:
                assert value == 0.0, row.name
            assert (value > 0.0) == ((row.name, "") in solution.optimum.responses)

    holds()


# Ties -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_of_equal_costs_the_first_column_goes_first(both, way):
    scenario = both(way)
    one_price = {
        "costs.price.fame": 11.0,
        "costs.price.ucome": 11.0,
        "supply.ucome.steps.0.price": 11.0,
    }

    @settings(steady, max_examples=8)
    @given(MARKETS, LEVELS, st.randoms())
    def holds(market, levels, random):
        draws = at_levels(scenario, way, levels) | market | one_price
        system = solved(scenario, draws).system
        # In another order, other columns come first.
        columns = random.sample(system.columns, len(system.columns))
        system = replace(system, columns=tuple(columns))
        found = optimum(system)
        size = max(found.volumes.values())
        linear = program(system)
        first, loose = (first_by_scipy(linear, found.cost, room) for room in (1e-8, 1e-6))
        # With room for SciPy's tolerance, litres of nearly one price change places.
        assume(first is not None and loose is not None)
        assume(np.abs(first - loose).max() < 1e-4 * size)
        for column, litres in zip(columns, first, strict=False):
            # In a tie it is all or nothing, so that a thousandth tells.
            assert found.volumes[column] == pytest.approx(litres, abs=1e-3 * size)
        shuffled = {
            part: tuple(random.sample(getattr(system, part), len(getattr(system, part))))
            for part in ("equations", "rules", "limits")
        }
        again = optimum(replace(system, **shuffled))
        assert again.cost == pytest.approx(found.cost, rel=1e-12)
        for column in columns:
            assert again.volumes[column] == pytest.approx(found.volumes[column], abs=1e-9 * size)

    holds()


def by_scipy(costs, matrix, least, most, bounds):
    equal = least == most
    above, below = (least > -inf) & ~equal, (most < inf) & ~equal
    return linprog(
        costs,
        A_ub=np.concatenate((matrix[below], -matrix[above])),
        b_ub=np.concatenate((most[below], -least[above])),
        A_eq=matrix[equal],
        b_eq=least[equal],
        bounds=bounds,
        method="highs",
    )


def first_by_scipy(linear, cost, room):
    """Raise one column after the other, what came before held; to the tolerance of SciPy."""
    matrix = np.vstack((linear.dense, linear.costs))
    least, most = (
        np.append(side, at) for side, at in zip(linear.bounds, (-inf, cost), strict=True)
    )
    most[-1] += room * abs(cost)
    bounds = [(0.0, upper) for upper in linear.uppers]
    for at in range(len(linear.system.columns)):
        wanted = np.zeros(len(bounds))
        wanted[at] = -1.0
        found = by_scipy(wanted, matrix, least, most, bounds)
        if found.status != 0:
            return None
        bounds[at] = (max(0.0, found.x[at] - 1e-6), inf)
    return found.x


# Against SciPy ----------------------------------------------------------------------------------


@st.composite
def systems(draw):
    """Return rows of all senses that some amounts meet, and costs."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count, height = draw(st.integers(2, 12)), draw(st.integers(1, 10))
    columns = [Column("pool", "grade", f"fuel {at}") for at in range(count)]
    known = generator.uniform(0, 100, count) * (generator.random(count) < 0.7)
    rows = []
    for at in range(height):
        terms = generator.uniform(-1, 3, count) * (generator.random(count) < 0.6)
        sense = draw(st.sampled_from(["=", ">=", "<="])) if at else "="
        terms = terms if at else generator.uniform(20, 40, count)
        side = float(terms @ known) + {"=": 0, ">=": -1, "<=": 1}[sense] * generator.uniform(0, 50)
        left = {c: float(x) for c, x in zip(columns, terms, strict=True) if x}
        rows.append(Row(f"row {at}", "quota", sense, left, {}, side, "Ml", "2", ()))
    prices = generator.uniform(5, 20, count).round(draw(st.sampled_from([0, 6])))
    offer = Offer(dict(zip(columns, prices.tolist(), strict=True)), {})
    return System(tuple(columns), (rows[0],), tuple(rows[1:]), (), offer=offer)


@settings(steady, max_examples=150)
@given(systems())
def test_the_cost_is_that_of_scipy(system):
    linear, found = program(system), optimum(system)
    other = by_scipy(linear.costs, linear.dense, *linear.bounds, (0, None))
    assert (found.status, other.status) == ("Optimal", 0)
    assert found.cost == pytest.approx(other.fun, rel=1e-8, abs=1e-8)
    for row in linear.rows:
        assert abs(min(0.0, row.slack(found.volumes))) <= 1e-7
    assert min(found.volumes.values()) >= -1e-8


@settings(steady, max_examples=20)
@given(st.lists(systems(), min_size=1, max_size=5))
def test_many_are_solved_as_if_each_were_the_only_one(several):
    for one, alone in zip(optima_of(several * 30), [*map(optimum, several)] * 30, strict=True):
        assert (one.volumes, one.values, one.cost) == (alone.volumes, alone.values, alone.cost)
        assert dict(one.responses) == dict(alone.responses)


@pytest.mark.parametrize("way", WAYS)
def test_an_array_of_draws_equals_one_draw_at_a_time(both, way):
    scenario = both(way)

    @settings(steady, max_examples=5)
    @given(st.lists(st.tuples(MARKETS, LEVELS), min_size=2, max_size=6))
    def holds(drawn):
        each = [at_levels(scenario, way, levels) | market for market, levels in drawn]
        arrays = {name: np.array([one[name] for one in each]) for name in each[0]}
        together = evaluate(scenario, arrays).solution("cheap")
        for at, draws in enumerate(each):
            alone = evaluate(scenario, draws).solution("cheap")
            assert np.broadcast_to(together.reason, len(each))[at] == alone.reason
            for column, litres in alone.volumes.items():
                assert together.volumes[column][at] == pytest.approx(litres, rel=1e-12, abs=1e-9)

    holds()
