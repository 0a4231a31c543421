"""Nynorsk: all that bokmål has, no word of bokmål left, and in every report."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from openpyxl import load_workbook

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.explain import explain
from biofuel_mandate.languages import in_language
from biofuel_mandate.library import DATA, read_yaml
from biofuel_mandate.library.laws import countries, read_law
from biofuel_mandate.report.charts import CHARTS, CURVES, charts_of, draw
from biofuel_mandate.report.charts.canvas import own_settings
from biofuel_mandate.report.charts.chart import compose, compose_curve, compose_years
from biofuel_mandate.report.charts.curve_words import CurveWords
from biofuel_mandate.report.charts.data import chart_data
from biofuel_mandate.report.charts.titles import title_of
from biofuel_mandate.report.charts.wording import Wording
from biofuel_mandate.report.charts.year_titles import title_over_years
from biofuel_mandate.report.charts.year_words import YearWords
from biofuel_mandate.report.excel import to_excel
from biofuel_mandate.report.laws.page import to_markdown as laws_page
from biofuel_mandate.report.library.page import to_markdown as library_page
from biofuel_mandate.report.numbers import shown
from biofuel_mandate.report.render import to_file
from biofuel_mandate.report.summary import to_html, to_markdown
from biofuel_mandate.report.texts import FOLDER, texts
from biofuel_mandate.report.trace import to_lines
from biofuel_mandate.scenario.parts import Title
from biofuel_mandate.scenario.template import template

FAMILIES = sorted(path.name.removesuffix("nb.yaml") for path in FOLDER.glob("*nb.yaml"))
SCENARIOS = ("norway-2015", "norway-2015-alternatives", "least-cost", "measures")
OVER_YEARS = ("norway-quota-history", "norway-2010-2030")
# Words of bokmål that these texts are full of. A few are something else in nynorsk, which nobody
# needs here: lav grows on stones.
BOKMAAL = frozenset(
    re.findall(
        r"\w+",
        """
        ikke fra hva hver hvert hvor hvordan hvorfor hvem hvilken hvilket hvilke hvis noe
        noen bare mer også siden samme sammen ett en et de egen egne annet selv kun jeg hun
        dem deres mens likevel utslipp utslippet utslippene livsløpsutslipp virkning
        virkninger virkningsgrad kilde kilder kilden sekundærkilde usikkerhet øker øke økt
        økning synker høy høyt høyere høyest høyst lav lavt lavere lavest vei veien
        veitrafikk veidrivstoff veibruksavgift besparelse besparelser besparelsen enhet
        enheter enheten beregnet regnet regnes medregnet selges solgt solgte omsatt omsatte
        omsettes omsetter omsettere omsetterne leses velge velger teller telle krever krevd
        kreves gjelder mangler manglende utenfor innenfor nedenfra ovenfra tall tallet
        tallene sted stedet navn navnet navnene endelse betydning verdier brennverdier
        priser literne tabeller tabellene figurer summer summene reduksjoner tilfeller
        tilfellene kjøretøyene kravene linjen loven etterspørsel etterspørselen overskudd
        konsumentoverskudd avgiftslettelse mengde merforbruk merkostnad merverdiavgift årlig
        årlige vurderes vises brukes brennes samles tegnet funnet overskredet hovedtall
        sammenligne sammenlignes sammenlignet sammenligning sammenligningsgrunnlag samlet
        avrundet uavrundet avledet arvet nåverdi nåverdien ligning ligninger løsning måneder
        uker ukesverk omregningstabell tetthet tettheter hvete brunkull fett dyrket åpen
        åpent lukket husholdningsavfall norge tidligere endres endret millioner ganger
        hentes legges skriver følger bygger finnes markedet kvaliteter regler reglene
        vekster oljevekster sertifikater sertifikatene renten veiledning forutsatt
        forutsetter emner emnene merkede arbeidsboken mappen nøklene kjøpes resultater
        resultatene datoer faktorer regnskap overføringer utredningen konsekvensutredning
        importandel andel andelen
        """,
    )
)


def leaves(words: object, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(words, dict | list):
        for key, inner in words.items() if isinstance(words, dict) else enumerate(words):
            yield from leaves(inner, f"{path}.{key}")
    else:
        yield path, words


def bokmaal_in(text: str) -> set[str]:
    """Return the words of bokmål in a text, but for the fields that are filled in."""
    return BOKMAAL & set(re.findall(r"\w+", re.sub(r"{\w*}", " ", text).casefold()))


def test_a_word_of_bokmaal_is_seen():
    assert bokmaal_in("Utslippene er ikke med; {fra} «Bare» står.") == {
        *("utslippene", "ikke", "bare"),
    }


@pytest.mark.parametrize("family", FAMILIES)
def test_nynorsk_says_all_that_bokmaal_says(family):
    nb, nn = (
        list(leaves(read_yaml(FOLDER / f"{family}{language}.yaml"))) for language in ("nb", "nn")
    )
    assert [path for path, _ in nn] == [path for path, _ in nb]
    for (path, bokmaal), (_, nynorsk) in zip(nb, nn, strict=True):
        # A bare "No" would be read as false.
        assert type(nynorsk) is type(bokmaal), path
        assert set(re.findall(r"{(\w+)", str(nynorsk))) == set(
            re.findall(r"{(\w+)", str(bokmaal))
        ), path


@pytest.mark.parametrize("family", FAMILIES)
def test_no_word_of_bokmaal_is_left_in_the_texts(family):
    path = FOLDER / f"{family}nn.yaml"
    told = {at: bokmaal_in(str(words)) for at, words in leaves(read_yaml(path))}
    assert {at: found for at, found in told.items() if found} == {}
    heading = path.read_text(encoding="utf-8").partition("\n")[0]
    assert "nynorsk" in heading
    assert bokmaal_in(heading) == set()


def test_the_template_has_comments_in_nynorsk():
    text = template("x", "nn")
    comments = " ".join(re.findall(r"#(.*)", text))
    assert "# Eit spørsmål om biodrivstoff" in text
    assert bokmaal_in(comments) == set()


def test_numbers_have_the_marks_of_bokmaal():
    assert texts("nn").words["number"] == texts("nb").words["number"]
    assert shown(-162134.5, 1, texts("nn")) == "−162\u202f134,5"


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.yaml")), ids=lambda path: path.stem)
def test_the_library_has_its_own_word_where_bokmaal_will_not_do(path):
    def named(part: object) -> Iterator[dict[str, str]]:
        if isinstance(part, dict) and "nb" in part:
            yield part
        elif isinstance(part, dict | list):
            for inner in part.values() if isinstance(part, dict) else part:
                yield from named(inner)

    for words in named(read_yaml(path)):
        assert bokmaal_in(in_language(words, "nn")) == set(), words
        # What is the same is given once.
        assert words.get("nn") != words["nb"], words


def test_a_title_without_nynorsk_is_in_bokmaal():
    assert Title(en="a", nb="b").said("nn") == "b"
    assert Title(en="a", nb="b", nn="c").said("nn") == "c"
    assert [Title(en="a", nb="b", nn="c").said(one) for one in ("en", "nb")] == ["a", "b"]


def test_words_that_are_nowhere_are_not_made_up():
    assert in_language({}, "nn", "quota") == "quota"
    with pytest.raises(KeyError, match="en"):
        in_language({"nb": "krav"}, "en")


def test_titles_of_a_scenario_are_told_in_nynorsk(variant):
    changes = {
        "title/nn": "Meir biodrivstoff",
        "rules/quota/title": {"en": "quota", "nb": "krav", "nn": "kravet i nynorsk"},
        "cases/policy/title": {"en": "higher", "nb": "høyere", "nn": "høgare"},
    }
    scenario = load_scenario(variant("norway-2015", changes))
    page = to_markdown(assess(scenario), "nn")
    assert page.startswith("# Meir biodrivstoff\n")
    assert "kravet i nynorsk (minst)" in page
    assert "høgare mot" in page


@pytest.mark.parametrize("country", countries())
def test_the_rules_of_a_law_are_named_in_nynorsk(country):
    law = read_law(country)
    for steps in law.steps.values():
        assert bokmaal_in(in_language(steps[0].title, "nn")) == set()
    assert bokmaal_in(in_language(law.name, "nn")) == set()


def own_words(scenario: Path) -> set[str]:
    """Return what a scenario says itself, and what the library's sources are called."""
    said = [scenario.read_text(encoding="utf-8")]
    said += [path.read_text(encoding="utf-8") for path in DATA.glob("sources*.yaml")]
    return set(re.findall(r"\w+", " ".join(said).casefold()))


