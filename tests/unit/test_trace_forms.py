"""Traces in their forms, which all say the same, and the graph that tells many at once."""

import json
import re
import time
from collections import Counter

import pytest
from documents import HOSTILE
from lxml import etree, html
from markdown_it import MarkdownIt

from biofuel_mandate.cli import main
from biofuel_mandate.equations import Key
from biofuel_mandate.errors import ScenarioError
from biofuel_mandate.explain import Step, explain
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.texts import texts
from biofuel_mandate.report.trace import to_lines, trace_as
from biofuel_mandate.report.trace.elements import tag, writable
from biofuel_mandate.report.trace.graph import Traces
from biofuel_mandate.report.trace.html import to_html
from biofuel_mandate.report.trace.markdown import to_markdown
from biofuel_mandate.results import Missing

SCENARIO = "scenarios/norway-2015.yaml"
QUERY = "policy.cost.ethanol@abatement cost"
QUERIES = {
    "norway-2015": ("policy.cost.biofuel@bottom up", "policy.rule_slack@quota"),
    "norway-2015-alternatives": ("E5 and B7.cost_per_litre.biofuel@bottom up",),
    "least-cost": ("cheap.volume.hvo", "cheap.marginal_value@quota"),
    "norway-2015-timing": ("A.volume.biofuel", "A.rule_demand@quota"),
    "years": ("policy.extra_volume.biofuel:2021",),
    "prices": ("policy.cost.biofuel@bottom up",),
}
ASKED = [(name, query) for name, queries in QUERIES.items() for query in queries]
SPACE = re.compile(r"\s+")


def plain(text):
    return SPACE.sub(" ", text).strip()


def call(*words):
    with pytest.raises(SystemExit) as left:
        main(words)
    return left.value.code


def every(step):
    yield step
    for below in step.inputs:
        yield from every(below)


def read_markdown(written):
    """Return what a reader sees of Markdown: each item's own words, and the page's elements."""
    # Some readers stop at the tenth list in another; forges do not.
    reader = MarkdownIt("commonmark", {"maxNesting": 400})
    page = html.document_fromstring(reader.render(written))
    for broken in page.iter("br"):
        broken.tail = f" {broken.tail or ''}"
    return page


def own_words(item):
    """Return the words of an item without those of the list in it."""
    parts = [item.text or ""]
    for child in item:
        if child.tag not in ("ul", "details"):
            parts.append(child.text_content())
        parts.append(child.tail or "")
    return plain("".join(parts))


# One trace in four forms ------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "query"), ASKED)
@pytest.mark.parametrize("language", ["en", "nb", "nn"])
def test_every_form_holds_the_same_numbers_and_sources(name, query, language, assessed):
    found = assessed(name)
    step, words = explain(found, query), texts(language)
    text = "\n".join(to_lines(step, words))
    trace, _, listed = text.partition(f"\n\n{words('trace.sources')}")
    numbers = [re.search(r"^ *(\S+).*? = (\S+)", line) for line in trace.splitlines()]
    told = [(one[1], one[2].replace("-", "−")) for one in numbers if one]
    steps = list(every(step))
    assert len(told) >= len(steps)
    sources = [line.partition("] ")[2] for line in listed.splitlines() if line]

    markdown = read_markdown(to_markdown(step, words, query, "x"))
    page = html.document_fromstring(to_html(step, words, query, "x").decode())
    for made, within in ((markdown, "li"), (page, "li")):
        items = [one for one in made.iter(within) if one.find(".//strong") is not None]
        assert len(items) == len(steps)
        for item, one in zip(items, steps, strict=True):
            code, strong = item.find(".//code"), item.find(".//strong")
            assert code.text_content() == one.name
            assert (one.name, strong.text_content().replace("-", "−")) in told
        assert [plain(one.text_content()) for one in made.xpath("//ol/li")] == list(
            map(plain, sources)
        )


