"""Pages in a real browser: what axe finds wrong with them, the keyboard, and the screen's width.

Neither is a dependency: CHROMIUM names the browser, AXE the file axe.min.js of axe-core.
"""

import json
import os
from pathlib import Path

import pytest
from documents import sample
from external.browser import Browser

from biofuel_mandate.cli import main
from biofuel_mandate.report.appendix.files import appendix_files
from biofuel_mandate.report.document.html import to_html
from biofuel_mandate.report.trace.graph import Traces

RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")
WIDTHS = (1280, 360)
QUERY = "policy.cost.ethanol@abatement cost"
OPEN = "document.getElementById('page_dialog').open"
# What has the keyboard, as a person would know it.
ACTIVE = "document.activeElement.getAttribute('href') || document.activeElement.tagName"


@pytest.fixture(scope="module")
def pages(assessed, tmp_path_factory):
    """Write the pages and return where each is."""
    folder = tmp_path_factory.mktemp("pages")
    found = assessed("norway-2015")
    traces = Traces(found)
    asked = [row for row in found.rows if row.variable in ("extra_volume", "cost") and row.value]
    assert [traces.of(row) for row in asked[:3]] == ["t1", "t2", "t3"]
    (folder / "report.html").write_bytes(to_html(sample(b""), traces))
    return folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    program = os.environ.get("CHROMIUM", "")
    assert Path(program).is_file(), "set CHROMIUM to the program of the browser, as .ci/run does"
    with Browser(program, tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="module")
def axe():
    file = os.environ.get("AXE", "")
    assert Path(file).is_file(), "set AXE to axe.min.js of axe-core, as .ci/run does"
    return Path(file).read_text(encoding="utf-8")


@pytest.fixture
def explained(pages, capfdbinary):
    """Write a page of ``explain`` and return where it is."""
    words = ("explain", "scenarios/norway-2015.yaml", QUERY, "--format", "html", "--lang", "nb")
    with pytest.raises(SystemExit, match="0"):
        main(words)
    (pages / "explain.html").write_bytes(capfdbinary.readouterr().out)
    return pages / "explain.html"


def violations(browser, axe):
    """Return what axe finds wrong with what is shown, and how much it looked at."""
    browser.run(f"{axe};true")
    asked = json.dumps({"runOnly": {"type": "tag", "values": RULES}})
    told = browser.run(f"axe.run(document, {asked})")
    assert len(told["passes"]) > 20
    return [
        (one["id"], one["help"], [node["html"][:200] for node in one["nodes"][:5]])
        for one in told["violations"]
    ]


def press_until(browser, key, wanted, most=60):
    """Press a key until an expression holds; fail when it never does."""
    for _ in range(most):
        browser.press(key)
        if browser.run(wanted):
            return
    pytest.fail(f"{most} times {key}, and never {wanted}")


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_wrong_with_a_document(browser, axe, pages, width):
    browser.open(pages / "report.html", width)
    assert violations(browser, axe) == []


@pytest.mark.parametrize(("language", "width"), [("nb", WIDTHS[0]), ("en", WIDTHS[1])])
def test_axe_finds_nothing_wrong_with_an_appendix(
    browser, axe, assessed, tmp_path, language, width
):
    files = appendix_files(assessed("norway-2015"), language)
    (tmp_path / "report.html").write_bytes(files["report.html"])
    browser.open(tmp_path / "report.html", width)
    assert violations(browser, axe) == []
    # The number that a reader sees first opens the trace that explain prints of it.
    browser.run("document.querySelector('main a.number').click()")
    browser.wait_for(OPEN)
    assert "volume" in browser.run("document.querySelector('dialog .body').innerText")
    assert violations(browser, axe) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_wrong_with_an_open_trace(browser, axe, pages, width):
    browser.open(pages / "report.html", width)
    browser.run("document.querySelector('a.number').click()")
    browser.run("document.querySelectorAll('dialog details').forEach(one => one.open = true)")
    browser.wait_for("document.querySelector('dialog details .told')")
    assert browser.run(OPEN)
    assert violations(browser, axe) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_wrong_with_a_page_of_explain(browser, axe, explained, width):
    browser.open(explained, width)
    assert violations(browser, axe) == []


