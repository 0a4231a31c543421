"""The command that prints the law of a country, over time or on a day."""

import json

import pytest

from biofuel_mandate.languages import LANGUAGES
from biofuel_mandate.library.laws import countries, read_law


def test_without_a_country_the_countries_are_listed(answer):
    code, out, err = answer("rules")
    assert (code, err) == (0, [])
    for country in countries():
        assert country in out
    assert "2024-12-31" in out


@pytest.mark.parametrize("width", ["80", "120"])
def test_a_day_tells_what_applied_and_where_it_says_so(answer, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    code, out, _ = answer("rules", "norway", "--date", "2023-07-01")
    assert code == 0
    words = " ".join(out.split())
    assert words.startswith("Norway, 2023-07-01 Known from 2009-01-01 to 2024-12-31.")
    assert "Road-fuel quota (quota)" in words
    assert "Least share of biofuel in petrol (petrol-floor, sub-quota)" in words
    for told in ("17 %", "12.5 %", "4.0 %", "0.5 %", 'double above the rule "advanced"'):
        assert told in words
    for told in ("mdir-guide-m10: Guide to reporting", "from 2023-01-01; published:", "Assumed"):
        assert told in words
    assert "6 %" not in words  # shipping, from October
    assert "No rate per litre for a shortfall was found" in words
    assert "biogas in the quota to 2016 was not found" not in words
    assert max(map(len, out.splitlines())) <= int(width)


def test_what_is_not_published_looks_it(answer, monkeypatch):
    monkeypatch.setenv("COLUMNS", "240")
    _, out, _ = answer("rules", "denmark", "--date", "2026-01-01")
    assert "from 2025-01-01; unverified: denmark-2025, Unchecked figure" in out
    _, out, _ = answer("rules", "norway", "--date", "2021-01-01")
    assert "secondary source: norway-2021-press" in out
    _, out, _ = answer("rules", "united-kingdom", "--date", "2019-01-01")
    level = next(line for line in out.splitlines() if line.startswith(" Level"))
    assert level.split() == ["Level", "not", "found", "from", "2018-04-15"]


def test_a_country_tells_its_steps(answer):
    code, out, _ = answer("rules", "norway")
    assert code == 0
    assert out.startswith("Norway, 2009-01-01 to 2024-12-31")
    for day in ("2015-10-01", "2017-10-01", "2020-07-01"):
        assert day in out
    assert "22.3 %   " in out
    assert "the rule ends" in out
    assert "Levels not found; stricter requirements" in out


def test_norwegian_has_its_own_words_and_decimal_comma(answer):
    _, out, _ = answer("rules", "germany", "--date", "2024-07-01", "--lang", "nb")
    words = " ".join(out.split())
    assert words.startswith("Tyskland, 2024-07-01")
    for told in ("9,35 %", "0,60 EUR/kg", "94,1 g/MJ", "Klimagass", "dobbelt over regelen"):
        assert told.casefold() in words.casefold()
    assert "9.35 %" not in words
    _, out, _ = answer("rules", "--lang", "nb")
    assert "Tyskland" in out


@pytest.mark.parametrize("country", countries())
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_country_prints_every_year(answer, country, lang):
    law = read_law(country)
    assert answer("rules", country, "--lang", lang)[0] == 0
    first, last = law.known
    for year in range(first.year + 1, last.year + 1, 3):
        code, out, err = answer("rules", country, "--date", f"{year}-01-01", "--lang", lang)
        assert (code, err) == (0, [])
        assert str(year) in out


def test_json_holds_fields_dates_and_sources(answer):
    code, out, _ = answer("rules", "norway", "--date", "2023-07-01", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["schema_version"], found["country"], found["date"]) == (1, "norway", "2023-07-01")
    quota = found["rules"][0]
    assert quota["fields"]["level"] == {"value": 0.17, "unit": "1", "text": "17 %"}
    assert quota["dates"]["counting"] == "2023-01-01"
    assert quota["sources"]["level"]["source"] == "mdir-guide-m10"
    assert [gap["what"] for gap in found["gaps"]] == [
        "No rate per litre for a shortfall was found in any year."
    ]
    _, out, _ = answer("rules", "norway", "--json")
    assert json.loads(out)["date"] is None
    _, out, _ = answer("rules", "--json")
    assert [one["country"] for one in json.loads(out)["countries"]] == list(countries())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["norge"], '"norge" is no country of the library. Did you mean "norway"?'),
        (
            ["united", "kingdom"],
            '"united kingdom" is no country of the library. Did you mean "united-kingdom"?',
        ),
        (
            ["norway", "--date", "2025-03-01"],
            "what applied in Norway on 2025-03-01 is not known here. "
            "The nearest known day is 2024-12-31.",
        ),
        (
            ["sweden", "--date", "2018-06-30"],
            "what applied in Sweden on 2018-06-30 is not known here. "
            "The nearest known day is 2018-07-01.",
        ),
        *[
            (
                ["norway", "--date", day],
                f'--date: "{day}" is not a date. Write it like "2023-07-01".',
            )
            for day in ("2023", "1.7.2023", "2023-02-30", "2023-W26-6", "20230701")
        ],
        (
            ["--date", "2023-07-01"],
            '--date: no country is named. Write "biofuel-mandate rules norway --date 2023-07-01".',
        ),
    ],
)
def test_wrong_input_is_told_in_a_line(answer, words, message):
    assert answer("rules", *words) == (2, "", [message])
    assert answer("rules", *words, "--quiet") == (2, "", [message])
    code, out, err = answer("rules", *words, "--json")
    assert (code, err) == (2, [])
    assert json.loads(out)["errors"][0]["got"] in message


def test_quiet_prints_nothing(answer):
    assert answer("rules", "norway", "--quiet") == (0, "", [])