@pytest.mark.parametrize("name", [*SCENARIOS, *OVER_YEARS, "five-countries", "taxes", "pump"])
def test_a_summary_is_in_nynorsk_but_for_the_scenarios_own_words(assessed, name):
    found = assessed(name)
    page = to_markdown(found, "nn")
    assert bokmaal_in(page) - own_words(found.scenario.path) == set()
    english = r"\b(against|missing|saving|headlines|unverified|litres|the|and|each|year)\b"
    told = page.partition("## Verdiar")[0].partition("\n## Merknader")[0]
    for word in set(re.findall(english, told, re.IGNORECASE)):
        assert word in own_words(found.scenario.path), word
    assert bokmaal_in(re.sub(r"<[^>]*>", " ", to_html(found, "nn"))) <= own_words(
        found.scenario.path
    )


@pytest.mark.parametrize("query", ["policy.cost.biofuel@bottom up", "policy.rule_slack@quota"])
def test_a_trace_is_in_nynorsk(assessed, query):
    found = assessed("norway-2015")
    told = "\n".join(to_lines(explain(found, query), texts("nn"))).partition("\nKjelder")[0]
    assert "likning" in told
    assert "rad: " in told
    assert bokmaal_in(told) == set()


def test_a_workbook_is_in_nynorsk(assessed):
    book = load_workbook(BytesIO(to_excel(assessed("norway-2015"), "nn")))
    assert book.properties.language == "nn"
    assert {"Oversyn", "Hovudtal", "Merknader", "Verdiar"} <= set(book.sheetnames)


