"""Supply curves and abatement cost curves: their numbers, their words, and how they are drawn."""

from itertools import combinations
from xml.etree import ElementTree

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from biofuel_mandate import assess, load_scenario
from biofuel_mandate.merit import SHORTFALL, SPARE, USED, abatement, leading_rule, merit_order
from biofuel_mandate.report.charts import CHARTS, CURVES, charts_of, curve_panels, draw
from biofuel_mandate.report.charts.canvas import own_settings
from biofuel_mandate.report.charts.chart import compose_curve
from biofuel_mandate.report.charts.curve_words import CurveWords
from biofuel_mandate.report.render import chart_files

SCENARIOS = ("least-cost", "suppliers", "measures")


def steps(curve, kind=USED):
    return {
        (step.component, step.part, step.number): step for step in curve.steps if step.kind == kind
    }


# Numbers -----------------------------------------------------------------------------------


def test_a_step_is_what_suppliers_pay_beyond_the_fossil_fuel_it_replaces(assessed):
    found = steps(merit_order(assessed("least-cost"), "cheap"))
    # 17 + 2.92 NOK/l, less 34 / 36.288 of a litre of diesel at 7.5 + 2.92 NOK/l.
    assert found["hvo", "", ""].cost == pytest.approx(19.92 - 34 / 36.288 * 10.42)
    assert found["ethanol", "", ""].cost == pytest.approx(10 - 21.15936 / 32.5008 * 11.2)
    # What counts twice costs half as much per litre that counts.
    above, below = (found["ucome", part, ""].cost for part in ("above", ""))
    assert above == pytest.approx(below / 2)
    assert found["ucome", "above", ""].rules == ("advanced",)


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_sold_comes_to_what_the_rule_counts(assessed, name):
    found = assessed(name)
    for case, shape in found.scenario.structure.cases.items():
        if not shape.is_least_cost:
            continue
        curve = merit_order(found, case)
        row = next(r for r in found.evaluation.solution(case).system.rules if r.name == curve.rule)
        slack = found.value("rule_slack", case, rule=row.name, detail=row.kind)
        met = sum(step.amount for step in curve.steps if step.kind == USED)
        assert met == pytest.approx(curve.demand + slack)
        paid = sum(step.amount for step in curve.steps if step.kind == SHORTFALL)
        assert paid == pytest.approx(max(0.0, -slack), abs=1e-6)
        kinds = [step.kind for step in curve.steps]
        assert kinds == sorted(kinds, key=[USED, SHORTFALL, SPARE].index)
        for kind in (USED, SPARE):
            costs = [step.cost for step in curve.steps if step.kind == kind]
            assert costs == sorted(costs)


def test_the_price_is_the_height_of_the_last_step_where_nothing_else_binds(variant):
    changes = {
        "cases/only": {"fulfil": "least cost", "rules": ["advanced"]},
        "rules/advanced/counts": ["annex-ix-a"],
    }
    found = assess(load_scenario(variant("least-cost", changes)))
    curve = merit_order(found, "only")
    last = [step for step in curve.steps if step.kind == USED][-1]
    # But for the fossil litres that the share is no longer of: a litre of HVO is 34 MJ.
    of_less = 1 - 0.125 * (1 - 34 / 36.288)
    assert curve.prices[""] == pytest.approx(last.cost / of_less)


def test_a_supply_curve_has_a_step_a_price_and_what_is_left_of_the_last(assessed):
    curve = merit_order(assessed("measures"), "cheap")
    used, spare = steps(curve), steps(curve, SPARE)
    assert [number for name, _, number in used if name == "hvo"] == ["1", "2", "3"]
    assert used["hvo", "", "1"].amount == pytest.approx(used["hvo", "", "2"].amount)
    last = used["hvo", "", "3"].amount + spare["hvo", "", "3"].amount
    assert last == pytest.approx(1.5 * used["hvo", "", "1"].amount)
    # The supply of UCOME is used up, and the grade limit on ethanol too.
    assert not {"ucome", "ethanol"} & {name for name, _, _ in spare}


def test_room_under_one_limit_is_given_out_once(variant):
    changes = {"cases/cheap/levels": {"quota": "2 %", "advanced": "1 %"}}
    found = assess(load_scenario(variant("least-cost", changes)))
    curve = merit_order(found, "cheap")
    in_b7 = sum(
        step.amount / (2 if step.part else 1)
        for step in curve.steps
        if step.component in ("fame", "ucome")
    )
    # 7 % of the diesel's litres, whichever of the two fills it.
    assert in_b7 <= 0.07 * 3000


