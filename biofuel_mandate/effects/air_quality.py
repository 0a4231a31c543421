"""Equation 18: exhaust of the diesel pool, by its share of biodiesel of esters (FAME).

A curve tells how exhaust changes with the share, ``exp(a * v)`` with v in vol-%, whatever the
engine and however it is driven. It is taken at the pool's average share; grade by grade stands
beside it where the pool has several. What is no ester, such as HVO, follows no curve known.
"""

from __future__ import annotations

from biofuel_mandate.arrays import Number, exp, larger
from biofuel_mandate.equations import SOLD, TOTAL_OF_DIESEL, declare, equation

declare("fame_curve_per_percent", "pollutant")
declare("exhaust_inventory_kt", "case", "pollutant")
# Stands for all litres of an ester, and for none of any other fuel.
declare("ester_ml", *SOLD, sums=True, by=("pool", "component"))
# Stands for the equation, where the pool has several grades.
declare("graded_exhaust_ml", "case", "pool", "pollutant", by=("pool",))

# No litres at all hold no share; this is far below what any grade sells.
LEAST_ML = 1e-12


@equation("18", sums=True)
def litres_of_ester_ml(volume_ml: Number) -> Number:
    """Litres of a fuel that is an ester, such as FAME."""
    return volume_ml


@equation("18")
def litres_of_no_ester_ml() -> Number:
    """Litres of ester in a fuel that is none."""
    return 0.0


@equation("18")
def ester_volume_share(total_ester_ml: Number, total_volume_ml: Number) -> Number:
    """Share of FAME in the volume of a pool or grade."""
    return total_ester_ml / larger(total_volume_ml, LEAST_ML)


@equation(
    "18",
    "exhaust_change",
    over=(TOTAL_OF_DIESEL,),
    each=("pollutant",),
    where=("fame_curve_per_percent",),
)
def exhaust_change_share(
    fame_curve_per_percent: Number,
    ester_volume_share: Number,
    baseline_ester_volume_share: Number,
) -> Number:
    """Change of a pollutant in the exhaust of diesel engines, at the pool's average of FAME."""
    return (
        exp(fame_curve_per_percent * 100 * (ester_volume_share - baseline_ester_volume_share)) - 1
    )


@equation("18", by_grade=True)
def exhaust_of_grades_ml(
    total_volume_ml: Number, fame_curve_per_percent: Number, ester_volume_share: Number
) -> Number:
    """Litres of fossil diesel with the exhaust of all litres sold, grade by grade."""
    return total_volume_ml * exp(fame_curve_per_percent * 100 * ester_volume_share)


@equation(
    "18",
    "exhaust_change",
    "grade by grade",
    over=(TOTAL_OF_DIESEL,),
    each=("pollutant",),
    where=("fame_curve_per_percent", "graded_exhaust_ml"),
)
def exhaust_change_by_grade_share(
    fossil_graded_exhaust_ml: Number,
    total_volume_ml: Number,
    baseline_fossil_graded_exhaust_ml: Number,
    baseline_total_volume_ml: Number,
) -> Number:
    """Change of a pollutant in the exhaust of diesel engines, each grade at its own share."""
    return (fossil_graded_exhaust_ml / total_volume_ml) / (
        baseline_fossil_graded_exhaust_ml / baseline_total_volume_ml
    ) - 1


@equation(
    "18",
    "exhaust_change_tonnes",
    over=(TOTAL_OF_DIESEL,),
    each=("pollutant",),
    where=("fame_curve_per_percent", "exhaust_inventory_kt"),
)
def exhaust_change_t(exhaust_inventory_kt: Number, exhaust_change_share: Number) -> Number:
    """Change of a pollutant in tonnes a year, of the exhaust that the inventory states."""
    return exhaust_inventory_kt * 1000 * exhaust_change_share
