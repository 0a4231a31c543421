"""The series for integrated-assessment tools: names, units and numbers, read as plain CSV."""

import csv
import io
import math
from pathlib import Path

import pytest

from biofuel_mandate import __version__, assess, load_scenario
from biofuel_mandate.report.docs import iamc
from biofuel_mandate.report.files import result_files
from biofuel_mandate.report.iamc import names, to_iamc
from biofuel_mandate.results import result_equations

OVER_TIME = {
    "market/year": None,
    "market/years": "2013 to 2015",
    "cases/policy/quota": {2013: "4 %", 2014: "5 %", 2015: "5.5 %", "between": "step"},
    "published": None,
}
ROAD = "Transportation|Road"


def read(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def of(content, case, variable):
    (found,) = [
        row
        for row in read(content)
        if row["Scenario"].endswith(f" - {case}") and row["Variable"] == variable
    ]
    return found


@pytest.fixture(scope="module")
def path(variant):
    return assess(load_scenario(variant("norway-2015", OVER_TIME)))


@pytest.fixture(scope="module")
def series(path):
    return to_iamc(path.rows, path.scenario)


class TestTable:
    def test_columns_are_those_of_the_format_and_the_years(self, series):
        head = series.split(b"\n", 1)[0].decode()
        assert head == "Model,Scenario,Region,Variable,Unit,2013,2014,2015"

    def test_model_scenario_and_region(self, series):
        rows = read(series)
        assert {row["Model"] for row in rows} == {f"biofuel_mandate {__version__}"}
        told = {row["Scenario"] for row in rows}
        assert told == {"norway-2015 - reference", "norway-2015 - policy"}
        assert {row["Region"] for row in rows} == {"Norway"}

    def test_no_two_rows_are_of_the_same_thing(self, series):
        keys = [(row["Scenario"], row["Variable"]) for row in read(series)]
        assert len(set(keys)) == len(keys)

    def test_names_hold_no_more_than_names(self, series):
        for row in read(series):
            steps = row["Variable"].split("|")
            assert all(step and step == step.strip() for step in steps), row
            assert "{" not in row["Variable"] + row["Unit"]
            assert "¤" not in row["Unit"]
            assert "|" not in row["Scenario"]

    def test_the_same_bytes_whenever_it_is_written(self, path, series, variant):
        again = assess(load_scenario(variant("norway-2015", OVER_TIME)))
        assert to_iamc(again.rows, again.scenario) == series

    def test_a_run_over_time_writes_it_and_one_of_a_year_does_not(self, path, series, assessed):
        assert result_files(path)["results-iamc.csv"] == series
        assert "results-iamc.csv" not in result_files(assessed("norway-2015"))


class TestNumbers:
    @pytest.mark.parametrize(
        ("variable", "unit", "result", "component"),
        [
            (f"Final Energy|{ROAD}|Liquids|Biomass|Ethanol", "TJ/yr", "energy", "ethanol"),
            (f"Final Energy|{ROAD}|Liquids|Biomass", "TJ/yr", "energy", "biofuel"),
            (f"Final Energy|{ROAD}|Liquids|Oil|Diesel", "TJ/yr", "energy", "diesel"),
            (f"Final Energy|{ROAD}", "TJ/yr", "energy", "total"),
            (f"Volume|{ROAD}|Liquids|Biomass|FAME", "million l/yr", "volume", "fame"),
            (f"Share|Biofuel in Volume|{ROAD}", "%", "volume_share", "biofuel"),
            (f"Emissions|CO2|{ROAD}", "t CO2/yr", "direct_co2_emission", "total"),
            (
                f"Emission Reduction|CO2|Direct|{ROAD}|FAME",
                "t CO2/yr",
                "direct_co2_reduction",
                "fame",
            ),
            (
                f"Emission Change|GHG|Indirect Land-Use Change|{ROAD}",
                "t CO2-equiv/yr",
                "iluc_emission",
                "biofuel",
            ),
        ],
    )
    def test_are_those_of_the_results(self, path, series, variable, unit, result, component):
        row = of(series, "policy", variable)
        assert row["Unit"] == unit
        factor = 100 if unit == "%" else 1
        for year, one in path.years.items():
            value = one.value(result, "policy", component)
            assert float(row[str(year)]) == pytest.approx(value * factor, rel=1e-12)

    @pytest.mark.parametrize(
        ("variable", "unit", "result", "detail"),
        [
            (f"Policy Cost|Bottom Up|{ROAD}", "million NOK_2010/yr", "cost", "bottom up"),
            (
                f"Policy Cost|Logistics|freight, depots, stations|{ROAD}",
                "million NOK_2010/yr",
                "cost",
                "logistics: freight, depots, stations",
            ),
            (
                f"Emission Reduction|GHG|Life Cycle|Saving 50 %|{ROAD}",
                "t CO2-equiv/yr",
                "life_cycle_reduction",
                "saving 50 %",
            ),
            (
                f"Emission Reduction|GHG|Life Cycle|Own Saving|{ROAD}",
                "t CO2-equiv/yr",
                "life_cycle_reduction",
                "own saving",
            ),
            (
                f"Abatement Cost|Direct|By Abatement Cost|{ROAD}",
                "NOK_2010/t CO2",
                "cost_per_tonne",
                "direct, abatement cost",
            ),
            (
                f"Abatement Cost|Life Cycle|Saving 50 %|Bottom Up|{ROAD}",
                "NOK_2010/t CO2-equiv",
                "cost_per_tonne",
                "saving 50 %, bottom up",
            ),
        ],
    )
    def test_of_a_detail_are_those_of_the_results(
        self, path, series, variable, unit, result, detail
    ):
        row = of(series, "policy", variable)
        assert row["Unit"] == unit
        for year, one in path.years.items():
            value = one.value(result, "policy", "biofuel", detail=detail)
            assert float(row[str(year)]) == pytest.approx(value)

    def test_exhaust_goes_by_pollutant(self, path, series):
        row = of(series, "policy", f"Exhaust Change|PM|{ROAD}|Diesel")
        assert row["Unit"] == "%"
        for year, one in path.years.items():
            value = one.value("exhaust_change", "policy", "total", pool="diesel", detail="PM")
            assert float(row[str(year)]) == pytest.approx(100 * value)

    @pytest.mark.parametrize("head", ["Final Energy", "Volume", "Emissions|CO2"])
    def test_parts_add_up_at_every_step(self, series, head):
        rows = [row for row in read(series) if row["Variable"].startswith(f"{head}|{ROAD}")]
        checked = 0
        for row in rows:
            below = [
                one
                for one in rows
                if one["Scenario"] == row["Scenario"]
                and one["Variable"].rpartition("|")[0] == row["Variable"]
            ]
            for year in ("2013", "2014", "2015") if below else ():
                parts = math.fsum(float(one[year]) for one in below)
                assert float(row[year]) == pytest.approx(parts, rel=1e-12)
                checked += 1
        assert checked >= 2 * 3 * 3

    def test_a_missing_value_is_blank_and_so_is_its_sum(self, variant):
        gone = {**OVER_TIME, "costs/logistics": {"depots": {"ethanol": "0.32 NOK/l"}}}
        found = assess(load_scenario(variant("norway-2015", gone)))
        content = to_iamc(found.rows, found.scenario)
        for name in (f"Policy Cost|Logistics|depots|{ROAD}|FAME", f"Policy Cost|Bottom Up|{ROAD}"):
            row = of(content, "policy", name)
            assert [row[year] for year in ("2013", "2014", "2015")] == ["", "", ""]
        told = of(content, "policy", f"Policy Cost|Logistics|depots|{ROAD}|Ethanol")
        assert float(told["2015"]) > 0


class TestWhatIsLeftOut:
    def test_parts_of_a_year_grades_and_suppliers(self, path, series):
        first = path.rows[0]
        beside = [
            first._replace(period="2013-01-01/2013-06-30", value=1e9),
            first._replace(grade="E5", value=1e9),
            first._replace(supplier="one", value=1e9),
            first._replace(statistic="p95", value=1e9),
        ]
        assert to_iamc([*beside, *path.rows], path.scenario) == series

    def test_every_variable_has_a_name_or_is_left_out_on_purpose(self, assessed):
        ours = names()
        seen = {equation.variable for equation in result_equations()}
        shipped = ("norway-2023-least-cost", "five-countries", "ghg-quota-instead", "suppliers")
        shipped += ("pump", "appraisal")
        seen |= {row.variable for name in shipped for row in assessed(name).rows}
        known = {*ours.by_variable, *ours.left_out}
        assert seen - known == set(), "name them in report/iamc.yaml, or list them as left out"
        assert not set(ours.by_variable) & ours.left_out

    def test_every_named_detail_of_the_shipped_scenarios_is_found(self, assessed):
        shipped = ("norway-2015", "norway-2015-alternatives", "norway-2023-least-cost")
        shipped += ("pump", "appraisal", "taxes", "norway-2015-appraisal")
        lost = {
            (row.variable, row.detail)
            for name in shipped
            for row in assessed(name).rows
            if row.variable in names().by_variable
            and all(one.found_in(row.detail) is None for one in names().by_variable[row.variable])
        }
        of_limits = {"grade limit", "grade least", "vehicle limit", "supply"}
        assert {detail for _, detail in lost} <= of_limits


def test_the_page_is_what_the_table_says():
    page = (Path(__file__).parents[2] / "docs" / "iamc.md").read_text(encoding="utf-8")
    assert iamc(page) == page
    for name in (one for found in names().by_variable.values() for one in found):
        assert f"`{name.name.replace('|', chr(92) + '|')}`" in page


def test_taxes_go_by_their_names_and_add_up(assessed):
    found = assessed("norway-2023-least-cost")
    content = to_iamc(found.rows, found.scenario)
    case = next(iter(found.scenario.structure.cases))
    (year,) = {row.year for row in found.rows}
    parts = [of(content, case, f"Tax Revenue|{tax}|{ROAD}") for tax in ("road tax", "CO2 tax")]
    whole = of(content, case, f"Tax Revenue|All Taxes|{ROAD}")
    assert whole["Unit"].startswith("million NOK_")
    told = found.value("tax_revenue", case, "total", detail="all")
    assert float(whole[year]) == pytest.approx(told)
    assert sum(float(part[year]) for part in parts) == pytest.approx(told)


def test_what_drivers_pay_and_administration_have_names(assessed):
    pump = assessed("pump")
    content = to_iamc(pump.rows, pump.scenario)
    case = next(row.case for row in pump.rows if row.variable == "extra_yearly_bill")
    (year,) = {row.year for row in pump.rows}
    told = of(content, case, f"Price|Pump|{ROAD}|Diesel")
    price = pump.value("pump_price", case, "total", pool="diesel", detail="all")
    assert float(told[year]) == price
    assert told["Unit"] == f"NOK_{pump.scenario.file.price_year}/l"
    assert of(content, case, f"Driver|Bill|{ROAD}|Diesel")["Unit"].endswith("/yr")
    appraisal = assessed("appraisal")
    content = to_iamc(appraisal.rows, appraisal.scenario)
    case = next(row.case for row in appraisal.rows if row.variable == "administrative_cost")
    assert of(content, case, "Administration|Cost|directorate")
    assert of(content, case, "Administration|Cost")


class TestNames:
    def test_gas_stands_beside_liquids(self, variant):
        fulfil = {
            "petrol": {"ethanol": "5 %"},
            "diesel": {"fame": "5 %", "gas": {"biogas": "120 GWh"}},
        }
        found = assess(load_scenario(variant("norway-2015", {"cases/policy/fulfil": fulfil})))
        content = to_iamc(found.rows, found.scenario)
        gas = of(content, "policy", f"Final Energy|{ROAD}|Gases|Biomass|Biogas")
        assert float(gas["2013"]) == pytest.approx(432)
        assert "Volume|Transportation|Road|Gases" not in content.decode()

    def test_a_certificate_price_is_per_counted_unit_of_the_rule(self, assessed):
        found = assessed("norway-2023-least-cost")
        content = to_iamc(found.rows, found.scenario)
        told = {
            (row["Scenario"].partition(" - ")[2], row["Variable"].rpartition("|")[2]): row
            for row in read(content)
            if row["Variable"].startswith("Price|Certificate|")
        }
        rows = [
            row
            for row in found.rows
            if row.variable == "marginal_value" and row.detail in ("quota", "sub-quota", "cap")
        ]
        assert rows
        for row in rows:
            series = told[row.case, row.rule]
            assert series["Unit"] == f"NOK_{found.scenario.file.price_year}/l"
            assert float(series[row.year]) == row.value

    def test_one_fuel_in_two_pools_is_one_row_where_it_adds_up(self, variant):
        fulfil = {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "5 %", "ethanol": "1 %"}}
        changes = {"cases/policy/fulfil": fulfil, "published": None}
        found = assess(load_scenario(variant("norway-2015", changes)))
        content = to_iamc(found.rows, found.scenario)
        both = of(content, "policy", f"Volume|{ROAD}|Liquids|Biomass|Ethanol")
        parts = [
            found.value("volume", "policy", "ethanol", pool=pool) for pool in ("petrol", "diesel")
        ]
        assert float(both["2013"]) == pytest.approx(sum(parts))
        apart = [
            of(content, "policy", f"Price Gap|Energy-Corrected|{ROAD}|Ethanol in {pool}")
            for pool in ("Petrol", "Diesel")
        ]
        assert [row["2013"] for row in apart] == ["2.96", "2.96"]

    def test_a_biofuel_of_ones_own_keeps_its_name(self, assessed):
        found = assessed("norway-2015-alternatives")
        assert any(
            row["Variable"].endswith("Biomass|ucome")
            for row in read(to_iamc(found.rows, found.scenario))
        )

    def test_a_bar_in_a_name_would_be_a_step_and_is_written_otherwise(self, variant):
        logistics = {"depots | ships": {"ethanol": "0.3 NOK/l", "fame": "0.6 NOK/l"}}
        changes = {"costs/logistics": logistics, "jurisdiction": "A|B", "published": None}
        found = assess(load_scenario(variant("norway-2015", changes)))
        content = to_iamc(found.rows, found.scenario)
        assert of(content, "policy", f"Policy Cost|Logistics|depots / ships|{ROAD}")
        assert {row["Region"] for row in read(content)} == {"A/B"}