def test_what_is_bought_out_is_a_step_at_its_price(assessed):
    curve = merit_order(assessed("measures"), "strict")
    paid = next(step for step in curve.steps if step.kind == SHORTFALL)
    assert paid.cost == pytest.approx(6000)
    assert curve.prices[""] == pytest.approx(6000)


def test_suppliers_that_pay_alike_share_a_step(assessed):
    found = assessed("suppliers")
    alone = merit_order(found, "alone")
    assert {step.suppliers for step in alone.steps if step.component == "hvo"} >= {
        ("Alfa",),
        ("Beta",),
    }
    assert all(step.suppliers == () for step in alone.steps if step.component == "ethanol")
    assert list(alone.prices) == ["Alfa", "Beta"]
    assert list(merit_order(found, "together").prices) == [""]


def test_the_rule_a_case_turns_on_is_the_quota_that_binds(assessed):
    found = assessed("measures")
    assert leading_rule(found.evaluation.solution("cheap")).name == "greenhouse gas"
    assert merit_order(found, "observed") is None


def test_an_abatement_step_is_social_cost_by_life_cycle_tonne(assessed):
    found = assessed("least-cost")
    curve = abatement(found, "cheap")
    hvo = steps(curve)["hvo", "", ""]
    litres = found.value("volume", "cheap", "hvo")
    tonnes = 34 * litres * 94 * 0.8
    assert hvo.amount == pytest.approx(tonnes)
    # Without taxes: 17 NOK/l for HVO, 7.5 for diesel.
    assert hvo.cost == pytest.approx((17 - 34 / 36.288 * 7.5) * litres * 1e6 / tonnes)
    whole = sum(step.cost * step.amount for step in curve.steps)
    assert curve.average == pytest.approx(whole / curve.tonnes)


def test_biofuels_without_a_saving_are_left_out_by_name(variant):
    changes = {"biofuels/ucome": {"fuel": "fame", "category": "annex-ix-b"}}
    found = assess(load_scenario(variant("least-cost", changes)))
    curve = abatement(found, "cheap")
    assert curve.no_saving == ("diesel/ucome",)
    assert "Left out, for want of a sourced saving: UCOME." in draw("marginal-abatement", found).alt


def test_a_curve_is_drawn_a_little_beyond_what_is_asked_for(assessed):
    panel = curve_panels("merit-order", assessed("least-cost"))[0]
    assert panel.reach == pytest.approx(1.3 * panel.demand)
    assert panel.drawn[-1][2] == panel.reach
    (step, more) = panel.beyond[0]
    assert (step.component, step.part) == ("hvo", "above")
    assert more == pytest.approx(step.amount - 0.3 * panel.demand)


def test_tonnes_are_shown_in_thousands(assessed):
    panel = curve_panels("merit-order", assessed("measures"))[0]
    assert (panel.unit, panel.money) == ("kt", "¤/t")
    assert panel.demand == pytest.approx(1129.153, abs=1e-3)


def test_only_least_cost_has_curves(assessed):
    assert charts_of(assessed("norway-2015")) == CHARTS
    assert charts_of(assessed("measures")) == CHARTS + CURVES
    assert curve_panels("merit-order", assessed("norway-2015")) == ()
    with pytest.raises(KeyError, match="pie"):
        curve_panels("pie", assessed("measures"))


def test_a_run_writes_the_curves_in_every_format(assessed):
    files = chart_files(assessed("least-cost"), "nb")
    names = {f"chart-{name}.{form}" for name in CURVES for form in ("svg", "pdf", "png")}
    assert names <= set(files)
    assert files["chart-merit-order.pdf"].startswith(b"%PDF")


# Words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "language", "titles"),
    [
        (
            "least-cost",
            "en",
            [
                "One more counted litre of “quota” costs 5.12 NOK",
                "A life-cycle tonne costs society 2,272 to 3,901 NOK to avoid, 3,255 on average",
            ],
        ),
        (
            "measures",
            "nb",
            [
                "Ett medregnet tonn til i «greenhouse gas» koster 2\u202f872 til 6\u202f000 kroner",
                "Et tonn over livsløpet koster samfunnet 2\u202f773 til 3\u202f483 kroner "
                "å unngå i snitt",
            ],
        ),
    ],
)
def test_titles_say_what_is_seen(assessed, name, language, titles):
    assert [draw(curve, assessed(name), language).title for curve in CURVES] == titles


