"""Word documents on a directorate's template: what is kept, lacking and refused."""

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from documents import SVG, sample
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from biofuel_mandate.errors import ReportError
from biofuel_mandate.report.document.tree import ListBlock, Paragraph, Run
from biofuel_mandate.report.document.word import to_word
from biofuel_mandate.report.render import to_png

DOCUMENT, TEMPLATE = b"wordprocessingml.document.main", b"wordprocessingml.template.main"
TYPES, MAIN = "[Content_Types].xml", "word/document.xml"
PINK = RGBColor(0xAA, 0x00, 0x55)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SAVE = "Save it in Word as a Word template (.dotx) or a Word document (.docx)."
REPAIR = "Open it in Word, let Word repair it, and save it again as a Word template (.dotx)."


@pytest.fixture(scope="module")
def document():
    return sample(to_png(SVG, 60))


def saved(word):
    content = io.BytesIO()
    word.save(content)
    return content.getvalue()


def template(change=lambda word: None, *edits, kind=TEMPLATE):
    """Return python-docx's own document, changed, as a .dotx; an edit is a part, what and what."""
    word = docx.Document()
    change(word)
    return edited(saved(word), (TYPES, DOCUMENT, kind), *edits)


def edited(content, *edits, dropped=(), added=None):
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        parts = {name: old.read(name) for name in old.namelist() if name not in dropped}
        for name, what, by in edits:
            assert what in parts[name]
            parts[name] = parts[name].replace(what, by)
        for name, part in {**parts, **(added or {})}.items():
            new.writestr(name, part)
    return made.getvalue()


def opened(content):
    return docx.Document(io.BytesIO(content))


def texts(word, style):
    return [one.text for one in word.paragraphs if one.style.name == style]


def refused(content, name="mal.dotx"):
    with pytest.raises(ReportError, match="template") as caught:
        to_word(sample(b""), content, name)
    return str(caught.value)


def of_the_directorate(word):
    word.styles["Heading 1"].font.color.rgb = PINK
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(30)
    section.header.paragraphs[0].text = "Direktoratet"
    word.add_paragraph("Slett meg", style="Heading 1")


def test_styles_pages_and_headers_of_a_template_stay_and_its_text_goes(document):
    word = opened(to_word(document, template(of_the_directorate), "mal.dotx"))
    assert word.sections[0].header.paragraphs[0].text == "Direktoratet"
    assert word.sections[0].left_margin.mm == pytest.approx(30, abs=0.1)
    assert word.styles["Heading 1"].font.color.rgb == PINK
    assert texts(word, "Heading 1")[0] == "Sammendrag"
    assert "Slett meg" not in "".join(one.text for one in word.paragraphs)
    # 150 mm is what is left for pictures and tables.
    assert round(word.inline_shapes[0].width.mm) == 150
    widths = [int(one.get(qn("w:w"))) for one in word.element.body.iter(qn("w:tblW"))]
    assert max(widths) <= 8504


def test_a_template_and_a_document_serve_alike(document):
    as_template = to_word(document, template(of_the_directorate), "mal.dotx")
    assert to_word(document, template(of_the_directorate, kind=DOCUMENT)) == as_template
    assert TEMPLATE not in zipfile.ZipFile(io.BytesIO(as_template)).read(TYPES)


def test_the_same_template_gives_the_same_bytes(document):
    content = template(of_the_directorate)
    assert to_word(document, content) == to_word(document, content)


def test_nothing_is_left_of_the_properties_of_a_template(document):
    word = opened(to_word(document, template()))
    about = word.core_properties
    assert (about.last_modified_by, about.comments, about.keywords) == ("", "", "")
    assert about.author == "biofuel_mandate"
    names = zipfile.ZipFile(io.BytesIO(to_word(document, template()))).namelist()
    assert not [name for name in names if "thumbnail" in name or "stylesWithEffects" in name]


def test_styles_are_known_by_name_whatever_their_ids(document):
    ids = [(b'"Heading1"', b'"Overskrift1"'), (b'"Caption"', b'"Bildetekst"')]
    ids += [(b'"ListBullet"', b'"Punktliste"')]
    content = template(of_the_directorate)
    for old, new in ids:
        content = edited(content, ("word/styles.xml", old, new))
    word = opened(to_word(document, content))
    assert texts(word, "Heading 1")[0] == "Sammendrag"
    used = {one.get(qn("w:val")) for one in word.element.body.iter(qn("w:pStyle"))}
    assert used >= {"Overskrift1", "Bildetekst", "Punktliste"}
    assert not used & {"Heading1", "Caption", "ListBullet"}


