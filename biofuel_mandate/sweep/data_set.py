"""A data set at its place: parts as they are made, and the manifest last.

On a disk, it is made in a hidden folder beside and renamed once it is whole. Object storage has no
renaming, so there it is made in place, and is whole once the manifest stands in it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from biofuel_mandate import __version__
from biofuel_mandate.errors import Fault, ReportError
from biofuel_mandate.report.folder import MANIFEST
from biofuel_mandate.sweep.place import Place

if sys.platform != "win32":
    import fcntl
    import os

GRID = "grid.json"
POINTS = "points"
COMMAND, OWNER = "sweep", "biofuel_mandate"
_SUM = ".sha256"


class DataSet:
    """One data set.

    Parameters
    ----------
    out : str
        Folder or address that it stands in.
    name : str
        Its own folder there.
    identity : str
        Hash of all that its bytes hang on.
    parts : int
        How many parts it has.
    replace : bool
        Move away what is something else in its place, instead of refusing it.
    """

    def __init__(self, out: str, name: str, identity: str, parts: int, *, replace: bool) -> None:
        self._place, self.name, self._identity, self._parts = Place(out), name, identity, parts
        self._replace = replace
        hidden = f".{name}.parts-{identity[:16]}"
        self._work = hidden if self._place.is_disk else name
        self._hashes: dict[str, str] = {}
        self.moved: str | None = None

    @property
    def shown(self) -> str:
        """How the data set is named to the user."""
        return self._place.shown(self.name)

    @property
    def kept_at(self) -> str:
        """Where its parts are until it is whole."""
        return self._place.shown(self._work)

    def part(self, chunk: int) -> str:
        """Return the name of a part."""
        return f"{POINTS}/part-{chunk:0{max(5, len(str(self._parts - 1)))}}.parquet"

    @property
    def names(self) -> Iterator[str]:
        """Every file that it has once it is whole."""
        yield from (self.part(chunk) for chunk in range(self._parts))
        yield from (GRID, MANIFEST)

    # What stands there already --------------------------------------------------------------

    def is_whole(self) -> bool:
        """Return whether it stands there whole.

        Raises
        ------
        ReportError
            Something else stands there, which may not be moved away.
        """
        if self._must_move() or self._owner(self.name) is None:
            return False
        self._tidy(self.name)
        return True

    def contents(self) -> Iterator[bytes]:
        """Yield its parts, where it is whole."""
        for chunk in range(self._parts):
            yield self._place.read(f"{self.name}/{self.part(chunk)}") or b""

    def others(self) -> list[str]:
        """Return the hidden folders where other sweeps of this name were begun."""
        if not self._place.is_disk or not self._place.has(""):
            return []
        start = f".{self.name}.parts-"
        found = (path.name for path in self._place.path("").iterdir())
        mine = (name for name in found if name.startswith(start) and name != self._work)
        return sorted(self._place.shown(name) for name in mine)

    def _must_move(self) -> bool:
        """Return whether something else has to be moved away; raise where that is not asked for."""
        if not self._place.has(self.name):
            return False
        faults = [
            Fault(got, _do(self.name), file=f"{self.shown}/{name}".rstrip("/"))
            for name, got in self._findings()
        ]
        if faults and not self._replace:
            raise ReportError(faults)
        return bool(faults)

    def _findings(self) -> Iterator[tuple[str, str]]:
        """Yield the name and description of each thing that is not as this sweep writes it."""
        stands = self._place.what_stands(self.name)
        found = self._place.files(self.name) if not stands else []
        if stands:
            yield "", stands
            return
        manifest = self._owner(self.name)
        if MANIFEST in found and manifest is None:
            yield MANIFEST, "this was not written by a sweep"
        elif manifest is None and self._place.is_disk and found:
            yield MANIFEST, "this file is missing, so nothing shows who wrote the folder"
        elif self._json(f"{self.name}/{GRID}").get("identity") != self._identity and found:
            yield GRID, "this data set is of another grid, scenario or version"
        elif manifest is not None:
            yield from self._changed(found, manifest)

    def _changed(self, found: list[str], manifest: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        hidden = {_beside(name) for name in manifest}  # a killed run may have left these
        for name in sorted({*found, *manifest} - {MANIFEST} - hidden):
            if name not in manifest:
                yield name, "this was not written by biofuel-mandate"
            elif name not in found:
                yield name, "this file is missing"
            elif self._hash(f"{self.name}/{name}") != manifest[name]:
                yield name, "this is not the file as biofuel-mandate wrote it"

    def _owner(self, folder: str) -> dict[str, str] | None:
        """Return the hashes of the manifest of a sweep; None where there is none."""
        data = self._json(f"{folder}/{MANIFEST}")
        if data.get("written_by") != OWNER or data.get("command") != COMMAND:
            return None
        files = data.get("files")
        return {str(k): str(v) for k, v in files.items()} if isinstance(files, dict) else None

    def _json(self, name: str) -> dict[str, object]:
        with suppress(ValueError, RecursionError):
            data = json.loads(self._place.read(name) or b"")
            return data if isinstance(data, dict) else {}
        return {}

    def _hash(self, name: str) -> str | None:
        content = self._place.read(name)
        return None if content is None else hashlib.sha256(content).hexdigest()

    # Making it ------------------------------------------------------------------------------

    @contextmanager
    def making(self, grid: bytes) -> Iterator[None]:
        """Begin or go on; on a disk, nobody else makes the same one meanwhile.

        Parameters
        ----------
        grid : bytes
            What the data set is of, which also shows that the folder is ours.

        Raises
        ------
        ReportError
            Somebody else is making it.
        """
        if self._work == self.name and self._must_move():
            self.moved = self._place.shown(self._place.move_away(self.name))
        self._put(GRID, grid)
        if not self._place.is_disk or sys.platform == "win32":
            yield
            return
        handle = os.open(self._place.path(self._work), os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            do = "Wait for it, or end it; then run the same command again."
            raise ReportError([Fault("another run is making this", do, file=self.shown)]) from None
        except OSError:
            pass  # some network disks cannot lock a folder; unlocked is better than not at all
        try:
            yield
        finally:
            os.close(handle)

    def kept(self) -> Iterator[tuple[int, bytes | None]]:
        """Yield each part that is there from before, in order; None for one that is damaged."""
        found = set(self._place.files(self._work))
        # A run that was killed at the very end may have left the manifest.
        told = self._owner(self._work) or {}
        for chunk in range(self._parts) if found else ():
            name = self.part(chunk)
            if name not in found or (_beside(name) not in found and name not in told):
                continue
            content = self._place.read(f"{self._work}/{name}") or b""
            known = hashlib.sha256(content).hexdigest()
            beside = self._place.read(f"{self._work}/{_beside(name)}") or b""
            if known in (told.get(name), beside.decode(errors="replace")):
                self._hashes[name] = known
                yield chunk, content
            else:
                yield chunk, None

    def put(self, chunk: int, content: bytes) -> None:
        """Write a part, and then its hash beside it: without that it is none."""
        name = self.part(chunk)
        self._put(name, content)
        self._place.write(f"{self._work}/{_beside(name)}", self._hashes[name].encode())

    def finish(self) -> None:
        """Make it whole: the manifest last.

        Raises
        ------
        ReportError
            Something else has come in its place meanwhile; the parts are kept.
        """
        written = {"written_by": OWNER, "command": COMMAND, "version": __version__}
        text = json.dumps({**written, "files": self._hashes}, indent=2, sort_keys=True) + "\n"
        self._place.write(f"{self._work}/{MANIFEST}", text.encode())
        self._tidy(self._work)
        if self._work == self.name:
            return
        if self._must_move():
            self.moved = self._place.shown(self._place.move_away(self.name))
        with self._place.faults(self.name):
            self._place.path(self._work).rename(self._place.path(self.name))

    def _tidy(self, folder: str) -> None:
        """Remove the hashes beside parts, which the manifest holds."""
        for name in self._place.files(folder):
            if name.endswith(_SUM):
                self._place.remove(f"{folder}/{name}")

    def _put(self, name: str, content: bytes) -> None:
        self._hashes[name] = hashlib.sha256(content).hexdigest()
        self._place.write(f"{self._work}/{name}", content)


def _beside(name: str) -> str:
    """Return where the hash of a part is kept: readers of data sets pass over hidden files."""
    folder, _, last = name.rpartition("/")
    return f"{folder}/.{last}{_SUM}"


def _do(name: str) -> str:
    return (
        f"Add --replace to move the folder to {name}.previous-N and write a new one, or choose "
        "another --out."
    )
