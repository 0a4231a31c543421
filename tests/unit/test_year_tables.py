"""Tables of a scenario over years, as they are read."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.explain import explain
from biofuel_mandate.report.charts import charts_of, draw, year_chart
from biofuel_mandate.report.excel import to_excel
from biofuel_mandate.report.notes import notes
from biofuel_mandate.report.summary import tables, to_markdown
from biofuel_mandate.report.table import cell_text
from biofuel_mandate.report.texts import texts
from biofuel_mandate.report.trace import to_lines

SCENARIOS = Path(__file__).parents[1] / "scenarios"
CHOICE, GIVEN = (SCENARIOS / f"{name}.yaml" for name in ("years-of-choice", "years"))


def assessed_with(path, tmp_path, *changes):
    text = path.read_text(encoding="utf-8").replace("2010 to 2030", "2010 to 2014")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    changed = tmp_path / path.name
    changed.write_text(text, encoding="utf-8")
    return assess(load_scenario(changed))


def column(found, heading, language="en"):
    words = texts(language)
    table = next(one for one in tables(found, words) if one.name == "years")
    at = table.columns.index(heading)
    return [cell_text(row[at], words) for row in table.rows]


def test_a_path_of_least_cost_tells_the_price_of_a_certificate_every_year(tmp_path):
    found = assessed_with(CHOICE, tmp_path)
    rule = {"rule": "quota", "detail": "quota"}
    prices = [one.value("marginal_value", "with", **rule) for one in found.years.values()]
    told = column(found, "Certificate price, NOK/l")
    assert told[:5] == [f"{price:.2f}" for price in prices]
    assert column(found, "Sertifikat, NOK/l", "nb")[0] == told[0].replace(".", ",")


def test_a_year_in_which_the_quota_does_not_bind_has_words_for_a_price(tmp_path):
    # Cheaper than diesel, waste fats are sold as far as they go, quota or none.
    found = assessed_with(CHOICE, tmp_path, ("ucome: 9.7 NOK/l", "ucome: 2 NOK/l"))
    path = ("{2010: 4 %, 2030: 20 %, between: linear}", "{2010: 0.1 %, 2014: 9 %, between: linear}")
    idle = assessed_with(CHOICE, tmp_path, ("ucome: 9.7 NOK/l", "ucome: 2 NOK/l"), path)
    assert column(idle, "Certificate price, NOK/l")[0] == "not binding"
    assert column(idle, "Sertifikat, NOK/l", "nb")[0] == "binder ikke"
    # What sells biofuel without any quota has a table of its own.
    assert "## without, year by year" in to_markdown(found)


CARRIED = (
    ("counting: single}", "counting: single, carry_over: 25 %}"),
    (
        "      petrol: {ethanol: 5.0 %}\n      diesel: {fame: rest}\n",
        "      2010: {petrol: {ethanol: 5 %}, diesel: {fame: 6.8 %}}\n"
        "      2011 to 2014: {petrol: {ethanol: 5 %}, diesel: {fame: rest}}\n",
    ),
)


def test_what_is_carried_over_stands_beside_the_share_of_the_law(tmp_path):
    found = assessed_with(GIVEN, tmp_path, *CARRIED)
    asked = ["4.00", "4.10", "4.20", "4.30", "4.40"]
    assert column(found, "Required, %")[:5] == asked
    rule = {"rule": "quota", "detail": "quota"}
    carried = found.years[2011].value("carried_over", "policy", **rule)
    assert column(found, "Carried over, Ml")[:3] == ["0.0", f"{carried:.1f}", "0.0"]
    assert float(column(found, "Counted, %")[1]) == pytest.approx(4.1 * 0.75, abs=0.006)
    assert "Ført over, mill. l" in to_markdown(found, "nb")


def test_nothing_is_said_of_carrying_over_where_no_rule_lets_it(tmp_path):
    told = to_markdown(assessed_with(GIVEN, tmp_path))
    assert "arried over" not in told


@pytest.mark.parametrize(
    ("language", "line", "heading"),
    [
        ("en", "Without: no biofuel in any year.", "without, year by year"),
        ("nb", "Without: ikke noe biodrivstoff i noe år.", "without, år for år"),
    ],
)
def test_a_baseline_without_biofuel_is_one_line(tmp_path, language, line, heading):
    told = to_markdown(assessed_with(CHOICE, tmp_path), language)
    assert told.count(line) == 1
    assert f"## {heading}" not in told
    # It holds no rule: a table of none would be empty.
    assert f"{texts(f'years.{language}')('heading.rules', case='without')}\n" not in told


def test_the_parts_of_a_year_have_their_dates_in_the_language(assessed):
    found = assessed("norway-2015-timing")
    english, norsk = to_markdown(found, "en"), to_markdown(found, "nb")
    assert "1 Jan – 30 Jun 2015" in english
    assert "To be met, %" in english
    assert "1.1.–30.6.2015" in norsk
    assert "Må dekkes, %" in norsk
    assert "each part on its own»" not in norsk


def test_a_chart_of_cost_is_left_out_and_told_where_no_cost_is_known(assessed):
    without, found = assessed("norway-quota-history"), assessed("norway-2010-2030")
    assert "cost-by-year" not in charts_of(without)
    assert "cost-by-year" in charts_of(found)
    for language, told in (("en", "no chart of them"), ("nb", "ingen figur over dem")):
        assert any(told in note for note in notes(without, texts(language)))
        assert not any(told in note for note in notes(found, texts(language)))


def test_bars_of_no_height_are_named_instead_of_drawn(assessed):
    chart = year_chart("litres-by-year", assessed("norway-quota-history"))
    assert [panel.of for panel in chart.panels] == ["the quota"]
    assert chart.idle == ("without the quota",)
    drawn = draw("litres-by-year", assessed("norway-quota-history"), "nb")
    assert "Ikke noe biodrivstoff i noe år: «uten kravet»." in drawn.alt


@pytest.mark.parametrize(
    ("name", "way"),
    [("norway-2015", "point the other way"), ("norway-2015-timing", "avoided ones the same way")],
)
def test_what_is_said_of_land_use_change_follows_its_sign(assessed, name, way):
    found = assessed(name)
    assert way in draw("reductions", found.only if found.years else found, "en").alt


def test_what_the_model_is_the_source_of_is_told_in_the_language(tmp_path):
    found = assessed_with(GIVEN, tmp_path, *CARRIED)
    assert "Det som er til overs fra tiden før, etter denne modellen" in to_markdown(found, "nb")
    assert "What is over from the time before, by this model" in to_markdown(found, "en")


def test_a_trace_weighs_parts_of_a_year_in_the_language(assessed):
    step = explain(assessed("norway-2015-timing"), "A.volume")
    assert any("2015-06-30, 0,5 ×)" in line for line in to_lines(step, texts("nb")))
    assert any("2015-06-30, 0.5 ×)" in line for line in to_lines(step, texts("en")))


def test_a_long_table_of_results_is_not_printed(assessed):
    book = load_workbook(BytesIO(to_excel(assessed("norway-quota-history"), "nb")))
    assert book["Resultater"].print_area.endswith("$1")
    assert book["Resultater"].max_row > 1000


def test_the_time_of_a_task_is_not_given_rather_than_without_source(assessed):
    found = assessed("norway-2015-timing")
    told = "\n".join(notes(found, texts("nb")))
    assert "arbeidstid for reports and auditor of suppliers er ikke oppgitt." in told
    assert "arbeidstid for reports and auditor of suppliers har ingen kilde" not in told
