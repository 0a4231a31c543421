"""How the time of draws grows with draws, biofuels, years and rules."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

import yaml
from measuring import exponent, timed

from biofuel_mandate import load_scenario
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.uncertainty.chunks import Job
from biofuel_mandate.uncertainty.run import prepare

DRAWS = 8_192
ROUNDS = 3
_FUELS = {"petrol": ("ethanol", "cereals", 917), "diesel": ("fame", "oil-crops", 2889)}
_GRADES = {"petrol": "E10", "diesel": "B7"}
_MADE_UP = {"source": "Made up for measuring time", "evidence": "unverified"}
_HEAD = {
    "title": {"en": "Made up", "nb": "Oppdiktet"},
    "date": "2023-07-01",
    "jurisdiction": "Norway",
    "currency": "NOK",
    "price_year": 2023,
    "factors": "norway",
    "comparator": "red-2018",
    **_MADE_UP,
}
_ALL = {"of": "all petrol and diesel", "counting": "single"}


@dataclass(frozen=True)
class Dimension:
    """What grows: its name, its sizes, the exponent expected and why, and a scenario and draws.

    The time that grows is that of a draw; or of all draws, where these are what grows.
    """

    name: str
    sizes: Sequence[int]
    expected: str
    why: str
    work: Callable[[int], tuple[dict[str, Any], int]]
    is_of_all: bool = False


DIMENSIONS = (
    Dimension(
        "draws",
        (16_384, 32_768, 65_536, 131_072),
        "1",
        "a block knows of no other",
        lambda size: (blends(4), size),
        is_of_all=True,
    ),
    Dimension(
        "components",
        (2, 4, 8, 16, 32),
        "under 1",
        "rows and results are as many, beside what is the same",
        lambda size: (blends(size), DRAWS),
    ),
    Dimension(
        "years",
        (1, 2, 4, 8, 16),
        "1",
        "each has its own rows and results",
        lambda size: (blends(2, years=size), DRAWS),
    ),
    Dimension(
        "rules",
        (1, 2, 4, 8, 16, 32),
        "near 0",
        "one fills up; of others rows are built",
        lambda size: (blends(4, rules=size), DRAWS),
    ),
    Dimension(
        "components, least cost",
        (2, 4, 8, 16, 32),
        "up to 2",
        "as above, and every basis is checked in every column",
        lambda size: (blends(size, is_least_cost=True), DRAWS),
    ),
    Dimension(
        "rules, least cost",
        (1, 2, 4, 8, 16, 32),
        "under 1",
        "rows that do not bind are checked",
        lambda size: (blends(4, rules=size, is_least_cost=True), DRAWS),
    ),
)


def growth() -> None:
    """Print how the time grows with each dimension, from small scenarios that are made up."""
    print("\ngrowth, of given blends unless told: processor time per draw [us]")
    with tempfile.TemporaryDirectory() as folder:
        for dimension in DIMENSIONS:
            _grown(dimension, Path(folder))


def _grown(dimension: Dimension, folder: Path) -> None:
    jobs = {}
    for size in dimension.sizes:
        content, draws = dimension.work(size)
        jobs[size] = prepare(written(content, folder), draws, seed=1)
    times = dict.fromkeys(jobs, inf)
    # In turn, so that all meet the same machine.
    for _ in range(ROUNDS):
        for size, job in jobs.items():
            times[size] = min(times[size], seconds(job))
    per_draw = {size: taken / jobs[size].sampling.draws * 1e6 for size, taken in times.items()}
    told = "  ".join(f"{size:,}: {taken:.2f}" for size, taken in per_draw.items())
    grows = times if dimension.is_of_all else per_draw
    last = dict(list(grows.items())[-2:])
    print(f"  {dimension.name:22} {told}")
    print(
        f"  {'':22} exponent {exponent(grows):.2f}, of the last step {exponent(last):.2f}; "
        f"expected {dimension.expected}: {dimension.why}"
    )


def seconds(job: Job) -> float:
    """Return the processor time of all headlines of some draws, sampling included [s]."""
    return timed(lambda: [job.run(chunk) for chunk in range(job.chunks)])[1].cpu


def written(content: dict[str, Any], folder: Path) -> Scenario:
    """Return a scenario of that content, by way of a file as everybody's."""
    path = folder / "made-up.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return load_scenario(path)


