"""Prices at the pump, a driver's bill, and demand that answers the price, against plain sums."""

from html import escape

import numpy as np
import pytest

from biofuel_mandate import InfeasibleError, assess, load_scenario
from biofuel_mandate.compare import compare
from biofuel_mandate.demand_answer import ROUNDS, Settled, settle
from biofuel_mandate.equations import Key
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.explain import explain
from biofuel_mandate.provenance import provenance
from biofuel_mandate.report.consumer_tables import consumer_tables
from biofuel_mandate.report.excel import to_excel
from biofuel_mandate.report.notes import notes
from biofuel_mandate.report.summary import to_html, to_markdown
from biofuel_mandate.report.table import cell_text
from biofuel_mandate.report.texts import texts
from biofuel_mandate.report.trace import to_lines
from biofuel_mandate.results import to_csv
from biofuel_mandate.solve_for import solve_for

exactly = lambda value: pytest.approx(value, rel=1e-11)  # noqa: E731
POOLS = ("petrol", "diesel")
# The market of 2015 in plain numbers: heat values, sales, prices, taxes.
LHV = {"petrol": 0.74 * 43.92, "ethanol": 0.79 * 26.784, "diesel": 0.84 * 43.2, "fame": 33.0}
PRICE = {"petrol": 4.4, "diesel": 4.6, "ethanol": 4.2, "fame": 7.4}
FREIGHT = {"petrol": 0.0, "diesel": 0.0, "ethanol": 0.32, "fame": 0.64}
TAX = {"petrol": 4.87 + 0.95, "diesel": 3.36 + 0.64, "ethanol": 0.0, "fame": 1.68}
DISTRIBUTION = {"petrol": 1.2, "diesel": 1.3}
FOSSIL = {"petrol": 1307.255, "diesel": 2796.794}
SHARE = {"petrol": 0.013, "diesel": 0.053}
BIO = {"petrol": "ethanol", "diesel": "fame"}
NO_ANSWER = {"consumers/price_elasticity": None}


def base_energy(pool):
    on_top = FOSSIL[pool] * SHARE[pool] / (1 - SHARE[pool])
    return FOSSIL[pool] * LHV[pool] + on_top * LHV[BIO[pool]]


def blend(pool, energy, bio_ml):
    """Return the litres of a pool that sells so much of its biofuel."""
    return {pool: (energy - bio_ml * LHV[BIO[pool]]) / LHV[pool], BIO[pool]: bio_ml}


def reference(energy):
    """Return the litres of both pools at 3.5 %, the biofuels in the ratio of 2013."""
    before = {pool: FOSSIL[pool] * SHARE[pool] / (1 - SHARE[pool]) for pool in POOLS}
    # quota · Σ litres = k · Σ before, and litres of fossil fuel follow from energy.
    fossil = sum(energy[pool] / LHV[pool] for pool in POOLS)
    per_k = sum(before[pool] * (1 - LHV[BIO[pool]] / LHV[pool]) for pool in POOLS)
    k = 0.035 * fossil / (sum(before.values()) - 0.035 * per_k)
    return {pool: blend(pool, energy[pool], k * before[pool]) for pool in POOLS}


def policy(energy):
    """Return the litres of both pools at 5.5 %: 5 % ethanol, and fame fills up."""
    petrol = energy["petrol"] / (0.95 * LHV["petrol"] + 0.05 * LHV["ethanol"])
    ethanol = 0.05 * petrol
    # fame + ethanol = 5.5 % of petrol's litres, E/d litres of diesel, and what fame adds to them.
    diesel = energy["diesel"] / LHV["diesel"]
    fame = (0.055 * (petrol + diesel) - ethanol) / (1 - 0.055 * (1 - LHV["fame"] / LHV["diesel"]))
    return {
        "petrol": blend("petrol", energy["petrol"], ethanol),
        "diesel": blend("diesel", energy["diesel"], fame),
    }


