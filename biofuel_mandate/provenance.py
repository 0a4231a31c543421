"""What a result was made of: version, commit, hashes, and every value with its source."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from biofuel_mandate import __version__, library
from biofuel_mandate.assessment import Assessment
from biofuel_mandate.held import Held, by_year, filled
from biofuel_mandate.library import Derived
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.texts import texts
from biofuel_mandate.results import to_csv
from biofuel_mandate.scenario.difference import taken_of_law
from biofuel_mandate.scenario.load import Scenario
from biofuel_mandate.words import listed_years

SCHEMA_VERSION = 2  # of provenance.json

# The places that a value fills, by year.
_Fills = dict[int, list[str]]


def provenance(assessment: Assessment) -> dict[str, Any]:
    """Return the provenance of an assessment as a plain object.

    Returns
    -------
    dict
        Version, commit (None outside a checkout), SHA-256 of the scenario, of the library's files
        and of the results, the scenario's text, each value used with unit, source, locator,
        evidence and the places that it fills, what of countries' law was taken, warnings, and what
        is missing and why. `biofuel_mandate.earlier` reads it again.
    """
    scenario = assessment.scenario
    words = texts("en")
    given, derived = _fills(assessment)
    return {
        "schema_version": SCHEMA_VERSION,
        "package": "biofuel_mandate",
        "version": __version__,
        "commit": commit(),
        "scenario": _scenario(scenario),
        "library": _library(scenario),
        "biofuels": [
            {"name": name, "made_of": label, "evidence": evidence}
            for name, evidence, label in scenario.made_of()
        ],
        "values": list(_values(assessment, given)),
        "derived": [_derived(held, fills) for held, fills in derived.items()],
        "law": _by_years(
            {year: taken_of_law(one.scenario) for year, one in by_year(assessment).items()}
        ),
        "results": {"sha256": hashlib.sha256(to_csv(assessment.rows)).hexdigest()},
        "warnings": [words.notice(warning) for warning in scenario.warnings],
        "missing": list(_missing(assessment)),
    }


def _scenario(scenario: Scenario) -> dict[str, Any]:
    return {
        "file": scenario.path.name,
        "sha256": scenario.document.sha256,
        "currency": scenario.file.currency,
        "price_year": scenario.file.price_year,
        "text": scenario.document.text,
    }


def _library(scenario: Scenario) -> dict[str, Any]:
    return {
        "sha256": library.content_hash(),
        "factor_set": scenario.library.factor_set,
        "extends": list(library.chain(scenario.library.factor_set)[1:]),
        "comparator": scenario.library.directive,
    }


def _missing(assessment: Assessment) -> Iterator[dict[str, str]]:
    words = texts("en")
    for at, why in assessment.missing.items():
        row = assessment.rows[at]
        about = {name: getattr(row, name) for name in ("case", "variable", "component", "detail")}
        yield {**about, "why": words.missing(why)}


def _fills(
    assessment: Assessment,
) -> tuple[dict[tuple[str, Given], _Fills], dict[Held, _Fills]]:
    """Return the places that each given value fills, by year, and each derived one."""
    given: dict[tuple[str, Given], _Fills] = {}
    derived: dict[Held, _Fills] = {}
    for year, one in by_year(assessment).items():
        for place, bound, held in filled(one):
            if isinstance(bound, Derived):
                fills = derived.setdefault(held, {})
            else:
                fills = given.setdefault((bound.id, bound), {})
            fills.setdefault(year, []).append(place)
    return given, derived


def _values(
    assessment: Assessment, fills: Mapping[tuple[str, Given], _Fills]
) -> Iterator[dict[str, Any]]:
    """Yield each value used, and each that goes by the id of one and fills places of its own."""
    left = dict(fills)
    used: list[tuple[str, dict[str, Any]]] = []
    for given in assessment.values_used:
        # Over years, the id of what varies ends with the years that it is of.
        base, _, years = given.id.rpartition(":")
        is_of_years = (given.id, given) not in left and (base, given) in left
        id_ = base if is_of_years else given.id
        placed = left.pop((id_, given), {})
        used.append((id_, _value(given, years if is_of_years else None, placed)))
    # One id may stand for two values, where a law is taken of two days.
    others = [(id_, _value(given, None, placed)) for (id_, given), placed in left.items()]
    yield from (value for _, value in sorted((*others, *used), key=lambda one: one[0]))


def _value(given: Given, years: str | None, fills: _Fills) -> dict[str, Any]:
    return {
        "id": given.id,
        "years": years,
        "value": given.value,
        "unit": given.unit,
        "as_written": given.text,
        "price_year": given.price_year,
        "written_in_prices_of": given.written_year,
        "low": given.low,
        "high": given.high,
        "source": given.source,
        "locator": given.locator,
        "evidence": given.evidence,
        "origin": given.origin,
        "inherited_from": given.inherited_from,
        "newer_than_the_case": given.newer,
        "note": given.note,
        "line": given.line or None,
        "fills": _by_years(fills),
    }


def _derived(held: Held, fills: _Fills) -> dict[str, Any]:
    about = {"id": held.id, "value": held.value, "unit": held.unit, "note": held.source}
    return {**about, "fills": _by_years(fills)}


def _by_years(found: Mapping[int, Any]) -> dict[str, Any]:
    """Put years together that have the same, as in ``{"2013 to 2016": ...}``."""
    together: list[tuple[Any, list[int]]] = []
    for year, what in found.items():
        years = next((years for same, years in together if same == what), None)
        if years is None:
            together.append((what, [year]))
        else:
            years.append(year)
    return {listed_years(years): what for what, years in together if what}


def commit() -> str | None:
    """Return the commit of this package's own checkout, marked when it is changed."""
    root = Path(__file__).parent.parent
    git = shutil.which("git")
    # A package installed inside some other checkout must not take that one's commit.
    if git is None or not (root / ".git").exists():
        return None
    command = [
        git,
        "-C",
        str(root),
        "describe",
        "--always",
        "--abbrev=40",
        "--dirty",
        "--exclude=*",
    ]
    # S603: the command is fixed but for two paths of this machine, and no shell reads it.
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() or None
