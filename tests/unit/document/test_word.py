"""Word documents, read back: text, styles, fields, tables, pictures and properties."""

import io
import re
import zipfile
from datetime import date, datetime

import docx
import pytest
from documents import HOSTILE, LABELS, OWN, SVG, sample
from docx.oxml.ns import qn
from lxml import etree

from biofuel_mandate.report.document.numbering import numbered
from biofuel_mandate.report.document.tree import (
    CodeBlock,
    Document,
    Figure,
    Heading,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Reference,
    Run,
    TableBlock,
    TableCell,
)
from biofuel_mandate.report.document.word import to_word
from biofuel_mandate.report.document.word.words import address
from biofuel_mandate.report.render import to_png
from biofuel_mandate.report.zipped import zipped

A4_MM = (210, 297)


@pytest.fixture(scope="module")
def png():
    return to_png(SVG, 60)


@pytest.fixture(scope="module")
def made(png):
    return to_word(sample(png))


@pytest.fixture(scope="module")
def word(made):
    return opened(made)


def opened(content):
    return docx.Document(io.BytesIO(content))


def of(*blocks, **changes):
    """Return a document of some blocks, read back."""
    about = {"title": "T", "subtitle": "", "language": "nb", "day": date(2015, 2, 2)}
    about |= {"author": "", "stamp": "stempel", "blocks": blocks, "own": OWN, **changes}
    return opened(to_word(numbered(Document(**about), LABELS)))


def words(*texts, **how):
    return Paragraph(tuple(Run(text) for text in texts), **how)


def styled(word, style):
    return [one for one in word.paragraphs if one.style.name == style]


def texts(word, style):
    return [one.text for one in styled(word, style)]


def root(word):
    return word.element.body


def every(element, tag):
    return list(element.iter(qn(tag)))


def fields(element):
    return [one.text.strip() for one in every(element, "w:instrText")]


def part(content, name):
    return zipfile.ZipFile(io.BytesIO(content)).read(name)


def alone(columns, rows, **how):
    cells = tuple(tuple(TableCell(text) for text in row) for row in rows)
    return TableBlock("table-alone", "Alene", columns, cells, **how)


def test_title_and_headings_have_the_styles_of_word(word):
    assert texts(word, "Title") == ["Omsetningskrav for veitrafikk fra 3,5 til 5,5 %"]
    assert texts(word, "Subtitle") == ["Konsekvensutredning"]
    assert texts(word, "Heading 1") == [
        "Sammendrag",
        "1 Hva er problemet, og hva vil vi oppnå?",
        "A Verdier",
    ]
    assert texts(word, "Heading 2") == ["1.1 Flere liter", "A.1 Av biblioteket"]
    assert texts(word, "Heading 3") == ["1.1.1 Nærmere"]


def test_captions_are_counted_by_word_and_say_the_same_before_it_counts(word):
    captions = styled(word, "Caption")
    assert [one.text for one in captions] == [
        "Tabell 1. Liter i året",
        "Figur 1. Liter etter tilfelle",
        "Tabell 2. Verdier",
    ]
    assert [fields(one._p) for one in captions] == [
        ["SEQ Tabell \\* ARABIC"],
        ["SEQ Figur \\* ARABIC"],
        ["SEQ Tabell \\* ARABIC"],
    ]


def test_captions_stand_above_tables_and_below_pictures_and_stay_with_them(word):
    table, figure, _ = styled(word, "Caption")
    assert table._p.getnext().tag == qn("w:tbl")
    assert table._p.pPr.find(qn("w:keepNext")) is not None
    above = figure._p.getprevious()
    assert every(above, "w:drawing")
    assert above.pPr.find(qn("w:keepNext")) is not None


def test_references_are_fields_to_bookmarks_that_are_there(word):
    (text,) = [one for one in texts(word, "Normal") if one.startswith("Se ")]
    assert text.startswith("Se tabell 1, figur 1 og vedlegg A; fet kursiv kode en lenke. ")
    names = {one.get(qn("w:name")) for one in every(root(word), "w:bookmarkStart")}
    referred = [one.split()[1] for one in fields(root(word)) if one.startswith("REF")]
    assert referred == ["_Ref_table_litres", "_Ref_figure_litres"]
    linked = {one.get(qn("w:anchor")) for one in every(root(word), "w:hyperlink")} - {None}
    assert names >= {*referred, *linked}