def pump(litres, pool):
    """Return the price of a litre and of a MJ."""
    total = sum(litres.values())
    paid = sum(x * (PRICE[f] + FREIGHT[f] + TAX[f]) for f, x in litres.items())
    with_vat = 1.25 * (paid + DISTRIBUTION[pool] * total)
    return with_vat / total, with_vat / sum(x * LHV[f] for f, x in litres.items())


def answered(elasticity):
    """Return energy and prices per MJ that agree: an own fixed point, by turns."""
    base = {pool: base_energy(pool) for pool in POOLS}
    before = {pool: pump(reference(base)[pool], pool)[1] for pool in POOLS}
    energy = dict(base)
    for _ in range(100):
        now = {pool: pump(policy(energy)[pool], pool)[1] for pool in POOLS}
        energy = {
            pool: base[pool] * (now[pool] / before[pool]) ** elasticity[pool] for pool in POOLS
        }
    return energy, before, now


@pytest.fixture
def changed(variant):
    return lambda changes: assess(load_scenario(variant("pump", changes)))


@pytest.fixture
def plain(changed):
    """Return the market with the same energy in every case."""
    return changed(NO_ANSWER)


# At the pump -------------------------------------------------------------------------------


@pytest.mark.parametrize("pool", POOLS)
def test_prices_are_those_of_plain_sums(plain, pool):
    energy = {name: base_energy(name) for name in POOLS}
    for case, litres in (("reference", reference(energy)), ("policy", policy(energy))):
        per_l, per_mj = pump(litres[pool], pool)
        got = [
            plain.value(name, case, "total", pool=pool, detail="all")
            for name in ("pump_price", "pump_price_per_mj")
        ]
        assert got == [exactly(per_l), exactly(per_mj)]


@pytest.mark.parametrize("variable", ["pump_price", "pump_price_per_mj", "extra_pump_price"])
def test_charges_add_up_to_the_price_and_vat_is_on_all_others(plain, variable):
    for pool in POOLS:
        charges = {
            detail: plain.value(variable, "policy", "total", pool=pool, detail=detail)
            for detail in ("product", "logistics", "distribution", "taxes", "VAT")
        }
        whole = plain.value(variable, "policy", "total", pool=pool, detail="all")
        assert sum(charges.values()) == pytest.approx(whole, rel=1e-9)
        assert charges["VAT"] == pytest.approx(0.25 / 1.25 * whole, rel=1e-9)


def test_a_litre_may_cost_less_and_its_energy_more(changed):
    even = {f"costs/taxes/road tax/{fuel}": "4 NOK/l" for fuel in PRICE}
    even |= {f"costs/taxes/CO2 tax/{fuel}": "0 NOK/l" for fuel in PRICE}
    found = changed(even | NO_ANSWER | {"costs/logistics": None})

    def extra(variable):
        return found.value(variable, "policy", "total", pool="petrol", detail="all")

    assert extra("extra_pump_price") < 0 < extra("extra_pump_price_per_mj")


def test_the_same_energy_is_21_4_million_litres_more(assessed, plain, changed):
    case_of_2015 = assessed("norway-2015").value("extra_volume", "policy", "total")
    assert round(case_of_2015, 1) == 21.4
    for found in (plain, changed({})):
        more = found.value("extra_volume_same_energy", "policy", "total")
        assert more == pytest.approx(case_of_2015, rel=0.01)
        parts = [
            found.value("extra_volume_same_energy", "policy", "total", pool=pool) for pool in POOLS
        ]
        assert sum(parts) == exactly(more)
    same = plain.value("extra_volume_same_energy", "policy", "total")
    assert same == pytest.approx(case_of_2015, rel=1e-9)


