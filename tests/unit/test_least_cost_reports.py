"""What reports say of least cost: tables, breaches, warnings and traces."""

import io
import re
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from biofuel_mandate import ScenarioError, assess, load_scenario
from biofuel_mandate.explain import explain
from biofuel_mandate.merit import merit_order
from biofuel_mandate.report.breaches import breaches
from biofuel_mandate.report.choice_tables import choice_tables
from biofuel_mandate.report.excel import to_excel
from biofuel_mandate.report.standing import standing
from biofuel_mandate.report.summary import tables, to_html, to_markdown
from biofuel_mandate.report.table import Amount, cell_text
from biofuel_mandate.report.tables import rules_table
from biofuel_mandate.report.texts import texts
from biofuel_mandate.report.trace import to_lines

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:openpyxl")
EN, NB = texts("en"), texts("nb")


def named(assessment, name, words=EN):
    return next(table for table in choice_tables(assessment, words) if table.name == name)


def shown(table, words=EN):
    return [[cell_text(cell, words) for cell in row] for row in table.rows]


# Tables ------------------------------------------------------------------------------------


def test_the_answer_stands_first_on_the_screen(assessed):
    found = list(tables(assessed("least-cost"), EN, short=True))
    assert [table.name for table in found] == ["answer", "worth", "choice_costs", "rules"]
    assert shown(found[0]) == [
        ["cheap", "quota", "5.12 NOK/l", "2,551.6", "2,562.9", "613.7", "288.1"]
    ]


def test_without_least_cost_nothing_is_said_of_it(assessed):
    found = assessed("norway-2015")
    assert list(choice_tables(found, EN)) == []
    assert len(rules_table(found, EN).columns) == 8


@pytest.mark.parametrize("name", ["least-cost", "suppliers", "measures"])
def test_what_rules_are_worth_is_that_of_the_results(assessed, name):
    found = assessed(name)
    values = [row.value for row in found.rows if row.variable == "marginal_value" and row.value]
    told = [row[3].value for row in named(found, "worth").rows if row[3].value]
    assert sorted(told) == sorted(values)


def test_what_rules_are_worth_has_a_unit_and_both_accounts(assessed):
    rows = shown(named(assessed("measures"), "worth"))
    assert [
        "Least cost",
        "greenhouse gas (at least)",
        "binds",
        "2,872 NOK/t",
        "2,944",
        "2,875",
    ] in (rows)
    assert ["Least cost", "supply of UCOME (at most)", "binds", "0.94 NOK/l", "", ""] in rows
    assert rows[1][3:] == ["200.0 NOK/GJ", "no reduction", "no reduction"]
    told = [row[1] for row in shown(named(assessed("suppliers"), "worth"))]
    assert told[:2] == ["quota (at least): Alfa", "quota (at least): Beta"]


def test_costs_are_those_of_the_results(assessed):
    found = assessed("measures")
    baseline, cheap, strict = named(found, "choice_costs").rows
    assert [cell.value for cell in cheap[1:7]] == [
        found.value("fuel_cost", "cheap", "total", detail="with taxes"),
        found.value("shortfall_cost", "cheap", rule="advanced")
        + found.value("shortfall_cost", "cheap", rule="greenhouse gas"),
        found.value("supplier_cost", "cheap"),
        found.value("extra_supplier_cost", "cheap"),
        found.value("fuel_cost", "cheap", "total", detail="without taxes"),
        found.value("extra_fuel_cost", "cheap", "total", detail="without taxes"),
    ]
    assert cheap[8].value == found.value("marginal_energy_cost", "cheap", pool="diesel")
    assert (baseline[4], baseline[7]) == ("", "")
    assert strict[2].value + strict[1].value == pytest.approx(strict[3].value)


def test_where_nothing_can_be_paid_for_a_shortfall_no_column_says_so(assessed):
    table = named(assessed("least-cost"), "choice_costs")
    assert [heading.partition(",")[0] for heading in table.columns] == [
        *("Case", "Fuel with taxes", "Extra to suppliers", "Social cost", "Extra to society"),
        *("One more GJ of petrol", "One more GJ of diesel"),
    ]
    assert {len(row) for row in table.rows} == {7}


@pytest.mark.parametrize("case", ["alone", "together"])
def test_suppliers_add_up_to_the_market(assessed, case):
    found = assessed("suppliers")
    table = next(
        one for one in choice_tables(found, EN) if one.name == "suppliers" and case in one.title
    )
    *each, market = table.rows
    for column in table.added:
        parts = [row[column].value for row in each]
        assert sum(parts) == pytest.approx(market[column].value, abs=1e-6)
    assert market[3].value == found.value("fuel_cost", case, "total", detail="with taxes")