def test_the_bookmark_of_a_table_holds_its_number_which_suits_any_place_in_a_sentence(word):
    held, inside = "", False
    for one in styled(word, "Caption")[0]._p:
        inside = (inside or one.tag == qn("w:bookmarkStart")) and one.tag != qn("w:bookmarkEnd")
        held += "".join(text.text for text in every(one, "w:t")) if inside else ""
    assert held == "1"
    (text,) = [one for one in word.paragraphs if one.text.startswith("Se ")]
    linked = [(one.fragment, one.text) for one in text.hyperlinks if one.fragment]
    assert linked == [
        ("_Ref_table_litres", "tabell 1"),
        ("_Ref_figure_litres", "figur 1"),
        ("_Ref_values", "vedlegg A"),
    ]


def test_names_and_ids_are_used_once(png):
    same = [Heading(1, "a", f"{'lang-' * 12}{at}") for at in range(3)]
    word = of(*same, Heading(1, "b", "x-y"), Heading(1, "c", "x_y"), Heading(1, "d", "X.Y"))
    names = [one.get(qn("w:name")) for one in every(root(word), "w:bookmarkStart")]
    assert len({name.lower() for name in names}) == len(names) == 6
    assert all(re.fullmatch(r"_Ref_\w{1,35}", name, re.ASCII) for name in names)
    ids = [one.get(qn("w:id")) for one in every(root(word), "w:bookmarkStart")]
    assert len(set(ids)) == 6
    figures = [Figure(f"f{at}", "b", SVG, png, "alt", 16.0, 8.0) for at in range(3)]
    ids = [one.get("id") for one in every(root(of(*figures)), "wp:docPr")]
    assert len(set(ids)) == 3


def test_contents_is_a_field_whose_entries_lead_to_their_headings(word):
    (control,) = every(root(word), "w:sdt")
    assert fields(control) == ['TOC \\o "1-2" \\n \\h \\z']
    entries = [
        (one.pPr.pStyle.get(qn("w:val")), "".join(text.text for text in every(one, "w:t")))
        for one in every(control, "w:p")
    ]
    assert entries == [
        ("TOCHeading", "Innhold"),
        ("TOC1", "Sammendrag"),
        ("TOC1", "1 Hva er problemet, og hva vil vi oppnå?"),
        ("TOC2", "1.1 Flere liter"),
        ("TOC1", "A Verdier"),
        ("TOC2", "A.1 Av biblioteket"),
    ]
    assert len(every(control, "w:hyperlink")) == 5


def test_every_field_is_closed_in_its_turn(word):
    depth = 0
    for one in every(root(word), "w:fldChar"):
        depth += {"begin": 1, "separate": 0, "end": -1}[one.get(qn("w:fldCharType"))]
        assert depth >= 0
    assert depth == 0


def test_word_is_not_asked_to_update_anything(made):
    for name in zipfile.ZipFile(io.BytesIO(made)).namelist():
        assert b"updateFields" not in part(made, name)
        assert b"dirty" not in part(made, name)


def test_a_document_without_headings_has_no_contents():
    word = of(words("bare ord"))
    assert not every(root(word), "w:sdt")
    assert [one.text for one in word.paragraphs] == ["T", "bare ord"]


def test_annexes_and_what_follows_the_contents_start_a_page(word):
    starting = [one.text for one in word.paragraphs if one.paragraph_format.page_break_before]
    assert starting == ["Sammendrag", "A Verdier"]


def test_headings_of_tables_repeat_and_rows_stay_whole(word):
    for table in word.tables:
        first, *rest = every(table._tbl, "w:tr")
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:tblHeader")) is None for row in rest)
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in (first, *rest))


def test_a_row_with_very_much_text_may_split():
    long = alone(("A", "B"), [("ord " * 2000, "1"), ("b", "2")])
    _, first, second = every(root(of(long)), "w:tr")
    assert first.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None
    assert second.trPr.find(qn("w:cantSplit")) is not None


def test_a_table_says_what_its_cells_say(word):
    rows = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert rows == [
        ["Drivstoff", "Ekstra, Ml", "Ekstra, TJ", "Merknad"],
        ["etanol", "52,3", "1\u202f106", ""],
        [HOSTILE, "−34,4", "mangler", "x"],
        ["sum", "86,7", "2\u202f241", ""],
    ]
    assert texts(word, "Report Note")[0] == "Radene er avrundet hver for seg og summerer til 86,6."


def test_numbers_stand_to_the_right_and_words_to_the_left(word):
    styles = [cell.paragraphs[0].style.name for cell in word.tables[0].rows[1].cells]
    assert styles == ["Report Table Text", *["Report Table Number"] * 2, "Report Table Text"]
    assert word.styles["Report Table Number"].element.pPr.jc.get(qn("w:val")) == "right"


