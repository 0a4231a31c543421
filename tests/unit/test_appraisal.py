"""Lines of an appraisal by hand: CO2, imports, administration, the oil price beside the cost."""

import re
from functools import partial

import numpy as np
import pytest

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.equations import EQUATIONS, Key
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.explain import explain
from biofuel_mandate.grammar import QuantityError
from biofuel_mandate.quantities import parse_quantity
from biofuel_mandate.report.summary import to_markdown
from biofuel_mandate.results import detail_of

OIL = "oil at 50 USD/bbl"
# MJ/l of ethanol and petrol in the reconstruction: kg/l times kWh/kg times 3.6.
RATIO = (0.79 * 7.44) / (0.74 * 12.2)
BARREL = 42 * 231 * 2.54**3 / 1000


@pytest.fixture(scope="module")
def found(assessed):
    return assessed("appraisal")


@pytest.fixture(scope="module")
def made(variant):
    def make(changes):
        return assess(load_scenario(variant("appraisal", changes)))

    return make


# The oil price --------------------------------------------------------------------------------


def test_ten_dollars_less_raise_the_gap_of_ethanol_by_what_petrol_falls(found):
    of = partial(found.value, "price_gap", "policy", "ethanol")
    rise = of(detail=OIL) - of(detail="energy-corrected")
    assert pytest.approx(158.987294928) == BARREL
    assert rise == pytest.approx(10 * 7.7 / BARREL * RATIO)
    assert rise == pytest.approx(0.315, abs=5e-4)
    # 525 NOK is above 60 USD of 7.70 NOK, 462 NOK: the gap falls.
    fall = of(detail="oil at 525 NOK/bbl") - of(detail="energy-corrected")
    assert fall == pytest.approx(-(525 - 462) / BARREL * RATIO)


def test_cost_follows_the_gap_and_the_litres_stay(found, assessed):
    litres = {c: found.value("extra_volume", "policy", c) for c in ("ethanol", "fame", "biofuel")}
    gaps = {c: found.value("price_gap", "policy", c, detail=OIL) for c in ("ethanol", "fame")}
    costs = {c: found.value("cost", "policy", c, detail=f"price gap, {OIL}") for c in litres}
    for one, gap in gaps.items():
        assert costs[one] == pytest.approx(litres[one] * gap)
    assert costs["biofuel"] == pytest.approx(costs["ethanol"] + costs["fame"])
    assert litres["biofuel"] == pytest.approx(
        assessed("norway-2015").value("extra_volume", "policy", "biofuel")
    )
    logistics = found.value("cost", "policy", "biofuel", detail="logistics: freight")
    bottom_up = found.value("cost", "policy", "biofuel", detail=f"bottom up, {OIL}")
    assert bottom_up == pytest.approx(costs["biofuel"] + logistics)


def test_half_the_pass_through_is_half_the_change(made, found):
    half = made({"oil/pass_through": {"petrol": "50 %", "diesel": "100 %"}})
    for one, share in (("ethanol", 0.5), ("fame", 1)):
        changes = [
            side.value("price_gap", "policy", one, detail=OIL)
            - side.value("price_gap", "policy", one, detail="energy-corrected")
            for side in (half, found)
        ]
        assert changes[0] == pytest.approx(share * changes[1])


def test_a_biofuel_may_follow_the_oil_price_too(made, found):
    followed = made({"oil/pass_through/ethanol": "20 %"})
    gap = followed.value("price_gap", "policy", "ethanol", detail=OIL)
    own = -10 * 7.7 / BARREL * 0.2
    assert gap == pytest.approx(found.value("price_gap", "policy", "ethanol", detail=OIL) + own)
    told = [one.about for one in followed.scenario.warnings if one.code == "oil_unmoved"]
    assert told == ["fame"]
    both = [one.about for one in found.scenario.warnings if one.code == "oil_unmoved"]
    assert both == ["ethanol", "fame"]


def test_a_fossil_fuel_without_pass_through_is_missing_and_told(made):
    found = made({"oil/pass_through": {"petrol": "100 %"}})
    assert found.value("price_gap", "policy", "ethanol", detail=OIL) is not None
    assert found.value("price_gap", "policy", "fame", detail=OIL) is None
    assert found.value("cost", "policy", "biofuel", detail=f"price gap, {OIL}") is None
    assert "cost by the oil price: no sourced pass-through of the oil price for diesel" in (
        to_markdown(found)
    )


def test_an_oil_price_of_another_year_is_brought_over(made):
    level = {"value": "525 NOK/bbl", "price_year": 2013}
    found = made({"oil/at": [level]})
    gap = found.value("price_gap", "policy", "ethanol", detail="oil at 525 NOK/bbl")
    rise = 525 * 92.5 / 97.1 - 462
    assert gap == pytest.approx(2.96 - rise / BARREL * RATIO)


