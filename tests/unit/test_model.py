"""The model's figures against closed forms written here, and against what was published.

Volumes in Ml, heat in MJ/l, CO2 in g/MJ, so Ml x MJ/l = TJ and TJ x g/MJ = t.
"""

import csv
import io
from functools import partial

import pytest

from biofuel_mandate import InfeasibleError, ScenarioError, assess, load_scenario
from biofuel_mandate.equations import Key
from biofuel_mandate.explain import explain
from biofuel_mandate.report.breaches import breaches
from biofuel_mandate.report.notes import notes
from biofuel_mandate.report.summary import to_markdown
from biofuel_mandate.report.texts import texts
from biofuel_mandate.results import to_csv

exactly = partial(pytest.approx, rel=1e-9, abs=1e-9)


def printed(value, digits=1):
    """Return what must come out to a figure that was printed with so many digits."""
    return pytest.approx(value, abs=0.5000001 * 10**-digits, rel=0)


def assert_same(found, expected):
    """Compare all results; sums that cancel keep the rounding of what they are sums of."""
    for one, other in zip(found.rows, expected.rows, strict=True):
        assert one._replace(value=None) == other._replace(value=None)
        assert (one.value is None) == (other.value is None), one
        if one.value is not None:
            noise = 1e-6 if one.unit == "t" else 1e-9
            assert one.value == pytest.approx(other.value, rel=1e-9, abs=noise), one


# The Norwegian market of 2013, in closed form -------------------------------------------------

PETROL, DIESEL = 0.74 * 12.2 * 3.6, 0.84 * 12.0 * 3.6  # kg/l x kWh/kg x MJ/kWh
ETHANOL, FAME, HVO = 0.79 * 7.44 * 3.6, 33.0, 34.0
CO2_PETROL, CO2_DIESEL = 3.13 / (12.2 * 3.6) * 1000, 3.17 / (12.0 * 3.6) * 1000
# On top of fossil sales comes F b / (1 - b): the blend is a share of the finished fuel.
ETHANOL_2013, FAME_2013 = 1307.255 * 0.013 / 0.987, 2796.794 * 0.053 / 0.947
PETROL_TJ = 1307.255 * PETROL + ETHANOL_2013 * ETHANOL
DIESEL_TJ = 2796.794 * DIESEL + FAME_2013 * FAME
# A litre of biofuel lets the pool grow by what it lacks in energy.
GROWTH = {"ethanol": 1 - ETHANOL / PETROL, "fame": 1 - FAME / DIESEL, "hvo": 1 - HVO / DIESEL}


def litres(ethanol=0.0, fame=0.0, hvo=0.0):
    """All fuel sold, when so much biofuel is."""
    grown = GROWTH["ethanol"] * ethanol + GROWTH["fame"] * fame + GROWTH["hvo"] * hvo
    return PETROL_TJ / PETROL + DIESEL_TJ / DIESEL + grown


def at_share(share, energy_tj, fossil, biofuel):
    """Litres of a biofuel that makes up a share of its pool."""
    return share * energy_tj / ((1 - share) * fossil + share * biofuel)


def filled(quota, component, **others):
    """Litres of a component that fills up to a quota beside others."""
    missing = quota * litres(**others) - sum(others.values())
    return missing / (1 - quota * GROWTH[component])


def scaled(quota):
    """Both biofuels in their ratio of 2013, scaled up or down to a quota."""
    zero = litres()
    grown = GROWTH["ethanol"] * ETHANOL_2013 + GROWTH["fame"] * FAME_2013
    factor = quota * zero / (ETHANOL_2013 + FAME_2013 - quota * grown)
    return factor * ETHANOL_2013, factor * FAME_2013


ETHANOL_REF, FAME_REF = scaled(0.035)
ETHANOL_E5 = at_share(0.05, PETROL_TJ, PETROL, ETHANOL)
ETHANOL_E10 = at_share(0.10, PETROL_TJ, PETROL, ETHANOL)
FAME_E5 = filled(0.055, "fame", ethanol=ETHANOL_E5)


@pytest.fixture(scope="module")
def norway(assessed):
    return assessed("norway-2015")


@pytest.fixture(scope="module")
def ways(assessed):
    return assessed("ways-to-comply")