def test_a_driver_keeps_the_energy_and_pays_its_price(plain):
    energy = {pool: base_energy(pool) for pool in POOLS}
    before, after = (case(energy)["petrol"] for case in (reference, policy))
    per_litre = [
        sum(x * LHV[fuel] for fuel, x in litres.items()) / sum(litres.values())
        for litres in (before, after)
    ]

    def of(variable, case):
        return plain.value(variable, case, "total", pool="petrol")

    assert of("yearly_litres", "reference") == exactly(800)
    assert of("yearly_litres", "policy") == exactly(800 * per_litre[0] / per_litre[1])
    bills = [800 * per_litre[0] * pump(litres, "petrol")[1] for litres in (before, after)]
    assert [of("yearly_bill", case) for case in ("reference", "policy")] == [
        exactly(bill) for bill in bills
    ]
    extra = of("extra_yearly_bill", "policy")
    assert extra == pytest.approx(bills[1] - bills[0], rel=1e-8)
    assert plain.value("yearly_bill", "reference", "total", pool="petrol") == exactly(
        800 * plain.value("pump_price", "reference", "total", pool="petrol", detail="all")
    )


def test_a_case_against_another_keeps_the_drivers_energy(changed):
    third = {"quota": "4.5 %", "fulfil": "in proportion", "baseline": "policy"}
    found = changed({"cases/third": third, **NO_ANSWER})
    bills = {
        case: found.value("yearly_bill", case, "total", pool="petrol")
        for case in ("policy", "third")
    }
    extra = found.value("extra_yearly_bill", "third", "total", pool="petrol")
    assert extra == pytest.approx(bills["third"] - bills["policy"], rel=1e-9)
    energy = [
        found.evaluation.get("yearly_energy_mj", Key(case=case, pool="petrol"))
        for case in ("reference", "policy", "third")
    ]
    assert energy == [energy[0]] * 3


def test_a_price_gap_stands_for_a_price(changed):
    gaps = {"ethanol": "1.34 NOK/l", "fame": "3.05 NOK/l"}
    without = {"costs/price/ethanol": None, "costs/price/fame": None, "costs/price_gap": gaps}
    found = changed(without)
    prices = {
        fuel: float(gap.split()[0]) + LHV[fuel] / LHV[pool] * PRICE[pool]
        for (fuel, gap), pool in zip(gaps.items(), POOLS, strict=True)
    }
    asked = changed(
        {f"costs/price/{fuel}": f"{price:.15f} NOK/l" for fuel, price in prices.items()}
    )
    for pool in POOLS:
        of = [
            one.value("pump_price", "policy", "total", pool=pool, detail="all")
            for one in (found, asked)
        ]
        assert of[0] == exactly(of[1])
    assert any("price of ethanol is that of petrol" in note for note in notes(found, texts("en")))


def test_what_has_no_price_or_tax_is_missing_and_named(changed):
    bare = NO_ANSWER | {"consumers/yearly_use": None}
    for gone, charge, said in (
        ("costs/price/ethanol", "product", "no sourced price for ethanol"),
        ("costs/taxes", "taxes", "no sourced tax for petrol"),
        ("costs/taxes/CO2 tax/ethanol", "taxes", "no sourced tax for ethanol"),
        ("consumers/distribution/petrol", "distribution", "no sourced cost of distribution"),
    ):
        found = changed(bare | {gone: None})
        for detail in (charge, "VAT", "all"):
            assert (
                found.value("pump_price", "policy", "total", pool="petrol", detail=detail) is None
            )
        kept = found.value("pump_price", "policy", "total", pool="petrol", detail="logistics")
        assert kept is not None
        assert any(said in note for note in notes(found, texts("en"))), said
        assert "no sourced cost" in to_markdown(found)


def test_gas_has_no_price_at_the_pump(changed):
    gas = {
        "biofuels": {"biogas": {"category": "annex-ix-a", "saving": "80 %"}},
        "cases/policy/fulfil/diesel": {"B7": {"fame": "rest"}, "gas": {"biogas": "120 GWh"}},
        "costs/price/biogas": "200 NOK/GJ",
        **NO_ANSWER,
    }
    found, without = changed(gas), changed(NO_ANSWER)
    litres = found.value("volume", "policy", "total", pool="diesel")
    price = found.value("pump_price", "policy", "total", pool="diesel", detail="product")
    fame = found.value("volume", "policy", "fame")
    assert price == exactly((PRICE["fame"] * fame + PRICE["diesel"] * (litres - fame)) / litres)
    assert litres < without.value("volume", "policy", "total", pool="diesel")
    told = notes(found, texts("en"))
    assert any("Biogas is sold by energy: it has no price per litre" in note for note in told)


