"""What clashes where suppliers can meet the rules in no way, and by how little it would not.

Whether rows can be met is told here by scipy, from rows and columns alone.
"""

import re
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

from biofuel_mandate import InfeasibleError, assess, load_scenario
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.solve.check import CLASHES, TORN, UNBOUNDED, UNSOLVED, choose
from biofuel_mandate.solve.clash import clash
from biofuel_mandate.solve.clash_words import tell
from biofuel_mandate.solve.failed_choice import endless, explain_choice

ADVANCED = ["annex-ix-a", "annex-ix-b"]
CROPS = ["cereals", "oil-crops"]
GRADES = {"petrol": {"E10": ["ethanol"]}, "diesel": {"B7": ["fame"]}}
TWO = {"Alfa": {"petrol": "90 %", "diesel": "10 %"}, "Beta": {"petrol": "10 %", "diesel": "90 %"}}
REFERENCE = {"base": "94.1 g/MJ", "petrol": "93.3 g/MJ", "diesel": "95.1 g/MJ"}


def rule(level, counts=None, kind="sub-quota", by="volume", of="all petrol and diesel", **rest):
    said = {"type": kind, "by": by, "of": of, "counting": "single", "level": level, **rest}
    return said | ({"counts": counts} if counts else {})


def at_most(**amounts):
    kinds = {name: "energy" if name == "biogas" else "available" for name in amounts}
    return {name.replace("_", "-"): {kinds[name]: amount} for name, amount in amounts.items()}


def quota(level, **rest):
    return {"rules/quota": rule(level, kind="quota", **rest)}


# What is changed, then what clashes.
CLASHES_OF = {
    "quota over the limits of grades": (
        quota("70 %"),
        ["quota", "ethanol in E10", "fame in B7", "hvo in B7"],
    ),
    "quota over what can be had": (
        quota("17 %") | {"supply": at_most(hvo="100 Ml")},
        ["quota", "ethanol in E10", "fame in B7", "supply of hvo"],
    ),
    "quota that waste oil does not reach": (
        quota("12 %", counting="double")
        | {"supply": at_most(ucome="120 Ml"), "costs/price/hvo": None},
        ["quota", "ethanol in E10", "fame in B7", "supply of ucome"],
    ),
    "sub-quota without enough fuel": (
        {"rules/advanced": rule("10 %", ADVANCED), "supply": at_most(hvo="50 Ml")},
        ["advanced", "fame in B7", "supply of hvo"],
    ),
    "cap under what the quota needs": (
        quota("12 %")
        | {"rules/crops": rule("2 %", CROPS, "cap")}
        | {"supply": at_most(hvo="50 Ml", ucome="50 Ml")},
        ["quota", "crops", "fame in B7", "supply of hvo"],
    ),
    "cap over all that counts": (
        {"rules/crops": rule("8 %", [*CROPS, *ADVANCED], "cap")},
        ["quota", "crops"],
    ),
    "floor of petrol over its grade": (
        {"rules/floor": rule("12 %", ["ethanol"], of="all petrol")},
        ["floor", "ethanol in E10"],
    ),
    "reduction over the intensities": (
        quota("20 %", by="greenhouse gas", reference=REFERENCE) | {"supply": at_most(hvo="300 Ml")},
        ["quota", "ethanol in E10", "fame in B7", "supply of hvo"],
    ),
    "quota of energy": (
        quota("12 %", by="energy") | {"supply": at_most(hvo="30 Ml")},
        ["quota", "ethanol in E10", "fame in B7", "supply of hvo"],
    ),
    "amount over what can be had": (
        quota("700 Ml") | {"supply": at_most(hvo="30 Ml")},
        ["quota", "ethanol in E10", "fame in B7", "supply of hvo"],
    ),
    "grade that few vehicles can use": (
        {
            "market/diesel/vehicles": {"heavy": {"energy_share": "10 %", "only": ["B30"]}},
            "cases/cheap/fulfil": {
                "least cost": {"petrol": GRADES["petrol"], "diesel": {"B30": ["fame"]}}
            },
        },
        ["B30 in heavy vehicles"],
    ),
    "grades, one of few vehicles": (
        quota("9 %")
        | {
            "market/diesel/vehicles": {"heavy": {"energy_share": "10 %", "only": ["B30"]}},
            "cases/cheap/fulfil": {
                "least cost": {
                    "petrol": {"E5": ["ethanol"]},
                    "diesel": {"B7": ["fame"], "B30": ["fame"]},
                }
            },
        },
        ["quota", "ethanol in E5", "fame in B7", "fame in B30", "B30 in heavy vehicles"],
    ),
    "double counting above a sub-quota": (
        quota("20 %", counting="double above advanced")
        | {"rules/advanced": rule("4 %", ADVANCED), "supply": at_most(hvo="150 Ml")},
        ["quota", "advanced", "ethanol in E10", "fame in B7", "supply of hvo"],
    ),
    "gas that few vehicles can use": (
        quota("9 %", by="energy", gas="inside")
        | {
            "biofuels/biogas": {"category": "annex-ix-a", "saving": "80 %"},
            "costs/price/biogas": "300 NOK/GJ",
            "supply": at_most(biogas="400 GWh"),
            "cases/cheap/fulfil": {
                "least cost": GRADES | {"diesel": {"B7": ["fame"], "gas": ["biogas"]}}
            },
        },
        ["quota", "ethanol in E10", "fame in B7", "supply of biogas"],
    ),
    "a supply curve that ends": (
        quota("17 %")
        | {
            "costs/price/hvo": None,
            "supply": {
                "hvo": {
                    "steps": [
                        {"volume": "50 Ml", "price": "15 NOK/l"},
                        {"volume": "70 Ml", "price": "17 NOK/l"},
                    ]
                }
            },
        },
        ["quota", "ethanol in E10", "fame in B7", "supply curve of hvo"],
    ),
    "nothing that counts": (quota("10 %", minimum_saving="95 %"), ["quota"]),
    "one supplier by itself": ({"suppliers": TWO} | quota("40 %"), ["quota", "ethanol in E10"]),
    "an amount of one supplier": (
        {"suppliers": TWO, "supply": at_most(hvo="30 Ml")} | quota("700 Ml"),
        ["quota", "fame in B7", "supply of hvo"],
    ),
    "two clashes at once": (
        {
            "rules/floor": rule("12 %", ["ethanol"], of="all petrol"),
            "rules/advanced": rule("60 %", ["annex-ix-a"], of="all diesel"),
        },
        ["floor", "ethanol in E10"],
    ),
    "two clashes that share a limit": (
        quota("70 %") | {"rules/floor": rule("12 %", ["ethanol"], of="all petrol")},
        ["floor", "ethanol in E10"],
    ),
}
NAMES = tuple(CLASHES_OF)


