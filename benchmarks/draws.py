"""A million draws through the blend solver and the effects, in chunks, against one-by-one solving.

Run: python benchmarks/draws.py [DRAWS]
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from biofuel_mandate import load_scenario
from biofuel_mandate.arrays import Number
from biofuel_mandate.equations import Key
from biofuel_mandate.evaluation import Evaluation
from biofuel_mandate.scenario.load import Scenario

CHUNK = 16_384
ONE_BY_ONE = 300
SEED = 1

# Twenty inputs, each drawn within ±5 % of its value: wide enough to move every headline.
UNCERTAIN = (
    "market.petrol.volume",
    "market.petrol.blend.ethanol",
    "market.diesel.volume",
    "market.diesel.blend.fame",
    "norway/petrol.density_kg_per_l",
    "norway/petrol.lhv_mj_per_kg",
    "norway/diesel.density_kg_per_l",
    "norway/diesel.lhv_mj_per_kg",
    "norway/ethanol.density_kg_per_l",
    "norway/ethanol.lhv_mj_per_kg",
    "norway-2015-reconstruction/fame.lhv_mj_per_l",
    "combustion/petrol.co2_kg_per_kg",
    "combustion/diesel.co2_kg_per_kg",
    "comparators/red-2009.comparator_g_per_mj",
    "iluc/cereals.iluc_g_per_mj",
    "iluc/oil-crops.iluc_g_per_mj",
    "costs.abatement_cost.ethanol",
    "costs.abatement_cost.fame",
    "costs.price_gap.ethanol",
    "costs.price_gap.fame",
)

# Eight headlines, each for ethanol, biodiesel and all biofuel: 24.
HEADLINES: tuple[tuple[str, dict[str, str]], ...] = (
    ("extra_volume_ml", {}),
    ("direct_co2_reduction_t", {}),
    ("life_cycle_reduction_t", {"saving": "saving 35 %"}),
    ("life_cycle_reduction_t", {"saving": "saving 60 %"}),
    ("iluc_emission_t", {}),
    ("abatement_cost_mcur", {}),
    ("bottom_up_cost_mcur", {}),
    ("cost_per_tonne_cur_per_t", {}),
)
OF = (("petrol", "ethanol"), ("diesel", "fame"), ("", "biofuel"))


def headlines(scenario: Scenario, draws: Mapping[str, Number]) -> list[Number]:
    """Return every headline of the policy case."""
    evaluation = Evaluation(scenario.table, scenario.structure, draws)
    return [
        evaluation.get(name, Key(case="policy", pool=pool, component=component, **where))
        for name, where in HEADLINES
        for pool, component in OF
    ]


def chunks(scenario: Scenario, draws: int) -> Iterator[dict[str, NDArray[np.float64]]]:
    """Yield sampled inputs, one bounded chunk at a time."""
    central = central_values(scenario)
    generator = np.random.default_rng(SEED)
    for start in range(0, draws, CHUNK):
        size = min(CHUNK, draws - start)
        yield {name: value * generator.uniform(0.95, 1.05, size) for name, value in central.items()}


def central_values(scenario: Scenario) -> dict[str, float]:
    """Return the values that the draws stand around."""
    given = {
        bound.id: bound.value
        for scopes in scenario.table.values()
        for bound in scopes.values()
        if hasattr(bound, "value")
    }
    return {name: given[name] for name in UNCERTAIN}


def main(draws: int) -> None:
    """Time both ways and print the ratio."""
    scenario = load_scenario("scenarios/norway-2015.yaml")
    headlines(scenario, central_values(scenario))
    before = time.perf_counter()
    means = np.zeros(len(HEADLINES) * len(OF))
    for chunk in chunks(scenario, draws):
        means += [np.sum(np.asarray(values)) for values in headlines(scenario, chunk)]
    batched = time.perf_counter() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    one_by_one = next(chunks(scenario, ONE_BY_ONE))
    before = time.perf_counter()
    for at in range(ONE_BY_ONE):
        headlines(scenario, {name: float(values[at]) for name, values in one_by_one.items()})
    single = (time.perf_counter() - before) / ONE_BY_ONE * draws

    print(f"{draws:,} draws, 20 uncertain inputs, 2 cases, {len(means)} headlines")
    print(f"in chunks of {CHUNK:,}: {batched:.2f} s, peak {peak:.0f} MB (this process)")
    print(f"one by one, from {ONE_BY_ONE} draws: {single:.0f} s; ratio {single / batched:.0f}")
    print(f"mean cost by abatement cost: {means[17] / draws:.1f} MNOK")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