class TestNorway2015:
    def test_litres(self, norway):
        of = partial(norway.value, "volume")
        assert of("reference", "ethanol") == exactly(ETHANOL_REF)
        assert of("reference", "fame") == exactly(FAME_REF)
        assert of("policy", "ethanol") == exactly(ETHANOL_E5)
        assert of("policy", "fame") == exactly(FAME_E5)
        assert of("policy", "total") == exactly(litres(ETHANOL_E5, FAME_E5))
        assert norway.value("extra_volume", "policy", "ethanol") == printed(52, 0)
        assert norway.value("extra_volume", "policy", "fame") == printed(34, 0)

    def test_shares_are_of_the_finished_blend(self, norway):
        assert norway.value("volume_share", "policy", "ethanol") == exactly(0.05)
        assert norway.value("volume_share", "policy", "biofuel") == exactly(0.055)
        assert norway.value("volume_share", "policy", "fame") == printed(0.057, 3)
        part = ETHANOL * ETHANOL_E5 / PETROL_TJ
        assert norway.value("energy_share", "policy", "ethanol") == exactly(part)

    def test_more_fuel_is_bought(self, norway):
        more = litres(ETHANOL_E5, FAME_E5) - litres(ETHANOL_REF, FAME_REF)
        assert norway.value("extra_volume", "policy", "total") == exactly(more) == printed(21.4)
        share = norway.value("extra_volume_share", "policy", "total")
        assert share * 100 == printed(0.50, 2)

    def test_direct_reduction(self, norway):
        of = partial(norway.value, "direct_co2_reduction", "policy")
        ethanol = CO2_PETROL * ETHANOL * (ETHANOL_E5 - ETHANOL_REF)
        fame = CO2_DIESEL * FAME * (FAME_E5 - FAME_REF)
        assert of("ethanol") == exactly(ethanol)
        assert of("fame") == exactly(fame)
        assert of("biofuel") == exactly(ethanol + fame)
        assert of("biofuel") == pytest.approx(162_074, rel=0.001)

    def test_direct_total_is_the_fall_of_fossil_emissions_and_the_sum_of_its_rows(self, norway):
        of = partial(norway.value, "direct_co2_reduction", "policy")
        emitted = partial(norway.value, "direct_co2_emission")
        fall = emitted("reference", "total") - emitted("policy", "total")
        assert of("total") == exactly(fall)
        rows = of("ethanol") + of("fame") + of("unattributed")
        assert of("total") == exactly(rows)
        assert abs(of("unattributed")) < 1e-6
        by_pool = sum(of("total", pool=pool) for pool in ("petrol", "diesel"))
        assert of("total") == exactly(by_pool)

    def test_biogenic_co2_is_a_memo_outside_the_totals(self, norway):
        memo = partial(norway.value, "biogenic_co2_change", "policy")
        assert memo("ethanol") == exactly(1510 * (ETHANOL_E5 - ETHANOL_REF))
        assert memo("fame") == exactly(2510 * (FAME_E5 - FAME_REF))
        of = partial(norway.value, "direct_co2_emission", "policy")
        assert of("total") == exactly(of("petrol") + of("diesel"))

    @pytest.mark.parametrize(
        ("saving", "kilotonnes"), [(0.35, 65.7), (0.41, 77.0), (0.50, 93.9), (0.60, 112.7)]
    )
    def test_life_cycle_reduction(self, norway, saving, kilotonnes):
        extra_tj = ETHANOL * (ETHANOL_E5 - ETHANOL_REF) + FAME * (FAME_E5 - FAME_REF)
        of = partial(norway.value, "life_cycle_reduction", "policy", "biofuel")
        found = of(detail=f"saving {saving * 100:.0f} %")
        assert found == exactly(83.8 * extra_tj * saving)
        assert found / 1000 == printed(kilotonnes)

    def test_own_saving_is_the_pathways_default(self, norway):
        of = partial(norway.value, "life_cycle_reduction", "policy", detail="own saving")
        assert of("ethanol") == exactly(83.8 * ETHANOL * (ETHANOL_E5 - ETHANOL_REF) * 0.47)
        assert of("fame") == exactly(83.8 * FAME * (FAME_E5 - FAME_REF) * 0.38)

    def test_iluc_stands_beside(self, norway):
        of = partial(norway.value, "iluc_emission", "policy")
        assert of("fame") == exactly(55 * FAME * (FAME_E5 - FAME_REF))
        assert of("fame") / 1000 == printed(62.5)
        assert of("ethanol") / 1000 == printed(13.3)
        at = {"detail": "saving 50 %"}
        without = norway.value("life_cycle_reduction", "policy", "fame", **at)
        together = norway.value("life_cycle_reduction_including_iluc", "policy", "fame", **at)
        assert together == exactly(without - of("fame"))

    def test_cost_per_tonne_and_per_litre(self, norway):
        of = partial(norway.value, "cost_per_tonne", "policy", "biofuel")
        assert of(detail="direct, abatement cost") == printed(1840, 0)
        for saving, cost in ((35, 4538), (50, 3176), (60, 2647)):
            assert of(detail=f"saving {saving} %, abatement cost") == printed(cost, 0)
        per_litre = norway.value("cost_per_litre", "policy", "biofuel", detail="abatement cost")
        assert per_litre == printed(0.069, 3)
        cost = norway.value("cost", "policy", "biofuel", detail="abatement cost")
        assert per_litre == exactly(cost / litres(ETHANOL_E5, FAME_E5))

    def test_inherited_gaps_explain_260_of_298(self, norway):
        of = partial(norway.value, "cost", "policy", "biofuel")
        assert of(detail="abatement cost") == printed(298, 0)
        assert of(detail="price gap") == printed(260, 0)


class TestSales:
    def test_including_biofuel_gives_less(self, variant):
        path = variant("norway-2015", {"market/sales": "including biofuel", "published": None})
        found = assess(load_scenario(path))
        assert found.value("extra_volume", "policy", "fame") == printed(31.7)
        # The same by hand: the biofuel is now within the sales.
        fossil, bio = 1307.255 * 0.987, 1307.255 * 0.013
        energy = fossil * PETROL + bio * ETHANOL
        share = at_share(0.05, energy, PETROL, ETHANOL)
        assert found.value("volume", "policy", "ethanol") == exactly(share)

    @pytest.mark.parametrize("sales", ["including biofuel", "excluding biofuel"])
    def test_energy_says_the_same_as_volume(self, variant, sales):
        by_volume = {"market/sales": sales, "published": None}
        petrol, diesel = 1307.255 * PETROL, 2796.794 * DIESEL
        if sales == "including biofuel":
            petrol = 1307.255 * (0.987 * PETROL + 0.013 * ETHANOL)
            diesel = 2796.794 * (0.947 * DIESEL + 0.053 * FAME)
        by_energy = {
            **by_volume,
            "market/petrol/volume": None,
            "market/petrol/energy": f"{petrol / 1000!r} PJ",
            "market/diesel/volume": None,
            "market/diesel/energy": f"{diesel / 1000!r} PJ",
        }
        first, second = (
            assess(load_scenario(variant("norway-2015", changes)))
            for changes in (by_volume, by_energy)
        )
        assert_same(first, second)