def test_nothing_is_told_without_consumers(assessed, changed):
    found = assessed("norway-2015")
    assert found.consumers.empty
    assert set(changed({}).consumers["variable"]) >= {"pump_price", "yearly_bill", "demand"}
    assert not any(row.equation in ("19", "20") for row in found.rows)
    assert list(consumer_tables(found, texts("en"))) == []
    assert found.evaluation.settled.ratios == {}


# Demand ------------------------------------------------------------------------------------


def test_demand_holds_fuel_of_the_base_year_that_a_case_does_not_sell(variant):
    scenario = load_scenario(variant("choice", {"costs/price/hvo": None}))
    found = Evaluation(scenario.table, scenario.structure)
    assert "hvo" not in {column.component for column in found.solution("cheap").volumes}
    demand = [found.get("demand_tj", Key(case, "diesel")) for case in ("observed", "cheap", "")]
    assert demand == [demand[0]] * 3


@pytest.mark.parametrize("elasticity", [(-0.3, -0.2), (-1.5, 0.0), (0.0, -5.0)])
def test_demand_is_that_of_an_own_fixed_point(changed, elasticity):
    of_pool = dict(zip(POOLS, elasticity, strict=True))
    found = changed({"consumers/price_elasticity": of_pool})
    energy, before, now = answered(of_pool)
    surplus = []
    for pool in POOLS:
        demand = found.value("demand", "policy", "total", pool=pool)
        assert demand == exactly(energy[pool])
        sold = found.value("energy", "policy", "total", pool=pool)
        assert sold == exactly(energy[pool])
        assert found.value("demand", "reference", "total", pool=pool) == exactly(base_energy(pool))
        extra = found.value("extra_demand", "policy", "total", pool=pool)
        assert extra == pytest.approx(energy[pool] - base_energy(pool), abs=1e-7)
        surplus.append(-(now[pool] - before[pool]) * (base_energy(pool) + energy[pool]) / 2)
        lost = found.value("consumer_surplus_change", "policy", "total", pool=pool)
        assert lost == pytest.approx(surplus[-1], rel=1e-8)
    whole = found.value("consumer_surplus_change", "policy", "total")
    assert whole == pytest.approx(sum(surplus), rel=1e-8)


def test_the_rule_of_half_is_off_the_integral_by_a_known_term(changed):
    for elasticity, dearer in ((-0.3, 7), (-0.8, 30), (-2.0, 15)):
        changes = {
            "costs/price/ethanol": f"{dearer} NOK/l",
            "consumers/price_elasticity": {"petrol": elasticity},
        }
        found = changed(changes)

        def of(variable, case="policy", detail="", found=found):
            return found.value(variable, case, "total", pool="petrol", detail=detail)

        before = of("pump_price_per_mj", "reference", "all")
        rise = of("pump_price_per_mj", detail="all") / before - 1
        money = before * base_energy("petrol")
        power = 1 + elasticity
        integral = -money / power * ((1 + rise) ** power - 1)
        off = of("consumer_surplus_change") - integral
        expected = -elasticity * (elasticity - 1) / 12 * rise**3 * money
        assert rise > 0
        assert off == pytest.approx(expected, rel=3 * rise, abs=1e-6 * abs(integral))
        assert abs(off) < 0.01 * abs(integral)


def test_a_case_against_another_answers_that_ones_price(changed):
    third = {"quota": "4.5 %", "fulfil": "in proportion", "baseline": "policy"}
    found = changed({"cases/third": third})
    for pool in POOLS:
        prices = [
            found.value("pump_price_per_mj", case, "total", pool=pool, detail="all")
            for case in ("policy", "third")
        ]
        demand = [found.value("demand", case, "total", pool=pool) for case in ("policy", "third")]
        elasticity = {"petrol": -0.3, "diesel": -0.2}[pool]
        assert demand[1] == exactly(demand[0] * (prices[1] / prices[0]) ** elasticity)