def test_json_is_what_it_was(capsys):
    assert call("explain", SCENARIO, QUERY, "--json") == 0
    one = capsys.readouterr().out
    assert call("explain", SCENARIO, QUERY, "--format", "json") == 0
    assert capsys.readouterr().out == one
    assert call("explain", SCENARIO, QUERY, "--format", "json", "--json") == 0
    assert capsys.readouterr().out == one
    told = json.loads(one)
    assert list(told) == ["schema_version", "scenario", "trace"]
    assert list(told["trace"]) == [
        *("name", "about", "value", "unit", "missing", "how", "equation", "title", "formula"),
        *("rows", "inputs"),
    ]


def test_text_is_what_is_printed_when_nothing_is_said(capsys):
    assert call("explain", SCENARIO, QUERY) == 0
    one = capsys.readouterr().out
    assert call("explain", SCENARIO, QUERY, "--format", "text") == 0
    assert capsys.readouterr().out == one
    assert one.startswith("abatement_cost_mcur (policy, petrol, ethanol) = 171.4205812 MNOK\n")


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_json_and_another_form_at_once_are_refused(form, capsys):
    assert call("explain", SCENARIO, QUERY, "--json", "--format", form) == 2
    told = json.loads(capsys.readouterr().out)["errors"][0]
    assert told["got"] == f"--json asks for JSON and --format for {form}"
    assert told["do"] == "Leave one of them out."


def test_an_unknown_form_is_refused(capsys):
    assert call("explain", SCENARIO, QUERY, "--format", "pdf") == 2
    assert "--format" in capsys.readouterr().err


def test_a_fault_is_told_as_json_where_json_is_asked_for(capsys):
    assert call("explain", SCENARIO, "policy.cst", "--format", "json") == 2
    assert "cst" in json.loads(capsys.readouterr().out)["errors"][0]["got"]
    assert call("explain", SCENARIO, "policy.cst", "--format", "md") == 2
    assert "cst" in capsys.readouterr().err


def test_a_quiet_trace_is_none(capsys):
    for form in ("text", "md", "html"):
        assert call("explain", SCENARIO, QUERY, "--format", form, "--quiet") == 0
        assert capsys.readouterr().out == ""


def test_a_page_is_printed_in_utf8(capfdbinary):
    assert call("explain", SCENARIO, QUERY, "--format", "html", "--lang", "nb") == 0
    printed = capfdbinary.readouterr().out
    page = html.document_fromstring(printed.decode())
    assert page.get("lang") == "nb"
    assert plain(page.findtext("head/title")) == (
        f"Slik er {QUERY} regnet ut – Omsetningskrav for veitrafikk fra 3,5 til 5,5 %"
    )
    assert plain(page.find("body/header/h1").text_content()) == f"Slik er {QUERY} regnet ut"
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {one[1:] for one in page.xpath("//@href")} <= set(ids)
    assert page.xpath("//@src | //@style | //script | //link") == []


def test_what_was_told_before_leads_to_where(assessed):
    step = explain(assessed("norway-2015"), QUERY)
    page = html.document_fromstring(to_html(step, texts("en"), QUERY, "x").decode())
    again = [one for one in page.iter("a") if one.text_content() == "told above"]
    assert len(again) == sum(one.seen for one in every(step)) > 5
    for link in again:
        name = link.getparent().find("code").text_content()
        place = page.get_element_by_id(link.get("href")[1:])
        assert place.find(".//code").text_content() == name


def test_there_is_no_fifth_form(assessed):
    step = explain(assessed("norway-2015"), QUERY)
    with pytest.raises(ValueError, match="a trace has no form 'pdf'"):
        trace_as("pdf", step, assessed("norway-2015").scenario, QUERY, "en")


def test_every_language_has_the_same_words_of_traces():
    en, nb, nn = (texts(f"trace.{language}").words for language in ("en", "nb", "nn"))
    assert list(en) == list(nb) == list(nn)
    assert list(en["found"]) == list(nb["found"]) == list(nn["found"])
    for key in ("heading", "scenario"):
        assert {*re.findall("{.*?}", en[key])} == {*re.findall("{.*?}", nn[key])}


