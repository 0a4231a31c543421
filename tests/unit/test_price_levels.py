"""Money of another year is brought to the scenario's prices, and says so wherever it shows."""

from dataclasses import replace

import pytest

from biofuel_mandate import ScenarioError, assess, load_scenario
from biofuel_mandate.compare import compare
from biofuel_mandate.explain import explain
from biofuel_mandate.provenance import provenance
from biofuel_mandate.quantities import parse_given
from biofuel_mandate.report.summary import to_markdown
from biofuel_mandate.report.texts import texts
from biofuel_mandate.report.trace import to_lines

INDEX = {"2010": 80, "2013": 100, "2023": 150, "source": "Office", "evidence": "published"}
GAP = {"value": "3 NOK/l", "low": "2 NOK/l", "high": "5 NOK/l", "price_year": 2013}
OWN = {**GAP, "source": "Industry", "evidence": "published", "note": "January"}


@pytest.fixture(scope="module")
def made(variant):
    def make(gap=OWN, index=INDEX, **changes):
        named = {key.replace("__", "/"): value for key, value in changes.items()}
        costs = {"costs/price_gap/fame": gap, "appraisal/price_index": index}
        return assess(load_scenario(variant("norway-2015", {**costs, **named})))

    return make


@pytest.fixture(scope="module")
def found(made):
    return made()


def held(found, id_):
    return next(given for given in found.values_used if given.id == id_)


def test_a_value_is_brought_to_the_scenarios_prices(found):
    # 3 NOK of 2013, when prices were 100, are 2.4 NOK of 2010, when they were 80.
    gap = found.value("price_gap", "policy", "fame", detail="energy-corrected")
    assert gap == pytest.approx(3 * 80 / 100)
    litres = found.value("extra_volume", "policy", "fame")
    cost = found.value("cost", "policy", "fame", detail="price gap")
    assert cost == pytest.approx(2.4 * litres)
    given = held(found, "costs.price_gap.fame")
    assert (given.low, given.high) == pytest.approx((1.6, 4.0))
    assert (given.text, given.written_year, given.price_year) == ("3 NOK/l", 2013, 2010)
    assert given.note == "January; 3 NOK/l in the money of 2013, times 80/100 (Office)"


def test_the_weaker_mark_is_kept_and_none_promoted(made):
    assert held(made(), "costs.price_gap.fame").evidence == "published"
    assert held(made({**OWN, "evidence": "derived"}), "costs.price_gap.fame").evidence == "derived"
    weak = {**INDEX, "evidence": "unverified"}
    assert held(made(index=weak), "costs.price_gap.fame").evidence == "unverified"
    unsaid = {key: value for key, value in INDEX.items() if key != "evidence"}
    assert held(made(index=unsaid), "costs.price_gap.fame").evidence == "unverified"


def test_money_of_the_scenarios_year_stays_whatever_the_index(assessed, made):
    same = made({**OWN, "price_year": 2010})
    assert held(same, "costs.price_gap.fame").value == 3.0
    assert held(same, "costs.price_gap.fame").written_year is None
    plain = [row.value for row in assessed("norway-2015").rows]
    assert [row.value for row in made("3.05 NOK/l").rows] == plain


def test_every_money_has_a_price_year_and_nothing_else_has(found):
    for given in found.values_used:
        assert given.price_year == (2010 if given.currency else None), given.id
    told = {one["id"]: one for one in provenance(found)["values"]}
    gap = told["costs.price_gap.fame"]
    assert (gap["price_year"], gap["written_in_prices_of"]) == (2010, 2013)
    assert (gap["value"], gap["as_written"]) == (pytest.approx(2.4), "3 NOK/l")
    assert told["market.petrol.volume"]["price_year"] is None


@pytest.mark.parametrize(
    ("language", "converted", "as_it_is"),
    [
        (
            "en",
            "3 NOK/l (prices of 2013): 2.4 NOK/l in prices of 2010",
            "2.96 NOK/l (prices of 2010)",
        ),
        ("nb", "3 NOK/l (2013-priser): 2,4 NOK/l i 2010-priser", "2,96 NOK/l (2010-priser)"),
    ],
)
def test_the_table_of_values_and_traces_tell_the_year(found, language, converted, as_it_is):
    page = to_markdown(found, language)
    assert f"| costs.price_gap.fame | {converted} | Industry |" in page
    assert f"| costs.price_gap.ethanol | {as_it_is} |" in page
    step = explain(found, "policy.price_gap.fame@energy-corrected")
    assert converted in "\n".join(to_lines(step, texts(language)))
    assert step.to_dict()["inputs"][0]["price_year"] == 2010
    assert step.to_dict()["inputs"][0]["written_in_prices_of"] == 2013


def test_a_comparison_tells_the_year_and_the_index(found, assessed):
    told = {
        one.id: one.b.text
        for one in compare(assessed("norway-2015").scenario, found.scenario).inputs
    }
    assert told["costs.price_gap.fame"].endswith(", price_year 2013")
    assert "price_index: {2010: 80, 2013: 100, 2023: 150, source: Office" in told["appraisal"]


