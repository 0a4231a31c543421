"""Sweeps: which point is which, what each holds, and the data set they make."""

import copy
import io
import pickle
import re
from itertools import product
from pathlib import Path

import fsspec
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml
from conftest import path_of

from biofuel_mandate import InfeasibleError, ReportError, ScenarioError, assess, load_scenario
from biofuel_mandate.languages import LANGUAGES
from biofuel_mandate.report.texts import texts
from biofuel_mandate.scenario.reading import read_document
from biofuel_mandate.sweep import place as place_module
from biofuel_mandate.sweep import rows as rows_module
from biofuel_mandate.sweep import run as run_module
from biofuel_mandate.sweep import work as work_module
from biofuel_mandate.sweep.place import Place
from biofuel_mandate.sweep.reading import read_sweep
from biofuel_mandate.sweep.rows import ABOUT, part
from biofuel_mandate.sweep.run import about, data_set_of, make
from biofuel_mandate.sweep.work import SweepWork
from biofuel_mandate.uncertainty.outcomes import REASONS
from biofuel_mandate.work.doing import InProcess
from biofuel_mandate.work.processes import Processes

GRID = Path("scenarios/sweeps/quota-and-prices.yaml")
QUOTA, GAP = "cases.policy.quota", "costs.price_gap.ethanol"


@pytest.fixture
def swept(tmp_path):
    """Write a grid of a scenario and read it."""

    def read(scenario, inputs, results=None, name="x"):
        path = scenario if isinstance(scenario, Path) else path_of(scenario)
        lines = [f"scenario: {path.resolve()}", "inputs:"]
        lines += [f'  "{id_}": {written}' for id_, written in inputs.items()]
        lines += [f"results: [{', '.join(results)}]"] if results else []
        grid = tmp_path / f"{name}.yaml"
        grid.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_sweep(grid)

    return read


def table_of(sweep):
    return part(sweep, 0, sweep.grid.points).to_pandas()


# Points --------------------------------------------------------------------------------------


def test_points_go_in_the_order_of_the_grid_the_last_input_first(swept):
    sweep = swept("norway-2015", {QUOTA: "[4 %, 5 %]", GAP: "[3 NOK/l, 1 NOK/l, 2 NOK/l]"})
    values = sweep.grid.values(0, 6)
    found = list(zip(values[QUOTA], values[GAP], strict=True))
    assert found == list(product([0.04, 0.05], [3.0, 1.0, 2.0]))
    later = sweep.grid.values(4, 2)
    assert list(later[GAP]) == [1.0, 2.0]


def test_steps_are_the_numbers_that_one_would_write(swept):
    sweep = swept("norway-2015", {QUOTA: "{from: 4 %, to: 10 %, steps: 601}"})
    found = sweep.grid.values(0, 601)[QUOTA]
    assert list(found) == [float(f"0.{400 + step:04}") for step in range(601)]


def test_a_value_is_read_in_any_unit_of_its_kind_and_in_the_scenarios_prices(swept):
    sweep = swept("norway-2015", {GAP: "[150 NOK/hl, 2000 NOK/m3]"})
    (axis,) = sweep.grid.axes
    assert (axis.steps.values, axis.given.unit, axis.given.price_year) == (
        (1.5, 2.0),
        "NOK/l",
        2010,
    )


# What a point holds --------------------------------------------------------------------------

AT = ("case", "baseline", "year", "pool", "component", "rule", "variable", "detail", "unit")


@pytest.fixture
def written_in(tmp_path):
    """Write a scenario with other values in it."""

    def write(name, values):
        document, _ = read_document(path_of(name))
        data = copy.deepcopy(document.data)
        for place, value in values.items():
            *steps, last = place.split("/")
            inner = data
            for step in steps:
                inner = inner[step]
            inner[last] = value
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")
        return path

    return write


def found_of(table, point):
    """Return value and reason of each result at a point, by what it is of."""
    rows = table[table.point == point]
    keys = zip(*(rows[name].astype(str) for name in (*AT, "equation")), strict=True)
    return dict(zip(keys, zip(rows.value, rows.failed, strict=True), strict=True))


def expected_of(path):
    """Return the results of a scenario by the same keys."""
    return {
        (*(getattr(row, name) for name in AT), row.equation): row.value
        for row in assess(load_scenario(path)).rows
    }


