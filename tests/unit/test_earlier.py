"""An earlier run beside a scenario: what is told of it, and what is refused."""

import hashlib
import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from biofuel_mandate import ReportError, assess, library, load_scenario
from biofuel_mandate.compare import compare
from biofuel_mandate.compared import compared_of
from biofuel_mandate.earlier import is_earlier, read_earlier
from biofuel_mandate.provenance import SCHEMA_VERSION, provenance
from biofuel_mandate.record import readable, years_in
from biofuel_mandate.report.comparison import (
    comparison_lines,
    comparison_tables,
    print_comparison,
)
from biofuel_mandate.report.folder import publish
from biofuel_mandate.report.table import cell_text
from biofuel_mandate.report.texts import texts
from biofuel_mandate.results import to_csv

NAMES = [
    *("norway-2015", "five-countries", "norway-2023-least-cost", "norway-quota-history"),
    *("norway-2015-timing", "taxes", "years"),
]
FIRST_RUN = "is not the file as biofuel-mandate wrote it"


def write(assessment, folder):
    """Write what a run leaves behind, as far as a comparison looks at it."""
    told = json.dumps(provenance(assessment), ensure_ascii=False, indent=1)
    files = {"results.csv": to_csv(assessment.rows), "provenance.json": told.encode()}
    publish(folder, files, command="run", version="0.1.0")
    return folder


@pytest.fixture(scope="module")
def norway(assessed):
    return assessed("norway-2015")


@pytest.fixture
def run(norway, tmp_path):
    """The folder of a run of norway-2015.yaml."""
    return write(norway, tmp_path / "norway-2015")


def edit(folder, change, *, renew=True):
    """Change a provenance.json, and the manifest with it."""
    path = folder / "provenance.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    change(told)
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    if renew:
        renew_manifest(folder)
    return folder


