"""Equation 17: taxes on fuel, and what a case changes of them; transfers, apart from social cost.

``cur`` is the scenario's currency, ``mcur`` a million of it. A treatment is a way to tax the same
litres; the blank one is that of the scenario itself.
"""

from __future__ import annotations

from biofuel_mandate.arrays import Number, truth
from biofuel_mandate.equations import declare, equation

_ALL = ("each", "biofuel", "fossil", "total")
_RATE = ("treatment", "tax", "pool", "component")
_TAXED = ("tax_cur_per_l",)

# The rate that a treatment gives, and that of litres beyond what the quota asks for.
declare("treated_tax_cur_per_l", *_RATE)
declare("beyond_quota_tax_cur_per_l", *_RATE)
# Stand for the equations that fit what is told of sustainability and of the quota.
declare("liable_tax_cur_per_l", "case", *_RATE)
declare("charged_tax_cur_per_l", "case", *_RATE)
# The least saving by the quota of the case.
declare("quota_minimum_saving", "case", "pool", "component")
# Told from the rows of a case.
declare("beyond_quota_share", "case", "pool", "component")
declare("tax_finance_share")


@equation("17")
def no_tax_of_gas_cur_per_l() -> Number:
    """Tax per litre of a gas, which is sold by energy."""
    return 0.0


@equation("17")
def tax_by_sustainability_cur_per_l(
    treated_tax_cur_per_l: Number,
    fossil_treated_tax_cur_per_l: Number,
    own_saving: Number,
    quota_minimum_saving: Number,
) -> Number:
    """Tax on a litre: that of its pool's fossil fuel, where its saving is under the minimum."""
    return treated_tax_cur_per_l + truth(own_saving < quota_minimum_saving) * (
        fossil_treated_tax_cur_per_l - treated_tax_cur_per_l
    )


@equation("17")
def tax_by_quota_cur_per_l(
    liable_tax_cur_per_l: Number,
    beyond_quota_tax_cur_per_l: Number,
    beyond_quota_share: Number,
) -> Number:
    """Tax on an average litre, of which a part is sold beyond what the quota asks for."""
    return (
        1 - beyond_quota_share
    ) * liable_tax_cur_per_l + beyond_quota_share * beyond_quota_tax_cur_per_l


@equation(
    "17",
    "tax_revenue",
    over=_ALL,
    each=("tax", "treatment"),
    where=_TAXED,
    sums=True,
    of_litres=True,
)
def tax_revenue_mcur(volume_ml: Number, charged_tax_cur_per_l: Number) -> Number:
    """Revenue of one tax, before VAT: a transfer."""
    return volume_ml * charged_tax_cur_per_l


@equation(
    "17",
    "tax_revenue",
    "all",
    over=_ALL,
    each=("treatment",),
    where=_TAXED,
    sums=True,
    of_litres=True,
)
def all_tax_revenue_mcur(tax_revenue_mcur: Number) -> Number:
    """Revenue of all taxes, before VAT: a transfer."""
    return tax_revenue_mcur


@equation(
    "17",
    "extra_tax_revenue",
    over=_ALL,
    each=("tax", "treatment"),
    where=_TAXED,
    sums=True,
    of_litres=True,
)
def extra_tax_revenue_mcur(tax_revenue_mcur: Number, baseline_tax_revenue_mcur: Number) -> Number:
    """Change of the revenue of one tax, case minus baseline."""
    return tax_revenue_mcur - baseline_tax_revenue_mcur


@equation(
    "17",
    "extra_tax_revenue",
    "all",
    over=_ALL,
    each=("treatment",),
    where=_TAXED,
    sums=True,
    of_litres=True,
)
def extra_all_tax_revenue_mcur(extra_tax_revenue_mcur: Number) -> Number:
    """Change of the revenue of all taxes, case minus baseline."""
    return extra_tax_revenue_mcur


@equation(
    "17",
    "tax_finance_cost",
    over=("",),
    each=("treatment",),
    where=("tax_cur_per_l", "tax_finance_share"),
)
def tax_finance_cost_mcur(
    total_extra_all_tax_revenue_mcur: Number, tax_finance_share: Number
) -> Number:
    """Cost of raising elsewhere what revenue is lost; in no other sum."""
    return -total_extra_all_tax_revenue_mcur * tax_finance_share
