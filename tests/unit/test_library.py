"""The library: every value sourced, names and dates resolved, marks shown."""

from datetime import date

import pytest

from biofuel_mandate import library
from biofuel_mandate.equations import EQUATIONS, unit_of
from biofuel_mandate.evaluation import FAMILIES
from biofuel_mandate.library import DATA, Derived, Library
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.numbers import rounded

AT = date(2015, 2, 2)
TOPICS = [
    path.relative_to(DATA).with_suffix("").as_posix()
    for path in sorted(DATA.rglob("*.yaml"))
    if path.stem != "sources" and path.parent.name != "published"
]
# What is printed does not follow from the intensity printed beside it.
EXCEPTIONS = {
    ("red-2009", "straw-ethanol"): (85, 84),
    ("red-2009", "dme-waste-wood"): (95, 94),
    ("red-2009", "methanol-farmed-wood"): (91, 92),
    ("red-2018", "pvo-palm-ch4-capture"): (57, 39),
}


def a_library(factors: str = "norway-2015-reconstruction", directive: str = "red-2009") -> Library:
    return Library(factors, directive, AT)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_value_has_unit_source_and_evidence(topic):
    read = library.read_topic(topic)
    assert read.values
    for name, entries in read.values.items():
        assert unit_of(name), name
        for entry in entries:
            if "derived" in entry:
                equation = EQUATIONS[entry["derived"]]
                assert equation.unit == unit_of(name), name
                assert FAMILIES
            else:
                assert entry["source"]["id"] in library.sources(), name
                assert entry["source"]["locator"], name
            assert entry["evidence"] in ("published", "secondary", "derived", "unverified"), name


@pytest.mark.parametrize("factors", library.names_in("factors"))
@pytest.mark.parametrize("directive", library.names_in("pathways"))
def test_every_name_can_be_looked_up(factors, directive):
    found = Library(factors, directive, AT)
    for name in found.names():
        value = found.find(name)
        assert isinstance(value, (Given, Derived)), name
        if isinstance(value, Given):
            assert value.source, name
            assert (value.low is None) or value.low <= value.value <= value.high, name


def test_a_value_is_held_in_its_own_unit():
    heat = a_library().find("petrol.lhv_mj_per_kg")
    assert heat.value == 43.92  # 12.2 kWh/kg
    assert heat.id == "norway/petrol.lhv_mj_per_kg"
    assert a_library("red-2009").find("petrol.lhv_mj_per_kg").value == 43


def test_what_is_inherited_or_newer_than_the_case_is_marked():
    inherited = a_library().find("hvo.lhv_mj_per_l")
    assert inherited.inherited_from == "red-2009"
    assert "inherited from red-2009" in inherited.marks()
    newer = a_library().find("cereals.iluc_g_per_mj")
    assert "newer than the case" in newer.marks()
    assert a_library().find("ethanol.efficiency_ratio").newer is False


def test_thresholds_follow_plant_and_delivery():
    def at(day: date, start: date | None) -> str:
        return Library("norway", "red-2009", day).threshold("red-2009", start)

    assert at(AT, None) == "red-2009.base_saving"
    assert at(date(2017, 6, 1), None) == "red-2009.from_2017_saving"
    assert at(date(2018, 6, 1), date(2017, 3, 1)) == "red-2009.new_plants_saving"
    assert at(date(2018, 6, 1), date(2016, 3, 1)) == "red-2009.from_2017_saving"


@pytest.mark.parametrize("directive", library.names_in("pathways"))
def test_default_savings_follow_from_intensity_and_comparator(directive):
    found = Library("norway", directive, date(2020, 1, 1))
    comparator = found.find(f"{directive}.comparator_g_per_mj").value
    differ = {}
    for pathway in found.pathways():
        saving = found.find(f"{pathway}.default_saving")
        if saving is None:
            continue
        intensity = found.find(f"{pathway}.default_intensity_g_per_mj").value
        computed = int(rounded((comparator - intensity) / comparator * 100, 0))
        printed = round(saving.value * 100)
        if computed != printed:
            differ[directive, pathway] = (printed, computed)
    assert differ == {key: value for key, value in EXCEPTIONS.items() if key[0] == directive}


def test_the_reconstruction_says_what_it_is():
    assert a_library().is_reconstruction()
    assert not a_library("norway").is_reconstruction()


def test_a_value_without_a_source_does_not_load(tmp_path, monkeypatch):
    bad = "values:\n  x.lhv_mj_per_l:\n    unit: MJ/l\n    values:\n      - {value: 1}\n"
    (tmp_path / "bad.yaml").write_text(bad, encoding="utf-8")
    monkeypatch.setattr(library, "DATA", tmp_path)
    with pytest.raises(ValueError, match="needs source and evidence"):
        library.read_topic("bad")