@pytest.fixture(scope="module")
def system_of(variant):
    """Return the rows of the case, and whether each supplier is alone."""

    def made(changes):
        scenario = load_scenario(variant("choice", changes))
        shape = scenario.structure.cases["cheap"]
        found = Evaluation(scenario.table, scenario.structure).solution("cheap")
        return found, shape.suppliers == "alone"

    return made


@pytest.fixture(scope="module")
def found(system_of):
    known = {}

    def one(name):
        if name not in known:
            solution, alone = system_of(CLASHES_OF[name][0])
            assert solution.reason == CLASHES
            known[name] = clash(solution.system, alone)
        return known[name]

    return one


def can_be_met(columns, rows, best=None):
    """Tell by scipy whether rows can be met; with ``best``, the answer that has most of it."""
    at = {column: place for place, column in enumerate(columns)}
    matrix, most, equal, is_ = [], [], [], []
    for row in rows:
        line = np.zeros(len(at))
        for column, x in row.terms().items():
            line[at[column]] = x
        if row.sense == "=":
            equal.append(line)
            is_.append(row.constant)
        else:
            sign = 1.0 if row.sense == "<=" else -1.0
            matrix.append(sign * line)
            most.append(sign * row.constant)
    goal = np.zeros(len(at)) if best is None else best
    got = linprog(goal, matrix or None, most or None, equal, is_, method="highs")
    assert got.status in (0, 2), got.message
    return got.status == 0


def others(found, names):
    hard = found.ground.system.equations
    return [row for row in found.ground.rows[len(hard) :] if row.name not in names], hard


@pytest.mark.parametrize("name", NAMES)
def test_these_clash(name, found):
    assert [row.name for row in found(name).rows] == CLASHES_OF[name][1]


@pytest.mark.parametrize("name", NAMES)
def test_the_set_clashes_and_without_any_one_of_it_no_more(name, found):
    one = found(name)
    columns, hard = one.ground.system.columns, one.ground.system.equations
    assert not can_be_met(columns, (*hard, *one.rows))
    for row in one.rows:
        assert can_be_met(columns, [*hard, *(other for other in one.rows if other is not row)])


@pytest.mark.parametrize("name", NAMES)
def test_no_smaller_set_clashes(name, found):
    one = found(name)
    soft, hard = others(one, ())
    for size in range(len(one.rows)):
        for chosen in combinations(soft, size):
            assert can_be_met(one.ground.system.columns, (*hard, *chosen)), chosen


