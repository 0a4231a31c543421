"""Rows as data, the elimination on them, and whether a solution stands, draw by draw."""

from dataclasses import replace

import numpy as np
import pytest

from biofuel_mandate import load_scenario
from biofuel_mandate.arrays import per
from biofuel_mandate.equations import Key
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.rules.rows import Column, Row, System
from biofuel_mandate.solve.blend import solve
from biofuel_mandate.solve.check import NEGATIVE, OVER_LIMIT, SINGULAR, STANDS, check

X, Y, Z = (Column("diesel", "B7", name) for name in ("diesel", "fame", "hvo"))


def row(left, right=None, constant=0.0, sense="=", settles=None, name="a row"):
    return Row(
        name, "blend", sense, left, right or {}, constant, "Ml", "8", ("cases",), (), settles
    )


class TestRow:
    def test_terms_are_left_minus_right(self):
        assert row({X: 1.0, Y: 2.0}, {Y: 0.5, Z: 3.0}).terms() == {X: 1.0, Y: 1.5, Z: -3.0}

    def test_terms_that_cancel_are_left_out_unless_they_are_draws(self):
        assert row({X: 1.0, Y: 0.25}, {Y: 0.25}).terms() == {X: 1.0}
        terms = row({X: np.array([1.0, 0.25])}, {X: 0.25}).terms()
        assert terms[X].tolist() == [0.75, 0.0]

    def test_amounts(self):
        one = row({X: 2.0}, {X: 0.1, Y: 0.1}, constant=5.0)
        assert one.left_amount({X: 10.0, Y: 30.0}) == 20.0
        assert one.right_amount({X: 10.0, Y: 30.0}) == 9.0

    @pytest.mark.parametrize(
        ("sense", "slack", "met"), [(">=", 1.0, True), ("<=", -1.0, False), ("=", 1.0, True)]
    )
    def test_slack_is_positive_where_the_row_is_met(self, sense, slack, met):
        one = row({X: 1.0}, constant=10.0, sense=sense)
        assert one.slack({X: 11.0}) == slack
        assert one.is_met({X: 11.0}) is met

    @pytest.mark.parametrize(
        ("volume", "met"), [(50.0, True), (50.0 * (1 + 9e-10), True), (50.0 * (1 + 2e-9), False)]
    )
    def test_limits_hold_to_a_billionth(self, volume, met):
        most = row({X: 1.0}, {Y: 0.05}, sense="<=")
        assert most.is_met({X: volume, Y: 1000.0}) is met
        least = row({Y: 0.05}, {X: 1.0}, sense=">=")
        assert least.is_met({X: volume, Y: 1000.0}) is met

    def test_a_row_of_draws_is_met_draw_by_draw(self):
        one = row({X: 1.0}, constant=10.0, sense=">=")
        assert one.is_met({X: np.array([9.0, 10.0, 11.0])}).tolist() == [False, True, True]


class TestSolve:
    def test_against_numpy(self):
        generator = np.random.default_rng(1)
        columns = [Column("diesel", f"B{n}", "diesel") for n in range(7)]
        for _ in range(20):
            matrix = generator.uniform(-1, 1, (7, 7)) + 5 * np.eye(7)
            matrix[generator.uniform(size=(7, 7)) < 0.4] = 0.0
            matrix[np.diag_indices(7)] += 3.0
            constants = generator.uniform(-10, 10, 7)
            rows = [
                row(
                    dict(zip(columns, map(float, coefficients), strict=True)),
                    constant=float(constant),
                    settles=column,
                )
                for coefficients, constant, column in zip(matrix, constants, columns, strict=True)
            ]
            found = solve(rows)
            expected = np.linalg.solve(matrix, constants)
            assert found.ok is True
            assert [found.volumes[column] for column in columns] == pytest.approx(expected)

    def test_the_order_of_the_rows_does_not_matter(self):
        rows = [
            row({X: 36.0, Y: 33.0}, constant=71700.0, settles=X),
            row({Y: 1.0}, {X: 0.05, Y: 0.05}, settles=Y),
        ]
        assert solve(rows).volumes == pytest.approx(solve(rows[::-1]).volumes)
        assert solve(rows).volumes[Y] == pytest.approx(0.05 * 71700 / (0.95 * 36 + 0.05 * 33))

    def test_the_right_side_may_hold_the_unknown(self):
        assert solve([row({}, {X: -2.0}, constant=3.0, settles=X)]).volumes[X] == 1.5

    def test_draws(self):
        share = np.array([0.05, 0.07, 0.0])
        rows = [
            row({X: 36.0, Y: 33.0}, constant=71700.0, settles=X),
            row({Y: 1.0}, {X: share, Y: share}, settles=Y),
        ]
        found = solve(rows)
        expected = share * 71700 / ((1 - share) * 36 + share * 33)
        assert np.all(found.ok)
        assert found.volumes[Y] == pytest.approx(expected)

    def test_rows_that_say_the_same_settle_nothing(self):
        rows = [
            row({X: 1.0, Y: 1.0}, constant=1.0, settles=X),
            row({X: 2.0, Y: 2.0}, constant=2.0, settles=Y, name="twice"),
        ]
        found = solve(rows)
        assert (found.ok, found.stuck.name, found.volumes) == (False, "twice", {})

    def test_a_row_that_does_not_hold_its_column_settles_nothing(self):
        found = solve([row({Y: 1.0}, constant=1.0, settles=X, name="of another")])
        assert (found.ok, found.stuck.name) == (False, "of another")

    def test_a_draw_without_a_solution_leaves_the_others_alone(self):
        again = np.array([1.0, 2.0, 3.0])
        rows = [
            row({X: 1.0, Y: 1.0}, constant=1.0, settles=X),
            row({X: 2.0, Y: again}, constant=4.0, settles=Y),
        ]
        found = solve(rows)
        assert found.ok.tolist() == [True, False, True]
        assert found.volumes[Y][[0, 2]].tolist() == [-2.0, 2.0]


