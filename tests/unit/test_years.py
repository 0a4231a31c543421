"""Scenarios over years: values by year, years together, parts of a year, and what is carried on."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from biofuel_mandate import InfeasibleError, ScenarioError, assess, load_scenario
from biofuel_mandate.compare import compare
from biofuel_mandate.equations import Key
from biofuel_mandate.explain import explain
from biofuel_mandate.grammar import QuantityError
from biofuel_mandate.library.averages import over
from biofuel_mandate.library.laws import LawError, read_law
from biofuel_mandate.report.notes import notes
from biofuel_mandate.report.summary import to_markdown
from biofuel_mandate.report.texts import texts
from biofuel_mandate.scenario.dated import Span
from biofuel_mandate.scenario.dated_reading import is_dated, read_dated
from biofuel_mandate.scenario.weighing import weighed
from biofuel_mandate.solve_for import solve_for

ROOT = Path(__file__).parents[2]
NORWAY = (ROOT / "scenarios/norway-2015.yaml").read_text(encoding="utf-8")
CHOICE = (ROOT / "scenarios/norway-2023-least-cost.yaml").read_text(encoding="utf-8")
YEARS = {2013: (1307.255, 2796.794), 2014: (1245.9, 2901.3), 2016: (1154.6, 3135.2)}


def norway(*changes, text=NORWAY):
    text = text.replace("published: norway-2015", "# published: norway-2015")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def read(tmp_path, text, name="years"):
    path = tmp_path / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path)


OVER_YEARS = (
    ("year: 2013", "years: 2013 to 2016"),
    (
        "{value: 1307.255 Ml,",
        "{2013: 1307.255 Ml, 2014: 1245.9 Ml, 2016: 1154.6 Ml, between: linear,",
    ),
    (
        "{value: 2796.794 Ml,",
        "{2013: 2796.794 Ml, 2014: 2901.3 Ml, 2016: 3135.2 Ml, between: linear,",
    ),
)


def one_year(petrol, diesel, year, *changes, text=NORWAY):
    return norway(
        ("year: 2013", f"year: {year}"),
        ("1307.255 Ml", f"{petrol} Ml"),
        ("2796.794 Ml", f"{diesel} Ml"),
        *changes,
        text=text,
    )


# Values by year ---------------------------------------------------------------------------------


def value(raw):
    return raw["value"] if isinstance(raw, dict) else raw


@pytest.mark.parametrize(
    ("data", "year", "expected"),
    [
        ({"2010": "3.5 %", "2015": "5.5 %", "between": "step"}, 2012, "3.5 %"),
        ({"2010": "3.5 %", "2015": "5.5 %", "between": "linear"}, 2012, "4.3 %"),
        ({"2010 to 2014": "3.5 %", "2015": "5.5 %"}, 2014, "3.5 %"),
        ({"2010": "1000 Ml", "after": "-4 % a year"}, 2012, "921.6 Ml"),
        ({"2010": "1000 Ml", "after": "2 % per year"}, 2011, "1020 Ml"),
        ({"2010": "1000 Ml", "after": "same"}, 2030, "1000 Ml"),
        ({"2010": "1000 Ml", "after": {"value": "-4 % a year"}}, 2012, "921.6 Ml"),
        ({"2018": "900 Ml", "2030": "80 % of 2018", "between": "linear"}, 2030, "720 Ml"),
        ({"2018": "900 Ml", "2030": "80 % of 2018", "between": "linear"}, 2024, "810 Ml"),
        ({"2015-01-01": "3.5 %", "2015-07-01": "5.5 %"}, 2015, "4.5 %"),
        ({"2017-01-01": "7 %", "2017-10-01": "8 %"}, 2017, "7.25 %"),
        ({"2017-01-01": "7 %", "2017-10-01": "8 %"}, 2021, "8 %"),
    ],
)
def test_a_value_by_year_is_carried_as_it_says(data, year, expected):
    assert is_dated(data)
    assert value(read_dated(data).over(Span.of_year(year))) == expected


def test_what_is_made_of_other_years_says_so_and_is_no_better_than_derived():
    dated = read_dated({"2010": "10 Ml", "2020": "20 Ml", "between": "linear", "source": "SSB"})
    assert dated.over(Span.of_year(2015)) == {
        "source": "SSB",
        "value": "15 Ml",
        "note": "linear between 2010 and 2020",
        "evidence": "derived",
    }
    given = {"value": "3 Ml", "evidence": "unverified"}
    assert weighed([(given, Decimal(1))], "all of it")["evidence"] == "unverified"


def test_what_comes_after_may_have_a_source_of_its_own():
    after = {"value": "same", "source": "Assumed", "evidence": "unverified"}
    dated = read_dated({"2018": "9 Ml", "after": after, "source": "SSB", "evidence": "published"})
    assert dated.over(Span.of_year(2018))["source"] == "SSB"
    assert dated.over(Span.of_year(2020)) == {
        "value": "9 Ml",
        "source": "Assumed",
        "evidence": "unverified",
    }


@pytest.mark.parametrize(
    ("data", "year", "message"),
    [
        ({"2010": "3.5 %", "2015": "5.5 %"}, 2012, "between 2010 and 2015"),
        ({"2010": "3.5 %"}, 2012, "after 2010"),
        ({"2010": "3.5 %"}, 2009, "before 2010"),
        ({"2010": "3 Ml", "2012": "1 Gl", "between": "linear"}, 2011, "another unit"),
    ],
)
def test_what_is_not_given_is_never_made_up(data, year, message):
    with pytest.raises(QuantityError, match=message):
        read_dated(data).over(Span.of_year(year))


def test_names_of_the_analyst_may_be_years(tmp_path):
    named = norway(("  policy:\n", '  "2015":\n'), ('{policy: "0"}', '{"2015": "0"}'))
    scenario = read(tmp_path, named)
    assert not scenario.years
    assert "2015" in scenario.structure.cases


# Years together ---------------------------------------------------------------------------------


def same_rows(found, expected):
    # What is discounted is so over years alone.
    rows = [row for row in found.rows if row.variable != "discounted_cost"]
    assert len(rows) == len(expected.rows)
    for one, other in zip(rows, expected.rows, strict=True):
        assert one._replace(value=None, scenario="") == other._replace(value=None, scenario="")
        assert (one.value is None) == (other.value is None), one
        if one.value is not None:
            noise = 1e-6 if one.unit == "t" else 1e-9
            assert one.value == pytest.approx(other.value, rel=1e-9, abs=noise), one
    lacking = [why for at, why in found.missing.items() if found.rows[at] in rows]
    assert lacking == list(expected.missing.values())


@pytest.mark.parametrize("year", YEARS)
def test_years_of_a_given_blend_are_what_each_is_alone(year, tmp_path):
    together = assess(read(tmp_path, norway(*OVER_YEARS)))
    assert list(together.years) == [2013, 2014, 2015, 2016]
    alone = assess(read(tmp_path, one_year(*YEARS[year], year), "alone"))
    same_rows(together.years[year], alone)


def test_years_of_equal_structure_are_evaluated_together(tmp_path):
    scenario = read(tmp_path, norway(*OVER_YEARS))
    assert [group.positions for group in scenario.groups] == [(0, 1, 2, 3)]
    sales = {"market.petrol.volume", "market.diesel.volume"}
    assert set(scenario.groups[0].values) == {*sales, "appraisal.years_ahead"}


CHOICE_YEARS = (
    ("year: 2022", "years: 2020 to 2023"),
    ("{value: 917 Ml,", "{2020: 1000 Ml, after: -2 % a year,"),
    ("{value: 2889 Ml,", "{2020: 2800 Ml, after: 1 % a year,"),
)


def test_years_of_least_cost_are_what_each_is_alone(tmp_path):
    together = assess(read(tmp_path, norway(*CHOICE_YEARS, text=CHOICE)))
    for year, petrol, diesel in ((2020, "1000", "2800"), (2022, "960.4", "2856.28")):
        changes = (
            ("year: 2022", f"year: {year}"),
            ("{value: 917 Ml,", f"{{value: {petrol} Ml,"),
            ("{value: 2889 Ml,", f"{{value: {diesel} Ml,"),
        )
        alone = assess(read(tmp_path, norway(*changes, text=CHOICE), "alone"))
        same_rows(together.years[year], alone)


def test_results_hold_every_year_and_value_asks_which(tmp_path):
    together = assess(read(tmp_path, norway(*OVER_YEARS)))
    of_years = [row for row in together.rows if row.variable != "present_value"]
    assert {row.year for row in of_years} == {"2013", "2014", "2015", "2016"}
    assert len(of_years) == sum(len(one.rows) for one in together.years.values())
    with pytest.raises(KeyError, match="several years"):
        together.value("extra_volume", "policy", "biofuel")
    assert together.years[2014].value("extra_volume", "policy", "biofuel") > 80


def test_a_year_without_a_solution_is_named(tmp_path):
    wrong = norway(*OVER_YEARS, ("quota: 5.5 %", "quota: {2013: 5.5 %, 2016: 12 %, between: step}"))
    with pytest.raises(InfeasibleError, match=r"2016: .*over the limit of 7 %"):
        assess(read(tmp_path, wrong))


def test_what_is_wrong_in_one_year_is_told_once_with_the_year(tmp_path):
    wrong = norway(
        *OVER_YEARS, ("ethanol: 5.0 %", "ethanol: {2013 to 2014: 5 %, 2015 to 2016: 6 %}")
    )
    with pytest.raises(ScenarioError, match="in 2015 to 2016: 6 % is over the limit of E5") as told:
        read(tmp_path, wrong)
    assert len(told.value.faults) == 1


def test_a_rule_is_in_force_from_its_first_day_to_its_last(tmp_path):
    floor = "floor: {type: quota, by: volume, of: all diesel, counting: single, level: 1 %}"
    text = norway(
        *OVER_YEARS,
        ("counting: single,", "counting: single, ends: 2014-12-31,"),
        ("  quota: {type", f"  {floor}\n  quota: {{type"),
        ("fulfil: in proportion ", "fulfil: as observed "),
        ("diesel: {fame: rest}", "diesel: {fame: 5 %}"),
    )
    years = assess(read(tmp_path, text)).years
    held = {year: tuple(one.scenario.structure.rules) for year, one in years.items()}
    assert held[2014] == ("floor", "quota")
    assert held[2015] == ("floor",)


# Parts of a year --------------------------------------------------------------------------------

HALVES = """
  one average:
    timing: average of the year
    quota: {2013-01-01: 3.5 %, 2013-07-01: 5.5 %}
    fulfil:
      2013-01-01: as observed
      2013-07-01: {petrol: {ethanol: 5 %}, diesel: {fame: rest}}
  two halves:
    timing: each part on its own
    quota: {2013-01-01: 3.5 %, 2013-07-01: 5.5 %}
    fulfil:
      2013-01-01: as observed
      2013-07-01: {petrol: {ethanol: 5 %}, diesel: {fame: rest}}
