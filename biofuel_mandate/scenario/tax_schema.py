"""What a scenario may say of taxes on fuel; the docstring under each attribute tells."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from biofuel_mandate.scenario.fields import PerLitre
from biofuel_mandate.scenario.parts import Name, Sourced, Title

AS_FOSSIL = "as fossil"
# Each tax by name, and what each fuel pays of it.
Rates = dict[Name, dict[Name, PerLitre]]


class TaxTreatment(Sourced):
    """Another way to tax the same litres; what it does not name is taxed under "costs:"."""

    title: Title | None = None
    """Heading in reports; the treatment's name where there is none."""
    taxes: Rates = Field(default_factory=dict)
    """Rates that differ: {line: {fuel: tax}}."""
    taxes_beyond_quota: Rates = Field(default_factory=dict)
    """Rates of litres beyond what the quota asks for: {line: {biofuel: tax}}."""
    tax_of_unsustainable: Literal["as fossil"] | None = None
    """What biofuel pays whose saving is under the quota's minimum: as its pool's fossil fuel."""