def test_the_pages_of_laws_and_library_are_in_nynorsk():
    assert "# Reglane i ti land" in laws_page("nn")
    assert "Noreg" in laws_page("nn")
    assert "nedre brennverdi per liter" in library_page("nn")
    assert "tettleik" in library_page("nn")


def test_a_chart_says_that_it_is_in_nynorsk(assessed):
    chart = draw("cost", assessed("norway-2015"), "nn")
    assert b'lang="nn" xml:lang="nn"' in chart.svg
    assert "Endringa kostar 298,4 millionar kroner i året" in chart.title
    assert b"/Lang(nn)" in to_file(chart, "pdf")


# Looks -----------------------------------------------------------------------------------------


def drawn(found, chart, width):
    """Return the size of a chart in points, and its texts with where they stand."""
    with own_settings():
        if chart in CHARTS:
            words = Wording(found, chart_data(chart, found), "nn")
            figure = compose(words, title_of(words), width).figure
        elif chart in CURVES:
            figure = compose_curve(CurveWords(chart, found, "nn"), width).figure
        else:
            years = YearWords(chart, found, "nn")
            figure = compose_years(years, title_over_years(years), width).figure
        figure.set_dpi(288)
        renderer = FigureCanvasAgg(figure).get_renderer()
        said = [
            (text.get_text(), [side / 4 for side in text.get_window_extent(renderer).extents])
            for text in figure.findobj(Text)
            if text.get_text()
        ]
    return tuple(72 * inches for inches in figure.get_size_inches()), said


@pytest.mark.parametrize("width", [160, 80])
@pytest.mark.parametrize("name", [*SCENARIOS, *OVER_YEARS])
def test_nothing_is_clipped_or_overlaps_in_nynorsk(assessed, name, width):
    found = assessed(name)
    for chart in charts_of(found):
        (wide, high), said = drawn(found, chart, width)
        for text, (left, bottom, right, top) in said:
            assert left >= 1, text
            assert right <= wide - 1, text
            assert bottom >= 0, text
            assert top <= high, text
        for (one, at), (other, there) in combinations(said, 2):
            across = min(at[2], there[2]) - max(at[0], there[0])
            down = min(at[3], there[3]) - max(at[1], there[1])
            assert across <= 1.0 or down <= 1.0, (one, other)
