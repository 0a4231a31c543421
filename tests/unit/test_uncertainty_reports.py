"""What is read of an analysis of uncertainty: charts by their data, documents by their text."""

import csv
import io
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
import yaml
from rich.console import Console

from biofuel_mandate import load_scenario
from biofuel_mandate.languages import LANGUAGES
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.charts.style import lightness
from biofuel_mandate.report.texts import _words as words_of
from biofuel_mandate.report.uncertainty import print_uncertainty, to_markdown, uncertainty_files
from biofuel_mandate.report.uncertainty.charts import uncertainty_charts
from biofuel_mandate.report.uncertainty.charts.choice import options
from biofuel_mandate.report.uncertainty.charts.density import hill, panels
from biofuel_mandate.report.uncertainty.charts.fan import courses
from biofuel_mandate.report.uncertainty.charts.heat_map import colours_of, levels_of
from biofuel_mandate.report.uncertainty.charts.indices import shares
from biofuel_mandate.report.uncertainty.charts.tornado import tornado_of
from biofuel_mandate.report.uncertainty.data import data_files
from biofuel_mandate.report.uncertainty.facts import Facts, is_broken, reach_of
from biofuel_mandate.report.uncertainty.measures import decimals_of
from biofuel_mandate.report.uncertainty.sections import sections
from biofuel_mandate.report.uncertainty.tables import results_table
from biofuel_mandate.report.uncertainty.words import Words
from biofuel_mandate.solve import check
from biofuel_mandate.targets import measure_of
from biofuel_mandate.uncertainty.analysis import analyse
from biofuel_mandate.uncertainty.outcomes import REASONS, UNREACHED
from biofuel_mandate.uncertainty.run import uncertain
from biofuel_mandate.uncertainty.sampling import SOBOL

DRAWS = 2_000
SVG = "{http://www.w3.org/2000/svg}"
SCENARIO = """
title: {en: Small, nb: Liten}
source: Assumed
evidence: unverified
date: 2015-02-02
jurisdiction: Norway
currency: NOK
price_year: 2015
factors: norway
comparator: red-2009
market:
  year: 2013
  sales: excluding biofuel
  petrol: {volume: 1000 Ml, blend: {ethanol: 2 %}, grade: E5}
  diesel: {volume: 2000 Ml, blend: {fame: 4 %}, grade: B7}
biofuels:
  ethanol: {pathway: wheat-ng-chp, evidence: unverified}
  fame: {pathway: fame-rape, evidence: unverified}
rules:
  quota: {type: quota, by: volume, of: all petrol and diesel, counting: single}
baseline: reference
cases:
  reference: {quota: 3.5 %, fulfil: in proportion, title: {en: reference, nb: referanse}}
  policy:
    quota: 5.5 %
    fulfil: {petrol: {ethanol: 5 %}, diesel: {fame: rest}}
    title: {en: policy, nb: tiltak}
costs:
  price_gap: {ethanol: 3 NOK/l, fame: 2 NOK/l}
"""
GAPS = {
    "costs.price_gap.ethanol": {"distribution": "uniform", "low": "1 NOK/l", "high": "5 NOK/l"},
    "costs.price_gap.fame": {"distribution": {"normal": "0.2 NOK/l"}},
    "market.diesel.volume": {"distribution": {"normal": "40 Ml"}, "low": "0 Ml"},
}
QUESTIONS = [
    {"result": "policy.cost@bottom up", "above": "150 MNOK"},
    {"result": "policy.direct_co2_reduction", "below": "0 kt"},
]
GRID = {"across": "costs.price_gap.ethanol", "up": "costs.price_gap.fame", "steps": 9}
GRID["result"] = "policy.cost@bottom up"
OTHER = {"quota": "5 %", "fulfil": {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "rest"}}}


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    """Return the facts of an analysis by what is special about it, each made once."""
    folder, known = tmp_path_factory.mktemp("scenarios"), {}

    def found(name: str) -> Facts:
        if name not in known:
            data = yaml.safe_load(SCENARIO)
            data["date"] = "2015-02-02"
            kind = _change(data, name)
            file = folder / f"{name}.yaml"
            file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
            known[name] = Facts(analyse(uncertain(load_scenario(file), DRAWS, 1, kind)))
        return known[name]

    return found


