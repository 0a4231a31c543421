"""Work in chunks gives the same bytes whoever does it, and loses nothing that is finished."""

import errno
import hashlib
import io
import json
import os
import random
import re
import secrets
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fsspec
import pytest
import working
from fsspec.implementations.local import LocalFileSystem
from working import Counting, Deadly, Refusing, Telling

from biofuel_mandate.errors import Fault, InfeasibleError, ReportError, ScenarioError
from biofuel_mandate.work import progress, versions
from biofuel_mandate.work.cluster import Cluster
from biofuel_mandate.work.doing import InProcess, Parcel, Threads
from biofuel_mandate.work.processes import Processes
from biofuel_mandate.work.progress import Progress
from biofuel_mandate.work.run import do_all, store_for
from biofuel_mandate.work.store import Store
from biofuel_mandate.work.way import Way, doer_for
from biofuel_mandate.work.way import done as done_by_way

CHUNK = "*/*.chunk"


def done(work, *others) -> list[bytes]:
    with do_all(work, *others) as contents:
        return list(contents)


def expected(work) -> list[bytes]:
    return [work.do(chunk) for chunk in range(work.chunks)]


def times_done(log: Path) -> Counter[int]:
    return Counter(int(line.split()[0]) for line in log.read_text().splitlines())


# Who does it ------------------------------------------------------------------------------------


def test_processes_give_the_bytes_that_one_process_gives(tmp_path):
    work = Counting()
    assert done(work) == expected(work)
    assert done(work, Processes(2)) == expected(work)
    store = store_for(work, str(tmp_path))
    assert done(work, Processes(2), store) == expected(work)
    assert len(store.names()) == work.chunks


def test_threads_give_the_bytes_that_one_gives(tmp_path):
    work = Counting()
    assert done(work, Threads(3)) == expected(work)
    store = store_for(work, str(tmp_path))
    assert done(work, Threads(3), store) == expected(work)
    assert len(store.names()) == work.chunks


def test_a_worker_gets_the_work_once_and_has_one_thread_and_leaves_ctrl_c_to_us():
    told = [json.loads(content) for content in done(Telling(seconds=0.02), Processes(2))]
    assert len({tuple(one["copy"]) for one in told}) <= 2
    assert os.getpid() not in {one["copy"][0] for one in told}
    assert {threads for one in told for threads in one["threads"]} == {1}
    assert {one["asked"] for one in told} == {"1"}
    assert not any(one["minds_ctrl_c"] for one in told)


def test_a_chunk_in_this_process_has_one_thread_too():
    (told,) = done(Telling(chunks=1))
    assert set(json.loads(told)["threads"]) == {1}


