"""What the appendix says: the order of the questions, sentences that follow the numbers, tables."""

import re

import pytest

from biofuel_mandate.report.appendix import compose, missing_texts
from biofuel_mandate.report.appendix.phrases import Phrases
from biofuel_mandate.report.document.tree import (
    CodeBlock,
    Heading,
    ListBlock,
    Paragraph,
    TableBlock,
    every_block,
    plain,
)
from biofuel_mandate.report.numbers import rounded
from biofuel_mandate.report.table import Amount
from biofuel_mandate.report.texts import texts
from biofuel_mandate.report.trace.graph import Traces

SHIPPED = (
    "norway-2015",
    "norway-2015-alternatives",
    "norway-2015-appraisal",
    "norway-2015-timing",
    "norway-2023-least-cost",
    "norway-2010-2030",
    "norway-quota-history",
    "five-countries",
    "ghg-quota-instead",
)
QUESTIONS = {
    "nb": (
        "Sammendrag",
        "1 Hva er problemet, og hva vil vi oppnå?",
        "2 Hvilke tiltak er relevante?",
        "3 Hvilke prinsipielle spørsmål reiser tiltakene?",
        "4 Hva er de positive og negative virkningene av tiltakene, hvor varige er de, "
        "og hvem blir berørt?",
        "5 Hvilket tiltak anbefales, og hvorfor?",
        "6 Hva er forutsetningene for en vellykket gjennomføring?",
    ),
    "en": (
        "Summary",
        "1 What is the problem, and what do we want to achieve?",
        "2 Which measures are relevant?",
        "3 Which questions of principle do the measures raise?",
        "4 What are the positive and negative effects of the measures, how lasting are they, "
        "and who is affected?",
        "5 Which measure is recommended, and why?",
        "6 What does success depend on?",
    ),
    "nn": (
        "Samandrag",
        "1 Kva er problemet, og kva vil vi oppnå?",
    ),
}


def headings(document, level=1):
    return [one.said for one in document.blocks if isinstance(one, Heading) and one.level == level]


def paragraphs(document, kind=None):
    return [
        plain(one.words)
        for one in every_block(document.blocks)
        if isinstance(one, Paragraph) and kind in (None, one.kind)
    ]


def tables(document):
    return [one for one in document.blocks if isinstance(one, TableBlock)]


def table(document, caption):
    (found,) = [one for one in tables(document) if one.caption.startswith(caption)]
    return found


def row(block, name):
    (found,) = [[cell.text for cell in one] for one in block.rows if one[0].text == name]
    return found


@pytest.mark.parametrize("language", ["nb", "en", "nn"])
def test_the_six_questions_stand_in_their_order(appendix, language):
    document = appendix("norway-2015", language)
    asked = QUESTIONS[language]
    assert tuple(headings(document)[: len(asked)]) == asked


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("language", ["nb", "en", "nn"])
def test_every_scenario_has_an_appendix_without_a_gap(appendix, name, language):
    document = appendix(name, language)
    letters = [one.number for one in document.blocks if isinstance(one, Heading) and one.annex]
    assert letters[:1] == ["A"]
    assert letters == sorted(letters)
    cells = [one for block in tables(document) for line in block.rows for one in line]
    said = [one.text for one in cells if not one.id]
    said += [*paragraphs(document), *(block.caption for block in tables(document))]
    # A form that nobody filled, or a formula without its subscript.
    assert [one for one in said if re.search(r"\{\w*\}|(?<!\.)\bCO2\b|\bNone\b|\bnan\b", one)] == []
    for block in tables(document):
        assert all(block.columns), block.caption
        assert {len(line) for line in block.rows} <= {len(block.columns)}


def test_sentences_of_the_summary_are_made_from_the_numbers(appendix):
    told = [one.replace("\u00a0", " ") for one in paragraphs(appendix("norway-2015"))]
    assert (
        "I «tiltak» omsettes det 86,7 millioner liter mer biodrivstoff i året enn i «referanse», "
        "i alt 236,3 millioner liter, som er 5,50 prosent av drivstoffvolumet. Fordi "
        "biodrivstoff har mindre energi per liter, kjøpes det 21,4 millioner liter mer drivstoff "
        "i alt."
    ) in told
    assert (
        "Alternativet koster 298 millioner kroner i året (2010-priser), regnet etter "
        "tiltakskostnad. Det tilsvarer 1\u202f840 kroner per tonn redusert direkte CO₂-utslipp."
    ) in told


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "Vedlegg til høringsnotat, 2. februar 2015"),
        ("nn", "Vedlegg til høyringsnotat, 2. februar 2015"),
        ("en", "Appendix to a consultation paper, 2 February 2015"),
    ],
)
def test_the_cover_says_the_day_of_the_question(appendix, language, said):
    assert appendix("norway-2015", language).subtitle == said


def test_sentences_turn_with_the_sign(composed, variant):
    changes = {"cases/policy/quota": "3 %", "cases/policy/fulfil": "in proportion"}
    less = paragraphs(composed(variant("norway-2015", changes)))
    assert any("liter mindre biodrivstoff i året" in one for one in less)
    assert any("går opp med" in one for one in less)
    assert any(one.startswith("Alternativet sparer ") for one in less)
    assert any("øker utslippene med" in one for one in less)
    assert not any("−" in one for one in less)