@pytest.mark.parametrize("name", NAMES)
def test_each_change_offered_is_enough_and_the_least(name, found):
    one = found(name)
    for rule_name, amount in one.relaxed.items():
        lever = one.lever(rule_name)
        rest, hard = others(one, [rule_name])
        way = -1 if lever.sense == ">=" else 1
        assert way * (amount - lever.amount) > 0

        def met(level, lever=lever, rest=rest, hard=hard):
            return can_be_met(one.ground.system.columns, (*hard, *rest, *lever.at(level)))

        assert met(amount * (1 + way * 1e-9) + way * 1e-12)
        assert not met(amount * (1 - way * 1e-6) - way * 1e-6), rule_name


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_offered_is_not_enough(name, found):
    one = found(name)
    for rule_name in {row.name for row in one.rows} - set(one.relaxed):
        rest, hard = others(one, [rule_name])
        assert not can_be_met(one.ground.system.columns, (*hard, *rest))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_enough_together_is_so_and_no_more_than_that(name, found):
    one = found(name)
    is_alone = one.rows[0].name in one.relaxed
    assert bool(one.together) is not is_alone
    assert bool(one.second) is not is_alone
    columns = one.ground.system.columns
    rest, hard = others(one, one.together)
    for tight in (None, *one.together):
        rows = []
        for rule_name, amount in one.together.items():
            way = -1 if one.lever(rule_name).sense == ">=" else 1
            slack = way * (-1e-6 if rule_name == tight else 1e-9)
            rows += one.lever(rule_name).at(amount * (1 + slack))
        if one.together:
            assert can_be_met(columns, (*hard, *rest, *rows)) is (tight is None)


@pytest.mark.parametrize(
    "name",
    [
        "quota over what can be had",
        "reduction over the intensities",
        "quota of energy",
        "double counting above a sub-quota",
        "amount over what can be had",
        "one supplier by itself",
    ],
)
def test_the_highest_level_is_that_of_bisection(name, found):
    one = found(name)
    lever = one.lever("quota")
    rest, hard = others(one, ["quota"])
    low, high = 0.0, lever.amount
    for _ in range(45):
        middle = (low + high) / 2
        rows = (*hard, *rest, *lever.at(middle))
        is_met = can_be_met(one.ground.system.columns, rows)
        low, high = (middle, high) if is_met else (low, middle)
    assert one.relaxed["quota"] == pytest.approx(low, rel=1e-7)


def test_a_second_clash_is_named_where_lifting_the_first_is_not_enough(found):
    one = found("two clashes at once")
    assert not one.relaxed
    assert [row.name for row in one.second] == ["advanced", "hvo in B7"]
    assert one.together == pytest.approx({"floor": 0.10, "advanced": 0.50})
    assert tell(one)[1].startswith("Lifting one of them is not enough. Lower ")


def test_of_many_rows_the_set_is_irreducible_though_not_the_smallest(system_of, monkeypatch):
    solution, _ = system_of(CLASHES_OF["double counting above a sub-quota"][0])
    monkeypatch.setattr("biofuel_mandate.solve.clash.MOST_TRIED", 2)
    one = clash(solution.system)
    columns, hard = one.ground.system.columns, one.ground.system.equations
    assert not can_be_met(columns, (*hard, *one.rows))
    for row in one.rows:
        assert can_be_met(columns, [*hard, *(other for other in one.rows if other is not row)])


def test_what_is_missed_at_a_price_clashes_with_nothing(system_of):
    changes = CLASHES_OF["quota over the limits of grades"][0]
    priced = {"rules/quota": changes["rules/quota"] | {"buy_out": "5 NOK/l"}}
    assert system_of(priced)[0].reason == 0
    floor = {"rules/floor": rule("12 %", ["ethanol"], of="all petrol")}
    solution, _ = system_of(priced | floor)
    assert [row.name for row in clash(solution.system).rows] == ["floor", "ethanol in E10"]


def test_equations_without_a_solution_are_told_as_such(system_of):
    system = system_of({})[0].system
    none = tuple(replace(row, left=dict.fromkeys(row.left, 0.0)) for row in system.equations)
    one = clash(replace(system, equations=none))
    assert one.rows == ()
    assert tell(one)[0] == "nothing that may be sold holds the energy of petrol and diesel"


# What the words promise ------------------------------------------------------------------

