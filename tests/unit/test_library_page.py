"""The library searched, printed and as a page, in every language."""

import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from biofuel_mandate import library
from biofuel_mandate.equations import unit_of
from biofuel_mandate.languages import LANGUAGES
from biofuel_mandate.library import catalogue
from biofuel_mandate.report.library import NotInLibraryError, find, print_library, search, to_dict
from biofuel_mandate.report.library.page import to_markdown
from biofuel_mandate.report.texts import texts


def printed(name: str | None, language: str = "en") -> str:
    out = io.StringIO()
    print_library(name, Console(file=out, width=240), language)
    return out.getvalue()


def ids(text: str) -> set[str]:
    return {value.id for value in search(text)}


def test_the_page_is_as_the_library_makes_it():
    assert Path("docs/library.md").read_text(encoding="utf-8") == to_markdown()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_holds_every_value_and_every_source(language):
    page = to_markdown(language)
    for value in catalogue.values():
        assert page.count(f"| `{value.name}` |") >= len(value.entries), value.id
    for source in library.sources():
        assert page.count(f'<a id="{source}">') <= 1
    anchors = set(re.findall(r'<a id="([^"]+)">', page))
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) == anchors
    for topic in catalogue.topics():
        assert f"## {topic}\n" in page


def test_the_languages_have_the_same_keys_and_all_quantities():
    def keys(words: object, path: str = "") -> set[str]:
        if not isinstance(words, dict):
            fields = sorted(re.findall(r"{(\w+)}", str(words)))
            return {f"{path}: {fields}"}
        return {key for name, inner in words.items() for key in keys(inner, f"{path}.{name}")}

    en, nb, nn = (texts(f"library.{language}").words for language in LANGUAGES)
    assert keys(en) == keys(nb) == keys(nn)
    assert set(en["quantity"]) == {value.quantity for value in catalogue.values()}


def test_all_words_must_match_and_case_and_accents_do_not_matter():
    in_order = [value.id for value in search("HVO Density SWEDEN")]
    assert in_order == ["sweden/hvo.density_kg_per_l", "sweden/hvo.lhv_mj_per_l"]
    assert ids("energiinnehall") == ids("Energiinnehåll") != set()
    by_source = ids("miljodirektoratet etanol tetthet")
    assert (
        by_source == ids("MILJØDIREKTORATET ethanol density") == {"norway/ethanol.density_kg_per_l"}
    )
    assert ids("hvo density") == ids("hvo") & ids("density")
    assert ids("pathways/red-2018 forest-residue") == ids("forest-residue red-2018")
    assert "other-fuels/sweden-e85-winter.co2_kg_per_l" in ids("e85 winter")
    assert "costs/biogas.abatement_cost_cur_per_t" in ids("TA 3020")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("etanoll", 'Did you mean "etanol"?'),
        ("norway/fame.densty_kg_per_l", 'Did you mean "'),
        ("zzzzz", 'Run "biofuel-mandate library" for its topics.'),
        ("hvo cereals", 'no value has all of "hvo cereals". Leave a word out.'),
    ],
)
def test_what_is_not_found_says_what_was_meant(asked, message):
    with pytest.raises(NotInLibraryError, match=re.escape(message)) as raised:
        find(asked)
    assert raised.value.exit_code == 2


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_no_name_prints_the_topics(nothing):
    out = printed(nothing)
    for topic in catalogue.topics():
        assert topic in out


def test_a_search_prints_value_range_source_and_marks():
    out = printed("oil-crops 2018")
    for part in ("iluc/oil-crops.iluc_g_per_mj", "55 g/MJ (33–66)", "Annex VIII, part A"):
        assert part in out
    assert "European Parliament and Council, 2018-12-11" in out
    assert "unverified; reference" in printed("globiom palm")
    assert "843.5 EUR/m3 (840–847), 2020 prices" in printed("t2 rotterdam")
    assert "0,71 kg/l (0,7–0,72)" in printed("jec nafta", "nb")


def test_a_search_is_readable_on_a_narrow_terminal():
    stream = io.StringIO()
    print_library("ethanol heat value", Console(file=stream, width=60))
    lines = stream.getvalue().splitlines()
    assert max(map(len, lines)) <= 60
    # No id is broken, and what is said of a value stands under it.
    at = lines.index("jec-v5/ethanol.lhv_mj_per_kg")
    assert lines[at + 1].split("; ")[0].strip() == "26.8 MJ/kg"


def test_an_exact_name_prints_the_value_whole():
    out = printed("costs/ethanol.logistics_cur_per_l")
    for part in ("0.32 NOK/l, 2010 prices", "norway/ethanol.lhv_mj_per_l", "21.16 MJ/l", "ch. 6.2"):
        assert part in out
    dated = printed("ucome.price_cur_per_t")
    assert [dated.count(day) > 0 for day in ("2023-05-03", "2024-05-31", "2025-11-01")] == [
        True
    ] * 3
    every_set = printed("ethanol.lhv_mj_per_l")
    assert "red-2009/ethanol.lhv_mj_per_l" in every_set
    assert "density_kg_per_l * lhv_mj_per_kg (equation F1)" in every_set


def test_the_norwegian_words_are_norwegian():
    out = printed("norway/petrol.lhv_mj_per_l", "nb")
    assert "nedre brennverdi per liter" in out
    assert "32,50 MJ/l" in out
    for english in ("What it is", "Evidence", "derived", "equation"):
        assert english not in out


def test_json_has_every_value_with_its_source():
    everything = to_dict()["values"]
    assert [one["id"] for one in everything] == [value.id for value in catalogue.values()]
    json.dumps(everything)
    for one in everything:
        for entry in one["entries"]:
            assert entry["source"]["id"] or entry["equation"], one["id"]
            assert ("_cur_per_" in one["name"]) == (entry["price_year"] is not None), one["id"]
    (found,) = to_dict("grades/E85.ethanol.least_volume_share")["values"]
    assert found["entries"][0]["held"]["value"] == 0.5
    assert unit_of(found["name"]) == found["entries"][0]["held"]["unit"]
