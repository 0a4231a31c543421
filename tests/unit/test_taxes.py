"""Tax revenue: dated rates of the library, treatments side by side, and what is apart from cost."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.equations import Key
from biofuel_mandate.errors import ScenarioError
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.explain import explain
from biofuel_mandate.library import read_topic
from biofuel_mandate.library.laws import LawError
from biofuel_mandate.library.taxes import read_taxes, taxed_in
from biofuel_mandate.report.notes import notes
from biofuel_mandate.report.summary import tables, to_markdown
from biofuel_mandate.report.texts import texts

NORWAY = read_taxes("norway")
RATES = {"petrol": "4 NOK/l", "diesel": "3 NOK/l", "ethanol": "2 NOK/l", "fame": "1 NOK/l"}


@pytest.fixture
def small(variant):
    """Assess the small market, 150 Ml biofuel in 3000 Ml, with other things said."""

    def ask(**changes):
        places = {"costs": {"taxes": {"road": RATES}}}
        places |= {place.replace("__", "/"): value for place, value in changes.items()}
        return assess(load_scenario(variant("small", places)))

    return ask


class TestLibrary:
    @pytest.mark.parametrize("country", taxed_in())
    def test_entries_are_in_order_and_never_overlap(self, country):
        law = read_taxes(country)
        for name, entries in read_topic(f"taxes/{country}").values.items():
            days = [day for entry in entries for day in (entry["from"], entry["to"])]
            assert days == sorted(days), name
            assert law.known[0] <= days[0] <= days[-1] <= law.known[1], name
            assert all(str(entry["price_year"]) == str(entry["from"])[:4] for entry in entries)

    def test_what_lies_between_two_years_is_not_filled_in(self):
        for year in (2016, 2018, 2019, 2021):
            for fuel in ("petrol", "diesel", "ethanol", "fame"):
                assert NORWAY.rate("road tax", fuel, date(year, 7, 1)) is None
            assert NORWAY.gaps_in(date(year, 7, 1), date(year, 7, 1))

    @pytest.mark.parametrize(
        ("day", "tax", "fuel", "beyond", "rate", "evidence"),
        [
            ("2014-07-01", "road tax", "petrol", False, 4.87, "unverified"),
            ("2014-07-01", "CO2 tax", "diesel", False, 0.88, "unverified"),
            ("2015-09-30", "road tax", "fame", False, 1.68, "published"),
            ("2015-10-01", "road tax", "fame", False, 3.36, "derived"),
            ("2015-10-01", "road tax", "fame", True, 0.0, "published"),
            ("2020-06-30", "road tax", "ethanol", True, 0.0, "published"),
            ("2020-07-01", "road tax", "ethanol", False, 2.37, "published"),
            ("2020-07-01", "road tax", "ethanol", True, None, ""),
            ("2023-07-01", "road tax", "diesel", False, 2.92, "secondary"),
            ("2023-07-01", "CO2 tax", "ethanol", False, 0.0, "unverified"),
        ],
    )
    def test_rates_on_a_day(self, day, tax, fuel, beyond, rate, evidence):
        found = NORWAY.rate(tax, fuel, date.fromisoformat(day), beyond=beyond)
        assert (found and found.value) == rate
        assert (found.evidence if found else "") == evidence

    def test_a_rate_of_a_span_is_the_same_all_through(self):
        year = date(2020, 1, 1), date(2020, 12, 31)
        assert NORWAY.rate("road tax", "fame", *year).value == 3.62
        assert NORWAY.rate("road tax", "ethanol", *year) is None
        assert NORWAY.changes_beyond("road tax", "ethanol", *year)
        assert not NORWAY.changes_beyond("road tax", "petrol", *year)

    def test_a_day_outside_names_the_nearest(self):
        with pytest.raises(LawError, match="nearest known day is 2025-12-31"):
            NORWAY.check(date(2030, 1, 1))
        with pytest.raises(LawError, match='Did you mean "norway"'):
            read_taxes("norge")


class TestTheQuestionOf2015:
    """At 2014 rates; the CO2 tax does not fall on biofuel."""

    def test_ethanol_as_petrol_and_biodiesel_at_half_rate(self, assessed):
        found = assessed("taxes").value("extra_tax_revenue", "policy", "total", detail="all")
        assert found == pytest.approx(-24.169, abs=0.001)

    def test_ethanol_exempt(self, assessed):
        of = assessed("taxes").value
        found = of("extra_tax_revenue", "policy", "total", detail="all, ethanol exempt")
        assert found == pytest.approx(-278.705, abs=0.001)

    def test_every_fuel_is_extra_litres_times_rates(self, assessed):
        of = assessed("taxes").value
        rates = {"petrol": 4.87 + 0.93, "diesel": 3.82 + 0.88, "ethanol": 4.87, "fame": 1.91}
        for fuel, rate in rates.items():
            extra = of("extra_volume", "policy", fuel)
            found = of("extra_tax_revenue", "policy", fuel, detail="all")
            assert found == pytest.approx(extra * rate)

    def test_the_guide_says_how_to_ask(self, variant):
        guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text("utf-8")
        part = guide[guide.index("### Tell what it does to tax revenue") :]
        written = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", part, re.DOTALL)[0])
        taxes = written["costs"].pop("taxes")
        # YAML of an older kind takes "on" for true, and a day for a date.
        taxes = {{True: "on"}.get(key, key): one for key, one in taxes.items()}
        places = {"costs/taxes": taxes | {"on": str(taxes["on"])}}
        places |= {f"costs/{key}": value for key, value in written["costs"].items()}
        of = assess(load_scenario(variant("norway-2015", places))).value
        told = [
            of("extra_tax_revenue", "policy", "total", detail=detail)
            for detail in ("all", "all, ethanol exempt")
        ]
        assert [round(one) for one in told] == [-24, -279]

    def test_it_rests_on_unverified_rates(self, assessed):
        used = {given.id: given for given in assessed("taxes").values_used}
        for fuel in ("petrol", "diesel"):
            assert used[f"taxes/norway/{fuel}.road_tax_cur_per_l"].evidence == "unverified"
        assert used["costs.taxes.road tax.ethanol"].evidence == "unverified"


class TestRevenue:
    def test_sums_are_of_fuels_and_of_taxes(self, assessed):
        found = assessed("taxes")
        for variable in ("tax_revenue", "extra_tax_revenue"):
            for treatment in ("", ", ethanol exempt", ", as from October 2015"):

                def of(fuel, tax, variable=variable, treatment=treatment):
                    return found.value(variable, "policy", fuel, detail=f"{tax}{treatment}")

                both = of("total", "road tax") + of("total", "CO2 tax")
                assert of("total", "all") == pytest.approx(both)
                for tax in ("road tax", "CO2 tax", "all"):
                    parts = of("biofuel", tax) + of("fossil", tax)
                    assert of("total", tax) == pytest.approx(parts)

    def test_nothing_is_told_where_nothing_is_taxed(self, small):
        found = small(costs=None)
        assert not any("tax" in row.variable for row in found.rows)
        assert "taxes" not in {table.name for table in tables(found, texts("en"))}

    def test_taxes_are_in_no_cost(self, variant):
        def costs(**more):
            places = {f"costs/{key}": value for key, value in more.items()}
            rows = assess(load_scenario(variant("norway-2015", places))).rows
            return [row for row in rows if "tax" not in row.variable]

        assert costs(taxes={"road": RATES}, tax_finance="20 %") == costs()

    def test_tax_finance_is_of_revenue_lost_and_only_where_given(self, assessed, small):
        of = assessed("taxes").value
        for detail in ("", "ethanol exempt"):
            lost = of(
                "extra_tax_revenue",
                "policy",
                "total",
                detail=", ".join(filter(None, ("all", detail))),
            )
            cost = of("tax_finance_cost", "policy", detail=detail)
            assert cost == pytest.approx(-0.2 * lost)
        assert not any(row.variable == "tax_finance_cost" for row in small().rows)

    def test_a_fuel_without_a_rate_is_missing_and_so_is_the_sum(self, small):
        found = small(costs={"taxes": {"road": RATES | {"fame": None}}} and _without("fame"))
        assert found.value("tax_revenue", "policy", "ethanol", detail="road") is not None
        assert found.value("tax_revenue", "policy", "fame", detail="road") is None
        assert found.value("extra_tax_revenue", "policy", "total", detail="all") is None
        told = " ".join(notes(found, texts("en")))
        assert "no sourced tax for biodiesel (FAME), road" in told

    def test_a_gas_pays_nothing_by_the_litre(self, assessed, variant):
        rates = dict.fromkeys(("petrol", "diesel", "ethanol", "fame", "ucome", "hvo"), "3 NOK/l")
        path = variant("norway-2015-alternatives", {"costs/taxes": {"road": rates}})
        found = assess(load_scenario(path))
        cases = [case for case in found.scenario.structure.cases if "biogas" in case.lower()]
        assert cases
        for case in cases:
            assert found.value("tax_revenue", case, "total", detail="road") is not None
        assert not any(
            row.component == "biogas" and row.variable == "tax_revenue" for row in found.rows
        )


def _without(fuel):
    return {"taxes": {"road": {name: rate for name, rate in RATES.items() if name != fuel}}}


class TestTreatments:
    def test_litres_beyond_the_quota_pay_their_own_rate(self, small):
        # 150 Ml are sold and 4 % of 3000 Ml asked for: a fifth of each biofuel is beyond.
        found = small(
            cases__observed__quota="4 %",
            costs={
                "taxes": {"road": RATES},
                "taxes_beyond_quota": {"road": {"ethanol": "0 NOK/l"}},
            },
        )
        assert found.value("tax_revenue", "observed", "ethanol", detail="road") == pytest.approx(80)
        assert found.value("tax_revenue", "observed", "fame", detail="road") == pytest.approx(100)

    def test_litres_that_just_fill_the_quota_are_all_inside(self, small):
        beyond = {"road": {"ethanol": "0 NOK/l", "fame": "0 NOK/l"}}
        found = small(
            costs={
                "taxes": {"road": RATES},
                "tax_treatments": {"exempt beyond": {"taxes_beyond_quota": beyond}},
            }
        )
        for case in ("observed", "policy"):
            told = [
                found.value("tax_revenue", case, "total", detail=detail)
                for detail in ("road", "road, exempt beyond")
            ]
            assert told[0] == told[1]

    def test_what_counts_twice_is_beyond_in_the_same_part(self, small):
        counting = {"oil-crops": 2}
        found = small(
            rules__quota__counting=counting,
            costs={"taxes": {"road": RATES}, "taxes_beyond_quota": {"road": {"fame": "0 NOK/l"}}},
        )
        # 50 + 2 x 100 Ml count, and 5 % of 3000 Ml are asked for: 2 fifths are beyond.
        assert found.value("tax_revenue", "observed", "fame", detail="road") == pytest.approx(60)

    def test_what_does_not_count_is_not_beyond(self, small):
        found = small(
            rules__quota__minimum_saving="40 %",
            cases__observed__quota="1 %",
            cases__policy={"quota": "1 %", "fulfil": "as observed"},
            costs={
                "taxes": {"road": RATES},
                "taxes_beyond_quota": {"road": {"ethanol": "0 NOK/l", "fame": "0 NOK/l"}},
            },
        )
        # Biodiesel saves 38 % and does not count; of 50 Ml ethanol 30 Ml are asked for.
        assert found.value("tax_revenue", "observed", "fame", detail="road") == pytest.approx(100)
        assert found.value("tax_revenue", "observed", "ethanol", detail="road") == pytest.approx(60)

    def test_biofuel_under_the_quotas_saving_is_taxed_as_fossil(self, small):
        found = small(
            rules__quota__minimum_saving="40 %",
            cases__policy={"quota": "1 %", "fulfil": "as observed"},
            costs={
                "taxes": {"road": RATES},
                "tax_treatments": {"by saving": {"tax_of_unsustainable": "as fossil"}},
            },
        )

        def of(fuel, detail):
            return found.value("tax_revenue", "observed", fuel, detail=detail)

        told = of("fame", "road"), of("fame", "road, by saving")
        assert told == pytest.approx((100, 300))
        assert of("ethanol", "road, by saving") == of("ethanol", "road")

    def test_what_a_treatment_does_not_name_is_as_in_the_costs(self, assessed):
        of = assessed("taxes").value
        for fuel in ("petrol", "diesel", "fame"):
            told = [
                of("extra_tax_revenue", "policy", fuel, detail=detail)
                for detail in ("road tax", "road tax, ethanol exempt")
            ]
            assert told[0] == told[1]

    def test_suppliers_choose_by_the_taxes_of_the_costs(self, assessed, variant):
        exempt = {"free": {"taxes": {"road": {"ethanol": "0 NOK/l"}}}}
        place = "costs/tax_treatments"
        found = assess(load_scenario(variant("least-cost", {place: exempt})))
        as_shipped = assessed("least-cost")
        for case in found.scenario.structure.cases:
            for fuel in found.biofuels:
                told = [one.value("volume", case, fuel) for one in (found, as_shipped)]
                assert told[0] == pytest.approx(told[1])

    def test_many_draws_at_once(self, variant):
        path = variant(
            "small",
            {
                "rules/quota/minimum_saving": "40 %",
                "biofuels/fame": {"category": "oil-crops", "saving": "38 %"},
                "cases/policy": {"quota": "1 %", "fulfil": "as observed"},
                "cases/observed/quota": "1 %",
                "costs": {
                    "taxes": {"road": RATES},
                    "taxes_beyond_quota": {"road": {"fame": "0 NOK/l"}},
                    "tax_of_unsustainable": "as fossil",
                },
            },
        )
        scenario = load_scenario(path)
        draws = {
            "biofuels.fame.saving": np.array([0.38, 0.50]),
            "costs.taxes.road.fame": np.array([1.0, 2.0]),
        }
        together = Evaluation(scenario.table, scenario.structure, draws)
        key = Key(case="observed", pool="diesel", component="fame", tax="road")
        found = together.get("tax_revenue_mcur", key)
        for at in range(2):
            one = {name: float(values[at]) for name, values in draws.items()}
            alone = Evaluation(scenario.table, scenario.structure, one)
            assert found[at] == pytest.approx(alone.get("tax_revenue_mcur", key))
        # Under the threshold it pays the 3 NOK of diesel; above, a fifth of 150 Ml is inside.
        assert found == pytest.approx([300, 40])


class TestLaw:
    @pytest.fixture
    def taxed(self, variant):
        def ask(taxes, **changes):
            places = {"costs/taxes": taxes, "costs/tax_treatments": None}
            places |= {place.replace("__", "/"): value for place, value in changes.items()}
            return load_scenario(variant("taxes", places))

        return ask

    def test_on_the_scenarios_date(self, taxed):
        scenario = taxed("norway", date="2020-09-01")
        rates = {fuel: given.value for fuel, given in scenario.file.costs.taxes["road tax"].items()}
        assert rates == {"petrol": 4.91, "diesel": 3.62, "ethanol": 2.37, "fame": 3.62}
        assert list(scenario.file.costs.taxes) == ["road tax", "CO2 tax"]
        assert scenario.file.costs.taxes_beyond_quota == {}
        assert not [one for one in scenario.warnings if one.code.startswith("law")]

    def test_on_a_day_of_its_own_with_rates_beyond_the_quota(self, taxed):
        written = {"law": "norway", "on": "2017-07-01"}
        costs = taxed(written).file.costs
        assert costs.taxes["road tax"]["ethanol"].value == 4.99
        assert costs.taxes_beyond_quota["road tax"]["fame"].value == 0.0

    def test_what_the_scenario_says_of_litres_beyond_stands_first(self, taxed):
        own = {"road tax": {"fame": "1 NOK/l"}}
        costs = taxed(
            {"law": "norway", "on": "2017-07-01"}, costs__taxes_beyond_quota=own
        ).file.costs
        rates = {name: one.value for name, one in costs.taxes_beyond_quota["road tax"].items()}
        assert rates == {"ethanol": 0.0, "fame": 1.0}

    def test_another_name_of_a_fuel_pays_what_the_fuel_does(self, taxed):
        scenario = taxed(
            {"law": "norway", "on": "2023-07-01", "road tax": {"ethanol": "2.37 NOK/l"}},
            biofuels__ucome={"fuel": "fame", "pathway": "fame-waste-oil"},
            cases__policy__fulfil={
                "petrol": {"ethanol": "5 %"},
                "diesel": {"fame": "0 %", "ucome": "rest"},
            },
        )
        assert scenario.file.costs.taxes["road tax"]["ucome"].value == 2.91

    def test_changes_are_told(self, taxed):
        written = {
            "law": "norway",
            "on": "2020-09-01",
            "road tax": {"fame": "0 NOK/l"},
            "CO2 tax": "none",
            "sulphur tax": {"diesel": "0.1 NOK/l"},
        }
        scenario = taxed(written)
        assert list(scenario.file.costs.taxes) == ["road tax", "sulphur tax"]
        told = [texts("en").notice(one) for one in scenario.warnings]
        assert told[:3] == [
            "Changed from the law: Norway, 2020-09-01: road tax.fame: 0 NOK/l"
            " (the law: 3.62 NOK/l).",
            "Changed from the law: Norway, 2020-09-01: CO2 tax: none.",
            "The taxes of Norway are the rates of 2020, in money of that year;"
            " the scenario's prices are of 2010.",
        ]

    def test_each_year_of_a_path_has_its_own_rates(self, variant):
        bio = {"ethanol": "2 NOK/l", "fame": "2 NOK/l"}
        places = {
            "market/year": None,
            "market/years": "2013 to 2014",
            "costs": {"taxes": {"law": "norway", "road tax": bio}},
        }
        found = assess(load_scenario(variant("small", places)))
        rates = {"2013": 4.78, "2014": 4.87}
        for row in found.rows:
            at = (row.variable, row.component, row.detail, row.case)
            if at == ("tax_revenue", "petrol", "road tax", "observed"):
                assert row.value == pytest.approx(950 * rates.pop(row.year))
        assert not rates
        table = next(one for one in tables(found, texts("en")) if one.name == "taxes")
        assert [row[0] for row in table.rows] == ["2013", "2014"]
        assert table.rows[1][1].value == found.years[2014].value(
            "extra_tax_revenue", "policy", "total", detail="all"
        )

    def test_a_rate_that_changes_inside_a_year_is_refused(self, variant):
        places = {
            "market/year": None,
            "market/years": "2015 to 2015",
            "costs": {"taxes": "norway"},
        }
        with pytest.raises(ScenarioError, match="from 2015-01-01 to 2015-12-31, the same"):
            load_scenario(variant("small", places))


class TestReports:
    @pytest.mark.parametrize("language", ["en", "nb"])
    def test_the_table_shows_every_treatment_and_the_cost_of_finance_apart(
        self, assessed, language
    ):
        words = texts(language)
        (table,) = (one for one in tables(assessed("taxes"), words) if one.name == "taxes")
        taxed = list(dict.fromkeys(row[1] for row in table.rows))
        assert (
            taxed[1:]
            == {
                "en": ["ethanol exempt", "as from October 2015"],
                "nb": ["etanol fritatt", "som fra oktober 2015"],
            }[language]
        )
        lines = [words.tax(tax) for tax in ("road tax", "CO2 tax", "all")]
        assert [row[2] for row in table.rows[:4]] == [*lines, words("taxed.finance")]
        assert table.rows[3][3:-1] == ("",) * 4
        assert [round(row[-1].value, 1) for row in table.rows[2:8:4]] == [-24.2, -278.7]
        assert words("note.taxes") in table.notes
        assert words("note.tax_finance") in table.notes

    def test_norwegian_holds_no_english_names_of_taxes(self, assessed):
        page = to_markdown(assessed("taxes"), "nb")
        part = page[page.index("Endring i avgiftsinntekter") :].partition("##")[0]
        assert "veibruksavgift" in part
        assert not re.search(r"\b(tax|exempt|petrol|given|cost)\b", part)

    def test_a_relief_beside_a_quota_is_told_with_the_caveat(self, assessed, small):
        (told,) = (one for one in notes(assessed("taxes"), texts("en")) if "State aid" in one)
        assert "biodiesel (FAME) (road tax, CO₂ tax)" in told
        same = {"petrol": "3.2 NOK/l", "diesel": "3.6 NOK/l", "ethanol": "2.1 NOK/l"}
        found = small(costs={"taxes": {"road": same | {"fame": "3.3 NOK/l"}}})
        assert not any("State aid" in one for one in notes(found, texts("en")))

    def test_a_trace_leads_to_rates_and_to_the_quota(self, small):
        found = small(
            cases__observed__quota="4 %",
            costs={
                "taxes": {"road": RATES},
                "taxes_beyond_quota": {"road": {"ethanol": "0 NOK/l"}},
            },
        )
        step = explain(found, "observed.tax_revenue.ethanol@road")
        assert step.value == pytest.approx(80)
        told = str(step.to_dict())
        for part in ("costs.taxes.road.ethanol", "costs.taxes_beyond_quota.road.ethanol"):
            assert part in told
        assert "beyond_quota_share" in told
        assert "quota" in told