def renew_manifest(folder):
    path = folder / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    for name in told["files"]:
        if (folder / name).exists():
            told["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    path.write_text(json.dumps(told), encoding="utf-8")


def as_of_version_1(told):
    told["schema_version"] = 1
    for key in ("derived", "law", "results"):
        del told[key]
    for key in ("text", "currency", "price_year"):
        del told["scenario"][key]
    for value in told["values"]:
        del value["fills"], value["years"]


def other_text(told, old, new):
    """Let the scenario of an earlier run have said something else."""
    text = told["scenario"]["text"]
    assert old in text
    told["scenario"]["text"] = text.replace(old, new)
    told["scenario"]["sha256"] = hashlib.sha256(text.replace(old, new).encode()).hexdigest()


def inputs(found):
    return {one.id: tuple(side and side.text for side in (one.a, one.b)) for one in found.inputs}


def fault_of(path):
    with pytest.raises(ReportError, match=re.escape(str(path))) as raised:
        read_earlier(path)
    (fault,) = raised.value.faults
    assert raised.value.exit_code == 2
    return fault


# --- what is the same ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_does_not_differ_from_its_own_earlier_run(name, assessed, tmp_path):
    now = assessed(name)
    earlier = read_earlier(write(now, tmp_path / name))
    for found in (compare(earlier, now), compare(now, earlier), compare(earlier, earlier)):
        assert found.is_same
        assert (found.differs, found.not_compared, found.headlines) == (False, (), ())
        assert found.compared == len(now.rows)


@pytest.mark.parametrize("name", NAMES)
def test_an_earlier_run_holds_all_that_the_scenario_itself_gives(name, assessed, tmp_path):
    now = compared_of(assessed(name))
    then = read_earlier(write(assessed(name), tmp_path / name))
    assert then.rows == now.rows
    assert then.given == now.given
    assert then.cases == now.cases
    assert replace(then.side, file=now.side.file, is_earlier=False) == now.side
    assert list(then.years) == list(now.years)
    for year, of_year in now.years.items():
        assert dict(then.years[year].held) == dict(of_year.held)
        assert then.years[year].law == of_year.law


def test_a_scenario_an_assessment_and_a_folder_are_all_taken(norway, run):
    scenario = load_scenario("scenarios/norway-2015.yaml")
    sides = (scenario, norway, read_earlier(run), read_earlier(run / "provenance.json"))
    assert all(compare(one, other).is_same for one in sides for other in sides)


def test_an_assessment_is_not_solved_again(norway, run, monkeypatch):
    monkeypatch.setattr("biofuel_mandate.compare.assess", None)
    assert compare(read_earlier(run), norway).is_same


def test_a_folder_or_a_json_file_is_an_earlier_run(run):
    assert is_earlier(run)
    assert is_earlier(run / "provenance.json")
    assert is_earlier("no-such.JSON")
    assert not is_earlier("scenarios/norway-2015.yaml")


# --- what differs --------------------------------------------------------------------------------


def test_a_changed_quota_is_a_difference_of_input_and_of_results(norway, run, variant):
    other = load_scenario(variant("norway-2015", {"cases/policy/quota": "6 %"}))
    found, plain = compare(read_earlier(run), other), compare(norway, other)
    assert inputs(found) == {"cases.policy.quota": ("5.5 %", "6 %")}
    assert found.inputs == plain.inputs
    assert found.results == plain.results
    assert found.headlines == plain.headlines
    back = compare(other, read_earlier(run))
    assert inputs(back) == {"cases.policy.quota": ("6 %", "5.5 %")}


def test_a_value_that_the_library_gave_otherwise_then_is_told(tmp_path, monkeypatch, norway):
    true = library.given_at

    def then(topic, name, *about):
        given = true(topic, name, *about)
        return replace(given, value=given.value * 1.01) if "ethanol.lhv" in name else given

    monkeypatch.setattr(library, "given_at", then)
    monkeypatch.setattr(library, "content_hash", lambda: "0" * 64)
    folder = write(assess(load_scenario("scenarios/norway-2015.yaml")), tmp_path / "then")
    monkeypatch.undo()
    found = compare(read_earlier(folder), norway)
    assert found.inputs == ()
    assert [one.name for one in found.library] == [
        "ethanol.lhv_mj_per_kg",
        "ethanol.lhv_mj_per_l",
        "ethanol.biogenic_co2_g_per_mj",
    ]
    given, derived, _ = found.library
    assert given.a.value == pytest.approx(given.b.value * 1.01)
    assert (given.a.id, given.a.origin) == (given.b.id, "library")
    assert (derived.a.evidence, derived.b.evidence) == ("derived", "derived")
    assert {pair.about.variable for pair in found.headlines} >= {"extra_volume", "cost"}
    assert any(line.startswith("The library is not the same: ") for line in comparison_lines(found))


def test_an_edited_value_shows_and_results_that_did_not_change_do_not(run, norway):
    def halved(told):
        (value,) = (one for one in told["values"] if one["id"] == "norway/petrol.density_kg_per_l")
        value["value"] /= 2

    found = compare(read_earlier(edit(run, halved)), norway)
    (one,) = found.library
    assert one.a.value == one.b.value / 2
    assert (found.inputs, found.results) == ((), ())
    (table,) = comparison_tables(found)
    assert cell_text(table.rows[0][-1], texts("en")) == "100"


def test_another_source_of_the_same_number_is_told_in_notes(run, norway):
    def sourced(told):
        (value,) = (one for one in told["values"] if one["id"] == "norway/petrol.density_kg_per_l")
        value |= {"source": "An old leaflet", "evidence": "unverified"}

    found = compare(read_earlier(edit(run, sourced)), norway)
    assert [one.name for one in found.library] == ["petrol.density_kg_per_l"]
    (table,) = comparison_tables(found)
    assert table.rows[0][2].endswith(" [1]")
    assert table.notes[0] == "[1] An old leaflet (unverified)"
    assert table.notes[1].startswith("[2] ")


def test_a_value_taken_from_elsewhere_shows_by_the_place_that_it_fills(run, norway):
    def moved(told):
        (value,) = (one for one in told["values"] if one["id"] == "norway/petrol.density_kg_per_l")
        value |= {"id": "old/petrol.density_kg_per_l", "value": 0.75}

    (one,) = compare(read_earlier(edit(run, moved)), norway).library
    assert (one.a.id, one.b.id) == (
        "old/petrol.density_kg_per_l",
        "norway/petrol.density_kg_per_l",
    )


def test_a_law_that_was_told_otherwise_then_is_a_difference_of_input(assessed, tmp_path):
    now = assessed("norway-2023-least-cost")
    quota = "law of 2022 quota"

    def told_otherwise(told):
        (law,) = told["law"].values()
        assert law["rules"][quota]["of"] == "all petrol and diesel"
        law["rules"][quota]["of"] = "all petrol"
        law["rules"][quota]["counting"] = {"annex-ix-a": "2"}
        law["rules"]["law of 2022 gone"] = {"type": "cap", "level": "3 %"}

    folder = edit(write(now, tmp_path / "law"), told_otherwise)
    found = compare(read_earlier(folder), now)
    assert inputs(found) == {
        f"rules.{quota}.of": ("all petrol", "all petrol and diesel"),
        f"rules.{quota}.counting.annex-ix-b": (None, "2"),
        "rules.law of 2022 gone": ("{type: cap, level: 3 %}", None),
    }
    assert found.library == ()


def test_two_values_under_one_id_are_both_told(assessed, tmp_path):
    # The quota of two days is one value of the library.
    now = assessed("norway-2023-least-cost")

    def raised(told):
        levels = [one for one in told["values"] if one["id"] == "rules/norway/quota.level"]
        assert len(levels) == 2
        for level in levels:
            level["value"] += 0.01

    found = compare(read_earlier(edit(write(now, tmp_path / "two"), raised)), now)
    assert sorted((one.name, one.b.value) for one in found.library) == [
        ("quota.level", 0.17),
        ("quota.level", 0.245),
    ]


def test_versions_and_commits_are_told_where_they_differ(run, norway):
    def older(told):
        told |= {"version": "0.0.9", "commit": "0123456789abcdef0123-dirty"}

    found = compare(read_earlier(edit(run, older)), replace_commit(norway))
    assert (found.a.version, found.a.commit) == ("0.0.9", "0123456789abcdef0123-dirty")
    assert found.is_same
    assert comparison_lines(found)[1] == (
        "The program is not the same: norway-2015 (earlier run) is made by version 0.0.9 "
        "(commit 0123456789ab-dirty), norway-2015 by version 0.1.0."
    )
    told = found.to_dict()
    assert (told["same"], told["a"]["version"], told["b"]["version"]) == (True, "0.0.9", "0.1.0")
    assert (told["a"]["is_earlier"], told["b"]["is_earlier"]) == (True, False)


def replace_commit(assessment):
    side = compared_of(assessment)
    return replace(side, side=replace(side.side, commit=None))


# --- over years ----------------------------------------------------------------------------------


def test_over_years_what_differs_is_named_by_its_years(assessed, tmp_path):
    now = assessed("norway-2010-2030")
    folder = write(now, tmp_path / "years")

    def changed(told):
        varying = [one for one in told["values"] if one["years"]]
        assert all(one["id"].endswith(f":{one['years']}") for one in varying)
        (price,) = (one for one in told["values"] if one["id"] == "norway/petrol.density_kg_per_l")
        places = price["fills"].pop("2010 to 2030")
        price["fills"] = {"2010 to 2019": places}
        told["values"].append(
            {**price, "value": price["value"] * 2, "fills": {"2020 to 2030": places}}
        )

    found = compare(read_earlier(edit(folder, changed)), now)
    assert [one.name for one in found.library] == ["petrol.density_kg_per_l:2020 to 2030"]
    assert (found.inputs, found.results) == ((), ())


def test_an_earlier_run_over_other_years_is_compared_in_those_that_both_have(tmp_path, variant):
    then = assess(load_scenario(variant("years", {})))
    first, last = min(then.years), max(then.years)
    shorter = load_scenario(variant("years", {"market/years": f"{first} to {last - 1}"}))
    found = compare(read_earlier(write(then, tmp_path / "long")), shorter)
    assert inputs(found)["market.years"] == (f"{first} to {last}", f"{first} to {last - 1}")
    gone = {pair.about.year for pair in found.results if pair.where == "a"}
    assert str(last) in gone
    assert found.library == ()


# --- what is not compared ------------------------------------------------------------------------


def test_without_results_the_rest_is_compared_and_one_line_says_so(run, norway):
    (run / "results.csv").unlink()
    found = compare(read_earlier(run), norway)
    assert (found.differs, found.is_same) == (False, False)
    assert (found.compared, found.cases_only_in_b) == (0, ())
    assert comparison_lines(found) == (
        "No difference is found between norway-2015 (earlier run) and norway-2015 in what can be "
        "compared.",
        "No results.csv stands beside the provenance.json of norway-2015 (earlier run), so results "
        "are not compared.",
    )
    (lack,) = found.to_dict()["not_compared"]
    assert lack == {"side": "a", "what": "results", "why": "missing", "detail": ""}


def test_the_first_line_tells_of_results_only_where_they_are_compared(run, variant):
    (run / "results.csv").unlink()
    other = load_scenario(variant("norway-2015", {"cases/policy/quota": "6 %"}))
    assert comparison_lines(compare(read_earlier(run), other))[0] == (
        "Differences between norway-2015 (earlier run) and norway-2015: input 1, library values 0."
    )


def test_a_provenance_kept_alone_under_another_name_is_read(run, norway, tmp_path):
    kept = tmp_path / "kept" / "provenance-2023.json"
    kept.parent.mkdir()
    shutil.copy(run / "provenance.json", kept)
    found = compare(read_earlier(kept), norway)
    assert [lack.why for lack in found.not_compared] == ["missing"]
    assert found.a.name == "norway-2015"


def test_results_without_a_manifest_are_known_by_the_hash_in_the_provenance(run, norway):
    (run / "manifest.json").unlink()
    assert compare(read_earlier(run), norway).is_same
    (run / "results.csv").write_bytes(b"")
    assert FIRST_RUN in str(fault_of(run))


@pytest.mark.parametrize(
    ("language", "inputs_told", "places_told"),
    [
        ("en", "does not hold the text of the scenario", "library values are compared by name"),
        ("nb", "inneholder ikke teksten i scenarioet", "Bibliotekverdier er sammenlignet etter"),
    ],
)
def test_a_provenance_of_version_1_is_still_compared(
    run, norway, variant, language, inputs_told, places_told
):
    earlier = read_earlier(edit(run, as_of_version_1))
    found = compare(earlier, norway)
    # One hash says that the file is the same.
    assert [lack.what for lack in found.not_compared] == ["places"]
    assert not found.differs
    assert found.compared == 350
    changes = {"cases/policy/quota": "6 %", "factors": "red-2009"}
    found = compare(earlier, load_scenario(variant("norway-2015", changes)))
    assert inputs(found) == {"cases.policy.quota": ("5.5 %", "6 %")}
    assert found.inputs[0].a.source.startswith("Miljødirektoratet")
    held = {one.name: (one.a and one.a.id, one.b and one.b.id) for one in found.library}
    assert held["petrol.density_kg_per_l"] == ("norway/petrol.density_kg_per_l", None)
    assert found.results
    lines = comparison_lines(found, language)
    assert any(inputs_told in line for line in lines)
    assert any(places_told.lower() in line.lower() for line in lines)


def test_results_of_version_1_need_the_manifest(run, norway):
    edit(run, as_of_version_1)
    (run / "manifest.json").unlink()
    found = compare(read_earlier(run), norway)
    assert ("results", "unproven") in [(lack.what, lack.why) for lack in found.not_compared]
    assert any("there is no manifest.json" in line for line in comparison_lines(found))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "does not read the scenario of norway-2015 (earlier run) any more: curency: unknow"),
        ("nb", "leser ikke lenger scenarioet i norway-2015 (tidligere kjøring): curency: unknown"),
    ],
)
def test_of_a_scenario_that_is_no_longer_read_the_given_values_are_compared(
    run, norway, language, told
):
    def of_other_times(old):
        other_text(old, "currency: NOK", "curency: NOK")
        (quota,) = (one for one in old["values"] if one["id"] == "cases.policy.quota")
        quota |= {"value": 0.056, "as_written": "5.6 %"}
        (gap,) = (one for one in old["values"] if one["id"] == "costs.price_gap.fame")
        gap["id"] = "costs.gap.fame"

    found = compare(read_earlier(edit(run, of_other_times)), norway)
    assert inputs(found) == {
        "cases.policy.quota": ("5.6 %", "5.5 %"),
        "costs.gap.fame": ("3.05 NOK/l, price_year 2010", None),
        "costs.price_gap.fame": (None, "3.05 NOK/l, price_year 2010"),
    }
    assert (found.library, found.results) == ((), ())
    assert any(told in line for line in comparison_lines(found, language))


