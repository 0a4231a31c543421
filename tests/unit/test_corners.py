"""Corners of rules, least cost and suppliers, each once wrong."""

import numpy as np
import pytest

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.equations import Key
from biofuel_mandate.errors import BiofuelMandateError, ScenarioError
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.solve.check import CLASHES, WAITS

ALL = "all petrol and diesel"
WASTES = {"counts": ["annex-ix-a", "annex-ix-b"]}
CROPS = {"counts": ["cereals", "oil-crops"]}


def rule(type_, by, level, **more):
    return {"type": type_, "by": by, "of": ALL, "counting": "single", "level": level} | more


@pytest.fixture
def made(variant):
    def make(name, changes):
        return assess(load_scenario(variant(name, changes)))

    return make


def values(assessment, variable, case="cheap"):
    """Return value by rule, supplier and component."""
    rows = (row for row in assessment.rows if (row.case, row.variable) == (case, variable))
    return {(row.rule, row.supplier, row.pool, row.component): row.value for row in rows}


def sold(assessment, case="cheap"):
    """Return the volumes by component, and by part."""
    found = {}
    for column, volume in assessment.evaluation.solution(case).volumes.items():
        name = f"{column.component} {column.part}".strip()
        found[name] = found.get(name, 0.0) + volume
    return found


# Counting twice above a sub-quota (6) -----------------------------------------------------------


def test_what_is_over_a_sub_quota_counts_twice_where_the_quota_does_not_bind(made):
    cheap = {"costs/price/ucome": "5 NOK/l", "rules/quota/level": "5 %"}
    found = made("chosen", cheap | {"rules/advanced/level": "1 %"})
    volume = sold(found)["ucome"] + sold(found)["ucome above"]
    base = sum(sold(found).values())
    counted = values(found, "rule_fulfilment")["quota", "", "", ""]
    assert counted == pytest.approx(2 * volume - 0.01 * base)
    assert values(found, "counted_volume")["quota", "", "", "biofuel"] == pytest.approx(counted)


def test_what_does_not_qualify_for_the_sub_quota_counts_once_above_it(made):
    """HVO saves 80 %: too little for the sub-quota, so that none of it is above."""
    strict = {"rules/advanced/minimum_saving": "82 %", "rules/advanced/level": "3 %"}
    found = made("chosen", strict)
    assert sold(found)["hvo"] > 0
    assert sold(found)["hvo above"] == 0
    counted = values(found, "counted_volume")["quota", "", "diesel", "hvo"]
    assert counted == pytest.approx(sold(found)["hvo"])


def test_what_a_cap_does_not_count_is_not_over_it_in_a_given_blend(made):
    """Fame saves 60 %, under what the cap looks at: it never stands over it."""
    rules = {
        "quota": rule("quota", "volume", "8 %", counting={"ethanol": 2}),
        "food": rule("cap", "volume", "0.5 %", limits="quota", minimum_saving="65 %", **CROPS),
    }
    saving = {"biofuels/ethanol/saving": "70 %", "costs": None, "cases/cheap": None}
    found = made("chosen", {"rules": rules} | saving)
    parts = sold(found, "observed")
    assert parts["fame over"] == pytest.approx(0.0)
    assert parts["fame"] == pytest.approx(0.05 * 2889)
    assert parts["ethanol over"] == pytest.approx(0.04 * 917 - 0.005 * (917 + 2889))


def test_gas_above_a_sub_quota_is_counted_by_its_litre_equivalent(made):
    per_litre = {"litre_equivalent": {"biogas": "36 MJ/l"}}
    found = made(
        "chosen",
        {
            "rules/quota/litre_equivalent": {"biogas": "36 MJ/l"},
            "rules/advanced": rule("sub-quota", "volume", "1 %", **WASTES, **per_litre),
            "biofuels/biogas": {"category": "annex-ix-a", "saving": "82 %"},
            "costs/price/biogas": "190 NOK/GJ",
            "supply/biogas": {"energy": "900 TJ"},
            "cases/cheap/fulfil": {
                "least cost": {
                    "petrol": ["ethanol"],
                    "diesel": {"B7": ["fame", "hvo", "ucome"], "gas": ["biogas"]},
                }
            },
        },
    )
    counted = values(found, "counted_volume")
    assert counted["quota", "", "diesel", "biogas"] >= 900 / 36
    assert counted["quota", "", "", "biofuel"] == pytest.approx(
        values(found, "rule_fulfilment")["quota", "", "", ""]
    )


