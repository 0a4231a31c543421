"""The shipped alternatives give the figures that follow from the assessment of 2015."""

from functools import partial

import pytest

NAME = "norway-2015-alternatives"
HEAVY = "B10 and B30 and B100 and gas in heavy vehicles"


@pytest.fixture(scope="module")
def found(assessed):
    return assessed(NAME)


def printed(number, decimals=1):
    return pytest.approx(number, abs=0.5 * 10.0**-decimals)


def test_the_assessments_own_case_is_as_in_norway_2015(found, assessed):
    norway = assessed("norway-2015")
    for component in ("ethanol", "fame", "biofuel"):
        for variable in ("extra_volume", "direct_co2_reduction"):
            expected = norway.value(variable, "policy", component)
            assert found.value(variable, "E5 and B7", component) == pytest.approx(expected)
    assert found.value("cost", "E5 and B7", "biofuel", detail="abatement cost") == printed(298, 0)


def test_e10_and_b7_at_their_limits_reach_7_95_per_cent(found):
    of = partial(found.value, case="E10 and B7 at their limits", rule="quota", detail="quota")
    assert of("counted_share") * 100 == printed(7.95, 2)
    assert of("rule_met") == 1


def test_e10_everywhere_pushes_biodiesel_out(found):
    assert found.value("extra_volume", "E10", "ethanol") == printed(121.8)
    assert found.value("extra_volume", "E10", "fame") == printed(-34.1)


def test_the_protection_grade_is_e5(found):
    of = partial(found.value, "volume", "E10 beside E5", pool="petrol")
    sold = {g: of("petrol", grade=g) + of("ethanol", grade=g) for g in ("E5", "E10")}
    assert sold["E5"] / sum(sold.values()) == pytest.approx(0.15)
    assert of("ethanol", grade="E5") / sold["E5"] == pytest.approx(0.05)
    assert of("ethanol", grade="E10") / sold["E10"] == pytest.approx(0.10)


def test_b30_for_heavy_vehicles(found):
    of = partial(found.value, "volume", "B30", pool="diesel", grade="B30")
    assert of("fame") + of("diesel") == printed(336, 0)
    of = partial(found.value, case="B30", rule=HEAVY, detail="vehicle limit")
    assert of("rule_fulfilment") / of("rule_demand") * 100 == printed(28, 0)
    assert found.value("extra_volume", "B30", "fame") == printed(85.9)
    for component in ("ethanol", "hvo"):
        assert found.value("extra_volume", "B30", component) == pytest.approx(0, abs=1e-9)


def test_hvo_fills_up(found):
    assert found.value("extra_volume", "HVO", "hvo") == printed(85.8)
    assert found.value("direct_co2_reduction", "HVO", "biofuel") / 1e3 == printed(214, 0)
    for component in ("ethanol", "fame"):
        assert found.value("extra_volume", "HVO", component) == pytest.approx(0, abs=1e-9)


def test_half_of_2013_counted_twice_without_a_litre_more(found):
    case = "double counting"
    share = found.value("counted_share", case, rule="quota", detail="quota")
    assert share * 100 == printed(6.09, 2)
    assert found.value("extra_volume", case, "biofuel") == pytest.approx(0, abs=1e-6)
    sold = found.value("volume", case, "ucome") / found.value("volume", case, "biofuel")
    assert sold == pytest.approx(0.5)


def test_from_what_was_sold_in_2013_the_rise_is_smaller(found):
    case = "over-fulfilment"
    assert found.value("volume_share", "observed", "biofuel") * 100 == printed(4.06, 2)
    assert found.value("extra_volume", case, "ethanol") == printed(49.9)
    assert found.value("extra_volume", case, "fame") == printed(12.7)
    assert found.value("direct_co2_reduction", case, "biofuel") / 1e3 == printed(105.9)
    assert found.value("cost", case, "biofuel", detail="abatement cost") == printed(210, 0)


def test_biogas_replaces_diesel_at_1100_a_tonne(found):
    of = partial(found.value, case="biogas", component="biogas")
    assert of("energy") == pytest.approx(300 * 3.6)
    # 3.17 kg CO2 a kg of diesel, at 43.2 MJ/kg.
    assert of("direct_co2_reduction") == pytest.approx(1080 * 3.17 / 43.2 * 1e3)
    cost = of("cost", detail="abatement cost")
    assert cost == pytest.approx(of("direct_co2_reduction") * 1100 / 1e6)
    assert found.value("rule_met", "biogas", rule="quota", detail="quota") == 1


@pytest.mark.parametrize(
    ("case", "component", "is_known"),
    [
        ("E5 and B7", "ethanol", True),
        ("E5 and B7", "fame", True),
        ("E10", "ethanol", False),
        ("E10 beside E5", "ethanol", False),
        ("E10", "fame", True),
        ("B30", "fame", False),
        ("HVO", "hvo", False),
        ("double counting", "ucome", False),
    ],
)
def test_the_abatement_costs_hold_for_low_blends_alone(found, case, component, is_known):
    cost = partial(found.value, "cost", case, detail="abatement cost")
    assert (cost(component) is not None) == is_known
    if not is_known:
        assert cost("biofuel") is None


def test_a_cost_without_a_source_says_so(found):
    from biofuel_mandate.report.summary import to_markdown

    english, norwegian = (to_markdown(found, language) for language in ("en", "nb"))
    row = next(line for line in english.splitlines() if line.startswith("| HVO within EN 590 |"))
    assert row.endswith("| no sourced cost | no sourced cost |")
    assert "ingen kjent kostnad" in norwegian
    assert "no sourced" not in norwegian