def test_a_scenario_that_is_changed_after_it_was_read_is_told_as_it_was_read(tmp_path, variant):
    path = variant("norway-2015", {})
    assessment = assess(load_scenario(path))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("quota: 5.5 %", "quota: 6 %"), encoding="utf-8")
    found = compare(read_earlier(write(assessment, tmp_path / "run")), load_scenario(path))
    assert inputs(found) == {"cases.policy.quota": ("5.5 %", "6 %")}


def test_money_of_an_earlier_run_is_told_where_it_is_known(run, norway):
    def dollars(told):
        told["scenario"] |= {"currency": "USD", "price_year": 2012}

    lines = comparison_lines(compare(read_earlier(edit(run, dollars)), norway))
    assert lines[-1].endswith("in USD at 2012 prices, norway-2015 in NOK at 2010 prices.")
    lines = comparison_lines(compare(read_earlier(edit(run, as_of_version_1)), norway))
    assert not any("prices" in line for line in lines)


# --- two earlier runs ----------------------------------------------------------------------------


def test_two_earlier_runs_are_compared_with_each_other(run, tmp_path, variant):
    changes = {"cases/policy/quota": "6 %"}
    other = assess(load_scenario(variant("norway-2015", changes)))
    found = compare(read_earlier(run), read_earlier(write(other, tmp_path / "other")))
    assert inputs(found) == {"cases.policy.quota": ("5.5 %", "6 %")}
    columns = comparison_tables(found)[0].columns
    assert columns[1:3] == tuple(
        str(path / "provenance.json") for path in (run, tmp_path / "other")
    )