def test_a_trace_leads_to_the_oil_price_and_its_rate(found):
    def ids(step):
        yield from [step.given.id] if step.given else []
        for one in step.inputs:
            yield from ids(one)

    step = explain(found, f"policy.cost.ethanol@price gap, {OIL}")
    wanted = {"oil.price", f"oil.at.{OIL}", "oil.pass_through.petrol", "costs.exchange_rates.USD"}
    assert wanted <= set(ids(step))
    assert step.value == found.value("cost", "policy", "ethanol", detail=f"price gap, {OIL}")


def test_draws_of_an_oil_price_go_through(found):
    scenario = found.scenario
    draws = {"oil.price": np.array([60.0, 50.0])}
    evaluation = Evaluation(scenario.table, scenario.structure, draws)
    key = Key(case="policy", pool="petrol", component="ethanol", oil=OIL)
    gaps = evaluation.get("price_gap_at_oil_cur_per_l", key)
    assert gaps == pytest.approx(np.array([2.96 + 10 * 7.7 / BARREL * RATIO, 2.96]))


# The value of CO2 -----------------------------------------------------------------------------


def test_the_value_of_co2_is_the_direct_reduction_at_the_price_of_the_year(found):
    price = 600 * 92.5 / 97.1
    for one in ("ethanol", "biofuel", "total"):
        reduction = found.value("direct_co2_reduction", "policy", one)
        assert found.value("carbon_value", "policy", one) == pytest.approx(reduction * price / 1e6)


def test_no_line_is_in_a_cost_and_none_stands_unasked(made, assessed, found):
    bare = made({"appraisal": None, "oil": None, "biofuels": None, **_without_administration()})
    lines = {"22", "23", "24", "25"}
    assert not lines & {row.equation for row in bare.rows}
    assert not lines & {row.equation for row in assessed("norway-2015").rows}
    asked = [row for row in found.rows if row.equation not in lines]
    assert [row.value for row in asked] == [row.value for row in bare.rows]
    assert "Beside the cost" not in to_markdown(bare)


def _without_administration():
    return {"cases/policy/administration": None}


# Imports --------------------------------------------------------------------------------------


def test_imports_are_shares_of_litres(found):
    of = partial(found.value, case="policy")
    litres = {c: of("volume", component=c) for c in ("ethanol", "fame")}
    imported = 0.8 * litres["ethanol"] + litres["fame"]
    assert of("imported_volume", component="biofuel") == pytest.approx(imported)
    assert of("import_share", component="biofuel") == pytest.approx(imported / sum(litres.values()))
    extra = of("extra_imported_volume", component="ethanol")
    assert extra == pytest.approx(0.8 * of("extra_volume", component="ethanol"))
    energy = of("imported_energy", component="fame")
    assert energy == pytest.approx(of("energy", component="fame"))


def test_imports_given_in_part_leave_the_sum_missing_and_name_what_lacks(made):
    found = made({"biofuels/ethanol": None})
    assert found.value("imported_volume", "policy", "fame") is not None
    assert found.value("imported_volume", "policy", "biofuel") is None
    assert found.value("import_share", "policy", "biofuel") is None
    assert "no sourced import share for ethanol" in to_markdown(found)


def test_a_gas_has_no_imported_litres_and_leaves_no_gap(variant):
    changes = {
        "biofuels": {"ethanol": {"import_share": "80 %"}, "fame": {"import_share": "100 %"}},
        "cases/policy/fulfil": {
            "petrol": {"ethanol": "as in reference"},
            "diesel": {"fame": "litres as in reference", "gas": {"biogas": "100 GWh"}},
        },
    }
    found = assess(load_scenario(variant("appraisal", changes)))
    assert found.value("imported_volume", "policy", "biofuel") is not None
    assert found.value("imported_energy", "policy", "biofuel") is None
    changes["biofuels"]["biogas"] = {"import_share": "25 %"}
    found = assess(load_scenario(variant("appraisal", changes)))
    assert found.value("imported_energy", "policy", "biogas") == pytest.approx(0.25 * 360)


# Administration -------------------------------------------------------------------------------


def test_administration_adds_up_over_its_tasks(found):
    of = partial(found.value, case="policy")
    assert of("administrative_work", detail="directorate") == 2
    assert of("administrative_work", detail="suppliers") == pytest.approx(2)  # ten days of five
    assert of("administrative_work") == pytest.approx(4)
    assert of("administrative_cost") == pytest.approx(0.1 + 0.25)
    assert of("extra_administrative_cost") == pytest.approx(0.35)
    assert found.value("administrative_cost", "reference") == 0
    assert explain(found, "policy.administrative_cost").value == pytest.approx(0.35)
    assert explain(found, "policy.administrative_work@suppliers").value == pytest.approx(2)