def test_what_one_case_tells_apart_is_whole_in_another(made):
    """Under the cap a rule counts what is within; where the cap does not hold it counts all."""
    rules = {
        "first": rule("quota", "volume", "5 %"),
        "cap": rule("cap", "volume", "1 %", limits="first", counts=["annex-ix-a"]),
        "second": rule("quota", "volume", "5 %", counting="double above advanced"),
        "advanced": rule("sub-quota", "volume", "1 %", **WASTES),
    }
    held = {
        "cases/observed/rules": ["first", "second", "advanced"],
        "cases/cheap/rules": ["first", "cap"],
    }
    found = made("chosen", {"rules": rules} | held)
    for case, name in (("observed", "first"), ("observed", "second"), ("cheap", "first")):
        counted = values(found, "counted_volume", case)[name, "", "", "biofuel"]
        row = values(found, "rule_fulfilment", case)[name, "", "", ""]
        assert counted == pytest.approx(row)


def test_a_sub_quota_that_costs_nothing_to_miss_is_told_or_kept(made):
    with pytest.raises(BiofuelMandateError, match="which is paid for, while"):
        made("chosen", {"rules/advanced/penalty": "0 NOK/l"})


# Supply and names -------------------------------------------------------------------------------


def test_a_supply_of_litres_holds_no_gas_of_its_category(made):
    gases = {
        "rules": {"quota": rule("quota", "energy", "6 %", gas="inside")},
        "biofuels/biogas": {"category": "annex-ix-a", "saving": "82 %"},
        "costs/price/biogas": "120 NOK/GJ",
        "supply/annex-ix-a": {"available": "200 Ml"},
        "market/diesel/vehicles": {"heavy": {"energy_share": "5 %", "only": ["gas"]}},
        "cases/cheap/fulfil": {
            "least cost": {"petrol": ["ethanol"], "diesel": {"B7": ["fame"], "gas": ["biogas"]}}
        },
    }
    found = made("chosen", gases)
    assert sold(found)["biogas"] > 1000
    supply = values(found, "rule_fulfilment", "observed")["supply of annex-ix-a", "", "", ""]
    assert supply == pytest.approx(0.05 * 2889)


def test_the_name_of_a_rule_stands_for_that_rule_alone(made):
    rules = {
        "quota": rule("quota", "volume", "10 %"),
        "quota of waste": rule("sub-quota", "volume", "3 %", **WASTES),
    }
    found = made("chosen", {"rules": rules, "cases/cheap/rules": ["quota"]})
    assert found.scenario.structure.cases["cheap"].rules == ("quota",)
    assert {key[0] for key in values(found, "counted_volume")} == {"quota"}


def test_laws_whose_names_hold_one_another_are_refused(variant):
    laws = {
        "norway": {"law": "norway", "on": "2022-07-01"},
        "norway of 2023": {"law": "norway", "on": "2023-07-01"},
    }
    with pytest.raises(ScenarioError, match='"norway of 2023" reads like a rule of "norway"'):
        load_scenario(variant("norway-2023-least-cost", {"rules": laws}))


@pytest.mark.parametrize("name", ["energy of diesel", "supply of hvo"])
def test_a_rule_is_not_named_as_another_row(name, variant):
    changes = {"rules": {name: rule("quota", "volume", "10 %", buy_out="1 NOK/l")}}
    with pytest.raises(ScenarioError, match=f'a rule cannot be named "{name}"'):
        load_scenario(variant("chosen", changes))


# Suppliers --------------------------------------------------------------------------------------


def test_who_buys_out_gains_nothing_by_it(made):
    """All miss the quota: together they pay what they pay alone."""
    changes = {"rules": {"quota": rule("quota", "volume", "25 %", penalty="8 NOK/l")}}
    found = made("suppliers", changes | {"supply/hvo": {"available": "150 Ml"}})
    missed = values(found, "shortfall_cost", "together")["quota", "", "", ""]
    assert missed > 5000
    gains = values(found, "gain_from_trade", "together")
    assert list(gains.values()) == pytest.approx([0.0, 0.0, 0.0], abs=1e-6)


def test_a_cap_that_may_be_exceeded_at_a_price_is_shared_too(made):
    rules = {
        "quota": rule("quota", "volume", "14 %"),
        "food": rule("cap", "volume", "2 %", penalty="1 NOK/l", **CROPS),
    }
    found = made("suppliers", {"rules": rules})
    gains = values(found, "gain_from_trade", "together")
    whole = gains.pop(("", "", "", ""))
    assert sum(gains.values()) == pytest.approx(whole, abs=1e-6)
    alone, together = (
        values(found, "supplier_cost", case)["", "", "", ""] for case in ("alone", "together")
    )
    assert whole == pytest.approx(alone - together, abs=1e-6)