# Hostile words ----------------------------------------------------------------------------------

NASTY = [
    *(HOSTILE, "# x", "- x", "+ x", "1. x", "12) x", "> x", "    x", "===", "---", "* x", "~~~"),
    *("`` ` ``", "`", "``a", "a|b", "![x](y)", "https://example.org www.example.org a@b.no"),
    *("\\", "x\\", "a\n\nb\n# c", "<!-- x", "&copy;", "[x]: y", "__x__", "a_b_c", "~~x~~", ":x:"),
]


def hostile_step(words):
    given = Given(
        1.5, "Ml", "volume", source=words, locator=words, evidence="published", id=words, line=3
    )
    below = Step("name_ml", words, 1.5, "Ml", given=given)
    lost = Missing("price_cur_per_l", words)
    return Step("other_ml", words, None, words, lost, how="sum", inputs=(below, below))


@pytest.mark.parametrize("words", NASTY)
def test_markdown_shows_words_as_they_stand(words):
    written = to_markdown(hostile_step(words), texts("en"), words, words)
    page = read_markdown(written)
    assert {one.tag for one in page.iter(etree.Element)} <= {
        *("html", "body", "h1", "h2", "p", "ul", "ol", "li", "code", "strong", "br")
    }
    shown = plain(words)
    assert plain(page.find(".//h1").text_content()) == plain(f"How {shown} is worked out")
    assert plain(page.findall(".//p")[0].text_content()) == plain(f"Scenario: {shown}")
    outer, *inner = page.xpath("//ul/li")
    assert own_words(outer).startswith(plain(f"other_ml ({shown}) = missing {shown}"))
    assert len(inner) == 2
    assert own_words(inner[0]) == plain(
        f"name_ml ({shown}) = 1.5 Ml {shown}, line 3: [1], {shown}; published"
    )
    assert [plain(one.text_content()) for one in page.xpath("//ol/li")] == [shown]


@pytest.mark.parametrize("words", NASTY)
def test_markdown_links_to_nothing_where_addresses_become_links(words):
    reader = MarkdownIt("gfm-like", {"linkify": False}).enable(["table", "strikethrough"])
    page = html.document_fromstring(
        reader.render(to_markdown(hostile_step(words), texts("en"), words, words))
    )
    assert page.xpath("//a | //table | //s | //img") == []


@pytest.mark.parametrize("words", NASTY)
def test_a_page_shows_words_as_they_stand(words):
    page = html.document_fromstring(
        to_html(hostile_step(words), texts("en"), words, words).decode()
    )
    assert {str(one.tag) for one in page.iter(etree.Element)} <= {
        *("html", "head", "meta", "title", "style", "body", "header", "main", "h1", "h2", "p"),
        *("ul", "ol", "li", "code", "strong", "span", "a", "wbr", "details", "summary"),
    }
    assert [plain(one.text_content()) for one in page.xpath("//ol/li")] == [plain(words)]
    assert plain(page.find("body/header/h1").text_content()) == plain(f"How {words} is worked out")


def test_an_element_takes_texts_and_elements_in_their_order():
    made = tag("p", "a", None, tag("b", "b"), "c", "", tag("i"), "d", class_="x", id=None)
    assert etree.tostring(made) == b'<p class="x">a<b>b</b>c<i/>d</p>'
    assert writable("\ud800 \x1f æ\u202f") == "\ufffd \ufffd æ\u202f"


# Steps ------------------------------------------------------------------------------------------


def test_a_step_knows_which_number_it_is(assessed):
    step = explain(assessed("norway-2015"), "policy.extra_volume.ethanol")
    assert (step.name, step.key) == ("extra_volume_ml", Key("policy", "petrol", "", "ethanol"))
    told = Counter((one.name, one.key) for one in every(step) if not one.seen and not one.given)
    assert set(told.values()) == {1}