class TestCheck:
    SYSTEM = System(
        (X, Y),
        (
            row({X: 36.0, Y: 33.0}, constant=36000.0, settles=X),
            row({Y: 1.0}, constant=50.0, settles=Y, name="litres"),
        ),
        (),
        (row({Y: 1.0}, {X: 0.07, Y: 0.07}, sense="<=", name="fame in B7"),),
    )

    def of(self, litres):
        energy, filled = self.SYSTEM.equations
        equations = (energy, replace(filled, constant=litres))
        return check(replace(self.SYSTEM, equations=equations))

    @pytest.mark.parametrize(
        ("litres", "reason", "broken"),
        [
            (50.0, STANDS, None),
            (0.0, STANDS, None),
            (-1e-12, STANDS, None),
            (-1.0, NEGATIVE, "fame"),
            (80.0, OVER_LIMIT, "fame in B7"),
            (1200.0, NEGATIVE, "diesel"),
        ],
    )
    def test_reasons(self, litres, reason, broken):
        found = self.of(litres)
        assert found.reason == reason
        name = getattr(found.broken, "component", None) or getattr(found.broken, "name", None)
        assert name == broken

    def test_reasons_draw_by_draw(self):
        litres = np.array([50.0, -1.0, 80.0, 1200.0, 0.0])
        expected = [STANDS, NEGATIVE, OVER_LIMIT, NEGATIVE, STANDS]
        assert self.of(litres).reason.tolist() == expected
        assert [self.of(one).reason for one in litres.tolist()] == expected

    def test_no_volumes_without_a_solution(self):
        twice = (self.SYSTEM.equations[0],) * 2
        found = check(replace(self.SYSTEM, equations=twice))
        assert (found.reason, dict(found.volumes)) == (SINGULAR, {})