def test_axe_would_find_what_is_wrong(browser, axe, pages):
    browser.open(pages / "report.html")
    browser.run("document.querySelector('a.number').removeAttribute('aria-label')")
    browser.run("document.querySelector('a.number').textContent = ''")
    browser.run("document.documentElement.removeAttribute('lang')")
    assert {"link-name", "html-has-lang"} <= {name for name, *_ in violations(browser, axe)}


def test_a_trace_opens_and_closes_by_keyboard(browser, pages):
    browser.open(pages / "report.html")
    press_until(browser, "Tab", "document.activeElement.matches('a.number')")
    number = browser.run("document.activeElement.id")
    assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.press("Enter")
    assert browser.run(OPEN)
    assert browser.run("document.activeElement.textContent") == "Lukk"
    # What is behind it is out of reach: the keyboard stays inside.
    for _ in range(12):
        browser.press("Tab")
        assert not browser.run("Boolean(document.activeElement.closest('main'))")
    browser.press("Escape")
    assert not browser.run(OPEN)
    assert browser.run("document.activeElement.id") == number


def test_what_a_number_is_made_of_unfolds_by_keyboard(browser, pages):
    browser.open(pages / "report.html")
    browser.run("document.querySelector('a.number').focus()")
    browser.press("Enter")
    press_until(browser, "Tab", "document.activeElement.tagName == 'SUMMARY'", 6)
    assert browser.run("document.querySelectorAll('dialog details').length") > 0
    before = browser.run("document.querySelector('dialog .body').innerText.length")
    browser.press("Enter")
    assert browser.run("document.activeElement.parentElement.open")
    browser.wait_for(f"document.querySelector('dialog .body').innerText.length > {before}")
    # Nothing in it stands there twice, nor under an id that is taken.
    assert browser.run("document.querySelectorAll('dialog .body [id]').length") == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_a_click_beside_the_trace_closes_it(browser, pages, width):
    browser.open(pages / "report.html", width)
    browser.run("document.querySelector('a.number').click()")
    browser.click(width / 2, 450)
    assert browser.run(OPEN)
    browser.click(width / 2, 5)
    assert not browser.run(OPEN)
    assert browser.run("document.activeElement.matches('a.number')")


def test_the_button_closes_the_trace(browser, pages):
    browser.open(pages / "report.html")
    browser.run("document.querySelector('a.number').click()")
    browser.press("Enter")
    assert not browser.run(OPEN)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_document_is_no_wider_than_the_screen(browser, pages, width):
    browser.open(pages / "report.html", width)
    assert browser.run("document.documentElement.scrollWidth") <= width
    browser.run("document.querySelector('a.number').click()")
    assert browser.run("document.querySelector('dialog').scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_of_explain_is_no_wider_than_the_screen(browser, explained, width):
    browser.open(explained, width)
    assert browser.run("document.documentElement.scrollWidth") <= width


def test_what_is_wider_than_the_screen_is_reached_by_keyboard(browser, pages):
    script = "[...document.querySelectorAll('.scroll')].map(one => [one.tabIndex, {}])"
    wider = "one.scrollWidth > one.clientWidth"
    browser.open(pages / "report.html", 360)
    narrow = browser.run(script.format(wider))
    assert any(is_wider for _, is_wider in narrow)
    assert all((at == 0) == is_wider for at, is_wider in narrow)
    browser.open(pages / "report.html", 2000)
    assert any(at == -1 for at, _ in browser.run(script.format(wider)))


def test_pages_ask_the_network_for_nothing_and_break_none_of_their_own_rules(
    browser, pages, explained
):
    for page in (pages / "report.html", explained):
        browser.open(page)
        assert browser.asked_for() == [page.as_uri()]
        assert browser.complaints() == []


def test_hostile_words_run_nothing(browser, pages):
    browser.open(pages / "report.html")
    assert not any(one.get("method") == "Page.javascriptDialogOpening" for one in browser.events)
    assert browser.run("document.scripts.length") == 1
    assert "<script>alert(1)</script>" in browser.run("document.querySelector('main').innerText")


def test_a_script_that_is_not_the_pages_own_does_not_run(browser, pages):
    browser.open(pages / "report.html")
    browser.run(
        "(() => { const one = document.createElement('script');"
        " one.textContent = 'document.title = \"taken\"'; document.body.append(one); })()"
    )
    assert browser.run("document.title") != "taken"
