"""The workbook, read back: its numbers, live sums, texts and pages."""

import hashlib
import io
import math
import os
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.equations import BIOFUEL
from biofuel_mandate.report.case_tables import compared_cases
from biofuel_mandate.report.excel import to_excel
from biofuel_mandate.report.excel.names import sheet_names
from biofuel_mandate.report.notes import notes
from biofuel_mandate.report.texts import texts
from biofuel_mandate.results import COLUMNS

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:openpyxl")
ROOT = Path(__file__).parents[2]


def opened(content, *, values=False):
    return load_workbook(io.BytesIO(content), data_only=values)


def cells(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def row_of(sheet, first):
    return next(row for row in cells(sheet) if row[0] == first)


@pytest.fixture(scope="module")
def workbook(assessed):
    """Return a scenario's workbook read back; with ``values``, what its formulas gave."""
    made = cache(lambda name, language: to_excel(assessed(name), language))
    return cache(
        lambda name, language="en", *, values=False: opened(made(name, language), values=values)
    )


@pytest.fixture(scope="module")
def seven(variant):
    case = {"quota": "6 %", "fulfil": {"petrol": {"ethanol": "5 %"}, "diesel": {"fame": "rest"}}}
    changes = {f"cases/way {number} out of a whole week of them": case for number in range(6)}
    return assess(load_scenario(variant("small", changes)))


def test_one_case_has_a_sheet_a_table(workbook):
    book = workbook("norway-2015")
    assert book.sheetnames == [
        "Overview",
        "Tables 2, 3 and 5",
        "Headlines",
        "Litres",
        "CO₂ reductions",
        "Costs",
        "Unit costs",
        "Exhaust",
        "Exhaust, direction",
        "Rules and limits",
        "Notes",
        "Values",
        "Results",
    ]


def test_seven_cases_have_a_sheet_a_table_and_a_comparison(seven):
    assert len(compared_cases(seven)) == 7
    book = opened(to_excel(seven, "nb"))
    names = book.sheetnames
    assert len(names) == 7 * 5 + 7
    assert len({name.lower() for name in names}) == len(names)
    assert max(map(len, names)) <= 31
    linked = [cell.hyperlink.location for (cell, _) in book[names[0]].iter_rows() if cell.hyperlink]
    assert linked == [f"'{name}'!A1" for name in names[1:]]


@pytest.mark.parametrize(
    ("name", "language"),
    [("norway-2015", "en"), ("prices", "nb"), ("double-counting", "en"), ("ways-to-comply", "en")],
)
def test_live_sums_give_the_value_that_is_kept_beside_them(workbook, name, language):
    live, kept = workbook(name, language), workbook(name, language, values=True)
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                column, first, _, last = range_boundaries(cell.value[len("=SUM(") : -1])
                parts = [kept[sheet.title].cell(at, column).value for at in range(first, last + 1)]
                assert last == cell.row - 1
                value = kept[sheet.title][cell.coordinate].value
                assert math.isclose(math.fsum(parts), value, rel_tol=1e-9, abs_tol=1e-6)


def test_the_sums_of_the_summary_are_live_and_others_are_not(workbook):
    book = workbook("norway-2015")
    *litres, share = row_of(book["Litres"], "sum")[1:6]
    assert [str(cell)[:5] for cell in litres] == ["=SUM("] * 4
    assert math.isclose(share, 5.5)
    assert row_of(book["Costs"], "sum")[5] is None


def test_numbers_are_unrounded_scaled_and_formatted(assessed, workbook):
    result = assessed("norway-2015")
    book = workbook("norway-2015", values=True)
    sheet = book["CO₂ reductions"]
    direct = result.value("direct_co2_reduction", "policy", "ethanol")
    assert math.isclose(row_of(sheet, "ethanol")[1], direct, rel_tol=1e-15)
    assert sheet["B3"].number_format == "#,##0"
    share = row_of(book["Litres"], "biodiesel (FAME)")[5]
    assert math.isclose(share, result.value("volume_share", "policy", "fame") * 100)
    assert book["Rules and limits"]["E3"].number_format == '#,##0.0" Ml"'


@pytest.mark.parametrize(
    ("language", "word"), [("en", "no sourced cost"), ("nb", "ingen kjent kostnad")]
)
def test_what_is_missing_says_so(workbook, language, word):
    book = workbook("prices", language)
    costs = book["Costs" if language == "en" else "Kostnad"]
    assert [row[1] for row in cells(costs)[2:5]] == [word] * 3


def test_a_sum_with_a_missing_part_is_missing(workbook):
    # HVO has no abatement cost; a spreadsheet's own sum would skip it.
    *parts, hvo, total = [row[1] for row in cells(workbook("ways-to-comply")["Costs, HVO"])[2:6]]
    assert all(isinstance(part, int | float) for part in parts)
    assert (hvo, total) == ("no sourced cost", "no sourced cost")


def test_the_tables_of_the_assessment_stand_in_its_layout(workbook):
    book = workbook("norway-2015", values=True)
    rows = [row for row in cells(book["Tables 2, 3 and 5"]) if row[0] in ("ethanol", "sum")]
    (two, two_sum), (three, three_sum), (five, five_sum) = zip(rows[::2], rows[1::2], strict=True)
    assert [round(value) for value in two[1:3]] == [52266, 5]
    assert round(two_sum[1]) == 86674
    assert [round(value) for value in three[1:7]] == [52266, 78814, 32436, 37997, 46338, 55605]
    assert [round(value) for value in three_sum[2:4]] == [162135, 65740]
    assert [round(value) for value in five[1:4]] == [2175, 78814, 171]
    assert (five_sum[1], round(five_sum[2]), round(five_sum[3])) == (None, 162135, 298)


@pytest.mark.parametrize("name", ["norway-2015", "prices"])
def test_the_results_sheet_is_the_long_table(assessed, workbook, name):
    result = assessed(name)
    sheet = workbook(name, values=True)["Results"]
    head, *rows = cells(sheet)
    assert tuple(head) == COLUMNS
    assert len(rows) == len(result.rows)
    for written, row in zip(rows, result.rows, strict=True):
        got = dict(zip(COLUMNS, written, strict=True))
        expected = row._asdict()
        value, number = expected.pop("value"), got.pop("value")
        assert {key: "" if cell is None else str(cell) for key, cell in got.items()} == expected
        assert number == "missing" if value is None else math.isclose(number, value, rel_tol=1e-15)
    assert sheet.auto_filter.ref == f"A1:P{len(rows) + 1}"


def test_the_values_sheet_holds_every_value_with_its_source(assessed, workbook):
    result = assessed("norway-2015")
    head, *rows = cells(workbook("norway-2015")["Values"])
    assert head[:3] == ["Value", "Number", "Unit"]
    found = {row[0]: row for row in rows}
    assert list(found) == [given.id for given in result.values_used]
    for given in result.values_used:
        _, value, unit, _, low, high, source, locator, *_ = found[given.id]
        assert (value, unit, low, high) == (given.value, given.unit, given.low, given.high)
        assert (source or "", locator or "") == (given.source, given.locator)


@pytest.mark.parametrize("language", ["en", "nb"])
def test_notes_and_overview_are_in_the_language(assessed, workbook, language):
    result = assessed("norway-2015")
    book = workbook("norway-2015", language)
    assert book.properties.language == language
    assert book.properties.title == getattr(result.scenario.file.title, language)
    noted = [row[0] for row in cells(book.worksheets[-3])]
    assert tuple(noted[1:]) == notes(result, texts(language))
    overview = [row[1] for row in cells(book.worksheets[0])]
    assert result.scenario.document.sha256 in overview
    assert "biofuel_mandate 0.1.0" in overview


def test_pages_are_set_up_to_be_printed(workbook):
    book = workbook("norway-2015")
    for sheet in book:
        assert sheet.print_area
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (
            True,
            0,
        )
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes
        frozen = int(sheet.freeze_panes[1:]) - 1
        assert sheet.print_title_rows == f"$1:${frozen}"
    assert book["Costs"].freeze_panes == "B3"
    assert book["Costs"].print_area == "'Costs'!$A$1:$G$8"


def test_columns_are_as_wide_as_what_they_hold(workbook):
    sheet = workbook("norway-2015")["Results"]
    widths = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    assert widths["variable"] > len("life_cycle_reduction")
    assert widths["unit"] < widths["detail"]


HOSTILE = (
    '=HYPERLINK("http://x.invalid","y")',
    "@SUM(1)",
    "+A1",
    "&[Picture] &G &L35 <b>'[a]:*?/\\' _x0041_",
    "long " * 200,
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_title_becomes_a_formula_a_code_or_a_broken_sheet(variant, hostile):
    hostile = hostile.strip()
    titles = {"en": hostile, "nb": hostile}
    changes = {
        "title": titles,
        "source": hostile,
        "cases/policy/title": titles,
        "cases/other": {"quota": "5 %", "fulfil": "as observed", "title": titles},
    }
    book = opened(to_excel(assess(load_scenario(variant("small", changes)))))
    assert book.worksheets[0]["A1"].value == hostile
    assert book.worksheets[0]["A1"].data_type == "s"
    formulas = {
        cell.value[:5]
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert formulas == {"=SUM("}
    assert row_of(book["Comparison"], hostile)[0] == hostile


def test_sheet_names_are_legal_and_unique():
    names = sheet_names(["a/b", "A-B", "x" * 40, "x" * 50, "\N{ROCKET}" * 20, "'", "history", ""])
    assert names[:4] == ["a-b", "A-B 2", "x" * 30 + "…", "x" * 28 + "… 2"]
    assert all(len(name.encode("utf-16-le")) <= 62 and name for name in names)
    assert len({name.lower() for name in names}) == len(names)


def test_numbers_that_round_to_0_have_no_sign(workbook):
    book = workbook("double-counting", values=True)
    sheet = book["Litres, half of 2013"]
    at = next(row for row in sheet.iter_rows() if row[0].value == "sum")[3]
    assert -0.05 < at.value < 0
    (rule,) = (
        rule
        for area in sheet.conditional_formatting
        for rule in area.rules
        if at.coordinate in area
    )
    assert rule.dxf.numFmt.formatCode == "#,##0.0;#,##0.0"


def test_bytes_depend_on_no_clock_folder_or_process(assessed, tmp_path):
    content = to_excel(assessed("norway-2015"))
    code = (
        "import sys, hashlib; from biofuel_mandate import assess, load_scenario\n"
        "from biofuel_mandate.report.excel import to_excel\n"
        "result = assess(load_scenario(sys.argv[1]))\n"
        "assert 'xlsxwriter' not in sys.modules\n"
        "print(hashlib.sha256(to_excel(result)).hexdigest())"
    )
    scenario = ROOT / "scenarios" / "norway-2015.yaml"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(scenario)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=environment,
    )
    assert done.stdout.strip() == hashlib.sha256(content).hexdigest()
    properties = opened(content).properties
    assert {str(properties.created.date()), str(properties.modified.date())} == {"2015-02-02"}
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        assert {info.date_time for info in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def keys(words, path=""):
    if isinstance(words, dict):
        return {one for key, inner in words.items() for one in keys(inner, f"{path}.{key}")}
    if isinstance(words, list):
        return {f"{path}:{len(words)}"}
    return {path}


def test_every_language_has_the_same_keys():
    assert keys(texts("excel.en").words) == keys(texts("excel.nb").words)


def test_a_scenario_without_a_comparison_has_its_rules_and_data(variant):
    alone = variant("small", {"cases/policy": None, "unpriced_effects": None})
    result = assess(load_scenario(alone))
    assert opened(to_excel(result)).sheetnames == [
        "Overview",
        "Rules and limits",
        "Notes",
        "Values",
        "Results",
    ]


def test_a_sum_is_the_result_of_the_model(assessed, workbook):
    result = assessed("ways-to-comply")
    book = workbook("ways-to-comply", values=True)
    for case in ("E10", "B30", "HVO"):
        total = row_of(book[f"Litres, {case}"], "sum")[3]
        assert math.isclose(total, result.value("extra_volume", case, BIOFUEL))
