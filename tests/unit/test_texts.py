"""Every language has the same keys and the same places to fill in."""

import re
from collections.abc import Iterator

import pytest

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.equations import EQUATIONS
from biofuel_mandate.explain import explain
from biofuel_mandate.report.numbers import shown
from biofuel_mandate.report.summary import to_markdown
from biofuel_mandate.report.texts import _words as words_of
from biofuel_mandate.report.texts import equation_title, texts
from biofuel_mandate.report.trace import to_lines

LANGUAGES = ("en", "nb")


def leaves(words: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(words, dict):
        for key, inner in words.items():
            yield from leaves(inner, f"{path}.{key}")
    else:
        yield path, str(words)


def test_every_language_has_the_same_keys_and_fields():
    fields = [
        {path: set(re.findall(r"{(\w+)}", text)) for path, text in leaves(texts(lang).words)}
        for lang in LANGUAGES
    ]
    assert fields[0] == fields[1]


@pytest.mark.parametrize(
    ("value", "decimals", "en", "nb"),
    [
        (162134.99, 0, "162,135", "162\u202f135"),
        (-0.04, 1, "0.0", "0,0"),
        (-1.25, 1, "−1.3", "−1,3"),
        (0.125, 2, "0.13", "0,13"),
        (None, 2, "missing", "mangler"),
    ],
)
def test_numbers_are_rounded_half_up_in_the_languages_marks(value, decimals, en, nb):
    assert (shown(value, decimals, texts("en")), shown(value, decimals, texts("nb"))) == (en, nb)


def test_every_equation_has_a_norwegian_title():
    titles = {name: equation_title(equation, "nb") for name, equation in EQUATIONS.items()}
    assert set(titles) == set(words_of("equations.nb"))
    assert all(titles[name] != equation.title for name, equation in EQUATIONS.items())


@pytest.mark.parametrize(
    "query",
    [
        *("policy.cost.biofuel@bottom up", "policy.volume.fame", "reference.volume.fame"),
        *("policy.rule_slack@quota", "policy.life_cycle_reduction.fame@saving 50 %"),
    ],
)
def test_a_norwegian_trace_is_norwegian(assessed, query):
    lines = list(to_lines(explain(assessed("norway-2015"), query), texts("nb")))
    told = "\n".join(lines).partition("\nKilder")[0]
    assert "likning" in told
    assert not re.search(r"= -?\d+\.\d", told)
    for english in ("equation", " of ", "sum of", "solved", "share of", "litres", "row:", " the "):
        assert english not in told, english


def test_the_norwegian_summary_is_norwegian():
    page = to_markdown(assess(load_scenario("scenarios/norway-2015.yaml")), "nb")
    assert "# Omsetningskrav for veitrafikk fra 3,5 til 5,5 %" in page
    assert "52,3" in page
    for english in ("against", "missing", "saving", "Headlines", "met |", "unverified"):
        assert english not in page.partition("## Verdier")[0], english