def test_rows_of_direct_co2_add_to_the_total_and_demand_has_its_share(changed):
    found = changed({})
    for pool in (*POOLS, ""):
        parts = [
            found.value("direct_co2_reduction", "policy", part, pool=pool)
            for part in ("biofuel", "unattributed", "total")
        ]
        assert parts[0] + parts[1] == pytest.approx(parts[2], rel=1e-12)
    factor = {"petrol": 3.13 / 43.92 * 1000, "diesel": 3.17 / 43.2 * 1000}
    for pool in POOLS:
        extra = found.value("extra_demand", "policy", "total", pool=pool)
        share = found.value("direct_co2_reduction", "policy", "unattributed", pool=pool)
        assert share == pytest.approx(-factor[pool] * extra, rel=1e-6)


def test_life_cycle_accounts_hold_biofuel_alone(changed, plain):
    found = changed({})
    for one in (found, plain):
        energy = one.value("extra_energy", "policy", "biofuel")
        reduced = one.value("life_cycle_reduction", "policy", "biofuel", detail="saving 50 %")
        assert reduced == exactly(83.8 * energy * 0.5)


def test_the_other_pool_keeps_its_energy_and_is_in_no_row_of_demand(changed):
    found = changed({"consumers/price_elasticity": {"petrol": -0.3}})
    of_demand = {row.pool for row in found.rows if row.equation == "20"}
    assert of_demand == {"petrol", ""}
    sold = found.value("energy", "policy", "total", pool="diesel")
    assert sold == exactly(base_energy("diesel"))
    petrol = found.value("consumer_surplus_change", "policy", "total", pool="petrol")
    assert found.value("consumer_surplus_change", "policy", "total") == petrol
    assert any(
        note.startswith("Energy of diesel is the same") for note in notes(found, texts("en"))
    )


def test_arrays_give_the_same_as_floats(changed):
    scenario = changed({}).scenario
    draws = {
        "costs.price.ethanol": [2.0, 4.2, 30.0],
        "consumers.price_elasticity.petrol": [-0.1, -0.3, -4.0],
        "consumers.vat": [0.0, 0.25, 0.6],
    }
    many = Evaluation(
        scenario.table, scenario.structure, {name: np.array(x) for name, x in draws.items()}
    )
    names = ("pump_price_cur_per_mj", "demand_tj", "consumer_surplus_change_mcur", "volume_ml")
    for name in names:
        for pool in POOLS:
            key = Key("policy", pool, component="total")
            found = many.get(name, key)
            assert np.all(many.solution("policy").reason == 0)
            for at in range(3):
                one = Evaluation(
                    scenario.table, scenario.structure, {name: x[at] for name, x in draws.items()}
                )
                assert found[at] == pytest.approx(one.get(name, key), rel=1e-9, abs=1e-7)


def test_suppliers_who_choose_face_the_demand_that_answers(variant):
    consumers = {
        "vat": "25 %",
        "distribution": {"petrol": "1.2 NOK/l", "diesel": "1.3 NOK/l"},
        "price_elasticity": {"petrol": -0.3, "diesel": -0.4},
    }
    taxes = {
        "road": dict.fromkeys(("petrol", "diesel", "ethanol", "fame", "hvo", "ucome"), "3 NOK/l")
    }
    changes = {"consumers": consumers, "costs/taxes": taxes}
    found = assess(load_scenario(variant("choice", changes)))
    for pool in POOLS:
        prices = [
            found.value("pump_price_per_mj", case, "total", pool=pool, detail="all")
            for case in ("observed", "cheap")
        ]
        demand = [found.value("demand", case, "total", pool=pool) for case in ("observed", "cheap")]
        ratio = (prices[1] / prices[0]) ** consumers["price_elasticity"][pool]
        assert demand[1] / demand[0] == pytest.approx(ratio, rel=1e-11)
        assert found.value("energy", "cheap", "total", pool=pool) == pytest.approx(demand[1])
    assert found.evaluation.settled.rounds < 15


