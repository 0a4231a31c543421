"""A small scenario with uncertain inputs, and what is put into it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from biofuel_mandate import load_scenario
from biofuel_mandate.scenario.load import Scenario

SMALL = """
title: {en: Small, nb: Liten}
source: Assumed
evidence: unverified
date: 2015-02-02
jurisdiction: Norway
currency: NOK
price_year: 2015
factors: norway
comparator: red-2009
market:
  year: 2013
  sales: excluding biofuel
  petrol: {volume: 1000 Ml, blend: {ethanol: 2 %}, grade: E5}
  diesel: {volume: 2000 Ml, blend: {fame: 4 %}, grade: B7}
biofuels:
  ethanol: {pathway: wheat-ng-chp, evidence: unverified}
  fame: {pathway: fame-rape, evidence: unverified}
rules:
  quota: {type: quota, by: volume, of: all petrol and diesel, counting: single}
baseline: reference
cases:
  reference: {quota: 3.5 %, fulfil: in proportion}
  policy: {quota: 5.5 %, fulfil: {petrol: {ethanol: 5 %}, diesel: {fame: rest}}}
  ethanol first: {quota: 5 %, fulfil: {petrol: {ethanol: 5 %}, diesel: {fame: rest}}}
costs:
  price_gap: {ethanol: 3 NOK/l, fame: 2 NOK/l}
"""

Make = Callable[..., Scenario]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a scenario with an `uncertainty` part, and other values where they are named."""

    def made(uncertainty: object = None, **values: object) -> Scenario:
        data = yaml.safe_load(SMALL)
        # YAML reads a date where the scenario wants text as written.
        data["date"] = "2015-02-02"
        if uncertainty is not None:
            data["uncertainty"] = uncertainty
        for path, value in values.items():
            *parts, last = path.split("__")
            place = data
            for part in parts:
                place = place[part.replace("_of_", " ")]
            place[last.replace("_of_", " ")] = value
        file = tmp_path / "small.yaml"
        file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
        return load_scenario(file)

    return made
