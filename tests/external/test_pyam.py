"""results-iamc.csv as pyam reads it: names, units, sums, and the numbers of results.csv.

pyam is no dependency: it stands in an environment of its own, whose Python PYAM_PYTHON names.
"""

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import pytest

from biofuel_mandate import __version__, assess, load_scenario
from biofuel_mandate.report.files import result_files

SCRIPT = Path(__file__).parent / "pyam_reads.py"
OVER_TIME = {
    "market/year": None,
    "market/years": "2013 to 2016",
    "cases/policy/quota": {2013: "4 %", 2014: "4.5 %", 2015: "5 %", 2016: "5.5 %"}
    | {"between": "step"},
    "cases/gas": {
        "quota": "3 %",
        "fulfil": {
            "petrol": {"ethanol": "3 %"},
            "diesel": {"fame": "5 %", "gas": {"biogas": "120 GWh"}},
        },
    },
    "published": None,
}


@pytest.fixture(scope="module")
def files(variant):
    return result_files(assess(load_scenario(variant("norway-2015", OVER_TIME))))


@pytest.fixture(scope="module")
def read(files, tmp_path_factory):
    """Return what pyam makes of the file."""
    python = os.environ.get("PYAM_PYTHON", "")
    assert Path(python).is_file(), "set PYAM_PYTHON to a Python that has pyam, as .ci/run does"
    folder = tmp_path_factory.mktemp("pyam")
    (folder / "results-iamc.csv").write_bytes(files["results-iamc.csv"])
    # Its units are kept in a folder, which must not be shared with other versions.
    environment = {"PATH": os.environ["PATH"], "IAM_UNITS_CACHE": str(folder / "units")}
    environment["HOME"] = str(folder)
    done = subprocess.run(
        [python, str(SCRIPT), str(folder / "results-iamc.csv")],
        env=environment,
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def number(files, case, year, **about):
    """Return one value of results.csv."""
    about = {"case": case, "year": str(year), "grade": "", "detail": "", "pool": "", **about}
    rows = csv.DictReader(io.StringIO(files["results.csv"].decode()))
    (found,) = [row for row in rows if all(row[key] == part for key, part in about.items())]
    return float(found["value"])


def test_it_is_read_with_its_years_and_cases(read):
    assert read["model"] == [f"biofuel_mandate {__version__}"]
    assert sorted(read["scenario"]) == [
        f"norway-2015 - {one}" for one in ("gas", "policy", "reference")
    ]
    assert read["region"] == ["Norway"]
    assert read["year"] == [2013, 2014, 2015, 2016]


def test_no_number_is_lost(read, files):
    rows = csv.DictReader(io.StringIO(files["results-iamc.csv"].decode()))
    written = {
        (row["Scenario"], row["Variable"], row["Unit"], year): float(row[str(year)])
        for row in rows
        for year in read["year"]
        if row[str(year)]
    }
    found = {(*about, year): value for *about, year, value in read["data"]}
    assert found == pytest.approx(written, rel=1e-12)
    assert len(found) > 1000


def test_units_can_be_converted(read):
    assert read["converted"] == pytest.approx(
        {
            "TJ/yr": 1e-3,
            "t CO2/yr": 1e-6,
            "t CO2-equiv/yr": 1e-6,
            "million l/yr": 1e-3,
            "%": 1e-2,
        }
    )
    # What is left is money, in which iam-units does not know the krone, and tonnes per krone.
    others = set(read["unit"]) - set(read["converted"])
    assert all("NOK_2010" in unit for unit in others)


def test_sums_hold_at_every_step_of_the_hierarchy(read):
    heads = ["Final Energy|Transportation|Road", "Volume|Transportation|Road"]
    heads += ["Emissions|CO2|Transportation|Road", "Policy Cost|Price Gap|Transportation|Road"]
    assert set(heads) <= set(read["sums"]["norway-2015 - policy"])
    quotients = ("Share|", "Abatement Cost|", "Price", "Policy Cost per Litre", "Exhaust Change|")
    for scenario, sums in read["sums"].items():
        added = {name: holds for name, holds in sums.items() if not name.startswith(quotients)}
        assert len(added) > 8, scenario
        assert [name for name, holds in added.items() if not holds] == [], scenario


def test_a_wrong_sum_would_be_found(read):
    # A quotient is no sum of its parts, and is found not to be.
    sums = read["sums"]["norway-2015 - policy"]
    assert not sums["Abatement Cost|Direct|By Abatement Cost|Transportation|Road"]


@pytest.mark.parametrize(
    ("name", "about", "factor"),
    [
        (
            "Final Energy|Transportation|Road|Liquids|Biomass|FAME",
            {"variable": "energy", "pool": "diesel", "component": "fame"},
            1,
        ),
        (
            "Emissions|CO2|Transportation|Road",
            {"variable": "direct_co2_emission", "component": "total"},
            1,
        ),
        (
            "Policy Cost|Bottom Up|Transportation|Road",
            {"variable": "cost", "component": "biofuel", "detail": "bottom up"},
            1,
        ),
        (
            "Share|Biofuel in Volume|Transportation|Road",
            {"variable": "volume_share", "component": "biofuel"},
            100,
        ),
    ],
)
def test_numbers_are_those_of_the_results(read, files, name, about, factor):
    found = {(scenario, year): value for scenario, at, _, year, value in read["data"] if at == name}
    for year in read["year"]:
        value = number(files, "policy", year, **about) * factor
        assert found["norway-2015 - policy", year] == pytest.approx(value, rel=1e-12)