class TestAssembly:
    def test_rows_of_a_case(self, assessed):
        system = assessed("ways-to-comply").evaluation.solution("B30").system
        assert [one.name for one in system.equations] == [
            "energy of petrol",
            "energy of diesel",
            "share of ethanol in E5",
            "share of fame in B7",
            "share of fame in B30",
            "quota",
        ]
        assert [one.name for one in system.rules] == ["quota", "advanced", "crops"]
        assert [one.name for one in system.limits] == [
            "ethanol in E5",
            "fame in B7",
            "fame in B30",
            "B30 in heavy vehicles",
        ]

    @pytest.mark.parametrize(
        "name", ["norway-2015", "small", "ways-to-comply", "double-counting", "over-fulfilment"]
    )
    def test_every_column_is_settled_once_and_every_equation_holds(self, assessed, name):
        found = assessed(name)
        for case in found.scenario.structure.cases:
            solution = found.evaluation.solution(case)
            settled = [one.solves_for for one in solution.system.equations]
            assert sorted(settled) == sorted(solution.system.columns)
            for one in solution.system.equations:
                size = max(abs(one.right_amount(solution.volumes)), 1.0)
                assert abs(one.slack(solution.volumes)) <= 1e-9 * size

    def test_a_case_solved_by_numpy(self, assessed):
        for name in ("norway-2015", "ways-to-comply", "double-counting"):
            found = assessed(name)
            for case in found.scenario.structure.cases:
                solution = found.evaluation.solution(case)
                columns, equations = solution.system.columns, solution.system.equations
                terms = [one.terms() for one in equations]
                matrix = [[one.get(column, 0.0) for column in columns] for one in terms]
                expected = np.linalg.solve(matrix, [one.constant for one in equations])
                got = [solution.volumes[column] for column in columns]
                assert got == pytest.approx(expected, rel=1e-9, abs=1e-9)

    def test_a_row_says_where_it_is_asked_for_and_what_it_is_made_of(self, assessed):
        found = assessed("small")
        quota = found.evaluation.solution("policy").system.rules[0]
        assert (quota.sense, quota.unit, quota.equation) == (">=", "Ml", "2")
        assert found.scenario.document.line(quota.place) > 0
        assert ("level_share", Key(case="policy", rule="quota")) in quota.inputs
        ones = dict.fromkeys(("ethanol", "fame"), 1.0)
        assert {column.component: x for column, x in quota.left.items()} == ones
        assert {column.component for column in quota.right} == {
            "petrol",
            "ethanol",
            "diesel",
            "fame",
        }
        assert set(quota.right.values()) == {0.06}

    def test_the_trace_of_a_volume_is_its_rows(self, assessed):
        evaluation = assessed("ways-to-comply").evaluation
        of = {
            component: [one.name for one in evaluation.rows(Key("E10", pool, component=component))]
            for pool, component in (("petrol", "ethanol"), ("diesel", "fame"))
        }
        assert of["ethanol"] == ["share of ethanol in E10", "energy of petrol"]
        assert of["fame"][0] == "quota"
        assert set(of["fame"]) == {
            "quota",
            "energy of diesel",
            "energy of petrol",
            "share of ethanol in E10",
        }

    def test_one_id_is_one_value(self, assessed):
        """An id is what draws and overrides attach to, so two values must not share one."""
        for name in ("norway-2015", "small", "ways-to-comply", "prices"):
            assert not _shared_ids(assessed(name).scenario.table)

    def test_one_id_is_one_multiplier(self, assessed):
        assert not _shared_ids(assessed("double-counting").scenario.table)


def _shared_ids(table):
    values = {}
    for scopes in table.values():
        for bound in scopes.values():
            if hasattr(bound, "value"):
                values.setdefault(bound.id, set()).add(bound.value)
    return {id_: found for id_, found in values.items() if len(found) > 1}


class TestDraws:
    def test_a_given_value_is_replaced_by_its_id(self, assessed):
        scenario = assessed("small").scenario
        draws = {"market.petrol.volume": 1900.0}
        found = Evaluation(scenario.table, scenario.structure, draws)
        assert found.get("volume_ml", Key("observed", "petrol", "", "petrol")) == 1900.0
        assert found.get("volume_ml", Key("observed", "petrol", "", "ethanol")) == 100.0

    def test_eligibility_is_decided_in_each_draw(self, variant):
        scenario = load_scenario(variant("small", {"rules/quota/minimum_saving": "35 %"}))
        saving = scenario.table["own_saving"]["diesel", "fame"].id
        draws = {saving: np.array([0.30, 0.35, 0.40])}
        found = Evaluation(scenario.table, scenario.structure, draws)
        key = Key("observed", "diesel", "", "fame", "quota")
        assert found.get("counted_volume_ml", key).tolist() == pytest.approx([0, 100, 100])
        assert (found.solution("policy").reason == STANDS).tolist() == [False, True, True]

    def test_a_filler_that_does_not_count_stands_in_no_draw(self, variant):
        changes = {"rules/quota/minimum_saving": "35 %", "cases/policy/quota": "1.666 %"}
        scenario = load_scenario(variant("small", changes))
        saving = scenario.table["own_saving"]["diesel", "fame"].id
        found = Evaluation(scenario.table, scenario.structure, {saving: np.array([0.3, 0.3])})
        reason = np.broadcast_to(found.solution("policy").reason, 2)
        assert (reason != STANDS).all()

    def test_no_change_is_no_cost_per_tonne(self):
        assert np.isnan(per(np.array([0.0, 4.0]), np.array([0.0, 2.0]), 1e-3)).tolist() == [
            True,
            False,
        ]
        with pytest.raises(ZeroDivisionError, match=r"^$"):
            per(1.0, 0.0, 1e-3)
