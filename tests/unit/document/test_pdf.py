"""Documents as PDF: the standards, the tags, and that words stay words."""

import hashlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import outloud
import pikepdf
import pypdf
import pytest
from documents import HOSTILE, OWN, SVG, sample

from biofuel_mandate.errors import ReportError
from biofuel_mandate.report.document.pdf import to_pdf
from biofuel_mandate.report.document.pdf.columns import MEASURE, columns_of
from biofuel_mandate.report.document.pdf.rowheads import with_row_heads
from biofuel_mandate.report.document.tree import (
    CodeBlock,
    Figure,
    Heading,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    TableBlock,
    TableCell,
)

FIRST = Heading(1, "Først", "first")


def paragraph(text, kind="", **look):
    return Paragraph((Run(text, **look),), kind)


def made(*blocks, **changes):
    return to_pdf(sample(b"", blocks=(FIRST, *blocks), **changes))


def pages(pdf):
    """Return what is read of each page, in reading order, each with its words in one line."""
    found = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return [" ".join(text.split()) for text in found]


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def tags(pdf, *kinds):
    """Return the structure elements of some kinds, in document order."""

    def each(kid):
        for one in kid if isinstance(kid, pikepdf.Array) else [kid]:
            if isinstance(one, pikepdf.Dictionary):
                if "/S" in one and str(one.S)[1:] in kinds:
                    yield one
                if "/K" in one:
                    yield from each(one.K)

    return list(each(pdf.Root.StructTreeRoot.K))


def scope(cell):
    """Return what a heading of a table is the heading of; blank of other cells."""
    return next((str(one.Scope) for one in cell.get("/A", []) if "/Scope" in one), "")


@pytest.fixture(scope="module")
def pdf():
    return to_pdf(sample(b""))


@pytest.fixture(scope="module")
def inside(pdf):
    """Return the sample with what is in it."""
    with opened(pdf) as found:
        yield found


# The standards -----------------------------------------------------------------------------


def test_it_says_that_it_is_for_archives_and_for_every_reader(inside):
    said = inside.open_metadata()
    assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("2", "A")
    assert said["pdfuaid:part"] == "1"
    assert inside.pdf_version == "1.7"
    (intent,) = inside.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.read_bytes()


def test_it_tells_title_language_author_and_day():
    with opened(made(author="Ørjan & <b>")) as found:
        assert found.Root.ViewerPreferences.DisplayDocTitle
        assert found.Root.MarkInfo.Marked
        assert found.Root.Lang == "nb"
        assert found.docinfo.Title == "Omsetningskrav for veitrafikk fra 3,5 til 5,5 %"
        assert found.docinfo.Author == "Ørjan & <b>"
        assert str(found.docinfo.CreationDate).startswith("D:20150202")
    with opened(made()) as found:
        assert "/Author" not in found.docinfo


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_each_language_is_told(language):
    with opened(made(language=language)) as found:
        assert str(found.Root.Lang).startswith(language)


def test_every_font_is_inside(inside):
    fonts = {}
    for page in inside.pages:
        for font in page.Resources.get("/Font", {}).values():
            about = font.DescendantFonts[0].FontDescriptor
            fonts[str(about.FontName).split("+")[1]] = about
    assert set(fonts) == {
        "SourceSansPro-Regular",
        "SourceSansPro-Semibold",
        "SourceSansPro-It",
        "SourceCodePro-Regular",
    }
    assert all("/FontFile2" in about or "/FontFile3" in about for about in fonts.values())


def test_a_checker_of_accessibility_finds_no_error(pdf, tmp_path):
    path = tmp_path / "sample.pdf"
    path.write_bytes(pdf)
    found = outloud.check(str(path))
    assert found.error is None
    assert [one.rule for one in found.findings if one.severity == "error"] == []
    # All that it warns of is that addresses in hostile text are no links.
    assert {one.rule for one in found.findings} <= {"LNK-010"}


SCRIPT = """
import hashlib
from documents import sample
from biofuel_mandate.report.document.pdf import to_pdf
print(hashlib.sha256(to_pdf(sample(b""))).hexdigest())
"""