def test_sums_are_bold_under_a_line(word):
    *_, above, total = word.tables[0].rows
    assert all(run.bold for cell in total.cells for run in cell.paragraphs[0].runs)
    assert all(len(every(cell._tc, "w:tcBorders")) == 1 for cell in total.cells)
    assert not every(above._tr, "w:tcBorders")
    assert not any(run.bold for run in above.cells[0].paragraphs[0].runs)


def test_the_head_of_a_group_of_rows_stands_across_them_all_and_stays_with_them():
    head = "Virkninger som er satt en pris på, i millioner kroner"
    rows = [("a", "1"), (head, ""), ("b", "2")]
    word = of(alone(("Virkning", "Tall"), [*rows, *[("c", "3")] * 20], groups=(1,)))
    row = word.tables[0].rows[2]
    assert len(every(row._tr, "w:tc")) == 1
    assert row.cells[0].grid_span == 2
    assert row.cells[0].text == head
    assert row.cells[0].paragraphs[0].runs[0].bold
    assert row.cells[0].paragraphs[0].paragraph_format.keep_with_next
    assert not word.tables[0].rows[3].cells[0].paragraphs[0].paragraph_format.keep_with_next


def test_a_missing_value_looks_otherwise(word):
    (run,) = word.tables[0].rows[2].cells[2].paragraphs[0].runs
    assert run.italic
    assert str(run.font.color.rgb) == "5A646D"


def test_names_may_break_at_their_marks(word):
    assert (
        word.tables[1].rows[1].cells[0].text == "norway-2015-reconstruction/\u200bfame.\u200blhv_0"
    )


def test_a_table_fits_the_text_and_tells_what_it_is(word):
    for table, caption in zip(
        word.tables, ("Tabell 1 Liter i året", "Tabell 2 Verdier"), strict=True
    ):
        about = table._tbl.tblPr
        widths = [int(one.get(qn("w:w"))) for one in every(table._tbl, "w:gridCol")]
        assert sum(widths) <= 9072
        assert int(about.find(qn("w:tblW")).get(qn("w:w"))) == sum(widths)
        assert about.find(qn("w:tblCaption")).get(qn("w:val")) == caption
        assert about.find(qn("w:tblDescription")).get(qn("w:val")) == caption


def test_many_columns_get_smaller_type():
    numbers = [f"{at}\u202f000\u202f000" for at in range(9)]
    word = of(alone(("Drivstoff", *numbers), [("etanol", *numbers)]))
    used = {one.style.name for row in word.tables[0].rows for one in row.cells[1].paragraphs}
    assert used == {"Report Table Number Small"}


def test_more_columns_than_fit_are_put_below_each_other_beside_the_names_of_the_rows():
    columns = tuple(f"Utslippsreduksjon {year}" for year in range(2010, 2024))
    rows = [(name, *(f"{at},5" for at in range(14))) for name in ("etanol", "sum")]
    word = of(alone(("Drivstoff", *columns), rows, sums=(1,)), words("etter"))
    headings = [[cell.text for cell in table.rows[0].cells] for table in word.tables]
    assert len(headings) > 1
    assert all(row[0] == "Drivstoff" for row in headings)
    assert tuple(text for row in headings for text in row[1:]) == columns
    assert all(table.rows[2].cells[0].text == "sum" for table in word.tables)
    for table in word.tables:
        assert sum(int(one.get(qn("w:w"))) for one in every(table._tbl, "w:gridCol")) <= 9072
        # Word makes one table of two that have nothing between them.
        assert table._tbl.getnext().tag == qn("w:p")


def test_a_unit_without_a_heading_stays_beside_its_number():
    columns = tuple(text for at in range(12) for text in (f"Utslippsreduksjon {at}", ""))
    rows = [("etanol", *(f"{at},5" if at % 2 else "tonn i året" for at in range(1, 25)))]
    word = of(alone(("Drivstoff", *columns), rows, words=(0, *range(2, 25, 2))))
    headings = [[cell.text for cell in table.rows[0].cells] for table in word.tables]
    assert len(headings) > 1
    assert all(row[1] and not row[-1] for row in headings)


def test_names_of_rows_that_fill_the_page_leave_room_for_numbers():
    long = [f"{at}{'x' * 60}" for at in range(3)]
    word = of(alone(("A", "B", "C", "Tall"), [(*long, "1,5")], words=(0, 1, 2), row_heads=4))
    assert [cell.text for table in word.tables for cell in table.rows[1].cells] == [*long, "1,5"]


