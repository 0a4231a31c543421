"""Every language has the same keys and the same places to fill in."""

import re
from collections.abc import Iterator

import pytest

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.equations import EQUATIONS
from biofuel_mandate.explain import explain
from biofuel_mandate.languages import LANGUAGES
from biofuel_mandate.library import read_topic
from biofuel_mandate.library.catalogue import topics
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.notes import notes
from biofuel_mandate.report.numbers import shown
from biofuel_mandate.report.summary import to_markdown
from biofuel_mandate.report.texts import _words as words_of
from biofuel_mandate.report.texts import equation_title, pathway_label, texts, topic_about
from biofuel_mandate.report.trace import to_lines

SCENARIO = "scenarios/norway-2015.yaml"


def leaves(words: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(words, dict):
        for key, inner in words.items():
            yield from leaves(inner, f"{path}.{key}")
    else:
        yield path, str(words)


@pytest.mark.parametrize(
    "family",
    [
        *("", "air.", "charts.", "charts-by-year.", "commands.", "compare.", "consumers."),
        *(
            "appendix.",
            "published.",
            "rules.",
            "solve-for.",
            "sweep.",
            "trace.",
            "uncertainty.",
            "years.",
        ),
    ],
)
def test_every_language_has_the_same_keys_and_fields(family):
    en, *others = (
        {
            path: set(re.findall(r"{(\w+)}", text))
            for path, text in leaves(words_of(family + lang))
            # A currency may go by its code.
            if not path.startswith(".currency.")
        }
        for lang in LANGUAGES
    )
    for other in others:
        assert en == other


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


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_equation_has_a_norwegian_title(language):
    titles = {name: equation_title(equation, language) for name, equation in EQUATIONS.items()}
    assert set(titles) == set(words_of(f"equations.{language}"))
    assert all(titles[name] != equation.title for name, equation in EQUATIONS.items())


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_pathway_has_a_norwegian_label(language):
    directives = [name.partition("/")[2] for name in topics() if name.startswith("pathways/")]
    labels: dict[str, dict[str, str]] = {}
    for directive in directives:
        for name, item in read_topic(f"pathways/{directive}").items.items():
            labels.setdefault(name, {})[directive] = item["label"]
            assert pathway_label(name, directive, "en") == item["label"]
    norwegian = words_of(f"pathways.{language}")
    assert set(norwegian) == set(labels)
    for name, english in labels.items():
        # One label for all directives, or one for each where they differ.
        own = norwegian[name]
        assert (set(own) if isinstance(own, dict) else 1) == (
            set(english) if len(set(english.values())) > 1 else 1
        )
        found = [pathway_label(name, directive, language) for directive in english]
        assert not re.search(r"\b(of|the|and|in|no|not|from)\b", " ".join(found))


def test_every_topic_and_category_has_words():
    for language in ("nb", "nn"):
        assert set(words_of(f"topics.{language}")) == set(topics())
        assert all(topic_about(topic, language) != topic_about(topic, "en") for topic in topics())
    categories = load_scenario(SCENARIO).library.categories()
    for language in LANGUAGES:
        assert set(texts(language).words["category"]) == set(categories)


@pytest.mark.parametrize(
    ("text", "en", "nb"),
    [
        ("5.5 %", "5.5 %", "5,5 %"),
        ("69.65390440 Ml", "69.65390440 Ml", "69,65390440 Ml"),
        ("-2.5e-3 NOK/l", "−2.5e−3 NOK/l", "−2,5e−3 NOK/l"),
        ("2175 NOK/t", "2175 NOK/t", "2175 NOK/t"),
        ("", "0.25", "0,25"),
    ],
)
def test_what_was_given_has_the_languages_decimal_mark(text, en, nb):
    given = Given(0.25, "1", "share", text=text)
    assert (texts("en").written(given), texts("nb").written(given)) == (en, nb)


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
    assert "ligning" in told
    assert not re.search(r"= -?\d+\.\d", told)
    for english in ("equation", " of ", "sum of", "solved", "share of", "litres", "row:", " the "):
        assert english not in told, english


def test_the_norwegian_summary_is_norwegian():
    page = to_markdown(assess(load_scenario(SCENARIO)), "nb")
    assert "# Omsetningskrav for veitrafikk fra 3,5 til 5,5 %" in page
    assert "52,3" in page
    for english in ("against", "missing", "saving", "Headlines", "met |", "unverified"):
        assert english not in page.partition("## Verdier")[0], english
    assert "| cases.policy.quota | 5,5 % |" in page
    assert "etanol er «Etanol av hvete, naturgass i kraftvarmeverk»" in page
    assert not re.search(r"\| -?\d+\.\d+", page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_begins_with_a_capital_letter(language, assessed):
    told = notes(assessed("norway-2015-alternatives"), texts(language))
    assert [note for note in told if note[0].islower()] == []


@pytest.mark.parametrize(("language", "told"), [("en", "4.5 %"), ("nb", "4,5 %")])
def test_an_override_is_told_with_the_languages_decimal_mark(language, told, variant):
    limit = {"E5.ethanol.greatest_volume_share": {"value": "4.5 %", "source": "An agreement"}}
    changes = {"overrides": limit, "cases/policy/fulfil/petrol": {"ethanol": "4 %"}}
    scenario = load_scenario(variant("norway-2015", {**changes, "published": None}))
    assert any(
        f"= {told} (An agreement)" in note for note in notes(assess(scenario), texts(language))
    )