def test_what_is_sold_in_certificates_is_bought(assessed):
    rows = named(assessed("suppliers"), "trade").rows
    assert shown(named(assessed("suppliers"), "trade"))[0] == [
        *("quota (at least)", "Alfa", "159.8 Ml", "4.11 NOK/l", "657.0")
    ]
    for at in (2, 4):
        assert sum(row[at].value for row in rows) == pytest.approx(0.0, abs=1e-6)


def test_the_rules_table_tells_worth_share_and_standing(assessed):
    rows = {(row[0], row[1]): row[2:] for row in shown(rules_table(assessed("measures"), EN))}
    assert rows["Least cost", "advanced (at least)"] == [
        *("an amount", "209.5", "7,122.3 TJ", "10,000.0 TJ", "−2,877.7 TJ"),
        *("200.0 NOK/GJ", "penalty paid"),
    ]
    gas = rows["A stricter level", "greenhouse gas (at least)"]
    # Litres of biofuel: the fossil fuel that the rule weighs is not among them.
    assert gas[:2] == ["12.48", "694.8"]
    assert gas[-1] == "bought out"
    assert rows["As observed", "litres (at least)"][-2:] == ["", "met"]


def test_a_rule_that_divides_binds_with_slack_and_it_is_said(assessed):
    table = rules_table(assessed("least-cost"), EN)
    advanced = next(row for row in table.rows if row[:2] == ("cheap", "advanced (at least)"))
    assert advanced[6].value > 1
    assert advanced[-1] == "binds"
    assert table.notes[0].startswith("“advanced” binds even with slack")


def test_a_penalty_is_no_buy_out(assessed):
    found = assessed("measures")
    rules = {row.name: row for row in found.evaluation.solution("observed").system.rules}
    assert standing(found, "observed", rules["greenhouse gas"]).state == "bought_out"
    stands = standing(found, "observed", rules["advanced"])
    assert stands.state == "penalised"
    assert stands.paid == found.value("shortfall_cost", "observed", rule="advanced")


@pytest.mark.parametrize("name", ["suppliers", "measures"])
@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_medium_has_the_tables(assessed, name, language):
    found, words = assessed(name), texts(language)
    page, html = to_markdown(found, language), to_html(found, language)
    book = load_workbook(io.BytesIO(to_excel(found, language)))
    titles = [table.title for table in choice_tables(found, words)]
    headed = [sheet["A1"].value for sheet in book]
    for title in titles:
        assert f"## {title}\n" in page
        assert title.replace("“", "“") in html
        assert title in headed
    if language == "nb":
        for english in ("binds", "bought", "penalty", "amount", "supply of", "Worth", "taxes"):
            assert english not in page.partition("## Verdier")[0], english


def test_sums_of_suppliers_are_live(assessed):
    book = load_workbook(io.BytesIO(to_excel(assessed("suppliers"), "en")))
    sheet = next(one for one in book if one["A1"].value == "Each supplier (together)")
    last = next(row for row in sheet.iter_rows() if row[0].value == "sum")
    assert [str(cell.value)[:5] for cell in last[1:5]] == ["=SUM("] * 4


# Breaches and warnings ---------------------------------------------------------------------


def test_breaches_speak_in_the_measure_of_the_rule(assessed):
    assert breaches(assessed("measures"), EN) == (
        "“greenhouse gas” is bought out: As observed 5.35 of 9.00 %, by 458,011 t, for which "
        "2,748.1 MNOK is paid; A stricter level 12.48 of 20.00 %, by 943,005 t, for which "
        "5,658.0 MNOK is paid.",
        "“advanced” is missed at a penalty: As observed 4,911.3 of 10,000.0 TJ, by 5,088.7 TJ, "
        "for which 1,017.7 MNOK is paid; Least cost 7,122.3 of 10,000.0 TJ, by 2,877.7 TJ, for "
        "which 575.5 MNOK is paid.",
    )
    assert breaches(assessed("least-cost"), EN)[0] == (
        "“quota” is missed: observed 8.55 of 17.00 %, by 321.4 Ml."
    )
    assert "kjøpt fri" in breaches(assessed("measures"), NB)[0]