# --- what is refused -----------------------------------------------------------------------------


def test_a_file_that_is_not_as_it_was_written_is_refused(run):
    edit(run, lambda told: told["values"].pop(), renew=False)
    assert str(fault_of(run)) == (
        f"{run / 'provenance.json'}: this is not the file as biofuel-mandate wrote it. "
        "Take the folder as it was written, or run that version of the scenario again."
    )


def test_results_that_are_not_as_they_were_written_are_refused(run):
    path = run / "results.csv"
    path.write_bytes(path.read_bytes().replace(b"reference", b"base"))
    assert str(fault_of(run)) == (
        f"{path}: this is not the file as biofuel-mandate wrote it. Put both back as they were "
        "written, or move provenance.json to a folder of its own; results are not compared then."
    )
    # A manifest made anew does not help: the provenance holds the hash as well.
    renew_manifest(run)
    assert fault_of(run).got == "this is not the file as biofuel-mandate wrote it"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "manifest.json:1: this is not JSON. Take the folder as it was written"),
        ("{}", "manifest.json: written_by: this is missing."),
        (
            '{"written_by": "another", "files": {}}',
            "manifest.json: this manifest was not written by biofuel-mandate.",
        ),
        (
            '{"written_by": "biofuel_mandate", "files": {}}',
            "provenance.json: this is not the file as biofuel-mandate wrote it.",
        ),
    ],
)
def test_a_damaged_manifest_is_refused(run, content, told):
    (run / "manifest.json").write_text(content, encoding="utf-8")
    assert told in str(fault_of(run))