def test_a_word_wider_than_the_page_does_not_widen_its_table():
    word = of(alone(("A", "B", "C"), [("x" * 400, "y" * 400, "1")]))
    assert sum(int(one.get(qn("w:w"))) for one in every(root(word), "w:gridCol")) <= 9072


def test_a_table_without_headings_has_no_empty_row_for_them():
    word = of(alone(("", ""), [("liter", "24,1")]))
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows] == [["liter", "24,1"]]


def test_a_document_may_end_in_a_table_and_a_table_may_have_no_rows():
    word = of(alone(("A", "B"), []))
    assert len(word.tables[0].rows) == 1
    assert [one.tag for one in root(word)][-2:] == [qn("w:p"), qn("w:sectPr")]


def test_pictures_are_told_in_words_and_fit_the_text(word, png):
    (about,) = every(root(word), "wp:docPr")
    assert (about.get("descr"), about.get("title")) == ("To søyler.", "Liter etter tilfelle")
    (shape,) = word.inline_shapes
    assert (round(shape.width.mm), round(shape.height.mm)) == (160, 80)
    (wide,) = of(Figure("f", "b", SVG, png, "alt", 320.0, 80.0)).inline_shapes
    assert (round(wide.width.mm), round(wide.height.mm)) == (160, 40)
    (high,) = of(Figure("f", "b", SVG, png, "alt", 100.0, 1000.0)).inline_shapes
    assert high.height.mm < 297 - 50 - 20
    assert high.width.mm == pytest.approx(high.height.mm / 10, rel=1e-3)


def test_kinds_of_paragraphs_have_styles_of_their_own(word):
    assert texts(word, "Report Lead") == ["Det blir 86,7 millioner liter."]
    assert texts(word, "Report Source") == ["Kilde: Miljødirektoratet."]
    assert texts(word, "Report Note")[-1] == "Utslipp nevnes."


def test_what_is_yet_to_be_written_says_so_and_can_be_found_by_its_style(word):
    (missing,) = styled(word, "Report Missing")
    assert missing.text == "Mangler: Her mangler teksten."
    assert missing.runs[0].bold
    shade = word.styles["Report Missing"].element.pPr.find(qn("w:shd"))
    assert shade.get(qn("w:fill")) == "FFF2CC"


def test_a_warning_starts_bold():
    (warning,) = styled(of(words("Kravet brytes. Les mer.", kind="warning")), "Report Warning")
    assert [(run.text, run.bold) for run in warning.runs] == [
        ("Kravet brytes.", True),
        (" Les mer.", None),
    ]


def test_looks_of_words_are_those_of_word(word):
    (paragraph,) = [one for one in word.paragraphs if one.text.startswith("Se ")]
    looks = {run.text: run for run in paragraph.runs}
    assert looks["fet"].bold
    assert looks["kursiv"].italic
    assert looks["kode"].style.name == "Report Code Text"
    (link,) = [one for one in paragraph.hyperlinks if one.url]
    assert (link.text, link.url) == ("en lenke", "https://example.org/?a=1&b=2")


def test_an_address_that_word_would_not_open_stays_words():
    link = Paragraph((Link((Run("her"),), "https://[x"), Link((Run(" og der"),), "https://a.no/ø")))
    paragraph = of(link).paragraphs[-1]
    assert paragraph.text == "her og der"
    assert [one.url for one in paragraph.hyperlinks] == ["https://a.no/%C3%B8"]


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("mailto:post@example.org", "mailto:post@example.org"),
        ("https://blåbær.no", "https://xn--blbr-roah.no"),
        ("https://example.org:8080/100%", "https://example.org:8080/100%25"),
        ("https://example.org/a[1]", "https://example.org/a%5B1%5D"),
        ("https://user:word@example.org/", ""),
        ("mailto:", ""),
        ("file:///etc/passwd", ""),
        ("https://example.org/" + "a" * 2000, ""),
    ],
)
def test_addresses_are_written_as_word_takes_them(url, written):
    assert address(url) == written


def lists(word):
    """Return style, list and level of each item; of a list, None where its style brings it."""
    found = []
    for one in word.paragraphs:
        if one.style.name.startswith("List"):
            given = one._p.pPr.numPr
            of_list = None if given is None else (given.numId.val, given.ilvl.val)
            found.append((one.text, one.style.name, of_list))
    return found