def test_what_starts_workers_leaves_the_environment_as_it_was(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    done(Counting(2), Processes(1))
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "OPENBLAS_NUM_THREADS" not in os.environ


def test_the_chunk_of_a_worker_that_is_killed_is_done_again(tmp_path):
    trap = tmp_path / "trap"
    trap.touch()
    log = tmp_path / "log"
    work = Deadly(log=str(log), until=str(trap))
    store = store_for(work, str(tmp_path / "chunks"))
    assert done(work, Processes(2), store) == expected(Counting())
    assert not trap.exists()


def test_a_chunk_that_kills_every_worker_is_named_and_the_others_are_kept(tmp_path):
    work = Deadly()
    store = store_for(work, str(tmp_path))
    with pytest.raises(ScenarioError, match=r"^--workers: a worker died 3 times at chunk .*3"):
        done(work, Processes(1), store)
    assert store.names() == {"00", "01", "02"}


@pytest.mark.parametrize("doer", [InProcess(), Processes(1)])
def test_an_error_of_a_chunk_comes_as_it_was_raised(doer):
    with pytest.raises(InfeasibleError, match=r"^cases.a: no blend is possible. Lower the quota.$"):
        done(Refusing(), doer)
    with pytest.raises(LookupError, match="chunk 5 has a mistake"):
        done(Refusing(at=5), doer)


class Backwards:
    """Finishes last what it was given first; notes how far it was let ahead."""

    def __init__(self) -> None:
        self.given: list[int] = []
        self.width, self.most, self.work = 4, 0, Counting()

    @property
    def busy(self) -> int:
        return len(self.given)

    @contextmanager
    def at(self, work) -> Iterator["Backwards"]:
        self.work = work
        yield self

    def start(self, chunk: int) -> None:
        self.given.append(chunk)

    def finished(self):
        chunk = self.given.pop()
        self.most = max(self.most, chunk - min([*self.given, chunk]))
        return [(chunk, Parcel(self.work.do(chunk), is_packed=False))]


def test_chunks_come_in_order_and_few_of_them_wait_in_memory():
    work, doer = Counting(60), Backwards()
    assert done(work, doer) == expected(work)
    assert 0 < doer.most <= 2 * doer.width


def test_what_is_finished_early_waits_in_the_store(tmp_path):
    work, doer = Counting(60), Backwards()
    store = store_for(work, str(tmp_path))
    with do_all(work, doer, store) as contents:
        assert next(contents) == work.do(0)
        assert len(store.names()) > 2 * doer.width
        assert list(contents) == expected(work)[1:]


def test_the_doer_is_what_was_asked_for():
    assert doer_for(1) == InProcess()
    assert isinstance(doer_for(), Threads)
    assert doer_for(3) == Processes(3)
    assert doer_for(scheduler="tcp://10.0.0.5:8786") == Cluster("tcp://10.0.0.5:8786")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ((-1, ""), r"^--workers: -1 workers. Ask for 0 to"),
        ((10**9, ""), r"^--workers: 1000000000 workers. Ask for 0 to"),
        ((2, "tcp://a:1"), r"^--workers: 2 workers beside the scheduler tcp://a:1. Ask for one"),
        ((0, "10.0.0.5"), r"^--scheduler: '10.0.0.5' is not the address of a scheduler. Write one"),
    ],
)
def test_a_doer_that_means_nothing_is_refused(asked, words):
    with pytest.raises(ScenarioError, match=words):
        doer_for(*asked)


def test_what_is_kept_goes_when_all_is_well_and_stays_when_it_is_not(tmp_path, capsys):
    way = Way(chunks=str(tmp_path), quiet=True)
    with done_by_way(Counting(), way) as contents:
        assert list(contents) == expected(Counting())
        assert len(list(tmp_path.glob("chunks-*/*.chunk"))) == 12
    assert list(tmp_path.iterdir()) == []

    def written_in_vain():
        with done_by_way(Counting(), Way(chunks=str(tmp_path)), "nb") as contents:
            list(contents)
            raise ReportError([Fault("the folder is not ours", "Add --replace.")])

    with pytest.raises(ReportError, match="the folder is not ours"):
        written_in_vain()
    assert len(list(tmp_path.glob("chunks-*/*.chunk"))) == 12
    assert capsys.readouterr().err.startswith("12 av 12 deler er tatt vare på i ")


# What is kept -----------------------------------------------------------------------------------


def test_what_is_kept_is_not_done_again(tmp_path):
    log = tmp_path / "log"
    work = Counting(log=str(log))
    store = store_for(work, str(tmp_path / "chunks"))
    with do_all(work, InProcess(), store) as contents:
        assert [next(contents) for _ in range(5)] == expected(Counting())[:5]
    assert done(work, InProcess(), store) == expected(Counting())
    assert set(times_done(log).values()) == {1}
    store.clear()
    assert list((tmp_path / "chunks").iterdir()) == []


def test_a_chunk_that_somebody_removes_meanwhile_is_done_again(tmp_path):
    work = Counting()
    store = store_for(work, str(tmp_path))
    done(work, InProcess(), store)
    with do_all(work, InProcess(), store) as contents:
        found = [next(contents)]
        next(tmp_path.glob("*/07.chunk")).unlink()
        assert [*found, *contents] == expected(work)
    assert len(store.names()) == work.chunks


