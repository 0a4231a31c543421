"""The result folder: whole or not at all, and never at the cost of somebody's files."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from biofuel_mandate.errors import Fault, ReportError
from biofuel_mandate.report import folder as module
from biofuel_mandate.report.folder import check_writable

publish = partial(module.publish, command="run", version="0.1.0")

A = {"both.csv": b"A" * 50_000, "only-a.csv": b"a"}
B = {"both.csv": b"B" * 50_000, "only-b.csv": b"b"}
RANDOM = "0123456789abcdef"
ADVICE = (
    "Add --replace to move the folder to x.previous-N and write a new one, or choose another --out."
)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "reports" / "x"


@pytest.fixture(params=["exchange", "two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "two renames":
        monkeypatch.setattr(module, "_exchange", lambda one, other: False)
    return request.param


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def is_whole(folder: Path, files: Mapping[str, bytes]) -> bool:
    found = content(folder)
    hashes = json.loads(found.pop("manifest.json"))["files"]
    return found == files and set(hashes) == set(files)


def refused(target: Path, **options: object) -> tuple[Fault, ...]:
    """Return the faults, having seen that both doors name them and that nothing changed."""
    before = names(target.parent)
    with pytest.raises(ReportError, match="--out") as early:
        check_writable(target, replace=False, command="run")
    with pytest.raises(ReportError, match="--out") as late:
        publish(target, B, **options)
    assert early.value.faults == late.value.faults
    assert late.value.exit_code == 2
    assert names(target.parent) == before
    return late.value.faults


def test_a_new_folder_holds_the_files_and_their_manifest(target: Path) -> None:
    check_writable(target, replace=False)
    assert not target.parent.exists()
    assert publish(target, A) is None
    assert names(target.parent) == ["x"]
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in A.items()}
    manifest = (
        '{\n  "command": "run",\n  "files": {\n'
        f'    "both.csv": "{hashes["both.csv"]}",\n'
        f'    "only-a.csv": "{hashes["only-a.csv"]}"\n'
        '  },\n  "version": "0.1.0",\n  "written_by": "biofuel_mandate"\n}\n'
    )
    assert content(target) == {**A, "manifest.json": manifest.encode()}


def test_the_folder_has_the_permissions_of_any_new_folder(target: Path) -> None:
    publish(target, A)
    (target.parent / "other").mkdir()
    assert target.stat().st_mode == (target.parent / "other").stat().st_mode


def test_a_second_run_gives_the_same_bytes(target: Path, way: str) -> None:
    publish(target, A)
    first = content(target)
    assert publish(target, dict(reversed(A.items()))) is None
    assert content(target) == first
    assert names(target.parent) == ["x"]


@pytest.mark.parametrize("replace", [False, True])
def test_a_second_run_replaces_the_first(target: Path, way: str, replace: bool) -> None:
    publish(target, A)
    check_writable(target, replace=replace, command="run")
    assert publish(target, B, replace=replace) is None
    assert is_whole(target, B)
    assert names(target.parent) == ["x"]


def test_the_exchange_is_used_where_the_system_has_it(target: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("renameat2 is Linux's")
    for name in ("one", "other"):
        (target / name).mkdir(parents=True)
        (target / name / "file").write_text(name)
    assert module._exchange(target / "one", target / "other")
    assert (target / "one" / "file").read_text() == "other"
    assert not module._exchange(target / "one", target / "missing")


def test_an_empty_folder_and_a_missing_file_are_accepted(target: Path, way: str) -> None:
    target.mkdir(parents=True)
    publish(target, A)
    (target / "only-a.csv").unlink()
    publish(target, B)
    assert is_whole(target, B)


def test_a_foreign_file_is_refused(target: Path) -> None:
    publish(target, A)
    (target / "notes.txt").write_text("mine")
    assert refused(target) == (
        Fault("this was not written by biofuel-mandate", ADVICE, file=str(target / "notes.txt")),
    )
    assert (target / "notes.txt").read_text() == "mine"


def test_a_changed_file_is_refused(target: Path) -> None:
    publish(target, A)
    (target / "only-a.csv").write_text("better")
    (fault,) = refused(target)
    assert fault.file == str(target / "only-a.csv")
    assert "not the file as biofuel-mandate wrote it" in fault.got


def test_a_link_in_place_of_a_file_is_refused(target: Path) -> None:
    publish(target, A)
    (target / "only-a.csv").rename(target.parent / "elsewhere.csv")
    (target / "only-a.csv").symlink_to(target.parent / "elsewhere.csv")
    (fault,) = refused(target)
    assert fault.file == str(target / "only-a.csv")


def test_a_folder_without_manifest_is_refused(target: Path) -> None:
    publish(target, A)
    (target / "manifest.json").unlink()
    (fault,) = refused(target)
    assert fault.file == str(target / "manifest.json")
    assert "missing" in fault.got


@pytest.mark.parametrize(
    ("text", "got"),
    [
        ('{"written_by": "another tool", "files": {}}', "was not written by biofuel-mandate"),
        ('{"name": "a web page"}', "cannot be read as a manifest"),
        ('{"written_by": "biofuel_mandate", "command": "run"}', "cannot be read"),
        ('{"written_by": "biofuel_mandate", "command": "run", "files": [1]}', "cannot be read"),
        ("[1, 2]", "cannot be read as a manifest"),
        ("[" * 100_000, "cannot be read as a manifest"),
        ("\udcff", "cannot be read as a manifest"),
        ("", "cannot be read as a manifest"),
    ],
)
def test_a_manifest_of_somebody_else_is_refused(target: Path, text: str, got: str) -> None:
    target.mkdir(parents=True)
    (target / "manifest.json").write_bytes(text.encode(errors="surrogateescape"))
    (fault,) = refused(target)
    assert got in fault.got


def test_the_folder_of_another_command_is_refused(target: Path) -> None:
    publish(target, A, command="sweep")
    (fault,) = refused(target)
    assert fault.got == "this folder was written by the command 'sweep', not 'run'"
    check_writable(target, replace=False)


def test_a_link_is_refused(target: Path) -> None:
    publish(target.parent / "elsewhere", A)
    target.symlink_to(target.parent / "elsewhere")
    (fault,) = refused(target)
    assert (fault.file, fault.got) == (str(target), "this is a symbolic link, not a folder")
    assert publish(target, B, replace=True) == target.parent / "x.previous-1"
    assert (target.parent / "x.previous-1").is_symlink()
    assert is_whole(target, B)
    assert is_whole(target.parent / "elsewhere", A)


def test_a_broken_link_is_refused(target: Path) -> None:
    target.parent.mkdir()
    target.symlink_to("nowhere")
    (fault,) = refused(target)
    assert "symbolic link" in fault.got


def test_a_file_is_refused(target: Path) -> None:
    target.parent.mkdir()
    target.write_text("mine")
    (fault,) = refused(target)
    assert (fault.file, fault.got) == (str(target), "this is a file, not a folder")
    assert publish(target, B, replace=True) == target.parent / "x.previous-1"
    assert (target.parent / "x.previous-1").read_text() == "mine"


def test_a_folder_without_permission_is_refused(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(target, A)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    (fault,) = refused(target)
    assert (fault.file, fault.got[-17:]) == (str(target), "Permission denied")


def test_all_faults_are_told_at_once(target: Path) -> None:
    publish(target, A, command="sweep")
    (target / "both.csv").write_text("changed")
    (target / "subfolder").mkdir()
    (target / "notes.txt").write_text("mine")
    found = [Path(fault.file).name for fault in refused(target)]
    assert found == ["both.csv", "manifest.json", "notes.txt", "subfolder"]


def test_replace_moves_to_the_next_free_name(target: Path, way: str) -> None:
    for number in (1, 2):
        publish(target, A)
        (target / "notes.txt").write_text(f"mine {number}")
        check_writable(target, replace=True, command="run")
        moved = publish(target, B, replace=True)
        assert moved == target.parent / f"x.previous-{number}"
        assert content(moved)["notes.txt"] == f"mine {number}".encode()
        assert is_whole(target, B)
    assert names(target.parent) == ["x", "x.previous-1", "x.previous-2"]


def test_a_change_during_the_writing_is_seen(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(target, A)
    write = module._write

    def write_while_the_user_saves(directory: Path, files: Mapping[str, bytes]) -> None:
        write(directory, files)
        (target / "only-a.csv").write_text("saved meanwhile")

    monkeypatch.setattr(module, "_write", write_while_the_user_saves)
    with pytest.raises(ReportError, match=r"only-a\.csv: this is not the file"):
        publish(target, B)
    assert content(target)["only-a.csv"] == b"saved meanwhile"
    assert names(target.parent) == ["x"]


@pytest.mark.parametrize("parent", ["file", "file/below", "/proc/nothing", "link"])
def test_a_parent_that_cannot_be_written_is_a_fault(tmp_path: Path, parent: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to("nowhere")
    if parent.startswith("/proc") and not Path("/proc/self").exists():
        pytest.skip("no /proc here")
    target = tmp_path / parent / "x"
    for attempt in (partial(publish, files=A), partial(check_writable, replace=False)):
        with pytest.raises(ReportError, match="the folder cannot be written") as caught:
            attempt(target)
        assert [fault.file for fault in caught.value.faults] == [str(target)]
    assert names(tmp_path) == ["file", "link"]


def test_a_name_too_long_is_a_fault(target: Path) -> None:
    for attempt in (partial(publish, files=A), partial(check_writable, replace=False)):
        with pytest.raises(ReportError, match="cannot be written: File name too long"):
            attempt(target.with_name("x" * 240))


def test_a_full_disk_leaves_nothing_behind(
    target: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    publish(target, A)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(ReportError, match="cannot be written: No space left on device"):
            publish(target, B)
    assert is_whole(target, A)
    assert names(target.parent) == ["x"]


@pytest.mark.parametrize("step", ["_write", "_exchange"])
def test_ctrl_c_leaves_nothing_behind(
    target: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = getattr(module, step)

    def interrupted(*arguments: Path) -> None:
        done(*arguments)
        raise KeyboardInterrupt("Ctrl-C")

    publish(target, A)
    with monkeypatch.context() as patch:
        patch.setattr(module, step, interrupted)
        with pytest.raises(KeyboardInterrupt, match="Ctrl-C"):
            publish(target, B)
    assert is_whole(target, A if step == "_write" else B)
    assert names(target.parent) == ["x"]


@pytest.mark.parametrize("foreign", [False, True])
def test_a_failing_second_rename_is_undone(
    target: Path, foreign: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def fail_into_target(self: Path, to: Path) -> Path:
        if ".writing-" in self.name:
            raise OSError(errno.EBUSY, "Device or resource busy")
        return rename(self, to)

    publish(target, A)
    if foreign:
        (target / "notes.txt").write_text("mine")
    before = content(target)
    monkeypatch.setattr(module, "_exchange", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", fail_into_target)
    with pytest.raises(ReportError, match="cannot be written: Device or resource busy"):
        publish(target, B, replace=True)
    assert content(target) == before
    assert names(target.parent) == ["x"]


def test_a_kill_between_the_two_renames_is_repaired(target: Path) -> None:
    publish(target, A)
    publish(target.parent / "new", B)
    target.rename(target.parent / f".x.old-{RANDOM}")
    (target.parent / "new").rename(target.parent / f".x.writing-{RANDOM}")
    check_writable(target, replace=False, command="run")
    assert is_whole(target, A)
    assert names(target.parent) == ["x"]


def test_the_newest_old_content_is_what_comes_back(target: Path) -> None:
    for age, files, number in ((100, A, "1"), (200, B, "0")):
        publish(target.with_name("new"), files)
        os.utime(target.with_name("new"), (age, age))
        target.with_name("new").rename(target.parent / f".x.old-{number * 16}")
    check_writable(target, replace=False)
    assert is_whole(target, B)
    assert names(target.parent) == ["x"]


@pytest.mark.parametrize("act", [partial(publish, files=A), partial(check_writable, replace=False)])
def test_leftovers_are_cleared(target: Path, act: Callable[[Path], object]) -> None:
    publish(target, A)
    for kind in ("writing", "old"):
        leftover = target.parent / f".x.{kind}-{RANDOM}"
        leftover.mkdir()
        (leftover / "half.csv").write_text("ha")
    act(target)
    assert is_whole(target, A)
    assert names(target.parent) == ["x"]


def test_what_only_looks_like_a_leftover_stays(target: Path) -> None:
    publish(target, A)
    parent = target.parent
    kept = [".x.writing-notes", f".y.writing-{RANDOM}", f".x.old-{RANDOM}0", f"x.old-{RANDOM}"]
    for name in kept:
        (parent / name).mkdir()
        (parent / name / "mine.txt").write_text("mine")
    (parent / f".x.writing-{'0' * 16}").write_text("a file")
    (parent / f".x.writing-{'1' * 16}").symlink_to(parent / ".x.writing-notes")
    # The manifest is removed last, so this subfolder would be met only after the file had gone.
    (parent / f".x.old-{'2' * 16}" / "manifest.json").mkdir(parents=True)
    (parent / f".x.old-{'2' * 16}" / "mine.txt").write_text("mine")
    before = names(parent)
    publish(target, B)
    assert names(parent) == before
    assert (parent / ".x.writing-notes" / "mine.txt").exists()
    assert (parent / f".x.old-{'2' * 16}" / "mine.txt").exists()


@pytest.mark.parametrize("path", ["", ".", "..", "/", "reports/..", f".x.writing-{RANDOM}"])
def test_a_name_that_is_none_is_refused(path: str) -> None:
    for attempt in (partial(publish, files=A), partial(check_writable, replace=False)):
        with pytest.raises(ReportError, match="does not name a result folder"):
            attempt(Path(path))


@pytest.mark.parametrize("name", ["", "a/b", "../a", "a\\b", ".a", "a\0", "manifest.json"])
def test_a_file_name_that_is_not_plain_is_a_bug(target: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is not a plain name"):
        publish(target, {name: b""})
    assert not target.parent.exists()


def test_a_disk_without_locks_is_written_all_the_same(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def no_locks(handle: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    publish(target, A)
    assert is_whole(target, A)


def test_runs_at_the_same_time_wait_for_each_other(target: Path, way: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(partial(publish, target), [A, B] * 6)) == [None] * 12
    assert is_whole(target, A) or is_whole(target, B)
    assert names(target.parent) == ["x"]


LOOP = """
import sys
from itertools import cycle
from pathlib import Path
from biofuel_mandate.report import folder

if sys.argv[2] == "two renames":
    folder._exchange = lambda one, other: False
A = {"both.csv": b"A" * 50_000, "only-a.csv": b"a"}
B = {"both.csv": b"B" * 50_000, "only-b.csv": b"b"}
for number, files in enumerate(cycle([A, B])):
    folder.publish(Path(sys.argv[1]), files, command="run", version="0.1.0")
    if number == 0:
        print("started", flush=True)
"""


def test_a_killed_run_leaves_the_old_or_the_new_content(target: Path, way: str) -> None:
    root = Path(module.__file__).parents[2]
    chance = random.Random(2015)
    for _ in range(15):
        command = [sys.executable, "-c", LOOP, str(target), way]
        with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as run:
            assert run.stdout is not None
            assert run.stdout.readline().strip() == b"started"
            time.sleep(chance.uniform(0, 0.03))
            run.kill()
        if way == "exchange":
            assert is_whole(target, A) or is_whole(target, B)
        check_writable(target, replace=False, command="run")
        assert is_whole(target, A) or is_whole(target, B)
        assert names(target.parent) == ["x"]
