"""Probabilities: by seed, block and name alone; evenly spread; correlated as asked."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from biofuel_mandate.uncertainty.inputs import Dependence
from biofuel_mandate.uncertainty.sampling import PLAIN, SOBOL, Sampling, power_of_two


def sampling(kind: str = PLAIN, seed: int = 1, draws: int = 50_000, **more: object) -> Sampling:
    streams = more.pop("streams", ("a", "b", "c"))
    return Sampling(kind, seed, draws, 4096, streams, **more)  # type: ignore[arg-type]


def whole(of: Sampling) -> dict[str, np.ndarray]:
    parts = [of.probabilities(block) for block in range(of.blocks)]
    return {name: np.concatenate([part[name] for part in parts]) for name in of.streams}


def test_every_draw_is_made_once() -> None:
    of = sampling()
    assert sum(of.size(block) for block in range(of.blocks)) == 50_000
    assert len(whole(of)["a"]) == 50_000


def test_an_input_is_drawn_the_same_whatever_else_is_uncertain() -> None:
    one, other = sampling(), sampling(streams=("0", "a", "z"))
    assert np.array_equal(one.probabilities(3)["a"], other.probabilities(3)["a"])


def test_seed_and_block_and_name_tell_draws_apart() -> None:
    seen = [
        sampling(seed=seed).probabilities(block)[name][0]
        for seed in (0, 1)
        for block in (0, 1)
        for name in ("a", "b")
    ]
    assert len(set(seen)) == 8


@pytest.mark.parametrize("kind", [PLAIN, SOBOL])
def test_draws_are_uniform_and_independent(kind: str) -> None:
    found = whole(sampling(kind, draws=65_536))
    for numbers in found.values():
        assert stats.kstest(numbers, "uniform").pvalue > 1e-3
        assert numbers.min() > 0.0
        assert numbers.max() < 1.0
    assert abs(stats.spearmanr(found["a"], found["b"]).statistic) < 0.02


def test_the_parts_of_a_sobol_sequence_are_each_evenly_spread() -> None:
    of = sampling(SOBOL, draws=2**14)
    for block in range(of.blocks):
        u = of.probabilities(block)["b"]
        counts = np.histogram(u, 64, (0, 1))[0]
        assert (counts == len(u) / 64).all()
    assert len({of.group(block) for block in range(of.blocks)}) == 16


def test_blocks_of_a_sobol_sequence_may_be_asked_for_in_any_order() -> None:
    in_order = sampling(SOBOL, draws=2**18)
    shuffled = sampling(SOBOL, draws=2**18)
    expected = {block: in_order.probabilities(block)["a"] for block in range(in_order.blocks)}
    for block in reversed(range(shuffled.blocks)):
        assert np.array_equal(shuffled.probabilities(block)["a"], expected[block])


def test_draws_are_rounded_up_to_a_power_of_two() -> None:
    assert [power_of_two(n) for n in (1, 32, 33, 100_000, 2**20)] == [
        *(32, 32, 64, 131_072, 2**20),
    ]


@pytest.mark.parametrize("kind", [PLAIN, SOBOL])
def test_ranks_are_correlated_as_asked(kind: str) -> None:
    ranks = np.array([[1.0, 0.7], [0.7, 1.0]])
    of = sampling(kind, draws=65_536, dependence=Dependence(("a", "c"), ranks))
    found = whole(of)
    assert stats.spearmanr(found["a"], found["c"]).statistic == pytest.approx(0.7, abs=0.01)
    assert stats.kstest(found["c"], "uniform").pvalue > 1e-3
    assert abs(stats.spearmanr(found["a"], found["b"]).statistic) < 0.02


def test_a_full_correlation_makes_two_inputs_one() -> None:
    ranks = np.array([[1.0, -1.0], [-1.0, 1.0]])
    found = whole(sampling(dependence=Dependence(("a", "c"), ranks)))
    assert found["a"] == pytest.approx(1.0 - found["c"], abs=1e-5)
