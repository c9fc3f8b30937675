"""A backfill on a named runner: whole archives a batch, as on a distributed engine, with the rows of a local one.

Beam's bundle-based runner needs no service. Other than the one of local jobs it hands elements on bundle by bundle, in its own order.
"""

import gzip
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.same_rows import compare
from newsbeam.sinks.read import open_published
from tests.stages.archive_samples import pages
from tests.support.invented import newsroom

NEWSBEAM = Path(sys.executable).with_name("newsbeam")
PORTABLE = ("--runner=PortableRunner", "--job_endpoint=embed")
RUNNER = ("--runner=BundleBasedDirectRunner", "--direct_num_workers=1")


def command(archives: Path, store: Path, *flags: str) -> list[str]:
    return [str(NEWSBEAM), "backfill", str(archives), "--store", str(store), "--json", *flags]


def backfill(archives: Path, store: Path, *flags: str, folder: Path | None = None) -> dict[str, object]:
    """What the installed command says of it, with its exit code."""
    done = subprocess.run(command(archives, store, *flags), cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout, done.stderr
    return {"exit code": done.returncode, **json.loads(done.stdout)}


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three files whose articles copy, revise and follow one another across files, with records that are broken or no articles."""
    folder = tmp_path_factory.mktemp("archives")
    lines = [
        json.dumps({"id": str(number), "url": one.url, "title": one.title, "text": one.text, "clean": True, "published": "2031-03-04"})
        for number, one in enumerate(newsroom(7, 40))
    ]
    lines[10:10] = ["{not json", '{"id": "x"}']
    (folder / "a.jsonl.gz").write_bytes(gzip.compress("\n".join(lines[:20]).encode(), mtime=0))
    (folder / "b.jsonl").write_text("\n".join(lines[20:]))
    (folder / "c.warc").write_bytes(b"".join(pages(3)))
    return folder


def test_a_named_runner_gives_the_same_rows_as_this_process(archives: Path, tmp_path: Path) -> None:
    local, named = tmp_path / "local", tmp_path / "named"
    here, there = backfill(archives, local), backfill(archives, named, *RUNNER)
    assert (here.pop("store"), there.pop("store")) == (str(local), str(named))
    assert here == there
    assert (here["exit code"], here["inputs"]) == (1, 45)
    assert compare(local, named) == 0
    with open_published(named) as store:
        assert store.execute("SELECT count(DISTINCT batch_id) FROM fetches").fetchall() == [(1,)]
        assert dict(store.execute("SELECT outcome, count(*) FROM fetches GROUP BY ALL").fetchall()) == here["outcomes"]
        assert set(dict(store.execute("SELECT DISTINCT outcome, 1 FROM fetches").fetchall())) == {"stored", "revised", "duplicate", "dead"}
    again = backfill(archives, named, *RUNNER)
    assert (again["exit code"], again["inputs"]) == (0, 0)
    assert compare(local, named) == 0


@pytest.mark.parametrize("flags", [(), RUNNER], ids=["here", "a named runner"])
def test_an_archive_that_cannot_be_opened_waits_for_the_next_run(archives: Path, tmp_path: Path, flags: tuple[str, ...]) -> None:
    """As where one of two workers lacks the shared folder."""
    (tmp_path / "in").mkdir()
    shutil.copy(archives / "c.warc", tmp_path / "in")
    for name in ("a.jsonl.gz", "b.jsonl"):
        (tmp_path / "in" / name).symlink_to(f".away/{name}")
    first = backfill(Path("in"), Path("store"), *flags, folder=tmp_path)
    assert (first["exit code"], first["inputs"], first["unread_files"]) == (75, 3, 2)
    with open_published(tmp_path / "store") as store:
        assert store.execute("SELECT path, n_done, finished FROM inputs").fetchall() == [("in/c.warc", 3, True)]
        assert store.execute("SELECT count(*) FROM dead_letters WHERE reason = 'unreadable'").fetchall() == [(0,)]
        assert store.execute("SELECT origin FROM fetches WHERE outcome = 'retry' ORDER BY 1").fetchall() == [
            ("in/a.jsonl.gz",),
            ("in/b.jsonl",),
        ]
    shutil.copytree(archives, tmp_path / "in" / ".away")
    second = backfill(Path("in"), Path("store"), *flags, folder=tmp_path)
    assert (second["exit code"], second["inputs"], second["unread_files"]) == (1, 42, 0)
    with open_published(tmp_path / "store") as store:
        assert store.execute("SELECT path, n_done, finished FROM inputs ORDER BY path").fetchall() == [
            ("in/a.jsonl.gz", 20, True),
            ("in/b.jsonl", 22, True),
            ("in/c.warc", 3, True),
        ]


def test_workers_are_told_absolute_paths(archives: Path, tmp_path: Path) -> None:
    """A pool of workers whose working folder is another one, as all of them have."""
    (tmp_path / "in").symlink_to(archives)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    pool = [sys.executable, "-m", "apache_beam.runners.worker.worker_pool_main", f"--service_port={port}"]
    path = {"PATH": f"{NEWSBEAM.parent}:{os.environ['PATH']}"}  # it starts whatever "python" is
    (tmp_path / "elsewhere").mkdir()
    workers = subprocess.Popen(pool, cwd=tmp_path / "elsewhere", env=os.environ | path, start_new_session=True)
    try:
        flags = (*PORTABLE, "--environment_type=EXTERNAL", f"--environment_config=localhost:{port}")
        assert backfill(Path("in"), Path("store"), *flags, folder=tmp_path)["inputs"] == 45
    finally:
        os.killpg(workers.pid, signal.SIGKILL)
        workers.wait()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_ctrl_c_cancels_the_job(archives: Path, tmp_path: Path) -> None:
    flags = (*PORTABLE, "--environment_type=LOOPBACK")
    process = subprocess.Popen(
        command(archives, tmp_path, *flags), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    end = time.monotonic() + 60
    while not list(tmp_path.glob("_state/batches/*")):
        assert time.monotonic() < end
        time.sleep(0.05)
    time.sleep(2)
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to the whole group
    asked = time.monotonic()
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert time.monotonic() - asked < 15
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    with open_published(tmp_path) as store:
        assert store.execute("SELECT count(*) FROM inputs").fetchall() == [(0,)]
        assert store.execute("SELECT status FROM runs").fetchall() == [("interrupted",)]