class TestWaysToComply:
    """Each way alone, from 3.5 to 5.5 %; every other litre as in the reference."""

    def test_e10_and_b7_at_their_limits(self, ways):
        fame = at_share(0.07, DIESEL_TJ, DIESEL, FAME)
        counted = (ETHANOL_E10 + fame) / litres(ETHANOL_E10, fame)
        for case, quota in (("E10 and B7 everywhere", 0.055), ("the same at 8 per cent", 0.08)):
            assert ways.value("volume", case, "ethanol") == exactly(ETHANOL_E10)
            assert ways.value("volume", case, "fame") == exactly(fame)
            of = partial(ways.value, case=case, rule="quota", detail="quota")
            assert of("counted_share") == exactly(counted)
            assert of("counted_share") * 100 == printed(7.95, 2)
            slack = ETHANOL_E10 + fame - quota * litres(ETHANOL_E10, fame)
            assert of("rule_slack") == exactly(slack)
            assert of("rule_met") == (slack >= 0)
            for limit in ("ethanol in E10", "fame in B7"):
                assert of("rule_met", rule=limit, detail="grade limit") == 1
                assert abs(of("rule_slack", rule=limit, detail="grade limit")) < 1e-9

    def test_e10_and_biodiesel_fills(self, ways):
        fame = filled(0.055, "fame", ethanol=ETHANOL_E10)
        assert ways.value("extra_volume", "E10", "fame") == exactly(fame - FAME_REF)
        assert ways.value("extra_volume", "E10", "ethanol") == printed(121.8)
        assert ways.value("extra_volume", "E10", "fame") == printed(-34.1)

    def test_b30_fills(self, ways):
        # Two equations for the litres of B7 and B30: the pool's energy, and the quota.
        b7 = FAME_REF / (FAME_REF + (DIESEL_TJ - FAME * FAME_REF) / DIESEL)
        heat7, heat30 = DIESEL + b7 * (FAME - DIESEL), DIESEL + 0.3 * (FAME - DIESEL)
        petrol_pool = PETROL_TJ / PETROL + GROWTH["ethanol"] * ETHANOL_REF
        short = 0.055 * petrol_pool - ETHANOL_REF
        ours7, ours30 = b7 - 0.055, 0.3 - 0.055
        sold30 = (short * heat7 - ours7 * DIESEL_TJ) / (ours30 * heat7 - ours7 * heat30)
        sold7 = (DIESEL_TJ - heat30 * sold30) / heat7

        of = partial(ways.value, "volume", "B30")
        b30 = sum(of(part, grade="B30") for part in ("diesel", "fame"))
        assert b30 == exactly(sold30) == printed(336, 0)
        assert of("fame", grade="B30") == exactly(0.3 * sold30)
        assert of("fame") == exactly(b7 * sold7 + 0.3 * sold30)
        assert ways.value("extra_volume", "B30", "fame") == printed(85.9)
        limit = partial(ways.value, case="B30", rule="B30 in heavy vehicles")
        used = limit("rule_fulfilment", detail="vehicle limit")
        room = limit("rule_demand", detail="vehicle limit")
        assert room == exactly(0.4 * DIESEL_TJ)
        assert used / room * 100 == printed(28, 0)

    def test_hvo_fills(self, ways):
        hvo = filled(0.055, "hvo", ethanol=ETHANOL_REF, fame=FAME_REF)
        assert ways.value("extra_volume", "HVO", "hvo") == exactly(hvo) == printed(85.8)
        assert ways.value("extra_volume", "HVO", "fame") == exactly(0)
        reduction = ways.value("direct_co2_reduction", "HVO", "total")
        assert reduction == exactly(CO2_DIESEL * HVO * hvo)
        assert reduction / 1000 == printed(214, 0)

    def test_every_rule_stands_in_every_case(self, ways):
        for case in ways.scenario.structure.cases:
            total = ways.value("volume", case, "total")
            crops = sum(ways.value("volume", case, part) for part in ("ethanol", "fame", "hvo"))
            cap = partial(ways.value, case=case, rule="crops", detail="cap")
            assert cap("rule_demand") == exactly(0.05 * total)
            assert cap("rule_fulfilment") == exactly(crops)
            assert cap("rule_slack") == exactly(0.05 * total - crops)
            assert cap("rule_met") == (crops <= 0.05 * total)
            advanced = partial(ways.value, case=case, rule="advanced", detail="sub-quota")
            assert advanced("rule_slack") == exactly(-0.006 * total)
            assert advanced("rule_met") == 0
        met = {
            c: ways.value("rule_met", c, rule="crops", detail="cap") for c in ("reference", "E10")
        }
        assert met == {"reference": 1, "E10": 0}

    @pytest.mark.parametrize(
        ("share", "room"), [("11.2 %", True), ("11.1 %", False), ("0 %", False)]
    )
    def test_vehicles_limit_what_only_they_can_use(self, variant, share, room):
        path = variant("ways-to-comply", {"market/diesel/vehicles/heavy/energy_share": share})
        if room:
            assert assess(load_scenario(path)).value("extra_volume", "B30", "fame") > 0
        else:
            with pytest.raises(
                InfeasibleError, match=r"cases\.B30\.fulfil: .*B30 in heavy vehicles"
            ):
                assess(load_scenario(path))

    def test_what_is_not_sold_leaves_no_gap(self, ways):
        assert ways.value("extra_volume", "E10", "hvo") == 0
        both = sum(
            ways.value("cost", "E10", c, detail="abatement cost") for c in ("ethanol", "fame")
        )
        assert ways.value("cost", "E10", "biofuel", detail="abatement cost") == exactly(both)


class TestDoubleCounting:
    def test_half_of_what_was_sold_is_enough(self, assessed):
        found = assessed("double-counting")
        today = ETHANOL_2013 + FAME_2013
        sold = litres(ETHANOL_2013, FAME_2013)
        quota = partial(found.value, case="half of 2013", rule="quota", detail="quota")
        assert quota("counted_share") == pytest.approx(1.5 * today / sold, rel=1e-8)
        assert quota("counted_share") * 100 == printed(6.09, 2)
        assert quota("rule_met") == 1
        # Counted and sold are two numbers.
        of = partial(found.value, case="half of 2013", component="ucome")
        assert of("counted_volume", rule="quota") == exactly(2 * of("volume"))
        assert found.value("extra_volume", "half of 2013", "biofuel") == pytest.approx(0, abs=1e-6)
        assert found.value("extra_volume", "half of 2013", "total") == pytest.approx(0, abs=1e-6)

    def test_a_third_is_enough(self, assessed):
        need = 0.055 * litres(ETHANOL_2013, FAME_2013) - ETHANOL_2013 - FAME_2013
        share = need / (ETHANOL_2013 + FAME_2013)
        found = assessed("double-counting").value("volume", "enough of 2013", "ucome")
        assert found == pytest.approx(need, rel=1e-8) == printed(61.5)
        assert share * 100 == printed(35.4)

    def test_half_of_the_reference_is_not(self, assessed):
        found = assessed("double-counting")
        quota = partial(found.value, rule="quota", detail="quota")
        assert quota("counted_share", "half of the reference") * 100 == printed(5.25, 6)
        assert quota("rule_met", "half of the reference") == 0
        need = found.value("volume", "enough of the reference", "ucome")
        assert need / (ETHANOL_REF + FAME_REF) * 100 == printed(57.1)
        assert need == pytest.approx(0.02 * litres(ETHANOL_REF, FAME_REF), rel=1e-8)
        assert quota("rule_met", "enough of the reference") == 1

    @pytest.mark.parametrize(("case", "met"), [("half of 2013", 1), ("enough of 2013", 0)])
    def test_sub_quota_and_cap_count_single(self, assessed, case, met):
        found = assessed("double-counting")
        sold = found.value("volume", case, "total")
        ucome = found.value("volume", case, "ucome")
        crops = ETHANOL_2013 + found.value("volume", case, "fame")
        waste = partial(found.value, case=case, rule="waste", detail="sub-quota")
        assert waste("rule_slack") == exactly(ucome - 0.02 * sold)
        assert waste("rule_met") == met
        cap = partial(found.value, case=case, rule="crops", detail="cap")
        assert cap("rule_slack") == exactly(0.03 * sold - crops)
        assert cap("rule_met") == 1