def drop(*names):
    def change(word):
        for name in names:
            element = word.styles[name].element
            element.getparent().remove(element)

    return change


def test_styles_that_a_template_lacks_are_added(document):
    lacking = ("Caption", "List Bullet", "List Number", "Quote", "Title", "Table Grid")
    word = opened(to_word(document, template(drop(*lacking))))
    assert texts(word, "Caption")[0] == "Tabell 1. Liter i året"
    assert texts(word, "List Bullet") == ["ett", "to"]
    bullets = word.styles["List Bullet"].element.pPr.numPr.numId.val
    numbering = word.part.numbering_part.element
    assert numbering.num_having_numId(bullets) is not None
    levels = [one for one in numbering.iter(qn("w:pStyle")) if one.get(qn("w:val")) == "ListBullet"]
    assert len(levels) == 2  # python-docx's own, and that of the style that came
    assert word.styles["Report Missing"].base_style.name == "Normal"


def test_an_added_style_takes_no_id_that_is_taken(document):
    edit = ("word/styles.xml", b'w:styleId="Quote"', b'w:styleId="ReportLead"')
    word = opened(to_word(document, template(lambda _: None, edit)))
    ids = [one.get(qn("w:styleId")) for one in word.styles.element.iter(qn("w:style"))]
    assert len(set(ids)) == len(ids)
    assert texts(word, "Report Lead") == ["Det blir 86,7 millioner liter."]


def test_every_style_that_is_used_is_there(document):
    for content in (None, template(drop("Caption", "Heading 2", "Footer"))):
        word = opened(to_word(document, content))
        ids = {one.get(qn("w:styleId")) for one in word.styles.element.iter(qn("w:style"))}
        roots = [word.element.body, word.styles.element, word.sections[0].footer._element]
        tags = ("w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next", "w:link")
        used = {one.get(qn("w:val")) for root in roots for one in root.iter(*map(qn, tags))}
        assert used <= ids


def test_a_template_without_numbering_or_settings_or_styles_gets_them(document):
    content = template()
    rels = zipfile.ZipFile(io.BytesIO(content)).read("word/_rels/document.xml.rels").decode()
    kept = [one for one in rels.split("<Relationship ") if "theme" in one or "?xml" in one]
    only = "<Relationship ".join(kept)
    only = only if only.endswith("</Relationships>") else f"{only}</Relationships>"
    content = edited(content, added={"word/_rels/document.xml.rels": only})
    word = opened(to_word(document, content))
    assert texts(word, "List Bullet") == ["ett", "to"]
    assert word.styles["Heading 1"].font.color.rgb == RGBColor(0x16, 0x40, 0x6B)


def number_headings(word):
    of_style = word.styles["Heading 1"].element.get_or_add_pPr()
    numbering = of_style.get_or_add_numPr()
    numbering.get_or_add_numId().val = 5


def test_headings_that_a_template_numbers_are_not_numbered_twice(document):
    word = opened(to_word(document, template(number_headings)))
    (heading,) = [one for one in word.paragraphs if one.text.startswith("1 Hva")]
    assert heading._p.pPr.numPr.numId.val == 0
    assert heading.paragraph_format.left_indent == 0


def test_lists_of_a_template_keep_their_look_and_still_restart(document):
    listed = ListBlock(((Paragraph((Run("en"),)),),), True)
    twice = replace(document, blocks=(listed, Paragraph((Run("og"),)), listed))
    word = opened(to_word(twice, template()))
    first, _, second = [one for one in word.paragraphs if one.text in ("en", "og")]
    numbering = word.part.numbering_part.element
    shapes = []
    for one in (first, second):
        num = numbering.num_having_numId(one._p.pPr.numPr.numId.val)
        shapes.append(num.abstractNumId.val)
        (override,) = num.iter(qn("w:startOverride"))
        assert override.get(qn("w:val")) == "1"
    of_style = word.styles["List Number"].element.pPr.numPr.numId.val
    assert shapes == [numbering.num_having_numId(of_style).abstractNumId.val] * 2
    assert first._p.pPr.numPr.numId.val != second._p.pPr.numPr.numId.val


