"""A real Dask scheduler with two worker processes gives the bytes that one process gives."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import yaml
from working import Counting, Deadly, Refusing, Telling

from biofuel_mandate import load_scenario
from biofuel_mandate.errors import InfeasibleError, ScenarioError
from biofuel_mandate.uncertainty.run import prepare
from biofuel_mandate.work import cluster, versions
from biofuel_mandate.work.cluster import Cluster
from biofuel_mandate.work.run import do_all, store_for

# One scheduler with its workers serves all of them.
pytestmark = pytest.mark.xdist_group("cluster")

TESTS = Path(__file__).parents[1]
SCENARIO = TESTS.parent / "scenarios" / "norway-2015.yaml"
# One death of a worker is no fault of the chunk that it did; two are.
OPTIONS = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
UNCERTAIN = {
    "inputs": {
        "costs.price_gap.ethanol": {"distribution": "uniform", "low": "2 NOK/l", "high": "4 NOK/l"},
        "market.petrol.volume": {"distribution": {"normal": "30 Ml"}, "low": "0 Ml"},
    }
}


def until(holds: Callable[[], object], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@dataclass
class Servers:
    """A scheduler and workers that this test started, and will end."""

    folder: Path
    address: str = ""
    scheduler: "subprocess.Popen[bytes] | None" = None
    workers: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def start(self, program: str, *options: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"distributed.cli.{program}", *options, "--no-dashboard"]
        # A worker of Dask is no child of ours: it must find this package and these tests itself.
        paths = os.pathsep.join([str(TESTS), str(TESTS.parent)])
        environment = {**os.environ, "PYTHONPATH": paths, **OPTIONS}
        with (self.folder / f"{program}.log").open("ab") as log:
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def schedule(self) -> None:
        told = self.folder / "scheduler.json"
        self.scheduler = self.start(
            "dask_scheduler", "--host=127.0.0.1", "--port=0", f"--scheduler-file={told}"
        )
        until(lambda: told.exists() and told.stat().st_size)
        self.address = yaml.safe_load(told.read_text())["address"]

    def work(self, count: int = 1) -> "subprocess.Popen[bytes]":
        """Start workers, wait until they are registered, and return the last."""
        options = ("--no-nanny", "--nthreads=1", "--memory-limit=0", "--death-timeout=30")
        folder = f"--local-directory={self.folder}"
        for _ in range(count):
            self.workers.append(self.start("dask_worker", self.address, *options, folder))
        log = self.folder / "dask_worker.log"
        until(lambda: log.read_text().count("Registered to:") == len(self.workers))
        return self.workers[-1]

    def stop(self) -> None:
        for process in [*self.workers, self.scheduler]:
            if process is not None:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def servers(tmp_path_factory) -> Iterator[Servers]:
    servers = Servers(tmp_path_factory.mktemp("dask"))
    try:
        servers.schedule()
        servers.work(2)
        yield servers
    finally:
        servers.stop()


def done(work, *others) -> list[bytes]:
    with do_all(work, *others) as contents:
        return list(contents)


def expected(work) -> list[bytes]:
    return [work.do(chunk) for chunk in range(work.chunks)]


@pytest.mark.slow
def test_draws_of_a_scenario_come_to_the_same_bytes_on_a_cluster(servers, tmp_path):
    file = yaml.safe_load(SCENARIO.read_text())
    path = tmp_path / "uncertain.yaml"
    path.write_text(yaml.safe_dump(file | {"uncertainty": UNCERTAIN}, allow_unicode=True))
    job = replace(prepare(load_scenario(path), draws=40_000, seed=1), blocks_a_chunk=1)
    store = store_for(job, str(tmp_path / "chunks"))
    assert job.chunks > 1
    assert done(job, Cluster(servers.address), store) == expected(job)
    assert len(store.names()) == job.chunks


@pytest.mark.slow
def test_both_workers_work_with_few_copies_and_one_thread(servers):
    told = [
        json.loads(content) for content in done(Telling(seconds=0.05), Cluster(servers.address))
    ]
    assert {pid for pid, _ in (one["copy"] for one in told)} == {
        worker.pid for worker in servers.workers
    }
    # Dask may send a worker the same twice, but not for every chunk.
    assert len({tuple(one["copy"]) for one in told}) <= 4
    assert {threads for one in told for threads in one["threads"]} == {1}


@pytest.mark.slow
def test_an_error_of_a_chunk_comes_from_a_cluster_as_it_was_raised(servers):
    with pytest.raises(InfeasibleError, match=r"^cases.a: no blend is possible. Lower the quota.$"):
        done(Refusing(), Cluster(servers.address))
    with pytest.raises(LookupError, match="chunk 5 has a mistake"):
        done(Refusing(at=5), Cluster(servers.address))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "other"), [("numpy", "1.0"), (versions.PACKAGE, "0.1.0 (00000000)")]
)
def test_workers_of_other_versions_are_refused(servers, monkeypatch, name, other):
    ours = {**versions.versions(), name: other}
    monkeypatch.setattr(cluster, "versions", lambda: ours)
    words = rf"^--scheduler: the worker tcp://\S+ has {name} .* instead of "
    with pytest.raises(ScenarioError, match=words):
        done(Counting(), Cluster(servers.address))


@pytest.mark.slow
def test_a_worker_killed_halfway_loses_nothing(servers, tmp_path):
    work = Counting(40, seconds=0.05)
    victim = servers.workers[0]
    store = store_for(work, str(tmp_path))
    with do_all(work, Cluster(servers.address), store) as contents:
        found = [next(contents) for _ in range(5)]
        victim.kill()
        assert [*found, *contents] == expected(Counting(40))
    assert len(store.names()) == 40


@pytest.mark.slow
def test_a_chunk_that_kills_its_workers_is_told_as_such(servers):
    servers.work()
    words = r"^--scheduler: one worker after the other died at a chunk, the last at tcp://"
    with pytest.raises(ScenarioError, match=words):
        done(Deadly(), Cluster(servers.address))


@pytest.mark.slow
def test_a_scheduler_without_workers_is_told_as_such(servers, monkeypatch, tmp_path):
    for worker in servers.workers:
        worker.kill()
        worker.wait()
    monkeypatch.setattr(cluster, "_REACHED_WITHIN", 1)
    words = rf"^--scheduler: the scheduler {servers.address} has no workers. Start some with: dask"
    with pytest.raises(ScenarioError, match=words):
        done(Counting(), Cluster(servers.address))
    monkeypatch.undo()
    monkeypatch.setattr(cluster, "_WORKERS_WITHIN", 0)
    monkeypatch.setattr(cluster, "_LOOK_EVERY", 0.2)
    worker = servers.work()
    work = Counting(200, seconds=0.02)
    store = store_for(work, str(tmp_path))

    def until_the_last_dies() -> None:
        with do_all(work, Cluster(servers.address), store) as contents:
            next(contents)
            worker.kill()
            list(contents)

    with pytest.raises(ScenarioError, match=words):
        until_the_last_dies()
    assert store.names()


@pytest.mark.slow
def test_a_scheduler_that_goes_away_leaves_what_is_finished(servers, tmp_path):
    """Comes last, as it ends the scheduler."""
    servers.work()
    work = Counting(200, seconds=0.05)
    store = store_for(work, str(tmp_path))
    words = r"^--scheduler: the connection to the scheduler \S+ was lost. See that it runs. What is"

    def until_it_goes() -> None:
        with do_all(work, Cluster(servers.address), store) as contents:
            for count, _ in enumerate(contents):
                if count == 3:
                    servers.scheduler.kill()

    with pytest.raises(ScenarioError, match=words):
        until_it_goes()
    assert 4 <= len(store.names()) < 200


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tcp://nowhere.invalid:8786"])
def test_a_scheduler_that_cannot_be_reached_is_told_at_once(address):
    threads = threading.active_count()
    words = rf"^--scheduler: the scheduler {address} cannot be reached. See that it runs, and that"
    with pytest.raises(ScenarioError, match=words):
        done(Counting(), Cluster(address))
    assert threading.active_count() == threads