class TestOverFulfilment:
    def test_from_what_was_sold(self, assessed):
        found = assessed("over-fulfilment")
        of = partial(found.value, case="policy")
        assert found.value("volume_share", "observed", "biofuel") * 100 == printed(4.06, 2)
        assert of("extra_volume", component="ethanol") == exactly(ETHANOL_E5 - ETHANOL_2013)
        assert of("extra_volume", component="fame") == exactly(FAME_E5 - FAME_2013)
        assert of("extra_volume", component="ethanol") == printed(49.9)
        assert of("extra_volume", component="fame") == printed(12.7)
        assert of("direct_co2_reduction", component="total") / 1000 == printed(105.9)
        assert of("cost", component="biofuel", detail="abatement cost") == printed(210, 0)

    def test_a_case_may_have_a_baseline_of_its_own(self, assessed, norway):
        found = assessed("over-fulfilment")
        case = "policy against the quota"
        assert found.value("volume", case, "fame") == exactly(
            found.value("volume", "policy", "fame")
        )
        for variable in ("extra_volume", "direct_co2_reduction"):
            same = norway.value(variable, "policy", "biofuel")
            assert found.value(variable, case, "biofuel") == exactly(same)
        assert {row.baseline for row in found.rows if row.case == case} == {"", "reference"}


# A small market that can be done in the head -----------------------------------------------------
# 950 Ml petrol at 32, 50 ethanol at 21; 1900 Ml diesel at 36, 100 biodiesel at 33.


@pytest.fixture
def small(variant):
    return lambda changes: assess(load_scenario(variant("small", changes)))


POLICY = "cases/policy/fulfil"


class TestBlends:
    def test_as_observed(self, assessed):
        of = partial(assessed("small").value, case="observed")
        sold = {
            part: of("volume", component=part) for part in ("petrol", "ethanol", "diesel", "fame")
        }
        assert sold == exactly({"petrol": 950, "ethanol": 50, "diesel": 1900, "fame": 100})
        assert of("energy", component="total") == exactly(950 * 32 + 50 * 21 + 1900 * 36 + 100 * 33)

    def test_filler(self, assessed):
        # 50 + f = 0.06 (1000 + (71700 - 33 f) / 36 + f), and f - 33 f / 36 = f / 12.
        fame = (0.06 * (1000 + 71700 / 36) - 50) / (1 - 0.06 / 12)
        assert assessed("small").value("volume", "policy", "fame") == exactly(fame)

    def test_ratios(self, small):
        fulfil = {"in proportion": {"ethanol": 1, "fame": 9}}
        found = small({"cases/policy": {"quota": "4 %", "fulfil": fulfil}})
        # x and 9 x: 10 x = 0.04 (31450 / 32 + 71700 / 36 + 11/32 x + 9/12 x)
        x = 0.04 * (31450 / 32 + 71700 / 36) / (10 - 0.04 * (11 / 32 + 9 / 12))
        assert found.value("volume", "policy", "ethanol") == exactly(x)
        assert found.value("volume", "policy", "fame") == exactly(9 * x)

    def test_a_share_of_zero_in_proportion(self, small):
        found = small(
            {
                "market/diesel/blend": {"fame": "0 %"},
                "cases/policy": {"quota": "1 %", "fulfil": "in proportion"},
            }
        )
        assert found.value("volume", "policy", "fame") == exactly(0)
        assert found.value("volume_share", "policy", "biofuel") == exactly(0.01)

    def test_a_share_of_zero_in_proportion_where_it_stands_first(self, small):
        found = small(
            {
                "market/petrol/blend": {"ethanol": "0 %"},
                "cases/policy": {"quota": "3 %", "fulfil": "in proportion"},
            }
        )
        assert found.value("volume", "policy", "ethanol") == exactly(0)
        assert found.value("volume_share", "policy", "biofuel") == exactly(0.03)

    def test_volumes(self, small):
        found = small({POLICY: {"petrol": {"ethanol": "20 Ml"}, "diesel": {"fame": "0.12 Gl"}}})
        of = partial(found.value, "volume", "policy")
        assert of("ethanol") == exactly(20)
        assert of("fame") == exactly(120)
        assert of("diesel") == exactly((71700 - 120 * 33) / 36)
        slack = found.value("rule_slack", "policy", rule="quota", detail="quota")
        assert slack == exactly(140 - 0.06 * of("total"))

    def test_no_biofuel(self, small):
        found = small({POLICY: {"petrol": {}, "diesel": {}}})
        assert found.value("volume", "policy", "total") == exactly(31450 / 32 + 71700 / 36)
        assert found.value("extra_volume", "policy", "biofuel") == exactly(-150)

    def test_litres_and_shares_as_in_another_case(self, small):
        fulfil = {
            "petrol": {"ethanol": "as in observed"},
            "diesel": {"fame": "litres as in policy"},
        }
        found = small({"cases/other": {"quota": "6 %", "fulfil": fulfil}})
        assert found.value("volume_share", "other", "ethanol") == exactly(0.05)
        same = found.value("volume", "policy", "fame")
        assert found.value("volume", "other", "fame") == exactly(same)

    def test_grades_side_by_side(self, small):
        diesel = {"B7": {"fame": "7 %"}, "B30": {"fame": "30 %", "sales": "10 %"}}
        found = small({POLICY: {"petrol": {"ethanol": "5 %"}, "diesel": diesel}})
        of = partial(found.value, "volume", "policy")
        sold = 71700 / (36 - 3 * (0.9 * 0.07 + 0.1 * 0.3))
        assert of("total", pool="diesel") == exactly(sold)
        assert of("fame", grade="B7") == exactly(0.9 * sold * 0.07)
        assert of("fame", grade="B30") == exactly(0.1 * sold * 0.30)
        assert of("fame") == exactly(sold * 0.093)
        assert found.value("volume_share", "policy", "fame", grade="B30") == exactly(0.3)

    @pytest.mark.parametrize("sales", ["as in policy", "litres as in policy", "as observed"])
    def test_sales_of_a_grade_are_not_taken_from_elsewhere(self, small, sales):
        diesel = {"B7": {"fame": "5 %"}, "B30": {"fame": "30 %", "sales": sales}}
        other = {"quota": "6 %", "fulfil": {"petrol": {"ethanol": "5 %"}, "diesel": diesel}}
        with pytest.raises(ScenarioError, match=sales):
            small({"cases/other": other})

    def test_a_fuel_may_need_more_energy_for_the_same_distance(self, small):
        ratio = {"value": 0.9, "source": "Test"}
        found = small({"overrides": {"fame.efficiency_ratio": ratio}})
        of = partial(found.value, "volume", "policy")
        useful = 36 * of("diesel") + 0.9 * 33 * of("fame")
        assert useful == exactly(1900 * 36 + 0.9 * 33 * 100)
        reduction = partial(found.value, "direct_co2_reduction", "policy")
        diesel = 3.17 / 43 * 1000
        extra = of("fame") - 100
        assert reduction("fame") == exactly(0.9 * diesel * 33 * extra)
        assert abs(reduction("unattributed")) < 1e-6
        # Life-cycle savings are of the fuel's own energy.
        life_cycle = found.value("life_cycle_reduction", "policy", "fame", detail="saving 50 %")
        assert life_cycle == exactly(83.8 * 33 * extra * 0.5)

    def test_a_fossil_part_burns_with_the_biofuel(self, small):
        part = {"value": "20 g/MJ", "source": "Test"}
        found = small({"overrides": {"fame.direct_co2_g_per_mj": part}})
        of = partial(found.value, "direct_co2_reduction", "policy")
        extra = found.value("extra_energy", "policy", "fame")
        assert of("fame") == exactly((3.17 / 43 * 1000 - 20) * extra)
        assert abs(of("unattributed")) < 1e-6