def test_a_list_style_without_bullets_gets_ours(document):
    def bare(word):
        of_style = word.styles["List Bullet"].element.pPr
        of_style.remove(of_style.numPr)

    word = opened(to_word(document, template(bare)))
    (item,) = [one for one in word.paragraphs if one.text == "ett"]
    number = item._p.pPr.numPr.numId.val
    assert word.part.numbering_part.element.num_having_numId(number) is not None


def test_ids_of_lists_are_used_once(document):
    numbering = opened(to_word(document, template())).part.numbering_part.element
    for tag, key in (("w:num", "w:numId"), ("w:abstractNum", "w:abstractNumId")):
        ids = [one.get(qn(key)) for one in numbering.iterchildren(qn(tag))]
        assert len(set(ids)) == len(ids)
    order = [one.tag for one in numbering]
    assert order == sorted(order, key=[qn("w:abstractNum"), qn("w:num")].index)


def test_a_footer_that_says_something_stays_alone(document):
    def foot(word):
        word.sections[0].footer.paragraphs[0].text = "Postboks 1"

    footer = opened(to_word(document, template(foot))).sections[0].footer
    assert [one.text for one in footer.paragraphs] == ["Postboks 1"]


def test_an_empty_footer_gets_ours_on_every_kind_of_page(document):
    def pages(word):
        word.sections[0].different_first_page_header_footer = True
        word.sections[0].footer.paragraphs[0].text = "  "
        word.settings.odd_and_even_pages_header_footer = True

    (section,) = opened(to_word(document, template(pages))).sections
    for footer in (section.footer, section.first_page_footer, section.even_page_footer):
        (paragraph,) = footer.paragraphs
        assert paragraph.text.startswith("biofuel_mandate 0.1.0. ")


def test_tab_stops_of_a_footer_do_not_move_ours(document):
    (paragraph,) = opened(to_word(document, template())).sections[0].footer.paragraphs
    stops = {one.get(qn("w:pos")): one.get(qn("w:val")) for one in paragraph._p.iter(qn("w:tab"))}
    stops.pop(None, None)
    assert stops == {"4680": "clear", "9360": "clear", "8640": "right"}


def test_headers_come_from_the_section_before_where_the_last_has_none(document):
    def sections(word):
        word.sections[0].header.paragraphs[0].text = "Fra den første"
        word.add_section().page_width = Mm(200)

    (section,) = opened(to_word(document, template(sections))).sections
    assert section.header.paragraphs[0].text == "Fra den første"
    assert section.page_width.mm == pytest.approx(200, abs=0.1)


def test_columns_of_a_page_are_what_tables_and_pictures_fit(document):
    def columns(word):
        of_page = word.sections[0]._sectPr.find(qn("w:cols"))
        of_page.set(qn("w:num"), "2")

    word = opened(to_word(document, template(columns)))
    assert word.inline_shapes[0].width.twips == pytest.approx((8640 - 720) / 2, abs=2)


def test_the_language_of_a_template_gives_way(document):
    def english(word):
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-US")
        word.styles["Normal"].element.get_or_add_rPr().append(language)

    word = opened(to_word(document, template(english)))
    said = {one.get(qn("w:val")) for one in word.styles.element.iter(qn("w:lang"))}
    assert said - {None} == {"nb-NO"}


def test_nothing_asks_fetches_or_locks_when_the_document_is_opened(document):
    def settings(word):
        relation = word.part._settings_part.relate_to(
            "file:///n:/mal.dotm", f"{RELATIONS}/attachedTemplate", is_external=True
        )
        attached = OxmlElement("w:attachedTemplate")
        attached.set(qn("r:id"), relation)
        locked = OxmlElement("w:documentProtection")
        locked.set(qn("w:edit"), "readOnly")
        asking = OxmlElement("w:updateFields")
        for one in (attached, locked, asking):
            word.settings.element.insert(1, one)

    content = to_word(document, template(settings))
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        of_settings = made.read("word/settings.xml")
        assert "word/_rels/settings.xml.rels" not in made.namelist()
    for name in (b"attachedTemplate", b"documentProtection", b"updateFields"):
        assert name not in of_settings


def test_a_template_with_macros_is_refused():
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    for kind in (b"template.macroEnabledTemplate", b"document.macroEnabled"):
        content = edited(
            template(kind=DOCUMENT),
            (TYPES, main, b"application/vnd.ms-word." + kind + b".main+xml"),
        )
        got = "mal.dotm: the template has macros, or may have them (.dotm, .docm)"
        assert refused(content, "mal.dotm") == f"{got}. {SAVE}"