"""


def halves(tmp_path):
    text = norway(("\nlife_cycle_savings", f"{HALVES}\nlife_cycle_savings"))
    return read(
        tmp_path, text.replace("baseline: ref", "timing: average of the year\nbaseline: ref")
    )


def part(assessment, case, period, variable, **where):
    where = {"component": "", "rule": "", "pool": "", **where}
    (row,) = [
        row
        for row in assessment.rows
        if (row.case, row.variable) == (case, variable)
        and row.period.startswith(period)
        and bool(row.period) == bool(period)
        and all(getattr(row, key) == held for key, held in where.items())
    ]
    return row.value


FIRST, SECOND = "2013-01-01", "2013-07-01"


def test_an_average_needs_less_in_the_second_half_than_a_half_on_its_own(tmp_path):
    # Chapter 4.4 of the assessment, on the observed 4.06 % of 2013.
    found = assess(halves(tmp_path))
    share = {"rule": "quota"}
    for case in ("one average", "two halves"):
        assert part(found, case, FIRST, "counted_share", **share) == pytest.approx(0.0406, abs=5e-5)
    one = part(found, "one average", SECOND, "counted_share", **share)
    two = part(found, "two halves", SECOND, "counted_share", **share)
    assert one == pytest.approx(0.0494, abs=5e-5)
    assert two == pytest.approx(0.055, abs=1e-9)
    over_in_first = part(found, "two halves", FIRST, "rule_slack", **share)
    assert over_in_first == pytest.approx(12.0, abs=0.05)
    assert part(found, "one average", "", "counted_share", **share) == pytest.approx(
        0.045, rel=1e-9
    )


def test_the_parts_add_up_to_the_year(tmp_path):
    found = assess(halves(tmp_path))
    for case in ("one average", "two halves"):
        for variable, unit in (("volume", "biofuel"), ("energy", "total"), ("volume", "fossil")):
            parts = sum(
                part(found, case, first, variable, component=unit) for first in (FIRST, SECOND)
            )
            whole = part(found, case, "", variable, component=unit)
            assert parts == pytest.approx(whole, rel=1e-12)
        slack = sum(part(found, case, at, "rule_slack", rule="quota") for at in (FIRST, SECOND))
        if case == "two halves":
            assert slack == pytest.approx(part(found, case, "", "rule_slack", rule="quota"))
    year = found.years[2013]
    assert year.value("energy", "two halves", "total") == pytest.approx(
        year.value("energy", "reference", "total"), rel=1e-12
    )


def test_a_year_in_parts_is_explained_by_its_parts(tmp_path):
    found = assess(halves(tmp_path))
    step = explain(found, "two halves.volume.fame")
    assert step.how == "parts"
    assert sum(one.value for one in step.inputs) / 2 == pytest.approx(step.value, rel=1e-12)
    assert all(one.inputs[0].rows for one in step.inputs)
    with pytest.raises(ScenarioError, match="goes through 2013 in parts"):
        solve_for(halves(tmp_path), "cases.policy.quota", "two halves.volume.fame", "100 Ml")


DATED = """
title: {en: Parts, nb: Deler}
source: Assumed
evidence: unverified
date: 2020-01-01
jurisdiction: Norway
currency: NOK
price_year: 2015
factors: norway
comparator: red-2009
market:
  year: 2015
  sales: including biofuel
  petrol: {volume: 1177.1 Ml, blend: {ethanol: 1.3 %}, grade: E5}
  diesel: {volume: 2993.5 Ml, blend: {fame: 5.3 %}, grade: B7}
