"""The documents in the programs that people open them with: LibreOffice and a reader of PDF.

SOFFICE, PDFTOTEXT and PDFINFO name the programs, as .ci/run has them.
"""

import os
import re
import subprocess
from pathlib import Path

import docx
import openpyxl
import pytest

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.report.appendix.files import appendix_files

SPACES = re.compile(r"[\s\u200b]+")


def program(name):
    path = os.environ.get(name, "")
    assert Path(path).is_file(), f"set {name} to the program, as .ci/run does"
    return path


def ran(*command):
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout.decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the appendix of the reference case, in Norwegian."""
    found = tmp_path_factory.mktemp("office")
    assessment = assess(load_scenario("scenarios/norway-2015.yaml"))
    for name, content in appendix_files(assessment, "nb").items():
        (found / name).write_bytes(content)
    return found


def converted(folder, name, form):
    """Open a file in LibreOffice, and save it in another form."""
    profile = (folder / "profile").as_uri()
    options = ["--headless", f"-env:UserInstallation={profile}", "--convert-to", form]
    out = folder / "converted"
    ran(program("SOFFICE"), *options, "--outdir", str(out), str(folder / name))
    return out / Path(name).with_suffix(f".{form.partition(':')[0]}").name


def squeezed(text):
    return SPACES.sub("", text)


def test_word_opens_with_all_its_text(folder):
    made = converted(folder, "report.docx", "pdf")
    said = squeezed(ran(program("PDFTOTEXT"), "-layout", str(made), "-"))
    document = docx.Document(folder / "report.docx")
    headings = [p.text for p in document.paragraphs if (p.style.name or "").startswith("Heading")]
    assert len(headings) > 15
    assert [one for one in headings if squeezed(one) not in said] == []
    for number in ("86,7", "162,1", "52266", "1840", "Tabell13", "Figur6"):
        assert number in said, number
    # A field that cannot be read is told so in the page.
    assert not re.search(r"Error!|Feil!|Referencesourcenotfound", said)


def test_word_saved_again_keeps_headings_tables_and_pictures(folder):
    made = converted(folder, "report.docx", "docx")
    before, after = (docx.Document(path) for path in (folder / "report.docx", made))
    assert len(after.tables) == len(before.tables)
    assert len(after.inline_shapes) == len(before.inline_shapes) == 6
    styles = [[p.style.name for p in one.paragraphs if p.text] for one in (before, after)]
    count = [sum((name or "").startswith("Heading") for name in names) for names in styles]
    assert count[0] == count[1]


def test_the_workbook_opens_unchanged(folder):
    made = converted(folder, "report.xlsx", "xlsx")
    before, after = (
        openpyxl.load_workbook(path, data_only=True) for path in (folder / "report.xlsx", made)
    )
    assert after.sheetnames == before.sheetnames
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                other = after[sheet.title][cell.coordinate].value
                if isinstance(cell.value, float):
                    assert other == pytest.approx(cell.value, rel=1e-9, abs=1e-12), cell.coordinate
                else:
                    assert other == cell.value, (sheet.title, cell.coordinate)


def test_the_pdf_is_read_in_order_by_another_reader(folder):
    said = squeezed(ran(program("PDFTOTEXT"), str(folder / "report.pdf"), "-"))
    asked = ["Sammendrag", "1Hvaerproblemet", "4.1Metode", "AVerdiersomerbrukt", "BScenariofilen"]
    # Each stands in the contents too, so its last place is looked at.
    places = [said.rfind(one) for one in asked]
    assert places == sorted(places)
    assert min(places) > 0
    info = ran(program("PDFINFO"), str(folder / "report.pdf"))
    assert re.search(r"Tagged:\s+yes", info)
    assert re.search(r"Title:\s+Omsetningskrav", info)
