"""A run that is killed leaves the old result whole, or the new one."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCENARIO = Path("scenarios/norway-2015.yaml")
KILLS = 100


def start(
    scenario: Path, out: Path, *options: str, command: str = "run"
) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-m", "biofuel_mandate", command, str(scenario), "--out", str(out)]
    return subprocess.Popen([*program, "--quiet", *options])


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
def test_a_hundred_kills_leave_a_whole_result(tmp_path):
    other = tmp_path / "other" / SCENARIO.name
    other.parent.mkdir()
    text = SCENARIO.read_text(encoding="utf-8")
    other.write_text(text.replace("quota: 5.5 %", "quota: 5.4 %"), encoding="utf-8")
    out = tmp_path / "reports"
    # With charts and without, so that the files of one are not those of the other.
    runs = ((SCENARIO, out), (other, out, "--no-charts"))
    whole, lengths = [], []
    for run in runs:
        before = time.perf_counter()
        assert start(*run).wait() == 0
        lengths.append(time.perf_counter() - before)
        whole.append(content(out / SCENARIO.stem))
    assert len(whole[0]) > len(whole[1])

    generator = random.Random(1)
    for number in range(KILLS):
        process, length = start(*runs[number % 2]), lengths[number % 2]
        # The files are written near the end; half of the kills go there.
        earliest = 0.0 if number % 4 < 2 else 0.8 * length
        time.sleep(generator.uniform(earliest, 1.2 * length))
        process.send_signal(signal.SIGKILL)
        process.wait()
        folder = out / SCENARIO.stem
        # Between two renames the folder may be away; the next run puts it back.
        if folder.exists():
            assert content(folder) in whole, number
    assert start(SCENARIO, out).wait() == 0
    assert content(out / SCENARIO.stem) == whole[0]
    assert [path.name for path in out.iterdir()] == [SCENARIO.stem]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
def test_an_appendix_that_is_killed_leaves_the_old_one_whole(tmp_path):
    out = tmp_path / "reports"
    folder = out / f"{SCENARIO.stem}-report"
    before = time.perf_counter()
    assert start(SCENARIO, out, command="report").wait() == 0
    length, whole = time.perf_counter() - before, content(folder)
    generator = random.Random(2)
    for number in range(4):
        process = start(SCENARIO, out, "--lang", "nb", command="report")
        time.sleep(generator.uniform(0.3 if number % 2 else 0.85, 1.0) * length)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if folder.exists() and content(folder) != whole:
            # It came through: the new one is there, and whole.
            whole = content(folder)
            assert len(whole) == 25
    assert start(SCENARIO, out, command="report").wait() == 0
    assert [path.name for path in out.iterdir()] == [folder.name]
