"""What paths of demand say, and which of them cases serve."""

from __future__ import annotations

from biofuel_mandate.scenario.fields import POOLS
from biofuel_mandate.scenario.meaning.context import Context
from biofuel_mandate.words import shown, suggest


def check_demand(context: Context) -> None:
    """Check that paths are of pools that there are, and that cases name paths that there are."""
    scenario = context.scenario
    for name, path in (scenario.demand or {}).items():
        given = [pool for pool in POOLS if getattr(path, pool) is not None]
        if not given and context.lacks(("demand", name), *POOLS):
            do = 'Write "petrol: 80 %", "diesel: 80 %" or both.'
            context.fault(("demand", name), "the path is of no pool", do)
        for pool in given:
            place = ("demand", name, pool)
            if context.lacks(("market",), pool):
                context.fault(place, f"{pool} has no market", "Leave it out.")
            if getattr(path, pool).value == 0:
                do = "A pool whose demand ends has no year after that; end the years before."
                context.fault(place, "nothing would be sold of the pool", do)
    known = context.written("demand")
    for name, case in (scenario.cases or {}).items():
        if case.demand is not None and case.demand not in known:
            place = ("cases", name, "demand")
            got = f"there is no path of demand {shown(case.demand)}"
            do = suggest(case.demand, known) if known else 'Give it under "demand:".'
            context.fault(place, got, do)
    _answers(context)


def _answers(context: Context) -> None:
    """Check that demand that answers a price does so along the path of the baseline."""
    scenario = context.scenario
    if scenario.consumers is None or not scenario.consumers.price_elasticity:
        return
    cases = scenario.cases or {}
    for name, case in cases.items():
        baseline = cases.get(case.baseline or scenario.baseline or "")
        if baseline is not None and baseline.demand != case.demand:
            got = "demand answers prices against a baseline on another path"
            do = "Let both serve one path, or leave price_elasticity out."
            context.fault(("cases", name, "demand"), got, do)