@pytest.mark.parametrize(
    "query", ["observed.cost.diesel/ucome@price gap", "E5 and B7.cost_per_litre.biofuel@bottom up"]
)
def test_a_fuel_that_is_not_sold_can_be_explained(query, assessed):
    told = "\n".join(to_lines(explain(assessed("norway-2015-alternatives"), query), texts("en")))
    assert "none of it is sold here" in told


def test_a_limit_of_what_comes_later_in_the_year_can_be_explained(assessed):
    found = assessed("norway-2015-timing")
    step = explain(found, "B before pumps are ready.rule_demand@hvo in B7")
    assert [one.about.split("; ")[1] for one in step.inputs] == ["2015-07-01/2015-12-31, 0.5 x"]


def test_what_an_average_carries_on_is_in_no_sum_of_its_parts(assessed):
    # The second half must make up for the first, so the halves together ask for more than the year.
    step = explain(assessed("norway-2015-timing"), "A.rule_demand@quota")
    assert step.how == ""
    assert [row.name for row in step.rows] == ["quota"]
    assert "level_share" in {one.name for one in step.inputs}
    fulfilled = explain(assessed("norway-2015-timing"), "A.rule_fulfilment@quota")
    assert fulfilled.how == "parts"
    assert sum(0.5 * one.value for one in fulfilled.inputs) == pytest.approx(fulfilled.value)


def test_by_how_much_a_rule_is_missed_leads_to_its_row(assessed):
    step = explain(assessed("measures"), "observed.shortfall_cost@greenhouse gas")
    (missed,) = [one for one in every(step) if one.name == "shortfall_t"]
    assert [row.name for row in missed.rows] == ["greenhouse gas"]
    assert missed.inputs


# The graph --------------------------------------------------------------------------------------

GRAPHED = [
    *("norway-2015", "norway-2015-alternatives", "norway-2015-timing", "norway-2015-appraisal"),
    *("norway-2023-least-cost", "norway-quota-history", "suppliers", "measures", "pump", "taxes"),
    *("years", "choice", "double-counting"),
]
FROM_PROGRAM = ("marginal_cost_per_tonne", "marginal_energy_cost", "certificates_sold")


@pytest.mark.parametrize("name", GRAPHED)
def test_every_row_has_a_trace_that_says_its_value(name, assessed):
    found = assessed(name)
    traces = Traces(found)
    ids = [traces.of(row) for row in found.rows]
    told = {one.id: one for one in traces.told(one for one in ids if one)}
    for row, id_ in zip(found.rows, ids, strict=True):
        step = told[id_].step
        if row.value is None:
            assert step.value is None, row
        else:
            assert step.value == pytest.approx(row.value, rel=1e-9, abs=1e-9), row
        assert step.unit == row.unit, row


@pytest.mark.parametrize("name", GRAPHED)
def test_each_number_of_a_graph_is_told_once_and_can_be_told_from_the_others(name, assessed):
    found = assessed(name)
    traces = Traces(found)
    told = traces.told(filter(None, map(traces.of, found.rows)))
    ids = {one.id for one in told}
    assert len(ids) == len(told)
    assert {below for one in told for below in one.inputs} <= ids
    # What is given of a grade goes by the name of a result of it.
    names = Counter((one.step.name, one.step.about) for one in told if not one.step.given)
    assert [one for one, count in names.items() if count > 1] == []
    for one in told:
        said = one.step
        known = said.equation or said.given or said.how or said.rows or said.why_missing
        # A fuel that nobody chose has no row that says why.
        assert known or one.inputs or said.value == 0, one


def test_a_graph_leads_where_a_trace_does(assessed):
    found = assessed("norway-2015")
    traces = Traces(found)
    row = found.value("cost", "policy", "biofuel", detail="abatement cost").row
    told = {one.id: one for one in traces.told([traces.of(row)])}
    step = explain(found, "policy.cost.biofuel@abatement cost")
    in_trace = {(one.name, one.key, one.value) for one in every(step)}
    assert {(one.step.name, one.step.key, one.step.value) for one in told.values()} == in_trace


