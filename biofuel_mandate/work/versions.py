"""What the bytes of a chunk hang on besides the work: this package, and what it reckons with."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from biofuel_mandate.work import Work

PACKAGE = "biofuel-mandate"
# Other versions of these may round otherwise, or find another of several optima.
RECKONS_WITH = ("numpy", "scipy", "highspy")
_FOLDER = Path(__file__).parents[1]


@cache
def versions() -> dict[str, str]:
    """Return the version of all that the bytes of a chunk hang on.

    The version of Python counts without its last part, that of this package with a hash of its
    files: a copy that somebody has changed is another version.

    Examples
    --------
    >>> list(versions())
    ['python', 'numpy', 'scipy', 'highspy', 'biofuel-mandate']
    """
    found = {"python": ".".join(platform.python_version_tuple()[:2])}
    found |= {name: _version(name) for name in RECKONS_WITH}
    return found | {PACKAGE: f"{_version(PACKAGE)} ({source_hash()[:8]})"}


def identity(work: Work) -> str:
    """Return the hash of all that the bytes of a chunk hang on, the versions included."""
    parts = (work.digest, *(f"{name} {number}" for name, number in versions().items()))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def source_hash() -> str:
    """Return the hash of the code and the data of this package."""
    files = (path for suffix in ("py", "yaml", "csv") for path in _FOLDER.rglob(f"*.{suffix}"))
    found = hashlib.sha256()
    for name, path in sorted((path.relative_to(_FOLDER).as_posix(), path) for path in files):
        found.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())
    return found.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