def test_work_without_a_cost_is_missing_and_never_zero(made):
    found = made({"cases/policy/administration/directorate": {"work": "2 weeks"}})
    of = partial(found.value, case="policy")
    assert of("administrative_work") == pytest.approx(4)
    assert of("administrative_cost", detail="suppliers") == pytest.approx(0.25)
    assert of("administrative_cost", detail="directorate") is None
    assert of("administrative_cost") is None
    assert of("extra_administrative_cost") is None
    page = to_markdown(found)
    assert "no sourced cost of administration for directorate" in page
    assert re.search(r"\| policy \| directorate \| 2\.0 \| no sourced cost \|", page)


def test_nobody_asks_for_work_where_only_costs_are_given(made):
    found = made({"cases/policy/administration": {"register": {"cost": "500000 NOK"}}})
    assert found.value("administrative_cost", "policy") == pytest.approx(0.5)
    assert "administrative_work" not in {row.variable for row in found.rows}


def test_a_task_of_the_baseline_is_taken_off(made):
    changes = {
        "cases/reference/administration": {"directorate": {"work": "1 week", "cost": "40 kNOK"}}
    }
    found = made(changes)
    extra = partial(found.value, case="policy", detail="directorate")
    assert extra("extra_administrative_work") == pytest.approx(1)
    assert extra("extra_administrative_cost") == pytest.approx(0.06)


# Units, tables and names ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("0.1 MNOK", "amount of money", 0.1, "MNOK"),
        ("250 kEUR", "amount of money", 0.25, "MEUR"),
        ("500000 GBP", "amount of money", 0.5, "MGBP"),
        ("10 days", "working time", 2.0, "weeks"),
        ("1 week", "working time", 1.0, "weeks"),
        ("60 USD/bbl", "price per barrel", 60.0, "USD/bbl"),
    ],
)
def test_units_of_appraisal(text, kind, value, unit):
    given = parse_quantity(text, kind)
    assert (given.value, given.unit) == (pytest.approx(value), unit)
    assert given.currency == re.sub("weeks|/bbl|^M", "", unit)


def test_capitals_are_a_currency_in_amounts_of_money_alone():
    with pytest.raises(QuantityError, match='Did you mean "5 GWh"'):
        parse_quantity("5 GWH", "energy")


def test_the_tables_stand_in_both_languages(found):
    english, norwegian = to_markdown(found), to_markdown(found, "nb")
    for heading in ("## Beside the cost", "## Price gap by the oil price", "## Administration"):
        assert heading in english
    assert "| ethanol | 2.96 | 3.28 | 2.70 |" in english
    assert "| policy | 92.7 | 94.3 | 76.2 | 4.0 | 0.35 |" in english
    assert "life-cycle reductions have none" in english
    assert "| etanol | 2,96 | 3,28 | 2,70 |" in norwegian
    assert "reduksjoner over livsløpet har ingen" in norwegian
    assert "Prisen på etanol regnes som upåvirket av oljeprisen." in norwegian


def test_over_years_each_line_has_a_row_a_year(made):
    changes = {
        "market/year": None,
        "market/years": "2013 to 2014",
        "appraisal/carbon_price": {"2013": "600 NOK/t", "2014": "800 NOK/t", "price_year": 2013},
        "oil/at": [{"2013": "50 USD/bbl", "2014": "40 USD/bbl"}],
    }
    found = made(changes)
    values = [one.value("carbon_value", "policy", "biofuel") for one in found.years.values()]
    assert values[1] == pytest.approx(values[0] * 8 / 6)
    last = found.years[2014].value("price_gap", "policy", "ethanol", detail="oil at 40 USD/bbl")
    assert last == pytest.approx(2.96 + 20 * 7.7 / BARREL * RATIO)
    page = to_markdown(found)
    assert "| policy | 2013 | 92.7 | 94.3 | 76.2 | 4.0 | 0.35 |" in page
    assert "| policy | 2014 | 123.6 | 94.3 | 76.2 | 4.0 | 0.35 |" in page
    assert re.search(r"\| policy \| 2014 \| 40 USD/bbl \| 322\.\d \|", page)
    assert "| policy | 2013 | directorate | 2.0 | 0.10 |" in page


def test_every_result_can_be_asked_for(found):
    for row in found.rows:
        if row.equation in {"22", "23", "24", "25"} and (row.component or not row.pool):
            component = f"{row.pool}/{row.component}" if row.pool else row.component
            if row.pool and row.component in ("biofuel", "total"):
                continue
            query = f"{row.case}.{row.variable}"
            query += f".{component}" if component else ""
            query += f"@{row.detail}" if row.detail else ""
            assert explain(found, query).value == row.value, query


def test_details_name_what_they_are_of():
    equation = EQUATIONS["price_gap_cost_at_oil_mcur"]
    assert detail_of(equation, Key(oil=OIL)) == f"price gap, {OIL}"
    assert detail_of(EQUATIONS["administrative_cost_mcur"], Key(task="auditor")) == "auditor"