@pytest.mark.parametrize(
    ("name", "inputs", "points"),
    [
        (
            "norway-2015",
            {
                "cases/policy/quota": ("[4 %, 5.7 %]", ["4 %", "5.7 %"]),
                "costs/price_gap/ethanol": ("[1.5 NOK/l, 4 NOK/l]", ["1.5 NOK/l", "4 NOK/l"]),
                "cases/policy/fulfil/petrol/ethanol": ("[4.5 %]", ["4.5 %"]),
            },
            range(4),
        ),
        (
            "norway-2023-least-cost",
            {
                "costs/price/rape hvo": ("[9 NOK/l, 16 NOK/l]", ["9 NOK/l", "16 NOK/l"]),
                "supply/waste hvo/available": ("[290 Ml, 300 Ml]", ["290 Ml", "300 Ml"]),
            },
            (0, 3),
        ),
        (
            "norway-2010-2030",
            {"costs/price_gap/fame": ("[1 NOK/l, 4 NOK/l]", ["1 NOK/l", "4 NOK/l"])},
            (1,),
        ),
        (
            "norway-2015-timing",
            {"market/petrol/blend/ethanol": ("[1 %, 1.3 %]", ["1 %", "1.3 %"])},
            (0, 1),
        ),
    ],
)
def test_every_number_is_that_of_the_scenario_with_the_values_written_in(
    swept, written_in, name, inputs, points
):
    sweep = swept(name, {place.replace("/", "."): text for place, (text, _) in inputs.items()})
    table = table_of(sweep)
    combinations = list(product(*(written for _, written in inputs.values())))
    for point in points:
        expected = expected_of(
            written_in(name, dict(zip(inputs, combinations[point], strict=True)))
        )
        found = found_of(table, point)
        assert len(found) == len(sweep.asked)
        for key, (value, failed) in found.items():
            if failed:
                assert (failed, expected[key]) == ("no value", None), key
            else:
                assert value == pytest.approx(expected[key], rel=1e-9, abs=1e-9), key


def test_a_point_without_a_solution_has_rows_with_the_reason(swept, written_in):
    sweep = swept("norway-2015", {QUOTA: "[5.5 %, 8 %, 0.5 %]"})
    table = table_of(sweep)
    assert len(table) == 3 * len(sweep.asked)
    by_point = table.groupby("point").failed.unique()
    assert [list(found) for found in by_point] == [[""], ["limit broken"], ["volume below zero"]]
    assert table[table.failed != ""].value.isna().all()
    assert table[table.failed == ""].value.notna().all()
    for quota in ("8 %", "0.5 %"):
        with pytest.raises(InfeasibleError, match="policy"):
            assess(load_scenario(written_in("norway-2015", {"cases/policy/quota": quota})))


def test_where_nothing_is_feasible_that_is_the_reason(swept):
    inputs = {
        "supply.waste hvo.available": "[0 Ml, 300 Ml]",
        "costs.price.rape hvo": "[9 NOK/l, 16 NOK/l]",
    }
    sweep = swept("norway-2023-least-cost", inputs, ["law of 2023.extra_volume"])
    assert list(table_of(sweep).failed) == [*["nothing feasible"] * 2, "", ""]


def test_where_marginal_values_are_one_of_several_sets_is_told(swept, tmp_path):
    inputs = {"supply.advanced fame.available": "[0 Ml, 120 Ml]"}
    sweep = swept("norway-2023-least-cost", inputs, ["law of 2023.extra_volume"])
    table = pd.read_parquet(io.BytesIO(SweepWork(sweep).do(0)))
    assert list(table.degenerate) == [True, False]
    assert list(table.failed) == ["", ""]
    assert whole_set(sweep, tmp_path).degenerate == {"law of 2023": 1}


def test_what_has_nothing_to_divide_by_has_no_value(swept):
    sweep = swept(
        "norway-2015",
        {"cases.policy.quota": "[3.5 %]", "cases.policy.fulfil.petrol.ethanol": "[0 %]"},
    )
    table = table_of(sweep)
    assert set(table.failed) <= {"", "no value"}


def test_years_have_a_row_each_unless_one_is_named(swept):
    inputs = {"costs.price_gap.fame": "[3 NOK/l]"}
    sweep = swept("norway-2010-2030", inputs, ["quota.extra_volume", '"quota.cost@bottom up:2020"'])
    table = table_of(sweep)
    assert list(table[table.variable == "extra_volume"].year) == list(range(2010, 2031))
    assert list(table[table.variable == "cost"].year) == [2020]


def test_an_input_that_changes_over_years_is_told(swept):
    inputs = {"rules.quota.level": "[3 %]", "costs.price_gap.fame": "[3 NOK/l]"}
    assert swept("norway-2010-2030", inputs).by_year == ("rules.quota.level",)


def test_results_of_rules_and_levels_can_be_asked_for(swept, assessed):
    results = ["policy.rule_slack@quota", "reference.volume.fame", "policy.counted_volume@quota"]
    sweep = swept("norway-2015", {QUOTA: "[5.5 %]"}, [f'"{one}"' for one in results[:2]])
    expected = {
        (*(getattr(row, name) for name in AT), row.equation): row.value
        for row in assessed("norway-2015").rows
    }
    for key, (value, _) in found_of(table_of(sweep), 0).items():
        assert value == pytest.approx(expected[key], rel=1e-9, abs=1e-9), key


