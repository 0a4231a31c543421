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


def start(scenario: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "biofuel_mandate", "run", str(scenario), "--out", str(out)]
    return subprocess.Popen([*command, "--quiet", *options])


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
