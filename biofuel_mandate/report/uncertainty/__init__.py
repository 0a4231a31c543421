"""What a person reads of an analysis of uncertainty: summary, tables, charts and data.

``facts`` holds the numbers and no words, ``words`` the names of one language; ``tables``,
``sentences``, ``importance`` and ``sections`` say it, ``summary`` lays it out, ``data`` and
``charts`` are files of their own, and ``files`` is all of a folder.
"""

from __future__ import annotations

from biofuel_mandate.report.uncertainty.files import uncertainty_files
from biofuel_mandate.report.uncertainty.summary import print_uncertainty, to_markdown

__all__ = ["print_uncertainty", "to_markdown", "uncertainty_files"]