KEYS = {"quota": "rules/quota/level", "floor": "rules/floor/level", "crops": "rules/crops/level"}
KEYS |= {"advanced": "rules/advanced/level"}
KEYS |= {f"supply of {one}": f"supply/{one}/available" for one in ("hvo", "ucome", "fame")}
KEYS["supply of biogas"] = "supply/biogas/energy"


@pytest.mark.parametrize("name", NAMES)
def test_who_does_what_the_message_says_has_a_solution(name, found, system_of):
    do = tell(found(name))[1]
    alone, _, jointly = do.partition(", or else ")
    said = re.findall(r'"([^"]+)" to ([0-9.]+ (?:%|Ml|TJ))(?! of)', alone)
    is_joint = do.startswith("Lifting one")
    tried = [dict(said)] if is_joint else [dict([one]) for one in said]
    tried += [dict(re.findall(r'"([^"]+)" to ([0-9.]+ (?:%|Ml|TJ))', jointly))]
    changes = CLASHES_OF[name][0]
    for way in tried:
        if way and set(way) <= set(KEYS):
            done = {KEYS[rule_name]: amount for rule_name, amount in way.items()}
            assert system_of({**changes, **done})[0].reason == 0, way


def test_the_steps_of_the_gap(found):
    assert tell(found("quota that waste oil does not reach")) == (
        'the rules clash: "quota" asks for 12.00 % by volume, while "ethanol in E10" (at most '
        '10.00 %) and "fame in B7" (at most 7.00 %) allow 7.72 %, with the 120 Ml of '
        "double-counted ucome 10.86 %",
        'Lower "quota" to 10.86 %, or raise "ethanol in E10" to 14.66 %, "fame in B7" to 8.50 % '
        'or "supply of ucome" to 163.3 Ml.',
    )


def test_nothing_that_can_be_had_is_told_as_a_limit(system_of):
    changes = quota("12 %") | {"supply": at_most(hvo="0 Ml")}
    got, _ = tell(clash(system_of(changes)[0].system))
    assert got.endswith('(at most 7.00 %) and "supply of hvo" (at most 0 Ml) allow 7.72 %')


def test_both_suppliers_are_told_apart(found):
    got, do = tell(found("one supplier by itself"))
    assert '"quota" of Alfa asks for 40.00 % by volume, while "ethanol in E10" of Alfa' in got
    assert got.endswith("allows 35.22 %, and all rules and limits 22.48 %")
    assert do == 'Lower "quota" to 22.48 %, or raise "ethanol in E10" to 34.40 %.'
    _, do = tell(found("an amount of one supplier"))
    assert do.startswith('Lower "quota" to 305.2 Ml in all')


# What ends otherwise ---------------------------------------------------------------------


def test_cost_without_end_names_the_fuel(system_of):
    system = system_of({})[0].system
    gone = ("ethanol",)
    equations = tuple(
        replace(row, left={c: 0.0 if c.component in gone else x for c, x in row.left.items()})
        for row in system.equations
    )
    costs = {c: -1.0 if c.component in gone else x for c, x in system.offer.costs.items()}
    offer = replace(system.offer, costs=costs)
    solution = choose(replace(system, equations=equations, offer=offer, limits=()))
    assert solution.reason == UNBOUNDED
    assert endless(solution.system) == ("ethanol in E10",)
    assert explain_choice(solution)[0] == (
        "cost falls without end: suppliers gain by ever more ethanol in E10"
    )


def test_the_solver_is_cited_where_it_gives_up(system_of):
    solution, _ = system_of({})
    given_up = replace(
        solution, reason=UNSOLVED, optimum=replace(solution.optimum, status="Time limit reached")
    )
    assert explain_choice(given_up)[0].startswith('the solver ends with "Time limit reached"')


@pytest.mark.parametrize("suppliers", [None, TWO])
def test_a_sub_quota_that_is_bought_out_under_double_counting(suppliers, system_of):
    changes = quota("15 %", counting="double above advanced") | {
        "rules/advanced": rule("12 %", ADVANCED, buy_out="0.1 NOK/l"),
        "suppliers": suppliers,
    }
    solution, _ = system_of(changes)
    assert solution.reason == TORN
    got, do = explain_choice(solution)
    of = " of Alfa" if suppliers else ""
    assert got.startswith(f'"advanced"{of} is missed by ')
    assert got.endswith('while "quota" counts double what is sold above it')
    assert do.endswith('or let "quota" count single.')


def test_what_has_no_price_is_named(variant):
    changes = quota("17 %") | {"costs/price/hvo": None, "costs/price/ucome": None}
    with pytest.raises(InfeasibleError, match="; hvo and ucome have no price and may not be sold"):
        assess(load_scenario(variant("choice", changes)))
