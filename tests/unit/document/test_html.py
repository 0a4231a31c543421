"""A document as a page: its structure, its links, its traces, and hostile words that stay words."""

import base64
import hashlib
import re
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from documents import HOSTILE, LABELS, OWN, SVG, sample
from lxml import etree, html

from biofuel_mandate.report.charts import draw
from biofuel_mandate.report.document.html import to_html
from biofuel_mandate.report.document.numbering import numbered
from biofuel_mandate.report.document.tree import (
    Document,
    Figure,
    Heading,
    Link,
    ListBlock,
    Paragraph,
    Run,
    TableBlock,
    TableCell,
)
from biofuel_mandate.report.trace.graph import Traces

SPACE = re.compile(r"\s+")


@pytest.fixture(scope="module")
def traces(assessed):
    """Return traces that know the ids of the sample: t1, t2 and t3."""
    found = assessed("norway-2015")
    made = Traces(found)
    assert [made.of(row) for row in rows_of(found, "extra_volume")[:3]] == ["t1", "t2", "t3"]
    return made


@pytest.fixture(scope="module")
def page(traces):
    return parsed(to_html(sample(b""), traces))


def rows_of(found, variable):
    return [row for row in found.rows if row.variable == variable and row.value]


def parsed(written):
    return html.document_fromstring(written.decode())


def text_of(element):
    return SPACE.sub(" ", element.text_content()).strip()


def document_of(*blocks, **changes):
    made = Document(
        *("Tittel", "Under", "nb", sample(b"").day, "Miljødirektoratet", "stempel", blocks, OWN)
    )
    return numbered(replace(made, **changes), LABELS)


def the(found):
    (one,) = found
    return one


# The page --------------------------------------------------------------------------------------


def test_the_page_says_its_language_and_its_title(page):
    assert page.get("lang") == "nb"
    assert page.findtext("head/title") == "Omsetningskrav for veitrafikk fra 3,5 til 5,5 %"
    assert page.find("head/meta").get("charset") == "utf-8"


def test_the_page_begins_with_its_doctype(traces):
    assert to_html(sample(b""), traces).startswith(b"<!DOCTYPE html>\n<html lang=")


def test_the_same_document_gives_the_same_bytes(assessed):
    found = assessed("norway-2015")
    written = []
    for _ in range(2):
        traces = Traces(found)
        for row in rows_of(found, "extra_volume"):
            traces.of(row)
        written.append(to_html(sample(b""), traces))
    assert written[0] == written[1]


def test_one_heading_is_first_and_the_others_follow_in_order(page):
    levels = [
        int(one.tag[1])
        for one in page.xpath("//header//h1 | //main//*[self::h2 or self::h3 or self::h4]")
    ]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [text_of(one) for one in page.xpath("//main/h2")] == [
        *("Sammendrag", "1 Hva er problemet, og hva vil vi oppnå?", "A Verdier")
    ]


def test_there_is_one_of_each_landmark(page):
    for name in ("header", "nav", "main", "footer"):
        assert len(page.xpath(f"/html/body/{name}")) == 1
    assert text_of(the(page.xpath("//footer"))) == (
        "biofuel_mandate 0.1.0. Scenario abc, bibliotek def."
    )


def test_the_first_link_leads_past_all_to_the_text(page):
    first = page.xpath("//a")[0]
    assert text_of(first) == "Hopp til innholdet"
    assert page.get_element_by_id(first.get("href")[1:]).tag == "main"


def test_the_contents_lead_to_the_headings(page):
    links = page.xpath("//nav//a")
    assert [text_of(one) for one in links] == [
        *("Sammendrag", "1 Hva er problemet, og hva vil vi oppnå?", "1.1 Flere liter"),
        *("A Verdier", "A.1 Av biblioteket", "Hvordan tallene er regnet ut"),
    ]
    for link in links:
        assert text_of(page.get_element_by_id(link.get("href")[1:])) == text_of(link)
    # What is under a heading is listed under it.
    assert [text_of(one) for one in page.xpath("//nav/ul/li/ul/li")] == [
        *("1.1 Flere liter", "A.1 Av biblioteket")
    ]