def blends(
    components: int, years: int = 1, rules: int = 1, *, is_least_cost: bool = False
) -> dict[str, Any]:
    """Return a scenario of given blends, or of one case of least cost.

    Parameters
    ----------
    components : int
        Biofuels in both pools together, an even number; two volumes are uncertain all the same.
    years : int
    rules : int
        The quota that is filled up to, and caps that are far off.
    is_least_cost : bool
    """
    pools = _pools(components)
    made = {name: kind for names in pools.values() for name, kind in names.items()}
    fulfil = _choice(pools) if is_least_cost else "in proportion"
    return {
        **_HEAD,
        "market": {
            **({"year": 2022} if years == 1 else {"years": f"2022 to {2021 + years}"}),
            "sales": "including biofuel",
            **{pool: _pool(pool, list(names)) for pool, names in pools.items()},
        },
        "biofuels": {
            name: {"fuel": fuel, "category": category, "saving": "60 %"}
            for name, (fuel, category) in made.items()
        },
        "rules": {"quota": {"type": "quota", "by": "volume", **_ALL}, **_caps(rules)},
        "baseline": "reference",
        "cases": {
            "reference": {"quota": "4 %", "fulfil": "in proportion"},
            "policy": {"quota": "6 %", "fulfil": fulfil},
        },
        "costs": _costs(list(made), is_least_cost),
        "uncertainty": {"inputs": _inputs(is_least_cost)},
    }


def _pools(components: int) -> dict[str, dict[str, tuple[str, str]]]:
    """Return fuel and category of every biofuel, by pool."""
    return {
        pool: {f"{fuel}-{at}": (fuel, category) for at in range(1, components // 2 + 1)}
        for pool, (fuel, category, _) in _FUELS.items()
    }


def _pool(pool: str, names: list[str]) -> dict[str, Any]:
    blend = {name: f"{5 / len(names):.4f} %" for name in names}
    return {"volume": f"{_FUELS[pool][2]} Ml", "blend": blend, "grade": _GRADES[pool]}


def _caps(rules: int) -> dict[str, Any]:
    cap = {"type": "cap", "by": "energy", **_ALL}
    kinds = [category for _, category, _ in _FUELS.values()]
    return {
        f"cap-{at}": {**cap, "counts": [kinds[at % 2]], "level": f"{6 + at / 100:.2f} %"}
        for at in range(1, rules)
    }


def _choice(pools: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    return {"least cost": {pool: {_GRADES[pool]: list(names)} for pool, names in pools.items()}}


def _costs(names: list[str], is_least_cost: bool) -> dict[str, Any]:
    if not is_least_cost:
        return {"price_gap": dict.fromkeys(names, "3 NOK/l")}
    prices = {name: f"{9 + 4 * at / len(names):.3f} NOK/l" for at, name in enumerate(names)}
    return {"price": {"petrol": "6.5 NOK/l", "diesel": "7.5 NOK/l", **prices}}


def _inputs(is_least_cost: bool) -> dict[str, dict[str, str]]:
    """Return what is uncertain: as much, however many biofuels there are."""
    ends = {f"market.{pool}.volume": (x - 50, x + 50, "Ml") for pool, (_, _, x) in _FUELS.items()}
    if is_least_cost:
        ends |= {f"costs.price.{fuel}-1": (8, 14, "NOK/l") for fuel, _, _ in _FUELS.values()}
    return {
        id_: {"distribution": "uniform", "low": f"{low} {unit}", "high": f"{high} {unit}"}
        | _MADE_UP
        for id_, (low, high, unit) in ends.items()
    }
