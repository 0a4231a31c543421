"""Where finished chunks are kept: a folder, or any place that fsspec knows."""

from __future__ import annotations

import errno
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import fsspec

from biofuel_mandate.errors import Fault, ReportError

_MAGIC = b"biofuel-mandate chunk 1 "
_HEAD = len(_MAGIC) + 64 + 1  # the hash in hexadecimal digits, and the end of the line
_SUFFIX = ".chunk"
_WRITING = ".writing-"
# There a file appears whole or not at all, and moving is copying.
_WHOLE = {"memory", "s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss", "r2", "oci"}
_FULL = {errno.ENOSPC, errno.EDQUOT}
_DIGITS = 16


class Store:
    """Keeps bytes by name, for one piece of work alone.

    Parameters
    ----------
    url : str
        A folder, or an address such as ``s3://bucket/folder``; the folder is made where it is
        missing.
    digest : str
        What the kept bytes hang on; its first 16 digits name a folder inside.
    stem : str
        What the name of that folder begins with.

    Raises
    ------
    ReportError
        Nothing can be kept there.

    Examples
    --------
    >>> store = Store("memory://example", "0123456789abcdef0123")
    >>> store.place
    'memory://example/0123456789abcdef'
    >>> store.put("0", b"litres")
    >>> store.get("0"), store.get("1")
    (b'litres', None)
    >>> store.clear()
    >>> store.names()
    frozenset()
    """

    def __init__(self, url: str, digest: str, stem: str = "") -> None:
        folder = f"{stem}{digest[:_DIGITS]}"
        self.place = f"{url.rstrip('/')}/{folder}"
        self._digest = digest
        with self._faults(""):
            # A listing that another process has made stale would hide chunks.
            self._files, home = fsspec.core.url_to_fs(url, use_listings_cache=False)
        self._folder = f"{home.rstrip('/')}/{folder}"
        protocol = self._files.protocol
        names = {protocol} if isinstance(protocol, str) else set(protocol)
        self._is_whole = bool(names & _WHOLE)
        self._make_folder()
        self._listed()  # so that a place that does not answer is told before any work

    def names(self) -> frozenset[str]:
        """Return the names of what is kept.

        Raises
        ------
        ReportError
            The place cannot be read.
        """
        found = (name for name in self._listed() if name.endswith(_SUFFIX))
        return frozenset(name.removesuffix(_SUFFIX) for name in found)

    def get(self, name: str) -> bytes | None:
        """Return what is kept by a name; None where nothing is.

        Raises
        ------
        ReportError
            What is kept is damaged, or is something else; or it cannot be read.
        """
        try:
            with self._faults(name):
                content: bytes = self._files.cat_file(self._path(name))
        except FileNotFoundError:
            return None
        head, data = content[:_HEAD], content[_HEAD:]
        if head != self._head(name, data):
            is_ours = content.startswith(_MAGIC)
            got = "the chunk is damaged, or is of other work" if is_ours else "this is no chunk"
            raise ReportError([Fault(got, _REMOVE, file=f"{self.place}/{name}{_SUFFIX}")])
        return data

    def put(self, name: str, content: bytes) -> None:
        """Keep bytes by a name: all of them, or on an error none.

        Raises
        ------
        ReportError
            They cannot be kept, as when the disk is full.
        """
        data = self._head(name, content) + content
        path = self._path(name)
        if self._is_whole:
            with self._faults(name):
                self._files.pipe_file(path, data)
            return
        try:
            self._move_in(path, data)
        except FileNotFoundError:
            # Another run of the same work has ended and cleared the folder.
            self._make_folder()
            self._move_in(path, data)

    def _move_in(self, path: str, data: bytes) -> None:
        temporary = f"{path}{_WRITING}{secrets.token_hex(8)}"
        try:
            with self._faults(path.rpartition("/")[2].removesuffix(_SUFFIX)):
                self._files.pipe_file(temporary, data)
                self._files.mv(temporary, path)
        except BaseException:
            # It would fill a disk that is full already.
            with suppress(OSError):
                self._files.rm_file(temporary)
            raise

    def clear(self) -> None:
        """Remove all that is kept, and what killed runs left; what resists stays."""
        with suppress(ReportError, FileNotFoundError), self._faults(""):
            for name in self._listed():
                if name.endswith(_SUFFIX) or f"{_SUFFIX}{_WRITING}" in name:
                    self._files.rm_file(f"{self._folder}/{name}")
            if not self._is_whole and not self._listed():
                self._files.rmdir(self._folder)

    def _make_folder(self) -> None:
        # Where objects are kept there are no folders; making one could make a bucket.
        if not self._is_whole:
            with self._faults(""):
                try:
                    self._files.makedirs(self._folder, exist_ok=True)
                except FileNotFoundError as error:  # of a place where nothing can be made
                    raise PermissionError(error.errno, error.strerror) from None

    def _listed(self) -> list[str]:
        try:
            with self._faults(""):
                found = self._files.ls(self._folder, detail=False)
        except FileNotFoundError:
            return []
        return sorted(path.rstrip("/").rpartition("/")[2] for path in found)

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}{_SUFFIX}"

    def _head(self, name: str, content: bytes) -> bytes:
        """Return the line before the content: its hash, which holds the work and the name too."""
        found = hashlib.sha256(f"{self._digest}\0{name}\0".encode())
        found.update(content)
        return _MAGIC + found.hexdigest().encode() + b"\n"

    @contextmanager
    def _faults(self, name: str) -> Iterator[None]:
        """Turn what a place refuses into a fault; what is not there is for the caller."""
        try:
            yield
        except (FileNotFoundError, ReportError):
            raise
        except OSError as error:
            if error.errno in _FULL:
                got, do = "the disk is full", _GO_ON
            else:
                got, do = f"chunks cannot be kept here: {error.strerror or error}", _SEE_TO_IT
        except ImportError as error:
            got, do = f"this place cannot be reached: {error}", "Install that, and run again."
        except Exception as error:  # noqa: BLE001 - every kind of storage has errors of its own
            words = " ".join(str(error).split()) or type(error).__name__
            got, do = f"chunks cannot be kept here: {words.rstrip('.')}", _SEE_TO_IT
        else:
            return
        place = f"{self.place}/{name}{_SUFFIX}" if name else self.place
        raise ReportError([Fault(got, do, file=place)])


_REMOVE = "Remove it and run the same command again; the other chunks are kept."
_GO_ON = "Make room. What is finished is kept; run the same command again to go on."
_SEE_TO_IT = (
    "See to that, or choose another --chunks. What is finished is kept; the same command goes on "
    "from there."
)