biofuels: {ethanol: {category: cereals}, fame: {category: oil-crops}}
rules:
  quota:
    type: quota
    by: volume
    of: all petrol and diesel
    counting: single
    level: {2015-01-01: 3.5 %, 2015-07-01: 5.5 %}
costs:
  price:
    petrol: 4 NOK/l
    diesel: 4.2 NOK/l
    ethanol: 6 NOK/l
    fame: {2015-01-01: 8 NOK/l, 2015-07-01: 10 NOK/l}
  taxes:
    road tax:
      petrol: 4.8 NOK/l
      diesel: 3.8 NOK/l
      ethanol: {2015-01-01: 0 NOK/l, 2015-07-01: 6 NOK/l}
      fame: 1.9 NOK/l
baseline: none
cases:
  none: {rules: [], timing: average of the year, fulfil: {petrol: {}, diesel: {}}}
  missed:
    timing: each part on its own
    fulfil:
      2015-01-01: {petrol: {ethanol: 5 %}, diesel: {fame: 7 %}}
      2015-07-01: {petrol: {}, diesel: {fame: 5 %}}
"""


def test_money_of_a_year_in_parts_is_that_of_its_parts(tmp_path):
    found = assess(read(tmp_path, DATED))
    year = found.years[2015]
    # Ethanol is sold in the first half alone, in which it pays nothing.
    assert year.value("tax_revenue", "missed", "ethanol", detail="road tax") == 0.0
    # Each half's litres of biodiesel, at its price, less the diesel that they replace.
    (_, half, first), (_, _, second) = year.parts["missed"]
    litres = [one.evaluation.solution("missed").volumes for one in (first, second)]
    fame = [next(v for c, v in volumes.items() if c.component == "fame") for volumes in litres]
    lhv = [year.evaluation.get("lhv_mj_per_l", Key(pool="diesel", component=c)) for c in FUELS]
    gaps = [price - lhv[1] / lhv[0] * 4.2 for price in (8.0, 10.0)]
    expected = half * sum(volume * gap for volume, gap in zip(fame, gaps, strict=True))
    assert year.value("cost", "missed", "fame", detail="price gap") == pytest.approx(expected)


FUELS = ("diesel", "fame")


def test_a_rule_missed_in_one_part_is_missed_whatever_is_over_in_another(tmp_path):
    found = assess(read(tmp_path, DATED))
    year = found.years[2015]
    rule = {"rule": "quota", "detail": "quota"}
    assert part(found, "missed", SECOND_2015, "rule_met", rule="quota") == 0.0
    assert year.value("rule_slack", "missed", **rule) > 0
    assert year.value("rule_met", "missed", **rule) == 0.0
    assert "is missed" in to_markdown(found)


SECOND_2015 = "2015-07-01"

CHOSEN = """
  parts:
    rules: law of 2023
    timing: each part on its own
    fulfil: {2022-01-01: least cost, 2022-07-01: {least cost: {petrol: [ethanol], diesel: [rme]}}}
