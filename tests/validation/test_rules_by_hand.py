"""What rules ask for, beside sums that a reader can do by hand."""

import pytest
import yaml

from biofuel_mandate import assess, load_scenario

HEAD = """
title: {en: By hand, nb: For hånd}
source: A sum by hand
evidence: unverified
jurisdiction: Anywhere
currency: EUR
price_year: 2020
comparator: red-2018
factors: red-2018
"""
# One litre of everything holds the same energy here, so that shares of litres are shares of energy.
ALIKE = {
    f"{fuel}.lhv_mj_per_l": {"value": "36 MJ/l", "source": "By hand"}
    for fuel in ("petrol", "diesel", "ethanol", "fame", "hvo")
}
MADE_OF = {
    "conventional": {"fuel": "fame", "category": "oil-crops", "saving": "60 %"},
    "advanced": {"fuel": "hvo", "category": "annex-ix-a", "saving": "80 %"},
    "waste": {"fuel": "hvo", "category": "annex-ix-b", "saving": "80 %"},
}


@pytest.fixture
def asked(tmp_path):
    """Solve one case on a market of diesel, 1 000 Ml of it unless said otherwise."""

    def ask(rules, fulfil, prices=None, **more):
        data = yaml.safe_load(HEAD)
        made_of = more.pop("biofuels", MADE_OF)
        blend = dict.fromkeys(made_of, "0 %")
        data |= {
            "date": more.pop("date", "2024-07-01"),
            "market": {
                "year": 2020,
                "sales": "including biofuel",
                more.pop("pool", "diesel"): {
                    "volume": more.pop("sales", "1000 Ml"),
                    "blend": blend,
                },
            },
            "biofuels": made_of,
            "rules": rules,
            "baseline": "case",
            "cases": {"case": {"fulfil": fulfil}},
            "overrides": ALIKE,
        }
        if prices:
            data["costs"] = {"price": {name: f"{price} EUR/l" for name, price in prices.items()}}
        for key, value in more.items():
            data[key] = value
        path = tmp_path / "hand.yaml"
        path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")
        return assess(load_scenario(path))

    return ask


def norway(on, minimum="50 %"):
    """The Norwegian rules of a day, on a market without petrol, by the savings that are given."""
    changes = {
        name: {"of": "all diesel", "minimum_saving": minimum} for name in ("quota", "advanced")
    }
    return {"law": "norway", "on": on, "petrol-floor": "none", **changes}


def share(assessment, component="biofuel"):
    return assessment.value("volume_share", "case", component)


def counted(assessment, rule="quota"):
    (row,) = (one for one in assessment.rows if (one.rule, one.variable) == (rule, "counted_share"))
    return row.value


def test_first_half_of_2020_in_norway_counts_16_percent_of_litres_as_20(asked):
    # 12 % conventional, once, and 4 % advanced, twice: 12 + 2 x 4 = 20.
    fills = {"diesel": {"conventional": "12 %", "advanced": "4 %", "waste": "0 %"}}
    found = asked(norway("2020-03-01"), fills)
    assert share(found) == pytest.approx(0.16)
    assert counted(found) == pytest.approx(0.20)
    assert counted(found, "advanced") == pytest.approx(0.04)


CHEAP = {"diesel": 0.5, "conventional": 0.8, "advanced": 1.9, "waste": 2.0}
DEAR = {"diesel": 0.5, "conventional": 1.9, "advanced": 0.8, "waste": 0.9}


def test_24_5_percent_with_9_advanced_takes_15_5_or_12_25_percent_of_litres(asked):
    # The sub-quota just filled: 9 % twice are 18, and 6.5 % once make 24.5: 15.5 % of litres.
    found = asked(norway("2021-07-01"), "least cost", CHEAP)
    assert share(found) == pytest.approx(0.155)
    assert share(found, "conventional") == pytest.approx(0.065)
    # All advanced: 24.5 / 2 = 12.25 %.
    found = asked(norway("2021-07-01"), "least cost", DEAR)
    assert share(found) == pytest.approx(0.1225)