def test_a_rule_that_does_not_bind_costs_nothing(variant):
    found = assess(load_scenario(variant("least-cost", {"cases/cheap/levels": {"quota": "1 %"}})))
    changes = {"cases/cheap/levels": {"quota": "0 %", "advanced": "0 %"}}
    idle = assess(load_scenario(variant("least-cost", changes)))
    assert "“advanced”" in draw("merit-order", found).title
    assert draw("merit-order", idle).title == "“quota” does not bind: one more litre costs nothing"


def test_the_alternative_text_holds_every_number(assessed):
    found = assessed("measures")
    for curve in CURVES:
        words, drawn = CurveWords(curve, found, "en"), draw(curve, found)
        for panel in words.panels:
            for step in panel.steps:
                assert words.label(panel, step) in drawn.alt
            for of, value in panel.levels.items():
                assert f"{words.level(panel, of)} {words.cost(panel, value)}" in drawn.alt
    assert "taxes included" in draw("merit-order", found).alt
    assert "without taxes" in draw("marginal-abatement", found).alt
    assert "Life-cycle account (global)" in draw("marginal-abatement", found).alt
    assert "Further to the right more could be had: HVO (step 3) (98.1 kt of CO₂)" in (
        draw("merit-order", found).alt
    )


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("curve", CURVES)
def test_a_norwegian_curve_is_norwegian(assessed, name, curve):
    drawn = draw(curve, assessed(name), "nb")
    said = " ".join(ElementTree.fromstring(drawn.svg).itertext())
    for english in (
        " above ",
        "step",
        "litres",
        "Certificate",
        "asks",
        "tonne ",
        "costs",
    ):
        assert english not in said, english


# Looks -------------------------------------------------------------------------------------


def sheet(assessment, curve, language, width):
    with own_settings():
        figure = compose_curve(CurveWords(curve, assessment, language), width).figure
        figure.set_dpi(288)
        renderer = FigureCanvasAgg(figure).get_renderer()
        found = [
            (text.get_text(), tuple(side / 4 for side in text.get_window_extent(renderer).extents))
            for text in figure.findobj(Text)
            if text.get_text()
        ]
        coloured = [box for box in figure.findobj(Rectangle) if box.get_width()]
    return tuple(72 * inches for inches in figure.get_size_inches()), found, coloured


def overlap(one, other, by):
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > by
        and min(one[3], other[3]) - max(one[1], other[1]) > by
    )


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("name", [*SCENARIOS, "many"])
@pytest.mark.parametrize(("language", "width"), [("en", 160), ("nb", 160), ("nb", 80), ("en", 70)])
def test_nothing_is_clipped_or_overlaps(assessed, many, curve, name, language, width):
    found = many if name == "many" else assessed(name)
    (wide, high), said, _ = sheet(found, curve, language, width)
    for text, (left, bottom, right, top) in said:
        assert left >= 1, text
        assert right <= wide - 1, text
        assert bottom >= 0, text
        assert top <= high, text
    for (one, at), (other, there) in combinations(said, 2):
        assert not overlap(at, there, 1.0), (one, other)


@pytest.fixture(scope="module")
def many(variant):
    changes = {}
    for number in range(1, 8):
        name = f"hvo {number}"
        category = "oil-crops" if number % 2 else "annex-ix-a"
        changes |= {
            f"biofuels/{name}": {"fuel": "hvo", "category": category, "saving": "70 %"},
            f"market/diesel/blend/{name}": "0 %",
            f"costs/price/{name}": f"{9 + number} NOK/l",
            f"costs/taxes/road/{name}": "2.92 NOK/l",
            f"supply/{name}": {"available": f"{8 + 6 * number} Ml"},
        }
    return assess(load_scenario(variant("least-cost", changes)))


def test_every_step_is_named_where_it_stands(many):
    for curve in CURVES:
        words = CurveWords(curve, many, "en")
        _, said, _ = sheet(many, curve, "en", 80)
        texts = [text for text, _ in said]
        for panel in words.panels:
            for step, _, _ in panel.drawn:
                assert words.label(panel, step) in texts


def test_what_could_be_had_is_paler_than_what_is_sold(assessed):
    _, _, boxes = sheet(assessed("measures"), "merit-order", "en", 160)
    colours = [box.get_facecolor()[:3] for box in boxes]
    assert (0.1647, 0.549, 0.5098) in [tuple(round(part, 4) for part in one) for one in colours]
    assert any(min(one) > 0.7 and one != (1.0, 1.0, 1.0) for one in colours)


def test_the_same_curve_has_the_same_bytes(assessed):
    one, other = (draw("merit-order", assessed("measures")).svg for _ in range(2))
    assert one == other
