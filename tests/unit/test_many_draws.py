"""Least cost in very many draws, against the solver one draw at a time."""

import importlib
import pickle
from dataclasses import replace
from math import inf, nan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofuel_mandate import load_scenario
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.rules.assemble import assemble
from biofuel_mandate.rules.rows import Column, Curve, Offer, Row, System
from biofuel_mandate.solve.bases import at_nothing
from biofuel_mandate.solve.check import CLASHES, ENDS, STANDS, TORN, UNBOUNDED, UNSOLVED, choose
from biofuel_mandate.solve.draws import floats
from biofuel_mandate.solve.least_cost import optimum
from biofuel_mandate.solve.many import many
from biofuel_mandate.solve.program import Solver

ROOT = Path(__file__).parents[2]
CASES = ("law of 2022", "law of 2023", "B30 for heavy vehicles")
# Fifteen inputs, and how far they lie from their values at most, relative.
SPREADS = {
    "costs.price.petrol": 0.2,
    "costs.price.diesel": 0.2,
    "costs.price.ethanol": 0.2,
    "costs.price.waste hvo": 0.2,
    "costs.price.rape hvo": 0.2,
    "prices/rme.price_cur_per_t": 0.2,
    "prices/ucome.price_cur_per_t": 0.2,
    "prices/advanced-fame.price_cur_per_t": 0.2,
    "costs.exchange_rates.USD": 0.1,
    "supply.advanced fame.available": 0.3,
    "supply.waste hvo.available": 0.3,
    "norway/fame.lhv_mj_per_kg": 0.02,
    "norway/ethanol.lhv_mj_per_kg": 0.02,
    "rules/norway/quota.level": 0.05,
    "rules/norway/advanced.level": 0.05,
}


@pytest.fixture(scope="module")
def norway():
    return load_scenario(ROOT / "scenarios" / "norway-2023-least-cost.yaml")