def set_at(told, path, value):
    *steps, last = path
    for step in steps:
        told = told[step]
    told[last] = value


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("package",), "other", "this is no provenance.json of biofuel-mandate. Name the "),
        (("schema_version",), "two", 'schema_version: "two" is no version. Take the file as '),
        (("schema_version",), True, "schema_version: true is no version."),
        (
            ("schema_version",),
            SCHEMA_VERSION + 1,
            "schema_version: version 3 is newer than this program, which reads up to version 2. "
            "Install a newer biofuel-mandate, or run that version of the scenario with this one.",
        ),
        (("version",), 1, "version: 1 is not text."),
        (("scenario",), [], "scenario: a list is not an object."),
        (("scenario", "text"), 5, "scenario.text: 5 is not text."),
        (("scenario", "text"), "x: 1", "scenario.text: the text is not that of the hash beside"),
        (("values",), {}, "values: a mapping is not a list."),
        (("values", 0), None, "values[0]: nothing is not an object."),
        (("values", 0, "value"), "1", 'values[0].value: "1" is not a number.'),
        (("values", 0, "value"), float("nan"), "values[0].value: nan is not a finite number."),
        (("values", 0, "value"), True, "values[0].value: true is not a number."),
        (("values", 0, "line"), 1.5, "values[0].line: 1.5 is not a whole number."),
        (("values", 0, "origin"), "x", "values[0].origin: \"x\" is not 'scenario', 'override', "),
        (("values", 0, "newer_than_the_case"), 0, "newer_than_the_case: 0 is not true or false."),
        (("values", 0, "fills"), {"2013 to": []}, 'fills.2013 to: "2013 to" does not list years'),
        (("values", 0, "fills"), {"1 to 9999": []}, '"1 to 9999" does not list years'),
        (("law",), {"2013": {"rules": {"quota": {"of": 1}}}}, "1 is not text"),
        (("derived",), None, "derived: nothing is not a list."),
    ],
)
def test_a_provenance_of_another_form_is_refused(run, path, value, told):
    edit(run, lambda whole: set_at(whole, path, value))
    fault = fault_of(run)
    assert fault.file == str(run / "provenance.json")
    assert told in str(fault)