def test_what_does_not_come_to_rest_is_refused(changed, variant):
    # Dear litres that stay while demand falls: ever fewer litres bear the cost of them.
    changes = {
        "costs/price/fame": "60 NOK/l",
        "cases/policy/fulfil/diesel": {"fame": "200 Ml"},
        "cases/reference/fulfil": {"petrol": {"ethanol": "rest"}, "diesel": {"fame": "0 %"}},
        "cases/reference/quota": "1 %",
        "cases/policy/quota": "1 %",
        "consumers/price_elasticity": {"diesel": -5},
    }
    path = variant("pump", changes)
    with pytest.raises(InfeasibleError, match="do not come to rest") as refused:
        assess(load_scenario(path))
    (fault,) = refused.value.faults
    assert fault.path == "consumers.price_elasticity"
    assert fault.line > 0


class _Line:
    """A case whose price answers demand along a line, to settle alone."""

    def __init__(self, settled, slope):
        self.ratio, self.slope = settled.ratios["policy", "petrol"], slope

    def solution(self, case):
        return type("Solved", (), {"reason": 0})

    def get(self, name, key):
        return 1.2 * (self.ratio / 1.2) ** self.slope


@pytest.mark.parametrize("slope", [0.0, 0.5, -0.9, -3.0, -6.0])
def test_settling_comes_to_rest_however_the_price_swings(slope):
    found = settle(lambda settled: _Line(settled, slope), [("policy", "petrol")])
    assert found.ratios["policy", "petrol"] == pytest.approx(1.2, rel=1e-10)
    assert not found.is_loose("policy")
    assert found.rounds < ROUNDS


def test_settling_gives_up_where_the_price_runs_away():
    found = settle(lambda settled: _Line(settled, 1.5), [("policy", "petrol")])
    assert found.is_loose("policy")
    assert not Settled({}).is_loose("policy")


# Over years ----------------------------------------------------------------------------------

YEARS = {
    "market/year": None,
    "market/years": "2013 to 2015",
    "market/petrol/volume": {2013: "1307.255 Ml", 2014: "1280 Ml", 2015: "1250 Ml"},
    "costs/price/ethanol": {2013: "4.2 NOK/l", 2015: "9 NOK/l", "between": "linear"},
}


def test_each_year_is_what_it_would_be_alone(changed):
    found = changed(YEARS)
    for year, volume, price in (
        (2013, "1307.255", "4.2"),
        (2014, "1280", "6.6"),
        (2015, "1250", "9"),
    ):
        alone = changed(
            {"market/petrol/volume": f"{volume} Ml", "costs/price/ethanol": f"{price} NOK/l"}
        )
        for variable in ("demand", "extra_demand", "consumer_surplus_change", "yearly_bill"):
            of_year, single = (
                one.value(variable, "policy", "total", pool="petrol")
                for one in (found.years[year], alone)
            )
            assert of_year == pytest.approx(single, rel=1e-8)
    (table,) = consumer_tables(found, texts("en"))
    assert table.name == "pump_years"
    assert len(table.rows) == 3 * 2 * 2
    assert table.title in to_markdown(found)
    assert to_excel(found)
    assert any("[−0.5 to −0.1]" in note for note in notes(found, texts("en")))


def test_a_terminal_shows_the_first_the_last_and_every_fifth_year(changed):
    found = changed(
        YEARS
        | NO_ANSWER
        | {
            "market/years": "2013 to 2029",
            "market/petrol/volume": {2013: "1307.255 Ml", "after": "same"},
            "market/diesel/volume": {2013: "2796.794 Ml", "after": "same"},
            "costs/price/ethanol": "4.2 NOK/l",
        }
    )
    (whole,) = consumer_tables(found, texts("en"))
    (short,) = consumer_tables(found, texts("en"), short=True)
    assert len(whole.rows) == 17 * 2 * 2
    assert [row[0] for row in short.rows[::4]] == ["2013", "2015", "2020", "2025", "2029"]
    assert "all years stand in summary.md" in short.notes[0]


