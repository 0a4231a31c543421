"""Zip files, as workbooks and Word documents are: no clock or system shows in their bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The part that tells of title and language in every office file.
CORE = "docProps/core.xml"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def parts_of(written: IO[bytes]) -> dict[str, bytes]:
    """Return the content of each part of a zip file, in their order."""
    with ZipFile(written) as zip_file:
        return {name: zip_file.read(name) for name in zip_file.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as a zip file, in their order, all of one day and of no system.

    Examples
    --------
    >>> zipped({"a.txt": b"a"}) == zipped({"a.txt": b"a"})
    True
    """
    finished = io.BytesIO()
    with ZipFile(finished, "w", ZIP_DEFLATED) as zip_file:
        for name, content in parts.items():
            info = ZipInfo(name, _FIRST_DAY)
            info.compress_type, info.create_system = ZIP_DEFLATED, 0
            zip_file.writestr(info, content)
    return finished.getvalue()
