"""Words that one of the formats would act on, were they read as its source: shown as plain text."""

import io
import re
import zipfile

import openpyxl
import pymupdf
import pytest
from documents import HOSTILE
from lxml import html

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.report.appendix.files import appendix_files

# What Markdown does not act on either; the signs that it does are told apart in their own test.
PLAIN = '=HYPERLINK("https://example.org") #panic("x") <script>alert(1)</script> { TOC } Ω æøå 🚗'
LONG = " ".join(["Et svært langt navn på et tilfelle"] * 12) + " og " + "x" * 90
CHANGES = {
    "title": {"en": PLAIN, "nb": PLAIN},
    "source": HOSTILE,
    "cases/policy/title": {"en": PLAIN, "nb": f"{PLAIN} {LONG}"},
    "cases/reference/title": {"en": "-1+1", "nb": "@SUM(A1)"},
    "rules/quota/title": {"en": "=1+1", "nb": "=1+1"},
    "names": {"freight, depots, stations": {"en": "=A1", "nb": "=A1 {{x}} \\textbf"}},
    "text": {"problem": {"nb": f"{PLAIN}\n\n{{ PAGE }} #set page() \\& `=1+1`", "en": PLAIN}},
    "unpriced_effects": {
        "x": {"title": {"en": "=1+1", "nb": "=1+1"}, "cases": {"policy": "+"}, "source": HOSTILE}
    },
}


@pytest.fixture(scope="module")
def files(variant):
    return appendix_files(assess(load_scenario(variant("norway-2015", CHANGES))), "nb")


def squeezed(text):
    return re.sub(r"[\s\u200b]+", "", text)


def test_word_has_no_field_but_its_own(files):
    with zipfile.ZipFile(io.BytesIO(files["report.docx"])) as package:
        text = package.read("word/document.xml").decode()
        others = b"".join(package.read(name) for name in package.namelist()).decode(
            "utf-8", "replace"
        )
    kinds = {one.split()[0] for one in re.findall(r"<w:instrText[^>]*>\s*([^<]+)<", text)}
    assert kinds <= {"TOC", "SEQ", "REF", "PAGEREF", "PAGE", "NUMPAGES"}
    assert "w:fldSimple" not in re.sub(r"&lt;[^<]*", "", text)
    said = squeezed("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", text)))
    assert squeezed("#panic(&quot;x&quot;)") in said or squeezed('#panic("x")') in said
    assert "attachedTemplate" not in others


def test_the_page_has_no_script_but_its_own(files):
    page = html.fromstring(files["report.html"].decode())
    assert not any("alert(1)" in (one.text or "") for one in page.iter("script"))
    assert page.xpath("//h1")[0].text_content() == PLAIN
    assert not page.xpath("//*[@onclick or @onload or @onerror]")
    links = page.xpath("//a/@href")
    assert all(one.startswith(("#", "https://", "http://", "mailto:")) for one in links)


def test_the_pdf_shows_them_as_they_are(files):
    said = "".join(page.get_text() for page in pymupdf.open(stream=files["report.pdf"]))
    for words in (
        '#panic("x")',
        "<script>alert(1)</script>",
        "#set page()",
        "{ PAGE }",
        "\\textbf",
    ):
        assert squeezed(words) in squeezed(said), words


def test_the_workbook_has_no_formula_but_sums(files):
    book = openpyxl.load_workbook(io.BytesIO(files["report.xlsx"]))
    formulas = [
        cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    assert all(
        re.fullmatch(r"=SUM\([A-Z]+\d+:[A-Z]+\d+(,[A-Z]+\d+:[A-Z]+\d+)*\)", one) for one in formulas
    )
    values = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert PLAIN in values


def test_charts_hold_long_names_and_emoji(files):
    svg = files["chart-cost.svg"].decode()
    assert "<script" not in svg
    assert files["chart-blend.pdf"].startswith(b"%PDF")
