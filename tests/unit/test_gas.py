"""Gas is sold by energy: it replaces diesel, has no litres, and counts only if a rule says so."""

from functools import partial

import pytest

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.explain import explain
from biofuel_mandate.report.summary import to_markdown

FULFIL = "cases/policy/fulfil"
GAS = {
    "biofuels/biogas": {"pathway": "biogas-municipal-waste"},
    f"{FULFIL}/petrol": {"ethanol": "as in reference"},
    f"{FULFIL}/diesel": {"fame": "litres as in reference", "gas": {"biogas": "100 GWh"}},
    "published": None,
}
COUNTED = {"rules/quota/litre_equivalent": {"biogas": "36 MJ/l"}}


@pytest.fixture(scope="module")
def made(variant):
    def make(**changes):
        named = {key.replace("__", "/"): value for key, value in changes.items()}
        return assess(load_scenario(variant("norway-2015", {**GAS, **named})))

    return make


@pytest.fixture(scope="module")
def found(made):
    return made()


def test_it_takes_the_place_of_diesel_energy_and_of_no_litres(found):
    of = partial(found.value, case="policy")
    assert of("energy", component="biogas") == pytest.approx(360)
    assert of("extra_energy", component="diesel") == pytest.approx(-360)
    assert of("extra_energy", component="total") == pytest.approx(0, abs=1e-6)
    assert of("extra_volume", component="biofuel") == pytest.approx(0, abs=1e-9)
    fossil = of("extra_volume", component="diesel")
    assert of("extra_volume", component="total") == pytest.approx(fossil)


def test_it_has_no_rows_of_litres(found):
    rows = [row for row in found.rows if row.component == "biogas"]
    assert rows
    assert "NOK/l" not in {row.unit for row in rows}
    assert {row.variable for row in rows if row.unit == "Ml"} == {"counted_volume"}
    assert "volume_share" not in {row.variable for row in rows}


def test_direct_and_life_cycle_reductions_are_of_its_energy(found):
    of = partial(found.value, case="policy", component="biogas")
    diesel = 3.17 / 43.2 * 1e3
    assert of("direct_co2_reduction") == pytest.approx(360 * diesel)
    assert of("life_cycle_reduction", detail="saving 50 %") == pytest.approx(360 * 83.8 * 0.5)
    # Default of municipal organic waste: 73 %.
    assert of("life_cycle_reduction", detail="own saving") == pytest.approx(360 * 83.8 * 0.73)
    rows = [found.value("direct_co2_reduction", "policy", c) for c in ("ethanol", "fame", "biogas")]
    total = found.value("direct_co2_reduction", "policy", "total")
    assert sum(rows) == pytest.approx(total)


def test_without_a_litre_equivalent_a_rule_passes_it_by(found):
    of = partial(found.value, "counted_share", rule="quota", detail="quota")
    fossil = found.value("volume", "policy", "fossil")
    bio = found.value("volume", "reference", "biofuel")
    assert of("policy") == pytest.approx(bio / (bio + fossil))
    assert found.value("counted_volume", "policy", "biogas", rule="quota") == 0
    assert found.value("multiplier", "policy", "biogas", rule="quota") == 0


def test_with_a_litre_equivalent_it_counts_and_stands_in_the_base(made):
    found = made(rules__quota__litre_equivalent={"biogas": "36 MJ/l"})
    bio = found.value("volume", "policy", "biofuel")
    litres = 360 / 36
    total = found.value("volume", "policy", "total") + litres
    share = found.value("counted_share", "policy", rule="quota", detail="quota")
    assert share == pytest.approx((bio + litres) / total)
    of = partial(found.value, "counted_volume", "policy", rule="quota")
    assert of("biogas") == pytest.approx(litres)
    assert of("biofuel") == pytest.approx(bio + litres)


def test_waste_counts_twice(made):
    found = made(
        rules__quota__litre_equivalent={"biogas": "36 MJ/l"}, rules__quota__counting="double"
    )
    assert found.value("counted_volume", "policy", "biogas", rule="quota") == pytest.approx(20)


def test_it_fills_up_to_a_rule_that_counts_it(made):
    diesel = {"fame": "litres as in reference", "gas": {"biogas": "rest"}}
    found = made(
        rules__quota__litre_equivalent={"biogas": "36 MJ/l"}, cases__policy__fulfil__diesel=diesel
    )
    assert found.value("counted_share", "policy", rule="quota", detail="quota") == pytest.approx(
        0.055
    )
    litres = found.value("energy", "policy", "biogas") / 36
    bio = found.value("volume", "policy", "biofuel")
    base = found.value("volume", "policy", "total") + litres
    assert (bio + litres) / base == pytest.approx(0.055)


def test_a_mass_is_an_energy_by_its_heat_value(made):
    # The directorate's conversion table: 14 kWh/kg.
    diesel = {"fame": "litres as in reference", "gas": {"biogas": "2 kt"}}
    found = made(cases__policy__fulfil__diesel=diesel)
    assert found.value("energy", "policy", "biogas") == pytest.approx(2 * 14 * 3.6)
    names = {step.name for step in every(explain(found, "policy.energy.biogas"))}
    assert {"gas_tj", "fill_energy_tj", "fill_mass_kt", "lhv_mj_per_kg"} <= names


def every(step):
    yield step
    for inner in step.inputs:
        yield from every(inner)