def test_a_run_goes_on_when_another_of_the_same_work_has_cleared_the_place(tmp_path):
    work = Counting()
    store = store_for(work, str(tmp_path))
    with do_all(work, InProcess(), store) as contents:
        found = [next(contents), next(contents)]
        store_for(work, str(tmp_path)).clear()
        assert list(tmp_path.iterdir()) == []
        assert [*found, *contents] == expected(work)
    assert len(store.names()) == 10


def test_chunks_of_other_work_stay_apart(tmp_path):
    for name in ("one", "other"):
        work = Counting(named=name)
        assert done(work, InProcess(), store_for(work, str(tmp_path))) == expected(work)
    assert len(list(tmp_path.iterdir())) == 2


def test_chunks_of_another_version_stay_apart(tmp_path, monkeypatch):
    ours = store_for(Counting(), str(tmp_path)).place
    monkeypatch.setattr(versions, "versions", lambda: {"numpy": "1.0"})
    assert store_for(Counting(), str(tmp_path)).place != ours


def test_the_folder_of_some_work_says_what_it_is_of(tmp_path):
    store = store_for(Counting(), str(tmp_path), ".norway-2015.")
    (folder,) = tmp_path.iterdir()
    assert folder.name.startswith(".norway-2015.")
    assert len(folder.name) == len(".norway-2015.") + 16
    assert store.place == str(folder)


def spoil(path: Path, how: str) -> None:
    content = path.read_bytes()
    spoiled = {
        "truncated": content[:-1],
        "emptied": b"",
        "flipped": content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
        "foreign": b"PK\3\4" + content,
        "another's": path.with_name("05.chunk").read_bytes(),
    }
    path.write_bytes(spoiled[how])


