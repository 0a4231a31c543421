"""A run that is killed leaves the old result whole, or the new one."""

import multiprocessing
import random
import signal
import time
from pathlib import Path

import pytest

from biofuel_mandate.cli import main

SCENARIO = Path("scenarios/norway-2015.yaml")
KILLS = 60


@pytest.fixture(scope="module")
def start():
    """Start a command as a process of its own, from one in which its packages are imported.

    Starting afresh takes longer than the run, and in that time there is nothing to kill.
    """
    context = multiprocessing.get_context("forkserver")
    heavy = ("cli", "report.appendix.files", "report.charts", "report.files")
    context.set_forkserver_preload([f"biofuel_mandate.{name}" for name in heavy])

    def started(scenario, out, *options, command="run"):
        words = [command, str(scenario), "--out", str(out), "--quiet", *options]
        process = context.Process(target=main, args=(words,))
        process.start()
        return process

    return started


def finished(process):
    """Wait for a process, and return its exit code."""
    process.join()
    return process.exitcode


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
def test_kills_at_any_moment_leave_a_whole_result(start, tmp_path):
    other = tmp_path / "other" / SCENARIO.name
    other.parent.mkdir()
    text = SCENARIO.read_text(encoding="utf-8")
    other.write_text(text.replace("quota: 5.5 %", "quota: 5.4 %"), encoding="utf-8")
    out = tmp_path / "reports"
    # With charts and without, so that the files of one are not those of the other.
    runs = ((SCENARIO, out), (other, out, "--no-charts"))
    assert finished(start(*runs[0])) == 0  # the first also waits for the imports
    whole, lengths = [], []
    for run in runs:
        before = time.perf_counter()
        assert finished(start(*run)) == 0
        lengths.append(time.perf_counter() - before)
        whole.append(content(out / SCENARIO.stem))
    assert len(whole[0]) > len(whole[1])

    generator = random.Random(1)
    killed = 0
    for number in range(KILLS):
        which = number % 2
        process, length = start(*runs[which]), lengths[which]
        # The files are written near the end; two of three kills go there.
        earliest = 0.8 * length if number % 3 else 0.0
        time.sleep(generator.uniform(earliest, 1.2 * length))
        process.kill()
        in_time = finished(process) == -signal.SIGKILL
        killed += in_time
        # The machine may be busier or less busy than it was: keep near the end of a run.
        lengths[which] *= 1.05 if in_time else 0.9
        folder = out / SCENARIO.stem
        # Between two renames the folder may be away; the next run puts it back.
        if folder.exists():
            assert content(folder) in whole, number
    assert killed > KILLS / 4
    assert finished(start(SCENARIO, out)) == 0
    assert content(out / SCENARIO.stem) == whole[0]
    assert [path.name for path in out.iterdir()] == [SCENARIO.stem]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
def test_an_appendix_that_is_killed_leaves_the_old_one_whole(start, tmp_path):
    out = tmp_path / "reports"
    folder = out / f"{SCENARIO.stem}-report"
    assert finished(start(SCENARIO, out, "--no-charts")) == 0  # waits for the imports
    before = time.perf_counter()
    assert finished(start(SCENARIO, out, command="report")) == 0
    length, whole = time.perf_counter() - before, content(folder)
    generator = random.Random(2)
    for number in range(4):
        process = start(SCENARIO, out, "--lang", "nb", command="report")
        time.sleep(generator.uniform(0.3 if number % 2 else 0.85, 1.0) * length)
        process.kill()
        finished(process)
        if folder.exists() and content(folder) != whole:
            # It came through: the new one is there, and whole.
            whole = content(folder)
            assert len(whole) == 25
    assert finished(start(SCENARIO, out, command="report")) == 0
    assert sorted(path.name for path in out.iterdir()) == [SCENARIO.stem, folder.name]