class TestRules:
    def test_what_does_not_save_enough_does_not_count(self, small):
        diesel = {"fame": "1 %", "ucome": "rest"}
        changes = {
            "rules/quota/minimum_saving": "50 %",
            "cases/policy/quota": "3 %",
            POLICY: {"petrol": {"ethanol": "5 %"}, "diesel": diesel},
        }
        found = small(changes)
        # u = 0.03 (all litres); ethanol (47 %) and fame (38 %) stay in base and energy.
        u = found.value("volume", "policy", "ucome")
        total = 1000 + (71700 - 33 * u - 33 * found.value("volume", "policy", "fame")) / 36
        total += u + found.value("volume", "policy", "fame")
        assert u == exactly(0.03 * total)
        assert total == exactly(found.value("volume", "policy", "total"))
        assert found.value("volume_share", "policy", "fame") == exactly(0.01)
        counted = partial(found.value, "counted_volume", "policy", rule="quota")
        assert [counted(part) for part in ("ethanol", "fame", "ucome")] == exactly([0, 0, u])

    def test_a_saving_at_the_threshold_counts(self, small):
        found = small({"rules/quota/minimum_saving": "38 %"})
        counted = found.value("counted_volume", "observed", "biofuel", rule="quota")
        assert counted == exactly(150)

    def test_the_directives_own_thresholds(self, small):
        # 35 % on the scenario's date; the default of wheat without a known process fuel is 16 %.
        found = small(
            {
                "rules/quota/minimum_saving": "red-2009",
                "cases/policy/quota": "4 %",
                "biofuels/ethanol": {"pathway": "wheat-unspecified"},
            }
        )
        counted = partial(found.value, "counted_volume", "observed", rule="quota")
        assert (counted("ethanol"), counted("fame")) == (0, exactly(100))

    def test_an_actual_saving_stands_before_the_default(self, small):
        found = small(
            {
                "rules/quota/minimum_saving": "50 %",
                "cases/policy/quota": "4 %",
                "biofuels/fame": {"pathway": "fame-rape", "saving": "50 %"},
            }
        )
        counted = partial(found.value, "counted_volume", "observed", rule="quota")
        assert (counted("ethanol"), counted("fame")) == (0, exactly(100))

    @pytest.mark.parametrize("counting", ["double", {"annex-ix-b": 2}, {"ucome": 2}])
    def test_multipliers(self, small, counting):
        found = small(
            {
                "rules/quota/counting": counting,
                POLICY: {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "0 %", "ucome": "rest"}},
            }
        )
        ucome = (0.06 * (1000 + 71700 / 36) - 50) / (2 - 0.06 / 12)
        assert found.value("volume", "policy", "ucome") == exactly(ucome)
        counted = found.value("counted_volume", "policy", "biofuel", rule="quota")
        assert counted == exactly(50 + 2 * ucome)

    def test_a_multiplier_may_be_a_fraction(self, small):
        found = small(
            {
                "cases/policy/quota": "4 %",
                "rules/quota/counting": {"oil-crops": 0.5, "cereals": 1.5},
            }
        )
        counted = found.value("counted_volume", "observed", "biofuel", rule="quota")
        assert counted == exactly(50 * 1.5 + 100 * 0.5)

    def test_a_cap_of_fossil_fuel(self, small):
        cap = {
            "type": "cap",
            "by": "volume",
            "of": "fossil petrol and diesel",
            "counting": "single",
            "counts": ["oil-crops"],
            "level": "4 %",
        }
        found = small({"rules/crops": cap})
        of = partial(found.value, case="observed", rule="crops", detail="cap")
        assert of("rule_demand") == exactly(0.04 * (950 + 1900))
        assert of("rule_slack") == exactly(0.04 * 2850 - 100)
        assert of("counted_share") == exactly(100 / 2850)
        assert of("rule_met") == 1
        policy = partial(found.value, case="policy", rule="crops", detail="cap")
        assert policy("rule_met") == 0

    def test_a_rule_of_one_pool(self, small):
        rule = {
            "type": "sub-quota",
            "by": "volume",
            "of": "all petrol",
            "counting": "single",
            "counts": ["ethanol", "fame"],
            "level": "5 %",
        }
        of = partial(small({"rules/petrol": rule}).value, case="observed", rule="petrol")
        assert of("rule_fulfilment", detail="sub-quota") == exactly(50)
        assert of("rule_demand", detail="sub-quota") == exactly(50)
        assert of("rule_met", detail="sub-quota") == 1

    def test_a_sub_quota_can_be_filled_up_to(self, small):
        rule = {
            "type": "sub-quota",
            "by": "volume",
            "of": "all diesel",
            "counting": "single",
            "counts": ["annex-ix-b"],
            "level": "2 %",
        }
        fulfil = {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "5 %", "ucome": "rest"}}
        found = small(
            {
                "rules/waste": rule,
                "cases/policy": {"quota": "7 %", "fills_up_to": "waste", "fulfil": fulfil},
            }
        )
        assert found.value("volume_share", "policy", "ucome") == exactly(0.02)
        assert found.value("rule_met", "policy", rule="quota", detail="quota") == 0

    def test_a_filler_that_does_not_count_is_no_solution(self, small):
        with pytest.raises(
            InfeasibleError, match=r"fame fills up to .quota., which does not count"
        ):
            small({"rules/quota/minimum_saving": "40 %"})

    def test_nor_is_it_where_the_others_are_more_than_enough(self, small):
        # 50 Ml ethanol of 2991.7 Ml are 1.671 %; enough biodiesel would dilute it to 1.666 %.
        with pytest.raises(InfeasibleError, match="does not count"):
            small({"rules/quota/minimum_saving": "40 %", "cases/policy/quota": "1.666 %"})

    def test_nor_is_a_grade_that_holds_nothing_that_counts(self, small):
        diesel = {"B7": {"fame": "4 %"}, "B30": {"fame": "30 %", "sales": "rest"}}
        changes = {
            "rules/quota/minimum_saving": "40 %",
            "cases/policy/quota": "1.666 %",
            POLICY: {"petrol": {"ethanol": "5 %"}, "diesel": diesel},
        }
        with pytest.raises(InfeasibleError, match="does not count"):
            small(changes)