def _change(data: dict, name: str) -> str:
    asked = {"inputs": dict(GAPS), "questions": QUESTIONS, "grids": [GRID]}
    data["uncertainty"] = asked
    if name == "correlated":
        between = ["costs.price_gap.ethanol", "costs.price_gap.fame"]
        asked["correlation"] = [{"between": between, "rank": 0.5}]
    if name == "failing":
        quota = {"distribution": "uniform", "low": "2 %", "high": "7.5 %"}
        asked["inputs"]["cases.policy.quota"] = quota
        asked["grids"][:] = [GRID | {"across": "cases.policy.quota"}]
    if name == "choice":
        data["cases"]["ethanol first"] = OTHER
        asked["choice"] = {"by": "cost_per_tonne@direct, bottom up"}
        del asked["grids"]
    if name == "years":
        del data["market"]["year"], asked["questions"], asked["grids"]
        data["market"]["years"] = "2020 to 2022"
        volume = {"2020": "1000 Ml", "2022": "800 Ml", "between": "linear"}
        data["market"]["petrol"]["volume"] = volume
    return SOBOL if name == "choice" else "plain"


@pytest.fixture
def plain(analysed) -> Facts:
    return analysed("plain")


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def printed(facts: Facts, language: str, width: int) -> str:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    print_uncertainty(facts.analysis, console, language)
    return console.file.getvalue()


# Texts -------------------------------------------------------------------------------------


def leaves(words: object, path: str = ""):
    if isinstance(words, dict):
        for key, inner in words.items():
            yield from leaves(inner, f"{path}.{key}")
    else:
        yield path, str(words)


def test_every_language_has_the_same_keys_and_fields():
    en, *others = (
        {key: set(re.findall(r"{(\w+)}", text)) for key, text in leaves(words_of(f"{name}.{lang}"))}
        for lang in LANGUAGES
        for name in ["uncertainty"]
    )
    assert all(other == en for other in others)


def test_every_reason_of_a_draw_without_a_solution_has_words():
    named = (value for name, value in vars(check).items() if name.isupper())
    codes = {value for value in named if type(value) is int and value} | {UNREACHED}
    assert {str(code) for code in codes} == set(words_of("uncertainty.en")["reason"])


@pytest.mark.parametrize(
    ("language", "id_", "name"),
    [
        ("en", "costs.price_gap.fame", "price gap, biodiesel (FAME)"),
        ("nb", "costs.price_gap.fame", "prisforskjell, biodiesel (FAME)"),
        ("nn", "norway/diesel.density_kg_per_l", "tettleik, diesel"),
        ("nb", "iluc/oil-crops.iluc_g_per_mj", "arealbruksendringer (ILUC), oljevekster"),
        ("nb", "cases.policy.quota", "omsetningskravet i «tiltak»"),
        ("en", "market.petrol.blend.ethanol", "ethanol in petrol, base year"),
        ("nb", "costs.logistics.freight, depots.fame", "freight, depots, biodiesel (FAME)"),
        ("en", "rules/norway/quota.level", "level of “Road-fuel quota”, Norway"),
        ("en", "nothing.of.the.kind", "nothing.of.the.kind"),
    ],
)
def test_values_go_by_peoples_names(plain, language, id_, name):
    assert Words(plain.analysis, language).names.of(id_) == name


def test_values_of_one_name_are_told_apart(plain):
    ids = ["norway/ethanol.lhv_mj_per_l", "red-2009/ethanol.lhv_mj_per_l"]
    named = Words(plain.analysis, "en").names.all(ids)
    assert list(named.values()) == [f"heat value per litre, ethanol ({one})" for one in ids]


# Numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "error", "least", "decimals"),
    [
        ([243.2, 344.1], 0.2, 0, 0),
        ([243.2, 344.1], 12.0, 0, -1),
        ([1.21, 1.34], 0.0004, 0, 2),
        ([1.21, 1.34], 0.03, 1, 2),
        ([9876.0, 9912.0], 0.01, 1, -1),
        ([5.0, 5.0], 0.0, 1, 1),
        ([None, float("nan")], None, 1, 1),
    ],
)
def test_no_more_digits_are_shown_than_draws_bear_out(values, error, least, decimals):
    assert decimals_of(values, error, least) == decimals


def test_an_exchange_rate_is_in_its_own_unit():
    given = Given(10.5, "NOK/USD", "ratio", text="10.5 NOK/USD")
    assert measure_of(given).unit == "NOK/USD"


