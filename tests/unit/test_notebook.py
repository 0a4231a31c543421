"""Library use: tidy tables and a notebook representation."""

import biofuel_mandate
from biofuel_mandate import assess, load_scenario
from biofuel_mandate.results import COLUMNS


def test_an_assessment_gives_tidy_tables():
    assessment = assess(load_scenario("scenarios/norway-2015.yaml"))
    assert list(assessment.results.columns) == list(COLUMNS)
    assert len(assessment.results) == len(assessment.rows)
    for table in (assessment.volumes, assessment.emissions, assessment.costs, assessment.rules):
        assert 0 < len(table) < len(assessment.results)
    reductions = assessment.emissions.query(
        "variable == 'direct_co2_reduction' and component == 'total' and pool == ''"
    )
    assert round(reductions["value"].iloc[0]) == 162_135


def test_an_assessment_shows_itself_in_a_notebook():
    html = assess(load_scenario("scenarios/norway-2015.yaml"))._repr_html_()
    assert html.startswith("<h3>Road-fuel quota from 3.5 to 5.5 %</h3>")
    assert html.count("<table>") == html.count("</table>") == 8
    assert "52.3" in html


def test_public_names_can_be_had():
    for name in biofuel_mandate.__all__:
        assert getattr(biofuel_mandate, name).__name__ == name
    assert set(biofuel_mandate.__all__) <= set(dir(biofuel_mandate))