class TestLimits:
    def test_a_filler_may_reach_its_limit_and_not_more(self, small):
        # 50 + 0.07 x all diesel, of all fuel.
        diesel = 71700 / (36 - 3 * 0.07)
        quota = (50 + 0.07 * diesel) / (1000 + diesel) * 100
        found = small({"cases/policy/quota": f"{quota:.15f} %"})
        assert found.value("volume_share", "policy", "fame") == exactly(0.07)
        assert found.value("rule_met", "policy", rule="fame in B7", detail="grade limit") == 1
        with pytest.raises(InfeasibleError, match=r"7 .*fame in B7"):
            small({"cases/policy/quota": f"{quota * (1 + 1e-8):.15f} %"})

    def test_a_given_share_may_reach_its_limit_and_not_more(self, small):
        shares = {"petrol": {"ethanol": "5.0 %"}, "diesel": {"fame": "7.0 %"}}
        found = small({POLICY: shares})
        for limit in ("ethanol in E5", "fame in B7"):
            of = partial(found.value, case="policy", rule=limit, detail="grade limit")
            assert of("rule_met") == 1
            assert abs(of("rule_slack")) < 1e-9
        with pytest.raises(ScenarioError, match="over the limit of E5"):
            small({f"{POLICY}/petrol/ethanol": "5.0001 %"})

    def test_components_of_one_fuel_share_its_limit(self, small):
        # 5 % rape and 5 % cooking-oil biodiesel are 10 % biodiesel, and B7 holds 7 %.
        diesel = {"fame": "5 %", "ucome": "5 %"}
        with pytest.raises((InfeasibleError, ScenarioError), match="B7"):
            small({POLICY: {"petrol": {"ethanol": "5 %"}, "diesel": diesel}})

    def test_too_much_given(self, small):
        changes = {"market/petrol/grade": None, "market/diesel/grade": None}
        fulfil = {"petrol": {"ethanol": "1600 Ml"}, "diesel": {"fame": "5 %"}}
        with pytest.raises(InfeasibleError, match=r"petrol would have to be -67\.\d+ Ml"):
            small(changes | {POLICY: fulfil})

    def test_more_than_the_quota_given(self, small):
        words = r"fills up to .quota. and would have to be -20\.\d+ Ml: ethanol alone exceeds it"
        with pytest.raises(InfeasibleError, match=words):
            small({"cases/policy/quota": "1 %"})

    def test_every_case_without_a_solution_is_named(self, small):
        other = {
            "quota": "1 %",
            "fulfil": {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "rest"}},
        }
        with pytest.raises(InfeasibleError, match=r"cases\.policy\.fulfil") as caught:
            small({"cases/policy/quota": "30 %", "cases/other": other})
        assert [fault.path for fault in caught.value.faults] == [
            "cases.policy.fulfil",
            "cases.other.fulfil",
        ]


class TestUnknowns:
    def test_a_biofuel_that_says_nothing_of_its_saving(self, small):
        with pytest.raises(ScenarioError, match="fame has no saving"):
            small({"rules/quota/minimum_saving": "35 %", "biofuels/fame": {}})

    def test_a_biofuel_in_two_pools_is_told_apart(self, variant):
        changes = {
            "market/diesel/blend": {"fame": "5.3 %", "ethanol": "1 %"},
            "cases/policy": {
                "quota": "6.5 %",
                "fulfil": {
                    "petrol": {"ethanol": "5 %"},
                    "diesel": {"fame": "rest", "ethanol": "2 %"},
                },
            },
        }
        found = assess(load_scenario(variant("norway-2015", changes)))
        assert found.biofuels == ("petrol/ethanol", "fame", "diesel/ethanol")
        each = [found.value("volume", "policy", component) for component in found.biofuels]
        assert sum(each) == pytest.approx(found.value("volume", "policy", "biofuel"))
        with pytest.raises(KeyError, match="name the pool"):
            found.value("volume", "policy", "ethanol")
        page = to_markdown(found)
        assert "ethanol in petrol" in page
        assert "ethanol in diesel" in page
        with pytest.raises(ScenarioError, match="Name the pool too"):
            explain(found, "policy.extra_volume.ethanol")
        step = explain(found, "policy.extra_volume.diesel/ethanol")
        assert step.about == "policy, diesel, ethanol"

    def test_a_cost_may_hold_for_one_grade(self, variant):
        changes = {
            "costs/abatement_cost": {"ethanol in E5": "2175 NOK/t", "fame in B7": "1523 NOK/t"},
            "cases/B30": {
                "quota": "5.5 %",
                "fulfil": {
                    "petrol": {"ethanol": "as in reference"},
                    "diesel": {
                        "B7": {"fame": "as in reference"},
                        "B30": {"fame": "30 %", "sales": "rest"},
                    },
                },
            },
        }
        found = assess(load_scenario(variant("norway-2015", changes)))
        detail = "abatement cost"
        policy = found.value("cost", "policy", "biofuel", detail=detail)
        assert policy == pytest.approx(298.32, rel=1e-4)
        assert found.value("cost", "B30", "fame", detail=detail) is None
        assert found.value("cost", "B30", "biofuel", detail=detail) is None
        wrong = {"costs/abatement_cost": {"fame in B77": "1523 NOK/t"}}
        with pytest.raises(ScenarioError, match='"B77" is not a grade of the library'):
            load_scenario(variant("norway-2015", wrong))

    def test_a_grade_may_be_all_biofuel(self, variant):
        pure = {"hvo": "100 %", "sales": "rest"}
        changes = {
            "biofuels/hvo": {"pathway": "hvo-rape"},
            "cases/policy/fulfil": {
                "petrol": {"ethanol": "as observed"},
                "diesel": {"fame": "as observed", "HVO100": pure},
            },
        }
        found = assess(load_scenario(variant("norway-2015", changes)))
        where = {"pool": "diesel", "grade": "HVO100"}
        assert found.value("volume_share", "policy", "hvo", **where) == 1
        assert found.value("volume", "policy", "diesel", **where) == 0
        assert found.value("volume_share", "policy", "biofuel") == pytest.approx(0.055, rel=1e-9)

    def test_what_shares_a_limit_is_checked_together(self, variant):
        changes = {
            "biofuels/ucome": {"fuel": "fame", "pathway": "fame-waste-oil"},
            "cases/policy/fulfil/diesel": {"fame": "4 %", "ucome": "4 %"},
        }
        with pytest.raises(ScenarioError, match="fame and ucome together: 8 % is over the limit"):
            load_scenario(variant("norway-2015", changes))

    def test_a_proportion_names_every_biofuel_of_the_base_year(self, variant):
        changes = {"cases/reference/fulfil": {"in proportion": {"fame": 9}}}
        with pytest.raises(ScenarioError, match="nothing is said of ethanol"):
            load_scenario(variant("norway-2015", changes))

    def test_as_in_a_case_within_a_grade_is_of_that_grade(self, variant):
        cases = {
            "reference": {"quota": "3.5 %", "fulfil": "in proportion"},
            "two": {
                "quota": "5.5 %",
                "fulfil": {
                    "petrol": {"ethanol": "as observed"},
                    "diesel": {"fame": "5 %", "B30": {"fame": "30 %", "sales": "10 %"}},
                },
            },
            "again": {
                "quota": "5.5 %",
                "fulfil": {
                    "petrol": {"ethanol": "as observed"},
                    "diesel": {"fame": "5 %", "B30": {"fame": "as in two", "sales": "20 %"}},
                },
            },
        }
        changes = {"cases": cases, "published": None, "unpriced_effects": None}
        found = assess(load_scenario(variant("norway-2015", changes)))
        where = {"pool": "diesel", "grade": "B30"}
        assert found.value("volume_share", "again", "fame", **where) == pytest.approx(0.30)
        cases["again"]["fulfil"]["diesel"]["B30"]["fame"] = "as in reference"
        with pytest.raises(ScenarioError, match='"reference" sells no B30'):
            load_scenario(variant("norway-2015", changes))

    @pytest.mark.parametrize("fuel", ["petrol", "diesel"])
    def test_a_fossil_fuel_is_no_biofuel(self, small, fuel):
        with pytest.raises(ScenarioError, match=fuel):
            small({f"{POLICY}/petrol/{fuel}": "10 %"})

    def test_a_fuel_without_the_values_that_rows_need(self, small):
        petrol = {"ethanol": "4 %", "taee": "1 %"}
        with pytest.raises(ScenarioError, match="taee"):
            small({POLICY: {"petrol": petrol, "diesel": {"fame": "rest"}}})


