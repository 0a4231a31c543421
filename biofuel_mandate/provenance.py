"""What a result was made of: version, commit, hashes, and every value with its source."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from biofuel_mandate import __version__, library
from biofuel_mandate.assessment import Assessment
from biofuel_mandate.quantities import Given
from biofuel_mandate.report.texts import texts

SCHEMA_VERSION = 1  # of provenance.json


def provenance(assessment: Assessment) -> dict[str, Any]:
    """Return the provenance of an assessment as a plain object.

    Returns
    -------
    dict
        Version, commit (None outside a checkout), SHA-256 of the scenario and of the library's
        files, each value used with unit, source, locator and evidence, warnings, and what is
        missing and why.
    """
    scenario = assessment.scenario
    words = texts("en")
    missing = [
        {
            "case": assessment.rows[at].case,
            "variable": assessment.rows[at].variable,
            "component": assessment.rows[at].component,
            "detail": assessment.rows[at].detail,
            "why": words.missing(why),
        }
        for at, why in assessment.missing.items()
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "package": "biofuel_mandate",
        "version": __version__,
        "commit": commit(),
        "scenario": {"file": scenario.path.name, "sha256": scenario.document.sha256},
        "library": {
            "sha256": library.content_hash(),
            "factor_set": scenario.library.factor_set,
            "extends": list(library.chain(scenario.library.factor_set)[1:]),
            "comparator": scenario.library.directive,
        },
        "biofuels": [
            {"name": name, "made_of": label, "evidence": evidence}
            for name, evidence, label in scenario.made_of()
        ],
        "values": [_value(given) for given in assessment.values_used],
        "warnings": [words.notice(warning) for warning in scenario.warnings],
        "missing": missing,
    }


def _value(given: Given) -> dict[str, Any]:
    return {
        "id": given.id,
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
    }


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