def test_17_percent_counted_twice_only_above_12_5_takes_14_75_percent_of_litres(asked):
    # 12.5 once, and 2.25 twice: 12.5 + 4.5 = 17, of 14.75 % of the litres.
    found = asked(norway("2023-07-01"), "least cost", DEAR)
    assert share(found) == pytest.approx(0.1475)
    assert counted(found) == pytest.approx(0.17)
    # The same in a given blend that fills up: the piece above the sub-quota.
    fills = {"diesel": {"conventional": "0 %", "waste": "0 %", "advanced": "rest"}}
    found = asked(norway("2023-07-01"), fills)
    assert share(found) == pytest.approx(0.1475)
    # Below it nothing counts twice: 8 % of litres are 8 % counted, and 3 % conventional 3 more.
    fills = {"diesel": {"conventional": "3 %", "waste": "2 %", "advanced": "6 %"}}
    found = asked(norway("2023-07-01"), fills)
    assert counted(found) == pytest.approx(0.11)


@pytest.mark.parametrize(("counting", "litres"), [("single", 0.08), ("double", 1 / 24)])
def test_a_base_of_fossil_fuel_alone_asks_for_q_over_100_less_q(asked, counting, litres):
    # 8 % of all fuel is 8 / 92 = 8.696 % of the fossil fuel in it; all double, half of that.
    rule = {"type": "quota", "by": "volume", "of": "fossil diesel", "counting": counting}
    fills = {"diesel": {"conventional": "0 %", "waste": "0 %", "advanced": "rest"}}
    found = asked({"quota": {**rule, "level": f"{800 / 92} %"}}, fills)
    assert share(found) == pytest.approx(litres)


def test_finland_by_hand(asked):
    # 2023: 13.5 % of the energy, each once. 1 000 Ml of 36 MJ/l are 36 000 TJ; 13.5 % are 4 860 TJ,
    # which are 135 Ml. At 1.10 EUR/l against 0.50 they cost 135 x 0.60 = 81 MEUR more.
    law = {"law": "finland", "on": "2023-07-01", "quota": {"of": "all diesel"}}
    prices = {"diesel": 0.5, "conventional": 1.1, "advanced": 1.2, "waste": 1.3}
    found = asked(law, "least cost", prices)
    assert found.value("volume", "case", "conventional") == pytest.approx(135)
    assert found.value("energy", "case", "biofuel") == pytest.approx(4860)
    assert found.value("supplier_cost", "case") == pytest.approx(500 + 81)
    # One GJ more of biofuel costs 0.60 / 36 MJ = 16.67 EUR: the value of the obligation.
    value = found.value("marginal_value", "case", rule="quota", detail="quota")
    assert value == pytest.approx(0.6 / 36 * 1000)


def test_denmark_by_hand(asked):
    # 2023: emissions 3.4 % under 94.1 g/MJ, while fossil diesel stands at 95.1 and a biofuel that
    # saves 80 % of 94 at 18.8. Of 36 000 TJ a part b is biofuel:
    # 95.1 (1 - b) + 18.8 b = 0.966 x 94.1 = 90.9006, so b = 4.1994 / 76.3 = 5.504 %.
    law = {"law": "denmark", "on": "2023-07-01", "ghg-reduction": {"of": "all diesel"}}
    found = asked(law, "least cost", DEAR)
    assert found.value("energy_share", "case", "advanced") == pytest.approx(4.1994 / 76.3)
    # What counts: 94.1 - 18.8 a MJ from biofuel, less the 1 g/MJ that fossil diesel stands over.
    assert counted(found, "ghg-reduction") == pytest.approx(0.034)


def test_germany_by_hand(asked):
    # 2021: 6 % under 94.1, a missing tonne costs 470 EUR. Biofuel that saves 80 % of 94 emits 18.8;
    # against fossil diesel it takes 76.3 g/MJ away, of 36 MJ: 2.7468 kg a litre.
    change = {"of": "all diesel", "minimum_saving": "60 %"}
    law = {"law": "germany", "on": "2021-07-01", "ghg-reduction": change, "food-cap": "none"}
    fuel = {"diesel": 0.5, "conventional": 9.0, "waste": 9.0}
    # At 1.00 EUR/l a litre saves 2.7468 kg for 0.50 EUR: 182 EUR/t, cheaper than the penalty.
    found = asked(law, "least cost", fuel | {"advanced": 1.0})
    bio = (95.1 - 0.94 * 94.1) / 76.3
    assert found.value("energy_share", "case", "advanced") == pytest.approx(bio)
    assert found.value("shortfall_cost", "case", rule="ghg-reduction") == 0
    # At 2.00 EUR/l it would be 546 EUR/t: all is missed. 6 % of 94.1, and 1 g/MJ that fossil diesel
    # stands over: 6.646 g/MJ x 36 000 TJ = 239 256 t, at 470 EUR.
    found = asked(law, "least cost", fuel | {"advanced": 2.0})
    assert share(found) == 0
    paid = found.value("shortfall_cost", "case", rule="ghg-reduction")
    assert paid == pytest.approx(239_256 * 470 / 1e6)
    value = found.value("marginal_value", "case", rule="ghg-reduction", detail="quota")
    assert value == pytest.approx(470)


