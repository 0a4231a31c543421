"""The appendix read back from Word, PDF, HTML and the workbook: text, numbers and structure."""

import csv
import io
import re

import docx
import openpyxl
import pymupdf
import pytest
from docx.oxml.ns import qn
from lxml import html

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.report.appendix.files import appendix_files
from biofuel_mandate.report.document.tree import (
    Heading,
    Paragraph,
    TableBlock,
    every_block,
    plain,
)
from biofuel_mandate.report.numbers import rounded

LANGUAGES = ("nb", "en", "nn")
BREAKS = dict.fromkeys(map(ord, "\u200b\u00ad"))


@pytest.fixture(scope="module")
def files(assessed):
    found = {}

    def made(language):
        if language not in found:
            found[language] = appendix_files(assessed("norway-2015"), language)
        return found[language]

    return made


def squeezed(text):
    """Return a text without the breaks and spaces that a layout adds or changes."""
    return re.sub(r"\s+", "", text.translate(BREAKS))


def word_tables(content):
    body = docx.Document(io.BytesIO(content)).element.body
    return [
        [
            [
                "".join(text.text or "" for text in cell.iter(qn("w:t"))).translate(BREAKS)
                for cell in row.iter(qn("w:tc"))
            ]
            for row in table.iter(qn("w:tr"))
        ]
        for table in body.iter(qn("w:tbl"))
    ]


def page_tables(content):
    return [
        [
            [cell.text_content().translate(BREAKS).strip() for cell in row.xpath("./th|./td")]
            for row in table.xpath(".//tr")
        ]
        for table in html.fromstring(content.decode()).xpath("//main//table")
    ]


def result(files, language, **about):
    """Return one number of results.csv."""
    about = {"case": "policy", "grade": "", "pool": "", "detail": "", "rule": "", **about}
    rows = csv.DictReader(io.StringIO(files(language)["results.csv"].decode()))
    (found,) = [row for row in rows if all(row[key] == part for key, part in about.items())]
    return float(found["value"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "read"), [("report.docx", word_tables), ("report.html", page_tables)]
)
def test_tables_hold_the_numbers_of_the_results(files, language, name, read):
    tables = read(files(language)[name])
    decimal = "." if language == "en" else ","
    total = {"component": "biofuel"}
    asked = [
        ("52", {"variable": "extra_volume", "component": "ethanol", "pool": "petrol"}, 1, 1),
        ("86", {"variable": "extra_volume", **total}, 1, 1),
        ("162", {"variable": "direct_co2_reduction", **total}, 0, 1),
        ("65", {"variable": "life_cycle_reduction", "detail": "saving 35 %", **total}, 0, 1),
        ("298", {"variable": "cost", "detail": "abatement cost", **total}, 1, 1),
        ("1840", {"variable": "cost_per_tonne", "detail": "direct, abatement cost", **total}, 0, 1),
    ]
    cells = [cell for table in tables for row in table for cell in row]
    for _, about, decimals, scale in asked:
        shown = f"{rounded(result(files, language, **about) * scale, decimals):,f}"
        thousands = "," if language == "en" else "\u202f"
        said = shown.replace(",", "\0").replace(".", decimal).replace("\0", thousands)
        assert said in cells, about


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_has_the_same_tables(files, appendix, language):
    blocks = [
        one for one in appendix("norway-2015", language).blocks if isinstance(one, TableBlock)
    ]
    expected = [
        [list(block.columns), *([cell.text for cell in row] for row in block.rows)]
        for block in blocks
    ]
    found = {"docx": word_tables, "html": page_tables}
    for name, read in found.items():
        tables = read(files(language)[f"report.{name}"])
        tables = [table for table in tables if len(table) > 1 or len(table[0]) > 1]
        assert len(tables) == len(expected), name
        for table, block, rows in zip(tables, blocks, expected, strict=True):
            for at, (line, row) in enumerate(zip(table, rows, strict=True)):
                # What heads a group stands in one cell over all columns.
                cells = 1 if at - 1 in block.groups else len(row)
                said, asked = (list(map(squeezed, one[:cells])) for one in (line, row))
                assert said == asked, block.caption
                assert len(line) in (cells, len(row))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_reads_in_the_order_of_the_document(files, appendix, language):
    pages = pymupdf.open(stream=files(language)["report.pdf"])
    said = squeezed("".join(page.get_text() for page in pages))
    at = 0
    for block in every_block(appendix("norway-2015", language).blocks):
        if isinstance(block, Heading) and block.level == 1:
            found = said.find(squeezed(block.said), at)
            assert found >= 0, block.said
            at = found
        if isinstance(block, TableBlock):
            assert squeezed(f"{block.label}") in said
            for row in block.rows:
                for cell in row:
                    assert squeezed(cell.text) in said or len(cell.text) > 20, cell.text
        if isinstance(block, Paragraph) and block.kind in ("lead", "missing"):
            words = squeezed(plain(block.words))[:40]
            assert words in said, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_structure_of_word_and_page_is_that_of_the_document(files, appendix, assessed, language):
    document = appendix("norway-2015", language)
    headings = [one.said for one in document.blocks if isinstance(one, Heading)]
    word = docx.Document(io.BytesIO(files(language)["report.docx"]))
    styled = [p.text for p in word.paragraphs if (p.style.name or "").startswith("Heading")]
    assert [one.translate(BREAKS) for one in styled if one in headings] == headings
    page = html.fromstring(files(language)["report.html"].decode())
    assert page.get("lang") == language
    alts = page.xpath("//main//figure//*[local-name()='desc']/text()")
    pictures = [element.get("descr") for element in word.element.body.iter(qn("wp:docPr"))]
    assert len(alts) == len(pictures) == 6
    assert [squeezed(one) for one in alts] == [squeezed(one) for one in pictures]
    heads = list(word.element.body.iter(qn("w:tblHeader")))
    assert len(heads) >= len([one for one in document.blocks if isinstance(one, TableBlock)])


def test_the_workbook_has_the_tables_of_the_appendix(files):
    book = openpyxl.load_workbook(io.BytesIO(files("nb")["report.xlsx"]), data_only=True)
    assert {"Alternativer", "Omsatt og medregnet", "Publiserte tall", "Verdier"} <= set(
        book.sheetnames
    )
    rows = list(book["Alternativer"].values)
    (found,) = [row for row in rows if row[0] == "Endring i biodrivstoff"]
    expected = result(files, "nb", variable="extra_volume", component="biofuel")
    assert found[4] == pytest.approx(expected, rel=1e-9)


def test_the_set_is_whole(files):
    names = set(files("nb"))
    documents = {"report.docx", "report.pdf", "report.html", "report.xlsx"}
    charts = {name for name in names if name.startswith("chart-")}
    assert documents | {"results.csv", "provenance.json"} | charts == names
    assert len(charts) == 18


def test_the_same_input_gives_the_same_bytes(files, assessed):
    again = appendix_files(assess(load_scenario("scenarios/norway-2015.yaml")), "nb")
    assert {name for name in again if again[name] != files("nb")[name]} == set()


def test_figures_stand_where_their_tables_do(files, assessed):
    figures = list(html.fromstring(files("nb")["report.html"].decode()).xpath("//main//figcaption"))
    assert figures[0].text_content().startswith("Figur 1")