def test_ids_are_short_and_in_the_order_of_asking(assessed):
    found = assessed("norway-2015")
    traces = Traces(found)
    # What is the sum of one number is that number.
    fuels = ("ethanol", "fame", "petrol", "diesel", "total")
    of_these = (row for row in found.rows if row.component in fuels and not row.grade)
    asked = [row for row in of_these if row.variable == "extra_volume"]
    assert [traces.of(row) for row in asked] == [f"t{at + 1}" for at in range(len(asked))]
    assert [traces.of(row) for row in asked] == [f"t{at + 1}" for at in range(len(asked))]
    first = traces.told(["t1"])
    assert first == traces.told(["t1"])
    assert first[0].id == "t1"


@pytest.mark.parametrize("id_", ["", "t0", "t-1", "t1x", "x1", "t999999", "t²"])
def test_an_id_of_no_number_is_refused(id_, assessed):
    traces = Traces(assessed("norway-2015"))
    with pytest.raises(KeyError, match="there is no trace"):
        traces.told([id_])


def test_years_and_parts_of_a_year_keep_apart(assessed):
    found = assessed("years")
    traces = Traces(found)
    rows = [
        row
        for row in found.rows
        if (row.variable, row.case, row.component) == ("volume", "policy", "ethanol")
        and not row.grade
    ]
    assert len({traces.of(row) for row in rows}) == len(rows) == len(found.years)
    told = {one.id: one.step for one in traces.told(map(traces.of, rows))}
    assert all(told[traces.of(row)].about.endswith(f"; {row.year}") for row in rows)


def test_an_amount_of_a_part_of_a_year_is_its_rate_by_its_share_of_the_months(assessed):
    found = assessed("norway-2015-timing")
    traces = Traces(found)
    row = next(
        one
        for one in found.rows
        if (one.variable, one.case, one.component) == ("volume", "A", "ethanol")
        and one.period
        and not one.grade
    )
    node, rate, *_ = traces.told([traces.of(row)])
    assert (node.step.how, node.inputs) == ("part", (rate.id,))
    assert node.step.value == pytest.approx(row.value)
    assert rate.step.value == pytest.approx(2 * row.value)
    assert rate.step.about.endswith("; 2015-01-01/2015-06-30, 0.5 x")


def test_what_is_read_off_the_program_says_so(assessed):
    found = assessed("suppliers")
    traces, words = Traces(found), texts("en")
    for variable in (*FROM_PROGRAM, "rule_binds", "certificate_payment", "gain_from_trade"):
        row = next(one for one in found.rows if one.variable == variable)
        node = traces.told([traces.of(row)])[0]
        assert node.step.how == variable
        lines = list(to_lines(node.step, words))
        assert "read off the least-cost answer" in lines[1]


def test_many_traces_are_quick(assessed):
    one, many = assessed("norway-2015"), assessed("norway-2015-alternatives")
    started = time.process_time()
    for found, rows in ((one, one.rows[:400]), (many, many.rows)):
        traces = Traces(found)
        traces.told(filter(None, map(traces.of, rows)))
    # It takes a third of that, so that a slow machine does not fail.
    assert time.process_time() - started < 2.0


def test_a_present_value_is_the_sum_of_what_each_year_is_worth(assessed):
    assessment = assessed("norway-2010-2030")
    step = explain(assessment, "quota.present_value@bottom up")
    assert step.how == "sum"
    assert len(step.inputs) == 21
    assert sum(one.value for one in step.inputs) == pytest.approx(step.value, rel=1e-12)
    assert explain(assessment, "quota.present_value").value == step.value
    with pytest.raises(ScenarioError, match="no present_value at"):
        explain(assessment, "quota.present_value@by hand")