@pytest.mark.parametrize("key", ["scenario", "library", "values", "derived", "law", "results"])
def test_a_missing_part_is_named(run, key):
    edit(run, lambda whole: whole.pop(key))
    assert str(fault_of(run)) == (
        f"{run / 'provenance.json'}: {key}: this is missing. "
        'Take the file as "run" wrote it, or run that version of the scenario again.'
    )


def test_values_of_other_years_than_the_scenario_are_refused(run):
    def moved(told):
        for value in (*told["values"], *told["derived"]):
            value["fills"] = {"2014": value["fills"]["2013"]}

    edit(run, moved)
    assert fault_of(run).got == "the values are of other years than the scenario"
    edit(run, lambda told: told.update(values=[], derived=[]))
    assert fault_of(run).got == "the values are of other years than the scenario"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "provenance.json:1: this is not JSON. Take the file as"),
        (b"{\n{", "provenance.json:2: this is not JSON."),
        (b"\xff\xfe", "provenance.json:1: this is not JSON."),
        (b"[" * 10_000, "this is not JSON."),
        (b'{"package": "biofuel_mandate", "schema_version": ' + b"1" * 5000 + b"}", "not JSON"),
        (b"[]", "provenance.json: a list is not an object."),
        (b"{}", "this is no provenance.json of biofuel-mandate."),
        (b'{"cases": {}}', "or its folder; a scenario is a YAML file."),
    ],
)
def test_what_is_no_provenance_is_refused(data, told, tmp_path):
    path = tmp_path / "provenance.json"
    path.write_bytes(data)
    assert told in str(fault_of(path))