def test_the_same_document_gives_the_same_bytes_anywhere(pdf, tmp_path):
    assert to_pdf(sample(b"")) == pdf
    tests = Path(__file__).parents[2]
    where = os.pathsep.join(map(str, (tests, tests.parent)))
    environment = {"PYTHONPATH": where, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    found = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=tmp_path,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == hashlib.sha256(pdf).hexdigest()


# Structure ---------------------------------------------------------------------------------


def test_bookmarks_are_the_headings_with_their_numbers(pdf, inside):
    def titles(outline):
        for one in outline:
            yield from titles(one) if isinstance(one, list) else [one.title]

    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert list(titles(reader.outline)) == [
        "Sammendrag",
        "1 Hva er problemet, og hva vil vi oppnå?",
        "1.1 Flere liter",
        "1.1.1 Nærmere",
        "A Verdier",
        "A.1 Av biblioteket",
    ]
    levels = [str(one.S) for one in tags(inside, "H1", "H2", "H3")]
    assert levels == ["/H1", "/H1", "/H1", "/H2", "/H3", "/H1", "/H2"]


def test_contents_have_two_levels_with_pages_that_hold(pdf):
    first, *rest = pages(pdf)
    for at, page in enumerate(rest, 2):
        for said in ("Sammendrag", "1.1 Flere liter", "A Verdier", "A.1 Av biblioteket"):
            number, _, words = said.rpartition(" ") if said[1:2] in ". " else ("", "", said)
            if said in page:
                assert re.search(rf"{number} ?{words}[ .]* {at}\b", first)
    assert "Nærmere" not in first
    assert first.startswith("Omsetningskrav for veitrafikk fra 3,5 til 5,5 % Konsekvensutredning")
    assert "Innhold" in first


def test_references_lead_to_what_they_name(inside):
    notes = [note for note in inside.pages[1].Annots if note.Subtype == "/Link"]
    named = dict(_named(inside.Root.Names.Dests))
    pages = [page.obj.objgen for page in inside.pages]
    leads = [note.Dest for note in notes if "/Dest" in note]
    places = [to if isinstance(to, pikepdf.Array) else named[str(to)] for to in leads]
    # The table, the figure and the annex.
    assert [pages.index(place[0].objgen) + 1 for place in places] == [2, 3, 4]
    assert [str(note.A.URI) for note in notes if "/A" in note] == ["https://example.org/?a=1&b=2"]
    assert all(note.Contents for page in inside.pages for note in page.get("/Annots", []))


def _named(node):
    """Yield where each name of a tree of names leads."""
    for kid in node.get("/Kids", []):
        yield from _named(kid)
    names = list(node.get("/Names", []))
    for name, leads in zip(names[::2], names[1::2], strict=True):
        yield str(name), leads.D if isinstance(leads, pikepdf.Dictionary) else leads


def test_figures_say_what_they_show(inside):
    (figure,) = tags(inside, "Figure")
    assert figure.Alt == "To søyler."


def rows_of(table):
    """Return the cells of each row of a table, as their tags and what they are headings of."""
    rows = [row for part in table.K if part.S in ("/THead", "/TBody") for row in part.K]
    return [[(str(cell.S), scope(cell)) for cell in row.K] for row in rows]


def test_tables_have_headings_of_columns_and_of_rows(inside):
    litres, values = tags(inside, "Table")
    assert litres.K[0].S == "/Caption"
    head, *rows = rows_of(litres)
    assert head == [("/TH", "/Column")] * 4
    assert rows == [[("/TH", "/Row")] + [("/TD", "")] * 3] * 3
    # With one number in a row, a heading of the row would tell nothing new.
    head, *rows = rows_of(values)
    assert head == [("/TH", "/Column")] * 2
    assert rows == [[("/TD", "")] * 2] * 60


def test_a_pdf_written_in_another_way_keeps_its_tags(pdf):
    stream = io.BytesIO()
    with opened(pdf) as found:
        found.save(stream, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert with_row_heads(stream.getvalue(), [1, 1]) == stream.getvalue()


def test_lists_quotes_code_and_emphasis_are_tagged_as_such(inside):
    counts = {"L": 3, "LI": 5, "BlockQuote": 1, "Code": 2, "Strong": 2, "Em": 1}
    assert {kind: len(tags(inside, kind)) for kind in counts} == counts
    assert inside.Root.StructTreeRoot.RoleMap.Strong == "/Span"


def test_what_is_wrong_with_the_structure_is_an_error():
    with pytest.raises(
        ReportError, match=r"the PDF cannot be made \(.*skipped from heading level 1"
    ):
        made(Heading(3, "Altfor dypt", "deep"))
    with pytest.raises(ReportError, match=r"missing alt text"):
        made(Figure("f", "Figur", SVG, b"", "", 160.0, 80.0))


# Words -------------------------------------------------------------------------------------


def test_all_is_read_in_order(pdf):
    read = " ".join(pages(pdf))
    order = [
        "Omsetningskrav for veitrafikk",
        "Innhold",
        "Det blir 86,7 millioner liter.",
        "Kravet brytes.",
        "1 Hva er problemet, og hva vil vi oppnå?",
        "Mangler: Her mangler teksten.",
        "Se tabell 1, figur 1 og vedlegg A; fet kursiv kode en lenke.",
        "1.1 Flere liter",
        "• ett",
        "– under",
        "• to",
        "mer om to",
        "3. tre",
        "4. fire",
        "Sitert.",
        "Tabell 1 Liter i året",
        "Drivstoff Ekstra, Ml Ekstra, TJ Merknad",
        "etanol 52,3 1 106",
        "sum 86,7 2 241",
        "Radene er avrundet hver for seg og summerer til 86,6.",
        "Kilde: Miljødirektoratet.",
        "Figur 1 Liter etter tilfelle",
        "1.1.1 Nærmere",
        "nb: Omsetningskrav",
        "innrykk",
        "A Verdier",
        "A.1 Av biblioteket",
        "norway-2015-reconstruction/fame.lhv_0 33",
        "norway-2015-reconstruction/fame.lhv_59 33",
        "Utslipp nevnes.",
    ]
    at = 0
    for words in order:
        found = read.find(words, at)
        assert found >= 0, words
        at = found


def test_every_page_has_its_stamp_and_number(pdf):
    read = pages(pdf)
    for number, page in enumerate(read, 1):
        assert "biofuel_mandate 0.1.0. Scenario abc, bibliotek def." in page
        assert f"Side {number} av {len(read)}" in page


def test_hostile_words_are_only_words():
    blocks = (
        paragraph(HOSTILE),
        paragraph(HOSTILE, "warning"),
        paragraph(HOSTILE, code=True),
        CodeBlock(HOSTILE),
        ListBlock(((paragraph(HOSTILE),),)),
        Quote((paragraph(HOSTILE),)),
        TableBlock(
            "t", HOSTILE, (HOSTILE,), ((TableCell(HOSTILE, id=True),),), notes=((Run(HOSTILE),),)
        ),
        Heading(2, HOSTILE, "h"),
        Paragraph((Link((Run(HOSTILE),), 'https://example.org/"#panic("x")$'),)),
    )
    changes = dict.fromkeys(("title", "subtitle", "author", "stamp"), HOSTILE)
    pdf = made(*blocks, **changes)
    expected = re.sub(r"\s", "", HOSTILE)
    read = re.sub(r"\s", "", "".join(pages(pdf)))
    assert read.count(expected) == 18
    with opened(pdf) as found:
        assert found.docinfo.Title == HOSTILE
        assert found.docinfo.Author == HOSTILE
        assert not [str(key) for key in found.Root if str(key) in ("/OpenAction", "/AA")]


def test_quotes_dashes_and_spaces_stay_as_they_are_written():
    text = "Det \"er\" 'slik' -- og --- så ... ~ @ref #x $y$ 1/2 -1"
    assert text in " ".join(pages(made(paragraph(text))))


def test_emphasis_that_the_italics_lack_stands_upright():
    pdf = made(paragraph("både αβγ, политика og ord", emphasis=True))
    assert "både αβγ, политика og ord" in " ".join(pages(pdf))


def test_emoji_come_out():
    words = "El 🚗 i Norge 🇳🇴 med 👩\u200d🔬"
    pdf = made(Heading(2, words, "h"), TableBlock("t", words, ("A",), ((TableCell(words),),)))
    assert " ".join(pages(pdf)).count("🚗") == 4  # in the contents too
    assert b"NotoEmoji-Regular" in pdf


def test_a_character_that_no_font_holds_is_named_with_its_place():
    cell = TableBlock("t", "Tall", ("A",), ((TableCell("verdi 中"),),))
    drawn = SVG.replace(b"<rect", b"<text x='1'>a <tspan>&#x56fd;</tspan></text><rect")
    with pytest.raises(ReportError, match="U\\+653F, CJK UNIFIED") as raised:
        made(
            Heading(2, "Om 政", "h"),
            cell,
            Figure("f", "F", drawn, b"", "alt 場", 160.0, 80.0),
            title="策 her",
        )
    assert [fault.path for fault in raised.value.faults] == [
        'title: "策 her"',
        'heading: "1.1 Om 政"',
        'Tabell 1: "verdi 中"',
        'Figur 1: "alt 場"',
        'Figur 1: "a 国"',
    ]


# Tables ------------------------------------------------------------------------------------


def test_a_long_table_repeats_its_headings_and_a_short_one_stays_whole():
    rows = tuple((TableCell(f"rad {at}"), TableCell(str(at))) for at in range(90))
    read = pages(made(TableBlock("t", "Lang", ("Overskrift", "Tall"), rows)))[1:]
    assert len(read) == 2
    assert all("Overskrift Tall" in page for page in read)
    filling = [paragraph("fyll " * 60) for _ in range(13)]
    short = TableBlock("t", "Kort", ("Overskrift", "Tall"), rows[:12], notes=((Run("Merk."),),))
    for page in pages(made(*filling, short)):
        assert ("Kort" in page) == ("rad 0 " in page) == ("rad 11" in page) == ("Merk." in page)


def test_rows_that_head_groups_span_all_columns_and_are_said_again_on_the_next_page(tmp_path):
    def row(*texts):
        return tuple(map(TableCell, texts))

    def group(name, count):
        return (row(name, "", ""), *(row(f"rad {at}", "1", "2") for at in range(count)))

    rows = (*group("Utslipp", 3), *group("Kostnad", 70), *group("Tom", 0))
    grouped = TableBlock("t", "T", ("Navn", "A", "B"), rows, groups=(0, 4, 75))
    pdf = made(grouped)
    first, second = pages(pdf)[1:]
    assert "Utslipp rad 0 1 2" in first
    assert second.startswith("Navn A B Kostnad rad")
    with opened(pdf) as found:
        (table,) = tags(found, "Table")
        read = rows_of(table)
    assert [len(row) for row in read] == [3, 1, 3, 3, 3, 1, *[3] * 70, 1]
    assert read[1] == [("/TD", "")]
    assert read[2] == [("/TH", "/Row"), ("/TD", ""), ("/TD", "")]
    path = tmp_path / "grouped.pdf"
    path.write_bytes(pdf)
    assert outloud.check(str(path)).errors == 0


def test_numbers_are_never_broken():
    number = "−1\u202f234\u202f567,89"
    rows = ((TableCell("et langt navn på et drivstoff som brytes"), *[TableCell(number)] * 8),) * 3
    heads = ("Drivstoff", *["Samfunnsøkonomisk kostnad, mill. kr"] * 8)
    reader = pypdf.PdfReader(io.BytesIO(made(TableBlock("t", "Vid", heads, rows))))
    assert reader.pages[1].extract_text().count(number) == 24


def test_a_table_wider_than_a_page_is_refused():
    row = (TableCell("navn"), *[TableCell("1\u202f234,5")] * 30)
    heads = ("Navn", *["Tall"] * 30)
    with pytest.raises(
        ReportError, match=r"Tabell 1: the table has 31 columns, more than the page"
    ):
        made(TableBlock("t", "Vid", heads, (row,)))


@pytest.mark.parametrize("columns", [1, 2, 5, 9, 14])
def test_columns_fill_the_measure_and_no_more(columns):
    rows = [["ord " * 40, *["1\u202f234"] * (columns - 1)]] * 4
    laid = columns_of(["Hode"] * columns, rows, (0,), (3,), "t")
    assert sum(laid.widths) == pytest.approx(MEASURE, abs=1)
    assert 6 <= laid.size <= 8.5
    assert laid.tallest <= laid.height


def test_a_small_table_keeps_its_own_width():
    laid = columns_of(["A", "B"], [["ord", "1"]], (0,), (), "t")
    assert sum(laid.widths) < 0.3 * MEASURE


def test_what_is_empty_is_nothing():
    blocks = (
        ListBlock(()),
        ListBlock(((),), True),
        Quote(()),
        CodeBlock(""),
        Paragraph(()),
        TableBlock("t", "Tom", ("A", ""), ()),
    )
    assert "Tabell 1 Tom" in pages(made(*blocks))[1]
    assert len(pages(to_pdf(sample(b"", blocks=())))) >= 1


def test_words_longer_than_a_line_stay_on_the_page():
    long = "abcdefghij" * 30
    pdf = made(paragraph(long), paragraph(long, code=True), CodeBlock(long), Heading(2, long, "h"))
    assert "".join(pages(pdf)).replace(" ", "").count(long) == 5  # in the contents too


def test_an_annex_starts_a_page(pdf):
    assert sum(page.startswith("A Verdier") for page in pages(pdf)) == 1


def test_words_that_writers_say_are_those_of_the_document():
    own = OWN.__class__(**{**OWN.__dict__, "contents": "Heile", "page_of": "s. {page}/{pages}"})
    read = pages(made(paragraph("x", "missing"), own=own))
    assert "Heile" in read[0]
    assert "s. 2/2" in read[1]
    assert "Mangler: x" in read[1]