def start_of(word, number):
    num = word.part.numbering_part.element.num_having_numId(number)
    return num.find(f".//{qn('w:startOverride')}").get(qn("w:val"))


def test_lists_are_those_of_word(word):
    number = lists(word)[-1][2][0]
    assert lists(word) == [
        ("ett", "List Bullet", None),
        ("under", "List Bullet 2", None),
        ("to", "List Bullet", None),
        ("mer om to", "List Continue", None),
        ("tre", "List Number", (number, 0)),
        ("fire", "List Number", (number, 0)),
    ]
    assert start_of(word, number) == "3"
    assert word.styles["List Bullet"].element.pPr.numPr is not None


def test_each_ordered_list_starts_anew():
    one = ListBlock(((words("a"),), (words("b"),)), True)
    word = of(one, words("mellom"), one, ListBlock(((words("c"), one),), True, 0))
    (first, _, second, _, third, inner, _) = [found[2] for found in lists(word)]
    assert len({first, second, third, inner}) == 4
    assert [start_of(word, found[0]) for found in (first, second, third, inner)] == list("1101")
    assert [found[1] for found in (first, second, third, inner)] == [0, 0, 0, 1]


def test_an_item_may_hold_anything():
    item = (CodeBlock("kode"), Quote((words("sitat"),)), words("obs", kind="warning"))
    word = of(ListBlock((item, ())))
    assert [(one.style.name, one.text) for one in word.paragraphs[1:]] == [
        ("List Bullet", ""),
        ("Report Code", "kode"),
        ("Quote", "sitat"),
        ("Report Warning", "obs"),
        ("List Bullet", ""),
    ]


def test_lists_deeper_than_the_styles_of_word_go_on_at_the_deepest():
    inner = ListBlock(((words("7"),),))
    for depth in range(6, 0, -1):
        inner = ListBlock(((words(str(depth)), inner),))
    names = [found[1] for found in lists(of(inner))]
    assert names == ["List Bullet", *(f"List Bullet {at}" for at in (2, 3, 4, 5, 5, 5))]


def test_quotes_within_quotes_and_lists_within_quotes_stand_further_in():
    inner = Quote((words("to"), ListBlock(((words("tre"), words("fire")),))))
    outer, quote, item, more = of(Quote((words("en"), inner))).paragraphs[1:]
    assert (outer.style.name, quote.style.name) == ("Quote", "Quote")
    assert outer.paragraph_format.left_indent is None
    assert quote.paragraph_format.left_indent.twips == 2 * 284
    assert item.paragraph_format.left_indent.twips == 357 + 2 * 284
    assert more.paragraph_format.left_indent == item.paragraph_format.left_indent


def test_code_keeps_its_lines_spaces_and_tabs(word):
    (code,) = texts(word, "Report Code")
    assert code == "title:\n  nb: Omsetningskrav  # " + HOSTILE + "\n\tinnrykk"
    (paragraph,) = styled(word, "Report Code")
    assert (len(every(paragraph._p, "w:br")), len(every(paragraph._p, "w:tab"))) == (2, 1)


def test_hostile_words_are_words_and_no_field_is_theirs(png):
    document = sample(png, title=HOSTILE, subtitle=HOSTILE, author=HOSTILE, stamp=HOSTILE)
    content = to_word(document)
    word = opened(content)
    assert texts(word, "Title") == texts(word, "Subtitle") == [HOSTILE]
    assert word.core_properties.author == word.core_properties.title == HOSTILE[:255]
    ours = re.compile(
        r"SEQ (Tabell|Figur) \\\* ARABIC|REF _Ref_\w+ \\h \\\* MERGEFORMAT"
        r"|TOC \\o \"1-2\" \\n \\h \\z"
    )
    assert all(ours.fullmatch(one) for one in fields(root(word)))
    footer = word.sections[0].footer._element
    assert fields(footer) == ["PAGE", "NUMPAGES"]
    for name in zipfile.ZipFile(io.BytesIO(content)).namelist():
        if name.endswith(".xml"):
            tags = {
                etree.QName(one).localname for one in etree.fromstring(part(content, name)).iter()
            }
            assert not tags & {"fldSimple", "script", "b\u003e"}


def test_what_xml_cannot_hold_is_shown_as_lacking():
    strange = "a\x00b\x1b\ud800\ufffec"
    word = of(words(strange), alone(("A", strange), [(strange, "1")]), title=strange)
    assert texts(word, "Title") == ["a\ufffdb\ufffd\ufffd\ufffdc"]
    assert word.tables[0].rows[1].cells[0].text == "a\ufffdb\ufffd\ufffd\ufffdc"


