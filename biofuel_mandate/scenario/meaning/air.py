"""What air quality says."""

from __future__ import annotations

from biofuel_mandate.library.air import curves_known, pollutants_of
from biofuel_mandate.scenario.meaning.context import Context
from biofuel_mandate.words import shown, suggest


def check_air(context: Context) -> None:
    """Check that curves are known, there is diesel to burn, and of what there are tonnes."""
    asked = context.scenario.air_quality
    if asked is None:
        return
    pools = context.written("market")
    if pools and "diesel" not in pools:
        got = "exhaust is told of diesel, which has no market"
        context.fault(("air_quality",), got, 'Add "diesel:" under market, or leave this out.')
    if asked.curves not in curves_known():
        got = f"{shown(asked.curves)} is not in the library"
        context.fault(("air_quality", "curves"), got, suggest(asked.curves, curves_known()))
        return
    known = pollutants_of(asked.curves)
    for pollutant, stated in asked.inventory.items():
        path = ("air_quality", "inventory", pollutant)
        if pollutant not in known:
            got = f"{asked.curves} has no curve of {shown(pollutant)}"
            context.fault(path, got, suggest(pollutant, known))
        elif stated.value == 0:
            context.fault(path, "the tonnes are 0", "Leave it out, or give what is emitted.")
