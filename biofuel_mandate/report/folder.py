"""Each command owns one result folder, and writes it whole or not at all."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import re
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from os.path import getmtime, lexists
from pathlib import Path

from biofuel_mandate.errors import Fault, ReportError

if sys.platform != "win32":
    import fcntl

MANIFEST = "manifest.json"
_OWNER = "biofuel_mandate"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # as in Linux's fcntl.h


def publish(
    folder: Path, files: Mapping[str, bytes], *, command: str, version: str, replace: bool = False
) -> Path | None:
    """Make `files` and a manifest of their hashes the whole content of `folder`.

    Parameters
    ----------
    folder : Path
        The result folder, such as ``reports/norway-2015``; its parent is created when missing.
    files : mapping of str to bytes
        Content by plain file name.
    command, version : str
        The command that owns the folder, and the version of this package, for the manifest.
    replace : bool
        Move a folder that is not wholly this command's out of the way instead of refusing it.

    Returns
    -------
    Path or None
        Where the previous folder was moved to; None when nothing had to be moved.

    Raises
    ------
    ReportError
        The folder holds something that is not this command's, or cannot be written.
    ValueError
        A name in `files` is not a plain file name.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as reports:
    ...     publish(Path(reports) / "x", {"a.csv": b"1"}, command="run", version="0.1.0")
    ...     sorted(path.name for path in Path(reports, "x").iterdir())
    ['a.csv', 'manifest.json']
    """
    _check_name(folder)
    content = _content(files, command, version)
    with _system_faults(folder):
        if not lexists(folder.parent):
            folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder.parent):
            _tidy(folder)
            _must_move(folder, command, replace)
            temporary = _hidden(folder, "writing")
            try:
                _write(temporary, content)
                return _swap(temporary, folder, command, replace)
            finally:
                # New content that failed, or old content that was replaced: unwanted either way.
                with suppress(OSError):
                    _remove(temporary)


def check_writable(folder: Path, *, replace: bool, command: str | None = None) -> None:
    """Refuse early what `publish` would refuse, and clear what a killed run left behind.

    Parameters
    ----------
    folder, replace
        As for `publish`.
    command : str, optional
        The command that will write; None leaves out only the check that it is the same one.

    Raises
    ------
    ReportError
        The folder holds something that is not this command's, or cannot be written.
    """
    _check_name(folder)
    with _system_faults(folder):
        home = next(path for path in folder.parents if lexists(path))
        with _locked(home):
            if home == folder.parent:
                _tidy(folder)
                _must_move(folder, command, replace)
            probe = home / _hidden(folder, "writing").name
            probe.mkdir()
            probe.rmdir()


def _check_name(folder: Path) -> None:
    if re.fullmatch(r"|\.|\.\.|\..+\.(writing|old)-[0-9a-f]{16}", folder.name):
        got = f"{str(folder)!r} does not name a result folder"
        raise ReportError([Fault(got, "Choose another name or --out.", file=str(folder))])


@contextmanager
def _system_faults(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses into a fault of `folder`."""
    try:
        yield
    except OSError as error:
        got = f"the folder cannot be written: {error.strerror or error}"
        do = "See to that, or choose another --out."
        raise ReportError([Fault(got, do, file=str(folder))]) from error


@contextmanager
def _locked(parent: Path) -> Iterator[None]:
    """Hold off other runs that write into `parent`; the lock goes with the process."""
    if sys.platform == "win32":
        yield
    else:
        handle = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            # Some network disks cannot lock a folder; writing unlocked is better than not at all.
            with suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _hidden(folder: Path, kind: str) -> Path:
    return folder.with_name(f".{folder.name}.{kind}-{secrets.token_hex(8)}")


def _leftovers(folder: Path, kind: str) -> list[Path]:
    """List, oldest first, the folders that `_hidden` named and a killed run left."""
    pattern = re.compile(rf"\.{re.escape(folder.name)}\.{kind}-[0-9a-f]{{16}}")
    named = (path for path in folder.parent.iterdir() if pattern.fullmatch(path.name))
    return sorted((p for p in named if p.is_dir() and not p.is_symlink()), key=getmtime)


def _tidy(folder: Path) -> None:
    """Undo a swap that was killed half-way, then clear what killed runs left."""
    old = _leftovers(folder, "old")
    if old and not lexists(folder):
        old.pop().rename(folder)
    for leftover in [*old, *_leftovers(folder, "writing")]:
        # This module writes plain files only, so anything else is somebody's own. What cannot be
        # removed harms nobody and must not stop a run.
        with suppress(OSError):
            if None not in map(_hash, leftover.iterdir()):
                _remove(leftover)