def test_the_same_amount_in_money_of_another_year_differs(variant):
    one, other = (
        load_scenario(
            variant("norway-2015", {"costs/price_gap/fame": gap, "appraisal/price_index": INDEX})
        )
        for gap in (GAP, {**GAP, "price_year": 2010})
    )
    assert [found.id for found in compare(one, other).inputs] == ["costs.price_gap.fame"]


def test_a_quote_of_the_library_is_brought_there_too(made):
    quoted = {
        "date": "2023-07-01",
        "costs__price": {"fame": "quote of fame0"},
        "costs__price_gap": {"ethanol": "2.96 NOK/l"},
        "costs__exchange_rates": {"USD": "10 NOK/USD"},
    }
    costs = {key: value for key, value in quoted.items() if key != "costs__price_gap"}
    found = made(gap=None, **costs)
    # 970 USD/t of 2023, prices then 150 and in 2010 80.
    price = held(found, "prices/fame0.price_cur_per_t")
    assert price.value == pytest.approx(970 * 80 / 150)
    assert (price.written_year, price.price_year, price.evidence) == (2023, 2010, "secondary")
    codes = {one.code for one in found.scenario.warnings}
    assert "converted_year" in codes
    assert "other_year" not in codes
    assert "the price index brings it to the prices of 2010" in to_markdown(found)
    without = made(gap=None, index=None, appraisal={}, **costs)
    assert held(without, "prices/fame0.price_cur_per_t").value == 970
    assert held(without, "prices/fame0.price_cur_per_t").price_year == 2023


def test_prices_in_rules_steps_and_suppliers_are_converted(variant):
    price = {"value": "10 NOK/l", "price_year": 2013}
    changes = {
        "appraisal/price_index": INDEX,
        "price_year": 2023,
        "costs/price": {"petrol": "6 NOK/l", "diesel": "7 NOK/l", "ethanol": "8 NOK/l"},
        "rules/quota/buy_out": price,
    }
    scenario = load_scenario(variant("small", {**changes, "costs/price_gap": None}))
    (penalty,) = scenario.table["penalty_cur_per_l"].values()
    assert penalty.value == pytest.approx(15)


def test_rates_of_a_tax_law_are_brought_there_too(variant):
    own = {"ethanol": "0 NOK/l", "fame": "2 NOK/l"}
    changes = {"costs/taxes": {"law": "norway", "on": "2013-07-01", "road tax": own}}
    plain = load_scenario(variant("norway-2015", changes))
    indexed = load_scenario(variant("norway-2015", {**changes, "appraisal/price_index": INDEX}))
    one, other = (
        scenario.table["tax_cur_per_l"]["road tax", "petrol", "petrol"]
        for scenario in (plain, indexed)
    )
    assert (one.price_year, one.written_year) == (2013, None)
    assert (other.price_year, other.written_year) == (2010, 2013)
    assert other.value == pytest.approx(one.value * 80 / 100)
    assert "tax_year" in {notice.code for notice in plain.warnings}
    assert "tax_year" not in {notice.code for notice in indexed.warnings}
    changes["costs/taxes"]["on"] = "2014-07-01"
    with pytest.raises(ScenarioError, match="2014 is a year outside the price series"):
        load_scenario(variant("norway-2015", {**changes, "appraisal/price_index": INDEX}))


def test_only_money_takes_a_price_year():
    given = parse_given({"value": "3 NOK/l", "price_year": 2013}, "price per litre")
    assert given.price_year == 2013
    assert replace(given, price_year=None) == parse_given("3 NOK/l", "price per litre")
    with pytest.raises(ExceptionGroup) as refused:
        parse_given({"value": "3 %", "price_year": 2013}, "share")
    assert 'unknown key "price_year"' in str(refused.value.exceptions[0])


def test_a_broken_index_is_one_fault_and_not_one_a_value(variant):
    broken = {"2010": 0, "2013": 100, "source": "Office"}
    changes = {"costs/price_gap/fame": GAP, "appraisal/price_index": broken}
    with pytest.raises(ScenarioError, match="an index number cannot be 0") as refused:
        load_scenario(variant("norway-2015", changes))
    assert len(refused.value.faults) == 1


def over_time(variant, gap):
    changes = {
        "market/year": None,
        "market/years": "2013 to 2015",
        "published": None,
        "costs/price_gap/fame": gap,
        "appraisal/price_index": INDEX,
    }
    return load_scenario(variant("norway-2015", changes))


def test_values_by_year_may_share_a_price_year_and_the_index_is_none_of_them(variant):
    path = {"2013": "3 NOK/l", "2015": "5 NOK/l", "between": "linear", "price_year": 2013}
    found = assess(over_time(variant, path))
    assert [
        one.value("price_gap", "policy", "fame", detail="energy-corrected")
        for one in found.years.values()
    ] == pytest.approx([2.4, 3.2, 4.0])


def test_nothing_is_weighed_between_prices_of_two_years(variant):
    path = {"2013": {"value": "3 NOK/l", "price_year": 2013}, "2015": "5 NOK/l"}
    with pytest.raises(ScenarioError, match="in 2014: these amounts are in the prices of diff"):
        over_time(variant, {**path, "between": "linear"})
    stepped = over_time(variant, {**path, "between": "step"})
    values = [one.scenario.table["corrected_gap_cur_per_l"] for one in stepped.years]
    assert [scopes["diesel", "", "fame"].value for scopes in values] == pytest.approx([2.4, 2.4, 5])
