"""What a biofuel quota for road fuel does: litres, CO2 and cost.

>>> from biofuel_mandate import assess, load_scenario
>>> assessment = assess(load_scenario("scenarios/norway-2015.yaml"))
>>> round(assessment.value("extra_volume", "policy", "ethanol"), 1)
52.3
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from biofuel_mandate.assessment import Assessment, assess
    from biofuel_mandate.errors import (
        BiofuelMandateError,
        Fault,
        InfeasibleError,
        ReportError,
        ScenarioError,
    )
    from biofuel_mandate.scenario.load import Scenario, load_scenario
    from biofuel_mandate.uncertainty.run import Uncertain, uncertain

__all__ = [
    "Assessment",
    "BiofuelMandateError",
    "Fault",
    "InfeasibleError",
    "ReportError",
    "Scenario",
    "ScenarioError",
    "Uncertain",
    "assess",
    "load_scenario",
    "uncertain",
]

_HOMES = {
    "Assessment": "assessment",
    "assess": "assessment",
    "Scenario": "scenario.load",
    "load_scenario": "scenario.load",
    "Uncertain": "uncertainty.run",
    "uncertain": "uncertainty.run",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