def test_emissions_are_those_of_all_fuel_where_demand_differs(composed, variant):
    paths = {"more": {"petrol": "110 %", "diesel": "110 %"}}
    document = composed(variant("norway-2015", {"demand": paths, "cases/policy/demand": "more"}))
    told = " ".join(paragraphs(document))
    assert re.search(r"De direkte utslippene, [^.]*, går opp med", told)
    assert "på grunn av biodrivstoffet; resten følger av endret etterspørsel." in told
    assert "Fordi biodrivstoff har mindre energi per liter, kjøpes" not in told
    assert "Alle alternativer skal dekke samme etterspørsel" not in told
    whole = table(document, "Nullalternativet og alle")
    assert row(whole, "Reduksjon av direkte CO₂")[4].startswith("−")


def test_an_alternative_that_changes_nothing_is_told_so(composed, variant):
    same = {"quota": "3.5 %", "fulfil": "in proportion"}
    document = composed(variant("norway-2015", {"cases/same": same}))
    told = paragraphs(document)
    assert "De direkte utslippene endrer seg ikke." in told
    assert "Kostnadene endrer seg ikke." in told
    whole = table(document, "Nullalternativet og alle")
    assert row(whole, "Kostnad per tonn direkte CO₂")[5] == "ingen reduksjon"


def test_what_has_no_cost_is_told_and_has_no_empty_tables(composed, variant):
    document = composed(variant("norway-2015", {"costs": None, "names": None, "published": None}))
    told = paragraphs(document)
    assert "Kostnaden er ikke beregnet, fordi scenarioet ikke gir noen." in told
    assert not [one for one in tables(document) if one.caption.startswith("Kostnad")]


@pytest.mark.parametrize(
    ("language", "unit", "value", "decimals", "said"),
    [
        ("nb", "Ml", 1.0, 0, "1 million liter"),
        ("nb", "Ml", 2.0, 0, "2 millioner liter"),
        ("nb", "Ml", 0.96, 0, "1 million liter"),
        ("nn", "Ml", 1.0, 0, "1 million liter"),
        ("nn", "Ml", 2.0, 0, "2 millionar liter"),
        ("en", "Ml", 1.0, 0, "1 million litres"),
        ("nb", "percent", 0.5, 1, "0,5 prosent"),
    ],
)
def test_units_agree_in_number(language, unit, value, decimals, said):
    phrases = Phrases(texts(language))
    assert plain(phrases.amount(unit, Amount(value, decimals))).replace("\u00a0", " ") == said


def test_words_for_counts_agree_in_gender_and_number():
    phrases = Phrases(texts("nb"))
    assert phrases.count("alternatives", 1) == "Ett alternativ er sammenlignet"
    assert phrases.count("alternatives", 3) == "Tre alternativer er sammenlignet"
    assert (
        phrases.count("marks", 0, all=40) == "Ingen av de 40 verdiene som er brukt, har forbehold"
    )
    assert phrases.count("marks", 1, all=40) == "Én av 40 verdier som er brukt, har et forbehold"
    assert phrases.plural("newer.values", 1) == "Én verdi har"
    assert phrases.plural("newer.values", 13) == "13 verdier har"
    assert plain(phrases.per_tonne(Amount(1.0, 0), "NOK")).endswith("krone per tonn")
    assert plain(phrases.per_tonne(Amount(2.0, 0), "NOK")).endswith("kroner per tonn")


def test_tables_2_3_and_5_have_the_layout_of_the_assessment(appendix):
    document = appendix("norway-2015")
    litres = table(document, "Merforbruk av biodrivstoff og andel i blandingen")
    assert row(litres, "sum") == ["sum", "86\u202f674", "5,5"]
    tonnes = table(document, "Utslippsreduksjon, direkte")
    assert row(tonnes, "etanol")[1:4] == ["52\u202f266", "78\u202f814", "32\u202f436"]
    cost = table(document, "Kostnad etter tiltakskostnad")
    assert row(cost, "biodiesel (FAME)") == ["biodiesel (FAME)", "1\u202f523", "83\u202f321", "127"]


def test_all_alternatives_stand_in_one_table_with_what_has_no_price(appendix):
    whole = table(appendix("norway-2015"), "Nullalternativet og alle alternativer")
    assert whole.columns[3:] == ("Nullalternativ: referanse", "tiltak")
    assert row(whole, "Reduksjon av direkte CO₂")[1:] == ["kt CO₂", "nasjonalt", "", "162,1"]
    assert row(whole, "Reduksjon over livsløpet, ved 35\u00a0% besparelse")[2] == "globalt"
    assert row(whole, "Folkehelse")[3:] == ["0", "0"]
    assert [whole.rows[at][0].text for at in whole.groups] == [
        "Mengder og utslipp",
        "Prissatte virkninger",
        "Ikke-prissatte virkninger",
    ]