def test_what_is_not_there_is_refused(tmp_path):
    assert str(fault_of(tmp_path)) == (
        f"{tmp_path}: this folder holds no provenance.json. "
        'Name the folder that "run" wrote, or a scenario file.'
    )
    path = tmp_path / "no.json"
    assert str(fault_of(path)) == f"{path}: there is no such file. Check the name and folder."


def test_what_is_too_large_or_no_ordinary_file_is_refused(tmp_path):
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "folder.json" / "provenance.json").mkdir()
    assert fault_of(tmp_path / "folder.json").got == "this is not an ordinary file"
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(50_000_001)
    assert fault_of(large).got == "the file has 50000001 bytes, over the limit of 50 MB"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"scenario,case", b"scenario,box", "the first line does not name the columns of"),
        (b"norway-2015,policy", b"norway-2015,policy,x", "has 17 cells, not 16"),
        (b"Ml,1308", b"Ml,nan1308", "is no number of a result"),
        (b"Ml,1308.8", b"Ml,inf#", "is no number of a result"),
        (b"norway-2015,policy", b'norway-2015,"policy', "expected after"),
    ],
)
def test_results_of_another_form_are_refused(run, old, new, told):
    path = run / "results.csv"
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    edit(run, lambda whole: whole["results"].update(sha256=digest))
    fault = fault_of(run)
    assert fault.file == str(path)
    assert told in str(fault)


# --- nothing in it is trusted --------------------------------------------------------------------


def test_commands_to_a_terminal_come_out_as_text(run, norway):
    hostile = "\x1b[31mred\x07 [bold]x[/bold] {a} \u202e"

    def marked(told):
        told |= {"version": hostile, "commit": hostile}
        told["scenario"]["file"] = f"../../{hostile}.yaml"
        for value in told["values"]:
            value |= {"source": hostile, "value": value["value"] + 1}

    found = compare(read_earlier(edit(run, marked)), norway)
    out = io.StringIO()
    print_comparison(found, Console(file=out, width=200))
    assert "\x1b" not in out.getvalue()
    assert "\x07" not in out.getvalue()
    assert "\u202e" not in out.getvalue()
    assert r"\x1b[31mred" in out.getvalue()
    assert "[bold]x[/bold] {a}" in out.getvalue()


def test_no_path_in_it_is_opened(run, norway, monkeypatch):
    def elsewhere(told):
        told["scenario"]["file"] = "/etc/passwd"

    edit(run, elsewhere)
    opened = []
    true = Path.open
    monkeypatch.setattr(Path, "open", lambda path, *a: opened.append(path.name) or true(path, *a))
    found = compare(read_earlier(run), norway)
    assert set(opened) <= {"provenance.json", "results.csv", "manifest.json"}
    assert found.a.name == "passwd"
    assert found.is_same


def test_years_are_read_as_they_are_listed():
    assert years_in("2010 to 2012, 2015 and 2017") == (2010, 2011, 2012, 2015, 2017)
    for text in ("", "2010, 2011", "2012 to 2010", "1800", "x", 2010):
        with pytest.raises(ValueError, match="does not list years"):
            years_in(text)


def test_what_cannot_be_seen_is_spelt_out():
    assert readable("a\nb\u2028ø") == "a\nb\\u2028ø"
