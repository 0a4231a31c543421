"""How distributions are written, what they give, and what is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from biofuel_mandate.distributions import Distribution
from biofuel_mandate.library import parse_entry
from biofuel_mandate.quantities import Given, parse_given

U = np.linspace(0.0005, 0.9995, 1999)


def price(distribution: object, **more: str) -> Given:
    return parse_given(
        {"value": "3 NOK/l", "distribution": distribution, **more}, "price per litre"
    )


def drawn(distribution: object, **more: str) -> Distribution:
    found = price(distribution, **more).distribution
    assert found is not None
    return found


ENDS = {"low": "1 NOK/l", "high": "4 NOK/l"}


@pytest.mark.parametrize(
    ("written", "ends", "same"),
    [
        ("uniform", ENDS, stats.uniform(1, 3)),
        ("triangular", ENDS, stats.triang(2 / 3, 1, 3)),
        ({"normal": "0.5 NOK/l"}, {}, stats.norm(3, 0.5)),
        ({"normal": "0.5 NOK/l"}, ENDS, stats.truncnorm(-4, 2, 3, 0.5)),
        ({"lognormal": 1.3}, {"low": "0 NOK/l"}, stats.lognorm(math.log(1.3), scale=3)),
        ({"lognormal": 1.3}, {}, stats.lognorm(math.log(1.3), scale=3)),
    ],
)
def test_quantiles_are_those_of_the_distribution(written: Any, ends: Any, same: Any) -> None:
    assert drawn(written, **ends).quantiles(U) == pytest.approx(same.ppf(U), rel=1e-9)


def test_a_discrete_distribution_gives_each_value_as_often_as_it_says() -> None:
    found = drawn({"discrete": {"3 NOK/l": "60 %", "1 NOK/l": "40 %"}}).quantiles(U)
    assert set(found) == {1.0, 3.0}
    assert (found == 1.0).mean() == pytest.approx(0.4, abs=1e-3)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.floats(0.1, 5), st.floats(0, 3), st.floats(0.01, 3), st.floats(0.1, 10))
def test_another_unit_gives_the_same_values_in_that_unit(
    value: float, below: float, above: float, ratio: float
) -> None:
    ends = {"low": f"{value - below:.6f} NOK/l", "high": f"{value + above:.6f} NOK/l"}
    for written in ("triangular", {"normal": "0.5 NOK/l"}):
        made = parse_given(
            {"value": f"{value:.6f} NOK/l", "distribution": written, **ends}, "price per litre"
        ).distribution
        assert made is not None
        assert made.scaled(ratio).quantiles(U) == pytest.approx(ratio * made.quantiles(U))


def test_what_is_cut_off_stays_between_its_ends() -> None:
    found = drawn({"normal": "50 NOK/l"}, **ENDS).quantiles(U)
    assert found.min() >= 1.0
    assert found.max() <= 4.0


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        ("share", {"value": "5 %", "distribution": {"normal": "3 %"}}, "reaches below 0 %"),
        ("share", {"value": "95 %", "distribution": {"normal": "3 %"}}, "reaches above 100 %"),
        ("share", {"value": "5 %", "distribution": "uniform"}, "low and high are missing"),
        ("share", {"value": "5 %", "low": "1 %", "distribution": "uniform"}, "high is missing"),
        ("share", {"value": "5 %", "distribution": "uniformly"}, 'Did you mean "uniform"'),
        ("share", {"value": "5 %", "distribution": "normal"}, "how wide"),
        ("share", {"value": "5 %", "distribution": {"normal": "3"}}, "has no unit"),
        ("share", {"value": "5 %", "distribution": {"normal": "0 %"}}, "spreads nothing"),
        ("share", {"value": "5 %", "distribution": {"lognormal": 0.9}}, "between 1 and 1000"),
        ("share", {"value": "0 %", "distribution": {"lognormal": 1.1}}, "values above 0"),
        ("share", {"value": "5 %", "distribution": {"cauchy": "1 %"}}, "unknown key"),
        ("share", {"value": "5 %", "distribution": None}, "nothing is written"),
        ("share", {"value": "5 %", "distribution": {"normal": "1 %", "lognormal": 2}}, "two dis"),
        ("share", {"value": "5 %", "distribution": {"discrete": {"5 %": "50 %"}}}, "two values"),
        (
            "share",
            {"value": "5 %", "distribution": {"discrete": {"5 %": "50 %", "6 %": "60 %"}}},
            "add up to 110 %",
        ),
        (
            "share",
            {"value": "5 %", "distribution": {"discrete": {"5 %": "50 %", "120 %": "50 %"}}},
            "120 %",
        ),
        (
            "price per litre",
            {"value": "3 NOK/l", "distribution": {"normal": "1 EUR/l"}},
            "is not in NOK/l",
        ),
        ("share", {"value": "5 %", "distribution": {"samples": "a.csv"}}, "need a file"),
        (
            "share",
            {"value": "5 %", "low": "5 %", "high": "5 %", "distribution": "uniform"},
            "nothing is uncertain",
        ),
    ],
)
def test_what_is_wrong_with_a_distribution_is_told(kind: str, data: object, told: str) -> None:
    with pytest.raises(ExceptionGroup) as error:
        parse_given(data, kind)
    assert told in " ".join(map(str, error.value.exceptions))


def test_a_tail_that_cannot_be_drawn_is_no_fault() -> None:
    """43.9 MJ/kg with a standard deviation of 0.2 is 200 of them above zero."""
    found = parse_given(
        {"value": "43.9 MJ/kg", "distribution": {"normal": "0.2 MJ/kg"}}, "heat per mass"
    )
    assert found.distribution is not None
    assert found.distribution.ends()[0] == 0.0


def test_a_value_of_the_library_may_carry_a_distribution() -> None:
    entry = {
        "unit": "g/MJ",
        "value": 12,
        "low": 8,
        "high": 16,
        "evidence": "published",
        "source": {"id": "red-2018", "locator": "Annex VIII"},
        "distribution": "triangular",
    }
    found = parse_entry("iluc", "cereals.iluc_g_per_mj", entry)
    assert found.distribution is not None
    assert found.distribution.ends() == (8.0, 16.0)
    with pytest.raises(ValueError, match=r"iluc/cereals.iluc_g_per_mj: .*is not a distribution"):
        parse_entry("iluc", "cereals.iluc_g_per_mj", entry | {"distribution": "gaussian"})