def test_it_may_be_as_in_another_case(made):
    case = {
        "quota": "5.5 %",
        "fulfil": {
            "petrol": {"ethanol": "as in reference"},
            "diesel": {"fame": "litres as in policy", "gas": {"biogas": "as in policy"}},
        },
    }
    found = made(cases__again=case)
    assert found.value("energy", "again", "biogas") == pytest.approx(360)


def test_it_may_be_all_the_biofuel_of_a_pool(made):
    found = made(
        market__diesel__blend={},
        cases__reference__quota="1 %",
        cases__policy__fulfil__diesel={"gas": {"biogas": "100 GWh"}},
        costs__abatement_cost={},
    )
    assert found.value("extra_energy", "policy", "diesel") == pytest.approx(-360)


def test_gas_vehicles_may_be_some_of_the_heavy_ones(made):
    limits = {
        "heavy": {"energy_share": "40 %", "only": ["B30", "gas"]},
        "gas": {"energy_share": "2 %", "only": ["gas"]},
    }
    found = made(market__diesel__vehicles=limits)
    of = partial(found.value, "rule_fulfilment", "policy", detail="vehicle limit")
    assert of(rule="B30 and gas in heavy vehicles") == pytest.approx(360)
    assert of(rule="gas in gas vehicles") == pytest.approx(360)


def test_a_reader_is_told(found, made):
    english = to_markdown(found, "en")
    assert "Biogas is sold by energy. It is in no sum of litres." in english
    assert 'Biogas does not count towards "quota"' in english
    assert "selges etter energi" in to_markdown(found, "nb")
    counted = made(rules__quota__litre_equivalent={"biogas": "36 MJ/l"})
    assert "does not count" not in to_markdown(counted, "en")


def test_a_share_without_a_known_limit_is_told(variant):
    diesel = {"B7": {"fame": "5 %"}, "B30": {"fame": "30 %", "hvo": "5 %", "sales": "10 %"}}
    changes = {
        "cases/policy/fulfil": {"petrol": {"ethanol": "5 %"}, "diesel": diesel},
        "biofuels/hvo": {"pathway": "hvo-rape"},
    }
    loaded = load_scenario(variant("norway-2015", changes))
    assert ("no_limit", "hvo in B30") in [(one.code, one.about) for one in loaded.warnings]
    limit = {"B30.hvo.greatest_volume_share": {"value": "20 %", "source": "An agreement"}}
    loaded = load_scenario(variant("norway-2015", {**changes, "overrides": limit}))
    assert "no_limit" not in [one.code for one in loaded.warnings]
    of = partial(assess(loaded).value, case="policy", rule="hvo in B30", detail="grade limit")
    assert of("rule_met") == 1


def test_a_pathway_whose_emission_alone_is_printed_saves_over_100_per_cent(made):
    # Directive (EU) 2018/2001, Annex VI: wet manure, closed: -79 g/MJ, against 94.
    found = made(
        comparator="red-2018",
        biofuels={
            "ethanol": {"saving": "70 %"},
            "fame": {"saving": "60 %"},
            "biogas": {"pathway": "biogas-wet-manure-closed"},
        },
        rules__quota__litre_equivalent={"biogas": "36 MJ/l"},
    )
    of = partial(found.value, case="policy", component="biogas")
    saved = of("life_cycle_reduction", detail="own saving")
    assert saved == pytest.approx(360 * (94 + 79))
    assert of("counted_volume", rule="quota") == pytest.approx(10)


def test_a_saving_over_100_per_cent_may_be_given(made):
    found = made(biofuels__biogas={"saving": "184 %", "category": "annex-ix-a"})
    saved = found.value("life_cycle_reduction", "policy", "biogas", detail="own saving")
    assert saved == pytest.approx(360 * 83.8 * 1.84)


def test_a_litre_equivalent_may_name_the_fuel(made):
    gas = {
        "biofuels/biogas": None,
        "biofuels/cbg": {"fuel": "biogas", "pathway": "biogas-wet-manure"},
        "rules/quota/litre_equivalent": {"biogas": "36 MJ/l"},
        "cases/policy/fulfil/diesel": {"fame": "as in reference", "gas": {"cbg": "100 GWh"}},
    }
    found = made(**{key.replace("/", "__"): value for key, value in gas.items()})
    assert found.value("counted_volume", "policy", "cbg", rule="quota") == pytest.approx(10)


def test_vehicles_that_need_more_gas_replace_less_diesel(made):
    ratio = {"biogas.efficiency_ratio": {"value": 0.8, "source": "A test"}}
    found = made(overrides=ratio)
    of = partial(found.value, case="policy")
    assert of("extra_energy", component="diesel") == pytest.approx(-0.8 * 360)
    diesel = 3.17 / 43.2 * 1e3
    assert of("direct_co2_reduction", component="biogas") == pytest.approx(0.8 * 360 * diesel)
    assert of("direct_co2_reduction", component="unattributed") == pytest.approx(0, abs=1e-6)


def test_gas_that_no_vehicle_is_said_to_use_is_told(made):
    limits = {"gas": {"energy_share": "2 %", "only": ["gas"]}}
    assert "no_vehicles" in {one.code for one in made().scenario.warnings}
    bounded = made(market__diesel__vehicles=limits)
    assert "no_vehicles" not in {one.code for one in bounded.scenario.warnings}
