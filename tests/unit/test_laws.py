"""The rules of ten countries as data: what applied on a day, and where it says so."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from biofuel_mandate import library
from biofuel_mandate.languages import LANGUAGES
from biofuel_mandate.library.instruments import KEYS, PRICES, steps_of
from biofuel_mandate.library.laws import LawError, countries, read_law
from biofuel_mandate.quantities import EVIDENCE, Given
from biofuel_mandate.report.laws.page import to_markdown

CATEGORIES = {"cereals", "sugars", "oil-crops", "annex-ix-a", "annex-ix-b", "high-iluc"}


def on(country, day):
    return {one.name: one for one in read_law(country).on(date.fromisoformat(day))}


def level(country, day, name="quota"):
    one = on(country, day).get(name)
    return one and one.fields["level"].text


def all_steps():
    return [
        pytest.param(country, step, id=f"{country}-{step.name}-{step.since}")
        for country in countries()
        for steps in read_law(country).steps.values()
        for step in steps
    ]


# The table of the facts, a row a step: quota, sub-quota, floor in petrol, how the quota counts, how
# the sub-quota does.
NORWAY = [
    ("2009-01-01", "2.5 %", None, None, "single", None),
    ("2009-12-31", "2.5 %", None, None, "single", None),
    ("2010-01-01", "3.5 %", None, None, "single", None),
    ("2013-12-31", "3.5 %", None, None, "single", None),
    ("2014-01-01", "3.5 %", None, None, "double", None),
    ("2015-09-30", "3.5 %", None, None, "double", None),
    ("2015-10-01", "5.5 %", None, None, "double", None),
    ("2016-12-31", "5.5 %", None, None, "double", None),
    ("2017-01-01", "7.0 %", "1.5 %", "4.0 %", "double", "double"),
    ("2017-09-30", "7.0 %", "1.5 %", "4.0 %", "double", "double"),
    ("2017-10-01", "8.0 %", "2.5 %", "4.0 %", "double", "double"),
    ("2018-01-01", "10.0 %", "3.5 %", "4.0 %", "double", "double"),
    ("2019-01-01", "12 %", "2.25 %", "4.0 %", "double", "single"),
    ("2020-01-01", "20 %", "4 %", "4.0 %", "double", "single"),
    ("2020-06-30", "20 %", "4 %", "4.0 %", "double", "single"),
    ("2020-07-01", "22.3 %", "6.1 %", "4.0 %", "double", "single"),
    ("2021-01-01", "24.5 %", "9 %", "4.0 %", "double", "single"),
    ("2022-01-01", "24.5 %", "9 %", "4.0 %", "double", "single"),
    ("2023-01-01", "17 %", "12.5 %", "4.0 %", "double above advanced", "single"),
    ("2023-12-31", "17 %", "12.5 %", "4.0 %", "double above advanced", "single"),
    ("2024-01-01", "19 %", "12.5 %", None, "double above advanced", "single"),
    ("2024-12-31", "19 %", "12.5 %", None, "double above advanced", "single"),
]


@pytest.mark.parametrize(("day", "quota", "advanced", "floor", "counting", "of_advanced"), NORWAY)
def test_every_norwegian_step(day, quota, advanced, floor, counting, of_advanced):
    found = on("norway", day)
    assert level("norway", day) == quota
    assert level("norway", day, "advanced") == advanced
    assert level("norway", day, "petrol-floor") == floor
    assert found["quota"].fields["counting"] == counting
    assert found["quota"].fields["gas"] == ("inside" if day < "2017" else "outside")
    assert ("minimum_saving" in found["quota"].fields) == (day >= "2014")
    if advanced:
        assert found["advanced"].fields["counting"] == of_advanced
        assert found["advanced"].fields["counts"] == ["annex-ix-a", "annex-ix-b"]
    if floor:
        assert found["petrol-floor"].fields["counting"] == "single"


SWEDEN = [
    ("2018-07-01", "2.6 %", "19.3 %"),
    ("2019-06-01", "2.6 %", "20 %"),
    ("2021-07-31", "4.2 %", "21 %"),
    ("2021-08-01", "6.0 %", "26 %"),
    ("2023-12-31", "7.8 %", "30.5 %"),
    ("2024-01-01", "6 %", "6 %"),
    ("2025-07-01", "10 %", "10 %"),
]


@pytest.mark.parametrize(("day", "petrol", "diesel"), SWEDEN)
def test_sweden_asks_each_fuel_for_its_own_reduction(day, petrol, diesel):
    assert level("sweden", day, "ghg-reduction-petrol") == petrol
    assert level("sweden", day, "ghg-reduction-diesel") == diesel
    one = on("sweden", day)["ghg-reduction-diesel"]
    assert one.fields["by"] == "greenhouse gas"
    assert one.fields["penalty"].unit == "SEK/t"
    assert one.fields["penalty"].value == 4000
    assert {pool: given.value for pool, given in one.fields["reference"].items()} == {
        "diesel": 95.1,
        "base": 95.1,
    }


@pytest.mark.parametrize(
    ("country", "day", "levels"),
    [
        ("denmark", "2015-06-01", {"quota": "5.75 %"}),
        ("denmark", "2020-06-01", {"quota": "7.6 %", "petrol-floor": "5 %", "advanced": "0.9 %"}),
        ("denmark", "2021-12-31", {"quota": "7.6 %", "petrol-floor": "5 %", "advanced": "0.3 %"}),
        ("denmark", "2022-01-01", {"ghg-reduction": "3.4 %"}),
        ("denmark", "2030-01-01", {"ghg-reduction": "7 %"}),
        ("finland", "2014-12-31", {"quota": "6 %"}),
        ("finland", "2020-06-01", {"quota": "20 %"}),
        ("finland", "2022-06-01", {"quota": "12 %"}),
        ("finland", "2024-06-01", {"quota": "13.5 %", "advanced": "2 %"}),
        ("finland", "2030-06-01", {"quota": "34 %", "advanced": "10 %"}),
        ("germany", "2007-06-01", {"diesel-floor": "4.4 %", "petrol-floor": "1.2 %"}),
        (
            "germany",
            "2014-12-31",
            {"quota": "6.25 %", "diesel-floor": "4.4 %", "petrol-floor": "2.8 %"},
        ),
        ("germany", "2015-01-01", {"ghg-reduction": "3.5 %"}),
        ("germany", "2017-06-01", {"ghg-reduction": "4 %"}),
        ("germany", "2020-01-01", {"ghg-reduction": "6 %", "food-cap": "6.5 %"}),
        (
            "germany",
            "2024-06-01",
            {
                "ghg-reduction": "9.35 %",
                "food-cap": "4.4 %",
                "used-oil-cap": "1.9 %",
                "high-iluc-cap": "0 %",
                "advanced": "0.4 %",
            },
        ),
        ("netherlands", "2011-01-01", {"quota": "4.25 %"}),
        ("netherlands", "2019-06-01", {"quota": "12.5 %"}),
        (
            "netherlands",
            "2025-12-31",
            {
                "quota": "29.4 %",
                "advanced": "3.6 %",
                "food-cap": "1.4 %",
                "used-oil-cap": "10.0 %",
                "ghg-reduction": "6 %",
            },
        ),
        ("italy", "2015-06-01", {"quota": "5 %"}),
        ("italy", "2018-06-01", {"quota": "7.5 %", "advanced": "1.2 %"}),
        ("italy", "2022-12-31", {"quota": "10 %", "advanced": "2.0 %"}),
        ("france", "2018-06-01", {"petrol-quota": "7 %", "diesel-quota": "7.7 %"}),
        ("france", "2021-06-01", {"petrol-quota": "8.6 %", "diesel-quota": "8.0 %"}),
        ("france", "2025-06-01", {"petrol-quota": "10.5 %", "diesel-quota": "9.4 %"}),
        ("united-kingdom", "2018-04-14", {"quota": "4.987 %"}),
        ("united-kingdom", "2021-06-01", {"quota": "10.679 %", "development": "0.556 %"}),
        ("united-kingdom", "2032-12-31", {"quota": "17.676 %", "development": "3.390 %"}),
        ("ireland", "2017-06-01", {"quota": "8.695 %"}),
        ("ireland", "2023-06-01", {"quota": "16.985 %"}),
        ("ireland", "2024-12-31", {"quota": "21.0 %"}),
    ],
)
def test_levels_of_other_countries(country, day, levels):
    found = on(country, day)
    assert {name: one.fields["level"].text for name, one in found.items()} == levels


def test_german_reduction_is_against_the_base_of_its_time():
    bases = {
        day: on("germany", day)["ghg-reduction"].fields["reference"]["base"].value
        for day in ("2015-06-01", "2017-12-31", "2018-01-01", "2025-12-31", "2026-01-01")
    }
    assert list(bases.values()) == [83.8, 83.8, 94.1, 94.1, 94]
    fees = {
        day: on("germany", day)["ghg-reduction"].fields["penalty"].value
        for day in ("2021-12-31", "2022-01-01")
    }
    assert list(fees.values()) == [470, 600]
    energy = on("germany", "2010-06-01")
    assert energy["quota"].fields["penalty"].value == 19
    assert energy["quota"].fields["penalty"].unit == "EUR/GJ"
    assert energy["petrol-floor"].fields["penalty"].value == 43


def test_british_shares_give_the_share_of_total_fuel():
    both = [one.fields["level"].value for one in on("united-kingdom", "2032-06-01").values()]
    assert sum(both) / (1 + sum(both)) == pytest.approx(0.174, abs=5e-4)
    early = [one.fields["level"].value for one in on("united-kingdom", "2020-06-01").values()]
    assert sum(early) / (1 + sum(early)) == pytest.approx(0.0975, abs=1e-5)


@pytest.mark.parametrize(
    ("day", "share"), [("2010-06-01", 4), ("2013-06-01", 6), ("2019-06-01", 10), ("2020-06-01", 11)]
)
def test_irish_shares_are_of_fossil_litres(day, share):
    one = on("ireland", day)["quota"]
    assert one.fields["of"] == "fossil petrol and diesel"
    assert one.fields["level"].value == pytest.approx(share / (100 - share), abs=1e-15)
    assert one.fields["level"].evidence == "derived"


def test_what_a_change_does_not_name_is_carried_over():
    one = on("norway", "2015-12-01")["quota"]
    assert one.since == date(2015, 10, 1)
    assert one.dates["level"] == date(2015, 10, 1)
    assert one.dates["counting"] == date(2014, 1, 1)
    assert one.dates["by"] == date(2009, 1, 1)
    assert one.cited["counting"].source == "assessment-2015"
    assert one.changed() == ("level",)


def test_not_found_stops_what_was_carried_over():
    one = on("united-kingdom", "2019-06-01")["quota"]
    assert "level" not in one.fields
    assert set(one.not_found) == {"level", "gas"}
    assert "level" not in one.cited
    assert on("united-kingdom", "2018-04-14")["quota"].not_found == ("gas",)
    assert "level" not in on("united-kingdom", "2020-01-01")["quota"].not_found
    finland = on("finland", "2024-06-01")["quota"]
    assert "penalty" in finland.not_found
    assert "penalty" not in finland.fields


def test_a_rule_that_ends_is_gone_from_that_day():
    assert "petrol-floor" in on("norway", "2023-12-31")
    assert "petrol-floor" not in on("norway", "2024-01-01")
    assert set(on("denmark", "2022-01-01")) == {"ghg-reduction"}


@pytest.mark.parametrize("country", countries())
def test_a_day_outside_is_an_error_that_names_the_nearest(country):
    law = read_law(country)
    first, last = law.known
    assert law.on(first)
    assert law.on(last)
    name = re.escape(law.name["en"])
    for day, nearest in ((first - timedelta(1), first), (last + timedelta(1), last)):
        message = (
            rf"^what applied in {name} on {day} is not known .*nearest known day is {nearest}\.$"
        )
        with pytest.raises(LawError, match=message):
            law.on(day)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        *[("norge", "norway"), ("Norway", "norway"), ("sverige", "sweden"), ("suomi", "finland")],
        *[("danmark", "denmark"), ("Deutschland", "germany"), ("tyskland", "germany")],
        *[("holland", "netherlands"), ("italia", "italy"), ("frankrike", "france")],
        *[("uk", "united-kingdom"), ("england", "united-kingdom"), ("irland", "ireland")],
        *[("united kingdom", "united-kingdom"), ("great britain", "united-kingdom")],
        ("netherland", "netherlands"),
    ],
)
def test_an_unknown_country_is_told_which_was_meant(word, meant):
    with pytest.raises(LawError, match=rf'^"{word}" is no country.* Did you mean "{meant}"\?$'):
        read_law(word)


def test_a_country_that_is_nowhere_near_is_told_which_there_are():
    with pytest.raises(LawError, match=r"Known here: denmark, finland, .*united-kingdom\.$"):
        read_law("spain")
    assert len(countries()) == 10


@pytest.mark.parametrize(("country", "step"), all_steps())
def test_a_rule_has_the_keys_of_a_scenario_and_no_others(country, step):
    assert set(step.fields) <= set(KEYS)
    assert set(step.fields).isdisjoint(step.not_found)
    assert set(step.fields) | set(step.not_found) == set(step.dates)
    assert {"type", "by", "of", "gas", "counting", "level"} <= set(step.dates)
    fields = step.fields
    assert fields["type"] in ("quota", "sub-quota", "cap")
    assert fields.get("by", "volume") in PRICES
    assert fields.get("gas", "inside") in ("inside", "outside")
    assert set(fields.get("counts", ())) <= CATEGORIES
    assert fields.get("minimum_saving", "red-2009") in library.names_in("pathways")
    assert re.fullmatch(
        "(all|fossil) (petrol|diesel|petrol and diesel)", fields.get("of", "all petrol")
    )
    assert not ("reference" in fields and fields["by"] != "greenhouse gas")
    assert not ("limits" in fields and fields["type"] != "cap")
    assert fields.get("limits", "quota") in {*read_law(country).steps, "quota"}
    counting = fields.get("counting", "single")
    if isinstance(counting, dict):
        assert set(counting) <= CATEGORIES
    else:
        assert counting in ("single", "double", "double above advanced")
        assert counting != "double above advanced" or "advanced" in read_law(country).steps
    pools = set(fields.get("of", "petrol and diesel").split()) & {"petrol", "diesel"}
    assert set(fields.get("reference", ())) <= {*pools, "base"}
    assert ("reference" in step.dates) == (fields.get("by") == "greenhouse gas")


@pytest.mark.parametrize(("country", "step"), all_steps())
def test_every_value_says_where_it_stands(country, step):
    numbers = [
        *[one for one in step.fields.values() if isinstance(one, Given)],
        *step.fields.get("reference", {}).values(),
    ]
    titles = {str(source["title"]) for source in library.sources().values()}
    for one in numbers:
        assert one.id.startswith(f"rules/{country}/{step.name}.")
        assert one.source in titles
        assert one.locator
        assert one.evidence in EVIDENCE
        assert one.origin == "library"
    cited = {at.partition(".")[0] for at in step.cited}
    assert cited == set(step.fields)
    assert all(one.source in library.sources() for one in step.cited.values())
    assert {"en", "nb"} <= set(step.title) <= set(LANGUAGES)


@pytest.mark.parametrize("country", countries())
def test_a_law_tells_its_gaps_and_what_is_assumed(country):
    law = read_law(country)
    assert {"en", "nb"} <= set(law.name) <= set(LANGUAGES)
    assert re.fullmatch("[A-Z]{3}", law.currency)
    assert law.gaps
    assert law.assumed
    for remark in (*law.gaps, *law.further):
        assert remark.text.strip()
        assert remark.until is None or remark.since <= remark.until
    for fact in law.further:
        assert fact.cited
        assert {"en", "nb"} <= set(fact.title) <= set(LANGUAGES)
    money = [
        given.currency
        for steps in law.steps.values()
        for step in steps
        for key in ("penalty", "buy_out")
        if isinstance(given := step.fields.get(key), Given)
    ]
    assert set(money) <= {law.currency}


@pytest.mark.parametrize("country", ["denmark", "finland", "france", "italy", "netherlands"])
def test_a_base_that_no_source_defines_is_not_called_published(country):
    for steps in read_law(country).steps.values():
        assert {step.cited["of"].evidence for step in steps} == {"unverified"}
    assert any("base" in one.casefold() for one in read_law(country).assumed)


LEVEL = {"value": "5 %", "source": {"id": "nora", "locator": "p. 1"}, "evidence": "published"}
FIRST = {"from": date(2020, 1, 1), "type": "quota", "by": "volume", "of": "all petrol"}


def raw(*changes):
    return {"title": {"en": "Quota", "nb": "Krav"}, "changes": list(changes)}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"level": {**LEVEL, "source": {"id": "nora"}}}, "needs source, locator and evidence"),
        ({"level": {**LEVEL, "source": {"id": "nobody", "locator": "p. 1"}}}, "needs source"),
        ({"level": {**LEVEL, "evidence": "sure"}}, "needs source, locator and evidence"),
        ({"level": {"value": "5 %"}}, "needs source, locator and evidence"),
        ({"level": {**LEVEL, "unit": "%"}}, "a value with its source is needed"),
        ({"level": {**LEVEL, "value": "5"}}, '"5" has no unit'),
        ({"level": "not found"}, "a value with its source is needed"),
        ({"level": LEVEL, "leval": "5 %"}, "unknown key"),
    ],
)
def test_nothing_loads_without_its_evidence(change, message):
    with pytest.raises(ValueError, match=message):
        list(steps_of("rules/x/quota", raw({**FIRST, **change})))


def test_changes_are_in_the_order_of_time():
    again = {"from": date(2020, 1, 1), "level": LEVEL}
    with pytest.raises(ValueError, match="out of order"):
        list(steps_of("rules/x/quota", raw({**FIRST, "level": LEVEL}, again)))


def test_a_fact_beside_the_rules_holds_until_the_next_of_its_name():
    def told(country, day, start):
        at = date.fromisoformat(day)
        found = [one for one in read_law(country).further if one.touches(at)]
        return [one.text for one in found if one.title["en"].startswith(start)]

    assert told("france", "2020-06-01", "Tariff") == ["101 EUR/hl"]
    assert told("france", "2022-06-01", "Tariff") == ["104 EUR/hl"]
    assert told("denmark", "2029-12-31", "Displacement") == ["6 %"]
    assert told("denmark", "2030-01-01", "Displacement") == ["7 %"]
    assert told("norway", "2016-06-01", "Quota as an average") == []


def test_the_page_is_as_the_rules_make_it():
    page = Path("docs/rules.md").read_text(encoding="utf-8")
    assert page == to_markdown()
    anchors = set(re.findall(r'<a id="([^"]+)">', page))
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) == anchors