def test_ids_stand_for_one_place_each_and_every_link_has_its_place(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    places = [href[1:] for href in page.xpath("//@href") if href.startswith("#")]
    assert len(places) > 50
    assert set(places) <= set(ids)
    for name in ("aria-labelledby", "aria-describedby"):
        assert {one for said in page.xpath(f"//@{name}") for one in said.split()} <= set(ids)


def test_two_figures_with_the_same_ids_inside_keep_apart():
    figures = [Figure(f"figure-{at}", "Liter", SVG, b"", "To søyler.", 160, 80) for at in "ab"]
    made = parsed(to_html(document_of(*figures)))
    ids = made.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert [one.get("aria-labelledby") for one in made.xpath("//svg")] == [
        *("figure-a_x-title", "figure-b_x-title")
    ]


def test_nothing_comes_from_the_network_or_acts_but_the_pages_own(page):
    # Links lead elsewhere only when they are followed.
    assert page.xpath("//@src") == []
    assert page.xpath("//link | //img | //iframe | //object | //embed | //form") == []
    assert page.xpath("//@style") == []
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []
    policy = the(page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content"))
    for name in ("style", "script"):
        said = the(page.xpath(f"//{name}")).text
        digest = base64.b64encode(hashlib.sha256(said.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not re.search(r"url\(|@import|https?:", the(page.xpath("//style")).text)
    assert not re.search(r"fetch|XMLHttp|import\b|https?:", the(page.xpath("//script")).text)


# Words -----------------------------------------------------------------------------------------


def test_hostile_words_are_words_and_nothing_else(page):
    main = the(page.xpath("//main"))
    told = text_of(main)
    assert told.count(SPACE.sub(" ", HOSTILE)) == 3
    assert len(page.xpath("//script")) == 1
    assert page.xpath("//b") == []
    known = "a blockquote body button caption code dd details dialog div dl em figcaption figure"
    known += " footer h1 h2 h3 h4 head header html li main meta nav ol p pre script section span"
    known += " strong style summary svg table tbody td th thead title tr ul wbr desc g rect"
    assert {str(one.tag) for one in page.iter(etree.Element)} <= set(known.split())


@pytest.mark.parametrize("field", ["title", "subtitle", "author", "stamp"])
def test_hostile_words_around_the_text_are_words(field):
    made = parsed(to_html(document_of(**{field: HOSTILE})))
    assert SPACE.sub(" ", HOSTILE) in text_of(made)
    assert len(made.xpath("//script")) == 1
    assert made.xpath("//b") == []


def test_hostile_words_of_the_page_itself_are_words():
    own = replace(OWN, contents=HOSTILE, missing=HOSTILE)
    made = parsed(to_html(document_of(Heading(1, HOSTILE, "one"), own=own)))
    assert len(made.xpath("//script")) == 1
    assert made.xpath("//b") == []


def test_what_no_page_can_hold_is_marked():
    made = parsed(to_html(document_of(Paragraph((Run("a\x00b\x0bc\ufffe"),)))))
    assert text_of(the(made.xpath("//main/p"))) == "a\ufffdb\ufffdc\ufffd"


def test_words_have_their_looks(page):
    words = the([one for one in page.xpath("//main/p") if text_of(one).startswith("Se ")])
    assert [(one.tag, text_of(one)) for one in words][3:7] == [
        *(("strong", "fet"), ("em", "kursiv"), ("code", "kode"), ("a", "en lenke"))
    ]
    assert [(one.get("href"), text_of(one)) for one in words.xpath("a")][:3] == [
        *(("#table-litres", "tabell 1"), ("#figure-litres", "figur 1"), ("#values", "vedlegg A"))
    ]


def test_a_link_to_the_web_gives_nothing_away(page):
    link = the(page.xpath("//a[starts-with(@href, 'http')]"))
    assert link.get("href") == "https://example.org/?a=1&b=2"
    assert link.get("rel") == "noopener"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", " https://x", "//x", "x", ""]
)
def test_a_link_of_another_kind_is_words(url):
    made = parsed(to_html(document_of(Paragraph((Link((Run("her"),), url),)))))
    assert text_of(the(made.xpath("//main/p"))) == "her"
    assert made.xpath("//main//a") == []


@pytest.mark.parametrize("url", ["http://x.no", "HTTPS://x.no/ø", "mailto:post@x.no"])
def test_links_to_pages_and_addresses_are_links(url):
    made = parsed(to_html(document_of(Paragraph((Link((Run("her"),), url),)))))
    assert the(made.xpath("//main//a")).get("rel") == "noopener"


def test_kinds_of_paragraphs_are_told_in_words_too(page):
    missing = the(page.xpath("//main/p[@class='missing']"))
    assert text_of(missing) == "Mangler: Her mangler teksten."
    assert missing[0].tag == "strong"
    assert text_of(the(page.xpath("//main/p[@class='warning']"))) == "Advarsel: Kravet brytes."
    for kind in ("lead", "note", "source"):
        assert page.xpath(f"//main/p[@class='{kind}']")


def test_lists_lie_in_each_other_and_count_from_where_they_start(page):
    inner = the(page.xpath("//main/ul/li/ul/li"))
    assert text_of(inner) == "under"
    assert the(page.xpath("//main/ol")).get("start") == "3"
    assert [text_of(one) for one in page.xpath("//main/ol/li")] == ["tre", "fire"]


def test_lines_of_code_stand_as_they_are(page):
    code = the(page.xpath("//main/pre/code"))
    assert code.text == "title:\n  nb: Omsetningskrav  # " + HOSTILE + "\n\tinnrykk"


def test_what_is_quoted_is_a_quotation(page):
    assert text_of(the(page.xpath("//main/blockquote/p"))) == "Sitert."


# Tables and figures ----------------------------------------------------------------------------


def test_a_table_names_its_columns_and_rows(page):
    table = page.xpath("//table")[0]
    assert text_of(the(table.xpath("caption"))) == "Tabell 1. Liter i året"
    heads = table.xpath("thead/tr/th")
    assert [one.get("scope") for one in heads] == ["col"] * 4
    rows = table.xpath("tbody/tr")
    assert [one.xpath("count(th[@scope='row'])") for one in rows] == [1, 1, 1]
    assert [one.get("class") for one in rows] == [None, None, "sum"]
    assert [one.get("class") for one in rows[1]] == [None, "amount", "amount lacking", None]


def test_an_empty_heading_is_none():
    cells = (TableCell(""), TableCell("1"))
    made = parsed(to_html(document_of(TableBlock("t", "T", ("", "Tall"), (cells,)))))
    assert [one.tag for one in made.xpath("//thead/tr/*")] == ["td", "th"]
    assert [one.tag for one in made.xpath("//tbody/tr/*")] == ["td", "td"]


def test_a_table_scrolls_by_keyboard_and_has_a_name_there(page):
    regions = page.xpath("//*[@role='region']")
    assert len(regions) == 3
    for region in regions:
        assert region.get("tabindex") == "0"
        assert text_of(page.get_element_by_id(region.get("aria-labelledby")))
    assert not [one for one in page.xpath("//@tabindex") if int(one) > 0]


def test_notes_stand_under_their_table(page):
    note = the(page.xpath("//div[@id='table-litres']/p[@class='note']"))
    assert text_of(note).startswith("Radene er avrundet")


def test_long_names_may_break_at_their_marks(page):
    code = page.xpath("//div[@id='table-values']//tbody//th/code")[0]
    assert text_of(code) == "norway-2015-reconstruction/fame.lhv_0"
    assert len(code.xpath("wbr")) == 5


def test_a_chart_is_a_picture_with_a_title_and_a_description(page):
    figure = the(page.xpath("//figure"))
    svg = the(figure.xpath(".//svg"))
    assert svg.get("role") == "img"
    assert text_of(page.get_element_by_id(svg.get("aria-labelledby"))) == "Liter"
    assert text_of(page.get_element_by_id(svg.get("aria-describedby"))) == "To soyler."
    assert text_of(the(figure.xpath("figcaption"))) == "Figur 1. Liter etter tilfelle"


def test_the_look_of_a_chart_needs_no_style_that_the_page_forbids(assessed):
    svg = draw("blend", assessed("norway-2015"), "nb").svg
    figure = Figure("figure-blend", "Innblanding", svg, b"", "", 160.0, 80.0)
    made = parsed(to_html(document_of(figure)))
    assert made.xpath("//svg//@style | //svg//style") == []
    words = made.xpath("//svg//text")
    assert len(words) > 10
    assert all(one.get("font-size") and one.get("fill") for one in words)


@pytest.mark.parametrize(
    ("drawn", "told"),
    [
        ("<script>x</script>", "a chart holds no <script>"),
        ("<foreignObject/>", "a chart holds no <foreignObject>"),
        ('<rect onclick="x"/>', "a chart has no attribute onclick"),
        ('<use href="https://example.org/#x"/>', "refers to nothing but itself"),
    ],
)
def test_a_picture_that_is_no_chart_is_refused(drawn, told):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{drawn}</svg>'.encode()
    figure = Figure("figure-one", "En", svg, b"", "", 160.0, 80.0)
    with pytest.raises(ValueError, match=f"figure figure-one: .*{told}"):
        to_html(document_of(figure))


def test_a_picture_without_a_title_has_its_description_as_name():
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>'
    made = parsed(to_html(document_of(Figure("f", "En", svg, b"", "To søyler.", 160.0, 80.0))))
    assert the(made.xpath("//svg")).get("aria-label") == "To søyler."


# Traces ----------------------------------------------------------------------------------------


def test_a_number_leads_to_its_section_with_its_value(page, traces):
    links = page.xpath("//a[@class='number']")
    assert [(text_of(one), one.get("href")) for one in links] == [
        *(("86,7", "#t3"), ("52,3", "#t1"), ("1 106", "#t2"), ("86,7", "#t3"))
    ]
    assert links[0].get("aria-label") == "Vis hvordan 86,7 er regnet ut"
    for told in traces.told(["t1", "t2", "t3"]):
        section = page.get_element_by_id(told.id)
        value = f"{told.step.value:.10g}".replace(".", ",").replace("-", "−")
        head = text_of(section.xpath("p[@class='head']")[0])
        assert head.startswith(told.step.name)
        assert f"= {value}" in head
        links = section.xpath("ul[@class='inputs']//a/@href")
        assert list(dict.fromkeys(f"#{one}" for one in told.inputs)) == links


def test_a_number_in_the_text_stays_part_of_its_sentence(page):
    assert text_of(the(page.xpath("//p[@class='lead']"))) == "Det blir 86,7 millioner liter."


def test_every_section_leads_back(page):
    for section in page.xpath("//section[@class='traces']/ul/li"):
        link = the(section.xpath("p[@class='back']/a"))
        assert text_of(link).startswith("Tilbake")
        place = page.get_element_by_id(link.get("href")[1:])
        # To the number in the text, or to what is made of this one.
        shown = f"#{section.get('id')}"
        assert place.get("href") == shown or place.xpath(f".//a[@href='{shown}']")


def test_a_given_value_says_its_source_and_how_well_it_is_evidenced(page):
    told = [text_of(one) for one in page.xpath("//section//p[@class='source']")]
    assert any(
        re.fullmatch(
            r"cases\.policy\.fulfil\.petrol\.ethanol, linje \d+\. Kilde: .+; publisert", one
        )
        for one in told
    )


def test_each_number_is_told_once(page):
    heads = [
        text_of(one) for one in page.xpath("//section[@class='traces']/ul/li/p[@class='head']")
    ]
    assert len(heads) == len(set(heads)) > 20


def test_without_traces_numbers_are_words(traces):
    made = parsed(to_html(sample(b"")))
    assert made.xpath("//a[@class='number'] | //section[@class='traces'] | //dialog") == []
    assert "Det blir 86,7 millioner liter." in text_of(made)


def test_a_trace_that_nobody_gave_is_a_mistake(traces):
    with pytest.raises(KeyError, match="there is no trace 't99999'"):
        to_html(document_of(Paragraph((Run("1", trace="t99999"),))), traces)


def test_an_anchor_that_looks_like_a_trace_has_a_place_of_its_own(traces):
    blocks = (Heading(1, "Tall", "t1"), Paragraph((Run("1", trace="t1"),)))
    made = parsed(to_html(document_of(*blocks), traces))
    ids = made.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert text_of(made.get_element_by_id("t1_")) == "1 Tall"
    assert made.xpath("//nav//a/@href")[0] == "#t1_"


def test_a_number_inside_a_link_leads_where_the_link_does(traces):
    link = Link((Run("52,3", trace="t1"),), "https://example.org")
    made = parsed(to_html(document_of(Paragraph((link,))), traces))
    assert made.xpath("//main/p/a/@href") == ["https://example.org"]
    assert made.xpath("//a//a") == []


def test_numbers_in_lists_and_notes_have_their_traces(traces):
    items = ((Paragraph((Run("1", trace="t1"),)),),)
    table = TableBlock("t", "T", ("A",), ((TableCell("x"),),), notes=((Run("2", trace="t2"),),))
    made = parsed(to_html(document_of(ListBlock(items), table), traces))
    assert made.xpath("//a[@class='number']/@href") == ["#t1", "#t2"]


@pytest.mark.parametrize(
    ("language", "skip"),
    [
        ("nb", "Hopp til innholdet"),
        ("nn", "Hopp til innhaldet"),
        ("en", "Skip to the content"),
    ],
)
def test_the_page_speaks_the_documents_language(language, skip, traces):
    made = parsed(to_html(sample(b"", language=language), traces))
    assert made.get("lang") == language
    assert text_of(made.xpath("//a")[0]) == skip


def test_three_hundred_numbers_are_light_and_quickly_made(assessed):
    found = assessed("norway-2015")
    traces = Traces(found)
    cells = [TableCell(f"{row.value}", traces.of(row)) for row in found.rows[:300]]
    table = TableBlock("t", "T", ("A",), tuple((cell,) for cell in cells), words=())
    document = document_of(table)
    started = time.process_time()
    written = to_html(document, traces)
    # Well under what it may take, so that a slow machine does not fail.
    assert time.process_time() - started < 2.0
    assert len(written) < 1_000_000
    assert len(parsed(written).xpath("//a[@class='number']")) == 300