def test_every_reason_of_the_data_has_words(swept):
    for language in LANGUAGES:
        words = texts(f"sweep.{language}").words["why"]
        assert set(words) == set(rows_module.WORDS) - {""}
    assert len(set(REASONS.values())) == len(REASONS)


# Files ---------------------------------------------------------------------------------------


def test_points_of_least_cost_are_the_same_whatever_they_begin_with(swept):
    inputs = {
        "costs.price.rape hvo": "{from: 8 NOK/l, to: 20 NOK/l, steps: 13}",
        "market.diesel.volume": "[2000 Ml, 2889 Ml]",
    }
    sweep = swept("norway-2023-least-cost", inputs)
    together = part(sweep, 0, 26, SweepWork(sweep).bases).to_pandas()
    alone = table_of(sweep)
    assert list(together.failed) == list(alone.failed)
    expected = alone.value.to_numpy()
    assert together.value.to_numpy() == pytest.approx(expected, rel=1e-9, abs=1e-8, nan_ok=True)


def test_a_part_is_a_parquet_file_with_units_and_texts_that_are_kept_once(swept):
    work = SweepWork(swept("norway-2015", {QUOTA: "[5 %, 5.5 %]"}))
    data = work.do(0)
    assert data == work.do(0)
    assert data == pickle.loads(pickle.dumps(work)).do(0)
    file = pq.ParquetFile(io.BytesIO(data))
    schema = file.schema_arrow
    assert schema.names == ["point", QUOTA, *ABOUT, "value", "equation", "failed", "degenerate"]
    assert schema.field(QUOTA).metadata == {b"unit": b"1"}
    assert str(schema.field("case").type) == "dictionary<values=string, indices=int16, ordered=0>"
    assert {file.metadata.row_group(0).column(at).compression for at in range(15)} == {"ZSTD"}


def test_parts_have_so_many_points_that_their_rows_fit_a_small_memory(swept):
    few = SweepWork(swept("norway-2015", {QUOTA: "[5 %]"}, ["policy.extra_volume"]))
    many = SweepWork(swept("norway-2015", {QUOTA: "[5 %]"}))
    by_one = SweepWork(swept("norway-2015-timing", {"costs.price_gap.fame": "[3 NOK/l]"}))
    assert few.points_a_chunk == 16_384
    assert many.points_a_chunk == 2**19 // 89
    assert by_one.points_a_chunk == 64


def test_points_come_out_the_same_however_they_are_cut_into_parts(swept):
    inputs = {QUOTA: "{from: 4 %, to: 6 %, steps: 11}", GAP: "[1 NOK/l, 3 NOK/l]"}
    sweep = swept("norway-2015", inputs)
    whole = table_of(sweep)
    cut = pd.concat(
        [part(sweep, first, min(5, 22 - first)).to_pandas() for first in range(0, 22, 5)]
    )
    assert whole.value.to_numpy() == pytest.approx(cut.value.to_numpy(), rel=1e-12, nan_ok=True)
    for name in (*ABOUT, "failed", "point", QUOTA, GAP):
        assert list(whole[name]) == list(cut[name]), name


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(work_module, "_MOST_POINTS", 50)


def whole_set(sweep, out, doer=None):
    work = SweepWork(sweep)
    return make(work, data_set_of(work, str(out), replace=False), doer or InProcess())


def test_the_whole_folder_is_read_in_one_go(small_parts, tmp_path):
    sweep = read_sweep(GRID)
    made = whole_set(sweep, tmp_path)
    assert made.failed == {("policy", "limit broken"): 63}
    folder = tmp_path / "quota-and-prices-sweep"
    assert len(list((folder / "points").iterdir())) == 6
    table = pd.read_parquet(folder / "points")
    expected = table_of(sweep)
    assert list(table.columns) == list(expected.columns)
    assert table.value.to_numpy() == pytest.approx(expected.value.to_numpy(), nan_ok=True)
    for name in set(table.columns) - {"value"}:
        assert (table[name].astype(str) == expected[name].astype(str)).all(), name
    fine = table[table.failed == ""]
    assert fine[fine[QUOTA] == 0.055].point.nunique() == 9


def test_two_workers_write_the_same_bytes(small_parts, tmp_path):
    sweep = read_sweep(GRID)
    for doer, out in ((InProcess(), "one"), (Processes(2), "two")):
        whole_set(sweep, tmp_path / out, doer)
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / out).rglob("*") if path.is_file()}
        for out in ("one", "two")
    )
    assert len(one) == 8
    assert one == two