@pytest.mark.parametrize("how", ["truncated", "emptied", "flipped", "foreign", "another's"])
def test_a_spoiled_chunk_is_named_and_done_again_once_removed(tmp_path, how):
    work = Counting()
    store = store_for(work, str(tmp_path))
    done(work, InProcess(), store)
    (spoiled,) = tmp_path.glob("*/04.chunk")
    spoil(spoiled, how)
    what = "this is no chunk" if how in {"emptied", "foreign"} else "the chunk is damaged, or is of"
    with pytest.raises(ReportError, match=what) as raised:
        done(work, InProcess(), store)
    (fault,) = raised.value.faults
    assert fault.file == str(spoiled)
    assert fault.do == "Remove it and run the same command again; the other chunks are kept."
    assert raised.value.exit_code == 2
    spoiled.unlink()
    assert done(work, InProcess(), store) == expected(work)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_keeps_what_is_finished_and_nothing_half_written(
    tmp_path, monkeypatch, workers
):
    work = Counting()
    store = store_for(work, str(tmp_path))
    write = LocalFileSystem.pipe_file
    room = iter(range(5))

    def until_full(self, path, value, **options):
        if next(room, None) is None:
            write(self, path, value[: len(value) // 2], **options)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(self, path, value, **options)

    monkeypatch.setattr(LocalFileSystem, "pipe_file", until_full)
    with pytest.raises(ReportError, match=r"the disk is full\. Make room\. What is finished"):
        done(work, doer_for(workers), store)
    assert len(list(tmp_path.glob("*/*"))) == len(store.names()) == 5
    monkeypatch.undo()
    assert done(work, InProcess(), store) == expected(work)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only where a device is always full")
def test_a_disk_that_is_truly_full_is_told_as_such(tmp_path, monkeypatch):
    store = store_for(Counting(), str(tmp_path))
    monkeypatch.setattr(secrets, "token_hex", lambda size: "0" * 2 * size)
    Path(store.place, f"0.chunk.writing-{'0' * 16}").symlink_to("/dev/full")
    with pytest.raises(ReportError, match=r"0\.chunk: the disk is full"):
        store.put("0", b"litres")
    assert list(Path(store.place).iterdir()) == []


def test_a_place_that_is_no_folder_is_refused_before_any_work(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ReportError, match=r"file/\w{16}: chunks cannot be kept here: "):
        store_for(Counting(), str(tmp_path / "file"))


def test_a_place_that_needs_what_is_not_installed_says_so(monkeypatch):
    fsspec.register_implementation("unlikely", "no_such_module.Files", errtxt="Get no_such_module")
    with pytest.raises(ReportError, match="this place cannot be reached: Get no_such_module"):
        store_for(Counting(), "unlikely://bucket/chunks")
    with pytest.raises(ReportError, match="chunks cannot be kept here: Protocol not known"):
        store_for(Counting(), "nowhere://bucket/chunks")


def test_storage_that_is_no_disk_keeps_chunks_as_well():
    work = Counting()
    store = store_for(work, "memory://chunks/of/tests")
    assert done(work, InProcess(), store) == expected(work)
    again = store_for(work, "memory://chunks/of/tests/")
    assert len(again.names()) == work.chunks
    memory = fsspec.filesystem("memory")
    spoiled = memory.glob("/chunks/of/tests/*/04.chunk")[0]
    memory.pipe_file(spoiled, memory.cat_file(spoiled)[:-3])
    with pytest.raises(ReportError, match=r"^memory://chunks/of/tests/\w{16}/04.chunk: the chunk"):
        done(work, InProcess(), again)
    again.clear()
    assert memory.find("/chunks/of/tests") == []


def test_storage_that_refuses_in_its_own_words_is_quoted(monkeypatch):
    class NoCredentialsError(Exception):
        pass

    def refuse(*arguments, **options):
        raise NoCredentialsError("Unable to locate credentials.")

    store = Store("memory://refusing", "0" * 64)
    monkeypatch.setattr(fsspec.get_filesystem_class("memory"), "pipe_file", refuse)
    told = r"0\.chunk: chunks cannot be kept here: Unable to locate credentials. See to that, or"
    with pytest.raises(ReportError, match=told):
        store.put("0", b"litres")


def test_clearing_takes_what_is_ours_and_leaves_the_rest(tmp_path):
    store = Store(str(tmp_path), "0" * 64)
    store.put("0", b"litres")
    folder = Path(store.place)
    (folder / "1.chunk.writing-0123456789abcdef").touch()
    (folder / "notes.txt").touch()
    store.clear()
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
    (folder / "notes.txt").unlink()
    store.clear()
    assert list(tmp_path.iterdir()) == []
    store.clear()


# Stopped and gone on ----------------------------------------------------------------------------


def begun(folder: Path, chunks: int, seconds: float, workers: int) -> subprocess.Popen[str]:
    command = [sys.executable, working.__file__, str(folder), str(chunks), str(seconds)]
    pipe = subprocess.PIPE
    return subprocess.Popen([*command, str(workers)], stdout=pipe, stderr=pipe, text=True)


def until(holds, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost_or_doubled(tmp_path):
    log, moments = tmp_path / "log", random.Random(7)
    kept: set[int] = set()
    for _ in range(3):
        run = begun(tmp_path, 60, 0.01, 1)
        count = len(kept)
        until(lambda start=count: len(list(tmp_path.glob(f"chunks/{CHUNK}"))) > start)
        time.sleep(moments.uniform(0, 0.1))
        run.kill()
        run.communicate()
        before = kept
        kept = {int(path.stem) for path in tmp_path.glob(f"chunks/{CHUNK}")}
        assert before < kept
    times = times_done(log)
    last = begun(tmp_path, 60, 0, 2)
    told, _ = last.communicate()
    assert told.strip() == hashlib.sha256(b"\n".join(expected(Counting(60)))).hexdigest()
    now = times_done(log)
    assert all(now[chunk] == times[chunk] for chunk in kept)
    assert set(now) == set(range(60))
    # A kill costs at most the one chunk that was under way.
    assert sum(now.values()) <= 60 + 3


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="asks the system for its processes")
def test_workers_end_with_the_process_that_started_them(tmp_path):
    log = tmp_path / "log"
    run = begun(tmp_path, 200, 0.05, 2)
    until(lambda: log.exists() and len(log.read_text().splitlines()) > 4)
    run.kill()
    run.communicate()
    pids = {int(line.split()[1]) for line in log.read_text().splitlines()}
    assert run.pid not in pids
    until(lambda: not any(lives(pid) for pid in pids))


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_says_what_is_kept_and_how_to_go_on(tmp_path, workers):
    run = begun(tmp_path, 200, 0.03, workers)
    until(lambda: len(list(tmp_path.glob(f"chunks/{CHUNK}"))) > 3)
    run.send_signal(signal.SIGINT)
    told, said = run.communicate(timeout=20)
    kept = list(tmp_path.glob(f"chunks/{CHUNK}"))
    assert (run.returncode, told) == (130, "")
    assert said == (
        f"{len(kept)} of 200 chunks are kept in {kept[0].parent}; "
        "run the same command again to go on.\n"
    )


# How far it has come ----------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def looked_at(monkeypatch, stream: io.StringIO, patience: float = 0.01) -> io.StringIO:
    """Put a stream in place of standard error: in the test itself, as pytest puts its own back."""
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", stream)
    return stream


@pytest.mark.parametrize(("lang", "left"), [("en", "left"), ("nb", "igjen"), ("nn", "att")])
def test_a_terminal_shows_share_and_time_left(monkeypatch, lang, left):
    terminal = looked_at(monkeypatch, Terminal())
    assert len(done(Counting(8, seconds=0.05), InProcess(), None, Progress(lang))) == 8
    shown = re.sub(r"\x1b\[[0-9;?]*\w", "", terminal.getvalue())
    assert re.search(rf" \d\d % 0:00:0\d {left}", shown)


def test_the_bar_begins_with_what_is_kept(monkeypatch):
    terminal = looked_at(monkeypatch, Terminal())
    told = Progress("en")
    told.begin(chunks=8, kept=6)
    until(lambda: "75 %" in terminal.getvalue())
    told.more()
    told.end()
    told.end()
    assert "88 %" in terminal.getvalue()


@pytest.mark.parametrize(
    ("stream", "quiet", "patience"),
    [(Terminal(), True, 0.01), (Terminal(), False, 60), (io.StringIO(), False, 0.01)],
    ids=["quiet", "soon over", "no terminal"],
)
def test_no_bar_is_shown_where_nobody_looks(monkeypatch, stream, quiet, patience):
    looked_at(monkeypatch, stream, patience)
    done(Counting(4, seconds=0.02), InProcess(), None, Progress("en", quiet=quiet))
    assert stream.getvalue() == ""


def test_quiet_says_nothing_of_how_to_go_on(capsys):
    Progress("en", quiet=True).stopped(3, 8, "here")
    Progress("nn").stopped(3, 8, "here")
    said = capsys.readouterr()
    assert said.err.startswith("3 av 8 delar er tekne vare på i here; køyr den same kommandoen")
    assert said.out == ""


def test_an_error_too_says_what_is_kept(tmp_path, capsys):
    work = Refusing()
    with pytest.raises(InfeasibleError, match="no blend is possible"):
        done(work, InProcess(), store_for(work, str(tmp_path)), Progress("en"))
    assert capsys.readouterr().err.startswith("3 of 12 chunks are kept in ")


# Clusters that cannot be had --------------------------------------------------------------------


def test_without_dask_a_cluster_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    words = r'^--scheduler: Dask is not installed. .*pip install "biofuel-mandate\[cluster\]"$'
    with pytest.raises(ScenarioError, match=words):
        done(Counting(), Cluster("tcp://127.0.0.1:8786"))