def test_a_year_in_parts_has_no_demand_that_answers(changed):
    quota = {2013: "5.5 %", "2014-07-01": "6 %", "between": "step"}
    parts = YEARS | {"cases/policy/quota": quota, "timing": "each part on its own"}
    with pytest.raises(InfeasibleError, match="2014: demand answers the price of a whole year"):
        changed(parts)
    assert changed(parts | NO_ANSWER).years[2014].value(
        "extra_volume_same_energy", "policy", "total"
    ) == pytest.approx(21, abs=3)


# What is told --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "nb"])
def test_tables_and_notes_tell_it_in_both_languages(changed, language):
    found, words = changed({}), texts(language)
    built = {table.name: table for table in consumer_tables(found, words)}
    assert list(built) == ["pump_prices", "pump_changes", "driver", "demand", "demand_co2"]
    rows = [[cell_text(cell, words) for cell in row] for row in built["pump_changes"].rows]
    more = [row[-1].replace(",", ".") for row in rows]
    assert more == ["18.2", "3.1", "21.4"]
    page = to_markdown(found, language)
    for table in built.values():
        assert f"## {table.title}" in page
        assert escape(table.title) in to_html(found, language)
        assert len({len(row) for row in table.rows} | {len(table.columns)}) == 1
    elasticity = words("number.decimal").join(("−0", "3"))
    said = [note for note in notes(found, words) if elasticity in note]
    assert len(said) == 1
    assert words("mark.unverified") in said[0]
    assert "Made up for tests" in said[0]
    assert to_excel(found, language)


def test_a_trace_of_demand_shows_the_ratio_and_the_elasticity(changed):
    found = changed({})
    told = "\n".join(to_lines(explain(found, "policy.demand.diesel"), texts("en")))
    assert "demand_ratio (policy, diesel) = 0.9995" in told
    assert "settled together with demand" in told
    assert "consumers.price_elasticity.diesel" in told
    price = "\n".join(to_lines(explain(found, "policy.pump_price.petrol@VAT"), texts("nb")))
    assert "consumers.vat" in price
    assert "ligning 19" in price
    step = explain(found, "policy.pump_price.petrol").to_dict()
    assert step["value"] == found.value(
        "pump_price", "policy", "total", pool="petrol", detail="all"
    )


def test_provenance_and_solve_for_know_the_given_and_not_the_settled(changed):
    found = changed({})
    ids = {value["id"] for value in provenance(found)["values"]}
    assert {"consumers.vat", "consumers.price_elasticity.petrol"} <= ids
    assert not any("settled" in name for name in ids)
    asked = ("consumers.price_elasticity.petrol", "policy.extra_demand.petrol", "100 TJ")
    answer = solve_for(found.scenario, *asked)
    forward = changed({"consumers/price_elasticity/petrol": answer.value})
    assert forward.value("extra_demand", "policy", "total", pool="petrol") == pytest.approx(100)
    bill = solve_for(found.scenario, "consumers.vat", "policy.yearly_bill.petrol", "11000 NOK")
    assert bill.result == pytest.approx(11000)
    assert bill.question.unit == "NOK"


def test_compare_tells_what_an_elasticity_changes(changed, variant):
    one = load_scenario(variant("pump", {}))
    other = load_scenario(variant("pump", {"consumers/price_elasticity/petrol": -0.6}))
    found = compare(one, other)
    assert [one.id for one in found.inputs] == ["consumers.price_elasticity.petrol"]
    variables = {pair.about.variable for pair in found.results}
    assert {"demand", "extra_demand", "consumer_surplus_change", "volume"} <= variables


def test_the_same_scenario_gives_the_same_bytes(changed):
    assert to_csv(changed({}).rows) == to_csv(changed({}).rows)