@pytest.mark.parametrize(
    ("content", "got"),
    [
        (b"", f"the template is not a Word file. {SAVE}"),
        (b"%PDF-1.7", f"the template is not a Word file. {SAVE}"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
            f"the template is in the format of Word before 2007. {SAVE}",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "the template is protected by a password. Take the password off in Word (File, Info, "
            "Protect Document), and save it again.",
        ),
        (
            edited(template(), dropped=(TYPES,)),
            f"the template is a zip file, but not a Word file. {SAVE}",
        ),
        (
            edited(template(), (TYPES, TEMPLATE, b"spreadsheetml.sheet.main")),
            f"the template is an Office file, but not of Word. {SAVE}",
        ),
        (
            edited(
                template(), ("_rels/.rels", RELATIONS.encode(), b"http://purl.oclc.org/ooxml/x")
            ),
            "the template is saved as Strict Open XML. Save it in Word as a Word template (.dotx) "
            "or a Word document (.docx), not Strict.",
        ),
        (
            template()[:20_000],
            f"the template is damaged: its zip file cannot be read. {REPAIR}",
        ),
        (
            edited(template(), (MAIN, b"<w:body>", b"<w:body>&")),
            f"the template is damaged: {MAIN} cannot be read. {REPAIR}",
        ),
        (
            edited(template(), (MAIN, b"w:body", b"w:corpse")),
            f"the template is damaged: {MAIN} cannot be read. {REPAIR}",
        ),
        (
            edited(template(), dropped=("word/styles.xml",)),
            f"the template is damaged: word/styles.xml cannot be read. {REPAIR}",
        ),
        (
            edited(template(), dropped=("word/theme/theme1.xml",)),
            f"the template is damaged: word/theme/theme1.xml cannot be read. {REPAIR}",
        ),
    ],
    # A zip made here has the time in it, which would name each test anew.
    ids=lambda one: "" if isinstance(one, bytes) else one[:60],
)
def test_what_is_no_sound_template_is_refused_by_its_name(content, got):
    assert refused(content) == f"mal.dotx: {got}"


def test_a_template_that_unpacks_to_very_much_is_refused_before_it_is_unpacked():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bomb, bomb.open("a", "w") as part:
        for _ in range(101):
            part.write(bytes(1_000_000))
    assert refused(made.getvalue()) == (
        "mal.dotx: the template unpacks to 101 MB. It may be 100 MB at most; make its pictures "
        "smaller, or leave them out."
    )


def test_a_template_of_very_much_markup_is_refused_before_it_is_read():
    long = template(lambda _: None, (MAIN, b"<w:body>", b"<w:body>" + b"<w:p/>" * 5_200_000))
    assert refused(long) == (
        "mal.dotx: the markup of the template unpacks to 32 MB. It may be 30 MB at most; take text "
        "out that is dropped anyway."
    )


def test_a_template_that_fetches_a_picture_from_elsewhere_is_refused():
    def fetching(word):
        section = word.sections[0]
        section.header.is_linked_to_previous = False
        section.header.part.relate_to(
            "https://example.org/x.png", f"{RELATIONS}/image", is_external=True
        )

    assert refused(template(fetching)) == (
        "mal.dotx: the template fetches 'https://example.org/x.png' from elsewhere. Store it in "
        "the template itself (in Word: File, Info, Edit Links to Files)."
    )


def test_a_template_may_link_to_pages_and_what_its_text_fetched_is_gone_with_it(document):
    def linking(word):
        header = word.sections[0].header
        header.is_linked_to_previous = False
        for part, kind in ((header.part, "hyperlink"), (word.part, "image")):
            part.relate_to("https://example.org/", f"{RELATIONS}/{kind}", is_external=True)

    content = to_word(document, template(linking))
    rels = zipfile.ZipFile(io.BytesIO(content)).read("word/_rels/document.xml.rels")
    assert b'"https://example.org/"' not in rels


def test_a_restyled_paragraph_of_ours_keeps_the_template_s_style(document):
    def restyle(word):
        style = word.styles.add_style("Report Missing", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
        style.font.size = Pt(20)

    word = opened(to_word(document, template(restyle)))
    assert word.styles["Report Missing"].font.size == Pt(20)
    assert texts(word, "Report Missing") == ["Mangler: Her mangler teksten."]
