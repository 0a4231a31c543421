"""What may be written of distributions, as JSON Schema: the definitions by name."""

from __future__ import annotations

from collections.abc import Mapping

from biofuel_mandate.distributions import WORDS
from biofuel_mandate.scenario.fields import DISTRIBUTION
from biofuel_mandate.scenario.patterns import Schema, ref, words_of
from biofuel_mandate.scenario.uncertain_schema import RANK


def uncertain_definitions() -> Mapping[str, Schema]:
    """Return the definitions of distributions, uncertain inputs and correlations."""
    amount: Schema = {"anyOf": [{"type": "number"}, ref("text")]}
    told = ("source", "locator", "note")
    return {
        "distribution": {
            "description": "How likely other values are; the value itself stays as it is.",
            **DISTRIBUTION,
        },
        "uncertain-input": {
            "description": "The distribution of a value that stands elsewhere.",
            "anyOf": [
                words_of(WORDS),
                {
                    "type": "object",
                    "properties": {
                        "distribution": ref("distribution"),
                        **dict.fromkeys(("low", "high"), amount),
                        **dict.fromkeys(told, ref("text")),
                        "evidence": ref("evidence"),
                    },
                    "required": ["distribution"],
                    "additionalProperties": False,
                },
            ],
        },
        "rank": {
            "description": "Rank correlation of every two, from -1 to 1; or a matrix of them.",
            **RANK,
        },
    }