# Costs ----------------------------------------------------------------------------------------


# Uncorrected gap, corrected gap [NOK/l], and extra litres.
GAPS = {
    "ethanol": (1.31, 1.31 + (1 - ETHANOL / PETROL) * 2.2, ETHANOL_E5 - ETHANOL_REF),
    "fame": (2.85, 2.85 + (1 - FAME / DIESEL) * 2.3, FAME_E5 - FAME_REF),
}


class TestCosts:
    @pytest.mark.parametrize("fuel", GAPS)
    def test_uncorrected_to_corrected_and_back(self, assessed, fuel):
        of = partial(assessed("prices").value, "price_gap", "policy", fuel)
        uncorrected, corrected, _ = GAPS[fuel]
        assert of(detail="energy-corrected") == exactly(corrected)
        assert of(detail="uncorrected") == exactly(uncorrected)

    def test_the_industrys_gaps_beside_insas(self, assessed):
        of = partial(assessed("prices").value, "price_gap", "policy", detail="energy-corrected")
        assert 1 - of("ethanol") / 2.96 == pytest.approx(0.30, abs=0.01)
        assert of("fame") / 3.05 == pytest.approx(1, abs=0.01)

    def test_prices_say_the_same_as_gaps(self, assessed, variant):
        prices = {
            "costs/uncorrected_price_gap": None,
            "costs/price": {
                "petrol": "2.2 NOK/l",
                "diesel": "2.3 NOK/l",
                "ethanol": "3.51 NOK/l",
                "fame": "515 NOK/hl",
            },
        }
        by_price = assess(load_scenario(variant("prices", prices)))
        by_gap = assessed("prices")
        assert_same(by_price, by_gap)

    def test_corrected_gaps_say_the_same_as_uncorrected_ones(self, assessed, variant):
        corrected = {fuel: f"{gap!r} NOK/l" for fuel, (_, gap, _) in GAPS.items()}
        changes = {"costs/uncorrected_price_gap": None, "costs/price_gap": corrected}
        found = assess(load_scenario(variant("prices", changes)))
        for fuel, (uncorrected, _, _) in GAPS.items():
            back = found.value("price_gap", "policy", fuel, detail="uncorrected")
            assert back == exactly(uncorrected)
        same = assessed("prices").value("cost", "policy", "biofuel", detail="bottom up")
        assert found.value("cost", "policy", "biofuel", detail="bottom up") == exactly(same)

    def test_a_price_of_equal_energy_has_no_gap(self, variant):
        prices = {"petrol": "3.2 NOK/l", "ethanol": "2.1 NOK/l"}  # 32 and 21 MJ/l
        path = variant("small", {"costs/price": prices})
        found = assess(load_scenario(path))
        of = partial(found.value, "price_gap", "policy", "ethanol")
        assert of(detail="energy-corrected") == exactly(0)
        assert of(detail="uncorrected") == exactly(-1.1)

    def test_lines_of_logistics_stand_apart_and_add_up(self, assessed):
        of = partial(assessed("prices").value, "cost", "policy")
        total = 0.0
        for fuel, freight, stations in (("ethanol", 0.20, 0.12), ("fame", 0.30, 0.34)):
            _, gap, extra = GAPS[fuel]
            assert of(fuel, detail="price gap") == exactly(extra * gap)
            assert of(fuel, detail="logistics: freight") == exactly(extra * freight)
            assert of(fuel, detail="logistics: stations") == exactly(extra * stations)
            assert of(fuel, detail="bottom up") == exactly(extra * (gap + freight + stations))
            total += of(fuel, detail="bottom up")
        assert of("biofuel", detail="bottom up") == exactly(total)

    def test_bottom_up_per_tonne_and_litre(self, assessed):
        found = assessed("prices")
        cost = found.value("cost", "policy", "biofuel", detail="bottom up") * 1e6
        of = partial(found.value, "cost_per_tonne", "policy", "biofuel")
        direct = found.value("direct_co2_reduction", "policy", "biofuel")
        life_cycle = found.value("life_cycle_reduction", "policy", "biofuel", detail="saving 50 %")
        assert of(detail="direct, bottom up") == exactly(cost / direct)
        assert of(detail="saving 50 %, bottom up") == exactly(cost / life_cycle)
        per_litre = found.value("cost_per_litre", "policy", "biofuel", detail="bottom up")
        assert per_litre == exactly(cost / 1e6 / found.value("volume", "policy", "total"))


