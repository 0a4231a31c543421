"""Files of a data set on a disk, or at any address that fsspec knows."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem

from biofuel_mandate.errors import Fault, ReportError

_FULL = {errno.ENOSPC, errno.EDQUOT}


class Place:
    """A folder, or an address such as ``s3://bucket/folder``, and what is below it.

    Parameters
    ----------
    url : str

    Raises
    ------
    ReportError
        There is no such kind of place.

    Examples
    --------
    >>> place = Place("memory://example")
    >>> place.write("x/points/1", b"litres")
    >>> place.read("x/points/1"), place.read("x/2"), place.files("x")
    (b'litres', None, ['points/1'])
    >>> place.move_away("x")
    'x.previous-1'
    >>> place.files("x")
    []
    """

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") or url
        with self.faults(""):
            # A listing that another process has made stale would hide files.
            self._system, root = fsspec.core.url_to_fs(self._url, use_listings_cache=False)
        self._root = root.rstrip("/")
        self.is_disk = isinstance(self._system, LocalFileSystem)

    def shown(self, name: str) -> str:
        """Return how a file or folder is named to the user."""
        return str(Path(self._url, name)) if "://" not in self._url else f"{self._url}/{name}"

    def path(self, name: str) -> Path:
        """Return where a file or folder of a disk is."""
        return Path(self._root, name)

    def read(self, name: str) -> bytes | None:
        """Return what a file holds; None where there is no such file."""
        with self.faults(name), suppress(FileNotFoundError, IsADirectoryError):
            content: bytes = self._system.cat_file(self._at(name))
            return content
        return None

    def write(self, name: str, content: bytes) -> None:
        """Write a file, in a folder that is made where it is missing.

        Raises
        ------
        ReportError
            It cannot be written, as when the disk is full.
        """
        with self.faults(name):
            if not self.is_disk:
                self._system.pipe_file(self._at(name), content)
                return
            path = self.path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())

    def files(self, folder: str) -> list[str]:
        """Return the names of all files below a folder, as seen from it."""
        start = f"{self._at(folder)}/"
        with self.faults(folder), suppress(FileNotFoundError):
            found = self._system.find(self._at(folder))
            return sorted(path.removeprefix(start) for path in found if path.startswith(start))
        return []

    def what_stands(self, folder: str) -> str:
        """Return what stands where a folder should, if it is none: blank, or what it is."""
        with self.faults(folder):
            if self.is_disk and self.path(folder).is_symlink():
                return "this is a symbolic link, not a folder"
            return "this is a file, not a folder" if self._system.isfile(self._at(folder)) else ""

    def has(self, name: str) -> bool:
        """Return whether there is such a file or folder."""
        with self.faults(name):
            return bool(self._system.exists(self._at(name)))

    def remove(self, name: str) -> None:
        """Remove a file; it does not matter whether it is there."""
        with self.faults(name), suppress(FileNotFoundError):
            self._system.rm_file(self._at(name))

    def move_away(self, folder: str) -> str:
        """Rename a folder to the first free ``<name>.previous-N``, and return that."""
        names = (f"{folder}.previous-{number}" for number in count(1))
        free = next(name for name in names if not self.has(name))
        with self.faults(folder):
            if self.is_disk:
                self.path(folder).rename(self.path(free))
            else:
                self._system.mv(self._at(folder), self._at(free), recursive=True)
        return free

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextmanager
    def faults(self, name: str) -> Iterator[None]:
        """Turn what a place refuses into a fault."""
        try:
            yield
        except ReportError:
            raise
        except ImportError as error:
            got, do = f"this place cannot be reached: {error}", "Install that, and run again."
        except OSError as error:
            got, do = f"this cannot be written: {error.strerror or error}", _SEE_TO_IT
            if error.errno in _FULL:
                got, do = "the disk is full", "Make room, and run the same command to go on."
        except Exception as error:  # noqa: BLE001 - every kind of storage has errors of its own
            words = " ".join(str(error).split()) or type(error).__name__
            got, do = f"this cannot be written: {words.rstrip('.')}", _SEE_TO_IT
        else:
            return
        raise ReportError([Fault(got, do, file=self.shown(name) if name else self._url)])


_SEE_TO_IT = "See to that, or choose another --out. The same command goes on from what is there."
