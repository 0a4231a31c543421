"""The worked example says what the model says now: its text, its numbers and its structure."""

import csv
import io
import re
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from lxml import etree

from biofuel_mandate.report.docs import EXAMPLE, example

RENEW = "renew it: python -m biofuel_mandate.report.docs"
NUMBER = re.compile(r"[−-]?\d+(?:[ \u202f\u00a0]\d{3})*(?:,\d+)?")


@pytest.fixture(scope="module")
def made():
    return example()


def kept(name):
    return (EXAMPLE / name).read_bytes()


def pages(content):
    return [page.get_text() for page in pymupdf.open(stream=content)]


def numbers(text):
    found = (re.sub(r"\s", "", one) for one in NUMBER.findall(text))
    return [float(one.replace("−", "-").replace(",", ".")) for one in found]


def outline(content):
    return [(level, title) for level, title, _ in pymupdf.open(stream=content).get_toc()]


def tags(content):
    """Return how often each kind of tag stands in the PDF, and the alternative texts."""
    counts, texts = {}, []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one:
                counts[str(one["/S"])] = counts.get(str(one["/S"]), 0) + 1
                texts += [str(one["/Alt"])] if "/Alt" in one else []
    return counts, sorted(texts)


def test_it_holds_the_appendix_and_its_charts(made):
    assert sorted(path.name for path in EXAMPLE.iterdir()) == sorted(made), RENEW


def test_the_summary_is_current(made):
    assert kept("summary.md") == made["summary.md"], RENEW


def test_the_text_of_the_appendix_is_current(made):
    assert pages(kept("report.pdf")) == pages(made["report.pdf"]), RENEW


def test_the_numbers_of_the_appendix_are_current(made):
    found, now = (numbers(" ".join(pages(one))) for one in (kept("report.pdf"), made["report.pdf"]))
    assert len(found) > 1000
    assert found == pytest.approx(now, rel=1e-9), RENEW


def test_the_results_are_current(made):
    found, now = (
        list(csv.DictReader(io.StringIO(one.decode())))
        for one in (kept("results.csv"), made["results.csv"])
    )
    assert len(found) == len(now), RENEW
    for one, other in zip(found, now, strict=True):
        assert {**one, "value": ""} == {**other, "value": ""}
        assert bool(one["value"]) == bool(other["value"]), RENEW
        if one["value"]:
            value = pytest.approx(float(other["value"]), rel=1e-9, abs=1e-9)
            assert float(one["value"]) == value, RENEW


def test_the_structure_of_the_appendix_is_current(made):
    assert outline(kept("report.pdf")) == outline(made["report.pdf"]), RENEW
    assert tags(kept("report.pdf")) == tags(made["report.pdf"]), RENEW
    counts, texts = tags(kept("report.pdf"))
    assert len(texts) >= 6
    assert counts["/TH"] > 50
    assert counts["/Table"] > 10


@pytest.mark.parametrize("path", sorted(EXAMPLE.glob("*.svg")), ids=lambda path: Path(path).stem)
def test_the_charts_are_current(made, path):
    def said(content):
        return [text for text in etree.fromstring(content).itertext() if text.strip()]

    assert said(kept(path.name)) == said(made[path.name]), RENEW