@pytest.fixture(scope="module")
def benchmark():
    """Return the problem of benchmarks/least_cost.py: 25 components under 20 rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "benchmarks"))
        yield importlib.import_module("least_cost_draws")


def drawn(scenario, case, count, seed=1):
    """Return the rows of a case in draws of all its uncertain inputs."""
    known = {
        bound.id: bound.value
        for scopes in scenario.table.values()
        for bound in scopes.values()
        if hasattr(bound, "value")
    }
    generator = np.random.default_rng(seed)
    draws = {
        name: known[name] * generator.uniform(1 - spread, 1 + spread, count)
        for name, spread in SPREADS.items()
    }
    evaluation = Evaluation(scenario.table, scenario.structure, draws)
    return assemble(evaluation, scenario.structure, scenario.structure.cases[case])


def one_by_one(system, draws, alone=False):
    solver = Solver()
    return [optimum(floats(system, draw), alone, solver) for draw in draws]


def reason_of(one):
    return TORN if one.is_torn else ENDS.get(one.status, UNSOLVED)


def assert_same(found, others):
    """Compare with what the solver says of the same draws, in order."""
    reasons = [reason_of(one) for one in others]
    # Of one draw in thousands the solver itself is not sure.
    known = [at for at, reason in enumerate(reasons) if reason != UNSOLVED]
    assert len(known) >= 0.999 * len(others)
    assert found.reason[known].tolist() == [reasons[at] for at in known]
    failed = [at for at in known if others[at].status != "Optimal"]
    assert np.isnan([found.cost[failed], *(x[failed] for x in found.volumes.values())]).all()
    solved = [at for at in known if others[at].status == "Optimal"]
    best = [others[at] for at in solved]
    if not best:
        return
    costs = np.array([one.cost for one in best])
    np.testing.assert_allclose(found.cost[solved], costs, rtol=1e-9, atol=1e-9)
    size = max(abs(volume) for one in best for volume in one.volumes.values())
    for column in best[0].volumes:
        volumes = [one.volumes[column] for one in best]
        mine = found.volumes[column][solved]
        np.testing.assert_allclose(mine, volumes, rtol=1e-8, atol=1e-8 * size)
    degenerate = np.array([one.is_degenerate for one in best])
    assert found.degenerate[solved].tolist() == degenerate.tolist()
    for name in best[0].values:
        values = np.array([one.values[name] for one in best])[~degenerate]
        mine = found.values[name][solved][~degenerate]
        np.testing.assert_allclose(mine, values, rtol=1e-8, atol=1e-8, err_msg=name[0])
    if len(known) == len(others):
        assert found.counts.degenerate == degenerate.sum()
        assert np.count_nonzero(found.reason == CLASHES) == reasons.count(CLASHES)


# Against the solver -----------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_every_draw_of_norway_is_as_the_solver_has_it(norway, case):
    system = drawn(norway, case, 300)
    found = many(system)
    assert_same(found, one_by_one(system, range(300)))
    assert found.counts.by_solver == 0
    assert (found.counts.infeasible > 0) == (case != "B30 for heavy vehicles")


@pytest.mark.parametrize("inputs", ["few_inputs", "all_inputs"])
def test_every_draw_of_the_problem_of_the_benchmark_is_as_the_solver_has_it(benchmark, inputs):
    system = getattr(benchmark, inputs)(200)
    assert_same(many(system), one_by_one(system, range(200)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "count"),
    # Ten thousand where most ties are; the other rules differ in their levels.
    [("B30 for heavy vehicles", 10_000), ("law of 2022", 3_000), ("law of 2023", 3_000)],
)
def test_thousands_of_draws_of_norway_are_as_the_solver_has_them(norway, case, count):
    system = drawn(norway, case, count, seed=2)
    found = many(system, bases=many(drawn(norway, case, 512, seed=3)).bases)
    assert_same(found, one_by_one(system, range(count)))
    assert found.counts.by_solver <= 1


@pytest.mark.slow
@pytest.mark.parametrize("inputs", ["few_inputs", "all_inputs"])
def test_thousands_of_draws_of_the_problem_of_the_benchmark_are_so_too(benchmark, inputs):
    system = getattr(benchmark, inputs)(3_000)
    assert_same(many(system), one_by_one(system, range(3_000)))


@pytest.mark.parametrize("case", ["alone", "together"])
def test_suppliers_meet_the_rules_alone_or_together(case):
    scenario = load_scenario(ROOT / "tests" / "scenarios" / "suppliers.yaml")
    generator = np.random.default_rng(1)
    draws = {
        name: generator.uniform(0.8, 1.2, 60) * value
        for name, value in (("costs.price.hvo", 17.0), ("costs.price.ethanol", 10.0))
    }
    evaluation = Evaluation(scenario.table, scenario.structure, draws)
    system = assemble(evaluation, scenario.structure, scenario.structure.cases[case])
    assert_same(many(system, case == "alone"), one_by_one(system, range(60), case == "alone"))


@pytest.mark.parametrize("name", ["measures", "least-cost", "chosen"])
def test_curves_buy_outs_and_parts_are_as_the_solver_has_them(name):
    scenario = load_scenario(ROOT / "tests" / "scenarios" / f"{name}.yaml")
    known = {
        bound.id: bound.value
        for scopes in scenario.table.values()
        for bound in scopes.values()
        if hasattr(bound, "value")
    }
    wide = [at for at in known if at.startswith(("costs.price", "supply.", "rules."))]
    generator = np.random.default_rng(4)
    draws = {at: known[at] * generator.uniform(0.6, 1.4, 80) for at in wide if known[at] < inf}
    evaluation = Evaluation(scenario.table, scenario.structure, draws)
    for shape in scenario.structure.cases.values():
        if shape.is_least_cost:
            system = assemble(evaluation, scenario.structure, shape)
            assert_same(many(system), one_by_one(system, range(80)))


# Small programs of every kind -------------------------------------------------------------------


@st.composite
def systems(draw):
    """Return rows of all senses over a few draws: ties, curves, penalties, and what is infeasible.

    Numbers are few and round, so that costs tie, and amounts stand on several bounds at once.
    """
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count, height, draws = draw(st.integers(2, 8)), draw(st.integers(1, 7)), 12
    round_to = draw(st.sampled_from([0, 0, 1, 6]))

    def numbers(low, high):
        many_draws = generator.uniform(low, high, draws).round(round_to)
        return many_draws if generator.random() < 0.5 else float(many_draws[0])

    columns = tuple(Column("pool", "grade", f"fuel {at}") for at in range(count))
    rows = []
    for at in range(height):
        sense = draw(st.sampled_from(["=", ">=", "<="])) if at else "="
        kept = [column for column in columns if not at or generator.random() < 0.6]
        left = {column: numbers(1, 4) if not at else numbers(-2, 3) for column in kept}
        rows.append(Row(f"row {at}", "quota", sense, left, {}, numbers(0, 30), "Ml", "2", ()))
    curves = ()
    if draw(st.booleans()):
        prices = np.sort(generator.uniform(0, 6, 2).round(round_to))
        sizes = (numbers(0, 5), None if draw(st.booleans()) else numbers(0, 9))
        curves = (Curve(columns[:2], sizes, tuple(prices.tolist())),)
    penalties = {"row 1": numbers(1, 9)} if draw(st.booleans()) and height > 1 else {}
    if penalties and rows[1].sense == "=":
        penalties = {}
    offer = Offer({column: numbers(1, 6) for column in columns}, penalties, curves)
    return System(columns, (rows[0],), tuple(rows[1:]), (), offer=offer)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(systems())
def test_small_programs_of_every_kind_are_as_the_solver_has_them(system):
    found = many(system)
    for draw, one in enumerate(one_by_one(system, range(len(found.reason)))):
        assert found.reason[draw] == reason_of(one)
        if one.status != "Optimal":
            continue
        assert found.cost[draw] == pytest.approx(one.cost, rel=1e-9, abs=1e-8)
        for column, volume in one.volumes.items():
            assert found.volumes[column][draw] == pytest.approx(volume, rel=1e-7, abs=1e-7)
        assert found.degenerate[draw] == one.is_degenerate
        if not one.is_degenerate:
            for name, value in one.values.items():
                assert found.values[name][draw] == pytest.approx(value, rel=1e-7, abs=1e-7)


# What it does not depend on ---------------------------------------------------------------------


def bits(found, draws=slice(None)):
    """Return all numbers of some draws as bytes."""
    arrays = [*found.volumes.values(), *found.values.values(), found.cost, found.reason]
    return [array[draws].tobytes() for array in (*arrays, found.degenerate)]


def of_draws(system, draws):
    """Return the same rows with some of the draws."""

    def numbers(terms):
        return {at: x if isinstance(x, float) else x[draws] for at, x in terms.items()}

    def row(one):
        own = numbers({"constant": one.constant, "level": one.level})
        return replace(one, left=numbers(one.left), base=numbers(one.base), **own)

    parts = {
        name: tuple(map(row, getattr(system, name)))
        for name in ("equations", "rules", "limits", "apart")
    }
    splits = tuple(replace(split, row=row(split.row)) for split in system.splits)
    offer = replace(system.offer, costs=numbers(system.offer.costs))
    return replace(system, **parts, splits=splits, offer=offer)


@pytest.mark.parametrize("case", CASES)
def test_the_bytes_of_a_draw_do_not_depend_on_the_draws_beside_it(norway, case):
    system = drawn(norway, case, 400)
    bases = pickle.loads(pickle.dumps(many(system).bases))
    whole = many(system, bases=bases)
    assert bits(many(system)) == bits(whole) == bits(many(system, bases=bases))
    for part in (slice(0, 150), slice(150, 151), slice(151, 400)):
        assert bits(whole, part) == bits(many(of_draws(system, part), bases=bases))


def test_bytes_do_not_depend_on_the_draws_beside_where_all_walk(benchmark):
    system = benchmark.all_inputs(150)
    bases = many(system).bases
    assert many(system, bases=bases).counts.by_walking > 100
    for part in (slice(0, 1), slice(1, 70), slice(70, 150)):
        halves = many(of_draws(system, part), bases=bases)
        assert bits(many(system, bases=bases), part) == bits(halves)


def test_bases_of_one_law_serve_draws_of_another_kind(norway):
    """Where no common basis fits, draws walk; what comes of it is the same to rounding."""
    system = drawn(norway, "law of 2023", 120)
    known = many(system)
    poor = replace(known.bases, common=known.bases.common[-1:])
    for found in (many(system, bases=poor), many(system, bases=at_nothing_of(system))):
        assert found.reason.tolist() == known.reason.tolist()
        np.testing.assert_allclose(found.cost, known.cost, rtol=1e-12)
        for column, volumes in known.volumes.items():
            np.testing.assert_allclose(found.volumes[column], volumes, atol=1e-8)


def at_nothing_of(system):
    from biofuel_mandate.solve.programs import programs

    return at_nothing(programs(system))


def test_bases_of_another_case_are_refused(norway):
    bases = many(drawn(norway, "law of 2022", 20)).bases
    with pytest.raises(ValueError, match="bases of 10 rows do not suit a case of 12"):
        many(drawn(norway, "B30 for heavy vehicles", 20), bases=bases)


# Corners ----------------------------------------------------------------------------------------

X, Y = Column("pool", "grade", "x"), Column("pool", "grade", "y")


def small(demand, costs, **more):
    """Return a pool of x and y, of which so much energy is asked for."""
    energy = Row("energy", "energy", "=", {X: 1.0, Y: 1.0}, {}, demand, "TJ", "1", ())
    return System((X, Y), (energy,), (), (), offer=Offer(costs, {}), **more)


def test_single_numbers_are_one_draw():
    found = many(small(2.0, {X: 1.0, Y: 3.0}))
    assert (found.volumes[X].tolist(), found.cost.tolist()) == ([2.0], [2.0])


def test_of_equal_costs_the_first_column_goes_first_in_every_draw():
    costs = {X: np.array([1.0, 1.0, 2.0]), Y: np.array([1.0, 2.0, 1.0])}
    found = many(small(np.array([2.0, 3.0, 4.0]), costs))
    assert found.volumes[X].tolist() == [2.0, 3.0, 0.0]
    assert found.volumes[Y].tolist() == [0.0, 0.0, 4.0]


def test_every_way_to_have_no_answer_is_told_draw_by_draw():
    floor = Row("floor", "quota", ">=", {X: 1.0, Y: -1.0}, {}, 0.0, "Ml", "2", ())
    system = small(np.array([4.0, -1.0, 2.0]), {X: np.array([1.0, 1.0, 5.0]), Y: 2.0})
    found = many(replace(system, rules=(floor,)))
    assert found.reason.tolist() == [STANDS, CLASHES, STANDS]
    assert found.volumes[Y].tolist() == pytest.approx([0.0, nan, 1.0], nan_ok=True)
    assert found.counts.infeasible == 1
    # Sold at a loss for its own sake, without end.
    gain = Row("gain", "quota", ">=", {X: 1.0, Y: -1.0}, {}, 0.0, "Ml", "2", ())
    endless = System((X, Y), (), (gain,), (), offer=Offer({X: np.array([1.0, -1.0]), Y: 0.0}, {}))
    assert many(endless).reason.tolist() == [STANDS, UNBOUNDED]


def test_an_answer_on_several_bounds_at_once_is_degenerate():
    cap = Row("cap", "cap", "<=", {X: 1.0}, {}, np.array([1.0, 2.0, 3.0]), "Ml", "2", ())
    found = many(replace(small(2.0, {X: 1.0, Y: 2.0}), rules=(cap,)))
    assert found.degenerate.tolist() == [False, True, False]
    assert found.counts.degenerate == 1


# As solutions of a case -------------------------------------------------------------------------


def test_a_solution_of_very_many_draws_is_that_of_each(norway):
    system = drawn(norway, "law of 2023", 40)
    old, new = choose(system), choose(system, bases=many(system).bases)
    assert new.reason.tolist() == old.reason.tolist()
    for column, volumes in old.volumes.items():
        np.testing.assert_allclose(new.volumes[column], volumes, atol=1e-8)
    for name, values in old.values.items():
        np.testing.assert_allclose(new.values[name], values, atol=1e-8)
    assert new.degenerate.tolist() == [False] * 40


def test_one_of_very_many_draws_is_solved_when_it_is_asked_for(norway):
    system = drawn(norway, "law of 2023", 40)
    solution = choose(system, bases=many(system).bases)
    stands = int(np.flatnonzero(solution.reason == STANDS)[0])
    clashes = int(np.flatnonzero(solution.reason == CLASHES)[0])
    one = solution.at(stands)
    assert (one.reason, one.degenerate) == (STANDS, False)
    assert one.optimum.cost == pytest.approx(many(system).cost[stands], rel=1e-12)
    assert one.volumes == {column: x[stands] for column, x in solution.volumes.items()}
    assert solution.at(clashes).optimum.status == "Infeasible"