def test_object_storage_gets_the_parts_and_the_manifest_last(small_parts, tmp_path, monkeypatch):
    sweep = read_sweep(GRID)
    files = fsspec.filesystem("memory")
    written = []
    pipe = files.pipe_file
    monkeypatch.setattr(
        type(files), "pipe_file", lambda self, path, data: (written.append(path), pipe(path, data))
    )
    made = whole_set(sweep, "memory://bucket/sweeps")
    assert written[-1].endswith("quota-and-prices-sweep/manifest.json")
    assert made.data_set.shown == "memory://bucket/sweeps/quota-and-prices-sweep"
    found = {
        path.partition("-sweep/")[2]: files.cat_file(path)
        for path in files.find("/bucket/sweeps/quota-and-prices-sweep")
    }
    whole_set(sweep, tmp_path)
    folder = tmp_path / "quota-and-prices-sweep"
    assert found == {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert whole_set(sweep, "memory://bucket/sweeps").was_whole
    files.rm("/bucket", recursive=True)


def test_a_sweep_to_object_storage_goes_on_where_it_stopped(small_parts, monkeypatch):
    sweep = read_sweep(GRID)
    work = SweepWork(sweep)
    files = fsspec.filesystem("memory")
    write = Place.write

    def stop_at_the_fourth(self, name, content):
        if name.endswith("part-00003.parquet"):
            write(self, name, content[:100])
            raise KeyboardInterrupt
        write(self, name, content)

    with monkeypatch.context() as patch:
        patch.setattr(Place, "write", stop_at_the_fourth)
        with pytest.raises(KeyboardInterrupt, match=r"^$"):
            whole_set(sweep, "memory://again")
    made = whole_set(sweep, "memory://again")
    assert (made.kept, made.damaged, made.failed) == (3, [], {("policy", "limit broken"): 63})
    assert sorted(files.find("/again")) == sorted(
        f"/again/quota-and-prices-sweep/{name}" for name in made.data_set.names
    )
    files.pipe_file("/again/quota-and-prices-sweep/notes.txt", b"mine")
    with pytest.raises(ReportError, match=r"notes\.txt: this was not written by biofuel-mandate"):
        whole_set(sweep, "memory://again")
    moved = make(work, data_set_of(work, "memory://again", replace=True), InProcess())
    assert moved.data_set.moved == "memory://again/quota-and-prices-sweep.previous-1"
    assert files.cat_file("/again/quota-and-prices-sweep.previous-1/notes.txt") == b"mine"
    files.rm("/again", recursive=True)


def test_a_kill_after_the_manifest_loses_nothing(small_parts, tmp_path, monkeypatch):
    sweep = read_sweep(GRID)

    def die(self, folder):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(run_module.DataSet, "_tidy", die)
        with pytest.raises(KeyboardInterrupt, match=r"^$"):
            whole_set(sweep, tmp_path)
    for path in tmp_path.rglob("*.sha256"):
        path.unlink()
    made = whole_set(sweep, tmp_path)
    assert (made.kept, made.was_whole) == (6, False)
    assert [path.name for path in tmp_path.iterdir()] == ["quota-and-prices-sweep"]


def test_a_full_disk_is_told_and_what_is_finished_is_kept(small_parts, tmp_path, monkeypatch):
    sweep = read_sweep(GRID)
    synced = []

    def full(handle):
        synced.append(handle)
        if len(synced) > 3:  # the grid, a part and its hash
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(place_module.os, "fsync", full)
        with pytest.raises(ReportError, match=r"the disk is full\. Make room, and run the same"):
            whole_set(sweep, tmp_path)
    assert whole_set(sweep, tmp_path).kept == 1


def test_two_runs_at_a_time_are_told_apart(tmp_path):
    work = SweepWork(read_sweep(GRID))
    one, other = (data_set_of(work, str(tmp_path), replace=False) for _ in range(2))
    told = pytest.raises(ReportError, match="another run is making this")
    with one.making(about(work)), told:
        make(work, other, InProcess())
    make(work, other, InProcess())


def test_a_worker_with_another_parquet_library_is_refused():
    work = SweepWork(read_sweep(GRID), writer="1.0")
    with pytest.raises(ScenarioError, match=r"a worker has pyarrow .* instead of 1\.0"):
        work.do(0)


def test_the_shipped_grid_has_numbers_and_points_without_one():
    table = table_of(read_sweep(GRID))
    assert table[table.failed == ""].point.nunique() == 24 * 9
    assert np.isfinite(table[table.failed == ""].value).all()


def test_the_grid_of_the_documentation_can_be_read(tmp_path):
    page = Path("docs/sweeps.md").read_text(encoding="utf-8")
    grid = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)[1]
    scenario = path_of("norway-2015").resolve()
    path = tmp_path / "grid.yaml"
    path.write_text(grid.replace("../norway-2015.yaml", str(scenario)), encoding="utf-8")
    assert read_sweep(path).grid.points == 31 * 3 * 3