def test_an_effect_that_is_not_judged_in_a_case_says_so(composed, variant):
    effect = {"title": {"en": "Noise", "nb": "Støy"}, "cases": {"policy": "--"}}
    other = {"quota": "4 %", "fulfil": "in proportion"}
    changes = {"unpriced_effects": {"noise": effect}, "cases/other": other}
    whole = table(composed(variant("norway-2015", changes)), "Nullalternativet og alle")
    assert row(whole, "Støy")[3:] == ["0", "−−", "ikke vurdert"]


def test_rounded_rows_that_do_not_add_up_carry_the_note(appendix):
    block = table(appendix("norway-2015"), "Reduksjon av CO₂ per år")
    assert any("avrundet hver for seg" in plain(note) for note in block.notes)


def test_many_alternatives_have_their_tables_in_an_annex(appendix):
    document = appendix("norway-2015-alternatives")
    assert "A Tabeller for hvert alternativ" in headings(document)
    parts = [one for one in tables(document) if one.caption.startswith("Nullalternativet")]
    assert [len(one.columns) for one in parts] == [8, 8, 6]


def test_missing_texts_are_marked_and_listed(assessed, composed, variant):
    path = variant("norway-2015", {"text": {"problem": {"nb": "Problemet."}}})
    document = composed(path, "en")
    marked = paragraphs(document, "missing")
    assert len(marked) == 8
    assert marked[0] == (
        "The directorate's text on the problem and the aim. Write it under text.problem in the "
        "scenario file. The scenario file has it in Norwegian bokmål."
    )
    assert missing_texts(assessed("norway-2015"), "nb") == ("recommendation",)
    # Bokmål stands in where there is no nynorsk.
    assert "Problemet." in paragraphs(composed(path, "nn"))


def test_caveats_belong_to_the_inputs(appendix):
    given = paragraphs(appendix("norway-2015", "en"))
    assert any(one.startswith("The abatement cost is one value per tonne") for one in given)
    assert any(one.startswith("The cost of logistics is derived") for one in given)
    assert any("Duty-free diesel" in one for one in given)
    assert not any(one.startswith("State aid:") for one in given)
    chosen = paragraphs(appendix("norway-2023-least-cost", "en"))
    assert any(one.startswith("State aid:") for one in chosen)
    assert not any(one.startswith("The abatement cost") for one in chosen)


def test_the_scenario_file_stands_as_it_is(appendix, assessed):
    (code,) = [one for one in appendix("norway-2015").blocks if isinstance(one, CodeBlock)]
    assert code.text == assessed("norway-2015").scenario.path.read_text("utf-8").rstrip("\n")


def test_every_value_used_stands_with_a_source_that_is_listed(appendix, assessed):
    document = appendix("norway-2015")
    block = table(document, "Verdier som et resultat bygger på")
    assert [line[0].text for line in block.rows] == [
        one.id for one in assessed("norway-2015").values_used
    ]
    at = document.blocks.index(block)
    (listed,) = [one for one in document.blocks[at:] if isinstance(one, ListBlock)][:1]
    cited = {int(re.match(r"\[(\d+)\]", line[2].text)[1]) for line in block.rows}
    assert cited == set(range(1, len(listed.items) + 1))
    assert {line[3].text.split(";")[0] for line in block.rows} <= {
        "publisert",
        "sekundærkilde",
        "avledet",
        "ikke verifisert",
    }


def test_published_figures_stand_beside_the_models(appendix):
    block = table(appendix("norway-2015"), "Publisert og modell")
    assert len(block.rows) == 22
    assert [cell.text for cell in block.rows[0]][1:4] == [
        "34\u202f000",
        "34\u202f000",
        "34\u202f408,4",
    ]
    assert sum(line[6].text == "likt" for line in block.rows) == 17


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_of_a_result_opens_its_trace(appendix, name):
    untraced = [
        (block.anchor, block.columns[at])
        for block in tables(appendix(name))
        for line in block.rows
        for at, cell in enumerate(line)
        if at not in block.words and re.search(r"\d", cell.text) and not cell.trace
    ]
    # What others published and what is counted are no results, nor is a judgement without a price.
    no_results = ("table-counts", "table-alternatives")
    left = [one for one in untraced if not one[0].startswith(no_results) and one[1] != "Publisert"]
    assert len(left) <= 3, left


def test_a_traced_number_is_the_number_of_the_results(assessed):
    assessment = assessed("norway-2015")
    traces = Traces(assessment)
    document = compose(assessment, "nb", {}, traces)
    # As results.csv has it, in per cent, in thousands, and a fall that the words tell of.
    scales = (1, 100, 1000, 1e-3)
    for block in tables(document):
        for line in block.rows:
            for cell in line:
                if not cell.trace:
                    continue
                (told, *_) = traces.told([cell.trace])
                text = re.sub(r"[^\d,−-]", "", cell.text.split("\u00a0")[0].split(" ")[0])
                decimals = len(text.partition(",")[2])
                shown = rounded(float(text.replace(",", ".").replace("−", "-")), decimals)
                values = {rounded(told.step.value * scale, decimals) for scale in scales}
                assert shown in values, (block.caption, line[0].text, cell.text, told.step.value)