"""


def test_a_year_of_choices_in_parts_has_no_price_of_its_own(tmp_path):
    changes = (("\nsupply:", f"{CHOSEN}\nsupply:"), ("baseline: law", "timing: x\nbaseline: law"))
    text = norway(*changes, text=CHOICE).replace("timing: x", "timing: average of the year")
    text = text.replace("[rme]", "[rme, ucome, advanced fame, waste hvo, rape hvo]")
    found = assess(read(tmp_path, text))
    mine = [row for row in found.rows if row.case == "parts" and row.variable == "marginal_value"]
    assert {row.period[:10] for row in mine} == {"2022-01-01", "2022-07-01"}
    with pytest.raises(ScenarioError, match="an answer of its own"):
        explain(found, "parts.marginal_value@law of 2023 quota")
    alone = {row.value for row in mine if row.rule == "law of 2023 quota"}
    whole = found.years[2022].value(
        "marginal_value", "law of 2023", rule="law of 2023 quota", detail="quota"
    )
    assert list(alone) == pytest.approx([whole] * len(alone), rel=1e-9)
    assert "Certificate, NOK/l" in to_markdown(found)


def test_the_law_over_a_year_in_which_it_changes_is_weighed_by_months():
    norwegian = read_law("norway")

    def level(year, name="quota"):
        months = [datetime.date(year, month, 1) for month in range(1, 13)]
        (rule,) = [one for one in over(norwegian, months) if one.name == name]
        return rule.fields["level"]

    assert level(2015).value == pytest.approx(0.04)
    assert level(2017).value == pytest.approx(0.0725)
    assert level(2020).value == pytest.approx(0.2115)
    assert level(2017).note == "average of 7.0 % for 9 months and 8.0 % for 3 months"
    assert level(2017).evidence == "derived"
    assert level(2016).evidence == "secondary"
    with pytest.raises(LawError, match="not known here"):
        over(norwegian, [datetime.date(2026, 1, 1)])


def test_each_year_has_the_law_of_its_time():
    found = assess(load_scenario(ROOT / "scenarios/norway-quota-history.yaml"))
    asked = {
        year: one.value("counted_share", "the quota", rule="quota", detail="quota")
        for year, one in found.years.items()
    }
    expected = {2010: 3.5, 2014: 3.5, 2015: 4.0, 2016: 5.5, 2017: 7.25, 2018: 10, 2019: 12}
    expected |= {2020: 21.15, 2021: 24.5, 2022: 24.5}
    for year, share in expected.items():
        assert asked[year] == pytest.approx(share / 100, rel=1e-9), year


# What is carried on -----------------------------------------------------------------------------


def banked(tmp_path, share):
    return assess(
        read(
            tmp_path,
            norway(
                ("year: 2013", "years: 2013 to 2016"),
                ("{value: 1307.255 Ml,", "{2013: 1307.255 Ml, after: same,"),
                ("{value: 2796.794 Ml,", "{2013: 2796.794 Ml, after: same,"),
                ("counting: single,", f"counting: single, carry_over: {share},"),
                (
                    "      diesel: {fame: rest}      # biodiesel fills up to the quota\n",
                    "      diesel: {fame: {2013: 6.8 %, after: same}}\n",
                ),
            ).replace(
                "    fulfil:\n      petrol: {ethanol: 5.0 %}  # E5 everywhere\n"
                "      diesel: {fame: {2013: 6.8 %, after: same}}\n",
                "    fulfil:\n      2013: {petrol: {ethanol: 5 %}, diesel: {fame: 6.8 %}}\n"
                "      2014 to 2016: {petrol: {ethanol: 5 %}, diesel: {fame: rest}}\n",
            ),
        )
    )


@pytest.mark.parametrize("share", ["0 %", "5 %", "10 %", "50 %"])
def test_what_is_over_counts_in_the_next_year_up_to_its_share(share, tmp_path):
    years = banked(tmp_path, share).years
    rule = {"rule": "quota", "detail": "quota"}
    over_2013 = years[2013].value("rule_slack", "policy", **rule)
    carried = years[2014].value("carried_over", "policy", **rule)
    sold = years[2014].value("volume", "policy", "total")
    most = float(share[:-2]) / 100 * 0.055 * sold
    assert carried == pytest.approx(min(over_2013, most), rel=1e-9)
    counted = years[2014].value("rule_fulfilment", "policy", **rule)
    assert counted + carried == pytest.approx(0.055 * sold, rel=1e-9)
    # What is not used in the year after is gone.
    assert years[2015].value("carried_over", "policy", **rule) == pytest.approx(0, abs=1e-9)


# How it is told ---------------------------------------------------------------------------------


def test_a_summary_over_years_has_a_row_a_year_in_both_languages(tmp_path):
    found = assess(read(tmp_path, norway(*OVER_YEARS)))
    english, norsk = to_markdown(found, "en"), to_markdown(found, "nb")
    extra = found.years[2014].value("extra_volume", "policy", "biofuel")
    assert f"{extra:.1f}" in next(row for row in english.splitlines() if row.startswith("| 2014"))
    assert f"{extra:.1f}".replace(".", ",") in norsk
    assert "år for år" in norsk
    assert "year by year" in english
    assert "market.petrol.volume:2015" in english
    assert not any("2010 and 2013" in note for note in notes(found, texts("en")))


def test_a_trace_needs_a_year_and_keeps_to_it(tmp_path):
    found = assess(read(tmp_path, norway(*OVER_YEARS)))
    step = explain(found, "policy.volume.fame:2014")
    assert step.value == pytest.approx(found.years[2014].value("volume", "policy", "fame"))
    with pytest.raises(ScenarioError, match="covers 2013 to 2016"):
        explain(found, "policy.volume.fame")
    with pytest.raises(ScenarioError, match="there is no year 2019"):
        explain(found, "policy.volume.fame:2019")


def test_solve_for_asks_of_one_year(tmp_path):
    scenario = read(tmp_path, norway(*OVER_YEARS))
    found = solve_for(scenario, "cases.policy.quota", "policy.extra_volume:2016", "80 Ml")
    changed = norway(*OVER_YEARS, ("quota: 5.5 %", f"quota: {found.value * 100:.12f} %"))
    again = assess(read(tmp_path, changed, "again"))
    assert again.years[2016].value("extra_volume", "policy", "biofuel") == pytest.approx(
        80, rel=1e-6
    )
    with pytest.raises(ScenarioError, match="several years"):
        solve_for(scenario, "cases.policy.quota", "policy.extra_volume", "80 Ml")


def test_comparing_paths_names_the_years_that_differ(tmp_path):
    one = read(tmp_path, norway(*OVER_YEARS))
    other = read(tmp_path, norway(*OVER_YEARS).replace("2014: 1245.9 Ml", "2014: 1200 Ml"), "other")
    found = compare(one, other)
    assert [difference.id for difference in found.inputs] == [
        "market.petrol.volume:2014",
        "market.petrol.volume:2015",
    ]
    # A present value is of all years, so of none.
    assert {pair.about.year for pair in found.results} == {"", "2014", "2015"}
    assert compare(one, one).is_same


def test_supply_that_comes_late_holds_a_given_blend_too(tmp_path):
    supply = "supply: {ethanol: {available: {2013-01-01: 20 Ml, 2015-07-01: 120 Ml}}}\n"
    text = norway(*OVER_YEARS).replace("life_cycle_savings:", f"{supply}life_cycle_savings:")
    text = text.replace("baseline: ref", "timing: average of the year\nbaseline: ref")
    message = r"2013: .* of ethanol, of which 20 Ml can be had; likewise in 2014"
    with pytest.raises(InfeasibleError, match=message) as told:
        assess(read(tmp_path, text))
    assert len(told.value.faults) == 1
