"""What may be written in the fields of appraisal, as JSON Schema: the definitions by name."""

from __future__ import annotations

from collections.abc import Mapping

from biofuel_mandate.scenario.patterns import Schema, ref


def appraisal_definitions() -> Mapping[str, Schema]:
    """Return the definitions of the fields that appraisal alone has."""
    number = {**ref("ratio"), "not": {"const": 0}}
    return {
        "price-index": {
            "description": "Index numbers of prices by year, with their source.",
            "type": "object",
            "properties": {
                "source": ref("text"),
                "evidence": ref("evidence"),
                "note": ref("text"),
            },
            "patternProperties": {"^(199[0-9]|20[0-9]{2}|2100)$": number},
            "minProperties": 2,
            "required": ["source"],
            "additionalProperties": False,
        },
    }