class TestMissing:
    """What has no value given is missing, never 0, and so is every sum that it is part of."""

    @pytest.mark.parametrize(
        ("leave_out", "gone", "kept"),
        [
            ("costs/price/diesel", ["price gap", "bottom up"], ["logistics: freight"]),
            ("costs/uncorrected_price_gap/fame", ["price gap", "bottom up"], []),
            (
                "costs/logistics/freight/fame",
                ["logistics: freight", "bottom up"],
                ["price gap", "logistics: stations"],
            ),
        ],
    )
    def test_a_missing_part(self, variant, leave_out, gone, kept):
        found = assess(load_scenario(variant("prices", {leave_out: None})))
        of = partial(found.value, "cost", "policy")
        for detail in gone:
            assert of("ethanol", detail=detail) is not None
            assert of("fame", detail=detail) is None
            assert of("biofuel", detail=detail) is None
        for detail in kept:
            assert of("biofuel", detail=detail) is not None
        per_tonne = found.value("cost_per_tonne", "policy", "biofuel", detail="direct, bottom up")
        assert per_tonne is None

    def test_a_missing_value_is_blank_and_says_why(self, assessed):
        found = assessed("prices")
        table = list(csv.DictReader(io.StringIO(to_csv(found.rows).decode())))
        blank = [at for at, row in enumerate(table) if row["value"] == ""]
        assert blank == sorted(found.missing)
        for at in blank:
            assert found.rows[at].value is None
        abated = [row for row in table if "abatement cost" in row["detail"]]
        assert abated
        assert {row["value"] for row in abated} == {""}
        why = {why[:2] for at, why in found.missing.items() if "abatement" in found.rows[at].detail}
        name = "abatement_cost_cur_per_t"
        assert why == {(name, "ethanol"), (name, "fame")}

    def test_nothing_changes_so_there_is_no_cost_per_tonne(self, small):
        found = small(
            {
                POLICY: "as observed",
                "costs/abatement_cost": {"ethanol": "2000 NOK/t", "fame": "1500 NOK/t"},
            }
        )
        assert found.value("cost", "policy", "biofuel", detail="abatement cost") == 0
        detail = "direct, abatement cost"
        assert found.value("cost_per_tonne", "policy", "biofuel", detail=detail) is None
        # A blank name: no value is missing, nothing changes.
        at = next(at for at, row in enumerate(found.rows) if row.detail == detail)
        assert found.missing[at].name == ""

    def test_no_pathway_no_own_saving_and_no_iluc(self, variant):
        path = variant("norway-2015", {"biofuels": None, "rules/quota/minimum_saving": None})
        found = assess(load_scenario(path))
        assert found.value("iluc_emission", "policy", "biofuel") is None
        of = partial(found.value, "life_cycle_reduction", "policy", "biofuel")
        assert of(detail="own saving") is None
        assert of(detail="saving 35 %") is not None

    def test_values_used_are_those_that_results_rest_on(self, norway):
        used = {given.id for given in norway.values_used}
        assert {"cases.policy.quota", "market.diesel.volume", "costs.price_gap.fame"} <= used
        assert "norway/fame.density_kg_per_l" not in used
        assert norway.evaluation.get("demand_tj", Key(pool="petrol")) == exactly(PETROL_TJ)


class TestWhatChangesNothing:
    def test_an_override_that_no_result_uses_is_told(self, variant):
        idle = {"value": "2.3 kg/l", "source": "A guess"}
        used = {"value": "21 MJ/l", "source": "A guess"}
        overrides = {"petrol.co2_kg_per_l": idle, "ethanol.lhv_mj_per_l": used}
        found = assess(load_scenario(variant("norway-2015", {"overrides": overrides})))
        told = [note for note in notes(found, texts("en")) if "changes nothing" in note]
        assert len(told) == 1
        assert "petrol.co2_kg_per_l (2.3 kg/l)" in told[0]

    @pytest.mark.parametrize(
        ("rule", "told"),
        [
            ({"counts": ["ethanol", "annex-ix-a"]}, ['rules.quota: "annex-ix-a"']),
            ({"counting": {"hvo": 2, "cereals": 1}}, ['rules.quota: "hvo"']),
            ({"counting": "double"}, []),
        ],
    )
    def test_a_rule_that_names_what_nobody_sells_is_told(self, variant, rule, told):
        changes = {f"rules/quota/{key}": value for key, value in rule.items()}
        loaded = load_scenario(variant("norway-2015", {**changes, "published": None}))
        assert [one.about for one in loaded.warnings if one.code == "unsold"] == told

    def test_all_biodiesel_leaves_no_minus_zero(self, variant):
        sold = {"petrol": {"ethanol": "as observed"}, "diesel": {"B100": {"fame": "100 %"}}}
        changes = {"cases/policy/fulfil": sold, "published": None}
        found = assess(load_scenario(variant("norway-2015", changes)))
        assert not [row for row in found.rows if str(row.value) == "-0.0"]


class TestCostsOfAGrade:
    def test_what_is_given_for_the_grade_stands_before_what_is_given_for_any(self, variant):
        costs = {
            "price": {"petrol": "4 NOK/l", "diesel": "4 NOK/l"},
            "price_gap": {"fame": "3 NOK/l", "ethanol": "2.96 NOK/l"},
            "uncorrected_price_gap": {"fame in B7": "2 NOK/l"},
        }
        found = assess(load_scenario(variant("norway-2015", {"costs": costs})))
        corrected = found.value("price_gap", "policy", "fame", detail="energy-corrected")
        assert corrected == exactly(2 + (1 - FAME / DIESEL) * 4)

    def test_a_missing_cost_names_the_grade_that_lacks_it(self, assessed):
        found = assessed("norway-2015-alternatives")
        told = "\n".join(notes(found, texts("en")))
        assert "no sourced abatement cost for ethanol in E10" in told
        assert "no sourced abatement cost for biodiesel (FAME) in B30" in told
        assert "no sourced abatement cost for ethanol." not in told


class TestBreaches:
    def test_a_missed_and_an_exceeded_rule_are_told_first(self, assessed, variant):
        sold = {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "5 %"}}
        cap = {"type": "cap", "by": "volume", "of": "all petrol and diesel", "counting": "single"}
        changes = {
            "cases/policy/fulfil": sold,
            "rules/crops": {**cap, "counts": ["cereals"], "level": "1 %"},
        }
        found = assess(load_scenario(variant("norway-2015", changes)))
        missed, exceeded = breaches(found, texts("en"))
        assert missed == "“quota” is missed: policy 5.00 of 5.50 %, by 21.5 Ml."
        assert exceeded == "“crops” is exceeded: policy 1.56 of 1.00 %, by 24.1 Ml."
        assert to_markdown(found).index(missed) < to_markdown(found).index("## ")
        assert breaches(assessed("norway-2015"), texts("en")) == ()

    def test_many_cases_are_counted(self, assessed):
        told = breaches(assessed("seven-cases"), texts("nb"))
        assert told[0].startswith("«waste» er ikke oppfylt: ")
        assert "; og 1 til." in told[0]