def test_shares_are_never_nothing_of_what_happens(plain):
    words = Words(plain.analysis, "nb")
    told = [words.share(value) for value in (0.0, 0.00001, 0.034, 0.41, 0.99999, 1.0)]
    assert told[:3] == ["0 prosent", "under 0,1 prosent", "3,4 prosent"]
    assert told[3:] == ["41 prosent", "over 99,9 prosent", "100 prosent"]
    assert words.share(0.41, short=True) == "41 %"


def test_the_table_of_results_shows_what_uncertainty_csv_holds(plain):
    words = Words(plain.analysis, "en")
    table = results_table(plain, words)
    row = next(row for row in table.rows if row[0] == "Cost bottom up, MNOK")
    known = {one["statistic"]: float(one["value"]) for one in _cost_rows(plain)}
    assert (row[2].value, row[3].value) == (known["mean"], known["median"])
    assert row[4] == f"{known['p5']:.0f} to {known['p95']:.0f}"
    assert row[5].value == known["se"]


def _cost_rows(facts: Facts) -> list[dict[str, str]]:
    rows = read(data_files(facts)["uncertainty.csv"])
    asked = ("biofuel", "cost", "bottom up")
    return [row for row in rows if (row["component"], row["variable"], row["detail"]) == asked]


def test_what_fixed_values_move_is_what_an_assessment_gives(plain):
    quota = next(one for one in plain.telling if one.given.id == "cases.policy.quota")
    litres = dict(quota.moved)[plain.analysis.main[0]]
    more = 0.055 * 0.01 * 3000
    assert litres == pytest.approx(more, rel=0.1)  # and what follows from energy in litres


# Documents ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "“policy” costs more than 150 MNOK (bottom up) in"),
        ("nb", "«tiltak» koster mer enn 150 mill. kroner (nedenfra og opp) i"),
        ("nn", "«tiltak» kostar meir enn 150 mill. kroner (nedanfrå og opp) i"),
    ],
)
def test_probabilities_are_sentences(plain, language, told):
    text = to_markdown(plain.analysis, language)
    share, error, whole = plain.probability(0)
    assert told in text
    assert f"{100 * share:.0f} " in text.partition(told)[2][:20]
    assert whole == DRAWS
    assert error == pytest.approx(np.sqrt(share * (1 - share) / DRAWS))


def test_what_never_happens_is_said_to_happen_never(plain):
    text = to_markdown(plain.analysis, "en")
    assert "is below 0 kt in 0 % of the draws. It did not happen once in 2,000 draws." in text


def test_a_reader_is_told_where_an_amount_is_reached(plain):
    (turn, *_), _ = plain.analysis.passing
    text = to_markdown(plain.analysis, "nb")
    assert "kostnad nedenfra og opp passerer 150 mill. kroner, alt annet likt" in text
    assert "når ikke 0 tusen tonn ved noen verdi alene" in text
    assert Words(plain.analysis, "nb").quantity(turn.value, turn.input.given) in text


def test_indices_say_what_matters_most(plain):
    text = to_markdown(plain.analysis, "en")
    assert re.search(r"- Cost bottom up: price gap, ethanol: 9\d % \(\d+ to \d+\);", text)
    assert "total Sobol' index" in text


@pytest.mark.parametrize(
    ("name", "why"), [("correlated", "some values are correlated"), ("failing", "have no solution")]
)
def test_without_indices_swings_are_told_and_why(analysed, name, why):
    text = to_markdown(analysed(name).analysis, "en")
    assert f"There are no Sobol' indices: some {why.removeprefix('some ')}" in text or why in text
    assert "goes from its P5 to its P95" in text
    assert "price gap, ethanol: " in text


def test_failed_draws_are_counted_and_told_why(analysed):
    facts = analysed("failing")
    rows = read(data_files(facts)["draws.csv"])
    lost = sum(int(row["draws"]) for row in rows)
    assert 0 < lost < DRAWS
    assert {row["reason"] for row in rows} <= {*REASONS.values(), "degenerate"}
    text = to_markdown(facts.analysis, "nb")
    assert f"**«tiltak» har ingen løsning i {100 * lost / DRAWS:.0f} prosent av trekningene" in text
    assert "en drivstoffkvalitet eller en gruppe kjøretøy ville fått mer enn den tåler" in text
    assert "av de " in text  # of how many draws the probabilities are


def test_an_input_without_a_solution_at_its_end_is_told_first(analysed):
    facts = analysed("failing")
    first, *_ = tornado_of(facts, facts.leading[0]).swings
    assert first.input.id == "cases.policy.quota"
    assert is_broken(first)
    assert "Cost bottom up, MNOK: quota in “policy”: no solution at" in to_markdown(facts.analysis)