def test_a_supplier_has_no_price_of_its_own_for_gas(variant):
    """It would be left unheard: gas is priced by energy, for all."""
    gas = {
        "suppliers/Alfa/price/biogas": "3 NOK/l",
        "biofuels/biogas": {"category": "annex-ix-a", "saving": "82 %"},
    }
    with pytest.raises(ScenarioError, match="biogas is sold by energy, at no supplier's own"):
        load_scenario(variant("suppliers", gas))


def test_a_supplier_may_sell_nothing_of_a_pool(made):
    shares = {
        "suppliers/Alfa": {"petrol": "100 %", "diesel": "0 %"},
        "suppliers/Beta": {"petrol": "0 %", "diesel": "100 %"},
        "rules": {"quota": rule("quota", "volume", "300 Ml")},
    }
    found = made("suppliers", shares | {"cases/cheap": None, "cases/alone": None})
    diesel = values(found, "volume", "together")["", "Alfa", "diesel", "diesel"]
    assert diesel == 0.0


# Draws ------------------------------------------------------------------------------------------


def test_draws_agree_with_one_at_a_time_and_tell_why_they_fail(variant):
    like = {
        "petrol": {"ethanol": "as in cheap"},
        "diesel": dict.fromkeys(("fame", "hvo", "ucome"), "litres as in cheap"),
    }
    scenario = load_scenario(variant("chosen", {"cases/like": {"fulfil": like}}))
    draws = {
        "costs.price.ucome": np.array([12.5, 9.0, 20.0, 12.5]),
        "market.diesel.volume": np.array([2889.0, 2000.0, 3500.0, 2889.0]),
        "rules.quota.level": np.array([0.17, 0.1, 0.12, 0.9]),
    }
    many = Evaluation(scenario.table, scenario.structure, draws)
    assert many.solution("cheap").reason.tolist() == [0, 0, 0, CLASHES]
    assert many.solution("like").reason.tolist() == [0, 0, 0, WAITS]
    asked = [
        ("marginal_value", Key(case="cheap", rule="quota")),
        ("supplier_cost_mcur", Key(case="cheap")),
        ("counted_volume_ml", Key(case="like", rule="quota", component="biofuel")),
    ]
    for draw in range(3):
        one = {name: float(numbers[draw]) for name, numbers in draws.items()}
        single = Evaluation(scenario.table, scenario.structure, one)
        for name, key in asked:
            assert many.get(name, key)[draw] == pytest.approx(single.get(name, key), abs=1e-9)


def test_caps_that_overlap_divide_what_each_counts_in_every_draw(made):
    """Palm saves too little for the food cap to look at; the cap on palm alone divides it."""
    cap = {"gas": "outside", "limits": "quota"}
    rules = {
        "quota": rule("quota", "greenhouse gas", "5 %", reference="94.1 g/MJ", gas="outside"),
        "food": rule("cap", "energy", "2 %", minimum_saving="55 %", **cap, **CROPS),
        "palm": rule("cap", "energy", "0.5 %", counts=["palm"], **cap),
    }
    found = made(
        "chosen",
        {
            "rules": rules,
            "cases/cheap": None,
            "biofuels/palm": {"fuel": "hvo", "category": "oil-crops", "saving": "50 %"},
            "market/diesel/blend/palm": "2 %",
        },
    )
    lhv = {"palm": 34.0}
    whole = found.evaluation.get("sold_energy_tj", Key(case="observed", component="total"))
    assert sold(found, "observed")["palm"] * lhv["palm"] == pytest.approx(0.005 * whole)
    draws = {
        "biofuels.palm.saving": np.array([0.5, 0.7, 0.56, 0.5, 0.9, 0.5]),
        "biofuels.fame.saving": np.array([0.58, 0.5, 0.5, 0.7, 0.56, 0.6]),
        "rules.food.level": np.array([0.02, 0.0, 0.03, 0.06, 0.001, 0.01]),
        "rules.palm.level": np.array([0.005, 0.0, 0.03, 0.01, 0.02, 0.0]),
    }
    table, structure = found.scenario.table, found.scenario.structure
    many = Evaluation(table, structure, draws).solution("observed")
    for draw in range(6):
        one = {name: float(numbers[draw]) for name, numbers in draws.items()}
        single = Evaluation(table, structure, one).solution("observed")
        assert single.reason == 0
        for column, volume in single.volumes.items():
            theirs = np.broadcast_to(many.volumes[column], 6)[draw]
            assert theirs == pytest.approx(volume, abs=1e-9)


def test_a_given_blend_over_a_limit_is_told_when_rules_divide_it(made):
    """Where it would stand at the limit is solved in parts as well."""
    changes = {
        "cases/cheap": {"fulfil": "in proportion"},
        "rules/quota/level": "30 %",
        "rules/advanced/level": "2 %",
    }
    with pytest.raises(BiofuelMandateError, match=r"would take .* Ml short"):
        made("chosen", changes)