def test_biofuels_without_a_price_are_left_out_by_name(variant):
    changes = {"costs/price/fame": None, "costs/taxes/road/fame": None}
    scenario = load_scenario(variant("least-cost", changes))
    told = [EN.notice(one) for one in scenario.warnings if one.code == "unpriced"]
    assert told == [
        "Biodiesel (FAME) has no price, so suppliers cannot choose it: least cost leaves it out."
    ]
    nb = [NB.notice(one) for one in scenario.warnings if one.code == "unpriced"]
    assert nb[0].startswith("Biodiesel (FAME) har ingen pris")
    assert told[0] in to_markdown(assess(scenario))


def test_only_what_a_case_would_sell_is_told_to_lack_a_price(variant):
    changes = {
        "costs/price/fame": None,
        "costs/taxes/road/fame": None,
        "cases/cheap/fulfil": {"least cost": {"petrol": ["ethanol"], "diesel": ["hvo"]}},
    }
    scenario = load_scenario(variant("least-cost", changes))
    assert [one for one in scenario.warnings if one.code == "unpriced"] == []


def test_a_quote_of_another_year_is_told_with_its_day(assessed, variant):
    told = [EN.notice(one) for one in assessed("measures").scenario.warnings]
    said = "The price of UCOME is a quote of 2023-05-03; the scenario's prices are of 2022."
    assert said in told
    same = load_scenario(variant("measures", {"price_year": 2023}))
    assert [one for one in same.warnings if one.code == "other_year"] == []


# Traces ------------------------------------------------------------------------------------


def trace(assessment, query, words=EN):
    return "\n".join(to_lines(explain(assessment, query), words))


def test_a_least_cost_volume_is_told_as_chosen(assessed):
    told = trace(assessed("least-cost"), "cheap.volume.hvo")
    assert "chosen as what costs least, under these rows, which bind" in told
    assert "solved from" not in told
    assert "2 hvo above advanced" in told
    nb = trace(assessed("least-cost"), "cheap.volume.hvo", NB)
    assert "valgt som det som koster minst" in nb
    assert "2 hvo utover advanced" in nb
    assert "solved from these rows" in trace(assessed("least-cost"), "observed.volume.hvo")


def test_what_is_over_a_cap_is_named_so(assessed):
    assert "fame over food" in trace(assessed("measures"), "cheap.volume.fame")
    step = explain(assessed("measures"), "cheap.volume.fame")
    assert "fame over food" in str(step.to_dict())


def test_each_suppliers_row_and_columns_are_told_apart(assessed):
    told = trace(assessed("suppliers"), "together.volume.hvo")
    assert "energy of diesel: Alfa" in told
    assert "2 hvo above advanced (Beta)" in told


@pytest.mark.parametrize(
    ("name", "query", "unit"),
    [
        ("least-cost", "cheap.marginal_value@quota", "NOK/l"),
        ("measures", "cheap.marginal_value@advanced", "NOK/GJ"),
        ("measures", "cheap.marginal_value@greenhouse gas", "NOK/t"),
    ],
)
def test_a_marginal_value_is_explained_in_its_unit(assessed, name, query, unit):
    found = assessed(name)
    told = trace(found, query)
    assert re.match(rf"marginal_value \(.*\) = [\d.]+ {unit}\n", told)
    assert "what one more unit of this rule or limit would cost suppliers" in told
    rule = query.rpartition("@")[2]
    row = next(r for r in found.rows if r.variable == "marginal_value" and r.rule == rule)
    assert explain(found, query).value == row.value


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("least-cost", "cheap.marginal_cost_per_tonne@quota", "Ask for cheap.marginal_value@RULE"),
        ("least-cost", "cheap.marginal_energy_cost", "not traced"),
        ("least-cost", "observed.marginal_value@quota", "Ask for one of cheap"),
        ("suppliers", "alone.marginal_value@quota", "alone, at a marginal value of its own"),
        ("norway-2015", "policy.marginal_value@quota", 'Write "fulfil: least cost"'),
    ],
)
def test_what_is_not_traced_is_said_with_what_to_ask_instead(assessed, name, query, said):
    with pytest.raises(ScenarioError, match=re.escape(said)):
        explain(assessed(name), query)


def test_the_rules_by_energy_of_the_guide_can_be_run(variant):
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text("utf-8")
    blocks = map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL))
    written = next(block for block in blocks if "energy" in block.get("rules", {}))
    changes = {key: part for key, part in written.items() if key != "costs"}
    assert merit_order(assess(load_scenario(variant("least-cost", changes))), "cheap").steps


def test_amounts_of_cells_are_numbers(assessed):
    for table in choice_tables(assessed("suppliers"), EN):
        for row in table.rows:
            for at, cell in enumerate(row):
                assert isinstance(cell, Amount) or at in table.words or cell == "" or " to " in cell