def test_that_no_draw_failed_is_told_too(plain):
    assert "- No draw failed." in to_markdown(plain.analysis)
    assert data_files(plain)["draws.csv"] == b"case,year,reason,draws,share\n"


def test_a_choice_has_shares_that_make_up_all_draws(analysed):
    facts = analysed("choice")
    found = options(facts)
    assert sum(one.share for one in found) == pytest.approx(1.0)
    assert found[0].share >= found[-1].share
    rows = [row for row in read(data_files(facts)["choice.csv"]) if row["share_best"]]
    assert {row["case"]: float(row["share_best"]) for row in rows} == {
        one.case: one.share for one in found
    }
    text = to_markdown(facts.analysis, "en")
    assert re.search(r"is best in \d.* % of the draws", text)
    turns = facts.analysis.turns
    assert ("is best instead of" in text) == bool(turns)


def test_evenly_spread_draws_tell_that_they_were_rounded_up(analysed):
    text = to_markdown(analysed("choice").analysis, "nb")
    assert "2\u202f048 jevnt fordelte trekninger (Sobol-sekvens" in text
    assert "Det ble bedt om 2\u202f000" in text


def test_unverified_values_stand_out(plain):
    for language, told in (("en", "UNVERIFIED"), ("nb", "IKKE VERIFISERT")):
        assert to_markdown(plain.analysis, language).count(told) == len(GAPS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
def test_a_terminal_shows_all_of_it_and_cuts_nothing(analysed, language, width):
    facts = analysed("failing")
    text = printed(facts, language, width)
    assert all(len(line) <= width for line in text.splitlines())
    whole = re.sub(r"\s+", " ", text)
    for section in sections(facts, Words(facts.analysis, language), short=True):
        assert section.title in whole
        assert all(re.sub(r"\s+", " ", line) in whole for line in section.lines)
    assert "…" not in text


# Data --------------------------------------------------------------------------------------


def test_data_say_what_is_uncertain_and_what_is_fixed(plain):
    files = data_files(plain)
    inputs = {row["id"]: row for row in read(files["inputs.csv"])}
    assert set(inputs) == set(GAPS)
    gap = inputs["costs.price_gap.ethanol"]
    assert (float(gap["p5"]), float(gap["p95"])) == pytest.approx((1.2, 4.8))
    assert gap["distribution"] == "uniform"
    assert gap["evidence"] == "unverified"
    fixed = {row["id"] for row in read(files["fixed.csv"])}
    assert "cases.policy.quota" in fixed
    assert not fixed & set(inputs)


def test_sensitivity_has_swings_and_indices_of_the_same_inputs(plain):
    rows = read(data_files(plain)["sensitivity.csv"])
    cost = [row for row in rows if (row["variable"], row["detail"]) == ("cost", "bottom up")]
    gap = next(row for row in cost if row["input"] == "costs.price_gap.ethanol")
    assert float(gap["at_p5"]) < float(gap["now"]) < float(gap["at_p95"])
    assert float(gap["total_low"]) <= float(gap["total"]) <= float(gap["total_high"])


def test_a_map_is_told_field_by_field(analysed):
    rows = read(data_files(analysed("failing"))["grids.csv"])
    assert len(rows) == 81
    assert {row["value"] == "" for row in rows} == {True, False}  # blank without a solution


def test_values_by_year_have_a_row_for_each_year(analysed):
    rows = read(data_files(analysed("years"))["fixed.csv"])
    volume = [row for row in rows if row["id"] == "market.petrol.volume"]
    assert [(row["year"], float(row["value"])) for row in volume] == [
        ("2020", 1000.0),
        ("2021", 900.0),
        ("2022", 800.0),
    ]
    gap = [row for row in rows if row["id"] == "market.petrol.blend.ethanol"]
    assert [row["year"] for row in gap] == [""]


# Charts ------------------------------------------------------------------------------------


def test_a_hill_is_highest_where_draws_are_most(plain):
    headline = plain.leading[0]
    one = hill(plain.figure(headline), plain.tally(headline))
    values = [value for value, _ in one.points]
    heights = [height for _, height in one.points]
    assert values == sorted(values)
    assert max(heights) == 1.0
    assert values[0] < one.figure.p5 < one.figure.median < one.figure.p95 < values[-1]


def test_densities_are_of_all_main_headlines_of_a_case(plain, analysed):
    drawn = {panel.hills[0].figure.headline for panel in panels(plain)}
    assert drawn == {one for one in plain.analysis.main if plain.varies(one)}
    several = panels(analysed("choice"))
    assert all(len(panel.hills) == 2 for panel in several)


def test_a_tornado_has_the_widest_first_and_tells_of_the_rest(plain):
    found = tornado_of(plain, plain.leading[0])
    reaches = list(map(reach_of, found.swings))
    assert reaches == sorted(reaches, reverse=True)
    assert found.swings[0].input.id == "costs.price_gap.ethanol"
    assert len(found.swings) + found.others + found.still == len(GAPS)


def test_shares_of_variance_are_drawn_of_what_brings_something(plain):
    first, *_ = shares(plain)
    assert first.told[0].input == "costs.price_gap.ethanol"
    assert all(one.total >= 0.01 for one in first.told)
    assert len(first.told) + first.others == len(GAPS)


def test_a_fan_has_quantiles_in_order_in_every_year(analysed):
    facts = analysed("years")
    (course,) = courses(facts, facts.leading[0])
    assert [one.headline.row.year for one in course.figures] == ["2020", "2021", "2022"]
    assert all(list(row) == sorted(row) for row in course.quantiles)
    assert course.quantiles[-1][0] == course.figures[-1].p5


def test_a_map_grows_darker_in_even_steps_that_grey_print_keeps():
    numbers = np.array([[0.0, 40.0], [80.0, np.nan]])
    levels = levels_of(numbers, 1.0)
    assert levels == sorted(levels)
    assert all(0.0 < level < 80.0 for level in levels)
    greys = [lightness(colour) for colour in colours_of(len(levels) + 1)]
    assert all(one - other > 0.04 for one, other in pairwise(greys))


@pytest.mark.parametrize(
    ("name", "charts"),
    [
        ("plain", {"density", "indices", "heat-map", "tornado-cost-bottom-up"}),
        ("failing", {"density", "heat-map", "tornado-cost-bottom-up"}),
        ("choice", {"density", "indices", "choice", "tornado-cost-bottom-up"}),
        ("years", {"density", "indices", "fan-cost-bottom-up", "tornado-cost-bottom-up"}),
    ],
)
def test_charts_are_svg_with_title_and_words_in_every_language(analysed, name, charts):
    facts = analysed(name)
    for language, width in (("en", 160.0), ("nb", 80.0), ("nn", 160.0)):
        drawn = {
            one.name: one
            for one in uncertainty_charts(facts, Words(facts.analysis, language), width)
        }
        assert charts <= set(drawn)
        for one in drawn.values():
            root = ElementTree.fromstring(one.svg)
            assert root.find(f"{SVG}title").text == one.title
            assert root.find(f"{SVG}desc").text == one.alt
            left, right = _reach(root)
            assert left >= -1
            assert right <= float(root.get("viewBox").split()[2]) + 1


def _reach(root: ElementTree.Element) -> tuple[float, float]:
    """Return how far texts reach to the left and to the right."""
    before = {"start": 0.0, "middle": 0.5, "end": 1.0}
    lefts, rights = [], []
    for one in root.iter(f"{SVG}text"):
        wide = float(one.get("textLength", 0))
        anchor = re.search(r"text-anchor: (\w+)", one.get("style", ""))
        left = float(one.get("x", 0)) - wide * before[anchor[1] if anchor else "start"]
        lefts.append(left)
        rights.append(left + wide)
    return min(lefts), max(rights)


def test_the_same_analysis_gives_the_same_bytes(plain):
    first, second = (uncertainty_files(plain.analysis, "nb") for _ in range(2))
    assert first == second
    names = {"summary.md", "uncertainty.csv", "inputs.csv", "fixed.csv", "draws.csv"}
    names |= {"sensitivity.csv", "questions.csv", "grids.csv", "density.svg", "density.png"}
    assert names <= set(first)
    assert not [n for n in uncertainty_files(plain.analysis, with_charts=False) if ".svg" in n]


def test_what_has_no_number_shows_as_missing(plain):
    from biofuel_mandate.report.uncertainty.tables import _result_row

    figure = plain.figure(plain.leading[0])
    lacking = replace(figure, now=None, mean=None, median=None, p5=None, p95=None, se=None)
    words = Words(plain.analysis, "nb")
    _, *cells = _result_row(words, lacking, "Kostnad")
    assert [cell if isinstance(cell, str) else cell.value for cell in cells] == [
        None,
        None,
        None,
        "mangler",
        None,
    ]