def test_energy_above_a_cap_counts_at_the_reference(asked):
    # A cap of 4 % on oil crops under a quota of 6 % by greenhouse gas, at a reference of 94 g/MJ.
    # 10 % conventional: 4 % of the energy at 37.6 g/MJ, and 6 % at 94: the same as fossil.
    rules = {
        "ghg": {
            "type": "quota",
            "by": "greenhouse gas",
            "of": "all diesel",
            "counting": "single",
            "reference": "94 g/MJ",
            "level": "6 %",
        },
        "food": {
            "type": "cap",
            "by": "energy",
            "of": "all diesel",
            "counting": "single",
            "counts": ["oil-crops"],
            "level": "4 %",
            "limits": "ghg",
        },
    }
    fills = {"diesel": {"conventional": "10 %", "waste": "0 %", "advanced": "0 %"}}
    found = asked(rules, fills)
    assert counted(found, "ghg") == pytest.approx(0.04 * 0.6)
    assert counted(found, "food") == pytest.approx(0.04)
    # Counted twice, 4 % of the energy saves twice 60 %, and all 10 % stand in the base twice, those
    # over the cap at the reference: 0.04 x 2 x 0.6 of 0.9 + 2 x 0.1.
    twice = rules | {"ghg": rules["ghg"] | {"counting": {"oil-crops": 2}}}
    found = asked(twice, fills)
    assert counted(found, "ghg") == pytest.approx(0.04 * 2 * 0.6 / 1.1)
    # Under the cap all of it counts.
    found = asked(rules, {"diesel": fills["diesel"] | {"conventional": "3 %"}})
    assert counted(found, "ghg") == pytest.approx(0.03 * 0.6)


@pytest.mark.parametrize(("by", "counts"), [("volume", 0.47), ("energy", 0.37)])
def test_etbe_counts_by_its_renewable_part_alone(asked, by, counts):
    # 10 % ETBE of the litres, and of the energy where a litre holds the same as petrol: 47 % of
    # its volume and 37 % of its energy count; the base holds all of it.
    rule = {"type": "quota", "by": by, "of": "all petrol", "counting": "single", "level": "1 %"}
    same = ALIKE | {"etbe.lhv_mj_per_l": {"value": "36 MJ/l", "source": "By hand"}}
    made_of = {"etbe": {"category": "cereals", "saving": "60 %"}}
    fills = {"petrol": {"etbe": "10 %"}}
    found = asked({"quota": rule}, fills, pool="petrol", biofuels=made_of, overrides=same)
    assert counted(found) == pytest.approx(0.10 * counts)


def test_the_fossil_part_of_etbe_emits_and_only_the_rest_saves(asked):
    # By greenhouse gas: of 36 000 TJ a tenth is ETBE, 37 % of it at 94 less 60 %, the rest at 94.
    rule = {
        "type": "quota",
        "by": "greenhouse gas",
        "of": "all petrol",
        "counting": "single",
        "reference": "94 g/MJ",
        "level": "1 %",
    }
    same = ALIKE | {"etbe.lhv_mj_per_l": {"value": "36 MJ/l", "source": "By hand"}}
    made_of = {"etbe": {"category": "cereals", "saving": "60 %"}}
    cases = {
        "none": {"fulfil": {"petrol": {"etbe": "0 %"}}},
        "some": {"fulfil": {"petrol": {"etbe": "10 %"}}},
    }
    found = asked(
        {"quota": rule},
        {},
        pool="petrol",
        biofuels=made_of,
        overrides=same,
        cases=cases,
        baseline="none",
    )
    saved = 3600 * 0.37 * 0.6 * 94
    reduced = found.value("life_cycle_reduction", "some", "etbe", detail="own saving")
    assert reduced == pytest.approx(saved)
    (share,) = (
        one.value
        for one in found.rows
        if (one.case, one.rule, one.variable) == ("some", "quota", "counted_share")
    )
    assert share == pytest.approx(0.1 * 0.37 * 0.6)
    # Direct: what is not renewable stays, taken for petrol.
    direct = found.value("direct_co2_reduction", "some", "etbe")
    petrol = found.value("direct_co2_emission", "none", "petrol")
    assert direct == pytest.approx(petrol * 0.1 * 0.37)