def test_line_ends_in_titles_and_captions_become_spaces():
    word = of(Heading(1, "a\nb\tc", "h"), alone(("A\nB", "C"), [("d\ne", "1")]), title="x\r\ny")
    assert texts(word, "Title") == ["x y"]
    assert texts(word, "Heading 1") == ["1 a b c"]
    assert word.tables[0].rows[1].cells[0].text == "d\ne"


def test_pages_are_a4_upright_with_margins_of_25_mm(word):
    (section,) = word.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == A4_MM
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert {round(margin.mm) for margin in margins} == {25}


def test_stamp_and_page_stand_at_the_foot(word):
    (paragraph,) = word.sections[0].footer.paragraphs
    assert paragraph.text == "biofuel_mandate 0.1.0. Scenario abc, bibliotek def.\tSide 1 av 1"
    assert fields(paragraph._p) == ["PAGE", "NUMPAGES"]
    assert paragraph.style.name == "Report Stamp"


def test_a_long_stamp_has_a_line_of_its_own():
    (paragraph,) = of(words("x"), stamp="stempel " * 20).sections[0].footer.paragraphs
    assert paragraph.text.split("\n")[1] == "\tSide 1 av 1"


@pytest.mark.parametrize(("language", "said"), [("nb", "nb-NO"), ("nn", "nn-NO"), ("en", "en-GB")])
def test_the_language_is_said_in_styles_and_properties(language, said):
    word = of(words("x"), language=language)
    assert {one.get(qn("w:val")) for one in every(word.styles.element, "w:lang")} == {said}
    assert word.core_properties.language == said
    assert word.settings.element.find(qn("w:themeFontLang")).get(qn("w:val")) == said


def test_properties_tell_of_the_document_and_of_no_other(word):
    about = word.core_properties
    assert about.title == "Omsetningskrav for veitrafikk fra 3,5 til 5,5 %"
    assert (about.subject, about.author) == ("Konsekvensutredning", "biofuel_mandate")
    assert about.created.replace(tzinfo=None) == datetime(2015, 2, 2)
    assert about.modified == about.created
    assert about.revision == 1
    assert (about.last_modified_by, about.comments, about.keywords) == ("", "", "")
    assert of(words("x"), author="Miljødirektoratet").core_properties.author == "Miljødirektoratet"


def test_the_same_document_gives_the_same_bytes(png, made):
    assert to_word(sample(png)) == made
    dates = {one.date_time for one in zipfile.ZipFile(io.BytesIO(made)).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_a_zip_file_has_its_parts_in_order_and_tells_no_system():
    infos = zipfile.ZipFile(io.BytesIO(zipped({"b.txt": b"b", "a/b.txt": b""}))).infolist()
    assert [(one.filename, one.create_system) for one in infos] == [("b.txt", 0), ("a/b.txt", 0)]


# The order of the standard, of those that are used.
ORDER = {
    "pPr": """pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs suppressAutoHyphens
        spacing ind jc outlineLvl""",
    "rPr": "rStyle rFonts b bCs i iCs noProof color sz szCs u lang",
    "tblPr": """tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption
        tblDescription""",
    "tcPr": "tcW gridSpan tcBorders shd vAlign",
    "trPr": "cantSplit tblHeader",
    "sectPr": "footerReference pgSz pgMar",
    "style": """name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr
        tblStylePr""",
    "lvl": "start numFmt pStyle lvlText lvlJc pPr",
    "numbering": "abstractNum num",
}
PARTS = ("document", "styles", "footer1", "numbering")


@pytest.mark.parametrize("name", PARTS)
def test_elements_stand_in_the_order_that_word_wants(made, name):
    checked = 0
    for one in etree.fromstring(part(made, f"word/{name}.xml")).iter():
        local = etree.QName(one).localname
        if local in ORDER:
            order = ORDER[local].split()
            places = [order.index(etree.QName(child).localname) for child in one]
            assert places == sorted(places)
            checked += 1
    assert checked


def test_a_reference_that_says_something_else_is_a_link_and_not_a_field(png):
    document = sample(png)
    blocks = (*document.blocks, Paragraph((Reference("table-litres", "tabellen over"),)))
    changed = Document(**{**document.__dict__, "blocks": blocks})
    word = opened(to_word(changed))
    last = word.paragraphs[-1]
    assert (last.text, fields(last._p)) == ("tabellen over", [])