def _remove(directory: Path) -> None:
    """Remove a flat folder, its manifest last: until then it is seen to be ours."""
    for path in sorted(directory.iterdir(), key=lambda path: path.name == MANIFEST):
        path.unlink()
    directory.rmdir()


def _content(files: Mapping[str, bytes], command: str, version: str) -> dict[str, bytes]:
    """Return `files`, and last the manifest, so that it stands only in a complete folder."""
    for name in files:
        if not name or name == MANIFEST or name[0] == "." or set(name) & set("/\\\0"):
            raise ValueError(f"{name!r} is not a plain name for a result file")
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = {"written_by": _OWNER, "command": command, "version": version, "files": hashes}
    text = json.dumps(manifest, indent=2, sort_keys=True) + "\n"
    return {**files, MANIFEST: text.encode()}


def _read_manifest(path: Path) -> tuple[str, dict[str, str]]:
    """Return command and hashes; a ValueError says why it is not a manifest of ours."""
    if _hash(path) is None:
        raise ValueError("this file is missing, so nothing shows who wrote the folder")
    try:
        manifest = json.loads(path.read_bytes())
        if manifest["written_by"] == _OWNER:
            return str(manifest["command"]), {k: str(v) for k, v in manifest["files"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise ValueError("this file cannot be read as a manifest") from None
    raise ValueError("this manifest was not written by biofuel-mandate")


def _findings(folder: Path, command: str | None) -> Iterator[tuple[str, str]]:
    """Give the name and description of each thing in `folder` that `command` did not write."""
    if folder.is_symlink():
        yield "", "this is a symbolic link, not a folder"
    elif not folder.is_dir():
        yield "", "this is a file, not a folder"
    elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield "", "this folder cannot be read and changed: Permission denied"
    elif entries := sorted(folder.iterdir()):
        try:
            owner, hashes = _read_manifest(folder / MANIFEST)
        except ValueError as error:
            yield MANIFEST, str(error)
            return
        if command not in (None, owner):
            yield MANIFEST, f"this folder was written by the command {owner!r}, not {command!r}"
        for entry in entries:
            if entry.name not in {*hashes, MANIFEST}:
                yield entry.name, "this was not written by biofuel-mandate"
            elif entry.name != MANIFEST and _hash(entry) != hashes[entry.name]:
                yield entry.name, "this is not the file as biofuel-mandate wrote it"


def _hash(path: Path) -> str | None:
    """Hash a plain file; None for anything else and for a file that cannot be read."""
    with suppress(OSError):
        if path.is_file() and not path.is_symlink():
            return hashlib.sha256(path.read_bytes()).hexdigest()
    return None


def _must_move(folder: Path, command: str | None, replace: bool) -> bool:
    """Tell whether `folder` has to be moved away; raise where that was not asked for."""
    if not lexists(folder):
        return False
    away = f"{folder.name}.previous-N"
    do = f"Add --replace to move the folder to {away} and write a new one, or choose another --out."
    faults = [Fault(got, do, file=str(folder / name)) for name, got in _findings(folder, command)]
    if faults and not replace:
        raise ReportError(faults)
    return bool(faults)


def _write(directory: Path, content: Mapping[str, bytes]) -> None:
    directory.mkdir()
    for name, data in content.items():
        with (directory / name).open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    _sync(directory)


def _sync(directory: Path) -> None:
    # Not every system opens or syncs a folder; the files themselves are synced already.
    with suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _swap(temporary: Path, folder: Path, command: str, replace: bool) -> Path | None:
    """Put `temporary` in place of `folder`; old content of ours ends up at `temporary`."""
    moved = None
    # Asked again because the user may have changed a file while the new ones were written.
    if _must_move(folder, command, replace):
        # Never by exchange: a kill would leave the user's files where leftovers are cleared.
        names = (f"{folder.name}.previous-{n}" for n in count(1))
        moved = next(path for path in map(folder.with_name, names) if not lexists(path))
        _two_renames(temporary, folder, moved)
    elif not lexists(folder):
        temporary.rename(folder)
    elif not _exchange(temporary, folder):
        old = _hidden(folder, "old")
        _two_renames(temporary, folder, old)
        # From here on the old content is no longer what a repair should bring back.
        with suppress(OSError):
            old.rename(temporary)
    _sync(folder.parent)
    return moved


def _two_renames(temporary: Path, folder: Path, aside: Path) -> None:
    try:
        folder.rename(aside)
        temporary.rename(folder)
    except BaseException:
        if lexists(aside) and not lexists(folder):
            aside.rename(folder)
        raise


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False, with nothing done, where that cannot be."""
    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    # Which error it was does not matter: the two renames that follow meet it again.
    return bool(renameat2(_AT_FDCWD, bytes(one), _AT_FDCWD, bytes(other), _RENAME_EXCHANGE) == 0)
